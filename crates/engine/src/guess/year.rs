//! Guesses the month in which the fiscal year starts: clues that each point to one month are counted.

use std::collections::BTreeMap;

use plumb_store::{Store, StoreError};
use plumb_units::Date;

use super::seen::{date, number};
use super::vote::Vote;
use super::written::counted;

/// What the facts say about the start of the fiscal year.
pub(super) struct Start {
    /// The month, 1 to 12; `None` where no month has most clues.
    pub(super) month: Option<u8>,
    /// How many clues point to it, and how many there are.
    pub(super) agree: usize,
    pub(super) all: usize,
    /// The clues, in a sentence.
    pub(super) says: String,
}

/// Days of a month that count as its end, and as its beginning.
const TEN: i8 = 10;

/// Sales at month ends from which their crowding says something.
const LATE_MIN: usize = 60;

/// Looks for clues; `None` where the facts hold nothing that has a day.
pub(super) fn start(store: &Store) -> Result<Option<Start>, StoreError> {
    let quotas = months(
        store,
        "select valid_from, count(*) from quotas where days(valid_from, valid_until) between 300 and 400 group by 1",
    )?;
    if let Vote::Most { value, agree, all } =
        Vote::of(quotas.iter().flat_map(|(day, rows)| vec![month(*day); *rows]))
    {
        let says = format!("{agree} of {all} yearly quotas begin in {}", NAMES[usize::from(value - 1)]);
        return Ok(Some(Start { month: Some(value), agree, all, says }));
    }
    let mut sales = months(
        store,
        "select closed, count(*) from opportunities where outcome = 'won' and closed is not null group by 1",
    )?;
    if sales.is_empty() {
        sales = months(store, "select date, count(*) from bookings group by 1")?;
    }
    let (Some((first, _)), Some((last, _))) = (sales.first().copied(), sales.last().copied()) else {
        return Ok(None);
    };
    let mut says = Vec::new();
    let mut votes: Vec<u8> = Vec::new();
    let quarters = quarter_ends(&sales);
    if let Some((phase, agree, all)) = quarters {
        let ends: Vec<&str> =
            (0..4).filter_map(|at| NAMES.get(usize::from(phase) - 1 + 3 * at).copied()).collect();
        says.push(format!(
            "{agree} of {all} sales in the last {TEN} days of a month lie in {}, so quarters end there",
            ends.join(", ")
        ));
    }
    // A month that begins a quarter, where it is known where these end.
    let begins = |month: u8| quarters.is_none_or(|(phase, ..)| month % 3 == (phase + 1) % 3);
    if (last - first).get_days() > 365 && first.day() <= TEN && begins(month(first)) {
        says.push(format!("the first sale of the history is of {first}"));
        votes.push(month(first));
    }
    for (offering, day) in launches(store, first)? {
        if begins(month(day)) {
            says.push(format!("`{}` is first offered on {day}", super::written::shown(&offering)));
            votes.push(month(day));
        }
    }
    if let Some((phase, ..)) = quarters
        && let Some((strongest, agree, all)) = strongest_end(&sales, phase)
    {
        let name = NAMES.get(usize::from(strongest) - 1).copied().unwrap_or_default();
        says.push(format!("{name} is the strongest end of a quarter in {agree} of {all} runs of four"));
        votes.push(strongest % 12 + 1);
    }
    let vote = Vote::of(votes.iter().copied());
    // One clue alone is none.
    let (month, agree, all) = match vote {
        Vote::Most { value, agree, all } if agree > 1 => (Some(value), agree, all),
        _ => (None, 0, votes.len()),
    };
    let clues = match month {
        Some(month) => {
            let name = NAMES.get(usize::from(month) - 1).copied().unwrap_or_default();
            format!("{agree} of {} point to {name}", counted(all, "clue", "clues"))
        }
        None => format!("{} point to no one month", counted(all, "clue", "clues")),
    };
    says.insert(0, clues);
    Ok(Some(Start { month, agree, all, says: says.join("; ") }))
}

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(day: Date) -> u8 {
    u8::try_from(day.month()).unwrap_or(1)
}

/// Days with how many rows each has, in order.
fn months(store: &Store, sql: &str) -> Result<Vec<(Date, usize)>, StoreError> {
    let table = store.query(sql, &[])?;
    let row = |row: &Vec<plumb_store::Cell>| Some((date(row.first()?)?, number(row.get(1)?)));
    let mut days: Vec<(Date, usize)> = table.rows.iter().filter_map(row).collect();
    days.sort_unstable();
    Ok(days)
}

fn late(day: Date) -> bool {
    day.day() > day.days_in_month() - TEN
}

/// The first month in which a quarter ends, where most sales at month ends lie in every third month.
fn quarter_ends(sales: &[(Date, usize)]) -> Option<(u8, usize, usize)> {
    let ends = sales.iter().filter(|(day, _)| late(*day));
    let vote = Vote::of(ends.flat_map(|(day, rows)| vec![(month(*day) - 1) % 3 + 1; *rows]));
    match vote {
        Vote::Most { value, agree, all } if all >= LATE_MIN => Some((value, agree, all)),
        _ => None,
    }
}

/// Offerings that came half a year or more after the first sale, with the day from which on there are deals of them, where
/// that is in the first days of a month or soon after.
fn launches(store: &Store, first: Date) -> Result<Vec<(String, Date)>, StoreError> {
    let sql = "with offered as (
            select l.offering, o.created as day from opportunity_lines l
            join opportunities o on o.source = l.source and o.key = l.opportunity
            where l.offering <> '' and o.created is not null
            union all
            select b.offering, coalesce(o.created, b.date) from bookings b
            left join opportunities o on o.source = b.source and o.key = b.opportunity
            where b.offering <> '')
        select offering, min(day), count(*) from offered group by offering having count(*) >= 20 order by offering";
    let table = store.query(sql, &[])?;
    let row = |row: &Vec<plumb_store::Cell>| Some((row.first()?.to_string(), date(row.get(1)?)?));
    let rows = table.rows.iter().filter_map(row);
    Ok(rows.filter(|(_, day)| (*day - first).get_days() > 180).collect())
}

/// The month that is the strongest of most runs of four quarter ends, by sales in its last days.
fn strongest_end(sales: &[(Date, usize)], phase: u8) -> Option<(u8, usize, usize)> {
    let mut ends: BTreeMap<(i16, u8), usize> = BTreeMap::new();
    let (first, last) = (sales.first()?.0, sales.last()?.0);
    let whole = last.last_of_month();
    for (day, rows) in sales.iter().filter(|(day, _)| (month(*day) - 1) % 3 + 1 == phase && late(*day)) {
        *ends.entry((day.year(), month(*day))).or_insert(0) += rows;
    }
    // The month in which the history ends may not be whole.
    ends.retain(|(year, month), _| {
        (*year, *month) != (whole.year(), self::month(whole)) || last.day() >= whole.day() - 2
    });
    let ends: Vec<((i16, u8), usize)> = ends.into_iter().collect();
    if (last - first).get_days() < 2 * 365 || ends.len() < 8 {
        return None;
    }
    let strongest = ends.windows(4).filter_map(|run| {
        let most = run.iter().map(|(_, rows)| *rows).max()?;
        let mut of = run.iter().filter(|(_, rows)| *rows == most);
        match (of.next(), of.next()) {
            (Some(((_, month), _)), None) => Some(*month),
            _ => None,
        }
    });
    match Vote::of(strongest) {
        Vote::Most { value, agree, all } => Some((value, agree, all)),
        _ => None,
    }
}
