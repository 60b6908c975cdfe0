//! Units and people.

use std::fmt::Write as _;

use crate::company::Company;
use crate::days;
use crate::organisation::{COMPANY, COMPANY_NAME, REGIONS, teams_of};
use crate::people::lead_of;
use crate::salesforce;

/// The company, its regions and their teams.
pub(super) fn units() -> String {
    let mut text = "# The company, three regions, nine teams.\n".to_owned();
    let mut unit = |id: &str, name: &str, parent: &str, level: &str, lead: &str, country: &str| {
        let _ = write!(text, "\n[unit.{id}]\nname = \"{name}\"\n");
        if !parent.is_empty() {
            let _ = writeln!(text, "parent = \"{parent}\"");
        }
        let _ = write!(text, "level = \"{level}\"\nlead = \"@{lead}\"\n");
        if !country.is_empty() {
            let _ = writeln!(text, "country = \"{country}\"");
        }
        let _ = writeln!(text, "keys = {{ salesforce = \"{name}\", operations = [\"{name}\", \"{id}\"] }}");
    };
    unit(COMPANY, COMPANY_NAME, "", "company", "ceo", "");
    for region in REGIONS {
        unit(region.id, region.name, COMPANY, "region", &format!("head-{}", region.id), "");
        for team in teams_of(region.id) {
            unit(team.id, team.name, region.id, "team", &lead_of(team), team.country);
        }
    }
    text
}

/// Everybody, those who left as well.
pub(super) fn people(company: &Company) -> String {
    let mut text =
        "id,name,role,unit,manager,email,fte,ramp,from,until,key.salesforce,key.operations\n".to_owned();
    for (at, person) in company.people.all.iter().enumerate() {
        let manager = company.people.holder(&person.manager).map_or("", |manager| manager.id.as_str());
        let until = person.until.map(|day| days::date(day).to_string()).unwrap_or_default();
        let ramp = if person.post.starts_with("seat-") { "270 days" } else { "" };
        let fte = if person.fte == 100 { String::new() } else { format!("{} %", person.fte) };
        let _ = writeln!(
            text,
            "{},{},{},{},{manager},{},{fte},{ramp},{},{until},{},{}",
            person.id,
            person.name(),
            person.role,
            person.unit,
            salesforce::email(person),
            days::date(person.from),
            salesforce::user_id(at),
            salesforce::email(person),
        );
    }
    text
}

/// How many people each region counts on: every seat held, all year.
pub(super) fn capacity() -> String {
    let mut text = "unit,role,from,heads\n".to_owned();
    for region in REGIONS {
        for role in ["account-executive", "channel-manager"] {
            let seats: usize =
                teams_of(region.id).filter(|team| team.role() == role).map(|team| team.seats).sum();
            if seats > 0 {
                let _ = writeln!(text, "{},{role},{},{seats}", region.id, days::MANDATE);
            }
        }
    }
    text
}
