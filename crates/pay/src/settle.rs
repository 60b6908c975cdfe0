//! From what is earned to what is paid: cap, hold, negative periods, leave, guarantee, draw.
//!
//! Nothing here multiplies two amounts, so the same steps serve pay in cents and slopes in
//! [`Near`](crate::number::Near). For each pay period, in this order:
//!
//! 1. **Cap.** What was earned since the window's start is paid up to the cap; the period has the difference to the one
//!    before. What lay above counts again when later periods are lower.
//! 2. **Hold, release, loss.** Parts that wait are taken off and come back when they are due. What the cap takes is
//!    taken from the last parts that wait, so no part waits of what the cap took; what the cap gives back does not wait.
//!    With `hold_before_cap` the parts are taken off first, whole, and the cap meets what would be paid.
//! 3. **A negative period** is carried, taken off at once or forgiven.
//! 4. **Leave** and then the **guarantee** fill up; nobody owes that.
//! 5. **Draw.**
//!    - *recoverable*: fills up to the draw; owed. Pay above the draw goes to what is owed.
//!    - *non-recoverable*: fills up to the draw; never owed.
//!    - *advance*: paid at the start, taken off at the end, what was not earned is forgiven: the same sum as
//!      non-recoverable, in other entries and on other days.
//!    - *on top*: in a period that earns less than the draw, the whole draw is paid beside what is earned; owed. Pay
//!      above the draw goes to what is owed, and no draw is paid then. With a draw of 2 000, a period that earns 1 000
//!      pays 3 000 and leaves 2 000 owed; one that then earns 4 000 pays 2 000 and leaves nothing.
//!
//!    Where a guarantee holds, nothing is taken off below it. What would be owed above the balance cap is not paid. After
//!    the last draw all pay goes to what is owed, unless it is forgiven.
//! 6. With `cap_after_draw` the cap stands here instead of at 1: it first lets no draw be owed, then takes off pay.
//!
//! What is carried from negative periods is recovered before what is owed of draws, and is never forgiven. Whoever leaves
//! gets no more draws; what is owed stays owed and is taken off what is still paid.

use plumb_units::{MILLION, Rate};

use crate::number::Number;
use crate::result::{Entry, EntryKind};
use crate::settlement::{Draw, DrawKind, LeavePays, Negative, Settlement};

/// An amount of the record of pay, in any kind of number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<N> {
    /// What sort.
    pub kind: EntryKind,
    /// The component it belongs to.
    pub component: Option<usize>,
    /// What lowers pay is negative.
    pub amount: N,
    /// Place of the pay period in which it was earned, where that is another one.
    pub earned_in: Option<usize>,
    /// The transaction behind it.
    pub event: Option<u32>,
}

impl<N> Item<N> {
    /// An amount of a component, or of the whole plan.
    pub fn new(kind: EntryKind, component: Option<usize>, amount: N) -> Self {
        Self { kind, component, amount, earned_in: None, event: None }
    }
}

impl From<Item<i64>> for Entry {
    fn from(item: Item<i64>) -> Self {
        let Item { kind, component, amount, earned_in, event } = item;
        Self { kind, component, amount, earned_in, event }
    }
}

/// One pay period of a person, before settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSettle<N> {
    /// All that was earned in it; the sum counts, and all of it is handed on to the entries.
    pub items: Vec<Item<N>>,
    /// Which pay period of the person this is, from 1; `None` before the first and after the last: no draw, no
    /// guarantee, no leave pay.
    pub nth: Option<u32>,
    /// The cap's window and the most that is paid in all of it; the same in all periods of a window.
    pub cap: Option<CapRoom>,
    /// Days of absence.
    pub missed: Missed,
    /// Variable pay of the period at target, for leave pay.
    pub target: i64,
    /// The last period of the plan's time: a draw without a number of periods is forgiven here, if at all.
    pub last: bool,
}

/// The room under the plan's cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapRoom {
    /// The place of the window.
    pub window: usize,
    /// The most that is paid in it.
    pub most: i64,
}

/// Days of absence in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// Days missed.
    pub days: i64,
    /// Of so many.
    pub of: i64,
}

/// A part of what was earned that is not paid with the period: a hold, or a later tranche.
///
/// Parts of one line stand side by side. A refund that takes a line back has parts of its own, negative, with the same
/// end as the line's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting<N> {
    /// The component.
    pub component: usize,
    /// The transaction behind it.
    pub event: Option<u32>,
    /// Place of the pay period in which it was earned.
    pub earned_in: usize,
    /// What was earned with the line.
    pub whole: N,
    /// The share of it that waits.
    pub share: Rate,
    /// What waits: `share` of `whole`, as rounded with the line.
    pub amount: N,
    /// Place of the pay period in which it is paid; `None`: not yet. Not after `earned_in`: it does not wait at all.
    pub due: Option<usize>,
    /// Place of the pay period in which it is lost, if that comes before it is paid.
    pub forfeited: Option<usize>,
}

/// One pay period, settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled<N> {
    /// What makes up the pay, in the order of the steps; their sum is exactly [`paid`](Self::paid). What is lost or
    /// forgiven stands as two entries that cancel: a release and its loss, a recovery and its forgiveness.
    pub items: Vec<Item<N>>,
    /// What is paid; below zero only where negative periods are taken off at once.
    pub paid: N,
    /// What waits at the end of the period.
    pub held: N,
    /// What is owed at its end.
    pub balance: N,
}

/// Settles the pay periods of one person under one plan, in order.
///
/// `draw` is the person's own draw in place of the plan's amount; without a draw in the plan it says nothing. `waiting`
/// is in the order of transactions. `None` when a number does not fit.
///
/// ```
/// use plumb_pay::Settlement;
/// use plumb_pay::result::EntryKind;
/// use plumb_pay::settle::{Item, Missed, ToSettle, settle};
/// use plumb_pay::settlement::{Draw, DrawKind};
/// let draw = Draw { kind: DrawKind::Recoverable, amount: 1000, periods: None, balance_cap: None, forgive: false };
/// let rules = Settlement { draw: Some(draw), ..Settlement::default() };
/// let weeks = (1..).zip([400, 600, 1200, 1500, 1400]).map(|(nth, earned)| ToSettle {
///     items: vec![Item::new(EntryKind::Earning, Some(0), earned)],
///     nth: Some(nth), cap: None, missed: Missed::default(), target: 0, last: false,
/// });
/// let settled = settle::<i64>(&rules, None, &weeks.collect::<Vec<_>>(), &[]).unwrap();
/// let paid: Vec<_> = settled.iter().map(|week| (week.paid, week.balance)).collect();
/// assert_eq!(paid, [(1000, 600), (1000, 1000), (1000, 800), (1000, 300), (1100, 0)]);
/// ```
pub fn settle<N: Number>(
    rules: &Settlement,
    draw: Option<i64>,
    periods: &[ToSettle<N>],
    waiting: &[Waiting<N>],
) -> Option<Vec<Settled<N>>> {
    let mut book = Book::new(rules, draw, periods.len(), waiting);
    (0..).zip(periods).map(|(place, period)| book.close(place, period)).collect()
}

/// What is carried from period to period.
struct Book<'a, N> {
    rules: &'a Settlement,
    draw: Option<Draw>,
    waiting: &'a [Waiting<N>],
    /// What waits of each part after the cap.
    kept: Vec<N>,
    /// Parts by the period in which they were earned, and by the one in which they end.
    earned: Vec<Vec<usize>>,
    ends: Vec<Vec<usize>>,
    cap: Option<Window<N>>,
    /// Owed from negative periods, and of draws.
    carried: N,
    drawn: N,
    held: N,
    history: Vec<N>,
}

struct Window<N> {
    place: usize,
    /// What would have been paid without the cap, and what was.
    wanted: N,
    passed: N,
}

impl<'a, N: Number> Book<'a, N> {
    fn new(rules: &'a Settlement, draw: Option<i64>, periods: usize, waiting: &'a [Waiting<N>]) -> Self {
        let (mut earned, mut ends) = (vec![Vec::new(); periods], vec![Vec::new(); periods]);
        for (index, part) in waiting.iter().enumerate() {
            if part.end().is_some_and(|(end, lost)| !lost && end <= part.earned_in) {
                continue;
            }
            if let Some(parts) = earned.get_mut(part.earned_in) {
                parts.push(index);
                if let Some(parts) = part.end().and_then(|(end, _)| ends.get_mut(end.max(part.earned_in))) {
                    parts.push(index);
                }
            }
        }
        let zero = N::whole(0);
        Self {
            rules,
            draw: rules.draw.map(|plan| Draw { amount: draw.unwrap_or(plan.amount), ..plan }),
            waiting,
            kept: vec![zero.clone(); waiting.len()],
            earned,
            ends,
            cap: None,
            carried: zero.clone(),
            drawn: zero.clone(),
            held: zero,
            history: Vec::new(),
        }
    }

    fn close(&mut self, place: usize, period: &ToSettle<N>) -> Option<Settled<N>> {
        let zero = N::whole(0);
        let mut sheet = Sheet { items: period.items.clone(), sum: zero.clone() };
        for item in &period.items {
            sheet.sum = sheet.sum.plus(&item.amount)?;
        }
        let cap_first = !self.rules.cap_after_draw;
        if cap_first && !self.rules.hold_before_cap {
            let cut = self.cut(period.cap, &sheet.sum)?;
            self.hold(place, &cut, &mut sheet)?;
            // The cap comes before the hold in the order of entries too.
            sheet.put_at(period.items.len(), EntryKind::Cap, cut)?;
            self.release(place, &mut sheet)?;
        } else {
            self.hold(place, &zero, &mut sheet)?;
            self.release(place, &mut sheet)?;
            if cap_first {
                let cut = self.cut(period.cap, &sheet.sum)?;
                sheet.put(EntryKind::Cap, zero.minus(&cut)?)?;
            }
        }
        // Pay from here on is what was taken off at once, if anything, and `sheet.sum` above zero.
        let off = self.negative(&mut sheet)?;
        self.fill(period, &mut sheet, &off)?;
        let paid_draw = self.advance(period, &mut sheet, &off)?;
        if self.rules.cap_after_draw {
            self.cap_all(period.cap, paid_draw, &mut sheet)?;
        }
        self.forgive(period, &mut sheet)?;
        if period.nth.is_some() {
            self.history.push(sheet.sum.clone());
        }
        let balance = self.carried.plus(&self.drawn)?;
        Some(Settled { items: sheet.items, paid: sheet.sum, held: self.held.clone(), balance })
    }

    /// What the cap takes of an amount; below zero what it gives back.
    fn cut(&mut self, room: Option<CapRoom>, amount: &N) -> Option<N> {
        let zero = N::whole(0);
        let Some(room) = room else { return Some(zero) };
        let window = match self.cap.take().filter(|window| window.place == room.window) {
            Some(window) => window,
            None => Window { place: room.window, wanted: zero.clone(), passed: zero },
        };
        let wanted = window.wanted.plus(amount)?;
        let passed = wanted.clone().min(N::whole(room.most));
        let cut = amount.minus(&passed.minus(&window.passed)?)?;
        self.cap = Some(Window { place: room.window, wanted, passed });
        Some(cut)
    }

    /// Takes off what waits of the period, less what the cap took, the last lines first.
    fn hold(&mut self, place: usize, cut: &N, sheet: &mut Sheet<N>) -> Option<()> {
        let zero = N::whole(0);
        let Some(parts) = self.earned.get(place) else { return Some(()) };
        let parts: Vec<(usize, &Waiting<N>)> =
            parts.iter().filter_map(|index| Some((*index, self.waiting.get(*index)?))).collect();
        let mut left = cut.clone().max(zero.clone());
        for line in parts.chunk_by(|(_, a), (_, b)| a.event == b.event && a.component == b.component).rev() {
            let whole = line.first().map_or(&zero, |(_, part)| &part.whole);
            let taken = left.clone().min(whole.clone()).max(zero.clone());
            left = left.minus(&taken)?;
            for (index, part) in line {
                let kept = if taken == zero {
                    part.amount.clone()
                } else if taken == *whole {
                    zero.clone()
                } else {
                    part.amount.minus(&taken.times(part.share.millionths(), MILLION)?)?.max(zero.clone())
                };
                if let Some(slot) = self.kept.get_mut(*index) {
                    *slot = kept;
                }
            }
        }
        for (index, part) in parts {
            let kept = self.kept.get(index).unwrap_or(&zero);
            self.held = self.held.plus(kept)?;
            sheet.part(EntryKind::Hold, part, None, zero.minus(kept)?)?;
        }
        Some(())
    }

    fn release(&mut self, place: usize, sheet: &mut Sheet<N>) -> Option<()> {
        let zero = N::whole(0);
        for index in self.ends.get(place).into_iter().flatten() {
            let (Some(part), Some(kept)) = (self.waiting.get(*index), self.kept.get(*index)) else {
                continue;
            };
            let earned_in = Some(part.earned_in).filter(|earned| *earned != place);
            self.held = self.held.minus(kept)?;
            sheet.part(EntryKind::Release, part, earned_in, kept.clone())?;
            if part.end().is_some_and(|(_, lost)| lost) {
                sheet.part(EntryKind::Forfeit, part, earned_in, zero.minus(kept)?)?;
            }
        }
        Some(())
    }

    /// What a negative period leaves to be taken off at once; nothing where it is carried or forgiven.
    fn negative(&mut self, sheet: &mut Sheet<N>) -> Option<N> {
        let zero = N::whole(0);
        if sheet.sum >= zero {
            return Some(zero);
        }
        let missing = zero.minus(&sheet.sum)?;
        match self.rules.negative {
            Negative::Owe => return Some(sheet.sum.clone()),
            Negative::Forgive => sheet.put(EntryKind::DrawForgiven, missing)?,
            Negative::Carry => {
                self.carried = self.carried.plus(&missing)?;
                sheet.put(EntryKind::Carried, missing)?;
            }
        }
        Some(zero)
    }

    /// Leave pay and guarantee.
    fn fill(&mut self, period: &ToSettle<N>, sheet: &mut Sheet<N>, off: &N) -> Option<()> {
        let Some(nth) = period.nth else { return Some(()) };
        let Missed { days, of } = period.missed;
        if days > 0 && of > 0 {
            let least = match self.rules.leave.pays {
                LeavePays::Earned => N::whole(0),
                LeavePays::Target => N::whole(period.target).times(days, of)?,
                LeavePays::Average(most) => {
                    let before = self.history.iter().rev().take(usize::try_from(most).ok()?);
                    let count = i64::try_from(before.len()).ok()?;
                    let sum = before.cloned().try_fold(N::whole(0), |sum, paid| sum.plus(&paid))?;
                    if count > 0 { sum.times(days, of.checked_mul(count)?)? } else { sum }
                }
            };
            sheet.fill(EntryKind::Leave, off, &least)?;
        }
        if let Some(guarantee) = self.rules.guarantee.filter(|guarantee| nth <= guarantee.periods) {
            sheet.fill(EntryKind::Guarantee, off, &N::whole(guarantee.amount))?;
        }
        Some(())
    }

    /// Pays the draw and recovers what is owed. The draw that is owed and paid in this period comes back.
    fn advance(&mut self, period: &ToSettle<N>, sheet: &mut Sheet<N>, off: &N) -> Option<N> {
        let zero = N::whole(0);
        let base = sheet.sum.minus(off)?;
        let paying = |draw: &Draw| period.nth.is_some_and(|nth| draw.periods.is_none_or(|last| nth <= last));
        let draw = self.draw.filter(paying).map(|draw| (draw, N::whole(draw.amount.max(0))));
        let least = self
            .rules
            .guarantee
            .filter(|guarantee| period.nth.is_some_and(|nth| nth <= guarantee.periods))
            .map_or_else(|| zero.clone(), |guarantee| N::whole(guarantee.amount))
            .max(draw.as_ref().map_or_else(|| zero.clone(), |(_, amount)| amount.clone()));
        let mut owed = zero.clone();
        if let Some((draw, amount)) = draw {
            let below = base < amount;
            let missing = amount.minus(&base)?.max(zero.clone());
            match draw.kind {
                DrawKind::Recoverable => owed = self.room(&draw, missing)?,
                DrawKind::OnTop if below => owed = self.room(&draw, amount)?,
                DrawKind::OnTop => {}
                DrawKind::NonRecoverable => sheet.put(EntryKind::DrawAdvance, missing)?,
                DrawKind::Advance => {
                    sheet.put(EntryKind::DrawAdvance, amount.clone())?;
                    sheet.put(EntryKind::DrawRecovery, zero.minus(&amount)?)?;
                    sheet.put(EntryKind::DrawForgiven, missing)?;
                }
            }
        }
        self.drawn = self.drawn.plus(&owed)?;
        sheet.put(EntryKind::DrawAdvance, owed.clone())?;
        let above = base.minus(&least)?.max(zero.clone());
        let of_carried = above.clone().min(self.carried.clone());
        let of_drawn = above.minus(&of_carried)?.min(self.drawn.clone());
        self.carried = self.carried.minus(&of_carried)?;
        self.drawn = self.drawn.minus(&of_drawn)?;
        sheet.put(EntryKind::DrawRecovery, zero.minus(&of_carried.plus(&of_drawn)?)?)?;
        Some(owed)
    }

    /// What of an advance may still be owed.
    fn room(&self, draw: &Draw, wanted: N) -> Option<N> {
        let Some(most) = draw.balance_cap else { return Some(wanted) };
        let room = N::whole(most).minus(&self.carried.plus(&self.drawn)?)?;
        Some(wanted.min(room.max(N::whole(0))))
    }

    /// The cap over pay and draw together: less draw is owed, then less is paid.
    fn cap_all(&mut self, room: Option<CapRoom>, owed: N, sheet: &mut Sheet<N>) -> Option<()> {
        let zero = N::whole(0);
        let cut = self.cut(room, &sheet.sum)?;
        let of_draw = cut.clone().min(owed).max(zero.clone());
        if of_draw > zero {
            // A draw that was never paid does not wait under the cap.
            if let Some(window) = &mut self.cap {
                window.wanted = window.wanted.minus(&of_draw)?;
            }
            self.drawn = self.drawn.minus(&of_draw)?;
            sheet.put(EntryKind::DrawAdvance, zero.minus(&of_draw)?)?;
        }
        sheet.put(EntryKind::Cap, of_draw.minus(&cut)?)
    }

    fn forgive(&mut self, period: &ToSettle<N>, sheet: &mut Sheet<N>) -> Option<()> {
        let zero = N::whole(0);
        let Some(draw) = self.draw.filter(|draw| draw.forgive) else { return Some(()) };
        let over = match draw.periods {
            Some(last) => period.nth.is_some_and(|nth| nth >= last),
            None => period.last && period.nth.is_some(),
        };
        if over && self.drawn > zero {
            let owed = std::mem::replace(&mut self.drawn, zero.clone());
            sheet.put(EntryKind::DrawRecovery, zero.minus(&owed)?)?;
            sheet.put(EntryKind::DrawForgiven, owed)?;
        }
        Some(())
    }
}

impl<N: Number> Waiting<N> {
    /// The period in which it ends, and whether it is lost there.
    fn end(&self) -> Option<(usize, bool)> {
        match (self.due, self.forfeited) {
            (Some(due), Some(lost)) if lost < due => Some((lost, true)),
            (Some(due), _) => Some((due, false)),
            (None, lost) => lost.map(|lost| (lost, true)),
        }
    }
}

/// The entries of a period and their sum.
struct Sheet<N> {
    items: Vec<Item<N>>,
    sum: N,
}

impl<N: Number> Sheet<N> {
    fn put(&mut self, kind: EntryKind, amount: N) -> Option<()> {
        self.add(self.items.len(), Item::new(kind, None, amount))
    }

    /// Puts what was cut behind so many entries.
    fn put_at(&mut self, place: usize, kind: EntryKind, cut: N) -> Option<()> {
        self.add(place, Item::new(kind, None, N::whole(0).minus(&cut)?))
    }

    fn part(
        &mut self,
        kind: EntryKind,
        part: &Waiting<N>,
        earned_in: Option<usize>,
        amount: N,
    ) -> Option<()> {
        let item = Item { kind, component: Some(part.component), amount, earned_in, event: part.event };
        self.add(self.items.len(), item)
    }

    /// Fills up to an amount, beside what is taken off at once.
    fn fill(&mut self, kind: EntryKind, off: &N, least: &N) -> Option<()> {
        let missing = least.minus(&self.sum.minus(off)?)?;
        if missing > N::whole(0) { self.put(kind, missing) } else { Some(()) }
    }

    fn add(&mut self, place: usize, item: Item<N>) -> Option<()> {
        if item.amount != N::whole(0) {
            self.sum = self.sum.plus(&item.amount)?;
            self.items.insert(place.min(self.items.len()), item);
        }
        Some(())
    }
}
