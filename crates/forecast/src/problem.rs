//! What was wrong with a history, as data, and the history without it.

use std::collections::BTreeMap;

use plumb_units::Date;

use crate::history::{History, Outcome};

/// What can be wrong with a history. What it concerns was left out or mended as told; the rest was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// There is no period, so nothing can be forecast.
    NoPeriods,
    /// A period ends before it starts, or overlaps the one before: left out.
    PeriodBroken,
    /// The periods end before the horizon does: the horizon is shorter.
    PeriodsTooShort,
    /// There is no family: one called `other` was made.
    NoFamilies,
    /// A row names a family that there is not: left out.
    FamilyUnknown,
    /// A row names a person that there is not: counted as nobody's.
    PersonUnknown,
    /// A person or a pressure names a unit that there is not: counted as in none.
    UnitUnknown,
    /// Units are above each other in a circle: the circle was cut at this unit.
    UnitsInACircle,
    /// A row names a segment that there is not: counted as in none.
    SegmentUnknown,
    /// A row names a stage that there is not: counted as in none.
    StageUnknown,
    /// A move or a sale names a deal that there is not: the move was left out, the sale counts as without a deal.
    DealUnknown,
    /// A deal does not say when it was opened: left out.
    DealUndated,
    /// A deal has ended, but does not say when: left out.
    DealEndUnknown,
    /// A deal ended before it was opened: taken as opened on the day on which it ended.
    DealEndsFirst,
    /// A chance or an effect is no number in its range: left out.
    NumberBroken,
    /// Deals were won, but no sale could be linked to one: the pipeline is left out, as its money would count twice.
    DealsNotLinked,
    /// Two people have the same id, and so the same luck.
    PersonTwice,
}

/// A fault, how often it was met, and the number of the first row that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What is wrong.
    pub fault: Fault,
    /// How often.
    pub count: usize,
    /// The first row of its kind.
    pub first: usize,
}

/// Faults as they are met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(BTreeMap<Fault, (usize, usize)>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault, row: usize) {
        self.0.entry(fault).or_insert((0, row)).0 += 1;
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.0
            .iter()
            .map(|(fault, (count, first))| Problem { fault: *fault, count: *count, first: *first })
            .collect()
    }
}

/// The history with every number pointing somewhere, and what was wrong.
pub(crate) fn sound(history: &History) -> (History, Faults) {
    let mut faults = Faults::default();
    let mut sound = history.clone();
    periods(&mut sound, &mut faults);
    if sound.families.is_empty() {
        faults.add(Fault::NoFamilies, 0);
        sound.families.push("other".to_owned());
    }
    organisation(&mut sound, &mut faults);
    deals(&mut sound, &mut faults);
    sales(&mut sound, &mut faults);
    pressures(&mut sound, &mut faults);
    (sound, faults)
}

fn periods(history: &mut History, faults: &mut Faults) {
    if history.periods.is_empty() {
        faults.add(Fault::NoPeriods, 0);
    }
    let mut end = Date::MIN;
    let mut row = 0;
    history.periods.retain(|period| {
        let good = period.from < period.until && period.from >= end;
        if good {
            end = period.until;
        } else {
            faults.add(Fault::PeriodBroken, row);
        }
        row += 1;
        good
    });
}

/// Clears a number that points beyond `len`.
fn point(number: &mut Option<usize>, len: usize, fault: Fault, row: usize, faults: &mut Faults) {
    if number.is_some_and(|number| number >= len) {
        faults.add(fault, row);
        *number = None;
    }
}

fn organisation(history: &mut History, faults: &mut Faults) {
    let units = history.units.len();
    for (row, unit) in history.units.iter_mut().enumerate() {
        point(&mut unit.parent, units, Fault::UnitUnknown, row, faults);
    }
    for row in 0..units {
        let mut above = history.units.get(row).and_then(|unit| unit.parent);
        let mut steps = 0;
        while let Some(unit) = above {
            if unit == row || steps > units {
                break;
            }
            steps += 1;
            above = history.units.get(unit).and_then(|unit| unit.parent);
        }
        if above == Some(row)
            && let Some(unit) = history.units.get_mut(row)
        {
            faults.add(Fault::UnitsInACircle, row);
            unit.parent = None;
        }
    }
    let mut ids = BTreeMap::new();
    for (row, person) in history.people.iter_mut().enumerate() {
        point(&mut person.unit, units, Fault::UnitUnknown, row, faults);
        if ids.insert(person.id.clone(), row).is_some() {
            faults.add(Fault::PersonTwice, row);
        }
    }
}

fn deals(history: &mut History, faults: &mut Faults) {
    let (people, families) = (history.people.len(), history.families.len());
    let (segments, stages) = (history.segments.len(), history.stages.len());
    for (row, deal) in history.deals.iter_mut().enumerate() {
        point(&mut deal.person, people, Fault::PersonUnknown, row, faults);
        point(&mut deal.segment, segments, Fault::SegmentUnknown, row, faults);
        point(&mut deal.stage, stages, Fault::StageUnknown, row, faults);
        if deal.chance.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            faults.add(Fault::NumberBroken, row);
            deal.chance = None;
        }
        if deal.family >= families {
            faults.add(Fault::FamilyUnknown, row);
            (deal.family, deal.created) = (0, None);
        } else if deal.created.is_none() {
            faults.add(Fault::DealUndated, row);
        } else if deal.outcome != Outcome::Open && deal.closed.is_none() {
            faults.add(Fault::DealEndUnknown, row);
            deal.created = None;
        } else if deal.closed < deal.created && deal.outcome != Outcome::Open {
            faults.add(Fault::DealEndsFirst, row);
            deal.created = deal.closed;
        }
        if deal.outcome == Outcome::Open {
            deal.closed = None;
        }
    }
    for (row, stage) in history.stages.iter_mut().enumerate() {
        if stage.chance.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            faults.add(Fault::NumberBroken, row);
            stage.chance = None;
        }
    }
    let deals = history.deals.len();
    let mut row = 0;
    history.stage_moves.retain_mut(|moved| {
        point(&mut moved.from, stages, Fault::StageUnknown, row, faults);
        let good = moved.deal < deals && moved.to < stages;
        if !good {
            faults.add(if moved.deal < deals { Fault::StageUnknown } else { Fault::DealUnknown }, row);
        }
        row += 1;
        good
    });
    row = 0;
    history.date_moves.retain(|moved| {
        let good = moved.deal < deals;
        if !good {
            faults.add(Fault::DealUnknown, row);
        }
        row += 1;
        good
    });
}

fn sales(history: &mut History, faults: &mut Faults) {
    let (people, families) = (history.people.len(), history.families.len());
    let (segments, deals) = (history.segments.len(), history.deals.len());
    let mut row = 0;
    history.sales.retain_mut(|sale| {
        point(&mut sale.person, people, Fault::PersonUnknown, row, faults);
        point(&mut sale.segment, segments, Fault::SegmentUnknown, row, faults);
        point(&mut sale.deal, deals, Fault::DealUnknown, row, faults);
        let good = sale.family < families;
        if !good {
            faults.add(Fault::FamilyUnknown, row);
        }
        row += 1;
        good
    });
}

fn pressures(history: &mut History, faults: &mut Faults) {
    let (units, segments, families) = (history.units.len(), history.segments.len(), history.families.len());
    let mut row = 0;
    history.pressures.retain(|pressure| {
        let beyond = |number: Option<usize>, len: usize| number.is_some_and(|number| number >= len);
        let fault = if !(-1.0..=10.0).contains(&pressure.effect) {
            Some(Fault::NumberBroken)
        } else if beyond(pressure.unit, units) {
            Some(Fault::UnitUnknown)
        } else if beyond(pressure.segment, segments) {
            Some(Fault::SegmentUnknown)
        } else if beyond(pressure.family, families) {
            Some(Fault::FamilyUnknown)
        } else {
            None
        };
        if let Some(fault) = fault {
            faults.add(fault, row);
        }
        row += 1;
        fault.is_none()
    });
}
