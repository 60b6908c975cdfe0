//! The statement of one person for one pay period.

use std::collections::BTreeMap;

use plumb_diag::Files;
use plumb_ledger::{Posting, PostingKind};
use plumb_pay::settlement::DrawKind;
use plumb_pay::{Paid, PayPlan};
use plumb_plan::Plan;
use plumb_units::{Date, Grain, Period};

use super::books::{self, Books};
use super::computed::Computed;
use super::figures::{self, WHOLE, is_earned, is_paid};
use super::lines::{Lines, credits};
use super::view::{
    AdjustmentView, AttainmentView, ComponentView, EntryView, PayPlanView, StatementView, ToDateView,
};
use super::words;
use crate::review::{MoneyView, PeriodView, PlaceView};
use crate::view::money;

/// A posting, and the run that made it; none where it is only computed.
pub(super) struct Entered<'a> {
    pub(super) posting: &'a Posting,
    pub(super) run: Option<i64>,
}

/// Where statements are made from.
pub(super) struct Desk<'a> {
    pub(super) computed: &'a Computed,
    pub(super) books: &'a Books,
    pub(super) plan: &'a Plan,
    pub(super) files: &'a Files,
    pub(super) known_on: Option<Date>,
}

/// What stands in the books for one person under one plan, or would.
pub(super) struct Sheet {
    /// With the run that posted each.
    entries: Vec<(Posting, Option<i64>)>,
}

/// Sums of a period.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) earned: i64,
    pub(super) paid: i64,
    pub(super) held: i64,
    pub(super) balance: i64,
}

impl Sheet {
    /// Postings of the periods that were posted, and figures as computed of all others.
    pub(super) fn of(desk: &Desk<'_>, paid: &Paid) -> Self {
        let computed = desk.computed;
        let plan = computed.plan(paid.plan).map_or("", |plan| plan.id.as_str());
        let person = computed.id(paid.person);
        let mut entries: Vec<(Posting, Option<i64>)> = desk
            .books
            .of(person, plan)
            .map(|recorded| (recorded.posting.clone(), Some(recorded.run.0)))
            .collect();
        if desk.known_on.is_none() {
            let posted = |name: &str| desk.books.run_of(name).is_some();
            let names: BTreeMap<&str, bool> = computed
                .periods
                .get(paid.plan)
                .into_iter()
                .flatten()
                .map(|period| (period.name.as_str(), posted(&period.name)))
                .collect();
            let figures = figures::of(computed, paid, computed.begun(paid.plan));
            let open = figures.into_iter().filter(|figure| names.get(figure.posted.as_str()) == Some(&false));
            entries.extend(open.map(|figure| (figure, None)));
        }
        Self { entries }
    }

    /// What was posted in a period, in the order of settlement.
    pub(super) fn posted_in<'s>(&'s self, period: &str) -> Vec<Entered<'s>> {
        let posted = self.entries.iter().filter(|(posting, _)| posting.posted == period);
        posted.map(|(posting, run)| Entered { posting, run: *run }).collect()
    }

    /// Sums of the pay period at a place.
    pub(super) fn sums(&self, plan: &PayPlan, periods: &[Period], place: usize) -> Sums {
        let place_of = |name: &str| periods.iter().position(|period| period.name == name);
        let Some(name) = periods.get(place).map(|period| period.name.as_str()) else {
            return Sums::default();
        };
        let mut sums = Sums::default();
        let owes = plan.settlement.draw.is_none_or(|draw| draw.kind != DrawKind::NonRecoverable);
        for (posting, _) in &self.entries {
            let minor = posting.amount.minor();
            if posting.posted == name {
                if is_paid(posting.kind) {
                    sums.paid = sums.paid.saturating_add(minor);
                }
                if is_earned(posting) && posting.earned == name {
                    sums.earned = sums.earned.saturating_add(minor);
                }
            }
            if place_of(&posting.posted).is_some_and(|posted| posted <= place) {
                match posting.counts_as() {
                    PostingKind::Hold | PostingKind::Release => sums.held = sums.held.saturating_sub(minor),
                    PostingKind::Carried | PostingKind::DrawRecovery => {
                        sums.balance = sums.balance.saturating_add(minor)
                    }
                    PostingKind::DrawAdvance if owes => sums.balance = sums.balance.saturating_add(minor),
                    _ => {}
                }
            }
        }
        sums
    }
}

/// The statement of a seat for the pay period at a place.
pub(super) fn statement(desk: &Desk<'_>, paid: &Paid, place: usize) -> Option<StatementView> {
    let computed = desk.computed;
    let plan = computed.plan(paid.plan)?;
    let periods = computed.periods.get(paid.plan)?;
    let period = periods.get(place)?;
    let who = computed.inputs.people.get(paid.person as usize)?;
    let currency = plan.currency;
    let shown = |minor: i64| money(minor, currency);
    let sheet = Sheet::of(desk, paid);
    let sums = sheet.sums(plan, periods, place);
    let entered = sheet.posted_in(&period.name);
    let lines = Lines::of(computed, paid.person, paid.plan);
    let views = lines.views(computed, paid.plan, place);
    let mut problems = problems(desk, paid);
    let by_lines = entered.iter().filter(|entered| {
        let posting = entered.posting;
        posting.earned == period.name
            && matches!(posting.counts_as(), PostingKind::Earning | PostingKind::Clawback)
    });
    let posted = by_lines.fold(0_i64, |sum, entered| sum.saturating_add(entered.posting.amount.minor()));
    let brought = views.iter().fold(0_i64, |sum, line| sum.saturating_add(line.pays.minor));
    if posted != brought {
        problems.push(format!(
            "lines are shown as they are computed now and bring {}; posted was {}",
            plumb_units::Money::new(brought, currency),
            plumb_units::Money::new(posted, currency)
        ));
    }
    let member = computed.inputs.given.members.iter().rev().find(|member| {
        (member.person, member.plan) == (paid.person, paid.plan) && member.from < period.until
    });
    let base = member.map_or(0, |member| base(plan, member, period));
    let target = member.map_or(0, |member| target(computed, plan, member, period));
    Some(StatementView {
        person: who.id.clone(),
        name: who.name.clone(),
        plan: plan_view(plan),
        role: who.role.clone(),
        period: period_view(period),
        state: if desk.books.closed.contains(&period.name) { "closed" } else { "open" }.to_owned(),
        run: desk.books.run_of(&period.name).map(books::run),
        known_on: desk.known_on.map(|day| day.to_string()),
        currency: currency.code().to_owned(),
        base: shown(base),
        target: shown(target),
        credits: credits(computed, (paid.person, paid.plan), &lines, (period.from, period.until)),
        attainments: attainments(computed, paid, period),
        components: components(desk, paid, plan, &entered, &period.name),
        lines: views,
        steps: steps(&entered, &period.name),
        earned: shown(sums.earned),
        paid: shown(sums.paid),
        held: shown(sums.held),
        balance: shown(sums.balance),
        to_date: to_date(computed, plan, &sheet, periods, place),
        adjustments: adjustments(&entered),
        disputes: disputes(desk.books, &who.id, &period.name),
        next: Vec::new(),
        problems,
    })
}

/// What could not be computed for somebody under a plan.
fn problems(desk: &Desk<'_>, paid: &Paid) -> Vec<String> {
    let of = desk.computed.not_computed().into_iter().filter(|(plan, person, ..)| {
        plan.is_none_or(|plan| plan == paid.plan) && *person == Some(paid.person)
    });
    let mut found: Vec<String> = of.map(|(_, _, message, _)| message).collect();
    found.dedup();
    found
}

pub(super) fn plan_view(plan: &PayPlan) -> PayPlanView {
    PayPlanView { id: plan.id.clone(), name: plan.name.clone(), version: plan.version }
}

pub(super) fn period_view(period: &Period) -> PeriodView {
    PeriodView { name: period.name.clone(), from: period.from.to_string(), until: period.until.to_string() }
}

/// Fixed pay of a pay period: the year's, by months, for the days of the membership.
pub(super) fn base(plan: &PayPlan, member: &plumb_pay::given::Member, period: &Period) -> i64 {
    let year = member.base.unwrap_or(plan.base);
    let (from, until) =
        (period.from.max(member.from), period.until.min(member.until.unwrap_or(period.until)));
    let days = i128::from((until - from).get_days().max(0));
    let of = i128::from((period.until - period.from).get_days().max(1));
    let parts = match plan.every {
        plumb_pay::Over::Week => 52,
        plumb_pay::Over::Quarter => 4,
        plumb_pay::Over::Half => 2,
        plumb_pay::Over::Year | plumb_pay::Over::Plan => 1,
        _ => 12,
    };
    let cents = plumb_units::divide(i128::from(year) * days, of * parts, plumb_units::Rounding::HalfUp);
    cents.and_then(|cents| i64::try_from(cents).ok()).unwrap_or(0)
}

/// Variable pay of a pay period at target.
pub(crate) fn target(
    computed: &Computed,
    plan: &PayPlan,
    member: &plumb_pay::given::Member,
    period: &Period,
) -> i64 {
    let person = plumb_pay::person::Person::of(&computed.inputs.given, member);
    person.at_target(plan, period).unwrap_or(0)
}

/// How far along measures are at the end of a period, or on the last day that is known.
pub(super) fn attainments(computed: &Computed, paid: &Paid, period: &Period) -> Vec<AttainmentView> {
    let inputs = &computed.inputs;
    let last = period.until.yesterday().unwrap_or(period.from).min(computed.as_of());
    if last < period.from {
        return Vec::new();
    }
    let asked = [(paid.person, paid.plan, last)];
    let found = computed.run.standings(&inputs.plans, &inputs.events, &inputs.given, &asked);
    let Some(plan) = computed.plan(paid.plan) else { return Vec::new() };
    let view = |standing: plumb_pay::standing::Standing| {
        let measure = plan.measures.get(standing.measure)?;
        let value = standing.value.and_then(words::rounded).map(|value| words::shown(measure, value));
        Some(AttainmentView {
            measure: measure.id.clone(),
            value: value.map_or_else(|| "not known".to_owned(), |value| words::number(plan, measure, value)),
            quota: standing.quota.map(|quota| words::number(plan, measure, quota)),
            attainment: standing
                .attainment
                .map(|share| crate::view::rounded(share.to_f64() / plumb_units::MILLION as f64)),
            window: standing.window.name,
        })
    };
    found.into_iter().flatten().filter_map(view).collect()
}

fn components(
    desk: &Desk<'_>,
    paid: &Paid,
    plan: &PayPlan,
    entered: &[Entered<'_>],
    period: &str,
) -> Vec<ComponentView> {
    let of = |place: usize, component: &plumb_pay::Component| {
        let own = entered.iter().filter(|entered| {
            let posting = entered.posting;
            posting.component == component.id && is_earned(posting) && posting.earned == period
        });
        let earned = own.fold(0_i64, |sum, entered| sum.saturating_add(entered.posting.amount.minor()));
        component_view(desk, paid.plan, plan, place, component, earned)
    };
    plan.components.iter().enumerate().map(|(place, component)| of(place, component)).collect()
}

pub(super) fn component_view(
    desk: &Desk<'_>,
    plan_place: usize,
    plan: &PayPlan,
    place: usize,
    component: &plumb_pay::Component,
    earned: i64,
) -> ComponentView {
    ComponentView {
        id: component.id.clone(),
        objective: component.objective.clone(),
        at: place_of(desk, plan_place, &format!("pay.{}.component.{}", plan.id, place + 1)),
        earned: money(earned, plan.currency),
        how: words::how(plan, component),
    }
}

/// The place of a part of a pay plan in its file.
pub(super) fn place_of(desk: &Desk<'_>, plan: usize, path: &str) -> Option<PlaceView> {
    let read = desk.computed.reads.get(plan)?;
    let place = desk.files.place(read.places.place(desk.plan, path)?);
    Some(PlaceView {
        file: Some(place.path),
        line: Some(place.line),
        column: Some(place.column),
        fact: None,
        label: String::new(),
        path: path.to_owned(),
    })
}

/// A row of facts as a place.
pub(super) fn fact_place(at: &str) -> PlaceView {
    PlaceView {
        file: None,
        line: None,
        column: None,
        fact: Some(at.to_owned()),
        label: String::new(),
        path: at.to_owned(),
    }
}

/// Entries summed by kind, component and the period in which they were earned, in the order of settlement.
pub(super) fn steps(entered: &[Entered<'_>], period: &str) -> Vec<EntryView> {
    let mut sums: BTreeMap<(usize, &str, &str), (&Posting, i64)> = BTreeMap::new();
    for Entered { posting, .. } in entered.iter().filter(|entered| is_paid(entered.posting.kind)) {
        let key = (rank(posting), posting.component.as_str(), posting.earned.as_str());
        let entry = sums.entry(key).or_insert((posting, 0));
        entry.1 = entry.1.saturating_add(posting.amount.minor());
        if !posting.reason.is_empty() {
            entry.0 = posting;
        }
    }
    let view = |(posting, minor): (&Posting, i64)| EntryView {
        kind: posting.kind.word().to_owned(),
        words: words::kind(posting.kind).to_owned(),
        component: Some(posting.component.clone()).filter(|component| component != WHOLE),
        amount: money(minor, posting.amount.currency()),
        earned_in: Some(posting.earned.clone()).filter(|earned| earned != period),
        line: None,
        reason: Some(posting.reason.clone()).filter(|reason| !reason.is_empty()),
    };
    sums.into_values().filter(|(_, minor)| *minor != 0).map(view).collect()
}

/// The order of steps from earned to paid.
fn rank(posting: &Posting) -> usize {
    let order = [
        PostingKind::Earning,
        PostingKind::Clawback,
        PostingKind::Bonus,
        PostingKind::Gate,
        PostingKind::Multiplier,
        PostingKind::Cap,
        PostingKind::Floor,
        PostingKind::Hold,
        PostingKind::Release,
        PostingKind::Forfeit,
        PostingKind::Carried,
        PostingKind::Leave,
        PostingKind::Guarantee,
        PostingKind::DrawAdvance,
        PostingKind::DrawRecovery,
        PostingKind::DrawForgiven,
        PostingKind::Adjustment,
    ];
    let rank = order.iter().position(|kind| *kind == posting.kind).unwrap_or(order.len());
    // The plan's own cap comes after what components do.
    if posting.kind == PostingKind::Cap && posting.component == WHOLE { 7 * 2 - 1 } else { rank * 2 }
}

fn to_date(
    computed: &Computed,
    plan: &PayPlan,
    sheet: &Sheet,
    periods: &[Period],
    place: usize,
) -> ToDateView {
    let year = |period: &Period| {
        computed.inputs.given.calendar.period(period.from, Grain::Year).map(|year| year.from)
    };
    let own = periods.get(place).and_then(year);
    let (mut earned, mut paid) = (0_i64, 0_i64);
    for (index, _) in periods.iter().enumerate().take(place + 1).filter(|(_, period)| year(period) == own) {
        let sums = sheet.sums(plan, periods, index);
        earned = earned.saturating_add(sums.earned);
        paid = paid.saturating_add(sums.paid);
    }
    let shown = |minor: i64| -> MoneyView { money(minor, plan.currency) };
    ToDateView { earned: shown(earned), paid: shown(paid) }
}

pub(super) fn adjustments(entered: &[Entered<'_>]) -> Vec<AdjustmentView> {
    let view = |entered: &Entered<'_>| {
        let posting = entered.posting;
        AdjustmentView {
            earned_in: posting.earned.clone(),
            corrects: posting.counts_as().word().to_owned(),
            component: posting.component.clone(),
            line: posting.line.clone(),
            amount: money(posting.amount.minor(), posting.amount.currency()),
            reason: posting.reason.clone(),
            run: entered.run.unwrap_or(0),
        }
    };
    entered.iter().filter(|entered| entered.posting.kind == PostingKind::Adjustment).map(view).collect()
}

fn disputes(books: &Books, person: &str, period: &str) -> Vec<super::view::DisputeView> {
    let own = books.disputes.iter().filter(|dispute| dispute.person == person && dispute.period == period);
    own.map(books::dispute).collect()
}
