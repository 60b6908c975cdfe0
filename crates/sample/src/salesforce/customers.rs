//! Accounts, and products with their prices.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::accounts::Account;
use crate::company::Company;
use crate::course;
use crate::deals::{Deal, Outcome};
use crate::offerings::{OFFERINGS, segment};
use crate::prices::rounded;
use crate::{days, ground};

/// The currencies of the price book.
const CURRENCIES: [&str; 3] = ["EUR", "NOK", "SEK"];
/// The day on which the price book was made.
const PRICED: days::Day = -30;
/// One Nordic account in so many stands there twice.
const TWICE: usize = 35;

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
        "Potential__c",
        "Territory__c",
        "Fiscal_Year_End__c",
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
        let (owner, since) = company.answers_for(account);
        let customer = account.is_old || bought[at];
        let made = csv::moment(account.created, 120);
        let changed = csv::moment(since.max(account.created), 200);
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
            &potential(company, account).0,
            &ground::territory_name(company, account),
            &account.year_end.to_string(),
            &made,
            &changed,
            &changed,
        ]);
    }
    write_again(company, &mut csv);
    csv
}

/// What a customer could buy in a year, in its own currency and in round figures.
pub(crate) fn potential(company: &Company, account: &Account) -> (String, &'static str) {
    let currency = company.people.seats[account.seat].team.currency;
    let amount = match currency {
        "NOK" | "SEK" => rounded(account.potential * 115 / 10, 1_000),
        _ => account.potential,
    };
    (amount.to_string(), currency)
}

/// Customers that somebody entered a second time: their place in the export, and that of the account they are.
pub(crate) fn twice(company: &Company) -> Vec<(usize, usize)> {
    if company.sample.aligned {
        return Vec::new();
    }
    let many = company.accounts.len();
    let in_nordics = |at: &usize| company.people.seats[company.accounts[*at].seat].team.region == "nordics";
    let chosen = (0..many).filter(in_nordics).step_by(TWICE).enumerate();
    let again = chosen.filter(|(_, of)| entered_again(&company.accounts[*of]) < company.taken);
    again.map(|(nth, of)| (many + nth, of)).collect()
}

/// The day on which an account was entered a second time.
pub(crate) fn entered_again(account: &Account) -> days::Day {
    account.created + 90
}

/// Rows with another spelling and nothing else.
fn write_again(company: &Company, csv: &mut Csv) {
    for (at, of) in twice(company) {
        let account = &company.accounts[of];
        let seat = &company.people.seats[account.seat];
        let made = csv::moment(entered_again(account), 130);
        csv.row(&[
            &id(Object::Account, at),
            "false",
            &account.name.to_uppercase(),
            "Prospect",
            "",
            account.town,
            seat.team.country,
            segment(account.segment).name,
            &user_id(company.answers(account.seat)),
            seat.team.currency,
            "",
            "",
            "",
            &made,
            &made,
            &made,
        ]);
    }
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
