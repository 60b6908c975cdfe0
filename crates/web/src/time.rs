//! The clock of the web app.

use std::time::{SystemTime, UNIX_EPOCH};

use plumb_engine::{Date, parse_date};

/// Seconds of an hour.
pub(crate) const HOUR: i64 = 3_600;

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "web and cli are where the clock is read")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}

/// An instant as text, in UTC.
pub(crate) fn text(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// Today, in UTC.
pub(crate) fn today() -> Option<Date> {
    parse_date(text(now()).get(..10)?)
}
