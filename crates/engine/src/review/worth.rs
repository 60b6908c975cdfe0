//! What closing a gap is worth, as it is shown.

use serde::Serialize;

use crate::review::MoneyView;

/// What closing a gap is worth in margin of twelve months: an estimate, shown beside the exposure and summed nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorthView {
    /// `small`, `medium` or `large`; absent where it is not known.
    pub class: Option<String>,
    /// One in ten is lower; money only where the effect was measured.
    pub p10: Option<MoneyView>,
    /// One in two is lower.
    pub p50: Option<MoneyView>,
    /// Nine in ten are lower.
    pub p90: Option<MoneyView>,
    /// `measured` by the company's own facts, `anchored` in a field study, or `assumed`; absent where it is not known.
    pub basis: Option<String>,
    /// Sellers whose margin it bears on.
    pub people: usize,
    /// What it rests on, or why it is not known and what would show it.
    pub why: String,
}

impl WorthView {
    /// In place of a worth that tells of fewer than five people.
    pub(crate) fn withheld() -> Self {
        let why = "not shown: it tells of fewer than five people".to_owned();
        Self { class: None, p10: None, p50: None, p90: None, basis: None, people: 0, why }
    }
}
