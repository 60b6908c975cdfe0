//! Pay in words and exact numbers.

use plumb_ledger::PostingKind;
use plumb_pay::component::{Component, Level, Point, Price, Shape, TierPays, Tiers};
use plumb_pay::measure::{Measure, What};
use plumb_pay::number::{Number as _, Ratio};
use plumb_pay::{Over, PayPlan};
use plumb_units::{Amount, Currency, MILLION, Money, Rate};

/// Digits after the point of an exact number; with more, it is told as a fraction.
const DIGITS_MAX: u32 = 9;

/// An exact number of minor units as money: `123.4567 EUR`, or as a fraction of minor units where its digits do not end.
pub(super) fn exact(ratio: Ratio, currency: Currency) -> String {
    let digits = currency.minor_digits();
    let below = 10_i128.checked_pow(digits).and_then(|scale| ratio.below().checked_mul(scale));
    match below.and_then(|below| decimal(ratio.above(), below, digits)) {
        Some(text) => format!("{text} {currency}"),
        None => format!("{}/{} of the least unit of {currency}", ratio.above(), ratio.below()),
    }
}

/// A fraction as a decimal with at least so many digits; `None` where it does not end soon.
fn decimal(above: i128, below: i128, least: u32) -> Option<String> {
    for digits in least..=DIGITS_MAX {
        let scaled = above.checked_mul(10_i128.checked_pow(digits)?)?;
        if scaled % below == 0 {
            let value = scaled / below;
            let (sign, value) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
            let scale = 10_u128.pow(digits);
            let fraction = format!("{:0width$}", value % scale, width = digits as usize);
            let point = if digits == 0 { "" } else { "." };
            return Some(format!(
                "{sign}{}{point}{}",
                value / scale,
                if digits == 0 { "" } else { &fraction }
            ));
        }
    }
    None
}

/// A measure's number: money, a count, a share.
pub(super) fn number(plan: &PayPlan, measure: &Measure, millionths_or_minor: i64) -> String {
    match measure.what {
        What::Ratio { .. } | What::Growth(_) | What::ReportsAtQuota(_) => {
            Rate::from_millionths(millionths_or_minor).to_string()
        }
        What::Count(_) | What::Rank(_) | What::Figure(_) => {
            Amount::from_millionths(millionths_or_minor).to_string()
        }
        What::Sum(_) | What::Average(_) => Money::new(millionths_or_minor, plan.currency).to_string(),
    }
}

/// A measure's number as it is shown beside its quota: shares with two digits after the point.
pub(super) fn shown(measure: &Measure, number: i64) -> i64 {
    const STEP: i64 = 100;
    match measure.what {
        What::Ratio { .. } | What::Growth(_) | What::ReportsAtQuota(_) => {
            rounded(Ratio::whole(number).times(1, STEP).unwrap_or(Ratio::ZERO))
                .map_or(number, |hundredths| hundredths.saturating_mul(STEP))
        }
        _ => number,
    }
}

/// A number rounded half away from zero, for showing.
pub(super) fn rounded(ratio: Ratio) -> Option<i64> {
    let whole = plumb_units::divide(ratio.above(), ratio.below(), plumb_units::Rounding::HalfUp)?;
    i64::try_from(whole).ok()
}

/// A level of a component: a share of the quota, or a value of its measure.
pub(super) fn level(plan: &PayPlan, component: &Component, level: i64, quota: Option<i64>) -> String {
    let measure = component.measure.and_then(|measure| plan.measures.get(measure));
    match (component.level, quota, measure) {
        (Level::Attainment, Some(quota), _) if quota > 0 => {
            let share = Ratio::whole(level).times(MILLION, quota).and_then(rounded);
            share.map_or_else(String::new, |share| Rate::from_millionths(share).to_string())
        }
        (_, _, Some(measure)) => number(plan, measure, level),
        _ => Money::new(level, plan.currency).to_string(),
    }
}

/// The price of a unit before tiers.
pub(super) fn price(component: &Component, price: Ratio, currency: Currency) -> String {
    match component.price {
        Price::Each(each) => format!("{} each", Money::new(each, currency)),
        // Tiers carry the rate.
        Price::InTiers => String::new(),
        _ => share(price),
    }
}

/// A fraction as a share: `8 %`, `150 %`.
pub(super) fn share(ratio: Ratio) -> String {
    let millionths = ratio.times(MILLION, 1);
    match millionths {
        Some(exact) if exact.below() == 1 => i64::try_from(exact.above())
            .map_or_else(|_| String::new(), |millionths| Rate::from_millionths(millionths).to_string()),
        _ => format!("{}/{}", ratio.above(), ratio.below()),
    }
}

/// A fraction as a plain number: `1.2`, `2/3`.
pub(super) fn plain(ratio: Ratio) -> String {
    decimal(ratio.above(), ratio.below(), 0).unwrap_or_else(|| format!("{}/{}", ratio.above(), ratio.below()))
}

/// How a component pays, in one sentence.
pub(super) fn how(plan: &PayPlan, component: &Component) -> String {
    let money = |minor: i64| Money::new(minor, plan.currency).to_string();
    let measure = component.measure.and_then(|measure| plan.measures.get(measure));
    let of = measure.map_or_else(
        || {
            let ids =
                component.credits.iter().filter_map(|credit| Some(spoken(&plan.credits.get(*credit)?.id)));
            ids.collect::<Vec<_>>().join(" and ")
        },
        |measure| spoken(&measure.id),
    );
    let share_of_pay = component.weight.map_or_else(|| "its part".to_owned(), |weight| weight.to_string());
    let first = match &component.price {
        Price::Rate(rate) => format!("{rate} of {of}"),
        Price::Table(table) => format!("a rate by {} of {of}", table.by),
        Price::Each(each) => format!("{} for each of {of}", money(*each)),
        Price::ShareOverQuota => format!("{share_of_pay} of variable pay over the quota of {of}"),
        Price::Share => format!("{share_of_pay} of variable pay by {of}"),
        Price::Amount(amount) => format!("{} by {of}", money(*amount)),
        Price::Own => format!("a rate of one's own of {of}"),
        Price::InTiers => format!("by tiers of {of}"),
    };
    let level = |at: i64| match component.level {
        Level::Attainment => Rate::from_millionths(at).to_string(),
        Level::Value => measure.map_or_else(|| money(at), |measure| number(plan, measure, at)),
    };
    let tiers = |tiers: &Tiers| {
        let rows = tiers.rows.iter().map(|tier| {
            let pays = match tier.pays {
                TierPays::Times(times) => format!("{} times", share_plain(times)),
                TierPays::Rate(rate) => rate.to_string(),
                TierPays::Whole(whole) => money(whole),
            };
            format!("{pays} from {}", level(tier.from))
        });
        rows.collect::<Vec<_>>().join(", ")
    };
    let shape = match &component.shape {
        Shape::Flat => String::new(),
        Shape::Marginal(of) => format!(": {}", tiers(of)),
        Shape::Retro(of) => format!(": {}, for all from the first unit", tiers(of)),
        Shape::Step { points, .. } if is_all_or_nothing(points) => {
            let at = points.last().map_or_else(String::new, |point| level(point.at));
            format!(", all of it once {at} is reached and nothing below")
        }
        Shape::Linear(points) | Shape::Step { points, .. } => {
            let points = points.iter().map(|point| format!("{} at {}", point.pays, level(point.at)));
            format!(": {}", points.collect::<Vec<_>>().join(", "))
        }
        Shape::Matrix(matrix) => {
            let across = plan.measures.get(matrix.across).map_or("", |measure| measure.id.as_str());
            format!(": a table with {across}")
        }
    };
    let threshold = component
        .threshold
        .map_or_else(String::new, |threshold| format!(", nothing below {}", level(threshold.at)));
    let top = component.top.map_or_else(String::new, |top| format!(", nothing more above {}", level(top)));
    format!("{first}{shape}{threshold}{top}")
}

/// Whether a step leads from nothing to all.
fn is_all_or_nothing(points: &[Point]) -> bool {
    matches!(points, [nothing, all] if nothing.pays == Rate::from_millionths(0) && all.pays == Rate::ONE)
}

/// The time after which something starts anew, as a noun.
pub(super) fn time(over: Over) -> Option<&'static str> {
    match over {
        Over::Week => Some("week"),
        Over::Month => Some("month"),
        Over::Quarter => Some("quarter"),
        Over::Half => Some("half-year"),
        Over::Year => Some("year"),
        Over::Plan => Some("plan"),
        Over::Transaction => Some("sale"),
        Over::Rolling(_) => None,
    }
}

/// An id as words: `quota-bonus` as `quota bonus`.
pub(super) fn spoken(id: &str) -> String {
    id.replace('-', " ")
}

/// A rate as a multiplier: `1.2`.
fn share_plain(rate: Rate) -> String {
    Amount::from_millionths(rate.millionths()).to_string()
}

/// A kind of posting in words.
pub(super) fn kind(kind: PostingKind) -> &'static str {
    match kind {
        PostingKind::Earning => "earned with sales",
        PostingKind::Adjustment => "corrected from an earlier period",
        PostingKind::Bonus => "earned at the end of a time",
        PostingKind::Gate => "a condition that is not met takes it, or gives it back once it is",
        PostingKind::Multiplier => "multiplied",
        PostingKind::Floor => "raised to the least that is paid",
        PostingKind::DrawAdvance => "paid in advance",
        PostingKind::DrawRecovery => "taken off for what was paid before",
        PostingKind::DrawForgiven => "owed and forgiven",
        PostingKind::Clawback => "taken back with a sale",
        PostingKind::Hold => "held back until later",
        PostingKind::Release => "held back before and free now",
        PostingKind::Forfeit => "held back before and lost",
        PostingKind::Carried => "below zero and carried to later periods",
        PostingKind::Leave => "filled up in absence",
        PostingKind::Guarantee => "filled up to the guarantee",
        PostingKind::Cap => "above the cap, and not paid",
        PostingKind::Payout => "paid out",
        PostingKind::Accrual => "put aside in the books",
        PostingKind::Reverse => "put aside before and taken back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_money_ends_with_its_last_digit_and_thirds_are_fractions() {
        let eur = Currency::parse("EUR").unwrap();
        let ratio = |above, below| Ratio::new(above, below).unwrap();
        assert_eq!(exact(ratio(123_456_700, 10_000), eur), "123.4567 EUR");
        assert_eq!(exact(ratio(-5, 1), eur), "-0.05 EUR");
        assert_eq!(exact(ratio(100, 3), eur), "100/3 of the least unit of EUR");
    }
}
