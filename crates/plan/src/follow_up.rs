//! Problems that often are only the echo of another one.

/// Whether a problem of this code may go away by itself once the others are mended: a name that is not known because the
/// file, row or id that should make it known cannot be read, or a mandate that is measured against such an objective.
///
/// Whoever shows problems shows these after the others.
///
/// ```
/// assert!(plumb_plan::is_follow_up("unknown-name"));
/// assert!(!plumb_plan::is_follow_up("syntax"));
/// ```
pub fn is_follow_up(code: &str) -> bool {
    const FOLLOW_UPS: [&str; 5] =
        ["unknown-name", "unknown-currency", "missing-reference", "mandate-gone", "mandate-changed"];
    FOLLOW_UPS.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_that_cannot_be_read_makes_follow_ups_only() {
        let settings = "plumb = 1\n[company]\ncurrency = \"EUR\"\n";
        let plan = "[unit.Acme]\n[unit.north]\nparent = \"acme\"\n[objective.grow]\nunit = \"acme\"\n[report.all]\nunits = [\"acme\"]\n";
        let (_, problems) =
            crate::read(vec![("plumb.toml".into(), settings.into()), ("plan/a.toml".into(), plan.into())]);
        let causes: Vec<_> = problems.iter().filter(|problem| !is_follow_up(problem.code)).collect();
        assert_eq!((problems.len(), causes.len(), causes[0].code), (4, 1, "illegal-id"));
    }
}
