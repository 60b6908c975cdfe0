//! Lengths of time as plan text writes them.

use std::fmt;

use crate::NumberFormat;
use crate::number::parse_scaled;

/// The word that a duration was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DurationUnit {
    /// Minutes.
    Minutes,
    /// Hours of sixty minutes.
    Hours,
    /// Days of twenty-four hours.
    Days,
    /// Weeks of seven days.
    Weeks,
}

impl DurationUnit {
    const ALL: [(Self, &str, &str, i64); 4] = [
        (Self::Minutes, "minute", "minutes", 1),
        (Self::Hours, "hour", "hours", 60),
        (Self::Days, "day", "days", 24 * 60),
        (Self::Weeks, "week", "weeks", 7 * 24 * 60),
    ];

    fn entry(self) -> (Self, &'static str, &'static str, i64) {
        match self {
            Self::Minutes => Self::ALL[0],
            Self::Hours => Self::ALL[1],
            Self::Days => Self::ALL[2],
            Self::Weeks => Self::ALL[3],
        }
    }

    /// The plural word: `days`.
    pub fn word(self) -> &'static str {
        self.entry().2
    }
}

/// A length of time in whole minutes, and the unit that it was written in.
///
/// ```
/// use plumb_units::Duration;
/// let duration = Duration::parse("10 days")?;
/// assert_eq!((duration.minutes, duration.to_string()), (14_400, "10 days".to_owned()));
/// # Ok::<(), plumb_units::DurationError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Length in minutes.
    pub minutes: i64,
    /// Unit of the text.
    pub unit: DurationUnit,
}

/// Text that is not a number with a unit of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length of time; write one such as `10 days`, `4 hours` or `45 minutes`")]
pub struct DurationError(String);

impl Duration {
    /// Reads a number and a unit of time; parts of a minute are refused.
    ///
    /// # Errors
    /// When either is missing or unknown, or the length is negative.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let error = || DurationError(text.trim().to_owned());
        let (number, word) = text.trim().rsplit_once(char::is_whitespace).ok_or_else(error)?;
        let (unit, _, _, minutes) = DurationUnit::ALL
            .into_iter()
            .find(|(_, one, many, _)| word == *one || word == *many)
            .ok_or_else(error)?;
        let thousandths = parse_scaled(number, NumberFormat::PLAIN, 3).map_err(|_| error())?;
        let scaled = thousandths.checked_mul(minutes).ok_or_else(error)?;
        if scaled < 0 || scaled % 1000 != 0 {
            return Err(error());
        }
        Ok(Self { minutes: scaled / 1000, unit })
    }

    /// The length in whole days, rounded down.
    pub fn days(self) -> i64 {
        self.minutes / (24 * 60)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, one, many, minutes) = self.unit.entry();
        let whole = self.minutes / minutes;
        if whole * minutes != self.minutes {
            return write!(f, "{} minutes", self.minutes);
        }
        write!(f, "{whole} {}", if whole == 1 { one } else { many })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_hour_is_thirty_minutes() {
        assert_eq!(Duration::parse("0.5 hours").map(|duration| duration.minutes), Ok(30));
        assert_eq!(
            Duration::parse("0.5 hours").map(|duration| duration.to_string()),
            Ok("30 minutes".into())
        );
    }

    #[test]
    fn a_number_without_a_unit_is_refused() {
        assert!(Duration::parse("10").is_err());
        assert!(Duration::parse("10 moons").is_err());
        assert!(Duration::parse("-1 days").is_err());
    }
}
