//! What is left of sales after the cost to deliver, by product family.

use std::collections::BTreeMap;

use plumb_plan::Entity;
use plumb_plan::edit::Edit;
use plumb_store::Cell;

use super::asked::Applied;
use super::form::{FieldView, Form, Values};
use super::ground::{Ground, Told};
use super::listed::comment;
use crate::EngineError;

/// The most things that are asked for one by one.
const ASKED_MAX: usize = 24;

/// What it asks for: each family, or each offering where no family is known.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let costs = costs(ground)?;
    let mut guess = Vec::new();
    let mut fields = Vec::new();
    for (name, (says, offerings)) in asked(ground).into_iter().take(ASKED_MAX) {
        let (mut net, mut cost, mut rows) = (0_i128, 0_i128, 0_i64);
        for (of_net, of_cost, of_rows) in offerings.iter().filter_map(|id| costs.get(id)) {
            net += i128::from(*of_net);
            cost += i128::from(*of_cost);
            rows += of_rows;
        }
        if net > 0 {
            let share = (net - cost) * 1000 / net;
            guess.push(format!(
                "{says}: {}.{} % by the cost of {rows} bookings",
                share / 10,
                (share % 10).abs()
            ));
        }
        let label = format!("margin of {says}, after the cost to deliver");
        fields.push(FieldView::new(name, "rate", &label, "38 %"));
    }
    if fields.is_empty() {
        guess.push("the exports name no offering, so there is nothing to ask for".to_owned());
    } else if guess.is_empty() {
        guess.push("no booking carries a cost, so no margin is guessed".to_owned());
    }
    Ok(Form { guess, fields })
}

/// By the name of its field: what it is called, and the offerings it stands for.
fn asked(ground: &Ground) -> BTreeMap<String, (String, Vec<String>)> {
    let offerings: Vec<&Entity> = ground.plan.of_kind("offering").collect();
    let with_family = offerings.iter().filter(|offering| offering.text("family").is_some()).count();
    let by_family = with_family * 2 > offerings.len();
    let mut asked: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for offering in offerings {
        let family = offering.text("family").filter(|_| by_family);
        let (field, says) = match family {
            Some(family) => (format!("family.{family}"), format!("the family {family}")),
            None => {
                let name = offering.text("name").unwrap_or(offering.id.as_str());
                (format!("offering.{}", offering.id), name.to_owned())
            }
        };
        asked.entry(field).or_insert_with(|| (says, Vec::new())).1.push(offering.id.to_string());
    }
    asked
}

/// By offering: net, cost and number of bookings that carry a cost, in whole units of the company's currency.
fn costs(ground: &Ground) -> Result<BTreeMap<String, (i64, i64, i64)>, EngineError> {
    let mut by_key: BTreeMap<(String, String), String> = BTreeMap::new();
    for offering in ground.plan.of_kind("offering") {
        for key in offering.keys("keys") {
            by_key.insert((key.source.clone(), key.key.clone()), offering.id.to_string());
        }
    }
    let sql = "select source, offering, sum(net / 1000000), sum(cost / 1000000), count(*) from bookings \
               where cost is not null and offering is not null group by 1, 2 order by 1, 2";
    let mut costs: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
    for row in ground.rows(sql, &[])? {
        let [source, offering, net, cost, count] = row.as_slice() else { continue };
        let (Some(source), Some(offering)) = (source.text(), offering.text()) else { continue };
        let Some(id) = by_key.get(&(source.to_owned(), offering.to_owned())) else { continue };
        let whole = |cell: &Cell| cell.int().unwrap_or(0);
        let sums = costs.entry(id.clone()).or_default();
        sums.0 = sums.0.saturating_add(whole(net));
        sums.1 = sums.1.saturating_add(whole(cost));
        sums.2 = sums.2.saturating_add(whole(count));
    }
    Ok(costs)
}

/// Writes the margin of each offering.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let mut edits = Vec::new();
    for (name, (_, offerings)) in asked(ground) {
        let Some(margin) = values.get(&name) else { continue };
        for offering in offerings {
            edits.push(Edit::set("offering", &offering, "margin", margin));
            edits.push(comment("offering", &offering, told));
        }
    }
    let offerings = edits.len() / 2;
    let says = format!(
        "the margin of {offerings} {} is told",
        if offerings == 1 { "offering" } else { "offerings" }
    );
    Ok((ground.edit(&edits), vec![says]))
}
