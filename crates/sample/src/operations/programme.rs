//! The board of the programme that carries the mandate, and whether its sponsor comes.

use super::meetings::Meeting;
use super::office::Office;
use super::{monday, week_of};
use crate::company::Company;
use crate::days::{self, Day};
use crate::organisation::COMPANY;

/// The day on which the programme was set up.
const SET_UP: &str = "2026-01-08";
/// Who sits on the board beside its sponsor and whoever leads it.
const BOARD: [&str; 4] = ["head-nordics", "head-dach", "head-benelux", "service-lead"];

/// The board's meeting of a week, if it meets then: every other Thursday.
pub(super) fn board(company: &Company, week: Day) -> Option<Meeting> {
    let first = week_of(days::number(SET_UP.parse().ok()?));
    let (nth, day) = ((week - first) / 2, monday(week) + 3);
    if week < first || (week - first) % 2 != 0 {
        return None;
    }
    let sponsor = Office::of(company).sponsor;
    // At the first meetings of each ten.
    let sponsored = nth % 10 < sponsor && (sponsor == 10 || nth < 10);
    let others = BOARD.iter().filter_map(|post| company.in_post(post)).map(|at| (at, true));
    let expected = company.in_post("ceo").map(|at| (at, sponsored)).into_iter().chain(others).collect();
    Some(Meeting {
        series: format!("{COMPANY}-programme"),
        unit: COMPANY,
        led_by: "cro".to_owned(),
        day,
        start: 15 * 60,
        minutes: 60,
        expected,
        decide: 980,
    })
}
