//! Where the time of those who sell goes: the entries of their calendar, by category.

use super::office::{Leading, Office};
use super::plain::{self, Csv};
use super::{monday, week_of};
use crate::chance::Chance;
use crate::company::Company;
use crate::days::Day;
use crate::organisation::Team;
use crate::people::Person;

/// Weeks that the export holds.
const WEEKS: Day = 13;
/// Minutes of a working day.
const DAY: i64 = 540;

/// A kind of work: its name in the calendar, whether it is for a customer, and how long one entry of it lasts.
struct Category {
    name: &'static str,
    selling: bool,
    lasts: i64,
}

const CATEGORIES: [Category; 9] = [
    category("Customer visit", true, 100),
    category("Customer call", true, 60),
    category("Deal preparation", true, 100),
    category("Quotes", false, 140),
    category("CRM and reports", false, 100),
    category("Internal meeting", false, 90),
    category("Approvals", false, 80),
    category("Travel", false, 120),
    category("Other", false, 60),
];

/// A visit to which the lead of the team comes along.
const JOINT: &str = "Joint visit";

const fn category(name: &'static str, selling: bool, lasts: i64) -> Category {
    Category { name, selling, lasts }
}

/// `calendar.csv`.
pub(super) fn entries(company: &Company) -> Csv {
    let mut csv = Csv::new(&["Entry", "Person", "Start", "Minutes", "Category", "With or for a customer"]);
    let this_week = week_of(company.taken);
    for (at, seat) in company.people.seats.iter().enumerate() {
        for week in this_week - WEEKS..=this_week {
            let Some(holder) = company.people.sitting(seat, monday(week)) else { continue };
            let (person, number) = (company.people.person(holder), week.unsigned_abs() * 1_000 + at as u64);
            let mut chance = Chance::of(company.sample.seed, "calendar of a week", number);
            // Now and then somebody is away for a week.
            if chance.happens(60) {
                continue;
            }
            Week { company, person, team: seat.team, week }.write(&mut csv, &mut chance, at);
        }
    }
    csv
}

struct Week<'a> {
    company: &'a Company,
    person: &'a Person,
    team: &'static Team,
    week: Day,
}

impl Week<'_> {
    fn write(&self, csv: &mut Csv, chance: &mut Chance, seat: usize) {
        let mut filled = [0_i64; 5];
        let joint = chance.happens(Leading::of(self.company, self.team).joint);
        let mut nth = 0;
        for (place, category, whole) in self.minutes(chance) {
            let entries = ((whole + category.lasts / 2) / category.lasts).max(1);
            for entry in 0..entries {
                let lasts = whole / entries / 5 * 5;
                // The day with the most time left.
                let day = (0..5).min_by_key(|day| filled[*day]).unwrap_or(0);
                let (on, start) = (monday(self.week) + day as Day, 8 * 60 + filled[day]);
                filled[day] += lasts;
                nth += 1;
                if on >= self.company.taken {
                    continue;
                }
                let name = if joint && place == 0 && entry == 0 { JOINT } else { category.name };
                csv.row(&[
                    &format!("{}-{seat}-{nth}", self.week),
                    &crate::salesforce::email(self.person),
                    &plain::moment(on, start),
                    &lasts.to_string(),
                    name,
                    plain::flag(category.selling),
                ]);
            }
        }
    }

    /// Minutes of each category in the week: whoever has more time for customers has less for the rest.
    fn minutes(&self, chance: &mut Chance) -> Vec<(usize, &'static Category, i64)> {
        let time = &Office::of(self.company).time;
        let selling: i64 = time[..3].iter().sum();
        let inside: i64 = time[3..].iter().sum();
        // Some always have more time for customers; every week is a little different.
        let own = Chance::of(self.company.sample.seed, &self.person.id, 0).between(-80, 80);
        let more = 1_000 + own + chance.between(-60, 60);
        let less = 1_000 + (1_000 - more) * selling / inside;
        let of = |place: usize, share: i64| share * if place < 3 { more } else { less } * DAY * 5 / 1_000_000;
        CATEGORIES
            .iter()
            .zip(time)
            .enumerate()
            .map(|(place, (category, share))| (place, category, of(place, *share)))
            .collect()
    }
}
