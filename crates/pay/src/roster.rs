//! Who is paid by which plan on which day, and who stands above whom, ready to be asked millions of times.

use plumb_units::Date;

use crate::given::Given;

/// The day counted from 1970-01-01.
///
/// ```
/// use plumb_units::parse_date;
/// assert_eq!(plumb_pay::day_number(parse_date("1970-01-31").unwrap()), 30);
/// ```
pub fn day_number(date: Date) -> i32 {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day counted from 1970-01-01; the first or last possible one where it lies outside.
pub fn date_of(day: i32) -> Date {
    let shifted = i64::from(day) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(Date::MAX),
        _ => Date::MAX,
    }
}

/// Seats and reporting lines by person.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    /// Person and plan of each seat: all memberships of one person in one plan.
    pub(crate) seats: Vec<(u32, usize)>,
    starts: Vec<u32>,
    members: Vec<Span>,
    above_starts: Vec<u32>,
    above: Vec<Above>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    seat: u32,
    plan: u32,
    from: i32,
    until: i32,
}

#[derive(Clone, Copy, Debug)]
struct Above {
    to: u32,
    from: i32,
    until: i32,
}

impl Roster {
    pub(crate) fn new(given: &Given) -> Self {
        let people = given.people.len();
        let mut seats: Vec<(u32, usize)> =
            given.members.iter().map(|member| (member.person, member.plan)).collect();
        seats.sort_unstable();
        seats.dedup();
        let mut members: Vec<(u32, Span)> = Vec::with_capacity(given.members.len());
        for member in &given.members {
            let until = member.until.map_or(i32::MAX, day_number);
            let plan = u32::try_from(member.plan).unwrap_or(u32::MAX);
            let seat = seats.binary_search(&(member.person, member.plan)).unwrap_or(0);
            let seat = u32::try_from(seat).unwrap_or(u32::MAX);
            members.push((member.person, Span { seat, plan, from: day_number(member.from), until }));
        }
        members.sort_by_key(|(person, span)| (*person, span.plan, span.from, span.until));
        let mut above: Vec<(u32, Above)> = Vec::with_capacity(given.lines.len());
        for line in &given.lines {
            let until = line.until.map_or(i32::MAX, day_number);
            above.push((line.person, Above { to: line.to, from: day_number(line.from), until }));
        }
        above.sort_by_key(|(person, above)| (*person, above.from, above.to));
        Self {
            seats,
            starts: starts(people, members.iter().map(|(person, _)| *person)),
            members: members.into_iter().map(|(_, span)| span).collect(),
            above_starts: starts(people, above.iter().map(|(person, _)| *person)),
            above: above.into_iter().map(|(_, above)| above).collect(),
        }
    }

    /// The seat of a person in a plan on a day.
    #[inline]
    pub(crate) fn seat(&self, person: u32, plan: u32, day: i32) -> Option<u32> {
        let spans = of(&self.starts, &self.members, person);
        spans
            .iter()
            .find(|span| span.plan == plan && span.from <= day && day < span.until)
            .map(|span| span.seat)
    }

    /// Whether a person is paid by any plan on a day.
    pub(crate) fn is_member(&self, person: u32, day: i32) -> bool {
        of(&self.starts, &self.members, person).iter().any(|span| span.from <= day && day < span.until)
    }

    /// Who stands directly above a person on a day; of two the first by when it began.
    pub(crate) fn above(&self, person: u32, day: i32) -> Option<u32> {
        let above = of(&self.above_starts, &self.above, person);
        above.iter().find(|above| above.from <= day && day < above.until).map(|above| above.to)
    }

    /// Who reports directly to a person on a day, in their order.
    pub(crate) fn reports(&self, to: u32, day: i32) -> Vec<u32> {
        let people = u32::try_from(self.above_starts.len().saturating_sub(1)).unwrap_or(0);
        (0..people).filter(|person| self.above(*person, day) == Some(to)).collect()
    }
}

fn starts(people: usize, sorted: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts = vec![0_u32; people + 1];
    for person in sorted {
        if let Some(count) = counts.get_mut(person as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut counts {
        sum += *count;
        *count = sum;
    }
    counts
}

fn of<'a, T>(starts: &[u32], all: &'a [T], person: u32) -> &'a [T] {
    let bounds = starts.get(person as usize).zip(starts.get(person as usize + 1));
    bounds.and_then(|(from, to)| all.get(*from as usize..*to as usize)).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_each_other_s_inverse() {
        for day in (-200_000..200_000).step_by(37) {
            assert_eq!(day_number(date_of(day)), day);
        }
        assert_eq!(date_of(0), plumb_units::parse_date("1970-01-01").unwrap());
    }
}
