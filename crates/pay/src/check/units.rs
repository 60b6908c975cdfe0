//! Whether what is multiplied fits: rates with money, money per unit with quantities, levels with quotas.

use plumb_units::{Amount, Money, Quantity, Rate};

use super::{Complaint, Found, Site, Step};
use crate::component::{Component, Level, Price, Shape, TierPays, Times};
use crate::credit::Credit;
use crate::measure::{Measure, Quota, What};
use crate::plan::{PayPlan, RateTable};
use crate::predicate::{ColumnKind, Columns, Predicate};

/// In what a measure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of money.
    Money,
    /// Millionths of pieces, deals, hours.
    Number,
    /// Millionths of a whole: ratios, growth, shares of people.
    Share,
    /// A place among others, in millionths.
    Place,
    /// What somebody enters, or a column that is not known.
    Unknown,
}

/// In what a measure of a plan counts. Without columns only `net`, `list`, `margin` and `quantity` are known.
pub fn unit(plan: &PayPlan, measure: &Measure, columns: Option<&Columns>) -> Unit {
    match &measure.what {
        What::Sum(credits) | What::Average(credits) => {
            let units = credits.iter().filter_map(|credit| plan.credits.get(*credit));
            units
                .map(|credit| of_credit(credit, columns))
                .find(|unit| *unit != Unit::Unknown)
                .unwrap_or(Unit::Unknown)
        }
        What::Count(_) => Unit::Number,
        What::Ratio { .. } | What::Growth(_) | What::ReportsAtQuota(_) => Unit::Share,
        What::Rank(_) => Unit::Place,
        What::Figure(_) => Unit::Unknown,
    }
}

fn of_credit(credit: &Credit, columns: Option<&Columns>) -> Unit {
    match (columns.map(|columns| columns.kind(&credit.amount)), credit.amount.as_str()) {
        (Some(Some(ColumnKind::Money)), _) | (None, "net" | "list" | "margin") => Unit::Money,
        (Some(Some(ColumnKind::Number)), _) | (None, "quantity") => Unit::Number,
        _ => Unit::Unknown,
    }
}

/// A level with its unit, as it is written in the plan.
pub(crate) fn level(
    plan: &PayPlan,
    measure: Option<usize>,
    unit_of: Level,
    at: i64,
    columns: Option<&Columns>,
) -> Quantity {
    let measure = measure.and_then(|measure| plan.measures.get(measure));
    let counted = measure.map_or(Unit::Money, |measure| unit(plan, measure, columns));
    let scored = measure.is_some_and(|measure| matches!(measure.what, What::Figure(_)));
    match (unit_of, counted) {
        (Level::Attainment, _) | (_, Unit::Share) => Quantity::Rate(Rate::from_millionths(at)),
        (_, Unit::Number | Unit::Place) => Quantity::Count(Amount::from_millionths(at)),
        // Scores are written as a share of a full score or as points.
        (_, Unit::Unknown) if scored && at.unsigned_abs() <= 3_000_000 => {
            Quantity::Rate(Rate::from_millionths(at))
        }
        (_, Unit::Unknown) if scored => Quantity::Count(Amount::from_millionths(at)),
        (_, Unit::Money | Unit::Unknown) => Quantity::Money(Money::new(at, plan.currency)),
    }
}

/// The credits whose lines a component pays: its own, or those of its measure.
pub(crate) fn paid<'a>(plan: &'a PayPlan, component: &'a Component) -> Vec<&'a Credit> {
    let of_measure = component
        .measure
        .and_then(|measure| plan.measures.get(measure))
        .map(|measure| gathered(&measure.what));
    let places =
        if component.credits.is_empty() { of_measure.unwrap_or_default() } else { component.credits.clone() };
    places.iter().filter_map(|place| plan.credits.get(*place)).collect()
}

/// The credits that a measure gathers.
pub(crate) fn gathered(what: &What) -> Vec<usize> {
    match what {
        What::Sum(of) | What::Count(of) | What::Average(of) | What::Growth(of) | What::Rank(of) => of.clone(),
        What::Ratio { above, below } => above.iter().chain(below).copied().collect(),
        What::Figure(_) | What::ReportsAtQuota(_) => Vec::new(),
    }
}

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    columns(site, found);
    for (place, measure) in site.plan.measures.iter().enumerate() {
        mixed(site, place, measure, found);
    }
    for (place, component) in site.plan.components.iter().enumerate() {
        let at = Step::Row("component", place);
        if component.prizes.is_none() {
            price(site, at, component, found);
        }
        levels(site, at, component, found);
    }
}

/// Every column that the plan names is there, and holds what is asked of it.
fn columns(site: &Site<'_>, found: &mut Found) {
    let Some(columns) = site.columns else { return };
    let mut tables: Vec<(Vec<Step>, &RateTable)> = Vec::new();
    let mut conditions: Vec<(Vec<Step>, &Predicate)> = Vec::new();
    for (place, credit) in site.plan.credits.iter().enumerate() {
        let at = Step::Row("credit", place);
        match columns.kind(&credit.amount) {
            None => {
                site.add(found, &[at, Step::Field("amount")], Complaint::UnknownColumn(credit.amount.clone()))
            }
            Some(ColumnKind::Money | ColumnKind::Number) => {}
            Some(_) => {
                site.add(found, &[at, Step::Field("amount")], Complaint::NotANumber(credit.amount.clone()))
            }
        }
        tables.extend(credit.weight.as_ref().map(|table| (vec![at, Step::Field("weight_by")], table)));
        conditions.push((vec![at, Step::Field("when")], &credit.when));
        let shares = credit.share_when.iter().enumerate();
        conditions.extend(shares.map(|(row, (when, _))| (vec![at, Step::Row("share_when", row)], when)));
    }
    for (place, component) in site.plan.components.iter().enumerate() {
        let at = Step::Row("component", place);
        if let Price::Table(table) = &component.price {
            tables.push((vec![at, Step::Field("rate_by")], table));
        }
        conditions.extend(component.times.iter().enumerate().filter_map(|(row, times)| match times {
            Times::When { when, .. } => Some((vec![at, Step::Row("times", row)], when)),
            _ => None,
        }));
    }
    for (path, table) in tables {
        match columns.kind(&table.by) {
            None => site.add(found, &path, Complaint::UnknownColumn(table.by.clone())),
            Some(ColumnKind::Text) => {}
            Some(_) => site.add(found, &path, Complaint::NotAText(table.by.clone())),
        }
    }
    for (path, condition) in conditions {
        for column in condition.columns().into_iter().filter(|column| columns.kind(column).is_none()) {
            site.add(found, &path, Complaint::UnknownColumn(column.to_owned()));
        }
    }
}

fn mixed(site: &Site<'_>, place: usize, measure: &Measure, found: &mut Found) {
    let lists: Vec<&Vec<usize>> = match &measure.what {
        What::Sum(of) | What::Average(of) | What::Growth(of) | What::Rank(of) => vec![of],
        What::Ratio { above, below } => vec![above, below],
        _ => Vec::new(),
    };
    for list in lists {
        let credits = || list.iter().filter_map(|credit| site.plan.credits.get(*credit));
        let of = |unit| credits().find(|credit| of_credit(credit, site.columns) == unit);
        if let (Some(money), Some(number)) = (of(Unit::Money), of(Unit::Number)) {
            let what = Complaint::MixedUnits(money.id.clone(), number.id.clone());
            site.add(found, &[Step::Row("measure", place)], what);
        }
    }
}

fn price(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let plan = site.plan;
    let credits = paid(plan, component);
    let with = |unit| credits.iter().find(|credit| of_credit(credit, site.columns) == unit);
    let names = |credit: &Credit| (credit.id.clone(), credit.amount.clone());
    let in_tiers = |pays: fn(&TierPays) -> bool| match &component.shape {
        Shape::Marginal(tiers) | Shape::Retro(tiers) => tiers.rows.iter().position(|tier| pays(&tier.pays)),
        _ => None,
    };
    let own_rate = in_tiers(|pays| matches!(pays, TierPays::Rate(_)));
    match &component.price {
        Price::Rate(_) | Price::Table(_) | Price::Own | Price::InTiers => {
            let of_tiers = component.price == Price::InTiers && own_rate.is_none();
            if let Some(credit) = with(Unit::Number).filter(|_| !of_tiers) {
                let (id, column) = names(credit);
                site.add(found, &[at, Step::Field("rate")], Complaint::RateOfQuantity(id, column));
            }
        }
        Price::Each(_) => {
            if let Some(credit) = with(Unit::Money) {
                let (id, column) = names(credit);
                site.add(found, &[at, Step::Field("each")], Complaint::EachOfMoney(id, column));
            }
        }
        Price::ShareOverQuota => {
            let measure = component.measure.and_then(|measure| plan.measures.get(measure));
            let unit = measure.map_or(Unit::Unknown, |measure| unit(plan, measure, site.columns));
            let other = match unit {
                Unit::Money => with(Unit::Number),
                Unit::Number => with(Unit::Money),
                _ => None,
            };
            if let (Some(measure), Some(credit)) = (measure, other) {
                let what = Complaint::OtherUnitThanQuota(measure.id.clone(), credit.id.clone());
                site.add(found, &[at, Step::Field("credit")], what);
            }
        }
        Price::Share | Price::Amount(_) => {}
    }
    let of_target = matches!(component.price, Price::Share | Price::ShareOverQuota);
    if of_target && component.weight.is_none() {
        site.add(found, &[at, Step::Field("weight")], Complaint::NoWeight);
    }
    if credits.is_empty() && component.measure.is_none() && !matches!(component.price, Price::Amount(_)) {
        site.add(found, &[at, Step::Field("credit")], Complaint::NothingPaid);
    }
    if component.price == Price::InTiers {
        let times = in_tiers(|pays| matches!(pays, TierPays::Times(_)));
        match &component.shape {
            Shape::Marginal(_) | Shape::Retro(_) => {
                if let Some(tier) = times {
                    site.add(found, &[at, Step::Row("tier", tier), Step::Field("times")], Complaint::NoPrice);
                }
            }
            _ => site.add(found, &[at, Step::Field("pays")], Complaint::NoPrice),
        }
    } else if let Some(tier) = own_rate {
        site.add(found, &[at, Step::Row("tier", tier), Step::Field("rate")], Complaint::TwoPrices);
    }
}

fn levels(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let shaped =
        !matches!(component.shape, Shape::Flat) || component.threshold.is_some() || component.top.is_some();
    let of_measure = matches!(component.price, Price::Share | Price::ShareOverQuota);
    let needs = (shaped || of_measure) && component.prizes.is_none();
    let attains = component.level == Level::Attainment || component.price == Price::ShareOverQuota;
    match component.measure {
        None if needs => site.add(found, &[at, Step::Field("measure")], Complaint::NoMeasure),
        Some(measure) if needs && attains => attainment(site, &[at, Step::Field("measure")], measure, found),
        _ => {}
    }
    if let Shape::Matrix(matrix) = &component.shape
        && matrix.across_level == Level::Attainment
    {
        attainment(site, &[at, Step::Field("across")], matrix.across, found);
    }
    for (row, gate) in component.gates.iter().enumerate() {
        if gate.level == Level::Attainment {
            attainment(site, &[at, Step::Row("gate", row)], gate.measure, found);
        }
    }
    for (row, times) in component.times.iter().enumerate() {
        if let Times::Step { measure, level: Level::Attainment, .. } = times {
            attainment(site, &[at, Step::Row("times", row)], *measure, found);
        }
    }
}

fn attainment(site: &Site<'_>, path: &[Step], measure: usize, found: &mut Found) {
    if let Some(measure) = site.plan.measures.get(measure).filter(|measure| measure.quota == Quota::None) {
        site.add(found, path, Complaint::NoAttainment(measure.id.clone()));
    }
}
