//! A worth in words: its class, its money where it was measured, and how it comes about, step by step.

use plumb_rules::{Outcome, Rule};
use plumb_units::{Currency, Rate};
use plumb_value::{Driver, Factor, LARGE, MEDIUM, SATURATION, widening};

use crate::pass::Pass;
use crate::review::{MoneyView, WorthView};
use crate::view::money;
use crate::worth::{Margins, Valued, adoption, full_effect, no_rate};

/// Below this share of the year's margin a worth is small, and no money is put to it.
const FLOOR: f64 = 0.0001;

/// The worth of the gap at a place in the assessment.
pub(crate) fn view(pass: &Pass, index: usize, outcome: &Outcome, rule: &Rule) -> WorthView {
    let people = people(pass, outcome);
    let unknown = |why: &str| WorthView {
        class: None,
        p10: None,
        p50: None,
        p90: None,
        basis: None,
        people,
        why: format!("not known: {why}"),
    };
    if outcome.exception.is_some() {
        return unknown("it is accepted by an exception");
    }
    if let Err(why) = &pass.worths.margins {
        return unknown(why);
    }
    let Some(prior) = &rule.page.front.prior else { return unknown("its rule states no effect") };
    let (Some(currency), Some(valued)) = (pass.worths.currency, pass.worths.valued(index, rule)) else {
        return unknown("its rule states no effect that could be valued");
    };
    if let Some(why) = left_out(pass, outcome, &valued) {
        return unknown(&why);
    }
    let interval = valued.worth.interval;
    let in_money = valued.anchored && !is_next_to_nothing(&valued);
    let [p10, p50, p90] = [interval.p10, interval.p50, interval.p90]
        .map(|value| if in_money { estimated(value, currency) } else { None });
    let why = if valued.anchored {
        format!("margin of twelve months; the effect was measured in the field: {}", prior.source)
    } else {
        format!("assumed, as no field study measured the effect: {}", prior.source)
    };
    let basis = if valued.anchored { "anchored" } else { "assumed" };
    WorthView {
        class: Some(valued.class.word().to_owned()),
        p10,
        p50,
        p90,
        basis: Some(basis.to_owned()),
        people,
        why,
    }
}

/// Whether a worth is too little to be told in money.
fn is_next_to_nothing(valued: &Valued<'_>) -> bool {
    let worth = valued.worth.interval.p50;
    worth.is_nan() || worth <= FLOOR * valued.estimate.margin
}

/// Why the margin that a gap bears on is not known, where all bookings that make it were left out.
fn left_out(pass: &Pass, outcome: &Outcome, valued: &Valued<'_>) -> Option<String> {
    let margins: &Margins = pass.worths.margins.as_ref().ok().filter(|_| valued.worth.steps.margin <= 0.0)?;
    let concerned = pass.assessment.sellers.iter().filter(|seller| plumb_rules::concerns(outcome, seller));
    no_rate(concerned.filter_map(|seller| margins.left_out.get(&seller.person)))
}

/// How a worth comes about, in sentences; the last says what it comes to.
pub(crate) fn steps(pass: &Pass, index: usize, outcome: &Outcome, rule: &Rule) -> Vec<String> {
    let front = &rule.page.front;
    let (Ok(margins), Some(currency)) = (&pass.worths.margins, pass.worths.currency) else {
        return Vec::new();
    };
    let (Some(prior), Some(driver)) = (&front.prior, Driver::named(&front.driver)) else { return Vec::new() };
    let Some(valued) = pass.worths.valued(index, rule) else { return Vec::new() };
    if left_out(pass, outcome, &valued).is_some() {
        return Vec::new();
    }
    let said = |value: f64| estimated(value, currency).map_or_else(|| "–".to_owned(), |money| text(&money));
    let steps = valued.worth.steps;
    let mut told = vec![format!(
        "{} whose lines it touches made {} of margin in the twelve months to {}: bookings less their cost, else at the \
         offering's margin rate{}.",
        counted(people(pass, outcome), "seller", "sellers"),
        said(steps.margin),
        pass.worths.until,
        if margins.told < 0.995 {
            format!(" (neither is told for {}, which counts at the mean rate)", percent(1.0 - margins.told))
        } else {
            String::new()
        }
    )];
    let wider = widening(prior.grade, prior.anchored);
    let wider = if wider > 1.0 {
        format!(
            "; the spread is widened {wider} times, as the source is no field study of these figures or a weak one"
        )
    } else {
        String::new()
    };
    told.push(format!(
        "Where nothing is as it should be, closing such a gap moves {} by {}, between {} and {} ({}, grade {}{wider}).",
        driver.says,
        Rate::from_millionths(prior.mid),
        Rate::from_millionths(prior.low),
        Rate::from_millionths(prior.high),
        prior.source,
        prior.grade,
    ));
    let works = match full_effect(rule) {
        Some(day) => format!(
            ", and the fix, at its full effect on day {day}, works for {} of the year",
            percent(adoption(rule))
        ),
        None => String::new(),
    };
    let capped = if steps.capped {
        format!(" It moves no further than {} in a year.", percent(driver.cap))
    } else {
        String::new()
    };
    told.push(format!(
        "This gap is {} of that{works}: {}.{capped}",
        percent(outcome.magnitude()),
        percent(steps.movement)
    ));
    told.push(format!(
        "How strongly margin follows: by {} for every 1 %{} ({}).",
        percent(steps.follows / 100.0),
        match driver.factor {
            Factor::Price => ", as what a price gains is margin in full, less the customers who leave",
            Factor::Base => ", as only renewals gain",
            Factor::Growth => ", as only what existing customers buy besides gains",
            _ => "",
        },
        driver.source
    ));
    told.extend(shared(&valued, &said));
    told.push(result(&valued, &said));
    told
}

/// What is left of a gap's worth beside the others.
fn shared(valued: &Valued<'_>, said: &impl Fn(f64) -> String) -> Vec<String> {
    let steps = valued.worth.steps;
    let among = if valued.anchored { " whose effect was measured in the field" } else { "" };
    let mut told = vec![format!("Closed alone it would bring {} in twelve months.", said(steps.alone))];
    let others = valued.gaps.saturating_sub(1);
    if others > 0 {
        let beside = if steps.shared > steps.alone { "more" } else { "less" };
        told.push(format!(
            "Beside {}{among}: gaps that move the same thing overlap, and what two of them would bring twice counts once; \
             gaps that move different things strengthen each other. What all bring together is shared by the mean over \
             all orders of closing them: its share is {}{}.",
            counted(others, "other gap", "other gaps"),
            said(steps.shared),
            if said(steps.shared) == said(steps.alone) {
                ", as much as alone".to_owned()
            } else {
                format!(", {beside} than alone")
            }
        ));
    }
    told.push(format!(
        "No company closes everything at once: together they add at most {} of the margin in twelve months (an expert's \
         figure). So every share is lowered by the same factor and {} of it counts, here {}.",
        percent(SATURATION),
        percent(valued.estimate.saturation),
        said(steps.shared * valued.estimate.saturation)
    ));
    told
}

fn result(valued: &Valued<'_>, said: &impl Fn(f64) -> String) -> String {
    let interval = valued.worth.interval;
    if is_next_to_nothing(valued) {
        return format!("Worth: small, at most {} of the year's margin.", percent(FLOOR));
    }
    let worth = format!(
        "about {} in the middle of all draws, in eight of ten cases {} to {} ({} draws)",
        said(interval.p50),
        said(interval.p10),
        said(interval.p90),
        valued.estimate.draws
    );
    let of_margin = valued.estimate.margin;
    if valued.anchored {
        format!("Worth: {worth}.")
    } else {
        format!(
            "Worth: {} (large is from {} on, {} of the year's margin; medium from {}). Assumed, and not to be added up: {worth}.",
            valued.class.word(),
            said(LARGE * of_margin),
            percent(LARGE),
            said(MEDIUM * of_margin),
        )
    }
}

/// Sellers whose margin a gap bears on.
fn people(pass: &Pass, outcome: &Outcome) -> usize {
    pass.assessment.sellers.iter().filter(|seller| plumb_rules::concerns(outcome, seller)).count()
}

/// An estimate as money, rounded to two digits: more would say what nobody knows.
fn estimated(value: f64, currency: Currency) -> Option<MoneyView> {
    let unit = 10_f64.powi(i32::try_from(currency.minor_digits()).ok()?);
    let minor = two_digits(value) * unit;
    (minor.is_finite() && minor.abs() < i64::MAX as f64).then(|| money(minor.round() as i64, currency))
}

/// The nearest whole number with two digits that are not zero; below ten, the nearest whole one.
fn two_digits(value: f64) -> f64 {
    if !value.is_finite() || value.abs() < 10.0 {
        return value.round();
    }
    let scale = 10_f64.powi(value.abs().log10().floor() as i32 - 1);
    (value / scale).round() * scale
}

fn text(money: &MoneyView) -> String {
    let whole = money.amount.split('.').next().unwrap_or_default();
    let mut digits = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            digits.push(' ');
        }
        digits.push(digit);
    }
    format!("{digits} {}", money.currency)
}

/// A share in per cent with as many decimals as it needs to be seen.
fn percent(share: f64) -> String {
    let per_cent = share * 100.0;
    let text = if per_cent.abs() < 0.095 && per_cent > 0.0 {
        format!("{per_cent:.3}")
    } else if per_cent < 9.95 {
        format!("{per_cent:.2}")
    } else {
        format!("{per_cent:.1}")
    };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} %")
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_has_two_digits() {
        let euro = Currency::parse("EUR").unwrap();
        let said = |value| text(&estimated(value, euro).unwrap());
        assert_eq!(said(1_234_567.0), "1 200 000 EUR");
        assert_eq!(said(96.4), "96 EUR");
        assert_eq!(said(3.4), "3 EUR");
        assert_eq!(said(999_999.0), "1 000 000 EUR");
        assert!(estimated(f64::INFINITY, euro).is_none() && estimated(1e300, euro).is_none());
        assert_eq!(estimated(1250.0, Currency::parse("JPY").unwrap()).unwrap().amount, "1300");
    }

    #[test]
    fn a_share_shows_what_it_is() {
        assert_eq!(
            [0.25, 0.0106, 0.00042, 0.9877, 0.0].map(percent),
            ["25 %", "1.06 %", "0.042 %", "98.8 %", "0 %"]
        );
    }
}
