//! The mandates said aloud: what the headline comes to, and what a share of it asks of the part and of the rest.

use plumb_catalog::measure::evaluate;
use plumb_catalog::standing_mandates;
use plumb_plan::levels::Course;
use plumb_plan::lock::Mandate;
use plumb_plan::{Entity, Plan};
use plumb_store::Store;
use plumb_units::{
    Amount, Calendar, Currency, Date, Grain, MILLION, Money, Period, Quantity, Rate, Rounding, divide,
};

use crate::EngineError;
use crate::pass::Pass;
use crate::pictures::{OtherAloud, PartAloud, SaidAloud};
use crate::view::{came_to, money, rounded};

/// The most years that are counted; mandates do not reach further.
const YEARS_MAX: u32 = 200;

/// The headline mandate, and what the last completed fiscal year is called.
struct Ground<'a> {
    plan: &'a Plan,
    calendar: &'a Calendar,
    store: Store,
    currency: Currency,
    headline: &'a Mandate,
    /// The fiscal year that holds the day of the review.
    year: Period,
    last_year: Option<Period>,
}

/// The arithmetic of the signed mandates; `None` without a headline in the company's money.
pub(super) fn said_aloud(pass: &Pass) -> Result<Option<SaidAloud>, EngineError> {
    let Ok(followed) = &pass.assessment.headline else { return Ok(None) };
    let (plan, ground) = (&pass.look.texts.plan, pass.look.catalogue.ground());
    let standing = standing_mandates(plan, ground.as_of);
    let headline = standing.iter().find(|mandate| mandate.id.as_str() == followed.mandate).copied();
    let year = ground.calendar.period(ground.as_of, Grain::Year);
    let (Some(headline), Some(year), Some(currency)) = (headline, year, plan.company.currency) else {
        return Ok(None);
    };
    let last_year = year.from.yesterday().ok().and_then(|eve| ground.calendar.period(eve, Grain::Year));
    let store = pass.look.catalogue.connect()?;
    let ground = Ground { plan, calendar: &ground.calendar, store, currency, headline, year, last_year };
    let Some((to, due)) = ground.level_at(headline.date) else { return Ok(None) };
    let from = headline.baseline.and_then(|baseline| ground.minor(baseline));
    let years = headline.start.and_then(|start| ground.years(start, due.from));
    let growth = headline.growth.map(|growth| growth.millionths() as f64 / MILLION as f64);
    let (mut parts, mut others) = (Vec::new(), Vec::new());
    for mandate in standing.into_iter().filter(|mandate| mandate.id != headline.id) {
        match ground.part(mandate) {
            Some(part) => parts.push(part),
            None => others.push(ground.other(mandate)),
        }
    }
    Ok(Some(SaidAloud {
        mandate: headline.id.to_string(),
        from: from.map(|minor| money(minor, currency)),
        to: money(to, currency),
        by: headline.date.to_string(),
        growth: growth.or_else(|| a_year(from?, to, years?)).map(rounded),
        parts,
        others,
    }))
}

impl Ground<'_> {
    /// The headline's money for the fiscal year in which `day` is due, and that year.
    fn level_at(&self, day: Date) -> Option<(i64, Period)> {
        let level = Course::from(self.headline).level(self.calendar, day).ok()?;
        Some((self.minor(level.quantity)?, level.year))
    }

    /// Minor units of an amount in the company's currency; no rate of exchange holds in years to come.
    fn minor(&self, quantity: Quantity) -> Option<i64> {
        quantity.money().filter(|money| money.currency() == self.currency).map(Money::minor)
    }

    /// Fiscal years from the one that holds `first` to the one that begins on `last`, both counted.
    fn years(&self, first: Date, last: Date) -> Option<u32> {
        let mut year = self.calendar.period(first, Grain::Year)?;
        for count in 1..=YEARS_MAX {
            if year.from >= last {
                return Some(count);
            }
            year = self.calendar.period(year.until, Grain::Year)?;
        }
        None
    }

    /// A mandate that asks for a share of the headline's money.
    fn part(&self, mandate: &Mandate) -> Option<PartAloud> {
        let measure = self.plan.entity("measure", &mandate.measure)?;
        let whole = self.plan.entity("measure", &self.headline.measure)?;
        let target = match mandate.target? {
            Quantity::Rate(rate) if mandate.unit == self.headline.unit => rate,
            _ => return None,
        };
        if mandate.direction.as_deref().unwrap_or("up") != "up" || !is_part_of(measure, whole) {
            return None;
        }
        let (level, due) = self.level_at(mandate.date)?;
        let to = share_of(level, target)?;
        let last_year = self.last_year.as_ref()?;
        let table = evaluate(&self.store, measure, &[], Some(last_year)).ok()?;
        let row = table.rows.first()?;
        let (today, all) = (self.of_facts(row.numerator?)?, self.of_facts(row.denominator?)?);
        let years = self.years(self.year.from, due.from)?;
        let in_money = |minor| money(minor, self.currency);
        let (rest_to, rest_today) = (level.checked_sub(to)?, all.checked_sub(today)?);
        Some(PartAloud {
            mandate: mandate.id.to_string(),
            name: in_words(measure),
            share: target.to_string(),
            by: mandate.date.to_string(),
            to: in_money(to),
            rest_to: in_money(rest_to),
            period: last_year.name.clone(),
            today: in_money(today),
            rest_today: in_money(rest_today),
            years,
            growth: a_year(today, to, years).map(rounded),
            rest_growth: a_year(rest_today, rest_to, years).map(rounded),
        })
    }

    /// Minor units of millionths.
    fn of_facts(&self, millionths: i64) -> Option<i64> {
        Some(Amount::from_millionths(millionths).to_money(self.currency, Rounding::HalfEven)?.minor())
    }

    fn other(&self, mandate: &Mandate) -> OtherAloud {
        let growth = || mandate.growth.map(|growth| format!("{growth} a year"));
        let last_year = self.last_year.as_ref();
        let figure = last_year.and_then(|year| came_to(self.plan, &self.store, &mandate.measure, year));
        OtherAloud {
            mandate: mandate.id.to_string(),
            says: mandate.says.clone().unwrap_or_else(|| mandate.id.to_string()),
            target: mandate.target.map(|target| target.to_string()).or_else(growth),
            period: last_year.filter(|_| figure.is_some()).map(|year| year.name.clone()),
            last_year: figure,
            by: mandate.date.to_string(),
        }
    }
}

/// Growth a year from one amount to another in so many years.
fn a_year(from: i64, to: i64, years: u32) -> Option<f64> {
    (from > 0 && to >= 0 && years > 0).then(|| (to as f64 / from as f64).powf(1.0 / f64::from(years)) - 1.0)
}

fn share_of(amount: i64, share: Rate) -> Option<i64> {
    let product = i128::from(amount) * i128::from(share.millionths());
    i64::try_from(divide(product, i128::from(MILLION), Rounding::HalfEven)?).ok()
}

/// Whether a ratio counts some rows of a sum above the line, and all of them below it.
///
/// A ratio such as a margin has the sum below the line as well, but what is above it is no part of the same money that
/// could grow by itself.
fn is_part_of(ratio: &Entity, whole: &Entity) -> bool {
    let same = |field| plain(ratio.text(field)) == plain(whole.text(field));
    let (Some(value), Some(numerator)) = (plain(whole.text("value")), plain(ratio.text("numerator"))) else {
        return false;
    };
    let chosen = numerator.strip_prefix("case when ").and_then(|rest| rest.strip_suffix(" end"));
    let chosen = chosen.map(|rest| rest.strip_suffix(" else 0").unwrap_or(rest));
    plain(ratio.text("denominator")).as_ref() == Some(&value)
        && ["table", "time", "filter"].into_iter().all(same)
        && chosen.is_some_and(|rest| rest.ends_with(&format!(" then {value}")))
}

/// An expression in small letters with single spaces.
fn plain(text: Option<&str>) -> Option<String> {
    text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// What a measure is a share for, from its id: `service-share` is a share for service.
fn in_words(measure: &Entity) -> String {
    let id = measure.id.to_string();
    let short = ["-share", "-rate", "-ratio"].iter().find_map(|end| id.strip_suffix(end));
    short.unwrap_or(&id).replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_a_year_compounds() {
        let growth = a_year(740_000_000, 2_543_793_660, 3).unwrap();
        assert!((growth - 0.509).abs() < 0.001, "{growth}");
        assert_eq!(a_year(0, 100, 3), None);
        assert_eq!(a_year(100, 50, 0), None);
    }

    #[test]
    fn a_share_of_money_is_rounded_once() {
        let third = Rate::parse("30 %").unwrap();
        assert_eq!(share_of(8_479_312_200, third), Some(2_543_793_660));
        assert_eq!(share_of(5, third), Some(2));
    }
}
