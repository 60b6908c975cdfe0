//! The only clock: which day it is, and which moment.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plumb_engine::Date;

/// Today, in UTC; for signatures, and for a review where no fact tells a day.
pub(crate) fn today() -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(since_1970()?).ok()
}

/// This second, in UTC, such as `2026-01-31T09:00:00Z`; for what people do.
pub(crate) fn now() -> Option<String> {
    let (day, seconds) = (today()?, since_1970()?.as_secs() % 86_400);
    Some(format!("{day}T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

fn since_1970() -> Option<Duration> {
    #[expect(clippy::disallowed_methods, reason = "cli is where the clock is read")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).ok()
}
