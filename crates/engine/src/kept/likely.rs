//! How likely somebody reaches an amount that nobody else asks for.

use plumb_forecast::Node;
use plumb_units::{Date, parse_date};

use super::Kept;
use crate::engines::{Computed, Sellers};
use crate::seen::Viewer;

/// How an amount by a day stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Likely {
    /// The share of simulated years that reach it by then.
    Ahead(f64),
    /// It was reached.
    Reached,
    /// The day is over, and it was not reached.
    Missed,
}

impl Kept {
    /// How likely a person brings so much of the followed measure, in minor units, from the start of the fiscal year to the end of
    /// a day that ends a month of it.
    ///
    /// Odds lie less than one in a hundred from what counting simulated years gives, never rise with the amount, and are those of
    /// the review where the amount is what the year asks of the person. `None` where the viewer may not see the person, where
    /// nothing is forecast for the person, and for days that end no month of the fiscal year.
    pub fn likely(&self, viewer: &Viewer, person: &str, amount: i64, by: &str) -> Option<Likely> {
        if !self.may_see(viewer, person) {
            return None;
        }
        let computed = self.pass.look.computed.as_ref()?;
        likely(computed, person, amount, parse_date(by)?)
    }
}

fn likely(computed: &Computed, person: &str, amount: i64, by: Date) -> Option<Likely> {
    let inputs = &computed.inputs;
    let place = inputs.person(person)?;
    let until = by.tomorrow().ok()?;
    inputs.months.iter().find(|month| month.until == until)?;
    let today = inputs.as_of.tomorrow().unwrap_or(Date::MAX);
    let is_over = until <= today;
    let already = inputs.sold_by(&Sellers::Person(place), inputs.year.from, until.min(today));
    if already >= amount {
        return Some(Likely::Reached);
    }
    if is_over {
        return Some(Likely::Missed);
    }
    let ahead = computed.ahead.as_ref()?;
    let step = ahead.model.steps.iter().position(|step| step.until == until)?;
    let table = ahead.of_node(Node::Person(place))?.percentiles.get(step)?;
    let odds = table.reached(amount.saturating_sub(already))?;
    let whole_year = step.checked_add(1) == Some(ahead.steps);
    let asked = ahead
        .odds
        .iter()
        .find(|odds| whole_year && odds.person == Some(place) && odds.objective == inputs.objective);
    let known = asked.and_then(|asked| Some((asked.target, asked.chance?)));
    Some(Likely::Ahead(beside(odds, amount, known)))
}

/// The odds of an amount beside the counted ones of what is asked: the same for the same amount, not lower for less, not higher
/// for more.
fn beside(odds: f64, amount: i64, asked: Option<(i64, f64)>) -> f64 {
    match asked {
        Some((target, counted)) if amount == target => counted,
        Some((target, counted)) if amount < target => odds.max(counted),
        Some((_, counted)) => odds.min(counted),
        None => odds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counted_odds_of_what_is_asked_hold_the_others_in_order() {
        let asked = Some((100, 0.43));
        let thousandths = |chance: f64| (chance * 1_000.0).round() as i64;
        let around = |chance: f64| [99, 100, 101].map(|amount| thousandths(beside(chance, amount, asked)));
        assert_eq!(around(0.435), [435, 430, 430]);
        assert_eq!(around(0.425), [430, 430, 425]);
        assert_eq!(thousandths(beside(0.2, 7, None)), 200);
    }
}
