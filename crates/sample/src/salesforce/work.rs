//! What people did with customers: calls and mails as tasks, meetings as events.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::Deal;

/// Days on which something was done about a deal, in order; `every` days lie between two of them.
fn contacts(company: &Company, number: usize, deal: &Deal, kind: &str, every: Day) -> Vec<(Day, i64, usize)> {
    let mut chance = Chance::of(company.sample.seed, kind, number as u64);
    let end = deal.close.min(days::number(days::TODAY) - 1);
    let mut contacts = Vec::new();
    let mut day = deal.created + chance.between(1, every);
    while day <= end {
        let owner = deal.owners.iter().rev().find(|(_, from)| *from <= day).map_or(0, |(person, _)| *person);
        contacts.push((days::workday(day).max(deal.created), chance.between(0, 560), owner));
        day += chance.between(every * 2 / 3, every * 3 / 2);
    }
    contacts
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
    let mut number = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        for (nth, (day, minutes, owner)) in
            contacts(company, at, deal, "tasks of a deal", 45).into_iter().enumerate()
        {
            number += 1;
            if day >= company.taken {
                continue;
            }
            let call = (at + nth) % 2 == 0;
            let seconds = if call { (180 + minutes * 2).to_string() } else { String::new() };
            let when = csv::moment(day, minutes);
            csv.row(&[
                &id(Object::Task, number - 1),
                "false",
                &id(Object::Opportunity, at),
                &id(Object::Account, deal.account),
                &user_id(owner),
                if call { "Call" } else { "Email" },
                if call { "Call" } else { "Email" },
                "Completed",
                "true",
                &csv::day(day),
                &seconds,
                &when,
                &when,
                &when,
            ]);
        }
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
    let mut number = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        for (day, minutes, owner) in contacts(company, at, deal, "events of a deal", 80) {
            number += 1;
            if day >= company.taken {
                continue;
            }
            let minutes = minutes / 15 * 15 % 480;
            let lasts = 45 + minutes % 4 * 15;
            let made = csv::moment(day - 4, 200);
            csv.row(&[
                &id(Object::Event, number - 1),
                "false",
                &id(Object::Opportunity, at),
                &id(Object::Account, deal.account),
                &user_id(owner),
                "Meeting",
                "Meeting",
                &csv::moment(day, minutes),
                &csv::moment(day, minutes + lasts),
                &lasts.to_string(),
                "false",
                &made,
                &made,
            ]);
        }
    }
    csv
}
