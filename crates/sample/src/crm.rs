//! Which CRM the company has: what each calls the same things.

use crate::company::Company;
use crate::course::Standing;
use crate::days::{self, Day};
use crate::deals::{Kind, Outcome};
use crate::leads::{Source, Status};
use crate::organisation::{COMPANY_NAME, REGIONS, TEAMS};
use crate::{hubspot, report_csv, salesforce};

/// A system that the company could sell with, and what it exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crm {
    /// A Salesforce Data Export: `exports/salesforce`.
    Salesforce,
    /// The lists of a HubSpot portal: `exports/hubspot`.
    HubSpot,
    /// Two reports of a CRM that speaks German: `exports/report`. It keeps no history.
    Report,
}

impl Crm {
    /// What stands in `source` of its rows, and in the keys of the plan.
    ///
    /// ```
    /// assert_eq!(plumb_sample::Crm::Report.name(), "report-de");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
            Self::HubSpot => "hubspot",
            Self::Report => "report-de",
        }
    }

    /// What it calls the person at a place in the list.
    pub(crate) fn person(self, company: &Company, at: usize) -> String {
        match self {
            Self::Salesforce => salesforce::user_id(at),
            Self::HubSpot => hubspot::owner_id(at),
            Self::Report => company.people.person(at).name(),
        }
    }

    /// What it calls the account at a place in the list.
    pub(crate) fn account(self, company: &Company, at: usize) -> String {
        match self {
            Self::Salesforce => salesforce::account_id(at),
            Self::HubSpot => hubspot::company_id(at),
            Self::Report => company.accounts.get(at).map_or_else(String::new, |account| account.name.clone()),
        }
    }

    /// What it calls the deal at a place in the list.
    pub(crate) fn deal(self, at: usize) -> String {
        match self {
            Self::Salesforce => salesforce::opportunity_id(at),
            Self::HubSpot => hubspot::deal_id(at),
            Self::Report => report_csv::deal_id(at),
        }
    }

    /// What it calls the stage of a deal on a day, and the chance that it puts beside it in per cent.
    pub(crate) fn stage(self, company: &Company, standing: &Standing, on: Day) -> (&'static str, i64) {
        let (name, chance) = salesforce::stage_named(company, standing, on);
        match (self, standing.outcome) {
            // Only in the first of them was a stage renamed.
            (Self::HubSpot | Self::Report, Outcome::Open) => {
                salesforce::stage_named(company, standing, days::number(days::TODAY))
            }
            _ => (name, chance),
        }
    }

    /// What it calls the way in of a lead.
    pub(crate) fn lead_source(self, source: Source) -> &'static str {
        match (self, source) {
            (Self::HubSpot, source) => hubspot::lead_source(source),
            (_, source) => salesforce::lead_source(source),
        }
    }

    /// What it calls the status of a lead.
    pub(crate) fn lead_status(self, status: Status) -> &'static str {
        match (self, status) {
            (Self::HubSpot, status) => hubspot::lead_status(status),
            (_, status) => salesforce::lead_status(status),
        }
    }

    /// The plan of the same company, whose keys are those of this system.
    pub(crate) fn plan(self, company: &Company, plan: Vec<(String, String)>) -> Vec<(String, String)> {
        if self == Self::Salesforce {
            return plan;
        }
        let keys = |(path, text): (String, String)| {
            let mut text = text
                .replace("keys = { salesforce = ", &format!("keys = {{ {} = ", self.name()))
                .replace("key.salesforce", &format!("key.{}", self.name()));
            if path.ends_with("people.csv") {
                for at in 0..company.people.all.len() {
                    text = text.replace(&salesforce::user_id(at), &self.person(company, at));
                }
            }
            if path.ends_with("accounts.csv") {
                let keyed = text.lines().enumerate().map(|(line, row)| match line.checked_sub(1) {
                    Some(at) => {
                        let key = format!("\"{}\"", self.account(company, at));
                        row.replace(&salesforce::account_id(at), &key) + "\n"
                    }
                    None => row.to_owned() + "\n",
                });
                text = keyed.collect();
            }
            (path, text)
        };
        plan.into_iter().map(keys).collect()
    }
}

/// What every CRM of the company calls a unit.
pub(crate) fn unit_name(id: &str) -> &'static str {
    let region = REGIONS.iter().find(|region| region.id == id).map(|region| region.name);
    let team = || TEAMS.iter().find(|team| team.id == id).map(|team| team.name);
    region.or_else(team).unwrap_or(COMPANY_NAME)
}

/// How a deal is sold.
pub(crate) fn channel(company: &Company, deal: &crate::deals::Deal) -> &'static str {
    let team = company.people.seats[deal.seat].team;
    let through = team.sells_through_partners() || team.region == "benelux" && deal.account % 10 < 3;
    if through { "Distributor" } else { "Direct" }
}

/// What a deal is called.
pub(crate) fn deal_name(company: &Company, deal: &crate::deals::Deal) -> String {
    let sold = deal.lines.first().map_or("", |line| crate::offerings::offering(line.offering).name);
    format!("{}, {sold}", company.accounts[deal.account].name)
}

/// The word of the facts for what sort of sale it is.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::New => "new",
        Kind::Expansion => "expansion",
        Kind::Renewal => "renewal",
    }
}
