//! Plan text to a resolved organisation with spans.
//!
//! [`read`] takes the texts of a workspace in any order and gives a [`Plan`] and every [`Problem`](plumb_diag::Problem) at once. A broken
//! plan is normal input: what cannot be read is reported with its place and a next step, and the rest is read.
//!
//! ```
//! let (plan, problems) = plumb_plan::read(vec![
//!     ("plumb.toml".into(), "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\n".into()),
//!     ("plan/units.toml".into(), "[unit.acme]\n\n[unit.north]\nparent = \"acmee\"\n".into()),
//! ]);
//! assert_eq!(problems[0].message, "no unit is called `acmee`");
//! assert_eq!(problems[0].help.as_deref(), Some("did you mean `acme`?"));
//! assert!(plan.entity("unit", "north").unwrap().reference("parent").is_none());
//! ```

mod check;
mod company;
mod confirmed;
mod context;
mod csv_text;
pub mod edit;
mod entries;
mod fill;
mod follow_up;
pub mod levels;
pub mod lock;
mod periods;
mod plan;
mod read;
mod scalar;
pub mod schema;
mod source;
mod suggest;
mod toml_text;
mod value;

pub use company::{Company, Setting, Threshold};
pub use confirmed::FROM_TEMPLATE;
pub use follow_up::is_follow_up;
pub use plan::{Plan, PlanKey};
pub use read::{read, read_bytes};
pub use source::FILE_BYTES_MAX;
pub use value::{Data, Entity, Key, Placed, Row, Value};
