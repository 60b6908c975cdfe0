//! Moves: what one fix closes at all its places, the furthest reaching first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::{Exposure, Held};
use plumb_units::Duration;

use crate::pass::Pass;
use crate::pictures::MoveView;
use crate::review::Gap;
use crate::view::{money, placed};

/// Hours of a working day, and days of a working week.
const HOURS_A_DAY: i64 = 8;
const DAYS_A_WEEK: i64 = 5;

/// The gaps of one rule.
struct Fixable<'a> {
    gaps: Vec<&'a Gap>,
    holds: BTreeMap<&'a Held, i64>,
    people: BTreeSet<usize>,
    /// What its gaps do at worst, 0 the worst.
    effect: u8,
    places: usize,
    hours: Option<i64>,
}

/// A move for each rule with an open gap. Gaps stand in the order of the review.
pub(super) fn moves(pass: &Pass, gaps: &[(Gap, &Exposure)]) -> Vec<MoveView> {
    let mut by_rule: BTreeMap<&str, Vec<(&Gap, &Exposure)>> = BTreeMap::new();
    for (gap, exposure) in gaps.iter().filter(|(gap, _)| gap.state == "open") {
        by_rule.entry(gap.rule.as_str()).or_default().push((gap, exposure));
    }
    let mut fixables: Vec<Fixable<'_>> =
        by_rule.into_values().filter_map(|gaps| fixable(&pass.assessment.above, gaps)).collect();
    let widest = fixables.iter().map(Fixable::amount).max().unwrap_or(0);
    fixables.sort_by_cached_key(|fixable| rank(fixable, widest));
    first_of_different_strands(&mut fixables, widest);
    let mut reached: BTreeSet<&Held> = BTreeSet::new();
    fixables.iter().map(|fixable| view(pass, fixable, &mut reached)).collect()
}

impl Fixable<'_> {
    fn amount(&self) -> i64 {
        self.holds.values().fold(0, |sum, amount| sum.saturating_add(*amount))
    }

    /// The money that is reached in twentieths of the furthest reach: less than that decides nothing.
    fn band(&self, widest: i64) -> i64 {
        let (amount, widest) = (i128::from(self.amount()), i128::from(widest.max(1)));
        i64::try_from((amount * 40 + widest) / (widest * 2)).unwrap_or(i64::MAX)
    }

    fn strand(&self) -> &str {
        self.gaps.first().map_or("", |gap| gap.strand.as_str())
    }

    /// Whether it is for leaders to make, and more than a remark.
    fn is_for_leaders(&self) -> bool {
        self.gaps.iter().any(|gap| gap.concerns == "leaders" && gap.severity != "note")
    }
}

/// Moves that are put before a reader at once.
const AT_ONCE: usize = 3;

/// Among moves that reach about as much, the first ones mend different strands: three of the same kind would leave the rest
/// of each line as it is.
fn first_of_different_strands(fixables: &mut [Fixable<'_>], widest: i64) {
    for place in 1..AT_ONCE.min(fixables.len()) {
        let (chosen, rest) = fixables.split_at(place);
        let Some(next) = rest.first() else { return };
        let alike = rest.iter().position(|other| {
            (other.effect, other.band(widest)) == (next.effect, next.band(widest))
                && chosen.iter().all(|one| one.strand() != other.strand())
        });
        if let Some(part) = alike.and_then(|at| fixables.get_mut(place..=place + at)) {
            part.rotate_right(1);
        }
    }
}

fn fixable<'a>(above: &Above, gaps: Vec<(&'a Gap, &'a Exposure)>) -> Option<Fixable<'a>> {
    let effect = gaps.iter().map(|(gap, _)| effect(gap)).min()?;
    let mut holds = BTreeMap::new();
    // What strains or touches is reached too, yet only where nothing of the rule breaks does it count.
    for (_, exposure) in gaps.iter().filter(|(gap, _)| self::effect(gap) == effect) {
        holds.extend(exposure.holds.iter().map(|(held, amount)| (held, *amount)));
    }
    let people = holds.keys().filter_map(|held| match held {
        Held::Part(index) => Some(*index),
        Held::Nobodys(_) => None,
    });
    let (people, gaps) = (people.collect(), gaps.into_iter().map(|(gap, _)| gap).collect::<Vec<_>>());
    let places = places(above, &gaps);
    let one = gaps.first()?.fix.effort.as_deref().and_then(hours);
    let hours = one.and_then(|hours| hours.checked_mul(i64::try_from(places).ok()?));
    Some(Fixable { gaps, holds, people, effect, places, hours })
}

fn effect(gap: &Gap) -> u8 {
    match gap.exposure.as_ref().map(|exposure| exposure.effect.as_str()) {
        Some("breaks") | None => 0,
        Some("strains") => 1,
        Some(_) => 2,
    }
}

/// Where a move stands: see [`rank`].
type Rank = (Reverse<i64>, bool, u8, u8, Reverse<i64>, i64, Reverse<i64>, Reverse<usize>, String);

/// By the money that is reached, in bands; among those that reach about as much the leaders' first, then what breaks lines,
/// the graver, the further out of true, the shorter, the more frequent.
fn rank(fixable: &Fixable<'_>, widest: i64) -> Rank {
    let first = fixable.gaps.first();
    let severity = match first.map(|gap| gap.severity.as_str()) {
        Some("error") => 0,
        Some("warning") => 1,
        _ => 2,
    };
    (
        Reverse(fixable.band(widest)),
        !fixable.is_for_leaders(),
        fixable.effect,
        severity,
        Reverse(millionths(fixable.gaps.iter().map(|gap| gap.magnitude).fold(0.0, f64::max))),
        fixable.hours.unwrap_or(i64::MAX),
        Reverse(fixable.amount()),
        Reverse(fixable.gaps.len()),
        first.map(|gap| gap.rule.clone()).unwrap_or_default(),
    )
}

/// A magnitude as a whole number, which has an order.
fn millionths(magnitude: f64) -> i64 {
    (magnitude.clamp(0.0, 1.0) * 1e6).round() as i64
}

/// Units above each unit, itself included.
type Above = BTreeMap<String, BTreeSet<String>>;

/// How often the work is to be done. What is found person by person is mended unit by unit, and what is mended in a unit is
/// mended in all units below it.
fn places(above: &Above, gaps: &[&Gap]) -> usize {
    let (mut units, mut others) = (BTreeSet::new(), BTreeSet::new());
    for gap in gaps {
        let unit = match (&gap.person, gap.nodes.first()) {
            (Some(_), Some(unit)) => Some(unit.as_str()),
            _ => gap.subject.strip_prefix("unit:"),
        };
        match unit {
            Some(unit) => units.insert(unit),
            None => others.insert(gap.subject.as_str()),
        };
    }
    outermost(above, &units) + others.len()
}

/// The number of units that stand below no other of them.
fn outermost(above: &Above, units: &BTreeSet<&str>) -> usize {
    let below_another = |unit: &str| {
        let above = above.get(unit).into_iter().flatten();
        above.into_iter().any(|upper| upper != unit && units.contains(upper.as_str()))
    };
    units.iter().filter(|unit| !below_another(unit)).count()
}

/// Working hours of an effort such as `2 days`, a part of an hour counted as a whole one.
fn hours(effort: &str) -> Option<i64> {
    let duration = Duration::parse(effort).ok()?;
    let hour = 60;
    let (day, week) = (24 * hour, 7 * 24 * hour);
    let scaled = |unit: i64, hours: i64| {
        let minutes = duration.minutes.checked_mul(hours)?;
        Some(minutes.div_euclid(unit) + i64::from(minutes.rem_euclid(unit) > 0))
    };
    match duration.unit.word() {
        "weeks" => scaled(week, DAYS_A_WEEK * HOURS_A_DAY),
        "days" => scaled(day, HOURS_A_DAY),
        _ => scaled(hour, 1),
    }
}

fn view<'a>(pass: &Pass, fixable: &Fixable<'a>, reached: &mut BTreeSet<&'a Held>) -> MoveView {
    let first = fixable.gaps.first();
    let fix = first.map(|gap| &gap.fix);
    let worst = fixable.gaps.iter().find(|gap| effect(gap) == fixable.effect);
    let worst = worst.and_then(|gap| gap.exposure.as_ref());
    let (mut whole, mut beyond) = (0_i64, 0_i64);
    for (held, amount) in &fixable.holds {
        whole = whole.saturating_add(*amount);
        if reached.insert(held) {
            beyond = beyond.saturating_add(*amount);
        }
    }
    let worth = fixable.gaps.iter().map(|gap| &gap.worth).max_by_key(|worth| class(worth.class.as_deref()));
    let in_money = |minor| placed(pass).map(|headline| money(minor, headline.currency));
    MoveView {
        rule: first.map(|gap| gap.rule.clone()).unwrap_or_default(),
        says: fix.map(|fix| fix.says.clone()).unwrap_or_default(),
        gaps: fixable.gaps.iter().map(|gap| gap.id.clone()).collect(),
        concerns: first.map(|gap| gap.concerns.clone()).unwrap_or_default(),
        effect: worst.map(|exposure| exposure.effect.clone()),
        places: fixable.places,
        effort: fix.and_then(|fix| fix.effort.clone()),
        hours: fixable.hours,
        shows: fix.and_then(|fix| fix.effect.clone()),
        reaches: in_money(whole),
        adds: in_money(beyond),
        people: fixable.people.len(),
        worth: worth.and_then(|worth| worth.class.clone()),
        worth_basis: worth.and_then(|worth| worth.basis.clone()),
    }
}

/// Classes of worth in their order.
fn class(name: Option<&str>) -> u8 {
    match name {
        Some("large") => 3,
        Some("medium") => 2,
        Some("small") => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_below_another_is_no_place_of_its_own() {
        let set = |units: &[&str]| units.iter().map(|unit| (*unit).to_owned()).collect::<BTreeSet<_>>();
        let above: Above = [
            ("all".to_owned(), set(&["all"])),
            ("north".to_owned(), set(&["north", "all"])),
            ("oslo".to_owned(), set(&["oslo", "north", "all"])),
            ("south".to_owned(), set(&["south", "all"])),
        ]
        .into();
        let of = |units: &[&str]| outermost(&above, &units.iter().copied().collect());
        assert_eq!([of(&["all", "north", "south"]), of(&["north", "oslo", "south"])], [1, 2]);
        assert_eq!([of(&["oslo", "south"]), of(&["all", "oslo"]), of(&["unknown"])], [2, 1, 1]);
    }

    #[test]
    fn efforts_become_working_hours() {
        let of = |text: &str| hours(text);
        assert_eq!(
            (of("2 days"), of("90 minutes"), of("1 week"), of("4 hours")),
            (Some(16), Some(2), Some(40), Some(4))
        );
        assert_eq!(of("soon"), None);
    }
}
