//! The sample company's CRM as the lists of a HubSpot portal: one CSV per object, with the labels that people see.
//!
//! A deal's list names its stage and owner; its history has their internal ids. Several associated records stand in one
//! field, with semicolons between them.

mod deals;
mod people;
mod work;

use crate::activities::{Act, Activity};
use crate::company::Company;
use crate::days::Day;
use crate::leads::{Source, Status};
use crate::salesforce;

/// All lists, with their paths in the workspace.
pub(crate) fn files(company: &Company) -> Vec<(String, String)> {
    let files = [
        ("owners", people::owners(company)),
        ("companies", people::companies(company)),
        ("contacts", people::contacts(company)),
        ("pipeline-stages", deals::stages(company)),
        ("products", deals::products(company)),
        ("deals", deals::deals(company)),
        ("line-items", deals::line_items(company)),
        ("deal-history", deals::history(company)),
        ("calls", work::calls(company)),
        ("emails", work::emails(company)),
        ("meetings", work::meetings(company)),
    ];
    files.into_iter().map(|(list, file)| (format!("exports/hubspot/{list}.csv"), file.text())).collect()
}

/// The id of the owner at a place in the list of people.
pub(crate) fn owner_id(at: usize) -> String {
    (50_100_000 + at * 37).to_string()
}

/// The id of the same person as a user.
fn user_id(at: usize) -> String {
    (9_100_000 + at * 11).to_string()
}

/// The id of the company at a place in the list of accounts.
pub(crate) fn company_id(at: usize) -> String {
    (9_400_000_000_u64 + at as u64 * 13).to_string()
}

/// The id of the deal at a place in the list.
pub(crate) fn deal_id(at: usize) -> String {
    (15_200_000_000_u64 + at as u64 * 7).to_string()
}

/// The id of a lead, which is a contact here.
pub(crate) fn contact_id(number: usize) -> String {
    (201_000 + number * 50).to_string()
}

/// The id of a line, counted over all deals.
pub(crate) fn line_id(number: usize) -> String {
    (6_800_000_000_u64 + number as u64 * 3).to_string()
}

/// The id of a call, a mail or a meeting.
pub(crate) fn activity_id(activity: &Activity) -> String {
    let from: u64 = if matches!(activity.act, Act::Meeting(_)) { 43_000_000_000 } else { 41_000_000_000 };
    (from + activity.number as u64).to_string()
}

/// What a mapping can name one change by.
pub(crate) fn history_key(deal: usize, property: &str, when: (Day, i64)) -> String {
    format!("{}-{property}-{}", deal_id(deal), moment(when).replace(' ', "T") + ":00")
}

/// A moment as lists show it: to the minute, in the portal's time, which is UTC here.
fn moment((day, minutes): (Day, i64)) -> String {
    salesforce::moment(day, minutes).get(..16).unwrap_or_default().replace('T', " ")
}

/// What the portal calls the way in.
pub(crate) fn lead_source(source: Source) -> &'static str {
    match source {
        Source::Web => "Organic Search",
        Source::TradeShow => "Offline Sources",
        Source::Phone => "Direct Traffic",
        Source::Partner => "Referrals",
    }
}

/// What the portal calls the status.
pub(crate) fn lead_status(status: Status) -> &'static str {
    match status {
        Status::Unanswered => "New",
        Status::Working => "In Progress",
        Status::Later => "Bad Timing",
        Status::TurnedDown => "Unqualified",
        Status::Converted => "Open Deal",
    }
}
