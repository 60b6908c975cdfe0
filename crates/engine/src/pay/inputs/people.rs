//! Who is paid by which plan, on which terms, and who leads whom.

use std::collections::{BTreeMap, BTreeSet};

use plumb_pay::given::{Absence, Member, ReportingLine};
use plumb_pay::{Given, PayPlan};
use plumb_units::{Currency, Date, Rate};

use super::{Company, Names, cents};
use crate::pay::sheets::{Row, Sheets, day, int, text};

/// Fills members, reporting lines and absences. Everybody gets a number here first, by id.
pub(super) fn read(
    company: &Company<'_>,
    pay: &[PayPlan],
    sheets: &Sheets,
    names: &mut Names,
    given: &mut Given,
    remarks: &mut Vec<String>,
) {
    let mut terms: BTreeMap<&str, Vec<Term>> = BTreeMap::new();
    for row in sheets.of("terms") {
        if let Some((person, term)) = text(row, 0).zip(Term::read(row, company.currency)) {
            terms.entry(person).or_default().push(term);
        }
    }
    let mut of_role: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, plan) in pay.iter().enumerate() {
        let roles =
            company.plan.entity("pay", &plan.id).map(|entity| entity.references("roles")).unwrap_or_default();
        for role in roles {
            of_role.entry(role.value.as_str()).or_default().push(place);
        }
    }
    for row in sheets.of("people") {
        let Some(id) = text(row, 0) else { continue };
        let person = names.of(id);
        let (from, until) = (day(row, 4).unwrap_or(Date::MIN), day(row, 5));
        if until.is_some_and(|until| until <= from) {
            continue;
        }
        let role = text(row, 2).unwrap_or_default();
        let own = terms.get(id).map_or(&[][..], Vec::as_slice);
        let plans = of_role.get(role).map_or(&[][..], Vec::as_slice);
        if plans.is_empty() && own.iter().any(|term| term.kind == "commission") && !role.is_empty() {
            remarks.push(format!(
                "`{id}` has a commission of their own, and no pay plan is for the role `{role}`"
            ));
        }
        for place in plans {
            let currency = pay.get(*place).map_or(company.currency, |plan| plan.currency);
            let foreign =
                own.iter().filter(|term| term.amount.is_some() && term.currency != currency).count();
            if foreign > 0 {
                remarks.push(format!("{foreign} terms of pay of `{id}` are not in the currency of their pay plan and do not count"));
            }
            for (from, until) in stretches(from, until, own) {
                given.members.push(member(person, *place, role, (from, until), own, currency));
            }
        }
    }
    for row in sheets.of("people") {
        let (Some(id), Some(manager)) = (text(row, 0), text(row, 6)) else { continue };
        if id != manager {
            let (person, to) = (names.of(id), names.of(manager));
            given.lines.push(ReportingLine {
                person,
                to,
                from: day(row, 4).unwrap_or(Date::MIN),
                until: day(row, 5),
            });
        }
    }
    for row in sheets.of("absences") {
        if let (Some(id), Some(from), Some(until)) = (text(row, 0), day(row, 1), day(row, 2)) {
            given.absences.push(Absence { person: names.of(id), from, until });
        }
    }
}

/// One element of a person's own terms.
struct Term {
    kind: String,
    from: Option<Date>,
    until: Option<Date>,
    amount: Option<i64>,
    currency: Currency,
    rate: Option<i64>,
}

impl Term {
    fn read(row: &Row, company: Currency) -> Option<Self> {
        let currency = text(row, 5).and_then(|code| Currency::parse(code).ok()).unwrap_or(company);
        Some(Self {
            kind: text(row, 1)?.to_owned(),
            from: day(row, 2),
            until: day(row, 3),
            amount: int(row, 4).map(|amount| cents(amount, currency)),
            currency,
            rate: int(row, 6),
        })
    }

    fn holds(&self, from: Date) -> bool {
        self.from.is_none_or(|first| first <= from) && self.until.is_none_or(|until| from < until)
    }
}

/// The days of a membership, cut wherever a term begins or ends.
fn stretches(from: Date, until: Option<Date>, terms: &[Term]) -> Vec<(Date, Option<Date>)> {
    let edges = terms.iter().flat_map(|term| [term.from, term.until]).flatten();
    let inside = |edge: &Date| from < *edge && until.is_none_or(|until| *edge < until);
    let edges: BTreeSet<Date> = edges.filter(inside).collect();
    let starts = [from].into_iter().chain(edges.iter().copied());
    let ends = edges.iter().copied().map(Some).chain([until]);
    starts.zip(ends).collect()
}

fn member(
    person: u32,
    plan: usize,
    role: &str,
    (from, until): (Date, Option<Date>),
    terms: &[Term],
    currency: Currency,
) -> Member {
    // The last one that holds counts.
    let amount = |kinds: &[&str]| {
        let holds = |term: &&Term| {
            kinds.contains(&term.kind.as_str()) && term.holds(from) && term.currency == currency
        };
        terms.iter().rev().filter(holds).find_map(|term| term.amount)
    };
    let rate = terms
        .iter()
        .rev()
        .filter(|term| term.kind == "commission" && term.holds(from))
        .find_map(|term| term.rate);
    Member {
        person,
        plan,
        from,
        until,
        on_target: amount(&["bonus", "variable", "on-target"]),
        base: amount(&["base", "salary"]),
        draw: amount(&["draw"]),
        rate: rate.map(Rate::from_millionths),
        role: role.to_owned(),
    }
}
