//! Plans made ready for the stream: windows as day numbers, credits as masks, tables resolved to codes.

use plumb_units::{MILLION, Period};

use crate::component::{Component, Counts, Limit, Price, Settles, Shape, Times};
use crate::events::Events;
use crate::given::Given;
use crate::lines::{ASK, ByCode, priced_by};
use crate::measure::{Measure, What};
use crate::number::Number;
use crate::periods::{pay_periods, windows};
use crate::plan::{Over, PayPlan, RoundAt};
use crate::predicate::Compiled;
use crate::roster::day_number;

/// A window or pay period with its days.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    pub(crate) period: Period,
    pub(crate) from: i32,
    pub(crate) until: i32,
}

impl Window {
    fn new(period: Period) -> Self {
        Self { from: day_number(period.from), until: day_number(period.until), period }
    }
}

/// Days that lie in one pay period and one window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) from: i32,
    pub(crate) until: i32,
    pub(crate) period: usize,
    /// The place of the window; that of the slot itself where each transaction stands alone.
    pub(crate) window: usize,
}

/// A plan ready to run.
pub(crate) struct ReadyPlan<'a> {
    pub(crate) plan: &'a PayPlan,
    pub(crate) index: usize,
    pub(crate) periods: Vec<Window>,
    pub(crate) components: Vec<ReadyComponent<'a>>,
    /// The windows of each measure.
    pub(crate) measures: Vec<Vec<Window>>,
}

/// A component ready to run.
pub(crate) struct ReadyComponent<'a> {
    pub(crate) component: &'a Component,
    pub(crate) place: usize,
    pub(crate) measure: Option<&'a Measure>,
    pub(crate) windows: Vec<Window>,
    /// Stretches of days that lie in one pay period and one window.
    pub(crate) slots: Vec<Slot>,
    /// The credits that move the measure.
    pub(crate) moves: u64,
    /// The credits that are paid.
    pub(crate) paid: u64,
    /// Whether a line moves the measure by one and not by its credit.
    pub(crate) counted: bool,
    pub(crate) by_credit: bool,
    pub(crate) price: LinePrice<'a>,
    pub(crate) when: Vec<(Compiled<'a>, i64)>,
    pub(crate) way: Way,
    pub(crate) round_at: RoundAt,
    pub(crate) from: i32,
    pub(crate) until: i32,
}

/// How a component is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Each line pays for the tiers that it crosses.
    Marginal,
    /// The tier reached pays for all; each line brings the difference.
    Retro,
    /// The payout at the running value; each line brings the difference.
    Running,
    /// Computed at the end of its window.
    AtEnd,
}

/// What one unit of a line brings.
pub(crate) enum LinePrice<'a> {
    /// The same for every line, over a denominator.
    Fixed(i64, i64),
    /// By a column: the rates of the table, divided by a number that divides all of them, over a denominator.
    Table {
        /// The rates by row.
        table: ByCode<'a>,
        /// The rates, already divided, that lines say they have; none where the table is not the plan's.
        of_line: Vec<i64>,
        /// What all rates are divided by.
        divisor: i64,
        /// The denominator.
        below: i64,
    },
    /// The component's target over the quota: differs by window.
    TargetOverQuota,
    /// A rate of the person's own, in millionths.
    Own,
}

impl<'a> ReadyPlan<'a> {
    pub(crate) fn new(plan: &'a PayPlan, index: usize, events: &'a Events, given: &Given) -> Self {
        let of = |over: Over| -> Vec<Window> {
            windows(&given.calendar, over, plan.from, plan.until).into_iter().map(Window::new).collect()
        };
        let components = plan.components.iter().enumerate();
        let periods: Vec<Window> =
            pay_periods(plan, &given.calendar, given.as_of).into_iter().map(Window::new).collect();
        let ready = |(place, component)| ReadyComponent::new(plan, place, component, events, &of, &periods);
        let components = components.map(ready).collect();
        Self {
            plan,
            index,
            periods,
            components,
            measures: plan.measures.iter().map(|measure| of(measure.over)).collect(),
        }
    }

    /// The pay period that holds a day.
    pub(crate) fn period_of(&self, day: i32) -> Option<usize> {
        let place = self.periods.partition_point(|period| period.until <= day);
        self.periods.get(place).filter(|period| period.from <= day).map(|_| place)
    }
}

/// The credits as a mask; a plan has at most 64, which the checks demand.
pub(crate) fn mask(credits: &[usize]) -> u64 {
    credits.iter().filter(|credit| **credit < 64).fold(0, |mask, credit| mask | 1 << credit)
}

/// The credits that a measure gathers.
pub(crate) fn gathered(what: &What) -> &[usize] {
    match what {
        What::Sum(credits)
        | What::Count(credits)
        | What::Average(credits)
        | What::Growth(credits)
        | What::Rank(credits) => credits,
        What::Ratio { above, .. } => above,
        What::Figure(_) | What::ReportsAtQuota(_) => &[],
    }
}

impl<'a> ReadyComponent<'a> {
    fn new(
        plan: &'a PayPlan,
        place: usize,
        component: &'a Component,
        events: &'a Events,
        of: &impl Fn(Over) -> Vec<Window>,
        periods: &[Window],
    ) -> Self {
        let measure = component.measure.and_then(|measure| plan.measures.get(measure));
        let credits = match (component.credits.is_empty(), measure) {
            (true, Some(measure)) => gathered(&measure.what),
            _ => &component.credits,
        };
        let when = component.times.iter().filter_map(|times| match times {
            Times::When { when, rate, .. } => Some((Compiled::new(when, events), rate.millionths())),
            _ => None,
        });
        let moves = measure.map_or(0, |measure| match &measure.what {
            What::Sum(credits) | What::Count(credits) => mask(credits),
            What::Ratio { above, below } => mask(above) | mask(below),
            _ => 0,
        });
        let windows = of(component.over);
        Self {
            component,
            place,
            measure,
            slots: slots(&windows, periods),
            windows,
            moves,
            paid: mask(credits),
            counted: measure.is_some_and(|measure| matches!(measure.what, What::Count(_))),
            by_credit: component.counts == Counts::Credit,
            price: LinePrice::of(plan, &component.price, events),
            when: when.collect(),
            way: way(component, measure),
            round_at: component.round_at.unwrap_or(plan.round_at),
            from: day_number(component.from.unwrap_or(plan.from).max(plan.from)),
            until: day_number(component.until.unwrap_or(plan.until).min(plan.until)),
        }
    }
}

/// The stretches in which neither pay period nor window changes.
fn slots(windows: &[Window], periods: &[Window]) -> Vec<Slot> {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Vec::new() };
    let bounds = windows.iter().chain(periods).flat_map(|window| [window.from, window.until]);
    let mut bounds: Vec<i32> = bounds.filter(|day| first.from <= *day && *day <= last.until).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut found = Vec::new();
    for pair in bounds.windows(2) {
        let [from, until] = pair else { continue };
        let holds =
            |all: &[Window]| all.iter().position(|window| window.from <= *from && *from < window.until);
        let Some(period) = holds(periods) else { continue };
        let window = if windows.is_empty() { Some(found.len()) } else { holds(windows) };
        found.push(Slot { from: *from, until: *until, period, window: window.unwrap_or(usize::MAX) });
    }
    found
}

fn way(component: &Component, measure: Option<&Measure>) -> Way {
    let of_lines = measure.is_none_or(|measure| match measure.what {
        What::Sum(_) | What::Count(_) => !measure.to_date && !matches!(measure.over, Over::Rolling(_)),
        What::Ratio { .. } => component.over == Over::Transaction,
        _ => false,
    });
    if component.settles == Settles::AtEnd || !of_lines || component.circular.is_some() {
        return Way::AtEnd;
    }
    let alone = measure.is_none_or(|measure| !matches!(measure.what, What::Ratio { .. }));
    match (&component.price, &component.shape) {
        (Price::Share | Price::Amount(_), Shape::Matrix(_)) => Way::AtEnd,
        (Price::Share | Price::Amount(_), _) => {
            if measure.is_some() && component.over != Over::Transaction {
                Way::Running
            } else {
                Way::AtEnd
            }
        }
        (_, Shape::Retro(_)) => Way::Retro,
        (_, Shape::Flat | Shape::Marginal(_)) if alone => Way::Marginal,
        (_, Shape::Matrix(_)) => Way::AtEnd,
        _ => Way::Retro,
    }
}

impl ReadyComponent<'_> {
    /// Whether its measure is a sum of lines.
    pub(crate) fn adds_up(&self) -> bool {
        self.measure.is_some_and(|measure| matches!(measure.what, What::Sum(_) | What::Count(_)))
    }

    /// What a transaction that stands alone brings at most and at least; `None` when it does not fit.
    pub(crate) fn limited<N: Number>(&self, pays: N) -> Option<N> {
        let money = |limit: Option<Limit>| match limit {
            Some(Limit::Money(amount)) => Some(N::whole(amount.saturating_abs())),
            _ => None,
        };
        let (most, least) = (money(self.component.most), money(self.component.least));
        let zero = N::whole(0);
        if pays == zero || (most.is_none() && least.is_none()) {
            return Some(pays);
        }
        let size = if pays < zero { zero.minus(&pays)? } else { pays.clone() };
        let size = most.map_or(size.clone(), |most| size.min(most));
        let size = least.map_or(size.clone(), |least| size.max(least));
        if pays < zero { zero.minus(&size) } else { Some(size) }
    }
}

impl<'a> LinePrice<'a> {
    fn of(plan: &PayPlan, price: &'a Price, events: &'a Events) -> Self {
        match price {
            Price::Rate(rate) => {
                let divisor = gcd(rate.millionths(), MILLION);
                Self::Fixed(rate.millionths() / divisor, MILLION / divisor)
            }
            Price::Table(table) => {
                let kept = priced_by(plan) == Some(table);
                let table = ByCode::new(table, events);
                let divisor = table.distinct().iter().copied().fold(MILLION, gcd);
                let of_line = table.distinct().iter().take(usize::from(ASK)).map(|rate| rate / divisor);
                let of_line = if kept { of_line.collect() } else { Vec::new() };
                Self::Table { table, of_line, divisor, below: MILLION / divisor }
            }
            Price::Each(amount) => Self::Fixed(*amount, MILLION),
            Price::ShareOverQuota => Self::TargetOverQuota,
            Price::Own => Self::Own,
            Price::Share | Price::Amount(_) | Price::InTiers => Self::Fixed(1, 1),
        }
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i64::try_from(a).unwrap_or(1).max(1)
}
