//! Who may sign in: invitations, passwords, sessions. What would open a door is never kept, only what checks it.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use plumb_store::rusqlite::{OptionalExtension as _, Row, params};
use sha2::{Digest as _, Sha256};

use crate::{Ledger, LedgerError};

/// Who may sign in, and what was said to be wrong.
pub(crate) const VERSION_1: &str = include_str!("access.sql");

/// Whose name stands for the one who runs the command on the machine: no id of a person can be it.
pub const OPERATOR: &str = "@operator";

/// The shortest password.
const PASSWORD_MIN: usize = 10;

/// The longest password; longer ones only cost time.
const PASSWORD_MAX: usize = 200;

/// Who did something, to whose access, and when.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// The person whose access it is.
    pub person: &'a str,
    /// Who does it.
    pub by: &'a str,
    /// The instant, as text.
    pub at: &'a str,
}

/// How somebody's access stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The person.
    pub person: String,
    /// What was done last.
    pub act: Act,
    /// Whether the person operates: sees everything, answers, approves.
    pub operates: bool,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: String,
}

/// What is done about access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Invited, and not yet in.
    Invite,
    /// Chose a password.
    Password,
    /// May not sign in any more.
    Revoke,
}

impl Act {
    /// Its word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Password => "password",
            Self::Revoke => "revoke",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "invite" => Self::Invite,
            "password" => Self::Password,
            _ => Self::Revoke,
        }
    }
}

/// What opens a door once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticket<'a> {
    /// To choose a password.
    Invitation,
    /// To be signed in.
    Entry,
    /// To answer one question.
    Question(&'a str),
}

impl Ticket<'_> {
    fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Entry => "entry",
            Self::Question(_) => "question",
        }
    }
}

impl Ledger {
    /// Everybody who was ever invited, by person, as it stands.
    ///
    /// # Errors
    /// The database's own.
    pub fn accounts(&self) -> Result<Vec<Account>, LedgerError> {
        let sql = "select person, act, operates, by, at from access as one \
                   where number = (select max(number) from access where person = one.person) order by person";
        let mut statement = self.store.connection().prepare_cached(sql)?;
        let rows = statement.query_map([], account)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How somebody's access stands; `None` where nothing was ever done about it.
    ///
    /// # Errors
    /// The database's own.
    pub fn account(&self, person: &str) -> Result<Option<Account>, LedgerError> {
        let sql =
            "select person, act, operates, by, at from access where person = ?1 order by number desc limit 1";
        let mut statement = self.store.connection().prepare_cached(sql)?;
        Ok(statement.query_row([person], account).optional()?)
    }

    /// Invites somebody; the token, of which only the hash is kept, opens the door once until then. An earlier password ends.
    ///
    /// # Errors
    /// The database's own.
    pub fn invite(
        &mut self,
        deed: Deed<'_>,
        operates: bool,
        token: &str,
        now: i64,
        until: i64,
    ) -> Result<(), LedgerError> {
        self.shut(deed.person)?;
        self.record(deed, Act::Invite, operates, None)?;
        self.ticket(Ticket::Invitation, deed.person, token, now, until)
    }

    /// Takes somebody's access away, with all sessions and tickets.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] where there is none; the database's own.
    pub fn revoke(&mut self, deed: Deed<'_>) -> Result<(), LedgerError> {
        match self.account(deed.person)? {
            Some(account) if account.act != Act::Revoke => {
                self.shut(deed.person)?;
                self.record(deed, Act::Revoke, false, None)
            }
            _ => {
                Err(LedgerError::Refused(format!("`{}` has no access that could be taken away", deed.person)))
            }
        }
    }

    /// Chooses a password: the invitation is used up, and nothing but a salted hash is kept.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] for a password that is too short or long and for an invitation that does not hold; the
    /// database's own.
    pub fn accept(
        &mut self,
        token: &str,
        password: &str,
        salt: &[u8; 16],
        at: &str,
        now: i64,
    ) -> Result<String, LedgerError> {
        let letters = password.chars().count();
        if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&letters) {
            return Err(LedgerError::Refused(format!(
                "the password has {letters} characters; between {PASSWORD_MIN} and {PASSWORD_MAX} are wanted"
            )));
        }
        let hashed = hashed_password(password, salt)?;
        let gone =
            || LedgerError::Refused("this invitation was used, or its time is over; ask for another".into());
        let person = self.redeem(Ticket::Invitation, token, now)?.ok_or_else(gone)?;
        let account = self.account(&person)?.filter(|account| account.act != Act::Revoke).ok_or_else(gone)?;
        let deed = Deed { person: &person, by: &person, at };
        self.record(deed, Act::Password, account.operates, Some(&hashed))?;
        Ok(person)
    }

    /// Whether the password is the person's. It takes as long for somebody unknown.
    ///
    /// # Errors
    /// The database's own.
    pub fn password_matches(&self, person: &str, password: &str) -> Result<bool, LedgerError> {
        Ok(self.password_check(person)?.matches(password))
    }

    /// What checks a person's password: slow on purpose, so that it is used without a lock on the ledger.
    ///
    /// # Errors
    /// The database's own.
    pub fn password_check(&self, person: &str) -> Result<PasswordCheck, LedgerError> {
        let sql = "select password from access where person = ?1 order by number desc limit 1";
        let kept: Option<Option<String>> =
            self.store.connection().query_row(sql, [person], |row| row.get(0)).optional()?;
        Ok(PasswordCheck(kept.flatten()))
    }

    /// Makes a ticket of which only the hash is kept.
    ///
    /// # Errors
    /// The database's own.
    pub fn ticket(
        &mut self,
        ticket: Ticket<'_>,
        person: &str,
        token: &str,
        now: i64,
        until: i64,
    ) -> Result<(), LedgerError> {
        let about = if let Ticket::Question(about) = ticket { Some(about) } else { None };
        let connection = self.store.connection();
        connection.execute("delete from tickets where until < ?1", [now])?;
        connection.execute(
            "insert into tickets (hash, purpose, person, about, made_at, until) values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![hashed(token), ticket.word(), person, about, now, until],
        )?;
        Ok(())
    }

    /// Whose ticket it is, without using it up, and what it is about; `None` where it does not hold.
    ///
    /// # Errors
    /// The database's own.
    pub fn holder(
        &self,
        ticket: Ticket<'_>,
        token: &str,
        now: i64,
    ) -> Result<Option<(String, Option<String>)>, LedgerError> {
        let sql = "select person, about from tickets where hash = ?1 and purpose = ?2 and until > ?3 and used_at is null";
        let found =
            self.store.connection().query_row(sql, params![hashed(token), ticket.word(), now], |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
        Ok(found.optional()?)
    }

    /// Uses a ticket up; whose it was, `None` where it does not hold.
    ///
    /// # Errors
    /// The database's own.
    pub fn redeem(
        &mut self,
        ticket: Ticket<'_>,
        token: &str,
        now: i64,
    ) -> Result<Option<String>, LedgerError> {
        let sql = "update tickets set used_at = ?3 where hash = ?1 and purpose = ?2 and until > ?3 and used_at is null \
                   returning person";
        let found =
            self.store
                .connection()
                .query_row(sql, params![hashed(token), ticket.word(), now], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Opens a session; only the hash of its token is kept.
    ///
    /// # Errors
    /// The database's own.
    pub fn open_session(
        &mut self,
        person: &str,
        token: &str,
        now: i64,
        until: i64,
    ) -> Result<(), LedgerError> {
        let connection = self.store.connection();
        connection.execute("delete from sessions where until < ?1", [now])?;
        connection.execute(
            "insert into sessions (hash, person, opened_at, until) values (?1, ?2, ?3, ?4)",
            params![hashed(token), person, now, until],
        )?;
        Ok(())
    }

    /// Whose session it is; `None` where none is open under this token.
    ///
    /// # Errors
    /// The database's own.
    pub fn session(&self, token: &str, now: i64) -> Result<Option<String>, LedgerError> {
        let sql = "select person from sessions where hash = ?1 and until > ?2";
        let mut statement = self.store.connection().prepare_cached(sql)?;
        Ok(statement.query_row(params![hashed(token), now], |row| row.get(0)).optional()?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database's own.
    pub fn end_session(&mut self, token: &str) -> Result<(), LedgerError> {
        self.store.connection().execute("delete from sessions where hash = ?1", [hashed(token)])?;
        Ok(())
    }

    /// Ends all sessions and tickets of a person.
    fn shut(&mut self, person: &str) -> Result<(), LedgerError> {
        let connection = self.store.connection();
        connection.execute("delete from sessions where person = ?1", [person])?;
        connection.execute("delete from tickets where person = ?1 and purpose <> 'question'", [person])?;
        Ok(())
    }

    fn record(
        &mut self,
        deed: Deed<'_>,
        act: Act,
        operates: bool,
        password: Option<&str>,
    ) -> Result<(), LedgerError> {
        self.store.connection().execute(
            "insert into access (at, by, person, act, operates, password) values (?1, ?2, ?3, ?4, ?5, ?6)",
            params![deed.at, deed.by, deed.person, act.word(), operates, password],
        )?;
        Ok(())
    }
}

/// What checks a password: slow on purpose, so it is made to be used without a lock.
#[derive(Clone, Debug)]
pub struct PasswordCheck(Option<String>);

impl PasswordCheck {
    /// Whether it is this password. It takes as long where there is none.
    pub fn matches(&self, password: &str) -> bool {
        check_password(self.0.as_deref(), password)
    }
}

fn account(row: &Row<'_>) -> Result<Account, plumb_store::rusqlite::Error> {
    let act: String = row.get(1)?;
    Ok(Account {
        person: row.get(0)?,
        act: Act::of(&act),
        operates: row.get(2)?,
        by: row.get(3)?,
        at: row.get(4)?,
    })
}

/// Tokens are drawn from 256 random bits, so a plain hash is enough for them.
fn hashed(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hashed_password(password: &str, salt: &[u8; 16]) -> Result<String, LedgerError> {
    let refused = |_| LedgerError::Refused("the password could not be kept; choose another".into());
    let salt = SaltString::encode_b64(salt).map_err(refused)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(refused)?.to_string())
}

/// A hash of nothing that anybody chose, so that looking for somebody unknown takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn check_password(kept: Option<&str>, password: &str) -> bool {
    if password.chars().count() > PASSWORD_MAX {
        return false;
    }
    let matches = PasswordHash::new(kept.unwrap_or(NOBODY))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    matches && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEED: Deed<'_> = Deed { person: "nikos", by: OPERATOR, at: "2026-06-01T08:00:00Z" };

    fn invited() -> Ledger {
        let mut ledger = Ledger::in_memory().unwrap();
        ledger.invite(DEED, false, "token", 100, 200).unwrap();
        ledger
    }

    fn kept(ledger: &Ledger) -> String {
        let mut all = String::new();
        for table in ["access", "tickets", "sessions"] {
            let rows = ledger.store.query(&format!("select * from {table}"), &[]).unwrap();
            all.push_str(&format!("{:?}", rows.rows));
        }
        all
    }

    #[test]
    fn an_invitation_is_good_once() {
        let mut ledger = invited();
        assert_eq!(ledger.holder(Ticket::Invitation, "token", 150).unwrap().unwrap().0, "nikos");
        assert!(ledger.accept("token", "short", &[1; 16], "at", 150).is_err());
        assert_eq!(ledger.accept("token", "a long password", &[1; 16], "at", 150).unwrap(), "nikos");
        assert!(ledger.accept("token", "another password", &[1; 16], "at", 150).is_err());
        assert!(ledger.password_matches("nikos", "a long password").unwrap());
        assert!(!ledger.password_matches("nikos", "another password").unwrap());
        assert!(!ledger.password_matches("nobody", "a long password").unwrap());
    }

    #[test]
    fn an_invitation_ends_with_its_time() {
        let mut ledger = invited();
        assert!(ledger.holder(Ticket::Invitation, "token", 200).unwrap().is_none());
        assert!(ledger.accept("token", "a long password", &[1; 16], "at", 201).is_err());
    }

    #[test]
    fn an_entry_is_no_invitation() {
        let mut ledger = invited();
        assert_eq!(ledger.redeem(Ticket::Entry, "token", 150).unwrap(), None);
        assert_eq!(ledger.redeem(Ticket::Question("mandate"), "token", 150).unwrap(), None);
    }

    #[test]
    fn revoking_ends_sessions_and_the_password() {
        let mut ledger = invited();
        ledger.accept("token", "a long password", &[1; 16], "at", 150).unwrap();
        ledger.open_session("nikos", "session", 150, 500).unwrap();
        assert_eq!(ledger.session("session", 160).unwrap().as_deref(), Some("nikos"));
        ledger.revoke(DEED).unwrap();
        assert_eq!(ledger.session("session", 160).unwrap(), None);
        assert!(!ledger.password_matches("nikos", "a long password").unwrap());
        assert_eq!(ledger.account("nikos").unwrap().unwrap().act, Act::Revoke);
        assert!(ledger.revoke(DEED).is_err());
    }

    #[test]
    fn a_session_ends_with_its_time_or_when_signed_out() {
        let mut ledger = invited();
        ledger.open_session("nikos", "one", 100, 200).unwrap();
        ledger.open_session("nikos", "two", 100, 200).unwrap();
        assert_eq!(ledger.session("one", 200).unwrap(), None);
        ledger.end_session("two").unwrap();
        assert_eq!(ledger.session("two", 150).unwrap(), None);
    }

    #[test]
    fn no_secret_is_kept() {
        let mut ledger = invited();
        ledger.accept("token", "a long password", &[1; 16], "at", 150).unwrap();
        ledger.open_session("nikos", "the session", 150, 500).unwrap();
        let kept = kept(&ledger);
        for secret in ["token", "a long password", "the session"] {
            assert!(!kept.contains(secret), "{secret}: {kept}");
        }
    }
}
