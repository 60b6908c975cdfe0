//! What pay is computed from, as plain tables: read by named queries, kept with each run, compared row by row.

use std::collections::{BTreeMap, BTreeSet};

use plumb_catalog::measure::{Event, Figure, evaluate, events};
use plumb_pay::component::Times;
use plumb_pay::measure::What;
use plumb_pay::periods::windows;
use plumb_pay::{Over, PayPlan};
use plumb_plan::Plan;
use plumb_store::{Cell, Store};
use plumb_units::{Calendar, Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read::years;
use crate::EngineError;

/// Queries without parameters, by the name of their sheet.
const QUERIES: [(&str, &str); 7] = [
    ("absences", include_str!("../../queries/pay_absences.sql")),
    ("assignments", include_str!("../../queries/pay_assignments.sql")),
    ("people", include_str!("../../queries/pay_people.sql")),
    ("quotas", include_str!("../../queries/pay_quotas.sql")),
    ("scores", include_str!("../../queries/pay_scores.sql")),
    ("shares", include_str!("../../queries/pay_shares.sql")),
    ("terms", include_str!("../../queries/pay_terms.sql")),
];
const EVENTS: &str = include_str!("../../queries/pay_events.sql");

/// One row.
pub(super) type Row = Vec<Value>;

/// Tables by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sheets {
    /// The last day that is known.
    pub(super) as_of: String,
    /// Rows by the name of their table.
    pub(super) rows: BTreeMap<String, Vec<Row>>,
}

impl Sheets {
    /// Reads everything that these plans may need.
    pub(super) fn read(
        plan: &Plan,
        pay: &[PayPlan],
        calendar: &Calendar,
        as_of: Date,
        store: &Store,
    ) -> Result<Self, EngineError> {
        let mut rows = BTreeMap::new();
        // A year of history says how the rest of this one may go.
        let since = pay.iter().map(|plan| plan.from).chain([years(as_of, -1)]).min().unwrap_or(as_of);
        rows.insert("events".to_owned(), cells(store, EVENTS, &[("since", since.to_string().into())])?);
        for (name, sql) in QUERIES {
            rows.insert(name.to_owned(), cells(store, sql, &[])?);
        }
        rows.insert("exchange".to_owned(), exchange(plan));
        for measure in counted(plan, pay) {
            // What cannot be computed is told by the check of measures.
            let Ok(found) = events(store, measure, as_of) else { continue };
            let table = measure.text("table").unwrap_or_default();
            let counted =
                found.into_iter().filter(|event| event.day >= since).map(|event| counted_row(table, event));
            rows.insert(format!("measure {}", measure.id), counted.collect());
        }
        rows.insert("results".to_owned(), results(plan, pay, calendar, as_of, store));
        Ok(Self { as_of: as_of.to_string(), rows })
    }

    /// The rows of a table; none where there is no such table.
    pub(super) fn of(&self, name: &str) -> &[Row] {
        self.rows.get(name).map_or(&[], Vec::as_slice)
    }
}

/// A cell's text.
pub(super) fn text(row: &Row, at: usize) -> Option<&str> {
    row.get(at)?.as_str()
}

/// A cell's whole number.
pub(super) fn int(row: &Row, at: usize) -> Option<i64> {
    row.get(at)?.as_i64()
}

/// A cell's day.
pub(super) fn day(row: &Row, at: usize) -> Option<Date> {
    plumb_units::parse_date(text(row, at)?.get(..10)?)
}

fn cells(store: &Store, sql: &str, parameters: &[(&str, Cell)]) -> Result<Vec<Row>, EngineError> {
    let found = store.query(sql, parameters)?;
    let value = |cell: Cell| match cell {
        Cell::Null => Value::Null,
        Cell::Int(number) => number.into(),
        Cell::Real(number) => number.into(),
        Cell::Text(text) => text.into(),
    };
    Ok(found.rows.into_iter().map(|row| row.into_iter().map(value).collect()).collect())
}

fn exchange(plan: &Plan) -> Vec<Row> {
    let told = plan.of_kind("exchange").filter_map(|rate| {
        let texts = [rate.text("currency")?, rate.text("into")?, rate.text("rate")?];
        let day = rate.date("date").map_or(Value::Null, |day| day.to_string().into());
        Some(texts.into_iter().map(Value::from).chain([day]).collect())
    });
    told.collect()
}

/// The company's measures whose facts are credited by a plan, and those of weighted objectives that count sales.
fn counted<'p>(plan: &'p Plan, pay: &[PayPlan]) -> impl Iterator<Item = &'p plumb_plan::Entity> {
    let columns: BTreeSet<String> =
        pay.iter().flat_map(|plan| &plan.credits).map(|credit| credit.amount.clone()).collect();
    let weighted = plan.of_kind("objective").filter(|objective| objective.rate("weight").is_some());
    let wanted: BTreeSet<&str> = weighted
        .filter_map(|objective| objective.reference("measure"))
        .map(plumb_units::Id::as_str)
        .collect();
    plan.of_kind("measure").filter(move |measure| {
        let id = measure.id.as_str();
        let [above, below] = super::read::columns_of_ratio(id);
        let credited = [super::read::column_of_measure(id), above, below];
        credited.iter().any(|column| columns.contains(column))
            || (wanted.contains(id) && measure.text("table") == Some("bookings"))
    })
}

fn counted_row(table: &str, event: Event) -> Row {
    let text = |text: Option<String>| text.map_or(Value::Null, Value::from);
    let number = |number: Option<i64>| number.map_or(Value::Null, Value::from);
    vec![
        event.at.into(),
        table.into(),
        event.day.to_string().into(),
        text(event.person),
        text(event.account),
        text(event.offering),
        text(event.segment),
        text(event.kind),
        number(event.quantity),
        number(event.own),
        number(event.own_denominator),
        text(event.currency),
    ]
}

/// Results of the company that plans name as figures, for each window that has begun: name, first day, the day after the last,
/// millionths, whether they are money.
fn results(plan: &Plan, pay: &[PayPlan], calendar: &Calendar, as_of: Date, store: &Store) -> Vec<Row> {
    let mut wanted: BTreeMap<(String, Date), (Date, String)> = BTreeMap::new();
    for of in pay {
        let figures = of.measures.iter().filter_map(|measure| match &measure.what {
            What::Figure(name) => Some((name, measure.over)),
            _ => None,
        });
        let words = of.components.iter().flat_map(|component| {
            component.times.iter().filter_map(|times| match times {
                Times::Word { figure, .. } => Some((figure, component.over)),
                _ => None,
            })
        });
        for (name, over) in figures.chain(words) {
            let over = if over == Over::Transaction { of.every } else { over };
            if plan.entity("measure", name).is_some() {
                for window in windows(calendar, over, of.from, of.until)
                    .into_iter()
                    .filter(|window| window.from <= as_of)
                {
                    wanted.insert((name.clone(), window.from), (window.until, window.name));
                }
            }
        }
    }
    let mut rows = Vec::new();
    for ((name, from), (until, window)) in wanted {
        let Some(measure) = plan.entity("measure", &name) else { continue };
        // Days after the last known one bring nothing.
        let period =
            plumb_units::Period { name: window, from, until: until.min(as_of.tomorrow().unwrap_or(until)) };
        let Ok(table) = evaluate(store, measure, &[], Some(&period)) else { continue };
        let value = table.rows.first().and_then(|row| match (row.value, row.numerator, row.denominator) {
            (Some(Figure::Exact(value)), ..) => Some(value),
            (_, Some(above), Some(below)) => {
                let product = i128::from(above) * i128::from(plumb_units::MILLION);
                let share = plumb_units::divide(product, i128::from(below), plumb_units::Rounding::HalfUp)?;
                i64::try_from(share).ok()
            }
            _ => None,
        });
        if let Some(value) = value {
            let money = table.unit == "money";
            rows.push(vec![
                name.into(),
                from.to_string().into(),
                until.to_string().into(),
                value.into(),
                money.into(),
            ]);
        }
    }
    rows
}
