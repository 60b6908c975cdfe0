//! The pulse: who can say what the company is to reach, and what they themselves are to bring.

use super::office::Office;
use super::plain::{self, Csv};
use super::{monday, present, week_of};
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::organisation::REGIONS;

/// Of a thousand people who are asked, how many answer.
const ANSWERS: i64 = 920;

const MANDATE_RIGHT: [&str; 3] = [
    "11 % a year, and 30 % service",
    "84.8 million, 30 % of it service, margin 41 %",
    "grow 11 % with a third of it service",
];
const MANDATE_WRONG: [&str; 5] =
    ["11 %", "grow", "delight our customers", "more instruments", "I do not know"];
const OWN_RIGHT: [&str; 2] =
    ["my revenue and my share of it in service", "net revenue, margin and service, as in my letter"];
const OWN_WRONG: [&str; 4] =
    ["not sure yet", "last year's plus something", "what my lead tells me", "I do not know"];

/// `pulse.csv`: one survey in May, four questions later than the mandate.
pub(super) fn answers(company: &Company) -> Csv {
    let mut csv = Csv::new(&["Answer", "Person", "Date", "Question", "Text", "Score"]);
    let asked = monday(week_of(days::number(days::TODAY)) - 3);
    let units = REGIONS.iter().map(|region| region.id).chain([crate::organisation::COMPANY]);
    for unit in units {
        for sells in [true, false] {
            Group { company, unit, sells, asked }.write(&mut csv);
        }
    }
    csv
}

/// People of one region who are asked: those who sell, or those who help them.
struct Group<'a> {
    company: &'a Company,
    unit: &'static str,
    sells: bool,
    asked: Day,
}

impl Group<'_> {
    fn is_in(&self, person: &crate::people::Person) -> bool {
        let region = crate::organisation::TEAMS.iter().find(|team| team.id == person.unit);
        let helps = ["service-specialist", "lead-developer", "sales-engineer", "customer-success"];
        let is_asked = if self.sells { super::sells(person) } else { helps.contains(&person.role) };
        is_asked && region.map_or(person.unit, |team| team.region) == self.unit
    }

    fn write(&self, csv: &mut Csv) {
        let seed = self.company.sample.seed;
        let mut chance = Chance::of(seed, "who answers the pulse", 0);
        let mut group: Vec<_> = present(self.company, self.asked)
            .filter(|(_, person)| self.is_in(person))
            .map(|(at, person)| {
                (Chance::of(seed, "place in the pulse", at as u64).below(1_000_000), at, person)
            })
            .collect();
        group.sort_unstable_by_key(|(place, at, _)| (*place, *at));
        let number = |per_mille: i64, of: usize| (per_mille * i64::try_from(of).unwrap_or(0) + 500) / 1_000;
        group.truncate(usize::try_from(number(ANSWERS, group.len())).unwrap_or(0).max(1));
        let know = number(Office::of(self.company).understood, group.len());
        for (nth, (_, at, person)) in (0_i64..).zip(group) {
            let both = nth < know;
            // Whoever does not know both may know one of them.
            let one = chance.below(3);
            for (question, right) in [("mandate", both || one == 1), ("own-number", both || one == 2)] {
                let said = match (question, right) {
                    ("mandate", true) => *chance.pick(&MANDATE_RIGHT),
                    ("mandate", false) => *chance.pick(&MANDATE_WRONG),
                    (_, true) => *chance.pick(&OWN_RIGHT),
                    (_, false) => *chance.pick(&OWN_WRONG),
                };
                let on = self.asked + chance.between(0, 4);
                if on < self.company.taken {
                    csv.row(&[
                        &format!("2026-05-{at}-{question}"),
                        &crate::salesforce::email(person),
                        &plain::day(on),
                        question,
                        said,
                        if right { "1" } else { "0" },
                    ]);
                }
            }
        }
    }
}
