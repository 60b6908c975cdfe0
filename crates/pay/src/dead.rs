//! Who has nothing to gain: at the end of each pay period, for how many people, and on how much money, does more bring nothing.

use std::collections::BTreeMap;

use plumb_units::{Date, MILLION, Rounding, divide};

use crate::events::Events;
use crate::given::Given;
use crate::number::Ratio;
use crate::periods::windows;
use crate::plan::PayPlan;
use crate::roster::{Roster, date_of, day_number};
use crate::run::Run;
use crate::slope::{Sides, Slope, Unit, slopes};

/// What more brings at the end of a pay period, over everybody under a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    /// The plan: its place in the list.
    pub plan: usize,
    /// The last day of the pay period.
    pub end: Date,
    /// How many people were looked at: those with deals of their own up to then.
    pub people: u32,
    /// How many of them earn nothing with a little more on that day.
    pub earns_nothing: u32,
    /// How many of them are paid nothing more for it in that period, whatever is earned.
    pub paid_nothing: u32,
    /// What the deals of all of them amount to in the period, in the plan's currency.
    pub money: i64,
    /// What the deals amount to of those who earn nothing with more.
    pub money_earns_nothing: i64,
    /// What the deals amount to of those who are paid nothing more.
    pub money_paid_nothing: i64,
}

/// More questions than these are not asked: the newest ends of pay periods count, each whole, and always the newest one.
pub const MOST_ASKED: usize = 4_000;

/// Slopes of everybody at the end of every pay period that has come, asked with the kind of deal that each made last.
///
/// `unit` says what one more unit of money is in the columns of numbers, `column` in which of them money is told. Nobody is
/// asked who had no deal of their own before: those who are credited through others alone are not looked at. Each question is
/// about one person and one end; beyond [`MOST_ASKED`] the oldest ends are left out.
pub fn dead(
    plans: &[PayPlan],
    events: &Events,
    given: &Given,
    run: &Run,
    (unit, column): (&Unit, &str),
    threads: usize,
) -> Vec<Dead> {
    let roster = Roster::new(given);
    let last_day = day_number(given.as_of);
    let mut asked: Vec<Asked> = Vec::new();
    for (seat, (person, plan)) in roster.seats.iter().enumerate() {
        let Some(of) = plans.get(*plan) else { continue };
        let deals = run.own_deals(events, seat, *person);
        for period in windows(&given.calendar, of.every, of.from, of.until) {
            let end = day_number(period.until) - 1;
            let plan_place = u32::try_from(*plan).unwrap_or(u32::MAX);
            if end > last_day || roster.seat(*person, plan_place, end).is_none() {
                continue;
            }
            let before = deals.partition_point(|(day, _)| *day <= end);
            if let Some((_, row)) = before.checked_sub(1).and_then(|last| deals.get(last)) {
                let from = day_number(period.from);
                let within = deals.iter().filter(|(day, _)| from <= *day && *day <= end);
                let money = within.fold(0, |sum: i64, (_, row)| {
                    sum.saturating_add(size(events, given, column, *row, of).unwrap_or(0))
                });
                asked.push(Asked {
                    person: *person,
                    plan: *plan,
                    until: period.until,
                    money,
                    row: *row,
                    end,
                });
            }
        }
    }
    let since = oldest(&asked);
    asked.retain(|asked| since <= asked.end);
    let copies: Vec<(u32, i32)> = asked.iter().map(|asked| (asked.row, asked.end)).collect();
    let found = slopes(plans, events, given, run, &events.copies(&copies, false), unit, threads);
    gathered(&asked, &found)
}

/// The money of a deal in the plan's currency, at the rate of its day; `None` where there is no rate.
fn size(events: &Events, given: &Given, column: &str, row: u32, plan: &PayPlan) -> Option<i64> {
    let at = row as usize;
    let amount = events.number(column, at);
    let own = events.currency.get(at).and_then(|code| events.currencies.get(usize::from(*code)));
    let Some(from) = own.filter(|own| **own != plan.currency) else { return Some(amount) };
    let day = date_of(events.days.get(at).copied()?);
    let rates = given.exchange.iter().filter(|rate| (rate.from, rate.to) == (*from, plan.currency));
    let rate = rates.filter(|rate| rate.day <= day).max_by_key(|rate| rate.day)?;
    let product = i128::from(amount) * i128::from(rate.rate);
    divide(product, i128::from(MILLION), Rounding::HalfEven).and_then(|amount| i64::try_from(amount).ok())
}

/// One question: a person at the end of a pay period, and the money of the person's deals in it.
struct Asked {
    person: u32,
    plan: usize,
    until: Date,
    money: i64,
    /// The deal that it is asked with.
    row: u32,
    /// The last day of the period.
    end: i32,
}

/// The oldest end that is asked about.
fn oldest(asked: &[Asked]) -> i32 {
    let mut ends: BTreeMap<i32, usize> = BTreeMap::new();
    for asked in asked {
        *ends.entry(asked.end).or_default() += 1;
    }
    let mut sum = 0;
    let mut oldest = i32::MAX;
    for (end, many) in ends.into_iter().rev() {
        sum += many;
        if oldest != i32::MAX && sum > MOST_ASKED {
            break;
        }
        oldest = end;
    }
    oldest
}

fn gathered(asked: &[Asked], found: &[Slope]) -> Vec<Dead> {
    let mut all: BTreeMap<(usize, Date), Dead> = BTreeMap::new();
    for (asked, slope) in asked.iter().zip(found).filter(|(_, slope)| slope.complete) {
        let Asked { person, plan, until, money, .. } = *asked;
        let seat = slope.seats.iter().find(|seat| (seat.person, seat.plan) == (person, plan));
        let nothing = |sides: Option<Sides>| {
            sides.is_none_or(|sides| sides.right <= Ratio::ZERO && sides.jump_right <= Ratio::ZERO)
        };
        let dead = all.entry((plan, until)).or_insert_with(|| Dead {
            plan,
            end: until.yesterday().unwrap_or(until),
            people: 0,
            earns_nothing: 0,
            paid_nothing: 0,
            money: 0,
            money_earns_nothing: 0,
            money_paid_nothing: 0,
        });
        dead.people += 1;
        dead.money = dead.money.saturating_add(money);
        if nothing(seat.map(|seat| seat.figures.now)) {
            dead.earns_nothing += 1;
            dead.money_earns_nothing = dead.money_earns_nothing.saturating_add(money);
        }
        if nothing(seat.map(|seat| seat.figures.cash)) {
            dead.paid_nothing += 1;
            dead.money_paid_nothing = dead.money_paid_nothing.saturating_add(money);
        }
    }
    all.into_values().collect()
}
