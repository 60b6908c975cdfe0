//! Views as JSON: keys in the order of the view, a line feed at the end, money as text.

use plumb_engine::{CoverageView, Gap, ProblemView, Review, SeenReview};
use serde::Serialize;

/// Any view as JSON.
///
/// # Errors
/// serde's own; plain data has none.
///
/// ```
/// let view = plumb_engine::TableView { columns: vec!["n".into()], rows: vec![vec![1.into()]], notes: vec![] };
/// assert!(plumb_report::json(&view)?.ends_with("}\n"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn json<View: Serialize + ?Sized>(view: &View) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(view)? + "\n")
}

/// A review as JSON.
///
/// # Errors
/// See [`json`].
pub fn review_json(seen: &SeenReview) -> Result<String, serde_json::Error> {
    json(seen.review())
}

/// What a check found as JSON: problems, gaps, coverage, and how many of them count.
///
/// # Errors
/// See [`json`].
pub fn check_json(seen: &SeenReview) -> Result<String, serde_json::Error> {
    let review = seen.review();
    json(&Check {
        version: review.version,
        company: &review.company,
        as_of: &review.as_of.date,
        clean: !review.has_errors(),
        errors: at(review, "error"),
        warnings: at(review, "warning"),
        notes: at(review, "note"),
        hidden_gaps: seen.hidden_gaps(),
        gaps: &review.gaps,
        problems: &review.problems,
        coverage: &review.coverage,
    })
}

/// One gap as JSON.
///
/// # Errors
/// See [`json`].
pub fn gap_json(gap: &Gap) -> Result<String, serde_json::Error> {
    json(gap)
}

/// What `plumb check` prints for programs.
#[derive(Serialize)]
struct Check<'a> {
    version: u32,
    company: &'a str,
    as_of: &'a str,
    clean: bool,
    errors: usize,
    warnings: usize,
    notes: usize,
    hidden_gaps: usize,
    gaps: &'a [Gap],
    problems: &'a [ProblemView],
    coverage: &'a CoverageView,
}

/// Open gaps and problems at a severity.
pub(crate) fn at(review: &Review, severity: &str) -> usize {
    review.gaps.iter().filter(|gap| gap.severity == severity && gap.state == "open").count()
        + review.problems.iter().filter(|problem| problem.severity == severity).count()
}
