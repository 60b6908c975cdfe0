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
    let is_mended = company.sample.aligned;
    for rhythm in COMPANY_WIDE {
        let seen = if is_mended { ALL } else { rhythm.seen };
        rhythm.write(&mut text, COMPANY, "cro", &company_wide(seen), is_mended);
    }
    let (of_region, of_team) = if is_mended { (ALL, ALL) } else { (&ALL[..2], &ALL[..1]) };
    for region in REGIONS {
        for rhythm in OF_REGION {
            let head = format!("head-{}", region.id);
            rhythm.write(&mut text, region.id, &head, &of_unit(of_region, region.id), is_mended);
        }
        for team in teams_of(region.id) {
            MONDAY.write(&mut text, team.id, &lead_of(team), &of_unit(of_team, team.id), is_mended);
            if is_mended && team.has_lead() {
                let lead = lead_of(team);
                TEAM_MONTH.write(&mut text, team.id, &lead, &of_unit(of_team, team.id), is_mended);
            }
        }
    }
    text.push_str(PROGRAMME);
    text
}

/// What is looked at: the name of an objective, and its measure.
type Seen = (&'static str, &'static str);

const ALL: &[Seen] =
    &[("grow", "net-revenue"), ("margin", "gross-margin-rate"), ("service", "service-share")];

/// Objectives and measures of the company.
fn company_wide(seen: &[Seen]) -> Vec<(String, &'static str)> {
    let named = |name: &str| match name {
        "margin" => "keep-margin".to_owned(),
        "service" => "service-share".to_owned(),
        name => name.to_owned(),
    };
    seen.iter().map(|(name, measure)| (named(name), *measure)).collect()
}

/// Objectives and measures of a unit.
fn of_unit(seen: &[Seen], unit: &str) -> Vec<(String, &'static str)> {
    seen.iter().map(|(name, measure)| (format!("{name}-{unit}"), *measure)).collect()
}

const HEADS: &[&str] = &["revenue-officer", "region-head"];
const LEADERS: &[&str] = &["revenue-officer", "region-head", "team-lead"];
const SELLERS: &[&str] = &["region-head", "team-lead", "account-executive", "channel-manager"];

/// The board of the programme that carries the mandate.
const PROGRAMME: &str = r#"
[rhythm.halden-programme]
kind = "programme"
unit = "halden"
every = "fortnight"
minutes = "60 minutes"
owner = "@cro"
sponsor = "@ceo"
roles = ["chief-executive", "revenue-officer", "region-head"]
measures = ["net-revenue", "gross-margin-rate", "service-share"]
objectives = ["grow", "keep-margin", "service-share"]
reports = ["board-pack"]
outputs = ["what is cleared out of the way, by whom, until when"]
decides = "which fix comes next"
keys = { operations = "halden-programme" }
"#;

/// A meeting that comes back.
struct Rhythm {
    id: &'static str,
    kind: &'static str,
    every: &'static str,
    minutes: u32,
    roles: &'static [&'static str],
    /// What is looked at where nothing is mended.
    seen: &'static [Seen],
    report: &'static str,
    output: &'static str,
    decides: &'static str,
}

const COMPANY_WIDE: &[Rhythm] = &[
    Rhythm {
        id: "forecast",
        kind: "forecast",
        every: "fortnight",
        minutes: 45,
        roles: LEADERS,
        seen: &[("grow", "net-revenue")],
        report: "weekly-orders",
        output: "one forecast with its three largest risks",
        decides: "the number we stand by",
    },
    Rhythm {
        id: "month",
        kind: "month-review",
        every: "month",
        minutes: 90,
        roles: HEADS,
        seen: &[("grow", "net-revenue"), ("margin", "gross-margin-rate")],
        report: "month-end",
        output: "decisions with owner and date",
        decides: "what we stop and what we start",
    },
    Rhythm {
        id: "quarter",
        kind: "quarter-review",
        every: "quarter",
        minutes: 180,
        roles: LEADERS,
        seen: ALL,
        report: "board-pack",
        output: "one page per region",
        decides: "where people and money go",
    },
    Rhythm {
        id: "handoff",
        kind: "hand-off",
        every: "week",
        minutes: 30,
        roles: &["region-head", "team-lead", "lead-developer"],
        seen: &[("grow", "net-revenue")],
        report: "weekly-orders",
        output: "leads with a taker and a day",
        decides: "who takes which lead",
    },
];

const OF_REGION: &[Rhythm] = &[
    Rhythm {
        id: "one-to-one",
        kind: "one-to-one",
        every: "fortnight",
        minutes: 45,
        roles: SELLERS,
        seen: ALL,
        report: "weekly-orders",
        output: "a note that both can see",
        decides: "one thing to practise",
    },
    Rhythm {
        id: "deals",
        kind: "deal-review",
        every: "week",
        minutes: 60,
        roles: SELLERS,
        seen: ALL,
        report: "weekly-orders",
        output: "a next step with a date of the customer",
        decides: "go on or let go",
    },
];

const MONDAY: Rhythm = Rhythm {
    id: "monday",
    kind: "team",
    every: "week",
    minutes: 30,
    roles: SELLERS,
    seen: ALL,
    report: "weekly-orders",
    output: "one promise each",
    decides: "whose deal gets help",
};

/// Held by the teams that have a lead of their own, once they look at their month.
const TEAM_MONTH: Rhythm = Rhythm {
    id: "month",
    kind: "month-review",
    every: "month",
    minutes: 60,
    roles: SELLERS,
    seen: ALL,
    report: "month-end",
    output: "what we change next month",
    decides: "which customers we see first",
};

impl Rhythm {
    fn write(&self, text: &mut String, unit: &str, owner: &str, seen: &[(String, &str)], is_mended: bool) {
        let Self { id, kind, every, minutes, roles, report, output, decides, .. } = self;
        let mut reports = vec![*report];
        if is_mended && *report != "board-pack" {
            reports.push("service-by-person");
        }
        let objectives: Vec<&str> = seen.iter().map(|(objective, _)| objective.as_str()).collect();
        let measures: Vec<&str> = seen.iter().map(|(_, measure)| *measure).collect();
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
reports = {}
outputs = ["{output}"]
decides = "{decides}"
keys = {{ operations = "{unit}-{id}" }}
"#,
            list(roles),
            list(&measures),
            list(&objectives),
            list(&reports),
        );
    }
}

fn list(words: &[impl AsRef<str>]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.as_ref())).collect();
    format!("[{}]", words.join(", "))
}
