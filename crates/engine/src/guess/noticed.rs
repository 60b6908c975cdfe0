//! What the facts show and no field of the plan holds: comments, each with what it rests on.

use std::fmt::Write;

use plumb_store::{Store, StoreError};

use super::seen::People;
use super::{Draft, Ground, clock, holes, moves, ramp, season};

/// Something the facts show.
pub(super) struct Notice {
    /// What, in a few words with its number.
    pub(super) what: String,
    /// What it rests on.
    pub(super) evidence: String,
    /// How many of how many agree, or are so.
    pub(super) of: Option<(usize, usize)>,
}

/// Writes `plan/noticed.toml`: comments only; nothing where there is nothing to say.
pub(super) fn write(
    store: &Store,
    ground: &Ground<'_>,
    people: &People,
) -> Result<Option<Draft>, StoreError> {
    let mut notices = Vec::new();
    notices.extend(season::read(store, ground)?);
    notices.extend(ramp::read(store, people)?);
    notices.extend(moves::read(store)?);
    notices.extend(clock::read(store)?);
    notices.extend(holes::read(store)?);
    if notices.is_empty() {
        return Ok(None);
    }
    let mut text = String::from(
        "# What the facts show and no field of the plan holds. These are comments: nothing is read from here.\n",
    );
    for notice in &notices {
        let _ = write!(text, "\n# {}\n# guessed: {}\n", notice.what, notice.evidence);
    }
    let draft = Draft::new("plan/noticed.toml", text);
    Ok(Some(notices.into_iter().fold(draft, |draft, notice| {
        let (agree, all) = notice.of.unwrap_or_default();
        draft.guess(notice.what, notice.evidence).sure(agree, all)
    })))
}
