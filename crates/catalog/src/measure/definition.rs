//! A measure's definition, checked against the table it reads.

use plumb_diag::{Problem, nearest};
use plumb_facts::{ColumnKind, FactColumn, FactTable};
use plumb_plan::Entity;

use crate::sql_text::{Token, TokenKind, tokens};

type Checked<T> = Result<T, Box<Problem>>;

/// How rows become one number, with the expressions that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aggregate<'m> {
    Sum(&'m str),
    /// Rows, or rows in which the expression is not NULL.
    Count(Option<&'m str>),
    Ratio(&'m str, &'m str),
    Min(&'m str),
    Max(&'m str),
}

/// A measure that can be compiled.
pub(super) struct Definition<'m> {
    pub(super) table: &'static FactTable,
    pub(super) time: &'static FactColumn,
    pub(super) person: Option<&'static FactColumn>,
    pub(super) aggregate: Aggregate<'m>,
    pub(super) filter: Option<&'m str>,
    /// Whether it is counted in pieces.
    count: bool,
}

impl<'m> Definition<'m> {
    /// Reads it; all that is wrong at once.
    pub(super) fn of(measure: &'m Entity) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let table = found(table(measure), &mut problems);
        let time = table.and_then(|table| found(time(measure, table), &mut problems));
        let person = table.and_then(|table| found(person(measure, table), &mut problems));
        let aggregate = found(aggregate(measure), &mut problems);
        match (table, time, person, aggregate) {
            (Some(table), Some(time), Some(person), Some(aggregate)) => {
                let (filter, count) = (measure.text("filter"), measure.choice("unit") == Some("count"));
                Ok(Self { table, time, person, aggregate, filter, count })
            }
            _ => Err(problems),
        }
    }

    /// Reads it; the first thing that is wrong.
    pub(super) fn or_first(measure: &'m Entity) -> Checked<Self> {
        Self::of(measure).map_err(|problems| {
            let unsaid = || Problem::error("measure", format!("the measure `{}` cannot be read", measure.id));
            Box::new(problems.into_iter().next().unwrap_or_else(unsaid))
        })
    }

    /// Its expressions, each with the field that holds it.
    pub(super) fn fragments(&self) -> Vec<(&'static str, &'m str)> {
        let mut fragments = match self.aggregate {
            Aggregate::Sum(value) | Aggregate::Min(value) | Aggregate::Max(value) => vec![("value", value)],
            Aggregate::Count(value) => value.map(|value| ("value", value)).into_iter().collect(),
            Aggregate::Ratio(numerator, denominator) => {
                vec![("numerator", numerator), ("denominator", denominator)]
            }
        };
        fragments.extend(self.filter.map(|filter| ("filter", filter)));
        fragments
    }

    /// Whether an expression is an amount in the row's currency: whether it names a column that is.
    pub(super) fn is_money(&self, expression: &str) -> bool {
        let money = |column: &FactColumn| {
            column.kind == ColumnKind::Amount && column.unit.is_some_and(|unit| unit.contains("currency"))
        };
        self.table.column("currency").is_some()
            && names(expression).iter().any(|name| self.table.column(name).is_some_and(money))
    }

    /// Whether an expression counts whole pieces, which figures hold in millionths: nothing in it is in millionths yet.
    pub(super) fn is_whole(&self, expression: &str) -> bool {
        let scaled = |column: &FactColumn| matches!(column.kind, ColumnKind::Amount | ColumnKind::Fraction);
        let in_millionths = |name: &String| {
            self.table.column(name).is_some_and(scaled) || ["amount", "part"].contains(&name.as_str())
        };
        (self.count || matches!(self.aggregate, Aggregate::Ratio(..)))
            && !names(expression).iter().any(in_millionths)
    }
}

/// The names of columns and functions in an expression, in small letters.
fn names(expression: &str) -> Vec<String> {
    let named = |token: &Token<'_>| matches!(token.kind, TokenKind::Word | TokenKind::Quoted);
    let tokens = tokens(expression).into_iter().filter(named);
    tokens.map(|token| token.text.trim_matches(['"', '`', '[', ']']).to_ascii_lowercase()).collect()
}

fn found<T>(result: Checked<T>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(*problem)).ok()
}

fn table(measure: &Entity) -> Checked<&'static FactTable> {
    let Some(name) = measure.text("table") else {
        return Err(missing(measure, "table", "add `table`, such as `table = \"bookings\"`"));
    };
    FactTable::named(name).ok_or_else(|| {
        let names = || FactTable::all().map(|table| table.name);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("fact tables are `{}`", names().collect::<Vec<_>>().join("`, `")),
        };
        let problem = Problem::error("unknown-table", format!("no fact table is called `{name}`"));
        Box::new(problem.at(measure.place("table"), "").help(help))
    })
}

fn time(measure: &Entity, table: &'static FactTable) -> Checked<&'static FactColumn> {
    let dates = |column: &&FactColumn| matches!(column.kind, ColumnKind::Date | ColumnKind::Instant);
    match measure.text("time") {
        Some(name) => column(measure, "time", name, table, dates, "holds days"),
        None => Err(missing(measure, "time", "add `time`, the column that says when")),
    }
}

fn person(measure: &Entity, table: &'static FactTable) -> Checked<Option<&'static FactColumn>> {
    let people = |column: &&FactColumn| column.refers == Some("person");
    match measure.text("person") {
        Some(name) => column(measure, "person", name, table, people, "holds people").map(Some),
        None => Ok(person_column(measure, table)),
    }
}

/// The column that says whose an event is: the one the measure names, else `person`.
pub(super) fn person_column(measure: &Entity, table: &'static FactTable) -> Option<&'static FactColumn> {
    let name = measure.text("person").unwrap_or("person");
    table.column(name).filter(|column| column.refers == Some("person"))
}

fn column(
    measure: &Entity,
    field: &str,
    name: &str,
    table: &'static FactTable,
    fits: impl Fn(&&FactColumn) -> bool,
    what: &str,
) -> Checked<&'static FactColumn> {
    if let Some(column) = table.column(name).filter(|column| fits(column)) {
        return Ok(column);
    }
    let fitting: Vec<&str> = table.columns.iter().filter(fits).map(|column| column.name).collect();
    let help = match (nearest(name, fitting.iter().copied()), fitting.is_empty()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, false) => format!("those that do are `{}`", fitting.join("`, `")),
        (None, true) => "take another table, or leave this out".to_owned(),
    };
    let message = format!("no column `{name}` of `{}` {what}", table.name);
    Err(Box::new(Problem::error("unknown-column", message).at(measure.place(field), "").help(help)))
}

fn aggregate(measure: &Entity) -> Checked<Aggregate<'_>> {
    let word = measure.choice("aggregate").unwrap_or("sum");
    let needed = |field: &str| {
        let help = format!("add `{field}`, an expression over the columns of its table");
        measure.text(field).ok_or_else(|| missing(measure, field, &help))
    };
    Ok(match word {
        "count" => Aggregate::Count(measure.text("value")),
        "ratio" => Aggregate::Ratio(needed("numerator")?, needed("denominator")?),
        "min" => Aggregate::Min(needed("value")?),
        "max" => Aggregate::Max(needed("value")?),
        _ => Aggregate::Sum(needed("value")?),
    })
}

fn missing(measure: &Entity, field: &str, help: &str) -> Box<Problem> {
    let word = measure.choice("aggregate").unwrap_or("sum");
    let message = format!("the measure `{}` is a {word} and has no `{field}`", measure.id);
    Box::new(Problem::error("missing-field", message).at(measure.span, "").help(help))
}
