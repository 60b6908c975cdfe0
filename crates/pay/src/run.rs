//! A run: everybody's pay from plans, transactions and what is given beside them.

use std::collections::BTreeMap;

use crate::awards::{Awards, awards};
use crate::book::Whole;
use crate::conditions::{At, Earned, conditions};
use crate::credit::To;
use crate::events::Events;
use crate::given::Given;
use crate::lines::{Crediting, Line, by_day, canonical, stand_by_key};
use crate::paying::{followers, settled};
use crate::person::Index;
use crate::plan::PayPlan;
use crate::ready::{ReadyComponent, ReadyPlan};
use crate::recalculate::recalculated;
use crate::result::{Paid, Problem};
use crate::rollup;
use crate::roster::{Roster, day_number};
use crate::settlement::ClawbackMethod;
use crate::stream::{Raw, stream};
use crate::world::{Seat, World};

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// One for each person and plan, by person, then plan.
    pub paid: Vec<Paid>,
    /// What could not be computed, each once, in order.
    pub problems: Vec<Problem>,
    pub(crate) lines: Vec<Vec<Line>>,
    pub(crate) raws: Vec<Vec<Raw>>,
    pub(crate) of_seat: Vec<Vec<Problem>>,
    pub(crate) of_lines: Vec<Problem>,
    pub(crate) upwards: Vec<BTreeMap<(u32, u16), (i64, i64)>>,
}

/// What a component pays for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinePay {
    /// The component's place in the plan.
    pub component: usize,
    /// The row of the events; `None` for a day of those below.
    pub event: Option<u32>,
    /// The day, counted from 1970-01-01.
    pub day: i32,
    /// What was credited.
    pub amount: i64,
    /// What it counts towards the quota.
    pub weighted: i64,
    /// What is paid for it; `None` where lines are rounded only in sum, or bring nothing by themselves.
    pub pays: Option<i64>,
}

/// Computes everybody's pay.
///
/// The result does not depend on the order of rows or on the number of threads (0 counts as 1).
pub fn run(plans: &[PayPlan], events: &Events, given: &Given, threads: usize) -> Run {
    let roster = Roster::new(given);
    let mut problems = Vec::new();
    let (lines, upwards) = credited(plans, events, given, &roster, &mut problems);
    let seats = seats(given, &roster);
    let (ready, followers) = (ready(plans, events, given), followers(plans, events));
    let world = World {
        plans: &ready,
        events,
        given,
        roster: &roster,
        seats: &seats,
        lines: &lines,
        awards: &Awards::new(),
        followers: &followers,
        last_day: day_number(given.as_of),
    };
    let awards = awards(&world);
    let world = World { awards: &awards, ..world };
    let all: Vec<usize> = (0..seats.len()).collect();
    let found = each(&world, &all, threads);
    let mut run = Run { of_lines: problems, upwards, ..Run::default() };
    for seat in found {
        run.paid.push(seat.paid);
        run.raws.push(seat.raws);
        run.of_seat.push(seat.problems);
    }
    run.lines = lines;
    run.gather_problems();
    run
}

impl Run {
    pub(crate) fn gather_problems(&mut self) {
        self.problems = self.of_lines.iter().chain(self.of_seat.iter().flatten()).cloned().collect();
        self.problems.sort();
        self.problems.dedup();
    }

    /// Every line with what each component pays for it, by person and plan, then component, then in the lines' order.
    pub fn each_line(&self, mut with: impl FnMut(&Paid, LinePay)) {
        for ((paid, lines), raws) in self.paid.iter().zip(&self.lines).zip(&self.raws) {
            for (component, raw) in raws.iter().enumerate() {
                for (place, line) in lines.iter().enumerate() {
                    with(
                        paid,
                        LinePay {
                            component,
                            event: Some(line.event).filter(|event| *event != crate::events::NONE),
                            day: line.day_number(),
                            amount: line.amount,
                            weighted: line.weighted,
                            pays: raw.pays.get(place).copied(),
                        },
                    );
                }
            }
        }
    }

    /// The deals of their own that a seat was credited with: day and row, each once, in order.
    pub(crate) fn own_deals(&self, events: &Events, seat: usize, person: u32) -> Vec<(i32, u32)> {
        let lines = self.lines.get(seat).into_iter().flatten();
        let own = lines.filter(|line| !line.back() && events.owner.get(line.event as usize) == Some(&person));
        let mut deals: Vec<(i32, u32)> = own.map(|line| (line.day_number(), line.event)).collect();
        deals.sort_unstable();
        deals.dedup();
        deals
    }

    /// How many lines were credited.
    pub fn lines(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }
}

/// Everybody's lines in their order, and what rolled up by rule.
type Lines = (Vec<Vec<Line>>, Vec<BTreeMap<(u32, u16), (i64, i64)>>);

fn credited(
    plans: &[PayPlan],
    events: &Events,
    given: &Given,
    roster: &Roster,
    problems: &mut Vec<Problem>,
) -> Lines {
    let crediting = Crediting::new(plans, events, given, roster);
    let mut lines: Vec<Vec<Line>> = room(plans, events, given, roster).map(Vec::with_capacity).collect();
    let credit = |row: u32| {
        crediting.of(row, problems, &mut |seat, line| {
            if let Some(lines) = lines.get_mut(seat as usize) {
                lines.push(line);
            }
        });
    };
    if stand_by_key(events) {
        // Row by row, so that columns are read from front to back: to follow the days would be to jump in all of them.
        (0..u32::try_from(events.len()).unwrap_or(u32::MAX)).for_each(credit);
        let mut spare = Vec::new();
        lines.iter_mut().for_each(|lines| by_day(lines, &mut spare));
    } else {
        canonical(events).into_iter().for_each(credit);
    }
    let mut upwards = Vec::new();
    for rule in rollup::rules(plans) {
        let sums = rule.sums(plans, events, given.people.len(), roster, &lines);
        rule.lay(&sums, roster, &mut lines);
        upwards.push(sums);
    }
    (lines, upwards)
}

/// About how many lines each seat will have: whose transactions there are, and who shares them.
fn room(plans: &[PayPlan], events: &Events, given: &Given, roster: &Roster) -> impl Iterator<Item = usize> {
    let mut of_person = vec![0_usize; given.people.len()];
    let sharing = events.shares.of.iter().map(|(person, _)| person);
    for person in events.owner.iter().chain(sharing) {
        if let Some(count) = of_person.get_mut(*person as usize) {
            *count += 1;
        }
    }
    let direct = |plan: &PayPlan| {
        plan.credits.iter().filter(|credit| matches!(credit.to, To::Owner | To::Split { .. })).count()
    };
    let rules: Vec<usize> = plans.iter().map(direct).collect();
    roster.seats.iter().map(move |(person, plan)| {
        let rules = rules.get(*plan).copied().unwrap_or(0).min(1);
        of_person.get(*person as usize).copied().unwrap_or(0) * rules
    })
}

pub(crate) fn ready<'a>(plans: &'a [PayPlan], events: &'a Events, given: &Given) -> Vec<ReadyPlan<'a>> {
    plans.iter().enumerate().map(|(index, plan)| ReadyPlan::new(plan, index, events, given)).collect()
}

pub(crate) fn seats<'a>(given: &'a Given, roster: &Roster) -> Vec<Seat<'a>> {
    let index = Index::new(given);
    let seat = |(person, plan): &(u32, usize)| Seat::new(*person, *plan, index.person(*person, *plan));
    roster.seats.iter().map(seat).collect()
}

/// What one seat comes to.
pub(crate) struct SeatRun {
    pub(crate) paid: Paid,
    pub(crate) raws: Vec<Raw>,
    pub(crate) problems: Vec<Problem>,
}

/// Computes seats, shared out among threads, in the order asked for.
pub(crate) fn each(world: &World<'_>, seats: &[usize], threads: usize) -> Vec<SeatRun> {
    let threads = threads.clamp(1, 64).min(seats.len().max(1));
    if threads == 1 {
        return seats.iter().filter_map(|seat| of_seat(world, *seat)).collect();
    }
    // Small parts, taken in turn, so that no thread waits for one with the large books.
    let parts: Vec<&[usize]> = seats.chunks(seats.len().div_ceil(threads * 16)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut found: Vec<(usize, Vec<SeatRun>)> = Vec::new();
    std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let place = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(part) = parts.get(place) else { return done };
                done.push((place, part.iter().filter_map(|seat| of_seat(world, *seat)).collect::<Vec<_>>()));
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for handle in handles {
            match handle.join() {
                Ok(done) => found.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().flat_map(|(_, seats)| seats).collect()
}

/// One seat: every component over its lines, then what is paid of it.
fn of_seat(world: &World<'_>, index: usize) -> Option<SeatRun> {
    let seat = world.seats.get(index)?;
    let lines = world.lines.get(index).map_or(&[][..], Vec::as_slice);
    let plan = world.plans.get(seat.plan)?;
    let mut problems = Vec::new();
    let mut raws = Vec::with_capacity(plan.components.len());
    let mut earned = Vec::with_capacity(plan.components.len());
    for component in &plan.components {
        let raw = raw(world, plan, component, seat, lines, &mut problems);
        let at = At { world, plan, component, seat, book: Whole::seat(world.lines, index) };
        let mut found = conditions(&at, &raw.earned, &raw.taken, &mut problems).unwrap_or_else(|| {
            problems.push(Problem::TooLarge {
                plan: plan.index,
                person: seat.person,
                component: component.place,
            });
            Earned::nothing(plan.periods.len())
        });
        if let Some(awards) = world.awards.get(&(index, component.place)) {
            crate::awards::add(&mut found, awards, component.place);
        }
        earned.push(found);
        raws.push(raw);
    }
    let paid = settled(world, plan, seat, lines, &raws, earned, &mut problems);
    problems.sort();
    problems.dedup();
    Some(SeatRun { paid, raws, problems })
}

/// What a component's lines bring.
pub(crate) fn raw(
    world: &World<'_>,
    plan: &ReadyPlan<'_>,
    component: &ReadyComponent<'_>,
    seat: &Seat<'_>,
    lines: &[Line],
    problems: &mut Vec<Problem>,
) -> Raw {
    let again = plan
        .plan
        .settlement
        .clawback
        .as_ref()
        .is_some_and(|clawback| clawback.method == ClawbackMethod::Recalculate);
    if again && lines.iter().any(Line::back) {
        return recalculated(world, plan, component, seat, lines, problems);
    }
    stream(world, plan, component, seat, lines, None, problems)
}
