//! What a plan pays for by its very shape: where its slope changes, where pay jumps, and where more brings nothing.
//!
//! Everything is a function of attainment: what the component's lines amount to moves with it, and so do all measures that
//! are sums with a quota. Other measures (figures, ratios, ranks, words) stand where they do not hinder. Conditions on
//! single transactions count as not holding.

use std::collections::BTreeMap;

use plumb_units::{Calendar, MILLION, Rate};

use crate::component::{Component, Edge, Gate, Level, Limit, Price, Shape, Times};
use crate::curve::{Ladder, Payout, last_reached, of_all};
use crate::measure::{Measure, Quota, What};
use crate::number::{Fraction, Near, Number, Ratio};
use crate::periods::windows;
use crate::plan::{Over, PayPlan, RateTable};
use crate::quota::{share_of_year, weight};

/// Whom and what a plan is looked at for: one full year of somebody at target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The quota of a year by measure; `None`: none.
    pub quotas: Vec<Option<i64>>,
    /// What the lines of each component amount to in a year at 100 %.
    pub planned: Vec<i64>,
    /// How planned money lies on the values of the column that a table of rates goes by.
    pub mix: BTreeMap<String, i64>,
    /// The size of a usual deal, for components that take each by itself.
    pub deal: i64,
    /// The person's own rate.
    pub own: Option<Rate>,
}

/// The shape of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentShape {
    /// Its place in the plan.
    pub component: usize,
    /// Where something changes, in rising order.
    pub breaks: Vec<Break>,
    /// Where more brings nothing.
    pub flat: Vec<Zone>,
}

/// A place where pay jumps or its slope changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Attainment in millionths; of a component that takes each deal by itself, the size of the deal in minor units.
    pub at: Ratio,
    /// The slope before: share of a year's variable pay for 100 % of attainment, or pay for each unit of the deal.
    pub before: Ratio,
    /// The slope after.
    pub after: Ratio,
    /// What pay jumps by: a share of a year's variable pay, or minor units of one deal. 0 at a kink.
    pub jump: Ratio,
}

/// A stretch on which more brings nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Where it begins, as in [`Break::at`].
    pub from: Ratio,
    /// Where it ends; `None`: it does not.
    pub to: Option<Ratio>,
}

/// The pay of a whole plan at one attainment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Attainment of everything, in millionths.
    pub at: i64,
    /// Share of a year's variable pay.
    pub pays: Ratio,
    /// Share of a year's variable pay for 100 % more of attainment, to the right.
    pub slope: Ratio,
}

/// Where the components of a plan change slope or jump, up to 400 % of attainment.
///
/// Components whose pay cannot be told for the reference (no quota, no planned money, no share of variable pay) have no
/// breaks. A pool, prizes and a circular bonus have none of their own either.
///
/// ```
/// # use plumb_pay::component::*;
/// # use plumb_pay::measure::{Measure, Prorate, Quota, What};
/// # use plumb_pay::plan::Convert;
/// # use plumb_pay::{Component, Over, PayPlan, RoundAt, Settlement, shape::{Reference, shapes}};
/// # use plumb_units::{Calendar, Currency, Rate, Rounding, parse_date};
/// # let rate = Rate::from_millionths;
/// # let tier = |from, to, times| Tier { from, to, pays: TierPays::Times(rate(times)) };
/// # let tiers = vec![tier(0, Some(1_000_000), 800_000), tier(1_000_000, None, 2_000_000)];
/// # let sales = Measure {
/// #     id: "sales".into(), what: What::Sum(vec![]), over: Over::Year, quota: Quota::Table("sales".into()),
/// #     seasons: vec![], ramp: vec![], prorate: Prorate::No, to_date: false,
/// # };
/// # let component = Component {
/// #     id: "c".into(), objective: None, weight: Some(Rate::ONE), measure: Some(0), credits: vec![], over: Over::Year,
/// #     price: Price::ShareOverQuota, counts: Counts::Amount, shape: Shape::Marginal(Tiers { edge: Edge::Upper, rows: tiers }),
/// #     threshold: None, top: Some(1_500_000), most: None, least: None, gates: vec![], times: vec![],
/// #     settles: Settles::AsEarned, round_at: None, tranches: vec![], from: None, until: None, pool: None, prizes: None,
/// #     decelerates: false, circular: None, level: Level::Attainment,
/// # };
/// # let plan = PayPlan {
/// #     id: "p".into(), name: "P".into(), version: 1, from: parse_date("2026-01-01").unwrap(),
/// #     until: parse_date("2027-01-01").unwrap(), currency: Currency::parse("EUR").unwrap(), every: Over::Month,
/// #     on_target: 4_000_000, base: 0, round_at: RoundAt::Line, rounding: Rounding::HalfUp, convert: Convert::PlanRate,
/// #     credits: vec![], measures: vec![sales], components: vec![component], settlement: Settlement::default(),
/// # };
/// // 80 % of the rate up to 100 %, twice the rate above, nothing above 150 %
/// let reference = Reference { quotas: vec![Some(100_000_000)], planned: vec![100_000_000], ..Reference::default() };
/// let found = shapes(&plan, &reference, &Calendar::months(1).unwrap());
/// let at: Vec<_> = found[0].breaks.iter().map(|of| (of.at.to_f64(), of.before.to_f64(), of.after.to_f64())).collect();
/// assert_eq!(at, [(1_000_000.0, 0.8, 2.0), (1_500_000.0, 2.0, 0.0)]);
/// assert_eq!(found[0].flat.len(), 1);
/// ```
pub fn shapes(plan: &PayPlan, reference: &Reference, calendar: &Calendar) -> Vec<ComponentShape> {
    (0..plan.components.len())
        .map(|place| {
            let curve = Curve::of(plan, place, reference, calendar);
            let breaks = curve.as_ref().map(Curve::breaks).unwrap_or_default();
            let flat = curve.as_ref().map(|curve| curve.flat(&breaks)).unwrap_or_default();
            ComponentShape { component: place, breaks, flat }
        })
        .collect()
}

/// The whole plan at 0 %, 5 %, … 200 % of attainment of everything.
pub fn samples(plan: &PayPlan, reference: &Reference, calendar: &Calendar) -> Vec<Sample> {
    let curves: Vec<Curve<'_>> =
        (0..plan.components.len()).filter_map(|place| Curve::of(plan, place, reference, calendar)).collect();
    let at = |at: i64| -> Option<Sample> {
        let x = Near { value: Ratio::whole(at), step: Ratio::whole(MILLION) };
        let sum =
            curves.iter().try_fold(Near::ZERO, |sum, curve| sum.plus_kept(&curve.of_year(&x)?.kept()))?;
        Some(Sample { at, pays: sum.value, slope: sum.step })
    };
    (0..=40).filter_map(|step| at(step * 50_000)).collect()
}

/// One component as a function of attainment.
struct Curve<'a> {
    plan: &'a PayPlan,
    component: &'a Component,
    reference: &'a Reference,
    /// Windows in a year.
    windows: Ratio,
    /// What a window holds of the quota, or of planned money where there is no quota.
    unit: i64,
    quota: Option<i64>,
    planned: i64,
    target: i64,
    price: Ratio,
    ladder: Option<Ladder>,
}

/// Farther than this nobody is looked at.
const FAR: i64 = 4 * MILLION;

impl<'a> Curve<'a> {
    fn of(plan: &'a PayPlan, place: usize, reference: &'a Reference, calendar: &Calendar) -> Option<Self> {
        let component = plan.components.get(place)?;
        if component.pool.is_some() || component.prizes.is_some() || component.circular.is_some() {
            return None;
        }
        let measure = component.measure.and_then(|measure| plan.measures.get(measure));
        let alone = component.over == Over::Transaction;
        let of_year = if alone {
            Ratio::ONE
        } else {
            let window = windows(calendar, component.over, plan.from, plan.until).into_iter().next()?;
            share_of_year(calendar, component.over, &window)?
        };
        let part = |year: i64| cents(Ratio::whole(year).by(&of_year)?);
        let quota = component.measure.and_then(|measure| *reference.quotas.get(measure)?);
        let quota = quota.filter(|_| measure.is_some_and(adds_up)).and_then(part).filter(|quota| *quota > 0);
        // What does not add up, such as a ratio, is reached once whatever the time: its attainment is its own value.
        let own = |measure: &Measure| !adds_up(measure) && measure.quota != Quota::None;
        let quota =
            quota.or((component.level == Level::Attainment && measure.is_some_and(own)).then_some(MILLION));
        let planned = part(reference.planned.get(place).copied().unwrap_or(0))?;
        let target = cents(
            Ratio::whole(plan.on_target)
                .by(&of_year)?
                .times(weight(plan, component).millionths(), MILLION)?,
        )?;
        let price = match &component.price {
            Price::Rate(rate) => Ratio::new(i128::from(rate.millionths()), i128::from(MILLION))?,
            Price::Table(table) => mean(table, &reference.mix, plan)?,
            Price::Each(amount) => Ratio::new(i128::from(*amount), i128::from(MILLION))?,
            Price::ShareOverQuota => Ratio::new(i128::from(target), i128::from(quota?))?,
            Price::Own => Ratio::new(i128::from(reference.own?.millionths()), i128::from(MILLION))?,
            Price::Share | Price::Amount(_) | Price::InTiers => Ratio::ONE,
        };
        let ladder = Ladder::of(component, quota);
        if ladder.is_none() && !matches!(component.price, Price::Share | Price::Amount(_)) {
            return None;
        }
        let unit = quota.unwrap_or(planned);
        (unit > 0).then_some(())?;
        let windows = Ratio::ONE.over(of_year)?;
        Some(Self { plan, component, reference, windows, unit, quota, planned, target, price, ladder })
    }

    fn alone(&self) -> bool {
        self.component.over == Over::Transaction
    }

    /// Share of a year's variable pay.
    fn of_year(&self, at: &Near) -> Option<Near> {
        let pays = if self.alone() {
            // All deals of a year are usual ones.
            let size = Near::whole(self.reference.deal.max(1));
            let of_deal = self.deal(&size)?.over(&size)?;
            at.times(self.planned, MILLION)?.by(&Near::exact(of_deal.value))?
        } else {
            self.limited(self.window(at)?)?.by(&Near::exact(self.windows))?
        };
        pays.times(1, Some(self.plan.on_target).filter(|pay| *pay > 0)?)
    }

    /// What one deal pays by its size.
    fn deal(&self, size: &Near) -> Option<Near> {
        let base = size.by(&Near::exact(self.price))?;
        let pays = match &self.component.shape {
            Shape::Flat | Shape::Marginal(_) if *size != Near::ZERO => {
                self.ladder.as_ref()?.integral(size)?.over(size)?.by(&base)?
            }
            _ => of_all(self.component, self.ladder.as_ref(), None, true, size, &base)?,
        };
        self.limited(pays)
    }

    /// What a window pays at an attainment, before limits.
    fn window(&self, at: &Near) -> Option<Near> {
        let value = at.times(self.unit, MILLION)?;
        let base = at.times(self.planned, MILLION)?.by(&Near::exact(self.price))?;
        let of = self.component;
        let mut pays = match (&of.price, &of.shape) {
            (Price::Share | Price::Amount(_), _) => {
                let amount = if let Price::Amount(amount) = of.price { amount } else { self.target };
                match of.measure {
                    Some(_) => Payout::of(of, amount, self.quota)?.at(&value, Some(&self.across(at)?))?,
                    None => Near::whole(amount),
                }
            }
            (_, Shape::Flat | Shape::Marginal(_)) => {
                // What is paid on moves with the measure.
                let of_unit = self.price.times(self.planned, self.unit)?;
                self.ladder.as_ref()?.integral(&value)?.by(&Near::exact(of_unit))?
            }
            (_, Shape::Matrix(_)) => Payout::of(of, MILLION, self.quota)?
                .at(&value, Some(&self.across(at)?))?
                .times(1, MILLION)?
                .by(&base)?,
            _ => of_all(of, self.ladder.as_ref(), self.quota, true, &value, &base)?,
        };
        let by_price = !matches!(of.price, Price::Share | Price::Amount(_));
        if let Some(threshold) = of.threshold.filter(|threshold| threshold.from_zero && by_price)
            && self.level(of.measure?, of.level, at)? < Near::whole(threshold.at)
        {
            pays = Near::ZERO;
        }
        for Gate { measure, level, at_least, otherwise } in &of.gates {
            if self.moves(*measure) && self.level(*measure, *level, at)? < Near::whole(*at_least) {
                pays = pays.times(otherwise.millionths(), MILLION)?;
            }
        }
        for times in &of.times {
            if let Times::Step { measure, level, points } = times
                && self.moves(*measure)
            {
                let factor = last_reached(points, Edge::Upper, &self.level(*measure, *level, at)?);
                pays = pays.by(&factor.times(1, MILLION)?)?;
            }
        }
        Some(pays.kept())
    }

    fn limited(&self, pays: Near) -> Option<Near> {
        let money = |limit: Limit| match limit {
            Limit::Money(amount) => Near::whole(amount),
            Limit::OfTarget(rate) => Near::whole(crate::lines::shared(self.target, rate.millionths())),
        };
        let most = self.component.most.map(money);
        let least = self.component.least.map(money).filter(|_| !self.alone() || pays != Near::ZERO);
        let pays = most.map_or(pays, |most| pays.min(most));
        Some(least.map_or(pays, |least| pays.max(least)))
    }

    /// Whether a measure moves with attainment.
    fn moves(&self, measure: usize) -> bool {
        let quota = self.reference.quotas.get(measure).copied().flatten();
        quota.is_some_and(|quota| quota > 0) && self.plan.measures.get(measure).is_some_and(adds_up)
    }

    fn level(&self, measure: usize, level: Level, at: &Near) -> Option<Near> {
        match level {
            Level::Attainment => Some(*at),
            Level::Value if Some(measure) == self.component.measure => at.times(self.unit, MILLION),
            Level::Value => at.times(self.reference.quotas.get(measure).copied().flatten()?, MILLION),
        }
    }

    fn across(&self, at: &Near) -> Option<Near> {
        match &self.component.shape {
            Shape::Matrix(matrix) if self.moves(matrix.across) => {
                self.level(matrix.across, matrix.across_level, at)
            }
            Shape::Matrix(matrix) => matrix.across_at.last().map(|last| Near::whole(*last)),
            _ => Some(Near::ZERO),
        }
    }

    fn breaks(&self) -> Vec<Break> {
        let mut at = self.candidates();
        at.extend(self.limits(&at));
        at.sort_unstable();
        at.dedup();
        at.into_iter()
            .filter_map(|at| self.sides(at))
            .filter(|of| of.jump != Ratio::ZERO || of.before != of.after)
            .collect()
    }

    /// Pay on both sides of a level: a share of a year's variable pay, or money of one deal.
    fn sides(&self, at: Ratio) -> Option<Break> {
        let (less, more) = (self.pay(at, -1)?, self.pay(at, 1)?);
        Some(Break {
            at,
            before: Ratio::ZERO.minus(&less.step)?,
            after: more.step,
            jump: more.value.minus(&less.value)?,
        })
    }

    fn pay(&self, at: Ratio, sign: i64) -> Option<Near> {
        if self.alone() {
            self.deal(&Near { value: at, step: Ratio::whole(sign) })
        } else {
            self.of_year(&Near { value: at, step: Ratio::whole(sign.checked_mul(MILLION)?) })
        }
    }

    /// Every level that shape and conditions name, as attainment or as the size of a deal.
    fn candidates(&self) -> Vec<Ratio> {
        let of = self.component;
        let mut named: Vec<(Level, i64, i64)> = Vec::new();
        let mut own = |level: i64| named.push((of.level, level, self.unit));
        match &of.shape {
            Shape::Flat => {}
            Shape::Marginal(tiers) | Shape::Retro(tiers) => {
                tiers.rows.iter().for_each(|tier| {
                    own(tier.from);
                    tier.to.into_iter().for_each(&mut own);
                });
            }
            Shape::Linear(points) | Shape::Step { points, .. } => {
                points.iter().for_each(|point| own(point.at))
            }
            Shape::Matrix(matrix) => matrix.down_at.iter().for_each(|at| own(*at)),
        }
        of.threshold.iter().for_each(|threshold| own(threshold.at));
        of.top.into_iter().for_each(&mut own);
        let unit = |measure: usize| match of.measure {
            Some(own) if own == measure => self.unit,
            _ => self.reference.quotas.get(measure).copied().flatten().unwrap_or(0),
        };
        if let Shape::Matrix(matrix) = &of.shape {
            named.extend(matrix.across_at.iter().map(|at| (matrix.across_level, *at, unit(matrix.across))));
        }
        named.extend(of.gates.iter().map(|gate| (gate.level, gate.at_least, unit(gate.measure))));
        for times in &of.times {
            if let Times::Step { measure, level, points } = times {
                named.extend(points.iter().map(|point| (*level, point.at, unit(*measure))));
            }
        }
        let edges = self.ladder.iter().flat_map(Ladder::edges).map(|edge| (Level::Value, *edge, self.unit));
        named.extend(edges);
        let place = |(level, at, unit): (Level, i64, i64)| match level {
            _ if self.alone() => Some(Ratio::whole(at)),
            Level::Attainment => Some(Ratio::whole(at)),
            Level::Value => Ratio::whole(at).times(MILLION, unit),
        };
        let far = if self.alone() { Ratio::whole(i64::MAX) } else { Ratio::whole(FAR) };
        named.into_iter().filter_map(place).filter(|at| Ratio::ZERO < *at && *at <= far).collect()
    }

    /// Where limits of pay are met, between the levels that are named.
    fn limits(&self, named: &[Ratio]) -> Vec<Ratio> {
        let money = |limit: Limit| match limit {
            Limit::Money(amount) => amount,
            Limit::OfTarget(rate) => crate::lines::shared(self.target, rate.millionths()),
        };
        let limits: Vec<Ratio> = [self.component.most, self.component.least]
            .into_iter()
            .flatten()
            .map(money)
            .map(Ratio::whole)
            .collect();
        let far = if self.alone() {
            named.iter().max().copied().unwrap_or(Ratio::ONE).times(100, 1)
        } else {
            Some(Ratio::whole(FAR))
        };
        let mut bounds: Vec<Ratio> = named.to_vec();
        bounds.extend([Some(Ratio::ZERO), far].into_iter().flatten());
        bounds.sort_unstable();
        bounds.dedup();
        let free = |at: Near| if self.alone() { self.unlimited_deal(&at) } else { self.window(&at) };
        let mut found = Vec::new();
        for pair in bounds.windows(2) {
            let [from, to] = pair else { continue };
            let Some(start) = free(Near { value: *from, step: Ratio::ONE }) else { continue };
            for limit in &limits {
                let there = limit
                    .minus(&start.value)
                    .and_then(|gap| gap.over(start.step))
                    .and_then(|far| from.plus(&far));
                if let Some(there) = there.filter(|there| from < there && there < to) {
                    found.push(there);
                }
            }
        }
        found
    }

    fn unlimited_deal(&self, size: &Near) -> Option<Near> {
        let base = size.by(&Near::exact(self.price))?;
        match &self.component.shape {
            Shape::Flat | Shape::Marginal(_) => {
                self.ladder.as_ref()?.integral(size)?.by(&Near::exact(self.price))
            }
            _ => of_all(self.component, self.ladder.as_ref(), None, true, size, &base),
        }
    }

    /// Where more brings nothing: stretches between breaks whose slopes are nothing at both ends.
    fn flat(&self, breaks: &[Break]) -> Vec<Zone> {
        let mut found: Vec<Zone> = Vec::new();
        let start = self.sides(Ratio::ZERO).map(|of| (Ratio::ZERO, of.after));
        let from = start.into_iter().chain(breaks.iter().map(|of| (of.at, of.after)));
        let to = breaks.iter().map(|of| Some((of.at, of.before))).chain([None]);
        for ((from, after), to) in from.zip(to) {
            let arrives = to.is_none_or(|(_, before)| before == Ratio::ZERO);
            if after == Ratio::ZERO && arrives {
                found.push(Zone { from, to: to.map(|(at, _)| at) });
            }
        }
        found
    }
}

fn adds_up(measure: &Measure) -> bool {
    matches!(measure.what, What::Sum(_) | What::Count(_))
}

fn cents(exact: Ratio) -> Option<i64> {
    i64::try_from(plumb_units::divide(exact.above(), exact.below(), plumb_units::Rounding::HalfUp)?).ok()
}

/// The mean rate of a table for a mix; without a mix that of its rows.
fn mean(table: &RateTable, mix: &BTreeMap<String, i64>, plan: &PayPlan) -> Option<Ratio> {
    let (mut paid, mut all) = (0_i128, 0_i128);
    let mut add = |rate: Option<Rate>, money: i64| {
        paid += i128::from(rate.map_or(0, Rate::millionths)) * i128::from(money.max(0));
        all += i128::from(money.max(0));
    };
    if mix.is_empty() {
        table.rows.iter().for_each(|row| add(Some(row.rate), 1));
    } else {
        mix.iter().for_each(|(is, money)| add(table.rate(Some(is), plan.from), *money));
    }
    Ratio::new(paid, all.checked_mul(i128::from(MILLION))?)
}
