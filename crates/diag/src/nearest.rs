//! The nearest known word to one that is not known.

/// Returns the candidate that the writer of `word` most likely meant, or `None` when nothing is near.
///
/// The word itself is no answer. Near means at most a third of the letters differ (at least one may); ties go to the first in alphabetical order.
///
/// ```
/// assert_eq!(plumb_diag::nearest("esmea", ["apac", "emea"]), Some("emea"));
/// assert_eq!(plumb_diag::nearest("north", ["apac", "emea"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The fewest letters that stand for a longer word.
const BEGUN_MIN: usize = 3;
/// How many longer words are named.
const BEGUN_MAX: usize = 3;

/// What the writer of `word` may have meant, to be asked with "did you mean": the nearest, else the first few that begin
/// with it, else those that hold it.
///
/// ```
/// let rules = ["bridge-gap", "quota-bridge-open", "quota-late"];
/// assert_eq!(plumb_diag::meant("quota", rules), ["quota-bridge-open", "quota-late"]);
/// assert_eq!(plumb_diag::meant("bridge-gab", rules), ["bridge-gap"]);
/// assert_eq!(plumb_diag::meant("-open", rules), ["quota-bridge-open"]);
/// assert!(plumb_diag::meant("nope", rules).is_empty());
/// ```
pub fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Vec<&'a str> {
    if let Some(near) = nearest(word, candidates.clone()) {
        return vec![near];
    }
    if word.chars().count() < BEGUN_MIN {
        return Vec::new();
    }
    let mut longer: Vec<(bool, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.contains(word))
        .map(|candidate| (!candidate.starts_with(word), candidate))
        .collect();
    longer.sort_unstable();
    longer.dedup();
    let begun = longer.iter().any(|(inside, _)| !inside);
    longer.into_iter().filter(|(inside, _)| !inside || !begun).map(|(_, name)| name).take(BEGUN_MAX).collect()
}
