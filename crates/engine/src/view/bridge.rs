//! The growth bridge: from the baseline of the headline mandate to what it asks for, lever by lever.

use plumb_catalog::Ground;
use plumb_store::Cell;
use plumb_units::{Amount, Currency, Grain, Money, NumberFormat, Rounding};

use crate::EngineError;
use crate::pass::Pass;
use crate::pictures::{BridgeStep, BridgeView, SaidAloud};
use crate::view::money;

/// Movements in the order in which they are drawn: what is lost, what comes from today's business, what is new.
const ORDER: [&str; 10] = [
    "churn",
    "market",
    "price",
    "volume",
    "mix",
    "expansion",
    "new-customers",
    "new-offerings",
    "purchase",
    "alliance",
];

/// Levers that serve the mandate or name no objective.
const LEVERS: &str = "select v.id, v.name, v.category, v.kind, v.amount, v.amount_currency
from   plan_lever v
where  v.objective is null or v.objective in (select s.objective from serving s where s.mandate = :mandate)
order  by v.id";

/// What the mandate asks for in the fiscal year of the review.
const LEVEL: &str = "select level from levels where objective = :mandate and is_money = 1";

/// The bridge of the headline mandate.
pub(super) fn bridge(pass: &Pass, said: Option<&SaidAloud>) -> Result<Option<BridgeView>, EngineError> {
    let currency = pass.look.texts.plan.company.currency;
    let (Some(said), Some(currency)) = (said, currency) else { return Ok(None) };
    let Some(from) = &said.from else { return Ok(None) };
    let store = pass.look.catalogue.connect()?;
    let levers = store.query(LEVERS, &[("mandate", said.mandate.as_str().into())])?;
    let ground = pass.look.catalogue.ground();
    let mut steps: Vec<BridgeStep> =
        levers.rows.iter().filter_map(|row| step(row, currency, ground)).collect();
    steps.sort_by_key(|step| {
        ORDER.iter().position(|name| step.category.as_deref() == Some(name)).unwrap_or(ORDER.len())
    });
    let told = steps.iter().filter_map(|step| step.amount.as_ref());
    let reached = told.fold(from.minor, |sum, amount| sum.saturating_add(amount.minor));
    // A bridge may lead to this year's level or to the last one; the one meant is the one it comes nearer to.
    let level = store.query(LEVEL, &[("mandate", said.mandate.as_str().into())])?;
    let year = ground.calendar.period(ground.as_of, Grain::Year);
    let end = year.and_then(|year| year.until.yesterday().ok()).map(|day| day.to_string());
    let this_year = level.rows.first().and_then(|row| row.first()?.int()).zip(end);
    let this_year = this_year.filter(|_| !steps.is_empty());
    let last = (said.to.minor, said.by.clone());
    let ends = this_year.into_iter().chain([last]);
    let nearest = ends.min_by_key(|(minor, _)| minor.saturating_sub(reached).unsigned_abs());
    let Some((to, by)) = nearest else { return Ok(None) };
    Ok(Some(BridgeView {
        mandate: said.mandate.clone(),
        from: from.clone(),
        to: money(to, currency),
        by,
        steps,
        unexplained: money(to.saturating_sub(reached), currency),
    }))
}

fn step(row: &[Cell], currency: Currency, ground: &Ground) -> Option<BridgeStep> {
    let [id, name, category, kind, amount, own] = row else { return None };
    let id = id.text()?.to_owned();
    let amount = amount.int().zip(own.text().and_then(|code| Currency::parse(code).ok()));
    Some(BridgeStep {
        name: name.text().map_or_else(|| id.clone(), str::to_owned),
        category: category.text().map(str::to_owned),
        inorganic: kind.text() == Some("inorganic"),
        amount: amount
            .and_then(|(minor, own)| converted(Money::new(minor, own), currency, ground))
            .map(|minor| money(minor, currency)),
        lever: id,
    })
}

/// Minor units of the company's currency, at the plan's rate of the day; `None` where no rate is told.
fn converted(amount: Money, currency: Currency, ground: &Ground) -> Option<i64> {
    if amount.currency() == currency {
        return Some(amount.minor());
    }
    let own = Amount::parse(&amount.decimal(), NumberFormat::POINT).ok()?;
    let code = amount.currency();
    let millionths = ground.rates.convert(own.millionths(), Some(code.code()), Some(ground.as_of)).ok()??;
    Some(Amount::from_millionths(millionths).to_money(currency, Rounding::HalfEven)?.minor())
}
