//! The columns of transactions that pay plans may name, and what each holds.

use std::collections::BTreeMap;

use plumb_pay::Events;
use plumb_pay::predicate::{ColumnKind, Columns, DATE};
use plumb_plan::Plan;
use plumb_units::{Currency, Quantity};

use super::read::fields::Fields;

/// Columns that transactions of a workspace have.
const KNOWN: &[(&str, ColumnKind)] = &[
    ("account", ColumnKind::Text),
    ("channel", ColumnKind::Text),
    ("cost", ColumnKind::Money),
    ("discount", ColumnKind::Number),
    ("family", ColumnKind::Text),
    ("kind", ColumnKind::Text),
    ("list", ColumnKind::Money),
    ("margin", ColumnKind::Money),
    ("net", ColumnKind::Money),
    ("offering", ColumnKind::Text),
    ("quantity", ColumnKind::Number),
    ("segment", ColumnKind::Text),
    ("term", ColumnKind::Number),
    ("territory", ColumnKind::Text),
    ("unit", ColumnKind::Text),
];

/// Kinds of events that are known by a name.
pub(crate) const EVENTS: &[&str] =
    &["booking", "cancel", "delivery", "invoice", "nonpayment", "order", "payment", "renewal", "return"];

/// Every column that the transactions of a plan have: those of a workspace, those that examples write, those that are
/// credited, roles that credits name.
pub(crate) fn all(plan: &Plan) -> BTreeMap<String, ColumnKind> {
    let mut columns: BTreeMap<String, ColumnKind> = BTreeMap::new();
    for pay in plan.of_kind("pay") {
        for credit in pay.rows("credit") {
            if let Some(amount) = credit.text("amount") {
                columns.entry(amount.to_owned()).or_insert(ColumnKind::Money);
            }
            if let (Some(role), Some("role")) = (credit.text("role"), credit.choice("to")) {
                columns.insert(role.to_owned(), ColumnKind::Role);
            }
        }
    }
    // What the company's measures count stands in columns of their names.
    for measure in plan.of_kind("measure") {
        let id = measure.id.as_str();
        let kind = match measure.choice("unit") {
            Some("count" | "days" | "hours") => ColumnKind::Number,
            _ => ColumnKind::Money,
        };
        let ratio = super::read::columns_of_ratio(id);
        for column in ratio.into_iter().chain([super::read::column_of_measure(id)]) {
            columns.insert(column, kind);
        }
    }
    columns.extend(KNOWN.iter().map(|(name, kind)| ((*name).to_owned(), *kind)));
    let examples = plan.of_kind("pay").flat_map(|pay| pay.rows("example"));
    let mut written: BTreeMap<String, ColumnKind> = BTreeMap::new();
    for transaction in examples.flat_map(|example| example.rows("transaction")) {
        for value in transaction.keys("with") {
            let kind = kind_of(&value.key);
            let known = written.entry(value.source.clone()).or_insert(kind);
            if *known != kind {
                *known = ColumnKind::Text;
            }
        }
        for role in transaction.keys("roles") {
            written.insert(role.source.clone(), ColumnKind::Role);
        }
    }
    columns.extend(written);
    // The day is every transaction's own.
    columns.remove(DATE);
    columns
}

/// What a value written in an example is.
pub(crate) fn kind_of(text: &str) -> ColumnKind {
    match Quantity::parse(text) {
        Ok(Quantity::Money(_)) => ColumnKind::Money,
        Ok(Quantity::Rate(_) | Quantity::Count(_)) => ColumnKind::Number,
        _ if matches!(text, "true" | "false") => ColumnKind::Flag,
        _ => ColumnKind::Text,
    }
}

/// The columns as conditions need them.
pub(crate) fn of(kinds: &BTreeMap<String, ColumnKind>, currency: Currency) -> Columns {
    kinds.iter().fold(Columns::new(currency), |columns, (name, kind)| columns.with(name, *kind))
}

/// The columns that transactions in fact have.
pub(crate) fn of_events(events: &Events, currency: Currency) -> Columns {
    let numbers = events
        .numbers
        .iter()
        .map(|(name, numbers)| (name, if numbers.money { ColumnKind::Money } else { ColumnKind::Number }));
    let texts = events.texts.keys().map(|name| (name, ColumnKind::Text));
    let roles = events.roles.keys().map(|name| (name, ColumnKind::Role));
    let all = numbers.chain(texts).chain(roles).filter(|(name, _)| *name != DATE);
    all.fold(Columns::new(currency), |columns, (name, kind)| columns.with(name, kind))
}

/// A number column that was most likely meant by a name that nothing writes.
pub(crate) fn near_number(name: &str) -> Option<&'static str> {
    let numbers = KNOWN.iter().filter(|(_, kind)| matches!(kind, ColumnKind::Money | ColumnKind::Number));
    plumb_diag::nearest(name, numbers.map(|(name, _)| *name))
}

/// What a column holds that transactions of a workspace have without anybody writing it.
pub(crate) fn known(name: &str) -> Option<ColumnKind> {
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// Whether the transactions of a workspace have this column without anybody writing it.
pub(crate) fn is_known(name: &str) -> bool {
    KNOWN.iter().any(|(known, _)| *known == name)
}

/// Whether an example of the plan writes this column.
pub(crate) fn is_written(plan: &Plan, name: &str) -> bool {
    let examples = plan.of_kind("pay").flat_map(|pay| pay.below("example"));
    let mut transactions = examples.flat_map(|example| example.below("transaction"));
    transactions.any(|transaction| transaction.keys("with").iter().any(|value| value.source == name))
}
