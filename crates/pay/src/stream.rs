//! The stream: one person's lines in their order, component by component, to whole cents.

mod amount;
mod brings;
mod refund;

use std::collections::BTreeMap;

use plumb_units::MILLION;

use crate::component::{Component, Price};
use crate::curve::{Ladder, Payout, is_curved};
use crate::events::NONE;
use crate::lines::{ByCode, Line};
use crate::number::Ratio;
use crate::plan::{Over, RoundAt};
use crate::ready::{LinePrice, ReadyComponent, ReadyPlan, Way};
use crate::result::Problem;
use crate::settlement::ClawbackMethod;
use crate::world::{Seat, World};

pub(crate) use amount::Exact;

pub(crate) use brings::ratio_of;

/// What one component brings one person, before conditions and limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Raw {
    /// What each line brings, in the order of the person's lines; empty where lines bring nothing by themselves.
    pub(crate) pays: Vec<i64>,
    /// What each slot brings: stretches of days that lie in one pay period and one window.
    pub(crate) earned: Vec<i64>,
    /// What of it sales taken back take.
    pub(crate) taken: Vec<i64>,
}

/// What one line met and brought, for explanations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The line's place among the person's lines.
    pub(crate) line: usize,
    /// The component's window.
    pub(crate) window: usize,
    /// The measure before and after.
    pub(crate) before: i64,
    pub(crate) after: i64,
    /// What was paid on.
    pub(crate) basis: i64,
    /// The price of a unit, before tiers.
    pub(crate) price: Ratio,
    /// Exactly, before rounding.
    pub(crate) exact: Ratio,
    /// Rounded.
    pub(crate) pays: i64,
    /// The place of the line whose pay is taken back at its own rate.
    pub(crate) takes_back: Option<usize>,
}

/// One component of one person over all their lines. Steps are told only when wanted.
pub(crate) fn stream(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    mut steps: Option<&mut Vec<Step>>,
    problems: &mut Vec<Problem>,
) -> Raw {
    let slots = component.slots.len();
    let mut raw = Raw { pays: Vec::new(), earned: vec![0; slots], taken: vec![0; slots] };
    if component.way == Way::AtEnd {
        return raw;
    }
    let whole = component.round_at == RoundAt::Period;
    if !whole {
        raw.pays = vec![0; lines.len()];
    }
    let mut state = State::new(world, plan, component, seat, lines);
    let wanted = component.moves | component.paid;
    let each_alone = component.component.over == Over::Transaction;
    let mut slot = 0;
    let mut slot_until = component.slots.first().map_or(i32::MAX, |first| first.until);
    let mut sum = 0_i64;
    for (place, line) in lines.iter().enumerate() {
        if wanted & (1 << (line.credit() & 63)) == 0 {
            continue;
        }
        if line.gone() {
            continue;
        }
        let day = line.day_number();
        if !line.back() && (day < component.from || day >= component.until) {
            continue;
        }
        while day >= slot_until && slot + 1 < component.slots.len() {
            if whole {
                sum = state.since_last(problems);
            }
            if let Some(earned) = raw.earned.get_mut(slot) {
                *earned = earned.saturating_add(sum);
            }
            sum = 0;
            slot += 1;
            slot_until = component.slots.get(slot).map_or(i32::MAX, |next| next.until);
        }
        if !each_alone && day >= state.until {
            if whole {
                sum = sum.saturating_add(state.since_last(problems));
            }
            state.open(day, problems);
        }
        if let Some(original) = state.original(line).filter(|_| whole) {
            let exact = state.unrounded_back(line, original);
            state.moved(line, &original.1);
            state.gather(exact);
            if let Some(steps) = steps.as_deref_mut() {
                let mut step = state.step(place, line, exact, 0);
                step.takes_back = Some(original.0);
                steps.push(step);
            }
            continue;
        }
        if let Some(original) = state.original(line) {
            let pays = state.taken_back(line, original, &raw.pays);
            state.moved(line, &original.1);
            if let Some(slot) = raw.pays.get_mut(place) {
                *slot = pays;
            }
            if let Some(taken) = raw.taken.get_mut(slot) {
                *taken = taken.saturating_add(pays);
            }
            sum = sum.saturating_add(pays);
            if let Some(steps) = steps.as_deref_mut() {
                let mut step = state.step(place, line, Exact { above: i128::from(pays), below: 1 }, pays);
                step.takes_back = Some(original.0);
                steps.push(step);
            }
            continue;
        }
        let exact = state.line(line, lines, place, problems);
        if whole {
            let limited = if each_alone { component.limited(exact.ratio()) } else { None };
            let exact = limited.map_or(exact, |pays| Exact { above: pays.above(), below: pays.below() });
            state.gather(exact);
            if !state.originals.is_empty() {
                state.unrounded.insert(place, exact.ratio());
            }
            if let Some(steps) = steps.as_deref_mut() {
                steps.push(state.step(place, line, exact, 0));
            }
            continue;
        }
        let pays = exact.rounded(plan.plan.rounding).unwrap_or_else(|| {
            state.too_large(problems);
            0
        });
        let pays = if each_alone { component.limited(pays).unwrap_or(pays) } else { pays };
        if pays != 0 {
            if let Some(slot) = raw.pays.get_mut(place) {
                *slot = pays;
            }
            if line.back()
                && let Some(taken) = raw.taken.get_mut(slot)
            {
                *taken = taken.saturating_add(pays);
            }
            sum = sum.saturating_add(pays);
        }
        if let Some(steps) = steps.as_deref_mut() {
            steps.push(state.step(place, line, exact, pays));
        }
    }
    if whole {
        sum = sum.saturating_add(state.since_last(problems));
    }
    if let Some(earned) = raw.earned.get_mut(slot) {
        *earned = earned.saturating_add(sum);
    }
    raw
}

struct State<'a, 'w> {
    world: &'a World<'w>,
    plan: &'a ReadyPlan<'w>,
    component: &'a ReadyComponent<'w>,
    seat: &'a Seat<'a>,
    /// The window that is open: its place and the day after its last.
    window: usize,
    until: i32,
    ladder: Option<Ladder>,
    payout: Option<Payout<'a>>,
    price: (i64, i64),
    /// The tier that held the measure last.
    tier: usize,
    low: i64,
    high: i64,
    rate: i64,
    before: i64,
    value: i64,
    /// What has been gathered at the plain price: for tiers that pay for all.
    base: i128,
    /// What all of the window brings so far, exactly, and how much of it was posted.
    total: Exact,
    posted: i64,
    paid_so_far: Ratio,
    /// Whether a price for all needs more than the rate of a tier.
    curved: bool,
    quota: Option<i64>,
    originals: BTreeMap<(u32, u8), (usize, Line)>,
    /// The first day on which sales are taken back at their own rate.
    after: i32,
    given_back: BTreeMap<(u32, u8), (i64, i64)>,
    /// What lines brought and what was given back of it, where only sums are rounded.
    unrounded: BTreeMap<usize, Ratio>,
    unrounded_back: BTreeMap<usize, (i64, Ratio)>,
}

impl<'a, 'w> State<'a, 'w> {
    fn new(
        world: &'a World<'w>,
        plan: &'a ReadyPlan<'w>,
        component: &'a ReadyComponent<'w>,
        seat: &'a Seat<'a>,
        lines: &[Line],
    ) -> Self {
        let method = plan.plan.settlement.clawback.as_ref().map(|clawback| clawback.method);
        let mut originals = BTreeMap::new();
        // After the plan's last day there is no rate of the day any more.
        let late = |line: &Line| line.back() && line.day_number() >= component.until;
        let wanted = match method {
            Some(ClawbackMethod::OriginalRate) => lines.iter().any(Line::back),
            _ => lines.iter().any(late),
        };
        let after = if method == Some(ClawbackMethod::OriginalRate) { i32::MIN } else { component.until };
        if wanted {
            for (place, line) in
                lines.iter().enumerate().filter(|(_, line)| line.event != NONE && !line.back())
            {
                originals.entry((line.event, line.credit())).or_insert((place, *line));
            }
        }
        let mut state = Self {
            world,
            plan,
            component,
            seat,
            window: 0,
            until: i32::MIN,
            ladder: None,
            payout: None,
            price: (0, 1),
            tier: 0,
            low: 0,
            high: 0,
            rate: 0,
            before: 0,
            value: 0,
            base: 0,
            total: Exact::ZERO,
            posted: 0,
            paid_so_far: Ratio::ZERO,
            curved: is_curved(component.component),
            quota: None,
            originals,
            after,
            given_back: BTreeMap::new(),
            unrounded: BTreeMap::new(),
            unrounded_back: BTreeMap::new(),
        };
        if component.component.over == Over::Transaction {
            state.ready(None, &mut Vec::new());
        }
        state
    }

    /// Opens the window that holds a day.
    fn open(&mut self, day: i32, problems: &mut Vec<Problem>) {
        let windows = &self.component.windows;
        self.window = windows.partition_point(|window| window.until <= day);
        let Some(window) = windows.get(self.window) else {
            (self.until, self.ladder, self.payout) = (i32::MAX, None, None);
            return;
        };
        self.until = window.until;
        (self.value, self.base, self.total, self.posted) = (0, 0, Exact::ZERO, 0);
        self.paid_so_far = Ratio::ZERO;
        self.ready(Some(self.window), problems);
    }

    /// Price and shape of a window.
    fn ready(&mut self, window: Option<usize>, problems: &mut Vec<Problem>) {
        let window = window.and_then(|window| self.component.windows.get(window));
        let component = self.component.component;
        let needs_quota = needs_quota(component);
        let quota = match (window, self.component.measure) {
            (Some(window), Some(measure)) => {
                self.world.quota(self.plan, measure, self.seat, &window.period, None)
            }
            _ => None,
        };
        if needs_quota && quota.is_none_or(|quota| quota <= 0) {
            if let (Some(window), Some(measure)) = (window, self.component.measure) {
                problems.push(Problem::NoQuota {
                    plan: self.plan.index,
                    person: self.seat.person,
                    measure: measure.id.clone(),
                    from: window.period.from,
                });
            }
            (self.ladder, self.payout) = (None, None);
            return;
        }
        self.quota = quota;
        let target = || {
            window.map_or(0, |window| self.world.target(self.plan, self.component, self.seat, &window.period))
        };
        self.price = match &self.component.price {
            LinePrice::Fixed(above, below) => (*above, *below),
            LinePrice::Table { below, .. } => (0, *below),
            LinePrice::TargetOverQuota => (target(), quota.unwrap_or(1).max(1)),
            LinePrice::Own => (0, MILLION),
        };
        if self.component.way == Way::Running {
            let amount = match component.price {
                Price::Amount(amount) => amount,
                _ => target(),
            };
            self.payout = Payout::of(component, amount, quota);
            return;
        }
        self.ladder = Ladder::of(component, quota);
        if self.ladder.is_none() {
            self.too_large(problems);
        }
        self.place_in(0);
    }

    fn place_in(&mut self, value: i64) {
        let Some(ladder) = &self.ladder else { return };
        self.tier = ladder.tier(value);
        self.rate = ladder.rate(self.tier);
        self.low = ladder.start(self.tier);
        self.high = ladder.end(self.tier);
    }

    fn too_large(&self, problems: &mut Vec<Problem>) {
        problems.push(Problem::TooLarge {
            plan: self.plan.index,
            person: self.seat.person,
            component: self.component.place,
        });
    }

    /// How far a line moves the measure.
    #[inline]
    fn moves_by(&self, line: &Line) -> i64 {
        if self.component.moves & (1 << (line.credit() & 63)) == 0 {
            0
        } else if self.component.counted {
            if line.amount < 0 { -MILLION } else { MILLION }
        } else {
            line.weighted
        }
    }

    #[inline]
    fn basis(&self, line: &Line) -> i64 {
        if self.component.paid & (1 << (line.credit() & 63)) == 0 {
            0
        } else if self.component.by_credit {
            line.weighted
        } else {
            line.amount
        }
    }

    /// What a line brings.
    #[inline]
    fn line(&mut self, line: &Line, lines: &[Line], place: usize, problems: &mut Vec<Problem>) -> Exact {
        self.before = self.value;
        let step = self.moves_by(line);
        if self.component.component.over == Over::Transaction {
            (self.before, self.value) = (0, step);
        } else {
            self.value = self.value.saturating_add(step);
        }
        if self.component.way == Way::Running {
            return self.running();
        }
        if self.ladder.is_none() {
            return Exact::ZERO;
        }
        let basis = self.basis(line);
        let (price, below) = self.price_of(line, problems);
        match self.component.way {
            Way::Marginal => self.marginal(step, basis, price, below),
            _ if self.component.component.over == Over::Transaction => {
                self.alone(line, lines, place, basis, price, below)
            }
            _ => self.retro(basis, price, below),
        }
    }

    #[inline]
    fn price_of(&self, line: &Line, problems: &mut Vec<Problem>) -> (i128, i128) {
        let mut price = match &self.component.price {
            LinePrice::Table { table, of_line, divisor, .. } => match of_line.get(usize::from(line.rate)) {
                Some(rate) => i128::from(*rate),
                None => i128::from(self.looked_up(table, line, problems) / divisor),
            },
            LinePrice::Own => i128::from(self.seat.own_rate(line.day_number())),
            _ => i128::from(self.price.0),
        };
        let mut below = i128::from(self.price.1);
        for (when, rate) in &self.component.when {
            let told_by = line.told_by(self.world.events);
            let holds = told_by != NONE && when.holds(told_by as usize, self.seat.person);
            // What is gathered over a window needs one denominator for all of its lines.
            if holds || self.component.way == Way::Retro {
                price = price.saturating_mul(i128::from(if holds { *rate } else { MILLION }));
                below = below.saturating_mul(i128::from(MILLION));
            }
        }
        (price, below)
    }

    #[inline(never)]
    fn looked_up(&self, table: &ByCode<'_>, line: &Line, problems: &mut Vec<Problem>) -> i64 {
        let told_by = line.told_by(self.world.events);
        let Some(rate) = table.rate(told_by, line.day_number()) else {
            if told_by != NONE {
                problems.push(Problem::NoRate {
                    plan: self.plan.index,
                    place: self.component.component.id.clone(),
                    value: table.value(told_by),
                });
            }
            return 0;
        };
        rate
    }

    fn gather(&mut self, exact: Exact) {
        self.total = if self.total.below == exact.below && exact.below != 0 {
            Exact { above: self.total.above.saturating_add(exact.above), below: exact.below }
        } else {
            let fits = self.total.below != 0 && exact.below != 0;
            let sum = if fits { self.total.ratio().plus_kept(exact.ratio()) } else { None };
            sum.map_or(Exact::TOO_LARGE, |sum| Exact { above: sum.above(), below: sum.below() })
        };
    }

    /// What the window has brought since it was last asked, in whole cents: the rounded sum less what was posted of it.
    fn since_last(&mut self, problems: &mut Vec<Problem>) -> i64 {
        let Some(all) = self.total.rounded(self.plan.plan.rounding) else {
            self.too_large(problems);
            return 0;
        };
        let more = all.saturating_sub(self.posted);
        self.posted = all;
        more
    }

    fn step(&self, place: usize, line: &Line, exact: Exact, pays: i64) -> Step {
        let (price, below) = self.price_of(line, &mut Vec::new());
        Step {
            line: place,
            window: self.window,
            before: self.before,
            after: self.value,
            basis: self.basis(line),
            price: Ratio::new(price, below).unwrap_or(Ratio::ZERO),
            exact: exact.ratio(),
            pays,
            takes_back: None,
        }
    }
}

/// Whether a component cannot be computed without a quota.
pub(crate) fn needs_quota(component: &Component) -> bool {
    let by_level = !matches!(component.shape, crate::component::Shape::Flat)
        || component.threshold.is_some_and(|threshold| !threshold.from_zero)
        || component.top.is_some();
    let share = matches!(component.price, Price::Share | Price::Amount(_));
    component.price == Price::ShareOverQuota
        || (component.level == crate::component::Level::Attainment && (by_level || share))
}
