//! From gaps and cells to worths with intervals.

use std::collections::{BTreeMap, BTreeSet};

use crate::driver::{Driver, Factor, VOLUME_AT_PRICE};
use crate::effect::{Effect, widening};
use crate::luck::strips;
use crate::share::{Product, Stack, all, shares};

/// The most that closing all gaps adds in twelve months, as a share of the margin: expert prior, for a whole company. No company
/// closes everything at once.
pub const SATURATION: f64 = 0.25;

/// The most draws of the effects that are made; large companies with many gaps get fewer.
pub const DRAWS_MAX: usize = 400;

/// How many draws may be made, the most first. Fewer are the first ones of more, so that a gap that makes them fewer leaves
/// the luck of all others as it was.
const DRAWS: [usize; 3] = [DRAWS_MAX, 200, DRAWS_MIN];
const DRAWS_MIN: usize = 100;

/// Steps of the innermost sum that all draws together may take, roughly.
const STEPS_MAX: usize = 200_000_000;

/// Whose margin it is that gaps bear on: a person, or several with the same gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Margin of twelve months. Below zero it counts as zero.
    pub margin: f64,
    /// What was sold in the same months, net.
    pub net: f64,
    /// The share of it that was renewed, if known.
    pub renewed: Option<f64>,
    /// The share of it that existing customers bought besides, if known.
    pub expanded: Option<f64>,
}

/// A gap, as far as its worth goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap<'a> {
    /// Its name, from which its luck is drawn.
    pub name: &'a str,
    /// What it bears on.
    pub driver: &'static Driver,
    /// The relative effect on the driver of closing a gap of magnitude 1: tenth, fiftieth and ninetieth percentile.
    pub prior: [f64; 3],
    /// The grade of the source, `A` to `C`, or `X`.
    pub grade: char,
    /// Whether the source measured these figures in the field.
    pub anchored: bool,
    /// 0 to 1.
    pub magnitude: f64,
    /// The share of the twelve months for which its fix works, 0 to 1.
    pub adoption: f64,
    /// Cells that it bears on, by number.
    pub cells: BTreeSet<usize>,
}

/// A worth in money of the cells: the tenth, fiftieth and ninetieth percentile.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// One in ten is lower.
    pub p10: f64,
    /// One in two is lower.
    pub p50: f64,
    /// Nine in ten are lower.
    pub p90: f64,
}

/// How a worth comes about, with every effect at its middle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steps {
    /// By how much closing it moves its driver, relatively, before the cap.
    pub movement: f64,
    /// Whether the driver cannot move as far.
    pub capped: bool,
    /// The margin of the cells that it bears on.
    pub margin: f64,
    /// By how many percent that margin follows when the driver moves by one, in the mean of those cells.
    pub follows: f64,
    /// What closing it alone adds.
    pub alone: f64,
    /// Its share of closing all.
    pub shared: f64,
}

/// What closing one gap is worth in twelve months.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Worth {
    /// Its share of closing all, saturated.
    pub interval: Interval,
    /// How it comes about.
    pub steps: Steps,
}

/// What closing gaps is worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// One for each gap, in order; nothing for a gap whose prior has no effect.
    pub worths: Vec<Option<Worth>>,
    /// What closing all of them is worth: the sum of the shares, in each draw.
    pub all: Interval,
    /// The factor by which all are lowered as no company closes everything at once, with every effect at its middle.
    pub saturation: f64,
    /// The margin of all cells.
    pub margin: f64,
    /// Draws that were made.
    pub draws: usize,
}

/// What is left of an uplift, both as shares of the margin: `M (1 - exp(-u / M))`, at most [`SATURATION`].
///
/// ```
/// assert!((plumb_value::saturated(0.01) - 0.0098).abs() < 1e-4);
/// assert!(plumb_value::saturated(10.0) <= 0.25);
/// ```
pub fn saturated(uplift: f64) -> f64 {
    if uplift > 0.0 { SATURATION * (1.0 - (-uplift / SATURATION).exp()) } else { uplift.min(0.0) }
}

/// Estimates what closing each gap is worth, one stream of luck for each name under `seed`.
///
/// Numbers that are none, and negative ones where none can be, count as zero.
pub fn estimate(gaps: &[Gap<'_>], cells: &[Cell], seed: u64) -> Estimate {
    let margin: f64 = cells.iter().map(|cell| plain(cell.margin)).sum();
    let effects: Vec<Option<Effect>> = gaps.iter().map(effect).collect();
    let groups = groups(gaps, &effects, cells);
    let follows: BTreeMap<&str, Option<Effect>> = gaps
        .iter()
        .map(|gap| {
            let [low, middle, high] = gap.driver.follows;
            (gap.driver.name, Effect::fit(low, middle, high, if low < high { 1.0 } else { 0.0 }))
        })
        .collect();
    let middle = products(
        gaps,
        &groups,
        |gap| effects.get(gap).copied().flatten().map_or(0.0, Effect::middle),
        |driver| follows.get(driver).copied().flatten().map_or(0.0, Effect::middle),
    );
    let shared = shares(&middle, gaps.len());
    let draws = draws(&groups);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(draws); gaps.len()];
    let mut sums = Vec::with_capacity(draws);
    let luck: Vec<Vec<f64>> = gaps.iter().map(|gap| strips(gap.name, seed, DRAWS_MAX)).collect();
    let luck_of_drivers: BTreeMap<&str, Vec<f64>> = follows
        .keys()
        .map(|driver| (*driver, strips(&format!("driver {driver}"), seed, DRAWS_MAX)))
        .collect();
    for draw in 0..draws {
        let at = |luck: Option<&Vec<f64>>| luck.and_then(|luck| luck.get(draw)).copied().unwrap_or(0.5);
        let products = products(
            gaps,
            &groups,
            |gap| {
                effects.get(gap).copied().flatten().map_or(0.0, |effect| effect.quantile(at(luck.get(gap))))
            },
            |driver| {
                let follows = follows.get(driver).copied().flatten();
                follows.map_or(0.0, |follows| follows.quantile(at(luck_of_drivers.get(driver))))
            },
        );
        let factor = factor(all(&products), margin);
        let values = shares(&products, gaps.len());
        sums.push(values.iter().sum::<f64>() * factor);
        for (drawn, value) in drawn.iter_mut().zip(values) {
            drawn.push(value * factor);
        }
    }
    let worths = gaps.iter().enumerate().zip(drawn).zip(shared).map(|(((index, gap), drawn), shared)| {
        let effect = effects.get(index).copied().flatten()?;
        let mut steps = steps(index, gap, effect, &middle, &groups);
        steps.shared = shared;
        Some(Worth { interval: interval(drawn), steps })
    });
    Estimate {
        worths: worths.collect(),
        all: interval(sums),
        saturation: factor(all(&middle), margin),
        margin,
        draws,
    }
}

/// Money that is believed: more is no company's.
const MONEY_MAX: f64 = 1e15;

fn plain(number: f64) -> f64 {
    if number.is_finite() { number.clamp(0.0, MONEY_MAX) } else { 0.0 }
}

fn share(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number.clamp(0.0, 1.0) }
}

fn effect(gap: &Gap<'_>) -> Option<Effect> {
    let [low, middle, high] = gap.prior;
    Effect::fit(low, middle, high, widening(gap.grade, gap.anchored))
}

/// Cells on which the same gaps bear, taken together.
struct Group {
    cell: Cell,
    gaps: BTreeMap<&'static str, Vec<usize>>,
}

fn groups(gaps: &[Gap<'_>], effects: &[Option<Effect>], cells: &[Cell]) -> Vec<Group> {
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); cells.len()];
    for (index, (gap, effect)) in gaps.iter().zip(effects).enumerate() {
        for cell in gap.cells.iter().filter(|_| effect.is_some()) {
            if let Some(touching) = touching.get_mut(*cell) {
                touching.push(index);
            }
        }
    }
    let mut together: BTreeMap<Vec<usize>, Vec<&Cell>> = BTreeMap::new();
    for (cell, touching) in cells.iter().zip(touching) {
        together.entry(touching).or_default().push(cell);
    }
    let of_drivers = |touching: &[usize]| {
        let mut of_drivers: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for index in touching {
            if let Some(gap) = gaps.get(*index) {
                of_drivers.entry(gap.driver.name).or_default().push(*index);
            }
        }
        of_drivers
    };
    let groups = together.iter().filter(|(touching, _)| !touching.is_empty());
    groups.map(|(touching, cells)| Group { cell: sum(cells), gaps: of_drivers(touching) }).collect()
}

/// Cells as one: sums of margin and net, shares in the mean by net.
fn sum(cells: &[&Cell]) -> Cell {
    let net: f64 = cells.iter().map(|cell| plain(cell.net)).sum();
    let mean = |of: fn(&Cell) -> Option<f64>| {
        let known: Vec<(f64, f64)> =
            cells.iter().filter_map(|cell| Some((plain(cell.net), share(of(cell)?)))).collect();
        let weight: f64 = known.iter().map(|(net, _)| net).sum();
        (weight > 0.0).then(|| known.iter().map(|(net, share)| net * share).sum::<f64>() / weight)
    };
    Cell {
        margin: cells.iter().map(|cell| plain(cell.margin)).sum(),
        net,
        renewed: mean(|cell| cell.renewed),
        expanded: mean(|cell| cell.expanded),
    }
}

/// The share of the margin that was renewed, where facts do not say.
const RENEWED: f64 = 0.4;

/// The share of it that existing customers bought besides, where facts do not say.
const EXPANDED: f64 = 0.2;

/// The dearest price over unit margin that is believed: beyond it a margin is too thin to multiply by.
const AMPLIFICATION_MAX: f64 = 10.0;

/// By how many percent the margin of a cell follows when a driver moves by one, given how it does before the cell is known.
fn follows(driver: &Driver, follows: f64, cell: &Cell) -> f64 {
    let in_cell = match driver.factor {
        Factor::Price if cell.margin > 0.0 => {
            let amplification = (cell.net / cell.margin).clamp(1.0, AMPLIFICATION_MAX);
            (follows * amplification + VOLUME_AT_PRICE).max(0.0)
        }
        Factor::Base => follows * cell.renewed.unwrap_or(RENEWED),
        Factor::Growth => follows * cell.expanded.unwrap_or(EXPANDED),
        _ => follows,
    };
    in_cell * driver.within
}

/// The margin product of each group, with effects and what follows as given.
fn products(
    gaps: &[Gap<'_>],
    groups: &[Group],
    effect: impl Fn(usize) -> f64,
    followed: impl Fn(&str) -> f64,
) -> Vec<Product> {
    let taken: Vec<f64> = gaps
        .iter()
        .enumerate()
        .map(|(index, gap)| share(movement(gap, effect(index)) / gap.driver.cap))
        .collect();
    let stack = |group: &Group, driver: &Driver, numbers: &[usize]| Stack {
        cap: driver.cap * follows(driver, followed(driver.name), &group.cell),
        gaps: numbers.iter().map(|index| (*index, taken.get(*index).copied().unwrap_or(0.0))).collect(),
    };
    groups
        .iter()
        .map(|group| Product {
            margin: group.cell.margin,
            stacks: group
                .gaps
                .iter()
                .filter_map(|(name, numbers)| Some(stack(group, Driver::named(name)?, numbers)))
                .collect(),
        })
        .collect()
}

/// By how much closing a gap moves its driver, before the cap.
fn movement(gap: &Gap<'_>, effect: f64) -> f64 {
    effect * share(gap.magnitude) * share(gap.adoption)
}

/// The factor that saturation leaves.
fn factor(worth: f64, margin: f64) -> f64 {
    let uplift = if margin > 0.0 { worth / margin } else { 0.0 };
    if uplift > 0.0 { saturated(uplift) / uplift } else { 1.0 }
}

fn steps(index: usize, gap: &Gap<'_>, effect: Effect, middle: &[Product], groups: &[Group]) -> Steps {
    let movement = movement(gap, effect.middle());
    let [_, follows_driver, _] = gap.driver.follows;
    let mut steps = Steps { movement, capped: movement > gap.driver.cap, ..Steps::default() };
    let mut weighted = 0.0;
    for (product, group) in middle.iter().zip(groups) {
        for stack in &product.stacks {
            for (_, h) in stack.gaps.iter().filter(|(number, _)| *number == index) {
                steps.alone += product.margin * stack.cap * h;
                steps.margin += product.margin;
                weighted += product.margin * follows(gap.driver, follows_driver, &group.cell);
            }
        }
    }
    steps.follows = if steps.margin > 0.0 { weighted / steps.margin } else { 0.0 };
    steps
}

/// As many of [`DRAWS`] as stay within [`STEPS_MAX`], or the fewest.
fn draws(groups: &[Group]) -> usize {
    let steps = |group: &Group| {
        let count: usize = group.gaps.values().map(Vec::len).sum();
        count * count.div_ceil(2)
    };
    let one: usize = groups.iter().map(steps).sum();
    let within = |draws: &usize| one.saturating_mul(*draws) <= STEPS_MAX;
    DRAWS.into_iter().find(within).unwrap_or(DRAWS_MIN)
}

/// Percentiles with straight lines between the order statistics (Hyndman and Fan 1996, type 7).
fn interval(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let quantile = |share: f64| {
        let place = share * values.len().saturating_sub(1) as f64;
        let (low, rest) = (place.floor(), place.fract());
        let value = |index: usize| values.get(index).or(values.last()).copied().unwrap_or(0.0);
        let (low, high) = (value(low as usize), value(low as usize + 1));
        low + rest * (high - low)
    };
    Interval { p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9) }
}
