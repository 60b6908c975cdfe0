//! Leads: who asked, who answered when, and what became of it.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::{Deal, Kind};
use crate::names;
use crate::offerings::{SEGMENTS, segment};
use crate::organisation::{REGIONS, region_of};

/// Leads of a month, in thousandths.
const A_MONTH: i64 = 62_000;
/// Minutes of a working day.
const WORKING: i64 = 540;
/// One lead in three becomes a deal.
const CONVERTS: usize = 3;

const SOURCES: [&str; 4] = ["Web", "Trade Show", "Phone Inquiry", "Partner Referral"];

/// `Lead.csv`.
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
    let mut month = 0;
    while days::month_start(month) < days::number(days::TODAY) {
        let start = days::month_start(month);
        let mut chance = Chance::of(company.sample.seed, "leads of a month", month.unsigned_abs());
        // An enquiry that became a deal points to one of those that were opened in the month after it.
        let from = company.deals.partition_point(|deal| deal.created < start + 28);
        let mut asked: Vec<i64> = (0..chance.times(A_MONTH)).map(|_| chance.between(0, 27)).collect();
        asked.sort_unstable();
        for (nth, day) in asked.into_iter().enumerate() {
            let became = from + nth;
            let deal = company
                .deals
                .get(became)
                .filter(|deal| deal.kind != Kind::Renewal && nth % CONVERTS == 0)
                .map(|deal| (became, deal));
            let owner = *chance.pick(&developers);
            let asked = on_workday(start + day);
            Lead { number, owner, asked, deal }.write(&mut csv, company, &mut chance);
            number += 1;
        }
        month += 1;
    }
    csv
}

/// The day itself, or the Monday after it on a weekend.
fn on_workday(day: Day) -> Day {
    if days::workday(day) == day { day } else { days::workday(day) + 3 }
}

struct Lead<'a> {
    number: usize,
    /// Place in the list of people.
    owner: usize,
    asked: Day,
    /// The deal that it became, with its place in the list.
    deal: Option<(usize, &'a Deal)>,
}

impl Lead<'_> {
    fn write(&self, csv: &mut Csv, company: &Company, chance: &mut Chance) {
        let account = self.deal.map(|(_, deal)| &company.accounts[deal.account]);
        let tongue = account.map_or_else(
            || chance.pick(REGIONS).tongue,
            |account| region_of(company.people.seats[account.seat].team).tongue,
        );
        let (first, last) = names::person(chance, tongue);
        let of = account
            .map_or_else(|| format!("{last} & {}", chance.pick(&["Co", "Partner"])), |a| a.name.clone());
        let industry = account.map_or_else(|| chance.pick(&SEGMENTS).name, |a| segment(a.segment).name);
        let minutes = chance.between(0, WORKING - 1);
        let answered = minutes + 40 + chance.skewed() * 3 / 10;
        let day = (0..answered / WORKING).fold(self.asked, |day, _| on_workday(day + 1));
        let asked = csv::moment(self.asked, minutes);
        let answer = (day < company.taken).then(|| csv::moment(day, answered % WORKING));
        let converted = self.deal.filter(|(_, deal)| deal.created < company.taken);
        let status = match (converted, &answer) {
            (Some(_), _) => "Closed - Converted",
            (None, None) => "Open - Not Contacted",
            (None, Some(_)) if self.deal.is_some() => "Working - Contacted",
            (None, Some(_)) => *chance.pick(&["Working - Contacted", "Closed - Not Converted"]),
        };
        let touched = answer.clone().unwrap_or_else(|| asked.clone());
        let source = *chance.pick(&SOURCES);
        if self.asked >= company.taken {
            return;
        }
        csv.row(&[
            &id(Object::Lead, self.number),
            "false",
            last,
            first,
            &format!("{first} {last}"),
            &of,
            industry,
            source,
            status,
            &user_id(self.owner),
            csv::flag(converted.is_some()),
            &converted.map(|(_, deal)| csv::day(deal.created)).unwrap_or_default(),
            &converted.map(|(_, deal)| id(Object::Account, deal.account)).unwrap_or_default(),
            &converted.map(|(at, _)| id(Object::Opportunity, at)).unwrap_or_default(),
            &asked,
            &answer.unwrap_or_default(),
            &touched,
            &touched,
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Day as ProgrammeDay, Sample};

    #[test]
    fn nobody_answers_before_being_asked() {
        let company = Company::drawn(&Sample { seed: 1, aligned: false, day: ProgrammeDay::Zero });
        let text = leads(&company).text();
        let mut answered = 0;
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.trim_matches('"').split("\",\"").collect();
            let (asked, answer) = (fields[14], fields[15]);
            if !answer.is_empty() {
                assert!(asked < answer && answer < "2026-06-02", "{line}");
                answered += 1;
            }
        }
        assert!(answered > 2_000, "{answered}");
    }
}
