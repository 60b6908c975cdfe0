//! Canonical fact tables, mappings and imports.
//!
//! Whatever a source calls its things, they become the same tables here ([`FactTable`]).

mod cells;
mod declared;
mod import;
mod mapping;
mod markdown;
mod newest;
mod rows;
mod schema;
mod tables;

pub use import::{
    GridCell, GridSheet, ImportError, ImportReport, Input, Options, Prepared, Progress, Reject, SourceCounts,
    TableCounts, grid, import, prepare, read_folder,
};
pub use mapping::{CalendarHint, Mapping, WorkspaceHints};
pub use markdown::tables_markdown;
pub use newest::newest_event_date;
pub use rows::{RowsError, insert_rows};
pub use schema::migrations;
pub use tables::{COMMON_COLUMNS, ColumnKind, FactColumn, FactTable};
