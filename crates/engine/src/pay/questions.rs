//! Questions about pay to a workspace: statements, explanations, disputes, letters that were accepted, closed periods.

use std::sync::Arc;

use plumb_ledger::{Closing, DisputeAnswer, DisputeState, Ledger, Letter, NewDispute};
use plumb_units::{Currency, Date, Money};

use super::books::{self, Books};
use super::computed::Computed;
use super::statement::{self, Desk};
use super::view::{CheckedExampleView, ClosedView, DisputeView, PayCheckView, PayPlanView, StatementsView};
use super::{checked, example, next};
use crate::outlooks::{Dated, dated, nothing};
use crate::pass::{Engines, Look, Options};
use crate::workspace::Workspace;
use crate::{EngineError, view};

/// A look at a workspace with everybody's pay.
pub(crate) struct PayLook {
    pub(crate) look: Arc<Look>,
    pub(crate) computed: Arc<Computed>,
    pub(crate) books: Books,
    pub(crate) known_on: Option<Date>,
}

impl PayLook {
    pub(super) fn desk(&self) -> Desk<'_> {
        Desk {
            computed: &self.computed,
            books: &self.books,
            plan: &self.look.texts.plan,
            files: &self.look.texts.files,
            known_on: self.known_on,
        }
    }

    /// The seats of a person: one for each plan that pays them.
    pub(super) fn seats(&self, person: &str) -> Result<Vec<&plumb_pay::Paid>, EngineError> {
        let computed = &self.computed;
        let place = computed.inputs.person(person);
        let seats: Vec<_> = computed.run.paid.iter().filter(|paid| Some(paid.person) == place).collect();
        if !seats.is_empty() {
            return Ok(seats);
        }
        let paid = computed.run.paid.iter().map(|paid| computed.id(paid.person));
        let says = match place {
            Some(_) => format!("no pay plan is for `{person}`: none names the role"),
            None => format!("nobody is called `{person}`; people are named by their ids"),
        };
        Err(EngineError::unknown(says, person, paid))
    }
}

/// What somebody says of pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose pay.
    pub person: String,
    /// Of which period.
    pub period: String,
    /// Which line, by its id.
    pub line: Option<String>,
    /// What it should be, such as `120.50 EUR`.
    pub claimed: Option<String>,
    /// What is wrong.
    pub says: String,
    /// Who says it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// An answer to what somebody says of pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimAnswer {
    /// The number of the dispute.
    pub number: i64,
    /// How it stands after the answer: `answered`, `upheld`, `refused` or `open`.
    pub state: String,
    /// What is answered.
    pub says: String,
    /// Who answers.
    pub by: String,
    /// The day.
    pub on: Date,
}

impl Workspace {
    /// Looks at the workspace and computes everybody's pay.
    pub(crate) fn pay_look(&self, options: &Options, known_on: Option<Date>) -> Result<PayLook, EngineError> {
        let look = self.look(options, Engines::Rest)?;
        let store = look.catalogue.connect()?;
        let computed = Computed::read(&look.texts.plan, &look.catalogue, &store, options.threads)?;
        drop(store);
        let computed = computed.ok_or_else(|| {
            nothing("the plan has no pay plan; write one below `plan`, such as `[pay.executives]` with `roles` and a component")
        })?;
        let books = Books::read(self.dir(), known_on)?;
        Ok(PayLook { look: Arc::new(look), computed: Arc::new(computed), books, known_on })
    }

    /// The statements of a person for a pay period, by its name or a day that it holds: one for each plan that pays the person
    /// in it. As it was known at the end of `known_on`, where that is given: postings of later runs are left out.
    ///
    /// # Errors
    /// No pay plan, a person whom none is for, a period that none has; those of [`Workspace::check`], and the ledger's.
    pub fn pay_statement(
        &self,
        person: &str,
        period: &str,
        known_on: Option<Date>,
        options: &Options,
    ) -> Result<Dated<StatementsView>, EngineError> {
        let look = self.pay_look(options, known_on)?;
        let desk = look.desk();
        let mut found = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for paid in look.seats(person)? {
            let begun = look.computed.begun(paid.plan);
            known.extend(
                look.computed
                    .periods
                    .get(paid.plan)
                    .into_iter()
                    .flatten()
                    .take(begun)
                    .map(|period| period.name.clone()),
            );
            let place = look.computed.period(paid.plan, period).filter(|place| *place < begun);
            let Some(mut view) = place.and_then(|place| statement::statement(&desk, paid, place)) else {
                continue;
            };
            view.next = next::of(&look.computed, &look.look.texts.plan, paid);
            found.push(view);
        }
        if found.is_empty() {
            let says = format!("`{period}` is no pay period of `{person}` that has begun");
            return Err(EngineError::unknown(says, period, known.iter().map(String::as_str)));
        }
        Ok(dated(&look.look, StatementsView { statements: found }))
    }

    /// What is wrong with the plan's pay plans, and what their examples come to.
    ///
    /// # Errors
    /// No pay plan; those of [`Workspace::check`].
    pub fn pay_check(&self, options: &Options) -> Result<Dated<PayCheckView>, EngineError> {
        let look = self.pay_look(options, None)?;
        let (plan, files) = (&look.look.texts.plan, &look.look.texts.files);
        let computed = &look.computed;
        let mut problems = computed.problems.clone();
        problems.extend(checked::findings(
            plan,
            &computed.reads,
            Some(&computed.inputs.given),
            None,
            &computed.problems,
        ));
        problems.extend(checked::off_target(computed, plan));
        problems.extend(checked::credits_nobody(computed, plan));
        problems.extend(checked::unsaid_events(plan, &computed.reads, Some(&computed.inputs.events)));
        problems.sort_by_key(|problem| (problem.severity, problem.primary.as_ref().map(|label| label.span)));
        let examples = example::check(plan, &computed.reads).into_iter().map(|checked| CheckedExampleView {
            passed: checked.problems.is_empty(),
            otherwise: checked.problems.iter().map(|problem| problem.message.clone()).collect(),
            at: Some(span_place(files, checked.span)),
            plan: checked.plan,
            says: if checked.says.is_empty() { checked.id } else { checked.says },
        });
        let view = PayCheckView {
            plans: computed.reads.iter().map(|read| statement::plan_view(&read.plan)).collect(),
            findings: view::problems(&problems, files),
            examples: examples.collect(),
        };
        Ok(dated(&look.look, view))
    }

    /// Closes a pay period for good, with its newest run: nothing is posted in it any more, and what turns out otherwise is
    /// posted in the first open one.
    ///
    /// # Errors
    /// A period without a run, or whose pay is computed otherwise now than it was posted; the ledger's.
    pub fn pay_close(
        &self,
        period: &str,
        by: &str,
        on: Date,
        options: &Options,
    ) -> Result<Dated<ClosedView>, EngineError> {
        let look = self.pay_look(options, None)?;
        let ledger = Ledger::open_or_create(self.dir())?;
        let Some(run) = ledger.pay().newest_run(period)? else {
            return Err(nothing(format!(
                "`{period}` has no run yet; make one with `plumb pay run --period {period}`"
            )));
        };
        let pending = super::post::pending(&look, &ledger, period)?;
        if pending > 0 {
            return Err(nothing(format!(
                "pay of `{period}` comes out otherwise now than it was posted: {pending} postings differ; run `plumb pay run --period {period}` first, then close"
            )));
        }
        let closing = Closing { period, closed_on: on, closed_by: by.trim(), run: run.id };
        ledger.pay().close(&closing)?;
        let closed = ClosedView {
            period: period.to_owned(),
            closed_on: on.to_string(),
            closed_by: by.trim().to_owned(),
            run: books::run(&run),
        };
        Ok(dated(&look.look, closed))
    }

    /// Records what somebody says of pay.
    ///
    /// # Errors
    /// An amount that cannot be read; the ledger's.
    pub fn pay_dispute(&self, claim: &Claim) -> Result<DisputeView, EngineError> {
        let claimed = claim.claimed.as_deref().map(money_in).transpose()?;
        let ledger = Ledger::open_or_create(self.dir())?;
        let number = ledger.pay().open_dispute(&NewDispute {
            person: &claim.person,
            period: &claim.period,
            line: claim.line.as_deref(),
            claimed,
            says: &claim.says,
            opened_on: claim.on,
            opened_by: &claim.by,
        })?;
        self.one_dispute(&ledger, number)
    }

    /// Records an answer.
    ///
    /// # Errors
    /// A state that there is not, a step that a dispute cannot take; the ledger's.
    pub fn pay_answer(&self, answer: &ClaimAnswer) -> Result<DisputeView, EngineError> {
        let words = DisputeState::ALL.map(DisputeState::word);
        let state = DisputeState::parse(&answer.state).ok_or_else(|| {
            EngineError::unknown(
                format!("`{}` is no state of a dispute; they are `{}`", answer.state, words.join("`, `")),
                &answer.state,
                words.iter().copied(),
            )
        })?;
        let ledger = Ledger::open_or_create(self.dir())?;
        let recorded = DisputeAnswer {
            state,
            says: answer.says.clone(),
            answered_on: answer.on,
            answered_by: answer.by.clone(),
        };
        ledger.pay().answer_dispute(answer.number, &recorded)?;
        self.one_dispute(&ledger, answer.number)
    }

    /// All disputes, or those about one person's pay, the oldest first.
    ///
    /// # Errors
    /// The ledger's.
    pub fn pay_disputes(&self, person: Option<&str>) -> Result<Vec<DisputeView>, EngineError> {
        let Some(ledger) = Ledger::open(self.dir())? else { return Ok(Vec::new()) };
        Ok(ledger.pay().disputes(person)?.iter().map(books::dispute).collect())
    }

    /// Records that the letter of a plan was sent to somebody, by the hash of its text.
    ///
    /// # Errors
    /// The ledger's: another text was sent for this version.
    pub fn pay_letter_sent(
        &self,
        person: &str,
        plan: &PayPlanView,
        hash: &str,
        on: Date,
    ) -> Result<(), EngineError> {
        let version = plan.version.to_string();
        let letter = Letter { person, plan: &plan.id, version: &version, letter_hash: hash };
        Ok(Ledger::open_or_create(self.dir())?.pay().send_letter(&letter, on)?)
    }

    /// Records that somebody accepts the letter of a plan, as it was sent.
    ///
    /// # Errors
    /// The ledger's: no such letter was sent, or it was another text.
    pub fn pay_accept(
        &self,
        person: &str,
        plan: &PayPlanView,
        hash: &str,
        on: Date,
    ) -> Result<(), EngineError> {
        let version = plan.version.to_string();
        let letter = Letter { person, plan: &plan.id, version: &version, letter_hash: hash };
        Ok(Ledger::open_or_create(self.dir())?.pay().accept(&letter, on)?)
    }

    /// Counts that somebody looked at the statement of their own pay.
    ///
    /// # Errors
    /// The ledger's.
    pub fn pay_opened(&self, person: &str, period: &str, on: Date) -> Result<(), EngineError> {
        Ok(Ledger::open_or_create(self.dir())?.pay().count_opening(person, period, on)?)
    }

    fn one_dispute(&self, ledger: &Ledger, number: i64) -> Result<DisputeView, EngineError> {
        let found = ledger.pay().dispute(number)?;
        found.as_ref().map(books::dispute).ok_or_else(|| nothing(format!("there is no dispute {number}")))
    }
}

fn money_in(text: &str) -> Result<Money, EngineError> {
    let wrong = || nothing(format!("`{text}` is no amount of money; write it as `120.50 EUR`"));
    match plumb_units::Quantity::parse(text) {
        Ok(plumb_units::Quantity::Money(money)) => Ok(money),
        _ => Err(wrong()),
    }
}

/// A place in a text of the plan.
pub(super) fn span_place(files: &plumb_diag::Files, span: plumb_diag::Span) -> crate::review::PlaceView {
    let place = files.place(span);
    crate::review::PlaceView {
        file: Some(place.path),
        line: Some(place.line),
        column: Some(place.column),
        fact: None,
        label: String::new(),
        path: String::new(),
    }
}

/// The currencies of amounts, each once, in order.
pub(super) fn sums(amounts: impl Iterator<Item = (Currency, i64)>) -> Vec<crate::review::MoneyView> {
    let mut sums: std::collections::BTreeMap<Currency, i64> = std::collections::BTreeMap::new();
    for (currency, minor) in amounts {
        let sum = sums.entry(currency).or_default();
        *sum = sum.saturating_add(minor);
    }
    sums.into_iter().map(|(currency, minor)| view::money(minor, currency)).collect()
}
