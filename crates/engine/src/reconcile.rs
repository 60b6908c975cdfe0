//! Finance's control totals beside the facts, and the rows that could explain a difference.

use std::collections::BTreeMap;

use plumb_catalog::measure::{CountedRow, counted_rows};
use plumb_catalog::{ControlCheck, control_checks};
use plumb_plan::Plan;
use plumb_store::{Cell, Store};
use plumb_units::{Amount, Date, Grain, MILLION, Period};
use serde::Serialize;

use crate::answers::{Origin, RejectView};
use crate::pass::{Look, Options};
use crate::review::PeriodView;
use crate::{EngineError, Workspace, remarks};

/// The rule whose threshold says how far facts may lie from control totals.
const RULE: &str = "orders-crm-mismatch";
const THRESHOLD: &str = "control_tolerance";

/// Days on either side of a period's border on which a row may have been counted in the other one.
const EDGE_DAYS: i64 = 5;

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
        let look = self.look(options)?;
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

/// What could explain a difference, the likeliest first.
fn leads(
    check: &ControlCheck,
    difference: i64,
    look: &Look,
    store: &Store,
    form: &Form,
    shown: usize,
) -> Result<Vec<LeadView>, EngineError> {
    let Some(measure) = look.texts.plan.entity("measure", &check.measure) else { return Ok(Vec::new()) };
    let read = |from: Date, until: Date| {
        let period = Period { name: String::new(), from, until };
        counted_rows(store, measure, &period).unwrap_or_default()
    };
    let inside = read(check.from, check.until);
    let mut found: Vec<(String, Vec<CountedRow>)> = Vec::new();
    let size = |rows: &[CountedRow]| {
        format!("{} rows", rows.len()).replacen("1 rows", "1 row", usize::from(rows.len() == 1))
    };
    let exactly: Vec<CountedRow> = if difference > 0 {
        inside.iter().filter(|row| row.value == difference).cloned().collect()
    } else {
        let near = around(check, &read);
        near.into_iter().filter(|row| Some(row.value) == difference.checked_neg()).collect()
    };
    if !exactly.is_empty() {
        let place = if difference > 0 { "in the period" } else { "just outside the period" };
        found.push((format!("{} {place} as large as the difference", size(&exactly)), exactly));
    }
    let is_bookings = measure.text("table") == Some("bookings");
    let notes: Vec<CountedRow> =
        inside.iter().filter(|row| row.kind.as_deref() == Some("credit-note")).cloned().collect();
    if is_bookings && difference > 0 {
        let says = if notes.is_empty() {
            "no row of kind `credit-note` in the period: Finance may have booked credit notes that the facts lack".to_owned()
        } else {
            format!("{} of kind `credit-note` in the period: Finance may have more of them", size(&notes))
        };
        found.push((says, notes));
    }
    let twice = if difference > 0 { alike(&inside) } else { Vec::new() };
    if !twice.is_empty() {
        found.push((
            format!(
                "{} of the same day, customer and value as another: one sale may stand there twice",
                size(&twice)
            ),
            twice,
        ));
    }
    let edge: Vec<CountedRow> = if difference > 0 {
        let near = |row: &&CountedRow| {
            days(check.from, row.day) < EDGE_DAYS || days(row.day, check.until) <= EDGE_DAYS
        };
        inside.iter().filter(near).cloned().collect()
    } else {
        around(check, &read)
    };
    if !edge.is_empty() {
        let says = if difference > 0 {
            format!(
                "{} in the first and last {EDGE_DAYS} days: Finance may have them in the period beside",
                size(&edge)
            )
        } else {
            format!(
                "{} in the {EDGE_DAYS} days before and after: Finance may have them in this period",
                size(&edge)
            )
        };
        found.push((says, edge));
    }
    if !inside.is_empty() {
        found.push((format!("{} in the period, the largest first", size(&inside)), inside));
    }
    let imported = match &look.facts {
        Some(facts) => Some(Store::open_read_only(facts, &plumb_facts::migrations())?),
        None => None,
    };
    let mut leads = Vec::new();
    for (says, mut rows) in found {
        rows.sort_by(|a, b| {
            b.value.unsigned_abs().cmp(&a.value.unsigned_abs()).then_with(|| a.at.cmp(&b.at))
        });
        let sum = rows.iter().try_fold(0_i64, |sum, row| sum.checked_add(row.value));
        let in_all = rows.len();
        rows.truncate(shown);
        let rows: Result<Vec<LeadRow>, EngineError> = rows
            .into_iter()
            .map(|row| {
                Ok(LeadRow {
                    origin: match &imported {
                        Some(facts) => crate::explain::origin(facts, &row.at)?,
                        None => None,
                    },
                    at: row.at,
                    day: row.day.to_string(),
                    kind: row.kind,
                    value: form.of(row.value),
                })
            })
            .collect();
        let sum = sum.filter(|_| in_all > 0).map(|sum| form.of(sum));
        leads.push(LeadView { says, sum, rows: rows?, rejects: Vec::new(), in_all });
    }
    if difference < 0
        && let Some(rejected) = rejected(look, measure.text("table").unwrap_or_default(), shown)?
    {
        leads.insert(0, rejected);
    }
    Ok(leads)
}

/// Rows just before and just after the period.
fn around(check: &ControlCheck, read: &impl Fn(Date, Date) -> Vec<CountedRow>) -> Vec<CountedRow> {
    let moved = |date: Date, days: i64| {
        (0..days.abs())
            .try_fold(date, |date, _| if days < 0 { date.yesterday() } else { date.tomorrow() })
            .unwrap_or(date)
    };
    let mut rows = read(moved(check.from, -EDGE_DAYS), check.from);
    rows.extend(read(check.until, moved(check.until, EDGE_DAYS)));
    rows
}

/// Days from one date to another.
fn days(from: Date, until: Date) -> i64 {
    plumb_units::DateRange { from, until: Some(until) }.days().unwrap_or(0)
}

/// Rows that another of the same day, customer and value stands beside; the first of each is left out.
fn alike(rows: &[CountedRow]) -> Vec<CountedRow> {
    let mut groups: BTreeMap<(Date, &str, i64), Vec<&CountedRow>> = BTreeMap::new();
    for row in rows {
        if let Some(account) = &row.account {
            groups.entry((row.day, account, row.value)).or_default().push(row);
        }
    }
    groups.into_values().flat_map(|group| group.into_iter().skip(1).cloned()).collect()
}

/// Rows of exports that no import could read, of this table or of one that is not known.
fn rejected(look: &Look, table: &str, shown: usize) -> Result<Option<LeadView>, EngineError> {
    let Some(facts) = &look.facts else { return Ok(None) };
    let store = Store::open_read_only(facts, &plumb_facts::migrations())?;
    let found = store.query(
        "select file, line, \"column\", field, value, reason from rejects where \"table\" = :table or coalesce(\"table\", '') = '' \
         order by import desc, file, line, \"column\"",
        &[("table", table.into())],
    )?;
    if found.rows.is_empty() {
        return Ok(None);
    }
    let text = |cell: Option<&Cell>| cell.and_then(Cell::text).map(str::to_owned);
    let whole = |cell: Option<&Cell>| cell.and_then(Cell::int).and_then(|whole| u64::try_from(whole).ok());
    let rejects = found.rows.iter().take(shown).map(|row| RejectView {
        file: text(row.first()).unwrap_or_default(),
        line: whole(row.get(1)).unwrap_or(0),
        column: whole(row.get(2)),
        field: text(row.get(3)),
        value: text(row.get(4)),
        reason: text(row.get(5)).unwrap_or_default(),
    });
    let in_all = found.rows.len();
    let rows = if in_all == 1 { "1 row".to_owned() } else { format!("{in_all} rows") };
    Ok(Some(LeadView {
        says: format!("{rows} of the exports could not be read, of this period or another"),
        sum: None,
        rows: Vec::new(),
        rejects: rejects.collect(),
        in_all,
    }))
}
