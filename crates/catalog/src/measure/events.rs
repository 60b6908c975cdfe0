//! The rows that a measure counts, each with whose it is, what was sold to whom, and the deal behind it.

use plumb_facts::FactTable;
use plumb_plan::Entity;
use plumb_store::{Cell, Store};
use plumb_units::{Date, parse_date};

use super::compile::{own, plain};
use super::definition::{Aggregate, Definition};
use super::evaluate::MeasureError;
use crate::fact_views::key_column;
use crate::tables::quoted;

/// One row that a measure counts. Things of the plan stand by their id, others as `source/key`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// The day on which it counts.
    pub day: Date,
    /// What it brings, in millionths or minutes; of a ratio, what stands above the line.
    pub value: i64,
    /// Of a ratio, what stands below the line.
    pub denominator: Option<i64>,
    /// Whose it is.
    pub person: Option<String>,
    /// The customer.
    pub account: Option<String>,
    /// What was sold.
    pub offering: Option<String>,
    /// The segment of the row, else of its customer.
    pub segment: Option<String>,
    /// What sort of row it is.
    pub kind: Option<String>,
    /// How many, in millionths.
    pub quantity: Option<i64>,
    /// The deal, as `source/key`.
    pub deal: Option<String>,
    /// Where the row comes from: `table/source/key`.
    pub at: String,
    /// The currency of the row, where what is counted is money.
    pub currency: Option<String>,
    /// What it brings in that currency; the value itself where it is no money.
    pub own: Option<i64>,
    /// Of a ratio, what stands below the line in that currency.
    pub own_denominator: Option<i64>,
}

/// The rows of a sum, a count or a ratio up to a day, that day included, by day and place; none of a least or a greatest value.
///
/// Rows whose currency has no rate on their day are left out, as in the figure itself.
///
/// # Errors
/// [`MeasureError`].
pub fn events(store: &Store, measure: &Entity, until: Date) -> Result<Vec<Event>, MeasureError> {
    let definition = Definition::or_first(measure).map_err(MeasureError::Definition)?;
    let day = format!("substr({}, 1, 10)", own(&definition, definition.time.name));
    let null = || "null".to_owned();
    let (value, denominator, own_value, own_denominator) = match definition.aggregate {
        Aggregate::Sum(value) => {
            (plain(&definition, value, &day), null(), unconverted(&definition, value), null())
        }
        Aggregate::Count(None) => ("1000000".to_owned(), null(), "1000000".to_owned(), null()),
        Aggregate::Count(Some(value)) => {
            let one = format!("case when ({value}\n) is not null then 1000000 end");
            (one.clone(), null(), one, null())
        }
        Aggregate::Ratio(above, below) => (
            plain(&definition, above, &day),
            plain(&definition, below, &day),
            unconverted(&definition, above),
            unconverted(&definition, below),
        ),
        Aggregate::Min(_) | Aggregate::Max(_) => return Ok(Vec::new()),
    };
    let counted = match definition.aggregate {
        Aggregate::Sum(value) | Aggregate::Ratio(value, _) => definition.is_money(value),
        _ => false,
    };
    let currency = if counted { own(&definition, "currency") } else { null() };
    let table = definition.table;
    let named = |column: &str| named(&definition, table, column);
    let person = definition.person.map_or("null".to_owned(), |person| named(person.name));
    let segment = format!(
        "coalesce({}, (select coalesce(c.segment, c.source || '/' || c.segment_key) from accounts c where c.source = {} and c.key = {}))",
        named("segment"),
        own(&definition, "source"),
        if table.column("account").is_some() { own(&definition, "account_key") } else { "null".to_owned() },
    );
    let bare =
        |column: &str| table.column(column).map_or("null".to_owned(), |column| own(&definition, column.name));
    let deal = if table.name == "opportunities" {
        format!("{} || '/' || {}", own(&definition, "source"), own(&definition, "key"))
    } else if table.column("opportunity").is_some() {
        format!("{} || '/' || {}", own(&definition, "source"), own(&definition, "opportunity"))
    } else {
        "null".to_owned()
    };
    let filter = definition.filter.map_or(String::new(), |filter| format!("({filter}\n) and "));
    let sql = format!(
        "select {day}, {value}, {denominator}, {person}, {}, {}, {segment}, {}, {}, {deal}, {at}, {currency}, {own_value}, {own_denominator} \
         from {} where {filter}{day} <= '{until}' order by 1, {at}",
        named("account"),
        named("offering"),
        bare("kind"),
        bare("quantity"),
        quoted(table.name),
        at = own(&definition, "at"),
    );
    let found = store.query(&sql, &[]).map_err(|error| MeasureError::Store(measure.id.to_string(), error))?;
    let text = |cell: &Cell| cell.text().map(str::to_owned);
    let rows = found.rows.iter().filter_map(|row| {
        let [
            day,
            value,
            denominator,
            person,
            account,
            offering,
            segment,
            kind,
            quantity,
            deal,
            at,
            currency,
            own,
            own_denominator,
        ] = row.as_slice()
        else {
            return None;
        };
        Some(Event {
            day: parse_date(day.text()?)?,
            value: value.int()?,
            denominator: denominator.int(),
            person: text(person),
            account: text(account),
            offering: text(offering),
            segment: text(segment),
            kind: text(kind),
            quantity: quantity.int(),
            deal: text(deal),
            at: text(at)?,
            currency: text(currency),
            own: own.int(),
            own_denominator: own_denominator.int(),
        })
    });
    Ok(rows.collect())
}

/// An expression as the row has it, money in the currency of the row.
fn unconverted(definition: &Definition<'_>, expression: &str) -> String {
    match definition.is_money(expression) {
        true => format!("({expression}\n)"),
        false => plain(definition, expression, "null"),
    }
}

/// The plan's id, else source and key.
fn named(definition: &Definition<'_>, table: &FactTable, column: &str) -> String {
    let Some(column) = table.column(column).filter(|column| column.refers.is_some()) else {
        return "null".to_owned();
    };
    let key = own(definition, &key_column(column));
    format!("coalesce({}, {} || '/' || {key})", own(definition, column.name), own(definition, "source"))
}
