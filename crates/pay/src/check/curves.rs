//! Tiers, points and tables: in order, without hole, and never falling by mistake.

use plumb_units::{Money, Quantity, Rate};

use super::{Complaint, Found, Site, Step, level};
use crate::component::{Component, Level, Matrix, Point, Shape, Tier, TierPays, Tiers, Times};
use crate::number::Ratio;

pub(super) fn check(site: &Site<'_>, found: &mut Found) {
    for (place, component) in site.plan.components.iter().enumerate() {
        let at = Step::Row("component", place);
        let said = |value: i64| level(site.plan, component.measure, component.level, value, site.columns);
        match &component.shape {
            Shape::Flat => {}
            Shape::Marginal(tiers) => {
                ladder(site, at, component, tiers, &said, found);
                marginal(site, at, component, tiers, found);
            }
            Shape::Retro(tiers) => {
                ladder(site, at, component, tiers, &said, found);
                retro(site, at, component, tiers, &said, found);
            }
            Shape::Linear(rows) | Shape::Step { points: rows, .. } => {
                points(site, &[at], rows, !component.decelerates, &said, found);
            }
            Shape::Matrix(table) => matrix(site, at, component, table, found),
        }
        for (row, times) in component.times.iter().enumerate() {
            if let Times::Step { measure, level: unit, points: rows } = times {
                let said = |value: i64| level(site.plan, Some(*measure), *unit, value, site.columns);
                points(site, &[at, Step::Row("times", row)], rows, false, &said, found);
            }
        }
    }
}

type Said<'a> = dyn Fn(i64) -> Quantity + 'a;

fn ladder(
    site: &Site<'_>,
    at: Step,
    component: &Component,
    tiers: &Tiers,
    said: &Said<'_>,
    found: &mut Found,
) {
    let (Some(first), Some(last)) = (tiers.rows.first(), tiers.rows.last()) else {
        return site.add(found, &[at, Step::Field("tier")], Complaint::Empty("tier"));
    };
    let mut add = |row: usize, field: &'static str, what: Complaint| {
        site.add(found, &[at, Step::Row("tier", row), Step::Field(field)], what);
    };
    for (row, tier) in tiers.rows.iter().enumerate() {
        if tier.to.is_some_and(|to| to <= tier.from) {
            add(row, "to", Complaint::TierEnds(said(tier.from), said(tier.to.unwrap_or(tier.from))));
        }
        if component.top.is_some_and(|top| tier.from >= top) {
            add(row, "over", Complaint::PastTop(said(tier.from), said(component.top.unwrap_or(tier.from))));
        }
    }
    for (row, pair) in tiers.rows.windows(2).enumerate() {
        if let [before, after] = pair {
            match before.to {
                Some(to) if to < after.from => {
                    add(row + 1, "over", Complaint::Hole(said(to), said(after.from)))
                }
                Some(to) if to == after.from => {}
                to => add(row + 1, "over", Complaint::Overlap(said(after.from), to.map(said))),
            }
        }
    }
    let last_row = tiers.rows.len() - 1;
    if let Some(to) = last.to.filter(|to| component.top.is_none_or(|top| top > *to)) {
        add(last_row, "to", Complaint::ClosedTop(said(to)));
    }
    match component.threshold {
        Some(threshold) if !threshold.from_zero && first.to.is_some_and(|to| to <= threshold.at) => {
            let end = first.to.unwrap_or(threshold.at);
            site.add(
                found,
                &[at, Step::Field("threshold")],
                Complaint::ThresholdPastTier(said(threshold.at), said(end)),
            );
        }
        Some(threshold) if threshold.at >= first.from => {}
        _ if first.from > 0 => add(0, "over", Complaint::BelowFirst(said(first.from))),
        _ => {}
    }
}

/// What a unit brings in a tier, to be compared and to be said; `None` for a whole amount without an end.
fn pays(site: &Site<'_>, tier: &Tier) -> Option<(Ratio, Quantity)> {
    match tier.pays {
        TierPays::Times(rate) | TierPays::Rate(rate) => Some((per_million(rate), Quantity::Rate(rate))),
        TierPays::Whole(amount) => {
            let width = i128::from(tier.to?.checked_sub(tier.from)?);
            let said = Quantity::Money(Money::new(amount, site.plan.currency));
            Some((Ratio::new(i128::from(amount), width)?, said))
        }
    }
}

fn per_million(rate: Rate) -> Ratio {
    Ratio::new(i128::from(rate.millionths()), i128::from(plumb_units::MILLION)).unwrap_or(Ratio::ZERO)
}

fn marginal(site: &Site<'_>, at: Step, component: &Component, tiers: &Tiers, found: &mut Found) {
    let whole = |tier: &Tier| matches!(tier.pays, TierPays::Whole(_));
    for (row, tier) in tiers.rows.iter().enumerate() {
        if whole(tier) && tier.to.is_none() {
            site.add(found, &[at, Step::Row("tier", row), Step::Field("whole")], Complaint::WholeWithoutEnd);
        }
    }
    for (row, pair) in tiers.rows.windows(2).enumerate() {
        if let [before, after] = pair
            && !component.decelerates
            && whole(before) == whole(after)
            && let (Some(before), Some(after)) = (pays(site, before), pays(site, after))
            && after.0 < before.0
        {
            site.add(found, &[at, Step::Row("tier", row + 1)], Complaint::FallingTier(before.1, after.1));
        }
    }
}

fn retro(
    site: &Site<'_>,
    at: Step,
    component: &Component,
    tiers: &Tiers,
    said: &Said<'_>,
    found: &mut Found,
) {
    for (row, tier) in tiers.rows.iter().enumerate() {
        if matches!(tier.pays, TierPays::Whole(_)) {
            site.add(found, &[at, Step::Row("tier", row), Step::Field("whole")], Complaint::WholeWithoutEnd);
        }
    }
    for (row, pair) in tiers.rows.windows(2).enumerate() {
        if let [before, after] = pair
            && let TierPays::Times(low) | TierPays::Rate(low) = before.pays
            && let TierPays::Times(high) | TierPays::Rate(high) = after.pays
            && high < low
            && !component.decelerates
        {
            let what = Complaint::Falling(said(after.from), low, high);
            site.add(found, &[at, Step::Row("tier", row + 1)], what);
        }
    }
}

fn points(site: &Site<'_>, at: &[Step], rows: &[Point], must_rise: bool, said: &Said<'_>, found: &mut Found) {
    let path = |step: Step| at.iter().copied().chain([step]).collect::<Vec<_>>();
    if rows.is_empty() {
        site.add(found, &path(Step::Field("point")), Complaint::Empty("point"));
    }
    for (row, pair) in rows.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        let place = path(Step::Row("point", row + 1));
        if after.at <= before.at {
            site.add(found, &place, Complaint::Unsorted(said(before.at), said(after.at)));
        } else if must_rise && after.pays < before.pays {
            site.add(found, &place, Complaint::Falling(said(after.at), before.pays, after.pays));
        }
    }
}

fn matrix(site: &Site<'_>, at: Step, component: &Component, table: &Matrix, found: &mut Found) {
    let down = |value: i64| level(site.plan, component.measure, component.level, value, site.columns);
    let across = |value: i64| level(site.plan, Some(table.across), table.across_level, value, site.columns);
    let (rows, columns) = (table.down_at.len(), table.across_at.len());
    if rows == 0 || columns == 0 {
        site.add(found, &[at, Step::Field("row")], Complaint::Empty("row"));
    }
    let wide = table.cells.iter().position(|cells| cells.len() != columns);
    if let Some(row) = wide.or((table.cells.len() != rows).then_some(rows.min(table.cells.len()))) {
        let cells = table.cells.get(row).map_or(0, Vec::len);
        site.add(found, &[at, Step::Row("row", row)], Complaint::MatrixSize(rows, columns, row + 1, cells));
        return;
    }
    sorted(site, &[at, Step::Field("row")], &table.down_at, &down, found);
    sorted(site, &[at, Step::Field("columns")], &table.across_at, &across, found);
    if component.decelerates {
        return;
    }
    for (row, cells) in table.cells.iter().enumerate() {
        let place = [at, Step::Row("row", row)];
        let along = cells.windows(2).zip(table.across_at.iter().skip(1));
        let along = along.filter_map(|(pair, at)| falls(pair.first()?, pair.get(1)?, across(*at)));
        let below = table.cells.get(row + 1).zip(table.down_at.get(row + 1));
        let below = below.into_iter().flat_map(|(next, at)| {
            cells.iter().zip(next).filter_map(|(cell, next)| falls(cell, next, down(*at))).collect::<Vec<_>>()
        });
        if let Some(what) = along.chain(below).next() {
            site.add(found, &place, what);
        }
    }
}

fn falls(before: &Rate, after: &Rate, at: Quantity) -> Option<Complaint> {
    (after < before).then_some(Complaint::Falling(at, *before, *after))
}

fn sorted(site: &Site<'_>, path: &[Step], levels: &[i64], said: &Said<'_>, found: &mut Found) {
    for pair in levels.windows(2) {
        if let [before, after] = pair
            && after <= before
        {
            site.add(found, path, Complaint::Unsorted(said(*before), said(*after)));
        }
    }
}

/// The last level at which something changes, where levels are attainments.
pub(super) fn last_level(component: &Component) -> Option<i64> {
    if component.level != Level::Attainment {
        return None;
    }
    let last = match &component.shape {
        Shape::Flat => None,
        Shape::Marginal(tiers) | Shape::Retro(tiers) => tiers.rows.last().map(|tier| tier.from),
        Shape::Linear(points) | Shape::Step { points, .. } => points.last().map(|point| point.at),
        Shape::Matrix(matrix) => matrix.down_at.last().copied(),
    };
    last.into_iter().chain(component.top).max()
}
