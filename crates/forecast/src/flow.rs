//! Sales that come without a deal.

use crate::base::{Base, SPREAD_MAX, first_whole};
use crate::course::Course;
use crate::grid::slot_of;
use crate::model::{Member, Size};
use crate::pool::Belief;
use crate::sizes::{self, Sizes, Sold};

/// Rates, shares and sizes of such sales.
pub(crate) struct Flow {
    course: Course,
    rates: Vec<Belief>,
    mixes: Vec<Vec<f64>>,
    sizes: Sizes,
    /// What is left of what was sold after returns, and what joins rates and sizes to the company's level.
    factor: f64,
}

impl Flow {
    pub(crate) fn fit(base: &Base<'_>) -> Self {
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

    pub(crate) fn put(&self, base: &Base<'_>, number: usize, member: &mut Member) {
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
