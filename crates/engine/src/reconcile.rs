//! Finance's control totals beside the facts, and the rows that could explain a difference.

mod leads;

use plumb_catalog::{ControlCheck, control_checks};
use plumb_plan::Plan;
use plumb_store::Store;
use plumb_units::{Amount, Date, Grain, MILLION};
use serde::Serialize;

use crate::answers::{Origin, RejectView};
use crate::pass::{Look, Options};
use crate::review::PeriodView;
use crate::{EngineError, Workspace, remarks};
use leads::leads;

/// The rule whose threshold says how far facts may lie from control totals.
const RULE: &str = "orders-crm-mismatch";
const THRESHOLD: &str = "control_tolerance";

/// Finance's control totals against the facts.
#[derive(Clone, Debug, Serialize)]
pub struct ReconcileView {
    /// Of this form.
    pub version: u32,
    /// The company.
    pub company: String,
    /// The day of the review.
    pub as_of: String,
    /// How far facts may lie from Finance, as a share of what Finance says.
    pub tolerance: f64,
    /// Whether no difference is beyond the tolerance.
    pub clean: bool,
    /// One entry per measure, source and period that is over, in that order.
    pub totals: Vec<ControlTotalView>,
    /// What would turn the comparison on, where there is nothing to compare.
    pub missing: Option<String>,
    /// What was left out, in sentences.
    pub notes: Vec<String>,
}

/// One control total beside the facts.
#[derive(Clone, Debug, Serialize)]
pub struct ControlTotalView {
    /// The measure.
    pub measure: String,
    /// The period.
    pub period: PeriodView,
    /// The source that told the control total.
    pub source: String,
    /// Where it stands: `table/source/key`.
    pub at: String,
    /// What Finance says.
    pub finance: Option<FigureView>,
    /// What the measure gives.
    pub facts: Option<FigureView>,
    /// Facts less Finance.
    pub difference: Option<FigureView>,
    /// The difference as a share of what Finance says.
    pub share: Option<f64>,
    /// `agrees`, `differs`, or `not compared`.
    pub state: String,
    /// Why the two are not compared.
    pub why_not: Option<String>,
    /// Rows of facts that count.
    pub rows: i64,
    /// What could explain a difference, the likeliest first.
    pub leads: Vec<LeadView>,
}

/// A figure, exact; never a float.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FigureView {
    /// Decimal digits.
    pub amount: String,
    /// Three letters, where it is money.
    pub currency: Option<String>,
}

/// Rows that could explain a difference.
#[derive(Clone, Debug, Serialize)]
pub struct LeadView {
    /// What they are, in a sentence.
    pub says: String,
    /// Their sum.
    pub sum: Option<FigureView>,
    /// The first of them, the largest first.
    pub rows: Vec<LeadRow>,
    /// Rows of exports that could not be read.
    pub rejects: Vec<RejectView>,
    /// How many there are in all.
    pub in_all: usize,
}

/// One row of facts.
#[derive(Clone, Debug, Serialize)]
pub struct LeadRow {
    /// Where it comes from: `table/source/key`.
    pub at: String,
    /// The day on which it counts.
    pub day: String,
    /// What sort of row it is, where its table says so.
    pub kind: Option<String>,
    /// What it brings.
    pub value: FigureView,
    /// Where it was read.
    pub origin: Option<Origin>,
}

impl Workspace {
    /// Compares Finance's control totals with what the measures give in their periods. Of each difference beyond the
    /// tolerance it lists up to `rows` rows per lead.
    ///
    /// # Errors
    /// Those of [`Workspace::check`].
    pub fn reconcile(&self, options: &Options, rows: usize) -> Result<ReconcileView, EngineError> {
        let look = self.look(options, crate::pass::Engines::Rest)?;
        let store = look.catalogue.connect()?;
        let plan = &look.texts.plan;
        let checks = control_checks(plan, &store, look.catalogue.ground())?;
        let tolerance = tolerance(&look);
        let mut totals = Vec::new();
        for check in &checks {
            totals.push(total(check, &look, &store, tolerance, rows)?);
        }
        let clean = totals.iter().all(|total| total.state != "differs");
        Ok(ReconcileView {
            version: 1,
            company: plan.company.name.clone(),
            as_of: look.as_of.date.clone(),
            tolerance: tolerance as f64 / MILLION as f64,
            clean,
            missing: missing(&store, &totals)?,
            totals,
            notes: remarks::unread(&look)?.map(|problem| problem.message).into_iter().collect(),
        })
    }
}

/// The tolerance that holds in this company, in millionths.
fn tolerance(look: &Look) -> i64 {
    let rule = look.texts.rules.iter().find(|rule| rule.page.name == RULE);
    let value = rule.and_then(|rule| rule.thresholds.get(THRESHOLD)?.value.real());
    value.map_or(10_000, |value| (value * MILLION as f64).round() as i64)
}

/// What would turn the comparison on.
fn missing(store: &Store, totals: &[ControlTotalView]) -> Result<Option<String>, EngineError> {
    if !totals.is_empty() {
        return Ok(None);
    }
    let told = store.query("select count(*) from control_totals", &[])?;
    let told = told.rows.first().and_then(|row| row.first()?.int()).unwrap_or(0);
    Ok(Some(if told == 0 {
        "there are no control totals of Finance: import the table `control_totals` (a measure, its first day, the day after its last, an amount), as docs/reconcile.md shows".to_owned()
    } else {
        format!(
            "no period of the {told} control totals is over by the day of the review; give a later day with `--as-of`"
        )
    }))
}

fn total(
    check: &ControlCheck,
    look: &Look,
    store: &Store,
    tolerance: i64,
    rows: usize,
) -> Result<ControlTotalView, EngineError> {
    let plan = &look.texts.plan;
    let form = Form { currency: currency(check, plan) };
    let pair = check.finance.zip(check.facts).filter(|_| check.why_not.is_none());
    let difference = pair.and_then(|(finance, facts)| facts.checked_sub(finance));
    let differs = pair.zip(difference).is_some_and(|((finance, _), difference)| {
        i128::from(difference).abs() * i128::from(MILLION) > i128::from(finance).abs() * i128::from(tolerance)
    });
    let leads = match difference.filter(|_| differs) {
        Some(difference) => leads(check, difference, look, store, &form, rows)?,
        None => Vec::new(),
    };
    Ok(ControlTotalView {
        measure: check.measure.clone(),
        period: period(check.from, check.until, look),
        source: check.source.clone(),
        at: check.at.clone(),
        finance: check.finance.map(|value| form.of(value)),
        facts: check.facts.map(|value| form.of(value)),
        difference: difference.map(|value| form.of(value)),
        share: pair
            .zip(difference)
            .filter(|((finance, _), _)| *finance != 0)
            .map(|((finance, _), difference)| difference as f64 / finance.unsigned_abs() as f64),
        state: match (difference, differs) {
            (None, _) => "not compared",
            (Some(_), true) => "differs",
            (Some(_), false) => "agrees",
        }
        .to_owned(),
        why_not: check.why_not.clone(),
        rows: check.rows,
        leads,
    })
}

/// How the figures of a measure are written.
struct Form {
    currency: Option<String>,
}

impl Form {
    fn of(&self, millionths: i64) -> FigureView {
        FigureView {
            amount: Amount::from_millionths(millionths).to_string(),
            currency: self.currency.clone(),
        }
    }
}

fn currency(check: &ControlCheck, plan: &Plan) -> Option<String> {
    plan.company.currency.filter(|_| check.is_money).map(|currency| currency.to_string())
}

/// The period by its name in the company's calendar, where it is one of it.
fn period(from: Date, until: Date, look: &Look) -> PeriodView {
    let calendar = &look.catalogue.ground().calendar;
    let named = [Grain::Month, Grain::Quarter, Grain::Year]
        .into_iter()
        .filter_map(|grain| calendar.period(from, grain))
        .find(|period| period.from == from && period.until == until);
    let last = until.yesterday().unwrap_or(until);
    PeriodView {
        name: named.map_or_else(|| format!("{from} to {last}"), |period| period.name),
        from: from.to_string(),
        until: until.to_string(),
    }
}
