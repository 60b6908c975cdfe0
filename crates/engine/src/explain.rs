//! Where a gap came from, down to plan lines and facts; what a rule is.

use plumb_rules::{Outcome, Rule, figures_behind};
use plumb_store::{Cell, Store};
use plumb_units::Currency;

use crate::answers::{Explanation, GapStory, Origin, PlanLine, RulePage, TableView};
use crate::pass::{Options, Pass};
use crate::workspace::Workspace;
use crate::{EngineError, questions, view, worth};

/// The most facts that are listed behind a gap.
const ROWS_SHOWN: usize = 20;

impl Workspace {
    /// Explains a rule by its name, or a gap by its id.
    ///
    /// # Errors
    /// [`EngineError::Unknown`] with the nearest name or id; those of [`Workspace::check`].
    pub fn explain(&self, what: &str, options: &Options) -> Result<Explanation, EngineError> {
        let what = what.trim();
        let texts = self.read()?;
        if let Some(rule) = texts.rules.iter().find(|rule| rule.page.name == what) {
            return Ok(Explanation::Rule(page(rule)));
        }
        let pass = self.pass(options)?;
        let found =
            pass.assessment.outcomes.iter().position(|outcome| outcome.is_gap() && outcome.id() == what);
        match found {
            Some(index) => story(&pass, index).map(|story| Explanation::Gap(Box::new(story))),
            None => self.not_found(what, &pass),
        }
    }

    /// Why nothing can be told of it, and where it may be found.
    fn not_found(&self, what: &str, pass: &Pass) -> Result<Explanation, EngineError> {
        if view::review(pass)?.problems.iter().any(|problem| problem.code == what) {
            let says = format!(
                "`{what}` is no rule but a problem of the plan's texts; `plumb check` tells it with its place"
            );
            return Err(EngineError::Unknown { says, near: None });
        }
        let today = pass.look.catalogue.ground().as_of.to_string();
        if let Some(day) = self.stood_on(what).filter(|day| *day != today) {
            let says = format!(
                "the gap `{what}` does not stand on {today}; it stood in the review of {day}; add `--as-of {day}`"
            );
            return Err(EngineError::Unknown { says, near: None });
        }
        let gaps = pass.assessment.outcomes.iter().filter(|outcome| outcome.is_gap()).map(Outcome::id);
        let rules = pass.look.texts.rules.iter().map(|rule| rule.page.name.clone());
        let names: Vec<String> = rules.chain(gaps).collect();
        let says = format!(
            "`{what}` is neither a rule nor a gap that stands on {today}; `plumb check` lists gaps with their ids"
        );
        Err(EngineError::unknown(says, what, names.iter().map(String::as_str)))
    }

    /// The day of the review that was written last, where the gap stood in it.
    fn stood_on(&self, gap: &str) -> Option<String> {
        let written = std::fs::read(self.dir().join("out/review.json")).ok()?;
        let review: serde_json::Value = serde_json::from_slice(&written).ok()?;
        let stood =
            review.get("gaps")?.as_array()?.iter().any(|one| one.get("id").is_some_and(|id| id == gap));
        let day = review.get("as_of")?.get("date")?.as_str()?.to_owned();
        stood.then_some(day)
    }
}

fn thresholds(rule: &Rule) -> Vec<(String, String, String)> {
    rule.thresholds
        .iter()
        .map(|(name, threshold)| (name.clone(), threshold.text.clone(), threshold.says.clone()))
        .collect()
}

fn page(rule: &Rule) -> RulePage {
    RulePage {
        rule: rule.page.name.clone(),
        summary: rule.page.summary.clone(),
        severity: rule.page.front.severity.word().to_owned(),
        strand: rule.page.front.touch.word().to_owned(),
        sections: rule.page.sections.clone(),
        thresholds: thresholds(rule),
        fix: rule.page.front.fix.says.clone(),
    }
}

pub(crate) fn story(pass: &Pass, index: usize) -> Result<GapStory, EngineError> {
    let unknown = || EngineError::Unknown { says: "the gap is gone".to_owned(), near: None };
    let outcome = pass.assessment.outcomes.get(index).ok_or_else(unknown)?;
    let exposure = pass.assessment.exposures.get(index).and_then(Option::as_ref).ok_or_else(unknown)?;
    let rule = pass.rules.iter().find(|rule| rule.page.name == outcome.rule).ok_or_else(unknown)?;
    let gap = view::gap(pass, index, exposure).ok_or_else(unknown)?;
    let store = pass.look.catalogue.connect()?;
    let behind = figures_behind(rule, outcome, &store).map_err(|why| EngineError::Unknown {
        says: format!("the rows behind `{}` cannot be listed: {why}", gap.id),
        near: None,
    })?;
    let rows_in_all = behind.as_ref().map_or(0, |table| table.rows.len());
    let origins = match &behind {
        Some(table) => origins(pass, table.column("at"), &table.rows)?,
        None => Vec::new(),
    };
    let rows = behind.map(|mut table| {
        table.rows.truncate(ROWS_SHOWN);
        questions::table_view(&table)
    });
    let people = people(pass, outcome);
    let plan_lines = gap.at.iter().filter_map(|place| {
        let texts = &pass.look.texts;
        let span = texts.plan.place(&place.path)?;
        let line = texts.files.text(span.file).lines().nth(place.line?.checked_sub(1)?)?;
        Some(PlanLine { at: place.clone(), text: line.to_owned() })
    });
    Ok(GapStory {
        plan_lines: plan_lines.collect(),
        summary: rule.page.summary.clone(),
        why: rule.page.section("Why it matters").unwrap_or_default().to_owned(),
        rows,
        rows_in_all,
        origins,
        people,
        figures: figures(pass, outcome, rule),
        worth: worth::steps(pass, index, outcome, rule),
        thresholds: thresholds(rule),
        gap,
    })
}

/// The greatest whole number that is a count; beyond it are parts of an amount, which only a message can write.
const COUNT_MAX: u64 = 9_999_999;

/// The figures as the message writes them, without what is empty and what only makes the sentence.
fn figures(pass: &Pass, outcome: &Outcome, rule: &Rule) -> Vec<(String, String)> {
    let currency = pass.look.texts.plan.company.currency.or_else(|| Currency::parse("XXX").ok());
    let says = &rule.page.says;
    let written = |name: &str, cell: &Cell| match cell {
        Cell::Null => None,
        Cell::Text(text) if name == "finding" || !text.starts_with(char::is_alphanumeric) => None,
        cell => match currency.and_then(|currency| says.figure(name, cell, currency)) {
            Some(written) => Some(written),
            None if cell.int().is_some_and(|number| number.unsigned_abs() > COUNT_MAX) => None,
            None => Some(view::figure(cell)),
        },
    };
    let figures = outcome.figures.iter();
    figures.filter_map(|(name, cell)| Some((name.clone(), written(name, cell)?))).collect()
}

/// Where the listed facts were read.
fn origins(pass: &Pass, at: Option<usize>, rows: &[Vec<Cell>]) -> Result<Vec<Option<Origin>>, EngineError> {
    let (Some(at), Some(facts)) = (at, &pass.look.facts) else { return Ok(Vec::new()) };
    let store = Store::open_read_only(facts, &plumb_facts::migrations())?;
    let path = |row: &[Cell]| row.get(at).and_then(Cell::text).unwrap_or_default().to_owned();
    rows.iter().take(ROWS_SHOWN).map(|row| origin(&store, &path(row))).collect()
}

/// Where one fact was read; `None` where no import tells.
pub(crate) fn origin(facts: &Store, at: &str) -> Result<Option<Origin>, EngineError> {
    let mut parts = at.splitn(3, '/');
    let (Some(table), Some(source), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(None);
    };
    let found = facts.query(
        "select file, line from origins where table_name = :name and source = :source and key = :key",
        &[("name", table.into()), ("source", source.into()), ("key", key.into())],
    )?;
    Ok(found
        .rows
        .first()
        .and_then(|row| Some(Origin { file: row.first()?.text()?.to_owned(), line: row.get(1)?.int()? })))
}

/// People whose lines the gap concerns, with the part of each.
fn people(pass: &Pass, outcome: &Outcome) -> Vec<(String, String)> {
    let headline = pass.assessment.headline.as_ref().ok();
    let concerned = pass.assessment.sellers.iter().filter(|seller| plumb_rules::concerns(outcome, seller));
    concerned
        .map(|seller| {
            let part = headline.and_then(|headline| {
                let minor = headline.allocation.parts.get(&seller.person)?;
                Some(plumb_units::Money::new(*minor, headline.currency).to_string())
            });
            (seller.name.clone(), part.unwrap_or_default())
        })
        .collect()
}

impl TableView {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
