//! Crediting of an extra transaction: its numbers and a step beside them, unrounded.

use std::collections::BTreeMap;

use plumb_units::{MILLION, Rate};

use super::{Crediting, Line, Rule};
use crate::credit::To;
use crate::events::NONE;
use crate::number::{Near, Number, Ratio};
use crate::result::Problem;

/// A line of an extra transaction, for a seat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NearLine {
    pub(crate) seat: u32,
    pub(crate) line: Line,
    pub(crate) amount: Near,
    pub(crate) weighted: Near,
}

impl Crediting<'_> {
    /// Whom a row credits, with a step of its numbers beside what they are: so much of each column.
    ///
    /// `None` when a number does not fit. Rows that take something back credit nobody here.
    pub(crate) fn near(&self, row: u32, unit: &BTreeMap<String, Rate>, sign: i64) -> Option<Vec<NearLine>> {
        let at = row as usize;
        let mut found = Vec::new();
        let Some(day) = self.events.days.get(at).copied() else { return Some(found) };
        let kind = self.events.on.get(at).copied().map_or(0, usize::from);
        if self.events.refers.get(at).is_some_and(|sale| *sale != NONE) {
            return Some(found);
        }
        for rule in self.rules.iter().filter(|rule| rule.counts(kind)) {
            let owner = self.events.owner.get(at).copied().unwrap_or(NONE);
            if rule.when.as_ref().is_some_and(|when| !when.holds(at, owner)) {
                continue;
            }
            let Some(rate) = self.exchange(rule, row, day) else { continue };
            let weight = match &rule.weight {
                None => MILLION,
                Some(table) => match table.rate(row, day) {
                    Some(rate) => rate,
                    None => continue,
                },
            };
            let value = rule.amounts.and_then(|amounts| amounts.get(at)).copied().unwrap_or(0);
            let step = unit.get(&rule.credit.amount).map_or(0, |rate| rate.millionths());
            let step = Ratio::whole(step).times(sign, MILLION)?;
            let whole = Near { value: Ratio::whole(value), step }.times(rate, MILLION)?;
            for (person, share) in self.shares(rule, row, owner) {
                let Some(seat) = self.roster.seat(person, rule.plan, day) else { continue };
                let own = rule.share_when.iter().find(|(when, _)| when.holds(at, person));
                let own = own.map_or(rule.credit.share.millionths(), |(_, share)| *share);
                let amount = whole.times(share, MILLION)?.times(own, MILLION)?;
                let amount = match rule.credit.most {
                    Some(most) => amount
                        .min(Near::whole(most.saturating_abs()))
                        .max(Near::whole(-most.saturating_abs())),
                    None => amount,
                };
                let weighted = amount.times(weight, MILLION)?;
                let line = rule.line(row, row, day, (0, 0));
                found.push(NearLine { seat, line, amount, weighted });
            }
        }
        Some(found)
    }

    /// What a minor unit of a row's money is in the plan's, in millionths.
    fn exchange(&self, rule: &Rule<'_>, row: u32, day: i32) -> Option<i64> {
        let one = self.rate_of(rule, row, day, &mut Vec::<Problem>::new())?;
        Some(one.unwrap_or(MILLION))
    }

    /// Who has which share of a row, in millionths.
    fn shares(&self, rule: &Rule<'_>, row: u32, owner: u32) -> Vec<(u32, i64)> {
        let at = row as usize;
        let day = self.events.days.get(at).copied().unwrap_or(0);
        let found = match &rule.credit.to {
            To::Owner => vec![(owner, MILLION)],
            To::Split { .. } => {
                let mut left = MILLION;
                let mut parts = Vec::new();
                for (person, share) in self.events.shared(at) {
                    let share = i64::from(*share).min(left);
                    left -= share;
                    parts.push((*person, share));
                }
                parts.insert(0, (owner, left));
                parts.retain(|(_, share)| *share > 0);
                parts
            }
            To::Role(_) => {
                let person = rule.role.and_then(|people| people.get(at));
                person.map(|person| (*person, MILLION)).into_iter().collect()
            }
            To::Assigned { by, .. } => {
                let named = self.events.text(by, at).and_then(|name| rule.assigned.get(name));
                let holds = |(_, from, until): &&(u32, i32, i32)| *from <= day && day < *until;
                named.into_iter().flatten().filter(holds).map(|(person, ..)| (*person, MILLION)).collect()
            }
            To::RollUp { .. } => Vec::new(),
        };
        found.into_iter().filter(|(person, _)| *person != NONE).collect()
    }
}
