//! What a review says at a glance: its arithmetic said aloud, the moves that reach most, and units beside elements.

use serde::Serialize;

use crate::review::MoneyView;

/// What the signed mandates ask for, as one would say it aloud.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SaidAloud {
    /// The headline mandate.
    pub mandate: String,
    /// Its baseline; absent where none was signed.
    pub from: Option<MoneyView>,
    /// What it comes to in the year in which it is due.
    pub to: MoneyView,
    /// The day on which it is due.
    pub by: String,
    /// Growth a year that leads from the one to the other, 0.11 for 11 %.
    pub growth: Option<f64>,
    /// Mandates that ask for a share of the same money.
    pub parts: Vec<PartAloud>,
    /// The other mandates.
    pub others: Vec<OtherAloud>,
}

/// A share of the headline's money, and what is left beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartAloud {
    /// The mandate that asks for it.
    pub mandate: String,
    /// What it is a share of money for, in a word or two.
    pub name: String,
    /// The share that is asked for, as text: `30 %`.
    pub share: String,
    /// The day on which it is due.
    pub by: String,
    /// The money that this is, on that day.
    pub to: MoneyView,
    /// What is left beside it then.
    pub rest_to: MoneyView,
    /// The last completed fiscal year.
    pub period: String,
    /// What the part came to in that year.
    pub today: MoneyView,
    /// What was left beside it in that year.
    pub rest_today: MoneyView,
    /// Fiscal years from that one to the one in which it is due.
    pub years: u32,
    /// Growth a year that leads from the one to the other; absent where there is nothing to grow from.
    pub growth: Option<f64>,
    /// The same of what is left; below 0 where it shrinks.
    pub rest_growth: Option<f64>,
}

/// A mandate that is no share of the headline's money.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OtherAloud {
    /// Its id.
    pub mandate: String,
    /// What it says.
    pub says: String,
    /// What it asks for, as text with unit.
    pub target: Option<String>,
    /// The last completed fiscal year.
    pub period: Option<String>,
    /// What its measure came to in that year, as text with unit.
    pub last_year: Option<String>,
    /// The day on which it is due.
    pub by: String,
}

/// One fix, at every place where its rule found a gap.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MoveView {
    /// The rule whose gaps it closes.
    pub rule: String,
    /// What to do.
    pub says: String,
    /// Its gaps, in the order of the review.
    pub gaps: Vec<String>,
    /// `leaders` where those who lead must make it, else `everyone`.
    pub concerns: String,
    /// What those gaps do at worst: `breaks`, `strains` or `touches`; absent without a mandate in money.
    pub effect: Option<String>,
    /// How often the fix is to be done: once for each subject, once for each unit where the gaps are about people.
    pub places: usize,
    /// Working time at one place, as the rule's page has it.
    pub effort: Option<String>,
    /// Hours at all places, a working day counted as eight.
    pub hours: Option<i64>,
    /// When it shows, such as `day 45`.
    pub shows: Option<String>,
    /// The part of the mandate that hangs on its gaps, each person's counted once.
    pub reaches: Option<MoneyView>,
    /// The piece of it that hangs on no move before this one.
    pub adds: Option<MoneyView>,
    /// People concerned.
    pub people: usize,
    /// `small`, `medium` or `large`: the largest worth among its gaps, summed nowhere; absent where none is known.
    pub worth: Option<String>,
    /// What that rests on: `measured`, `anchored` or `assumed`.
    pub worth_basis: Option<String>,
}

/// A unit and how its lines stand, element by element.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatrixRow {
    /// The unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Units above it among the rows.
    pub depth: usize,
    /// Sellers in it and below who are reached by a mandate.
    pub sellers: usize,
    /// The seven elements, in their order.
    pub cells: Vec<MatrixCell>,
}

/// How one element stands in one unit: the worst of each seller's lines, whatever the mandate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MatrixCell {
    /// The element.
    pub element: String,
    /// The state of most of the money, of most people where no money is placed; absent where no rule tests it.
    pub state: Option<String>,
    /// All states that occur, from sound to broken.
    pub states: Vec<StateShare>,
}

/// How much of a unit stands so.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StateShare {
    /// `sound`, `strained`, `unseen`, `missing` or `broken`.
    pub state: String,
    /// Parts of the headline mandate; absent without one in money.
    pub amount: Option<MoneyView>,
    /// People.
    pub people: usize,
}
