//! Owners, companies and contacts.

use super::{company_id, contact_id, deal_id, lead_source, lead_status, moment, owner_id, user_id};
use crate::company::Company;
use crate::crm::unit_name;
use crate::delimited::Delimited;
use crate::offerings::segment;
use crate::{leads, salesforce};

/// Owners, those who left as archived since their last day.
pub(super) fn owners(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &[
            "Owner ID",
            "User ID",
            "First Name",
            "Last Name",
            "Email",
            "Primary Team",
            "Archived",
            "Created At",
            "Updated At",
        ],
    );
    for (at, person) in company.people.all.iter().enumerate() {
        if person.from >= company.taken {
            continue;
        }
        let left = person.until.filter(|until| *until <= company.taken);
        let changed = left.map_or(person.from.max(company.taken - 200), |until| until - 1);
        file.row(&[
            &owner_id(at),
            &user_id(at),
            person.first,
            person.last,
            &salesforce::email(person),
            unit_name(person.unit),
            if left.is_some() { "true" } else { "false" },
            &moment((person.from, 60)),
            &moment((changed, 600)),
        ]);
    }
    file
}

/// Who owns something, as lists show it.
pub(super) fn owner(company: &Company, at: usize) -> String {
    company.people.person(at).name()
}

/// Companies.
pub(super) fn companies(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &[
            "Record ID",
            "Company name",
            "Company owner",
            "Create Date",
            "Industry",
            "City",
            "Country/Region",
            "Parent Company",
        ],
    );
    for (at, account) in company.accounts.iter().enumerate() {
        if account.created >= company.taken {
            continue;
        }
        file.row(&[
            &company_id(at),
            &account.name,
            &owner(company, company.answers_for(account).0),
            &moment((account.created, 120)),
            segment(account.segment).name,
            account.town,
            company.people.seats[account.seat].team.country,
            "",
        ]);
    }
    file
}

/// Contacts: whoever asked.
pub(super) fn contacts(company: &Company) -> Delimited {
    let mut file = Delimited::new(
        ',',
        &[
            "Record ID",
            "First Name",
            "Last Name",
            "Company name",
            "Contact owner",
            "Lifecycle Stage",
            "Lead Status",
            "Original Traffic Source",
            "Create Date",
            "Date of first engagement",
            "Associated Company IDs",
            "Associated Deal IDs",
        ],
    );
    for lead in leads::known(company) {
        let deal = lead.deal.and_then(|at| Some((at, company.deals.get(at)?)));
        file.row(&[
            &contact_id(lead.number),
            lead.first,
            lead.last,
            &lead.company,
            &owner(company, lead.owner),
            if deal.is_some() { "Opportunity" } else { "Lead" },
            lead_status(lead.status),
            lead_source(lead.source),
            &moment(lead.asked),
            &lead.answered.map(moment).unwrap_or_default(),
            &deal.map(|(_, deal)| company_id(deal.account)).unwrap_or_default(),
            &deal.map(|(at, _)| deal_id(at)).unwrap_or_default(),
        ]);
    }
    file
}
