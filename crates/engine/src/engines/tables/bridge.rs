//! The growth bridge as rows.

use plumb_catalog::Filled;
use plumb_store::Cell;

use super::{count, filled, real};
use crate::engines::quality::ones;
use crate::engines::{Computed, Inputs};

pub(super) fn of(computed: &Computed) -> Vec<Filled> {
    vec![steps(computed), happened(computed), drivers(computed)]
}

fn steps(computed: &Computed) -> Filled {
    let columns =
        ["mandate", "position", "component", "lever", "period", "amount", "full", "chance", "part", "cost"];
    let growth = &computed.growth;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let year = &computed.inputs.year.name;
    for (position, step) in (1..).zip(growth.planned.iter().flat_map(|planned| &planned.steps)) {
        let head = |lever: Cell| -> Vec<Cell> {
            vec![
                growth.mandate.as_str().into(),
                Cell::Int(position),
                step.kind.word().into(),
                lever,
                year.as_str().into(),
            ]
        };
        let mut row = head(Cell::Null);
        row.extend([
            step.expected.whole.into(),
            step.at_full.whole.into(),
            Cell::Null,
            Cell::Null,
            step.cost.into(),
        ]);
        rows.push(row);
        for lever in &step.levers {
            let mut row = head(lever.id.as_str().into());
            let part = if lever.year_days > 0 { lever.days as f64 / lever.year_days as f64 } else { 0.0 };
            row.extend([
                lever.expected.whole.into(),
                lever.full.into(),
                real(Some(ones(lever.chance))),
                real(Some(part)),
                lever.cost.into(),
            ]);
            rows.push(row);
        }
    }
    filled("bridge_steps", &columns, rows)
}

fn happened(computed: &Computed) -> Filled {
    let columns = ["component", "segment", "period", "amount", "before", "after"];
    let inputs = &computed.inputs;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut add = |segment: Cell, period: Cell, change: &plumb_bridge::Change| {
        let (before, after) = (inputs.minor(change.before), inputs.minor(change.after));
        for (component, amount) in minor(inputs, change) {
            rows.push(vec![
                component.into(),
                segment.clone(),
                period.clone(),
                amount.into(),
                before.into(),
                after.into(),
            ]);
        }
    };
    if let Some(happened) = &computed.growth.happened {
        add(Cell::Null, Cell::Null, &happened.whole);
        for part in &happened.segments {
            add(part.segment.clone().unwrap_or_else(|| "none".to_owned()).into(), Cell::Null, &part.change);
        }
        for part in &happened.periods {
            add(Cell::Null, format!("month {}", part.period + 1).into(), &part.change);
        }
    }
    filled("bridge_happened", &columns, rows)
}

/// The components in minor units: the running sum is rounded, so that they add up to the rounded whole.
pub(crate) fn minor(inputs: &Inputs, change: &plumb_bridge::Change) -> Vec<(&'static str, i64)> {
    let start = inputs.minor(change.before);
    let mut exact = i128::from(change.before);
    let mut before = start;
    let parts = change.components.iter().map(|(component, amount)| {
        exact += i128::from(amount);
        let now = inputs.minor(i64::try_from(exact).unwrap_or(i64::MAX));
        let part = now.saturating_sub(before);
        before = now;
        (component.word(), part)
    });
    parts.collect()
}

fn drivers(computed: &Computed) -> Filled {
    let rows = computed.growth.drivers.iter().map(|moved| {
        vec![
            moved.driver.as_str().into(),
            real(Some(moved.latest)),
            real(Some(moved.most)),
            count(moved.changes),
        ]
    });
    filled("driver_bounds", &["driver", "latest", "most", "changes"], rows.collect())
}
