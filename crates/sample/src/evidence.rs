//! What was found out about a deal, as the fields that the exit criteria of the stages name.

use crate::chance::Chance;
use crate::company::Company;
use crate::days::Day;
use crate::deals::{Deal, Kind, Outcome};

/// The fields of the criteria of each stage, in order.
pub(crate) const FIELDS: [[&str; 2]; 5] = [
    ["Problem__c", "Decider__c"],
    ["Site_Seen__c", "Accuracy__c"],
    ["Test_Measurement__c", "Service_In_Scope__c"],
    ["Needed_On__c", "Quote__c"],
    ["Open_Points__c", "Approved__c"],
];

/// Fields that the company's CRM does not have, because no criterion of its method names them yet.
const UNNAMED: [&str; 3] = ["Site_Seen__c", "Test_Measurement__c", "Service_In_Scope__c"];

/// Of a thousand fields of a stage that was gone through, how many stayed empty.
const FORGOTTEN: i64 = 15;

/// The fields that were filled for a deal, each with its day. What belongs to a stage that was skipped stays empty.
pub(crate) fn of_deal(company: &Company, number: usize, deal: &Deal) -> Vec<(&'static str, Day)> {
    if deal.kind == Kind::Renewal {
        return Vec::new();
    }
    let mut filled = Vec::new();
    for (nth, (entered, stage)) in deal.stages.iter().enumerate() {
        let left = match deal.stages.get(nth + 1) {
            Some((next, _)) => Some(*next),
            None => (deal.outcome == Outcome::Won).then_some(deal.close),
        };
        let Some(left) = left else { continue };
        let mut chance = Chance::of(company.sample.seed, "evidence of a deal", (number * 8 + stage) as u64);
        for field in FIELDS.get(stage - 1).into_iter().flatten() {
            let kept = company.sample.aligned || !UNNAMED.contains(field);
            if !chance.happens(FORGOTTEN) && kept {
                filled.push((*field, (left - 1).max(*entered)));
            }
        }
    }
    filled
}
