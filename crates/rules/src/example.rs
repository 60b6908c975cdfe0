//! A page's examples, run: the smallest world that fires, and the one that does not.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use plumb_catalog::{Catalogue, Filled};
use plumb_diag::Files;
use plumb_plan::Plan;
use plumb_store::{Cell, Store};
use plumb_units::{Currency, Date, parse_date};

use crate::outcome::{Outcome, State};
use crate::page::{Block, Example, Page};
use crate::rule::{Rule, with_thresholds};
use crate::runner::run;

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Example\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n[calendar]\nyear_starts = \"01-01\"\n";

/// Runs an example in `folder`, which must exist and be empty, and tells what differs from what the page says.
///
/// # Errors
/// A text with each difference, one to a line.
pub fn check(page: &Page, example: &Example, folder: &Path) -> Result<(), String> {
    let world = World::of(example)?;
    let (plan, currency) = world.plan()?;
    let facts = folder.join("plumb.db");
    let store = Store::create(&facts, &plumb_facts::migrations()).map_err(|error| error.to_string())?;
    for (table, columns, rows) in &world.facts {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        plumb_facts::insert_rows(&store, table, &columns, rows).map_err(|error| error.to_string())?;
    }
    drop(store);
    let review = folder.join("review.db");
    let catalogue =
        Catalogue::build(&plan, Some(&facts), world.as_of, &review).map_err(|error| error.to_string())?;
    catalogue.add_numbers(&plan).map_err(|error| error.to_string())?;
    catalogue.add_computed(world.computed.clone()).map_err(|error| error.to_string())?;
    let (rules, problems) = with_thresholds(vec![page.clone()], &plan);
    if let Some(problem) = problems.first() {
        return Err(problem.message.clone());
    }
    let (outcomes, problems) = run(&rules, &catalogue, 1);
    if let Some(problem) = problems.first() {
        return Err(problem.message.clone());
    }
    let rule = rules.first().ok_or("the page gave no rule")?;
    compare(rule, &outcomes, &world.expected, currency)
}

/// What a page expects: severity or `unknown`, then marks, then perhaps the message.
#[derive(Debug, PartialEq, Eq)]
struct Expected {
    severity: String,
    marks: Vec<(String, String)>,
    message: Option<String>,
}

struct World {
    texts: BTreeMap<String, String>,
    signed: Vec<(String, String, Date)>,
    facts: Vec<(String, Vec<String>, Vec<Vec<Cell>>)>,
    computed: Vec<Filled>,
    expected: Vec<Expected>,
    as_of: Date,
}

impl World {
    fn of(example: &Example) -> Result<Self, String> {
        let mut world = Self {
            texts: [("plumb.toml".to_owned(), SETTINGS.to_owned())].into(),
            signed: Vec::new(),
            facts: Vec::new(),
            computed: Vec::new(),
            expected: Vec::new(),
            as_of: Date::ZERO,
        };
        for block in &example.blocks {
            let words: Vec<&str> = block.info.split_whitespace().collect();
            match words.as_slice() {
                ["plan"] => {
                    world.texts.entry("plan/example.toml".into()).or_default().push_str(&block.code.text)
                }
                ["plan", path, recipe @ ..] if path.ends_with(".csv") => {
                    let (header, rows) = pipe_table(block, recipe)?;
                    let mut csv = header.join(",") + "\n";
                    for row in rows {
                        csv.push_str(&(row.join(",") + "\n"));
                    }
                    world.texts.insert(format!("plan/{path}"), csv);
                }
                ["plan", path] => {
                    world.texts.insert((*path).to_owned(), block.code.text.clone());
                }
                ["signed"] => world.sign(&block.code.text)?,
                ["facts", table, recipe @ ..] => world.facts(table, block, recipe)?,
                ["computed", table, recipe @ ..] => {
                    let (columns, rows) = pipe_table(block, recipe)?;
                    let rows = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
                    world.computed.push(Filled { table: (*table).to_owned(), columns, rows });
                }
                ["gaps", "as-of", day] => {
                    world.as_of = parse_date(day).ok_or_else(|| format!("`{day}` is not a date"))?;
                    world.expected = expected(&block.code.text)?;
                }
                _ => return Err(format!("`{}` is no block of an example", block.info)),
            }
        }
        if world.as_of == Date::ZERO {
            return Err(format!("the section `{}` has no block `gaps as-of DATE`", example.section));
        }
        Ok(world)
    }

    fn sign(&mut self, text: &str) -> Result<(), String> {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [objective, "by", name, "on", day] = words.as_slice() else {
                return Err(format!("`{line}` is not `ID by NAME on DATE`"));
            };
            let day = parse_date(day).ok_or_else(|| format!("`{day}` is not a date"))?;
            self.signed.push(((*objective).to_owned(), (*name).to_owned(), day));
        }
        Ok(())
    }

    fn facts(&mut self, table: &str, block: &Block, recipe: &[&str]) -> Result<(), String> {
        let (mut header, rows) = pipe_table(block, recipe)?;
        header.extend(["source".to_owned(), "key".to_owned()]);
        let given = self
            .facts
            .iter()
            .filter(|(name, _, _)| name == table)
            .map(|(_, _, rows)| rows.len())
            .sum::<usize>();
        let cells = rows
            .into_iter()
            .enumerate()
            .map(|(index, row)| {
                let mut row: Vec<Cell> = row.into_iter().map(cell).collect();
                // Keys of the source `plan` are the ids of the plan.
                row.extend([Cell::from("plan"), Cell::from(format!("row-{}", given + index + 1))]);
                row
            })
            .collect();
        self.facts.push((table.to_owned(), header, cells));
        Ok(())
    }

    fn plan(&self) -> Result<(Plan, Currency), String> {
        let mut texts = self.texts.clone();
        for (objective, by, on) in &self.signed {
            let (plan, _) = plumb_plan::read(texts.clone().into_iter().collect());
            let lock = plumb_plan::lock::sign(&plan, objective, by, *on).map_err(|problems| {
                problems.first().map_or_else(String::new, |problem| problem.message.clone())
            })?;
            texts.insert("plan.lock".into(), lock);
        }
        let (plan, problems) = plumb_plan::read(texts.into_iter().collect());
        let wrong: Vec<_> = problems.iter().map(|problem| problem.message.clone()).collect();
        if !wrong.is_empty() {
            return Err(format!("the example's plan has problems: {}", wrong.join("; ")));
        }
        let currency = plan.company.currency.ok_or("the example has no currency")?;
        Ok((plan, currency))
    }
}

/// An empty text is nothing.
fn cell(text: String) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}

/// A table with bars between its cells, its rows repeated by a recipe `repeat N seed S`.
fn pipe_table(block: &Block, recipe: &[&str]) -> Result<(Vec<String>, Vec<Vec<String>>), String> {
    let (times, seed) = match recipe {
        [] => (1, 0),
        ["repeat", times] => (number(times)?, 0),
        ["repeat", times, "seed", seed] => (number(times)?, number(seed)?),
        _ => return Err(format!("`{}` is not `repeat N seed S`", recipe.join(" "))),
    };
    if times > 10_000 {
        return Err(format!("{times} repetitions are more than 10 000"));
    }
    let mut lines = block.code.text.lines().filter(|line| !line.trim().is_empty());
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let header = cells(lines.next().ok_or("a table of an example is empty")?);
    let mut luck = Luck(seed ^ 0x9e37_79b9_7f4a_7c15);
    let mut rows = Vec::new();
    for line in lines {
        let row = cells(line);
        if row.len() != header.len() {
            return Err(format!("`{line}` has {} cells for {} columns", row.len(), header.len()));
        }
        for time in 1..=times {
            rows.push(row.iter().map(|cell| filled(cell, time, &mut luck)).collect::<Result<Vec<_>, _>>()?);
        }
    }
    Ok((header, rows))
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

/// A cell with `{n}` (the repetition, from 1), `{n:M}` (its rest by M) and `{A..B}` (a number from A to B by the seed).
fn filled(cell: &str, time: u64, luck: &mut Luck) -> Result<String, String> {
    let mut text = String::new();
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, tail) =
            after.split_once('}').ok_or_else(|| format!("`{cell}` has a brace without its end"))?;
        text.push_str(before);
        let value = if inside == "n" {
            time
        } else if let Some(modulus) = inside.strip_prefix("n:") {
            time.checked_rem(number(modulus)?).ok_or("a rest by zero")?
        } else if let Some((from, until)) = inside.split_once("..") {
            let (from, until) = (number(from)?, number(until)?);
            let span =
                until.checked_sub(from).and_then(|span| span.checked_add(1)).ok_or("a range that falls")?;
            from + luck.next() % span
        } else {
            return Err(format!("`{{{inside}}}` is no recipe"));
        };
        let _ = write!(text, "{value}");
        rest = tail;
    }
    text.push_str(rest);
    Ok(text)
}

/// Splitmix64 (Steele, Lea and Flood 2014).
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

fn expected(text: &str) -> Result<Vec<Expected>, String> {
    let mut expected: Vec<Expected> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with(' ') {
            let last = expected.last_mut().ok_or("a message stands before its gap")?;
            last.message = Some(line.trim().to_owned());
            continue;
        }
        let mut words = line.split_whitespace();
        let severity = words.next().unwrap_or_default().to_owned();
        let rule = words.next().ok_or_else(|| format!("`{line}` names no rule"))?;
        let mut marks = vec![("rule".to_owned(), rule.to_owned())];
        for word in words {
            let (name, value) =
                word.split_once(['=', '≈']).ok_or_else(|| format!("`{word}` is not name=value"))?;
            marks.push((name.to_owned(), value.to_owned()));
        }
        expected.push(Expected { severity, marks, message: None });
    }
    Ok(expected)
}

fn compare(
    rule: &Rule,
    outcomes: &[Outcome],
    expected: &[Expected],
    currency: Currency,
) -> Result<(), String> {
    let shown: Vec<&Outcome> =
        outcomes.iter().filter(|outcome| outcome.is_gap() || outcome.is_unknown()).collect();
    let (praised, expected): (Vec<&Expected>, Vec<&Expected>) =
        expected.iter().partition(|wanted| wanted.severity == "praise");
    let mut differences = praises(rule, outcomes, &praised, currency);
    if outcomes.iter().all(|outcome| outcome.state == State::NotApplicable) {
        differences.push_str("nothing was tested\n");
    }
    let told = |outcome: &Outcome| {
        let message = rule.page.says.fill(&outcome.figures, &rule.thresholds, currency);
        format!("{} {}\n  {message}", head(rule, outcome), marks(outcome))
    };
    for (outcome, wanted) in shown.iter().zip(&expected) {
        let fits = wanted.severity == severity(rule, outcome)
            && wanted.marks.iter().all(|(name, value)| holds(rule, outcome, name, value))
            && wanted.message.as_ref().is_none_or(|message| {
                *message == rule.page.says.fill(&outcome.figures, &rule.thresholds, currency)
            });
        if !fits {
            let _ = writeln!(differences, "expected {wanted:?}\nfound    {}", told(outcome));
        }
    }
    for outcome in shown.iter().skip(expected.len()) {
        let _ = writeln!(differences, "not expected: {}", told(outcome));
    }
    for wanted in expected.iter().skip(shown.len()) {
        let _ = writeln!(differences, "not found: {wanted:?}");
    }
    if differences.is_empty() { Ok(()) } else { Err(differences) }
}

/// What differs between the strengths that a page expects and those found; a page that expects none is silent of them.
fn praises(rule: &Rule, outcomes: &[Outcome], expected: &[&Expected], currency: Currency) -> String {
    let mut differences = String::new();
    if expected.is_empty() {
        return differences;
    }
    let told = |outcome: &Outcome| {
        let says = rule.page.praise.as_ref();
        says.map_or_else(String::new, |says| says.fill(&outcome.figures, &rule.thresholds, currency))
    };
    let found: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.praise.is_some()).collect();
    for (outcome, wanted) in found.iter().zip(expected) {
        let fits = wanted.marks.iter().all(|(name, value)| holds(rule, outcome, name, value))
            && wanted.message.as_ref().is_none_or(|message| *message == told(outcome));
        if !fits {
            let _ = writeln!(differences, "expected {wanted:?}\nfound    praise {}", marks(outcome));
            let _ = writeln!(differences, "  {}", told(outcome));
        }
    }
    for outcome in found.iter().skip(expected.len()) {
        let _ = writeln!(differences, "not expected: praise {}\n  {}", marks(outcome), told(outcome));
    }
    for wanted in expected.iter().skip(found.len()) {
        let _ = writeln!(differences, "not found: {wanted:?}");
    }
    differences
}

fn severity<'a>(rule: &'a Rule, outcome: &Outcome) -> &'a str {
    if outcome.is_unknown() { "unknown" } else { rule.page.front.severity.word() }
}

fn head(rule: &Rule, outcome: &Outcome) -> String {
    format!("{} {}", severity(rule, outcome), rule.page.name)
}

fn marks(outcome: &Outcome) -> String {
    let mut marks = format!("subject={}", outcome.subject);
    for (name, value) in [("objective", &outcome.objective), ("node", &outcome.node)] {
        if let Some(value) = value {
            let _ = write!(marks, " {name}={value}");
        }
    }
    match &outcome.state {
        State::Gap(magnitude) => {
            let _ = write!(marks, " magnitude≈{magnitude:.2}");
        }
        State::Unknown(missing) => {
            let _ = write!(marks, " missing={missing}");
        }
        _ => {}
    }
    marks
}

fn holds(rule: &Rule, outcome: &Outcome, name: &str, value: &str) -> bool {
    let text = |field: &Option<String>| field.as_deref() == Some(value);
    match name {
        "rule" => rule.page.name == value,
        "subject" => outcome.subject == value,
        "objective" => text(&outcome.objective),
        "node" => text(&outcome.node),
        "person" => text(&outcome.person),
        "role" => text(&outcome.role),
        "missing" => matches!(&outcome.state, State::Unknown(missing) if missing.replace(' ', "-") == value),
        "magnitude" => rounds_to(outcome.magnitude(), value),
        "praise" => outcome.praise.is_some_and(|praise| rounds_to(praise, value)),
        _ => false,
    }
}

/// Whether a number is a text, rounded to the decimals of the text.
fn rounds_to(number: f64, text: &str) -> bool {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    format!("{number:.decimals$}") == text
}

/// Reads the shipped pages for tests of their examples, which join no company's files.
pub fn shipped_pages() -> Vec<Page> {
    crate::rule::shipped(&mut Files::default()).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_repeats_rows_with_numbers_and_seeded_luck() {
        let mut luck = Luck(7);
        assert_eq!(filled("c{n:4}-{n}", 6, &mut luck), Ok("c2-6".into()));
        let drawn = filled("{10..12}", 1, &mut luck).unwrap();
        assert!(["10", "11", "12"].contains(&drawn.as_str()));
        assert!(filled("{n", 1, &mut luck).is_err() && filled("{2..1}", 1, &mut luck).is_err());
    }
}
