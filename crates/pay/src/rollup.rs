//! Crediting upwards: what those below were credited, day by day, for those above them on that day.

use std::collections::BTreeMap;

use crate::credit::To;
use crate::events::{Events, NONE};
use crate::lines::{CREDITS, Line, short_day, taken_back};
use crate::plan::PayPlan;
use crate::predicate::{Compiled, Predicate};
use crate::roster::Roster;

/// A rule that credits upwards, its sources found.
#[derive(Clone, Debug)]
pub(crate) struct RollUp {
    pub(crate) plan: usize,
    pub(crate) place: u8,
    /// Plan and place of each credit that rolls up.
    pub(crate) sources: Vec<(usize, u8)>,
    levels: u8,
    first: u8,
    once: bool,
}

/// The rules that credit upwards, those first on which others rest. What rests on itself is left out.
pub(crate) fn rules(plans: &[PayPlan]) -> Vec<RollUp> {
    let mut waiting = Vec::new();
    for (plan_index, plan) in plans.iter().enumerate() {
        for (place, credit) in (0..CREDITS).zip(&plan.credits) {
            let To::RollUp { of, levels, first, once } = &credit.to else { continue };
            let sources = of.iter().filter_map(|name| source(plans, plan_index, name)).collect();
            waiting.push(RollUp {
                plan: plan_index,
                place,
                sources,
                levels: *levels,
                first: (*first).max(1),
                once: *once,
            });
        }
    }
    let mut ready: Vec<RollUp> = Vec::new();
    loop {
        let rests = |rule: &RollUp, waiting: &[RollUp]| {
            rule.sources.iter().any(|source| waiting.iter().any(|other| (other.plan, other.place) == *source))
        };
        let (blocked, free): (Vec<_>, Vec<_>) =
            waiting.iter().cloned().partition(|rule| rests(rule, &waiting));
        if free.is_empty() {
            return ready;
        }
        ready.extend(free);
        waiting = blocked;
    }
}

/// Where a credit is: `credit` of the plan itself, or `plan.credit`.
pub(crate) fn source(plans: &[PayPlan], own: usize, name: &str) -> Option<(usize, u8)> {
    let (plan, credit) = match name.split_once('.') {
        Some((plan, credit)) => (plans.iter().position(|other| other.id == plan)?, credit),
        None => (own, name),
    };
    let place = plans.get(plan)?.credits.iter().position(|other| other.id == credit)?;
    Some((plan, u8::try_from(place).ok()?))
}

/// Where the day of a rule stands among the lines of somebody above, and whether it stands there already: after the
/// transactions of the day, in the order of the rules.
pub(crate) fn place_of_day(rules: &[RollUp], rule: usize, lines: &[Line], day: u16) -> (usize, bool) {
    let start = lines.partition_point(|line| line.day < day || (line.day == day && line.event != NONE));
    let of_day = lines.get(start..).unwrap_or(&[]).iter().take_while(|line| line.day == day);
    let Some(own) = rules.get(rule) else { return (start, false) };
    let order = |line: &Line| {
        rules
            .iter()
            .position(|other| other.plan == own.plan && other.place == line.credit())
            .unwrap_or(usize::MAX)
    };
    let before = of_day.clone().filter(|line| order(line) < rule).count();
    (start + before, of_day.skip(before).any(|line| order(line) == rule))
}

/// The whole amount of the transaction of a line; of one that takes back, what it takes of the whole sale.
fn whole(plans: &[PayPlan], events: &Events, plan: usize, column: &str, line: &Line) -> i64 {
    let of = |row: u32| events.number(column, row as usize);
    let sale = line.told_by(events);
    let clawback = plans.get(plan).and_then(|plan| plan.settlement.clawback.as_ref());
    match (clawback.filter(|_| line.back()), events.days.get(sale as usize)) {
        (Some(clawback), Some(sold)) => {
            taken_back(clawback, (of(sale), of(line.event)), (*sold, line.day_number()), of(sale))
        }
        _ => of(line.event),
    }
}

/// Amount and weighted credit of one day.
type Sum = (i64, i64);

impl RollUp {
    /// Who above a person is credited on a day.
    pub(crate) fn above(&self, person: u32, day: i32, roster: &Roster) -> impl Iterator<Item = u32> {
        let mut chain = Vec::with_capacity(usize::from(self.levels));
        self.climb(person, day, roster, &mut chain);
        let first = self.credited(&chain).len();
        chain.drain(..chain.len() - first);
        chain.into_iter()
    }

    /// Finds who is above a person on a day, as far up as the rule looks.
    fn climb(&self, person: u32, day: i32, roster: &Roster, chain: &mut Vec<u32>) {
        chain.clear();
        let mut at = person;
        while chain.len() < usize::from(self.levels) {
            let Some(above) =
                roster.above(at, day).filter(|above| *above != person && !chain.contains(above))
            else {
                return;
            };
            chain.push(above);
            at = above;
        }
    }

    /// Whom of those above the rule credits.
    fn credited<'a>(&self, chain: &'a [u32]) -> &'a [u32] {
        chain.get(usize::from(self.first) - 1..).unwrap_or(&[])
    }

    /// What each person above is credited on each day, from the lines of all.
    pub(crate) fn sums(
        &self,
        plans: &[PayPlan],
        events: &Events,
        people: usize,
        roster: &Roster,
        lines: &[Vec<Line>],
    ) -> BTreeMap<(u32, u16), Sum> {
        let mut sums: Vec<Option<Vec<Sum>>> = vec![None; people];
        let mut first_day = u16::MAX;
        let mut last_day = 0;
        for (first, last) in lines.iter().filter_map(|lines| lines.first().zip(lines.last())) {
            first_day = first_day.min(first.day);
            last_day = last_day.max(last.day);
        }
        if first_day > last_day {
            return BTreeMap::new();
        }
        let width = usize::from(last_day - first_day) + 1;
        let Some(credit) = self.credit(plans) else { return BTreeMap::new() };
        let when = (credit.when != Predicate::Always).then(|| Compiled::new(&credit.when, events));
        let mut chain = Vec::new();
        for ((person, plan), lines) in roster.seats.iter().zip(lines) {
            for (day, sum) in self.days(*plan, lines, when.as_ref(), events, *person) {
                self.climb(*person, i32::from(day) + crate::lines::FIRST_DAY, roster, &mut chain);
                for above in self.credited(&chain) {
                    let Some(of_person) = sums.get_mut(*above as usize) else { continue };
                    let of_person = of_person.get_or_insert_with(|| vec![(0, 0); width]);
                    if let Some(total) = of_person.get_mut(usize::from(day - first_day)) {
                        *total = (total.0.saturating_add(sum.0), total.1.saturating_add(sum.1));
                    }
                }
            }
        }
        if self.once {
            for ((person, day), (amount, weighted)) in self.doubled(plans, events, roster, lines) {
                let total = sums.get_mut(person as usize).and_then(Option::as_mut);
                if let Some(total) = total.and_then(|sums| sums.get_mut(usize::from(day - first_day))) {
                    *total = (total.0.saturating_sub(amount), total.1.saturating_sub(weighted));
                }
            }
        }
        let of_person = |(person, days): (u32, Option<Vec<Sum>>)| {
            let days = (first_day..=last_day).zip(days.into_iter().flatten());
            days.map(move |(day, sum)| ((person, day), sum))
        };
        let all = (0_u32..).zip(sums).flat_map(of_person).filter(|(_, sum)| *sum != (0, 0));
        all.map(|(place, sum)| (place, self.share(credit, sum))).collect()
    }

    fn credit<'a>(&self, plans: &'a [PayPlan]) -> Option<&'a crate::credit::Credit> {
        plans.get(self.plan)?.credits.get(usize::from(self.place))
    }

    fn share(&self, credit: &crate::credit::Credit, (amount, weighted): Sum) -> Sum {
        let share = credit.share.millionths();
        if share == plumb_units::MILLION {
            return (amount, weighted);
        }
        (crate::lines::shared(amount, share), crate::lines::shared(weighted, share))
    }

    /// Whether a line of a member of this plan rolls up.
    pub(crate) fn takes(&self, plan: usize, line: &Line) -> bool {
        self.sources.contains(&(plan, line.credit()))
    }

    /// The credits of a plan that roll up, as a mask.
    fn credits_of(&self, plan: usize) -> u64 {
        let own = self.sources.iter().filter(|(of, place)| *of == plan && *place < CREDITS);
        own.fold(0, |mask, (_, place)| mask | 1 << place)
    }

    fn days<'a>(
        &'a self,
        plan: usize,
        lines: &'a [Line],
        when: Option<&'a Compiled<'a>>,
        events: &'a Events,
        person: u32,
    ) -> impl Iterator<Item = (u16, Sum)> + 'a {
        let credits = self.credits_of(plan);
        let counts = move |line: &&Line| {
            line.counts_in(credits)
                && when.is_none_or(|when| {
                    line.event != NONE && when.holds(line.told_by(events) as usize, person)
                })
        };
        let mut lines = lines.iter().filter(counts).peekable();
        std::iter::from_fn(move || {
            let first = lines.next()?;
            let mut sum = (first.amount, first.weighted);
            while let Some(next) = lines.next_if(|next| next.day == first.day) {
                sum = (sum.0.saturating_add(next.amount), sum.1.saturating_add(next.weighted));
            }
            Some((first.day, sum))
        })
    }

    /// What transactions that several below were credited with count too much for those above, day by day.
    fn doubled(
        &self,
        plans: &[PayPlan],
        events: &Events,
        roster: &Roster,
        lines: &[Vec<Line>],
    ) -> BTreeMap<(u32, u16), Sum> {
        let mut of_event: BTreeMap<u32, Vec<(u32, usize, Line)>> = BTreeMap::new();
        for ((person, plan), lines) in roster.seats.iter().zip(lines) {
            for line in lines.iter().filter(|line| line.event != NONE && self.takes(*plan, line)) {
                of_event.entry(line.event).or_default().push((*person, *plan, *line));
            }
        }
        let mut too_much: BTreeMap<(u32, u16), Sum> = BTreeMap::new();
        for credited in of_event.into_values().filter(|credited| credited.len() > 1) {
            let mut totals: BTreeMap<u32, (Sum, i64, u16)> = BTreeMap::new();
            for (person, plan, line) in &credited {
                let column = plans.get(*plan).and_then(|plan| plan.credits.get(usize::from(line.credit())));
                let whole = column.map_or(0, |credit| whole(plans, events, *plan, &credit.amount, line));
                for above in self.above(*person, line.day_number(), roster) {
                    let total = totals.entry(above).or_insert(((0, 0), 0, line.day));
                    total.0 =
                        (total.0.0.saturating_add(line.amount), total.0.1.saturating_add(line.weighted));
                    total.1 = whole;
                }
            }
            for (above, ((amount, weighted), whole, day)) in totals {
                if amount.unsigned_abs() > whole.unsigned_abs() && amount != 0 {
                    let excess = amount.saturating_sub(whole);
                    let of_weighted = crate::number::Number::times(&weighted, excess, amount).unwrap_or(0);
                    let sum = too_much.entry((above, day)).or_insert((0, 0));
                    *sum = (sum.0.saturating_add(excess), sum.1.saturating_add(of_weighted));
                }
            }
        }
        too_much
    }

    /// The lines of those above, put among their other lines: after the transactions of the same day.
    pub(crate) fn lay(&self, sums: &BTreeMap<(u32, u16), Sum>, roster: &Roster, lines: &mut [Vec<Line>]) {
        let plan = u32::try_from(self.plan).unwrap_or(u32::MAX);
        let mut touched = Vec::new();
        for ((person, day), (amount, weighted)) in sums {
            let number = i32::from(*day) + crate::lines::FIRST_DAY;
            let Some(seat) = roster.seat(*person, plan, number) else { continue };
            let Some(of_seat) = lines.get_mut(seat as usize) else { continue };
            of_seat.push(Line::of_day(short_day(number), self.place, *amount, *weighted));
            touched.push(seat);
        }
        touched.dedup();
        for seat in touched {
            if let Some(of_seat) = lines.get_mut(seat as usize) {
                of_seat.sort_by_key(|line| line.day);
            }
        }
    }
}
