//! Who may see whose pay: everybody their own, the operator all; whoever leads somebody sees how far along they are, and their
//! pay only where the company's settings say so.

use serde::Serialize;

use super::view::{AttainmentView, DiffView, DisputeView, ExplainView, PayPlanView, RunView, StatementView};
use crate::review::PeriodView;
use crate::seen::Viewer;

/// The setting in `plumb.toml` below `[privacy]` by which those who lead people see what they are paid.
pub const LEADS_SEE_PAY: &str = "leads_see_pay";

/// How much of somebody's pay a viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaySight {
    /// Nothing.
    Nothing,
    /// How far along measures are, and no pay.
    Attainment,
    /// All of it.
    All,
}

/// How far along somebody is, without a word on pay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttainedView {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The plan.
    pub plan: PayPlanView,
    /// The person's role.
    pub role: Option<String>,
    /// The pay period.
    pub period: PeriodView,
    /// How far along the measures are.
    pub attainments: Vec<AttainmentView>,
}

/// A statement as one viewer may see it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum SeenStatement {
    /// All of it.
    Whole(Box<StatementView>),
    /// How far along the person is.
    Attained(Box<AttainedView>),
}

impl PaySight {
    /// What a viewer may see of a person's pay. `unit` is the unit that the person belongs to, `leads_see_pay` what the company
    /// agreed.
    ///
    /// ```
    /// use plumb_engine::{PaySight, Viewer};
    /// let lead = Viewer::Person { id: "eva".into(), leads: ["north".to_owned()].into() };
    /// assert_eq!(PaySight::of(&lead, "eva", Some("board"), false), PaySight::All);
    /// assert_eq!(PaySight::of(&lead, "ana", Some("north"), false), PaySight::Attainment);
    /// assert_eq!(PaySight::of(&lead, "ben", Some("south"), true), PaySight::Nothing);
    /// ```
    pub fn of(viewer: &Viewer, person: &str, unit: Option<&str>, leads_see_pay: bool) -> Self {
        match viewer {
            Viewer::Operator => Self::All,
            Viewer::Person { id, .. } if id == person => Self::All,
            Viewer::Person { leads, .. } if unit.is_some_and(|unit| leads.contains(unit)) => {
                match leads_see_pay {
                    true => Self::All,
                    false => Self::Attainment,
                }
            }
            Viewer::Person { .. } => Self::Nothing,
        }
    }
}

impl StatementView {
    /// The statement as somebody may see it; `None` where nothing may be shown.
    pub fn seen(self, sight: PaySight) -> Option<SeenStatement> {
        match sight {
            PaySight::Nothing => None,
            PaySight::All => Some(SeenStatement::Whole(Box::new(self))),
            PaySight::Attainment => Some(SeenStatement::Attained(Box::new(AttainedView {
                person: self.person,
                name: self.name,
                plan: self.plan,
                role: self.role,
                period: self.period,
                attainments: self.attainments,
            }))),
        }
    }
}

impl ExplainView {
    /// Where an amount comes from, for those who may see all of it. What people below did is told by their sales, not by their pay.
    pub fn seen(self, sight: PaySight) -> Option<Self> {
        (sight == PaySight::All).then_some(self)
    }
}

impl DiffView {
    /// The causes that are about people whose pay may be seen. A difference of several people is shown only to who sees all.
    pub fn seen(self, sight: impl Fn(&str) -> PaySight) -> Option<Self> {
        let may = match &self.person {
            Some(person) => sight(person) == PaySight::All,
            None => self.causes.iter().all(|cause| sight(&cause.person) == PaySight::All),
        };
        may.then_some(self)
    }
}

impl RunView {
    /// The rows and corrections of those whose pay may be seen; sums, which tell of others, only to who sees all.
    #[must_use]
    pub fn seen(mut self, sight: impl Fn(&str) -> PaySight) -> Self {
        let may = |person: &str| sight(person) == PaySight::All;
        let whole = self.statements.iter().all(|row| may(&row.person));
        self.statements.retain(|row| may(&row.person));
        self.adjustments.retain(|adjustment| may(&adjustment.person));
        if !whole {
            self.earned.clear();
            self.paid.clear();
            self.plans.clear();
            self.problems.clear();
            (self.people, self.lines) = (self.statements.len(), 0);
            self.posted = super::view::PostedView::default();
        }
        self
    }
}

/// The disputes about pay that may be seen.
pub fn seen_disputes(disputes: Vec<DisputeView>, sight: impl Fn(&str) -> PaySight) -> Vec<DisputeView> {
    disputes.into_iter().filter(|dispute| sight(&dispute.person) == PaySight::All).collect()
}
