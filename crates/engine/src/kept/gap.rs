//! Where a gap came from, as one viewer may see it.

use serde_json::Value;

use super::Kept;
use crate::EngineError;
use crate::answers::{GapStory, TableView};
use crate::explain::story;
use crate::seen::{SeenReview, Viewer};

impl Kept {
    /// Where a gap came from; `None` where there is no such gap, and where the viewer may not see it.
    ///
    /// A person sees lines of private files never, other people's parts not, and rows of facts only behind gaps of people
    /// and units whom the person leads or is, without those that name somebody whose numbers the person may not see.
    ///
    /// # Errors
    /// The catalogue's own.
    pub fn gap(&self, id: &str, seen: &SeenReview, viewer: &Viewer) -> Result<Option<GapStory>, EngineError> {
        let Some(gap) = seen.review().gaps.iter().find(|gap| gap.id == id) else { return Ok(None) };
        let outcomes = &self.pass.assessment.outcomes;
        let Some(index) = outcomes.iter().position(|one| one.is_gap() && one.id() == id) else {
            return Ok(None);
        };
        let mut story = story(&self.pass, index)?;
        let Viewer::Person { leads, .. } = viewer else { return Ok(Some(story)) };
        story.gap = gap.clone();
        let of_person = gap.person.as_ref().is_some_and(|person| self.may_see(viewer, person));
        let of_units = !gap.nodes.is_empty() && gap.nodes.iter().all(|unit| leads.contains(unit));
        story.plan_lines.retain(|line| {
            let file = line.at.file.as_deref();
            // A line of the list of people has an address and days that are for those who lead the person.
            !is_private(file) && (of_person || file.is_none_or(|file| !file.ends_with("people.csv")))
        });
        if !of_person && !of_units {
            (story.rows, story.rows_in_all, story.people) = (None, 0, Vec::new());
            story.origins.clear();
            story.worth.clear();
        }
        if gap.exposure.is_none() {
            story.worth.clear();
        }
        let hidden = self.hidden_names(viewer);
        let is_hidden = |text: &str| hidden.binary_search(&text).is_ok();
        story.people.retain(|(name, _)| !is_hidden(name));
        if let Some(rows) = &mut story.rows {
            without(rows, &mut story.origins, &is_hidden);
            story.rows_in_all = rows.rows.len();
        }
        Ok(Some(story))
    }

    /// Ids, keys and names of people whose numbers a viewer may not see, sorted.
    fn hidden_names(&self, viewer: &Viewer) -> Vec<&str> {
        let plan = &self.pass.look.texts.plan;
        let roster = self.pass.assessment.sellers.iter();
        let roster = roster.map(|seller| (seller.person.as_str(), seller.name.as_str()));
        let listed = plan.of_kind("person");
        let listed = listed.map(|person| (person.id.as_str(), person.text("name").unwrap_or_default()));
        let mut hidden: Vec<&str> = roster
            .chain(listed)
            .filter(|(id, _)| !self.may_see(viewer, id))
            .flat_map(|(id, name)| [id, name])
            .collect();
        let keys = plan.keys().filter(|key| key.kind == "person" && !self.may_see(viewer, key.id));
        hidden.extend(keys.map(|key| key.key));
        hidden.retain(|name| !name.is_empty());
        hidden.sort_unstable();
        hidden
    }
}

/// Whether a file is about single people.
fn is_private(file: Option<&str>) -> bool {
    file.is_some_and(|file| file.starts_with("plan/private/"))
}

/// Takes out rows in which a cell names somebody who is hidden.
fn without(
    table: &mut TableView,
    origins: &mut Vec<Option<crate::answers::Origin>>,
    is_hidden: &dyn Fn(&str) -> bool,
) {
    let shown: Vec<bool> = table
        .rows
        .iter()
        .map(|row| !row.iter().any(|cell| matches!(cell, Value::String(text) if is_hidden(text))))
        .collect();
    let mut at = shown.iter();
    table.rows.retain(|_| at.next().copied().unwrap_or(false));
    let mut at = shown.iter();
    origins.retain(|_| at.next().copied().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_name_the_hidden_are_left_out() {
        let row = |who: &str| vec![Value::from(who), Value::from(7)];
        let mut table = TableView { columns: vec![], rows: vec![row("ana"), row("nikos")], notes: vec![] };
        let mut origins = vec![None, None];
        without(&mut table, &mut origins, &|text| text == "nikos");
        assert_eq!((table.rows, origins.len()), (vec![row("ana")], 1));
    }
}
