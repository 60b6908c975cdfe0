//! The bridge solved the other way: the cheapest movements that close what nothing pays for yet.

use std::cmp::Ordering;

use plumb_units::{Rate, Rounding, divide};

use crate::{TooLarge, narrow};

/// Something that is done or left: a lever that nobody has decided on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What it counts in the year, in minor units.
    pub brings: i64,
    /// What it costs; `None` where nobody has said.
    pub cost: Option<i64>,
}

/// A driver that can be moved by any part of a point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Movement {
    /// The driver.
    pub driver: String,
    /// What one percentage point brings in the year, in minor units.
    pub per_point: i64,
    /// What one percentage point costs; `None` where nobody has said.
    pub cost_per_point: Option<i64>,
    /// The furthest it can move: `3 %` is three points. The company's own past is a good bound, see [`crate::own_bound`].
    pub most: Rate,
}

/// A choice that is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The id of the choice.
    pub id: String,
    /// What it brings.
    pub brings: i64,
    /// What it costs; `None` where nobody has said.
    pub cost: Option<i64>,
}

/// A driver that is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The driver.
    pub driver: String,
    /// By how many points, rounded up to a ten-thousandth of one.
    pub points: Rate,
    /// What that brings.
    pub brings: i64,
    /// What it costs, rounded up; `None` where nobody has said.
    pub cost: Option<i64>,
}

/// How far one driver alone would have to move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// The driver.
    pub driver: String,
    /// The points that close the gap, rounded up to a ten-thousandth of one; `None` where no movement does.
    pub points: Option<Rate>,
    /// The furthest it can move.
    pub most: Rate,
    /// What it brings then.
    pub brings_at_most: i64,
    /// Whether it closes the gap within that.
    pub inside: bool,
}

/// The cheapest way to close a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// The choices to make, by id.
    pub taken: Vec<Taken>,
    /// The drivers to move, by name.
    pub moved: Vec<Moved>,
    /// What all of that brings.
    pub brings: i64,
    /// What it costs, as far as known.
    pub cost: i64,
    /// How many of them have no known cost.
    pub without_cost: usize,
    /// What stays open when everything is done that can be; zero where the gap is closed.
    pub short: i64,
    /// No set can cost less than this, as far as costs are known.
    pub at_least: i64,
    /// Whether every set was ruled out or looked at; otherwise this is the best that was found, see [`STEPS_MAX`].
    pub proved: bool,
    /// Every driver by itself, by name.
    pub alone: Vec<Alone>,
}

/// Looks at a choice or a driver after which the search ends. Forty choices stay far below, unless they are made to be hard.
pub const STEPS_MAX: usize = 20_000_000;

/// The cheapest set of choices and movements that brings at least `gap`.
///
/// What costs nothing known comes last: first the gap is closed from what has a cost. Only where that does not reach are things without
/// one used, as few as will do, what brings most first; then the rest is closed anew from what has a cost. They are marked, since a price
/// that nobody has told is not a low one. Where even all together do not reach, all are used, and `short` says what is missing.
///
/// Exact by branch and bound: choices by cost for what they bring, the bound being what the rest would cost if choices could be split.
/// Movements are split, the cheapest first. Costs below zero count as nothing; what brings nothing is never used. Of sets that cost the
/// same it gives always the same one, whatever the order of the input.
///
/// # Errors
/// When a sum does not fit.
///
/// ```
/// use plumb_bridge::{Choice, Movement, solve};
/// use plumb_units::Rate;
/// let choice = |id: &str, brings, cost| Choice { id: id.into(), brings, cost: Some(cost) };
/// let price = Movement {
///     driver: "price".into(), per_point: 50, cost_per_point: Some(10), most: Rate::parse("2 %").unwrap(),
/// };
/// let solution = solve(180, &[choice("fair", 120, 30), choice("agents", 200, 90)], &[price])?;
/// assert_eq!(solution.taken.iter().map(|taken| taken.id.as_str()).collect::<Vec<_>>(), ["fair"]);
/// assert_eq!(solution.moved[0].points.to_string(), "1.2 %");
/// assert_eq!((solution.brings, solution.cost, solution.short, solution.proved), (180, 42, 0, true));
/// assert!(!solution.alone[0].inside);
/// # Ok::<(), plumb_bridge::TooLarge>(())
/// ```
pub fn solve(gap: i64, choices: &[Choice], movements: &[Movement]) -> Result<Solution, TooLarge> {
    let mut alone: Vec<Alone> = movements.iter().map(|movement| by_itself(gap, movement)).collect();
    alone.sort_by(|a, b| (&a.driver, a.points, a.most).cmp(&(&b.driver, b.points, b.most)));
    let mut known: Vec<Item> = items(choices, movements).filter(|item| item.cost.is_some()).collect();
    known.sort_by(Item::cheaper);
    let mut unknown: Vec<Item> = items(choices, movements).filter(|item| item.cost.is_none()).collect();
    unknown.sort_by(|a, b| b.brings.cmp(&a.brings).then_with(|| a.cheaper(b)));

    let reach = |items: &[Item]| items.iter().map(|item| i128::from(item.brings)).sum::<i128>();
    let mut left = i128::from(gap.max(0)) - reach(&known);
    let mut used: Vec<(&Item, i64)> = Vec::new();
    for item in &unknown {
        if left <= 0 {
            break;
        }
        let part = if item.divisible() { narrow(left.min(i128::from(item.brings)))? } else { item.brings };
        left -= i128::from(part);
        used.push((item, part));
    }
    let brought: i128 = used.iter().map(|(_, part)| i128::from(*part)).sum();
    let rest = i128::from(gap.max(0)) - brought;
    let found = if left > 0 { Found::everything(&known) } else { Search::new(&known).run(rest) };
    used.extend(found.parts.iter().filter_map(|(index, part)| Some((known.get(*index)?, *part))));

    let mut solution =
        Solution { alone, proved: found.proved, short: narrow(left.max(0))?, ..Solution::default() };
    let (mut brings, mut cost) = (0_i128, 0_i128);
    for (item, part) in used {
        let costs = item.cost_of(part);
        brings += i128::from(part);
        match costs {
            Some(costs) => cost += costs,
            None => solution.without_cost += 1,
        }
        let costs = costs.map(narrow).transpose()?;
        match item.movement {
            None => solution.taken.push(Taken { id: item.name.to_owned(), brings: part, cost: costs }),
            Some(movement) => solution.moved.push(Moved {
                driver: item.name.to_owned(),
                points: points(part, movement).map_or(movement.most, |points| points.min(movement.most)),
                brings: part,
                cost: costs,
            }),
        }
    }
    solution.taken.sort_by(|a, b| (&a.id, a.brings, a.cost).cmp(&(&b.id, b.brings, b.cost)));
    solution.moved.sort_by(|a, b| (&a.driver, a.brings, a.cost).cmp(&(&b.driver, b.brings, b.cost)));
    solution.brings = narrow(brings)?;
    solution.cost = narrow(cost)?;
    solution.at_least = if found.proved { solution.cost } else { narrow(found.at_least / FINE)? };
    Ok(solution)
}

/// Points of a rate: one percentage point in millionths.
const POINT: i128 = 10_000;

/// Parts of a minor unit to which costs are compared.
const FINE: i128 = 1_000_000_000;

fn by_itself(gap: i64, movement: &Movement) -> Alone {
    let points = points(gap.max(0), movement);
    Alone {
        driver: movement.driver.clone(),
        points,
        most: movement.most,
        brings_at_most: reach(movement),
        inside: points.is_some_and(|points| points <= movement.most.max(Rate::default())),
    }
}

/// The points that bring an amount, rounded up.
fn points(amount: i64, movement: &Movement) -> Option<Rate> {
    if amount <= 0 {
        return Some(Rate::default());
    }
    let millionths = divide(i128::from(amount) * POINT, movement.per_point.into(), Rounding::Ceil)?;
    i64::try_from(millionths).ok().map(Rate::from_millionths)
}

/// What a driver brings at its furthest.
fn reach(movement: &Movement) -> i64 {
    let most = i128::from(movement.most.millionths().max(0));
    let product = i128::from(movement.per_point.max(0)) * most;
    i64::try_from(product / POINT).unwrap_or(i64::MAX)
}

/// A choice, or a driver at its furthest.
#[derive(Clone, Copy, Debug)]
struct Item<'a> {
    name: &'a str,
    /// Above zero.
    brings: i64,
    /// What `per` costs.
    cost: Option<i64>,
    /// The amount that `cost` stands for.
    per: i64,
    movement: Option<&'a Movement>,
}

fn items<'a>(choices: &'a [Choice], movements: &'a [Movement]) -> impl Iterator<Item = Item<'a>> {
    let choices = choices.iter().map(|choice| Item {
        name: &choice.id,
        brings: choice.brings,
        cost: choice.cost.map(|cost| cost.max(0)),
        per: choice.brings,
        movement: None,
    });
    let movements = movements.iter().map(|movement| Item {
        name: &movement.driver,
        brings: reach(movement),
        cost: movement.cost_per_point.map(|cost| cost.max(0)),
        per: movement.per_point,
        movement: Some(movement),
    });
    choices.chain(movements).filter(|item| item.brings > 0)
}

impl Item<'_> {
    fn divisible(&self) -> bool {
        self.movement.is_some()
    }

    /// What an amount of it costs, in whole minor units rounded up.
    fn cost_of(&self, part: i64) -> Option<i128> {
        divide(i128::from(self.cost?) * i128::from(part), self.per.into(), Rounding::Ceil)
    }

    /// What an amount of it costs, in billionths of a minor unit.
    fn finely(&self, part: i128) -> i128 {
        let (cost, per) = (i128::from(self.cost.unwrap_or(0)), i128::from(self.per.max(1)));
        let product = cost.saturating_mul(part);
        (product / per).saturating_mul(FINE).saturating_add((product % per) * FINE / per)
    }

    /// By cost for what it brings; choices before movements, then by name, so that the order of the input decides nothing.
    fn cheaper(&self, other: &Self) -> Ordering {
        let (a, b) = (self.cost.unwrap_or(0), other.cost.unwrap_or(0));
        let ratio = (i128::from(a) * i128::from(other.per)).cmp(&(i128::from(b) * i128::from(self.per)));
        let rest = (self.divisible(), self.name, self.brings, a).cmp(&(
            other.divisible(),
            other.name,
            other.brings,
            b,
        ));
        ratio.then(rest)
    }
}

/// What a search found: amounts of items by their index.
struct Found {
    parts: Vec<(usize, i64)>,
    /// In billionths of a minor unit.
    at_least: i128,
    proved: bool,
}

impl Found {
    fn everything(items: &[Item<'_>]) -> Self {
        let parts = items.iter().enumerate().map(|(index, item)| (index, item.brings)).collect();
        Self { parts, at_least: 0, proved: true }
    }
}

/// A search through the choices, cheapest first. Movements fill what is left.
struct Search<'a> {
    items: &'a [Item<'a>],
    /// The indices of the choices.
    choices: Vec<usize>,
    steps: usize,
}

/// A place in the search: the next choice, what is left to bring, the cost so far, and the way to it.
#[derive(Clone, Copy)]
struct Place {
    next: usize,
    rest: i128,
    cost: i128,
    way: Option<usize>,
}

impl<'a> Search<'a> {
    fn new(items: &'a [Item<'a>]) -> Self {
        let choices = (0..items.len())
            .filter(|index| items.get(*index).is_some_and(|item| !item.divisible()))
            .collect();
        Self { items, choices, steps: 0 }
    }

    /// The cheapest amounts that bring `gap`. All items together must.
    fn run(mut self, gap: i128) -> Found {
        let start = Place { next: 0, rest: gap, cost: 0, way: None };
        let at_least = self.bound(start).unwrap_or(0);
        // The choices on the way to a place, each with the one before it.
        let mut ways: Vec<(usize, Option<usize>)> = Vec::new();
        let mut best: Option<(i128, Vec<(usize, i64)>)> = None;
        let mut open = vec![start];
        let mut proved = true;
        while let Some(place) = open.pop() {
            if self.steps > STEPS_MAX {
                proved = false;
                break;
            }
            self.steps += 1;
            if let Some((cost, parts)) = self.filled(place.rest)
                && best.as_ref().is_none_or(|(least, _)| place.cost.saturating_add(cost) < *least)
            {
                let parts = parts.into_iter().chain(self.way(place.way, &ways)).collect();
                best = Some((place.cost.saturating_add(cost), parts));
            }
            let bound = self.bound(place).map(|bound| place.cost.saturating_add(bound));
            let hopeful = bound.is_some_and(|bound| best.as_ref().is_none_or(|(least, _)| bound < *least));
            let item = self.choices.get(place.next).and_then(|index| Some((*index, self.items.get(*index)?)));
            let Some((index, item)) = item.filter(|_| hopeful && place.rest > 0) else { continue };
            open.push(Place { next: place.next + 1, ..place });
            ways.push((index, place.way));
            open.push(Place {
                next: place.next + 1,
                rest: place.rest - i128::from(item.brings),
                cost: place.cost.saturating_add(item.finely(item.brings.into())),
                way: Some(ways.len() - 1),
            });
        }
        match best {
            Some((_, parts)) => Found { parts, at_least, proved },
            None => Found { at_least, proved, ..Found::everything(self.items) },
        }
    }

    /// The choices on a way.
    fn way(&self, mut way: Option<usize>, ways: &[(usize, Option<usize>)]) -> Vec<(usize, i64)> {
        let mut parts = Vec::new();
        while let Some((index, before)) = way.and_then(|way| ways.get(way)) {
            parts.extend(self.items.get(*index).map(|item| (*index, item.brings)));
            way = *before;
        }
        parts
    }

    /// What is left, filled with movements; `None` where they do not reach.
    fn filled(&mut self, mut rest: i128) -> Option<(i128, Vec<(usize, i64)>)> {
        let (mut cost, mut parts) = (0_i128, Vec::new());
        for (index, item) in self.items.iter().enumerate() {
            if rest <= 0 {
                break;
            }
            self.steps += 1;
            if item.divisible() {
                let part = rest.min(item.brings.into());
                cost = cost.saturating_add(item.finely(part));
                parts.push((index, i64::try_from(part).ok()?));
                rest -= part;
            }
        }
        (rest <= 0).then_some((cost, parts))
    }

    /// What the rest would cost if choices could be split; `None` where even all do not reach.
    fn bound(&mut self, place: Place) -> Option<i128> {
        let first = self.choices.get(place.next).copied().unwrap_or(usize::MAX);
        let (mut rest, mut cost) = (place.rest, 0_i128);
        for (index, item) in self.items.iter().enumerate() {
            if rest <= 0 {
                break;
            }
            self.steps += 1;
            if item.divisible() || index >= first {
                let part = rest.min(item.brings.into());
                cost = cost.saturating_add(item.finely(part));
                rest -= part;
            }
        }
        (rest <= 0).then_some(cost)
    }
}
