//! What all pages share: the workspace, its ledger, the review, and who tried to sign in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use plumb_engine::{ChangeStory, Options, Stamp, Viewer, Workspace};
use plumb_ledger::{Act, Deed, Ledger, OPERATOR, PasswordCheck, Ticket};

use crate::reviews::{Current, Reviews, lock};
use crate::time::{HOUR, now, text};
use crate::{WebError, secret};

/// How long a ready sign-in holds.
const ENTRY: i64 = HOUR / 4;
/// Seconds in which wrong passwords are counted.
const TRIES_WITHIN: i64 = 600;
/// Wrong passwords for one name in that time.
const TRIES_OF_ONE: usize = 8;
/// Wrong passwords for all names in that time.
const TRIES_OF_ALL: usize = 100;

/// Somebody as whom the sample company can be looked at with one click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The person's id.
    pub person: String,
    /// What the person is, in a few words.
    pub says: String,
    /// Whether the person operates.
    pub operates: bool,
}

/// How to serve.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How to look at the workspace.
    pub options: Options,
    /// The port, which is part of the cookie's name.
    pub port: u16,
    /// Whether only this machine is served: other names for it are refused then.
    pub only_here: bool,
    /// As whom one can sign in with one click: for the sample company, never for a real one.
    pub roles: Vec<Role>,
}

/// What a change does, with its state and the files for which that was worked out.
type Told = (String, Stamp, Arc<ChangeStory>);

/// One workspace, as it is served.
#[derive(Debug)]
pub struct Site {
    pub(crate) workspace: Workspace,
    pub(crate) settings: Settings,
    ledger: Mutex<Ledger>,
    reviews: Arc<Reviews>,
    tries: Mutex<BTreeMap<String, Vec<i64>>>,
    /// What changes do, by number.
    stories: Mutex<BTreeMap<i64, Told>>,
    /// One password is checked at a time: each takes much memory on purpose.
    checking: Mutex<()>,
}

impl Site {
    /// Opens the ledger and begins to make the first review.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn open(workspace: Workspace, settings: Settings) -> Result<Arc<Self>, WebError> {
        let ledger = Ledger::open_or_create(workspace.dir())?;
        let reviews = Reviews::new(workspace.clone(), settings.options.clone());
        let site = Self {
            workspace,
            settings,
            ledger: Mutex::new(ledger),
            reviews,
            tries: Mutex::default(),
            stories: Mutex::default(),
            checking: Mutex::default(),
        };
        site.let_in_roles()?;
        site.current();
        Ok(Arc::new(site))
    }

    /// Waits until the review is that of the files as they are; why there is none, where there is none.
    ///
    /// # Errors
    /// [`WebError::Refused`] with the reason.
    pub fn settle(&self) -> Result<(), WebError> {
        match self.reviews.settled().failed {
            Some(why) => Err(WebError::Refused(why)),
            None => Ok(()),
        }
    }

    /// The path and query that sign somebody in once, within a quarter of an hour: without a person, the operator.
    ///
    /// # Errors
    /// [`WebError::Refused`] for somebody who was not let in; the ledger's own.
    pub fn entry(&self, person: Option<&str>) -> Result<String, WebError> {
        let person = person.unwrap_or(OPERATOR);
        if person != OPERATOR && self.operates(person)?.is_none() {
            return Err(WebError::Refused(format!("`{person}` was not let in; invite the person first")));
        }
        let (token, now) = (secret::token()?, now());
        self.ledger().ticket(Ticket::Entry, person, &token, now, now + ENTRY)?;
        Ok(format!("/enter?token={token}"))
    }

    pub(crate) fn current(&self) -> Current {
        self.reviews.current()
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    /// Whether somebody who was let in operates; `None` for who was not, or not any more.
    pub(crate) fn operates(&self, person: &str) -> Result<Option<bool>, WebError> {
        if person == OPERATOR {
            return Ok(Some(true));
        }
        let account = self.ledger().account(person)?;
        Ok(account.filter(|account| account.act != Act::Revoke).map(|account| account.operates))
    }

    /// As whom a signed-in person looks; `None` for whom neither ledger nor plan knows.
    pub(crate) fn viewer(&self, person: &str, kept: &plumb_engine::Kept) -> Result<Option<Viewer>, WebError> {
        Ok(match self.operates(person)? {
            Some(true) => Some(Viewer::Operator),
            Some(false) => kept.viewer(person),
            None => None,
        })
    }

    /// Opens a session; its token.
    pub(crate) fn signed_in(&self, person: &str) -> Result<String, WebError> {
        let (token, now) = (secret::token()?, now());
        self.ledger().open_session(person, &token, now, now + crate::cookies::SESSION)?;
        Ok(token)
    }

    /// What a change does to the plan as it is now; worked out once, for it takes two reviews.
    pub(crate) fn story(&self, id: i64, state: &str) -> Result<Arc<ChangeStory>, WebError> {
        let stamp = self.workspace.stamp()?;
        if let Some((of, at, story)) = lock(&self.stories).get(&id)
            && of == state
            && *at == stamp
        {
            return Ok(Arc::clone(story));
        }
        let options = Options { today: crate::time::today(), ..self.settings.options.clone() };
        let story = Arc::new(self.workspace.change(id, &options)?);
        lock(&self.stories).insert(id, (state.to_owned(), stamp, Arc::clone(&story)));
        Ok(story)
    }

    /// Whether there were too many wrong passwords lately, for this name or for all.
    pub(crate) fn is_tried_too_often(&self, name: &str) -> bool {
        let since = now() - TRIES_WITHIN;
        let mut tries = lock(&self.tries);
        tries.retain(|_, at| {
            at.retain(|at| *at > since);
            !at.is_empty()
        });
        let all: usize = tries.values().map(Vec::len).sum();
        all >= TRIES_OF_ALL || tries.get(name).is_some_and(|at| at.len() >= TRIES_OF_ONE)
    }

    /// Counts a wrong password.
    pub(crate) fn tried(&self, name: &str) {
        lock(&self.tries).entry(name.to_owned()).or_default().push(now());
    }

    /// Checks a password; it takes a while.
    pub(crate) fn matches(&self, check: &PasswordCheck, password: &str) -> bool {
        let _one = lock(&self.checking);
        check.matches(password)
    }

    /// Those who can sign in with one click have access.
    fn let_in_roles(&self) -> Result<(), WebError> {
        for role in &self.settings.roles {
            if self.operates(&role.person)?.is_none() {
                let (token, now) = (secret::token()?, now());
                let deed = Deed { person: &role.person, by: OPERATOR, at: &text(now) };
                // The token is thrown away: nobody needs an invitation where one click does.
                self.ledger().invite(deed, role.operates, &token, now, now)?;
            }
        }
        Ok(())
    }
}
