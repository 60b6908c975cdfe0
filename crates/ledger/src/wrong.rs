//! Figures that somebody says are wrong, and what was answered: both sides stay.

use plumb_store::rusqlite::{OptionalExtension as _, Row, params};

use crate::{Ledger, LedgerError};

/// The longest text, in characters.
const SAYS_MAX: usize = 2_000;

/// What is wrong with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What it was computed from.
    Data,
    /// Who gets it: a deal of mine counts for another, or the other way round.
    Credit,
    /// Whose it is: the person, team or territory.
    Owner,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Data, Self::Credit, Self::Owner];

    /// Its word: `data`, `credit`, `owner`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Credit => "credit",
            Self::Owner => "owner",
        }
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody decided yet.
    Open,
    /// The figure is wrong and will be mended.
    Upheld,
    /// The figure stays.
    Refused,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Upheld, Self::Refused];

    /// Its word: `open`, `upheld`, `refused`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upheld => "upheld",
            Self::Refused => "refused",
        }
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What somebody says of a figure.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// The instant, as text.
    pub at: &'a str,
    /// Who says it.
    pub by: &'a str,
    /// The figure in words, as the page named it.
    pub figure: &'a str,
    /// Where it stood: `line:PERSON`, `gap:ID`, `first`.
    pub about: &'a str,
    /// The value as it was shown.
    pub shown: &'a str,
    /// What is wrong with it.
    pub kind: Kind,
    /// What it should be, and why.
    pub says: &'a str,
}

/// A report with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// The figure in words.
    pub figure: String,
    /// Where it stood.
    pub about: String,
    /// The value as it was shown.
    pub shown: String,
    /// What is wrong with it.
    pub kind: Kind,
    /// What it should be.
    pub says: String,
    /// What was answered, in order.
    pub answers: Vec<Answer>,
}

impl Report {
    /// How it stands.
    pub fn state(&self) -> State {
        self.answers.last().map_or(State::Open, |answer| answer.state)
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What was decided.
    pub state: State,
    /// Why.
    pub says: String,
}

impl Ledger {
    /// Records that somebody says a figure is wrong; its number.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where nothing is said, or too much; the database's own.
    pub fn report_wrong(&mut self, report: NewReport<'_>) -> Result<i64, LedgerError> {
        let says = bounded(report.says, "what the figure should be")?;
        let connection = self.store.connection();
        connection.execute(
            "insert into wrong (at, by, figure, about, shown, kind, says) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                report.at,
                report.by,
                cut(report.figure),
                cut(report.about),
                cut(report.shown),
                report.kind.word(),
                says
            ],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// Answers a report.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where there is no such report or nothing is said; the database's own.
    pub fn answer_wrong(
        &mut self,
        number: i64,
        by: &str,
        at: &str,
        state: State,
        says: &str,
    ) -> Result<(), LedgerError> {
        let says = bounded(says, "why")?;
        if self.wrong(number)?.is_none() {
            return Err(LedgerError::Refused(format!("there is no report {number}")));
        }
        self.store.connection().execute(
            "insert into wrong_answers (wrong, at, by, state, says) values (?1, ?2, ?3, ?4, ?5)",
            params![number, at, by, state.word(), says],
        )?;
        Ok(())
    }

    /// One report.
    ///
    /// # Errors
    /// The database's own.
    pub fn wrong(&self, number: i64) -> Result<Option<Report>, LedgerError> {
        let sql = "select number, at, by, figure, about, shown, kind, says from wrong where number = ?1";
        let found = self.store.connection().query_row(sql, [number], report).optional()?;
        found.map(|report| self.with_answers(report)).transpose()
    }

    /// All reports, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub fn wrongs(&self) -> Result<Vec<Report>, LedgerError> {
        let sql = "select number, at, by, figure, about, shown, kind, says from wrong order by number desc";
        let mut statement = self.store.connection().prepare_cached(sql)?;
        let found: Vec<Report> = statement.query_map([], report)?.collect::<Result<_, _>>()?;
        found.into_iter().map(|report| self.with_answers(report)).collect()
    }

    fn with_answers(&self, mut report: Report) -> Result<Report, LedgerError> {
        let sql = "select at, by, state, says from wrong_answers where wrong = ?1 order by number";
        let mut statement = self.store.connection().prepare_cached(sql)?;
        let answers = statement.query_map([report.number], |row| {
            let state: String = row.get(2)?;
            let state = State::parse(&state).unwrap_or(State::Open);
            Ok(Answer { at: row.get(0)?, by: row.get(1)?, state, says: row.get(3)? })
        })?;
        report.answers = answers.collect::<Result<_, _>>()?;
        Ok(report)
    }
}

fn report(row: &Row<'_>) -> Result<Report, plumb_store::rusqlite::Error> {
    let kind: String = row.get(6)?;
    Ok(Report {
        number: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        figure: row.get(3)?,
        about: row.get(4)?,
        shown: row.get(5)?,
        kind: Kind::parse(&kind).unwrap_or(Kind::Data),
        says: row.get(7)?,
        answers: Vec::new(),
    })
}

fn bounded<'a>(says: &'a str, what: &str) -> Result<&'a str, LedgerError> {
    let says = says.trim();
    match says.chars().count() {
        0 => Err(LedgerError::Refused(format!("nothing is said; write {what}"))),
        letters if letters > SAYS_MAX => Err(LedgerError::Refused(format!(
            "the text has {letters} characters, and {SAYS_MAX} are the most; say it shorter"
        ))),
        _ => Ok(says),
    }
}

/// What the page itself wrote is short; what comes in its place is cut.
fn cut(text: &str) -> String {
    text.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: NewReport<'_> = NewReport {
        at: "2026-06-01T08:00:00Z",
        by: "nikos",
        figure: "my part of the mandate",
        about: "line:nikos",
        shown: "1 000.00 EUR",
        kind: Kind::Credit,
        says: "  the harbour deal is mine  ",
    };

    #[test]
    fn both_sides_stay() {
        let mut ledger = Ledger::in_memory().unwrap();
        let number = ledger.report_wrong(REPORT).unwrap();
        ledger.answer_wrong(number, "revops", "later", State::Refused, "it was sold by Eleni").unwrap();
        ledger.answer_wrong(number, "revops", "later still", State::Upheld, "Eleni says it is his").unwrap();
        let report = ledger.wrong(number).unwrap().unwrap();
        assert_eq!((report.state(), report.says.as_str()), (State::Upheld, "the harbour deal is mine"));
        assert_eq!(report.answers.len(), 2);
        assert_eq!(ledger.wrongs().unwrap(), [report]);
    }

    #[test]
    fn nothing_said_is_no_report_and_no_answer() {
        let mut ledger = Ledger::in_memory().unwrap();
        assert!(ledger.report_wrong(NewReport { says: " \n", ..REPORT }).is_err());
        assert!(ledger.report_wrong(NewReport { says: &"x".repeat(2_001), ..REPORT }).is_err());
        assert!(ledger.answer_wrong(7, "revops", "at", State::Upheld, "yes").is_err());
    }
}
