//! What people set out to reach for themselves, for nobody else to read.

use plumb_store::rusqlite::{OptionalExtension as _, params};

use crate::{Ledger, LedgerError};

/// What people set out to reach.
pub(crate) const VERSION_3: &str = include_str!("goals.sql");

/// The longest note, in characters.
pub const NOTE_MAX: usize = 300;

/// The largest amount, in minor units: more is a slip of the hand, and sums beyond it overflow.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// The longest measure, currency or day: they come from the plan, not from a form.
const WORD_MAX: usize = 200;

/// What somebody sets out to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnGoal {
    /// The instant at which it was set, as text.
    pub set_at: String,
    /// The measure.
    pub measure: String,
    /// The amount, in minor units; above zero.
    pub amount: i64,
    /// The currency.
    pub currency: String,
    /// The last day for it.
    pub by: String,
    /// What the person notes beside it; may be empty.
    pub note: String,
}

impl Ledger {
    /// Records what somebody sets out to reach; it follows what the person had set before.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for an amount that is not above zero or beyond [`AMOUNT_MAX`], and for a note beyond
    /// [`NOTE_MAX`]; the database's own.
    pub fn set_own_goal(&mut self, person: &str, goal: &OwnGoal) -> Result<(), LedgerError> {
        let refused = |says: &str| Err(LedgerError::Refused(says.to_owned()));
        if !(1..=AMOUNT_MAX).contains(&goal.amount) {
            return refused("a goal is an amount above zero, and not beyond all that is sold anywhere");
        }
        if goal.note.chars().count() > NOTE_MAX {
            return Err(LedgerError::Refused(format!(
                "the note has more than {NOTE_MAX} characters; say it shorter"
            )));
        }
        if [&goal.measure, &goal.currency, &goal.by].iter().any(|word| word.chars().count() > WORD_MAX) {
            return refused("the goal is of no measure, currency or day that is known here");
        }
        self.store.connection().execute(
            "insert into goals (person, set_at, measure, amount, currency, by, note) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![person, goal.set_at, goal.measure, goal.amount, goal.currency, goal.by, goal.note],
        )?;
        Ok(())
    }

    /// Records that somebody has no goal any more; where there is none, nothing is recorded.
    ///
    /// # Errors
    /// The database's own.
    pub fn end_own_goal(&mut self, person: &str, at: &str) -> Result<(), LedgerError> {
        if self.own_goal(person)?.is_some() {
            self.store
                .connection()
                .execute("insert into goals (person, ended_at) values (?1, ?2)", params![person, at])?;
        }
        Ok(())
    }

    /// What the person set out to reach, for the person alone: nothing else reads the table. Whoever calls this shows it to
    /// nobody but whose it is.
    ///
    /// # Errors
    /// The database's own.
    pub fn own_goal(&self, person: &str) -> Result<Option<OwnGoal>, LedgerError> {
        let sql = "select set_at, measure, amount, currency, by, note from goals where person = ?1 \
                   order by number desc limit 1";
        let newest = self.store.connection().query_row(sql, [person], |row| {
            let Some(set_at) = row.get(0)? else { return Ok(None) };
            Ok(Some(OwnGoal {
                set_at,
                measure: row.get(1)?,
                amount: row.get(2)?,
                currency: row.get(3)?,
                by: row.get(4)?,
                note: row.get(5)?,
            }))
        });
        Ok(newest.optional()?.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goal(amount: i64) -> OwnGoal {
        OwnGoal {
            set_at: "2026-06-01T08:00:00Z".to_owned(),
            measure: "net-revenue".to_owned(),
            amount,
            currency: "EUR".to_owned(),
            by: "2027-03-31".to_owned(),
            note: "the boat".to_owned(),
        }
    }

    #[test]
    fn the_newest_goal_holds_until_it_is_ended() {
        let mut ledger = Ledger::in_memory().unwrap();
        assert_eq!(ledger.own_goal("ana").unwrap(), None);
        ledger.set_own_goal("ana", &goal(1)).unwrap();
        ledger.set_own_goal("ana", &goal(2)).unwrap();
        assert_eq!(ledger.own_goal("ana").unwrap(), Some(goal(2)));
        ledger.end_own_goal("ana", "later").unwrap();
        assert_eq!(ledger.own_goal("ana").unwrap(), None);
        ledger.set_own_goal("ana", &goal(3)).unwrap();
        assert_eq!(ledger.own_goal("ana").unwrap(), Some(goal(3)));
    }

    #[test]
    fn each_person_has_a_goal_apart() {
        let mut ledger = Ledger::in_memory().unwrap();
        ledger.set_own_goal("ana", &goal(1)).unwrap();
        ledger.set_own_goal("nikos", &goal(2)).unwrap();
        ledger.end_own_goal("nikos", "later").unwrap();
        assert_eq!(ledger.own_goal("ana").unwrap(), Some(goal(1)));
        assert_eq!(ledger.own_goal("nikos").unwrap(), None);
        assert_eq!(ledger.own_goal(crate::OPERATOR).unwrap(), None);
    }

    #[test]
    fn rows_are_added_and_never_rewritten() {
        let mut ledger = Ledger::in_memory().unwrap();
        ledger.end_own_goal("ana", "at first").unwrap();
        ledger.set_own_goal("ana", &goal(1)).unwrap();
        ledger.end_own_goal("ana", "later").unwrap();
        ledger.end_own_goal("ana", "later still").unwrap();
        let count =
            |sql: &str| -> i64 { ledger.store.connection().query_row(sql, [], |row| row.get(0)).unwrap() };
        assert_eq!(count("select count(*) from goals"), 2);
        assert!(ledger.store.connection().execute("update goals set note = 'other'", []).is_err());
        assert!(ledger.store.connection().execute("insert into goals (person) values ('ana')", []).is_err());
    }

    #[test]
    fn amounts_and_notes_have_bounds() {
        let mut ledger = Ledger::in_memory().unwrap();
        for amount in [0, -1, i64::MIN, AMOUNT_MAX + 1, i64::MAX] {
            assert!(ledger.set_own_goal("ana", &goal(amount)).is_err(), "{amount}");
        }
        let long = OwnGoal { note: "ä".repeat(NOTE_MAX + 1), ..goal(1) };
        assert!(ledger.set_own_goal("ana", &long).is_err());
        assert!(ledger.set_own_goal("ana", &OwnGoal { by: "x".repeat(201), ..goal(1) }).is_err());
        assert_eq!(ledger.own_goal("ana").unwrap(), None);
        ledger.set_own_goal("ana", &goal(AMOUNT_MAX)).unwrap();
        assert!(ledger.own_goal("ana").unwrap().is_some());
    }
}
