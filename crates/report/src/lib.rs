//! The engine's views as text, JSON and a page: drawn for people, and the same data for programs.
//!
//! Everything here is a pure function of a view. Whether there are colours, and how wide the paper is, the caller says
//! with a [`Paper`].

mod ahead;
mod aloud;
mod carry;
mod cells;
mod change;
pub mod charts;
mod coverage;
mod drawing;
mod explanation;
mod figures;
mod gaps;
mod imports;
mod json;
mod lock;
mod markdown;
mod moves;
mod new_workspace;
mod outlook;
mod page;
mod paper;
pub mod parts;
pub mod pay;
mod picture;
mod problems;
mod ranking;
mod reconcile;
mod sheet;
mod start;
mod strands;
mod strengths;
mod summary;
mod table;
mod table_docs;
#[cfg(test)]
mod tests;
mod workbook;

pub use change::{change_done, change_list, change_story, history};
pub use explanation::explanation;
pub use gaps::{Texts, gaps};
pub use imports::import;
pub use json::{check_json, gap_json, json, review_json};
pub use lock::lock;
pub use new_workspace::{new_from_template, new_workspace};
pub use outlook::{allocation, forecast, growth, look_back, quality, solution, target};
pub use page::statement::statement_page;
pub use page::{PAGES, page};
pub use paper::{Colour, Paper};
pub use picture::picture;
pub use problems::problems;
pub use reconcile::reconcile;
pub use sheet::sheet;
pub use start::{first_screen, form_page, question, told};
pub use summary::summary;
pub use table::{csv, fitted, table};
pub use table_docs::{tables, tables_json};
pub use workbook::workbook;
