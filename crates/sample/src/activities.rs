//! What people did about deals: calls, mails and meetings.

use plumb_units::Date;

use crate::accounts::Account;
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::{Deal, Outcome};
use crate::ground;

/// Room for the rows of one deal or account, so that a row keeps its number whatever happens elsewhere later.
const ROWS: usize = 64;
/// The number of the first meeting that belongs to an account and to no deal.
const OF_ACCOUNTS: usize = 4_000_000;
/// Customers are visited without a deal since this day, as far as the calendars go back.
const VISITS: Date = Date::constant(2025, 9, 1);

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
    /// Place in the list of deals, where it was about one.
    pub(crate) deal: Option<usize>,
    /// Place in the list of accounts.
    pub(crate) account: usize,
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
    let last = days::number(days::DAY_90);
    let end = if deal.outcome == Outcome::Open { last } else { deal.close };
    let mut contacts = Vec::new();
    let mut day = deal.created + chance.between(1, every);
    while day <= end && contacts.len() < ROWS {
        let (on, minutes, owner) =
            (days::workday(day).max(deal.created), chance.between(0, 560), deal.owner_on(day));
        // Nobody writes to the customers of those who left.
        if company.people.person(owner).is_there(on) {
            contacts.push((on, minutes, owner));
        }
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
    let mut meetings = known(company, "events of a deal", 80, |_, _, minutes| meeting(minutes));
    let from = visited_from(company);
    for (at, account) in company.accounts.iter().enumerate().filter(|(_, one)| one.potential >= from) {
        meetings.extend(visits(company, at, account));
    }
    meetings
}

/// When a meeting was, and how long.
fn meeting(minutes: i64) -> (i64, Act) {
    let minutes = minutes / 15 * 15 % 480;
    (minutes, Act::Meeting(45 + minutes % 4 * 15))
}

/// The potential from which a customer is visited without a deal: one in three has it.
fn visited_from(company: &Company) -> i64 {
    let mut potentials: Vec<i64> = company.accounts.iter().map(|account| account.potential).collect();
    potentials.sort_unstable();
    potentials.get(potentials.len() * 2 / 3).copied().unwrap_or(0)
}

/// Visits to a customer, whether it has a deal or not.
fn visits(company: &Company, at: usize, account: &Account) -> Vec<Activity> {
    let mut chance = Chance::of(company.sample.seed, "visits to an account", at as u64);
    let owners = ground::owners(&company.people, account, company.sample.aligned);
    let mut visits = Vec::new();
    let mut day = days::number(VISITS) + chance.between(1, 40);
    for nth in 0..ROWS {
        let on = days::workday(day);
        if on >= company.taken {
            break;
        }
        let (minutes, act) = meeting(chance.between(0, 560));
        let person = owners.iter().rev().find(|(_, from)| *from <= on).map_or(0, |(person, _)| *person);
        if company.people.person(person).is_there(on) {
            let number = OF_ACCOUNTS + at * ROWS + nth;
            visits.push(Activity { number, deal: None, account: at, person, day: on, minutes, act });
        }
        day += chance.between(28, 52);
    }
    visits
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
    let all = contacts.map(|(deal, (nth, (day, minutes, person)))| {
        let (minutes, act) = what(deal, nth, minutes);
        let account = company.deals.get(deal).map_or(0, |deal| deal.account);
        Activity { number: deal * ROWS + nth, deal: Some(deal), account, person, day, minutes, act }
    });
    all.filter(|activity| activity.day < company.taken).collect()
}
