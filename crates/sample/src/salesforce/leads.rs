//! `Lead.csv`.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::user_id;
use crate::company::Company;
use crate::leads::{self, Source, Status};

/// When on its day a lead is taken over: minutes after seven.
pub(crate) const ACCEPTED: i64 = 100;

/// What the CRM calls the way in.
pub(crate) fn source(source: Source) -> &'static str {
    match source {
        Source::Web => "Web",
        Source::TradeShow => "Trade Show",
        Source::Phone => "Phone Inquiry",
        Source::Partner => "Partner Referral",
    }
}

/// What the CRM calls the status.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Unanswered => "Open - Not Contacted",
        Status::Working => "Working - Contacted",
        Status::Later => "Nurturing",
        Status::TurnedDown => "Closed - Not Converted",
        Status::Converted => "Closed - Converted",
    }
}

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
        "Accepted__c",
        "Turned_Down_Because__c",
        "LastModifiedDate",
        "SystemModstamp",
    ]);
    for lead in leads::known(company) {
        let asked = csv::moment(lead.asked.0, lead.asked.1);
        let answer = lead.answered.map(|(day, minutes)| csv::moment(day, minutes)).unwrap_or_default();
        let touched = if answer.is_empty() { &asked } else { &answer };
        let deal = lead.deal.and_then(|at| Some((at, company.deals.get(at)?)));
        csv.row(&[
            &id(Object::Lead, lead.number),
            "false",
            lead.last,
            lead.first,
            &format!("{} {}", lead.first, lead.last),
            &lead.company,
            lead.industry,
            source(lead.source),
            status(lead.status),
            &user_id(lead.owner),
            csv::flag(deal.is_some()),
            &deal.map(|(_, deal)| csv::day(deal.created)).unwrap_or_default(),
            &deal.map(|(_, deal)| id(Object::Account, deal.account)).unwrap_or_default(),
            &deal.map(|(at, _)| id(Object::Opportunity, at)).unwrap_or_default(),
            &asked,
            &answer,
            &lead.accepted.map(|day| csv::moment(day, ACCEPTED)).unwrap_or_default(),
            lead.reason,
            touched,
            touched,
        ]);
    }
    csv
}
