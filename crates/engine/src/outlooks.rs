//! Questions about what lies ahead: targets, forecast, growth bridge; and the change that would hand a target down.

mod allocate;
mod look_back;

use crate::engines::Computed;
use crate::outlook::{AloneView, BridgeView, OutlookView, SolutionView, TakenView};
use crate::pass::{Engines, Look, Options};
use crate::view::{self, money, rounded};
use crate::workspace::Workspace;
use crate::{AsOf, EngineError};

pub use allocate::{AllocatedView, AllocationView};
pub use look_back::{Every, LookBack, LooksBackView};

/// An answer, with the day that it is for.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Dated<T> {
    /// The day, and how it came about.
    pub as_of: AsOf,
    /// The answer.
    #[serde(flatten)]
    pub answer: T,
}

impl Workspace {
    /// What is asked of whom in the fiscal year, how far along they are and what is likely to come. Rules do not run.
    ///
    /// # Errors
    /// Where the plan has no measure of money to follow, or nothing is asked and nothing was sold; those of
    /// [`Workspace::check`].
    pub fn outlook(&self, options: &Options) -> Result<Dated<OutlookView>, EngineError> {
        let look = self.look(options, Engines::Run)?;
        let outlook = view::outlook::of(computed(&look)?);
        let outlook = outlook.ok_or_else(|| nothing("nothing is asked for and nothing was sold"))?;
        Ok(dated(&look, outlook))
    }

    /// Where the growth of the fiscal year is to come from.
    ///
    /// # Errors
    /// As of [`Workspace::outlook`], and where no objective asks for a level.
    pub fn growth(&self, options: &Options) -> Result<Dated<BridgeView>, EngineError> {
        let look = self.look(options, Engines::Run)?;
        let growth = view::bridge::of(computed(&look)?);
        let growth = growth.ok_or_else(|| {
            nothing("no objective asks for a level of money in this fiscal year; write one with `target` or `growth`")
        })?;
        Ok(dated(&look, growth))
    }

    /// The cheapest levers and movements of drivers that would close what nothing pays for; absent where nothing is open.
    ///
    /// # Errors
    /// As of [`Workspace::growth`].
    pub fn solve(&self, options: &Options) -> Result<Dated<SolutionView>, EngineError> {
        let look = self.look(options, Engines::Run)?;
        let computed = computed(&look)?;
        let bridge = view::bridge::of(computed).ok_or_else(|| {
            nothing("no objective asks for a level of money in this fiscal year; write one with `target` or `growth`")
        })?;
        let gap = bridge.unfunded.minor.max(0);
        let to_come = computed.to_come();
        let found = computed.growth.solve(gap, to_come).ok_or_else(|| nothing("the sums are too large"))?;
        let currency = computed.inputs.currency;
        let shown = |minor: i64| money(minor, currency);
        let levers = found.taken.iter().map(|taken| TakenView {
            id: taken.id.clone(),
            change: None,
            brings: shown(taken.brings),
            cost: taken.cost.map(shown),
        });
        let drivers = found.moved.iter().map(|moved| TakenView {
            id: moved.driver.clone(),
            change: Some(share(moved.points)),
            brings: shown(moved.brings),
            cost: moved.cost.map(shown),
        });
        let alone = found.alone.iter().map(|alone| AloneView {
            driver: alone.driver.clone(),
            change: alone.points.map(share),
            most: share(alone.most),
            inside: alone.inside,
        });
        let solution = SolutionView {
            gap: shown(gap),
            levers: levers.collect(),
            drivers: drivers.collect(),
            brings: shown(found.brings),
            cost: shown(found.cost),
            without_cost: found.without_cost,
            short: shown(found.short),
            proved: found.proved,
            alone: alone.collect(),
        };
        Ok(dated(&look, solution))
    }
}

fn share(rate: plumb_units::Rate) -> f64 {
    rounded(crate::engines::ones(rate))
}

pub(crate) fn dated<T>(look: &Look, answer: T) -> Dated<T> {
    Dated { as_of: look.as_of.clone(), answer }
}

/// What the engines found.
fn computed(look: &Look) -> Result<&Computed, EngineError> {
    look.computed.as_ref().ok_or_else(|| {
        nothing("the plan has no measure of money that sums, or its calendar does not hold the day, so nothing can be followed; write a measure such as `net-revenue` over `bookings`")
    })
}

pub(crate) fn nothing(says: impl Into<String>) -> EngineError {
    EngineError::Unknown { says: says.into(), near: None }
}
