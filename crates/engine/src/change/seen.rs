//! A change as one viewer may see it.

use plumb_versions::is_private;

use super::view::{ChangeStory, ChangeSummary, ChangeView};
use crate::Viewer;

/// What stands in for the words of a change that is about others.
const WITHHELD: &str = "a change to what single people owe or earn";

impl ChangeView {
    /// The change as a viewer may see it: who does not lead the whole is shown the own figures, those of people whose
    /// every unit the viewer leads, and no sum from which those of others follow.
    #[must_use]
    pub fn seen_by(&self, viewer: &Viewer) -> Self {
        let Viewer::Person { id, leads } = viewer else { return self.clone() };
        let mut seen = self.clone();
        if self.units.iter().any(|unit| unit.depth == 0 && leads.contains(&unit.unit)) {
            return seen;
        }
        let may_see = |person: &str| {
            let leads =
                |units: &Vec<String>| !units.is_empty() && units.iter().all(|unit| leads.contains(unit));
            person == id || self.units_of.get(person).is_some_and(leads)
        };
        seen.people.retain(|moved| may_see(&moved.person));
        for file in seen.files.iter_mut().filter(|file| is_private(&file.path)) {
            file.lines.retain(|line| line.person.as_deref().is_some_and(may_see));
            file.added = file.lines.iter().filter(|line| line.sign == '+').count();
            file.removed = file.lines.iter().filter(|line| line.sign == '-').count();
        }
        seen.files.retain(|file| !is_private(&file.path) || !file.lines.is_empty());
        seen.units.retain(|unit| leads.contains(&unit.unit));
        for lines in [&mut seen.lines_made, &mut seen.lines_broken] {
            lines.retain(|line| may_see(&line.person));
        }
        seen.lines_gone = 0;
        for gaps in [&mut seen.gaps_opened, &mut seen.gaps_closed] {
            gaps.retain(|gap| match &gap.person {
                Some(person) => may_see(person),
                None => !gap.nodes.is_empty() && gap.nodes.iter().all(|node| leads.contains(node)),
            });
        }
        seen.mandate = None;
        seen.units_of.retain(|person, _| may_see(person));
        seen.problems.retain(|problem| problem.at.iter().all(|spot| !is_private(&spot.file)));
        seen
    }
}

impl ChangeSummary {
    /// The summary as a viewer may see it: of a change to private files only that there is one.
    #[must_use]
    pub fn seen_by(&self, viewer: &Viewer) -> Self {
        let mut seen = self.clone();
        if matches!(viewer, Viewer::Operator) || !self.files.iter().any(|file| is_private(file)) {
            return seen;
        }
        WITHHELD.clone_into(&mut seen.says);
        seen.files.retain(|file| !is_private(file));
        seen.steps.iter_mut().for_each(|step| step.says.clear());
        seen
    }
}

impl ChangeStory {
    /// The story as a viewer may see it.
    #[must_use]
    pub fn seen_by(&self, viewer: &Viewer) -> Self {
        let private = |path: &str| !matches!(viewer, Viewer::Operator) && is_private(path);
        Self {
            change: self.change.seen_by(viewer),
            since: self.since.iter().filter(|file| !private(&file.path)).cloned().collect(),
            does: self.does.seen_by(viewer),
        }
    }
}
