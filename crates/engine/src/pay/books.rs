//! What the ledger says of pay, read at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plumb_ledger::{Acceptance, Dispute, Ledger, PostingFilter, RecordedPosting, Run};
use plumb_units::Date;

use super::view::{DisputeAnswerView, DisputeView, PayRunView};
use crate::EngineError;
use crate::view::money;

/// Runs, postings, closed periods, disputes and letters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Books {
    pub(crate) runs: Vec<Run>,
    pub(crate) postings: Vec<RecordedPosting>,
    pub(crate) closed: BTreeSet<String>,
    pub(crate) disputes: Vec<Dispute>,
    pub(crate) letters: Vec<Acceptance>,
    /// Places of postings by person and plan.
    by_person: BTreeMap<(String, String), Vec<usize>>,
}

impl Books {
    /// Everything that was known at the end of a day; all of it without one.
    pub(crate) fn read(workspace: &Path, known_on: Option<Date>) -> Result<Self, EngineError> {
        let Some(ledger) = Ledger::open(workspace)? else { return Ok(Self::default()) };
        let pay = ledger.pay();
        let known = |day: Date| known_on.is_none_or(|known| day <= known);
        let postings = pay.postings(&PostingFilter { known_on, ..PostingFilter::default() })?;
        let mut by_person: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (place, recorded) in postings.iter().enumerate() {
            let posting = &recorded.posting;
            by_person.entry((posting.person.clone(), posting.plan.clone())).or_default().push(place);
        }
        let closed = pay.closed()?.into_iter().filter(|closed| known(closed.closed_on));
        let mut disputes: Vec<Dispute> =
            pay.disputes(None)?.into_iter().filter(|dispute| known(dispute.opened_on)).collect();
        for dispute in &mut disputes {
            dispute.answers.retain(|answer| known(answer.answered_on));
        }
        Ok(Self {
            runs: pay.runs()?.into_iter().filter(|run| known(run.made_on)).collect(),
            closed: closed.map(|closed| closed.period).collect(),
            letters: pay.acceptances(None)?.into_iter().filter(|letter| known(letter.sent_on)).collect(),
            disputes,
            postings,
            by_person,
        })
    }

    /// The postings of one person under one plan, in the order in which they were recorded.
    pub(crate) fn of(&self, person: &str, plan: &str) -> impl Iterator<Item = &RecordedPosting> {
        let places = self.by_person.get(&(person.to_owned(), plan.to_owned()));
        places.into_iter().flatten().filter_map(|place| self.postings.get(*place))
    }

    /// The newest run about a period, or, where none was, the newest that posted in it.
    pub(crate) fn run_of(&self, period: &str) -> Option<&Run> {
        let about = self.runs.iter().rev().find(|run| run.period == period && !run.by_hand);
        about.or_else(|| {
            let posted = self.postings.iter().rev().find(|recorded| recorded.posting.posted == period)?;
            self.runs.iter().find(|run| run.id == posted.run)
        })
    }
}

pub(crate) fn run(run: &Run) -> PayRunView {
    PayRunView {
        run: run.id.0,
        period: run.period.clone(),
        version: run.version,
        made_on: run.made_on.to_string(),
        made_by: run.made_by.clone(),
        as_of: run.as_of.to_string(),
        reason: run.reason.clone(),
        hash: run.input_hash.clone(),
    }
}

pub(crate) fn dispute(dispute: &Dispute) -> DisputeView {
    DisputeView {
        number: dispute.number,
        person: dispute.person.clone(),
        period: dispute.period.clone(),
        line: dispute.line.clone(),
        claimed: dispute.claimed.map(|claimed| money(claimed.minor(), claimed.currency())),
        says: dispute.says.clone(),
        state: dispute.state().word().to_owned(),
        opened_on: dispute.opened_on.to_string(),
        opened_by: dispute.opened_by.clone(),
        answers: dispute
            .answers
            .iter()
            .map(|answer| DisputeAnswerView {
                state: answer.state.word().to_owned(),
                says: answer.says.clone(),
                on: answer.answered_on.to_string(),
                by: answer.answered_by.clone(),
            })
            .collect(),
    }
}
