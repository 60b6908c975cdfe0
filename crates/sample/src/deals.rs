//! The deals of the sample company: who opened them with whom, how they moved and how they ended.

use crate::accounts::Account;
use crate::chance::Chance;
use crate::days::{self, Day};
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
    /// The stage it has reached, from 1; how far a lost one came.
    pub(crate) stage: usize,
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

    /// Whether it sells the service.
    pub(crate) fn is_service(&self) -> bool {
        self.lines.iter().any(|line| offering(line.offering).is_service())
    }
}

/// How people of the company behave towards dates and prices.
pub(crate) struct Habits {
    /// Won deals in a thousand that are pressed into the last days of their quarter.
    pub(crate) pressed: i64,
    /// How much deeper discounts are there, in thousandths of the list price.
    pub(crate) deeper: i64,
    /// Deals in a thousand whose date is moved three times or more.
    pub(crate) pushed: i64,
}

/// Months before the history in which deals of its first months were opened.
const BEFORE: i64 = 5;
/// Deals that a seat opens in a month, in thousandths.
const OPENED: i64 = 4_300;
/// Of a thousand deals, how many are won.
const WON: i64 = 370;
/// Of a thousand service contracts that run out, how many are renewed.
const RENEWED: i64 = 890;
/// How lively each month is, from April on, in thousandths.
const SEASON: [i64; 12] = [880, 970, 1080, 820, 640, 1090, 1080, 1130, 1010, 900, 1040, 1280];
/// Growth of the whole over the years, in thousandths, from the year before the history on.
const GROWTH: [i64; 5] = [860, 890, 940, 1_000, 1_050];
/// Of a thousand deals opened in each year, how many are about the service.
const SERVICE: [i64; 5] = [0, 0, 270, 200, 160];
/// What somebody new brings in the first, second … half quarter, in thousandths.
const RAMP: [i64; 6] = [100, 250, 450, 650, 800, 920];

/// Draws all deals, in the order in which they were opened.
pub(crate) fn drawn(seed: u64, people: &People, accounts: &[Account], habits: &Habits) -> Vec<Deal> {
    let mut deals = Vec::new();
    for (at, seat) in people.seats.iter().enumerate() {
        let mine: Vec<usize> = (0..accounts.len()).filter(|a| accounts[*a].seat == at).collect();
        let weights: Vec<i64> = mine.iter().map(|a| 300 + accounts[*a].size).collect();
        let mut month = -BEFORE;
        while days::month_start(month) < days::number(days::TODAY) {
            let number = (at as u64) * 1_000 + month.unsigned_abs() * 2 + u64::from(month < 0);
            let mut chance = Chance::of(seed, "deals of a month", number);
            let start = days::month_start(month);
            for _ in 0..chance.times(lively(people, seat, start, month)) {
                let account = mine.get(chance.weighted(&weights)).copied().unwrap_or_default();
                let created = days::workday(start + chance.between(0, 27));
                let opened = Opened { people, seat, at, account, created };
                deals.extend(opened.deal(&mut chance, &accounts[account], habits));
            }
            month += 1;
        }
    }
    let mut renewed = renewals(seed, people, &deals);
    deals.append(&mut renewed);
    deals.retain(|deal| deal.outcome == Outcome::Open || deal.close >= 0);
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
    let factors = [ramp, season, growth, 500 + person.skill / 2];
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
        let wins = chance.happens(WON * (600 + skill * 2 / 5) / 1_000);
        let mut close = days::workday(self.created + lasts);
        // Drawn whatever the habits are, so that two companies with other habits have the same deals.
        let (pressed, day) = (chance.happens(habits.pressed), chance.between(1, days::LATE));
        if wins && pressed {
            close = days::workday(days::quarter_end(close) - day).max(days::quarter_end(close) - days::LATE);
        }
        let late = if wins && days::is_late(close) { habits.deeper } else { 0 };
        let volume = if lines.iter().any(|line| line.pieces > 20) { 20 } else { 0 };
        let discount = (account.discount + volume + late + chance.between(-25, 25)).clamp(0, 200);
        let today = days::number(days::TODAY);
        let (outcome, stage) = match (close < today, wins) {
            (true, true) => (Outcome::Won, 5),
            (true, false) => (Outcome::Lost, usize::try_from(chance.between(1, 5)).unwrap_or(1)),
            (false, _) => (Outcome::Open, reached(self.created, close, today)),
        };
        let moved = self.moved(chance, close.min(today - 1), habits);
        let end = close.min(today);
        Some(Deal {
            account: self.account,
            seat: self.at,
            owners: self.owners(opener, end),
            created: self.created,
            close,
            outcome,
            kind: Kind::New,
            stage,
            lines,
            discount,
            moved,
        })
    }

    /// When its date was moved, and what it was until then: always too early.
    fn moved(&self, chance: &mut Chance, end: Day, habits: &Habits) -> Vec<(Day, Day)> {
        let often = chance.happens(habits.pushed);
        let times = if often { chance.between(3, 5) } else { chance.between(0, 4) / 2 };
        let span = end - self.created;
        if span < 4 * (times + 1) {
            return Vec::new();
        }
        let step = span / (times + 1);
        (1..=times)
            .map(|n| (self.created + n * step, self.created + n * step - chance.between(0, 3)))
            .collect()
    }

    /// Who owned it until `end`: the seat's next holder takes over what is open.
    fn owners(&self, opener: usize, end: Day) -> Vec<(usize, Day)> {
        let mut owners = vec![(opener, self.created)];
        for next in self.seat.held_by.iter().copied() {
            let from = self.people.person(next).from;
            if from > self.created && from < end {
                owners.push((next, from));
            }
        }
        owners
    }
}

/// The stage that a deal has reached today, from how much of its time is over.
fn reached(created: Day, close: Day, today: Day) -> usize {
    let whole = (close - created).max(1);
    usize::try_from(1 + (today - created) * 5 / (whole + 1)).unwrap_or(1).clamp(1, 5)
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
    let today = days::number(days::TODAY);
    let mut renewals = Vec::new();
    for (number, deal) in deals.iter().enumerate() {
        if !deal.is_service() || deal.outcome != Outcome::Won {
            continue;
        }
        let mut chance = Chance::of(seed, "renewals of a contract", number as u64);
        let (mut due, mut pieces) = (deal.close + 365, deal.lines.first().map_or(1, |line| line.pieces));
        while due < today + 90 {
            let created = days::workday(due - 90);
            let seat = &people.seats[deal.seat];
            let owner = people.sitting(seat, created).or_else(|| seat.held_by.last().copied()).unwrap_or(0);
            let renewed = chance.happens(RENEWED);
            pieces = pieces * chance.between(980, 1_160) / 1_000;
            let outcome = match (due < today, renewed) {
                (false, _) => Outcome::Open,
                (true, true) => Outcome::Won,
                (true, false) => Outcome::Lost,
            };
            renewals.push(Deal {
                account: deal.account,
                seat: deal.seat,
                owners: vec![(owner, created)],
                created,
                close: days::workday(due),
                outcome,
                kind: Kind::Renewal,
                stage: 4,
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
