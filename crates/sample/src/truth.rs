//! What was planted in the sample company, where, and how large it is. For tests only: the product never looks at it.

mod bridge;
mod goes_elsewhere;
mod moved;
mod two_sets;

use plumb_units::{Amount, Currency, Date, Duration, DurationUnit, MILLION, Money, Quantity, Rate};

use crate::Sample;
use crate::company::Company;
use crate::days;
use crate::deals::{Kind, Outcome};
use crate::organisation::{COMPANY, REGIONS, TEAMS, teams_of};
use crate::programme;

/// One fault that was planted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    /// The root cause it belongs to, by its number.
    pub cause: u8,
    /// What was done, in words.
    pub fault: &'static str,
    /// The rule that is to find it, by the code of its origin: `O102`.
    pub rule: &'static str,
    /// Where: `kind:id`, as rules name their subjects.
    pub at: Vec<String>,
    /// The mandate that it touches, where it touches one.
    pub objective: Option<&'static str>,
    /// How large it is.
    pub size: Quantity,
}

/// Everything that was planted; nothing in the aligned company.
///
/// ```
/// use plumb_sample::{Day, Sample, truth};
/// let planted = truth(&Sample { seed: 1, aligned: false, day: Day::Zero });
/// assert!(planted.iter().any(|planted| planted.rule == "O102"));
/// assert!(truth(&Sample { seed: 1, aligned: true, day: Day::Zero }).is_empty());
/// ```
pub fn truth(sample: &Sample) -> Vec<Planted> {
    if sample.aligned {
        return Vec::new();
    }
    let company = Company::drawn(sample);
    let mut planted = service_stops();
    planted.extend(volume_is_paid(&company));
    planted.extend(moved::planted(&company));
    planted.extend(moved::of_deals_and_leads(&company));
    planted.extend(goes_elsewhere::planted(&company));
    planted.extend(two_sets::planted(&company));
    planted.extend(bridge::planted());
    if programme::runs(sample) {
        planted.retain(|planted| !programme::MENDED.contains(&planted.rule));
    }
    planted
}

/// Root cause 1: the service objective stops at the region.
fn service_stops() -> Vec<Planted> {
    let planted =
        |fault, rule, at, size| Planted { cause: 1, fault, rule, at, objective: Some("service-share"), size };
    let dach: Vec<String> = teams_of("dach").map(|team| format!("unit:{}", team.id)).collect();
    let sellers = count(teams_of("dach").map(|team| team.seats).sum());
    let teams: Vec<String> = TEAMS.iter().map(|team| format!("unit:{}", team.id)).collect();
    let told: Vec<String> =
        TEAMS.iter().filter(|team| team.region != "dach").map(|team| format!("unit:{}", team.id)).collect();
    let untouched = Duration {
        minutes: (days::number(days::TODAY) - days::number(Date::constant(2024, 9, 30))) * 24 * 60,
        unit: DurationUnit::Days,
    };
    let readings = vec!["offering:halden-cloud".to_owned(), "offering:halden-cloud-validated".to_owned()];
    let no_line = "no team or person in DACH carries the service objective";
    let old = "nobody in DACH has a story of the service, and the newest elsewhere is 20 months old";
    let unseen =
        "no report shows the service to those who sell, and no meeting of teams and regions looks at it";
    vec![
        planted(no_line, "O102", dach.clone(), sellers),
        planted(no_line, "O107", dach.clone(), sellers),
        planted("6 % of pay for 30 % of the strategy", "C101", sellers_roles(), percent(6)),
        planted("6 % of pay for 30 % of the strategy", "C102", sellers_roles(), percent(6)),
        planted(
            "the Q3 sprint pays double on instruments",
            "C112",
            vec!["contest:instruments-sprint".to_owned()],
            percent(200),
        ),
        planted("sold without training and demo plant", "F102", readings, count(2)),
        planted(old, "S101", dach, count(3)),
        planted(old, "S103", told, Quantity::Duration(untouched)),
        planted(unseen, "R104", sellers_roles(), count(0)),
        planted(unseen, "K107", teams, count(TEAMS.len())),
        planted(
            "41 % of the front line name the mandate and their own number",
            "O106",
            std::iter::once(COMPANY)
                .chain(REGIONS.iter().map(|region| region.id))
                .map(|unit| format!("unit:{unit}"))
                .collect(),
            percent(41),
        ),
    ]
}

/// Root cause 2: margin is wished for, volume is paid.
fn volume_is_paid(company: &Company) -> Vec<Planted> {
    let planted =
        |fault, rule, at, size| Planted { cause: 2, fault, rule, at, objective: Some("keep-margin"), size };
    let everywhere: Vec<String> = std::iter::once(COMPANY)
        .chain(REGIONS.iter().map(|region| region.id))
        .map(|unit| format!("unit:{unit}"))
        .collect();
    let unlooked = "one date in three years, and nobody has looked at the margin since it was signed";
    let free = "discounts of 20 % are free, only revenue pays, and nothing says what gives way";
    let cliff =
        Currency::parse("EUR").map_or(count(9_000), |euro| Quantity::Money(Money::new(900_000, euro)));
    vec![
        planted(unlooked, "O108", vec!["objective:keep-margin".to_owned()], count(1)),
        planted(free, "O109", vec!["objective:keep-margin".to_owned()], count(0)),
        planted(unlooked, "O111", vec!["objective:keep-margin".to_owned()], since_signed(company)),
        planted("no part of pay hangs on the margin", "C101", sellers_roles(), percent(0)),
        planted(free, "C104", sellers_roles(), percent(20)),
        planted("9 000 EUR at exactly 100 %", "C105", sellers_roles(), cliff),
        planted(
            "orders pressed into the last ten days of the quarter",
            "X101",
            everywhere.clone(),
            pressed(company),
        ),
        planted("discounts 6 points deeper there", "X102", everywhere.clone(), percent(6)),
        planted("dates moved three times or more", "X103", everywhere, pushed(company)),
        planted(
            "the year-end bonus presses customers to a date of ours",
            "V102",
            vec!["value:their-date".to_owned()],
            count(1),
        ),
    ]
}

/// How long ago the mandates began.
fn since_signed(company: &Company) -> Quantity {
    let days = days::number(company.sample.as_of()) - days::number(days::MANDATE);
    Quantity::Duration(Duration { minutes: days * 24 * 60, unit: DurationUnit::Days })
}

/// The roles that carry a quota.
fn sellers_roles() -> Vec<String> {
    vec!["role:account-executive".to_owned(), "role:channel-manager".to_owned()]
}

/// Of all new orders of the history, those in the last ten days of a quarter.
fn pressed(company: &Company) -> Quantity {
    let sold =
        || company.deals.iter().filter(|deal| deal.outcome == Outcome::Won && deal.kind != Kind::Renewal);
    share(sold().filter(|deal| days::is_late(deal.close)).count(), sold().count())
}

/// Of all deals, those whose date was moved three times or more.
fn pushed(company: &Company) -> Quantity {
    let often = company.deals.iter().filter(|deal| deal.moved.len() >= 3);
    share(often.count(), company.deals.len())
}

/// Every unit in which somebody sells, or below which somebody does.
fn units_with_sellers() -> Vec<String> {
    let units = std::iter::once(COMPANY).chain(REGIONS.iter().map(|region| region.id));
    units.chain(TEAMS.iter().map(|team| team.id)).map(|unit| format!("unit:{unit}")).collect()
}

fn share(part: usize, whole: usize) -> Quantity {
    Quantity::Rate(Rate::from_millionths(integer(part) * MILLION / integer(whole.max(1))))
}

fn percent(percent: i64) -> Quantity {
    Quantity::Rate(Rate::from_millionths(percent * MILLION / 100))
}

fn count(number: usize) -> Quantity {
    Quantity::Count(Amount::from_millionths(integer(number) * MILLION))
}

fn integer(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
