//! The readers of text that are fed broken input.

/// One reader and the texts of the repository it starts from.
pub(super) struct Target {
    pub(super) name: &'static str,
    /// Whether the text at this path is one of its kind.
    pub(super) takes: fn(&str) -> bool,
    /// Reads the bytes; an error says what contradicts itself. A panic is caught.
    pub(super) run: fn(&[u8]) -> Result<(), String>,
}

/// All readers, each with an equal share of the time.
pub(super) fn all() -> Vec<Target> {
    Vec::new()
}
