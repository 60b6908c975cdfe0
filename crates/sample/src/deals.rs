//! The deals of the sample company: who opened them with whom, how they moved and how they ended.

use plumb_units::Date;

use crate::accounts::Account;
use crate::chance::Chance;
use crate::days::{self, Day};
use crate::ground::{self, MOVED};
use crate::habits::Habits;
use crate::offerings::{OFFERINGS, offering};
use crate::organisation::region_of;
use crate::people::{People, Seat};

/// How a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Open,
    Won,
    Lost,
}

/// What sort of sale it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    New,
    Expansion,
    Renewal,
}

/// One product in a deal.
pub(crate) struct Line {
    /// Place in the list of offerings.
    pub(crate) offering: usize,
    pub(crate) pieces: i64,
}

/// A possible sale.
pub(crate) struct Deal {
    /// Place in the list of accounts.
    pub(crate) account: usize,
    /// Place in the list of seats.
    pub(crate) seat: usize,
    /// Who opened it, and who took it over with the seat: places in the list of people, from when on.
    pub(crate) owners: Vec<(usize, Day)>,
    pub(crate) created: Day,
    /// The day on which it was won or lost, or is expected to be.
    pub(crate) close: Day,
    pub(crate) outcome: Outcome,
    pub(crate) kind: Kind,
    /// The day on which the contract runs out that is to be renewed.
    pub(crate) due: Option<Day>,
    /// The day on which each stage was entered, with the number of the stage from 1, in order.
    pub(crate) stages: Vec<(Day, usize)>,
    pub(crate) lines: Vec<Line>,
    /// The discount on all its lines, in thousandths of the list price.
    pub(crate) discount: i64,
    /// Days on which its date was moved, each with the date until then.
    pub(crate) moved: Vec<(Day, Day)>,
}

impl Deal {
    /// Whoever owns it now.
    pub(crate) fn owner(&self) -> usize {
        self.owners.last().map_or(0, |(person, _)| *person)
    }

    /// The stage it has reached, from 1; how far a lost one came.
    pub(crate) fn stage(&self) -> usize {
        self.stages.last().map_or(1, |(_, stage)| *stage)
    }

    /// Whoever owned it on a day.
    pub(crate) fn owner_on(&self, day: Day) -> usize {
        self.owners.iter().rev().find(|(_, from)| *from <= day).map_or(0, |(person, _)| *person)
    }

    /// Makes it what was known of it before a day.
    fn seen_before(&mut self, today: Day) {
        if self.close < today {
            return;
        }
        self.outcome = Outcome::Open;
        // The date that stands beside it is the one that will be moved next.
        if let Some((_, until)) = self.moved.iter().find(|(on, _)| *on >= today) {
            self.close = *until;
        }
        self.moved.retain(|(on, _)| *on < today);
        self.stages.retain(|(on, _)| *on < today);
        self.owners.retain(|(_, from)| *from < today);
    }

    /// Whether it sells the service.
    pub(crate) fn is_service(&self) -> bool {
        self.lines.iter().any(|line| offering(line.offering).is_service())
    }
}

/// Months before the history in which deals of its first months were opened.
const BEFORE: i64 = 5;
/// Deals that a seat opens in a month, in thousandths.
const OPENED: i64 = 4_600;
/// Of a thousand deals, how many are won.
const WON: i64 = 320;
/// How far lost deals come: of a hundred, how many are lost in each stage.
const LOST_AT: [i64; 5] = [8, 10, 40, 25, 17];
/// Of a thousand service contracts that run out, how many are renewed.
const RENEWED: i64 = 890;
/// How lively each month is, from April on, in thousandths.
const SEASON: [i64; 12] = [880, 970, 1080, 820, 640, 1090, 1080, 1130, 1010, 900, 1040, 1280];
/// Growth of the whole over the years, in thousandths, from the year before the history on.
const GROWTH: [i64; 5] = [860, 890, 940, 1_000, 1_050];
/// Of a thousand deals opened in each year, how many are about the service.
const SERVICE: [i64; 5] = [0, 0, 270, 200, 160];
/// Of a thousand deals in food that would be won, how many still are since a rival came.
const LEFT_BY_RIVAL: i64 = 800;
/// The day on which the rival came.
pub(crate) const RIVAL: Date = Date::constant(2024, 10, 1);
/// The place of food in the list of segments.
pub(crate) const FOOD: usize = 1;
/// Of a thousand deals of customers whose year ends with ours, how many they place at its end.
const AT_THEIR_END: i64 = 600;
/// What somebody new brings in the first, second … half quarter, in thousandths.
const RAMP: [i64; 6] = [100, 250, 450, 650, 800, 920];

/// Draws all deals until the last day of the programme, as they ended, in the order in which they were opened.
pub(crate) fn drawn(seed: u64, people: &People, accounts: &[Account], habits: &Habits) -> Vec<Deal> {
    let mut deals = Vec::new();
    for (at, seat) in people.seats.iter().enumerate() {
        let mine = |day: Day| -> (Vec<usize>, Vec<i64>) {
            let is_mine = |one: &Account| one.cluster.is_none() && one.seat_on(day) == at;
            let mine = accounts.iter().enumerate().filter(|(_, one)| is_mine(one));
            mine.map(|(number, account)| (number, 300 + account.size)).unzip()
        };
        let moved = days::number(MOVED);
        let (until, since) = (mine(moved - 1), mine(moved));
        let mut month = -BEFORE;
        while days::month_start(month) < days::number(days::DAY_90) {
            let number = (at as u64) * 1_000 + month.unsigned_abs() * 2 + u64::from(month < 0);
            let mut chance = Chance::of(seed, "deals of a month", number);
            let start = days::month_start(month);
            for _ in 0..chance.times(lively(people, seat, start, month)) {
                let (drawn, day) = (chance.below(1 << 40), chance.between(0, 27));
                let created = days::workday(start + day);
                let (mine, weights) = if created < moved { &until } else { &since };
                let Some(account) = mine.get(Chance::picked(drawn, 1 << 40, weights)).copied() else {
                    continue;
                };
                let opened = Opened { people, seat, at, account, created };
                deals.extend(opened.deal(&mut chance, &accounts[account], habits));
            }
            month += 1;
        }
    }
    let mut renewed = renewals(seed, people, &deals);
    deals.append(&mut renewed);
    deals.retain(|deal| deal.close >= 0);
    deals.sort_by_key(|deal| (deal.created, deal.seat, deal.account, deal.close));
    mark_first_sales(&mut deals, accounts);
    deals
}

/// How many deals a seat opens in a month, in thousandths.
fn lively(people: &People, seat: &Seat, start: Day, month: i64) -> i64 {
    let Some(holder) = people.sitting(seat, start + 14) else { return 0 };
    let person = people.person(holder);
    let halves = usize::try_from((start + 14 - person.from) / 45).unwrap_or(0);
    let ramp = RAMP.get(halves).copied().unwrap_or(1_000);
    let season = SEASON[usize::try_from(month.rem_euclid(12)).unwrap_or(0)];
    let growth = of_year(&GROWTH, start);
    let factors = [ramp, season, growth, 500 + person.skill / 2, person.fte * 10];
    factors.iter().fold(OPENED, |times, factor| times * factor / 1_000)
}

/// A figure of the fiscal year that holds a day.
fn of_year(figures: &[i64; 5], day: Day) -> i64 {
    let year = usize::try_from(days::year_of(day) - days::FIRST_YEAR + 1).unwrap_or(0);
    figures.get(year).copied().unwrap_or(figures[4])
}

struct Opened<'a> {
    people: &'a People,
    seat: &'a Seat,
    at: usize,
    account: usize,
    created: Day,
}

impl Opened<'_> {
    fn deal(&self, chance: &mut Chance, account: &Account, habits: &Habits) -> Option<Deal> {
        let opener = self.people.sitting(self.seat, self.created)?;
        let skill = self.people.person(opener).skill;
        let region = region_of(self.seat.team);
        let service = chance.happens(of_year(&SERVICE, self.created) * region.service / 1_000);
        let lines = lines(chance, account, service);
        let lasts = 18 + chance.skewed() * 62 / 1_000;
        let team = self.people.seats[self.at].team;
        // Drawn whatever the habits are, so that two companies with other habits have the same deals.
        let (pressed, day, skipped, luck) = (
            chance.between(0, 999),
            chance.between(1, days::LATE),
            chance.between(0, 999),
            chance.between(0, 9_999),
        );
        let (ends, end_day) = (chance.happens(AT_THEIR_END), chance.between(1, 14));
        let skips = skipped < habits.skips(team, self.created);
        let rival = account.segment == FOOD && self.created >= days::number(RIVAL);
        let wins = {
            let base = WON * (600 + skill * 2 / 5) / 100 * if rival { LEFT_BY_RIVAL } else { 1_000 } / 1_000;
            let helped = if skips { -habits.helps(team) } else { habits.helps(team) };
            luck < base + helped * 5
        };
        let mut close = days::workday(self.created + lasts);
        if wins && account.year_end == 3 && ends && is_near_march(close) {
            let at_end = days::workday(days::quarter_end(march_of(close)) - end_day);
            close = if at_end > self.created { at_end } else { close };
        }
        if wins && pressed < habits.pressed(team) {
            let end = days::quarter_end(close);
            let pressed = days::workday(end - day).max(end - days::LATE);
            close = if pressed > self.created { pressed } else { close };
        }
        let late = if wins && days::is_late(close) { habits.deeper(team) } else { 0 };
        let volume = if lines.iter().any(|line| line.pieces > 20) { 20 } else { 0 };
        let discount = (account.discount + volume + late + chance.between(-25, 25)).clamp(0, 200);
        let reached = if wins { 5 } else { chance.weighted(&LOST_AT) + 1 };
        let moved = self.moved(chance, close, habits.pushed(team));
        let handed =
            account.before.is_some() && self.created < days::number(MOVED) && days::number(MOVED) < close;
        Some(Deal {
            account: self.account,
            seat: if handed { account.seat } else { self.at },
            owners: self.owners(opener, close, handed.then_some(account.seat)),
            created: self.created,
            close,
            outcome: if wins { Outcome::Won } else { Outcome::Lost },
            kind: Kind::New,
            due: None,
            stages: stages(self.created, close, reached, skips),
            lines,
            discount,
            moved,
        })
    }

    /// When its date was moved, and what it was until then: always too early.
    fn moved(&self, chance: &mut Chance, end: Day, pushed: i64) -> Vec<(Day, Day)> {
        let (often, many, few) = (chance.between(0, 999), chance.between(3, 5), chance.between(0, 4) / 2);
        let times = if often < pushed { many } else { few };
        let span = end - self.created;
        if span < 4 * (times + 1) {
            return Vec::new();
        }
        let step = span / (times + 1);
        (1..=times)
            .map(|n| (self.created + n * step, self.created + n * step - (self.created + n).rem_euclid(4)))
            .collect()
    }

    /// Who owned it until `end`: the seat's next holder takes over what is open, and the next seat what was moved.
    fn owners(&self, opener: usize, end: Day, moved_to: Option<usize>) -> Vec<(usize, Day)> {
        let moved = days::number(MOVED);
        let until = if moved_to.is_some() { moved } else { end };
        let mut owners = vec![(opener, self.created)];
        owners.extend(ground::handed_over(self.people, self.seat, self.created, until));
        if let Some(seat) = moved_to.map(|seat| &self.people.seats[seat]) {
            owners.extend(self.people.sitting(seat, moved).map(|holder| (holder, moved)));
            owners.extend(ground::handed_over(self.people, seat, moved, end));
        }
        owners
    }
}

/// The last day of March that lies nearest to a day.
fn march_of(day: Day) -> Day {
    let end = days::year_start(days::year_of(day) + 1) - 1;
    let before = days::year_start(days::year_of(day)) - 1;
    if day - before < end - day { before } else { end }
}

/// Whether a purchase could as well be placed at the end of March.
fn is_near_march(day: Day) -> bool {
    (-20..=45).contains(&(march_of(day) - day))
}

/// When each stage was entered by a deal that came as far as one of them.
fn stages(created: Day, close: Day, reached: usize, skips: bool) -> Vec<(Day, usize)> {
    let steps = i64::try_from(reached).unwrap_or(1);
    let day = |nth: i64| created + (close - created) * nth / (steps + 1);
    (0..steps)
        .zip(1..)
        .filter(|(_, stage)| !skips || *stage != 2)
        .map(|(nth, stage)| (day(nth), stage))
        .collect()
}

/// All deals as they were known before a day.
pub(crate) fn seen_before(mut deals: Vec<Deal>, today: Day) -> Vec<Deal> {
    deals.retain(|deal| deal.created < today);
    for deal in &mut deals {
        deal.seen_before(today);
    }
    deals
}

/// What a deal is about: one or two instruments, or a contract.
fn lines(chance: &mut Chance, account: &Account, service: bool) -> Vec<Line> {
    let weights: Vec<i64> = OFFERINGS
        .iter()
        .map(|o| if o.is_service() == service { o.asked[account.segment] } else { 0 })
        .collect();
    let count = if service || chance.happens(720) { 1 } else { 2 };
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..count {
        let at = chance.weighted(&weights);
        // The size of a customer tells in its orders, but a customer ten times as large orders often, too.
        let size = 600 + account.size.min(10_000) * 2 / 5;
        let skew = 300 + chance.skewed() * 7 / 10;
        let pieces = (offering(at).pieces * size / 1_000 * skew / 1_000 + 500) / 1_000;
        if lines.iter().all(|line| line.offering != at) {
            lines.push(Line { offering: at, pieces: pieces.max(1) });
        }
    }
    lines
}

/// The renewals of all contracts that run out before the end of the coming quarter.
fn renewals(seed: u64, people: &People, deals: &[Deal]) -> Vec<Deal> {
    let end = days::number(days::DAY_90);
    let mut renewals = Vec::new();
    for (number, deal) in deals.iter().enumerate() {
        if !deal.is_service() || deal.outcome != Outcome::Won {
            continue;
        }
        let mut chance = Chance::of(seed, "renewals of a contract", number as u64);
        let (mut due, mut pieces) = (deal.close + 365, deal.lines.first().map_or(1, |line| line.pieces));
        while due < end + 90 {
            let created = days::workday(due - 90);
            let seat = &people.seats[deal.seat];
            let came = |holder: &&usize| people.person(**holder).from <= created;
            let owner = seat.held_by.iter().rfind(came).or(seat.held_by.first()).copied().unwrap_or(0);
            let (renewed, decided) = (chance.happens(RENEWED), chance.between(6, 40));
            pieces = pieces * chance.between(980, 1_160) / 1_000;
            let outcome = if renewed { Outcome::Won } else { Outcome::Lost };
            let close = days::workday(due - decided);
            let mut owners = vec![(owner, created)];
            owners.extend(ground::handed_over(people, seat, created, close));
            renewals.push(Deal {
                account: deal.account,
                seat: deal.seat,
                owners,
                created,
                close,
                outcome,
                kind: Kind::Renewal,
                due: Some(due),
                stages: vec![(created, 4)],
                lines: deal
                    .lines
                    .iter()
                    .map(|line| Line { offering: line.offering, pieces: pieces.max(1) })
                    .collect(),
                discount: deal.discount.min(80),
                moved: Vec::new(),
            });
            if outcome != Outcome::Won {
                break;
            }
            due += 365;
        }
    }
    renewals
}

/// The first sale to an account is new business, those after it are not.
fn mark_first_sales(deals: &mut [Deal], accounts: &[Account]) {
    let mut first: Vec<Day> =
        accounts.iter().map(|account| if account.is_old { Day::MIN } else { Day::MAX }).collect();
    for deal in deals.iter().filter(|deal| deal.outcome == Outcome::Won) {
        first[deal.account] = first[deal.account].min(deal.close);
    }
    for deal in deals.iter_mut().filter(|deal| deal.kind != Kind::Renewal) {
        if first[deal.account] < deal.close {
            deal.kind = Kind::Expansion;
        }
    }
}
