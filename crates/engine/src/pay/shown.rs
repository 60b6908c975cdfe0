//! Everybody's pay, kept: statements for many people are drawn from it without computing it again.

use std::collections::BTreeMap;
use std::sync::Arc;

use plumb_pay::Paid;
use serde::Serialize;

use super::books::Books;
use super::explain;
use super::next;
use super::questions::PayLook;
use super::seen::{LEADS_SEE_PAY, PaySight};
use super::statement::{self, Sheet};
use super::view::{ExplainView, NextView, PayPlanView, StatementView};
use crate::EngineError;
use crate::kept::Kept;
use crate::review::{MoneyView, PeriodView};
use crate::seen::Viewer;
use crate::view::money;
use crate::workspace::Workspace;

/// Everybody's pay, and what it was computed from. Nobody is told of another's: every call says who looks.
pub struct KeptPay {
    look: PayLook,
    /// The unit that decides who leads a person.
    units: BTreeMap<String, String>,
    /// Whether the company lets those who lead people see what these are paid.
    leads_see_pay: bool,
    /// What the next sales would bring, by place of the seat; worked out once for each.
    next: BTreeMap<(u32, usize), Vec<NextView>>,
}

/// A pay period of somebody under one plan, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayPeriodView {
    /// The period.
    pub period: PeriodView,
    /// The plan.
    pub plan: PayPlanView,
    /// `open` or `closed`.
    pub state: String,
    /// Whether a run posted it.
    pub posted: bool,
    /// What was earned.
    pub earned: MoneyView,
    /// What is paid.
    pub paid: MoneyView,
    /// What is said to be wrong with it and not ended yet.
    pub disputes: usize,
}

impl std::fmt::Debug for KeptPay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("KeptPay").field("as_of", &self.look.look.as_of).finish_non_exhaustive()
    }
}

impl Workspace {
    /// Keeps everybody's pay, as it was computed for a review that is kept: nothing is read or computed again. `None` without a
    /// pay plan, or without a fiscal year that holds the day.
    ///
    /// # Errors
    /// The ledger's.
    pub fn keep_pay(&self, kept: &Kept) -> Result<Option<KeptPay>, EngineError> {
        let look = Arc::clone(kept.look());
        let Some(computed) = look.pay.clone() else { return Ok(None) };
        let books = Books::read(self.dir(), None)?;
        let people = computed.inputs.people.iter();
        let units = people.filter_map(|who| Some((who.id.clone(), kept.unit_of(&who.id)?.to_owned())));
        let leads_see_pay =
            look.texts.plan.privacy.get(LEADS_SEE_PAY).is_some_and(|setting| setting.text == "true");
        let units = units.collect();
        let look = PayLook { look, computed, books, known_on: None };
        Ok(Some(KeptPay { look, units, leads_see_pay, next: BTreeMap::new() }))
    }

    /// Reads anew what the ledger says of pay: runs, closed periods, disputes.
    ///
    /// # Errors
    /// The ledger's.
    pub fn read_books_of(&self, kept: &mut KeptPay) -> Result<(), EngineError> {
        kept.look.books = Books::read(self.dir(), None)?;
        Ok(())
    }
}

impl KeptPay {
    /// The pay periods of a person that have begun, the newest first; nothing where the viewer may not see them.
    pub fn periods(&self, viewer: &Viewer, person: &str) -> Vec<PayPeriodView> {
        let (desk, computed) = (self.look.desk(), &self.look.computed);
        let mut found = Vec::new();
        for paid in self.seats(viewer, person) {
            let (Some(plan), Some(periods)) = (computed.plan(paid.plan), computed.periods.get(paid.plan))
            else {
                continue;
            };
            let sheet = Sheet::of(&desk, paid);
            for (place, period) in periods.iter().enumerate().take(computed.begun(paid.plan)) {
                let sums = sheet.sums(plan, periods, place);
                let open = |one: &&plumb_ledger::Dispute| {
                    one.person == person && one.period == period.name && !one.state().is_end()
                };
                found.push(PayPeriodView {
                    period: statement::period_view(period),
                    plan: statement::plan_view(plan),
                    state: if desk.books.closed.contains(&period.name) { "closed" } else { "open" }
                        .to_owned(),
                    posted: desk.books.run_of(&period.name).is_some(),
                    earned: money(sums.earned, plan.currency),
                    paid: money(sums.paid, plan.currency),
                    disputes: if hears_disputes(viewer, person) {
                        desk.books.disputes.iter().filter(open).count()
                    } else {
                        0
                    },
                });
            }
        }
        found.sort_by(|a, b| (&b.period.from, &a.plan).cmp(&(&a.period.from, &b.plan)));
        found
    }

    /// Whether a plan pays a person, as far as the viewer may see it.
    pub fn pays(&self, viewer: &Viewer, person: &str) -> bool {
        self.seats(viewer, person).next().is_some()
    }

    /// The statements of a person for a pay period, by its name: one for each plan that pays the person in it. Nothing where the
    /// viewer may not see them, and where there is none.
    pub fn statements(&mut self, viewer: &Viewer, person: &str, period: &str) -> Vec<StatementView> {
        let next = self.next_of_each(viewer, person);
        let (desk, computed) = (self.look.desk(), &self.look.computed);
        let mut found = Vec::new();
        for (paid, next) in self.seats(viewer, person).zip(next) {
            let periods = computed.periods.get(paid.plan).into_iter().flatten();
            let place = periods.take(computed.begun(paid.plan)).position(|of| of.name == period);
            let Some(mut view) = place.and_then(|place| statement::statement(&desk, paid, place)) else {
                continue;
            };
            view.next = next;
            if !hears_disputes(viewer, person) {
                view.disputes.clear();
            }
            found.push(view);
        }
        found
    }

    /// What the next sales would bring a person, over all plans; nothing where the viewer may not see it.
    pub fn next(&mut self, viewer: &Viewer, person: &str) -> Vec<NextView> {
        self.next_of_each(viewer, person).into_iter().flatten().collect()
    }

    /// Where a line of a person comes from; `None` where there is no such line, and where the viewer may not see it.
    pub fn explain(&self, viewer: &Viewer, person: &str, line: &str) -> Option<ExplainView> {
        let seats: Vec<&Paid> = self.seats(viewer, person).collect();
        seats.into_iter().find_map(|paid| explain::of(&self.look, paid, line))
    }

    fn next_of_each(&mut self, viewer: &Viewer, person: &str) -> Vec<Vec<NextView>> {
        let seats: Vec<Paid> = self.seats(viewer, person).cloned().collect();
        let of = |kept: &mut Self, paid: Paid| {
            let plan = &kept.look.look.texts.plan;
            let key = (paid.person, paid.plan);
            kept.next.entry(key).or_insert_with(|| next::of(&kept.look.computed, plan, &paid)).clone()
        };
        seats.into_iter().map(|paid| of(self, paid)).collect()
    }

    /// How much of a person's pay a viewer may see.
    fn sight(&self, viewer: &Viewer, person: &str) -> PaySight {
        PaySight::of(viewer, person, self.units.get(person).map(String::as_str), self.leads_see_pay)
    }

    /// The seats of a person, for who may see all of the person's pay.
    fn seats(&self, viewer: &Viewer, person: &str) -> impl Iterator<Item = &Paid> {
        let may_see = self.sight(viewer, person) == PaySight::All;
        let place = self.look.computed.inputs.person(person).filter(|_| may_see);
        self.look.computed.run.paid.iter().filter(move |paid| Some(paid.person) == place)
    }
}

/// Whether what somebody says to be wrong is told: to themselves and to who works pay out, never to who leads them.
fn hears_disputes(viewer: &Viewer, person: &str) -> bool {
    match viewer {
        Viewer::Operator => true,
        Viewer::Person { id, .. } => id == person,
    }
}
