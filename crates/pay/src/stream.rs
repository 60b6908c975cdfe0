//! The stream: one person's lines in their order, component by component, to whole cents.

use plumb_units::{Rounding, divide};

use crate::component::{Component, Price};
use crate::curve::{Ladder, Payout};
use crate::lines::Line;
use crate::measure::{Quota, What};
use crate::number::{Number, Ratio};
use crate::plan::{Over, RoundAt};
use crate::ready::{LinePrice, ReadyComponent, ReadyPlan, Way, Window};
use crate::result::Problem;
use crate::world::{Person, World};

/// What one component brings one person, before conditions and limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Raw {
    /// What each line brings, in the order of the person's lines; empty where lines bring nothing by themselves.
    pub(crate) pays: Vec<i64>,
    /// What each pay period brings with lines.
    pub(crate) earned: Vec<i64>,
    /// What each pay period brings at the end of a window.
    pub(crate) bonus: Vec<i64>,
}

/// A step of a line, for explanations: what it met and what it brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The line's place.
    pub(crate) line: usize,
    /// The measure before and after.
    pub(crate) before: i64,
    pub(crate) after: i64,
    /// What was paid on.
    pub(crate) basis: i64,
    /// The price, as a fraction.
    pub(crate) price: Ratio,
    /// Exactly, before rounding.
    pub(crate) exact: Ratio,
    pub(crate) pays: i64,
    /// The ladder of the window.
    pub(crate) window: usize,
}

/// Who wants to know each step.
pub(crate) trait Watch {
    /// Whether steps are wanted at all.
    const WANTED: bool;
    fn step(&mut self, step: Step);
}

/// Nobody.
pub(crate) struct Nobody;

impl Watch for Nobody {
    const WANTED: bool = false;
    fn step(&mut self, _: Step) {}
}

impl Watch for Vec<Step> {
    const WANTED: bool = true;
    fn step(&mut self, step: Step) {
        self.push(step);
    }
}

/// One component of one person over all their lines.
pub(crate) fn stream(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    person: &Person<'_>,
    lines: &[Line],
    watch: &mut impl Watch,
    problems: &mut Vec<Problem>,
) -> Raw {
    let mut raw = Raw { earned: vec![0; plan.periods.len()], ..Raw::default() };
    let mut state = State::new(world, plan, component, person, problems);
    match component.way {
        Way::AtEnd => return raw,
        Way::Marginal | Way::Retro | Way::Running => {}
    }
    let whole = component.round_at == RoundAt::Period;
    if !whole {
        raw.pays = vec![0; lines.len()];
    }
    let wanted = component.moves | component.paid;
    let mut period = 0;
    let mut posted = 0_i64;
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let place = index;
        index += 1;
        if wanted & (1 << (line.credit() & 63)) == 0 {
            continue;
        }
        let day = line.day_number();
        if day < component.from || day >= component.until {
            continue;
        }
        while plan.periods.get(period).is_some_and(|window| window.until <= day) {
            if whole {
                posted = state.close(period, posted, &mut raw);
            }
            period += 1;
        }
        if component.component.over != Over::Transaction && day >= state.until {
            if whole {
                state.close(period, posted, &mut raw);
                posted = 0;
            }
            state.open(day, problems);
        }
        let exact = state.line(line, lines, place, problems);
        if whole {
            state.gather(exact, problems);
            continue;
        }
        let pays = state.rounded(exact, problems);
        if pays != 0 {
            if let Some(slot) = raw.pays.get_mut(place) {
                *slot = pays;
            }
            if let Some(sum) = raw.earned.get_mut(period) {
                *sum = sum.saturating_add(pays);
            }
        }
        if M::wants(watch) {
            state.tell(place, exact, pays, watch);
        }
    }
    if whole {
        state.close(period, posted, &mut raw);
    }
    raw
}
