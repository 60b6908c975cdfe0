//! What is wrong with the measures of a plan, with its place.

use std::collections::BTreeSet;

use plumb_diag::{Problem, Span, nearest};
use plumb_facts::FactTable;
use plumb_plan::{Entity, Plan};
use plumb_store::Store;

use super::compile;
use super::definition::Definition;
use crate::guard::forbidden;
use crate::sql_text::{TokenKind, tokens};

/// Tables that a fact view itself reads.
const BENEATH: [&str; 2] = ["plan_keys", "plan_measure"];

/// Checks every measure of a plan against the catalogue: its table, its columns, its expressions. Fields that are absent
/// altogether the plan reports by itself.
///
/// A connection of the catalogue is needed, since SQLite itself reads the expressions.
pub fn check(plan: &Plan, store: &Store) -> Vec<Problem> {
    plan.of_kind("measure").flat_map(|measure| check_one(plan, measure, store)).collect()
}

fn check_one(plan: &Plan, measure: &Entity, store: &Store) -> Vec<Problem> {
    let definition = match Definition::of(measure) {
        Ok(definition) => definition,
        Err(problems) => {
            return problems.into_iter().filter(|problem| problem.code != "missing-field").collect();
        }
    };
    let fragments = definition.fragments();
    let problems: Vec<Problem> = fragments
        .iter()
        .filter_map(|(field, text)| fragment(plan, measure, field, text, definition.table, store))
        .collect();
    if !problems.is_empty() {
        return problems;
    }
    let whole = compile(measure, &[], None).map(|sql| store.inspect(&sql));
    match whole {
        Ok(Err(error)) => vec![
            Problem::error("measure", format!("the measure `{}` is no SQL: {error}", measure.id))
                .at(measure.span, "")
                .help("try its expressions one by one with `plumb sql`"),
        ],
        Err(problem) => vec![*problem],
        Ok(Ok(_)) => Vec::new(),
    }
}

/// What is wrong with one expression.
fn fragment(
    plan: &Plan,
    measure: &Entity,
    field: &str,
    text: &str,
    table: &FactTable,
    store: &Store,
) -> Option<Problem> {
    let whole = measure.place(field);
    if let Some(found) = forbidden(text) {
        let message = format!("`{}` is not allowed in a measure", found.what);
        let span = inside(plan, whole, text, found.start, found.end);
        return Some(Problem::error("forbidden-sql", message).at(span, "").help(found.instead));
    }
    if let Some((start, end, reason)) = more_than_an_expression(text) {
        let span = inside(plan, whole, text, start, end);
        let help = format!("write an expression over the columns of `{}`", table.name);
        return Some(Problem::error("forbidden-sql", reason).at(span, "").help(help));
    }
    let sql = format!("select 1 from \"{}\" where ({text}\n) is not null", table.name);
    match store.inspect(&sql) {
        Err(error) => Some(no_sql(plan, measure, field, text, table, &error.to_string())),
        Ok(reads) => {
            let others: BTreeSet<&str> = reads
                .columns
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| *name != table.name && !BENEATH.contains(name))
                .collect();
            let other = others.first()?;
            let message = format!("`{other}` is another table than `{}`", table.name);
            let help = format!("a measure reads one table; use the columns of `{}`", table.name);
            Some(Problem::error("forbidden-sql", message).at(whole, "").help(help))
        }
    }
}

fn no_sql(plan: &Plan, measure: &Entity, field: &str, text: &str, table: &FactTable, error: &str) -> Problem {
    let span = measure.place(field);
    let Some(name) = error.split("no such column: ").nth(1).and_then(|rest| rest.split_whitespace().next())
    else {
        return Problem::error("measure", format!("`{text}` is no expression: {error}"))
            .at(span, "")
            .help(format!("write an expression over the columns of `{}`", table.name));
    };
    let token = tokens(text).into_iter().find(|token| token.text.eq_ignore_ascii_case(name));
    let span = token.map_or(span, |token| inside(plan, span, text, token.start, token.start + name.len()));
    let names = || table.columns.iter().map(|column| column.name);
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its columns are `{}`", names().collect::<Vec<_>>().join("`, `")),
    };
    Problem::error("unknown-column", format!("`{}` has no column `{name}`", table.name))
        .at(span, "")
        .help(help)
}

/// What makes a text more than one expression: a subquery, a second statement, a parameter, brackets that do not match.
fn more_than_an_expression(text: &str) -> Option<(usize, usize, String)> {
    let mut depth = 0_usize;
    let mut seen_any = false;
    for token in tokens(text) {
        let here = |reason: &str| Some((token.start, token.start + token.text.len(), reason.to_owned()));
        seen_any |= token.kind != TokenKind::Blank;
        match (token.kind, token.text) {
            (TokenKind::Word, word)
                if ["select", "values", "with"].iter().any(|w| word.eq_ignore_ascii_case(w)) =>
            {
                return here("a measure reads one table, without a query inside");
            }
            (TokenKind::Sign, "(") => depth += 1,
            (TokenKind::Sign, ")") => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return here("this bracket closes nothing"),
            },
            (TokenKind::Sign, ";") => return here("a measure is one expression"),
            (TokenKind::Sign, "?" | ":" | "@" | "#") => return here("a measure has no parameters"),
            (TokenKind::Word, word) if word.starts_with('$') => return here("a measure has no parameters"),
            _ => {}
        }
    }
    if !seen_any {
        return Some((0, text.len(), "the expression is empty".to_owned()));
    }
    (depth > 0).then(|| (0, text.len(), "a bracket is not closed".to_owned()))
}

/// The span of a part of a text that stands in quotes; all of it where escapes hide the place.
fn inside(plan: &Plan, whole: Span, text: &str, start: usize, end: usize) -> Span {
    let written = plan.files.slice(whole);
    match written.find(text) {
        Some(at) => Span { start: whole.start + at + start, end: whole.start + at + end, ..whole },
        None => whole,
    }
}
