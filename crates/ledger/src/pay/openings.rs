//! How often people looked at the statements of their pay.

use plumb_store::rusqlite::params;
use plumb_units::Date;

use super::{Pay, date_in, day, word};
use crate::LedgerError;

/// How often somebody looked at one statement on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Whose statement, and who looked at it.
    pub person: String,
    /// The period of the statement.
    pub period: String,
    /// The day.
    pub day: Date,
    /// How often; at least once.
    pub count: i64,
}

impl Pay<'_> {
    /// Counts that somebody looked at the statement of a period.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for words out of their bounds; the database's own.
    pub fn count_opening(&self, person: &str, period: &str, on: Date) -> Result<(), LedgerError> {
        self.connection.execute(
            "insert into pay_openings (person, period, day, count) values (?1, ?2, ?3, 1)
             on conflict do update set count = count + 1",
            params![
                word(person, "the person of a statement")?,
                word(period, "the period of a statement")?,
                day(on, "the look at a statement")?
            ],
        )?;
        Ok(())
    }

    /// How often people looked, by person, period and day.
    ///
    /// # Errors
    /// The database's own.
    pub fn openings(&self) -> Result<Vec<Opening>, LedgerError> {
        let sql = "select person, period, day, count from pay_openings order by person, period, day";
        let mut statement = self.connection.prepare_cached(sql)?;
        let openings = statement.query_map([], |row| {
            Ok(Opening {
                person: row.get(0)?,
                period: row.get(1)?,
                day: date_in(row, 2)?,
                count: row.get(3)?,
            })
        })?;
        Ok(openings.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::on;
    use crate::Ledger;

    #[test]
    fn looks_are_counted_by_day() {
        let ledger = Ledger::in_memory().unwrap();
        for (person, day) in
            [("ana", "2026-02-10"), ("ana", "2026-02-10"), ("ana", "2026-02-11"), ("ben", "2026-02-10")]
        {
            ledger.pay().count_opening(person, "2026-M01", on(day)).unwrap();
        }
        let told: Vec<_> = ledger.pay().openings().unwrap();
        let told: Vec<_> =
            told.iter().map(|one| (one.person.as_str(), one.day.to_string(), one.count)).collect();
        assert_eq!(
            told,
            [
                ("ana", "2026-02-10".to_owned(), 2),
                ("ana", "2026-02-11".to_owned(), 1),
                ("ben", "2026-02-10".to_owned(), 1)
            ]
        );
        assert!(ledger.pay().count_opening("", "2026-M01", on("2026-02-10")).is_err());
    }
}
