//! Plan, facts and results as tables in one catalogue; measures; functions.
//!
//! [`Catalogue::build`] writes `review.db`; [`Catalogue::connect`] gives connections on which every table has one name and
//! every function is there.

mod anchors;
mod catalogue;
mod computed;
mod controls;
mod error;
mod fact_views;
pub mod functions;
mod ground;
mod guard;
mod mandates;
pub mod measure;
mod numbers;
mod plan_tables;
mod results;
mod sql_text;
pub mod statistics;
mod tables;

pub use catalogue::Catalogue;
pub use computed::{Filled, computed};
pub use controls::{ControlCheck, control_checks};
pub use error::CatalogError;
pub use functions::Rates;
pub use ground::{Ground, HOURS};
pub use guard::{Forbidden, forbidden};
pub use mandates::standing_mandates;
pub use results::ResultTable;
pub use tables::{ColumnDoc, Storage, TableDoc};
