//! Who meets when, looks at what and decides what: seven rhythms, written at the unit that holds them.

use std::fmt::Write as _;

use crate::company::Company;
use crate::organisation::{COMPANY, REGIONS, teams_of};
use crate::people::lead_of;

/// All rhythms.
pub(super) fn text(company: &Company) -> String {
    let mut text =
        "# Who meets when, and decides what. What is written for a unit holds for the units below it.\n"
            .to_owned();
    for rhythm in COMPANY_WIDE {
        rhythm.write(&mut text, COMPANY, "cro", LEADERS, &["grow", "keep-margin", "service-share"], ALL);
    }
    let (objectives, measures) = looked_at(company);
    for region in REGIONS {
        let head = format!("head-{}", region.id);
        for rhythm in OF_REGION {
            rhythm.write(&mut text, region.id, &head, SELLERS, &of_unit(objectives, region.id), measures);
        }
        for team in teams_of(region.id) {
            MONDAY.write(
                &mut text,
                team.id,
                &lead_of(team),
                SELLERS,
                &of_unit(objectives, team.id),
                measures,
            );
        }
    }
    text
}

/// Which objectives and measures regions and teams look at.
fn looked_at(company: &Company) -> (&'static [&'static str], &'static [&'static str]) {
    if company.sample.aligned { (&["grow", "margin", "service"], ALL) } else { (&["grow"], &ALL[..1]) }
}

fn of_unit(objectives: &[&str], unit: &str) -> Vec<String> {
    objectives.iter().map(|objective| format!("{objective}-{unit}")).collect()
}

const ALL: &[&str] = &["net-revenue", "gross-margin-rate", "service-share"];
const LEADERS: &[&str] = &["revenue-officer", "region-head"];
const SELLERS: &[&str] = &["region-head", "team-lead", "account-executive", "channel-manager"];

/// A meeting that comes back.
struct Rhythm {
    id: &'static str,
    kind: &'static str,
    every: &'static str,
    minutes: u32,
    input: &'static str,
    output: &'static str,
    decides: &'static str,
}

const COMPANY_WIDE: &[Rhythm] = &[
    rhythm(
        "forecast",
        "forecast",
        "fortnight",
        45,
        "weekly-orders",
        "one forecast with its three largest risks",
        "the number we stand by",
    ),
    rhythm(
        "month",
        "month-review",
        "month",
        90,
        "month-end",
        "decisions with owner and date",
        "what we stop and what we start",
    ),
    rhythm(
        "quarter",
        "quarter-review",
        "quarter",
        180,
        "board-pack",
        "one page per region",
        "where people and money go",
    ),
    rhythm(
        "handoff",
        "hand-off",
        "week",
        30,
        "weekly-orders",
        "leads with a taker and a day",
        "who takes which lead",
    ),
];

const OF_REGION: &[Rhythm] = &[
    rhythm(
        "one-to-one",
        "one-to-one",
        "fortnight",
        45,
        "weekly-orders",
        "a note that both can see",
        "one thing to practise",
    ),
    rhythm(
        "deals",
        "deal-review",
        "week",
        60,
        "weekly-orders",
        "a next step with a date of the customer",
        "go on or let go",
    ),
];

const MONDAY: Rhythm =
    rhythm("monday", "team", "week", 30, "weekly-orders", "one promise each", "whose deal gets help");

const fn rhythm(
    id: &'static str,
    kind: &'static str,
    every: &'static str,
    minutes: u32,
    input: &'static str,
    output: &'static str,
    decides: &'static str,
) -> Rhythm {
    Rhythm { id, kind, every, minutes, input, output, decides }
}

impl Rhythm {
    fn write(
        &self,
        text: &mut String,
        unit: &str,
        owner: &str,
        roles: &[&str],
        objectives: &[impl AsRef<str>],
        measures: &[&str],
    ) {
        let Self { id, kind, every, minutes, input, output, decides } = self;
        let _ = write!(
            text,
            r#"
[rhythm.{unit}-{id}]
kind = "{kind}"
unit = "{unit}"
every = "{every}"
minutes = "{minutes} minutes"
owner = "@{owner}"
roles = {}
measures = {}
objectives = {}
inputs = ["{input}"]
outputs = ["{output}"]
decides = "{decides}"
"#,
            list(roles),
            list(measures),
            list(objectives),
        );
    }
}

fn list(words: &[impl AsRef<str>]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.as_ref())).collect();
    format!("[{}]", words.join(", "))
}
