//! The growth bridge as it is shown: from the base to the goal, and what moved sales before.

use plumb_bridge::{Change, Component, Counted, Planned, Problem, Spread, StepKind, retention};

use crate::engines::{Computed, Inputs, minor, ones};
use crate::outlook::{
    BridgeMonth, BridgeStep, BridgeView, DriverView, HappenedView, LeverView, PartView, SegmentView,
};
use crate::pass::Pass;
use crate::view::{money, rounded};

/// The bridge of the headline mandate; `None` where nothing is asked for.
pub(crate) fn bridge(pass: &Pass) -> Option<BridgeView> {
    of(pass.look.computed.as_ref()?)
}

/// As [`bridge`], of what the engines found.
pub(crate) fn of(computed: &Computed) -> Option<BridgeView> {
    let (inputs, growth) = (&computed.inputs, &computed.growth);
    let planned = growth.planned.as_ref()?;
    let shown = |minor: i64| money(minor, inputs.currency);
    let whole = |kind: StepKind| planned.step(kind).map_or(0, |step| step.expected.whole);
    let steps = planned.steps.iter().filter(|step| {
        let is_between = !matches!(step.kind, StepKind::Base | StepKind::Unfunded | StepKind::Goal);
        is_between
            && (step.expected.whole != 0
                || !step.levers.is_empty()
                || step.not_planned().is_some_and(|lost| lost != 0))
    });
    let steps: Vec<BridgeStep> = steps
        .map(|step| BridgeStep {
            component: step.kind.word().to_owned(),
            amount: shown(step.expected.whole),
            not_planned: step.not_planned().map(shown),
            levers: step.levers.iter().map(|lever| lever_view(computed, lever)).collect(),
        })
        .collect();
    let cost = planned.steps.iter().fold(0_i64, |sum, step| sum.saturating_add(step.cost));
    let momentum = planned.momentum.amount.whole;
    let told = planned.momentum.unknown.len() < inputs.families.len().max(1) || momentum != 0;
    Some(BridgeView {
        mandate: growth.mandate.clone(),
        period: inputs.year.name.clone(),
        base: shown(whole(StepKind::Base)),
        base_says: growth.base_says.clone(),
        goal: shown(whole(StepKind::Goal)),
        steps,
        unfunded: shown(whole(StepKind::Unfunded)),
        unfunded_at_full: shown(planned.step(StepKind::Unfunded).map_or(0, |step| step.at_full.whole)),
        cost: shown(cost),
        momentum: (told && momentum != 0).then(|| shown(momentum)),
        options: planned.undecided.iter().map(|lever| lever_view(computed, lever)).collect(),
        happened: happened(computed),
        months: months(computed, planned),
        drivers: growth
            .drivers
            .iter()
            .map(|moved| DriverView {
                driver: moved.driver.clone(),
                most: rounded(moved.most),
                changes: moved.changes,
            })
            .collect(),
        remarks: growth
            .unreadable
            .iter()
            .cloned()
            .chain(planned.problems.iter().map(told_of))
            .chain(momentum_beside(inputs, planned))
            .collect(),
    })
}

fn lever_view(computed: &Computed, lever: &Counted) -> LeverView {
    let shown = |minor: i64| money(minor, computed.inputs.currency);
    let part = if lever.year_days > 0 { lever.days as f64 / lever.year_days as f64 } else { 0.0 };
    LeverView {
        lever: lever.id.clone(),
        name: lever.name.clone(),
        full: lever.full.map(shown),
        chance: rounded(ones(lever.chance)),
        part: rounded(part),
        amount: shown(lever.expected.whole),
        cost: lever.cost.map(shown),
        at: computed.growth.at.get(&lever.id).cloned().unwrap_or_default(),
    }
}

fn months(computed: &Computed, planned: &Planned) -> Vec<BridgeMonth> {
    let inputs = &computed.inputs;
    let of = |spread: Option<&Spread>, place: usize| {
        spread.and_then(|spread| spread.periods.get(place)).copied().unwrap_or(0)
    };
    let rows = inputs.months.iter().enumerate().map(|(place, month)| {
        let step = |kind: StepKind| of(planned.step(kind).map(|step| &step.expected), place);
        let (base, goal, unfunded) = (step(StepKind::Base), step(StepKind::Goal), step(StepKind::Unfunded));
        let added = goal.saturating_sub(base).saturating_sub(unfunded);
        let shown = |minor: i64| money(minor, inputs.currency);
        BridgeMonth {
            period: month.name.clone(),
            base: shown(base),
            added: shown(added),
            unfunded: shown(unfunded),
            goal: shown(goal),
        }
    });
    rows.collect()
}

fn happened(computed: &Computed) -> Option<HappenedView> {
    let (inputs, growth) = (&computed.inputs, &computed.growth);
    let (found, (_, from, until)) = growth.happened.as_ref().zip(growth.days)?;
    let shown = |millionths: i64| money(inputs.minor(millionths), inputs.currency);
    let of = |component: Component| found.whole.components.of(component);
    let more =
        [Component::Expansion, Component::NewOfferings, Component::Price, Component::Volume, Component::Mix];
    let grown = more.into_iter().fold(0_i64, |sum, component| sum.saturating_add(of(component).max(0)));
    let shrunk = [Component::Contraction, Component::Price, Component::Volume, Component::Mix]
        .into_iter()
        .fold(0_i64, |sum, component| sum.saturating_add(of(component).min(0)));
    let kept = retention(found.whole.before, grown, shrunk, of(Component::Churn).min(0));
    Some(HappenedView {
        from: from.to_string(),
        until: until.to_string(),
        before: shown(found.whole.before),
        after: shown(found.whole.after),
        parts: parts(inputs, &found.whole),
        segments: found
            .segments
            .iter()
            .map(|part| SegmentView {
                segment: part.segment.clone(),
                before: shown(part.change.before),
                after: shown(part.change.after),
                parts: parts(inputs, &part.change),
            })
            .collect(),
        kept_and_grown: kept.map(|kept| rounded(ones(kept.net))),
        kept: kept.map(|kept| rounded(ones(kept.gross))),
    })
}

fn parts(inputs: &Inputs, change: &Change) -> Vec<PartView> {
    let parts = minor(inputs, change).into_iter().filter(|(_, amount)| *amount != 0);
    parts
        .map(|(component, amount)| PartView {
            component: component.to_owned(),
            amount: money(amount, inputs.currency),
        })
        .collect()
}

/// What markets bring beside levers that speak of them.
fn momentum_beside(inputs: &Inputs, planned: &Planned) -> Option<String> {
    let momentum = &planned.momentum;
    let differs = !momentum.counts && momentum.amount.whole != 0;
    differs.then(|| {
        format!(
            "the growth of segments would bring {}; the lever for the market counts instead, {} apart",
            plumb_units::Money::new(momentum.amount.whole, inputs.currency),
            plumb_units::Money::new(momentum.beyond_levers, inputs.currency),
        )
    })
}

fn told_of(problem: &Problem) -> String {
    match problem {
        Problem::NoDays => "the fiscal year has no days, so no lever counts".to_owned(),
        Problem::PeriodsDoNotMeet(name) => format!("{name} does not begin where the month before it ends"),
        Problem::SomePeriodsOnly(kind) => {
            format!("months of the {} are told in part, so the year's is split over all", kind.word())
        }
        Problem::PeriodsDoNotSum(kind) => format!(
            "the months of the {} do not sum to the year's, which is split in their proportion",
            kind.word()
        ),
        Problem::NoAmount(id) => format!(
            "`{id}` has no amount that can be counted, so it counts for nothing; write `amount`, with an exchange rate where it is in another currency"
        ),
        Problem::NoDate(id) => {
            format!(
                "`{id}` comes from outside and has no closing date, so nothing of it counts; write `closes`"
            )
        }
        Problem::NoChance(id) => {
            format!("`{id}` comes from outside and counts as certain, as no chance is told; write `chance`")
        }
        Problem::ChanceOutside(id) => format!("the chance of `{id}` is not within 0 and 100 %"),
        Problem::LagBelowZero(id) => {
            format!("`{id}` shows before it is done; it counts from when it is done")
        }
        Problem::NotFromWithin(id) => format!("`{id}` is a purchase or an alliance and counts as one"),
        Problem::LossAboveZero(id) => {
            format!("`{id}` is a loss above zero; it counts as money that is kept. Write a minus for a loss")
        }
    }
}
