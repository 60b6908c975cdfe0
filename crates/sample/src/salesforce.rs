//! The sample company's CRM, written as a Salesforce Data Export: one CSV per object, every field in quotes.

mod csv;
mod customers;
mod deals;
mod ids;
mod leads;
mod staff;
mod work;

use crate::company::Company;
use crate::people::Person;
use ids::Object;

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
        ("OpportunityFieldHistory", deals::field_history(company)),
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

/// A person's address.
pub(crate) fn email(person: &Person) -> String {
    format!("{}@halden.example", person.id.replace('-', "."))
}
