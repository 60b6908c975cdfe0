//! Rates of growth: what is kept of customers, what grew from within, growth a year, and the three sources of growth.

use plumb_units::{MILLION, Rate, Rounding, divide};

/// What became of the sales to the customers of before, as shares of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// With what they bought more: net revenue retention.
    pub net: Rate,
    /// Without it: gross revenue retention.
    pub gross: Rate,
}

/// Net and gross revenue retention, to a ten-thousandth of a percent, half to even.
///
/// Contraction and churn stand below zero, as [`crate::Components`] hold them. `None` where `start` is not above zero.
///
/// ```
/// use plumb_bridge::retention;
/// let kept = retention(100, 12, -3, -5).unwrap();
/// assert_eq!((kept.net.to_string(), kept.gross.to_string()), ("104 %".into(), "92 %".into()));
/// ```
pub fn retention(start: i64, expansion: i64, contraction: i64, churn: i64) -> Option<Retention> {
    let kept = i128::from(start) + i128::from(contraction) + i128::from(churn);
    Some(Retention { net: share(kept + i128::from(expansion), start)?, gross: share(kept, start)? })
}

/// Growth without what was bought and without what currencies did: (R₁ − acquired − fx) / R₀ − 1.
///
/// `acquired` are sales of acquired companies in their first twelve months. `None` where R₀ is not above zero.
///
/// ```
/// use plumb_bridge::organic_growth;
/// assert_eq!(organic_growth(1_150, 40, 10, 1_000).unwrap().to_string(), "10 %");
/// ```
pub fn organic_growth(after: i64, acquired: i64, fx: i64, before: i64) -> Option<Rate> {
    share(i128::from(after) - i128::from(acquired) - i128::from(fx) - i128::from(before), before)
}

/// Growth a year, compounding: (to / from)^(1 / years) − 1, as a share. A real number: it is for reading, not for booking.
///
/// `None` where an amount or the years are not above zero.
///
/// ```
/// assert!((plumb_bridge::cagr(100_000, 161_051, 5.0).unwrap() - 0.10).abs() < 1e-12);
/// ```
pub fn cagr(from: i64, to: i64, years: f64) -> Option<f64> {
    if from <= 0 || to <= 0 || years.is_nan() || years <= 0.0 {
        return None;
    }
    Some((to as f64 / from as f64).powf(1.0 / years) - 1.0)
}

/// Where growth comes from (Baghai, Smit and Viguerie 2007). The three sum to the growth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cylinders {
    /// What the markets do: growth of each segment, weighted with its share of the sales at the start.
    pub momentum: Rate,
    /// Market share won or lost: organic growth less momentum.
    pub share: Rate,
    /// What is bought or allied.
    pub inorganic: Rate,
}

/// Growth told apart into market momentum, share, and what is bought; segments are sales at the start with the growth of their market.
///
/// `None` where the segments' sales do not sum to more than zero, or a figure does not fit.
///
/// ```
/// use plumb_bridge::cylinders;
/// use plumb_units::Rate;
/// let rate = |text| Rate::parse(text).unwrap();
/// let three = cylinders(rate("10.1 %"), rate("3.1 %"), &[(600, rate("9 %")), (400, rate("3 %"))]).unwrap();
/// assert_eq!((three.momentum.to_string(), three.share.to_string()), ("6.6 %".into(), "0.4 %".into()));
/// ```
pub fn cylinders(growth: Rate, inorganic: Rate, segments: &[(i64, Rate)]) -> Option<Cylinders> {
    let mut base = 0_i128;
    let mut product = 0_i128;
    for (sales, grows) in segments {
        base = base.checked_add(i128::from(*sales))?;
        product = product.checked_add(i128::from(*sales).checked_mul(i128::from(grows.millionths()))?)?;
    }
    let momentum = i64::try_from(divide(product, base, Rounding::HalfEven)?).ok()?;
    let organic = growth.millionths().checked_sub(inorganic.millionths())?;
    Some(Cylinders {
        momentum: Rate::from_millionths(momentum),
        share: Rate::from_millionths(organic.checked_sub(momentum)?),
        inorganic,
    })
}

/// A part of a whole above zero.
fn share(part: i128, whole: i64) -> Option<Rate> {
    let millionths = divide(part.checked_mul(i128::from(MILLION))?, i128::from(whole), Rounding::HalfEven)?;
    Some(Rate::from_millionths(i64::try_from(millionths).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    #[test]
    fn v5_2_momentum_share_and_purchases_sum_to_the_growth() {
        let markets = [(250, percent("12 %")), (500, percent("6 %")), (250, percent("2.4 %"))];
        let three = cylinders(percent("10.1 %"), percent("3.1 %"), &markets).unwrap();
        assert_eq!(three.momentum, percent("6.6 %"));
        assert_eq!(three.share, percent("0.4 %"));
        assert_eq!(three.inorganic, percent("3.1 %"));
    }

    #[test]
    fn v5_3_retention_net_and_gross() {
        let kept = retention(100, 12, -3, -5).unwrap();
        assert_eq!((kept.net, kept.gross), (percent("104 %"), percent("92 %")));
        let kept = retention(100, 25, -4, -8).unwrap();
        assert_eq!((kept.net, kept.gross), (percent("113 %"), percent("88 %")));
    }

    #[test]
    fn v5_3_five_years_of_ten_percent() {
        assert!((cagr(100_000, 161_051, 5.0).unwrap() - 0.10).abs() < 1e-12);
    }

    #[test]
    fn no_start_has_no_rate() {
        assert_eq!(retention(0, 1, -1, -1), None);
        assert_eq!(organic_growth(1, 0, 0, -5), None);
        assert_eq!(
            (cagr(0, 1, 1.0), cagr(1, 0, 1.0), cagr(1, 1, 0.0), cagr(1, 1, f64::NAN)),
            (None, None, None, None)
        );
        assert_eq!(cylinders(Rate::ONE, Rate::ONE, &[]), None);
    }

    #[test]
    fn rates_that_do_not_fit_give_nothing() {
        assert_eq!(retention(1, i64::MAX, 0, 0), None);
        assert_eq!(organic_growth(i64::MAX, i64::MIN, i64::MIN, 1), None);
    }
}
