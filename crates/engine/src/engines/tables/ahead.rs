//! Forecast, odds, cover and looks back as rows.

use plumb_catalog::Filled;
use plumb_forecast::{Interval, Node};
use plumb_store::Cell;

use super::{count, filled, place, real};
use crate::engines::{Ahead, Computed, Target, level_word, months_ahead, rule_word};

pub(super) fn of(computed: &Computed) -> Vec<Filled> {
    let Some(ahead) = &computed.ahead else { return Vec::new() };
    vec![
        nodes(computed, ahead),
        months(computed),
        odds(computed, ahead),
        cover(computed, ahead),
        backtests(ahead),
    ]
}

/// A target's node in the forecast.
pub(crate) fn node_of(computed: &Computed, target: &Target) -> Node {
    match (target.person, target.unit) {
        (Some(person), _) => Node::Person(person),
        (None, Some(unit)) if computed.inputs.units.get(unit).is_some_and(|unit| unit.parent.is_none()) => {
            let roots = computed.inputs.units.iter().filter(|unit| unit.parent.is_none()).count();
            if roots == 1 { Node::Company } else { Node::Unit(unit) }
        }
        (None, Some(unit)) => Node::Unit(unit),
        (None, None) => Node::Company,
    }
}

/// What is still to come for a target's node, and month by month; nothing where the year is over.
pub(crate) fn still(
    computed: &Computed,
    ahead: &Ahead,
    target: &Target,
) -> Option<(Interval, Vec<Interval>)> {
    let forecast = ahead.of_node(node_of(computed, target));
    match forecast {
        Some(forecast) => Some((forecast.total, forecast.fan.clone())),
        None if ahead.steps == 0 => Some((Interval::default(), Vec::new())),
        None => None,
    }
}

/// People who sell in a target's node.
pub(crate) fn sellers_in(computed: &Computed, target: &Target) -> usize {
    let inputs = &computed.inputs;
    let inside = |unit: Option<usize>| target.unit.is_none_or(|own| inputs.above(unit).contains(&own));
    match target.person {
        Some(_) => 1,
        None => inputs.people.iter().filter(|person| person.sells && inside(person.unit)).count(),
    }
}

fn all(computed: &Computed) -> impl Iterator<Item = &Target> {
    computed.targets.iter().flat_map(|targets| &targets.nodes)
}

fn nodes(computed: &Computed, ahead: &Ahead) -> Filled {
    let columns = [
        "subject", "node", "person", "measure", "period", "already", "p10", "p50", "p90", "mean", "people",
        "basis",
    ];
    let inputs = &computed.inputs;
    let linked = ahead.history.sales.iter().filter(|sale| sale.deal.is_some()).count();
    let basis = match (linked, ahead.history.sales.len()) {
        (0, _) => "sales",
        (linked, all) if linked == all => "deals",
        _ => "both",
    };
    let rows = all(computed).filter_map(|target| {
        let (total, _) = still(computed, ahead, target)?;
        let (node, person) = place(computed, target.unit, target.person);
        let with = |part: i64| Cell::from(part.saturating_add(target.actual));
        Some(vec![
            target.subject.as_str().into(),
            node,
            person,
            inputs.measure.as_str().into(),
            inputs.year.name.as_str().into(),
            target.actual.into(),
            with(total.p10),
            with(total.p50),
            with(total.p90),
            with(total.mean),
            count(sellers_in(computed, target)),
            basis.into(),
        ])
    });
    filled("forecast_nodes", &columns, rows.collect())
}

fn months(computed: &Computed) -> Filled {
    let columns = [
        "subject",
        "node",
        "person",
        "measure",
        "period",
        "valid_until",
        "actual",
        "p10",
        "p50",
        "p90",
        "target",
    ];
    let inputs = &computed.inputs;
    let mut rows = Vec::new();
    for target in all(computed) {
        let (node, person) = place(computed, target.unit, target.person);
        for month in months_ahead(computed, target) {
            let [p10, p50, p90] = month.range.map_or([None; 3], |range| range.map(Some));
            rows.push(vec![
                target.subject.as_str().into(),
                node.clone(),
                person.clone(),
                inputs.measure.as_str().into(),
                month.period.as_str().into(),
                month.until.to_string().into(),
                month.actual.into(),
                p10.into(),
                p50.into(),
                p90.into(),
                month.target.into(),
            ]);
        }
    }
    filled("forecast_months", &columns, rows)
}

fn odds(computed: &Computed, ahead: &Ahead) -> Filled {
    let columns = [
        "subject",
        "node",
        "person",
        "objective",
        "measure",
        "period",
        "by",
        "target",
        "target_unit",
        "chance",
        "p10",
        "p50",
        "p90",
        "missing",
    ];
    let inputs = &computed.inputs;
    let rows = ahead.odds.iter().map(|odds| {
        let (node, person) = place(computed, odds.unit, odds.person);
        let range = odds.range;
        vec![
            odds.subject.as_str().into(),
            node,
            person,
            odds.objective.clone().into(),
            odds.measure.as_str().into(),
            inputs.year.name.as_str().into(),
            inputs.year.until.to_string().into(),
            odds.target.into(),
            odds.target_unit.as_str().into(),
            real(odds.chance),
            range.map(|range| range.0).into(),
            range.map(|range| range.1).into(),
            range.map(|range| range.2).into(),
            odds.missing.clone().into(),
        ]
    });
    filled("odds", &columns, rows.collect())
}

fn cover(computed: &Computed, ahead: &Ahead) -> Filled {
    let columns = [
        "subject",
        "node",
        "person",
        "measure",
        "period",
        "remaining",
        "open_worth",
        "new_worth",
        "upper",
        "chance",
        "deals",
    ];
    let inputs = &computed.inputs;
    let rows = all(computed).filter_map(|target| {
        let quota = target.quota?;
        let (total, _) = still(computed, ahead, target)?;
        let (node, id) = place(computed, target.unit, target.person);
        let inside = |person: usize| match target.person {
            Some(own) => own == person,
            None => {
                let unit = inputs.people.get(person).and_then(|person| person.unit);
                target.unit.is_none_or(|own| inputs.above(unit).contains(&own))
            }
        };
        let (open, deals) = ahead.open(&inside);
        Some(vec![
            target.subject.as_str().into(),
            node,
            id,
            inputs.measure.as_str().into(),
            inputs.year.name.as_str().into(),
            quota.saturating_sub(target.actual).into(),
            open.into(),
            total.mean.saturating_sub(open).max(0).into(),
            total.p90.into(),
            real(ahead.cover.get(&target.subject).copied()),
            deals.into(),
        ])
    });
    filled("pipeline_cover", &columns, rows.collect())
}

fn backtests(ahead: &Ahead) -> Filled {
    let columns = ["level", "rule", "origins", "n", "loss", "coverage", "bias"];
    let mut origins: Vec<_> = ahead.backtest.rows.iter().map(|row| row.origin).collect();
    origins.dedup();
    let whole = |loss: f64| Cell::from(loss.round() as i64);
    let mut rows: Vec<Vec<Cell>> = ahead
        .backtest
        .coverage
        .iter()
        .map(|of| {
            vec![
                level_word(of.level).into(),
                "forecast".into(),
                count(origins.len()),
                count(of.count),
                whole(of.pinball),
                real(Some(of.share)),
                real(Some(of.bias)),
            ]
        })
        .collect();
    rows.extend(ahead.backtest.scores.iter().map(|of| {
        vec![
            level_word(of.level).into(),
            rule_word(of.rule).into(),
            count(origins.len()),
            count(of.count),
            whole(of.pinball),
            Cell::Null,
            Cell::Null,
        ]
    }));
    filled("backtests", &columns, rows)
}
