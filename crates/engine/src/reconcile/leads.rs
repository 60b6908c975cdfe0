//! What could explain a difference between Finance and the facts: rows, the likeliest first.

use std::collections::BTreeMap;

use plumb_catalog::ControlCheck;
use plumb_catalog::measure::{CountedRow, counted_rows};
use plumb_store::{Cell, Store};
use plumb_units::{Date, Period};

use super::{Form, LeadRow, LeadView};
use crate::EngineError;
use crate::answers::RejectView;
use crate::pass::Look;

/// Days on either side of a period's border on which a row may have been counted in the other one.
const EDGE_DAYS: i64 = 5;

/// What could explain a difference, the likeliest first.
pub(super) fn leads(
    check: &ControlCheck,
    difference: i64,
    look: &Look,
    store: &Store,
    form: &Form,
    shown: usize,
) -> Result<Vec<LeadView>, EngineError> {
    let Some(measure) = look.texts.plan.entity("measure", &check.measure) else { return Ok(Vec::new()) };
    let read = |from: Date, until: Date| {
        let period = Period { name: String::new(), from, until };
        counted_rows(store, measure, &period).unwrap_or_default()
    };
    let inside = read(check.from, check.until);
    let mut found: Vec<(String, Vec<CountedRow>)> = Vec::new();
    let size = |rows: &[CountedRow]| {
        format!("{} rows", rows.len()).replacen("1 rows", "1 row", usize::from(rows.len() == 1))
    };
    // A row too many lies in the period and is as large as the difference; one too few lies beside it and is as large the
    // other way. Credit notes count below zero, so either may happen with either sign.
    let beside = around(check, &read);
    let exactly = |rows: &[CountedRow], value: Option<i64>| -> Vec<CountedRow> {
        rows.iter().filter(|row| Some(row.value) == value).cloned().collect()
    };
    for (rows, place) in [
        (exactly(&inside, Some(difference)), "in the period"),
        (exactly(&beside, difference.checked_neg()), "just outside the period"),
    ] {
        if !rows.is_empty() {
            found.push((format!("{} {place} as large as the difference", size(&rows)), rows));
        }
    }
    let is_bookings = measure.text("table") == Some("bookings");
    let notes: Vec<CountedRow> =
        inside.iter().filter(|row| row.kind.as_deref() == Some("credit-note")).cloned().collect();
    if is_bookings && difference > 0 {
        let says = if notes.is_empty() {
            "no row of kind `credit-note` in the period: Finance may have booked credit notes that the facts lack".to_owned()
        } else {
            format!("{} of kind `credit-note` in the period: Finance may have more of them", size(&notes))
        };
        found.push((says, notes));
    }
    let mut twice = alike(&inside);
    twice.retain(|row| row.value.signum() == difference.signum());
    if !twice.is_empty() {
        found.push((
            format!(
                "{} of the same day, customer and value as another: one sale may stand there twice",
                size(&twice)
            ),
            twice,
        ));
    }
    let near = |row: &&CountedRow| {
        let at_edge = days(check.from, row.day) < EDGE_DAYS || days(row.day, check.until) <= EDGE_DAYS;
        at_edge && row.value.signum() == difference.signum()
    };
    let edge: Vec<CountedRow> = inside.iter().filter(near).cloned().collect();
    let missed: Vec<CountedRow> =
        beside.into_iter().filter(|row| row.value.signum() == -difference.signum()).collect();
    let mut edges = [
        (edge, "in the first and last", "days: Finance may have them in the period beside"),
        (missed, "in the", "days before and after: Finance may have them in this period"),
    ];
    // What lies in the period first when the facts have more, what lies beside it first when they have less.
    if difference < 0 {
        edges.reverse();
    }
    for (rows, place, says) in edges {
        if !rows.is_empty() {
            found.push((format!("{} {place} {EDGE_DAYS} {says}", size(&rows)), rows));
        }
    }
    if !inside.is_empty() {
        found.push((format!("{} in the period, the largest first", size(&inside)), inside));
    }
    let imported = match &look.facts {
        Some(facts) => Some(Store::open_read_only(facts, &plumb_facts::migrations())?),
        None => None,
    };
    let mut leads = Vec::new();
    for (says, mut rows) in found {
        rows.sort_by(|a, b| {
            b.value.unsigned_abs().cmp(&a.value.unsigned_abs()).then_with(|| a.at.cmp(&b.at))
        });
        let sum = rows.iter().try_fold(0_i64, |sum, row| sum.checked_add(row.value));
        let in_all = rows.len();
        rows.truncate(shown);
        let rows: Result<Vec<LeadRow>, EngineError> = rows
            .into_iter()
            .map(|row| {
                Ok(LeadRow {
                    origin: match &imported {
                        Some(facts) => crate::explain::origin(facts, &row.at)?,
                        None => None,
                    },
                    at: row.at,
                    day: row.day.to_string(),
                    kind: row.kind,
                    value: form.of(row.value),
                })
            })
            .collect();
        let sum = sum.filter(|_| in_all > 0).map(|sum| form.of(sum));
        leads.push(LeadView { says, sum, rows: rows?, rejects: Vec::new(), in_all });
    }
    if difference < 0
        && let Some(rejected) = rejected(look, measure.text("table").unwrap_or_default(), shown)?
    {
        leads.insert(0, rejected);
    }
    Ok(leads)
}

/// Rows just before and just after the period.
fn around(check: &ControlCheck, read: &impl Fn(Date, Date) -> Vec<CountedRow>) -> Vec<CountedRow> {
    let moved = |date: Date, days: i64| {
        (0..days.abs())
            .try_fold(date, |date, _| if days < 0 { date.yesterday() } else { date.tomorrow() })
            .unwrap_or(date)
    };
    let mut rows = read(moved(check.from, -EDGE_DAYS), check.from);
    rows.extend(read(check.until, moved(check.until, EDGE_DAYS)));
    rows
}

/// Days from one date to another.
fn days(from: Date, until: Date) -> i64 {
    plumb_units::DateRange { from, until: Some(until) }.days().unwrap_or(0)
}

/// Rows that another of the same day, customer and value stands beside; the first of each is left out.
fn alike(rows: &[CountedRow]) -> Vec<CountedRow> {
    let mut groups: BTreeMap<(Date, &str, i64), Vec<&CountedRow>> = BTreeMap::new();
    for row in rows {
        if let Some(account) = &row.account {
            groups.entry((row.day, account, row.value)).or_default().push(row);
        }
    }
    groups.into_values().flat_map(|group| group.into_iter().skip(1).cloned()).collect()
}

/// Rows of exports that no import could read, of this table or of one that is not known.
fn rejected(look: &Look, table: &str, shown: usize) -> Result<Option<LeadView>, EngineError> {
    let Some(facts) = &look.facts else { return Ok(None) };
    let store = Store::open_read_only(facts, &plumb_facts::migrations())?;
    let found = store.query(
        "select file, line, \"column\", field, value, reason from rejects where \"table\" = :table or coalesce(\"table\", '') = '' \
         order by import desc, file, line, \"column\"",
        &[("table", table.into())],
    )?;
    if found.rows.is_empty() {
        return Ok(None);
    }
    let text = |cell: Option<&Cell>| cell.and_then(Cell::text).map(str::to_owned);
    let whole = |cell: Option<&Cell>| cell.and_then(Cell::int).and_then(|whole| u64::try_from(whole).ok());
    let rejects = found.rows.iter().take(shown).map(|row| RejectView {
        file: text(row.first()).unwrap_or_default(),
        line: whole(row.get(1)).unwrap_or(0),
        column: whole(row.get(2)),
        field: text(row.get(3)),
        value: text(row.get(4)),
        reason: text(row.get(5)).unwrap_or_default(),
    });
    let in_all = found.rows.len();
    let rows = if in_all == 1 { "1 row".to_owned() } else { format!("{in_all} rows") };
    Ok(Some(LeadView {
        says: format!("{rows} of the exports could not be read, of this period or another"),
        sum: None,
        rows: Vec::new(),
        rejects: rejects.collect(),
        in_all,
    }))
}
