//! Price, volume and mix: in whole minor units without a remainder, and by logarithms.

use plumb_units::{Rounding, divide};

/// One thing sold in both years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Sales of the year before, in minor units.
    pub amount_before: i64,
    /// What was sold then, in millionths of a unit.
    pub quantity_before: i64,
    /// Sales of the year after, in minor units.
    pub amount_after: i64,
    /// What was sold then, in millionths of a unit.
    pub quantity_after: i64,
}

/// The change of sales in three parts that sum to it, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriceVolumeMix {
    /// Σ (p₁ − p₀) q₁ of each line.
    pub price: i64,
    /// (Q₁ − Q₀) times the mean price of before.
    pub volume: i64,
    /// Σ (q₁ − Q₁ s₀)(p₀ − mean price of before).
    pub mix: i64,
}

/// The change in three parts, in logarithmic means. Real numbers, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Logarithmic {
    /// What prices did.
    pub price: f64,
    /// What the whole quantity did.
    pub volume: f64,
    /// What the shares of the quantity did.
    pub mix: f64,
}

/// Price, volume and mix at the prices of before (base-price convention).
///
/// Price takes what price and quantity do together. Price and volume are rounded half to even, each once over all lines (price from
/// values at old prices that are kept to a billionth of a minor unit); mix is what is then left, so that the three sum to the change
/// to the cent. `None` where there is no line, where a quantity or an amount is not above zero, or where a figure does not fit.
///
/// ```
/// use plumb_bridge::{Line, price_volume_mix};
/// let line = |before, q0: i64, after, q1: i64| Line {
///     amount_before: before, quantity_before: q0 * 1_000_000, amount_after: after, quantity_after: q1 * 1_000_000,
/// };
/// let parts = price_volume_mix(&[line(1000, 100, 1350, 150), line(1000, 200, 1080, 180)]).unwrap();
/// assert_eq!((parts.volume, parts.mix, parts.price), (200, 200, 30));
/// ```
pub fn price_volume_mix(lines: &[Line]) -> Option<PriceVolumeMix> {
    if lines.is_empty() || !lines.iter().all(sold_in_both) {
        return None;
    }
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    let cells: Vec<Cell> = lines
        .iter()
        .map(|line| Cell {
            before: line.amount_before.into(),
            after: line.amount_after.into(),
            quantity_after: line.quantity_after.into(),
            line_before: line.amount_before.into(),
            line_quantity_before: line.quantity_before.into(),
        })
        .collect();
    let quantity_before = lines.iter().map(|line| i128::from(line.quantity_before)).sum();
    let parts = split(&cells, quantity_before)?;
    let sum = |part: fn(&Parts) -> i128| i64::try_from(parts.iter().map(part).sum::<i128>()).ok();
    Some(PriceVolumeMix {
        price: sum(|parts| parts.price)?,
        volume: sum(|parts| parts.volume)?,
        mix: sum(|parts| parts.mix)?,
    })
}

/// Price, volume and mix that do not depend on an order: the additive logarithmic mean Divisia index (LMDI-I, Ang 2005).
///
/// Beside [`price_volume_mix`] it tells how much the choice of a convention matters. `None` where there is no line or an amount or a
/// quantity is not above zero: logarithms need what is sold in both years.
///
/// ```
/// use plumb_bridge::{Line, by_logarithms};
/// let one = Line { amount_before: 100, quantity_before: 10, amount_after: 200, quantity_after: 20 };
/// let parts = by_logarithms(&[one]).unwrap();
/// assert!((parts.volume - 100.0).abs() < 1e-9 && parts.price.abs() < 1e-9 && parts.mix.abs() < 1e-9);
/// ```
pub fn by_logarithms(lines: &[Line]) -> Option<Logarithmic> {
    if lines.is_empty() || !lines.iter().all(sold_in_both) {
        return None;
    }
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    let whole = |of: fn(&Line) -> i64| lines.iter().map(|line| of(line) as f64).sum::<f64>();
    let (q0, q1) = (whole(|line| line.quantity_before), whole(|line| line.quantity_after));
    let mut parts = Logarithmic::default();
    for line in &lines {
        let (v0, v1) = (line.amount_before as f64, line.amount_after as f64);
        let (own0, own1) = (line.quantity_before as f64, line.quantity_after as f64);
        let mean = logarithmic_mean(v1, v0);
        parts.volume += mean * (q1 / q0).ln();
        parts.mix += mean * ((own1 / q1) / (own0 / q0)).ln();
        parts.price += mean * ((v1 / own1) / (v0 / own0)).ln();
    }
    Some(parts)
}

fn sold_in_both(line: &Line) -> bool {
    line.amount_before > 0 && line.quantity_before > 0 && line.amount_after > 0 && line.quantity_after > 0
}

/// L(a, b) = (a − b) / (ln a − ln b), and a where both are the same.
fn logarithmic_mean(a: f64, b: f64) -> f64 {
    let more = (a - b) / b;
    if more.abs() < 1e-12 { a } else { (a - b) / more.ln_1p() }
}

/// What one line sold in one period of both years, and its whole year before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) before: i128,
    pub(crate) after: i128,
    pub(crate) quantity_after: i128,
    pub(crate) line_before: i128,
    /// Above zero.
    pub(crate) line_quantity_before: i128,
}

/// The three parts of a cell; they sum to its change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) price: i128,
    pub(crate) volume: i128,
    pub(crate) mix: i128,
}

/// Parts of a minor unit to which values at old prices are kept.
const FINE: i128 = 1_000_000_000;

/// The parts of each cell. The running sums are rounded, so that any cells that follow one another are off by a minor unit at most,
/// and all together are rounded once.
///
/// A cell's volume is its sales of before times the growth of the whole quantity, its mix what its own quantity did beside that. Over
/// all cells that is the textbook's formula; cell by cell it adds up to the cell's change, which the textbook's does not.
pub(crate) fn split(cells: &[Cell], quantity_before: i128) -> Option<Vec<Parts>> {
    let quantity_after = cells.iter().try_fold(0_i128, |sum, cell| sum.checked_add(cell.quantity_after))?;
    let more = quantity_after.checked_sub(quantity_before)?;
    let (mut before, mut at_old_prices) = (0_i128, 0_i128);
    let (mut volume_told, mut old_prices_told) = (0_i128, 0_i128);
    let mut parts = Vec::with_capacity(cells.len());
    for cell in cells {
        before = before.checked_add(cell.before)?;
        let volume = divide(more.checked_mul(before)?, quantity_before, Rounding::HalfEven)?;
        at_old_prices = at_old_prices.checked_add(finely(cell)?)?;
        let old_prices = divide(at_old_prices, FINE, Rounding::HalfEven)?;
        let own = Parts {
            price: cell.after.checked_sub(old_prices.checked_sub(old_prices_told)?)?,
            volume: volume.checked_sub(volume_told)?,
            mix: 0,
        };
        let change = cell.after.checked_sub(cell.before)?;
        parts.push(Parts { mix: change.checked_sub(own.price)?.checked_sub(own.volume)?, ..own });
        (volume_told, old_prices_told) = (volume, old_prices);
    }
    Some(parts)
}

/// What the cell's quantity of after is worth at its line's price of before, in billionths of a minor unit.
fn finely(cell: &Cell) -> Option<i128> {
    let product = cell.quantity_after.checked_mul(cell.line_before)?;
    let by = cell.line_quantity_before;
    let (whole, rest) = (product.checked_div_euclid(by)?, product.checked_rem_euclid(by)?);
    whole.checked_mul(FINE)?.checked_add(divide(rest.checked_mul(FINE)?, by, Rounding::HalfEven)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook's two lines, in cents.
    fn lines() -> Vec<Line> {
        let line = |q0: i64, p0: i64, q1: i64, p1: i64| Line {
            amount_before: q0 * p0 * 100,
            quantity_before: q0 * 1_000_000,
            amount_after: q1 * p1 * 100,
            quantity_after: q1 * 1_000_000,
        };
        vec![line(100, 10, 150, 9), line(200, 5, 180, 6)]
    }

    #[test]
    fn v5_1_price_volume_and_mix_at_the_prices_of_before() {
        let parts = price_volume_mix(&lines()).unwrap();
        assert_eq!((parts.volume, parts.mix, parts.price), (20000, 20000, 3000));
    }

    #[test]
    fn v5_1_price_volume_and_mix_by_logarithms() {
        let parts = by_logarithms(&lines()).unwrap();
        let near = |found: f64, expected: f64| assert!((found / 100.0 - expected).abs() < 5e-7, "{found}");
        near(parts.volume, 210.230_147);
        near(parts.mix, 153.126_731);
        near(parts.price, 66.643_123);
        near(parts.volume + parts.mix + parts.price, 430.0);
    }

    #[test]
    fn what_was_not_sold_in_both_years_has_no_price_to_compare() {
        let mut lost = lines();
        lost[0].quantity_after = 0;
        assert_eq!(price_volume_mix(&lost), None);
        assert_eq!(by_logarithms(&lost), None);
        assert_eq!(price_volume_mix(&[]), None);
    }

    #[test]
    fn figures_that_do_not_fit_give_nothing() {
        let one =
            Line { amount_before: i64::MAX, quantity_before: 1, amount_after: 1, quantity_after: i64::MAX };
        assert_eq!(price_volume_mix(&[one, one]), None);
    }
}
