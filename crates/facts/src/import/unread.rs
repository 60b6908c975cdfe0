//! What rows that could not be read leave open in the tables that are made from them.

use std::collections::BTreeSet;

use plumb_store::Store;

use super::report::SourceCounts;
use crate::mapping::Select;

/// What may be absent from a table although its source has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    /// Whole rows: a row that was not read is not a row that is gone.
    pub(crate) rows: bool,
    /// Cells: a value that a join did not find is not a value that is gone.
    pub(crate) cells: bool,
}

/// What the rows that were rejected, and the files that were not given, leave open in the table of these selects.
pub(crate) fn of(scratch: &Store, selects: &[&Select], sources: &[SourceCounts]) -> Unread {
    let mut unread = Unread::default();
    for select in selects {
        let reads = scratch.reads(&select.with_origin).unwrap_or_default();
        let reads: BTreeSet<String> = reads.into_iter().map(|(source, _)| source.to_lowercase()).collect();
        let main = select.main_source().map(str::to_lowercase);
        for source in sources.iter().filter(|source| source.rejected > 0 || source.files.is_empty()) {
            let name = source.source.to_lowercase();
            if reads.contains(&name) {
                unread.rows = true;
                unread.cells |= main.as_ref() != Some(&name);
            }
        }
    }
    unread
}
