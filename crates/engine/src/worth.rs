//! What closing each gap is worth: margins of people from bookings, effects from rule pages.

mod margins;
mod told;

use std::collections::BTreeMap;

use plumb_rules::{Assessment, Outcome, Rule};
use plumb_store::Store;
use plumb_units::{Currency, Date};
use plumb_value::{Cell, Class, Driver, Estimate, Gap, Worth, estimate};

pub(crate) use margins::{Margins, no_rate};
pub(crate) use told::{steps, view};

/// The seed of all draws. Any number would do; it stays, so that a worth moves only with what it rests on.
const SEED: u64 = 2026;

/// The days that a year of margin has.
const YEAR: f64 = 365.0;

/// What closing gaps is worth, or why that is not known.
pub(crate) struct Worths {
    /// The currency, and the day up to which margins count.
    pub(crate) currency: Option<Currency>,
    pub(crate) until: Date,
    pub(crate) margins: Result<Margins, String>,
    /// Among all gaps, and among those whose effect was measured in the field.
    games: [Game; 2],
}

#[derive(Default)]
struct Game {
    estimate: Estimate,
    /// The place in the game of each gap, by the outcome's place in the assessment.
    places: BTreeMap<usize, usize>,
}

/// The worth of one gap.
pub(crate) struct Valued<'a> {
    pub(crate) worth: Worth,
    pub(crate) anchored: bool,
    pub(crate) class: Class,
    pub(crate) estimate: &'a Estimate,
    /// Gaps that take part.
    pub(crate) gaps: usize,
}

impl Worths {
    /// Values all open gaps.
    pub(crate) fn of(
        assessment: &Assessment,
        rules: &[Rule],
        store: &Store,
        currency: Option<Currency>,
        until: Date,
    ) -> Self {
        let margins = margins::margins(store, &assessment.sellers);
        let games = margins.as_ref().map_or_else(
            |_| [Game::default(), Game::default()],
            |margins| {
                [|_: &Rule| true, anchored].map(|plays| Game::of(assessment, rules, &margins.cells, plays))
            },
        );
        Self { currency, until, margins, games }
    }

    /// The worth of the gap at a place in the assessment: among gaps that were measured in the field if it is one.
    pub(crate) fn valued(&self, index: usize, rule: &Rule) -> Option<Valued<'_>> {
        let [all, measured] = &self.games;
        let anchored = anchored(rule);
        let game = if anchored { measured } else { all };
        let worth = game.estimate.worths.get(*game.places.get(&index)?).copied().flatten()?;
        let class = Class::of(worth.interval.p50, game.estimate.margin);
        Some(Valued { worth, anchored, class, estimate: &game.estimate, gaps: game.places.len() })
    }
}

impl Game {
    fn of(assessment: &Assessment, rules: &[Rule], cells: &[Cell], plays: fn(&Rule) -> bool) -> Self {
        let rules: BTreeMap<&str, &Rule> =
            rules.iter().filter(|rule| plays(rule)).map(|rule| (rule.page.name.as_str(), rule)).collect();
        let open = assessment.outcomes.iter().enumerate();
        let open: Vec<(usize, String, &Outcome, &Rule)> = open
            .filter(|(_, outcome)| outcome.is_gap() && outcome.exception.is_none())
            .filter_map(|(index, outcome)| {
                Some((index, outcome.id(), outcome, *rules.get(outcome.rule.as_str())?))
            })
            .collect();
        let mut places = BTreeMap::new();
        let mut gaps: Vec<Gap<'_>> = Vec::new();
        for (index, name, outcome, rule) in &open {
            let Some(prior) = &rule.page.front.prior else { continue };
            let Some(driver) = Driver::named(&rule.page.front.driver) else { continue };
            let concerned = assessment.sellers.iter().enumerate();
            let concerned = concerned.filter(|(_, seller)| plumb_rules::concerns(outcome, seller));
            places.insert(*index, gaps.len());
            gaps.push(Gap {
                name,
                driver,
                prior: [prior.low, prior.mid, prior.high].map(|millionths| millionths as f64 / 1e6),
                grade: prior.grade,
                anchored: prior.anchored,
                magnitude: outcome.magnitude(),
                adoption: adoption(rule),
                cells: concerned.map(|(cell, _)| cell).collect(),
            });
        }
        Self { estimate: estimate(&gaps, cells, SEED), places }
    }
}

/// Whether the figures of a rule's effect were measured in the field by a source of grade A or B.
fn anchored(rule: &Rule) -> bool {
    rule.page.front.prior.as_ref().is_some_and(|prior| prior.anchored && "AB".contains(prior.grade))
}

/// The share of a year for which the fix works when it is begun today, growing evenly until the day of its full effect.
pub(crate) fn adoption(rule: &Rule) -> f64 {
    full_effect(rule).map_or(
        1.0,
        |day| {
            if day <= YEAR { 1.0 - day / (2.0 * YEAR) } else { YEAR / (2.0 * day) }
        },
    )
}

/// The day of full effect that the page says, such as 45 of `day 45`.
pub(crate) fn full_effect(rule: &Rule) -> Option<f64> {
    let effect = rule.page.front.fix.effect.as_deref()?;
    let day: u32 = effect.strip_prefix("day ")?.trim().parse().ok()?;
    Some(f64::from(day))
}
