//! How far the forecast would have been off: made anew on past days, beside simple rules.

use plumb_catalog::Ground;
use plumb_forecast::{BacktestOptions, backtest};
use plumb_units::{Date, Grain};
use serde::Serialize;

use super::{Dated, computed, dated, nothing};
use crate::EngineError;
use crate::outlook::LookBackView;
use crate::pass::{Engines, Options};
use crate::view;
use crate::workspace::Workspace;

/// Paths of each past day.
const PATHS: usize = 2_000;
/// Past days that are looked back on at most, the newest.
const ORIGINS_MAX: usize = 24;
/// Periods that must lie before the first of them.
const BEFORE: usize = 4;

/// How far apart past days lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Ends of fiscal months.
    Month,
    /// Ends of fiscal quarters.
    Quarter,
}

/// How to look back.
#[derive(Clone, Copy, Debug)]
pub struct LookBack {
    /// How far apart the past days lie.
    pub every: Every,
    /// Months that each looks ahead.
    pub months: usize,
}

/// What looking back found.
#[derive(Clone, Debug, Serialize)]
pub struct LooksBackView {
    /// The measure.
    pub measure: String,
    /// Its currency.
    pub currency: String,
    /// Months that each looked ahead.
    pub months: usize,
    /// The past days.
    pub origins: Vec<String>,
    /// Deals that say not when they were opened, and are left out.
    pub undated: usize,
    /// The rules, level by level.
    pub rows: Vec<LookBackView>,
    /// Where a simple rule was nearer, in words.
    pub nearer: Vec<String>,
}

impl Workspace {
    /// Makes the forecast anew on past days and compares it, and simple rules, with what came.
    ///
    /// # Errors
    /// Where there is nothing to follow, or too little lies before any day; those of [`Workspace::outlook`].
    pub fn look_back(&self, options: &Options, how: LookBack) -> Result<Dated<LooksBackView>, EngineError> {
        let look = self.look(options, Engines::Run)?;
        let computed = computed(&look)?;
        let Some(ahead) = &computed.ahead else {
            return Err(nothing(
                "nothing was sold and no deal is known, so there is nothing to look back on; import bookings",
            ));
        };
        let origins = origins(computed, look.catalogue.ground(), how);
        if origins.is_empty() {
            let says = format!(
                "the facts hold too little: {BEFORE} {} must lie before a day and {} months behind it; try `--every month`, `--months 1`",
                if how.every == Every::Month { "months" } else { "quarters" },
                how.months
            );
            return Err(EngineError::Unknown { says, near: None });
        }
        let found = backtest(
            &ahead.history,
            &BacktestOptions {
                origins,
                steps: how.months,
                paths: PATHS,
                seed: options.seed,
                threads: options.threads.max(1),
            },
        );
        let mut days: Vec<String> = found.rows.iter().map(|row| row.origin.to_string()).collect();
        days.dedup();
        let undated = ahead.history.deals.iter().filter(|deal| deal.created.is_none()).count();
        let view = LooksBackView {
            measure: computed.inputs.measure.clone(),
            currency: computed.inputs.currency.code().to_owned(),
            months: how.months,
            origins: days,
            undated,
            rows: view::outlook::looks_back(&found),
            nearer: crate::engines::confessions(&found),
        };
        Ok(dated(&look, view))
    }
}

/// Past days, oldest first: each with so many periods before it, and what it looks ahead at over.
fn origins(computed: &crate::engines::Computed, ground: &Ground, how: LookBack) -> Vec<Date> {
    let inputs = &computed.inputs;
    let calendar = &ground.calendar;
    let grain = if how.every == Every::Month { Grain::Month } else { Grain::Quarter };
    let Some(mut period) = inputs.events.first().and_then(|event| calendar.period(event.day, grain)) else {
        return Vec::new();
    };
    let mut ends: Vec<Date> = Vec::new();
    let mut passed = 0;
    while period.until <= inputs.as_of {
        passed += 1;
        let months_after = after(ground, period.until, how.months);
        // Facts reach the day of the review; what is looked at must be over by then.
        let over = months_after.is_some_and(|until| until <= inputs.as_of.tomorrow().unwrap_or(Date::MAX));
        if passed >= BEFORE
            && over
            && let Ok(end) = period.until.yesterday()
        {
            ends.push(end);
        }
        let Some(next) = calendar.period(period.until, grain).filter(|next| next.from >= period.until) else {
            break;
        };
        period = next;
    }
    ends.split_off(ends.len().saturating_sub(ORIGINS_MAX))
}

/// The day after so many months from a day on.
fn after(ground: &Ground, from: Date, months: usize) -> Option<Date> {
    let mut day = from;
    let mut left = months;
    while left > 0 {
        let month = ground.calendar.period(day, Grain::Month);
        let holding = month.or_else(|| ground.calendar.period(day, Grain::Quarter))?;
        let parts = crate::engines::months_of(ground, &holding);
        let ahead: Vec<Date> =
            parts.iter().map(|part| part.until).filter(|until| *until > day).take(left).collect();
        day = *ahead.last()?;
        left -= ahead.len();
    }
    Some(day)
}
