//! `plumb start`: twelve questions about what no export tells, asked beside what the facts make one think.
//!
//! What was answered stands in `answers.toml` and in the plan files it bears on; stopping is leaving the rest open.

mod asked;
mod file;
mod filter;
mod finding;
mod first;
mod form;
mod ground;
mod growth;
mod guessed;
mod kept;
mod last_year;
mod limits;
mod listed;
mod mandate;
mod margin;
mod nearest;
mod numbers;
mod pay;
mod table_file;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::{Files, Problem};
use plumb_units::Date;

pub use asked::QUESTIONS;
pub use finding::{CheckView, FindingView};
pub use first::{FirstScreen, PicturePart, PictureRow, first_screen};
pub use form::{AnswerProblem, AnswerView, FieldView, OptionView, QuestionView};

use crate::{EngineError, Workspace, view};
use asked::Question;
use ground::Ground;
use kept::{Entry, State};

/// Something that is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    /// The field; none where it is about the whole answer.
    field: Option<String>,
    message: String,
    help: String,
}

impl Trouble {
    fn new(field: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), message: message.into(), help: help.into() }
    }

    fn whole(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { field: None, message: message.into(), help: help.into() }
    }
}

impl Workspace {
    /// The day of the first screen where nobody gives one: the newest day of the facts, or the day after it where it is the
    /// last of a fiscal year, for then the year is over. `None` without facts.
    ///
    /// # Errors
    /// Texts and facts that cannot be read.
    pub fn first_day(&self) -> Result<Option<Date>, EngineError> {
        Ok(Ground::of(self, None)?.day)
    }

    /// The twelve questions in their order, each with what was guessed, how to answer and how it stands.
    ///
    /// # Errors
    /// Texts or facts that cannot be read; an `answers.toml` with errors.
    pub fn questions(&self, today: Option<Date>) -> Result<Vec<QuestionView>, EngineError> {
        let ground = Ground::of(self, today)?;
        asked::ALL.iter().enumerate().map(|(index, question)| question.view(index + 1, &ground)).collect()
    }

    /// What the company is called.
    ///
    /// # Errors
    /// Texts that cannot be read.
    pub fn company_name(&self) -> Result<String, EngineError> {
        Ok(self.read()?.plan.company.name)
    }

    /// Answers one question: checks the values, writes `answers.toml` and the plan files that it bears on. With a problem
    /// nothing is written, and all problems are told.
    ///
    /// `values` are the fields of the question's form by name; empty ones are as if they were not there.
    ///
    /// # Errors
    /// A question that there is not; files that cannot be read or written.
    pub fn answer(
        &self,
        question: &str,
        values: &BTreeMap<String, String>,
        by: &str,
        on: Date,
    ) -> Result<AnswerView, EngineError> {
        let question = asked::named(question)?;
        let values = values.iter().filter(|(_, value)| !value.trim().is_empty());
        let values = values.map(|(name, value)| (name.clone(), value.trim().to_owned())).collect();
        let entry = Entry { state: State::Answered, by: by.trim().to_owned(), on: Some(on), values };
        let mut ground = Ground::of(self, Some(on))?;
        let (troubles, says) = take(&mut ground, question, entry)?;
        let problems: Vec<AnswerProblem> = troubles
            .into_iter()
            .map(|trouble| AnswerProblem {
                field: trouble.field,
                message: trouble.message,
                help: trouble.help,
            })
            .collect();
        let written = if problems.is_empty() { ground.write()? } else { Vec::new() };
        Ok(AnswerView { questions: vec![question.id.to_owned()], problems, written, says })
    }

    /// Leaves a question out; it is not asked again.
    ///
    /// # Errors
    /// As of [`Workspace::answer`].
    pub fn skip(&self, question: &str, by: &str, on: Date) -> Result<AnswerView, EngineError> {
        self.note(question, State::Skipped, by, on)
    }

    /// Notes that a colleague was asked in place of whoever sits here.
    ///
    /// # Errors
    /// As of [`Workspace::answer`].
    pub fn send(&self, question: &str, to: &str, by: &str, on: Date) -> Result<AnswerView, EngineError> {
        self.note(question, State::Sent(to.trim().to_owned()), by, on)
    }

    fn note(&self, question: &str, state: State, by: &str, on: Date) -> Result<AnswerView, EngineError> {
        let question = asked::named(question)?;
        let mut ground = Ground::of(self, Some(on))?;
        let by = by.trim().to_owned();
        ground.kept.insert(question.id, Entry { state, by, on: Some(on), values: BTreeMap::new() });
        let written = ground.write()?;
        Ok(AnswerView {
            questions: vec![question.id.to_owned()],
            problems: Vec::new(),
            written,
            says: Vec::new(),
        })
    }

    /// Answers all questions that a file of answers holds, in the order of the questions; `by` and `on` stand in where the
    /// file does not say who tells and when.
    ///
    /// # Errors
    /// A file with problems, all of them at once, each with its line: nothing is written then. Files that cannot be read or
    /// written.
    pub fn answers(
        &self,
        path: &str,
        text: &[u8],
        by: Option<&str>,
        on: Date,
    ) -> Result<AnswerView, EngineError> {
        let mut files = Files::default();
        let (given, mut problems) = file::read(&mut files, path, text, by, on);
        let mut ground = Ground::of(self, Some(on))?;
        let mut says = Vec::new();
        let mut questions = Vec::new();
        for question in asked::ALL {
            let Some(given) = given.get(question.id) else { continue };
            questions.push(question.id.to_owned());
            let (troubles, more) = take(&mut ground, question, given.entry.clone())?;
            says.extend(more);
            problems.extend(troubles.into_iter().map(|trouble| {
                let span = trouble.field.as_ref().and_then(|field| given.place(field)).unwrap_or(given.span);
                Problem::error("answer", trouble.message).at(span, "").help(trouble.help)
            }));
        }
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
            let count = problems.len();
            let many = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
            let says = format!("{many} in `{path}`, so nothing was written; put them right and run it again");
            return Err(EngineError::Problems { says, problems: view::problems(&problems, &files) });
        }
        let written = ground.write()?;
        Ok(AnswerView { questions, problems: Vec::new(), written, says })
    }
}

/// Takes an answer into the ground: what is wrong with it, or what it did in sentences. With a trouble the ground stays as
/// it was.
fn take(
    ground: &mut Ground,
    question: &'static Question,
    entry: Entry,
) -> Result<(Vec<Trouble>, Vec<String>), EngineError> {
    if entry.state != State::Answered {
        ground.kept.insert(question.id, entry);
        return Ok((Vec::new(), Vec::new()));
    }
    if ground.kept.get(question.id) == Some(&entry) {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut troubles = Vec::new();
    if entry.by.is_empty() {
        let help =
            "write `by = \"NAME\"`, or give `--by NAME`: what is told stands in the plan with who told it";
        troubles.push(Trouble::whole(format!("nobody is named who answers `{}`", question.id), help));
    }
    let form = (question.form)(ground)?;
    let (values, wrong) = form.checked(ground, question.id, &entry.values);
    troubles.extend(wrong);
    if !troubles.is_empty() {
        return Ok((troubles, Vec::new()));
    }
    let before = ground.clone_texts();
    let known: BTreeSet<String> = ground.errors();
    let told = ground::Told { by: entry.by.clone(), on: entry.on };
    let (mut troubles, says) = (question.apply)(ground, &values, &told)?;
    if troubles.is_empty() {
        ground.reread();
        let new = ground.errors();
        troubles = new
            .difference(&known)
            .map(|message| {
                Trouble::whole(
                    format!("the plan cannot take this answer: {message}"),
                    "answer it otherwise, or change the plan by hand",
                )
            })
            .collect();
    }
    if !troubles.is_empty() {
        ground.put_back(before);
        return Ok((troubles, Vec::new()));
    }
    let values = if question.private { BTreeMap::new() } else { entry.values };
    ground.kept.insert(question.id, Entry { values, ..entry });
    Ok((troubles, says))
}
