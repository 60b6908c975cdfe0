//! Users and the hierarchy of their roles.

use super::csv::{self, Csv};
use super::ids::{Object, id};
use super::{email, user_id};
use crate::company::Company;
use crate::days;
use crate::organisation::{COMPANY, COMPANY_NAME, REGIONS, teams_of};

/// Units in the order in which their roles were made: id, name, place of the role above.
fn units() -> Vec<(&'static str, &'static str, Option<usize>)> {
    let mut units = vec![(COMPANY, COMPANY_NAME, None)];
    for region in REGIONS {
        let at = units.len();
        units.push((region.id, region.name, Some(0)));
        units.extend(teams_of(region.id).map(|team| (team.id, team.name, Some(at))));
    }
    units
}

/// `UserRole.csv`.
pub(super) fn roles() -> Csv {
    let mut csv = Csv::new(&["Id", "Name", "ParentRoleId", "DeveloperName", "PortalType", "SystemModstamp"]);
    let stamp = csv::moment(-900, 90);
    for (at, (unit, name, above)) in units().into_iter().enumerate() {
        let above = above.map(|above| id(Object::UserRole, above)).unwrap_or_default();
        csv.row(&[&id(Object::UserRole, at), name, &above, unit, "None", &stamp]);
    }
    csv
}

/// `User.csv`: those who left stay, inactive since their last day.
pub(super) fn users(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Id",
        "Username",
        "LastName",
        "FirstName",
        "Name",
        "Title",
        "Department",
        "Email",
        "IsActive",
        "UserRoleId",
        "UserType",
        "ManagerId",
        "ForecastEnabled",
        "DefaultCurrencyIsoCode",
        "Left_Because__c",
        "CreatedDate",
        "LastModifiedDate",
        "SystemModstamp",
    ]);
    let units = units();
    for (at, person) in company.people.all.iter().enumerate() {
        let role = units.iter().position(|(unit, _, _)| *unit == person.unit).unwrap_or(0);
        if person.from >= company.taken {
            continue;
        }
        let manager = company.in_post(&person.manager);
        let left = person.until.filter(|until| *until <= company.taken);
        let changed = left.map_or(person.from.max(days::number(days::TODAY) - 200), |until| until - 1);
        let seller = person.post.starts_with("seat-");
        let currency = company.people.seats.iter().find(|seat| seat.team.id == person.unit);
        csv.row(&[
            &user_id(at),
            &email(person),
            person.last,
            person.first,
            &person.name(),
            title(person.role),
            "Sales",
            &email(person),
            csv::flag(left.is_none()),
            &id(Object::UserRole, role),
            "Standard",
            &manager.map(user_id).unwrap_or_default(),
            csv::flag(seller),
            currency.map_or("EUR", |seat| seat.team.currency),
            left.map_or("", |_| person.left_because),
            &csv::moment(person.from, 60),
            &csv::moment(changed, 600),
            &csv::moment(changed, 600),
        ]);
    }
    csv
}

/// What the CRM calls a role.
pub(crate) fn title(role: &str) -> &'static str {
    match role {
        "account-executive" => "Account Executive",
        "channel-manager" => "Channel Manager",
        "service-specialist" => "Service Specialist",
        "lead-developer" => "Lead Developer",
        "sales-engineer" => "Sales Engineer",
        "customer-success" => "Customer Success Manager",
        "team-lead" => "Team Lead",
        "region-head" => "Head of Region",
        "revenue-officer" => "Chief Revenue Officer",
        "chief-executive" => "Chief Executive Officer",
        _ => "Revenue Operations",
    }
}
