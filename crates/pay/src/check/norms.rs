//! Conventions of the field. They are no law: each has a name and can be set.

use plumb_units::Rate;

/// Above or below which a plan departs from what the field does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Norms {
    /// Measures that a person can keep in mind.
    pub measures_max: usize,
    /// Components that a person can keep in mind.
    pub components_max: usize,
    /// A component below this weight is not worth its lines.
    pub weight_min: Rate,
    /// A component below this weight is weak.
    pub weight_low: Rate,
    /// The attainment of excellent people: a cap that cuts below it cuts those whom the plan is for.
    pub excellence: Rate,
    /// How many times as much a unit may pay at the top as at the target.
    pub accelerator_max: Rate,
    /// A jump of more than this share of a component's target is a warning, a smaller one a note.
    pub cliff_max: Rate,
    /// The least share of variable pay in all pay.
    pub variable_min: Rate,
    /// The most.
    pub variable_max: Rate,
    /// Gates and multipliers that link components to one another.
    pub links_max: usize,
    /// The most weight on figures that somebody enters.
    pub scored_max: Rate,
    /// The largest amount of one transaction that is thought possible, in minor units.
    pub largest_amount: i64,
    /// The most transactions of one person in a window that are thought possible.
    pub lines_max: u64,
}

impl Default for Norms {
    fn default() -> Self {
        let percent = |percent: i64| Rate::from_millionths(percent * 10_000);
        Self {
            measures_max: 3,
            components_max: 6,
            weight_min: percent(15),
            weight_low: percent(20),
            excellence: percent(150),
            accelerator_max: percent(300),
            cliff_max: percent(20),
            variable_min: percent(10),
            variable_max: percent(60),
            links_max: 1,
            scored_max: percent(20),
            largest_amount: 100_000_000_000,
            lines_max: 100_000,
        }
    }
}
