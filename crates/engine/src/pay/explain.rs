//! Where an amount of pay comes from: transactions, the plan's text, tiers, rounding.

use plumb_pay::explain::Explained;
use plumb_pay::{Paid, PayPlan};
use plumb_units::Period;

use super::lines::{Lines, credits, key};
use super::questions::PayLook;
use super::statement::{self, Sheet, component_view, fact_place, period_view, place_of, plan_view, steps};
use super::view::{BelowView, CreditView, ExplainView};
use super::words;
use crate::EngineError;
use crate::outlooks::{Dated, dated};
use crate::pass::Options;
use crate::view::money;
use crate::workspace::Workspace;

impl Workspace {
    /// Where a line comes from, by its id (`PLAN/PERSON/COMPONENT/table/source/key`), or the amount of a component in a pay
    /// period (`PLAN/PERSON/COMPONENT/PERIOD`).
    ///
    /// # Errors
    /// No such line, with the nearest id; those of [`Workspace::pay_statement`].
    pub fn pay_explain(&self, line: &str, options: &Options) -> Result<Dated<ExplainView>, EngineError> {
        let look = self.pay_look(options, None)?;
        let line = line.trim();
        let mut known = Vec::new();
        for paid in &look.computed.run.paid {
            let Some(plan) = look.computed.plan(paid.plan) else { continue };
            let own = format!("{}/{}/", plan.id, look.computed.id(paid.person));
            if !line.starts_with(&own) {
                known.push(own);
                continue;
            }
            if let Some(view) = of(&look, paid, line) {
                return Ok(dated(&look.look, view));
            }
            let lines = Lines::of(&look.computed, paid.person, paid.plan);
            let ids = lines.lines.iter().map(|(id, _)| id.as_str());
            return Err(EngineError::unknown(format!("`{line}` is no line of pay"), line, ids));
        }
        let says = format!(
            "`{line}` is no line of pay; a line is `PLAN/PERSON/COMPONENT/table/source/key`, as a statement shows it"
        );
        Err(EngineError::unknown(says, line, known.iter().map(String::as_str)))
    }
}

/// The line of a seat, or the amount of one of its components in a pay period; `None` where there is none of that id.
pub(super) fn of(look: &PayLook, paid: &Paid, line: &str) -> Option<ExplainView> {
    let plan = look.computed.plan(paid.plan)?;
    let rest = line.strip_prefix(&format!("{}/{}/", plan.id, look.computed.id(paid.person)))?;
    let lines = Lines::of(&look.computed, paid.person, paid.plan);
    if let Some((_, found)) = lines.lines.iter().find(|(id, _)| id == line) {
        return Some(of_line(look, paid, plan, &lines, line, found));
    }
    plan.components.iter().enumerate().find_map(|(place, component)| {
        let name = rest.strip_prefix(&component.id)?.strip_prefix('/')?;
        of_period(look, paid, plan, &lines, place, look.computed.period(paid.plan, name)?)
    })
}

fn of_line(
    look: &PayLook,
    paid: &Paid,
    plan: &PayPlan,
    lines: &Lines,
    id: &str,
    line: &Explained,
) -> ExplainView {
    let computed = &look.computed;
    let periods = computed.periods.get(paid.plan).map_or(&[][..], Vec::as_slice);
    let period = periods.get(line.period).cloned().unwrap_or_else(|| Period {
        name: String::new(),
        from: line.day,
        until: line.day,
    });
    let next_day = line.day.tomorrow().unwrap_or(line.day);
    let credit = plan.credits.get(line.credit).map(|credit| credit.id.clone());
    let own_key = key(computed, line.event);
    let all = credits(computed, (paid.person, paid.plan), lines, (line.day, next_day));
    let own = |view: &CreditView| view.key == own_key && Some(&view.credit) == credit.as_ref();
    let mut at: Vec<_> = own_key.iter().map(|key| fact_place(key)).collect();
    if let Some(back) = line.takes_back.and_then(|event| key(computed, Some(event))) {
        at.push(fact_place(&back));
    }
    let mut view = frame(look, paid, plan, line.component, &period, id, line.pays);
    view.window = line.window.as_ref().map(period_view);
    view.quota = quota(look, paid, plan, line.component, line);
    view.credits = all.into_iter().filter(own).collect();
    view.lines = lines.view(computed, paid.plan, id, line).into_iter().collect();
    view.from_below = line
        .from_below
        .iter()
        .map(|below| BelowView {
            person: computed.id(below.person).to_owned(),
            key: key(computed, below.event),
            amount: money(below.amount, plan.currency),
            pays: money(below.pays, plan.currency),
        })
        .collect();
    at.extend(view.from_below.iter().filter_map(|below| below.key.as_deref()).map(fact_place));
    at.append(&mut view.at);
    at.extend(statement_place(look, paid, plan, line));
    view.at = at;
    view
}

/// The rule of crediting in the plan's text.
fn statement_place(
    look: &PayLook,
    paid: &Paid,
    plan: &PayPlan,
    line: &Explained,
) -> Option<crate::review::PlaceView> {
    place_of(&look.desk(), paid.plan, &format!("pay.{}.credit.{}", plan.id, line.credit + 1))
}

fn of_period(
    look: &PayLook,
    paid: &Paid,
    plan: &PayPlan,
    lines: &Lines,
    component: usize,
    place: usize,
) -> Option<ExplainView> {
    let computed = &look.computed;
    let period = computed.periods.get(paid.plan)?.get(place)?.clone();
    let of = plan.components.get(component)?;
    let desk = look.desk();
    let sheet = Sheet::of(&desk, paid);
    let entered = sheet.posted_in(&period.name);
    let own: Vec<_> = entered.into_iter().filter(|entered| entered.posting.component == of.id).collect();
    let amount = own.iter().filter(|entered| {
        super::figures::is_earned(entered.posting) && entered.posting.earned == period.name
    });
    let amount = amount.fold(0_i64, |sum, entered| sum.saturating_add(entered.posting.amount.minor()));
    let id = format!("{}/{}/{}/{}", plan.id, computed.id(paid.person), of.id, period.name);
    let mut view = frame(look, paid, plan, component, &period, &id, amount);
    let shown: Vec<&(String, Explained)> =
        lines.lines.iter().filter(|(_, line)| line.component == component && line.period == place).collect();
    let ids: Vec<&str> = shown.iter().map(|(id, _)| id.as_str()).collect();
    view.lines = shown
        .iter()
        .filter(|(_, line)| line.pays != 0 || line.basis != 0)
        .filter_map(|(id, line)| lines.view(computed, paid.plan, id, line))
        .collect();
    view.credits = credits(computed, (paid.person, paid.plan), lines, (period.from, period.until))
        .into_iter()
        .filter(|credit| credit.lines.iter().any(|line| ids.contains(&line.as_str())))
        .collect();
    view.steps = steps(&own, &period.name);
    view.window = shown.last().and_then(|(_, line)| line.window.as_ref()).map(period_view);
    view.quota = shown.last().and_then(|(_, line)| quota(look, paid, plan, component, line));
    let facts: Vec<_> =
        view.credits.iter().filter_map(|credit| credit.key.as_deref()).map(fact_place).collect();
    let rules = std::mem::take(&mut view.at);
    view.at = facts.into_iter().chain(rules).collect();
    Some(view)
}

fn frame(
    look: &PayLook,
    paid: &Paid,
    plan: &PayPlan,
    component: usize,
    period: &Period,
    id: &str,
    amount: i64,
) -> ExplainView {
    let desk = look.desk();
    let who = look.computed.inputs.people.get(paid.person as usize).cloned().unwrap_or_default();
    let of = plan.components.get(component);
    let view = of.map(|of| component_view(&desk, paid.plan, plan, component, of, amount));
    let at = view.iter().filter_map(|view| view.at.clone()).collect();
    ExplainView {
        line: id.to_owned(),
        person: who.id,
        name: who.name,
        plan: plan_view(plan),
        component: view.unwrap_or_else(|| super::view::ComponentView {
            id: String::new(),
            objective: None,
            at: None,
            earned: money(amount, plan.currency),
            how: String::new(),
        }),
        period: statement::period_view(period),
        window: None,
        credits: Vec::new(),
        lines: Vec::new(),
        from_below: Vec::new(),
        steps: Vec::new(),
        quota: None,
        amount: money(amount, plan.currency),
        at,
    }
}

/// The quota that a line is counted against, in words.
fn quota(look: &PayLook, paid: &Paid, plan: &PayPlan, component: usize, line: &Explained) -> Option<String> {
    let measure = plan.measures.get(plan.components.get(component)?.measure?)?;
    let quota = words::number(plan, measure, line.quota?);
    let window = line.window.as_ref().map_or_else(String::new, |window| format!(" for {}", window.name));
    let from = match &measure.quota {
        plumb_pay::measure::Quota::Table(name) => {
            let rows = look
                .computed
                .inputs
                .given
                .quotas
                .iter()
                .filter(|row| row.person == paid.person && row.measure == *name);
            let inside = rows.filter(|row| {
                line.window.as_ref().is_none_or(|window| row.from < window.until && row.until > window.from)
            });
            let told: Vec<String> = inside
                .map(|row| {
                    format!(
                        "{} from {} until {}",
                        words::number(plan, measure, row.amount),
                        row.from,
                        row.until
                    )
                })
                .collect();
            format!(", of {}", told.join(" and "))
        }
        plumb_pay::measure::Quota::Fixed(_) => ", the same for everybody".to_owned(),
        plumb_pay::measure::Quota::None => String::new(),
    };
    Some(format!("{quota} of `{}`{window}{from}", measure.id))
}
