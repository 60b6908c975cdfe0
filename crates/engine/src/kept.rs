//! A review kept with what it was made from: pages for many people are drawn from it without looking again.

mod analysis;
mod gap;
mod likely;
mod line;
mod people;
mod stamp;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use likely::Likely;
pub use line::{LineStory, MilestoneView, NumberView, StrandStory};
pub use people::PersonView;
pub use stamp::Stamp;

use crate::pass::{Look, Options, Pass};
use crate::review::Review;
use crate::seen::{SeenReview, Viewer};
use crate::workspace::Workspace;
use crate::{EngineError, view};

/// A review, who is who on its day, and what stands behind both.
pub struct Kept {
    pass: Pass,
    review: Review,
    people: BTreeMap<String, PersonView>,
    leads: BTreeMap<String, BTreeSet<String>>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Kept").field("as_of", &self.review.as_of).finish_non_exhaustive()
    }
}

impl Workspace {
    /// Looks at everything, writes nothing, and keeps what it saw.
    ///
    /// # Errors
    /// As of [`Workspace::check`].
    pub fn keep_review(&self, options: &Options) -> Result<Kept, EngineError> {
        let pass = self.pass(options)?;
        let review = view::review(&pass)?;
        let (people, leads) = people::of(&pass)?;
        Ok(Kept { pass, review, people, leads })
    }
}

impl Kept {
    /// The day of the review.
    pub fn as_of(&self) -> &str {
        &self.review.as_of.date
    }

    /// The company's name.
    pub fn company(&self) -> &str {
        &self.review.company
    }

    /// The review as a viewer may see it.
    pub fn seen_by(&self, viewer: &Viewer) -> SeenReview {
        self.review.seen_by(viewer)
    }

    /// Everybody whom the plan knows on the day of the review, by id.
    pub fn people(&self) -> &BTreeMap<String, PersonView> {
        &self.people
    }

    /// The person as a viewer: with the units that the plan lets the person lead on the day of the review, and all below
    /// them. `None` for whom the plan does not know on that day.
    pub fn viewer(&self, person: &str) -> Option<Viewer> {
        let known = self.people.get(person)?;
        let leads = self.leads.get(person).cloned().unwrap_or_default();
        Some(Viewer::Person { id: known.id.clone(), leads })
    }

    /// Whether a viewer may see the line and the numbers of a person.
    pub fn may_see(&self, viewer: &Viewer, person: &str) -> bool {
        match viewer {
            Viewer::Operator => true,
            Viewer::Person { id, leads } => {
                id == person || self.unit_of(person).is_some_and(|unit| leads.contains(unit))
            }
        }
    }

    /// What it was made from.
    pub(crate) fn look(&self) -> &Arc<Look> {
        &self.pass.look
    }

    /// The unit that decides who leads a person: that of the roster, else that of the plan.
    pub(crate) fn unit_of(&self, person: &str) -> Option<&str> {
        let mut roster = self.pass.assessment.sellers.iter();
        match roster.find(|seller| seller.person == person) {
            Some(seller) => seller.unit.as_deref(),
            None => self.people.get(person)?.unit.as_deref(),
        }
    }
}
