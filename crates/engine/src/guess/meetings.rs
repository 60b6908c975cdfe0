//! Guesses meetings that come back: those a calendar tells, and those to which the same people come again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::Date;

use super::Draft;
use super::seen::{People, date, number, text};
use super::units::Units;
use super::vote::Vote;
use super::written::{Ids, counted, keys, quoted};

/// Meetings from which they come back.
const TIMES_MIN: usize = 4;
/// People who make it a meeting of ours.
const PEOPLE_MIN: usize = 3;

/// Meetings of one kind.
#[derive(Default)]
struct Series {
    days: BTreeSet<Date>,
    minutes: Vec<i64>,
    units: Vec<String>,
}

/// Writes `plan/rhythms.toml`; nothing where no meeting comes back.
pub(super) fn write(store: &Store, people: &People, units: &Units) -> Result<Option<Draft>, StoreError> {
    let mut series: BTreeMap<(String, String, bool), Series> = BTreeMap::new();
    let table = store.query(
        "select source, rhythm, unit, substr(started, 1, 10), minutes from meetings where rhythm <> '' order by 1, 2, 4, 3, 5",
        &[],
    )?;
    for row in &table.rows {
        let [source, rhythm, unit, day, minutes] = row.as_slice() else { continue };
        let Some(day) = date(day) else { continue };
        let one = series.entry((source.to_string(), rhythm.to_string(), true)).or_default();
        one.days.insert(day);
        one.minutes.extend(minutes.int());
        one.units.extend(text(unit).and_then(|word| units.id(&word).map(str::to_owned)));
    }
    // Without a calendar: what is about no customer, and begins at the same moment for several people.
    let table = store.query(
        "select source, started, person, minutes, count(*) over (partition by source, started) from activities \
         where account is null and opportunity is null and kind = 'meeting' order by 1, 2, 3",
        &[],
    )?;
    for row in &table.rows {
        let [source, started, person, minutes, at_once] = row.as_slice() else { continue };
        let moment = started.to_string();
        let Some(day) =
            moment.get(..10).and_then(plumb_units::parse_date).filter(|_| number(at_once) >= PEOPLE_MIN)
        else {
            continue;
        };
        let Some(place) = people.place(&source.to_string(), &person.to_string()) else { continue };
        let Some(unit) = units.of(place).map(|belongs| belongs.unit.clone()) else { continue };
        let name = format!("{:?} {} {unit}", day.weekday(), moment.get(11..16).unwrap_or_default());
        let one = series.entry((source.to_string(), name, false)).or_default();
        one.days.insert(day);
        one.minutes.extend(minutes.int());
        one.units.push(unit);
    }
    series.retain(|_, one| one.days.len() >= TIMES_MIN);
    if series.is_empty() {
        return Ok(None);
    }
    let mut written = String::from(
        "# Meetings that come back, as the facts show them. What goes in, what comes out and what is decided is for you to say.\n",
    );
    let mut taken = Ids::default();
    for ((source, name, told), one) in &series {
        let id = taken.take("rhythm", name);
        let days: Vec<Date> = one.days.iter().copied().collect();
        let mut gaps: Vec<i32> =
            days.windows(2).filter_map(|pair| Some((*pair.get(1)? - *pair.first()?).get_days())).collect();
        gaps.sort_unstable();
        let gap = gaps.get(gaps.len() / 2).copied().unwrap_or(0);
        let every = match gap {
            ..=3 => "day",
            4..=10 => "week",
            11..=21 => "fortnight",
            22..=45 => "month",
            46..=120 => "quarter",
            _ => "year",
        };
        let from = if *told {
            "the calendar names it"
        } else {
            "the same people begin it at the same time, about no customer"
        };
        let _ = write!(
            written,
            "\n# guessed: {from}; on {}, {} apart in the middle\n[rhythm.{id}]\nname = {}\nevery = \"{every}\"\n",
            counted(days.len(), "day", "days"),
            counted(usize::try_from(gap).unwrap_or(0), "day", "days"),
            quoted(name.trim())
        );
        if let Vote::Most { value, .. } = Vote::of(one.minutes.iter().copied().filter(|minutes| *minutes > 0))
        {
            let _ = writeln!(written, "minutes = \"{value} minutes\"");
        }
        if let Vote::Most { value, .. } = Vote::of(one.units.iter().map(String::as_str)) {
            let _ = writeln!(written, "unit = \"{value}\"");
        }
        if *told {
            let _ = writeln!(written, "keys = {}", keys(&BTreeSet::from([source.clone()]), name));
        }
    }
    let what = counted(series.len(), "meeting that comes back", "meetings that come back");
    let evidence = format!("each on {TIMES_MIN} days or more");
    Ok(Some(Draft::new("plan/rhythms.toml", written).guess(what, evidence)))
}
