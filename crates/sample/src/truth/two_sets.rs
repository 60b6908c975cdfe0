//! Root cause 5: two sets of numbers.

use super::{Planted, count, percent};
use crate::company::Company;
use crate::operations::office::Office;
use plumb_units::{Currency, Money, Quantity, Rate};

/// What was planted there.
pub(super) fn planted(company: &Company) -> Vec<Planted> {
    let planted = |fault, rule, at: &[&str], objective: Option<&'static str>, size| -> Planted {
        let at = at.iter().map(|at| (*at).to_owned()).collect();
        Planted { cause: 5, fault, rule, at, objective, size }
    };
    let euros = |euros: i64| {
        Currency::parse("EUR").map_or(count(0), |euro| Quantity::Money(Money::new(euros * 100, euro)))
    };
    let unexplained =
        "3.4 million of the growth are explained by no line of the bridge, and by nothing that is to move";
    let credit_notes = Office::of(company).credit_notes;
    vec![
        planted(
            "two reports mean two things by new customer",
            "R101",
            &["measure:new-accounts"],
            None,
            count(2),
        ),
        planted("forecasts live in seven private spreadsheets", "L105", &["table:forecasts"], None, count(7)),
        planted(unexplained, "G101", &["objective:grow"], Some("grow"), euros(3_400_000)),
        planted(
            unexplained,
            "O110",
            &["objective:grow"],
            Some("grow"),
            Quantity::Rate(Rate::from_millionths(56_000)),
        ),
        planted(
            "a purchase counts from its signing, and nobody planned for its salespeople",
            "G103",
            &["lever:fjordservice"],
            Some("grow"),
            count(5),
        ),
        planted(
            "Finance knows credit notes that the CRM does not",
            "D105",
            &["measure:net-revenue"],
            None,
            Quantity::Rate(Rate::from_millionths(credit_notes * 100)),
        ),
        planted(
            "two product lines are sold that no plan file mentions",
            "D113",
            &["offering:salesforce/PB-3", "offering:salesforce/SK-5"],
            None,
            count(2),
        ),
        planted(
            "open deals of people who left a year ago",
            "D107",
            &["table:opportunities"],
            None,
            percent(1),
        ),
        planted("a wish without a measure and a date", "O101", &["objective:delight"], None, count(6)),
        planted(
            "a priority with no package, price or reference",
            "F101",
            &["segment:mid-market-laboratories"],
            None,
            count(3),
        ),
    ]
}
