//! Versions: what is posted when a new run says something else than was posted before.
//!
//! What was posted never changes. An open period is brought to the new run by the difference; a closed one keeps its
//! postings for ever, and the difference is posted as an adjustment in the first open period after it, with the reason.
//! So the postings for a period always sum to the last run, wherever they stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::result::Paid;

/// What an amount belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Who: the same number in all runs.
    pub person: u32,
    /// The plan: the same number in all runs.
    pub plan: usize,
    /// The pay period to which the runs give it: its place among the plan's.
    pub period: usize,
    /// The component; `None`: the whole plan, as draws and caps.
    pub component: Option<usize>,
}

/// An amount that a run gives to a place, or that was posted for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount {
    /// Where it belongs.
    pub place: Place,
    /// Minor units.
    pub amount: i64,
}

/// One posting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Where it belongs.
    pub place: Place,
    /// The pay period in which it is posted: the place's own while that is open, else the first open one after it.
    pub posted_in: usize,
    /// Minor units.
    pub amount: i64,
    /// For a difference to a closed period why there is one; `None` in an open period.
    pub adjustment: Option<String>,
}

/// Pay periods that are closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed(BTreeSet<(usize, usize)>);

impl Closed {
    /// Closed are these: plan and place of the pay period.
    pub fn new(periods: impl IntoIterator<Item = (usize, usize)>) -> Self {
        Self(periods.into_iter().collect())
    }

    /// Whether a pay period of a plan is closed.
    pub fn holds(&self, plan: usize, period: usize) -> bool {
        self.0.contains(&(plan, period))
    }

    /// The period itself, or the first after it that is open. It may lie behind the plan's last.
    pub fn open_from(&self, plan: usize, period: usize) -> usize {
        let closed = self.0.range((plan, period)..=(plan, usize::MAX));
        let mut open = period;
        for (_, next) in closed {
            if *next != open {
                break;
            }
            open = open.saturating_add(1);
        }
        open
    }
}

/// What is paid by a run, by place: the entries of each pay period summed by component.
///
/// What was earned earlier and is paid now belongs to the period that pays it, so a release is no adjustment. Places
/// that sum to nothing are left out. Sums that do not fit are the second answer.
pub fn amounts(run: &[Paid]) -> (Vec<Amount>, Vec<Place>) {
    let entries = run.iter().flat_map(|paid| {
        (0..).zip(&paid.periods).flat_map(move |(period, of)| {
            of.entries.iter().map(move |entry| Amount {
                place: Place { person: paid.person, plan: paid.plan, period, component: entry.component },
                amount: entry.amount,
            })
        })
    });
    let mut problems = Vec::new();
    let sums = summed(entries).into_iter().filter(|(_, sum)| *sum != 0);
    let found = sums.filter_map(|(place, sum)| match i64::try_from(sum) {
        Ok(amount) => Some(Amount { place, amount }),
        Err(_) => {
            problems.push(place);
            None
        }
    });
    (found.collect(), problems)
}

/// The postings that bring what was posted to what a new run says, in the order of places.
///
/// `posted` holds everything posted so far by the place it belongs to, wherever it was posted; several amounts of one
/// place add up. A place that the run no longer has is taken back. Where nothing differs nothing is posted. The second
/// answer names places whose difference does not fit; all others are posted.
///
/// ```
/// use plumb_pay::post::{Amount, Closed, Place, difference};
/// let place = Place { person: 7, plan: 0, period: 2, component: Some(0) };
/// let posted = [Amount { place, amount: 500 }];
/// let now = [Amount { place, amount: 430 }];
/// let closed = Closed::new([(0, 0), (0, 1), (0, 2), (0, 3)]);
/// let (postings, _) = difference(&posted, &now, &closed, "order 17 was cancelled");
/// assert_eq!((postings[0].posted_in, postings[0].amount), (4, -70));
/// assert_eq!(postings[0].adjustment.as_deref(), Some("order 17 was cancelled"));
/// assert!(difference(&posted, &posted, &closed, "nothing").0.is_empty());
/// ```
pub fn difference(
    posted: &[Amount],
    now: &[Amount],
    closed: &Closed,
    reason: &str,
) -> (Vec<Posting>, Vec<Place>) {
    let mut differences = summed(now.iter().copied());
    for (place, sum) in summed(posted.iter().copied()) {
        *differences.entry(place).or_default() -= sum;
    }
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (place, difference) in differences {
        let Ok(amount) = i64::try_from(difference) else {
            problems.push(place);
            continue;
        };
        if amount == 0 {
            continue;
        }
        let adjustment = closed.holds(place.plan, place.period).then(|| reason.to_owned());
        let posted_in = closed.open_from(place.plan, place.period);
        found.push(Posting { place, posted_in, amount, adjustment });
    }
    (found, problems)
}

fn summed(amounts: impl Iterator<Item = Amount>) -> BTreeMap<Place, i128> {
    let mut sums = BTreeMap::new();
    for Amount { place, amount } in amounts {
        // More amounts than memory holds would be needed to pass its bounds.
        *sums.entry(place).or_insert(0) += i128::from(amount);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Entry, EntryKind, PaidPeriod};
    use proptest::prelude::*;

    fn place(period: usize) -> Place {
        Place { person: 0, plan: 0, period, component: Some(0) }
    }

    fn amount(period: usize, amount: i64) -> Amount {
        Amount { place: place(period), amount }
    }

    #[test]
    fn an_open_period_has_the_difference_and_no_reason() {
        let closed = Closed::new([(0, 0)]);
        let (postings, _) = difference(&[amount(1, 500)], &[amount(1, 620)], &closed, "late order");
        assert_eq!(postings, [Posting { place: place(1), posted_in: 1, amount: 120, adjustment: None }]);
    }

    #[test]
    fn a_closed_period_is_adjusted_in_the_first_open_one_after_it() {
        let closed = Closed::new([(0, 0), (0, 1), (0, 3), (1, 2)]);
        let (postings, _) = difference(&[amount(0, 500)], &[], &closed, "cancelled");
        assert_eq!((postings[0].posted_in, postings[0].amount), (2, -500));
        assert_eq!(postings[0].adjustment.as_deref(), Some("cancelled"));
    }

    #[test]
    fn a_difference_already_adjusted_is_not_adjusted_again() {
        let posted = [amount(0, 500), amount(0, -70)];
        assert_eq!(difference(&posted, &[amount(0, 430)], &Closed::new([(0, 0)]), "again").0, []);
    }

    #[test]
    fn differences_that_do_not_fit_are_named() {
        let (postings, problems) =
            difference(&[amount(0, i64::MIN)], &[amount(0, 1), amount(1, 5)], &Closed::default(), "");
        assert_eq!((postings.len(), problems), (1, vec![place(0)]));
    }

    #[test]
    fn the_amounts_of_a_run_sum_to_what_it_pays() {
        let entry = |kind, component, amount| Entry { kind, component, amount, earned_in: None, event: None };
        let period = PaidPeriod {
            entries: vec![
                entry(EntryKind::Earning, Some(0), 400),
                entry(EntryKind::Earning, Some(0), 50),
                entry(EntryKind::Cap, Some(1), -30),
                entry(EntryKind::Bonus, Some(1), 30),
                entry(EntryKind::DrawAdvance, None, 550),
            ],
            paid: 1000,
            ..PaidPeriod::default()
        };
        let run = [Paid { person: 0, plan: 0, periods: vec![PaidPeriod::default(), period] }];
        let (found, problems) = amounts(&run);
        let draw = Amount { place: Place { component: None, ..place(1) }, amount: 550 };
        assert_eq!(found, [draw, amount(1, 450)]);
        assert!(problems.is_empty());
    }

    prop_compose! {
        fn any_run()(
            rows in prop::collection::vec((0_u32..2, 0_usize..2, 0_usize..6, prop::option::of(0_usize..2), -900_i64..900), 0..12),
            closes in 0_usize..3,
        ) -> (Vec<Amount>, usize) {
            let amounts = rows.into_iter().map(|(person, plan, period, component, amount)| Amount {
                place: Place { person, plan, period, component },
                amount,
            });
            (amounts.collect(), closes)
        }
    }

    proptest! {
        #[test]
        fn whatever_the_sequence_postings_sum_to_the_last_run_and_closed_periods_get_none(
            runs in prop::collection::vec(any_run(), 1..8),
        ) {
            let (mut posted, mut through): (Vec<Posting>, usize) = (Vec::new(), 0);
            for (run, closes) in runs {
                let closed = Closed::new((0..2).flat_map(|plan| (0..through).map(move |period| (plan, period))));
                let before: Vec<Amount> = posted.iter().map(|p| Amount { place: p.place, amount: p.amount }).collect();
                let (postings, _) = difference(&before, &run, &closed, "a new run");
                for posting in &postings {
                    prop_assert!(!closed.holds(posting.place.plan, posting.posted_in));
                    prop_assert!(posting.posted_in >= posting.place.period && posting.amount != 0);
                    prop_assert_eq!(posting.adjustment.is_some(), posting.posted_in != posting.place.period);
                }
                posted.extend(postings);
                let sums = summed(posted.iter().map(|p| Amount { place: p.place, amount: p.amount }));
                let mut wanted = summed(run.iter().copied());
                for (place, sum) in sums {
                    prop_assert_eq!(sum, wanted.remove(&place).unwrap_or(0));
                }
                prop_assert!(wanted.values().all(|sum| *sum == 0));
                let again: Vec<Amount> = posted.iter().map(|p| Amount { place: p.place, amount: p.amount }).collect();
                prop_assert!(difference(&again, &run, &closed, "once more").0.is_empty());
                through += closes;
            }
        }
    }
}
