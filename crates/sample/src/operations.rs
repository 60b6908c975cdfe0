//! What the sample company's other systems give away: time, meetings, tools, approvals, the pulse, forecasts, Finance.

mod approvals;
mod calendar;
mod finance;
mod forecasts;
mod meetings;
pub(crate) mod office;
mod plain;
mod programme;
mod pulse;
mod tools;

use crate::company::Company;
use crate::days::Day;
use crate::people::Person;

/// The mapping that reads the files.
pub(crate) const MAPPING: &str = include_str!("../text/operations.toml");

/// All files, with their paths in the workspace.
pub(crate) fn files(company: &Company) -> Vec<(String, String)> {
    let (meetings, attendance) = meetings::log(company);
    let files = [
        ("calendar", calendar::entries(company)),
        ("meetings", meetings),
        ("attendance", attendance),
        ("approvals", approvals::requests(company)),
        ("tool-log", tools::log(company)),
        ("pulse", pulse::answers(company)),
        ("forecasts", forecasts::submitted(company)),
        ("control-totals", finance::control_totals(company)),
    ];
    files.into_iter().map(|(name, csv)| (format!("exports/operations/{name}.csv"), csv.text())).collect()
}

/// The number of the week that holds a day; weeks begin on Monday.
fn week_of(day: Day) -> Day {
    // The first day of the history is a Saturday.
    (day - 2).div_euclid(7)
}

/// The Monday of a week.
fn monday(week: Day) -> Day {
    week * 7 + 2
}

/// People who are there on a day, with their places in the list.
fn present(company: &Company, day: Day) -> impl Iterator<Item = (usize, &Person)> {
    company.people.all.iter().enumerate().filter(move |(_, person)| person.is_there(day))
}

/// Whether a person carries a quota.
fn sells(person: &Person) -> bool {
    matches!(person.role, "account-executive" | "channel-manager")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days;

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(days::date(monday(week_of(days::number(days::TODAY)))).to_string(), "2026-06-01");
        let sunday = days::number(days::TODAY) - 1;
        assert_eq!(days::date(monday(week_of(sunday))).to_string(), "2026-05-25");
    }
}
