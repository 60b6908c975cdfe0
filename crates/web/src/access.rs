//! Letting people in and out, from the command line and from the page of people.

use plumb_engine::{Options, Viewer, Workspace};
use plumb_ledger::{Account, Act, Deed, Ledger};
use serde::Serialize;

use crate::time::{HOUR, now, text, today};
use crate::{WebError, secret};

/// How long an invitation holds.
pub(crate) const INVITATION: i64 = 7 * 24 * HOUR;

/// How somebody's access stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Access {
    /// The person.
    pub person: String,
    /// `invited`, `may sign in` or `revoked`.
    pub state: &'static str,
    /// Whether the person operates: sees everything, answers, approves.
    pub operates: bool,
    /// Who did that.
    pub by: String,
    /// When.
    pub at: String,
}

impl From<Account> for Access {
    fn from(account: Account) -> Self {
        let state = match account.act {
            Act::Invite => "invited",
            Act::Password => "may sign in",
            Act::Revoke => "revoked",
        };
        Self { person: account.person, state, operates: account.operates, by: account.by, at: account.at }
    }
}

/// Everybody who was ever invited.
///
/// # Errors
/// The ledger's own.
pub fn access(workspace: &Workspace) -> Result<Vec<Access>, WebError> {
    let Some(ledger) = Ledger::open(workspace.dir())? else { return Ok(Vec::new()) };
    Ok(ledger.accounts()?.into_iter().map(Access::from).collect())
}

/// Invites a person of the plan; the path and query that open the door once, within a week.
///
/// # Errors
/// [`WebError::Refused`] for whom the plan does not know; the engine's and the ledger's own.
pub fn invite(workspace: &Workspace, person: &str, operates: bool, by: &str) -> Result<String, WebError> {
    let kept = workspace.keep_review(&Options { today: today(), threads: 1, ..Options::default() })?;
    if !matches!(kept.viewer(person), Some(Viewer::Person { .. })) {
        return Err(WebError::Refused(format!(
            "the plan knows no `{person}` on {}; ids of people stand in `plan/people.csv`",
            kept.as_of()
        )));
    }
    invited(&mut Ledger::open_or_create(workspace.dir())?, person, operates, by)
}

/// The same, of a person who is known to be in the plan.
pub(crate) fn invited(
    ledger: &mut Ledger,
    person: &str,
    operates: bool,
    by: &str,
) -> Result<String, WebError> {
    let (token, now) = (secret::token()?, now());
    ledger.invite(Deed { person, by, at: &text(now) }, operates, &token, now, now + INVITATION)?;
    Ok(format!("/invitation?token={token}"))
}

/// Takes a person's access away.
///
/// # Errors
/// [`WebError::Ledger`] for whom nobody invited; the ledger's own.
pub fn revoke(workspace: &Workspace, person: &str, by: &str) -> Result<(), WebError> {
    let mut ledger = Ledger::open_or_create(workspace.dir())?;
    Ok(ledger.revoke(Deed { person, by, at: &text(now()) })?)
}
