//! What people did with customers: calls and mails as tasks, meetings as events.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::activities::{self, Act};
use crate::company::Company;

/// The record that an activity is about: a deal, or else the account.
fn about(deal: Option<usize>, account: usize) -> String {
    deal.map_or_else(|| id(Object::Account, account), |deal| id(Object::Opportunity, deal))
}

/// `Task.csv`.
pub(super) fn tasks(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "IsDeleted",
        "WhatId",
        "AccountId",
        "OwnerId",
        "Subject",
        "TaskSubtype",
        "Status",
        "IsClosed",
        "ActivityDate",
        "CallDurationInSeconds",
        "CreatedDate",
        "CompletedDateTime",
        "SystemModstamp",
    ]);
    for task in activities::calls_and_mails(company) {
        let (kind, seconds) = match task.act {
            Act::Call(seconds) => ("Call", seconds.to_string()),
            Act::Mail | Act::Meeting(_) => ("Email", String::new()),
        };
        let when = csv::moment(task.day, task.minutes);
        csv.row(&[
            &id(Object::Task, task.number),
            "false",
            &about(task.deal, task.account),
            &id(Object::Account, task.account),
            &user_id(task.person),
            kind,
            kind,
            "Completed",
            "true",
            &csv::day(task.day),
            &seconds,
            &when,
            &when,
            &when,
        ]);
    }
    csv
}

/// `Event.csv`.
pub(super) fn events(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "IsDeleted",
        "WhatId",
        "AccountId",
        "OwnerId",
        "Subject",
        "Type",
        "StartDateTime",
        "EndDateTime",
        "DurationInMinutes",
        "IsAllDayEvent",
        "CreatedDate",
        "SystemModstamp",
    ]);
    for event in activities::meetings(company) {
        let Act::Meeting(lasts) = event.act else { continue };
        let made = csv::moment(event.day - 4, 200);
        csv.row(&[
            &id(Object::Event, event.number),
            "false",
            &about(event.deal, event.account),
            &id(Object::Account, event.account),
            &user_id(event.person),
            "Meeting",
            "Meeting",
            &csv::moment(event.day, event.minutes),
            &csv::moment(event.day, event.minutes + lasts),
            &lasts.to_string(),
            "false",
            &made,
            &made,
        ]);
    }
    csv
}
