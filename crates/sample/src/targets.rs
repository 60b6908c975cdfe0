//! What units and people of the sample company are told to bring.

use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::organisation::{COMPANY, TEAMS, region};
use crate::people::Person;
use crate::prices;

/// The mandate's first year in whole euros: 62 million and 11 %.
const FIRST_YEAR: i64 = 68_820_000;
/// What each level adds so that the one above is safe, in thousandths.
const HEDGE: i64 = 1_015;

/// What a unit is to bring in the mandate's first year, in whole euros.
pub(crate) fn level(company: &Company, unit: &str) -> i64 {
    let all = company.last_year(COMPANY).net.max(1);
    let share = |whole: i64, unit: &str, of: i64| {
        let part = prices::scaled(whole * HEDGE / 1_000, company.last_year(unit).net, of.max(1));
        prices::rounded(part, 10_000)
    };
    if unit == COMPANY {
        return FIRST_YEAR;
    }
    if region(unit).is_some() {
        return share(FIRST_YEAR, unit, all);
    }
    TEAMS
        .iter()
        .find(|team| team.id == unit)
        .map_or(0, |team| share(level(company, team.region), unit, company.last_year(team.region).net))
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
    for year in days::FIRST_YEAR + 1..=days::LAST_YEAR + 1 {
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
    let of_mandate = year > days::LAST_YEAR;
    let amount = if of_mandate {
        by_ground(company, at) * (until - from) / (end - start)
    } else {
        in_hindsight(company, year, holder).max(by_ground(company, at) / 4 * (until - from) / (end - start))
    };
    let issued = days::workday(if from == start { start + 3 } else { from + 4 });
    let team = company.people.seats[at].team;
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

/// A seat's part of what its team is to bring: half by its customers, half by what it sold last year.
fn by_ground(company: &Company, at: usize) -> i64 {
    let team = company.people.seats[at].team;
    let whole = level(company, team.id) * HEDGE / 1_000;
    let of_team = |seat: usize| company.people.seats[seat].team.id == team.id;
    let size = |counts: &dyn Fn(usize) -> bool| -> i64 {
        company.accounts.iter().filter(|account| counts(account.seat)).map(|account| account.size).sum()
    };
    let sold = company.sales(days::LAST_YEAR, |deal| deal.seat == at).net;
    let customers = prices::scaled(whole, size(&|seat| seat == at), size(&of_team).max(1));
    (customers + prices::scaled(whole, sold, company.last_year(team.id).net.max(1))) / 2
}

/// What somebody was to bring in a year that is over. Who sets quotas knows the ground, so how far each was off is what
/// is drawn: a little more than half reach theirs.
fn in_hindsight(company: &Company, year: i16, holder: usize) -> i64 {
    let sold = company.sales(year, |deal| deal.owner() == holder).net / 100;
    let number = u64::try_from(year).unwrap_or(0) * 1_000 + holder as u64;
    let mut chance = Chance::of(company.sample.seed, "attainment of a year", number);
    let reached: i64 = 515 + (0..4).map(|_| chance.between(0, 250)).sum::<i64>();
    prices::scaled(sold, 1_000, reached)
}
