//! All paths of one person.

use crate::counts::Counts;
use crate::luck::{STRIPS, Stream, hash, key};
use crate::model::{Cell, Member};
use crate::outlook::Shape;
use crate::simulate::{PACE, Run, hundredths};

/// Sales in a step beyond which their sum is drawn at once.
const SINGLE: u32 = 64;
/// The step from which the luck of deals is numbered.
const DEALS: usize = 1 << 41;

impl Run<'_> {
    fn table(&self, sigma: f64) -> &[f32] {
        self.tables.get(&hundredths(sigma)).map_or(&[1.0; STRIPS], |table| table.as_slice())
    }

    /// All paths of one member.
    pub(crate) fn member(&self, member: &Member, moved: &[f32], totals: &mut [i64]) {
        let Shape { paths, families, steps } = self.shape;
        let name = hash(&member.id);
        let pace = self.pace(member, name);
        for (step, cell) in member.cells.iter().enumerate().take(steps) {
            let Some(columns) = totals.get_mut(step * families * paths..(step + 1) * families * paths) else {
                continue;
            };
            let Some(moved) = moved.get(step * paths..(step + 1) * paths) else { continue };
            self.cell(member, cell, key(self.options.seed, name, step), &pace, moved, columns);
        }
        for deal in &member.deals {
            let mut sum = 0.0;
            let bounds: Vec<u64> = deal
                .wins
                .iter()
                .take(steps)
                .map(|share| {
                    sum += if share.is_finite() { share.max(0.0) } else { 0.0 };
                    (sum.min(1.0) * 4_294_967_296.0) as u64
                })
                .collect();
            let Some(ever) = bounds.last().copied() else { continue };
            let table = self.table(deal.sigma);
            let family = deal.family.min(families - 1);
            let key = key(self.options.seed, name, DEALS + deal.deal);
            for (pair, pace) in pace.chunks_exact(2).enumerate() {
                let word = Stream::new(key, pair).next();
                for (side, (word, pace)) in [word, !word].into_iter().zip(pace).enumerate() {
                    let share = word >> 32;
                    if share >= ever {
                        continue;
                    }
                    let step = bounds.iter().position(|bound| share < *bound).unwrap_or(0);
                    let path = pair * 2 + side;
                    let factor = moved.get(step * paths + path).copied().unwrap_or(1.0);
                    let size = table.get(word as usize % STRIPS).copied().unwrap_or(1.0);
                    if let Some(total) = totals.get_mut((step * families + family) * paths + path) {
                        let amount = deal.mean * f64::from(size * factor * pace) + 0.5;
                        *total = total.saturating_add(amount as i64);
                    }
                }
            }
        }
    }

    /// What is not known about a person's pace, for each path.
    fn pace(&self, member: &Member, name: u64) -> Vec<f32> {
        let mut pace = vec![1.0_f32; self.shape.paths];
        if member.spread > 0.0 {
            let table = self.table(member.spread);
            let key = key(self.options.seed, name, PACE);
            for (pair, pace) in pace.chunks_exact_mut(2).enumerate() {
                let word = Stream::new(key, pair).next() as usize;
                for (pace, word) in pace.iter_mut().zip([word, !word]) {
                    *pace = table.get(word % STRIPS).copied().unwrap_or(1.0);
                }
            }
        }
        pace
    }

    /// All paths of one member in one step.
    ///
    /// The lower bits of a sale's word choose its strip of the table of sizes, the upper 32 whose size it is.
    fn cell(&self, member: &Member, cell: &Cell, key: u64, pace: &[f32], moved: &[f32], columns: &mut [i64]) {
        let Shape { paths, families, .. } = self.shape;
        let rate: f64 = cell.rates.iter().filter(|rate| rate.is_finite()).sum();
        let counts = Counts::new(rate, cell.dispersion);
        if matches!(counts, Counts::None) {
            return;
        }
        let mut sum = 0.0;
        let mut bounds: Vec<u32> = Vec::new();
        let kinds: Vec<(usize, f64, &[f32], f64, f64)> = member
            .sizes
            .iter()
            .zip(&cell.rates)
            .filter(|(_, of_size)| **of_size > 0.0 && of_size.is_finite())
            .map(|(size, of_size)| {
                sum += of_size / rate;
                let bound = (sum * 4_294_967_296.0).min(4_294_967_295.0) as u32;
                let column = size.family.min(families - 1) * paths;
                bounds.push(bound);
                (
                    column,
                    size.mean.clamp(0.0, 1e15),
                    self.table(size.sigma),
                    of_size / rate,
                    size.sigma.clamp(0.0, 4.0).powi(2).exp(),
                )
            })
            .collect();
        // The last bound is 1, so it is left out.
        if bounds.pop().is_none() {
            return;
        }
        let quantile =
            |share: u32| self.normal.get((share >> (32 - STRIPS.ilog2())) as usize).copied().unwrap_or(0.0);
        for (pair, (pace, moved)) in pace.chunks_exact(2).zip(moved.chunks_exact(2)).enumerate() {
            let mut stream = Stream::new(key, pair);
            let first = (stream.next() >> 32) as u32;
            for (side, flip) in [0_u64, u64::MAX].into_iter().enumerate() {
                let count = counts.at(first ^ flip as u32, quantile);
                if count == 0 {
                    continue;
                }
                let path = pair * 2 + side;
                let factor = match (pace.get(side), moved.get(side)) {
                    (Some(pace), Some(moved)) => f64::from(pace * moved),
                    _ => 1.0,
                };
                let mut stream = stream;
                if count <= SINGLE {
                    for _ in 0..count {
                        let word = stream.next() ^ flip;
                        let choice = (word >> 32) as u32;
                        // Counted rather than searched, since no processor guesses a random choice.
                        let kind: usize = bounds.iter().map(|bound| usize::from(choice >= *bound)).sum();
                        let Some((column, mean, table, _, _)) = kinds.get(kind) else { continue };
                        let size = table.get(word as usize % STRIPS).copied().unwrap_or(1.0);
                        if let Some(total) = columns.get_mut(column + path) {
                            *total = total.saturating_add((mean * f64::from(size) * factor + 0.5) as i64);
                        }
                    }
                } else {
                    for (column, mean, _, share, wide) in &kinds {
                        let word = stream.next() ^ flip;
                        let many = f64::from(count) * share;
                        let sum = many + (many * wide).sqrt() * quantile((word >> 32) as u32);
                        if let Some(total) = columns.get_mut(column + path) {
                            *total = total.saturating_add((mean * sum.max(0.0) * factor + 0.5) as i64);
                        }
                    }
                }
            }
        }
    }
}
