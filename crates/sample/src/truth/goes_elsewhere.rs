//! Root cause 4, as far as it lies in the office: time goes elsewhere.

use super::{Planted, count, integer, percent, units_with_sellers};
use crate::company::Company;
use crate::operations::office::{GOOD_TEAM, Office};
use crate::organisation::TEAMS;
use plumb_units::{Duration, DurationUnit, Quantity};

/// What was planted there.
pub(super) fn planted(company: &Company) -> Vec<Planted> {
    let planted = |fault, rule, at, size| Planted { cause: 4, fault, rule, at, objective: None, size };
    let office = Office::of(company);
    let elsewhere = "27 % of the time is for customers: quotes typed twice, three signatures, a tool that one in three uses";
    let monday = "the Monday meeting is held half the time and decides nothing";
    let post = |post: &str| {
        let holder = company.people.holder(post).map_or("", |person| person.id.as_str());
        vec![format!("person:{holder}")]
    };
    let others = || TEAMS.iter().filter(|team| team.id != GOOD_TEAM);
    let mondays: Vec<String> = others().map(|team| format!("rhythm:{}-monday", team.id)).collect();
    let led: Vec<String> =
        TEAMS.iter().filter(|team| team.has_lead()).map(|team| format!("unit:{}", team.id)).collect();
    vec![
        planted(
            "enquiries go to executives without an owner and without a clock",
            "P101",
            vec!["handoff:lead-developer-account-executive".to_owned()],
            count(0),
        ),
        planted(elsewhere, "P108", units_with_sellers(), percent(office.time[..3].iter().sum::<i64>() / 10)),
        planted(elsewhere, "L106", vec!["role:account-executive".to_owned()], count(5)),
        planted(elsewhere, "L104", vec!["tool:quoting".to_owned()], percent(office.quoting / 10)),
        planted("quotes wait 52 hours of work at the last of three desks", "P105", post("cro"), hours(52)),
        planted(
            "the sponsor met the programme once",
            "B111",
            vec!["rhythm:halden-programme".to_owned()],
            count(usize::try_from(office.sponsor).unwrap_or(0)),
        ),
        planted(monday, "K102", mondays.clone(), percent(50)),
        planted(monday, "K103", mondays, percent(10)),
        planted("leads coach 50 minutes a month", "K108", not_coached(), minutes(50)),
        planted("no month is looked at below the regions", "K101", led, count(1)),
    ]
}

/// Teams that are not coached: all but one.
fn not_coached() -> Vec<String> {
    let others = TEAMS.iter().filter(|team| team.id != GOOD_TEAM);
    others.map(|team| format!("unit:{}", team.id)).collect()
}

fn hours(hours: usize) -> Quantity {
    Quantity::Duration(Duration { minutes: integer(hours) * 60, unit: DurationUnit::Hours })
}

fn minutes(minutes: usize) -> Quantity {
    Quantity::Duration(Duration { minutes: integer(minutes), unit: DurationUnit::Minutes })
}
