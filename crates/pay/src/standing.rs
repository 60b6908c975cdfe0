//! Where people stand: what they were credited with, and how far along their measures are.

use plumb_units::{Date, MILLION, Period};

use crate::awards::Awards;
use crate::book::Whole;
use crate::events::{Events, NONE};
use crate::given::Given;
use crate::measure::Quota;
use crate::number::{Number, Ratio};
use crate::plan::{Over, PayPlan};
use crate::roster::{Roster, date_of, day_number};
use crate::run::{Run, ready, seats};
use crate::world::World;

/// One transaction, or one day of those below, that somebody was credited with, whether a component pays it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credited {
    /// The rule of crediting: its place in the plan.
    pub credit: usize,
    /// The row of the events; `None` for a day of those below.
    pub event: Option<u32>,
    /// The day.
    pub day: Date,
    /// What was credited.
    pub amount: i64,
    /// What it counts towards the quota.
    pub weighted: i64,
    /// Whether it takes a sale back.
    pub back: bool,
}

/// How far along one measure of one person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The measure's place in the plan.
    pub measure: usize,
    /// The window that holds the day.
    pub window: Period,
    /// Its value from the first day of the window up to the day: minor units, or millionths; `None` where it cannot be told.
    pub value: Option<Ratio>,
    /// What it is compared with, up to the day where the measure says so.
    pub quota: Option<i64>,
    /// Value over quota, in millionths.
    pub attainment: Option<Ratio>,
}

impl Run {
    /// What one person was credited with under one plan, in the order in which it counts.
    pub fn credited(&self, person: u32, plan: usize) -> Vec<Credited> {
        let seat = self.paid.iter().position(|paid| (paid.person, paid.plan) == (person, plan));
        let lines = seat.and_then(|seat| self.lines.get(seat)).map_or(&[][..], Vec::as_slice);
        let credited = lines.iter().map(|line| Credited {
            credit: usize::from(line.credit()),
            event: Some(line.event).filter(|event| *event != NONE),
            day: date_of(line.day_number()),
            amount: line.amount,
            weighted: line.weighted,
            back: line.back(),
        });
        credited.collect()
    }

    /// How far along the measures of people are at the end of a day: for each person and plan that is asked for, in the order
    /// of the plan's measures. Measures whose windows do not hold the day are left out.
    ///
    /// `plans`, `events` and `given` must be those of the run.
    pub fn standings(
        &self,
        plans: &[PayPlan],
        events: &Events,
        given: &Given,
        whom: &[(u32, usize, Date)],
    ) -> Vec<Vec<Standing>> {
        let roster = Roster::new(given);
        let seats = seats(given, &roster);
        let ready = ready(plans, events, given);
        let world = World {
            plans: &ready,
            events,
            given,
            roster: &roster,
            seats: &seats,
            lines: &self.lines,
            awards: &Awards::new(),
            followers: &std::collections::BTreeMap::new(),
            last_day: day_number(given.as_of),
        };
        let one = |(person, plan, day): &(u32, usize, Date)| -> Option<Vec<Standing>> {
            let index = roster.seats.binary_search(&(*person, *plan)).ok()?;
            let (seat, ready) = (seats.get(index)?, world.plans.get(*plan)?);
            let until = day_number(*day).saturating_add(1);
            let mut found = Vec::new();
            for (place, measure) in ready.plan.measures.iter().enumerate() {
                let windows = ready.measures.get(place).map_or(&[][..], Vec::as_slice);
                let held = windows.iter().find(|window| window.from < until && until <= window.until);
                let whole =
                    Period { name: "plan".to_owned(), from: ready.plan.from, until: ready.plan.until };
                let window = match measure.over {
                    Over::Transaction => Some(whole),
                    _ => held.map(|window| window.period.clone()),
                };
                let Some(window) = window else { continue };
                let value =
                    world.value(ready, place, seat, Whole::seat(&self.lines, index), until, &mut Vec::new());
                let quota = match measure.quota {
                    Quota::None => None,
                    _ => seat.who.quota(ready.plan, measure, &window, Some(date_of(until))),
                };
                let attainment = value.zip(quota.filter(|quota| *quota > 0));
                let attainment = attainment.and_then(|(value, quota)| value.times(MILLION, quota));
                found.push(Standing { measure: place, window, value, quota, attainment });
            }
            Some(found)
        };
        whom.iter().map(|asked| one(asked).unwrap_or_default()).collect()
    }
}
