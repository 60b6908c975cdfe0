//! The only clock: which day it is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plumb_engine::Date;

/// Today, in UTC; for signatures, and for a review where no fact tells a day.
pub(crate) fn today() -> Option<Date> {
    #[expect(clippy::disallowed_methods, reason = "cli is where the clock is read")]
    let now = SystemTime::now();
    let since = now.duration_since(UNIX_EPOCH).ok()?;
    Date::constant(1970, 1, 1).checked_add(Duration::from_secs(since.as_secs())).ok()
}
