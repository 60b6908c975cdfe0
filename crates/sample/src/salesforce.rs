//! The sample company's CRM, written as a Salesforce Data Export: one CSV per object, every field in quotes.

mod csv;
mod customers;
mod deals;
mod field_history;
mod ids;
mod leads;
mod staff;
mod work;

use crate::activities::{Act, Activity};
use crate::company::Company;
use crate::people::Person;
pub(crate) use csv::moment;
pub(crate) use customers::{entered_again, potential, twice};
pub(crate) use deals::{minutes_of_owner, minutes_of_step, named as stage_named};
pub(crate) use field_history::{fields_of, minutes_of_field};
use ids::Object;
pub(crate) use leads::{ACCEPTED, source as lead_source, status as lead_status};
pub(crate) use staff::title;

/// All files of the export, with their paths in the workspace.
pub(crate) fn files(company: &Company) -> Vec<(String, String)> {
    let mut files = vec![
        ("User", staff::users(company)),
        ("UserRole", staff::roles()),
        ("Account", customers::accounts(company)),
        ("Product2", customers::products()),
        ("PricebookEntry", customers::price_book(company)),
        ("Lead", leads::leads(company)),
        ("Opportunity", deals::opportunities(company)),
        ("OpportunityLineItem", deals::lines(company)),
        ("OpportunityHistory", deals::history(company)),
        ("OpportunityFieldHistory", field_history::opportunities(company)),
        ("AccountHistory", field_history::accounts(company)),
        ("Task", work::tasks(company)),
        ("Event", work::events(company)),
    ];
    files.sort_by_key(|(object, _)| *object);
    files.into_iter().map(|(object, csv)| (format!("exports/salesforce/{object}.csv"), csv.text())).collect()
}

/// The id of the user at a place in the list of people.
pub(crate) fn user_id(at: usize) -> String {
    ids::id(Object::User, at)
}

/// The id of the account at a place in the list.
pub(crate) fn account_id(at: usize) -> String {
    ids::id(Object::Account, at)
}

/// The id of the opportunity at a place in the list.
pub(crate) fn opportunity_id(at: usize) -> String {
    ids::id(Object::Opportunity, at)
}

/// The id of a line, counted over all deals.
pub(crate) fn line_id(number: usize) -> String {
    ids::id(Object::OpportunityLineItem, number)
}

/// The id of a lead.
pub(crate) fn lead_id(number: usize) -> String {
    ids::id(Object::Lead, number)
}

/// The id of a task or an event.
pub(crate) fn activity_id(activity: &Activity) -> String {
    let object = if matches!(activity.act, Act::Meeting(_)) { Object::Event } else { Object::Task };
    ids::id(object, activity.number)
}

/// Room for the rows of one deal or account, so that a row keeps its id whatever happens to others later.
const ROWS: usize = 32;

/// The id of a snapshot of a deal, by the places of both.
pub(crate) fn history_id(deal: usize, nth: usize) -> String {
    ids::id(Object::OpportunityHistory, deal * ROWS + nth)
}

/// The id of a change of a field of a deal, by the places of both: a change of owner has two rows, the second with ids.
pub(crate) fn field_history_id(deal: usize, nth: usize) -> String {
    ids::id(Object::OpportunityFieldHistory, deal * ROWS + nth)
}

/// A person's address.
pub(crate) fn email(person: &Person) -> String {
    format!("{}@halden.example", person.id.replace('-', "."))
}
