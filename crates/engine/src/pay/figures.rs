//! What a run found, as the postings that the ledger keeps.

use plumb_ledger::{Posting, PostingKind};
use plumb_pay::{EntryKind, Paid};
use plumb_units::Money;

use super::computed::Computed;

/// The component of what belongs to none: a cap over the whole plan, a draw.
pub(super) const WHOLE: &str = "*";

/// What one person is to be posted under one plan, in full, for the first `periods` pay periods.
pub(super) fn of(computed: &Computed, paid: &Paid, periods: usize) -> Vec<Posting> {
    let (Some(plan), Some(spans)) = (computed.plan(paid.plan), computed.periods.get(paid.plan)) else {
        return Vec::new();
    };
    let name = |place: usize| spans.get(place).map(|span| span.name.clone());
    let mut found = Vec::new();
    for (place, period) in paid.periods.iter().enumerate().take(periods) {
        for entry in &period.entries {
            let (Some(posted), Some(earned)) = (name(place), name(entry.earned_in.unwrap_or(place))) else {
                continue;
            };
            let component = entry.component.and_then(|place| plan.components.get(place));
            let fact = entry.event.and_then(|event| computed.inputs.facts.get(event as usize));
            found.push(Posting {
                person: computed.id(paid.person).to_owned(),
                plan: plan.id.clone(),
                earned,
                posted,
                kind: kind(entry.kind),
                adjusts: None,
                component: component.map_or(WHOLE, |component| component.id.as_str()).to_owned(),
                amount: Money::new(entry.amount, plan.currency),
                reason: String::new(),
                line: fact.map(|fact| fact.at.clone()),
            });
        }
    }
    found
}

/// The same kind in the ledger.
fn kind(kind: EntryKind) -> PostingKind {
    match kind {
        EntryKind::Earning => PostingKind::Earning,
        EntryKind::Bonus => PostingKind::Bonus,
        EntryKind::Gate => PostingKind::Gate,
        EntryKind::Multiplier => PostingKind::Multiplier,
        EntryKind::Cap => PostingKind::Cap,
        EntryKind::Floor => PostingKind::Floor,
        EntryKind::Clawback => PostingKind::Clawback,
        EntryKind::DrawAdvance => PostingKind::DrawAdvance,
        EntryKind::DrawRecovery => PostingKind::DrawRecovery,
        EntryKind::DrawForgiven => PostingKind::DrawForgiven,
        EntryKind::Carried => PostingKind::Carried,
        EntryKind::Guarantee => PostingKind::Guarantee,
        EntryKind::Leave => PostingKind::Leave,
        EntryKind::Hold => PostingKind::Hold,
        EntryKind::Release => PostingKind::Release,
        EntryKind::Forfeit => PostingKind::Forfeit,
        EntryKind::Adjustment => PostingKind::Adjustment,
    }
}

/// Whether it is a part of what a component earned.
pub(super) fn is_earned(posting: &Posting) -> bool {
    let kinds = [
        PostingKind::Earning,
        PostingKind::Bonus,
        PostingKind::Gate,
        PostingKind::Multiplier,
        PostingKind::Cap,
        PostingKind::Floor,
        PostingKind::Clawback,
    ];
    posting.component != WHOLE && kinds.contains(&posting.counts_as())
}

/// Whether it is paid; what is booked or paid out otherwise is not.
pub(super) fn is_paid(kind: PostingKind) -> bool {
    !matches!(kind, PostingKind::Payout | PostingKind::Accrual | PostingKind::Reverse)
}
