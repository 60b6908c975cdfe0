//! Whether a transaction counts once for each person, and for how much of it.

use super::references::source;
use super::{Complaint, Found, Site, Step};
use crate::component::Times;
use crate::credit::{Credit, To};
use crate::measure::What;
use crate::plan::RateTable;
use crate::predicate::{Predicate, overlaps};

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    for (place, credit) in site.plan.credits.iter().enumerate() {
        let at = Step::Row("credit", place);
        condition(site, &[at, Step::Field("when")], &credit.when, found);
        let shares = credit
            .share_when
            .iter()
            .enumerate()
            .map(|(row, (_, share))| (Step::Row("share_when", row), *share));
        for (field, share) in std::iter::once((Step::Field("share"), credit.share)).chain(shares) {
            if share > plumb_units::Rate::ONE {
                site.add(found, &[at, field], Complaint::ShareAbove(share));
            } else if share.millionths() <= 0 {
                site.add(found, &[at, field], Complaint::ShareNotPositive(share));
            }
        }
        for (row, (when, _)) in credit.share_when.iter().enumerate() {
            condition(site, &[at, Step::Row("share_when", row)], when, found);
        }
        if let Some(weight) = &credit.weight {
            table(site, &[at], "weight", weight, found);
        }
        if let To::RollUp { of, levels, first, once } = &credit.to {
            if *first == 0 || levels < first {
                site.add(found, &[at, Step::Field("levels")], Complaint::RollUpLevels(*levels, *first));
            }
            if !once && doubles(site, of) {
                site.add(found, &[at, Step::Field("once")], Complaint::RollUpDoubles(of.clone()));
            }
        }
    }
    for (place, measure) in site.plan.measures.iter().enumerate() {
        let lists: Vec<&Vec<usize>> = match &measure.what {
            What::Sum(of) | What::Count(of) | What::Average(of) | What::Growth(of) | What::Rank(of) => {
                vec![of]
            }
            What::Ratio { above, below } => vec![above, below],
            What::Figure(_) | What::ReportsAtQuota(_) => Vec::new(),
        };
        for list in lists {
            twice(site, &[Step::Row("measure", place)], list, found);
        }
    }
    for (place, component) in site.plan.components.iter().enumerate() {
        let at = Step::Row("component", place);
        twice(site, &[at, Step::Field("credit")], &component.credits, found);
        for (row, times) in component.times.iter().enumerate() {
            if let Times::When { when, .. } = times {
                condition(site, &[at, Step::Row("times", row)], when, found);
            }
        }
        if let crate::component::Price::Table(rates) = &component.price {
            table(site, &[at], "rates", rates, found);
        }
    }
}

fn condition(site: &Site<'_>, path: &[Step], when: &Predicate, found: &mut Found) {
    if overlaps(when, &Predicate::Always) == Some(false) {
        site.add(found, path, Complaint::NeverHolds);
    }
}

fn table(site: &Site<'_>, at: &[Step], list: &'static str, table: &RateTable, found: &mut Found) {
    let path = |step: Step| at.iter().copied().chain([step]).collect::<Vec<_>>();
    if table.rows.is_empty() && table.other.is_none() {
        site.add(found, &path(Step::Field(list)), Complaint::Empty("row"));
    }
    for (row, line) in table.rows.iter().enumerate() {
        if let (Some(from), Some(until)) = (line.from, line.until)
            && until <= from
        {
            site.add(found, &path(Step::Row(list, row)), Complaint::Backwards(from, until));
        }
    }
}

/// Credits that are added must not credit one transaction to one person twice.
fn twice(site: &Site<'_>, path: &[Step], places: &[usize], found: &mut Found) {
    for (row, one) in places.iter().enumerate() {
        for other in places.iter().skip(row + 1) {
            let (Some(a), Some(b)) = (site.plan.credits.get(*one), site.plan.credits.get(*other)) else {
                continue;
            };
            if one != other && !(same_event(a, b) && same_person(&a.to, &b.to)) {
                continue;
            }
            match overlaps(&a.when, &b.when) {
                Some(false) => {}
                Some(true) => site.add(found, path, Complaint::DoubleCredit(a.id.clone(), b.id.clone())),
                None => site.add(found, path, Complaint::MayDouble(a.id.clone(), b.id.clone())),
            }
        }
    }
}

pub(super) fn same_event(a: &Credit, b: &Credit) -> bool {
    a.on.is_empty() || b.on.is_empty() || a.on.iter().any(|event| b.on.contains(event))
}

/// Whether two credits of one transaction reach the same person by their rule, not by chance.
pub(super) fn same_person(a: &To, b: &To) -> bool {
    match (a, b) {
        (To::Owner | To::Split { .. }, To::Owner | To::Split { .. }) => true,
        (To::Role(a), To::Role(b)) => a == b,
        (To::Assigned { by: a, role: one }, To::Assigned { by: b, role: other }) => {
            a == b && (one == other || one.is_none() || other.is_none())
        }
        (To::RollUp { of: a, .. }, To::RollUp { of: b, .. }) => a.iter().any(|source| b.contains(source)),
        _ => false,
    }
}

/// Whether the sources of a roll-up can credit more than the whole of one transaction. Those who share a transaction
/// have the whole between them and no more.
fn doubles(site: &Site<'_>, of: &[String]) -> bool {
    let sources = of.iter().filter_map(|name| source(site.plans, site.place, name));
    let sources: Vec<&Credit> =
        sources.filter_map(|(plan, credit)| site.plans.get(plan)?.credits.get(credit)).collect();
    let above = |credit: &&Credit| {
        let shares = credit.share_when.iter().map(|(_, share)| *share);
        shares.chain([credit.share]).any(|share| share > plumb_units::Rate::ONE)
    };
    let meet = |a: &Credit, b: &Credit| same_event(a, b) && overlaps(&a.when, &b.when) != Some(false);
    let pairs =
        || sources.iter().enumerate().flat_map(|(row, a)| sources.iter().skip(row + 1).map(move |b| (a, b)));
    sources.iter().any(above) || pairs().any(|(a, b)| meet(a, b))
}
