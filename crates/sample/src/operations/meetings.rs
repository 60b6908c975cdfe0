//! The meetings that took place: who led them, who was there, and what came out.

use super::office::Leading;
use super::plain::{self, Csv};
use super::{monday, programme, week_of};
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::organisation::{COMPANY, COMPANY_NAME, REGIONS, Region, TEAMS, Team, teams_of};
use crate::people::lead_of;

/// Weeks that the export holds.
const WEEKS: Day = 26;

/// One meeting.
pub(super) struct Meeting {
    /// What the calendar calls the series.
    pub(super) series: String,
    pub(super) unit: &'static str,
    /// The post of whoever leads it.
    pub(super) led_by: String,
    pub(super) day: Day,
    /// Minutes after midnight.
    pub(super) start: i64,
    pub(super) minutes: i64,
    /// Places in the list of people, with whether they came.
    pub(super) expected: Vec<(usize, bool)>,
    /// Of a thousand such meetings, how many decide something.
    pub(super) decide: i64,
}

/// `meetings.csv` and `attendance.csv`.
pub(super) fn log(company: &Company) -> (Csv, Csv) {
    let mut log = Csv::new(&[
        "Meeting",
        "Series",
        "Unit",
        "Led by",
        "Start",
        "Minutes",
        "Attendees",
        "Notes",
        "Decisions",
        "Actions",
        "Actions done",
    ]);
    let mut attendance = Csv::new(&["Meeting", "Person", "Present"]);
    let this_week = week_of(company.taken);
    for week in this_week - WEEKS..=this_week {
        let mut meetings = of_company(company, week);
        meetings.extend(programme::board(company, week));
        for region in REGIONS {
            meetings.extend(deal_review(company, region, week));
            for team in teams_of(region.id) {
                meetings.extend(team_monday(company, team, week));
                meetings.extend(one_to_ones(company, team, week));
            }
        }
        for (nth, meeting) in meetings.into_iter().enumerate() {
            if meeting.day < company.taken && days::workday(meeting.day) == meeting.day {
                meeting.write(company, &format!("{week}-{nth}"), &mut log, &mut attendance);
            }
        }
    }
    (log, attendance)
}

impl Meeting {
    fn write(&self, company: &Company, key: &str, log: &mut Csv, attendance: &mut Csv) {
        let seed = company.sample.seed;
        let mut chance = Chance::of(seed, &format!("outcome of {}", self.series), self.day.unsigned_abs());
        let leader = company.in_post(&self.led_by).map(|at| company.people.person(at));
        let decides = chance.happens(self.decide);
        let (decisions, actions) =
            if decides { (chance.between(1, 2), chance.between(1, 3)) } else { (0, 0) };
        // What was agreed in the last days is still to be done.
        let due = company.taken - self.day > 14;
        let done = (0..actions).filter(|_| due && chance.happens(880)).count();
        let came = self.expected.iter().filter(|(_, came)| *came).count();
        log.row(&[
            key,
            &self.series,
            unit_name(self.unit),
            &leader.map(crate::salesforce::email).unwrap_or_default(),
            &plain::moment(self.day, self.start),
            &self.minutes.to_string(),
            &(came + 1).to_string(),
            plain::flag(decides || chance.happens(300)),
            &decisions.to_string(),
            &actions.to_string(),
            &done.to_string(),
        ]);
        for (at, came) in &self.expected {
            let person = crate::salesforce::email(company.people.person(*at));
            attendance.row(&[key, &person, plain::flag(*came)]);
        }
    }
}

fn unit_name(unit: &str) -> &'static str {
    let team = TEAMS.iter().find(|team| team.id == unit).map(|team| team.name);
    team.or_else(|| REGIONS.iter().find(|region| region.id == unit).map(|region| region.name))
        .unwrap_or(COMPANY_NAME)
}

/// People who were expected; a few are ill or with a customer.
fn expected(company: &Company, posts: &[&str], day: Day, chance: &mut Chance) -> Vec<(usize, bool)> {
    let there = posts.iter().filter_map(|post| company.in_post(post));
    there.filter(|at| company.people.person(*at).is_there(day)).map(|at| (at, chance.happens(940))).collect()
}

/// Forecast, hand-off, the month and the quarter, which the whole company holds.
fn of_company(company: &Company, week: Day) -> Vec<Meeting> {
    let heads = ["head-nordics", "head-dach", "head-benelux"];
    let first = |day: Day| days::date(day).day() <= 7;
    let meeting = |series: &str, day: Day, minutes: i64| {
        let mut chance = Chance::of(company.sample.seed, series, week.unsigned_abs());
        Meeting {
            series: format!("{COMPANY}-{series}"),
            unit: COMPANY,
            led_by: "cro".to_owned(),
            day,
            start: 13 * 60,
            minutes,
            expected: expected(company, &heads, day, &mut chance),
            decide: 970,
        }
    };
    let mut meetings = vec![meeting("handoff", monday(week) + 3, 30)];
    if week % 2 == 0 {
        meetings.push(meeting("forecast", monday(week) + 1, 45));
    }
    let wednesday = monday(week) + 2;
    if first(wednesday) {
        meetings.push(meeting("month", wednesday, 90));
        if days::date(wednesday).month() % 3 == 1 {
            meetings.push(meeting("quarter", wednesday + 1, 180));
        }
    }
    meetings
}

/// The team's Monday. Where it is held every other time, nobody knows beforehand which.
fn team_monday(company: &Company, team: &'static Team, week: Day) -> Option<Meeting> {
    let leading = Leading::of(company, team);
    let series = format!("{}-monday", team.id);
    let which = Chance::of(company.sample.seed, &series, week.div_euclid(2).unsigned_abs()).below(2);
    if leading.mondays == 1 && which != week.rem_euclid(2).unsigned_abs() {
        return None;
    }
    let mut chance = Chance::of(company.sample.seed, &series, week.unsigned_abs() + 100_000);
    let day = monday(week);
    Some(Meeting {
        series,
        unit: team.id,
        led_by: lead_of(team),
        day,
        start: 8 * 60 + 30,
        minutes: 30,
        expected: sellers(company, team, day).map(|at| (at, chance.happens(940))).collect(),
        decide: leading.decide,
    })
}

/// Who carries a quota in a team on a day.
fn sellers(company: &Company, team: &'static Team, day: Day) -> impl Iterator<Item = usize> {
    let seats = company.people.seats.iter().filter(move |seat| seat.team.id == team.id);
    seats.filter_map(move |seat| company.people.sitting(seat, day))
}

/// Every other week each seller talks with the lead; where the lead has no time, not for long.
fn one_to_ones(company: &Company, team: &'static Team, week: Day) -> Vec<Meeting> {
    let leading = Leading::of(company, team);
    let of = |(nth, at): (Day, usize)| {
        let day = monday(week) + 1 + (nth % 3);
        let mut chance = Chance::of(company.sample.seed, &format!("one-to-one {at}"), week.unsigned_abs());
        let minutes = leading.talk + chance.between(-1, 1) * leading.talk / 9;
        Meeting {
            series: format!("{}-one-to-one", team.region),
            unit: team.id,
            led_by: lead_of(team),
            day,
            start: 9 * 60 + nth * 60,
            minutes,
            expected: vec![(at, true)],
            decide: 900,
        }
    };
    let all = (0..).zip(sellers(company, team, monday(week) + 1));
    all.filter(|(nth, _)| (week + nth) % 2 == 0).map(of).collect()
}

/// The week's deals of a region: whoever owns them is there.
fn deal_review(company: &Company, region: &Region, week: Day) -> Option<Meeting> {
    let day = monday(week) + 4;
    let mut there: Vec<(&'static Team, usize)> = Vec::new();
    for team in teams_of(region.id) {
        there.extend(sellers(company, team, day).map(|at| (team, at)));
    }
    // One owner each week; where deals are taken seriously, one in four.
    let all = Day::try_from(there.len()).ok().filter(|all| *all > 0)?;
    let often = there.iter().all(|(team, _)| Leading::of(company, team).mondays == 2);
    let count = if often { all / 4 } else { 1 };
    let turn = |nth: Day| usize::try_from((week * count + nth).rem_euclid(all)).unwrap_or(0);
    let expected = (0..count).filter_map(|nth| there.get(turn(nth))).map(|(_, at)| (*at, true)).collect();
    Some(Meeting {
        series: format!("{}-deals", region.id),
        unit: region.id,
        led_by: format!("head-{}", region.id),
        day,
        start: 10 * 60,
        minutes: 60,
        expected,
        decide: 950,
    })
}
