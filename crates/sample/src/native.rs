//! The company's own rows as canonical tables, without any export between: what an import of an export must come to.
//!
//! For tests alone: keys and words are those of one CRM, the tables those that it can tell.

mod ground;
mod pipeline;
mod staff;

use std::collections::BTreeMap;

use plumb_units::{Amount, Date, MILLION};

use crate::company::Company;
use crate::crm::Crm;
use crate::days::{self, Day};
use crate::delimited::Delimited;
use crate::{Sample, salesforce};

/// A canonical table: `key` is the first column.
pub(crate) struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

/// One column of a row that a later export shows changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The canonical table.
    pub table: &'static str,
    /// Key of the row, as the CRM calls it.
    pub key: String,
    /// The column.
    pub column: &'static str,
    /// Before; empty where nothing was known. Amounts and fractions are decimal text.
    pub old: String,
    /// After; empty where nothing is known any more.
    pub new: String,
}

/// What changed between the mornings of two days in the rows that were there on the first, by table, key and column.
///
/// ```
/// use plumb_sample::{Crm, Day, Sample, changes_between};
/// let sample = Sample { seed: 1, aligned: false, day: Day::Zero };
/// let changes = changes_between(&sample, Crm::Report, "2026-05-01".parse()?, "2026-06-01".parse()?);
/// assert!(changes.iter().any(|change| change.column == "outcome" && change.new == "won"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn changes_between(sample: &Sample, crm: Crm, from: Date, until: Date) -> Vec<Change> {
    let before = tables(&Company::drawn(sample).taken_on(from), crm);
    let after = tables(&Company::drawn(sample).taken_on(until), crm);
    let mut changes = Vec::new();
    for (before, after) in before.iter().zip(&after) {
        let rows: BTreeMap<_, _> = after.rows.iter().map(|row| (&row[0], row)).collect();
        for old in &before.rows {
            let Some(new) = rows.get(&old[0]) else { continue };
            for (column, (old_cell, new_cell)) in before.columns.iter().zip(old.iter().zip(*new)) {
                if old_cell != new_cell {
                    changes.push(Change {
                        table: before.name,
                        key: old[0].clone(),
                        column,
                        old: old_cell.clone(),
                        new: new_cell.clone(),
                    });
                }
            }
        }
    }
    changes.sort();
    changes
}

/// The tables that a CRM can tell as CSV files, and the mapping that reads them as they stand.
///
/// The mapping has the CRM's name, so that the plan's keys resolve in the same way.
pub fn native(sample: &Sample, crm: Crm, taken: Date) -> (String, Vec<(String, Vec<u8>)>) {
    let mut mapping = format!("[mapping]\nname = \"{}\"\n", crm.name());
    let mut files = Vec::new();
    for table in tables(&Company::drawn(sample).taken_on(taken), crm) {
        let Table { name, columns, rows } = table;
        let typed: Vec<String> =
            columns.iter().filter_map(|column| Some(format!("{column} = \"{}\"", kind(column)?))).collect();
        let listed = columns.join(", ");
        mapping.push_str(&format!(
            "\n[source.{name}]\nfile = \"{name}.csv\"\ncolumns = {{ {} }}\n\n[table.{name}]\nsql = \"select {listed} from src.{name}\"\n",
            typed.join(", "),
        ));
        let mut file = Delimited::new(',', columns);
        for row in &rows {
            file.row(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        files.push((format!("{name}.csv"), file.text().into_bytes()));
    }
    (mapping, files)
}

/// What the cells of a column are; `None` for text.
fn kind(column: &str) -> Option<&'static str> {
    match column {
        "quantity" | "list" | "net" | "cost" | "amount" | "potential" => Some("amount"),
        "chance" => Some("fraction"),
        "minutes" | "year_end_month" => Some("integer"),
        "date" | "created" | "closed" | "expected" | "valid_from" | "valid_until" | "contract_start"
        | "due" | "decided" => Some("date"),
        "started" | "first_touch" | "changed_at" | "received" | "accepted" | "recorded_at" => Some("instant"),
        _ => None,
    }
}

fn tables(company: &Company, crm: Crm) -> Vec<Table> {
    let mut tables = vec![
        staff::people(company, crm),
        staff::accounts(company, crm),
        pipeline::opportunities(company, crm),
        pipeline::bookings(company, crm),
    ];
    if crm != Crm::Report {
        tables.extend([
            staff::leads(company, crm),
            staff::activities(company, crm),
            pipeline::lines(company, crm),
            pipeline::changes(company, crm),
        ]);
    }
    if crm == Crm::Salesforce {
        tables.extend([ground::assignments(company), ground::found_out(company), ground::renewals(company)]);
    }
    tables
}

fn day(day: Day) -> String {
    days::date(day).to_string()
}

/// A moment as the CRM knows it: Salesforce to the second in UTC, HubSpot to the minute.
fn moment(crm: Crm, (on, minutes): (Day, i64)) -> String {
    let exact = salesforce::moment(on, minutes);
    match crm {
        Crm::Salesforce => exact.replace(".000+0000", "Z"),
        Crm::HubSpot | Crm::Report => format!("{}:00", exact.get(..16).unwrap_or_default()),
    }
}

/// Money from minor units.
fn money(minor: i64) -> String {
    Amount::from_millionths(minor * 10_000).to_string().replace(' ', "")
}

fn percent(percent: i64) -> String {
    Amount::from_millionths(percent * MILLION / 100).to_string()
}
