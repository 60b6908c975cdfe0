//! A run that is kept, so that a change computes only whom it concerns.

mod saved;

use std::collections::{BTreeMap, BTreeSet};

use crate::awards::{Awards, awards};
use crate::credit::To;
use crate::events::{Events, Keys, NONE};
use crate::given::{Given, QuotaRow, ReportingLine};
use crate::lines::{Crediting, FIRST_DAY, Line, short_day};
use crate::measure::{Quota, What};
use crate::paying::{followers, waits_for};
use crate::plan::PayPlan;
use crate::predicate::Predicate;
use crate::result::Problem;
use crate::rollup::{self, RollUp};
use crate::roster::{Roster, day_number};
use crate::run::{Run, each, ready, run, seats};
use crate::world::World;

/// Plans, transactions, what is given beside them, and what came out.
pub struct Kept {
    plans: Vec<PayPlan>,
    events: Events,
    given: Given,
    roster: Roster,
    run: Run,
    threads: usize,
}

/// Something that became known later, or was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Transactions are otherwise than they were.
    Events(Vec<EventChange>),
    /// A quota; of rows for the same days the one recorded last counts.
    Quota(QuotaRow),
    /// From a day on somebody reports to another one.
    Reports(ReportingLine),
}

/// What is otherwise about a transaction. What is `None` or not named stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventChange {
    /// The row.
    pub row: u32,
    /// Its day.
    pub day: Option<i32>,
    /// Whose it is; [`NONE`] for nobody's.
    pub owner: Option<u32>,
    /// Its numbers.
    pub numbers: BTreeMap<String, i64>,
    /// Its texts.
    pub texts: BTreeMap<String, String>,
}

/// Whom a change touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Person and plan of everybody computed anew: those whose lines, quota or reports are otherwise.
    pub computed: Vec<(u32, usize)>,
    /// Of them, those whose pay came out otherwise.
    pub otherwise: Vec<(u32, usize)>,
    /// How many lines were gone through.
    pub lines: usize,
}

impl Kept {
    /// Runs everything once.
    pub fn new(plans: Vec<PayPlan>, events: Events, given: Given, threads: usize) -> Self {
        let run = run(&plans, &events, &given, threads);
        Self::of(plans, events, given, run, threads)
    }

    pub(crate) fn of(plans: Vec<PayPlan>, events: Events, given: Given, run: Run, threads: usize) -> Self {
        let roster = Roster::new(&given);
        Self { plans, events, given, roster, run, threads }
    }

    /// What came out.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The transactions as they stand.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// What is given beside them as it stands.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// The plans.
    pub fn plans(&self) -> &[PayPlan] {
        &self.plans
    }

    /// Takes a change in and computes those whom it concerns. The result is the same as of a run from the beginning.
    pub fn change(&mut self, change: Change) -> Touched {
        let mut concerned = BTreeSet::new();
        let moved = if let Change::Reports(line) = &change { Some(line.person) } else { None };
        match change {
            Change::Events(changes) => self.change_events(&changes, &mut concerned),
            Change::Quota(row) => {
                for (seat, (person, plan)) in self.roster.seats.iter().enumerate() {
                    let measured = self.plans.get(*plan).is_some_and(|plan| {
                        let named =
                            |quota: &Quota| matches!(quota, Quota::Table(name) if *name == row.measure);
                        plan.measures.iter().any(|measure| named(&measure.quota))
                            && row.from < plan.until
                            && row.until > plan.from
                    });
                    if *person == row.person && measured {
                        concerned.insert(seat);
                    }
                }
                self.given.quotas.push(row);
            }
            Change::Reports(line) => {
                for other in &mut self.given.lines {
                    if other.person == line.person && other.until.is_none_or(|until| until > line.from) {
                        other.until = Some(line.from.max(other.from));
                    }
                }
                self.given.lines.push(line);
                self.roster = Roster::new(&self.given);
                self.roll_up_anew(&mut concerned);
            }
        }
        self.extend_to_neighbours(moved, &mut concerned);
        self.compute(concerned)
    }

    fn compute(&mut self, concerned: BTreeSet<usize>) -> Touched {
        let places: Vec<usize> = concerned.into_iter().collect();
        let seats = seats(&self.given, &self.roster);
        let ready = ready(&self.plans, &self.events, &self.given);
        let followers = followers(&self.plans, &self.events);
        let world = World {
            plans: &ready,
            events: &self.events,
            given: &self.given,
            roster: &self.roster,
            seats: &seats,
            lines: &self.run.lines,
            awards: &Awards::new(),
            followers: &followers,
            last_day: day_number(self.given.as_of),
        };
        let awards = awards(&world);
        let world = World { awards: &awards, ..world };
        let found = each(&world, &places, self.threads);
        let mut touched = Touched::default();
        let mut put = Vec::with_capacity(found.len());
        for (place, seat) in places.iter().zip(found) {
            let who = (seat.paid.person, seat.paid.plan);
            touched.computed.push(who);
            touched.lines += self.run.lines.get(*place).map_or(0, Vec::len);
            if self.run.paid.get(*place) != Some(&seat.paid) {
                touched.otherwise.push(who);
            }
            put.push((*place, seat));
        }
        for (place, seat) in put {
            let run = &mut self.run;
            if let (Some(paid), Some(raws), Some(problems)) =
                (run.paid.get_mut(place), run.raws.get_mut(place), run.of_seat.get_mut(place))
            {
                (*paid, *raws, *problems) = (seat.paid, seat.raws, seat.problems);
            }
        }
        self.run.gather_problems();
        touched
    }

    fn change_events(&mut self, changes: &[EventChange], concerned: &mut BTreeSet<usize>) {
        let mut rows: BTreeSet<u32> = changes.iter().map(|change| change.row).collect();
        if !self.events.refers.is_empty() {
            let follow = (0_u32..)
                .zip(&self.events.refers)
                .filter(|(_, sale)| rows.contains(sale))
                .map(|(row, _)| row);
            let follow: Vec<u32> = follow.collect();
            rows.extend(follow);
        }
        self.waiting_for(&rows, concerned);
        let (before, problems_before) = self.lines_of(&rows);
        let rules = rollup::rules(&self.plans);
        let simple = rules.iter().all(|rule| self.simple(rule));
        for change in changes {
            self.put(change);
        }
        let (after, problems_after) = self.lines_of(&rows);
        if problems_before != problems_after {
            let all: BTreeSet<u32> = (0..u32::try_from(self.events.len()).unwrap_or(u32::MAX)).collect();
            self.run.of_lines = self.lines_of(&all).1;
        }
        let mut moved: Vec<(u32, Line, bool)> = Vec::new();
        let places: BTreeSet<&(u32, u32)> = before.keys().chain(after.keys()).collect();
        for place in places {
            let (old, new) = (before.get(place), after.get(place));
            if old == new {
                continue;
            }
            let (seat, row) = *place;
            concerned.insert(seat as usize);
            let lines = self.run.lines.get_mut(seat as usize);
            moved.extend(old.into_iter().flatten().map(|line| (seat, *line, false)));
            moved.extend(new.into_iter().flatten().map(|line| (seat, *line, true)));
            let Some(lines) = lines else { continue };
            lines.retain(|line| line.event != row);
            if let Some(new) = new
                && let Some(first) = new.first()
            {
                let at = lines.partition_point(|other| comes_before(&self.events, other, first));
                lines.splice(at..at, new.iter().copied());
            }
        }
        // What no line shows, such as the offering, may still change a rate or a condition, of refunds too.
        let otherwise =
            changes.iter().filter(|change| !change.texts.is_empty() || !change.numbers.is_empty());
        let unseen: BTreeSet<u32> = otherwise.map(|change| change.row).collect();
        let told = |row: u32| {
            unseen.contains(&row)
                || self.events.refers.get(row as usize).is_some_and(|sale| unseen.contains(sale))
        };
        concerned.extend(after.keys().filter(|(_, row)| told(*row)).map(|(seat, _)| *seat as usize));
        if !simple {
            return self.roll_up_anew(concerned);
        }
        for (index, rule) in rules.iter().enumerate() {
            for (seat, line, added) in &moved {
                let Some((person, plan)) = self.roster.seats.get(*seat as usize).copied() else { continue };
                if !rule.takes(plan, line) {
                    continue;
                }
                let sign = if *added { 1 } else { -1 };
                let all: Vec<u32> = rule.above(person, line.day_number(), &self.roster).collect();
                for above in all {
                    self.add_upwards(
                        (&rules, index),
                        above,
                        line.day,
                        sign * line.amount,
                        sign * line.weighted,
                        concerned,
                    );
                }
            }
        }
    }

    /// Whether a rule that credits upwards only adds up direct lines.
    fn simple(&self, rule: &RollUp) -> bool {
        let of = |plan: usize, place: u8| self.plans.get(plan)?.credits.get(usize::from(place));
        let plain = of(rule.plan, rule.place).is_some_and(|credit| {
            credit.when == Predicate::Always
                && credit.share == plumb_units::Rate::ONE
                && matches!(credit.to, To::RollUp { once: false, .. })
        });
        let direct = |source: &(usize, u8)| {
            of(source.0, source.1).is_some_and(|credit| !matches!(credit.to, To::RollUp { .. }))
        };
        plain && rule.sources.iter().all(direct)
    }

    fn add_upwards(
        &mut self,
        (rules, index): (&[RollUp], usize),
        above: u32,
        day: u16,
        amount: i64,
        weighted: i64,
        concerned: &mut BTreeSet<usize>,
    ) {
        let Some(sums) = self.run.upwards.get_mut(index) else { return };
        let sum = sums.entry((above, day)).or_insert((0, 0));
        *sum = (sum.0.saturating_add(amount), sum.1.saturating_add(weighted));
        let now = *sum;
        if now == (0, 0) {
            sums.remove(&(above, day));
        }
        self.lay((rules, index), above, day, now, concerned);
    }

    fn lay(
        &mut self,
        (rules, index): (&[RollUp], usize),
        above: u32,
        day: u16,
        sum: (i64, i64),
        concerned: &mut BTreeSet<usize>,
    ) {
        let Some(rule) = rules.get(index) else { return };
        let plan = u32::try_from(rule.plan).unwrap_or(u32::MAX);
        let number = i32::from(day) + FIRST_DAY;
        let Some(seat) = self.roster.seat(above, plan, number) else { return };
        let Some(lines) = self.run.lines.get_mut(seat as usize) else { return };
        concerned.insert(seat as usize);
        let line = Line::of_day(short_day(number), rule.place, sum.0, sum.1);
        match (rollup::place_of_day(rules, index, lines, day), sum == (0, 0)) {
            ((place, true), false) => {
                if let Some(old) = lines.get_mut(place) {
                    *old = line;
                }
            }
            ((place, true), true) => {
                lines.remove(place);
            }
            ((place, false), false) => lines.insert(place, line),
            ((_, false), true) => {}
        }
    }

    /// Sums anew what rolls up, and lays only what is otherwise.
    fn roll_up_anew(&mut self, concerned: &mut BTreeSet<usize>) {
        let rules = rollup::rules(&self.plans);
        for (index, rule) in rules.iter().enumerate() {
            let people = self.given.people.len();
            let sums = rule.sums(&self.plans, &self.events, people, &self.roster, &self.run.lines);
            let Some(old) = self.run.upwards.get_mut(index) else { continue };
            let old = std::mem::replace(old, sums.clone());
            let keys: BTreeSet<(u32, u16)> = old.keys().chain(sums.keys()).copied().collect();
            for key in keys {
                let now = sums.get(&key).copied().unwrap_or((0, 0));
                if old.get(&key).copied().unwrap_or((0, 0)) != now {
                    self.lay((&rules, index), key.0, key.1, now, concerned);
                }
            }
        }
    }

    /// Those whose measures look at others: places among all, shares of reports, funds. `moved` reports to somebody else now.
    fn extend_to_neighbours(&self, moved: Option<u32>, concerned: &mut BTreeSet<usize>) {
        let of = |seat: &usize| self.roster.seats.get(*seat).copied();
        let touched: BTreeSet<usize> = concerned.iter().filter_map(of).map(|(_, plan)| plan).collect();
        let mut people: BTreeSet<u32> = concerned.iter().filter_map(of).map(|(person, _)| person).collect();
        people.extend(moved);
        let lines = self.given.lines.iter().filter(|line| people.contains(&line.person));
        let above: BTreeSet<u32> = lines.map(|line| line.to).collect();
        for (seat, (person, place)) in self.roster.seats.iter().enumerate() {
            let Some(plan) = self.plans.get(*place) else { continue };
            let measures = |is: fn(&What) -> bool| plan.measures.iter().any(|measure| is(&measure.what));
            let of_reports =
                above.contains(person) && measures(|what| matches!(what, What::ReportsAtQuota(_)));
            let of_all = touched.contains(place)
                && (measures(|what| matches!(what, What::Rank(_)))
                    || plan.components.iter().any(|of| of.pool.is_some() || of.prizes.is_some()));
            if of_reports || of_all {
                concerned.insert(seat);
            }
        }
    }

    /// Those of whose pay a part waits for what happens to a sale, where rows are about it.
    fn waiting_for(&self, rows: &BTreeSet<u32>, concerned: &mut BTreeSet<usize>) {
        if !self.plans.iter().any(waits_for) {
            return;
        }
        let sale = |row: u32| self.events.refers.get(row as usize).copied().filter(|sale| *sale != NONE);
        let sales: BTreeSet<u32> = rows.iter().filter_map(|row| sale(*row)).collect();
        let about = (0_u32..).zip(&self.events.refers).filter(|(_, sale)| sales.contains(sale));
        let about: BTreeSet<u32> = about.map(|(row, _)| row).chain(sales.iter().copied()).collect();
        concerned.extend(self.lines_of(&about).0.keys().map(|(seat, _)| *seat as usize));
    }

    /// The lines of rows by seat and row, in their order, and what could not be credited.
    fn lines_of(&self, rows: &BTreeSet<u32>) -> (BySeatAndRow, Vec<Problem>) {
        let crediting = Crediting::new(&self.plans, &self.events, &self.given, &self.roster);
        let (mut found, mut problems) = (BTreeMap::new(), Vec::new());
        for row in rows {
            crediting.of(*row, &mut problems, &mut |seat, line| {
                found.entry((seat, *row)).or_insert_with(Vec::new).push(line);
            });
        }
        (found, problems)
    }

    fn put(&mut self, change: &EventChange) {
        let row = change.row as usize;
        if let (Some(day), Some(slot)) = (change.day, self.events.days.get_mut(row)) {
            *slot = day;
        }
        if let (Some(owner), Some(slot)) = (change.owner, self.events.owner.get_mut(row)) {
            *slot = owner;
        }
        for (column, number) in &change.numbers {
            if let Some(slot) =
                self.events.numbers.get_mut(column).and_then(|numbers| numbers.of.get_mut(row))
            {
                *slot = *number;
            }
        }
        for (column, text) in &change.texts {
            let Some(words) = self.events.texts.get_mut(column) else { continue };
            let code = words.names.iter().position(|name| name == text).unwrap_or_else(|| {
                words.names.push(text.clone());
                words.names.len() - 1
            });
            if let (Some(slot), Ok(code)) = (words.of.get_mut(row), u16::try_from(code)) {
                *slot = code;
            }
        }
    }
}

/// Lines by seat and row.
type BySeatAndRow = BTreeMap<(u32, u32), Vec<Line>>;

/// Whether one line of a seat comes before another: by day, transactions before what rolls up, then key, row.
fn comes_before(events: &Events, a: &Line, b: &Line) -> bool {
    let key = |line: &Line| (line.day, line.event == NONE);
    if key(a) != key(b) {
        return key(a) < key(b);
    }
    let by_key = match &events.keys {
        Keys::Numbers(keys) => keys.get(a.event as usize).cmp(&keys.get(b.event as usize)),
        Keys::Texts(keys) => keys.get(a.event as usize).cmp(&keys.get(b.event as usize)),
    };
    by_key.then(a.event.cmp(&b.event)).is_lt()
}
