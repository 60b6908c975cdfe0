//! People, accounts, leads and activities.

use super::{Table, day, moment};
use crate::activities::{self, Act};
use crate::company::Company;
use crate::crm::{Crm, unit_name};
use crate::offerings::segment;
use crate::{course, ground, leads as drawn, salesforce};

pub(super) fn people(company: &Company, crm: Crm) -> Table {
    let known = |at: &usize| match crm {
        // A report knows only those who own something.
        Crm::Report => company
            .deals
            .iter()
            .any(|deal| course::standing(deal, company.taken).is_some_and(|now| now.owner == *at)),
        _ => company.people.person(*at).from < company.taken,
    };
    let row = |at: usize| {
        let person = company.people.person(at);
        let (key, name) = (crm.person(company, at), person.name());
        let unit = unit_name(person.unit).to_owned();
        let left = person.until.filter(|until| *until <= company.taken).map(day).unwrap_or_default();
        match crm {
            Crm::Salesforce => {
                let manager = company.in_post(&person.manager);
                let manager = manager.map(|at| crm.person(company, at)).unwrap_or_default();
                let (title, email) = (salesforce::title(person.role).to_owned(), salesforce::email(person));
                let because = if left.is_empty() { "" } else { person.left_because };
                vec![key, name, title, unit, manager, email, day(person.from), left, because.to_owned()]
            }
            Crm::HubSpot => {
                let email = salesforce::email(person);
                vec![
                    key,
                    name,
                    String::new(),
                    unit,
                    String::new(),
                    email,
                    day(person.from),
                    left,
                    String::new(),
                ]
            }
            Crm::Report => {
                let none = String::new;
                vec![key, name, none(), unit, none(), none(), none(), none(), none()]
            }
        }
    };
    Table {
        name: "people",
        columns: &["key", "name", "role", "unit", "manager", "email", "valid_from", "valid_until", "leaving"],
        rows: (0..company.people.all.len()).filter(known).map(row).collect(),
    }
}

pub(super) fn accounts(company: &Company, crm: Crm) -> Table {
    let known = |at: &usize| match crm {
        Crm::Report => company
            .deals
            .iter()
            .any(|deal| deal.account == *at && course::standing(deal, company.taken).is_some()),
        _ => company.accounts[*at].created < company.taken,
    };
    let row = |at: usize| {
        let account = &company.accounts[at];
        let industry = segment(account.segment).name.to_owned();
        let mut row = vec![crm.account(company, at), account.name.clone()];
        if crm == Crm::Report {
            row.extend([String::new(), industry.clone(), industry]);
            row.extend([const { String::new() }; 3]);
        } else {
            let owner = company.answers_for(account).0;
            row.push(crm.person(company, owner));
            row.extend([industry.clone(), industry]);
            row.push(unit_name(company.people.person(owner).unit).to_owned());
            row.push(company.people.seats[account.seat].team.country.to_owned());
            row.push(day(account.created));
        }
        if crm == Crm::Salesforce {
            let (potential, currency) = salesforce::potential(company, account);
            let territory = ground::territory_name(company, account);
            row.extend([territory, potential, currency.to_owned(), account.year_end.to_string()]);
        } else {
            row.extend([const { String::new() }; 4]);
        }
        row
    };
    let mut rows: Vec<_> = (0..company.accounts.len()).filter(known).map(row).collect();
    if crm == Crm::Salesforce {
        rows.extend(salesforce::twice(company).into_iter().map(|(at, of)| entered_again(company, at, of)));
    }
    Table {
        name: "accounts",
        columns: &[
            "key",
            "name",
            "owner",
            "segment",
            "industry",
            "unit",
            "country",
            "created",
            "territory",
            "potential",
            "currency",
            "year_end_month",
        ],
        rows,
    }
}

/// An account that stands there twice.
fn entered_again(company: &Company, at: usize, of: usize) -> Vec<String> {
    let account = &company.accounts[of];
    let owner = company.answers(account.seat);
    let industry = segment(account.segment).name.to_owned();
    let mut row = vec![salesforce::account_id(at), account.name.to_uppercase()];
    row.extend([Crm::Salesforce.person(company, owner), industry.clone(), industry]);
    row.push(unit_name(company.people.person(owner).unit).to_owned());
    row.push(company.people.seats[account.seat].team.country.to_owned());
    row.push(day(salesforce::entered_again(account)));
    row.extend([const { String::new() }; 4]);
    row
}

pub(super) fn leads(company: &Company, crm: Crm) -> Table {
    let only = |cell: String| if crm == Crm::Salesforce { cell } else { String::new() };
    let row = |lead: drawn::Lead| {
        let deal = lead.deal.and_then(|at| company.deals.get(at));
        vec![
            match crm {
                Crm::HubSpot => crate::hubspot::contact_id(lead.number),
                _ => salesforce::lead_id(lead.number),
            },
            day(lead.asked.0),
            moment(crm, lead.asked),
            crm.person(company, lead.owner),
            deal.map(|deal| crm.account(company, deal.account)).unwrap_or_default(),
            lead.answered.map(|at| moment(crm, at)).unwrap_or_default(),
            crm.lead_status(lead.status).to_owned(),
            lead.deal.map(|at| crm.deal(at)).unwrap_or_default(),
            crm.lead_source(lead.source).to_owned(),
            only(lead.accepted.map(|day| moment(crm, (day, salesforce::ACCEPTED))).unwrap_or_default()),
            only(lead.reason.to_owned()),
        ]
    };
    Table {
        name: "leads",
        columns: &[
            "key",
            "created",
            "received",
            "person",
            "account",
            "first_touch",
            "status",
            "converted_opportunity",
            "channel",
            "accepted",
            "reason",
        ],
        rows: drawn::known(company).into_iter().map(row).collect(),
    }
}

pub(super) fn activities(company: &Company, crm: Crm) -> Table {
    let row = |activity: activities::Activity| {
        let (kind, minutes) = match activity.act {
            Act::Call(seconds) => ("call", ((seconds + 59) / 60).to_string()),
            Act::Mail => ("mail", String::new()),
            Act::Meeting(minutes) => ("meeting", minutes.to_string()),
        };
        let key = match crm {
            Crm::HubSpot => crate::hubspot::activity_id(&activity),
            _ => salesforce::activity_id(&activity),
        };
        vec![
            key,
            crm.person(company, activity.person),
            crm.account(company, activity.account),
            activity.deal.map(|deal| crm.deal(deal)).unwrap_or_default(),
            kind.to_owned(),
            moment(crm, (activity.day, activity.minutes)),
            minutes,
        ]
    };
    let all = activities::calls_and_mails(company).into_iter().chain(activities::meetings(company));
    Table {
        name: "activities",
        columns: &["key", "person", "account", "opportunity", "kind", "started", "minutes"],
        rows: all.map(row).collect(),
    }
}
