//! What people did with customers: calls and mails as tasks, meetings as events.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::activities::{self, Act};
use crate::company::Company;

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
        let Some(deal) = company.deals.get(task.deal) else { continue };
        let (kind, seconds) = match task.act {
            Act::Call(seconds) => ("Call", seconds.to_string()),
            Act::Mail | Act::Meeting(_) => ("Email", String::new()),
        };
        let when = csv::moment(task.day, task.minutes);
        csv.row(&[
            &id(Object::Task, task.number),
            "false",
            &id(Object::Opportunity, task.deal),
            &id(Object::Account, deal.account),
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
        let (Some(deal), Act::Meeting(lasts)) = (company.deals.get(event.deal), event.act) else { continue };
        let made = csv::moment(event.day - 4, 200);
        csv.row(&[
            &id(Object::Event, event.number),
            "false",
            &id(Object::Opportunity, event.deal),
            &id(Object::Account, deal.account),
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
