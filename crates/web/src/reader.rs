//! Who reads a page: from the session to what that person may see.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use plumb_engine::{Kept, KeptPay, Review, SeenReview, Viewer};
use plumb_ledger::OPERATOR;

use crate::pages::lost;
use crate::reviews::{Shown, lock};
use crate::time::now;
use crate::{Site, WebError, cookies};

/// Somebody signed in, with the review as that person may see it.
pub(crate) struct Reader {
    pub(crate) site: Arc<Site>,
    pub(crate) viewer: Viewer,
    pub(crate) seen: Arc<SeenReview>,
    /// The person's id, or the operator's.
    pub(crate) person: String,
    /// Whether the person sees everything, answers and approves.
    pub(crate) operates: bool,
    /// What stands after `?` in the address.
    pub(crate) query: BTreeMap<String, String>,
    /// The path of the address.
    pub(crate) path: String,
    /// Why the review is not that of the files as they are.
    pub(crate) stale: Option<String>,
    shown: Arc<Shown>,
}

impl Reader {
    pub(crate) fn review(&self) -> &Review {
        self.seen.review()
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.shown.kept
    }

    /// What stands after `?` under a name, unless it is empty.
    pub(crate) fn asked(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The name of a person, as people say it.
    pub(crate) fn name_of<'a>(&'a self, person: &'a str) -> &'a str {
        if person == OPERATOR {
            return "the operator";
        }
        self.kept().people().get(person).map_or(person, |known| known.name.as_str())
    }

    /// The name of a unit, as the review has it.
    pub(crate) fn unit_name<'a>(&'a self, unit: &'a str) -> &'a str {
        let review = self.review();
        let carried = review.carry.iter().flat_map(|carry| &carry.units);
        let mut named = carried
            .map(|row| (&row.unit, &row.name))
            .chain(review.matrix.iter().map(|row| (&row.unit, &row.name)));
        named.find(|(id, _)| id.as_str() == unit).map_or(unit, |(_, name)| name)
    }

    /// An answer from everybody's pay, with what the ledger says of it now; `None` where no plan pays anybody.
    pub(crate) fn of_pay<T>(&self, ask: impl FnOnce(&mut KeptPay) -> T) -> Result<Option<T>, WebError> {
        let Some(pay) = &self.shown.pay else { return Ok(None) };
        let mut kept = lock(pay);
        self.site.workspace.read_books_of(&mut kept)?;
        Ok(Some(ask(&mut kept)))
    }

    /// Whether a plan pays a person, as far as the reader may see it.
    pub(crate) fn sees_pay_of(&self, person: &str) -> bool {
        self.shown.pay.as_ref().is_some_and(|pay| lock(pay).pays(&self.viewer, person))
    }

    /// Whether the person has a line of the own.
    pub(crate) fn has_line(&self) -> bool {
        self.kept().people().contains_key(&self.person)
    }
}

/// Fields of a form or of an address; of several with one name the last counts.
pub(crate) fn fields(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

impl FromRequestParts<Arc<Site>> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let query = fields(parts.uri.query().unwrap_or_default().as_bytes());
        match reader(site, parts, query) {
            Ok(found) => found,
            Err(why) => Err(lost::failed(&why)),
        }
    }
}

fn reader(
    site: &Arc<Site>,
    parts: &Parts,
    query: BTreeMap<String, String>,
) -> Result<Result<Reader, Response>, WebError> {
    let outside = || Redirect::to("/sign-in").into_response();
    let Some(token) = cookies::token(&parts.headers, site.settings.port) else { return Ok(Err(outside())) };
    let session = site.ledger().session(&token, now())?;
    let Some(person) = session else { return Ok(Err(outside())) };
    let current = site.current();
    let Some(shown) = current.shown else {
        let operates = site.operates(&person)? == Some(true);
        return Ok(Err(match current.failed {
            Some(why) => {
                (StatusCode::SERVICE_UNAVAILABLE, lost::no_review(operates.then_some(&why))).into_response()
            }
            None => lost::wait(),
        }));
    };
    let Some(viewer) = site.viewer(&person, &shown.kept)? else { return Ok(Err(outside())) };
    let operates = viewer == Viewer::Operator;
    let stale = match (&current.failed, current.working) {
        (Some(why), _) if operates => Some(format!("the plan as it is now cannot be reviewed: {why}")),
        (Some(_), _) => Some("the plan is being changed and cannot be reviewed just now".to_owned()),
        (None, true) => {
            Some("the plan has changed; a new review is being made, look again in a moment".to_owned())
        }
        (None, false) => None,
    };
    Ok(Ok(Reader {
        seen: shown.seen_by(&viewer),
        site: Arc::clone(site),
        viewer,
        person,
        operates,
        query,
        path: parts.uri.path().to_owned(),
        stale,
        shown,
    }))
}
