//! Exceptions: gaps that a company accepts for a reason until a day.

use plumb_diag::{Problem, Span};
use plumb_units::Date;

use crate::outcome::Outcome;

/// An exception as the plan writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its id.
    pub id: String,
    /// The rule it sets aside.
    pub rule: String,
    /// The subject; `None` for all of the rule's.
    pub subject: Option<String>,
    /// The mandate; `None` for all.
    pub objective: Option<String>,
    /// Why.
    pub reason: String,
    /// First day.
    pub from: Option<Date>,
    /// First day on which the rule counts again.
    pub until: Date,
    /// Where it stands.
    pub span: Span,
}

/// Marks the gaps that exceptions set aside, and tells of exceptions that are over or match nothing.
pub(crate) fn apply(outcomes: &mut [Outcome], exceptions: &[Exception], as_of: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    for exception in exceptions {
        if exception.until <= as_of {
            let message = format!("the exception `{}` ended on {}", exception.id, exception.until);
            problems.push(
                Problem::warning("expired-exception", message)
                    .at(exception.span, "")
                    .help("close the gap, or take the exception out and decide anew"),
            );
            continue;
        }
        if exception.from.is_some_and(|from| as_of < from) {
            continue;
        }
        let mut matched = 0;
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_gap() && exception.covers(outcome)) {
            outcome.exception.get_or_insert_with(|| exception.id.clone());
            matched += 1;
        }
        if matched == 0 {
            let message = format!("the exception `{}` matches no gap of `{}`", exception.id, exception.rule);
            problems.push(
                Problem::warning("unused-exception", message)
                    .at(exception.span, "")
                    .help("take it out, or correct its rule and subject"),
            );
        }
    }
    problems
}

impl Exception {
    fn covers(&self, outcome: &Outcome) -> bool {
        self.rule == outcome.rule
            && self.subject.as_ref().is_none_or(|subject| *subject == outcome.subject)
            && self.objective.as_ref().is_none_or(|objective| outcome.objective.as_ref() == Some(objective))
    }
}
