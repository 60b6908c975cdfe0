//! The people of the sample company: who held which post from when until when.

use std::collections::BTreeSet;

use plumb_units::Date;

use crate::chance::Chance;
use crate::days::{self, Day};
use crate::organisation::{COMPANY, REGIONS, Team, Tongue, region_of, teams_of};
use crate::{Sample, names};

/// A person, in one post from the first day to the last.
pub(crate) struct Person {
    /// Id in the plan.
    pub(crate) id: String,
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    /// The post held; plan texts call people by it.
    pub(crate) post: String,
    pub(crate) role: &'static str,
    pub(crate) unit: &'static str,
    /// The post of the one who leads this person; empty at the top.
    pub(crate) manager: String,
    pub(crate) from: Day,
    /// The day after the last one.
    pub(crate) until: Option<Day>,
    /// How well this person sells, in thousandths of the mean.
    pub(crate) skill: i64,
    /// How much of a week this person works, in per cent.
    pub(crate) fte: i64,
    /// Why this person left; empty while they are there.
    pub(crate) left_because: &'static str,
}

impl Person {
    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// Whether the person is there on a day.
    pub(crate) fn is_there(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A post where somebody carries a quota, with those who held it, in order.
pub(crate) struct Seat {
    pub(crate) team: &'static Team,
    /// Places in the list of people.
    pub(crate) held_by: Vec<usize>,
}

/// Everybody who was there at any time of the history, and the seats of those who sell.
pub(crate) struct People {
    pub(crate) all: Vec<Person>,
    pub(crate) seats: Vec<Seat>,
}

/// Posts beside the teams: post, role, unit, the post above, where names come from.
const POSTS: &[(&str, &str, &str, &str, Tongue)] = &[
    ("ceo", "chief-executive", COMPANY, "", Tongue::Nordic),
    ("cro", "revenue-officer", COMPANY, "ceo", Tongue::German),
    ("head-nordics", "region-head", "nordics", "cro", Tongue::Nordic),
    ("head-dach", "region-head", "dach", "cro", Tongue::German),
    ("head-benelux", "region-head", "benelux", "cro", Tongue::Dutch),
    ("revops-1", "revenue-operations", COMPANY, "cro", Tongue::German),
    ("revops-2", "revenue-operations", COMPANY, "revops-1", Tongue::Nordic),
    ("revops-3", "revenue-operations", COMPANY, "revops-1", Tongue::Dutch),
    ("revops-4", "revenue-operations", COMPANY, "revops-1", Tongue::German),
    ("service-nordics", "service-specialist", "nordics", "head-nordics", Tongue::Nordic),
    ("service-dach", "service-specialist", "dach", "head-dach", Tongue::German),
    ("service-benelux", "service-specialist", "benelux", "head-benelux", Tongue::Dutch),
    ("service-lead", "service-specialist", COMPANY, "cro", Tongue::Nordic),
    ("leads-1", "lead-developer", COMPANY, "revops-1", Tongue::German),
    ("leads-2", "lead-developer", COMPANY, "revops-1", Tongue::Nordic),
    ("leads-3", "lead-developer", COMPANY, "revops-1", Tongue::Dutch),
    ("leads-4", "lead-developer", COMPANY, "revops-1", Tongue::German),
    ("leads-5", "lead-developer", COMPANY, "revops-1", Tongue::Nordic),
    ("engineer-1", "sales-engineer", "nordics", "head-nordics", Tongue::Nordic),
    ("engineer-2", "sales-engineer", "dach", "head-dach", Tongue::German),
    ("engineer-3", "sales-engineer", "dach", "head-dach", Tongue::German),
    ("engineer-4", "sales-engineer", "benelux", "head-benelux", Tongue::Dutch),
    ("engineer-5", "sales-engineer", "nordics", "head-nordics", Tongue::Nordic),
    ("success-1", "customer-success", "nordics", "head-nordics", Tongue::Nordic),
    ("success-2", "customer-success", "dach", "head-dach", Tongue::German),
    ("success-3", "customer-success", "dach", "head-dach", Tongue::German),
    ("success-4", "customer-success", "benelux", "head-benelux", Tongue::Dutch),
];

/// One seat in four changed hands within the three years.
const CHANGES: i64 = 250;
/// Seats that changed hands for certain: customers that nobody took over still bear the name of who left.
const CHANGED: [&str; 2] = ["seat-munich-6", "seat-antwerp-5"];
/// Seats whose holders stay: a team that closes evenly, those who carry much of the year, and who is followed in person.
const STEADY: [&str; 10] = [
    "seat-oslo-2",
    "seat-stockholm-1",
    "seat-stockholm-2",
    "seat-stockholm-3",
    "seat-stockholm-4",
    "seat-helsinki-1",
    "seat-antwerp-2",
    "seat-utrecht-2",
    "seat-helsinki-3",
    FOLLOWED,
];
/// The seat of the seller in DACH who is followed in person.
pub(crate) const FOLLOWED: &str = "seat-hamburg-3";
/// The seat that is small by design, because its holder works half a week.
pub(crate) const HALF: &str = "seat-helsinki-3";
/// Who left DACH in the spring after its customers were dealt out anew: the first day without them, and the successor's.
const SPRING: [(&str, Date, Date); 5] = [
    ("seat-munich-2", Date::constant(2026, 2, 28), Date::constant(2026, 4, 1)),
    ("seat-hamburg-2", Date::constant(2026, 3, 16), Date::constant(2026, 4, 15)),
    ("seat-vienna-2", Date::constant(2026, 4, 1), Date::constant(2026, 5, 4)),
    ("seat-hamburg-4", Date::constant(2026, 4, 11), Date::constant(2026, 5, 11)),
    ("seat-munich-3", Date::constant(2026, 5, 1), Date::constant(2026, 5, 26)),
];

/// Draws everybody.
pub(crate) fn drawn(sample: &Sample) -> People {
    let mut hiring = Hiring { seed: sample.seed, taken: BTreeSet::new(), all: Vec::new() };
    for (post, role, unit, manager, tongue) in POSTS {
        hiring.hire(post, role, unit, manager, *tongue, (-3_600, -400), None);
    }
    let mut seats = Vec::new();
    for region in REGIONS {
        for team in teams_of(region.id) {
            let head = format!("head-{}", region.id);
            if team.has_lead() {
                hiring.hire(&lead_of(team), "team-lead", team.id, &head, region.tongue, (-2_900, -300), None);
            }
            for number in 1..=team.seats {
                seats.push(Seat { team, held_by: hiring.seat(team, number) });
            }
        }
    }
    if !sample.aligned {
        for (post, leaves, follows) in SPRING {
            hiring.spring(post, days::number(leaves), days::number(follows), &mut seats);
        }
    }
    People { all: hiring.all, seats }
}

/// The post of the one who leads a team.
pub(crate) fn lead_of(team: &Team) -> String {
    if team.has_lead() { format!("lead-{}", team.id) } else { format!("head-{}", team.region) }
}

struct Hiring {
    seed: u64,
    taken: BTreeSet<String>,
    all: Vec<Person>,
}

impl Hiring {
    /// Fills a seat, and where its holder leaves, fills it again some weeks later.
    fn seat(&mut self, team: &'static Team, number: usize) -> Vec<usize> {
        let post = format!("seat-{}-{number}", team.id);
        let (lead, tongue) = (lead_of(team), region_of(team).tongue);
        let mut chance = Chance::of(self.seed, &format!("turnover of {post}"), 0);
        let changes = chance.happens(CHANGES) || CHANGED.contains(&post.as_str());
        if !changes || STEADY.contains(&post.as_str()) {
            return vec![self.hire(&post, team.role(), team.id, &lead, tongue, (-2_200, 700), None)];
        }
        // The successor has been there for a year when the programme begins.
        let leaves = chance.between(200, 700);
        let follows = leaves + chance.between(20, 75);
        vec![
            self.hire(&post, team.role(), team.id, &lead, tongue, (-1_800, -200), Some(leaves)),
            self.hire(&post, team.role(), team.id, &lead, tongue, (follows, follows), None),
        ]
    }

    /// The holder of a seat leaves in the spring before the programme, and somebody new comes.
    fn spring(&mut self, post: &str, leaves: Day, follows: Day, seats: &mut [Seat]) {
        let Some(leaver) = self.all.iter().rposition(|person| person.post == post) else { return };
        let Some(seat) = seats.iter_mut().find(|seat| seat.held_by.last() == Some(&leaver)) else { return };
        self.all[leaver].until = Some(leaves);
        self.all[leaver].left_because = "resigned";
        let (team, lead) = (seat.team, self.all[leaver].manager.clone());
        let tongue = region_of(team).tongue;
        seat.held_by.push(self.hire(post, team.role(), team.id, &lead, tongue, (follows, follows), None));
    }

    #[expect(clippy::too_many_arguments, reason = "one line of a list of posts")]
    fn hire(
        &mut self,
        post: &str,
        role: &'static str,
        unit: &'static str,
        manager: &str,
        tongue: Tongue,
        (earliest, latest): (Day, Day),
        until: Option<Day>,
    ) -> usize {
        let mut chance = Chance::of(self.seed, &format!("person in {post}"), self.held(post));
        let (first, last, id) = loop {
            let (first, last) = names::person(&mut chance, tongue);
            let id = names::slug(&format!("{first} {last}"));
            if self.taken.insert(id.clone()) {
                break (first, last, id);
            }
        };
        let from = days::workday(chance.between(earliest, latest));
        let skill = 700 + chance.between(0, 300) + chance.between(0, 300);
        let fte = if post == HALF { 50 } else { 100 };
        let left_because = match until {
            None => "",
            Some(day) if day % 3 == 0 => "retired",
            Some(_) => "resigned",
        };
        let (post, manager) = (post.to_owned(), manager.to_owned());
        self.all.push(Person {
            id,
            first,
            last,
            post,
            role,
            unit,
            manager,
            from,
            until,
            skill,
            fte,
            left_because,
        });
        self.all.len() - 1
    }

    fn held(&self, post: &str) -> u64 {
        self.all.iter().filter(|person| person.post == post).count() as u64
    }
}

impl People {
    /// The person at a place in the list.
    #[expect(clippy::expect_used, reason = "places come from the list")]
    pub(crate) fn person(&self, at: usize) -> &Person {
        self.all.get(at).expect("places come from this list")
    }

    /// Who holds a post on the day of the first review, else who held it last.
    pub(crate) fn holder(&self, post: &str) -> Option<&Person> {
        self.all.iter().rfind(|person| person.post == post)
    }

    /// Who sits on a seat on a day.
    pub(crate) fn sitting(&self, seat: &Seat, day: Day) -> Option<usize> {
        seat.held_by.iter().copied().find(|at| self.person(*at).is_there(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::TEAMS;

    fn people(seed: u64, aligned: bool) -> People {
        drawn(&Sample { seed, aligned, day: crate::Day::Zero })
    }

    #[test]
    fn seventy_six_people_are_there_and_every_seat_is_filled() {
        for seed in 1..=5 {
            let people = people(seed, seed % 2 == 0);
            let today = days::number(days::TODAY);
            assert_eq!(people.all.iter().filter(|person| person.is_there(today)).count(), 76);
            assert_eq!(people.seats.len(), 43);
            assert!(people.seats.iter().all(|seat| people.sitting(seat, today).is_some()));
            assert!(people.all.len() > 76, "somebody has left");
        }
    }

    #[test]
    fn everybody_but_the_first_is_led_by_somebody_who_is_there() {
        let people = people(1, false);
        let unled = people.all.iter().filter(|person| people.holder(&person.manager).is_none());
        assert_eq!(unled.map(|person| person.post.as_str()).collect::<Vec<_>>(), ["ceo"]);
        assert!(TEAMS.iter().all(|team| people.holder(&lead_of(team)).is_some()));
    }
}
