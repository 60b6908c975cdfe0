//! What follows from another finding is not said beside it: whoever mends the one has mended both.

use super::{Complaint, Finding, Step};

/// Leaves out what follows from something else that was found.
pub(super) fn without(mut found: Vec<Finding>) -> Vec<Finding> {
    let kept: Vec<bool> =
        found.iter().map(|finding| !found.iter().any(|other| follows(finding, other))).collect();
    let mut kept = kept.into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
    found
}

/// Whether a finding is there only because of another.
fn follows(finding: &Finding, other: &Finding) -> bool {
    if finding.path.plan != other.path.plan {
        return false;
    }
    let same_part = finding.path.steps.first() == other.path.steps.first();
    match (&finding.what, &other.what) {
        (Complaint::AtTarget(..) | Complaint::NoAccelerator, what) => same_part && breaks_curve(what),
        (Complaint::CapBelow(..), what) => is_component(other) && breaks_curve(what),
        // Said where the measure adds them up; quantities and money are no double pay.
        (Complaint::DoubleCredit(a, b) | Complaint::MayDouble(a, b), Complaint::DoubleCredit(one, two)) => {
            is_component(finding) && !is_component(other) && (a, b) == (one, two)
        }
        (Complaint::DoubleCredit(a, b) | Complaint::MayDouble(a, b), Complaint::MixedUnits(one, two)) => {
            (a, b) == (one, two) || (a, b) == (two, one)
        }
        (Complaint::OtherUnitThanQuota(_, credit), Complaint::MixedUnits(one, two)) => {
            credit == one || credit == two
        }
        _ => false,
    }
}

fn breaks_curve(what: &Complaint) -> bool {
    matches!(
        what,
        Complaint::Hole(..)
            | Complaint::Overlap(..)
            | Complaint::TierEnds(..)
            | Complaint::Unsorted(..)
            | Complaint::Empty(_)
    )
}

fn is_component(finding: &Finding) -> bool {
    matches!(finding.path.steps.first(), Some(Step::Row("component", _)))
}
