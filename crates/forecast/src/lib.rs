//! What will be sold: drivers by partial pooling, simulation from the bottom up, and how well it would have done.
//!
//! The way is [`History`] → [`estimate`] → [`Model`] → [`simulate`] → [`Outlook`], and [`backtest`] goes it anew for past days.
//! Money is minor units; rates, hazards and spreads are real numbers, and every amount on a path is rounded to minor units once
//! and then only added.
//!
//! **Two sources of sales, never counted twice.** Sales that come from deals are forecast through deals, all others as a flow.
//! Where no sale names its deal, won deals of the same person, family, day and amount are taken for it; where those are not
//! found, deals are left out and [`Fault::DealsNotLinked`] says so.
//!
//! **Flow.** Sales of a person are a compound count: a rate per selling day, gamma-Poisson, drawn from the person to the team
//! and from the team to the company by moments (Efron and Morris 1975); a share of each family; log-normal sizes, drawn
//! likewise. What a person did a year ago counts half. The company's seasons are ratios to a smoothed trend, place in the
//! quarter first and then place in the year, each drawn to 1 by as much as noise outweighs season; one year is believed by
//! half. Its level is exponentially smoothed, or a damped trend (Gardner and McKenzie 1985) where that did clearly better in
//! its own past. New people ramp up in a straight line; who is gone sells nothing, and their ground goes to nobody: their open
//! deals stay in the unit, and what a successor makes of the rest is the successor's own rate.
//!
//! **Deals.** Each is won or lost or still open in each month ahead: hazards of competing risks from landmark life tables by
//! months ahead, age, stage and how far off the expected date is, each finer cell drawn to the coarser one (Prentice et al.
//! 1978; van Houwelingen 2007), times the season and level of winning, times the person's own pace of winning, pooled. Deals
//! count only from the first month in which ends were recorded. New deals come at pooled rates; thinned by winning and delayed,
//! they are counts again. What all sales together would come to if they went on as they did is a second forecast; both are
//! combined by their past misses (Bates and Granger 1969), equally where there is no past.
//!
//! **Widths.** The model is made anew at up to eight past period ends with what was known then. The 80 % quantile of people's
//! standardised misses sets how far their counts are wider or narrower than Poisson's (as conformal prediction does: Vovk et
//! al. 2005); what teams and the company miss beyond their people's luck becomes factors that move all of a team, and all of
//! the company, together. [`Model::calibration`] says from how many forecasts, and when those are too few to say much. People
//! are summed on each path, so intervals of teams and the company are coherent.
//!
//! **Luck.** One stream for each pair of antithetic paths, person and step, from the seed and the person's id: scenarios share
//! their luck, and nothing hangs on threads or on who else there is.

mod backtest;
mod base;
mod counts;
mod course;
mod estimate;
mod flow;
mod grid;
mod history;
mod link;
mod luck;
mod made;
mod model;
mod naive;
mod outlook;
mod paths;
mod percentiles;
mod pipeline;
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
pub use outlook::{Chance, Forecast, Goal, Interval, Node, Outlook, RatioChance, RatioGoal};
pub use percentiles::Percentiles;
pub use problem::{Fault, Problem};
pub use simulate::{Options, simulate};
pub use spread::{Calibration, Level};
pub use staged::{Staged, staged};
