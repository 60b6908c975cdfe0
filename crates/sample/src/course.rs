//! The course of a deal: how it stood on each day of its life, as far as it was known on that day.

use crate::days::Day;
use crate::deals::{Deal, Outcome};

/// How a deal stood on the morning of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Place in the list of people.
    pub(crate) owner: usize,
    /// The stage it had reached, from 1.
    pub(crate) stage: usize,
    pub(crate) outcome: Outcome,
    /// The day on which it had ended, or was expected to.
    pub(crate) close: Day,
}

/// One step of a deal while it was open: the day, the stage it had reached then, and the date it was to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) on: Day,
    pub(crate) stage: usize,
    pub(crate) close: Day,
}

/// How a deal stood on the morning of a day: what happened on the day itself was not known yet. `None` before it was opened.
pub(crate) fn standing(deal: &Deal, on: Day) -> Option<Standing> {
    if deal.created >= on {
        return None;
    }
    let owner = deal.owners.iter().rev().find(|(_, from)| *from < on).or(deal.owners.first());
    let owner = owner.map_or(0, |(person, _)| *person);
    if deal.outcome != Outcome::Open && deal.close < on {
        return Some(Standing { owner, stage: deal.stage(), outcome: deal.outcome, close: deal.close });
    }
    let stage = steps(deal).iter().rev().find(|step| step.on < on).map_or(1, |step| step.stage);
    let close = deal.moved.iter().find(|(moved, _)| *moved >= on).map_or(deal.close, |(_, until)| *until);
    Some(Standing { owner, stage, outcome: Outcome::Open, close })
}

/// The steps of a deal from its first day on, in order, without its end.
pub(crate) fn steps(deal: &Deal) -> Vec<Step> {
    let mut marks: Vec<(Day, usize)> = deal.stages.clone();
    marks.extend(deal.moved.iter().map(|(on, _)| (*on, 0)));
    marks.sort_unstable();
    let mut reached = 1;
    marks
        .into_iter()
        .map(|(on, number)| {
            reached = reached.max(number);
            let close =
                deal.moved.iter().find(|(moved, _)| *moved > on).map_or(deal.close, |(_, until)| *until);
            Step { on, stage: reached, close }
        })
        .collect()
}

/// All steps of a deal with its end, each with the day on which it came to stand so.
pub(crate) fn all_steps(deal: &Deal) -> Vec<(Day, Standing)> {
    let owner = |on: Day| {
        let owner = deal.owners.iter().rev().find(|(_, from)| *from <= on).or(deal.owners.first());
        owner.map_or(0, |(person, _)| *person)
    };
    let open = steps(deal).into_iter().map(|Step { on, stage, close }| {
        (on, Standing { owner: owner(on), stage, outcome: Outcome::Open, close })
    });
    let end =
        Standing { owner: owner(deal.close), stage: deal.stage(), outcome: deal.outcome, close: deal.close };
    open.chain((deal.outcome != Outcome::Open).then_some((deal.close, end))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::company::Company;
    use crate::{Day as ProgrammeDay, Sample};

    #[test]
    fn on_the_last_day_everything_is_known() {
        let company = Company::drawn(&Sample { seed: 3, aligned: false, day: ProgrammeDay::Zero });
        for deal in &company.deals {
            let now = standing(deal, company.taken).unwrap();
            assert_eq!(
                now,
                Standing {
                    owner: deal.owner(),
                    stage: deal.stage(),
                    outcome: deal.outcome,
                    close: deal.close
                }
            );
        }
    }

    #[test]
    fn a_deal_that_was_won_later_was_open_and_expected_then() {
        let company = Company::drawn(&Sample { seed: 3, aligned: false, day: ProgrammeDay::Zero });
        let moved = company.deals.iter().filter(|deal| deal.outcome == Outcome::Won && deal.moved.len() > 1);
        for deal in moved {
            let first = deal.moved[0].0;
            let then = standing(deal, first).unwrap();
            assert_eq!((then.outcome, then.close), (Outcome::Open, deal.moved[0].1));
            assert_eq!(standing(deal, deal.created), None);
            let last = standing(deal, deal.close).unwrap();
            assert_eq!((last.outcome, last.close), (Outcome::Open, deal.close));
        }
    }
}
