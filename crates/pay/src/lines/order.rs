//! The order in which transactions count: by day, then key, then row.

use super::line::{FIRST_DAY, Line, short_day};
use crate::events::{Events, Keys};

/// Whether the rows stand in the order of their keys, on days that lines tell apart: then only days are left to put in
/// order, which [`by_day`] does line by line.
pub(crate) fn stand_by_key(events: &Events) -> bool {
    let (sorted, keys) = match &events.keys {
        Keys::Numbers(keys) => (keys.is_sorted(), keys.len()),
        Keys::Texts(keys) => (keys.is_sorted(), keys.len()),
    };
    let told_apart = |day: &i32| i32::from(short_day(*day)) + FIRST_DAY == *day;
    sorted && keys == events.len() && events.days.iter().all(told_apart)
}

/// Puts lines in the order of their days; those of one day stay as they are. `spare` is only room to work in.
pub(crate) fn by_day(lines: &mut [Line], spare: &mut Vec<Line>) {
    let days = lines.iter().map(|line| line.day);
    let (Some(low), Some(high)) = (days.clone().min(), days.clone().max()) else { return };
    if days.is_sorted() {
        return;
    }
    if usize::from(high - low) > lines.len() {
        return lines.sort_by_key(|line| line.day);
    }
    let mut starts = vec![0_usize; usize::from(high - low) + 2];
    let slot = |line: &Line| usize::from(line.day - low);
    for line in lines.iter() {
        if let Some(count) = starts.get_mut(slot(line) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    spare.clear();
    spare.extend_from_slice(lines);
    for line in spare.iter() {
        let Some(next) = starts.get_mut(slot(line)) else { continue };
        if let Some(place) = lines.get_mut(*next) {
            *place = *line;
        }
        *next += 1;
    }
}

/// The order in which transactions count: by day, then key, then row.
pub(crate) fn canonical(events: &Events) -> Vec<u32> {
    let rows = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let (Some(low), Some(high)) = (events.days.iter().min().copied(), events.days.iter().max().copied())
    else {
        return Vec::new();
    };
    let before = |a: u32, b: u32| match &events.keys {
        Keys::Numbers(keys) => keys.get(a as usize).cmp(&keys.get(b as usize)),
        Keys::Texts(keys) => keys.get(a as usize).cmp(&keys.get(b as usize)),
    };
    if i64::from(high) - i64::from(low) > 100_000 {
        let mut order: Vec<u32> = (0..rows).collect();
        order.sort_by(|a, b| {
            events
                .days
                .get(*a as usize)
                .cmp(&events.days.get(*b as usize))
                .then_with(|| before(*a, *b))
                .then(a.cmp(b))
        });
        return order;
    }
    let width = usize::try_from(i64::from(high) - i64::from(low)).unwrap_or(0) + 1;
    let slot = |day: i32| usize::try_from(i64::from(day) - i64::from(low)).unwrap_or(0);
    let mut starts = vec![0_u32; width + 1];
    for day in &events.days {
        if let Some(count) = starts.get_mut(slot(*day) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let ends = starts.clone();
    let mut order = vec![0_u32; events.len()];
    for (row, day) in (0_u32..).zip(&events.days) {
        if let Some(next) = starts.get_mut(slot(*day)) {
            if let Some(place) = order.get_mut(*next as usize) {
                *place = row;
            }
            *next += 1;
        }
    }
    for pair in ends.windows(2) {
        let [from, to] = pair else { continue };
        let Some(of_day) = order.get_mut(*from as usize..*to as usize) else { continue };
        let sorted = of_day.windows(2).all(|pair| match pair {
            [a, b] => before(*a, *b).is_lt(),
            _ => true,
        });
        if !sorted {
            of_day.sort_by(|a, b| before(*a, *b).then(a.cmp(b)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_day_stay_as_they_are() {
        for days in [vec![3, 1, 2, 1, 3, 2, 1, 3], vec![9_000, 7, 9_000, 8], vec![1, 1, 2, 5], vec![]] {
            let lines = (0..).zip(&days).map(|(place, day)| Line::of_day(*day, 0, place, 0));
            let mut found: Vec<Line> = lines.collect();
            let mut expected = found.clone();
            expected.sort_by_key(|line| line.day);
            by_day(&mut found, &mut Vec::new());
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn rows_stand_by_key_only_if_no_key_is_lower_and_no_day_is_cut() {
        let events = |keys: &[u64], days: &[i32]| Events {
            keys: Keys::Numbers(keys.to_vec()),
            days: days.to_vec(),
            ..Events::default()
        };
        assert!(stand_by_key(&events(&[1, 2, 2], &[20, 10, 30])));
        assert!(!stand_by_key(&events(&[1, 3, 2], &[10, 20, 30])));
        assert!(!stand_by_key(&events(&[1, 2], &[10, 20, 30])));
        // Before 1900 lines tell no days apart.
        assert!(!stand_by_key(&events(&[1, 2, 3], &[10, -30_000, 30])));
    }
}
