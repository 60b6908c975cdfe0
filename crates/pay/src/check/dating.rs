//! People, quotas, reporting lines and figures, day by day: nothing twice, nothing missing for those who are paid.

use std::collections::BTreeMap;

use plumb_units::Date;

use super::crediting::{same_event, same_person};
use super::references::source;
use super::{Complaint, Found, Step, level};
use crate::component::{Level, Price, Shape, Times};
use crate::credit::To;
use crate::given::{Given, Member};
use crate::measure::{Quota, What};
use crate::plan::PayPlan;
use crate::predicate::overlaps;

/// Half-open days.
type Days = (Date, Date);

pub(super) fn check(plans: &[PayPlan], given: &Given, found: &mut Found) {
    let people = People { plans, given };
    backwards(given, found);
    people.members(found);
    people.paid_twice(found);
    people.quotas(found);
    people.reporting(found);
    people.assigned(found);
    people.figures(found);
}

struct People<'a> {
    plans: &'a [PayPlan],
    given: &'a Given,
}

fn days(from: Date, until: Option<Date>) -> Days {
    (from, until.unwrap_or(Date::MAX))
}

fn common(a: Days, b: Days) -> Option<Days> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.0 < both.1).then_some(both)
}

/// What lies in `whole` and in none of `parts`, in order.
fn holes(whole: Days, parts: impl Iterator<Item = Days>) -> Vec<Days> {
    let mut parts: Vec<Days> = parts.filter_map(|part| common(whole, part)).collect();
    parts.sort_unstable();
    let (mut found, mut day) = (Vec::new(), whole.0);
    for part in parts {
        if part.0 > day {
            found.push((day, part.0));
        }
        day = day.max(part.1);
    }
    if day < whole.1 {
        found.push((day, whole.1));
    }
    found
}

/// Pairs of rows that have days in common: the place of the later row among all, and the days.
fn overlapping<'a, T>(rows: &[(usize, Days, &'a T)]) -> Vec<(usize, Days, &'a T, &'a T)> {
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|(place, days, _)| (*days, *place));
    let mut found = Vec::new();
    for (at, (place, days, one)) in sorted.iter().enumerate() {
        for (other_place, other_days, other) in sorted.iter().skip(at + 1) {
            if other_days.0 >= days.1 {
                break;
            }
            if let Some(both) = common(*days, *other_days) {
                let (one, other) = if place < other_place { (*one, *other) } else { (*other, *one) };
                found.push((*place.max(other_place), both, one, other));
            }
        }
    }
    found
}

fn grouped<'a, T, K: Ord>(
    rows: &'a [T],
    key: impl Fn(&'a T) -> K,
    days: impl Fn(&T) -> Days,
) -> BTreeMap<K, Vec<(usize, Days, &'a T)>> {
    let mut groups: BTreeMap<K, Vec<(usize, Days, &T)>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        groups.entry(key(row)).or_default().push((place, days(row), row));
    }
    groups
}

fn backwards(given: &Given, found: &mut Found) {
    let members = given.members.iter().map(|row| ("member", days(row.from, row.until)));
    let quotas = given.quotas.iter().map(|row| ("quota", (row.from, row.until)));
    let lines = given.lines.iter().map(|row| ("report", days(row.from, row.until)));
    let assigned = given.assigned.iter().map(|row| ("assigned", days(row.from, row.until)));
    let figures = given.figures.iter().map(|row| ("figure", (row.from, row.until)));
    let absences = given.absences.iter().map(|row| ("absence", (row.from, row.until)));
    let lists: [Vec<(&'static str, Days)>; 6] = [
        members.collect(),
        quotas.collect(),
        lines.collect(),
        assigned.collect(),
        figures.collect(),
        absences.collect(),
    ];
    for list in lists {
        for (place, (name, (from, until))) in list.into_iter().enumerate() {
            if until <= from {
                found.add(None, &[Step::Row(name, place)], Complaint::Backwards(from, until));
            }
        }
    }
}

impl People<'_> {
    fn name(&self, person: u32) -> String {
        match self.given.people.get(person as usize) {
            Some(name) => name.clone(),
            None => format!("person {}", u64::from(person) + 1),
        }
    }

    /// The days on which a member is paid by the plan; `None` where there are none, or no such plan.
    fn paid(&self, member: &Member) -> Option<Days> {
        let plan = self.plans.get(member.plan)?;
        common(days(member.from, member.until), (plan.from, plan.until))
    }

    fn members(&self, found: &mut Found) {
        for (place, member) in self.given.members.iter().enumerate() {
            let at = Step::Row("member", place);
            if member.person as usize >= self.given.people.len() {
                let what = Complaint::Unknown("person", format!("number {}", u64::from(member.person) + 1));
                found.add(None, &[at, Step::Field("person")], what);
            }
            match self.plans.get(member.plan) {
                None => {
                    let what = Complaint::Unknown("plan", format!("number {}", member.plan + 1));
                    found.add(None, &[at, Step::Field("plan")], what);
                }
                Some(plan)
                    if member.rate.is_none() && plan.components.iter().any(|c| c.price == Price::Own) =>
                {
                    found.add(
                        None,
                        &[at, Step::Field("rate")],
                        Complaint::NoOwnRate(self.name(member.person)),
                    );
                }
                Some(_) => {}
            }
        }
        let groups =
            grouped(&self.given.members, |row| (row.plan, row.person), |row| days(row.from, row.until));
        for ((_, person), rows) in groups {
            for (place, (from, until), ..) in overlapping(&rows) {
                let what = Complaint::MemberTwice(self.name(person), from, until);
                found.add(None, &[Step::Row("member", place)], what);
            }
        }
    }

    fn paid_twice(&self, found: &mut Found) {
        let mut known: BTreeMap<(usize, usize), bool> = BTreeMap::new();
        let groups = grouped(&self.given.members, |row| row.person, |row| days(row.from, row.until));
        for (person, rows) in groups {
            let rows: Vec<_> =
                rows.into_iter().filter_map(|(place, _, row)| Some((place, self.paid(row)?, row))).collect();
            for (place, (from, until), one, other) in overlapping(&rows) {
                let pair = (one.plan.min(other.plan), one.plan.max(other.plan));
                if pair.0 != pair.1
                    && *known.entry(pair).or_insert_with(|| self.credit_the_same(pair.0, pair.1))
                    && let Some(plan) = self.plans.get(one.plan)
                {
                    let what = Complaint::PaidTwice(self.name(person), plan.id.clone(), from, until);
                    found.add(None, &[Step::Row("member", place)], what);
                }
            }
        }
    }

    fn credit_the_same(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.plans.get(one), self.plans.get(other)) else { return false };
        one.credits.iter().any(|a| {
            let meets = |b| same_event(a, b) && same_person(&a.to, &b.to);
            other.credits.iter().any(|b| meets(b) && overlaps(&a.when, &b.when) != Some(false))
        })
    }

    fn quotas(&self, found: &mut Found) {
        let groups = grouped(
            &self.given.quotas,
            |row| (row.person, row.measure.as_str()),
            |row| (row.from, row.until),
        );
        for ((person, measure), rows) in &groups {
            for (place, (from, until), one, other) in overlapping(rows) {
                if one.recorded == other.recorded {
                    let what = Complaint::QuotaTwice(self.name(*person), (*measure).to_owned(), from, until);
                    found.add(None, &[Step::Row("quota", place)], what);
                }
            }
        }
        for (place, plan) in self.plans.iter().enumerate() {
            let members =
                || self.given.members.iter().enumerate().filter(move |(_, member)| member.plan == place);
            for (of_plan, name) in needed(plan) {
                for (row, member) in members() {
                    let Some(paid) = self.paid(member) else { continue };
                    let rows = groups.get(&(member.person, name)).map_or(&[][..], Vec::as_slice);
                    for (from, until) in holes(paid, rows.iter().map(|(_, days, _)| *days)) {
                        let what = Complaint::NoQuota(self.name(member.person), name.to_owned(), from, until);
                        found.add(None, &[Step::Row("member", row)], what);
                    }
                    for (place, _, quota) in
                        rows.iter().filter(|(_, days, row)| row.amount <= 0 && common(paid, *days).is_some())
                    {
                        let amount = level(plan, Some(of_plan), Level::Value, quota.amount, None);
                        let what =
                            Complaint::QuotaNotPositive(self.name(member.person), name.to_owned(), amount);
                        found.add(None, &[Step::Row("quota", *place)], what);
                    }
                }
            }
        }
    }

    fn reporting(&self, found: &mut Found) {
        let groups = grouped(&self.given.lines, |row| row.person, |row| days(row.from, row.until));
        for (person, rows) in &groups {
            for (place, (from, _), one, other) in overlapping(rows) {
                if one.to != other.to {
                    let what =
                        Complaint::TwoAbove(self.name(*person), self.name(one.to), self.name(other.to), from);
                    found.add(None, &[Step::Row("report", place)], what);
                }
            }
        }
        let above = |person: u32, day: Date| {
            let rows = groups.get(&person)?;
            rows.iter().find(|(_, days, _)| days.0 <= day && day < days.1).map(|(_, _, row)| row.to)
        };
        // A circle closes on the first day of one of its lines.
        for (place, line) in self.given.lines.iter().enumerate() {
            let mut circle = vec![line.person];
            let mut next = Some(line.to);
            while let Some(person) = next.filter(|person| *person != line.person && circle.len() < 1_000) {
                if circle.contains(&person) {
                    break;
                }
                circle.push(person);
                next = above(person, line.from);
            }
            if next == Some(line.person) {
                let names = circle.iter().map(|person| self.name(*person)).collect();
                found.add(None, &[Step::Row("report", place)], Complaint::ReportingCycle(names, line.from));
            }
        }
        for plan in self.rolled_up() {
            for (row, member) in
                self.given.members.iter().enumerate().filter(|(_, member)| member.plan == plan)
            {
                let Some(paid) = self.paid(member) else { continue };
                let rows = groups.get(&member.person).map_or(&[][..], Vec::as_slice);
                for (from, until) in holes(paid, rows.iter().map(|(_, days, _)| *days)) {
                    let what = Complaint::NobodyAbove(self.name(member.person), from, until);
                    found.add(None, &[Step::Row("member", row)], what);
                }
            }
        }
    }

    /// The plans whose credits roll up to others.
    fn rolled_up(&self) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (place, plan) in self.plans.iter().enumerate() {
            for credit in &plan.credits {
                if let To::RollUp { of, .. } = &credit.to {
                    let sources = of.iter().filter_map(|name| source(self.plans, place, name));
                    found.extend(sources.map(|(plan, _)| plan).filter(|source| *source != place));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn assigned(&self, found: &mut Found) {
        let groups = grouped(
            &self.given.assigned,
            |row| (row.by.as_str(), row.is.as_str()),
            |row| days(row.from, row.until),
        );
        let credits = self.plans.iter().enumerate().flat_map(|(plan, of)| {
            of.credits.iter().enumerate().filter_map(move |(place, credit)| match &credit.to {
                To::Assigned { by, role } => Some((plan, place, by.as_str(), role.is_none())),
                _ => None,
            })
        });
        let mut everyone: BTreeMap<&str, bool> = BTreeMap::new();
        for (plan, place, by, all) in credits {
            *everyone.entry(by).or_default() |= all;
            if !groups.keys().any(|(of, _)| *of == by) {
                let path = [Step::Row("credit", place), Step::Field("to")];
                found.add(Some(plan), &path, Complaint::NobodyAssigned(by.to_owned()));
            }
        }
        for ((by, is), rows) in &groups {
            let Some(all) = everyone.get(by) else { continue };
            let first =
                rows.iter().min_by_key(|(_, days, _)| days.0).map(|(place, days, _)| (*place, days.0));
            let last = rows.iter().map(|(_, days, _)| days.1).max();
            if let (Some((place, first)), Some(last)) = (first, last) {
                for (from, until) in holes((first, last), rows.iter().map(|(_, days, _)| *days)) {
                    let what = Complaint::AssignedHole((*by).to_owned(), (*is).to_owned(), from, until);
                    found.add(None, &[Step::Row("assigned", place)], what);
                }
            }
            for (place, (from, until), one, other) in overlapping(rows) {
                if *all && one.person != other.person {
                    let (one, other) = (self.name(one.person), self.name(other.person));
                    let what =
                        Complaint::AssignedTwice((*by).to_owned(), (*is).to_owned(), one, other, from, until);
                    found.add(None, &[Step::Row("assigned", place)], what);
                }
            }
        }
    }

    fn figures(&self, found: &mut Found) {
        let there = |name: &str| self.given.figures.iter().any(|figure| figure.name == name);
        for (plan, of) in self.plans.iter().enumerate() {
            for (place, measure) in of.measures.iter().enumerate() {
                if let What::Figure(name) = &measure.what
                    && !there(name)
                {
                    found.add(Some(plan), &[Step::Row("measure", place)], Complaint::NoFigure(name.clone()));
                }
            }
            for (place, component) in of.components.iter().enumerate() {
                for (row, times) in component.times.iter().enumerate() {
                    if let Times::Word { figure, .. } = times
                        && !there(figure)
                    {
                        let path = [Step::Row("component", place), Step::Row("times", row)];
                        found.add(Some(plan), &path, Complaint::NoFigure(figure.clone()));
                    }
                }
            }
        }
        let groups =
            grouped(&self.given.figures, |row| (row.name.as_str(), row.person), |row| (row.from, row.until));
        for ((name, person), rows) in groups {
            for (place, (from, until), ..) in overlapping(&rows) {
                let what = Complaint::FigureTwice(
                    name.to_owned(),
                    person.map(|person| self.name(person)),
                    from,
                    until,
                );
                found.add(None, &[Step::Row("figure", place)], what);
            }
        }
    }
}

/// The measures of a plan that need rows of quotas: their place, and the name that the rows have.
fn needed(plan: &PayPlan) -> BTreeMap<usize, &str> {
    let mut found = BTreeMap::new();
    for component in &plan.components {
        let across = match &component.shape {
            Shape::Matrix(matrix) => Some(matrix.across),
            _ => None,
        };
        let gates = component.gates.iter().map(|gate| gate.measure);
        let times = component.times.iter().filter_map(|times| match times {
            Times::Step { measure, .. } => Some(*measure),
            _ => None,
        });
        for place in component.measure.into_iter().chain(across).chain(gates).chain(times) {
            if let Some(Quota::Table(name)) = plan.measures.get(place).map(|measure| &measure.quota) {
                found.insert(place, name.as_str());
            }
        }
    }
    found
}
