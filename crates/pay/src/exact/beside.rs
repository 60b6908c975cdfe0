//! Where the lines of an extra transaction come to stand, for those credited and for those above them.

use std::collections::BTreeMap;

use plumb_units::{MILLION, Rate};

use crate::credit::To;
use crate::events::{Events, Keys, NONE};
use crate::lines::{Crediting, FIRST_DAY, Line, NearLine};
use crate::number::{Fraction, Near, Number};
use crate::plan::PayPlan;
use crate::predicate::{Compiled, Predicate};
use crate::rollup::{self, RollUp};
use crate::roster::Roster;

/// A line that is put in, or what is added to a day that rolls up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extra {
    /// Before which of the seat's lines it stands, or which line it adds to.
    pub(crate) at: usize,
    /// Whether it adds to that line.
    pub(crate) joins: bool,
    pub(crate) line: Line,
    pub(crate) amount: Near,
    pub(crate) weighted: Near,
}

/// Extra lines by seat, in order.
pub(crate) type Extras = BTreeMap<usize, Vec<Extra>>;

/// What an extra transaction is put among.
pub(crate) struct Among<'a> {
    pub(crate) plans: &'a [PayPlan],
    pub(crate) events: &'a Events,
    pub(crate) roster: &'a Roster,
    pub(crate) lines: &'a [Vec<Line>],
    /// The extra transactions, and their crediting.
    pub(crate) extra: &'a Events,
    pub(crate) crediting: &'a Crediting<'a>,
    pub(crate) rollups: &'a [RollUp],
}

impl Among<'_> {
    /// The lines that one extra transaction makes, each where it belongs; `None` when a number does not fit.
    pub(crate) fn lines(&self, row: u32, unit: &BTreeMap<String, Rate>, sign: i64) -> Option<Extras> {
        let mut extras = Extras::new();
        let direct = self.crediting.near(row, unit, sign)?;
        for near in &direct {
            let seat = near.seat as usize;
            let lines = self.lines.get(seat).map_or(&[][..], Vec::as_slice);
            let at = lines.partition_point(|other| self.before(other, row, near.line.day));
            let NearLine { line, amount, weighted, .. } = *near;
            extras.entry(seat).or_default().push(Extra { at, joins: false, line, amount, weighted });
        }
        for (index, rule) in self.rollups.iter().enumerate() {
            for ((person, day), (amount, weighted)) in self.above(rule, row, &extras, unit, sign)? {
                // A day on which nothing rolls up has no line.
                if amount == Near::ZERO && weighted == Near::ZERO {
                    continue;
                }
                self.lay(index, rule, (person, day), (amount, weighted), &mut extras);
            }
        }
        for extras in extras.values_mut() {
            // An equal place: what is put in stands before the line that it is put before.
            extras.sort_by_key(|extra| (extra.at, extra.joins));
        }
        Some(extras)
    }

    /// Whether a line stands before the extra transaction's: by day, then key; rows with the same key before it.
    fn before(&self, other: &Line, row: u32, day: u16) -> bool {
        if other.day != day || other.event == NONE {
            return other.day < day;
        }
        let (at, row) = (other.event as usize, row as usize);
        match (&self.events.keys, &self.extra.keys) {
            (Keys::Numbers(keys), Keys::Numbers(extra)) => keys.get(at) <= extra.get(row),
            (Keys::Texts(keys), Keys::Texts(extra)) => keys.get(at) <= extra.get(row),
            _ => true,
        }
    }

    /// What those above are credited with, by a rule.
    fn above(
        &self,
        rule: &RollUp,
        row: u32,
        extras: &Extras,
        unit: &BTreeMap<String, Rate>,
        sign: i64,
    ) -> Option<BTreeMap<(u32, u16), (Near, Near)>> {
        let mut sums: BTreeMap<(u32, u16), (Near, Near)> = BTreeMap::new();
        let Some(credit) =
            self.plans.get(rule.plan).and_then(|plan| plan.credits.get(usize::from(rule.place)))
        else {
            return Some(sums);
        };
        let when = (credit.when != Predicate::Always).then(|| Compiled::new(&credit.when, self.extra));
        let once = matches!(credit.to, To::RollUp { once: true, .. });
        // What each above has of the transaction itself, and all of it.
        let mut of_event: BTreeMap<(u32, u16), (Near, Near, Near)> = BTreeMap::new();
        let mut several = 0;
        for (seat, extras) in extras {
            let Some((person, plan)) = self.roster.seats.get(*seat).copied() else { continue };
            for extra in extras.iter().filter(|extra| rule.takes(plan, &extra.line)) {
                let direct = extra.line.event != NONE;
                several += i32::from(direct);
                let counts =
                    when.as_ref().is_none_or(|when| direct && when.holds(extra.line.event as usize, person));
                let whole = if direct { self.whole(plan, &extra.line, row, unit, sign)? } else { Near::ZERO };
                for above in rule.above(person, i32::from(extra.line.day) + FIRST_DAY, self.roster) {
                    let key = (above, extra.line.day);
                    if counts {
                        let sum = sums.entry(key).or_insert((Near::ZERO, Near::ZERO));
                        *sum = (sum.0.plus(&extra.amount)?, sum.1.plus(&extra.weighted)?);
                    }
                    if direct {
                        let sum = of_event.entry(key).or_insert((Near::ZERO, Near::ZERO, Near::ZERO));
                        *sum = (sum.0.plus(&extra.amount)?, sum.1.plus(&extra.weighted)?, whole);
                    }
                }
            }
        }
        if once && several > 1 {
            for (key, (amount, weighted, whole)) in of_event {
                let size =
                    |near: &Near| if *near < Near::ZERO { Near::ZERO.minus(near) } else { Some(*near) };
                if size(&amount)? > size(&whole)?
                    && let Some(sum) = sums.get_mut(&key)
                {
                    let excess = amount.minus(&whole)?;
                    let of_weighted = weighted.by(&excess.over(&amount)?)?;
                    *sum = (sum.0.minus(&excess)?, sum.1.minus(&of_weighted)?);
                }
            }
        }
        let share = credit.share.millionths();
        for sum in sums.values_mut() {
            *sum = (sum.0.times(share, MILLION)?, sum.1.times(share, MILLION)?);
        }
        Some(sums)
    }

    /// The whole amount of the transaction, as the rule that credits the line sees it.
    fn whole(
        &self,
        plan: usize,
        line: &Line,
        row: u32,
        unit: &BTreeMap<String, Rate>,
        sign: i64,
    ) -> Option<Near> {
        let credit = self.plans.get(plan).and_then(|plan| plan.credits.get(usize::from(line.credit())));
        let Some(credit) = credit else { return Some(Near::ZERO) };
        let step = unit.get(&credit.amount).map_or(0, |rate| rate.millionths());
        let step = crate::number::Ratio::whole(step).times(sign, MILLION)?;
        Some(Near {
            value: crate::number::Ratio::whole(self.extra.number(&credit.amount, row as usize)),
            step,
        })
    }

    /// Adds to the day of somebody above, or puts a new one where it belongs.
    fn lay(&self, index: usize, rule: &RollUp, key: (u32, u16), sum: (Near, Near), extras: &mut Extras) {
        let ((person, day), (amount, weighted)) = (key, sum);
        let plan = u32::try_from(rule.plan).unwrap_or(u32::MAX);
        let Some(seat) = self.roster.seat(person, plan, i32::from(day) + FIRST_DAY) else { return };
        let lines = self.lines.get(seat as usize).map_or(&[][..], Vec::as_slice);
        let (at, joins) = rollup::place_of_day(self.rollups, index, lines, day);
        let line = Line::of_day(day, rule.place, 0, 0);
        extras.entry(seat as usize).or_default().push(Extra { at, joins, line, amount, weighted });
    }
}
