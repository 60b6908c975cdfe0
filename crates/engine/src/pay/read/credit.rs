//! Rules of crediting.

use plumb_diag::Problem;
use plumb_pay::credit::{Remainder, To};
use plumb_pay::plan::{RateTable, TableRow};
use plumb_pay::{Credit, Predicate};
use plumb_plan::Row;
use plumb_units::Rate;

use super::super::columns;
use super::Reading;
use super::fields::Fields;

impl<'p> Reading<'p> {
    pub(super) fn read_credits(&mut self) {
        let pay: &'p plumb_plan::Entity = self.pay;
        for row in pay.rows("credit") {
            let credit = self.credit(row);
            self.credits.push(credit);
        }
    }

    fn credit(&mut self, row: &Row) -> Credit {
        let share_when = row.rows("share_when").iter();
        let share_when: Vec<(Predicate, Rate)> = share_when
            .map(|case| (self.condition(case, "when"), case.rate("share").unwrap_or(Rate::ONE)))
            .collect();
        Credit {
            id: row.text("id").unwrap_or_default().to_owned(),
            on: self.events(row, "on"),
            amount: self.amount_column(row),
            when: self.condition(row, "when"),
            to: self.to(row),
            share: row.rate("share").unwrap_or(Rate::ONE),
            share_when,
            weight: self.table(row, ("weight_by", "weight", "weight_other")),
            most: self.money(row, "most"),
        }
    }

    /// Names of events; one that is nearly a known one is most likely that.
    pub(super) fn events(&mut self, of: &impl Fields, field: &str) -> Vec<String> {
        let names = of.list(field).to_vec();
        for name in &names {
            self.event(&name.value, name.span);
        }
        names.into_iter().map(|name| name.value).collect()
    }

    /// Says when the name of an event is nearly a known one.
    pub(super) fn event(&mut self, name: &str, span: plumb_diag::Span) {
        if columns::EVENTS.contains(&name) {
            return;
        }
        if let Some(near) = plumb_diag::nearest(name, columns::EVENTS.iter().copied()) {
            let message = format!("no event is called `{name}`");
            let problem = Problem::error("unknown-name", message).at(span, "");
            self.report(problem.help(format!("did you mean `{near}`?")));
        }
    }

    fn amount_column(&mut self, row: &Row) -> String {
        let name = row.text("amount").unwrap_or("net").to_owned();
        if !columns::is_known(&name)
            && !columns::is_written(self.plan, &name)
            && let Some(near) = columns::near_number(&name)
        {
            let message = format!("transactions have no number `{name}`");
            let problem = Problem::error("unknown-name", message).at(row.place("amount"), "");
            self.report(problem.help(format!("did you mean `{near}`?")));
        }
        name
    }

    fn to(&mut self, row: &Row) -> To {
        let role = row.text("role").map(str::to_owned);
        match row.choice("to").unwrap_or("owner") {
            "split" => To::Split {
                remainder: match row.choice("remainder") {
                    Some("largest") => Remainder::Largest,
                    _ => Remainder::Owner,
                },
            },
            "role" => {
                if role.is_none() {
                    let message = format!("`{}` credits a role and does not say which", row.path);
                    self.lacks(row, message, "add `role = \"specialist\"`".to_owned());
                }
                To::Role(role.unwrap_or_default())
            }
            by @ ("territory" | "account") => To::Assigned { by: by.to_owned(), role },
            "roll-up" => self.roll_up(row),
            _ => To::Owner,
        }
    }

    fn roll_up(&mut self, row: &Row) -> To {
        let of = row.texts("of").to_vec();
        if of.is_empty() && !row.has("of") {
            let message = format!("`{}` rolls up and does not say what", row.path);
            self.lacks(
                row,
                message,
                "add `of = [\"credit\"]`, or `[\"plan.credit\"]` of another plan".to_owned(),
            );
        }
        let known = self.credits_of_all();
        let own = format!("{}.", self.pay.id);
        for name in &of {
            let full =
                if name.value.contains('.') { name.value.clone() } else { format!("{own}{}", name.value) };
            if known.contains(&full) {
                continue;
            }
            let near = plumb_diag::nearest(&full, known.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{}`?", near.strip_prefix(&own).unwrap_or(near)),
                None => "write `credit`, or `plan.credit` of another plan".to_owned(),
            };
            let message = format!("no pay plan has a credit `{}`", name.value);
            self.report(Problem::error("unknown-name", message).at(name.span, "").help(help));
        }
        let small = |count: Option<i64>| count.map(|count| u8::try_from(count).unwrap_or(u8::MAX));
        let first = small(row.count("first_level")).unwrap_or(1);
        To::RollUp {
            of: of.into_iter().map(|name| name.value).collect(),
            levels: small(row.count("levels")).unwrap_or(first),
            first,
            once: row.is("once"),
        }
    }

    fn credits_of_all(&self) -> Vec<String> {
        let of_plan = |pay: &plumb_plan::Entity| {
            let ids = pay.rows("credit").iter().filter_map(|credit| credit.text("id"));
            ids.map(|id| format!("{}.{id}", pay.id)).collect::<Vec<_>>()
        };
        self.plan.of_kind("pay").flat_map(of_plan).collect()
    }

    /// A table of rates by a column: the names of its fields are column, rows, other.
    pub(super) fn table(&mut self, row: &Row, (by, rows, other): (&str, &str, &str)) -> Option<RateTable> {
        if !row.has(by) {
            for field in [rows, other] {
                if row.has(field) {
                    let message = format!("`{}` has `{field}` and no `{by}`", row.path);
                    let problem = Problem::error("missing-field", message).at(row.place(field), "");
                    self.report(
                        problem.help(format!("add `{by} = \"offering\"`, the column whose value counts")),
                    );
                }
            }
            return None;
        }
        let column = row.text(by)?.to_owned();
        if self.columns.kind(&column).is_none() {
            let near = plumb_diag::nearest(&column, self.columns.names());
            let help = near.map_or_else(
                || "write a column such as `offering`, `segment` or `kind`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("transactions have no column `{column}`");
            self.report(Problem::error("unknown-name", message).at(row.place(by), "").help(help));
        }
        let table_row = |row: &Row| {
            Some(TableRow {
                is: row.text("is")?.to_owned(),
                rate: row.rate("rate")?,
                from: row.date("from"),
                until: row.date("until"),
            })
        };
        let rows = row.rows(rows).iter().filter_map(table_row).collect();
        Some(RateTable { by: column, rows, other: row.rate(other) })
    }
}
