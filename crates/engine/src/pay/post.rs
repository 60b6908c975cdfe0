//! Runs of pay: what comes out is compared with what was posted, and the difference is posted.

use std::collections::BTreeMap;

use plumb_diag::Problem;
use plumb_ledger::{Ledger, NewRun, Posting, PostingKind, Settlement};
use plumb_pay::periods::windows;
use plumb_pay::{Over, Paid};
use plumb_units::{Date, Period};

use super::books::{self, Books};
use super::computed::Computed;
use super::figures;
use super::kept;
use super::questions::{PayLook, sums};
use super::statement::{Sheet, period_view, plan_view, target};
use super::view::{AdjustmentView, PersonAdjustmentView, PostedView, RunPlanView, RunRow, RunView};
use crate::EngineError;
use crate::outlooks::{Dated, dated, nothing};
use crate::pass::Options;
use crate::view::{self, money};
use crate::workspace::Workspace;

/// A run that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRequest {
    /// The pay period, by its name or a day that it holds; without it the last that has ended.
    pub period: Option<String>,
    /// Who makes it.
    pub by: String,
    /// The day.
    pub on: Date,
    /// Why; stands at each correction of a closed period.
    pub reason: String,
    /// Whether it is posted; otherwise it is only told what would be.
    pub post: bool,
}

impl Workspace {
    /// Computes everybody's pay and posts what differs from what was posted before, for the period, all before it and those in
    /// which something was posted already. What belongs to a closed period is posted in the first open one, with the reason.
    /// From the same inputs nothing is posted.
    ///
    /// # Errors
    /// No pay plan, a period that has not begun; those of [`Workspace::check`], and the ledger's.
    pub fn pay_run(&self, request: &RunRequest, options: &Options) -> Result<Dated<RunView>, EngineError> {
        let mut look = self.pay_look(options, None)?;
        let ledger = if request.post {
            Ledger::open_or_create(self.dir())?
        } else {
            match Ledger::open(self.dir())? {
                Some(ledger) => ledger,
                None => Ledger::in_memory()?,
            }
        };
        let groups = groups(&look.computed);
        let until = until(&look.computed, &groups, request.period.as_deref())?;
        let (mut posted, mut runs, mut covered) = (Vec::new(), Vec::new(), Vec::new());
        for group in &groups {
            let Some(part) = Part::of(&look, group, until) else { continue };
            let figures = part.figures(&look);
            let covers: Vec<&str> = part.covers.iter().map(String::as_str).collect();
            let settlement = Settlement { covers: &covers, post_in: &part.post_in, figures: &figures };
            let new = NewRun {
                period: &part.period.name,
                made_on: request.on,
                made_by: request.by.trim(),
                as_of: look.computed.as_of(),
                reason: request.reason.trim(),
                input_hash: &look.computed.hash,
            };
            let found = ledger.pay().differences(&settlement, new.reason)?;
            let is_new = ledger.pay().newest_run(new.period)?.is_none();
            if request.post && (is_new || !found.is_empty()) {
                let id = ledger.pay().settle(&new, &settlement)?;
                runs.extend(ledger.pay().run(id)?);
            }
            posted.extend(found);
            covered.push(part);
        }
        if !runs.is_empty() {
            kept::keep(self, &look.computed, &look.books)?;
        }
        look.books = if request.post { Books::read(self.dir(), None)? } else { look.books };
        let view = run_view(&look, &covered, &posted, &runs, request.post)?;
        Ok(dated(&look.look, view))
    }
}

/// How many postings a settlement of a period would make now.
pub(super) fn pending(look: &PayLook, ledger: &Ledger, period: &str) -> Result<usize, EngineError> {
    let groups = groups(&look.computed);
    let until = until(&look.computed, &groups, Some(period))?;
    let mut pending = 0;
    for part in groups.iter().filter_map(|group| Part::of(look, group, until)) {
        if part.period.name != period {
            continue;
        }
        let figures = part.figures(look);
        let covers: Vec<&str> = part.covers.iter().map(String::as_str).collect();
        let settlement = Settlement { covers: &covers, post_in: &part.post_in, figures: &figures };
        pending += ledger.pay().differences(&settlement, "to see what is pending")?.len();
    }
    Ok(pending)
}

/// Plans that pay as often as one another.
struct Group {
    every: Over,
    plans: Vec<usize>,
    /// All their pay periods, in order.
    periods: Vec<Period>,
}

fn groups(computed: &Computed) -> Vec<Group> {
    let mut found: BTreeMap<Over, Group> = BTreeMap::new();
    for (place, plan) in computed.inputs.plans.iter().enumerate() {
        let group = found.entry(plan.every).or_insert_with(|| Group {
            every: plan.every,
            plans: Vec::new(),
            periods: Vec::new(),
        });
        group.plans.push(place);
        group.periods.extend(computed.periods.get(place).into_iter().flatten().cloned());
    }
    for group in found.values_mut() {
        group.periods.sort_by(|a, b| (a.from, a.until, &a.name).cmp(&(b.from, b.until, &b.name)));
        group.periods.dedup_by(|a, b| a.name == b.name);
    }
    found.into_values().collect()
}

/// The day after the last that a run is about.
fn until(computed: &Computed, groups: &[Group], asked: Option<&str>) -> Result<Date, EngineError> {
    let as_of = computed.as_of();
    let all = || groups.iter().flat_map(|group| &group.periods);
    if let Some(name) = asked {
        let places = (0..computed.inputs.plans.len()).filter_map(|plan| {
            let place = computed.period(plan, name)?;
            computed.periods.get(plan)?.get(place)
        });
        let shortest = places.min_by_key(|period| (period.until, period.from));
        return match shortest {
            Some(period) if period.from <= as_of => Ok(period.until),
            Some(_) => Err(nothing(format!("`{name}` has not begun on {as_of}, the last day that is known"))),
            None => {
                let known = all().map(|period| period.name.as_str());
                Err(EngineError::unknown(format!("`{name}` is no pay period of a pay plan"), name, known))
            }
        };
    }
    let ended = all()
        .filter(|period| period.until.yesterday().is_ok_and(|last| last <= as_of))
        .map(|period| period.until)
        .max();
    let begun = all().filter(|period| period.from <= as_of).map(|period| period.until).min();
    ended
        .or(begun)
        .ok_or_else(|| nothing(format!("no pay period has begun on {as_of}, the last day that is known")))
}

/// What a run does for one group of plans.
struct Part {
    plans: Vec<usize>,
    period: Period,
    covers: Vec<String>,
    post_in: String,
}

impl Part {
    fn of(look: &PayLook, group: &Group, until: Date) -> Option<Self> {
        let covered = group.periods.iter().filter(|period| period.until <= until);
        let mut covers: Vec<Period> = covered.cloned().collect();
        if covers.is_empty() {
            let first = group
                .periods
                .first()
                .filter(|period| period.from < until && period.from <= look.computed.as_of())?;
            covers.push(first.clone());
        }
        let period = covers.last()?.clone();
        // What was posted in later periods belongs to the figures as well: a release of now is of what was earned then.
        let posted = look
            .books
            .postings
            .iter()
            .filter(|recorded| look.books.runs.iter().any(|run| run.id == recorded.run && !run.by_hand));
        let posted: std::collections::BTreeSet<&str> =
            posted.map(|recorded| recorded.posting.posted.as_str()).collect();
        let last = group.periods.iter().rposition(|period| posted.contains(period.name.as_str()));
        if let Some(later) = last.and_then(|last| group.periods.get(covers.len()..=last)) {
            covers.extend(later.iter().filter(|period| period.from <= look.computed.as_of()).cloned());
        }
        let closed = &look.books.closed;
        let last_closed = group.periods.iter().rposition(|period| closed.contains(&period.name));
        let open = match last_closed {
            None => Some(period.name.clone()),
            Some(last) => group.periods.get(last + 1).map(|period| period.name.clone()),
        };
        // After the last period of all plans the calendar goes on.
        let after = || {
            let end = group.periods.last()?.until;
            let later = Date::new(end.year() + 1, end.month(), end.day().min(28)).ok()?;
            let next = windows(&look.computed.inputs.given.calendar, group.every, end, later);
            next.into_iter().find(|period| !closed.contains(&period.name)).map(|period| period.name)
        };
        Some(Self {
            plans: group.plans.clone(),
            covers: covers.into_iter().map(|period| period.name).collect(),
            post_in: open.or_else(after)?,
            period,
        })
    }

    /// Everything that is to stand in the books for the periods that it covers. What was posted for plans that are not in the
    /// files any more, or for people whom nobody knows any more, stays.
    fn figures(&self, look: &PayLook) -> Vec<Posting> {
        let computed = &look.computed;
        let mut found = Vec::new();
        for paid in computed.run.paid.iter().filter(|paid| self.plans.contains(&paid.plan)) {
            let periods = computed.periods.get(paid.plan).map_or(&[][..], Vec::as_slice);
            let many = periods.iter().take_while(|period| self.covers.contains(&period.name)).count();
            found.extend(figures::of(computed, paid, many));
        }
        let by_settlement =
            |run: plumb_ledger::RunId| look.books.runs.iter().any(|known| known.id == run && !known.by_hand);
        for recorded in &look.books.postings {
            let posting = &recorded.posting;
            let known = computed.inputs.plans.iter().any(|plan| plan.id == posting.plan)
                && computed.inputs.person(&posting.person).is_some();
            if !known && self.covers.contains(&posting.earned) && by_settlement(recorded.run) {
                found.push(Posting { kind: posting.counts_as(), adjusts: None, ..posting.clone() });
            }
        }
        found
    }
}

fn run_view(
    look: &PayLook,
    parts: &[Part],
    posted: &[Posting],
    runs: &[plumb_ledger::Run],
    is_posted: bool,
) -> Result<RunView, EngineError> {
    let computed = &look.computed;
    let desk = look.desk();
    let (mut statements, mut plans) = (Vec::new(), BTreeMap::new());
    let mut whom = Vec::new();
    for part in parts {
        for paid in computed.run.paid.iter().filter(|paid| part.plans.contains(&paid.plan)) {
            let Some(place) = computed.period(paid.plan, &part.period.name) else { continue };
            if is_there(computed, paid, &part.period) {
                whom.push((paid, place, &part.period));
            }
        }
    }
    let last = |period: &Period| period.until.yesterday().unwrap_or(period.from).min(computed.as_of());
    let asked: Vec<_> = whom.iter().map(|(paid, _, period)| (paid.person, paid.plan, last(period))).collect();
    let inputs = &computed.inputs;
    let standings = computed.run.standings(&inputs.plans, &inputs.events, &inputs.given, &asked);
    let mut all = Vec::new();
    for ((paid, place, period), standings) in whom.iter().zip(standings) {
        let (Some(plan), Some(periods)) = (computed.plan(paid.plan), computed.periods.get(paid.plan)) else {
            continue;
        };
        let Some(who) = inputs.people.get(paid.person as usize) else { continue };
        let sums = if is_posted {
            Sheet::of(&desk, paid).sums(plan, periods, *place)
        } else {
            computed_sums(paid, *place)
        };
        let member = inputs.given.members.iter().rev().find(|member| {
            (member.person, member.plan) == (paid.person, paid.plan) && member.from < period.until
        });
        let target = member.map_or(0, |member| target(computed, plan, member, period));
        let shown = |minor: i64| money(minor, plan.currency);
        let attainment = standings.into_iter().find_map(|standing| standing.attainment);
        statements.push(RunRow {
            person: who.id.clone(),
            name: who.name.clone(),
            plan: plan.id.clone(),
            attainment: attainment.map(|share| view::rounded(share.to_f64() / plumb_units::MILLION as f64)),
            earned: shown(sums.earned),
            paid: shown(sums.paid),
            held: shown(sums.held),
            balance: shown(sums.balance),
        });
        all.push((plan.currency, sums));
        let of: &mut (usize, i64, i64, i64) = plans.entry(paid.plan).or_default();
        of.0 += 1;
        of.1 = of.1.saturating_add(target);
        of.2 = of.2.saturating_add(sums.earned);
        of.3 = of.3.saturating_add(sums.paid);
    }
    let plans = plans.into_iter().filter_map(|(place, (people, target, earned, paid))| {
        let plan = computed.plan(place)?;
        Some(RunPlanView {
            plan: plan_view(plan),
            people,
            target: money(target, plan.currency),
            earned: money(earned, plan.currency),
            paid: money(paid, plan.currency),
        })
    });
    let adjusted = |posting: &&Posting| posting.kind == PostingKind::Adjustment;
    let run = runs.first().map(|run| run.id.0).unwrap_or(0);
    let adjustments: Vec<PersonAdjustmentView> = posted
        .iter()
        .filter(adjusted)
        .map(|posting| PersonAdjustmentView {
            person: posting.person.clone(),
            plan: posting.plan.clone(),
            adjustment: AdjustmentView {
                earned_in: posting.earned.clone(),
                corrects: posting.counts_as().word().to_owned(),
                component: posting.component.clone(),
                line: posting.line.clone(),
                amount: money(posting.amount.minor(), posting.amount.currency()),
                reason: posting.reason.clone(),
                run,
            },
            posted_in: posting.posted.clone(),
        })
        .collect();
    let touched: std::collections::BTreeSet<&str> =
        posted.iter().map(|posting| posting.person.as_str()).collect();
    let people: std::collections::BTreeSet<&str> =
        statements.iter().map(|row: &RunRow| row.person.as_str()).collect();
    let period = parts
        .iter()
        .map(|part| &part.period)
        .max_by_key(|period| (period.until, std::cmp::Reverse(period.from)));
    let period = period.ok_or_else(|| nothing("no pay period has begun"))?;
    let stood = look.books.run_of(&period.name).filter(|_| is_posted);
    Ok(RunView {
        run: runs.first().or(stood).map(books::run),
        more_runs: runs.iter().skip(1).map(books::run).collect(),
        same_as_before: is_posted && runs.is_empty(),
        period: period_view(period),
        hash: computed.hash.clone(),
        people: people.len(),
        lines: computed.run.lines(),
        earned: sums(all.iter().map(|(currency, sums)| (*currency, sums.earned))),
        paid: sums(all.iter().map(|(currency, sums)| (*currency, sums.paid))),
        plans: plans.collect(),
        posted: PostedView {
            new: posted.len() - adjustments.len(),
            adjustments: adjustments.len(),
            unchanged: people.iter().filter(|person| !touched.contains(*person)).count(),
        },
        statements,
        adjustments,
        problems: view::problems(&problems(look), &look.look.texts.files),
    })
}

fn computed_sums(paid: &Paid, place: usize) -> super::statement::Sums {
    let period = paid.periods.get(place).cloned().unwrap_or_default();
    super::statement::Sums {
        earned: period.earned.iter().fold(0, |sum: i64, earned| sum.saturating_add(*earned)),
        paid: period.paid,
        held: period.held,
        balance: period.balance,
    }
}

/// Whether somebody is paid by a plan in a period, or something is to be paid all the same.
fn is_there(computed: &Computed, paid: &Paid, period: &Period) -> bool {
    let member = computed.inputs.given.members.iter().any(|member| {
        (member.person, member.plan) == (paid.person, paid.plan)
            && member.from < period.until
            && member.until.is_none_or(|until| period.from < until)
    });
    let place = computed.period(paid.plan, &period.name);
    let entries =
        place.and_then(|place| paid.periods.get(place)).is_some_and(|period| !period.entries.is_empty());
    member || entries
}

/// What is wrong with the plans, what could not be computed, and what of the facts could not be used.
pub(super) fn problems(look: &PayLook) -> Vec<Problem> {
    let computed = &look.computed;
    let mut found = computed.problems.clone();
    for (plan, _, message, _) in computed.not_computed() {
        let problem = Problem::warning("pay-not-computed", message);
        let entity = plan
            .and_then(|plan| computed.plan(plan))
            .and_then(|plan| look.look.texts.plan.entity("pay", &plan.id));
        found.push(match entity {
            Some(entity) => problem.at(entity.span, ""),
            None => problem,
        });
    }
    found.extend(computed.inputs.remarks.iter().map(|remark| Problem::warning("pay-facts", remark.clone())));
    found
}
