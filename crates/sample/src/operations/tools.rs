//! Who did what in which tool on which day.

use super::office::Office;
use super::plain::{self, Csv};
use super::{monday, present, sells, week_of};
use crate::chance::Chance;
use crate::company::Company;
use crate::days::Day;

/// Weeks that the export holds.
const WEEKS: Day = 12;

/// `tool-log.csv`.
pub(super) fn log(company: &Company) -> Csv {
    let mut csv = Csv::new(&["Entry", "Tool", "Person", "Date", "Minutes", "Action"]);
    let quoting = Office::of(company).quoting;
    let this_week = week_of(company.taken);
    for week in this_week - WEEKS..=this_week {
        for (at, person) in present(company, monday(week)) {
            let number = week.unsigned_abs() * 1_000 + at as u64;
            let mut chance = Chance::of(company.sample.seed, "tools of a week", number);
            let address = crate::salesforce::email(person);
            let mut used = |tool: &str, action: &str, day: Day, minutes: i64| {
                let on = monday(week) + day;
                if on < company.taken {
                    csv.row(&[
                        &format!("{week}-{at}-{tool}-{day}"),
                        tool,
                        &address,
                        &plain::day(on),
                        &minutes.to_string(),
                        action,
                    ]);
                }
            };
            if sells(person) || ["team-lead", "region-head", "lead-developer"].contains(&person.role) {
                for day in [0, 2, 3] {
                    used("salesforce", "saved a deal", day, chance.between(20, 70));
                }
            }
            // Either somebody uses it nearly every week, or nearly never; distributors have their own price lists.
            let is_for_executives = quoting < 500 && person.role == "channel-manager";
            let uses = Chance::of(company.sample.seed, &person.id, 1).happens(quoting) && !is_for_executives;
            if sells(person) && chance.happens(if uses { 985 } else { 20 }) {
                used("quoting", "finished a quote", chance.between(0, 3), chance.between(25, 80));
            }
            if person.role == "sales-engineer" && chance.happens(900) {
                used("quoting", "checked a configuration", chance.between(0, 3), chance.between(10, 50));
            }
        }
    }
    csv
}
