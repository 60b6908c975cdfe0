//! Worked examples of pay plans: what happens is run through the plan, and what comes out is compared with what should.

mod events;
mod expect;
mod figures;
mod given;

use std::collections::BTreeMap;

use plumb_diag::{Problem, Span};
use plumb_pay::events::NONE;
use plumb_plan::{Entity, Plan, Row};
use plumb_units::{Currency, Money, Quantity, Rate};

use super::read::Read;

/// One example after its run.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// Id of the pay plan.
    pub(crate) plan: String,
    /// Its id; `example.2` where it has none.
    pub(crate) id: String,
    /// The case in one sentence.
    pub(crate) says: String,
    /// Its place.
    pub(crate) span: Span,
    /// How many figures were compared.
    pub(crate) compared: usize,
    /// Figures that differ, and what could not be read or computed; empty: it passed.
    pub(crate) problems: Vec<Problem>,
}

/// Runs every example of the plans that were read, in their order.
pub(crate) fn check(plan: &Plan, read: &[Read]) -> Vec<Checked> {
    let mut found = Vec::new();
    for (place, of) in read.iter().enumerate() {
        let Some(pay) = plan.entity("pay", &of.plan.id) else { continue };
        for example in pay.rows("example") {
            found.push(one(plan, read, place, pay, example));
        }
    }
    found
}

/// What is known while one example is read and run.
struct Case<'p> {
    plan: &'p Plan,
    all: &'p [Read],
    /// The pay plans that take part, in the order of all.
    read: Vec<&'p Read>,
    /// The pay plan that it belongs to: its place among those that take part.
    place: usize,
    row: &'p Row,
    people: People,
    problems: Vec<Problem>,
}

fn one(plan: &Plan, all: &[Read], place: usize, pay: &Entity, row: &Row) -> Checked {
    let of_members: Vec<&str> = row.rows("member").iter().filter_map(|member| member.text("plan")).collect();
    let takes_part =
        |(at, read): &(usize, &Read)| *at == place || of_members.contains(&read.plan.id.as_str());
    let taking_part: Vec<(usize, &Read)> = all.iter().enumerate().filter(takes_part).collect();
    let own = taking_part.iter().position(|(at, _)| *at == place).unwrap_or(0);
    let read = taking_part.into_iter().map(|(_, read)| read).collect();
    let mut case = Case { plan, all, read, place: own, row, people: People::default(), problems: Vec::new() };
    let given = case.given();
    let events = case.events(&given);
    // The people of transactions come after those of the tables.
    let given = plumb_pay::Given { people: case.people.names.clone(), ..given };
    let plans: Vec<plumb_pay::PayPlan> = case.read.iter().map(|read| read.plan.clone()).collect();
    let ran = plumb_pay::run(&plans, &events, &given, 1);
    let compared = case.compare(&expect::Ran { plans: &plans, events: &events, given: &given, run: &ran });
    case.of_run(&plans, &events, &given, &ran.problems);
    Checked {
        plan: pay.id.to_string(),
        id: row.text("id").map_or_else(|| format!("example.{}", row.position), str::to_owned),
        says: row.text("says").unwrap_or_default().to_owned(),
        span: row.span,
        compared,
        problems: case.problems,
    }
}

impl Case<'_> {
    fn pay(&self) -> Option<&plumb_pay::PayPlan> {
        self.read.get(self.place).map(|read| &read.plan)
    }

    /// The person of the example, where nobody is named.
    fn somebody(&self) -> String {
        self.row.text("person").unwrap_or("ana").to_owned()
    }

    /// A name that should be one of these.
    fn unknown(&mut self, what: &str, name: &str, span: Span, known: &[String]) {
        let help = match plumb_diag::nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("there is no {what} here"),
            None => format!("there are `{}`", known.join("`, `")),
        };
        self.problems.push(
            Problem::error("unknown-name", format!("no {what} is called `{name}`")).at(span, "").help(help),
        );
    }

    /// The place of a pay plan by its id; the example's own where none is named.
    fn plan_of(&mut self, row: &Row) -> Option<usize> {
        let Some(name) = row.text("plan") else { return Some(self.place) };
        let found = self.read.iter().position(|read| read.plan.id == name);
        if found.is_none() {
            let known: Vec<String> = self.all.iter().map(|read| read.plan.id.clone()).collect();
            self.unknown("pay plan", name, row.place("plan"), &known);
        }
        found
    }

    /// What the run could not compute.
    fn of_run(
        &mut self,
        plans: &[plumb_pay::PayPlan],
        events: &plumb_pay::Events,
        given: &plumb_pay::Given,
        problems: &[plumb_pay::Problem],
    ) {
        for problem in problems {
            let (message, help) = said(plans, events, given, problem);
            self.problems.push(Problem::error("not-computed", message).at(self.row.span, "").help(help));
        }
    }
}

/// People by name.
#[derive(Default)]
struct People {
    names: Vec<String>,
    places: BTreeMap<String, u32>,
}

impl People {
    fn of(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(NONE);
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}

/// What a run could not compute, and what to do about it, in words.
pub(crate) fn said(
    plans: &[plumb_pay::PayPlan],
    events: &plumb_pay::Events,
    given: &plumb_pay::Given,
    problem: &plumb_pay::Problem,
) -> (String, String) {
    use plumb_pay::Problem as P;
    let plan = |place: usize| plans.get(place).map_or("", |plan| plan.id.as_str());
    let who = |person: u32| given.people.get(person as usize).map_or("somebody", String::as_str);
    match problem {
        P::NoQuota { plan: of, person, measure, from } => (
            format!(
                "`{}` has no quota of `{measure}` under `{}` in the time from {from}",
                who(*person),
                plan(*of)
            ),
            "give one above zero: `quota`, or a row of `quotas`".to_owned(),
        ),
        P::NoFigure { plan: of, person, figure, from } => (
            format!(
                "the figure `{figure}` of `{}` under `{}` is not given for the time from {from}",
                who(*person),
                plan(*of)
            ),
            "add a row of `figure`".to_owned(),
        ),
        P::NoRate { plan: of, place, value } => (
            format!("`{place}` of `{}` has no rate for `{value}`", plan(*of)),
            "add a row for it, or a rate for all others".to_owned(),
        ),
        P::NoExchange { event } => (
            format!(
                "`{}` is in another currency, and no exchange rate leads to that of the plan",
                events.key(*event as usize)
            ),
            "add a row of `exchange`".to_owned(),
        ),
        P::TwoAbove { person, day } => (
            format!("`{}` reports to two people on {day}", who(*person)),
            "let one reporting line end on the day on which the other begins".to_owned(),
        ),
        P::Shares { event } => (
            format!("the shares of `{}` are more than the whole", events.key(*event as usize)),
            "let them sum to at most 100 %".to_owned(),
        ),
        P::TooLarge { plan: of, person, component } => {
            let component = plans.get(*of).and_then(|plan| plan.components.get(*component));
            let component = component.map_or("", |component| component.id.as_str());
            (
                format!(
                    "a number of `{component}` under `{}` is too large for `{}`",
                    plan(*of),
                    who(*person)
                ),
                "look for an amount with too many zeros".to_owned(),
            )
        }
    }
}

/// A number as it stands in a plan: money of a currency, a share, or a bare number.
fn shown(number: i64, like: Quantity, currency: Currency) -> String {
    match like {
        Quantity::Money(_) => Money::new(number, currency).to_string(),
        Quantity::Rate(_) => Rate::from_millionths(number).to_string(),
        _ => plumb_units::Amount::from_millionths(number).to_string(),
    }
}

#[cfg(test)]
mod tests;
