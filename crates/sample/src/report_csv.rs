//! Two reports of a CRM that speaks German, as its users export them: semicolons, decimal commas, a footer of several
//! lines. One comes in UTF-8 with a byte order mark, the other in Windows-1252.

use crate::company::Company;
use crate::course;
use crate::crm::{self, Crm, unit_name};
use crate::days::{self, Day};
use crate::deals::{Kind, Outcome};
use crate::delimited::Delimited;
use crate::offerings::{offering, segment};
use crate::{prices, salesforce};

/// Both reports, with their paths in the workspace.
pub(crate) fn files(company: &Company) -> Vec<(String, Vec<u8>)> {
    let deals = format!("\u{feff}{}", opportunities(company)).into_bytes();
    vec![
        ("exports/report/Opportunities.csv".to_owned(), deals),
        ("exports/report/Verkaufte-Produkte.csv".to_owned(), windows_1252(&products(company))),
    ]
}

/// The id of a deal, as reports show it: without the letters that check the case.
pub(crate) fn deal_id(at: usize) -> String {
    let mut id = salesforce::opportunity_id(at);
    id.truncate(15);
    id
}

/// What a mapping can name a line by.
pub(crate) fn line_id(deal: usize, position: usize) -> String {
    format!("{}-{}", deal_id(deal), position + 1)
}

/// Lines below the rows, as such a CRM ends a report.
fn footer(file: &mut Delimited, company: &Company, name: &str, rows: usize) {
    let by = company.people.holder("revops-2").map(crate::people::Person::name).unwrap_or_default();
    file.line("");
    file.line(&format!("Gesamtsummen ({} Datensätze)", grouped(i64::try_from(rows).unwrap_or(0))));
    file.line(&format!("Bericht: {name}"));
    file.line(&format!("Erstellt von: {by}; Stand: {} 07:00", day(company.taken)));
    file.line("Nur für den Gebrauch im Vertrieb; Weitergabe nach Rücksprache mit Halden Instruments");
}

fn opportunities(company: &Company) -> String {
    let mut file = Delimited::new(
        ';',
        &[
            "Opportunity-ID",
            "Opportunity-Name",
            "Accountname",
            "Branche",
            "Opportunity-Inhaber",
            "Team",
            "Vertriebskanal",
            "Phase",
            "Wahrscheinlichkeit (%)",
            "Betrag",
            "Währung",
            "Schlusstermin",
            "Erstelldatum",
            "Abgeschlossen",
            "Gewonnen",
        ],
    );
    let mut rows = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        let Some(now) = course::standing(deal, company.taken) else { continue };
        let account = &company.accounts[deal.account];
        let currency = prices::currency(deal, &company.people.seats);
        let worth: i64 = deal.lines.iter().map(|line| company.prices.line(line, deal, currency).net).sum();
        let (stage, chance) = Crm::Report.stage(company, &now, company.taken);
        let owner = company.people.person(now.owner);
        let flag = |is: bool| if is { "Ja" } else { "Nein" };
        file.row(&[
            &deal_id(at),
            &crm::deal_name(company, deal),
            &account.name,
            segment(account.segment).name,
            &owner.name(),
            unit_name(owner.unit),
            crm::channel(company, deal),
            stage,
            &format!("{chance} %"),
            &money(worth),
            currency,
            &day(now.close),
            &day(deal.created),
            flag(now.outcome != Outcome::Open),
            flag(now.outcome == Outcome::Won),
        ]);
        rows += 1;
    }
    footer(&mut file, company, "Alle Opportunities mit Phase", rows);
    file.text()
}

fn products(company: &Company) -> String {
    let mut file = Delimited::new(
        ';',
        &[
            "Opportunity-ID",
            "Position",
            "Produktcode",
            "Produktname",
            "Menge",
            "Listenpreis",
            "Verkaufspreis",
            "Gesamtpreis",
            "Kosten",
            "Art",
        ],
    );
    let mut rows = 0;
    for (at, deal) in company.deals.iter().enumerate() {
        let won = course::standing(deal, company.taken).is_some_and(|now| now.outcome == Outcome::Won);
        let currency = prices::currency(deal, &company.people.seats);
        for (position, line) in deal.lines.iter().enumerate().filter(|_| won) {
            let (sold, priced) = (offering(line.offering), company.prices.line(line, deal, currency));
            file.row(&[
                &deal_id(at),
                &(position + 1).to_string(),
                sold.code,
                sold.name,
                &grouped(line.pieces),
                &money(priced.unit),
                &money(priced.sold),
                &money(priced.net),
                &money(priced.cost),
                match deal.kind {
                    Kind::New => "Neugeschäft",
                    Kind::Expansion => "Bestandsgeschäft",
                    Kind::Renewal => "Verlängerung",
                },
            ]);
            rows += 1;
        }
    }
    footer(&mut file, company, "Verkaufte Produkte", rows);
    file.text()
}

fn day(day: Day) -> String {
    let date = days::date(day);
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// A whole number with dots between the thousands.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    if number < 0 { format!("-{grouped}") } else { grouped }
}

/// Money from minor units.
fn money(minor: i64) -> String {
    format!("{},{:02}", grouped(minor / 100), minor.unsigned_abs() % 100)
}

/// The text in Windows-1252, of which its letters are those of Latin-1; what that has not becomes a question mark.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_dots_and_cents_a_comma() {
        assert_eq!(money(123_456_789), "1.234.567,89");
        assert_eq!(money(5), "0,05");
        assert_eq!(grouped(999), "999");
    }
}
