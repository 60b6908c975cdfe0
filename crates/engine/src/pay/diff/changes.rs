//! Single changes between two states, in the order in which they are put in.

use std::collections::{BTreeMap, BTreeSet};

use plumb_units::Amount;
use serde_json::Value;

use super::State;
use crate::pay::sheets::{Row, Sheets, text};

/// One change.
pub(super) struct Change {
    pub(super) kind: &'static str,
    pub(super) what: String,
    /// The row of facts.
    pub(super) at: Option<String>,
    does: Does,
}

enum Does {
    /// The pay plan of this id becomes that of now.
    PayPlan(String),
    /// The rest of the plan becomes that of now.
    Plan,
    /// Rows of these keys, by table, become those of now.
    Rows(Vec<(String, Vec<String>)>),
    /// The last known day becomes that of now.
    Day,
    Nothing,
}

impl Change {
    /// What no single change is named for.
    pub(super) fn rest() -> Self {
        Self { kind: "other", what: "several changes together".to_owned(), at: None, does: Does::Nothing }
    }

    /// Puts it into a state.
    pub(super) fn put<'a>(&self, state: &mut State<'a>, to: &State<'a>) {
        match &self.does {
            Does::PayPlan(id) => {
                state.pay.retain(|plan| plan.id != *id);
                state.pay.extend(to.pay.iter().filter(|plan| plan.id == *id).cloned());
                state.pay.sort_by(|a, b| a.id.cmp(&b.id));
            }
            Does::Plan => {
                state.plan = to.plan;
                state.pay.clone_from(&to.pay);
            }
            Does::Rows(tables) => {
                for (table, keys) in tables {
                    let keys: BTreeSet<&String> = keys.iter().collect();
                    let mut rows: Vec<Row> = state
                        .sheets
                        .of(table)
                        .iter()
                        .filter(|row| !keys.contains(&key(table, row)))
                        .cloned()
                        .collect();
                    rows.extend(
                        to.sheets.of(table).iter().filter(|row| keys.contains(&key(table, row))).cloned(),
                    );
                    state.sheets.rows.insert(table.clone(), rows);
                }
            }
            Does::Day => state.sheets.as_of.clone_from(&to.sheets.as_of),
            Does::Nothing => {}
        }
    }
}

/// Tables, what a change of one is called, the columns that name a row, and what columns are called.
const TABLES: [(&str, &str, &[usize], &[&str]); 9] = [
    ("people", "person", &[0], &["person", "name", "role", "unit", "first day", "last day", "manager"]),
    (
        "terms",
        "person",
        &[0, 1, 2],
        &["person", "element of pay", "from", "until", "amount", "currency", "rate"],
    ),
    (
        "quotas",
        "quota",
        &[0, 1, 2],
        &["person", "quota of", "from", "until", "amount", "unit", "known on", "at"],
    ),
    ("assignments", "assignment", &[0, 1, 2, 3], &["person", "by", "of", "from", "until"]),
    (
        "scores",
        "figure",
        &[2, 0, 1, 3],
        &["person", "unit", "figure", "from", "until", "value", "amount", "currency", "word"],
    ),
    ("absences", "absence", &[0, 1], &["person", "from", "until"]),
    ("exchange", "exchange", &[0, 1, 3], &["currency", "into", "rate", "from"]),
    ("shares", "share", &[0, 1, 2, 3], &["source", "booking", "deal", "person", "share", "part", "from"]),
    ("results", "result", &[0, 1], &["result of", "from", "until", "value", "money"]),
];
const EVENT: [&str; 23] = [
    "at",
    "kind of event",
    "source",
    "key",
    "day",
    "owner",
    "account",
    "account",
    "offering",
    "segment",
    "channel",
    "kind",
    "territory",
    "unit",
    "quantity",
    "list",
    "net",
    "cost",
    "currency",
    "contract start",
    "contract end",
    "deal",
    "booking",
];
/// Columns of amounts in millionths.
const AMOUNTS: [&str; 7] = ["quantity", "list", "net", "cost", "rate", "share", "value"];

/// All changes from one state to another: plans, then dated tables, then transactions, then the day. Transactions that are not
/// of the person who is asked about, and those beyond so many, come as one.
pub(super) fn changes(
    from: &State<'_>,
    to: &State<'_>,
    whose: Option<&str>,
    single_max: usize,
) -> Vec<Change> {
    let mut found = Vec::new();
    let ids: BTreeSet<&str> = from.pay.iter().chain(&to.pay).map(|plan| plan.id.as_str()).collect();
    for id in ids {
        let old = from.pay.iter().find(|plan| plan.id == id);
        let new = to.pay.iter().find(|plan| plan.id == id);
        if old != new {
            let what = match (old, new) {
                (None, _) => format!("the pay plan `{id}` is new"),
                (_, None) => format!("the pay plan `{id}` is gone"),
                (Some(old), Some(new)) => format!("the pay plan `{id}` changed{}", of_plan(old, new)),
            };
            found.push(Change { kind: "plan", what, at: None, does: Does::PayPlan(id.to_owned()) });
        }
    }
    found.push(Change {
        kind: "plan",
        what: "other parts of the plan changed".to_owned(),
        at: None,
        does: Does::Plan,
    });
    for (table, kind, _, columns) in TABLES {
        let changed = changed(&from.sheets, &to.sheets, table);
        let (single, rest) = split(changed, single_max, |_| true);
        for (key, old, new) in single {
            let named: Vec<&str> = columns.to_vec();
            let what = words(table, &named, old, new);
            found.push(Change {
                kind,
                what,
                at: None,
                does: Does::Rows(vec![(table.to_owned(), vec![key])]),
            });
        }
        if !rest.is_empty() {
            let what = format!("{} more changes of {table}", rest.len());
            let keys = rest.into_iter().map(|(key, ..)| key).collect();
            found.push(Change { kind, what, at: None, does: Does::Rows(vec![(table.to_owned(), keys)]) });
        }
    }
    found.extend(transactions(from, to, whose, single_max));
    if from.sheets.as_of != to.sheets.as_of {
        let what = format!("what is known goes to {} instead of {}", to.sheets.as_of, from.sheets.as_of);
        found.push(Change { kind: "time", what, at: None, does: Does::Day });
    }
    found
}

/// What of a pay plan is otherwise, by its parts.
fn of_plan(old: &plumb_pay::PayPlan, new: &plumb_pay::PayPlan) -> String {
    let mut parts = Vec::new();
    if old.version != new.version {
        parts.push(format!("version {} to {}", old.version, new.version));
    }
    if old.on_target != new.on_target {
        let shown = |minor| plumb_units::Money::new(minor, new.currency).to_string();
        parts.push(format!("variable pay at target {} to {}", shown(old.on_target), shown(new.on_target)));
    }
    for component in &new.components {
        match old.components.iter().find(|other| other.id == component.id) {
            None => parts.push(format!("component `{}` is new", component.id)),
            Some(other) if other != component => parts.push(format!(
                "component `{}`: {} becomes {}",
                component.id,
                crate::pay::words::how(old, other),
                crate::pay::words::how(new, component)
            )),
            Some(_) => {}
        }
    }
    let gone =
        old.components.iter().filter(|other| new.components.iter().all(|component| component.id != other.id));
    parts.extend(gone.map(|component| format!("component `{}` is gone", component.id)));
    if old.credits != new.credits {
        parts.push("crediting".to_owned());
    }
    if old.measures != new.measures {
        parts.push("measures".to_owned());
    }
    if old.settlement != new.settlement {
        parts.push("settlement".to_owned());
    }
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join("; ")) }
}

/// A row that differs: its key, and how it was and is.
type Changed<'s> = (String, Option<&'s Row>, Option<&'s Row>);

fn changed<'s>(from: &'s Sheets, to: &'s Sheets, table: &str) -> Vec<Changed<'s>> {
    let mut rows: BTreeMap<String, (Vec<&'s Row>, Vec<&'s Row>)> = BTreeMap::new();
    for row in from.of(table) {
        rows.entry(key(table, row)).or_default().0.push(row);
    }
    for row in to.of(table) {
        rows.entry(key(table, row)).or_default().1.push(row);
    }
    let differs = rows.into_iter().filter(|(_, (old, new))| old != new);
    differs.map(|(key, (old, new))| (key, old.first().copied(), new.first().copied())).collect()
}

/// What names a row in its table.
fn key(table: &str, row: &Row) -> String {
    let columns =
        TABLES.iter().find(|(name, ..)| *name == table).map_or(&[0][..], |(_, _, columns, _)| columns);
    let parts = columns.iter().map(|column| row.get(*column).map(Value::to_string).unwrap_or_default());
    parts.collect::<Vec<_>>().join("\u{1f}")
}

/// The first ones that are wanted, and all others.
fn split<'s>(
    changed: Vec<Changed<'s>>,
    most: usize,
    wanted: impl Fn(&Changed<'s>) -> bool,
) -> (Vec<Changed<'s>>, Vec<Changed<'s>>) {
    let (mut single, mut rest): (Vec<_>, Vec<_>) = changed.into_iter().partition(wanted);
    if single.len() > most {
        rest.extend(single.drain(most..));
    }
    (single, rest)
}

/// Transactions, each with what measures count of it.
fn transactions(from: &State<'_>, to: &State<'_>, whose: Option<&str>, most: usize) -> Vec<Change> {
    let measures: BTreeSet<&String> = from
        .sheets
        .rows
        .keys()
        .chain(to.sheets.rows.keys())
        .filter(|name| name.starts_with("measure "))
        .collect();
    let tables: Vec<&str> =
        std::iter::once("events").chain(measures.into_iter().map(String::as_str)).collect();
    let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut shown: BTreeMap<String, (Option<&Row>, Option<&Row>)> = BTreeMap::new();
    for table in &tables {
        for (key, old, new) in changed(&from.sheets, &to.sheets, table) {
            by_key.entry(key.clone()).or_default().push((*table).to_owned());
            if *table == "events" {
                shown.insert(key, (old, new));
            }
        }
    }
    let all: Vec<Changed<'_>> = by_key
        .keys()
        .map(|key| {
            let (old, new) = shown.get(key).copied().unwrap_or((None, None));
            (key.clone(), old, new)
        })
        .collect();
    let shares = |row: &Row, who: &str| {
        [&from.sheets, &to.sheets].into_iter().flat_map(|sheets| sheets.of("shares")).any(|share| {
            text(share, 3) == Some(who)
                && text(share, 0) == text(row, 2)
                && ((text(share, 1).is_some() && text(share, 1) == text(row, 3))
                    || (text(share, 2).is_some() && text(share, 2) == text(row, 21)))
        })
    };
    let own = |(_, old, new): &Changed<'_>| {
        let Some(who) = whose else { return true };
        let rows = [old, new];
        let mut rows = rows.into_iter().filter_map(|row| *row).peekable();
        rows.peek().is_none()
            || rows.any(|row| {
                // Reversals have no owner of their own.
                text(row, 5).is_none_or(|owner| owner == who) || shares(row, who)
            })
    };
    let (single, rest) = split(all, most, own);
    let rows = |keys: &[String]| -> Does {
        let of = |table: &&str| {
            let own = keys.iter().filter(|key| {
                by_key.get(*key).is_some_and(|tables| tables.iter().any(|name| name == *table))
            });
            ((*table).to_owned(), own.cloned().collect::<Vec<String>>())
        };
        Does::Rows(tables.iter().map(of).filter(|(_, keys)| !keys.is_empty()).collect())
    };
    let mut found = Vec::new();
    for (key, old, new) in single {
        let at = new.or(old).and_then(|row| text(row, 0)).map(str::to_owned);
        let what = words("events", &EVENT, old, new);
        found.push(Change { kind: "transaction", what, at, does: rows(&[key]) });
    }
    if !rest.is_empty() {
        let keys: Vec<String> = rest.into_iter().map(|(key, ..)| key).collect();
        let what = format!("{} other transactions changed", keys.len());
        found.push(Change { kind: "transaction", what, at: None, does: rows(&keys) });
    }
    found
}

/// A change of a row in words.
fn words(table: &str, columns: &[&str], old: Option<&Row>, new: Option<&Row>) -> String {
    let name = |row: &Row| {
        if table == "events" {
            let account = text(row, 7).map_or_else(String::new, |account| format!(" with {account}"));
            return format!(
                "{} `{}` of {}{account}",
                text(row, 1).unwrap_or("transaction"),
                text(row, 0).unwrap_or_default(),
                text(row, 4).unwrap_or_default()
            );
        }
        let of = TABLES.iter().find(|(known, ..)| *known == table).map_or(&[0][..], |(_, _, key, _)| key);
        let parts = of.iter().filter_map(|column| {
            let value = text(row, *column)?;
            Some(format!("{} {value}", columns.get(*column)?))
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    let cell = |row: &Row, place: usize| {
        let column = columns.get(place).copied().unwrap_or_default();
        match row.get(place) {
            None | Some(Value::Null) => "nothing".to_owned(),
            Some(Value::Number(number))
                if AMOUNTS.contains(&column) || (column == "amount" && table != "quotas") =>
            {
                number
                    .as_i64()
                    .map_or_else(|| number.to_string(), |value| Amount::from_millionths(value).to_string())
            }
            Some(Value::Number(number)) if column == "amount" => {
                match text(row, 5).map(plumb_units::Currency::parse) {
                    Some(Ok(currency)) => {
                        plumb_units::Money::new(number.as_i64().unwrap_or(0), currency).to_string()
                    }
                    _ => Amount::from_millionths(number.as_i64().unwrap_or(0)).to_string(),
                }
            }
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    };
    match (old, new) {
        (Some(old), Some(new)) => {
            let differs = (0..columns.len()).filter(|place| old.get(*place) != new.get(*place));
            let parts: Vec<String> = differs
                .map(|place| {
                    format!(
                        "{} {} to {}",
                        columns.get(place).copied().unwrap_or_default(),
                        cell(old, place),
                        cell(new, place)
                    )
                })
                .collect();
            format!(
                "{}: {}",
                name(new),
                if parts.is_empty() { "more than one row".to_owned() } else { parts.join(", ") }
            )
        }
        (None, Some(new)) if table == "events" => format!("{} came in: net {}", name(new), cell(new, 16)),
        (Some(old), None) if table == "events" => format!("{} is gone: net {}", name(old), cell(old, 16)),
        (None, Some(new)) => format!("{} is new", name(new)),
        (Some(old), None) => format!("{} is gone", name(old)),
        (None, None) => "what a measure counts changed".to_owned(),
    }
}
