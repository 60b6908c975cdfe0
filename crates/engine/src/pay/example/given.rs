//! The tables of an example: people, quotas, reporting lines, figures, absences, exchange rates.

use plumb_diag::Problem;
use plumb_pay::Given;
use plumb_pay::component::Times;
use plumb_pay::given::{Absence, Assigned, Exchange, Figure, Member, QuotaRow, ReportingLine};
use plumb_pay::measure::{Quota, What};
use plumb_plan::Row;
use plumb_units::{Amount, Currency, Date, NumberFormat, Quantity};

use super::Case;

impl Case<'_> {
    pub(super) fn given(&mut self) -> Given {
        let (from, until) = self.pay().map_or((Date::MIN, Date::MAX), |plan| (plan.from, plan.until));
        let as_of = self.row.date("as_of").or_else(|| until.yesterday().ok()).unwrap_or(until);
        let mut given = Given::new(self.plan.company.calendar.clone(), as_of);
        self.members(&mut given, from);
        self.quotas(&mut given, from, until);
        let row = self.row;
        for line in row.rows("report") {
            let (Some(person), Some(to)) = (line.text("person"), line.text("to")) else { continue };
            given.lines.push(ReportingLine {
                person: self.people.of(person),
                to: self.people.of(to),
                from: line.date("from").unwrap_or(Date::MIN),
                until: line.date("until"),
            });
        }
        for assigned in row.rows("assigned") {
            let (Some(person), Some(by), Some(is)) =
                (assigned.text("person"), assigned.choice("by"), assigned.text("is"))
            else {
                continue;
            };
            given.assigned.push(Assigned {
                person: self.people.of(person),
                by: by.to_owned(),
                is: is.to_owned(),
                from: assigned.date("from").unwrap_or(Date::MIN),
                until: assigned.date("until"),
            });
        }
        self.figures(&mut given, from, until);
        for absent in row.rows("absent") {
            let (Some(from), Some(until)) = (absent.date("from"), absent.date("until")) else { continue };
            let person = absent.text("person").map_or_else(|| self.somebody(), str::to_owned);
            given.absences.push(Absence { person: self.people.of(&person), from, until });
        }
        for exchange in row.rows("exchange") {
            let exchange = self.exchange(exchange);
            given.exchange.extend(exchange);
        }
        given
    }

    fn members(&mut self, given: &mut Given, from: Date) {
        let row = self.row;
        let own = |case: &mut Self, field: &str| case.money_of_plan(row, field, case.place);
        let (on_target, base, draw) = (own(self, "on_target"), own(self, "base"), own(self, "draw"));
        let person = self.somebody();
        let mut people = vec![person.as_str()];
        people.extend(row.texts("people").iter().map(|name| name.value.as_str()));
        let named = |name: &str| {
            let of_plan = |member: &&Row| {
                member.text("plan").is_none_or(|plan| Some(plan) == self.pay().map(|plan| plan.id.as_str()))
            };
            row.rows("member").iter().filter(of_plan).any(|member| member.text("person") == Some(name))
        };
        let people: Vec<&str> = people.into_iter().filter(|name| !named(name)).collect();
        for name in people {
            given.members.push(Member {
                person: self.people.of(name),
                plan: self.place,
                from: row.date("joined").unwrap_or(from),
                until: row.date("left"),
                on_target,
                base,
                draw,
                rate: row.rate("rate"),
                role: row.text("role").unwrap_or("seller").to_owned(),
            });
        }
        for member in row.rows("member") {
            let Some(name) = member.text("person") else { continue };
            let Some(plan) = self.plan_of(member) else { continue };
            let first = self.read.get(plan).map_or(from, |read| read.plan.from);
            given.members.push(Member {
                person: self.people.of(name),
                plan,
                from: member.date("from").unwrap_or(first),
                until: member.date("until"),
                on_target: self.money_of_plan(member, "on_target", plan),
                base: self.money_of_plan(member, "base", plan),
                draw: self.money_of_plan(member, "draw", plan),
                rate: member.rate("rate"),
                role: member.text("role").unwrap_or("seller").to_owned(),
            });
        }
    }

    /// Money in minor units of the currency of a pay plan.
    pub(super) fn money_of_plan(&mut self, row: &Row, field: &str, plan: usize) -> Option<i64> {
        let money = row.money(field)?;
        let currency = self.read.get(plan)?.plan.currency;
        super::super::read::fields::minor(
            Quantity::Money(money),
            row.place(field),
            field,
            currency,
            &mut self.problems,
        )
    }

    fn quotas(&mut self, given: &mut Given, from: Date, until: Date) {
        let row = self.row;
        if let Some(amount) = row.quantity("quota") {
            match self.first_listed() {
                Some(measure) => {
                    let people = given.members.iter().filter(|member| member.plan == self.place);
                    let mut people: Vec<u32> = people.map(|member| member.person).collect();
                    people.dedup();
                    let amount = amount.integer();
                    given.quotas.extend(people.into_iter().map(|person| QuotaRow {
                        person,
                        measure: measure.clone(),
                        from,
                        until,
                        amount,
                        recorded: None,
                    }));
                }
                None => self.problems.push(
                    Problem::error("wrong-value", "no measure of the plan has quotas by person")
                        .at(row.place("quota"), "")
                        .help("add `quota_of` to the measure, or leave out the quota"),
                ),
            }
        }
        for quota in row.rows("quotas") {
            let Some(amount) = quota.quantity("amount") else { continue };
            let Some(measure) = self.listed(quota) else { continue };
            let people: Vec<u32> = match quota.text("person") {
                Some(name) => vec![self.people.of(name)],
                None => {
                    let mut all: Vec<u32> = given.members.iter().map(|member| member.person).collect();
                    all.sort_unstable();
                    all.dedup();
                    all
                }
            };
            given.quotas.extend(people.into_iter().map(|person| QuotaRow {
                person,
                measure: measure.clone(),
                from: quota.date("from").unwrap_or(from),
                until: quota.date("until").unwrap_or(until),
                amount: amount.integer(),
                recorded: quota.date("recorded"),
            }));
        }
    }

    /// The name under which the plan's first measure with quotas by person has them.
    fn first_listed(&self) -> Option<String> {
        self.pay()?.measures.iter().find_map(|measure| match &measure.quota {
            Quota::Table(name) => Some(name.clone()),
            _ => None,
        })
    }

    /// The name under which the measure of a row has its quotas.
    fn listed(&mut self, quota: &Row) -> Option<String> {
        let Some(name) = quota.text("measure") else {
            let first = self.first_listed();
            if first.is_none() {
                let problem = Problem::error("wrong-value", "no measure of the plan has quotas by person");
                self.problems.push(problem.at(quota.span, "").help("add `quota_of` to the measure"));
            }
            return first;
        };
        let mut known: Vec<String> = Vec::new();
        let own = self.pay().into_iter();
        for plan in own.chain(self.read.iter().map(|read| &read.plan)) {
            for measure in &plan.measures {
                let Quota::Table(table) = &measure.quota else { continue };
                if measure.id == name || table == name {
                    return Some(table.clone());
                }
                known.push(measure.id.clone());
            }
        }
        known.sort();
        known.dedup();
        self.unknown("measure with quotas by person", name, quota.place("measure"), &known);
        None
    }

    fn figures(&mut self, given: &mut Given, from: Date, until: Date) {
        let row = self.row;
        let known = self.figure_names();
        for figure in row.rows("figure") {
            let Some(name) = figure.text("name") else { continue };
            if !known.iter().any(|known| known == name) {
                self.unknown("figure", name, figure.place("name"), &known);
                continue;
            }
            if figure.value("value").is_none() && figure.value("word").is_none() {
                let problem = Problem::error(
                    "missing-field",
                    format!("the figure `{name}` has neither value nor word"),
                );
                self.problems.push(problem.at(figure.span, "").help("add `value = \"85 %\"`"));
            }
            given.figures.push(Figure {
                name: name.to_owned(),
                person: figure.text("person").map(|person| self.people.of(person)),
                from: figure.date("from").unwrap_or(from),
                until: figure.date("until").unwrap_or(until),
                value: figure.quantity("value").map(|value| value.integer()),
                word: figure.text("word").map(str::to_owned),
            });
        }
    }

    fn figure_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for plan in self.read.iter().map(|read| &read.plan) {
            for measure in &plan.measures {
                match &measure.what {
                    What::Figure(name) => names.push(name.clone()),
                    What::Growth(_) => names.push(format!("{}-before", measure.id)),
                    _ => {}
                }
            }
            for times in plan.components.iter().flat_map(|component| &component.times) {
                if let Times::Word { figure, .. } = times {
                    names.push(figure.clone());
                }
            }
        }
        names.sort();
        names.dedup();
        names
    }

    fn exchange(&mut self, row: &Row) -> Option<Exchange> {
        let mut currency = |field: &str| {
            let text = row.text(field)?;
            let found = Currency::parse(text).ok();
            if found.is_none() {
                let problem = Problem::error("wrong-value", format!("`{text}` is no currency"));
                self.problems
                    .push(problem.at(row.place(field), "").help("write three capital letters such as `EUR`"));
            }
            found
        };
        let (from, to) = (currency("currency"), currency("into"));
        let text = row.text("rate")?;
        let rate =
            Amount::parse(text, NumberFormat::PLAIN).ok().map(Amount::millionths).filter(|rate| *rate > 0);
        if rate.is_none() {
            let problem =
                Problem::error("wrong-value", format!("`{text}` is no rate above 0 with at most 6 decimals"));
            self.problems.push(problem.at(row.place("rate"), "").help("write it as `0.9216`"));
        }
        let (from, to, rate) = (from?, to?, rate?);
        Some(Exchange {
            from,
            to,
            day: row.date("date").unwrap_or(Date::MIN),
            rate: in_minor(rate, from, to)?,
        })
    }
}

/// A rate between whole units as one between minor units.
fn in_minor(rate: i64, from: Currency, to: Currency) -> Option<i64> {
    let (from, to) = (from.minor_digits(), to.minor_digits());
    let scale = 10_i64.checked_pow(from.abs_diff(to))?;
    if to >= from { rate.checked_mul(scale) } else { Some(rate / scale) }
}
