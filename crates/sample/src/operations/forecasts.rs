//! What leads said their quarter would bring, and where they wrote it down.

use super::office::{GOOD_TEAM, Office};
use super::plain::{self, Csv};
use super::{monday, week_of};
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::{Deal, Outcome};
use crate::organisation::{COMPANY, REGIONS, TEAMS};
use crate::people::lead_of;

/// Weeks that the export holds.
const WEEKS: Day = 78;

/// Who forecasts for which unit: the leads of teams, the heads of regions, the chief revenue officer.
fn units() -> Vec<(&'static str, String)> {
    let teams = TEAMS.iter().filter(|team| team.has_lead()).map(|team| (team.id, lead_of(team)));
    let regions = REGIONS.iter().map(|region| (region.id, format!("head-{}", region.id)));
    teams.chain(regions).chain([(COMPANY, "cro".to_owned())]).collect()
}

/// Whether a unit's forecast stands in the CRM even where the others' do not.
fn is_in_crm(unit: &str) -> bool {
    [GOOD_TEAM, "nordics", COMPANY].contains(&unit)
}

/// `forecasts.csv`: every other Tuesday, for the quarter that runs.
pub(super) fn submitted(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Forecast",
        "Date",
        "Person",
        "Unit",
        "Quarter",
        "Amount",
        "Currency",
        "Category",
        "Written in",
    ]);
    let spreadsheets = Office::of(company).spreadsheets;
    let this_week = week_of(company.taken);
    for (unit, post) in units() {
        for week in this_week - WEEKS..=this_week {
            let day = monday(week) + 1;
            let Some(by) = company.in_post(&post).map(|by| company.people.person(by)) else { continue };
            if week % 2 != 0 || day >= company.taken || !by.is_there(day) {
                continue;
            }
            let number = week.unsigned_abs();
            let mut chance = Chance::of(company.sample.seed, &format!("forecast of {unit}"), number);
            // The nearer the end, the better it is known.
            let left = (days::quarter_end(day) - day).clamp(0, 92);
            let miss = chance.between(-90, 90) * left / 92 + chance.between(-15, 15);
            let amount = crate::prices::scaled(brings(company, unit, day), 1_000 + miss, 1_000);
            let sheet = format!("Forecast {unit}.xlsx");
            csv.row(&[
                &format!("{unit}-{week}"),
                &plain::day(day),
                &crate::salesforce::email(by),
                unit,
                &quarter(day),
                &(crate::prices::rounded(amount, 100_000) / 100).to_string(),
                "EUR",
                "commit",
                if spreadsheets && !is_in_crm(unit) { &sheet } else { "salesforce" },
            ]);
        }
    }
    csv
}

/// The name of the fiscal quarter that holds a day.
fn quarter(day: Day) -> String {
    let months = i64::from(days::date(day).month() + 8).rem_euclid(12);
    format!("{}-Q{}", days::year_of(day), months / 3 + 1)
}

/// What a unit's quarter brought, or is to bring where it still runs, in cents.
fn brings(company: &Company, unit: &str, day: Day) -> i64 {
    let end = days::quarter_end(day);
    let is_of = |deal: &&Deal| {
        let team = company.people.seats[deal.seat].team;
        let of_unit = unit == COMPANY || unit == team.region || unit == team.id;
        of_unit && days::quarter_end(deal.close) == end
    };
    let worth = |deal: &Deal| {
        let net = company.prices.in_euros(deal, &company.people.seats);
        match deal.outcome {
            Outcome::Won => net,
            Outcome::Lost => 0,
            // About what becomes of open deals in the end.
            Outcome::Open => net * 2 / 5,
        }
    };
    company.deals.iter().filter(is_of).map(worth).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_named_after_the_year_in_which_they_end() {
        let named = |text: &str| quarter(days::number(text.parse().unwrap()));
        assert_eq!(named("2026-04-01"), "2027-Q1");
        assert_eq!(named("2026-03-31"), "2026-Q4");
        assert_eq!(named("2025-12-31"), "2026-Q3");
    }
}
