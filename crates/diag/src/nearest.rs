//! The nearest known word to one that is not known.

/// Returns the candidate that the writer of `word` most likely meant, or `None` when nothing is near.
///
/// Near means at most a third of the letters differ (at least one may); ties go to the first in alphabetical order.
///
/// ```
/// assert_eq!(plumb_diag::nearest("esmea", ["apac", "emea"]), Some("emea"));
/// assert_eq!(plumb_diag::nearest("north", ["apac", "emea"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}
