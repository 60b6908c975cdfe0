//! Letters that say what a pay plan is to somebody, and who accepted which.

use plumb_store::rusqlite::{self, Connection, OptionalExtension as _, Row, params};
use plumb_units::Date;

use super::{Pay, date_in, day, hash, refused, word};
use crate::LedgerError;

/// A letter, by what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// To whom.
    pub person: &'a str,
    /// Of which pay plan.
    pub plan: &'a str,
    /// Of which version of it.
    pub version: &'a str,
    /// A hash of its text, in hexadecimal digits.
    pub letter_hash: &'a str,
}

/// A letter that was sent, and whether it was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// To whom.
    pub person: String,
    /// Of which pay plan.
    pub plan: String,
    /// Of which version of it.
    pub version: String,
    /// The hash of its text.
    pub letter_hash: String,
    /// When it was sent.
    pub sent_on: Date,
    /// When it was accepted; `None` while it is not.
    pub accepted_on: Option<Date>,
}

impl Pay<'_> {
    /// Records that a letter was sent. The same letter sent again is one letter, of the first day.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where another text was sent for this version of the plan, and for words out of their bounds; the
    /// database's own.
    pub fn send_letter(&self, letter: &Letter<'_>, sent_on: Date) -> Result<(), LedgerError> {
        let transaction = self.transaction()?;
        let (person, plan) = (word(letter.person, "the person")?, word(letter.plan, "the pay plan")?);
        let version = word(letter.version, "the version of the pay plan")?;
        let letter_hash = hash(letter.letter_hash, "what stands for the letter")?;
        let sent_on = day(sent_on, "the letter")?;
        if let Some((_, sent)) = sent(&transaction, letter)? {
            return match sent.letter_hash == letter_hash {
                true => Ok(()),
                false => refused(format!(
                    "another letter for version {version} of `{plan}` was sent to {person} on {}; a change is a new version",
                    sent.sent_on
                )),
            };
        }
        transaction.execute(
            "insert into pay_letters (person, plan, version, letter_hash, sent_on) values (?1, ?2, ?3, ?4, ?5)",
            params![person, plan, version, letter_hash, sent_on],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Records that somebody accepts a letter, as it was sent. Accepted again, the first day stays.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where no such letter was sent, another text was, or the day is before it; the database's own.
    pub fn accept(&self, letter: &Letter<'_>, accepted_on: Date) -> Result<(), LedgerError> {
        let transaction = self.transaction()?;
        let day = day(accepted_on, "the acceptance")?;
        let Some((number, sent)) = sent(&transaction, letter)? else {
            return refused("no such letter was sent");
        };
        if sent.letter_hash != letter.letter_hash {
            return refused("this is not the text that was sent");
        }
        if accepted_on < sent.sent_on {
            return refused(format!("the letter was sent on {}, after this day", sent.sent_on));
        }
        if sent.accepted_on.is_none() {
            transaction.execute(
                "insert into pay_acceptances (letter, accepted_on) values (?1, ?2)",
                params![number, day],
            )?;
            transaction.commit()?;
        }
        Ok(())
    }

    /// All letters that were sent, or those to one person, the oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub fn acceptances(&self, person: Option<&str>) -> Result<Vec<Acceptance>, LedgerError> {
        let sql = format!("{SELECT} where ?1 is null or person = ?1 order by letters.number");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let letters = statement.query_map([person], |row| Ok(letter_in(row)?.1))?;
        Ok(letters.collect::<Result<_, _>>()?)
    }
}

const SELECT: &str = "select letters.number, person, plan, version, letter_hash, sent_on, accepted_on \
                      from pay_letters as letters left join pay_acceptances on letter = letters.number";

fn sent(connection: &Connection, letter: &Letter<'_>) -> Result<Option<(i64, Acceptance)>, LedgerError> {
    let sql = format!("{SELECT} where person = ?1 and plan = ?2 and version = ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([letter.person, letter.plan, letter.version], letter_in).optional()?)
}

fn letter_in(row: &Row<'_>) -> Result<(i64, Acceptance), rusqlite::Error> {
    let accepted_on = row.get::<_, Option<String>>(6)?.map(|_| date_in(row, 6)).transpose()?;
    let letter = Acceptance {
        person: row.get(1)?,
        plan: row.get(2)?,
        version: row.get(3)?,
        letter_hash: row.get(4)?,
        sent_on: date_in(row, 5)?,
        accepted_on,
    };
    Ok((row.get(0)?, letter))
}

#[cfg(test)]
mod tests {
    use super::super::examples::on;
    use super::*;
    use crate::Ledger;

    const LETTER: Letter<'_> = Letter { person: "ana", plan: "ae", version: "2", letter_hash: "0123abcd" };

    #[test]
    fn what_is_accepted_is_the_text_that_was_sent() {
        let ledger = Ledger::in_memory().unwrap();
        let pay = ledger.pay();
        assert!(pay.accept(&LETTER, on("2026-01-02")).is_err());
        pay.send_letter(&LETTER, on("2026-01-02")).unwrap();
        pay.send_letter(&LETTER, on("2026-01-04")).unwrap();
        let other = Letter { letter_hash: "ffffffff", ..LETTER };
        assert!(pay.send_letter(&other, on("2026-01-04")).is_err());
        assert!(pay.accept(&other, on("2026-01-05")).is_err());
        assert!(pay.accept(&LETTER, on("2026-01-01")).is_err());
        assert_eq!(pay.acceptances(None).unwrap()[0].accepted_on, None);
        pay.accept(&LETTER, on("2026-01-05")).unwrap();
        pay.accept(&LETTER, on("2026-01-09")).unwrap();
        let told = pay.acceptances(Some("ana")).unwrap();
        assert_eq!((told[0].sent_on, told[0].accepted_on), (on("2026-01-02"), Some(on("2026-01-05"))));
    }

    #[test]
    fn each_version_and_each_person_has_a_letter_apart() {
        let ledger = Ledger::in_memory().unwrap();
        let pay = ledger.pay();
        for letter in [LETTER, Letter { version: "3", ..LETTER }, Letter { person: "ben", ..LETTER }] {
            pay.send_letter(&letter, on("2026-01-02")).unwrap();
        }
        pay.accept(&Letter { version: "3", ..LETTER }, on("2026-01-05")).unwrap();
        let accepted = |person| -> Vec<bool> {
            pay.acceptances(person).unwrap().iter().map(|letter| letter.accepted_on.is_some()).collect()
        };
        assert_eq!(accepted(Some("ana")), [false, true]);
        assert_eq!(accepted(None), [false, true, false]);
    }

    #[test]
    fn a_letter_is_never_rewritten() {
        let ledger = Ledger::in_memory().unwrap();
        ledger.pay().send_letter(&LETTER, on("2026-01-02")).unwrap();
        ledger.pay().accept(&LETTER, on("2026-01-05")).unwrap();
        for sql in [
            "update pay_letters set letter_hash = 'ffffffff'",
            "insert or replace into pay_letters values (7, 'ana', 'ae', '2', 'ffffffff', '2026-01-01')",
            "delete from pay_acceptances",
            "insert or replace into pay_acceptances values (1, '2026-01-03')",
        ] {
            assert!(ledger.store.connection().execute(sql, []).is_err(), "{sql}");
        }
    }
}
