//! Accounts, and products with their prices.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::company::Company;
use crate::course;
use crate::days;
use crate::deals::{Deal, Outcome};
use crate::offerings::{OFFERINGS, segment};

/// The currencies of the price book.
const CURRENCIES: [&str; 3] = ["EUR", "NOK", "SEK"];
/// The day on which the price book was made.
const PRICED: days::Day = -30;

/// `Account.csv`.
pub(super) fn accounts(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "IsDeleted",
        "Name",
        "Type",
        "ParentId",
        "BillingCity",
        "BillingCountry",
        "Industry",
        "OwnerId",
        "CurrencyIsoCode",
        "CreatedDate",
        "LastModifiedDate",
        "SystemModstamp",
    ]);
    let mut bought = vec![false; company.accounts.len()];
    for deal in company.deals.iter().filter(|deal| won(deal, company.taken)) {
        bought[deal.account] = true;
    }
    for (at, account) in company.accounts.iter().enumerate() {
        if account.created >= company.taken {
            continue;
        }
        let seat = &company.people.seats[account.seat];
        let owner = company.answers(account.seat);
        let customer = account.is_old || bought[at];
        let changed = csv::moment(account.created.max(company.people.person(owner).from), 200);
        csv.row(&[
            &id(Object::Account, at),
            "false",
            &account.name,
            if customer { "Customer - Direct" } else { "Prospect" },
            "",
            account.town,
            seat.team.country,
            segment(account.segment).name,
            &user_id(owner),
            seat.team.currency,
            &csv::moment(account.created, 120),
            &changed,
            &changed,
        ]);
    }
    csv
}

/// Whether a deal was won before a day.
fn won(deal: &Deal, on: days::Day) -> bool {
    course::standing(deal, on).is_some_and(|standing| standing.outcome == Outcome::Won)
}

/// `Product2.csv`.
pub(super) fn products() -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "Name",
        "ProductCode",
        "Family",
        "IsActive",
        "IsDeleted",
        "CreatedDate",
        "SystemModstamp",
    ]);
    for (at, offering) in OFFERINGS.iter().enumerate() {
        let made = csv::moment(if offering.is_service() { days::number(days::LAUNCH) } else { PRICED }, 30);
        let family = if offering.is_service() { "Service" } else { "Instruments" };
        csv.row(&[
            &id(Object::Product2, at),
            offering.name,
            offering.code,
            family,
            "true",
            "false",
            &made,
            &made,
        ]);
    }
    csv
}

/// The id of the price of an offering in a currency.
pub(super) fn price_id(offering: usize, currency: &str) -> String {
    let of_list = CURRENCIES.iter().position(|one| *one == currency).unwrap_or(0);
    id(Object::PricebookEntry, offering * CURRENCIES.len() + of_list)
}

/// `PricebookEntry.csv`: one standard price book in three currencies.
pub(super) fn price_book(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "Pricebook2Id",
        "Product2Id",
        "CurrencyIsoCode",
        "UnitPrice",
        "IsActive",
        "UseStandardPrice",
        "IsDeleted",
        "CreatedDate",
        "SystemModstamp",
    ]);
    let made = csv::moment(PRICED, 45);
    for at in 0..OFFERINGS.len() {
        for currency in CURRENCIES {
            csv.row(&[
                &price_id(at, currency),
                "01s7Q0000005Mb1QAE",
                &id(Object::Product2, at),
                currency,
                &csv::money(company.prices.list_price(at, currency)),
                "true",
                "false",
                "false",
                &made,
                &made,
            ]);
        }
    }
    csv
}
