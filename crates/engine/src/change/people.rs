//! What people owe, carry and earn, before and after a change.

use std::collections::{BTreeMap, BTreeSet};

use plumb_plan::{Entity, Plan};
use plumb_units::{Currency, Date, Grain, Money, Quantity};

use super::view::{MoneyMove, PersonMove, QuotaMove, UnitMove};
use crate::pass::Pass;
use crate::review::{MoneyView, Review};
use crate::view::money;

/// Measure, kind and fiscal year of quotas that count together.
type QuotaKey = (String, String, String);

/// One person as a plan and its review tell of them.
#[derive(Clone, Default)]
struct Person {
    name: String,
    unit: Option<String>,
    quotas: BTreeMap<QuotaKey, Quantity>,
    part: Option<MoneyView>,
    pay: Option<MoneyView>,
}

/// Everybody, and the tree of units.
pub(super) struct Side {
    people: BTreeMap<String, Person>,
    parents: BTreeMap<String, Option<String>>,
    units: BTreeMap<String, (String, usize, MoneyView)>,
    order: Vec<String>,
    currency: Option<Currency>,
}

impl Side {
    pub(super) fn of(pass: &Pass, review: &Review) -> Self {
        let plan = &pass.look.texts.plan;
        let ground = pass.look.catalogue.ground();
        let year = |day: Date| ground.calendar.period(day, Grain::Year).map(|year| year.name);
        let mut people: BTreeMap<String, Person> = BTreeMap::new();
        for person in plan.of_kind("person") {
            let known = people.entry(person.id.to_string()).or_default();
            known.name = person.text("name").unwrap_or(person.id.as_str()).to_owned();
            known.unit = person.reference("unit").map(ToString::to_string);
            known.pay = pay(plan, person, ground.as_of);
        }
        for quota in plan.of_kind("quota") {
            let (Some(person), Some(amount)) = (quota.reference("person"), quota.quantity("amount")) else {
                continue;
            };
            let measure = quota.reference("measure").map(ToString::to_string).unwrap_or_default();
            let kind = quota.choice("kind").unwrap_or("direct").to_owned();
            let begins = quota.date("from").and_then(year).unwrap_or_default();
            let quotas = &mut people.entry(person.to_string()).or_default().quotas;
            let key = (measure, kind, begins);
            let sum = quotas.get(&key).and_then(|known| sum(*known, amount)).unwrap_or(amount);
            quotas.insert(key, sum);
        }
        for carried in review.carry.iter().flat_map(|carry| &carry.people) {
            let known = people.entry(carried.person.clone()).or_default();
            if known.name.is_empty() {
                known.name.clone_from(&carried.name);
            }
            known.unit = known.unit.take().or_else(|| carried.unit.clone());
            known.part = Some(carried.part.clone());
        }
        let parent = |unit: &Entity| (unit.id.to_string(), unit.reference("parent").map(ToString::to_string));
        let carried: Vec<_> = review.carry.iter().flat_map(|carry| &carry.units).collect();
        Self {
            people,
            parents: plan.of_kind("unit").map(parent).collect(),
            order: carried.iter().map(|unit| unit.unit.clone()).collect(),
            units: carried
                .into_iter()
                .map(|unit| (unit.unit.clone(), (unit.name.clone(), unit.depth, unit.amount.clone())))
                .collect(),
            currency: plan.company.currency,
        }
    }

    /// A unit and all above it.
    fn above(&self, unit: &str) -> Vec<String> {
        let mut path = vec![unit.to_owned()];
        while let Some(Some(parent)) = path.last().and_then(|unit| self.parents.get(unit)) {
            if path.contains(parent) {
                break;
            }
            path.push(parent.clone());
        }
        path
    }

    /// Direct quotas of some years and pay on target, in the company's money, of everybody in a unit and below.
    fn sums(&self, unit: &str, years: &BTreeSet<&str>) -> (Option<MoneyView>, Option<MoneyView>) {
        let Some(currency) = self.currency else { return (None, None) };
        let (mut quota, mut pay) = (0, 0);
        let inside = |person: &&Person| {
            person.unit.as_ref().is_some_and(|own| self.above(own).iter().any(|at| at == unit))
        };
        for person in self.people.values().filter(inside) {
            for ((_, kind, year), amount) in &person.quotas {
                let counts = kind == "direct" && years.contains(year.as_str());
                quota += amount
                    .money()
                    .filter(|money| counts && money.currency() == currency)
                    .map_or(0, Money::minor);
            }
            pay +=
                person.pay.as_ref().filter(|pay| pay.currency == currency.code()).map_or(0, |pay| pay.minor);
        }
        (Some(money(quota, currency)), Some(money(pay, currency)))
    }

    pub(super) fn name(&self, person: &str) -> Option<&str> {
        Some(self.people.get(person)?.name.as_str()).filter(|name| !name.is_empty())
    }
}

/// What a role's pay plans of the day pay on target, times the hours somebody works.
fn pay(plan: &Plan, person: &Entity, day: Date) -> Option<MoneyView> {
    let role = person.reference("role")?;
    let valid = |pay: &&Entity| {
        pay.references("roles").iter().any(|of| of.value == *role)
            && pay.date("from").is_none_or(|from| from <= day)
            && pay.date("until").is_none_or(|until| day < until)
    };
    let on_target: Vec<Money> =
        plan.of_kind("pay").filter(valid).filter_map(|pay| pay.money("on_target")).collect();
    let (first, others) = on_target.split_first()?;
    let all = others.iter().try_fold(*first, |sum, other| sum.checked_add(*other))?;
    let fte = person.rate("fte").map_or(1_000_000, plumb_units::Rate::millionths);
    let minor = i64::try_from(i128::from(all.minor()) * i128::from(fte) / 1_000_000).ok()?;
    Some(money(minor, all.currency()))
}

fn sum(one: Quantity, other: Quantity) -> Option<Quantity> {
    one.money()?.checked_add(other.money()?).map(Quantity::Money)
}

/// Every unit of each person, before and after.
pub(super) fn units_of(before: &Side, after: &Side) -> BTreeMap<String, Vec<String>> {
    let mut units: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, person) in before.people.iter().chain(&after.people) {
        units.entry(id.clone()).or_default().extend(person.unit.clone());
    }
    units
}

/// Everybody for whom something changes, by id.
pub(super) fn people(before: &Side, after: &Side) -> Vec<PersonMove> {
    let all: BTreeSet<&String> = before.people.keys().chain(after.people.keys()).collect();
    all.into_iter().filter_map(|id| moved(id, before.people.get(id), after.people.get(id))).collect()
}

fn moved(id: &str, before: Option<&Person>, after: Option<&Person>) -> Option<PersonMove> {
    let (was, is) = (before.cloned().unwrap_or_default(), after.cloned().unwrap_or_default());
    let keys: BTreeSet<&QuotaKey> = was.quotas.keys().chain(is.quotas.keys()).collect();
    let quotas: Vec<QuotaMove> =
        keys.into_iter().filter_map(|key| quota(key, was.quotas.get(key), is.quotas.get(key))).collect();
    let part = MoneyMove::of(was.part.clone(), is.part.clone());
    let pay = MoneyMove::of(was.pay.clone(), is.pay.clone());
    if quotas.is_empty() && part.is_none() && pay.is_none() {
        return None;
    }
    let of_quotas = was.quotas.keys().chain(is.quotas.keys()).map(|key| {
        let minor = |person: &Person| person.quotas.get(key).map_or(0, Quantity::integer);
        minor(&is).saturating_sub(minor(&was)).saturating_abs()
    });
    let of_money = [&part, &pay].into_iter().flatten().filter_map(|moved| moved.difference.as_ref());
    let largest = of_quotas.chain(of_money.map(|difference| difference.minor.saturating_abs())).max();
    let effect = effect(before.is_some(), after.is_some(), &quotas, part.as_ref(), pay.as_ref());
    Some(PersonMove {
        person: id.to_owned(),
        name: [&is.name, &was.name]
            .into_iter()
            .find(|name| !name.is_empty())
            .cloned()
            .unwrap_or_else(|| id.to_owned()),
        unit: is.unit.clone().or_else(|| was.unit.clone()),
        effect: effect.to_owned(),
        quotas,
        part,
        pay,
        largest: largest.unwrap_or(0),
    })
}

fn effect(
    was: bool,
    is: bool,
    quotas: &[QuotaMove],
    part: Option<&MoneyMove>,
    pay: Option<&MoneyMove>,
) -> &'static str {
    match (was, is) {
        (false, _) => return "begins",
        (_, false) => return "ends",
        _ => {}
    }
    let sign = |of: Option<&MoneyMove>| {
        of.and_then(|moved| moved.difference.as_ref()).map_or(0, |difference| difference.minor.signum())
    };
    let goes = |direction: &str| quotas.iter().any(|quota| quota.direction == direction);
    let wins = goes("down") || sign(pay) > 0;
    let loses = goes("up") || sign(pay) < 0;
    match (wins, loses) {
        (true, true) => "both",
        (true, false) => "wins",
        (false, true) => "loses",
        (false, false) if goes("new") || sign(part) > 0 => "carries more",
        (false, false) => "carries less",
    }
}

fn quota(key: &QuotaKey, before: Option<&Quantity>, after: Option<&Quantity>) -> Option<QuotaMove> {
    if before == after {
        return None;
    }
    let (measure, kind, year) = key.clone();
    let direction = match (before, after) {
        (None, _) => "new",
        (_, None) => "gone",
        (Some(before), Some(after)) if after.integer() > before.integer() => "up",
        _ => "down",
    };
    let difference = before.zip(after).and_then(|(before, after)| {
        let difference = after.money()?.checked_sub(before.money()?)?;
        Some(format!("{}{difference}", if difference.minor() > 0 { "+" } else { "" }))
    });
    Some(QuotaMove {
        measure,
        kind,
        year,
        before: before.map(ToString::to_string),
        after: after.map(ToString::to_string),
        difference,
        direction: direction.to_owned(),
    })
}

/// Units in which something moves, in the order of the tree after the change.
pub(super) fn units(before: &Side, after: &Side, people: &[PersonMove]) -> Vec<UnitMove> {
    let mut moved: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for person in people {
        for side in [before, after] {
            for unit in side.people.get(&person.person).iter().filter_map(|known| known.unit.as_ref()) {
                for above in side.above(unit) {
                    moved.entry(above).or_default().insert(&person.person);
                }
            }
        }
    }
    let years: BTreeSet<&str> =
        people.iter().flat_map(|moved| &moved.quotas).map(|quota| quota.year.as_str()).collect();
    let gone = before.order.iter().filter(|unit| !after.units.contains_key(*unit));
    let of_unit = |unit: &String| {
        let count = moved.get(unit).map_or(0, BTreeSet::len);
        let part = |side: &Side| side.units.get(unit).map(|(.., amount)| amount.clone());
        let (name, depth, _) = after.units.get(unit).or_else(|| before.units.get(unit))?;
        let (quota_before, pay_before) = before.sums(unit, &years);
        let (quota_after, pay_after) = after.sums(unit, &years);
        let moves = UnitMove {
            unit: unit.clone(),
            name: name.clone(),
            depth: *depth,
            people: count,
            quota: MoneyMove::of(quota_before, quota_after),
            part: MoneyMove::of(part(before), part(after)),
            pay: MoneyMove::of(pay_before, pay_after),
        };
        let any = moves.quota.is_some() || moves.part.is_some() || moves.pay.is_some();
        (any || count > 0).then_some(moves)
    };
    after.order.iter().chain(gone).filter_map(of_unit).collect()
}
