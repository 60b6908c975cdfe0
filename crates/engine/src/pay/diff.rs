//! Why pay is not what it was: inputs of then become those of now, one at a time, and each shows what it does.
//!
//! The pay of then is computed again from what was kept with its run. Changes are put in one after another, in a fixed order, and
//! a cause is what pay did when it came in; so causes always sum to the whole difference.

mod changes;

use std::collections::BTreeMap;

use plumb_pay::PayPlan;
use plumb_plan::Plan;
use plumb_units::{Currency, Date};

use self::changes::{Change, changes};
use super::inputs::Inputs;
use super::kept;
use super::questions::{PayLook, sums};
use super::sheets::Sheets;
use super::statement::period_view;
use super::view::{CauseView, DiffView};
use crate::EngineError;
use crate::outlooks::{Dated, dated, nothing};
use crate::pass::Options;
use crate::view::money;
use crate::workspace::{Workspace, understand};

/// Changes of one sort beyond so many are told together.
const SINGLE_MAX: usize = 40;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffRequest {
    /// Whose pay; everybody's without.
    pub person: Option<String>,
    /// Of which pay period.
    pub period: String,
    /// As the newest run made up to this day had it; without, the newest run made from other inputs.
    pub before: Option<Date>,
    /// As this run had it, by its number; comes before `before`.
    pub run: Option<i64>,
    /// With what; as it is computed now without.
    pub with_run: Option<i64>,
}

/// One state of everything that pay is computed from.
struct State<'a> {
    plan: &'a Plan,
    pay: Vec<PayPlan>,
    sheets: Sheets,
}

/// What is paid in the period, by person and currency.
type Paid = BTreeMap<(String, Currency), i64>;

impl Workspace {
    /// Why what is paid in a period differs from what an earlier run had: causes that sum exactly to the difference.
    ///
    /// # Errors
    /// No earlier run, or one that is not kept any more; those of [`Workspace::pay_statement`].
    pub fn pay_diff(&self, request: &DiffRequest, options: &Options) -> Result<Dated<DiffView>, EngineError> {
        let look = self.pay_look(options, None)?;
        let before = run_of(&look, request)?;
        let after = match request.with_run {
            Some(number) => Some(numbered(&look, number)?),
            None => None,
        };
        let missing = |run: &plumb_ledger::Run| {
            nothing(format!(
                "what run {} was computed from is not kept any more, so nobody can tell causes",
                run.id
            ))
        };
        let old = kept::read(self, &before.input_hash)?.ok_or_else(|| missing(before))?;
        let texts = |kept: &kept::Kept| {
            let texts = kept.texts.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes()));
            understand(texts.collect(), Vec::new())
        };
        let old_texts = texts(&old);
        let new_kept = match after {
            Some(run) => Some(kept::read(self, &run.input_hash)?.ok_or_else(|| missing(run))?),
            None => None,
        };
        let new_texts = new_kept.as_ref().map(texts);
        let old_plan = old_texts.plan.confirmed();
        let confirmed = new_texts.map(|texts| texts.plan.confirmed());
        let new_plan = confirmed.as_ref().unwrap_or(&look.look.texts.plan);
        let new_sheets = new_kept.map_or_else(|| look.computed.sheets.clone(), |kept| kept.sheets);
        let state = |plan, sheets: Sheets| State { plan, pay: pay(plan, &sheets), sheets };
        let (from, to) = (state(&old_plan, old.sheets), state(new_plan, new_sheets));
        let view = compare(&look, request, from, &to)?;
        let told = |run: &plumb_ledger::Run| format!("run {} of {}", run.id, run.made_on);
        let view = DiffView {
            before_is: told(before),
            after_is: after.map_or_else(|| "as it is computed now".to_owned(), told),
            ..view
        };
        Ok(dated(&look.look, view))
    }
}

fn numbered(look: &PayLook, number: i64) -> Result<&plumb_ledger::Run, EngineError> {
    look.books
        .runs
        .iter()
        .find(|run| run.id.0 == number)
        .ok_or_else(|| nothing(format!("there is no run {number}")))
}

/// The run that pay is compared with.
fn run_of<'l>(look: &'l PayLook, request: &DiffRequest) -> Result<&'l plumb_ledger::Run, EngineError> {
    if let Some(number) = request.run {
        return numbered(look, number);
    }
    let mut runs = look.books.runs.iter().rev().filter(|run| !run.by_hand);
    let found = match request.before {
        Some(day) => runs.find(|run| run.made_on <= day),
        None => {
            let other = runs.clone().find(|run| run.input_hash != look.computed.hash);
            other.or_else(|| runs.next())
        }
    };
    found.ok_or_else(|| nothing("no run was made before; make one with `plumb pay run`"))
}

fn pay(plan: &Plan, sheets: &Sheets) -> Vec<PayPlan> {
    let as_of = plumb_units::parse_date(&sheets.as_of);
    let read = as_of.and_then(|as_of| super::computed::plans(plan, as_of));
    read.map_or_else(Vec::new, |(reads, _)| reads.into_iter().map(|read| read.plan).collect())
}

fn compare<'a>(
    look: &PayLook,
    request: &DiffRequest,
    mut state: State<'a>,
    to: &State<'a>,
) -> Result<DiffView, EngineError> {
    let computed = &look.computed;
    let found = (0..computed.inputs.plans.len()).find_map(|plan| {
        let place = computed.period(plan, &request.period)?;
        computed.periods.get(plan)?.get(place)
    });
    let period = found.ok_or_else(|| {
        let known = computed.periods.iter().flatten().map(|period| period.name.as_str());
        EngineError::unknown(
            format!("`{}` is no pay period of a pay plan", request.period),
            &request.period,
            known,
        )
    })?;
    if let Some(person) = &request.person {
        look.seats(person)?;
    }
    let whose = request.person.as_deref();
    let paid = |state: &State<'_>| paid(state, &period.name, whose);
    let before = paid(&state);
    let after = paid(to);
    let mut now = before.clone();
    let mut causes = Vec::new();
    for change in changes(&state, to, whose, SINGLE_MAX) {
        change.put(&mut state, to);
        let next = paid(&state);
        causes.extend(told(&change, &now, &next));
        now = next;
    }
    // Whatever no change above names.
    let rest = Change::rest();
    causes.extend(told(&rest, &now, &after));
    Ok(DiffView {
        person: request.person.clone(),
        period: period_view(period),
        before_is: String::new(),
        after_is: String::new(),
        before: sums(before.into_iter().map(|((_, currency), minor)| (currency, minor))),
        after: sums(after.into_iter().map(|((_, currency), minor)| (currency, minor))),
        causes,
    })
}

fn told(change: &Change, before: &Paid, after: &Paid) -> Vec<CauseView> {
    let keys: std::collections::BTreeSet<&(String, Currency)> = before.keys().chain(after.keys()).collect();
    let of = |paid: &Paid, key: &(String, Currency)| paid.get(key).copied().unwrap_or(0);
    let causes = keys.into_iter().filter_map(|key| {
        let more = of(after, key).saturating_sub(of(before, key));
        (more != 0).then(|| CauseView {
            person: key.0.clone(),
            kind: change.kind.to_owned(),
            what: change.what.clone(),
            at: change.at.as_deref().map(super::statement::fact_place),
            amount: money(more, key.1),
        })
    });
    causes.collect()
}

/// What a state pays in a period.
fn paid(state: &State<'_>, period: &str, whose: Option<&str>) -> Paid {
    let mut found = Paid::new();
    let Some(inputs) = Inputs::of(state.plan, state.pay.clone(), &state.sheets) else { return found };
    let run = plumb_pay::run(&inputs.plans, &inputs.events, &inputs.given, 1);
    for seat in &run.paid {
        let (Some(plan), Some(who)) = (inputs.plans.get(seat.plan), inputs.people.get(seat.person as usize))
        else {
            continue;
        };
        if whose.is_some_and(|id| id != who.id) {
            continue;
        }
        let windows = plumb_pay::periods::windows(&inputs.given.calendar, plan.every, plan.from, plan.until);
        for (window, paid) in windows.iter().zip(&seat.periods).filter(|(window, _)| window.name == period) {
            let _ = window;
            let sum = found.entry((who.id.clone(), plan.currency)).or_default();
            *sum = sum.saturating_add(paid.paid);
        }
    }
    found
}
