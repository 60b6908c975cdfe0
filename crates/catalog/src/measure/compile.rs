//! A measure as one SQL query.

use plumb_diag::{Problem, nearest};
use plumb_facts::FactColumn;
use plumb_plan::Entity;
use plumb_units::Period;

use super::definition::{Aggregate, Definition};
use super::{Dimension, dimensions};
use crate::fact_views::key_column;
use crate::tables::quoted;

/// The query of a measure, cut by dimensions, within a period.
///
/// Its columns are the dimensions in their order, then `value` (NULL of a ratio), `numerator`, `denominator` (NULL of anything
/// else), `n` (rows that count) and `left_out` (rows whose currency has no rate on their day). Rows are ordered by the
/// dimensions, an absent one last. Each row of the table falls into exactly one group: a key that no entry of the plan has
/// stands as `key:…`. It runs on a connection of the catalogue.
///
/// # Errors
/// The first problem of the definition, placed; a dimension that its table does not have, with those that it has.
pub fn compile(measure: &Entity, by: &[Dimension], period: Option<&Period>) -> Result<String, Box<Problem>> {
    let definition = Definition::or_first(measure)?;
    let known = dimensions(measure);
    if let Some(unknown) = by.iter().find(|dimension| !known.contains(dimension)) {
        return Err(Box::new(no_dimension(measure, unknown.word(), &known)));
    }
    let day = format!("substr({}, 1, 10)", own(&definition, definition.time.name));
    let mut inner: Vec<String> = Vec::new();
    for (index, dimension) in by.iter().enumerate() {
        inner.push(format!("{} as group_{index}", group(*dimension, &definition, &day)));
    }
    let expressions = expressions(&definition);
    for (name, expression) in &expressions {
        inner.push(format!("({expression}\n) as {name}_given"));
        inner.push(format!("{} as {name}", plain(&definition, expression, &day)));
    }
    let mut conditions: Vec<String> =
        definition.filter.map(|filter| format!("({filter}\n)")).into_iter().collect();
    if let Some(period) = period {
        conditions.push(format!("{day} >= '{}' and {day} < '{}'", period.from, period.until));
    }
    let filter = if conditions.is_empty() {
        String::new()
    } else {
        format!("where {}\n", conditions.join("\n  and "))
    };
    let groups: Vec<String> = (0..by.len()).map(|index| format!("group_{index}")).collect();
    let named = by.iter().zip(&groups).map(|(dimension, group)| format!("{group} as {}", dimension.word()));
    let outer: Vec<String> = named.chain(figures(&definition)).collect();
    let (grouped, ordered) = if groups.is_empty() {
        (String::new(), String::new())
    } else {
        let order: Vec<String> = groups.iter().map(|group| format!("{group} is null, {group}")).collect();
        (format!("\ngroup by {}", groups.join(", ")), format!("\norder by {}", order.join(", ")))
    };
    if inner.is_empty() {
        inner.push("1 as counted".to_owned());
    }
    Ok(format!(
        "with event as (\nselect {}\nfrom {}\n{filter}),\ncounted as (select *, {} as lost from event)\nselect \
         {}\nfrom counted{grouped}{ordered}",
        inner.join(",\n  "),
        quoted(definition.table.name),
        lost(&definition),
        outer.join(",\n  "),
    ))
}

/// An expression as figures hold it: in the company's currency, or in millionths of one.
pub(super) fn plain(definition: &Definition<'_>, expression: &str, day: &str) -> String {
    if definition.is_money(expression) {
        format!("converted(({expression}\n), {}, {day})", own(definition, "currency"))
    } else if definition.is_whole(expression) {
        format!("({expression}\n) * 1000000")
    } else {
        format!("({expression}\n)")
    }
}

/// The expressions under the names that the figures use.
fn expressions<'m>(definition: &Definition<'m>) -> Vec<(&'static str, &'m str)> {
    definition.fragments().into_iter().filter(|(field, _)| *field != "filter").collect()
}

/// The figures of a group. A row whose amounts have no rate does not count, a ratio's neither above nor below the line.
fn figures(definition: &Definition<'_>) -> Vec<String> {
    let kept = |name: &str| format!("case when lost then null else {name} end");
    let value = |function: &str| format!("{function}({})", kept("value"));
    let none = || "null".to_owned();
    let (value, numerator, denominator, n) = match definition.aggregate {
        Aggregate::Count(None) => ("count(*) * 1000000".to_owned(), none(), none(), "count(*)".to_owned()),
        Aggregate::Count(Some(_)) => {
            ("count(value_given) * 1000000".to_owned(), none(), none(), "count(value_given)".to_owned())
        }
        Aggregate::Sum(_) => (value("sum"), none(), none(), value("count")),
        Aggregate::Min(_) => (value("min"), none(), none(), value("count")),
        Aggregate::Max(_) => (value("max"), none(), none(), value("count")),
        Aggregate::Ratio(..) => {
            let sum = |name| format!("sum({})", kept(name));
            let either = kept("coalesce(numerator, denominator)");
            (none(), sum("numerator"), sum("denominator"), format!("count({either})"))
        }
    };
    vec![
        format!("{value} as value"),
        format!("{numerator} as numerator"),
        format!("{denominator} as denominator"),
        format!("{n} as n"),
        "coalesce(sum(lost), 0) as left_out".to_owned(),
    ]
}

/// Whether a row has an amount that could not be converted.
fn lost(definition: &Definition<'_>) -> String {
    let of = |(name, _): &(&str, &str)| format!("({name} is null and {name}_given is not null)");
    let converted: Vec<_> =
        expressions(definition).into_iter().filter(|(_, text)| definition.is_money(text)).collect();
    match (converted.is_empty(), definition.aggregate) {
        (true, _) | (_, Aggregate::Count(_)) => "0".to_owned(),
        _ => converted.iter().map(of).collect::<Vec<_>>().join(" or "),
    }
}

/// The expression of a dimension over the measure's table.
fn group(dimension: Dimension, definition: &Definition<'_>, day: &str) -> String {
    if let Some(grain) = dimension.grain() {
        return format!("period({day}, '{}')", grain.word());
    }
    let table = definition.table;
    match dimension {
        Dimension::Person => definition.person.map_or("null".to_owned(), |person| named(definition, person)),
        Dimension::Unit => {
            let mut choices: Vec<String> = Vec::new();
            if let Some(person) = definition.person {
                choices.push(format!(
                    "(select p.unit from plan_people as p where p.id = {} and (p.valid_from is null or p.valid_from <= \
                     {day}) and (p.valid_until is null or {day} < p.valid_until))",
                    own(definition, person.name)
                ));
            }
            choices.extend(table.column("unit").map(|unit| named(definition, unit)));
            choices.push("null".to_owned());
            format!("coalesce({})", choices.join(", "))
        }
        Dimension::Account if table.name == "accounts" => {
            format!("coalesce({}, 'key:' || {})", own(definition, "id"), own(definition, "key"))
        }
        Dimension::Kind | Dimension::Stage => own(definition, dimension.word()),
        other => table.column(other.word()).map_or("null".to_owned(), |column| named(definition, column)),
    }
}

/// The plan id, else the source's key, marked as one.
fn named(definition: &Definition<'_>, column: &FactColumn) -> String {
    let key = own(definition, &key_column(column));
    format!("coalesce({}, 'key:' || {key})", own(definition, column.name))
}

pub(super) fn own(definition: &Definition<'_>, column: &str) -> String {
    format!("{}.{}", quoted(definition.table.name), quoted(column))
}

fn no_dimension(measure: &Entity, word: &str, known: &[Dimension]) -> Problem {
    let words: Vec<&str> = known.iter().map(|dimension| dimension.word()).collect();
    let near = nearest(word, words.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    let message = format!("the measure `{}` cannot be cut by `{word}`", measure.id);
    Problem::error("unknown-dimension", message)
        .at(
            measure.place("table"),
            format!("`{}` has no such column", measure.text("table").unwrap_or_default()),
        )
        .help(format!("{}it can be cut by `{}`", near.unwrap_or_default(), words.join("`, `")))
}
