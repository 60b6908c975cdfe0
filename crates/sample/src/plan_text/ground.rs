//! Territories, who covers them, and the customers in them.

use std::fmt::Write as _;

use super::objectives::spaced;
use crate::accounts::Account;
use crate::company::Company;
use crate::days;
use crate::ground::{self, CLUSTERS};
use crate::names;
use crate::offerings::segment;

/// One territory for each seat, and one for each cluster that nobody covers.
pub(super) fn territories(company: &Company) -> String {
    let mut text =
        "# The market in parts. What one could buy in a year is the sum of what its customers could.\n"
            .to_owned();
    for (at, seat) in company.people.seats.iter().enumerate() {
        let name = ground::seat_name(&company.people, at);
        write(&mut text, company, &names::slug(&name), &name, seat.team.id);
    }
    if !company.sample.aligned {
        for cluster in &CLUSTERS {
            write(&mut text, company, cluster.id, cluster.name, cluster.team);
        }
    }
    text
}

fn write(text: &mut String, company: &Company, id: &str, name: &str, unit: &str) {
    let inside = company.accounts.iter().filter(|account| ground::territory_name(company, account) == name);
    let potential: i64 = inside.map(|account| account.potential).sum();
    let _ = write!(
        text,
        "\n[territory.{id}]\nname = \"{name}\"\nunit = \"{unit}\"\npotential = \"{} EUR\"\nkeys = {{ salesforce = \"{name}\" }}\n",
        spaced(potential),
    );
}

/// Who covers which territory from when until when.
pub(super) fn assignments(company: &Company) -> String {
    let mut text = "territory,person,from,until\n".to_owned();
    for (at, seat) in company.people.seats.iter().enumerate() {
        let territory = names::slug(&ground::seat_name(&company.people, at));
        for holder in &seat.held_by {
            let person = company.people.person(*holder);
            let until = person.until.map(|day| days::date(day).to_string()).unwrap_or_default();
            let _ = writeln!(text, "{territory},{},{},{until}", person.id, days::date(person.from.max(0)));
        }
    }
    text
}

/// Every customer with what it could buy in a year.
pub(super) fn accounts(company: &Company) -> String {
    let mut text = "id,name,segment,territory,owner,potential,key.salesforce\n".to_owned();
    for (at, account) in company.accounts.iter().enumerate() {
        let Account { name, potential, .. } = account;
        let owner = company.people.person(company.answers_for(account).0);
        let owner = if owner.is_there(company.taken) { owner.id.as_str() } else { "" };
        let _ = writeln!(
            text,
            "{}-{},\"{name}\",{},{},{owner},{potential} EUR,{}",
            names::slug(name),
            at + 1,
            segment(account.segment).id,
            territory(company, account),
            crate::salesforce::account_id(at),
        );
    }
    text
}

fn territory(company: &Company, account: &Account) -> String {
    match account.cluster {
        Some(cluster) if !company.sample.aligned => CLUSTERS[cluster].id.to_owned(),
        _ => names::slug(&ground::seat_name(&company.people, account.seat)),
    }
}
