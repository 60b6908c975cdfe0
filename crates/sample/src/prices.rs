//! What things cost: list prices, exchange rates and the price of each line, all exact.
//!
//! List prices are set so that the last completed year comes to the size of the company, whatever was drawn.

use plumb_units::{MILLION, Rounding, divide};

use crate::chance::Chance;
use crate::days::{self, Day};
use crate::deals::{Deal, Line, Outcome};
use crate::offerings::{OFFERINGS, offering};
use crate::organisation::TEAMS;
use crate::people::Seat;

/// Net revenue of the last completed year, in cents.
pub(crate) const NET: i64 = 6_200_000_000;
/// How much of it is service, in thousandths.
const SERVICE: i64 = 120;

/// Rates of one currency into euros, in millionths, each with its first day.
pub(crate) struct Rates {
    pub(crate) currency: &'static str,
    pub(crate) from: Vec<(Day, i64)>,
}

/// Price lists and rates.
pub(crate) struct Prices {
    /// Whole euros, in the order of the offerings.
    list: Vec<i64>,
    pub(crate) rates: Vec<Rates>,
}

/// The price of one line in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Priced {
    /// Price of one before discount.
    pub(crate) unit: i64,
    /// Price of one after discount.
    pub(crate) sold: i64,
    pub(crate) list: i64,
    pub(crate) net: i64,
    pub(crate) cost: i64,
}

impl Prices {
    /// Sets the price lists to the size of the company.
    pub(crate) fn set(seed: u64, deals: &[Deal], seats: &[Seat]) -> Self {
        let mut prices =
            Self { list: OFFERINGS.iter().map(|offering| offering.price).collect(), rates: drawn(seed) };
        let mut exact: Vec<i64> = prices.list.iter().map(|price| price * 1_000).collect();
        // Rounded prices miss the target by a little; the second and third round come closer.
        for _ in 0..4 {
            let (instruments, service) = prices.totals(deals, seats);
            for (at, offering) in OFFERINGS.iter().enumerate() {
                let (total, wanted) = if offering.is_service() {
                    (service, NET / 1_000 * SERVICE)
                } else {
                    (instruments, NET / 1_000 * (1_000 - SERVICE))
                };
                exact[at] = scaled(exact[at], wanted, total.max(1));
                prices.list[at] = rounded(exact[at], 10_000) / 1_000;
            }
        }
        prices
    }

    /// Net revenue in cents of the last completed year: instruments, service.
    fn totals(&self, deals: &[Deal], seats: &[Seat]) -> (i64, i64) {
        let mut totals = (0, 0);
        for deal in deals.iter().filter(|deal| is_of_year(deal, days::LAST_YEAR)) {
            let cents = self.in_euros(deal, seats);
            if deal.is_service() { totals.1 += cents } else { totals.0 += cents }
        }
        totals
    }

    /// What a deal is worth after discount, in cents, at the rate of its close.
    pub(crate) fn in_euros(&self, deal: &Deal, seats: &[Seat]) -> i64 {
        let currency = currency(deal, seats);
        let net: i64 = deal.lines.iter().map(|line| self.line(line, deal, currency).net).sum();
        self.euros(net, currency, deal.close)
    }

    /// Cents of cost of a deal, in the same way.
    pub(crate) fn cost_in_euros(&self, deal: &Deal, seats: &[Seat]) -> i64 {
        let currency = currency(deal, seats);
        let cost: i64 = deal.lines.iter().map(|line| self.line(line, deal, currency).cost).sum();
        self.euros(cost, currency, deal.close)
    }

    fn euros(&self, minor: i64, currency: &str, day: Day) -> i64 {
        scaled(minor, self.rate(currency, day), MILLION)
    }

    /// Price of one piece on the list, in minor units of a currency.
    pub(crate) fn list_price(&self, at: usize, currency: &str) -> i64 {
        let euros = self.list.get(at).copied().unwrap_or(0);
        match currency {
            // Local lists are kept by hand, at a rate of their own and in round figures.
            "NOK" | "SEK" => rounded(euros * 115 / 10, 50) * 100,
            _ => euros * 100,
        }
    }

    /// What a line of a deal comes to.
    pub(crate) fn line(&self, line: &Line, deal: &Deal, currency: &str) -> Priced {
        let unit = self.list_price(line.offering, currency);
        let sold = scaled(unit, 1_000 - deal.discount, 1_000);
        let cost = scaled(unit, offering(line.offering).cost, 1_000);
        Priced { unit, sold, list: unit * line.pieces, net: sold * line.pieces, cost: cost * line.pieces }
    }

    /// The rate into euros on a day, in millionths.
    pub(crate) fn rate(&self, currency: &str, day: Day) -> i64 {
        let Some(rates) = self.rates.iter().find(|rates| rates.currency == currency) else { return MILLION };
        rates.from.iter().rev().find(|(from, _)| *from <= day).map_or(MILLION, |(_, rate)| *rate)
    }
}

/// The currency in which a deal is made.
pub(crate) fn currency(deal: &Deal, seats: &[Seat]) -> &'static str {
    seats.get(deal.seat).map_or("EUR", |seat| seat.team.currency)
}

/// Whether a deal was won in a fiscal year.
pub(crate) fn is_of_year(deal: &Deal, year: i16) -> bool {
    deal.outcome == Outcome::Won && days::year_of(deal.close) == year
}

/// Quarterly rates from before the first deal on.
fn drawn(seed: u64) -> Vec<Rates> {
    let mut currencies: Vec<&'static str> = TEAMS.iter().map(|team| team.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies.retain(|currency| *currency != "EUR");
    currencies
        .into_iter()
        .map(|currency| {
            let mut chance = Chance::of(seed, &format!("rate of {currency}"), 0);
            let mut rate = 87_000;
            let from = (-4..13).map(|quarter| {
                rate = (rate + chance.between(-1_300, 1_300)).clamp(82_000, 93_000);
                (days::month_start(quarter * 3), rate)
            });
            Rates { currency, from: from.collect() }
        })
        .collect()
}

/// A number times one over another, half-even.
#[expect(clippy::expect_used, reason = "the figures of the sample are far below the limit")]
pub(crate) fn scaled(number: i64, times: i64, over: i64) -> i64 {
    divide(i128::from(number) * i128::from(times), i128::from(over), Rounding::HalfEven)
        .and_then(|scaled| i64::try_from(scaled).ok())
        .expect("figures of the sample are far below what a number can hold")
}

/// The nearest multiple of a step, at least one of it.
pub(crate) fn rounded(number: i64, step: i64) -> i64 {
    ((number + step / 2) / step * step).max(step)
}
