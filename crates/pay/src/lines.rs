//! Crediting: transactions become lines, one for each person credited, in the order of day, key, rule.

mod back;
mod line;
mod near;
mod order;
mod rates;

use std::collections::BTreeMap;

use plumb_units::{MILLION, largest_remainder};

use crate::credit::{Credit, Remainder, To};
use crate::events::{Events, NONE};
use crate::given::Given;
use crate::plan::{Convert, PayPlan};
use crate::predicate::{Compiled, Predicate};
use crate::result::Problem;
use crate::roster::{Roster, date_of, day_number};

pub(crate) use back::taken_back;
pub(crate) use line::{CREDITS, FIRST_DAY, Line, short_day};
pub(crate) use near::NearLine;
pub(crate) use order::{by_day, canonical, stand_by_key};
pub(crate) use rates::{ASK, ByCode, priced_by};

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
    place: u8,
    from: i32,
    until: i32,
    credit: &'a Credit,
    on: Option<Vec<bool>>,
    when: Option<Compiled<'a>>,
    share_when: Vec<(Compiled<'a>, i64)>,
    amounts: Option<&'a [i64]>,
    money: bool,
    weight: Option<ByCode<'a>>,
    /// The table that prices the plan.
    price: Option<ByCode<'a>>,
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
            for (place, credit) in (0..CREDITS).zip(&plan.credits) {
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
                        add(seat, rule.line(row, row, day, (amount, weighted)));
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
        let parts = within_whole(others);
        let left = parts.clone().fold(WHOLE, |left, (_, share)| left - share);
        if parts.clone().zip(others).any(|((_, share), (_, wanted))| share < *wanted) {
            problems.push(Problem::Shares { event: row });
        }
        match remainder {
            Remainder::Owner => {
                let parts = parts.map(|(person, share)| (person, cut(amount, i64::from(share))));
                let rest = parts.clone().fold(amount, |rest, (_, part)| rest.saturating_sub(part));
                if left > 0 || rest != 0 {
                    give(owner, rest);
                }
                parts.for_each(|(person, part)| give(person, part));
            }
            Remainder::Largest => {
                let parts: Vec<(u32, u32)> = std::iter::once((owner, left)).chain(parts).collect();
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

    /// A line of a transaction; `told_by` is the row whose columns say what it is about.
    #[inline]
    fn line(&self, event: u32, told_by: u32, day: i32, (amount, weighted): (i64, i64)) -> Line {
        let day = short_day(day);
        let rate = self.price.as_ref().map_or(ASK, |table| table.place(told_by, i32::from(day) + FIRST_DAY));
        Line { event, day, credit: self.place, rate, amount, weighted }
    }

    fn new(
        plan_index: u32,
        place: u8,
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
            price: priced_by(plan).map(|table| ByCode::new(table, events)),
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

/// All of a transaction, in millionths.
const WHOLE: u32 = 1_000_000;

/// Everybody's share, together never more than the whole: the first come first.
fn within_whole(others: &[(u32, u32)]) -> impl Iterator<Item = (u32, u32)> + Clone {
    others.iter().scan(WHOLE, |left, (person, share)| {
        let share = (*share).min(*left);
        *left -= share;
        Some((*person, share))
    })
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
