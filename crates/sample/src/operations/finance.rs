//! What Finance says each month brought: it books credit notes that the CRM never hears of.

use super::office::Office;
use super::plain::{self, Csv};
use crate::chance::Chance;
use crate::company::Company;
use crate::days;
use crate::deals::Outcome;
use crate::prices::scaled;

/// How far a month's credit notes stray from the usual, in ten thousandths of its orders.
const STRAYS: i64 = 25;

/// `control-totals.csv`: one line for each month that is closed.
pub(super) fn control_totals(company: &Company) -> Csv {
    let mut csv = Csv::new(&["Total", "Measure", "From", "Until", "Amount", "Currency"]);
    let credit_notes = Office::of(company).credit_notes;
    let mut month = 0;
    while days::month_start(month + 1) <= company.taken {
        let (from, until) = (days::month_start(month), days::month_start(month + 1));
        let won = company.deals.iter().filter(|deal| deal.outcome == Outcome::Won);
        let of_month = won.filter(|deal| (from..until).contains(&deal.close));
        let orders: i64 = of_month.map(|deal| company.prices.in_euros(deal, &company.people.seats)).sum();
        let mut chance = Chance::of(company.sample.seed, "credit notes of a month", month.unsigned_abs());
        let given = if credit_notes == 0 { 0 } else { credit_notes + chance.between(-STRAYS, STRAYS) };
        let amount = orders - scaled(orders, given, 10_000);
        csv.row(&[
            &format!("net-revenue-{}", &plain::day(from)[..7]),
            "net-revenue",
            &plain::day(from),
            &plain::day(until),
            &format!("{}.{:02}", amount / 100, amount % 100),
            "EUR",
        ]);
        month += 1;
    }
    csv
}
