//! What the dated tables say of one person under one plan: memberships, quotas, absences.

use std::collections::BTreeMap;

use jiff::ToSpan;
use plumb_units::{Calendar, Date, Grain, MILLION, Period};

use crate::given::{Absence, Given, Member, QuotaRow};
use crate::measure::Prorate;
use crate::periods::windows;
use crate::plan::PayPlan;

/// The dated tables by person, so that nobody's rows are searched for among everybody's.
#[derive(Debug)]
pub struct Index<'a> {
    given: &'a Given,
    members: BTreeMap<u32, Vec<&'a Member>>,
    quotas: BTreeMap<u32, Vec<&'a QuotaRow>>,
    absences: BTreeMap<u32, Vec<&'a Absence>>,
}

impl<'a> Index<'a> {
    /// Sorts the tables by person once.
    pub fn new(given: &'a Given) -> Self {
        let (mut members, mut quotas, mut absences) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for row in &given.members {
            members.entry(row.person).or_insert_with(Vec::new).push(row);
        }
        for row in &given.quotas {
            quotas.entry(row.person).or_insert_with(Vec::new).push(row);
        }
        for row in &given.absences {
            absences.entry(row.person).or_insert_with(Vec::new).push(row);
        }
        Self { given, members, quotas, absences }
    }

    /// One person under the plan at this place in the list of plans.
    pub fn person(&self, person: u32, plan: usize) -> Person<'a> {
        let all = self.members.get(&person).cloned().unwrap_or_default();
        let quotas = self.quotas.get(&person).cloned().unwrap_or_default();
        let absences = self.absences.get(&person).map_or(&[][..], Vec::as_slice);
        Person::new(self.given, plan, all, quotas, absences)
    }
}

/// One person under one plan. All memberships of the same plan count together: a raise in the middle of a year neither
/// restarts a window nor doubles it.
#[derive(Debug)]
pub struct Person<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) as_of: Date,
    /// Memberships in any plan.
    all: Vec<&'a Member>,
    /// Memberships in this plan, by their first day.
    pub(crate) rows: Vec<&'a Member>,
    pub(crate) quotas: Vec<&'a QuotaRow>,
    /// Absences; those that touch or overlap are one.
    absences: Vec<Span>,
}

/// Days from one until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Date,
    pub(crate) until: Date,
}

/// Days that count, and for how much, in millionths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    pub(crate) span: Span,
    pub(crate) factor: i64,
    pub(crate) row: &'a Member,
}

impl<'a> Person<'a> {
    /// The person of a membership, found in the tables.
    pub fn of(given: &'a Given, member: &'a Member) -> Self {
        let mut all: Vec<_> = given.members.iter().filter(|row| row.person == member.person).collect();
        if !all.contains(&member) {
            all.push(member);
        }
        let quotas = given.quotas.iter().filter(|row| row.person == member.person).collect();
        let absences: Vec<_> = given.absences.iter().filter(|row| row.person == member.person).collect();
        Self::new(given, member.plan, all, quotas, &absences)
    }

    fn new(
        given: &'a Given,
        plan: usize,
        mut all: Vec<&'a Member>,
        quotas: Vec<&'a QuotaRow>,
        absences: &[&Absence],
    ) -> Self {
        all.sort_by_key(|row| (row.from, row.until, row.plan, row.on_target, row.base, row.draw));
        let rows = all.iter().copied().filter(|row| row.plan == plan).collect();
        let absences = absences.iter().map(|row| Span { from: row.from, until: row.until });
        Self {
            calendar: &given.calendar,
            as_of: given.as_of,
            all,
            rows,
            quotas,
            absences: united(absences.collect()),
        }
    }

    /// The first day from which the person has done the work of this membership without a break: under this plan or
    /// another one, in the same role.
    pub fn since(&self, row: &'a Member) -> Date {
        let mut first = row.from;
        loop {
            let before = self.all.iter().filter(|other| {
                other.role == row.role && other.from < first && other.until.is_none_or(|until| until >= first)
            });
            match before.map(|other| other.from).min() {
                Some(from) => first = from,
                None => return first,
            }
        }
    }

    /// Which pay period of the person each of these is, from 1; `None` while the plan does not pay the person.
    ///
    /// Periods count from [`since`](Self::since), so a new plan of the same role does not start the count anew.
    pub fn nth(&self, plan: &PayPlan, periods: &[Period]) -> Vec<Option<u32>> {
        let Some(last) = periods.last() else { return Vec::new() };
        // The same first day for nearly all periods: its windows are laid out once.
        let mut own: BTreeMap<Date, Vec<Period>> = BTreeMap::new();
        let place = |period: &Period| {
            let row =
                self.rows.iter().rev().find(|row| {
                    row.from < period.until && row.until.is_none_or(|until| until > period.from)
                })?;
            let since = self.since(row);
            if since >= period.from {
                return Some(1);
            }
            let own =
                own.entry(since).or_insert_with(|| windows(self.calendar, plan.every, since, last.until));
            u32::try_from(own.iter().filter(|window| window.from <= period.from).count().max(1)).ok()
        };
        periods.iter().map(place).collect()
    }

    /// Days of a period on which the person was a member and absent.
    pub fn missed(&self, period: &Period) -> i64 {
        let member = united(
            self.rows
                .iter()
                .map(|row| Span { from: row.from, until: row.until.unwrap_or(period.until) })
                .collect(),
        );
        let window = Span { from: period.from, until: period.until };
        let both = member.iter().filter_map(|span| span.meet(window));
        both.flat_map(|span| self.absences.iter().filter_map(move |absence| absence.meet(span)))
            .map(Span::days)
            .sum()
    }

    /// The days within the plan that count for quota and target, by what prorating, relief and ramp say.
    ///
    /// Without prorating all days of the window count, by the last membership that begins before its end.
    pub(crate) fn counted(
        &self,
        plan: &PayPlan,
        prorate: Prorate,
        window: Span,
        ramp: &[plumb_units::Rate],
        relief: bool,
    ) -> Vec<Counted<'a>> {
        let mut found = self.present(plan, prorate, window);
        if let (true, Some(after)) = (relief, plan.settlement.leave.relief_after_days) {
            for absence in self.absences.iter().filter(|absence| absence.days() > after) {
                found = found
                    .iter()
                    .flat_map(|counted| {
                        counted.span.without(*absence).map(move |span| Counted { span, ..*counted })
                    })
                    .collect();
            }
        }
        if !ramp.is_empty() {
            found = found.iter().flat_map(|counted| self.ramped(prorate, ramp, *counted)).collect();
        }
        found
    }

    fn present(&self, plan: &PayPlan, prorate: Prorate, window: Span) -> Vec<Counted<'a>> {
        let counted = |row, from, until| Counted { span: Span { from, until }, factor: MILLION, row };
        if prorate == Prorate::No {
            let row =
                self.rows.iter().rev().find(|row| row.from < window.until).or_else(|| self.rows.first());
            return row.map(|row| counted(*row, window.from, window.until)).into_iter().collect();
        }
        let mut found: Vec<Counted<'a>> = Vec::new();
        for row in &self.rows {
            let mut from = row.from.max(plan.from);
            let mut until = row.until.unwrap_or(plan.until).min(plan.until);
            if from >= until {
                continue;
            }
            match prorate {
                // Who is there from the plan's first day on has all of it, however the first day counts.
                Prorate::Days { first_counts: false } if row.from > plan.from => {
                    if self.since(row) == row.from {
                        from = from.tomorrow().unwrap_or(from);
                    }
                }
                Prorate::Months => {
                    from = block(self.calendar, from, Grain::Month).map_or(from, |month| month.from);
                    let last = until.yesterday().unwrap_or(until);
                    until = block(self.calendar, last, Grain::Month).map_or(until, |month| month.until);
                }
                Prorate::No | Prorate::Days { .. } => {}
            }
            // A day counts once, by the membership that begins later.
            found.retain(|before| before.span.from < from);
            for before in &mut found {
                before.span.until = before.span.until.min(from);
            }
            if from < until {
                found.push(counted(*row, from, until));
            }
        }
        found
    }

    fn ramped(&self, prorate: Prorate, ramp: &[plumb_units::Rate], counted: Counted<'a>) -> Vec<Counted<'a>> {
        let since = self.since(counted.row);
        let mut edge = match prorate {
            Prorate::Days { .. } => since,
            _ => block(self.calendar, since, Grain::Month).map_or(since, |month| month.from),
        };
        let mut found = Vec::new();
        let before = Span { from: counted.span.from, until: counted.span.until.min(edge) };
        if before.from < before.until {
            found.push(Counted { span: before, ..counted });
        }
        for (nth, rate) in (1_i64..).zip(ramp) {
            let next = match prorate {
                Prorate::Days { .. } => since.checked_add(nth.months()).ok(),
                _ => block(self.calendar, edge, Grain::Month).map(|month| month.until),
            };
            let Some(next) = next else { break };
            if let Some(span) = counted.span.meet(Span { from: edge, until: next }) {
                found.push(Counted { span, factor: rate.millionths(), row: counted.row });
            }
            edge = next;
        }
        let after = Span { from: counted.span.from.max(edge), until: counted.span.until };
        if after.from < after.until {
            found.push(Counted { span: after, ..counted });
        }
        found
    }
}

impl Span {
    pub(crate) fn days(self) -> i64 {
        i64::from((self.until - self.from).get_days()).max(0)
    }

    pub(crate) fn meet(self, other: Self) -> Option<Self> {
        let span = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        (span.from < span.until).then_some(span)
    }

    pub(crate) fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self { from: self.from, until: self.until.min(other.from) };
        let after = Self { from: self.from.max(other.until), until: self.until };
        let parts = if before == after { [Some(before), None] } else { [Some(before), Some(after)] };
        parts.into_iter().flatten().filter(|span| span.from < span.until)
    }
}

/// Spans in order, those that touch or overlap made one.
fn united(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.from < span.until);
    spans.sort_by_key(|span| (span.from, span.until));
    let mut found: Vec<Span> = Vec::new();
    for span in spans {
        match found.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => found.push(span),
        }
    }
    found
}

/// The fiscal period of a day, or the one of the civil calendar where the company's has none.
pub(crate) fn block(calendar: &Calendar, day: Date, grain: Grain) -> Option<Period> {
    calendar.period(day, grain).or_else(|| Calendar::months(1)?.period(day, grain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_units::parse_date;

    fn day(text: &str) -> Date {
        parse_date(text).unwrap()
    }

    fn member(plan: usize, from: &str, until: Option<&str>, role: &str) -> Member {
        Member {
            person: 0,
            plan,
            from: day(from),
            until: until.map(day),
            on_target: None,
            base: None,
            draw: None,
            rate: None,
            role: role.to_owned(),
        }
    }

    fn given(members: Vec<Member>) -> Given {
        let mut given = Given::new(Calendar::months(1).unwrap(), day("2026-12-31"));
        given.members = members;
        given
    }

    #[test]
    fn a_new_plan_of_the_same_role_does_not_make_a_new_person() {
        let given = given(vec![
            member(0, "2025-03-10", Some("2026-01-01"), "seller"),
            member(1, "2026-01-01", None, "seller"),
        ]);
        let person = Index::new(&given).person(0, 1);
        assert_eq!(person.since(&given.members[1]), day("2025-03-10"));
    }

    #[test]
    fn another_role_and_a_break_start_anew() {
        let given = given(vec![
            member(0, "2025-01-01", Some("2026-01-01"), "developer"),
            member(1, "2026-01-01", Some("2026-03-01"), "seller"),
            member(1, "2026-05-01", None, "seller"),
        ]);
        let person = Index::new(&given).person(0, 1);
        assert_eq!(person.since(&given.members[1]), day("2026-01-01"));
        assert_eq!(person.since(&given.members[2]), day("2026-05-01"));
    }

    #[test]
    fn absences_that_touch_are_one_and_a_day_is_missed_once() {
        let mut given = given(vec![member(0, "2026-01-01", None, "seller")]);
        let absence = |from: &str, until: &str| Absence { person: 0, from: day(from), until: day(until) };
        given.absences = vec![
            absence("2026-02-10", "2026-02-20"),
            absence("2026-02-20", "2026-03-03"),
            absence("2026-02-15", "2026-02-17"),
        ];
        let person = Index::new(&given).person(0, 0);
        let february =
            Period { name: "2026-M02".to_owned(), from: day("2026-02-01"), until: day("2026-03-01") };
        assert_eq!(person.missed(&february), 19);
        assert_eq!(person.absences.len(), 1);
    }
}
