//! What was worked out as pay and posted, the periods that are closed, and what people say of it.
//!
//! A posting is never changed and never taken away: what turns out otherwise is posted again, as the difference, in a period
//! that is still open. So a period that is closed stays as it was paid, and what was known on any day can be told later.

mod differences;
mod disputes;
mod letters;
mod openings;
mod periods;
mod postings;
mod runs;

use plumb_store::rusqlite::types::Type;
use plumb_store::rusqlite::{self, Connection, Row, Transaction, TransactionBehavior};
use plumb_units::{Currency, Date, Money, parse_date};

use crate::{AMOUNT_MAX, Ledger, LedgerError};

pub use differences::Settlement;
pub use disputes::{Dispute, DisputeAnswer, DisputeState, NewDispute};
pub use letters::{Acceptance, Letter};
pub use openings::Opening;
pub use periods::{ClosedPeriod, Closing};
pub use postings::{Posting, PostingFilter, PostingKind, PostingSum, RecordedPosting};
pub use runs::{NewRun, Run, RunId};

/// Runs, postings, closed periods, disputes, letters and openings.
pub(crate) const VERSION_4: &str = include_str!("pay/pay.sql");

/// The longest id, key, name of a period or of a component, in characters.
const WORD_MAX: usize = 200;

/// The longest text that somebody writes, in characters.
const SAYS_MAX: usize = 2_000;

/// The records of pay in a [`Ledger`]. Each call is one transaction: it is recorded whole or not at all.
///
/// ```
/// use plumb_ledger::{Ledger, NewRun, Posting, PostingFilter, PostingKind, Settlement};
/// use plumb_units::{Currency, Money, parse_date};
/// let ledger = Ledger::in_memory()?;
/// let day = parse_date("2026-03-05").unwrap();
/// let earned = |minor| Posting {
///     person: "ana".into(), plan: "ae".into(), earned: "2026-M02".into(), posted: "2026-M02".into(),
///     kind: PostingKind::Earning, adjusts: None, component: "new business".into(),
///     amount: Money::new(minor, Currency::parse("EUR").unwrap()), reason: String::new(), line: None,
/// };
/// let run = NewRun {
///     period: "2026-M02", made_on: day, made_by: "revops", as_of: day, reason: "pay of February", input_hash: "0a1b2c3d",
/// };
/// let (before, now) = ([earned(10_000)], [earned(13_000)]);
/// let settlement = Settlement { covers: &["2026-M02"], post_in: "2026-M02", figures: &before };
/// ledger.pay().settle(&run, &settlement)?;
/// // The inputs changed, and with them the figure: what is posted is the difference.
/// let run = NewRun { input_hash: "4d5e6f70", ..run };
/// let again = ledger.pay().settle(&run, &Settlement { figures: &now, ..settlement })?;
/// let posted = ledger.pay().postings(&PostingFilter { run: Some(again), ..PostingFilter::default() })?;
/// assert_eq!(posted[0].posting.amount.minor(), 3_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Pay<'a> {
    connection: &'a Connection,
}

impl Ledger {
    /// The records of pay.
    pub fn pay(&self) -> Pay<'_> {
        Pay { connection: self.store.connection() }
    }
}

impl<'a> Pay<'a> {
    /// A transaction that holds the lock from its first statement on, so that what is looked up in it is still so when it
    /// writes.
    fn transaction(self) -> Result<Transaction<'a>, LedgerError> {
        Ok(Transaction::new_unchecked(self.connection, TransactionBehavior::Immediate)?)
    }
}

fn refused<T>(says: impl Into<String>) -> Result<T, LedgerError> {
    Err(LedgerError::Refused(says.into()))
}

/// An id, a key or a name: something, not much, and on one line.
fn word<'a>(text: &'a str, what: &str) -> Result<&'a str, LedgerError> {
    match text.chars().count() {
        0 => refused(format!("{what} is empty")),
        letters if letters > WORD_MAX => {
            refused(format!("{what} has {letters} characters, and {WORD_MAX} are the most"))
        }
        _ if text.trim().is_empty() || text.chars().any(char::is_control) => {
            refused(format!("{what} is no name"))
        }
        _ => Ok(text),
    }
}

/// What somebody writes; may be empty.
fn note<'a>(text: &'a str, what: &str) -> Result<&'a str, LedgerError> {
    let text = text.trim();
    match text.chars().count() {
        letters if letters > SAYS_MAX => {
            refused(format!("{what} has {letters} characters, and {SAYS_MAX} are the most; say it shorter"))
        }
        _ => Ok(text),
    }
}

/// What somebody has to write.
fn says<'a>(text: &'a str, what: &str) -> Result<&'a str, LedgerError> {
    match note(text, what)? {
        "" => refused(format!("{what} is empty; write it")),
        text => Ok(text),
    }
}

/// A hash in hexadecimal digits.
fn hash<'a>(text: &'a str, what: &str) -> Result<&'a str, LedgerError> {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match text.bytes().all(hex) && (8..=128).contains(&text.len()) {
        true => Ok(text),
        false => refused(format!("{what} is no hash; 8 to 128 of the digits 0 to 9 and a to f are one")),
    }
}

/// A day as the ledger keeps it, so that the order of texts is that of days.
fn day(day: Date, what: &str) -> Result<String, LedgerError> {
    let text = day.to_string();
    match parse_date(&text) {
        Some(_) => Ok(text),
        None => refused(format!("{what} is on no day of the years 0 to 9999")),
    }
}

fn amount(money: Money, what: &str) -> Result<Money, LedgerError> {
    match (-AMOUNT_MAX..=AMOUNT_MAX).contains(&money.minor()) {
        true => Ok(money),
        false => refused(format!("{what} is beyond all that is paid anywhere")),
    }
}

/// A day in a row.
fn date_in(row: &Row<'_>, column: usize) -> Result<Date, rusqlite::Error> {
    let text: String = row.get(column)?;
    parse_date(&text).ok_or_else(|| unreadable(column, format!("`{text}` is no day")))
}

/// Money in a row: minor units, then their currency in the next column.
fn money_in(row: &Row<'_>, column: usize) -> Result<Money, rusqlite::Error> {
    let code: String = row.get(column + 1)?;
    let currency = Currency::parse(&code).map_err(|error| unreadable(column + 1, error.to_string()))?;
    Ok(Money::new(row.get(column)?, currency))
}

fn unreadable(column: usize, why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}

#[cfg(test)]
pub(crate) mod examples {
    //! A run and a posting for the tests of each record.

    use super::*;

    pub(crate) fn on(day: &str) -> Date {
        parse_date(day).unwrap()
    }

    pub(crate) fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::parse("EUR").unwrap())
    }

    pub(crate) fn run<'a>(period: &'a str, made_on: &str, input_hash: &'a str) -> NewRun<'a> {
        let made_on = on(made_on);
        NewRun { period, made_on, made_by: "revops", as_of: made_on, reason: "the month is over", input_hash }
    }

    pub(crate) fn earning(person: &str, period: &str, minor: i64) -> Posting {
        Posting {
            person: person.into(),
            plan: "ae".into(),
            earned: period.into(),
            posted: period.into(),
            kind: PostingKind::Earning,
            adjusts: None,
            component: "new business".into(),
            amount: eur(minor),
            reason: String::new(),
            line: Some("crm/7".into()),
        }
    }

    /// A ledger in which January is settled and closed: 100 euros for Ana.
    pub(crate) fn closed_january() -> Ledger {
        let ledger = Ledger::in_memory().unwrap();
        let figures = [earning("ana", "2026-M01", 10_000)];
        let january = Settlement { covers: &["2026-M01"], post_in: "2026-M01", figures: &figures };
        let run = ledger.pay().settle(&run("2026-M01", "2026-02-03", "aaaaaaaa"), &january).unwrap();
        let closing = Closing { period: "2026-M01", closed_on: on("2026-02-05"), closed_by: "cfo", run };
        ledger.pay().close(&closing).unwrap();
        ledger
    }
}
