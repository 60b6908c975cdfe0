//! What an example expects, beside what came out.

use plumb_diag::{Problem, Span};
use plumb_pay::measure::Measure;
use plumb_pay::periods::windows;
use plumb_pay::{Events, Given, PayPlan, Run};
use plumb_plan::Row;
use plumb_units::{Period, Quantity, parse_date};

use super::{Case, shown};

/// An example after its run.
pub(super) struct Ran<'r> {
    pub(super) plans: &'r [PayPlan],
    pub(super) events: &'r Events,
    pub(super) given: &'r Given,
    pub(super) run: &'r Run,
}

/// One figure to compare.
pub(super) struct Figure<'c> {
    pub(super) what: &'c str,
    pub(super) person: String,
    pub(super) plan: usize,
    /// Place of the pay period, and the period; all together where there is none.
    pub(super) period: Option<(usize, Period)>,
    pub(super) component: Option<usize>,
    pub(super) measure: Option<&'c Measure>,
    pub(super) line: Option<u32>,
    pub(super) is: Quantity,
    pub(super) span: Span,
}

impl Case<'_> {
    /// Compares everything that is expected; returns how many figures there were.
    pub(super) fn compare(&mut self, ran: &Ran<'_>) -> usize {
        let row = self.row;
        let mut compared = 0;
        for what in ["earned", "paid"] {
            let Some(money) = row.money(what) else { continue };
            compared += 1;
            self.figure(
                ran,
                &Figure {
                    what,
                    person: self.somebody(),
                    plan: self.place,
                    period: None,
                    component: None,
                    measure: None,
                    line: None,
                    is: Quantity::Money(money),
                    span: row.place(what),
                },
            );
        }
        for expect in row.rows("expect") {
            compared += 1;
            if let Some(figure) = self.expected(ran, expect) {
                self.figure(ran, &figure);
            }
        }
        if compared == 0 && self.problems.is_empty() {
            let problem = Problem::error("missing-field", "the example expects nothing").at(row.span, "");
            self.problems.push(problem.help("add `paid = \"1 000 EUR\"`, or rows of `expect`"));
        }
        compared
    }

    fn expected<'c>(&mut self, ran: &Ran<'c>, row: &'c Row) -> Option<Figure<'c>> {
        let is = row.quantity("is")?;
        let place = self.plan_of(row)?;
        let plan = ran.plans.get(place)?;
        let period = match row.text("period") {
            Some(name) => Some(self.period(ran, plan, name, row.place("period"))?),
            None => None,
        };
        let component = match row.text("component") {
            Some(name) => {
                let known: Vec<String> =
                    plan.components.iter().map(|component| component.id.clone()).collect();
                let found = known.iter().position(|id| id == name);
                if found.is_none() {
                    self.unknown("component", name, row.place("component"), &known);
                    return None;
                }
                found
            }
            None => None,
        };
        let measure = match row.text("measure") {
            Some(name) => {
                let found = plan.measures.iter().find(|measure| measure.id == name);
                if found.is_none() {
                    let known: Vec<String> = plan.measures.iter().map(|measure| measure.id.clone()).collect();
                    self.unknown("measure", name, row.place("measure"), &known);
                    return None;
                }
                found
            }
            None => {
                let has_quota = |measure: &&Measure| measure.quota != plumb_pay::measure::Quota::None;
                plan.measures.iter().find(has_quota).or_else(|| plan.measures.first())
            }
        };
        let what = row.choice("what").unwrap_or("paid");
        let line = match row.text("line") {
            Some(name) => {
                let ids: Vec<String> = (0..ran.events.len()).map(|event| ran.events.key(event)).collect();
                let Some(found) = ids.iter().position(|id| id == name) else {
                    self.unknown("transaction", name, row.place("line"), &ids);
                    return None;
                };
                u32::try_from(found).ok()
            }
            None if matches!(what, "line" | "credit") => {
                let problem = Problem::error(
                    "missing-field",
                    format!("`{what}` is of a transaction, and none is named"),
                );
                self.problems.push(problem.at(row.span, "").help("add `line = \"t1\"`"));
                return None;
            }
            None => None,
        };
        let person = row.text("person").map_or_else(|| self.somebody(), str::to_owned);
        Some(Figure {
            what,
            person,
            plan: place,
            period,
            component,
            measure,
            line,
            is,
            span: row.place("is"),
        })
    }

    /// The pay period of this name: as the calendar calls it, `2026-02` for a month, or a day that it holds.
    fn period(&mut self, ran: &Ran<'_>, plan: &PayPlan, name: &str, span: Span) -> Option<(usize, Period)> {
        let calendar = &ran.given.calendar;
        let all = windows(calendar, plan.every, plan.from, plan.until);
        let month = match name.as_bytes() {
            [_, _, _, _, b'-', b'0'..=b'9', b'0'..=b'9'] => name.replacen('-', "-M", 1),
            _ => name.to_owned(),
        };
        let named = calendar.named(&month).map(|period| period.from);
        let day = parse_date(name);
        let is = |period: &Period| {
            period.name == name
                || named == Some(period.from)
                || day.is_some_and(|day| period.from <= day && day < period.until)
        };
        let found = all.iter().position(is);
        if found.is_none() {
            let known: Vec<String> = all.iter().map(|period| period.name.clone()).collect();
            self.unknown("pay period", name, span, &known);
        }
        found.and_then(|place| all.get(place).map(|period| (place, period.clone())))
    }

    fn figure(&mut self, ran: &Ran<'_>, figure: &Figure<'_>) {
        let Some(plan) = ran.plans.get(figure.plan) else { return };
        if let Quantity::Money(money) = figure.is
            && money.currency() != plan.currency
        {
            let message =
                format!("this is in {}, and `{}` pays in {}", money.currency(), plan.id, plan.currency);
            let problem = Problem::error("unit-mismatch", message).at(figure.span, "");
            self.problems.push(problem.help(format!("write it in {}", plan.currency)));
            return;
        }
        let person = self.people.places.get(&figure.person).copied();
        let seat = person.and_then(|person| {
            ran.run.paid.iter().find(|paid| paid.person == person && paid.plan == figure.plan)
        });
        let Some(paid) = seat else {
            let message = format!("`{}` is not paid by `{}` here", figure.person, plan.id);
            let problem = Problem::error("wrong-value", message).at(figure.span, "");
            self.problems.push(problem.help("add the name to `people`, or a row of `member`"));
            return;
        };
        let Some(got) = ran.value(plan, paid, figure) else {
            let message = format!("{} cannot be told", described(figure));
            self.problems.push(Problem::error("not-computed", message).at(figure.span, "").help(
                "see what else is said of this example; a measure needs lines or figures in the time that is asked for",
            ));
            return;
        };
        if got != figure.is.integer() {
            let (got, is) = (shown(got, figure.is, plan.currency), figure.is.to_string());
            let message = format!("{} is {got}, and {is} is expected", described(figure));
            let problem = Problem::error("example-differs", message).at(figure.span, "expected here");
            self.problems
                .push(problem.help(format!("change the plan, or write `\"{got}\"` if that is meant")));
        }
    }
}

fn described(figure: &Figure<'_>) -> String {
    let when = figure.period.as_ref().map_or(String::new(), |(_, period)| format!(" in {}", period.name));
    format!("`{}` of {}{when}", figure.what, figure.person)
}
