//! Dated entries that may not hold at the same time.

use std::collections::BTreeMap;

use plumb_diag::Problem;
use plumb_units::{Date, MILLION, Rate};

use super::{Entities, of_kind};
use crate::context::Context;
use crate::value::Entity;

pub(crate) fn check(cx: &mut Context<'_>, entities: &Entities) {
    quotas(cx, entities);
    shares(cx, entities);
    holidays_and_rates(cx, entities);
}

/// One person has one quota of a measure and kind at a time.
fn quotas(cx: &mut Context<'_>, entities: &Entities) {
    let mut of_one: BTreeMap<_, Vec<(Date, Date, &Entity)>> = BTreeMap::new();
    for quota in of_kind(entities, "quota") {
        let key = (quota.reference("person"), quota.reference("measure"), quota.choice("kind"));
        if let ((Some(_), Some(_), Some(_)), Some(from), Some(until)) =
            (key, quota.date("from"), quota.date("until"))
            && from < until
        {
            of_one.entry(key).or_default().push((from, until, quota));
        }
    }
    for ((person, measure, _), mut quotas) in of_one {
        quotas.sort_by_key(|(from, until, quota)| (*from, *until, quota.span));
        let mut latest: Option<(Date, &Entity)> = None;
        for (from, until, quota) in quotas {
            if let (Some((end, before)), Some(person), Some(measure)) = (latest, person, measure)
                && from < end
            {
                let message = format!("`{person}` has two quotas of `{measure}` from {from}");
                let problem = Problem::error("overlap", message);
                cx.report(
                    problem
                        .at(quota.span, format!("from {from}"))
                        .also(before.span, format!("until {end}"))
                        .help("let one end on the day on which the next begins"),
                );
            }
            if latest.is_none_or(|(end, _)| end < until) {
                latest = Some((until, quota));
            }
        }
    }
}

/// The shares of a territory do not sum to more than the whole on any day.
fn shares(cx: &mut Context<'_>, entities: &Entities) {
    let mut of_territory: BTreeMap<_, Vec<&Entity>> = BTreeMap::new();
    for assignment in of_kind(entities, "assignment") {
        if let Some(territory) = assignment.reference("territory")
            && assignment.value("account").is_none()
        {
            of_territory.entry(territory).or_default().push(assignment);
        }
    }
    for (territory, assignments) in of_territory {
        let mut changes: BTreeMap<Date, Vec<(bool, &Entity)>> = BTreeMap::new();
        for assignment in assignments {
            let from = assignment.date("from").unwrap_or(Date::MIN);
            let until = assignment.date("until").unwrap_or(Date::MAX);
            if from < until {
                changes.entry(from).or_default().push((true, assignment));
                changes.entry(until).or_default().push((false, assignment));
            }
        }
        let share = |entity: &Entity| i128::from(entity.rate("share").map_or(MILLION, Rate::millionths));
        let mut holding: BTreeMap<(plumb_diag::Span, &plumb_units::Id), &Entity> = BTreeMap::new();
        let mut sum = 0_i128;
        for (day, changes) in changes {
            for (begins, assignment) in changes {
                let key = (assignment.span, &assignment.id);
                if begins {
                    sum += share(assignment);
                    holding.insert(key, assignment);
                } else if holding.remove(&key).is_some() {
                    sum -= share(assignment);
                }
            }
            let (Some(last), true) = (holding.values().next_back(), sum > i128::from(MILLION)) else {
                continue;
            };
            let shown = i64::try_from(sum)
                .map(Rate::from_millionths)
                .map_or_else(|_| "too much".to_owned(), |r| r.to_string());
            let when = if day == Date::MIN { "from the first day".to_owned() } else { format!("on {day}") };
            let message = format!("{shown} of the territory `{territory}` are assigned {when}");
            let mut problem = Problem::warning("overlap", message).at(last.place("territory"), "");
            for other in holding.values().filter(|other| other.id != last.id).take(8) {
                problem = problem.also(other.place("territory"), "assigned at the same time");
            }
            cx.report(
                problem.help("write a `share` for each, or end one on the day on which the next begins"),
            );
            break;
        }
    }
}

/// The same day of a country, or the same rate of a day, is told once.
fn holidays_and_rates(cx: &mut Context<'_>, entities: &Entities) {
    let mut firsts: BTreeMap<(&str, &str, &str, Option<Date>), &Entity> = BTreeMap::new();
    for kind in ["exchange", "holiday"] {
        for entity in of_kind(entities, kind) {
            let text = |field| entity.text(field).unwrap_or_default();
            let key = (
                kind,
                text("currency"),
                if kind == "exchange" { text("into") } else { text("country") },
                entity.date("date"),
            );
            if key.3.is_none() {
                continue;
            }
            match firsts.get(&key) {
                Some(first) => cx.report(
                    Problem::error("duplicate-id", format!("this {kind} is in the plan twice"))
                        .at(entity.span.max(first.span), "again here")
                        .also(entity.span.min(first.span), "first here")
                        .help("keep one of them"),
                ),
                None => drop(firsts.insert(key, entity)),
            }
        }
    }
}
