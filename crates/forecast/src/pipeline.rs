//! Deals: what becomes of those that are open, and of those that will be opened.

use std::collections::BTreeMap;

use plumb_units::Date;

use crate::base::{Base, SPREAD_MAX};
use crate::course::{self, Course};
use crate::grid::{next_day, slot_of};
use crate::history::Outcome;
use crate::model::{Cell, Member, OpenDeal, Size};
use crate::pool::{Belief, Seen, pool};
use crate::sizes::{self, Sizes, Sold};
use crate::table::{Hazard, Table, incidence};

/// Deals: those that are open, and those that will be.
pub(crate) struct Pipeline {
    pub(crate) on: bool,
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
    pub(crate) fn fit(base: &Base<'_>) -> Self {
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
    pub(crate) fn put(&self, base: &Base<'_>, number: usize, member: &mut Member) {
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
    pub(crate) fn open(&self, base: &Base<'_>, as_of: Date, members: &mut Vec<Member>) {
        if !self.on {
            return;
        }
        let history = base.history;
        let nobody = history.people.len();
        let day = next_day(as_of);
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
