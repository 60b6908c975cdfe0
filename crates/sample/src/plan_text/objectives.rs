//! The mandate and how it is handed down: what the company, its regions and its teams are to reach.

use plumb_units::{Date, Rate};

use crate::company::Company;
use crate::days;
use crate::organisation::{COMPANY, REGIONS, region_of, teams_of};
use crate::people::lead_of;
use crate::targets;
use crate::{prices, programme};

/// All objectives.
pub(super) fn text(company: &Company) -> String {
    let mut text = mandates(company);
    for region in REGIONS {
        let head = format!("head-{}", region.id);
        text.push_str(&growth(company, region.id, region.name, &head, "grow"));
        text.push_str(&margin(company, region.id, region.name, &head, "keep-margin"));
        text.push_str(&service(company, region.id, region.name, &head, "service-share"));
        for team in teams_of(region.id) {
            let lead = lead_of(team);
            text.push_str(&growth(company, team.id, team.name, &lead, &format!("grow-{}", region.id)));
            text.push_str(&margin(company, team.id, team.name, &lead, &format!("margin-{}", region.id)));
            let carried = company.sample.aligned || programme::runs(&company.sample);
            if carried || region_of(team).id != "dach" {
                let above = format!("service-{}", region.id);
                text.push_str(&service(company, team.id, team.name, &lead, &above));
            }
        }
    }
    text
}

/// What was signed for the company.
fn mandates(company: &Company) -> String {
    let sales = company.last_year(COMPANY);
    let (drivers, margin, trades) =
        if company.sample.aligned { (MOVES, MILESTONES, TRADES) } else { (FEW_MOVES, "", "") };
    let reviewed = format!("reviewed = {}\n", looked_at(company));
    // The margin was signed with the others, and has been on no agenda since.
    let margin_reviewed = if company.sample.aligned { reviewed.as_str() } else { "" };
    format!(
        r#"# What the company is to reach by March 2029. 62 million become 84.8; 30 % of that is 25.4 million of service.

[objective.grow]
says = "Net revenue grows by 11 % a year for three years"
measure = "net-revenue"
unit = "{COMPANY}"
baseline = "62 000 000 EUR"
growth = "11 %"
start = 2026-04-01
date = 2029-03-31
owner = "@cro"
weight = "50 %"
headline = true
{reviewed}{drivers}
[objective.keep-margin]
says = "Gross margin stays at or above 41 %"
measure = "gross-margin-rate"
unit = "{COMPANY}"
direction = "keep"
baseline = "{}"
target = "41 %"
start = 2026-04-01
date = 2029-03-31
owner = "@ceo"
weight = "20 %"
{margin_reviewed}{margin}{trades}
[objective.service-share]
says = "Service reaches 30 % of net revenue"
measure = "service-share"
unit = "{COMPANY}"
baseline = "{}"
target = "30 %"
start = 2026-04-01
date = 2029-03-31
owner = "@cro"
weight = "30 %"
{reviewed}{READINGS_FIRST}"#,
        percent(sales.margin()),
        percent(sales.service_share()),
    )
}

/// The day on which the company last looked at what it had signed: two weeks before the review.
fn looked_at(company: &Company) -> Date {
    days::date(days::workday(days::number(company.sample.as_of()) - 14))
}

/// What is to move for the growth, as far as anybody said: half of it.
const FEW_MOVES: &str = r#"driver = [
  { driver = "price-realization", change = "1.5 %", says = "the price list of September", owner = "@revops-1" },
  { driver = "expansion", change = "2.5 %", says = "readings for instruments that are out there", owner = "@service-lead" },
  { driver = "opp-creation", change = "1.5 %", says = "two fairs more", owner = "@cro" },
]
"#;

/// What is to move for all of it.
const MOVES: &str = r#"driver = [
  { driver = "price-realization", change = "1.5 %", says = "the price list of September", owner = "@revops-1" },
  { driver = "expansion", change = "5 %", says = "readings for instruments that are out there, offered at each service visit", owner = "@service-lead" },
  { driver = "opp-creation", change = "2.5 %", says = "enquiries are answered within the day", owner = "@cro" },
  { driver = "win-rate", change = "2 %", says = "a discovery before each offer", owner = "@cro" },
]
"#;

/// What gives way when an order would be won at a lower price.
const TRADES: &str = r#"trade = [{ objective = "grow", rule = "exchange", says = "a point of margin is worth three points of growth; below 30 % the head of region decides" }]
"#;

/// What gives way when a customer can have only one of both.
const READINGS_FIRST: &str = r#"trade = [{ objective = "grow", rule = "priority", says = "a customer who can have only one of both this year is offered the readings" }]
"#;

/// Dates on which somebody looks whether the margin still stands.
const MILESTONES: &str = r#"milestone = [
  { date = 2026-06-30, target = "41 %" },
  { date = 2026-09-30, target = "41 %" },
  { date = 2026-12-31, target = "41 %" },
  { date = 2027-03-31, target = "41 %" },
  { date = 2028-03-31, target = "41 %" },
]
"#;

fn growth(company: &Company, unit: &str, name: &str, owner: &str, serves: &str) -> String {
    let baseline = prices::rounded(company.last_year(unit).net, 1_000_000) / 100;
    format!(
        r#"
[objective.grow-{unit}]
says = "{name} grows with the company"
measure = "net-revenue"
unit = "{unit}"
baseline = "{} EUR"
growth = "11 %"
level = [{{ period = "2027", target = "{} EUR" }}]
start = 2026-04-01
date = 2029-03-31
owner = "@{owner}"
serves = "{serves}"
"#,
        spaced(baseline),
        spaced(targets::level(company, unit)),
    )
}

fn margin(company: &Company, unit: &str, name: &str, owner: &str, serves: &str) -> String {
    let baseline = percent(company.last_year(unit).margin());
    format!(
        r#"
[objective.margin-{unit}]
says = "{name} keeps its margin"
measure = "gross-margin-rate"
unit = "{unit}"
direction = "keep"
baseline = "{baseline}"
target = "41 %"
start = 2026-04-01
date = 2029-03-31
owner = "@{owner}"
serves = [{{ objective = "{serves}", kind = "mean" }}]
"#
    )
}

fn service(company: &Company, unit: &str, name: &str, owner: &str, serves: &str) -> String {
    let baseline = percent(company.last_year(unit).service_share());
    format!(
        r#"
[objective.service-{unit}]
says = "{name} sells readings with its instruments"
measure = "service-share"
unit = "{unit}"
baseline = "{baseline}"
target = "30 %"
start = 2026-04-01
date = 2029-03-31
owner = "@{owner}"
serves = [{{ objective = "{serves}", kind = "mean" }}]
"#
    )
}

/// Millionths as a percentage with one decimal.
fn percent(millionths: i64) -> String {
    Rate::from_millionths(prices::rounded(millionths, 1_000)).to_string()
}

/// Whole units with a space between thousands.
pub(super) fn spaced(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
