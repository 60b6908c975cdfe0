//! `plumb pay analyse`: the analysis of pay plans as plain data.

use plumb_units::{Money, Rate};

use super::analysis::{Analysis, Point};
use super::cost::Costed;
use super::questions::PayLook;
use super::statement::{place_of, plan_view};
use super::view::{
    AnalyseView, CostView, CurveView, DeadView, InversionView, MixView, ShapeView, SlopeView, TimingView,
};
use crate::EngineError;
use crate::engines::{Wanted, cost_of_pay};
use crate::outlooks::{Dated, dated};
use crate::pass::Options;
use crate::view::{money, rounded};
use crate::workspace::Workspace;

impl Workspace {
    /// What pay plans pay for: all of them, or one.
    ///
    /// # Errors
    /// A plan that there is not; those of [`Workspace::pay_statement`].
    pub fn pay_analyse(
        &self,
        plan: Option<&str>,
        options: &Options,
    ) -> Result<Dated<AnalyseView>, EngineError> {
        let look = self.pay_look(options, None)?;
        let plans = &look.computed.inputs.plans;
        let wanted = match plan {
            None => None,
            Some(id) => Some(plans.iter().position(|known| known.id == id).ok_or_else(|| {
                let known = plans.iter().map(|known| known.id.as_str());
                EngineError::unknown(format!("no pay plan is called `{id}`"), id, known)
            })?),
        };
        let found = Analysis::of(&look.computed, &look.look.texts.plan, options.threads);
        let mut view = view(&look, &found, wanted);
        if wanted.is_none() {
            let asked = Wanted { seed: options.seed, threads: options.threads, paths: super::cost::PATHS };
            let cost = cost_of_pay(&look.computed, &look.look.texts.plan, &look.look.catalogue, asked)?;
            view.cost = cost.iter().map(cost_view).collect();
        }
        Ok(dated(&look.look, view))
    }
}

fn view(look: &PayLook, found: &Analysis, wanted: Option<usize>) -> AnalyseView {
    let computed = &look.computed;
    let is_wanted = |plan: usize| wanted.is_none_or(|wanted| wanted == plan);
    let id = |plan: usize| computed.plan(plan).map_or_else(String::new, |plan| plan.id.clone());
    let plans = computed.inputs.plans.iter().enumerate().filter(|(place, _)| is_wanted(*place));
    let currency = computed.inputs.plans.first().map(|plan| plan.currency);
    AnalyseView {
        plans: plans.map(|(_, plan)| plan_view(plan)).collect(),
        shapes: found
            .points
            .iter()
            .filter(|point| is_wanted(point.plan))
            .filter_map(|point| shape(look, point))
            .collect(),
        curve: found
            .curve
            .iter()
            .filter(|sample| is_wanted(sample.plan))
            .map(|sample| CurveView {
                plan: id(sample.plan),
                component: None,
                attainment: rounded(sample.attainment),
                paid_share: rounded(sample.paid_share),
                slope: Some(rounded(sample.slope)),
            })
            .collect(),
        slopes: found
            .slopes
            .iter()
            .filter(|slope| is_wanted(slope.plan))
            .map(|slope| SlopeView {
                plan: id(slope.plan),
                role: Some(slope.role.clone()),
                person: slope.person.map(|person| computed.id(person).to_owned()),
                offering: slope.offering.clone(),
                segment: slope.segment.clone(),
                day: slope.day.to_string(),
                now: rounded(slope.now),
                year: Some(rounded(slope.year)),
                cash: Some(rounded(slope.cash)),
            })
            .collect(),
        mix: found
            .mix
            .iter()
            .filter(|mix| mix.plan == wanted || (wanted.is_none() && mix.plan.is_some()))
            .map(|mix| MixView {
                objective: mix.objective.clone(),
                plan: mix.plan.map(id),
                weight: mix.weight.map(rounded),
                pay_share: rounded(mix.pay_share),
                value: mix.value,
                price: mix.price.map(rounded),
            })
            .collect(),
        inversions: found
            .inversions
            .iter()
            .filter(|_| wanted.is_none())
            .filter_map(|of| {
                Some(InversionView {
                    more: of.more.clone(),
                    less: of.less.clone(),
                    day: of.day.to_string(),
                    value_ratio: rounded(of.value_ratio),
                    pay_ratio: rounded(of.pay_ratio),
                    amount: money(of.amount, currency?),
                })
            })
            .collect(),
        timing: found
            .timing
            .iter()
            .filter(|moved| is_wanted(moved.plan))
            .filter_map(|moved| {
                Some(TimingView {
                    plan: id(moved.plan),
                    person: Some(computed.id(moved.person).to_owned()),
                    period: moved.period.clone(),
                    gain: money(moved.gain, computed.plan(moved.plan)?.currency),
                    direction: if moved.later { "later" } else { "earlier" }.to_owned(),
                })
            })
            .collect(),
        dead: found
            .dead
            .iter()
            .filter(|dead| is_wanted(dead.plan))
            .filter_map(|dead| {
                let currency = computed.plan(dead.plan)?.currency;
                Some(DeadView {
                    plan: id(dead.plan),
                    period: dead.period.clone(),
                    end: dead.end.to_string(),
                    people: dead.people.into(),
                    earns_nothing: dead.earns_nothing.into(),
                    paid_nothing: dead.paid_nothing.into(),
                    money: money(dead.money, currency),
                    money_earns_nothing: money(dead.money_earns_nothing, currency),
                    money_paid_nothing: money(dead.money_paid_nothing, currency),
                })
            })
            .collect(),
        cost: Vec::new(),
    }
}

fn cost_view(of: &Costed) -> CostView {
    let amount = |minor: i64| money(minor, of.currency);
    CostView {
        period: of.year.clone(),
        p10: amount(of.earned.p10),
        p50: amount(of.earned.p50),
        p90: amount(of.earned.p90),
        mean: amount(of.earned.mean),
        target: amount(of.target),
        share_p50: of.share_p50.map(rounded),
        paths: i64::try_from(of.paths).unwrap_or(i64::MAX),
    }
}

fn shape(look: &PayLook, point: &Point) -> Option<ShapeView> {
    let plan = look.computed.plan(point.plan)?;
    let component = plan.components.get(point.component)?;
    let at = match (point.attainment, point.amount) {
        (Some(share), _) => Rate::from_millionths((share * 1e6).round() as i64).to_string(),
        (None, Some(amount)) => Money::new(amount, plan.currency).to_string(),
        (None, None) => return None,
    };
    let jump = Money::new(point.jump, plan.currency);
    let says = match point.kind {
        "cliff" => format!("at {at} pay jumps by {jump}"),
        "cap" => format!("above {at} nothing more is paid"),
        "flat" => format!("from {at} on more brings nothing for a while"),
        _ if point.before > 0.0 => {
            let times = format!("{:.2}", point.after / point.before);
            let times = times.trim_end_matches('0').trim_end_matches('.');
            format!("above {at} a unit pays {times} times what it pays below")
        }
        _ => format!("from {at} on a unit pays more than nothing"),
    };
    Some(ShapeView {
        plan: plan.id.clone(),
        component: component.id.clone(),
        kind: point.kind.to_owned(),
        at,
        before: Some(rounded(point.before)),
        after: Some(rounded(point.after)),
        jump: Some(money(point.jump, plan.currency)),
        place: place_of(
            &look.desk(),
            point.plan,
            &format!("pay.{}.component.{}", plan.id, point.component + 1),
        ),
        says,
    })
}
