//! The history of fields: who owned a deal or an account from when on, and what was found out about a deal.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::{ROWS, minutes_of_owner, user_id};
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::Deal;
use crate::evidence;
use crate::ground;

/// The day on which fields for the exit criteria came into the CRM.
const FIELDS_SINCE: i16 = 2026;

/// `OpportunityFieldHistory.csv`.
pub(super) fn opportunities(company: &Company) -> Csv {
    let mut csv = history(Object::OpportunityFieldHistory, "OpportunityId");
    for (at, deal) in company.deals.iter().enumerate() {
        let mut rows =
            Rows { company, csv: &mut csv, of: id(Object::Opportunity, at), first: at * ROWS, nth: 0 };
        let mut before = None;
        for (owner, from) in deal.owners.iter().filter(|(_, from)| *from < company.taken) {
            rows.owner(before, *owner, *from);
            before = Some(*owner);
        }
        // Owners have the first ten places, so that a change of owner moves no other row.
        rows.nth = 10;
        for (nth, (field, day)) in fields_of(company, at, deal).into_iter().enumerate() {
            if day < company.taken {
                let when = csv::moment(day, minutes_of_field(nth));
                rows.write(deal.owner_on(day), &when, field, "Boolean", "false", "true");
            }
        }
    }
    csv
}

/// The fields of a deal that were filled, since there are such fields.
pub(crate) fn fields_of(company: &Company, at: usize, deal: &Deal) -> Vec<(&'static str, Day)> {
    if deal.created < days::year_start(FIELDS_SINCE) {
        return Vec::new();
    }
    evidence::of_deal(company, at, deal)
}

/// When on its day a field was filled: minutes after seven.
pub(crate) fn minutes_of_field(nth: usize) -> i64 {
    310 + i64::try_from(nth).unwrap_or(0)
}

/// `AccountHistory.csv`: an account that never changed hands has no row.
pub(super) fn accounts(company: &Company) -> Csv {
    let mut csv = history(Object::AccountHistory, "AccountId");
    for (at, account) in company.accounts.iter().enumerate() {
        let mut rows = Rows { company, csv: &mut csv, of: id(Object::Account, at), first: at * ROWS, nth: 0 };
        let mut before = None;
        for (owner, from) in ground::owners(&company.people, account, company.sample.aligned) {
            if from >= company.taken {
                break;
            }
            if before.is_some() {
                rows.owner(before, owner, from);
            }
            before = Some(owner);
        }
    }
    csv
}

fn history(object: Object, of: &str) -> Csv {
    debug_assert!(matches!(object, Object::OpportunityFieldHistory | Object::AccountHistory));
    Csv::new(&[
        "Id",
        "IsDeleted",
        of,
        "CreatedById",
        "CreatedDate",
        "Field",
        "DataType",
        "OldValue",
        "NewValue",
    ])
}

/// The rows about one record.
struct Rows<'a> {
    company: &'a Company,
    csv: &'a mut Csv,
    of: String,
    first: usize,
    nth: usize,
}

impl Rows<'_> {
    /// Salesforce writes a change of owner twice: once with names, once with ids.
    fn owner(&mut self, before: Option<usize>, owner: usize, from: Day) {
        let when = csv::moment(from, minutes_of_owner(self.nth.div_ceil(2)));
        let Some(before) = before else { return self.write(owner, &when, "created", "", "", "") };
        let name = |at| self.company.people.person(at).name();
        let (old, new) = (name(before), name(owner));
        self.write(owner, &when, "Owner", "Text", &old, &new);
        self.write(owner, &when, "Owner", "EntityId", &user_id(before), &user_id(owner));
    }

    fn write(&mut self, by: usize, when: &str, field: &str, kind: &str, old: &str, new: &str) {
        let object =
            if self.of.starts_with("006") { Object::OpportunityFieldHistory } else { Object::AccountHistory };
        let id = id(object, self.first + self.nth);
        self.csv.row(&[&id, "false", &self.of, &user_id(by), when, field, kind, old, new]);
        self.nth += 1;
    }
}
