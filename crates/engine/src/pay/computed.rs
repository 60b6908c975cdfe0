//! Pay, computed: plans read, facts gathered, one run over all of it.

use std::fmt::Write as _;

use plumb_catalog::Catalogue;
use plumb_diag::Problem;
use plumb_pay::periods::windows;
use plumb_pay::{PayPlan, Run};
use plumb_plan::Plan;
use plumb_store::Store;
use plumb_units::{Date, Grain, Period};
use sha2::{Digest as _, Sha256};

use super::inputs::Inputs;
use super::read::{self, Read};
use super::sheets::Sheets;
use crate::EngineError;

/// Everybody's pay, and what it was computed from.
pub(crate) struct Computed {
    pub(crate) reads: Vec<Read>,
    pub(crate) inputs: Inputs,
    pub(crate) run: Run,
    /// The pay periods of each plan.
    pub(crate) periods: Vec<Vec<Period>>,
    /// What is wrong with the plans.
    pub(crate) problems: Vec<Problem>,
    pub(super) sheets: Sheets,
    /// A hash of everything above.
    pub(crate) hash: String,
}

impl Computed {
    /// Computes it; `None` where there is no pay plan, or no fiscal year that holds the day.
    pub(crate) fn read(
        plan: &Plan,
        catalogue: &Catalogue,
        store: &Store,
        threads: usize,
    ) -> Result<Option<Self>, EngineError> {
        let ground = catalogue.ground();
        let Some((reads, problems)) = plans(plan, ground.as_of) else { return Ok(None) };
        let pay: Vec<PayPlan> = reads.iter().map(|read| read.plan.clone()).collect();
        let sheets = Sheets::read(plan, &pay, &ground.calendar, ground.as_of, store)?;
        Ok(Self::of(plan, reads, problems, sheets, threads))
    }

    /// The same from tables that were kept.
    pub(super) fn of(
        plan: &Plan,
        reads: Vec<Read>,
        problems: Vec<Problem>,
        sheets: Sheets,
        threads: usize,
    ) -> Option<Self> {
        let pay: Vec<PayPlan> = reads.iter().map(|read| read.plan.clone()).collect();
        let hash = hash(&pay, &sheets);
        let inputs = Inputs::of(plan, pay, &sheets)?;
        let run = plumb_pay::run(&inputs.plans, &inputs.events, &inputs.given, threads);
        let of = |plan: &PayPlan| windows(&inputs.given.calendar, plan.every, plan.from, plan.until);
        let periods = inputs.plans.iter().map(of).collect();
        Some(Self { reads, periods, inputs, run, problems, sheets, hash })
    }

    /// The last day that is known.
    pub(crate) fn as_of(&self) -> Date {
        self.inputs.given.as_of
    }

    pub(crate) fn plan(&self, place: usize) -> Option<&PayPlan> {
        self.inputs.plans.get(place)
    }

    /// The place of a pay period of a plan by its name, or by a day that it holds.
    pub(crate) fn period(&self, plan: usize, name: &str) -> Option<usize> {
        let periods = self.periods.get(plan)?;
        let day = plumb_units::parse_date(name);
        let month = match name.as_bytes() {
            [_, _, _, _, b'-', b'0'..=b'9', b'0'..=b'9'] => {
                let first = plumb_units::parse_date(&format!("{name}-01"));
                first
                    .and_then(|day| self.inputs.given.calendar.period(day, Grain::Month))
                    .map(|month| month.from)
            }
            _ => None,
        };
        periods.iter().position(|period| {
            period.name == name
                || day.is_some_and(|day| period.from <= day && day < period.until)
                || month == Some(period.from)
        })
    }

    /// The id of a person.
    pub(crate) fn id(&self, person: u32) -> &str {
        self.inputs.people.get(person as usize).map_or("", |who| who.id.as_str())
    }

    /// How many pay periods of a plan have begun.
    pub(crate) fn begun(&self, plan: usize) -> usize {
        let as_of = self.as_of();
        self.periods
            .get(plan)
            .map_or(0, |periods| periods.iter().take_while(|period| period.from <= as_of).count())
    }

    /// What could not be computed, in words, with what to do; each once.
    pub(crate) fn not_computed(&self) -> Vec<(Option<usize>, Option<u32>, String, String)> {
        let inputs = &self.inputs;
        let said = |problem: &plumb_pay::Problem| {
            let (message, help) = super::example::said(&inputs.plans, &inputs.events, &inputs.given, problem);
            let (plan, person) = whose(problem);
            (plan, person, message, help)
        };
        self.run.problems.iter().map(said).collect()
    }
}

/// The plan and the person that a problem is of.
fn whose(problem: &plumb_pay::Problem) -> (Option<usize>, Option<u32>) {
    use plumb_pay::Problem as P;
    match problem {
        P::NoQuota { plan, person, .. }
        | P::NoFigure { plan, person, .. }
        | P::TooLarge { plan, person, .. } => (Some(*plan), Some(*person)),
        P::NoRate { plan, .. } => (Some(*plan), None),
        P::TwoAbove { person, .. } => (None, Some(*person)),
        P::NoExchange { .. } | P::Shares { .. } => (None, None),
    }
}

/// All pay plans of a plan; `None` where there is none, or no fiscal year holds the day.
pub(super) fn plans(plan: &Plan, as_of: Date) -> Option<(Vec<Read>, Vec<Problem>)> {
    plan.of_kind("pay").next()?;
    let year = plan.company.calendar.period(as_of, Grain::Year)?;
    Some(read::all(plan, &year))
}

/// A hash of plans and tables, as hexadecimal digits.
fn hash(pay: &[PayPlan], sheets: &Sheets) -> String {
    struct Hashed(Sha256);
    impl std::fmt::Write for Hashed {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut hashed = Hashed(Sha256::new());
    // Writing into a hash never fails.
    let _ = write!(hashed, "{pay:?}{sheets:?}");
    let mut text = String::new();
    for byte in hashed.0.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
