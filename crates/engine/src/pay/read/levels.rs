//! Levels of curves: what they are counted in, and as which number.

use plumb_diag::{Problem, Span};
use plumb_pay::component::Level;
use plumb_pay::measure::{Quota, What};
use plumb_units::Quantity;

use super::Reading;
use super::fields::unit_words;

/// What levels are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Share,
    Money,
    Count,
}

/// The levels of one curve: the first tells the unit of all.
#[derive(Default)]
pub(super) struct Levels {
    unit: Option<(Unit, Span, Quantity)>,
}

impl Levels {
    /// What the levels are written in; per cent where there are none.
    pub(super) fn unit(&self) -> Unit {
        self.unit.map_or(Unit::Share, |(unit, _, _)| unit)
    }

    /// Whether a level stands in it.
    pub(super) fn any(&self) -> bool {
        self.unit.is_some()
    }
}

impl Reading<'_> {
    /// One level as a number: millionths, or minor units. One of another unit than those before is reported.
    pub(super) fn level(&mut self, levels: &mut Levels, quantity: Quantity, span: Span) -> i64 {
        let (unit, number) = match quantity {
            Quantity::Rate(rate) => (Unit::Share, rate.millionths()),
            Quantity::Count(count) => (Unit::Count, count.millionths()),
            Quantity::Money(money) => {
                let minor = super::minor(quantity, span, "level", self.currency, &mut self.problems);
                (Unit::Money, minor.unwrap_or(money.minor()))
            }
            Quantity::Duration(_) => {
                let problem = Problem::error("unit-mismatch", "a level is no length of time").at(span, "");
                self.report(problem.help("write it as `\"100 %\"`, `\"3 000 EUR\"` or `\"75\"`"));
                return 0;
            }
        };
        match levels.unit {
            Some((first, place, other)) if first != unit && number != 0 => {
                let message = format!(
                    "this level is {}, and another of the same curve {}",
                    unit_words(quantity),
                    unit_words(other)
                );
                let problem = Problem::error("unit-mismatch", message).at(span, "").also(place, "");
                self.report(problem.help("write all levels of a curve in one unit"));
            }
            // Nothing is nothing in every unit.
            Some((_, _, other)) if other.integer() == 0 && number != 0 => {
                levels.unit = Some((unit, span, quantity));
            }
            Some(_) => {}
            None => levels.unit = Some((unit, span, quantity)),
        }
        number
    }

    /// Whether levels of a unit are attainments or values of a measure. Attainments need a quota: where the plan does
    /// not write one, the rows of the table of quotas are meant.
    pub(super) fn level_of(&mut self, measure: usize, unit: Unit) -> Level {
        let (Some(of), Some(written)) = (self.measures.get_mut(measure), self.quota_written.get(measure))
        else {
            return Level::Value;
        };
        let is_share = matches!(
            of.what,
            What::Ratio { .. } | What::Growth(_) | What::Figure(_) | What::ReportsAtQuota(_) | What::Rank(_)
        );
        if unit != Unit::Share || (is_share && !written) {
            return Level::Value;
        }
        needs_quota(of);
        Level::Attainment
    }

    /// Takes the rows of the table of quotas where a quota is needed and none is written.
    pub(super) fn with_quota(&mut self, measure: usize) {
        if let Some(of) = self.measures.get_mut(measure) {
            needs_quota(of);
        }
    }
}

fn needs_quota(measure: &mut plumb_pay::Measure) {
    if measure.quota == Quota::None {
        measure.quota = Quota::Table(measure.id.clone());
    }
}
