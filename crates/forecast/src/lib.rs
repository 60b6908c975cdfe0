//! What will be sold.

mod backtest;
mod counts;
mod course;
mod estimate;
mod grid;
mod history;
mod link;
mod luck;
mod made;
mod model;
mod naive;
mod outlook;
mod pool;
mod press;
mod problem;
mod simulate;
mod sizes;
mod spread;
mod staged;
mod table;

pub use backtest::{Backtest, BacktestOptions, Coverage, Row, Scores, backtest, pinball};
pub use estimate::estimate;
pub use grid::Step;
pub use history::{DateMove, Deal, History, Outcome, Period, Person, Pressure, Sale, Stage, StageMove, Unit};
pub use made::synthetic;
pub use model::{Cell, Member, Model, OpenDeal, Size};
pub use naive::Rule;
pub use outlook::{Chance, Forecast, Goal, Interval, Node, Outlook, RatioGoal};
pub use problem::{Fault, Problem};
pub use simulate::{Options, simulate};
pub use spread::{Calibration, Level};
pub use staged::{Staged, staged};
