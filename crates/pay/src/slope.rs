//! What one more unit of a deal pays: exact one-sided slopes, for whoever makes the deal and for those above.

use std::collections::BTreeMap;

use plumb_units::Rate;

use crate::awards::Awards;
use crate::events::{Events, NONE};
use crate::exact::{Among, Extras, Found, Ground};
use crate::given::Given;
use crate::lines::Crediting;
use crate::number::{Near, Number, Ratio};
use crate::paying::followers;
use crate::plan::PayPlan;
use crate::ready::ReadyPlan;
use crate::rollup;
use crate::roster::{Roster, day_number};
use crate::run::{Run, ready, seats};
use crate::world::World;

/// What one more unit of a deal is in each column of numbers: `net` 100 %, `margin` 40 %. Columns not named stay.
pub type Unit = BTreeMap<String, Rate>;

/// What an extra transaction pays, and one more unit of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slope {
    /// The row of the extra transactions.
    pub row: u32,
    /// What the owner gets, under all plans.
    pub own: Figures,
    /// What others get who are credited with a part of it: splits, specialists, territories.
    pub others: Figures,
    /// What those above get of it.
    pub above: Figures,
    /// Each who is touched.
    pub seats: Vec<SeatSlope>,
    /// Whether all of it could be computed: not so when the day lies after the last known one, or a number did not fit.
    pub complete: bool,
}

/// What one person under one plan gets of an extra transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatSlope {
    /// Who.
    pub person: u32,
    /// The plan: its place in the list.
    pub plan: usize,
    /// Whether the person is credited only through those below.
    pub above: bool,
    /// How much.
    pub figures: Figures,
}

/// Four answers to what a deal pays, by what is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Earned up to the day of the deal, as if nothing came after it.
    pub now: Sides,
    /// Earned in all of the plan's time, given what came after it. Before cap, hold and draw.
    pub year: Sides,
    /// Paid in all of the plan's time so far: after cap, hold and draw.
    pub paid: Sides,
    /// Paid in the pay period that holds the day.
    pub cash: Sides,
}

/// A value and its slopes to both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// What the transaction brings as it stands, in minor units: of a deal of no size what its mere number brings.
    pub brings: Ratio,
    /// Pay for each unit more.
    pub right: Ratio,
    /// Pay for each unit less.
    pub left: Ratio,
    /// What the first unit more brings at once, however small: a cliff that is exactly met.
    pub jump_right: Ratio,
    /// What the first unit less takes at once.
    pub jump_left: Ratio,
}

impl Default for Sides {
    fn default() -> Self {
        let zero = Ratio::ZERO;
        Self { brings: zero, right: zero, left: zero, jump_right: zero, jump_left: zero }
    }
}

/// What extra transactions would pay, each by itself, and one more unit of each.
///
/// `extra` has a row for each question: its day, owner, kind and texts say what sort of deal is meant; its numbers are what
/// conditions see and what is credited: 0 asks for the infinitely small deal, a size for one more unit of a deal of that
/// size. `unit` says which columns one more unit moves. A deal stands where its day and key put it, after rows with the
/// same key. Extra rows that take something back (`refers`) credit nobody.
///
/// Nothing is rounded within a window; where windows and components come together, fractions are kept to a part in 10¹⁵
/// of a minor unit. A deal of no size
/// adds one to counts of deals: that is in [`Sides::brings`], and to the left a deal less is in [`Sides::jump_left`].
/// What a deal changes of places among all and of shares of reports is seen only for those whom it credits.
///
/// `run` must be the run of these plans, events and tables. The result does not depend on the number of threads.
pub fn slopes(
    plans: &[PayPlan],
    events: &Events,
    given: &Given,
    run: &Run,
    extra: &Events,
    unit: &Unit,
    threads: usize,
) -> Vec<Slope> {
    let roster = Roster::new(given);
    let seats = seats(given, &roster);
    let (plans_ready, beside) = (ready(plans, events, given), ready(plans, extra, given));
    let followers = followers(plans, events);
    let world = World {
        plans: &plans_ready,
        events,
        given,
        roster: &roster,
        seats: &seats,
        lines: &run.lines,
        awards: &Awards::new(),
        followers: &followers,
        last_day: day_number(given.as_of),
    };
    let rollups = rollup::rules(plans);
    let crediting = Crediting::new(plans, extra, given, &roster);
    let among = Among {
        plans,
        events,
        roster: &roster,
        lines: &run.lines,
        extra,
        crediting: &crediting,
        rollups: &rollups,
    };
    let asked = Asked { world, among, beside: &beside, unit };
    let mut rows: Vec<u32> = (0..u32::try_from(extra.len()).unwrap_or(u32::MAX)).collect();
    // Questions about one person side by side, so that what is known of the person is computed once.
    rows.sort_by_key(|row| {
        (extra.owner.get(*row as usize).copied(), extra.days.get(*row as usize).copied(), *row)
    });
    let threads = threads.clamp(1, 64);
    let mut found: Vec<Slope> = if threads == 1 {
        asked.all(&rows)
    } else {
        let parts: Vec<&[u32]> = rows.chunks(rows.len().div_ceil(threads).max(1)).collect();
        std::thread::scope(|scope| {
            let asked = &asked;
            let handles: Vec<_> =
                parts.into_iter().map(|part| scope.spawn(move || asked.all(part))).collect();
            let mut all = Vec::with_capacity(rows.len());
            for handle in handles {
                match handle.join() {
                    Ok(found) => all.extend(found),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            all
        })
    };
    found.sort_by_key(|slope| slope.row);
    found
}

struct Asked<'a> {
    world: World<'a>,
    among: Among<'a>,
    beside: &'a [ReadyPlan<'a>],
    unit: &'a Unit,
}

/// What a seat comes to, horizon by horizon.
#[derive(Clone, Copy)]
struct Seen {
    now: Near,
    year: Near,
    paid: Near,
    cash: Near,
}

impl Asked<'_> {
    fn all(&self, rows: &[u32]) -> Vec<Slope> {
        let mut known = Known::default();
        rows.iter().map(|row| self.one(*row, &mut known)).collect()
    }

    fn one(&self, row: u32, known: &mut Known) -> Slope {
        let mut slope = Slope {
            row,
            own: Figures::default(),
            others: Figures::default(),
            above: Figures::default(),
            seats: Vec::new(),
            complete: true,
        };
        let at = row as usize;
        let Some(day) = self.among.extra.days.get(at).copied().filter(|day| *day <= self.world.last_day())
        else {
            slope.complete = false;
            return slope;
        };
        let owner = self.among.extra.owner.get(at).copied().unwrap_or(NONE);
        let of = |sign: i64| self.among.lines(row, self.unit, sign);
        let (Some(still), Some(more), Some(less)) = (of(0), of(1), of(-1)) else {
            slope.complete = false;
            return slope;
        };
        for seat in more.keys().copied() {
            let Some((person, plan)) = self.world.roster.seats.get(seat).copied() else { continue };
            let Some(figures) = self.figures(seat, day, [&less, &still, &more], known) else {
                slope.complete = false;
                continue;
            };
            let above = person != owner
                && more.get(&seat).is_some_and(|extras| extras.iter().all(|extra| extra.line.event == NONE));
            slope.seats.push(SeatSlope { person, plan, above, figures });
        }
        for seat in &slope.seats {
            let to = match (seat.person == owner, seat.above) {
                (true, _) => &mut slope.own,
                (false, false) => &mut slope.others,
                (false, true) => &mut slope.above,
            };
            match to.plus(&seat.figures) {
                Some(sum) => *to = sum,
                None => slope.complete = false,
            }
        }
        slope
    }

    fn figures(
        &self,
        seat: usize,
        day: i32,
        [less, still, more]: [&Extras; 3],
        known: &mut Known,
    ) -> Option<Figures> {
        let base = self.base(seat, day, known)?;
        let still = self.seen(seat, day, still)?;
        figures(&base, &still, &self.seen(seat, day, more)?, &self.seen(seat, day, less)?)
    }

    /// What a seat comes to without the extra transaction.
    fn base(&self, seat: usize, day: i32, known: &mut Known) -> Option<Seen> {
        let nothing = Extras::new();
        let all = match known.all.get(&seat) {
            Some(found) => found,
            None => {
                let found = self.ground(&self.world, &nothing).found(seat, true)?;
                known.all.entry(seat).or_insert(found)
            }
        };
        let now = match known.now.get(&(seat, day)) {
            Some(now) => *now,
            None => {
                let now = self.ground(&self.until(day), &nothing).found(seat, false)?.earned;
                known.now.insert((seat, day), now);
                now
            }
        };
        self.put(all, now, seat, day)
    }

    fn seen(&self, seat: usize, day: i32, extras: &Extras) -> Option<Seen> {
        let all = self.ground(&self.world, extras).found(seat, true)?;
        let now = self.ground(&self.until(day), extras).found(seat, false)?.earned;
        self.put(&all, now, seat, day)
    }

    fn put(&self, all: &Found, now: Near, seat: usize, day: i32) -> Option<Seen> {
        let plan = self.world.plans.get(self.world.seats.get(seat)?.plan)?;
        let paid = all.settled.iter().try_fold(Near::ZERO, |sum, period| sum.plus(&period.paid))?;
        let cash = plan
            .period_of(day)
            .and_then(|period| all.settled.get(period))
            .map_or(Near::ZERO, |period| period.paid);
        Some(Seen { now, year: all.earned, paid, cash })
    }

    /// The world as it is known on a day.
    fn until(&self, day: i32) -> World<'_> {
        World { last_day: day, ..self.world }
    }

    fn ground<'a>(&'a self, world: &'a World<'a>, extras: &'a Extras) -> Ground<'a> {
        Ground { world, beside: self.beside, extras }
    }
}

/// What was computed of seats before.
#[derive(Default)]
struct Known {
    all: BTreeMap<usize, Found>,
    now: BTreeMap<(usize, i32), Near>,
}

fn figures(base: &Seen, still: &Seen, more: &Seen, less: &Seen) -> Option<Figures> {
    let of = |get: fn(&Seen) -> Near| sides(get(base), get(still), get(more), get(less));
    Some(Figures {
        now: of(|seen| seen.now)?,
        year: of(|seen| seen.year)?,
        paid: of(|seen| seen.paid)?,
        cash: of(|seen| seen.cash)?,
    })
}

fn sides(base: Near, still: Near, more: Near, less: Near) -> Option<Sides> {
    Some(Sides {
        brings: still.value.minus(&base.value)?,
        right: more.step,
        left: Ratio::ZERO.minus(&less.step)?,
        jump_right: more.value.minus(&still.value)?,
        jump_left: still.value.minus(&less.value)?,
    })
}

impl Figures {
    fn plus(&self, other: &Self) -> Option<Self> {
        Some(Self {
            now: self.now.plus(&other.now)?,
            year: self.year.plus(&other.year)?,
            paid: self.paid.plus(&other.paid)?,
            cash: self.cash.plus(&other.cash)?,
        })
    }
}

impl Sides {
    fn plus(&self, other: &Self) -> Option<Self> {
        Some(Self {
            brings: self.brings.plus(&other.brings)?,
            right: self.right.plus(&other.right)?,
            left: self.left.plus(&other.left)?,
            jump_right: self.jump_right.plus(&other.jump_right)?,
            jump_left: self.jump_left.plus(&other.jump_left)?,
        })
    }
}
