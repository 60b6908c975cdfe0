//! The twelve questions, in the order in which they are asked.

use super::form::{FieldView, Form, QuestionView, Values};
use super::ground::{Ground, Told};
use super::kept::State;
use super::{Trouble, mandate};
use crate::EngineError;

/// What an answer did: what is wrong with it, else sentences.
pub(super) type Applied = Result<(Vec<Trouble>, Vec<String>), EngineError>;

/// A question as it is built in.
pub(super) struct Question {
    pub(super) id: &'static str,
    says: &'static str,
    why: &'static str,
    /// Whether its answer is about single people.
    pub(super) private: bool,
    pub(super) form: fn(&Ground) -> Result<Form, EngineError>,
    pub(super) apply: fn(&mut Ground, &Values, &Told) -> Applied,
}

/// All of them.
pub(super) const ALL: &[Question] = &[Question {
    id: "mandate",
    says: "What has been promised, by when, and who signed it?",
    why: "Every line hangs from a promise. Without one Plumb can show what happened, but not who carries what, and no money hangs on any gap.",
    private: false,
    form: mandate::form,
    apply: mandate::apply,
}];

/// The ids of the questions, in their order.
pub const QUESTIONS: [&str; 1] = ["mandate"];

/// The question of a name.
pub(super) fn named(id: &str) -> Result<&'static Question, EngineError> {
    ALL.iter().find(|question| question.id == id).ok_or_else(|| {
        let says = format!("no question is called `{id}`; the questions are `{}`", QUESTIONS.join("`, `"));
        EngineError::unknown(says, id, QUESTIONS)
    })
}

/// The columns of the table of a name.
pub(super) fn columns(_name: &str) -> Option<Vec<&'static str>> {
    None
}

impl Question {
    /// As it is asked now.
    pub(super) fn view(&self, number: usize, ground: &Ground) -> Result<QuestionView, EngineError> {
        let Form { guess, fields } = (self.form)(ground)?;
        let entry = ground.kept.get(self.id);
        let told = |field: FieldView| match entry.and_then(|entry| entry.values.get(&field.name)) {
            Some(value) => FieldView { value: Some(value.clone()), ..field },
            None => field,
        };
        let (state, to) = match entry.map(|entry| &entry.state) {
            None => ("open", None),
            Some(State::Answered) => ("answered", None),
            Some(State::Skipped) => ("skipped", None),
            Some(State::Sent(to)) => ("sent", Some(to.clone())),
        };
        Ok(QuestionView {
            id: self.id.to_owned(),
            number,
            says: self.says.to_owned(),
            why: self.why.to_owned(),
            form: fields.into_iter().map(told).collect(),
            guess,
            state: state.to_owned(),
            by: entry.map(|entry| entry.by.clone()).filter(|by| !by.is_empty()),
            on: entry.and_then(|entry| entry.on).map(|on| on.to_string()),
            to,
            private: self.private,
        })
    }
}
