//! Calls, mails and meetings.

use super::people::owner;
use super::{activity_id, company_id, deal_id, moment};
use crate::activities::{self, Act, Activity};
use crate::company::Company;
use crate::delimited::Delimited;

/// One list: its own column beside those that all have, and what stands in it.
fn list(
    company: &Company,
    all: Vec<Activity>,
    own: &str,
    what: impl Fn(&Activity) -> Option<String>,
) -> Delimited {
    let columns = [
        "Record ID",
        "Activity date",
        own,
        "Activity assigned to",
        "Associated Company IDs",
        "Associated Deal IDs",
    ];
    let mut file = Delimited::new(',', &columns);
    for activity in all {
        let Some(own) = what(&activity) else { continue };
        file.row(&[
            &activity_id(&activity),
            &moment((activity.day, activity.minutes)),
            &own,
            &owner(company, activity.person),
            &company_id(activity.account),
            &activity.deal.map(deal_id).unwrap_or_default(),
        ]);
    }
    file
}

/// Calls, with their duration in milliseconds.
pub(super) fn calls(company: &Company) -> Delimited {
    list(company, activities::calls_and_mails(company), "Call duration", |activity| match activity.act {
        Act::Call(seconds) => Some((seconds * 1_000).to_string()),
        Act::Mail | Act::Meeting(_) => None,
    })
}

/// Mails.
pub(super) fn emails(company: &Company) -> Delimited {
    list(company, activities::calls_and_mails(company), "Email direction", |activity| {
        (activity.act == Act::Mail).then(|| "Outgoing".to_owned())
    })
}

/// Meetings, with their end.
pub(super) fn meetings(company: &Company) -> Delimited {
    list(company, activities::meetings(company), "Meeting end time", |activity| match activity.act {
        Act::Meeting(lasts) => Some(moment((activity.day, activity.minutes + lasts))),
        Act::Call(_) | Act::Mail => None,
    })
}
