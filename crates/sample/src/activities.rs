//! What people did about deals: calls, mails and meetings.

use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::Deal;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A call of so many seconds.
    Call(i64),
    Mail,
    /// A meeting of so many minutes.
    Meeting(i64),
}

/// One thing that somebody did about a deal.
pub(crate) struct Activity {
    /// Its place among all of its sort, which stays the same on whatever day the systems are asked.
    pub(crate) number: usize,
    /// Place in the list of deals.
    pub(crate) deal: usize,
    /// Place in the list of people.
    pub(crate) person: usize,
    pub(crate) day: Day,
    /// Minutes after seven in the morning, UTC.
    pub(crate) minutes: i64,
    pub(crate) act: Act,
}

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

/// Calls and mails before the day on which the systems are asked.
pub(crate) fn calls_and_mails(company: &Company) -> Vec<Activity> {
    known(company, "tasks of a deal", 45, |deal, nth, minutes| {
        let act = if (deal + nth).is_multiple_of(2) { Act::Call(180 + minutes * 2) } else { Act::Mail };
        (minutes, act)
    })
}

/// Meetings before the day on which the systems are asked.
pub(crate) fn meetings(company: &Company) -> Vec<Activity> {
    known(company, "events of a deal", 80, |_, _, minutes| {
        let minutes = minutes / 15 * 15 % 480;
        (minutes, Act::Meeting(45 + minutes % 4 * 15))
    })
}

/// All contacts of one sort; `what` says from the deal, the contact's place in it and its minutes when it was and what.
fn known(
    company: &Company,
    kind: &str,
    every: Day,
    what: impl Fn(usize, usize, i64) -> (i64, Act),
) -> Vec<Activity> {
    let contacts = company.deals.iter().enumerate().flat_map(|(at, deal)| {
        contacts(company, at, deal, kind, every).into_iter().enumerate().map(move |contact| (at, contact))
    });
    let all = contacts.enumerate().map(|(number, (deal, (nth, (day, minutes, person))))| {
        let (minutes, act) = what(deal, nth, minutes);
        Activity { number, deal, person, day, minutes, act }
    });
    all.filter(|activity| activity.day < company.taken).collect()
}
