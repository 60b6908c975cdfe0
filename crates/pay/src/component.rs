//! What pays: a price for a unit, a shape over attainment or amount, and what conditions it.

use plumb_units::{Date, Rate};

use crate::plan::{Over, RateTable, RoundAt};
use crate::predicate::Predicate;

/// One part of a pay plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its id, unique in the plan.
    pub id: String,
    /// The objective it pays for, if the plan says so.
    pub objective: Option<String>,
    /// Its share of the variable pay at target.
    pub weight: Option<Rate>,
    /// The measure that drives tiers, points and attainment; `None` for a flat rate on credits.
    pub measure: Option<usize>,
    /// The credits whose lines are paid; empty where the price is a share of the target or a fixed amount.
    pub credits: Vec<usize>,
    /// The time over which it starts anew.
    pub over: Over,
    /// What a unit brings.
    pub price: Price,
    /// Whether the amount of a line is paid, or its weighted credit.
    pub counts: Counts,
    /// How the price changes.
    pub shape: Shape,
    /// Below it nothing is paid.
    pub threshold: Option<Threshold>,
    /// The attainment or amount above which nothing more is paid, in the unit of [`Component::level`].
    pub top: Option<i64>,
    /// The most it pays in a window.
    pub most: Option<Limit>,
    /// The least it pays in a window.
    pub least: Option<Limit>,
    /// What must be reached for it to pay.
    pub gates: Vec<Gate>,
    /// What multiplies it.
    pub times: Vec<Times>,
    /// When it is earned.
    pub settles: Settles,
    /// Where it is rounded; `None`: as the plan.
    pub round_at: Option<RoundAt>,
    /// How what is earned is paid out over time; empty: at once.
    pub tranches: Vec<Tranche>,
    /// First day, where it is shorter than the plan's: a contest or a spiff.
    pub from: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
    /// A fund that all share.
    pub pool: Option<Pool>,
    /// Prizes by rank.
    pub prizes: Option<Prizes>,
    /// Whether it is meant that more result may pay less per unit, or less in all.
    pub decelerates: bool,
    /// A bonus that is a share of what is left after itself or after tax.
    pub circular: Option<Circular>,
    /// The unit of tiers, points, threshold and top.
    pub level: Level,
}

impl Component {
    /// Pays a price for each unit of credits, with nothing that bends, limits or conditions it.
    ///
    /// ```
    /// use plumb_pay::Component;
    /// use plumb_pay::component::{Price, Shape};
    /// use plumb_units::Rate;
    /// let five = Component::flat("commission", vec![0], Price::Rate(Rate::from_millionths(50_000)));
    /// assert_eq!(five.shape, Shape::Flat);
    /// ```
    pub fn flat(id: &str, credits: Vec<usize>, price: Price) -> Self {
        Self {
            id: id.to_owned(),
            objective: None,
            weight: None,
            measure: None,
            credits,
            over: Over::Plan,
            price,
            counts: Counts::Amount,
            shape: Shape::Flat,
            threshold: None,
            top: None,
            most: None,
            least: None,
            gates: Vec::new(),
            times: Vec::new(),
            settles: Settles::AsEarned,
            round_at: None,
            tranches: Vec::new(),
            from: None,
            until: None,
            pool: None,
            prizes: None,
            decelerates: false,
            circular: None,
            level: Level::Attainment,
        }
    }
}

/// What a level of a curve is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Millionths of the quota.
    #[default]
    Attainment,
    /// The measure itself: minor units of money, or for ratios, counts and figures, millionths.
    Value,
}

/// What a unit brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Price {
    /// A share of the amount.
    Rate(Rate),
    /// A share of the amount by a column of the transaction.
    Table(RateTable),
    /// So much money for each whole unit of a credit that counts quantities (millionths).
    Each(i64),
    /// The component's share of the variable pay, divided by the quota, for each unit of money: the individual rate.
    ShareOverQuota,
    /// The component's share of the variable pay for the window, times what the shape says.
    Share,
    /// A fixed amount per window, times what the shape says.
    Amount(i64),
    /// A rate of the person's own, from [`Member::rate`](crate::given::Member::rate).
    Own,
    /// Nothing by itself: tiers carry the rate.
    InTiers,
}

/// Whether the amount of a line is paid, or its weighted credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    /// The amount.
    #[default]
    Amount,
    /// The credit after weights.
    Credit,
}

/// How the price changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It does not.
    Flat,
    /// Each tier pays for what lies in it; a line across an edge is divided.
    Marginal(Tiers),
    /// The tier that is reached pays for all from the first unit.
    Retro(Tiers),
    /// Straight lines between points; before the first it pays as the first, after the last as the last.
    Linear(Vec<Point>),
    /// The last point reached.
    Step {
        /// The points.
        points: Vec<Point>,
        /// Where a value on a point belongs.
        edge: Edge,
    },
    /// A table of two measures.
    Matrix(Matrix),
}

/// Tiers in rising order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// Where a value exactly on an edge belongs.
    pub edge: Edge,
    /// The tiers.
    pub rows: Vec<Tier>,
}

/// Where a value exactly on an edge belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edge {
    /// To the tier above.
    #[default]
    Upper,
    /// To the tier below.
    Lower,
}

/// One tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Where it begins, in the unit of [`Component::level`].
    pub from: i64,
    /// Where it ends; `None`: open.
    pub to: Option<i64>,
    /// What it pays.
    pub pays: TierPays,
}

/// What a tier pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierPays {
    /// So many times the price.
    Times(Rate),
    /// A rate of its own.
    Rate(Rate),
    /// So much for the whole tier, in proportion to how far it is filled.
    Whole(i64),
}

/// One point of a curve: at this level this share is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The level, in the unit of [`Component::level`].
    pub at: i64,
    /// The share of the price that is paid.
    pub pays: Rate,
}

/// A table of two measures: the component's own down, another across.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The measure across.
    pub across: usize,
    /// The levels of the rows, in the unit of [`Component::level`].
    pub down_at: Vec<i64>,
    /// The unit of the columns.
    pub across_level: Level,
    /// The levels of the columns.
    pub across_at: Vec<i64>,
    /// A row of shares for each level down.
    pub cells: Vec<Vec<Rate>>,
    /// Straight lines between cells, or the last cell reached in both directions.
    pub bilinear: bool,
}

/// Below it nothing is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The level.
    pub at: i64,
    /// Whether reaching it pays for all from zero, or only for what lies above.
    pub from_zero: bool,
}

/// A limit of what is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So many minor units per window.
    Money(i64),
    /// So much of the target for the window.
    OfTarget(Rate),
}

/// What must be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The measure.
    pub measure: usize,
    /// The unit of the level.
    pub level: Level,
    /// The level.
    pub at_least: i64,
    /// What is paid of the component while it is not reached.
    pub otherwise: Rate,
}

/// What multiplies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Times {
    /// Lines for which a condition holds.
    When {
        /// The condition.
        when: Predicate,
        /// What their pay is multiplied by.
        rate: Rate,
        /// What people call it: a contest, a campaign.
        name: Option<String>,
    },
    /// The whole component, by the last step that a measure has reached.
    Step {
        /// The measure.
        measure: usize,
        /// The unit of the points.
        level: Level,
        /// The points.
        points: Vec<Point>,
    },
    /// The whole component, by a word that a figure has: `low`, `middle`, `high`.
    Word {
        /// The figure.
        figure: String,
        /// Words and what they multiply by.
        words: Vec<(String, Rate)>,
    },
}

/// When a component is earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Settles {
    /// With each line.
    #[default]
    AsEarned,
    /// At the end of its window.
    AtEnd,
}

/// A part of what is earned, and when it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tranche {
    /// The part; all parts sum to 100 %.
    pub share: Rate,
    /// When.
    pub when: Due,
    /// After so many days without the event it is lost; `None`: never.
    pub forfeit_after: Option<i64>,
}

/// When a part is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// With the period in which it is earned.
    AtOnce,
    /// So many days after, if the deal still stands.
    Days(i64),
    /// So many months after, if the deal still stands.
    Months(u32),
    /// When this event happens to the deal: `payment`, `delivery`.
    On(String),
}

/// A fund that all share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What is in it.
    pub amount: i64,
    /// By what it is shared.
    pub by: PoolBy,
}

/// By what a fund is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolBy {
    /// In the order of transactions until it is empty.
    FirstCome,
    /// By what each would have earned without the fund's limit.
    Earned,
    /// By what each was credited.
    Credited,
}

/// Prizes by rank of the component's credits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prizes {
    /// For the first, the second, …
    pub amounts: Vec<i64>,
    /// What happens to equals.
    pub ties: Ties,
    /// The least that must be credited to have a place.
    pub at_least: i64,
}

/// What happens to equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// They share the prizes of their places.
    #[default]
    Share,
    /// Each has the higher prize; the places after are left out.
    All,
    /// Who was there first.
    First,
}

/// A bonus that is a share of what is left after itself or after tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circular {
    /// Whether the bonus is taken off before the rate applies.
    pub after_bonus: bool,
    /// The tax that is taken off before the rate applies.
    pub tax: Option<Rate>,
    /// Whether the bonus lowers the tax.
    pub bonus_lowers_tax: bool,
}
