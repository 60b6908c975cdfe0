//! Pages of SQL to gaps, lines and who carries the mandate.
//!
//! A rule is one Markdown page: documentation, check and test. There is no Rust per rule. The runner decides states,
//! corrects for many nodes, applies exceptions and privacy, and gives ids; [`assess`] draws the lines and puts the
//! mandate's money on them.

mod assess;
pub mod carry;
pub mod example;
mod exceptions;
mod exposure;
mod front;
mod lines;
mod manual;
mod outcome;
mod page;
mod privacy;
mod rule;
mod runner;
mod says;
mod score;
mod strand;
mod threshold;

pub use assess::{Assessment, Headline, assess};
pub use exceptions::Exception;
pub use exposure::{Effect, Exposure, Held, Union};
pub use front::{Concerns, Fix, Front, MinimumN, Prior};
pub use lines::{Line, PartState, RuleTouch, Seller, Standing, concerns};
pub use manual::manual;
pub use outcome::{Evidence, Outcome, State};
pub use page::{Block, Code, Example, PAGE_BYTES_MAX, Page, SECTIONS};
pub use privacy::{GROUP_MIN, Group, shown_groups};
pub use rule::{Rule, shipped, with_thresholds};
pub use runner::{figures_behind, run};
pub use says::Says;
pub use score::{COVERAGE_MIN, Coverage, Score, WAIVED_MAX};
pub use strand::{ELEMENTS, Strand, Touch};
pub use threshold::Threshold;
