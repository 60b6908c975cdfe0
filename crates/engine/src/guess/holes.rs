//! Tells holes in the data: what is empty, undated or belongs to nobody.

use plumb_facts::FactTable;
use plumb_store::{Store, StoreError};

use super::noticed::Notice;
use super::seen::number;

/// What may be missing: what it is, which rows are looked at, which of them lack it.
const HOLES: [(&str, &str, &str, &str); 8] = [
    ("open deals without an account", "opportunities", "outcome = 'open'", "coalesce(account, '') = ''"),
    ("open deals without an amount", "opportunities", "outcome = 'open'", "amount is null"),
    (
        "open deals without a date on which they should close",
        "opportunities",
        "outcome = 'open'",
        "expected is null",
    ),
    (
        "decided deals without the day on which they closed",
        "opportunities",
        "outcome <> 'open'",
        "closed is null",
    ),
    ("lost deals without a reason", "opportunities", "outcome = 'lost'", "coalesce(reason, '') = ''"),
    ("customers without an owner", "accounts", "1", "coalesce(owner, '') = ''"),
    ("sales without a list price", "bookings", "1", "list is null"),
    ("sales without a cost", "bookings", "1", "cost is null"),
];

/// All holes of tables that hold rows.
pub(super) fn read(store: &Store) -> Result<Vec<Notice>, StoreError> {
    let mut notices = Vec::new();
    for (what, table, of, lacks) in HOLES {
        let sql = format!("select count(*), coalesce(sum({lacks}), 0) from {table} where {of}");
        if let Some((all, empty)) = two(store, &sql)?.filter(|(_, empty)| *empty > 0) {
            notices.push(hole(empty, all, what, table));
        }
    }
    let sql = "select count(*), coalesce(sum(not exists (select 1 from people p where p.source = o.source and p.key = o.person)), 0) \
               from opportunities o where coalesce(person, '') <> ''";
    if let Some((all, empty)) = two(store, sql)?.filter(|(_, empty)| *empty > 0) {
        notices.push(hole(empty, all, "deals whose owner is in no list of people", "opportunities"));
    }
    let sql = "select count(*), coalesce(sum(not exists (select 1 from opportunities o where o.source = p.source and o.person = p.key) \
               and not exists (select 1 from bookings b where b.source = p.source and b.person = p.key)), 0) \
               from people p where sells = 1 and exists (select 1 from opportunities)";
    if let Some((all, empty)) = two(store, sql)?.filter(|(_, empty)| *empty > 0) {
        notices.push(hole(
            empty,
            all,
            "people who are listed as sellers and have no deal and no sale",
            "people",
        ));
    }
    let mut columns = Vec::new();
    let mut looked_at = 0;
    for table in FactTable::all() {
        let counts: Vec<String> =
            table.columns.iter().map(|column| format!("count(\"{}\")", column.name)).collect();
        let rows =
            store.query(&format!("select count(*), {} from \"{}\"", counts.join(", "), table.name), &[])?;
        let Some((all, filled)) = rows.rows.first().and_then(|row| row.split_first()) else { continue };
        if number(all) == 0 {
            continue;
        }
        looked_at += table.columns.len();
        let empty = table.columns.iter().zip(filled).filter(|(_, filled)| number(filled) == 0);
        columns.extend(empty.map(|(column, _)| format!("{}.{}", table.name, column.name)));
    }
    if !columns.is_empty() {
        notices.push(Notice {
            what: format!("{} of {looked_at} columns of the tables that hold rows are empty", columns.len()),
            evidence: format!("the export has nothing for {}", columns.join(", ")),
            of: Some((columns.len(), looked_at)),
        });
    }
    Ok(notices)
}

fn hole(empty: usize, all: usize, what: &str, table: &str) -> Notice {
    Notice {
        what: format!("hole: {empty} of {all} are {what}"),
        evidence: format!("counted in `{table}`; the field may be empty on purpose, or not be exported"),
        of: Some((empty, all)),
    }
}

fn two(store: &Store, sql: &str) -> Result<Option<(usize, usize)>, StoreError> {
    let table = store.query(sql, &[])?;
    Ok(table.rows.first().and_then(|row| Some((number(row.first()?), number(row.get(1)?)))))
}
