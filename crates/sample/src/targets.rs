//! What units and people of the sample company are told to bring.

use plumb_units::MILLION;

use crate::attainment;
use crate::company::Company;
use crate::days::{self, Day};
use crate::organisation::{COMPANY, TEAMS, Team, region, teams_of};
use crate::people::Person;
use crate::prices;

/// The mandate's first year in whole euros: 62 million and 11 %.
const FIRST_YEAR: i64 = 68_820_000;
/// What each level adds so that the one above is safe, in thousandths.
const HEDGE: i64 = 1_015;
/// The team that sells to food, where the quotas are drawn from a market and not from its people.
pub(crate) const FOOD_TEAM: &str = "vienna";
/// What it is to bring in thousandths of the best year it ever had.
const BEYOND: i64 = 1_500;
/// The team whose quotas arrive late, and by how many days.
pub(crate) const LATE: (&str, Day) = ("hamburg", 49);

/// What a region adds to its part of the company, in thousandths.
fn of_region(company: &Company, region: &str) -> i64 {
    if !company.sample.aligned && region == "nordics" { 1_010 } else { HEDGE }
}

/// What the teams of a region come to, in thousandths of what the region is to bring.
fn of_teams(company: &Company, region: &str) -> i64 {
    match region {
        "nordics" if !company.sample.aligned => 1_120,
        "benelux" if !company.sample.aligned => 930,
        _ => HEDGE,
    }
}

/// What the people of a team come to, in thousandths of what the team is to bring.
fn of_people(company: &Company, region: &str) -> i64 {
    if !company.sample.aligned && region == "nordics" { 1_097 } else { HEDGE }
}

/// What a unit is to bring in the mandate's first year, in whole euros.
pub(crate) fn level(company: &Company, unit: &str) -> i64 {
    if unit == COMPANY {
        return FIRST_YEAR;
    }
    if region(unit).is_some() {
        let all = company.last_year(COMPANY).net.max(1);
        let whole = FIRST_YEAR * of_region(company, unit) / 1_000;
        return prices::rounded(prices::scaled(whole, company.last_year(unit).net, all), 10_000);
    }
    TEAMS.iter().find(|team| team.id == unit).map_or(0, |team| of_team(company, team))
}

fn of_team(company: &Company, team: &Team) -> i64 {
    let mut whole = level(company, team.region) * of_teams(company, team.region) / 1_000;
    let mut sold = company.last_year(team.region).net.max(1);
    if !company.sample.aligned && teams_of(team.region).any(|team| team.id == FOOD_TEAM) {
        let food = beyond_its_best(company);
        if team.id == FOOD_TEAM {
            return food;
        }
        whole -= food;
        sold -= company.last_year(FOOD_TEAM).net;
    }
    prices::rounded(prices::scaled(whole, company.last_year(team.id).net, sold), 10_000)
}

/// Half as much again as the seats of the team for food ever sold in a year.
fn beyond_its_best(company: &Company) -> i64 {
    let seats = 0..company.people.seats.len();
    let food = seats.filter(|at| company.people.seats[*at].team.id == FOOD_TEAM);
    let whole: i64 = food.map(|at| beyond_the_best(company, at)).sum();
    prices::rounded(whole * 1_000 / of_people(company, "dach"), 10_000)
}

/// Half as much again as a seat ever sold in a year, in whole euros.
fn beyond_the_best(company: &Company, at: usize) -> i64 {
    let year = |year| company.sales(year, |deal| deal.seat == at).net;
    (days::FIRST_YEAR..=days::LAST_YEAR).map(year).max().unwrap_or(0) / 100 * BEYOND / 1_000
}

/// What one person is to bring between two days.
pub(crate) struct Quota<'a> {
    pub(crate) person: &'a Person,
    pub(crate) from: Day,
    pub(crate) until: Day,
    /// Whole euros.
    pub(crate) amount: i64,
    pub(crate) issued: Day,
    pub(crate) accepted: Day,
    /// The objective it serves; there was none before the mandate.
    pub(crate) objective: Option<String>,
}

/// The quotas of all years, by year and seat.
pub(crate) fn quotas(company: &Company) -> Vec<Quota<'_>> {
    let mut quotas = Vec::new();
    for year in days::FIRST_YEAR..=days::LAST_YEAR + 1 {
        for (at, seat) in company.people.seats.iter().enumerate() {
            quotas.extend(seat.held_by.iter().filter_map(|holder| quota(company, year, at, *holder)));
        }
    }
    quotas
}

fn quota(company: &Company, year: i16, at: usize, holder: usize) -> Option<Quota<'_>> {
    let person = company.people.person(holder);
    let (start, end) = (days::year_start(year), days::year_start(year + 1));
    let (from, until) = (start.max(person.from), end.min(person.until.unwrap_or(end)));
    if from >= until {
        return None;
    }
    let team = company.people.seats[at].team;
    let of_mandate = year > days::LAST_YEAR;
    let amount = if of_mandate {
        // Whoever came later has the number of the whole year.
        by_ground(company, at) * (until - start) / (end - start)
    } else {
        let sold = company.sales(year, |deal| deal.owner() == holder).net / 100;
        let least = by_ground(company, at) / 12 * (until - from) / (end - start);
        prices::scaled(sold, MILLION, attainment::of_year(company, year, holder)).max(least)
    };
    let late = !company.sample.aligned && of_mandate && team.id == LATE.0;
    let issued = if from == start { start + 3 } else { from + 4 };
    let issued = days::workday(if late { issued.max(start + LATE.1) } else { issued });
    Some(Quota {
        person,
        from,
        until,
        amount: prices::rounded(amount, 1_000),
        issued,
        accepted: issued + 4,
        objective: of_mandate.then(|| format!("grow-{}", team.id)),
    })
}

/// A seat's part of what its team is to bring: by its customers, and by what it sold last year. Customers that were moved
/// in January still count where they were.
fn by_ground(company: &Company, at: usize) -> i64 {
    let team = company.people.seats[at].team;
    if !company.sample.aligned && team.id == FOOD_TEAM {
        return beyond_the_best(company, at);
    }
    let whole = level(company, team.id) * of_people(company, team.region) / 1_000;
    let of_team = |seat: usize| company.people.seats[seat].team.id == team.id;
    let size = |counts: &dyn Fn(usize) -> bool| -> i64 {
        let covered = company.accounts.iter().filter(|account| account.cluster.is_none());
        covered
            .filter(|account| counts(account.before.unwrap_or(account.seat)))
            .map(|account| account.potential)
            .sum()
    };
    let sold = company.sales(days::LAST_YEAR, |deal| deal.seat == at).net;
    let customers = prices::scaled(whole, size(&|seat| seat == at), size(&of_team).max(1));
    let known = prices::scaled(whole, sold, company.last_year(team.id).net.max(1));
    let parts = if company.sample.aligned { 5 } else { 3 };
    (customers * parts + known * (10 - parts)) / 10
}
