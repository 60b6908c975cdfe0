//! Accounts, products with their prices, and leads.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::chance::Chance;
use crate::company::Company;
use crate::days;
use crate::names;
use crate::offerings::{OFFERINGS, SEGMENTS, segment};
use crate::organisation::{REGIONS, region_of};

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
    for deal in company.deals.iter().filter(|deal| deal.outcome == crate::deals::Outcome::Won) {
        bought[deal.account] = true;
    }
    for (at, account) in company.accounts.iter().enumerate() {
        let seat = &company.people.seats[account.seat];
        let owner = seat.held_by.last().copied().unwrap_or(0);
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

/// Leads of a month, in thousandths.
const LEADS: i64 = 62_000;

/// `Lead.csv`: enquiries, and who answered them when.
pub(super) fn leads(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "IsDeleted",
        "LastName",
        "FirstName",
        "Name",
        "Company",
        "Industry",
        "LeadSource",
        "Status",
        "OwnerId",
        "IsConverted",
        "ConvertedDate",
        "ConvertedAccountId",
        "ConvertedOpportunityId",
        "CreatedDate",
        "FirstCallDateTime",
        "LastModifiedDate",
        "SystemModstamp",
    ]);
    let developers: Vec<usize> = (0..company.people.all.len())
        .filter(|at| company.people.person(*at).role == "lead-developer")
        .collect();
    let mut number = 0;
    let mut from = 0;
    let mut month = 0;
    while days::month_start(month) < days::number(days::TODAY) {
        let start = days::month_start(month);
        let mut chance = Chance::of(company.sample.seed, "leads of a month", month.unsigned_abs());
        // An enquiry that became a deal points to one of the deals that were opened after it.
        while company.deals.get(from).is_some_and(|deal| deal.created < start + 28) {
            from += 1;
        }
        let mut days_of: Vec<i64> = (0..chance.times(LEADS)).map(|_| chance.between(0, 27)).collect();
        days_of.sort_unstable();
        for (nth, day) in days_of.into_iter().enumerate() {
            let created = days::workday(start + day).max(start);
            let deal = company.deals.get(from + nth).filter(|deal| {
                deal.created >= created && deal.kind != crate::deals::Kind::Renewal && nth % 3 == 0
            });
            let account = deal.map(|deal| &company.accounts[deal.account]);
            let tongue = account.map_or_else(
                || chance.pick(REGIONS).tongue,
                |account| region_of(company.people.seats[account.seat].team).tongue,
            );
            let (first, last) = names::person(&mut chance, tongue);
            let asks = account
                .map_or_else(|| format!("{last} & {}", chance.pick(&["Co", "Partner"])), |a| a.name.clone());
            let of_segment = account.map_or_else(|| chance.pick(&SEGMENTS).name, |a| segment(a.segment).name);
            let owner = *chance.pick(&developers);
            let minutes = chance.between(0, 500);
            let waits = minutes + 40 + chance.skewed() * 3 / 10;
            let status = if deal.is_some() {
                "Closed - Converted"
            } else {
                *chance.pick(&["Working - Contacted", "Closed - Not Converted"])
            };
            let answered = csv::moment(days::workday(created + waits / 560), waits % 560);
            csv.row(&[
                &id(Object::Lead, number),
                "false",
                last,
                first,
                &format!("{first} {last}"),
                &asks,
                of_segment,
                *chance.pick(&["Web", "Trade Show", "Phone Inquiry", "Partner Referral"]),
                status,
                &user_id(owner),
                csv::flag(deal.is_some()),
                &deal.map(|deal| csv::day(deal.created)).unwrap_or_default(),
                &deal.map(|deal| id(Object::Account, deal.account)).unwrap_or_default(),
                &deal.map(|_| id(Object::Opportunity, from + nth)).unwrap_or_default(),
                &csv::moment(created, minutes),
                &answered,
                &answered,
                &answered,
            ]);
            number += 1;
        }
        month += 1;
    }
    csv
}
