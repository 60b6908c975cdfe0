//! Crediting: transactions become lines, one for each person credited, in the order of day, key, rule.

mod back;
mod near;
mod rates;

use std::collections::BTreeMap;

use plumb_units::{MILLION, largest_remainder};

use crate::credit::{Credit, Remainder, To};
use crate::events::{Events, Keys, NONE};
use crate::given::Given;
use crate::plan::{Convert, PayPlan};
use crate::predicate::{Compiled, Predicate};
use crate::result::Problem;
use crate::roster::{Roster, date_of, day_number};

pub(crate) use back::taken_back;
pub(crate) use near::NearLine;
pub(crate) use rates::ByCode;

/// Lines are counted in days from this one on, to keep them small.
pub(crate) const FIRST_DAY: i32 = -25_567; // 1900-01-01

/// One person credited with a part of one transaction, or of one day of those below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The row of the events; [`NONE`] for the sum of a day that rolls up.
    pub(crate) event: u32,
    /// Days since [`FIRST_DAY`].
    pub(crate) day: u16,
    /// The rule's place in the plan; the highest bit marks a sale taken back.
    credit: u16,
    /// What may be paid on.
    pub(crate) amount: i64,
    /// What counts towards the quota.
    pub(crate) weighted: i64,
}

const BACK: u16 = 1 << 15;
const GONE: u16 = 1 << 14;

impl Line {
    pub(crate) fn of_day(day: u16, credit: u16, amount: i64, weighted: i64) -> Self {
        Self { event: NONE, day, credit, amount, weighted }
    }

    pub(crate) fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        let parts: [&[u8]; 5] = [
            &self.event.to_le_bytes(),
            &self.day.to_le_bytes(),
            &self.credit.to_le_bytes(),
            &self.amount.to_le_bytes(),
            &self.weighted.to_le_bytes(),
        ];
        for (to, from) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *to = *from;
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; 24]) -> Self {
        let [a, b, c, d, e, f, g, h, i @ .., j, k, l, m, n, o, p, q] = bytes;
        Self {
            event: u32::from_le_bytes([a, b, c, d]),
            day: u16::from_le_bytes([e, f]),
            credit: u16::from_le_bytes([g, h]),
            amount: i64::from_le_bytes(i),
            weighted: i64::from_le_bytes([j, k, l, m, n, o, p, q]),
        }
    }

    pub(crate) fn credit(&self) -> u16 {
        self.credit & !(BACK | GONE)
    }

    /// Whether it takes a sale back.
    pub(crate) fn back(&self) -> bool {
        self.credit & BACK != 0
    }

    pub(crate) fn day_number(&self) -> i32 {
        i32::from(self.day) + FIRST_DAY
    }

    /// Whether it belongs to one of these credits.
    #[inline]
    pub(crate) fn counts_in(&self, credits: u64) -> bool {
        credits & (1 << (self.credit & 63)) != 0
    }

    /// The row whose columns say what it is about: of a sale taken back that of the sale.
    #[inline]
    pub(crate) fn told_by(&self, events: &Events) -> u32 {
        if !self.back() {
            return self.event;
        }
        events.refers.get(self.event as usize).copied().unwrap_or(self.event)
    }

    /// The line in its place, but as if it had never been.
    pub(crate) fn without(self) -> Self {
        Self { amount: 0, weighted: 0, credit: self.credit | GONE, ..self }
    }

    /// Whether it is as if it had never been.
    #[inline]
    pub(crate) fn gone(&self) -> bool {
        self.credit & GONE != 0
    }

    pub(crate) fn with(self, amount: i64, weighted: i64) -> Self {
        Self { amount, weighted, ..self }
    }
}

pub(crate) fn short_day(day: i32) -> u16 {
    u16::try_from(day.saturating_sub(FIRST_DAY).max(0)).unwrap_or(u16::MAX)
}

/// The order in which transactions count: by day, then key, then row.
pub(crate) fn canonical(events: &Events) -> Vec<u32> {
    let rows = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let (Some(low), Some(high)) = (events.days.iter().min().copied(), events.days.iter().max().copied())
    else {
        return Vec::new();
    };
    let before = |a: u32, b: u32| match &events.keys {
        Keys::Numbers(keys) => keys.get(a as usize).cmp(&keys.get(b as usize)),
        Keys::Texts(keys) => keys.get(a as usize).cmp(&keys.get(b as usize)),
    };
    if i64::from(high) - i64::from(low) > 100_000 {
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by(|a, b| {
            events
                .days
                .get(*a as usize)
                .cmp(&events.days.get(*b as usize))
                .then_with(|| before(*a, *b))
                .then(a.cmp(b))
        });
        return order;
    }
    let width = usize::try_from(i64::from(high) - i64::from(low)).unwrap_or(0) + 1;
    let slot = |day: i32| usize::try_from(i64::from(day) - i64::from(low)).unwrap_or(0);
    let mut starts = vec![0_u32; width + 1];
    for day in &events.days {
        if let Some(count) = starts.get_mut(slot(*day) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let ends = starts.clone();
    let mut order = vec![0_u32; events.len()];
    for (row, day) in (0_u32..).zip(&events.days) {
        if let Some(next) = starts.get_mut(slot(*day)) {
            if let Some(place) = order.get_mut(*next as usize) {
                *place = row;
            }
            *next += 1;
        }
    }
    for pair in ends.windows(2) {
        let [from, to] = pair else { continue };
        let Some(of_day) = order.get_mut(*from as usize..*to as usize) else { continue };
        let sorted = of_day.windows(2).all(|pair| match pair {
            [a, b] => before(*a, *b).is_lt(),
            _ => true,
        });
        if !sorted {
            of_day.sort_by(|a, b| before(*a, *b).then(a.cmp(b)));
        }
    }
    order
}

/// The crediting of all plans, ready for many transactions.
pub(crate) struct Crediting<'a> {
    plans: &'a [PayPlan],
    events: &'a Events,
    given: &'a Given,
    roster: &'a Roster,
    rules: Vec<Rule<'a>>,
    last_day: i32,
}

struct Rule<'a> {
    plan: u32,
    place: u16,
    from: i32,
    until: i32,
    credit: &'a Credit,
    on: Option<Vec<bool>>,
    when: Option<Compiled<'a>>,
    share_when: Vec<(Compiled<'a>, i64)>,
    amounts: Option<&'a [i64]>,
    money: bool,
    weight: Option<ByCode<'a>>,
    taken_back: Vec<bool>,
    assigned: BTreeMap<&'a str, Vec<(u32, i32, i32)>>,
    role: Option<&'a [u32]>,
}

impl<'a> Crediting<'a> {
    pub(crate) fn new(
        plans: &'a [PayPlan],
        events: &'a Events,
        given: &'a Given,
        roster: &'a Roster,
    ) -> Self {
        let mut rules = Vec::new();
        for (plan_index, plan) in (0_u32..).zip(plans) {
            for (place, credit) in (0_u16..).zip(&plan.credits) {
                if matches!(credit.to, To::RollUp { .. }) {
                    continue;
                }
                rules.push(Rule::new(plan_index, place, plan, credit, events, given));
            }
        }
        Self { plans, events, given, roster, rules, last_day: day_number(given.as_of) }
    }

    /// The lines of one transaction.
    #[inline]
    pub(crate) fn of(&self, row: u32, problems: &mut Vec<Problem>, add: &mut impl FnMut(u32, Line)) {
        let at = row as usize;
        let Some(day) = self.events.days.get(at).copied().filter(|day| *day <= self.last_day) else { return };
        let kind = self.events.on.get(at).copied().map_or(0, usize::from);
        let refers = self.events.refers.get(at).copied().unwrap_or(NONE);
        let takes_back =
            |rule: &Rule<'_>| refers != NONE && rule.taken_back.get(kind).copied().unwrap_or(false);
        for rule in &self.rules {
            if !takes_back(rule) && rule.counts(kind) && rule.from <= day && day < rule.until {
                self.credited(rule, row, day, problems, &mut |person, amount, weighted| {
                    if let Some(seat) = self.roster.seat(person, rule.plan, day) {
                        let line =
                            Line { event: row, day: short_day(day), credit: rule.place, amount, weighted };
                        add(seat, line);
                    }
                });
            }
        }
        // Backwards, so that each credit is taken back where it was given: a margin at the tier that the sale had reached.
        for rule in self.rules.iter().rev().filter(|rule| takes_back(rule)) {
            self.back(rule, row, refers, day, problems, add);
        }
    }

    /// Everybody whom a rule credits with a part of a transaction.
    #[inline]
    fn credited(
        &self,
        rule: &Rule<'a>,
        row: u32,
        day: i32,
        problems: &mut Vec<Problem>,
        add: &mut impl FnMut(u32, i64, i64),
    ) {
        let at = row as usize;
        let owner = self.events.owner.get(at).copied().unwrap_or(NONE);
        if rule.when.as_ref().is_some_and(|when| !when.holds(at, owner)) {
            return;
        }
        let Some(amount) = self.amount(rule, row, day, problems) else { return };
        let weight = match &rule.weight {
            None => MILLION,
            Some(table) => match table.rate(row, day) {
                Some(rate) => rate,
                None => {
                    let place = rule.credit.id.clone();
                    problems.push(Problem::NoRate {
                        plan: rule.plan as usize,
                        place,
                        value: table.value(row),
                    });
                    return;
                }
            },
        };
        let mut give = |person: u32, part: i64| {
            if person == NONE {
                return;
            }
            let share = rule
                .share_when
                .iter()
                .find(|(when, _)| when.holds(at, person))
                .map_or(rule.credit.share.millionths(), |(_, share)| *share);
            let amount = if share == MILLION { part } else { shared(part, share) };
            let amount = rule.credit.most.map_or(amount, |most| amount.clamp(-most.abs(), most.abs()));
            let weighted = if weight == MILLION { amount } else { cut(amount, weight) };
            add(person, amount, weighted);
        };
        match &rule.credit.to {
            To::Owner => give(owner, amount),
            To::Split { remainder } => self.split(row, owner, amount, *remainder, problems, &mut give),
            To::Role(_) => {
                if let Some(person) = rule.role.and_then(|people| people.get(at)) {
                    give(*person, amount);
                }
            }
            To::Assigned { by, .. } => {
                let named = self.events.text(by, at).and_then(|name| rule.assigned.get(name));
                for (person, from, until) in named.into_iter().flatten() {
                    if *from <= day && day < *until {
                        give(*person, amount);
                    }
                }
            }
            To::RollUp { .. } => {}
        }
    }

    fn split(
        &self,
        row: u32,
        owner: u32,
        amount: i64,
        remainder: Remainder,
        problems: &mut Vec<Problem>,
        give: &mut impl FnMut(u32, i64),
    ) {
        let others = self.events.shared(row as usize);
        if others.is_empty() {
            return give(owner, amount);
        }
        let whole = u32::try_from(MILLION).unwrap_or(u32::MAX);
        let mut left = whole;
        let mut parts: Vec<(u32, u32)> = Vec::with_capacity(others.len());
        for (person, share) in others {
            if *share > left {
                problems.push(Problem::Shares { event: row });
            }
            let share = (*share).min(left);
            left -= share;
            parts.push((*person, share));
        }
        match remainder {
            Remainder::Owner => {
                let cuts: Vec<i64> = parts.iter().map(|(_, share)| cut(amount, i64::from(*share))).collect();
                let rest = cuts.iter().fold(amount, |rest, part| rest.saturating_sub(*part));
                if left > 0 || rest != 0 {
                    give(owner, rest);
                }
                for ((person, _), part) in parts.iter().zip(cuts) {
                    give(*person, part);
                }
            }
            Remainder::Largest => {
                parts.insert(0, (owner, left));
                let weights: Vec<u128> = parts.iter().map(|(_, share)| u128::from(*share)).collect();
                let shares = largest_remainder(amount, &weights).unwrap_or_default();
                for ((person, share), part) in parts.iter().zip(shares) {
                    if *share > 0 {
                        give(*person, part);
                    }
                }
            }
        }
    }

    #[inline]
    fn amount(&self, rule: &Rule<'a>, row: u32, day: i32, problems: &mut Vec<Problem>) -> Option<i64> {
        let amount = rule.amounts.and_then(|amounts| amounts.get(row as usize)).copied().unwrap_or(0);
        if !rule.money || self.events.currency.is_empty() {
            return Some(amount);
        }
        let rate = self.rate_of(rule, row, day, problems)?;
        Some(rate.map_or(amount, |rate| shared(amount, rate)))
    }

    /// The rate of exchange into the plan's currency; inner `None` where nothing is exchanged.
    fn rate_of(
        &self,
        rule: &Rule<'_>,
        row: u32,
        day: i32,
        problems: &mut Vec<Problem>,
    ) -> Option<Option<i64>> {
        if !rule.money || self.events.currency.is_empty() {
            return Some(None);
        }
        let plan = self.plans.get(rule.plan as usize)?;
        let from = self
            .events
            .currency
            .get(row as usize)
            .and_then(|code| self.events.currencies.get(usize::from(*code)));
        let Some(from) = from.filter(|from| **from != plan.currency) else { return Some(None) };
        let day = match plan.convert {
            Convert::PlanRate => plan.from,
            Convert::TransactionDay => date_of(day),
        };
        let rates = self.given.exchange.iter();
        let rate = rates
            .filter(|rate| rate.from == *from && rate.to == plan.currency && rate.day <= day)
            .max_by_key(|rate| rate.day);
        match rate {
            Some(rate) => Some(Some(rate.rate)),
            None => {
                problems.push(Problem::NoExchange { event: row });
                None
            }
        }
    }
}

impl<'a> Rule<'a> {
    /// Whether a kind of event triggers it.
    #[inline]
    fn counts(&self, kind: usize) -> bool {
        self.on.as_ref().is_none_or(|on| on.get(kind).copied().unwrap_or(false))
    }

    fn new(
        plan_index: u32,
        place: u16,
        plan: &'a PayPlan,
        credit: &'a Credit,
        events: &'a Events,
        given: &'a Given,
    ) -> Self {
        let numbers = events.numbers.get(&credit.amount);
        let compiled = |predicate: &'a Predicate| Compiled::new(predicate, events);
        let among = |names: &[String]| -> Vec<bool> {
            events.kinds.iter().map(|kind| names.contains(kind)).collect()
        };
        let mut assigned: BTreeMap<&str, Vec<(u32, i32, i32)>> = BTreeMap::new();
        if let To::Assigned { by, role } = &credit.to {
            let has_role = |person: u32| {
                role.as_ref().is_none_or(|role| {
                    given.members.iter().any(|member| member.person == person && member.role == *role)
                })
            };
            for row in given.assigned.iter().filter(|row| row.by == *by && has_role(row.person)) {
                let until = row.until.map_or(i32::MAX, day_number);
                assigned.entry(&row.is).or_default().push((row.person, day_number(row.from), until));
            }
            for people in assigned.values_mut() {
                people.sort_unstable();
                people.dedup();
            }
        }
        let role = match &credit.to {
            To::Role(role) => events.roles.get(role).map(Vec::as_slice),
            _ => None,
        };
        Self {
            plan: plan_index,
            place,
            from: day_number(plan.from),
            until: day_number(plan.until),
            credit,
            on: (!credit.on.is_empty()).then(|| among(&credit.on)),
            when: (credit.when != Predicate::Always).then(|| compiled(&credit.when)),
            share_when: credit
                .share_when
                .iter()
                .map(|(when, share)| (compiled(when), share.millionths()))
                .collect(),
            amounts: numbers.map(|numbers| numbers.of.as_slice()),
            money: numbers.is_some_and(|numbers| numbers.money),
            weight: credit.weight.as_ref().map(|table| ByCode::new(table, events)),
            taken_back: plan
                .settlement
                .clawback
                .as_ref()
                .map_or_else(Vec::new, |clawback| among(&clawback.on)),
            assigned,
            role,
        }
    }
}

/// A share in millionths, half a cent away from zero.
pub(crate) fn shared(amount: i64, millionths: i64) -> i64 {
    crate::number::Number::times(&amount, millionths, MILLION).unwrap_or(0)
}

/// A share in millionths, cut to whole cents towards zero.
#[inline]
fn cut(amount: i64, millionths: i64) -> i64 {
    match amount.checked_mul(millionths) {
        Some(product) => product / MILLION,
        None => i64::try_from(i128::from(amount) * i128::from(millionths) / i128::from(MILLION)).unwrap_or(0),
    }
}
