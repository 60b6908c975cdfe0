//! Runs of pay: when they were made, from what, and what they post.

use std::collections::BTreeSet;
use std::fmt;

use plumb_store::rusqlite::{self, Connection, OptionalExtension as _, Row, params};
use plumb_units::Date;

use super::differences::{Settlement, differences};
use super::postings::{PostingFilter, insert, select};
use super::{Pay, Posting, date_in, day, hash, periods, refused, says, word};
use crate::LedgerError;

/// The number of a run; they count from 1 over all periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A run that is to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewRun<'a> {
    /// The period that it is about, such as `2026-M02`. It may be closed; what is posted then goes elsewhere.
    pub period: &'a str,
    /// The day on which it is made; not before that of the newest run, so that what was known on a day stays so.
    pub made_on: Date,
    /// Who makes it.
    pub made_by: &'a str,
    /// The day up to which facts count.
    pub as_of: Date,
    /// Why; also stands at each adjustment that it makes.
    pub reason: &'a str,
    /// A hash, in hexadecimal digits, of all that it was made from: from the same, the same comes out to the byte.
    pub input_hash: &'a str,
}

/// A run as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// The period that it is about.
    pub period: String,
    /// Which run of the period it is, from 1.
    pub version: i64,
    /// Whether its postings were given as they are; otherwise they are the differences to what was settled before.
    pub by_hand: bool,
    /// The day on which it was made.
    pub made_on: Date,
    /// Who made it.
    pub made_by: String,
    /// The day up to which facts counted.
    pub as_of: Date,
    /// Why.
    pub reason: String,
    /// The hash of what it was made from.
    pub input_hash: String,
}

impl Pay<'_> {
    /// Records postings as they are given: a bonus that somebody grants, what payroll paid out. A later settlement leaves them
    /// alone. Given twice in a row, from the same inputs and with the same postings, it is one run.
    ///
    /// # Errors
    /// [`LedgerError::PeriodClosed`] for a posting in a closed period; [`LedgerError::NotReproduced`] where the run before was
    /// made from the same inputs and posted something else; [`LedgerError::Refused`] for a day before that of the newest run,
    /// and for texts, hashes and amounts out of their bounds; the database's own. Nothing is recorded then.
    pub fn record_run(&self, run: &NewRun<'_>, postings: &[Posting]) -> Result<RunId, LedgerError> {
        let transaction = self.transaction()?;
        if let Some(id) = repeated(&transaction, run, true)? {
            let filter = PostingFilter { run: Some(id), ..PostingFilter::default() };
            let before = select(&transaction, &filter)?;
            let same = before.iter().map(|recorded| &recorded.posting).eq(postings);
            return if same { Ok(id) } else { Err(LedgerError::NotReproduced { run: id }) };
        }
        let id = record(&transaction, run, true, postings)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Records what a computation found: posts the differences between its figures and what was settled before; see
    /// [`Pay::differences`]. From the same inputs as the run before, nothing differs, and that run is the answer.
    ///
    /// # Errors
    /// As [`Pay::record_run`] and [`Pay::differences`].
    pub fn settle(&self, run: &NewRun<'_>, settlement: &Settlement<'_>) -> Result<RunId, LedgerError> {
        let transaction = self.transaction()?;
        let postings = differences(&transaction, settlement, run.reason)?;
        if let Some(id) = repeated(&transaction, run, false)? {
            return if postings.is_empty() { Ok(id) } else { Err(LedgerError::NotReproduced { run: id }) };
        }
        let id = record(&transaction, run, false, &postings)?;
        transaction.commit()?;
        Ok(id)
    }

    /// All runs, the oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub fn runs(&self) -> Result<Vec<Run>, LedgerError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT} order by number"))?;
        let runs = statement.query_map([], run_in)?;
        Ok(runs.collect::<Result<_, _>>()?)
    }

    /// One run, if there is one of this number.
    ///
    /// # Errors
    /// The database's own.
    pub fn run(&self, id: RunId) -> Result<Option<Run>, LedgerError> {
        run(self.connection, id)
    }

    /// The newest run of a period.
    ///
    /// # Errors
    /// The database's own.
    pub fn newest_run(&self, period: &str) -> Result<Option<Run>, LedgerError> {
        newest(self.connection, period)
    }
}

const SELECT: &str =
    "select number, period, version, settled, made_on, made_by, as_of, reason, input_hash from pay_runs";

pub(super) fn run(connection: &Connection, id: RunId) -> Result<Option<Run>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} where number = ?1"))?;
    Ok(statement.query_row([id.0], run_in).optional()?)
}

pub(super) fn newest(connection: &Connection, period: &str) -> Result<Option<Run>, LedgerError> {
    let sql = format!("{SELECT} where period = ?1 order by version desc limit 1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([period], run_in).optional()?)
}

/// The newest run of all.
pub(super) fn last(connection: &Connection) -> Result<Option<Run>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} order by number desc limit 1"))?;
    Ok(statement.query_row([], run_in).optional()?)
}

/// The run before, where it is of the same kind and period and was made from the same inputs. With another run in between, the
/// ledger itself is another input.
fn repeated(connection: &Connection, run: &NewRun<'_>, by_hand: bool) -> Result<Option<RunId>, LedgerError> {
    let same = |last: &Run| {
        last.period == run.period && last.input_hash == run.input_hash && last.by_hand == by_hand
    };
    Ok(last(connection)?.filter(same).map(|last| last.id))
}

fn record(
    connection: &Connection,
    run: &NewRun<'_>,
    by_hand: bool,
    postings: &[Posting],
) -> Result<RunId, LedgerError> {
    let (made_on, as_of) = (day(run.made_on, "the run")?, day(run.as_of, "the last fact of the run")?);
    if let Some(last) = last(connection)?.filter(|last| last.made_on > run.made_on) {
        return refused(format!(
            "run {} was made on {}; a run of {made_on} would change what was known then",
            last.id, last.made_on
        ));
    }
    let period = word(run.period, "the period of the run")?;
    connection.execute(
        "insert into pay_runs (period, version, settled, made_on, made_by, as_of, reason, input_hash)
         select ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 from pay_runs where period = ?1",
        params![
            period,
            !by_hand,
            made_on,
            word(run.made_by, "who made the run")?,
            as_of,
            says(run.reason, "the reason of the run")?,
            hash(run.input_hash, "what the run was made from")?
        ],
    )?;
    let id = RunId(connection.last_insert_rowid());
    let posted: BTreeSet<&str> = postings.iter().map(|posting| posting.posted.as_str()).collect();
    for period in posted {
        periods::must_be_open(connection, period)?;
    }
    insert(connection, id, postings)?;
    Ok(id)
}

fn run_in(row: &Row<'_>) -> Result<Run, rusqlite::Error> {
    Ok(Run {
        id: RunId(row.get(0)?),
        period: row.get(1)?,
        version: row.get(2)?,
        by_hand: !row.get::<_, bool>(3)?,
        made_on: date_in(row, 4)?,
        made_by: row.get(5)?,
        as_of: date_in(row, 6)?,
        reason: row.get(7)?,
        input_hash: row.get(8)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::PostingKind;
    use super::super::examples::{closed_january, earning, eur, on, run};
    use super::*;
    use crate::Ledger;

    fn bonus(period: &str) -> Posting {
        Posting { kind: PostingKind::Bonus, line: None, ..earning("ana", period, 5_000) }
    }

    #[test]
    fn versions_count_in_each_period() {
        let ledger = Ledger::in_memory().unwrap();
        let pay = ledger.pay();
        for (period, hash) in [("2026-M01", "aaaaaaaa"), ("2026-M02", "bbbbbbbb"), ("2026-M01", "cccccccc")] {
            pay.record_run(&run(period, "2026-03-01", hash), &[bonus(period)]).unwrap();
        }
        let told: Vec<_> = pay.runs().unwrap().into_iter().map(|run| (run.period, run.version)).collect();
        assert_eq!(
            told,
            [("2026-M01".to_owned(), 1), ("2026-M02".to_owned(), 1), ("2026-M01".to_owned(), 2)]
        );
        assert_eq!(pay.newest_run("2026-M01").unwrap().unwrap().id, RunId(3));
        assert_eq!(pay.newest_run("2026-M03").unwrap(), None);
    }

    #[test]
    fn a_run_that_is_given_twice_is_one_run() {
        let ledger = closed_january();
        let again = run("2026-M02", "2026-03-03", "bbbbbbbb");
        let first = ledger.pay().record_run(&again, &[bonus("2026-M02")]).unwrap();
        assert_eq!(ledger.pay().record_run(&again, &[bonus("2026-M02")]).unwrap(), first);
        assert_eq!(ledger.pay().postings(&PostingFilter::default()).unwrap().len(), 2);
        let other = Posting { amount: eur(1), ..bonus("2026-M02") };
        let error = ledger.pay().record_run(&again, &[other]).unwrap_err();
        assert!(matches!(error, LedgerError::NotReproduced { run } if run == first), "{error}");
    }

    #[test]
    fn a_run_is_not_dated_before_the_one_before_it() {
        let ledger = closed_january();
        let error = ledger.pay().record_run(&run("2026-M02", "2026-02-02", "bbbbbbbb"), &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "run 1 was made on 2026-02-03; a run of 2026-02-02 would change what was known then"
        );
        let sql = "insert into pay_runs (period, version, settled, made_on, made_by, as_of, reason, input_hash) \
                   values ('2026-M02', 1, 1, '2026-02-02', 'x', '2026-02-02', 'x', 'bbbbbbbb')";
        assert!(ledger.store.connection().execute(sql, []).is_err());
    }

    #[test]
    fn a_run_with_one_bad_posting_leaves_nothing_behind() {
        let ledger = closed_january();
        let bad = [
            Posting { person: String::new(), ..bonus("2026-M02") },
            Posting { component: "x".repeat(201), ..bonus("2026-M02") },
            Posting { reason: "x".repeat(2_001), ..bonus("2026-M02") },
            Posting { amount: eur(i64::MIN), ..bonus("2026-M02") },
            Posting { line: Some("a\nb".into()), ..bonus("2026-M02") },
            Posting { adjusts: Some(PostingKind::Earning), ..bonus("2026-M02") },
            bonus("2026-M01"),
        ];
        for posting in bad {
            let given = [bonus("2026-M02"), posting];
            let made = ledger.pay().record_run(&run("2026-M02", "2026-03-03", "bbbbbbbb"), &given);
            assert!(made.is_err(), "{given:?}");
            assert_eq!(ledger.pay().runs().unwrap().len(), 1);
            assert_eq!(ledger.pay().postings(&PostingFilter::default()).unwrap().len(), 1);
        }
    }

    #[test]
    fn a_run_needs_a_reason_and_a_hash() {
        let ledger = Ledger::in_memory().unwrap();
        let good = run("2026-M02", "2026-03-03", "bbbbbbbb");
        let bad = [
            NewRun { reason: " ", ..good },
            NewRun { input_hash: "", ..good },
            NewRun { input_hash: "BBBBBBBB", ..good },
            NewRun { period: "", ..good },
            NewRun { made_by: "\t", ..good },
            NewRun { made_on: Date::new(-5, 1, 1).unwrap(), ..good },
        ];
        for run in bad {
            assert!(matches!(ledger.pay().record_run(&run, &[]), Err(LedgerError::Refused(_))), "{run:?}");
        }
        assert_eq!(ledger.pay().record_run(&good, &[]).unwrap(), RunId(1));
        assert_eq!(ledger.pay().run(RunId(1)).unwrap().unwrap().made_on, on("2026-03-03"));
    }
}
