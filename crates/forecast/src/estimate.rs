//! From a history to a model.

use std::collections::BTreeMap;

use plumb_units::Date;

use crate::course::{self, Course};
use crate::grid::{Slot, Step, capacity, grid, slot_of};
use crate::history::{History, Outcome, Person};
use crate::link::link;
use crate::model::{Cell, Member, Model, OpenDeal, Size};
use crate::pool::{Belief, Seen, pool};
use crate::press;
use crate::problem::{Fault, sound};
use crate::sizes::{self, Sizes, Sold};
use crate::spread;
use crate::table::{Hazard, Table, Track, incidence, morning, tracks};

/// What a person sold loses half its weight in a year: people change more slowly than months differ.
const HALF_LIFE: f64 = 12.0;
/// The widest that not knowing a person's pace may be.
const SPREAD_MAX: f64 = 0.8;

/// Estimates the model on the evening of `as_of` for at most `steps` periods from the next morning on.
///
/// Only facts up to that evening are looked at; hires, leaves and pressures that are planned count. A period that is running
/// is forecast for what is left of it. Money is in minor units, rates in sales per step. Faults of the history are in
/// [`Model::problems`], and everything else is estimated; an empty history gives a model without people that sells nothing.
///
/// ```
/// use plumb_forecast::{History, estimate};
///
/// let model = estimate(&History::default(), plumb_units::parse_date("2026-01-31").unwrap(), 3);
/// assert!(model.members.is_empty() && model.steps.is_empty());
/// ```
pub fn estimate(history: &History, as_of: Date, steps: usize) -> Model {
    let (history, mut faults) = sound(history);
    let history = link(history.facts_until(as_of), &mut faults);
    let (mut model, direct) = raw(&history, as_of, steps);
    spread::calibrate(&mut model, direct.as_deref(), &history, as_of);
    if model.steps.len() < steps && !history.periods.is_empty() {
        faults.add(Fault::PeriodsTooShort, history.periods.len());
    }
    model.problems = faults.problems();
    model
}

/// The model of a sound and linked history, with widths not yet set; and where it rests on deals, what the course of all sales says
/// of each step.
pub(crate) fn raw(history: &History, as_of: Date, steps: usize) -> (Model, Option<Vec<f64>>) {
    let (past, ahead) = grid(&history.periods, as_of, steps);
    let base = Base::new(history, past, ahead);
    let flow = Flow::fit(&base);
    let pipeline = Pipeline::fit(&base);
    let mut members: Vec<Member> = (0..base.groups.len()).map(|member| base.member(member)).collect();
    for (number, member) in members.iter_mut().enumerate() {
        flow.put(&base, number, member);
        pipeline.put(&base, number, member);
    }
    pipeline.open(&base, as_of, &mut members);
    members.retain(|member| {
        member.person.is_some()
            || !member.deals.is_empty()
            || member.cells.iter().any(|cell| sum(&cell.rates) > 0.0)
    });
    let direct = (pipeline.on && !history.sales.is_empty()).then(|| base.direct());
    let model = Model {
        families: history.families.clone(),
        units: history.units.clone(),
        people: history.people.len(),
        members,
        steps: base.ahead.clone(),
        ..Model::default()
    };
    (model, direct)
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// What both parts of the model need.
struct Base<'a> {
    history: &'a History,
    past: Vec<Slot>,
    ahead: Vec<Step>,
    positions: Vec<u8>,
    /// The unit of each member: people, and one more for nobody.
    groups: Vec<Option<usize>>,
    behind: Vec<Vec<f64>>,
    capacity: Vec<Vec<f64>>,
    tracks: Vec<Option<Track>>,
    segments: Vec<Vec<f64>>,
}

impl<'a> Base<'a> {
    fn new(history: &'a History, past: Vec<Slot>, ahead: Vec<Step>) -> Self {
        let people = history.people.len();
        let mut since: Vec<Option<Date>> = vec![None; people + 1];
        let mut active = |person: Option<usize>, day: Date| {
            if let Some(since) = since.get_mut(person.unwrap_or(people)) {
                *since = Some(since.map_or(day, |first: Date| first.min(day)));
            }
        };
        for sale in &history.sales {
            active(sale.person, sale.day);
        }
        for deal in &history.deals {
            if let Some(created) = deal.created {
                active(deal.person, created);
            }
        }
        let nobody = Person { sells: false, ..Person::default() };
        let (mut behind, mut there) = (Vec::new(), Vec::new());
        for (person, since) in history.people.iter().chain([&nobody]).zip(&since) {
            let sells = person.sells || since.is_some();
            // Who has sold was there from the first day of that month.
            let since = since
                .and_then(|day| slot_of(&past, day))
                .and_then(|slot| past.get(slot))
                .map(|slot| slot.from);
            let part = |from, until| if sells { capacity(person, since, from, until) } else { 0.0 };
            behind.push(past.iter().map(|slot| part(slot.from, slot.until)).collect());
            there.push(ahead.iter().map(|step| part(step.from, step.until)).collect());
        }
        let groups: Vec<Option<usize>> =
            history.people.iter().map(|person| person.unit).chain([None]).collect();
        let segments = if history.pressures.iter().any(|pressure| pressure.segment.is_some()) {
            let sold: Vec<(usize, usize, f64)> = history
                .sales
                .iter()
                .filter_map(|sale| Some((sale.person.unwrap_or(people), sale.segment?, 1.0)))
                .collect();
            sizes::mixes(&sold, history.segments.len(), &groups, history.units.len())
        } else {
            Vec::new()
        };
        let tracks = tracks(history);
        let positions = past.iter().map(|slot| slot.season).collect();
        Self { history, positions, groups, behind, capacity: there, tracks, segments, past, ahead }
    }

    fn member(&self, number: usize) -> Member {
        let person = self.history.people.get(number);
        Member {
            id: person.map_or_else(|| "nobody".to_owned(), |person| person.id.clone()),
            person: person.map(|_| number),
            unit: self.groups.get(number).copied().flatten(),
            cells: vec![Cell { rates: Vec::new(), dispersion: 1.0 }; self.ahead.len()],
            ..Member::default()
        }
    }

    /// The weight of what happened in a slot.
    fn weight(&self, slot: usize) -> f64 {
        0.5_f64.powf((self.past.len() - slot.min(self.past.len())) as f64 / HALF_LIFE)
    }

    /// Selling days of all together in a slot, from `first` on.
    fn days(&self, slot: usize) -> f64 {
        let days = self.past.get(slot).map_or(0.0, |slot| slot.days);
        days * self.behind.iter().filter_map(|row| row.get(slot)).sum::<f64>()
    }

    /// What all sales together come to in each step if they go on as they did, whatever they came from.
    fn direct(&self) -> Vec<f64> {
        let mut money = vec![0.0; self.past.len()];
        for sale in &self.history.sales {
            if let Some(money) = slot_of(&self.past, sale.day).and_then(|slot| money.get_mut(slot)) {
                *money += sale.amount as f64;
            }
        }
        let course = self.course(&money, first_whole(self.history, &self.past));
        (0..self.ahead.len())
            .map(|step| {
                course.now
                    * (0..self.groups.len()).map(|member| self.pace(member, step, &course)).sum::<f64>()
            })
            .collect()
    }

    /// The course of a total per selling day, from `first` on.
    fn course(&self, totals: &[f64], first: usize) -> Course {
        let values: Vec<Option<f64>> = totals
            .iter()
            .enumerate()
            .map(|(slot, total)| {
                let days = self.days(slot);
                (slot >= first && days > 0.0).then(|| total.max(0.0) / days)
            })
            .collect();
        course::fit(&values, &self.positions, self.ahead.len())
    }

    /// Events by member and slot to rates per selling day at the season and level of now.
    fn rates(&self, events: &[(usize, usize)], first: usize, course: &Course) -> Vec<Belief> {
        let mut seen = vec![Seen::default(); self.groups.len()];
        for (member, slot) in events {
            if let Some(seen) = seen.get_mut(*member)
                && *slot >= first
            {
                seen.events += self.weight(*slot);
            }
        }
        for (seen, row) in seen.iter_mut().zip(&self.behind) {
            for (slot, (there, month)) in row.iter().zip(&self.past).enumerate().skip(first) {
                let level = course.behind.get(slot).copied().unwrap_or(1.0) * course.season(month.season);
                seen.expected += self.weight(slot) * there * month.days * level;
            }
        }
        pool(&seen, &self.groups, self.history.units.len())
    }

    /// Selling days of a member in a step at the season and level of then.
    fn pace(&self, member: usize, step: usize, course: &Course) -> f64 {
        let there = self.capacity.get(member).and_then(|row| row.get(step)).copied().unwrap_or(0.0);
        self.ahead.get(step).map_or(0.0, |ahead| there * ahead.days * course.season(ahead.season))
            * course.ahead.get(step).copied().unwrap_or(1.0)
    }

    fn press(&self, member: usize, family: usize, segment: Option<usize>, step: &Step) -> f64 {
        let unit = self.groups.get(member).copied().flatten();
        let share = |of: usize| match segment {
            Some(segment) => f64::from(u8::from(segment == of)),
            None => self.segments.get(member).and_then(|row| row.get(of)).copied().unwrap_or(0.0),
        };
        press::factor(&self.history.pressures, &self.history.units, unit, family, share, step)
    }
}

/// Sales that come without a deal.
struct Flow {
    course: Course,
    rates: Vec<Belief>,
    mixes: Vec<Vec<f64>>,
    sizes: Sizes,
    /// What is left of what was sold after returns, and what joins rates and sizes to the company's level.
    factor: f64,
}

impl Flow {
    fn fit(base: &Base<'_>) -> Self {
        let nobody = base.history.people.len();
        let families = base.history.families.len();
        let first = first_whole(base.history, &base.past);
        let mut money = vec![0.0; base.past.len()];
        let (mut events, mut sold, mut kinds, mut gross, mut net) =
            (Vec::new(), Vec::new(), Vec::new(), 0.0, 0.0);
        for sale in base.history.sales.iter().filter(|sale| sale.deal.is_none()) {
            let Some(slot) = slot_of(&base.past, sale.day) else { continue };
            let (member, weight, amount) =
                (sale.person.unwrap_or(nobody), base.weight(slot), sale.amount as f64);
            net += weight * amount;
            if let Some(money) = money.get_mut(slot) {
                *money += amount;
            }
            if amount > 0.0 {
                gross += weight * amount;
                events.push((member, slot));
                kinds.push((member, sale.family, weight));
                sold.push(Sold { member, family: sale.family, amount, weight });
            }
        }
        let course = base.course(&money, first);
        let rates = if events.is_empty() { Vec::new() } else { base.rates(&events, first, &course) };
        let mixes = sizes::mixes(&kinds, families, &base.groups, base.history.units.len());
        let sizes = sizes::fit(&sold, families, base.groups.len());
        let mut flow = Self { course, rates, mixes, sizes, factor: 1.0 };
        let returns = if gross > 0.0 { (net / gross).clamp(0.0, 1.0) } else { 1.0 };
        flow.factor = returns;
        // Rates and sizes are pooled apart, so their products need not sum to what the company sold.
        let (mut told, mut fitted) = (0.0, 0.0);
        for slot in first..base.past.len() {
            let weight = base.weight(slot);
            let Some(month) = base.past.get(slot) else { continue };
            let level =
                flow.course.behind.get(slot).copied().unwrap_or(1.0) * flow.course.season(month.season);
            told += weight * money.get(slot).copied().unwrap_or(0.0);
            for (member, row) in base.behind.iter().enumerate() {
                let there = row.get(slot).copied().unwrap_or(0.0);
                fitted += weight * there * month.days * level * flow.worth(member);
            }
        }
        if fitted > 0.0 && told > 0.0 {
            flow.factor *= (told / fitted).clamp(0.3, 3.0);
        }
        flow
    }

    /// Money per selling day of a member.
    fn worth(&self, member: usize) -> f64 {
        let rate = self.rates.get(member).map_or(0.0, |belief| belief.factor);
        let size = self.sizes.member.get(member).copied().unwrap_or(1.0);
        let mean: f64 = self
            .mixes
            .get(member)
            .map_or(0.0, |mix| mix.iter().zip(&self.sizes.mean).map(|(share, mean)| share * mean).sum());
        rate * size * mean * self.factor
    }

    fn put(&self, base: &Base<'_>, number: usize, member: &mut Member) {
        let (Some(belief), Some(mix)) = (self.rates.get(number), self.mixes.get(number)) else { return };
        let of_member = self.sizes.member.get(number).copied().unwrap_or(1.0);
        for (family, share) in mix.iter().enumerate().filter(|(_, share)| **share > 1e-4) {
            member.sizes.push(Size {
                family,
                mean: self.sizes.mean.get(family).copied().unwrap_or(0.0) * of_member * self.factor,
                sigma: self.sizes.sigma.get(family).copied().unwrap_or(0.0),
            });
            for (step, (cell, ahead)) in member.cells.iter_mut().zip(&base.ahead).enumerate() {
                let pace = base.pace(number, step, &self.course);
                cell.rates.push(belief.factor * pace * share * base.press(number, family, None, ahead));
            }
        }
        let doubt = self.sizes.doubt.get(number).copied().unwrap_or(0.0);
        member.spread = (1.0 / belief.events.max(0.5) + doubt).sqrt().min(SPREAD_MAX);
    }
}

/// The first slot that sales cover whole: the first is, when they begin in its first quarter.
fn first_whole(history: &History, past: &[Slot]) -> usize {
    let Some(first) = history.sales.iter().map(|sale| sale.day).min() else { return 0 };
    past.iter().position(|slot| first < slot.until).map_or(past.len(), |slot| {
        let early = past.get(slot).is_some_and(|month| {
            crate::grid::days_between(month.from, first) * 4
                <= crate::grid::days_between(month.from, month.until)
        });
        if early { slot } else { slot + 1 }
    })
}

/// Deals: those that are open, and those that will be.
struct Pipeline {
    on: bool,
    table: Table,
    won: Course,
    lost: Course,
    created: Course,
    creation: Vec<Belief>,
    skill: Vec<Belief>,
    mixes: Vec<Vec<f64>>,
    sizes: Sizes,
    /// What is realised of a deal's amount, and the spread of its logarithm.
    realised: (f64, f64),
}

impl Pipeline {
    fn fit(base: &Base<'_>) -> Self {
        let history = base.history;
        let months = base.past.len();
        let flat = || Course::flat(months, base.ahead.len());
        let dated = history.deals.iter().any(|deal| deal.created.is_some());
        let on = dated && (history.sales.is_empty() || history.sales.iter().any(|sale| sale.deal.is_some()));
        let mut pipeline = Self {
            on,
            table: Table::default(),
            won: flat(),
            lost: flat(),
            created: flat(),
            creation: Vec::new(),
            skill: Vec::new(),
            mixes: Vec::new(),
            sizes: Sizes::default(),
            realised: (1.0, 0.0),
        };
        if on {
            // Hazards first without seasons, to see what the seasons add to them; then with.
            for _ in 0..2 {
                pipeline.table = Table::count(&base.tracks, &base.past, &pipeline.won, &pipeline.lost);
                pipeline.seasons(base);
            }
            pipeline.table = Table::count(&base.tracks, &base.past, &pipeline.won, &pipeline.lost);
            pipeline.skill(base);
            pipeline.creation(base);
            pipeline.worth(base);
        }
        pipeline
    }

    /// What was expected of each deal in each slot under watch, and what came.
    fn seen(&self, base: &Base<'_>, mut each: impl FnMut(usize, usize, Hazard, Outcome)) {
        for (deal, track) in base.tracks.iter().enumerate() {
            let Some(track) = track else { continue };
            let start = base.past.partition_point(|slot| slot.until <= track.created).max(self.table.watched);
            for (slot, month) in base.past.iter().enumerate().skip(start) {
                if track.closed.is_some_and(|closed| closed < month.from) {
                    break;
                }
                let ends = track.closed.is_some_and(|closed| closed < month.until);
                let expected = self.table.expected(track, &base.past, slot);
                each(deal, slot, expected, if ends { track.outcome } else { Outcome::Open });
            }
        }
    }

    fn seasons(&mut self, base: &Base<'_>) {
        let months = base.past.len();
        let mut won = vec![(0.0, 0.0); months];
        let mut lost = vec![(0.0, 0.0); months];
        self.seen(base, |_, slot, expected, came| {
            if let (Some(won), Some(lost)) = (won.get_mut(slot), lost.get_mut(slot)) {
                won.0 += f64::from(u8::from(came == Outcome::Won));
                won.1 += expected.won;
                lost.0 += f64::from(u8::from(came == Outcome::Lost));
                lost.1 += expected.lost;
            }
        });
        let fit = |counts: &[(f64, f64)]| {
            let values: Vec<Option<f64>> = counts
                .iter()
                .enumerate()
                .map(|(slot, (came, expected))| {
                    (slot >= self.table.watched && *expected > 0.5).then(|| came / expected)
                })
                .collect();
            course::fit(&values, &base.positions, base.ahead.len())
        };
        let (won, lost) = (fit(&won), fit(&lost));
        (self.won, self.lost) = (won, lost);
    }

    fn skill(&mut self, base: &Base<'_>) {
        let nobody = base.history.people.len();
        let mut seen = vec![Seen::default(); base.groups.len()];
        self.seen(base, |deal, slot, expected, came| {
            let member = base.history.deals.get(deal).and_then(|deal| deal.person).unwrap_or(nobody);
            let season = base.positions.get(slot).map_or(1.0, |position| self.won.season(*position));
            let level = self.won.behind.get(slot).copied().unwrap_or(1.0);
            let weight = base.weight(slot);
            if let Some(seen) = seen.get_mut(member) {
                seen.events += weight * f64::from(u8::from(came == Outcome::Won));
                seen.expected += weight * expected.won * season * level;
            }
        });
        self.skill = pool(&seen, &base.groups, base.history.units.len());
    }

    fn creation(&mut self, base: &Base<'_>) {
        let nobody = base.history.people.len();
        let mut count = vec![0.0; base.past.len()];
        let mut events = Vec::new();
        for deal in &base.history.deals {
            let slot = deal.created.and_then(|created| slot_of(&base.past, created));
            if let Some((slot, cell)) = slot.and_then(|slot| Some((slot, count.get_mut(slot)?))) {
                *cell += 1.0;
                events.push((deal.person.unwrap_or(nobody), slot));
            }
        }
        let first = self.table.watched;
        self.created = base.course(&count, first);
        self.creation = base.rates(&events, first, &self.created);
    }

    fn worth(&mut self, base: &Base<'_>) {
        let history = base.history;
        let nobody = history.people.len();
        let mut money: BTreeMap<usize, f64> = BTreeMap::new();
        for sale in &history.sales {
            if let Some(deal) = sale.deal {
                *money.entry(deal).or_default() += sale.amount as f64;
            }
        }
        let (mut sold, mut kinds, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for (number, deal) in
            history.deals.iter().enumerate().filter(|(_, deal)| deal.outcome == Outcome::Won)
        {
            let Some(slot) = deal.closed.and_then(|closed| slot_of(&base.past, closed)) else { continue };
            let amount = deal.amount.map(|amount| amount as f64).filter(|amount| *amount > 0.0);
            let Some(realised) = money.get(&number).copied().or(amount) else { continue };
            let (member, weight) = (deal.person.unwrap_or(nobody), base.weight(slot));
            kinds.push((member, deal.family, weight));
            sold.push(Sold { member, family: deal.family, amount: realised, weight });
            if let Some(amount) = amount
                && realised > 0.0
            {
                ratios.push((realised / amount).clamp(0.01, 100.0));
            }
        }
        self.mixes = sizes::mixes(&kinds, history.families.len(), &base.groups, history.units.len());
        self.sizes = sizes::fit(&sold, history.families.len(), base.groups.len());
        // Drawn to "as the deal says" by five pretended deals.
        let count = ratios.len() as f64;
        let mean = (ratios.iter().sum::<f64>() + 5.0) / (count + 5.0);
        let logs: Vec<f64> = ratios.iter().map(|ratio| ratio.ln()).collect();
        let middle = logs.iter().sum::<f64>() / count.max(1.0);
        let squares: f64 = logs.iter().map(|log| (log - middle).powi(2)).sum();
        self.realised = (mean, ((squares + 5.0 * 0.01) / (count + 5.0)).sqrt().min(1.5));
    }

    /// Hazards of one month of a step.
    fn hazard(&self, base: &Base<'_>, step: usize, plain: Hazard, skill: f64) -> Hazard {
        let Some(ahead) = base.ahead.get(step) else { return Hazard::default() };
        let level = |course: &Course| {
            course.season(ahead.season) * course.ahead.get(step).copied().unwrap_or(1.0) * ahead.share
        };
        Hazard { won: plain.won * level(&self.won) * skill, lost: plain.lost * level(&self.lost) }
    }

    fn skill_of(&self, member: usize) -> f64 {
        self.skill.get(member).map_or(1.0, |belief| belief.factor)
    }

    /// Wins of deals that will be opened: thinned and delayed Poisson counts are Poisson counts.
    fn put(&self, base: &Base<'_>, number: usize, member: &mut Member) {
        let (Some(belief), Some(mix)) = (self.creation.get(number), self.mixes.get(number)) else { return };
        if !self.on {
            return;
        }
        let steps = base.ahead.len();
        let mut wins = vec![0.0; steps];
        for start in 0..steps {
            let opened = belief.factor * base.pace(number, start, &self.created);
            let hazards = (start..steps)
                .map(|step| self.hazard(base, step, self.table.fresh(step - start), self.skill_of(number)));
            for (wins, share) in wins.iter_mut().skip(start).zip(incidence(hazards)) {
                *wins += opened * share;
            }
        }
        let of_member = self.sizes.member.get(number).copied().unwrap_or(1.0);
        for (family, share) in mix.iter().enumerate().filter(|(_, share)| **share > 1e-4) {
            member.sizes.push(Size {
                family,
                mean: self.sizes.mean.get(family).copied().unwrap_or(0.0) * of_member,
                sigma: self.sizes.sigma.get(family).copied().unwrap_or(0.0),
            });
            for ((cell, ahead), wins) in member.cells.iter_mut().zip(&base.ahead).zip(&wins) {
                cell.rates.push(wins * share * base.press(number, family, None, ahead));
            }
        }
        let skill = self.skill.get(number).map_or(1.0, |belief| belief.events);
        let doubt = self.sizes.doubt.get(number).copied().unwrap_or(0.0);
        let spread = (1.0 / belief.events.max(0.5) * 0.5 + 1.0 / skill.max(0.5) + doubt).sqrt();
        member.spread = member.spread.max(spread.min(SPREAD_MAX));
    }

    /// Open deals, with their owner; with nobody of the unit when the owner is gone.
    fn open(&self, base: &Base<'_>, as_of: Date, members: &mut Vec<Member>) {
        if !self.on {
            return;
        }
        let history = base.history;
        let nobody = history.people.len();
        let day = morning(as_of);
        let mut orphans: BTreeMap<usize, Vec<OpenDeal>> = BTreeMap::new();
        for (number, deal) in
            history.deals.iter().enumerate().filter(|(_, deal)| deal.outcome == Outcome::Open)
        {
            let Some(Some(track)) = base.tracks.get(number) else { continue };
            let owner = deal.person.unwrap_or(nobody);
            let known = track.known(day);
            let hazards = (0..base.ahead.len())
                .map(|step| self.hazard(base, step, self.table.open(step, known), self.skill_of(owner)));
            let mut wins = incidence(hazards);
            for (wins, step) in wins.iter_mut().zip(&base.ahead) {
                *wins = (*wins * base.press(owner, deal.family, deal.segment, step)).min(1.0);
            }
            let amount = deal.amount.map(|amount| amount as f64).filter(|amount| *amount > 0.0);
            let (mean, sigma) = match amount {
                Some(amount) => (amount * self.realised.0, self.realised.1),
                None => (
                    self.sizes.mean.get(deal.family).copied().unwrap_or(0.0)
                        * self.sizes.member.get(owner).copied().unwrap_or(1.0),
                    self.sizes.sigma.get(deal.family).copied().unwrap_or(0.0),
                ),
            };
            let open = OpenDeal { deal: number, family: deal.family, wins, mean, sigma };
            let gone =
                history.people.get(owner).filter(|person| person.until.is_some_and(|until| until <= day));
            match gone.map(|person| person.unit) {
                Some(Some(unit)) => orphans.entry(unit).or_default().push(open),
                Some(None) => members.get_mut(nobody).map_or((), |member| member.deals.push(open)),
                None => members.get_mut(owner).map_or((), |member| member.deals.push(open)),
            }
        }
        for (unit, deals) in orphans {
            let id = history.units.get(unit).map_or("", |unit| unit.id.as_str());
            let cells = vec![Cell { rates: Vec::new(), dispersion: 1.0 }; base.ahead.len()];
            let member =
                Member { id: format!("nobody in {id}"), unit: Some(unit), cells, deals, ..Member::default() };
            members.push(member);
        }
    }
}
