//! A rule: a page with the thresholds that hold in this company.

use std::collections::BTreeMap;

use plumb_diag::{Files, Problem, Severity, nearest};
use plumb_plan::Plan;
use plumb_store::Cell;

use crate::lines::RuleTouch;
use crate::page::Page;
use crate::threshold::Threshold;

/// The pages that come with Plumb, with their paths.
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// A page with the thresholds that hold in this company.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The page.
    pub page: Page,
    /// Its thresholds, the company's own in place of the defaults.
    pub thresholds: BTreeMap<String, Threshold>,
}

impl Rule {
    /// What it is, as far as lines care. A rule below error level in the plan's eyes stays what its page says.
    pub fn touch(&self) -> RuleTouch {
        RuleTouch { severity: self.page.front.severity, touch: self.page.front.touch }
    }

    /// Its thresholds as a query sees them.
    pub(crate) fn parameters(&self) -> Vec<(&str, Cell)> {
        self.thresholds.iter().map(|(name, threshold)| (name.as_str(), threshold.value.clone())).collect()
    }
}

/// Reads the pages that come with Plumb; their texts join `files`. They have no problems: a test holds it.
pub fn shipped(files: &mut Files) -> (Vec<Page>, Vec<Problem>) {
    let mut pages = Vec::new();
    let mut problems = Vec::new();
    for (path, text) in SHIPPED {
        let (page, found) = Page::read(files, path, text);
        pages.extend(page);
        problems.extend(found);
    }
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    (pages, problems)
}

/// Gives pages the thresholds of the company, and tells of names and values that do not fit.
///
/// A page of the company with the name of a shipped one takes its place, with a note of it.
pub fn with_thresholds(pages: Vec<Page>, plan: &Plan) -> (Vec<Rule>, Vec<Problem>) {
    let mut problems = Vec::new();
    for (rule, thresholds) in &plan.thresholds {
        if pages.iter().all(|page| page.name != *rule) {
            let near = nearest(rule, pages.iter().map(|page| page.name.as_str()));
            for threshold in thresholds.values() {
                let mut problem = Problem::error("unknown-rule", format!("no rule is called `{rule}`"))
                    .at(threshold.span, "");
                if let Some(near) = near {
                    problem = problem.help(format!("did you mean `{near}`?"));
                }
                problems.push(problem);
            }
        }
    }
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for page in pages {
        let mut thresholds = page.front.thresholds.clone();
        for (name, own) in plan.thresholds.get(&page.name).into_iter().flatten() {
            match thresholds.get(name).map(|threshold| threshold.with(&own.text)) {
                Some(Ok(threshold)) => {
                    thresholds.insert(name.clone(), threshold);
                }
                Some(Err(why)) => problems.push(Problem::error("threshold-unit", why).at(own.span, "")),
                None => {
                    let message = format!("rule `{}` has no threshold `{name}`", page.name);
                    let near = nearest(name, page.front.thresholds.keys().map(String::as_str));
                    let problem = Problem::error("unknown-threshold", message).at(own.span, "");
                    problems.push(match near {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem,
                    });
                }
            }
        }
        let name = page.name.clone();
        let (span, path) = (page.query.span, page.path.clone());
        if let Some(other) = rules.insert(name.clone(), Rule { page, thresholds }) {
            let mut problem = Problem::warning(
                "rule-twice",
                format!("rule `{name}` of {path} takes the place of that of {}", other.page.path),
            );
            problem.severity = Severity::Note;
            problems.push(problem.at(span, ""));
        }
    }
    (rules.into_values().collect(), problems)
}
