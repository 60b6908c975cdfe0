//! An amount in total and by period, the periods adding up to the total.

use plumb_units::largest_remainder;

use crate::{TooLarge, narrow};

/// An amount of the whole year and of each period, in minor units. The periods sum to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Of the whole year.
    pub whole: i64,
    /// Of each period, in the order of the plan's periods.
    pub periods: Vec<i64>,
}

impl Spread {
    /// The whole split by weights (largest remainder, ties to the earlier period); by equal parts where all weigh nothing.
    pub(crate) fn by(whole: i64, weights: &[u128]) -> Result<Self, TooLarge> {
        let equal = vec![1; weights.len()];
        let weights = if weights.iter().all(|weight| *weight == 0) { &equal } else { weights };
        if weights.is_empty() {
            return Ok(Self { whole, periods: Vec::new() });
        }
        let periods = largest_remainder(whole, weights).ok_or(TooLarge)?;
        Ok(Self { whole, periods })
    }

    /// The sum of all of them.
    pub(crate) fn sum<'a>(
        spreads: impl IntoIterator<Item = &'a Self>,
        periods: usize,
    ) -> Result<Self, TooLarge> {
        let mut whole = 0_i128;
        let mut parts = vec![0_i128; periods];
        for spread in spreads {
            whole += i128::from(spread.whole);
            for (part, amount) in parts.iter_mut().zip(&spread.periods) {
                *part += i128::from(*amount);
            }
        }
        Ok(Self { whole: narrow(whole)?, periods: parts.into_iter().map(narrow).collect::<Result<_, _>>()? })
    }

    /// The amounts turned round.
    pub(crate) fn negative(&self) -> Result<Self, TooLarge> {
        let negative = |amount: i64| narrow(-i128::from(amount));
        Ok(Self {
            whole: negative(self.whole)?,
            periods: self.periods.iter().copied().map(negative).collect::<Result<_, _>>()?,
        })
    }
}
