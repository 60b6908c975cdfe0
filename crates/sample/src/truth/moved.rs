//! Root cause 3: ground was moved without anyone paying for it; and what deals and leads bear of root cause 4.

use plumb_units::{Duration, DurationUnit, Quantity};

use super::{Planted, count, percent, sellers_roles, share};
use crate::company::{CARRY, Company};
use crate::deals::{Kind, Outcome};
use crate::organisation::COMPANY;
use crate::{attainment, days, ground, targets};

/// What was planted in grounds, people and quotas.
pub(super) fn planted(company: &Company) -> Vec<Planted> {
    let planted =
        |fault, rule, at, size| Planted { cause: 3, fault, rule, at, objective: Some("grow"), size };
    let anywhere = |fault, rule, at, size| Planted { objective: None, ..planted(fault, rule, at, size) };
    let whole = || vec![format!("unit:{COMPANY}")];
    let late = Duration { minutes: targets::LATE.1 * 24 * 60, unit: DurationUnit::Days };
    let clusters = ["antwerp", "benelux", "dach", "halden", "munich"].map(|unit| format!("unit:{unit}"));
    let uneven = ["antwerp", "benelux", "utrecht"].map(|unit| format!("unit:{unit}"));
    let high: i64 =
        company.accounts.iter().filter(|one| one.cluster.is_some()).map(|one| one.potential * 100).sum();
    let food = format!("unit:{}", targets::FOOD_TEAM);
    vec![
        anywhere(
            "29 % of the customers in DACH changed hands in January",
            "T105",
            vec!["unit:dach".to_owned()],
            moved(company),
        ),
        anywhere(
            "29 % of the customers in DACH changed hands in January",
            "T106",
            losers(company),
            count(losers(company).len()),
        ),
        anywhere(
            "29 % of the customers in DACH changed hands in January",
            "X111",
            vec!["unit:dach".to_owned()],
            count(5),
        ),
        anywhere("two clusters of pharma belong to nobody", "T103", clusters.into(), money(high)),
        anywhere("one has six times the ground of another", "T101", uneven.into(), count(6)),
        anywhere("quotas seven weeks into the year", "Q101", late_ones(company), Quantity::Duration(late)),
        anywhere("quotas half as high again as its best year", "Q103", vec![food], percent(150)),
        anywhere(
            "four people carry much of the year, and 31 % reach their quota",
            "Q104",
            whole(),
            reached(company),
        ),
        anywhere(
            "who came in the spring has the number of the whole year",
            "Q106",
            newcomers(company),
            count(newcomers(company).len()),
        ),
        anywhere("9 000 EUR at exactly 100 %", "X105", whole(), percent(100)),
        anywhere(
            "four people carry much of the year, and 31 % reach their quota",
            "Q109",
            whole(),
            carried(company),
        ),
        planted(
            "hedges: 93 % of the region here, three on top of each other there",
            "O103",
            vec!["objective:grow-benelux".to_owned()],
            percent(93),
        ),
        planted(
            "hedges: 93 % of the region here, three on top of each other there",
            "O103",
            vec!["objective:grow-nordics".to_owned()],
            percent(124),
        ),
        planted(
            "hedges: 93 % of the region here, three on top of each other there",
            "Q102",
            vec!["objective:grow-benelux".to_owned()],
            percent(93),
        ),
        planted(
            "hedges: 93 % of the region here, three on top of each other there",
            "Q102",
            vec!["objective:grow-nordics".to_owned()],
            percent(124),
        ),
    ]
}

/// What deals and leads bear of time that goes elsewhere.
pub(super) fn of_deals_and_leads(company: &Company) -> Vec<Planted> {
    let planted = |fault, rule, at, size| Planted { cause: 4, fault, rule, at, objective: None, size };
    let hours = Duration { minutes: 31 * 60, unit: DurationUnit::Hours };
    let dach = || vec!["unit:dach".to_owned()];
    vec![
        planted(
            "stages two and three have no criteria that a buyer could confirm",
            "M102",
            sellers_roles(),
            count(2),
        ),
        planted("half the deals in DACH go without a discovery", "M104", dach(), skipped(company)),
        planted("half the deals in DACH go without a discovery", "M105", dach(), skipped(company)),
        planted(
            "chances twice what stage three has ever won",
            "M109",
            vec!["stage:solution".to_owned(), "stage:proposal".to_owned()],
            percent(72),
        ),
        planted(
            "31 hours to a middling first answer",
            "P103",
            vec!["leads:all".to_owned()],
            Quantity::Duration(hours),
        ),
    ]
}

/// Of the customers in DACH, those that were dealt out anew.
fn moved(company: &Company) -> Quantity {
    let in_dach = || {
        let accounts = company.accounts.iter().filter(|account| account.cluster.is_none());
        accounts.filter(|account| company.people.seats[account.seat].team.region == "dach")
    };
    share(in_dach().filter(|account| account.before.is_some()).count(), in_dach().count())
}

/// Those who lost ground in January and are still there.
fn losers(company: &Company) -> Vec<String> {
    let moved = days::number(ground::MOVED);
    let seats = company.people.seats.iter().filter(|seat| ground::lost(ground::post(&company.people, seat)));
    let holders = seats.filter_map(|seat| seat.held_by.last()).map(|holder| company.people.person(*holder));
    holders.filter(|person| person.from < moved).map(|person| format!("person:{}", person.id)).collect()
}

/// Those whose quotas of this year came late.
fn late_ones(company: &Company) -> Vec<String> {
    let seats = company.people.seats.iter().filter(|seat| seat.team.id == targets::LATE.0);
    let holders = seats.filter_map(|seat| seat.held_by.last()).map(|holder| company.people.person(*holder));
    // For somebody who started in May, the end of May is no seven weeks.
    let there = days::year_start(days::LAST_YEAR + 1) + 30;
    holders.filter(|person| person.from < there).map(|person| format!("person:{}", person.id)).collect()
}

/// Those who came after the year had begun, where numbers follow the ground.
fn newcomers(company: &Company) -> Vec<String> {
    let seats = company.people.seats.iter().filter(|seat| seat.team.id != targets::FOOD_TEAM);
    let holders = seats.filter_map(|seat| seat.held_by.last()).map(|holder| company.people.person(*holder));
    let began = days::year_start(days::LAST_YEAR + 1);
    holders.filter(|person| person.from >= began).map(|person| format!("person:{}", person.id)).collect()
}

/// Of those who had a quota last year, those who reached it.
fn reached(company: &Company) -> Quantity {
    let holders = || company.people.seats.iter().flat_map(|seat| seat.held_by.iter().copied());
    let had = || holders().filter(|holder| attainment::in_year(company, days::LAST_YEAR, *holder));
    let reached =
        had().filter(|holder| attainment::of_year(company, days::LAST_YEAR, *holder) >= plumb_units::MILLION);
    share(reached.count(), had().count())
}

/// What a few people brought of the last year.
fn carried(company: &Company) -> Quantity {
    let carries = |seat: usize| CARRY.contains(&ground::post(&company.people, &company.people.seats[seat]));
    let few = company.sales(days::LAST_YEAR, |deal| carries(deal.seat)).net;
    let all = company.last_year(COMPANY).net;
    share(usize::try_from(few / 100).unwrap_or(0), usize::try_from(all / 100).unwrap_or(1))
}

/// Of the deals in DACH that came beyond discovery, those that had none.
fn skipped(company: &Company) -> Quantity {
    let beyond = || {
        company.deals.iter().filter(|deal| {
            deal.outcome != Outcome::Open
                && deal.kind != Kind::Renewal
                && deal.stage() > 2
                && company.people.seats[deal.seat].team.region == "dach"
        })
    };
    let without = beyond().filter(|deal| deal.stages.iter().all(|(_, stage)| *stage != 2));
    share(without.count(), beyond().count())
}

fn money(cents: i64) -> Quantity {
    plumb_units::Currency::parse("EUR")
        .map_or(count(0), |euro| Quantity::Money(plumb_units::Money::new(cents, euro)))
}
