//! Guesses how much ground was moved: customers who got another owner within a year.

use plumb_store::{Store, StoreError};

use super::noticed::Notice;
use super::seen::number;

/// Customers who changed hands in the twelve months before the newest fact about owners.
pub(super) fn read(store: &Store) -> Result<Option<Notice>, StoreError> {
    let spells = "with spells as (
            select source, account, valid_from, row_number() over (partition by source, account order by valid_from, key) as number
            from assignments where account is not null),
        newest as (select max(valid_from) as day from spells),
        moved as (
            select source, account, substr(valid_from, 1, 7) as month from spells, newest
            where number > 1 and days(valid_from, newest.day) < 365)";
    let all = store.query(
        "select count(distinct source || '/' || account) from assignments where account is not null",
        &[],
    )?;
    let all = all.rows.first().and_then(|row| row.first()).map_or(0, number);
    if all == 0 {
        return Ok(None);
    }
    let sql = format!("{spells} select count(distinct source || '/' || account) from moved");
    let moved = store.query(&sql, &[])?;
    let moved = moved.rows.first().and_then(|row| row.first()).map_or(0, number);
    let sql = format!(
        "{spells} select month, count(distinct source || '/' || account) as moves from moved group by 1 order by moves desc, month limit 1"
    );
    let peak = store.query(&sql, &[])?;
    let peak = peak
        .rows
        .first()
        .and_then(|row| Some(format!("; most of them in {}: {}", row.first()?, number(row.get(1)?))));
    Ok(Some(Notice {
        what: format!("ground: {moved} of {all} customers got another owner within twelve months"),
        evidence: format!("spells of owners in `assignments`, up to the newest{}", peak.unwrap_or_default()),
        of: Some((moved, all)),
    }))
}
