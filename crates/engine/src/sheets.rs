//! Parts of the plan as tables for a spreadsheet, and what was changed in one back as edits of the plan.
//!
//! A sheet carries what it was made from, row by row, so that only what somebody changed in it becomes an edit, whatever
//! happened to the plan since.

mod cell;
mod columns;
mod compare;
mod rows;
mod upload;

use serde::Serialize;

use crate::{Edit, EngineError, FileChange, Workspace};

/// Which part of the plan a sheet shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// One row for each person.
    People,
    /// One row for each quota.
    Quotas,
    /// One row for each territory, with who covers it.
    Territories,
    /// One row for each pay plan, and one for each of its components.
    Pay,
}

impl SheetKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::People, Self::Quotas, Self::Territories, Self::Pay];

    /// The word for it: `people`, `quotas`, `territories`, `pay`.
    pub fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Quotas => "quotas",
            Self::Territories => "territories",
            Self::Pay => "pay",
        }
    }

    /// The sheet of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The name of the sheet in a workbook.
    pub fn title(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Quotas => "Quotas",
            Self::Territories => "Territories",
            Self::Pay => "Pay",
        }
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellForm {
    /// Text.
    Text,
    /// A number: an amount, whose unit stands in the column behind it.
    Number,
    /// A share, as a fraction of one that is shown in per cent.
    Percent,
    /// A day, `2026-01-31`.
    Date,
    /// Text that is only shown; a change of it is refused.
    Shown,
}

/// One column of a sheet.
#[derive(Clone, Debug, Serialize)]
pub struct SheetColumn {
    /// Its field in the plan.
    pub field: String,
    /// Its heading.
    pub heading: String,
    /// What it means.
    pub says: String,
    /// What its cells hold.
    pub form: CellForm,
    /// The words to choose from; empty where anything may stand.
    pub choices: Vec<String>,
}

/// One row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetRow {
    /// By what the row is known again, however it is sorted or renamed.
    pub id: String,
    /// One cell for each column, empty where nothing is said: numbers with a point, days as `2026-01-31`.
    pub cells: Vec<String>,
}

/// A part of the plan as a table.
#[derive(Clone, Debug, Serialize)]
pub struct SheetView {
    /// Which part.
    pub kind: SheetKind,
    /// Its columns.
    pub columns: Vec<SheetColumn>,
    /// Its rows, in the order of the plan's ids.
    pub rows: Vec<SheetRow>,
    /// How to fill it in, a sentence each.
    pub how: Vec<String>,
}

/// What was changed in a sheet.
#[derive(Clone, Debug, Serialize)]
pub struct SheetChanges {
    /// Which part of the plan it shows.
    pub kind: SheetKind,
    /// The edits of the plan, in the order of the rows; removed rows, then new ones come last.
    #[serde(skip)]
    pub edits: Vec<Edit>,
    /// What they make of the plan's files.
    #[serde(skip)]
    pub files: Vec<FileChange>,
    /// How many cells of rows that stay were changed.
    pub cells: usize,
    /// Rows that are new, by what they say.
    pub added: Vec<String>,
    /// Rows that are gone from the sheet and would go from the plan.
    pub removed: Vec<String>,
    /// What was left out, in sentences.
    pub notes: Vec<String>,
}

/// The name of the hidden sheet that says what a sheet was made from.
pub const BASE_SHEET: &str = "plumb";
/// The heading of the hidden column with the ids of rows.
pub const ID_HEADING: &str = "plumb id";
/// What stands first in [`BASE_SHEET`]: the version of its form.
pub const BASE_MARK: &str = "plumb sheet 1";

impl Workspace {
    /// A part of the plan as a table.
    ///
    /// # Errors
    /// Files that cannot be read. What is wrong with the plan is not told here; a value that cannot be read is an empty
    /// cell, and stays in the plan as long as nobody fills that cell.
    pub fn sheet(&self, kind: SheetKind) -> Result<SheetView, EngineError> {
        let (plan, _) = plumb_plan::read_bytes(self.raw()?.texts);
        Ok(rows::view(&plan, kind))
    }

    /// What somebody changed in a workbook that was made from [`Workspace::sheet`], as edits and changed files. Nothing is
    /// written. `file` is the name to tell it by.
    ///
    /// Columns go by their headings and rows by their hidden ids, so order does not matter. A row without a known id is
    /// new, an id without a row is removed; both are named in the result. Where the plan changed since, what is not touched in the
    /// sheet stays as the plan has it.
    ///
    /// # Errors
    /// Everything that cannot be read or made, each with sheet and cell; cells that the plan changed too, and otherwise.
    pub fn sheet_changes(&self, bytes: &[u8], file: &str) -> Result<SheetChanges, EngineError> {
        let texts = self.raw()?.texts;
        let (plan, _) = plumb_plan::read_bytes(texts.clone());
        let upload = upload::read(bytes).map_err(|why| upload::refused(file, &[why]))?;
        let compared =
            compare::changes(&plan, &upload).map_err(|problems| upload::refused(file, &problems))?;
        let edits: Vec<Edit> = compared.edits.iter().map(|(edit, _)| edit.clone()).collect();
        let files = match self.edited(&edits) {
            Ok(files) => files,
            Err(EngineError::Problems { says, problems }) => {
                let placed = compare::placed(&texts, &compared.edits);
                return Err(if placed.is_empty() {
                    EngineError::Problems { says, problems }
                } else {
                    upload::refused(file, &placed)
                });
            }
            Err(other) => return Err(other),
        };
        let compare::Compared { cells, added, removed, notes, .. } = compared;
        Ok(SheetChanges { kind: upload.kind, edits, files, cells, added, removed, notes })
    }
}
