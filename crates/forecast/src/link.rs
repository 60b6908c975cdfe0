//! Which sale came from which deal.

use std::collections::BTreeMap;

use crate::history::{History, Outcome};
use crate::problem::{Fault, Faults};

/// Links sales to deals where the history does not.
///
/// Where any sale names a deal, the history knows: sales without one came without one. Where none does, a sale belongs to the won
/// deal of the same person, family, day and amount, each used once. When fewer than half of the won deals find their sale, nothing is
/// linked and the pipeline is left out, since what it wins would be counted in the sales once more. A sale from a deal that is left
/// out counts as one without a deal.
pub(crate) fn link(mut history: History, faults: &mut Faults) -> History {
    if !history.sales.is_empty() && history.sales.iter().all(|sale| sale.deal.is_none()) {
        let won = |outcome| outcome == Outcome::Won;
        let mut free: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut count = 0;
        for (number, deal) in history.deals.iter().enumerate().rev().filter(|(_, deal)| won(deal.outcome)) {
            if let (Some(_), Some(closed)) = (deal.created, deal.closed) {
                count += 1;
                free.entry((deal.person, deal.family, closed, deal.amount)).or_default().push(number);
            }
        }
        let mut links = Vec::new();
        for (row, sale) in history.sales.iter().enumerate() {
            let key = (sale.person, sale.family, sale.day, Some(sale.amount));
            if let Some(number) = free.get_mut(&key).and_then(Vec::pop) {
                links.push((row, number));
            }
        }
        if count > 0 && links.len() * 2 < count {
            faults.add(Fault::DealsNotLinked, 0);
        } else {
            for (row, number) in links {
                if let Some(sale) = history.sales.get_mut(row) {
                    sale.deal = Some(number);
                }
            }
        }
    }
    for sale in &mut history.sales {
        let dated =
            sale.deal.and_then(|deal| history.deals.get(deal)).is_some_and(|deal| deal.created.is_some());
        if !dated {
            sale.deal = None;
        }
    }
    history
}
