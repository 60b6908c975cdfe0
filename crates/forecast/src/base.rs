//! What is known of people and months, for flow and deals alike.

use plumb_units::Date;

use crate::course::{self, Course};
use crate::grid::{Slot, Step, capacity, days_between, slot_of};
use crate::history::{History, Person};
use crate::model::{Cell, Member};
use crate::pool::{Belief, Seen, pool};
use crate::press;
use crate::sizes;
use crate::table::{Track, tracks};

/// What a person sold loses half its weight in a year: people change more slowly than months differ.
const HALF_LIFE: f64 = 12.0;
/// The widest that not knowing a person's pace may be.
pub(crate) const SPREAD_MAX: f64 = 0.8;

/// What both parts of the model need.
pub(crate) struct Base<'a> {
    pub(crate) history: &'a History,
    pub(crate) past: Vec<Slot>,
    pub(crate) ahead: Vec<Step>,
    pub(crate) positions: Vec<u8>,
    /// The unit of each member: people, and one more for nobody.
    pub(crate) groups: Vec<Option<usize>>,
    pub(crate) behind: Vec<Vec<f64>>,
    pub(crate) capacity: Vec<Vec<f64>>,
    pub(crate) tracks: Vec<Option<Track>>,
    pub(crate) segments: Vec<Vec<f64>>,
}

impl<'a> Base<'a> {
    pub(crate) fn new(history: &'a History, past: Vec<Slot>, ahead: Vec<Step>) -> Self {
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

    pub(crate) fn member(&self, number: usize) -> Member {
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
    pub(crate) fn weight(&self, slot: usize) -> f64 {
        0.5_f64.powf((self.past.len() - slot.min(self.past.len())) as f64 / HALF_LIFE)
    }

    /// Selling days of all together in a slot, from `first` on.
    fn days(&self, slot: usize) -> f64 {
        let days = self.past.get(slot).map_or(0.0, |slot| slot.days);
        days * self.behind.iter().filter_map(|row| row.get(slot)).sum::<f64>()
    }

    /// What all sales together come to in each step if they go on as they did, whatever they came from.
    pub(crate) fn direct(&self) -> Vec<f64> {
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
    pub(crate) fn course(&self, totals: &[f64], first: usize) -> Course {
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
    pub(crate) fn rates(&self, events: &[(usize, usize)], first: usize, course: &Course) -> Vec<Belief> {
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
    pub(crate) fn pace(&self, member: usize, step: usize, course: &Course) -> f64 {
        let there = self.capacity.get(member).and_then(|row| row.get(step)).copied().unwrap_or(0.0);
        self.ahead.get(step).map_or(0.0, |ahead| there * ahead.days * course.season(ahead.season))
            * course.ahead.get(step).copied().unwrap_or(1.0)
    }

    pub(crate) fn press(&self, member: usize, family: usize, segment: Option<usize>, step: &Step) -> f64 {
        let unit = self.groups.get(member).copied().flatten();
        let share = |of: usize| match segment {
            Some(segment) => f64::from(u8::from(segment == of)),
            None => self.segments.get(member).and_then(|row| row.get(of)).copied().unwrap_or(0.0),
        };
        press::factor(&self.history.pressures, &self.history.units, unit, family, share, step)
    }
}

/// The first slot that sales cover whole: the first is, when they begin in its first quarter.
pub(crate) fn first_whole(history: &History, past: &[Slot]) -> usize {
    let Some(first) = history.sales.iter().map(|sale| sale.day).min() else { return 0 };
    past.iter().position(|slot| first < slot.until).map_or(past.len(), |slot| {
        let early = past.get(slot).is_some_and(|month| {
            days_between(month.from, first) * 4 <= days_between(month.from, month.until)
        });
        if early { slot } else { slot + 1 }
    })
}
