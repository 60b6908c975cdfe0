//! From a base to the mandate: what each lever counts, what the markets do, and what nothing pays for.

use plumb_units::{Date, DateRange, MILLION, Rate, Rounding, divide};

use crate::spread::Spread;
use crate::{Category, Counted, Lever, Nature, Step, StepKind, TooLarge, narrow};

/// What a bridge is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The level of the year before, in minor units.
    pub base: i64,
    /// The level that the mandate asks for.
    pub goal: i64,
    /// The periods of the year, in order.
    pub periods: Vec<PlanPeriod>,
    /// The levers; their order decides nothing.
    pub levers: Vec<Lever>,
    /// The markets.
    pub segments: Vec<Segment>,
    /// What the facts say was lost.
    pub last_year: LastYear,
}

/// A period of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPeriod {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
    /// The level of the same period of the year before, where known.
    pub base: Option<i64>,
    /// What the mandate asks for in it, where told.
    pub goal: Option<i64>,
}

impl PlanPeriod {
    /// Its days; none where it ends before it begins.
    pub fn days(&self) -> i64 {
        DateRange { from: self.from, until: Some(self.until) }.days().unwrap_or(0)
    }
}

/// A market the company sells to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its id.
    pub id: String,
    /// Sales there in the year before, in minor units.
    pub base: i64,
    /// Growth of the market in the year; `None` where unknown, which counts as nothing and is named.
    pub growth: Option<Rate>,
}

/// What was lost in the twelve months before, below zero, as [`crate::Components`] hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastYear {
    /// By customers who left.
    pub churn: Option<i64>,
    /// By customers who bought less.
    pub contraction: Option<i64>,
}

/// What the markets do by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Momentum {
    /// Sales of the year before times growth, over all segments whose growth is known.
    pub amount: Spread,
    /// Whether the bridge counts it; not where a lever of category `market` does, so that nothing counts twice.
    pub counts: bool,
    /// Momentum less what such levers count, weighted with chances; zero where it counts itself.
    pub beyond_levers: i64,
    /// Segments whose growth is not known.
    pub unknown: Vec<String>,
    /// The base that lies in no segment: base less the sales of all segments.
    pub outside: i64,
}

/// The three sources of planned growth, in minor units. They sum to what is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// What the markets do by themselves.
    pub momentum: i64,
    /// All from within, less momentum.
    pub share: i64,
    /// By purchase or alliance.
    pub inorganic: i64,
}

/// Something in the plan that the bridge had to work around.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The year has no day: levers count nothing.
    NoDays,
    /// A period does not begin where the one before it ends.
    PeriodsDoNotMeet(String),
    /// Levels are told for some periods only: those of the year are split over all.
    SomePeriodsOnly(StepKind),
    /// The levels of the periods do not sum to the year's: the year's are split in their proportion.
    PeriodsDoNotSum(StepKind),
    /// A lever has no amount.
    NoAmount(String),
    /// A lever from outside has no closing date: nothing of it counts.
    NoDate(String),
    /// A lever from outside has no chance: it counts as certain.
    NoChance(String),
    /// A lever's chance is not within 0 and 100 %: it counts as the nearer of the two.
    ChanceOutside(String),
    /// A lever shows before it is done: it counts from when it is done.
    LagBelowZero(String),
    /// A lever from within is a purchase or an alliance: it counts as one from outside.
    NotFromWithin(String),
    /// A lever of churn or contraction is above zero: it counts as money that is kept.
    LossAboveZero(String),
}

/// The bridge to the mandate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Every step of [`StepKind::ALL`], those of nothing included. From base on they sum to the goal, in total and in each period.
    pub steps: Vec<Step>,
    /// What the markets do.
    pub momentum: Momentum,
    /// Where the planned growth comes from, weighted with chances.
    pub sources: Total,
    /// Levers that nobody has decided on, with what they would count, by id. No step holds them.
    pub undecided: Vec<Counted>,
    /// What had to be worked around, in a fixed order.
    pub problems: Vec<Problem>,
}

impl Planned {
    /// A step by its kind.
    pub fn step(&self, kind: StepKind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }
}

/// Lays the levers between base and goal.
///
/// A lever counts `amount × chance × days / days of the year`, rounded half to even: the days from the one on which it begins (its start,
/// else its closing date and lag) to the end of the year. A full-year amount that begins in the middle of the year so brings half. What
/// is not dated and comes from within counts the whole year; what comes from outside and is not dated counts nothing. A lever's amount is
/// spread over the periods by the days on which it acts (largest remainder).
///
/// Base and goal of periods are taken as told. Where they are not told for every period, the base of the year is split by days and the goal
/// in the proportion of the base. Momentum is spread in the proportion of the base. If a decided lever of category `market` has an amount,
/// it counts and momentum stands beside it with the difference; otherwise momentum is the step.
///
/// The unfunded step is what is left, so that the steps sum to the goal to the cent, in total and in every period, weighted with chances
/// as well as if every lever comes about.
///
/// # Errors
/// When a sum does not fit.
///
/// ```
/// use plumb_bridge::{Category, Lever, Plan, PlanPeriod, StepKind, planned};
/// use plumb_units::{Rate, parse_date};
/// let half = |name: &str, from, until| PlanPeriod {
///     name: name.into(), from: parse_date(from).unwrap(), until: parse_date(until).unwrap(), base: Some(500), goal: None,
/// };
/// let bought = Lever {
///     id: "bay".into(), name: "Bay Pumps".into(), nature: None, category: Some(Category::Purchase), amount: Some(400),
///     chance: Some(Rate::parse("50 %").unwrap()), start: None, closes: parse_date("2026-07-02"), lag_days: None, cost: Some(900),
///     undecided: false,
/// };
/// let plan = Plan {
///     base: 1000, goal: 1200, levers: vec![bought],
///     periods: vec![half("H1", "2026-01-01", "2026-07-02"), half("H2", "2026-07-02", "2027-01-01")], ..Plan::default()
/// };
/// let bridge = planned(&plan)?;
/// let inorganic = bridge.step(StepKind::Inorganic).unwrap();
/// assert_eq!((inorganic.expected.whole, inorganic.at_full.whole), (100, 201)); // 183 of 365 days
/// assert_eq!(bridge.step(StepKind::Unfunded).unwrap().expected.periods, [100, 0]);
/// # Ok::<(), plumb_bridge::TooLarge>(())
/// ```
pub fn planned(plan: &Plan) -> Result<Planned, TooLarge> {
    let mut problems = Vec::new();
    let count = plan.periods.len();
    if plan.periods.iter().all(|period| period.days() == 0) {
        problems.push(Problem::NoDays);
    }
    for (before, after) in plan.periods.iter().zip(plan.periods.iter().skip(1)) {
        if before.until != after.from {
            problems.push(Problem::PeriodsDoNotMeet(after.name.clone()));
        }
    }
    let days: Vec<u128> =
        plan.periods.iter().map(|period| u128::from(period.days().unsigned_abs())).collect();
    let base = level(
        plan.base,
        plan.periods.iter().map(|period| period.base),
        &days,
        StepKind::Base,
        &mut problems,
    )?;
    let season = season(&base.periods).unwrap_or(days);
    let goal = level(
        plan.goal,
        plan.periods.iter().map(|period| period.goal),
        &season,
        StepKind::Goal,
        &mut problems,
    )?;

    let mut levers: Vec<&Lever> = plan.levers.iter().collect();
    levers.sort();
    let (mut decided, mut undecided) = (Vec::new(), Vec::new());
    for lever in levers {
        complain(lever, &mut problems);
        let counted = lever.counted(&plan.periods)?;
        if lever.undecided { undecided.push(counted) } else { decided.push((StepKind::of(lever), counted)) }
    }
    let momentum = momentum(plan, &decided, &season)?;

    let mut steps = Vec::with_capacity(StepKind::ALL.len());
    for kind in StepKind::ALL {
        let levers: Vec<Counted> =
            decided.iter().filter(|(of, _)| *of == kind).map(|(_, counted)| counted.clone()).collect();
        let market = (kind == StepKind::Momentum && momentum.counts).then_some(&momentum.amount);
        let (expected, at_full) = match kind {
            StepKind::Base => (base.clone(), base.clone()),
            StepKind::Goal => (goal.clone(), goal.clone()),
            StepKind::Unfunded => (
                left(&goal, &steps, count, |step| &step.expected)?,
                left(&goal, &steps, count, |step| &step.at_full)?,
            ),
            _ => (
                Spread::sum(levers.iter().map(|lever| &lever.expected).chain(market), count)?,
                Spread::sum(levers.iter().map(|lever| &lever.at_full).chain(market), count)?,
            ),
        };
        let cost = narrow(levers.iter().filter_map(|lever| lever.cost).map(i128::from).sum())?;
        let last_year = match kind {
            StepKind::Churn => plan.last_year.churn,
            StepKind::Contraction => plan.last_year.contraction,
            _ => None,
        };
        steps.push(Step { kind, expected, at_full, levers, cost, last_year });
    }
    let sources = sources(&steps, momentum.amount.whole)?;
    problems.sort();
    Ok(Planned { steps, momentum, sources, undecided, problems })
}

/// What the goal asks beyond all steps so far.
fn left(goal: &Spread, steps: &[Step], periods: usize, of: fn(&Step) -> &Spread) -> Result<Spread, TooLarge> {
    let reached = Spread::sum(steps.iter().map(of), periods)?.negative()?;
    Spread::sum([goal, &reached], periods)
}

/// The level of the year by period, as told, else split.
fn level(
    whole: i64,
    told: impl Iterator<Item = Option<i64>>,
    weights: &[u128],
    kind: StepKind,
    problems: &mut Vec<Problem>,
) -> Result<Spread, TooLarge> {
    let all: Vec<Option<i64>> = told.collect();
    let told: Vec<i64> = all.iter().filter_map(|amount| *amount).collect();
    if told.is_empty() || told.len() < all.len() {
        if !told.is_empty() {
            problems.push(Problem::SomePeriodsOnly(kind));
        }
        return Spread::by(whole, weights);
    }
    if told.iter().map(|amount| i128::from(*amount)).sum::<i128>() == i128::from(whole) {
        return Ok(Spread { whole, periods: told });
    }
    problems.push(Problem::PeriodsDoNotSum(kind));
    Spread::by(whole, &season(&told).unwrap_or_else(|| weights.to_vec()))
}

/// Amounts as weights; `None` where one is below zero or all are nothing.
fn season(amounts: &[i64]) -> Option<Vec<u128>> {
    let weights: Vec<u128> =
        amounts.iter().map(|amount| u128::try_from(*amount).ok()).collect::<Option<_>>()?;
    weights.iter().any(|weight| *weight > 0).then_some(weights)
}

fn momentum(plan: &Plan, decided: &[(StepKind, Counted)], season: &[u128]) -> Result<Momentum, TooLarge> {
    let (mut amount, mut in_segments) = (0_i128, 0_i128);
    let mut unknown = Vec::new();
    for segment in &plan.segments {
        in_segments += i128::from(segment.base);
        match segment.growth {
            Some(growth) => {
                let product = i128::from(segment.base) * i128::from(growth.millionths());
                amount += divide(product, i128::from(MILLION), Rounding::HalfEven).ok_or(TooLarge)?;
            }
            None => unknown.push(segment.id.clone()),
        }
    }
    unknown.sort();
    let said: Vec<&Counted> = decided
        .iter()
        .filter(|(kind, counted)| *kind == StepKind::Momentum && counted.full.is_some())
        .map(|(_, counted)| counted)
        .collect();
    let counts = said.is_empty();
    let by_levers: i128 = said.iter().map(|counted| i128::from(counted.expected.whole)).sum();
    Ok(Momentum {
        amount: Spread::by(narrow(amount)?, season)?,
        counts,
        beyond_levers: if counts { 0 } else { narrow(amount - by_levers)? },
        unknown,
        outside: if plan.segments.is_empty() { 0 } else { narrow(i128::from(plan.base) - in_segments)? },
    })
}

fn sources(steps: &[Step], momentum: i64) -> Result<Total, TooLarge> {
    let (mut organic, mut inorganic) = (0_i128, 0_i128);
    for step in steps {
        match step.kind {
            StepKind::Base | StepKind::Unfunded | StepKind::Goal => {}
            StepKind::Inorganic => inorganic += i128::from(step.expected.whole),
            _ => organic += i128::from(step.expected.whole),
        }
    }
    Ok(Total { momentum, share: narrow(organic - i128::from(momentum))?, inorganic: narrow(inorganic)? })
}

fn complain(lever: &Lever, problems: &mut Vec<Problem>) {
    let id = || lever.id.clone();
    if lever.amount.is_none() {
        problems.push(Problem::NoAmount(id()));
    }
    if lever.inorganic() {
        if lever.begins().is_none() {
            problems.push(Problem::NoDate(id()));
        }
        if lever.chance.is_none() {
            problems.push(Problem::NoChance(id()));
        }
        if lever.nature == Some(Nature::Organic) {
            problems.push(Problem::NotFromWithin(id()));
        }
    }
    if lever.chance.is_some_and(|chance| chance < Rate::default() || chance > Rate::ONE) {
        problems.push(Problem::ChanceOutside(id()));
    }
    if lever.lag_days.is_some_and(|days| days < 0) {
        problems.push(Problem::LagBelowZero(id()));
    }
    let loses = matches!(lever.category, Some(Category::Churn | Category::Contraction));
    if loses && lever.amount.is_some_and(|amount| amount > 0) {
        problems.push(Problem::LossAboveZero(id()));
    }
}
