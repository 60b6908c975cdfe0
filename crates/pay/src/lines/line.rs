//! A line: one person credited with a part of one transaction.

use super::ASK;
use crate::events::{Events, NONE};

/// Lines are counted in days from this one on, to keep them small.
pub(crate) const FIRST_DAY: i32 = -25_567; // 1900-01-01

/// One person credited with a part of one transaction, or of one day of those below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The row of the events; [`NONE`] for the sum of a day that rolls up.
    pub(crate) event: u32,
    /// Days since [`FIRST_DAY`].
    pub(crate) day: u16,
    /// The rule's place in the plan, and the marks below.
    pub(super) credit: u8,
    /// Which of the rates of the table that prices the plan it has, or [`ASK`](rates::ASK).
    pub(crate) rate: u8,
    /// What may be paid on.
    pub(crate) amount: i64,
    /// What counts towards the quota.
    pub(crate) weighted: i64,
}

/// Marks a sale taken back.
pub(super) const BACK: u8 = 1 << 7;
/// Marks what is as if it had never been.
const GONE: u8 = 1 << 6;
/// So many credits a plan can have: their places and sets of them fit into a few bits.
pub(crate) const CREDITS: u8 = 64;

impl Line {
    pub(crate) fn of_day(day: u16, credit: u8, amount: i64, weighted: i64) -> Self {
        Self { event: NONE, day, credit, rate: ASK, amount, weighted }
    }

    pub(crate) fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        let parts: [&[u8]; 5] = [
            &self.event.to_le_bytes(),
            &self.day.to_le_bytes(),
            &[self.credit, self.rate],
            &self.amount.to_le_bytes(),
            &self.weighted.to_le_bytes(),
        ];
        for (to, from) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *to = *from;
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; 24]) -> Self {
        let [a, b, c, d, e, f, credit, rate, i @ .., j, k, l, m, n, o, p, q] = bytes;
        Self {
            event: u32::from_le_bytes([a, b, c, d]),
            day: u16::from_le_bytes([e, f]),
            credit,
            rate,
            amount: i64::from_le_bytes(i),
            weighted: i64::from_le_bytes([j, k, l, m, n, o, p, q]),
        }
    }

    pub(crate) fn credit(&self) -> u8 {
        self.credit & !(BACK | GONE)
    }

    /// Whether it takes a sale back.
    pub(crate) fn back(&self) -> bool {
        self.credit & BACK != 0
    }

    pub(crate) fn day_number(&self) -> i32 {
        i32::from(self.day) + FIRST_DAY
    }

    /// Whether it belongs to one of these credits.
    #[inline]
    pub(crate) fn counts_in(&self, credits: u64) -> bool {
        credits & (1 << (self.credit & 63)) != 0
    }

    /// The row whose columns say what it is about: of a sale taken back that of the sale.
    #[inline]
    pub(crate) fn told_by(&self, events: &Events) -> u32 {
        if !self.back() {
            return self.event;
        }
        events.refers.get(self.event as usize).copied().unwrap_or(self.event)
    }

    /// The line in its place, but as if it had never been.
    pub(crate) fn without(self) -> Self {
        Self { amount: 0, weighted: 0, credit: self.credit | GONE, ..self }
    }

    /// Whether it is as if it had never been.
    #[inline]
    pub(crate) fn gone(&self) -> bool {
        self.credit & GONE != 0
    }

    pub(crate) fn with(self, amount: i64, weighted: i64) -> Self {
        Self { amount, weighted, ..self }
    }
}

pub(crate) fn short_day(day: i32) -> u16 {
    u16::try_from(day.saturating_sub(FIRST_DAY).max(0)).unwrap_or(u16::MAX)
}
