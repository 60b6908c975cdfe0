//! What stands beside the curve: parts paid later, gates, prizes, refunds, what is held.

use plumb_units::{MILLION, Rate};

use super::{Complaint, Found, Site, Step};
use crate::component::Component;
use crate::settlement::Within;

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    for (place, component) in site.plan.components.iter().enumerate() {
        of_component(site, Step::Row("component", place), component, found);
    }
    let settlement = &site.plan.settlement;
    if let Some(hold) = &settlement.hold
        && !(1..=MILLION).contains(&hold.share.millionths())
    {
        site.add(found, &[Step::Field("hold")], Complaint::HoldShare(hold.share));
    }
    match &settlement.clawback {
        Some(clawback) if clawback.on.is_empty() || clawback.within.is_some_and(Within::is_none) => {
            site.add(found, &[Step::Field("clawback_on")], Complaint::ClawbackOnNothing);
        }
        None if !site.plan.credits.is_empty() => {
            site.add(found, &[Step::Field("clawback_on")], Complaint::NoClawback);
        }
        _ => {}
    }
}

fn of_component(site: &Site<'_>, at: Step, component: &Component, found: &mut Found) {
    let tranches = &component.tranches;
    let sum = tranches.iter().fold(0_i64, |sum, part| sum.saturating_add(part.share.millionths()));
    if !tranches.is_empty() && sum != MILLION {
        site.add(found, &[at, Step::Field("tranche")], Complaint::Tranches(Rate::from_millionths(sum)));
    }
    for (row, gate) in component.gates.iter().enumerate() {
        if gate.otherwise >= Rate::ONE {
            let path = [at, Step::Row("gate", row), Step::Field("otherwise")];
            site.add(found, &path, Complaint::IdleGate(gate.otherwise));
        }
    }
    let dated = component.from.is_some() || component.until.is_some();
    if component.pool.is_some() && !dated {
        site.add(found, &[at, Step::Field("pool")], Complaint::NoDates("pool"));
    }
    if let Some(prizes) = &component.prizes {
        if !dated {
            site.add(found, &[at, Step::Field("prize")], Complaint::NoDates("prize"));
        }
        if prizes.amounts.is_empty() {
            site.add(found, &[at, Step::Field("prize")], Complaint::Empty("prize"));
        }
        for pair in prizes.amounts.windows(2) {
            if let [before, after] = pair
                && after > before
            {
                let what = Complaint::PrizesRise(site.money(*before), site.money(*after));
                site.add(found, &[at, Step::Field("prize")], what);
            }
        }
    }
}
