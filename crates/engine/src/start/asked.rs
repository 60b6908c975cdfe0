//! The twelve questions, in the order in which they are asked.

use super::form::{FieldView, Form, QuestionView, Values};
use super::ground::{Ground, Told};
use super::kept::State;
use super::{Trouble, growth, last_year, limits, listed, mandate, margin, numbers, pay, tree};
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
pub(super) const ALL: &[Question] = &[
    Question {
        id: "mandate",
        says: "What has been promised, by when, and who signed it?",
        why: "Every line hangs from a promise. Without one Plumb can show what happened, but not who carries what, and no money hangs on any gap.",
        private: false,
        form: mandate::form,
        apply: mandate::apply,
    },
    Question {
        id: "last-year",
        says: "What does Finance say last year brought?",
        why: "A CRM counts in several ways. The sum of facts that comes nearest to Finance's figure becomes the measure, and the figure is compared with the facts from then on.",
        private: false,
        form: last_year::form,
        apply: last_year::apply,
    },
    Question {
        id: "margin",
        says: "What is left of each product family's sales after the cost to deliver?",
        why: "What closing a gap is worth is counted in margin, not in revenue. Without it no worth is shown in money.",
        private: false,
        form: margin::form,
        apply: margin::apply,
    },
    Question {
        id: "tree",
        says: "Is this your tree?",
        why: "The mandate runs down this tree to each person. A unit in the wrong place takes everybody below it along.",
        private: false,
        form: tree::form,
        apply: tree::apply,
    },
    Question {
        id: "numbers",
        says: "What is the number of each person?",
        why: "A part of the mandate that stands in nobody's number is nobody's. Numbers are kept in `plan/private/` only.",
        private: true,
        form: numbers::form,
        apply: numbers::apply,
    },
    Question {
        id: "pay",
        says: "How is each role paid?",
        why: "People do what they are paid for. Pay beside the mandate shows what the plan asks and the pay does not. It is kept in `plan/private/` only.",
        private: true,
        form: pay::form,
        apply: pay::apply,
    },
    Question {
        id: "contests",
        says: "Which contests and prizes run?",
        why: "A contest is pay with a date: it moves deals, not always the ones that were meant.",
        private: false,
        form: listed::contests_form,
        apply: listed::contests,
    },
    Question {
        id: "growth",
        says: "Which offerings and segments must grow?",
        why: "A mandate that everything carries alike is carried by what sells easily. What must grow is looked at by itself.",
        private: false,
        form: growth::form,
        apply: growth::apply,
    },
    Question {
        id: "never",
        says: "What would you never do to win a deal?",
        why: "Pay and contests may reward exactly that. Rules look for it once it is said.",
        private: false,
        form: listed::never_form,
        apply: listed::never,
    },
    Question {
        id: "meetings",
        says: "Which meetings do you hold?",
        why: "A measure that nobody looks at together is looked at too late.",
        private: false,
        form: listed::meetings_form,
        apply: listed::meetings,
    },
    Question {
        id: "changes",
        says: "What changed in the last twelve months: ground, pay, tools, rivals, clients, budget?",
        why: "What changed for somebody explains figures that would otherwise be read as that person's doing.",
        private: false,
        form: listed::changes_form,
        apply: listed::changes,
    },
    Question {
        id: "limits",
        says: "How many hours and how much money can change take, when may nothing change, and whose law on data holds?",
        why: "A move that nobody has the hours for is no move; and what may be shown of people is for the law and the company to say.",
        private: false,
        form: limits::form,
        apply: limits::apply,
    },
];

/// The ids of the questions, in their order.
pub const QUESTIONS: [&str; 12] = [
    "mandate",
    "last-year",
    "margin",
    "tree",
    "numbers",
    "pay",
    "contests",
    "growth",
    "never",
    "meetings",
    "changes",
    "limits",
];

/// The question of a name.
pub(super) fn named(id: &str) -> Result<&'static Question, EngineError> {
    ALL.iter().find(|question| question.id == id).ok_or_else(|| {
        let says = format!("no question is called `{id}`; the questions are `{}`", QUESTIONS.join("`, `"));
        EngineError::unknown(says, id, QUESTIONS)
    })
}

/// The columns of the table of a name, for rows that name their cells.
pub(super) fn columns(field: &str) -> Option<Vec<&'static str>> {
    match field {
        "roles" => Some(pay::COLUMNS.to_vec()),
        "corrections" => Some(vec!["unit", "above", "lead"]),
        "quiet" => Some(vec!["from", "until", "why"]),
        field => listed::columns(field),
    }
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
