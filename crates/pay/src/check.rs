//! What is wrong with pay plans before anybody is paid by them, and what departs from what the field does.

mod bound;
mod complaint;
mod consequences;
mod crediting;
mod curves;
mod dating;
mod lint;
mod message;
mod norms;
mod periods;
mod references;
mod target;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod units;

use std::fmt;

pub use bound::bound;
pub use complaint::Complaint;
pub use norms::Norms;
pub use units::{Unit, unit};

pub(crate) use periods::years;
pub(crate) use target::window_target;
pub(crate) use units::level;

use crate::given::Given;
use crate::plan::PayPlan;
use crate::predicate::Columns;

/// One thing that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub path: Path,
    /// How much it matters.
    pub severity: Severity,
    /// What.
    pub what: Complaint,
}

impl Finding {
    /// The fact with its number, and what to do.
    pub fn message(&self) -> String {
        self.what.to_string()
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The plan cannot be paid as it stands, or not as it is meant.
    Error,
    /// Most likely not meant.
    Warning,
    /// Good to know.
    Note,
}

/// Where something is: in a plan, or in the tables beside plans.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// The plan: its place in the list of plans; `None` for tables that all plans share.
    pub plan: Option<usize>,
    /// From the outside in.
    pub steps: Vec<Step>,
}

/// One step of a [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The row at this place, from 0, of this list.
    Row(&'static str, usize),
    /// This field.
    Field(&'static str),
}

impl Path {
    /// The path as plan files have it, rows counted from 1: `pay.ae.component.2.tier.1.over`.
    pub fn text(&self, plans: &[PayPlan]) -> String {
        let plan = self.plan.map(|plan| match plans.get(plan) {
            Some(plan) => format!("pay.{}", plan.id),
            None => format!("pay.{}", plan + 1),
        });
        let steps = self.steps.iter().map(Step::to_string);
        plan.into_iter().chain(steps).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(list, place) => write!(f, "{list}.{}", place + 1),
            Self::Field(field) => f.write_str(field),
        }
    }
}

/// What plans are checked against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// Members, quotas, reporting lines and figures; without them nothing is said about people.
    pub given: Option<&'a Given>,
    /// The columns of transactions; without them only known names have a unit.
    pub columns: Option<&'a Columns>,
    /// The conventions; `None`: the usual ones.
    pub norms: Option<&'a Norms>,
}

/// All findings on plans, in the order of the plans; within one in the order of its text, errors first at each place.
///
/// ```
/// use plumb_pay::check::{Severity, check};
/// assert!(check(&[], None).is_empty());
/// assert!(Severity::Error < Severity::Note);
/// ```
pub fn check(plans: &[PayPlan], given: Option<&Given>) -> Vec<Finding> {
    check_against(plans, &Against { given, ..Against::default() })
}

/// As [`check`], with columns and conventions.
pub fn check_against(plans: &[PayPlan], against: &Against<'_>) -> Vec<Finding> {
    let usual = Norms::default();
    let norms = against.norms.unwrap_or(&usual);
    let mut found = Found::default();
    for (place, plan) in plans.iter().enumerate() {
        let site = Site { plans, plan, place, given: against.given, columns: against.columns, norms };
        references::check(&site, &mut found);
        units::check(&site, &mut found);
        crediting::check(&site, &mut found);
        curves::check(&site, &mut found);
        target::check(&site, &mut found);
        periods::check(&site, &mut found);
        terms::check(&site, &mut found);
        bound::check(&site, &mut found);
        lint::check(&site, &mut found);
    }
    references::across(plans, &mut found);
    if let Some(given) = against.given {
        dating::check(plans, given, &mut found);
    }
    consequences::without(found.sorted(plans))
}

/// One plan among others.
pub(crate) struct Site<'a> {
    pub(crate) plans: &'a [PayPlan],
    pub(crate) plan: &'a PayPlan,
    pub(crate) place: usize,
    pub(crate) given: Option<&'a Given>,
    pub(crate) columns: Option<&'a Columns>,
    pub(crate) norms: &'a Norms,
}

/// What was found so far.
#[derive(Default)]
pub(crate) struct Found(Vec<Finding>);

impl Found {
    pub(crate) fn add(&mut self, plan: Option<usize>, steps: &[Step], what: Complaint) {
        let path = Path { plan, steps: steps.to_vec() };
        self.0.push(Finding { path, severity: what.severity(), what });
    }

    /// By plan, by the order of lists in its text, by severity; what is found twice stands once.
    fn sorted(mut self, plans: &[PayPlan]) -> Vec<Finding> {
        let rank = |finding: &Finding| {
            let list = match finding.path.steps.first() {
                Some(Step::Row("credit", place)) => (1, *place),
                Some(Step::Row("measure", place)) => (2, *place),
                Some(Step::Row("component", place)) => (3, *place),
                Some(Step::Row(_, place)) => (4, *place),
                Some(Step::Field(_)) | None => (0, 0),
            };
            (finding.path.plan.unwrap_or(plans.len()), list, finding.severity)
        };
        self.0.sort_by_cached_key(rank);
        let mut kept: Vec<Finding> = Vec::with_capacity(self.0.len());
        for finding in self.0 {
            if kept.last() != Some(&finding) {
                kept.push(finding);
            }
        }
        kept
    }
}

impl Site<'_> {
    pub(crate) fn add(&self, found: &mut Found, steps: &[Step], what: Complaint) {
        found.add(Some(self.place), steps, what);
    }

    pub(crate) fn money(&self, minor: i64) -> plumb_units::Money {
        plumb_units::Money::new(minor, self.plan.currency)
    }
}
