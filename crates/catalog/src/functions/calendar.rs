//! Functions of days and fiscal periods.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use plumb_diag::nearest;
use plumb_store::StoreError;
use plumb_store::rusqlite::functions::Context;
use plumb_store::rusqlite::types::Value;
use plumb_store::rusqlite::{Connection, Result};
use plumb_units::{Calendar, Date, Grain, Period};

use super::argument::{date, failure, number, scalar, text, value};
use super::working_time::WorkingTime;
use crate::Ground;

const GRAINS: [Grain; 5] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];

/// Registers them; each gives NULL for NULL and for a day outside the calendar.
pub(super) fn register(connection: &Connection, ground: &Ground) -> std::result::Result<(), StoreError> {
    let periods = Arc::new(Periods::new(ground.calendar.clone()));
    let of = Arc::clone(&periods);
    scalar(connection, "period", 2, move |context| {
        Ok(value(of.asked(context)?.map(|(_, found)| found.name)))
    })?;
    let of = Arc::clone(&periods);
    scalar(connection, "period_from", 2, move |context| {
        Ok(value(of.asked(context)?.map(|(_, found)| found.from.to_string())))
    })?;
    let of = Arc::clone(&periods);
    scalar(connection, "period_until", 2, move |context| {
        Ok(value(of.asked(context)?.map(|(_, found)| found.until.to_string())))
    })?;
    let of = Arc::clone(&periods);
    scalar(connection, "days_to_end", 2, move |context| {
        Ok(value(of.asked(context)?.map(|(day, found)| days_left(day, &found))))
    })?;
    let of = Arc::clone(&periods);
    scalar(connection, "month_of_quarter", 1, move |context| {
        Ok(value(date(context, 0)?.and_then(|day| of.month_of_quarter(day))))
    })?;
    let of = Arc::clone(&periods);
    scalar(connection, "late", 2, move |context| {
        let (Some(day), Some(last)) = (date(context, 0)?, number(context, 1)?) else {
            return Ok(Value::Null);
        };
        let quarter = of.holding(day, Grain::Quarter);
        Ok(value(quarter.map(|quarter| i64::from((days_left(day, &quarter) as f64) < last))))
    })?;
    let work = Arc::new(WorkingTime::new(ground));
    for arguments in [2, 3] {
        let work = Arc::clone(&work);
        scalar(connection, "working_days", arguments, move |context| {
            let (Some(from), Some(until)) = (date(context, 0)?, date(context, 1)?) else {
                return Ok(Value::Null);
            };
            let country = if arguments == 3 { text(context, 2)? } else { None };
            Ok(Value::Integer(work.days(from, until, country)))
        })?;
    }
    for arguments in [2, 3] {
        let work = Arc::clone(&work);
        scalar(connection, "working_minutes", arguments, move |context| {
            let (Some(from), Some(until)) = (text(context, 0)?, text(context, 1)?) else {
                return Ok(Value::Null);
            };
            let country = if arguments == 3 { text(context, 2)? } else { None };
            let found = work.minutes(from, until, country);
            found.map(Value::Integer).ok_or_else(|| {
                failure(format!("`{from}` and `{until}` are not two instants such as 2026-01-31T09:00:00Z"))
            })
        })?;
    }
    let as_of = ground.as_of;
    scalar(connection, "as_of", 0, move |_| Ok(as_of.to_string().into()))?;
    let year = ground.calendar.period(as_of, Grain::Year);
    let from = year.as_ref().map(|year| year.from.to_string());
    scalar(connection, "year_from", 0, move |_| Ok(value(from.clone())))?;
    let until = year.map(|year| year.until.to_string());
    scalar(connection, "year_until", 0, move |_| Ok(value(until.clone())))
}

/// Days after this one until the period ends: 0 on its last day.
fn days_left(day: Date, period: &Period) -> i64 {
    i64::from((period.until - day).get_days()) - 1
}

/// The calendar, remembering the days it was asked for.
struct Periods {
    calendar: Calendar,
    known: Mutex<BTreeMap<(Grain, Date), Option<Period>>>,
}

impl Periods {
    fn new(calendar: Calendar) -> Self {
        Self { calendar, known: Mutex::default() }
    }

    fn holding(&self, day: Date, grain: Grain) -> Option<Period> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry((grain, day)).or_insert_with(|| self.calendar.period(day, grain)).clone()
    }

    /// The day and the period that the arguments (date, grain) name.
    fn asked(&self, context: &Context<'_>) -> Result<Option<(Date, Period)>> {
        let (Some(day), Some(word)) = (date(context, 0)?, text(context, 1)?) else {
            return Ok(None);
        };
        let grain = Grain::parse(word).ok_or_else(|| {
            let words = GRAINS.map(Grain::word);
            let near = nearest(word, words).map(|near| format!("; did you mean `{near}`?"));
            failure(format!("`{word}` is none of `{}`{}", words.join("`, `"), near.unwrap_or_default()))
        })?;
        Ok(self.holding(day, grain).map(|period| (day, period)))
    }

    fn month_of_quarter(&self, day: Date) -> Option<i64> {
        let month = self.holding(day, Grain::Month)?;
        let mut from = self.holding(day, Grain::Quarter)?.from;
        let mut number = 1;
        while from < month.from {
            from = self.holding(from, Grain::Month)?.until;
            number += 1;
        }
        Some(number)
    }
}
