//! What each person who sells or leads is learning this half year, with whom.

use std::fmt::Write as _;

use crate::chance::Chance;
use crate::company::Company;
use crate::days;

/// What is learned: the skill, and what will be different.
const GOALS: [(&str, &str); 4] = [
    (
        "needs-talk",
        "from naming an instrument to asking what a wrong reading costs, in three of four first talks",
    ),
    ("price-talk", "from a discount in the first quote to none, in two of three quotes"),
    ("needs-talk", "from one contact to everybody who decides, in each deal above 50 000 EUR"),
    ("price-talk", "from our list to the customer's own figures, in each quote"),
];

/// The plans of all who sell or lead teams, until September.
pub(super) fn text(company: &Company) -> String {
    let mut text =
        "# What each of us is learning until September. Kept apart, because it is about single people.\n"
            .to_owned();
    let today = days::number(company.sample.as_of());
    for (at, person) in company.people.all.iter().enumerate() {
        let learns = ["account-executive", "channel-manager", "team-lead"].contains(&person.role);
        if !learns || !person.is_there(today) {
            continue;
        }
        let mut chance = Chance::of(company.sample.seed, "development", at as u64);
        let (skill, goal) = *chance.pick(&GOALS);
        let from = days::number(days::MANDATE) + chance.between(5, 40);
        let coach = company.people.holder(&person.manager).map_or("", |coach| coach.id.as_str());
        let _ = write!(
            text,
            r#"
[development.{0}-2027]
person = "{0}"
skill = "{skill}"
objective = "grow-{1}"
goal = "{goal}"
from = {2}
date = 2026-09-30
coach = "{coach}"
"#,
            person.id,
            person.unit,
            days::date(days::workday(from)),
        );
    }
    text
}
