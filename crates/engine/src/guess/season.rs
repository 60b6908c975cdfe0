//! Guesses the season: which share of a year each month brings, where two whole years are known.

use std::collections::BTreeMap;

use plumb_store::{Store, StoreError};

use super::noticed::Notice;
use super::seen::number;
use super::{Ground, seen};

/// Whole years without which a month may be an accident.
const YEARS_MIN: i32 = 2;

/// The shares of months, of sales in the company's currency.
pub(super) fn read(store: &Store, ground: &Ground<'_>) -> Result<Option<Notice>, StoreError> {
    let sql = "select substr(date, 1, 7), sum(net / 1000000), count(*) from bookings \
               where currency = :currency and date < :exported_at group by 1 order by 1";
    let given = [
        ("currency", ground.currency().code().into()),
        ("exported_at", ground.exported_at.to_string().into()),
    ];
    let table = store.query(sql, &given)?;
    let row = |row: &Vec<plumb_store::Cell>| {
        let month = row.first()?.to_string();
        let (year, month): (i32, i32) =
            month.split_once('-').and_then(|(y, m)| Some((y.parse().ok()?, m.parse().ok()?)))?;
        Some((year * 12 + month - 1, row.get(1)?.int()?, number(row.get(2)?)))
    };
    let months: Vec<(i32, i64, usize)> = table.rows.iter().filter_map(row).collect();
    // The month of the export is not whole.
    let newest = store.query("select max(date) from bookings where date < :exported_at", &given[1..])?;
    let newest = newest.rows.first().and_then(|row| seen::date(row.first()?));
    let Some(newest) = newest else { return Ok(None) };
    let last = i32::from(newest.year()) * 12 + i32::from(newest.month()) - i32::from(newest.day() < 25);
    let Some(first) = months.first().map(|(month, ..)| *month) else { return Ok(None) };
    let years = (last - first) / 12;
    if years < YEARS_MIN {
        return Ok(None);
    }
    let from = last - years * 12;
    let mut sums: BTreeMap<i32, i128> = BTreeMap::new();
    let mut sales = 0;
    for (month, net, rows) in months.into_iter().filter(|(month, ..)| (from..last).contains(month)) {
        *sums.entry(month.rem_euclid(12)).or_insert(0) += i128::from(net);
        sales += rows;
    }
    let all: i128 = sums.values().sum();
    if all <= 0 {
        return Ok(None);
    }
    // Shares in tenths of a per cent.
    let share = |sum: i128| (sum * 2000 / all + 1).div_euclid(2);
    let told = |sum: i128| format!("{}.{} %", share(sum) / 10, (share(sum) % 10).abs());
    let Some((most, sum)) = sums.iter().max_by_key(|(month, sum)| (**sum, -**month)) else { return Ok(None) };
    let name = |month: i32| format!("month {}", month + 1);
    let shares: Vec<String> =
        sums.iter().map(|(month, sum)| format!("{} {}", month + 1, told(*sum))).collect();
    Ok(Some(Notice {
        what: format!(
            "season: {} brings {} of a year's net revenue; evenly it would be 8.3 %",
            name(*most),
            told(*sum)
        ),
        evidence: format!(
            "{sales} sales in {} of the last {years} whole years; by month of the calendar: {}",
            ground.currency(),
            shares.join(", ")
        ),
        of: None,
    }))
}
