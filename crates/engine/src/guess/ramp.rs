//! Guesses how long somebody new needs to sell as the others do.

use std::collections::{BTreeMap, BTreeSet};

use plumb_store::{Store, StoreError};
use plumb_units::Date;

use super::noticed::Notice;
use super::seen::{People, date};

/// New sellers without whom a mean says little.
const NEW_MIN: usize = 5;
/// Months after which somebody is no longer new.
const SETTLED: i32 = 18;
/// Months that are looked at together.
const WINDOW: i32 = 3;

fn month(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// The first months over which new sellers bring as many orders as those who are there for long, month by month.
pub(super) fn read(store: &Store, people: &People) -> Result<Option<Notice>, StoreError> {
    let sql = "select distinct source, person, coalesce(opportunity, key), date from bookings where person <> '' order by 1, 2, 4, 3";
    let table = store.query(sql, &[])?;
    let mut orders: BTreeMap<usize, BTreeMap<i32, i64>> = BTreeMap::new();
    for row in &table.rows {
        let [source, person, _, day] = row.as_slice() else { continue };
        let (Some(place), Some(day)) = (people.place(&source.to_string(), &person.to_string()), date(day))
        else {
            continue;
        };
        *orders.entry(place).or_default().entry(month(day)).or_insert(0) += 1;
    }
    let all: BTreeSet<i32> = orders.values().flat_map(|months| months.keys().copied()).collect();
    // The newest month may not be whole.
    let (Some(first), Some(last)) = (all.first().copied(), all.last().map(|last| last - 1)) else {
        return Ok(None);
    };
    // When each began, and when they are no longer there.
    let spell = |place: usize| {
        let person = people.list.get(place)?;
        Some((month(person.from?), person.until.map_or(i32::MAX, month)))
    };
    let mut settled: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
    let mut new: Vec<(usize, i32)> = Vec::new();
    let mut long = 0;
    for (place, months) in &orders {
        let Some((from, left)) = spell(*place) else { continue };
        if from >= first && from + WINDOW <= last {
            new.push((*place, from));
        }
        let settles = (from + SETTLED).max(first);
        long += usize::from(settles < left.min(last));
        for month in settles..left.min(last + 1) {
            let (heads, sum) = settled.entry(month).or_default();
            *heads += 1;
            *sum += months.get(&month).copied().unwrap_or(0);
        }
    }
    if new.len() < NEW_MIN || long < NEW_MIN {
        return Ok(None);
    }
    let reaches = (0..SETTLED).find(|since| {
        // Orders of the new, and a hundredth part of what the others brought in the same months.
        let (mut heads, mut brought, mut usual) = (0, 0_i64, 0_i64);
        for (place, from) in &new {
            let left = spell(*place).map_or(i32::MAX, |(_, left)| left);
            let months = from + since..from + since + WINDOW;
            if months.end > left.min(last + 1) {
                continue;
            }
            heads += 1;
            for month in months {
                brought +=
                    100 * orders.get(place).and_then(|months| months.get(&month)).copied().unwrap_or(0);
                let (heads, sum) = settled.get(&month).copied().unwrap_or_default();
                usual += 100 * sum / heads.max(1);
            }
        }
        heads >= NEW_MIN && usual > 0 && brought >= usual
    });
    let evidence = format!(
        "{} sellers who began since the history does, against {long} who were there for more than {SETTLED} months, in the same months, {WINDOW} together",
        new.len()
    );
    let what = match reaches {
        Some(since) => {
            format!("ramp: new sellers bring as many orders as the others from month {} on", since + 1)
        }
        None => {
            format!("ramp: new sellers do not bring as many orders as the others within {SETTLED} months")
        }
    };
    Ok(Some(Notice { what, evidence, of: None }))
}
