//! Funds and prizes: what all who are paid by a plan share or compete for, as additions to each one's component.

use std::collections::BTreeMap;

use crate::book::sum;
use crate::component::PoolBy;
use crate::conditions::Earned;
use crate::contest::{Claim, pool, prizes};
use crate::events::NONE;
use crate::lines::{Line, canonical};
use crate::ready::{ReadyComponent, ReadyPlan};
use crate::result::EntryKind;
use crate::run::raw;
use crate::world::{Seat, World};

/// What is added to or taken from a component of a seat: pay period, kind, amount.
pub(crate) type Awards = BTreeMap<(usize, usize), Vec<(usize, EntryKind, i64)>>;

/// The awards of all plans; nothing where no plan has a fund or prizes.
pub(crate) fn awards(world: &World<'_>) -> Awards {
    let mut found = Awards::new();
    let mut ranks: Option<Vec<u32>> = None;
    for plan in world.plans {
        for component in &plan.components {
            let of = component.component;
            if of.pool.is_none() && of.prizes.is_none() {
                continue;
            }
            let ranks: &[u32] = ranks.get_or_insert_with(|| ranks_of(world));
            let contest = Contest { world, plan, component, ranks };
            contest.fund(&mut found);
            contest.prizes(&mut found);
        }
    }
    found
}

/// The place of each row in the order of transactions.
fn ranks_of(world: &World<'_>) -> Vec<u32> {
    let order = canonical(world.events);
    let mut ranks = vec![0; order.len()];
    for (rank, row) in (0_u32..).zip(order) {
        if let Some(slot) = ranks.get_mut(row as usize) {
            *slot = rank;
        }
    }
    ranks
}

struct Contest<'a, 'w> {
    world: &'a World<'w>,
    plan: &'a ReadyPlan<'w>,
    component: &'a ReadyComponent<'w>,
    ranks: &'a [u32],
}

impl<'a, 'w> Contest<'a, 'w> {
    fn seats(&self) -> impl Iterator<Item = (usize, &'a Seat<'w>, &'a [Line])> {
        let plan = self.plan.index;
        let seats = self.world.seats.iter().enumerate().zip(self.world.lines);
        seats
            .filter(move |((_, seat), _)| seat.plan == plan)
            .map(|((place, seat), lines)| (place, seat, lines.as_slice()))
    }

    /// The pay period in which it is decided, once its last day is over.
    fn decided(&self) -> Option<usize> {
        let over = self.component.until <= self.world.last_day() + 1;
        self.plan.period_of(self.component.until - 1).filter(|_| over)
    }

    fn rank(&self, line: &Line) -> u64 {
        let of_day = u64::from(line.day) << 32;
        if line.event == NONE {
            return of_day | u64::from(u32::MAX);
        }
        of_day | self.ranks.get(line.event as usize).copied().map_or(0, u64::from)
    }

    fn fund(&self, found: &mut Awards) {
        let Some(fund) = self.component.component.pool else { return };
        let mut claims = Vec::new();
        let mut whose = Vec::new();
        let mut of_event: BTreeMap<(usize, u32), usize> = BTreeMap::new();
        for (place, seat, lines) in self.seats() {
            let raw = raw(self.world, self.plan, self.component, seat, lines, &mut Vec::new());
            if fund.by == PoolBy::FirstCome {
                for (line, pay) in lines.iter().zip(&raw.pays).filter(|(_, pay)| **pay != 0) {
                    let sale = self.world.events.refers.get(line.event as usize).filter(|_| line.back());
                    let refers = sale.and_then(|sale| of_event.get(&(place, *sale)).copied());
                    of_event.insert((place, line.event), claims.len());
                    claims.push(Claim { person: seat.person, order: self.rank(line), amount: *pay, refers });
                    whose.push((place, self.plan.period_of(line.day_number()).unwrap_or(0), *pay));
                }
                continue;
            }
            for (slot, earned) in
                self.component.slots.iter().zip(&raw.earned).filter(|(_, earned)| **earned != 0)
            {
                found.entry((place, self.component.place)).or_default().push((
                    slot.period,
                    EntryKind::Cap,
                    -earned,
                ));
            }
            let wants = raw.earned.iter().fold(0_i64, |sum, earned| sum.saturating_add(*earned));
            let credited = sum(lines, self.component.paid, self.component.from, self.component.until);
            let amount = if fund.by == PoolBy::Earned { wants } else { credited };
            claims.push(Claim { person: seat.person, order: u64::from(seat.person), amount, refers: None });
            whose.push((place, usize::MAX, 0));
        }
        for ((place, period, wants), gets) in whose.into_iter().zip(pool(fund.amount, fund.by, &claims)) {
            let of_seat = found.entry((place, self.component.place)).or_default();
            if fund.by == PoolBy::FirstCome {
                if gets != wants {
                    of_seat.push((period, EntryKind::Cap, gets.saturating_sub(wants)));
                }
            } else if let Some(period) = self.decided().filter(|_| gets != 0) {
                of_seat.push((period, EntryKind::Bonus, gets));
            }
        }
    }

    fn prizes(&self, found: &mut Awards) {
        let (Some(offered), Some(period)) = (&self.component.component.prizes, self.decided()) else {
            return;
        };
        let mut places = Vec::new();
        let mut entrants = Vec::new();
        for (place, seat, lines) in self.seats() {
            let counts = |line: &&Line| {
                self.component.paid & (1 << (line.credit() & 63)) != 0
                    && self.component.from <= line.day_number()
                    && line.day_number() < self.component.until
            };
            let Some(last) = lines.iter().rev().find(counts) else { continue };
            let amount = sum(lines, self.component.paid, self.component.from, self.component.until);
            entrants.push(Claim { person: seat.person, order: self.rank(last), amount, refers: None });
            places.push(place);
        }
        for (place, prize) in places.into_iter().zip(prizes(offered, &entrants)) {
            if prize != 0 {
                found.entry((place, self.component.place)).or_default().push((
                    period,
                    EntryKind::Bonus,
                    prize,
                ));
            }
        }
    }
}

/// Adds a seat's awards to what its component earned.
pub(crate) fn add(earned: &mut Earned<i64>, awards: &[(usize, EntryKind, i64)], component: usize) {
    for (period, kind, amount) in awards {
        // What does not fit in a sum of money is no award that a fund could hold.
        let _ = earned.put(*period, *kind, component, *amount);
    }
}
