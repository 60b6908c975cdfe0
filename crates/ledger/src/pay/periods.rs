//! Periods that are closed: what is paid for them stays as it is.

use std::collections::BTreeSet;

use plumb_store::rusqlite::{Connection, OptionalExtension as _, params};
use plumb_units::Date;

use super::{Pay, RunId, date_in, day, refused, runs, word};
use crate::LedgerError;

/// A period that is to be closed.
#[derive(Clone, Copy, Debug)]
pub struct Closing<'a> {
    /// The period.
    pub period: &'a str,
    /// The day; not before that of the run.
    pub closed_on: Date,
    /// Who closes it.
    pub closed_by: &'a str,
    /// The run that it is closed with: the newest one of the period.
    pub run: RunId,
}

/// A period that is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedPeriod {
    /// The period.
    pub period: String,
    /// The day.
    pub closed_on: Date,
    /// Who closed it.
    pub closed_by: String,
    /// The run that it was closed with.
    pub run: RunId,
}

impl Pay<'_> {
    /// Closes a period for good: nothing is ever posted in it again, and nothing opens it.
    ///
    /// # Errors
    /// [`LedgerError::PeriodClosed`] where it is closed already; [`LedgerError::Refused`] where the run is not the newest of the
    /// period, or the day is before the run's; the database's own.
    pub fn close(&self, closing: &Closing<'_>) -> Result<(), LedgerError> {
        let transaction = self.transaction()?;
        let period = word(closing.period, "the period to close")?;
        must_be_open(&transaction, period)?;
        let newest = runs::newest(&transaction, period)?;
        let Some(run) = newest.filter(|run| run.id == closing.run) else {
            return refused(format!(
                "run {} is not the newest of `{period}`; look at that one first",
                closing.run
            ));
        };
        let closed_on = day(closing.closed_on, "the closing")?;
        if closing.closed_on < run.made_on {
            return refused(format!("run {} was made on {}, after the closing", run.id, run.made_on));
        }
        transaction.execute(
            "insert into pay_closed (period, closed_on, closed_by, run) values (?1, ?2, ?3, ?4)",
            params![period, closed_on, word(closing.closed_by, "who closes the period")?, run.id.0],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// The closed periods, by name.
    ///
    /// # Errors
    /// The database's own.
    pub fn closed(&self) -> Result<Vec<ClosedPeriod>, LedgerError> {
        let sql = "select period, closed_on, closed_by, run from pay_closed order by period";
        let mut statement = self.connection.prepare_cached(sql)?;
        let closed = statement.query_map([], |row| {
            Ok(ClosedPeriod {
                period: row.get(0)?,
                closed_on: date_in(row, 1)?,
                closed_by: row.get(2)?,
                run: RunId(row.get(3)?),
            })
        })?;
        Ok(closed.collect::<Result<_, _>>()?)
    }

    /// Whether a period is closed.
    ///
    /// # Errors
    /// The database's own.
    pub fn is_closed(&self, period: &str) -> Result<bool, LedgerError> {
        is_closed(self.connection, period)
    }
}

pub(super) fn must_be_open(connection: &Connection, period: &str) -> Result<(), LedgerError> {
    match is_closed(connection, period)? {
        true => Err(LedgerError::PeriodClosed { period: period.to_owned() }),
        false => Ok(()),
    }
}

/// The names of the closed periods.
pub(super) fn names(connection: &Connection) -> Result<BTreeSet<String>, LedgerError> {
    let mut statement = connection.prepare_cached("select period from pay_closed")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn is_closed(connection: &Connection, period: &str) -> Result<bool, LedgerError> {
    let mut statement = connection.prepare_cached("select 1 from pay_closed where period = ?1")?;
    Ok(statement.query_row([period], |_| Ok(())).optional()?.is_some())
}

#[cfg(test)]
mod tests {
    use super::super::examples::{closed_january, earning, on, run};
    use super::*;

    #[test]
    fn nothing_is_posted_in_a_closed_period_and_the_error_says_which() {
        let ledger = closed_january();
        let late = [earning("ana", "2026-M01", 1)];
        let error = ledger.pay().record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &late).unwrap_err();
        assert_eq!(error.to_string(), "`2026-M01` is closed; post in a period that is open");
        assert_eq!(ledger.pay().runs().unwrap().len(), 1);
    }

    #[test]
    fn a_closed_period_is_never_reopened() {
        let ledger = closed_january();
        let closing =
            Closing { period: "2026-M01", closed_on: on("2026-02-06"), closed_by: "cfo", run: RunId(1) };
        assert!(matches!(ledger.pay().close(&closing), Err(LedgerError::PeriodClosed { .. })));
        for sql in [
            "delete from pay_closed",
            "update pay_closed set period = '2026-M09'",
            "insert or replace into pay_closed values ('2026-M01', '2027-01-01', 'x', 1)",
        ] {
            assert!(ledger.store.connection().execute(sql, []).is_err(), "{sql}");
        }
        let closed = ledger.pay().closed().unwrap();
        assert_eq!((closed.len(), closed[0].closed_on, closed[0].run), (1, on("2026-02-05"), RunId(1)));
        assert!(ledger.pay().is_closed("2026-M01").unwrap());
        assert!(!ledger.pay().is_closed("2026-M02").unwrap());
    }

    #[test]
    fn a_period_is_closed_with_its_newest_run_and_not_before_it() {
        let ledger = closed_january();
        let pay = ledger.pay();
        let first = pay.record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &[]).unwrap();
        let second = pay.record_run(&run("2026-M02", "2026-03-04", "cccccccc"), &[]).unwrap();
        let closing =
            |closed_on, run| Closing { period: "2026-M02", closed_on: on(closed_on), closed_by: "cfo", run };
        for bad in [
            closing("2026-03-05", first),
            closing("2026-03-05", RunId(1)),
            closing("2026-03-05", RunId(99)),
            closing("2026-03-03", second),
        ] {
            assert!(matches!(pay.close(&bad), Err(LedgerError::Refused(_))), "{bad:?}");
        }
        pay.close(&closing("2026-03-04", second)).unwrap();
    }
}
