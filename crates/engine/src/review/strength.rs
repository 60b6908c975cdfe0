//! What is strong, as it is shown.

use serde::Serialize;

use crate::review::MoneyView;

/// Something that rules found sound beyond their marks, with fresh facts to show it.
#[derive(Clone, Debug, Serialize)]
pub struct StrengthView {
    /// Whose strength it is, as `kind:id`; of a strength of the whole company, where it reaches most.
    pub subject: String,
    /// The name of that.
    pub name: String,
    /// The unit.
    pub unit: Option<String>,
    /// The person, when it is about one.
    pub person: Option<String>,
    /// Whether it holds for the whole company, or for all that its rule looked at.
    pub company_wide: bool,
    /// What was found, a sentence for each praise.
    pub says: Vec<String>,
    /// The rules that praise it.
    pub rules: Vec<String>,
    /// The elements of the line that it makes strong.
    pub elements: Vec<String>,
    /// The parts of the mandate that it reaches; absent without a mandate in money.
    pub reached: Option<MoneyView>,
    /// People whose lines it reaches.
    pub people: usize,
    /// How far beyond the mark, above 0 and at most 1, in the mean of its praises.
    pub beyond: f64,
}
