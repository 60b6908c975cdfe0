//! Disputes about pay: what somebody says of a line or a period, and what was answered. Both sides stay.

use plumb_store::rusqlite::{self, Connection, OptionalExtension as _, Row, params};
use plumb_units::{Date, Money};

use super::{Pay, amount, date_in, day, money_in, refused, says, unreadable, word};
use crate::LedgerError;

/// How a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisputeState {
    /// It waits for an answer.
    Open,
    /// Something was answered, and it waits for the one who opened it.
    Answered,
    /// The claim is right; it ends here.
    Upheld,
    /// The pay stays; it ends here.
    Refused,
}

impl DisputeState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Answered, Self::Upheld, Self::Refused];

    /// Its word: `open`, `answered`, `upheld`, `refused`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Upheld => "upheld",
            Self::Refused => "refused",
        }
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing comes after it.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Upheld | Self::Refused)
    }

    /// Whether a dispute may go from here to there: an ended one goes nowhere, and none stays where it is.
    ///
    /// ```
    /// use plumb_ledger::DisputeState::{Answered, Open, Refused, Upheld};
    /// assert!(Open.may_become(Answered) && Answered.may_become(Open) && Answered.may_become(Upheld));
    /// assert!(!Refused.may_become(Open) && !Open.may_become(Open));
    /// ```
    pub fn may_become(self, next: Self) -> bool {
        !self.is_end() && self != next
    }
}

/// What somebody says of pay.
#[derive(Clone, Copy, Debug)]
pub struct NewDispute<'a> {
    /// Whose pay.
    pub person: &'a str,
    /// Of which period.
    pub period: &'a str,
    /// Which line, by its key; `None` where it is about no single one, such as a sale that is missing.
    pub line: Option<&'a str>,
    /// What it should be, where that is known.
    pub claimed: Option<Money>,
    /// What is wrong.
    pub says: &'a str,
    /// The day.
    pub opened_on: Date,
    /// Who says it.
    pub opened_by: &'a str,
}

/// A dispute with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Its number.
    pub number: i64,
    /// Whose pay.
    pub person: String,
    /// Of which period.
    pub period: String,
    /// Which line.
    pub line: Option<String>,
    /// What it should be.
    pub claimed: Option<Money>,
    /// What is wrong.
    pub says: String,
    /// The day.
    pub opened_on: Date,
    /// Who said it.
    pub opened_by: String,
    /// What was answered, in order.
    pub answers: Vec<DisputeAnswer>,
}

/// One answer, or a further word of the one who opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeAnswer {
    /// How the dispute stands after it.
    pub state: DisputeState,
    /// What is said.
    pub says: String,
    /// The day.
    pub answered_on: Date,
    /// Who says it.
    pub answered_by: String,
}

impl Dispute {
    /// How it stands.
    pub fn state(&self) -> DisputeState {
        self.answers.last().map_or(DisputeState::Open, |answer| answer.state)
    }
}

impl Pay<'_> {
    /// Records what somebody says of pay; its number. It may be about a closed period.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where nothing is said, or too much, and where a dispute about the same line of the same person and
    /// period has not ended; the database's own.
    pub fn open_dispute(&self, dispute: &NewDispute<'_>) -> Result<i64, LedgerError> {
        let transaction = self.transaction()?;
        let person = word(dispute.person, "the person of the dispute")?;
        let period = word(dispute.period, "the period of the dispute")?;
        let line = dispute.line.map(|line| word(line, "the line of the dispute")).transpose()?;
        let claimed = dispute.claimed.map(|claimed| amount(claimed, "the amount claimed")).transpose()?;
        let same = |other: &Dispute| {
            line.is_some()
                && other.line.as_deref() == line
                && other.period == period
                && !other.state().is_end()
        };
        if let Some(other) = disputes(&transaction, Some(person))?.into_iter().find(same) {
            return refused(format!(
                "dispute {} is about this line and has not ended; answer there",
                other.number
            ));
        }
        let currency = claimed.map(Money::currency);
        transaction.execute(
            "insert into pay_disputes (person, period, line, minor, currency, says, opened_on, opened_by)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                person,
                period,
                line,
                claimed.map(Money::minor),
                currency.as_ref().map(plumb_units::Currency::code),
                says(dispute.says, "what is wrong")?,
                day(dispute.opened_on, "the dispute")?,
                word(dispute.opened_by, "who opens the dispute")?
            ],
        )?;
        let number = transaction.last_insert_rowid();
        transaction.commit()?;
        Ok(number)
    }

    /// Answers a dispute.
    ///
    /// # Errors
    /// [`LedgerError::DisputeStep`] where it cannot go to that state; [`LedgerError::Refused`] where there is none of this number,
    /// nothing is said, or the day is before that of what was said last; the database's own.
    pub fn answer_dispute(&self, number: i64, answer: &DisputeAnswer) -> Result<(), LedgerError> {
        let transaction = self.transaction()?;
        let Some(dispute) = dispute(&transaction, number)? else {
            return refused(format!("there is no dispute {number}"));
        };
        let from = dispute.state();
        if !from.may_become(answer.state) {
            return Err(LedgerError::DisputeStep { dispute: number, from, to: answer.state });
        }
        let before = dispute.answers.last().map_or(dispute.opened_on, |last| last.answered_on);
        if answer.answered_on < before {
            return refused(format!("the last word on dispute {number} was on {before}, after this answer"));
        }
        transaction.execute(
            "insert into pay_dispute_answers (dispute, state, says, answered_on, answered_by)
             values (?1, ?2, ?3, ?4, ?5)",
            params![
                number,
                answer.state.word(),
                says(&answer.says, "the answer")?,
                day(answer.answered_on, "the answer")?,
                word(&answer.answered_by, "who answers")?
            ],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// One dispute, if there is one of this number.
    ///
    /// # Errors
    /// The database's own.
    pub fn dispute(&self, number: i64) -> Result<Option<Dispute>, LedgerError> {
        dispute(self.connection, number)
    }

    /// All disputes, or those of one person, the oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub fn disputes(&self, person: Option<&str>) -> Result<Vec<Dispute>, LedgerError> {
        disputes(self.connection, person)
    }
}

const SELECT: &str =
    "select number, person, period, line, minor, currency, says, opened_on, opened_by from pay_disputes";

fn dispute(connection: &Connection, number: i64) -> Result<Option<Dispute>, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} where number = ?1"))?;
    let found = statement.query_row([number], dispute_in).optional()?;
    found.map(|dispute| with_answers(connection, dispute)).transpose()
}

fn disputes(connection: &Connection, person: Option<&str>) -> Result<Vec<Dispute>, LedgerError> {
    let found: Vec<Dispute> = match person {
        Some(person) => {
            let sql = format!("{SELECT} where person = ?1 order by number");
            connection.prepare_cached(&sql)?.query_map([person], dispute_in)?.collect::<Result<_, _>>()?
        }
        None => {
            let sql = format!("{SELECT} order by number");
            connection.prepare_cached(&sql)?.query_map([], dispute_in)?.collect::<Result<_, _>>()?
        }
    };
    found.into_iter().map(|dispute| with_answers(connection, dispute)).collect()
}

fn with_answers(connection: &Connection, mut dispute: Dispute) -> Result<Dispute, LedgerError> {
    let sql = "select state, says, answered_on, answered_by from pay_dispute_answers \
               where dispute = ?1 order by number";
    let mut statement = connection.prepare_cached(sql)?;
    let answers = statement.query_map([dispute.number], |row| {
        let state: String = row.get(0)?;
        let known = DisputeState::parse(&state);
        Ok(DisputeAnswer {
            state: known.ok_or_else(|| unreadable(0, format!("`{state}` is no state of a dispute")))?,
            says: row.get(1)?,
            answered_on: date_in(row, 2)?,
            answered_by: row.get(3)?,
        })
    })?;
    dispute.answers = answers.collect::<Result<_, _>>()?;
    Ok(dispute)
}

fn dispute_in(row: &Row<'_>) -> Result<Dispute, rusqlite::Error> {
    let claimed = row.get::<_, Option<i64>>(4)?.map(|_| money_in(row, 4)).transpose()?;
    Ok(Dispute {
        number: row.get(0)?,
        person: row.get(1)?,
        period: row.get(2)?,
        line: row.get(3)?,
        claimed,
        says: row.get(6)?,
        opened_on: date_in(row, 7)?,
        opened_by: row.get(8)?,
        answers: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Settlement;
    use super::super::examples::{closed_january, earning, eur, on, run};
    use super::*;

    fn claim() -> NewDispute<'static> {
        NewDispute {
            person: "ana",
            period: "2026-M01",
            line: Some("crm/7"),
            claimed: Some(eur(12_000)),
            says: "  the second half is missing ",
            opened_on: on("2026-02-10"),
            opened_by: "ana",
        }
    }

    fn answer(state: DisputeState, day: &str) -> DisputeAnswer {
        DisputeAnswer {
            state,
            says: "looked at it".into(),
            answered_on: on(day),
            answered_by: "revops".into(),
        }
    }

    #[test]
    fn a_dispute_stays_beside_its_line_when_pay_is_worked_out_again() {
        let ledger = closed_january();
        let number = ledger.pay().open_dispute(&claim()).unwrap();
        let before = ledger.pay().disputes(Some("ana")).unwrap();
        let figures = [earning("ana", "2026-M01", 12_000)];
        let settlement = Settlement { covers: &["2026-M01"], post_in: "2026-M02", figures: &figures };
        ledger.pay().settle(&run("2026-M01", "2026-03-03", "bbbbbbbb"), &settlement).unwrap();
        assert_eq!(ledger.pay().disputes(Some("ana")).unwrap(), before);
        let dispute = ledger.pay().dispute(number).unwrap().unwrap();
        assert_eq!(
            (dispute.claimed, dispute.says.as_str()),
            (Some(eur(12_000)), "the second half is missing")
        );
        assert_eq!(ledger.pay().disputes(Some("ben")).unwrap(), []);
    }

    #[test]
    fn every_step_is_taken_or_refused_as_the_states_say_by_the_code_and_by_the_database() {
        use DisputeState::{Answered, Open};
        for path in [vec![], vec![Answered], vec![Answered, Open]] {
            for next in DisputeState::ALL {
                let ledger = closed_january();
                let number = ledger.pay().open_dispute(&claim()).unwrap();
                for state in &path {
                    ledger.pay().answer_dispute(number, &answer(*state, "2026-02-11")).unwrap();
                }
                let from = path.last().copied().unwrap_or(Open);
                let taken = ledger.pay().answer_dispute(number, &answer(next, "2026-02-11"));
                assert_eq!(taken.is_ok(), from != next, "{from:?} to {next:?}");
                let standing = ledger.pay().dispute(number).unwrap().unwrap().state();
                for after in DisputeState::ALL {
                    let sql = "insert into pay_dispute_answers (dispute, state, says, answered_on, answered_by) \
                               values (1, ?1, 'x', '2026-02-12', 'x')";
                    let straight = ledger.store.connection().execute("savepoint try", []).and_then(|_| {
                        let done = ledger.store.connection().execute(sql, [after.word()]).is_ok();
                        ledger.store.connection().execute_batch("rollback to try; release try").map(|()| done)
                    });
                    assert_eq!(straight.unwrap(), standing.may_become(after), "{standing:?} to {after:?}");
                }
                if standing.is_end() {
                    let error = ledger.pay().answer_dispute(number, &answer(Open, "2026-02-12")).unwrap_err();
                    assert!(
                        matches!(error, LedgerError::DisputeStep { from, .. } if from == standing),
                        "{error}"
                    );
                }
            }
        }
    }

    #[test]
    fn one_line_has_one_dispute_at_a_time() {
        let ledger = closed_january();
        let number = ledger.pay().open_dispute(&claim()).unwrap();
        let error = ledger.pay().open_dispute(&claim()).unwrap_err();
        assert_eq!(error.to_string(), "dispute 1 is about this line and has not ended; answer there");
        ledger.pay().open_dispute(&NewDispute { line: None, ..claim() }).unwrap();
        ledger.pay().open_dispute(&NewDispute { line: None, claimed: None, ..claim() }).unwrap();
        ledger.pay().open_dispute(&NewDispute { person: "ben", ..claim() }).unwrap();
        ledger.pay().answer_dispute(number, &answer(DisputeState::Refused, "2026-02-11")).unwrap();
        ledger.pay().open_dispute(&claim()).unwrap();
    }

    #[test]
    fn what_says_nothing_or_comes_before_what_it_answers_is_refused() {
        let ledger = closed_january();
        assert!(ledger.pay().open_dispute(&NewDispute { says: " \n", ..claim() }).is_err());
        assert!(ledger.pay().open_dispute(&NewDispute { says: &"ä".repeat(2_001), ..claim() }).is_err());
        assert!(ledger.pay().open_dispute(&NewDispute { claimed: Some(eur(i64::MAX)), ..claim() }).is_err());
        let number = ledger.pay().open_dispute(&claim()).unwrap();
        let early = answer(DisputeState::Answered, "2026-02-09");
        assert!(ledger.pay().answer_dispute(number, &early).is_err());
        assert!(ledger.pay().answer_dispute(99, &answer(DisputeState::Answered, "2026-02-11")).is_err());
        assert_eq!(ledger.pay().dispute(number).unwrap().unwrap().answers, []);
        for sql in ["update pay_disputes set says = 'x'", "delete from pay_disputes"] {
            assert!(ledger.store.connection().execute(sql, []).is_err(), "{sql}");
        }
    }
}
