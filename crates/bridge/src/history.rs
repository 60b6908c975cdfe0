//! What a company has done before: the bound of an improvement that its own history holds.

/// Which way a driver is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better: a win rate.
    Up,
    /// Less is better: a sales cycle.
    Down,
}

/// How far a driver has moved in a year before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Nine in ten changes over four quarters were no better than this: a share of the level before, above zero for better.
    pub ninety: f64,
    /// The best change of all.
    pub best: f64,
    /// The changes it is read from.
    pub changes: usize,
}

/// The ninetieth percentile of a driver's own changes over four quarters, relative to the level four quarters earlier.
///
/// `history` holds a level for each quarter, oldest first; a quarter without one is `None` and takes both of its changes with it, as
/// does a level that is not above zero to start from. `None` where no change is left. The reader says how few are too few.
///
/// ```
/// use plumb_bridge::{Better, own_bound};
/// let win_rate = [0.20, 0.20, 0.20, 0.20, 0.21, 0.22, 0.19, 0.20].map(Some);
/// let bound = own_bound(&win_rate, Better::Up).unwrap();
/// assert_eq!(bound.changes, 4);
/// assert!((bound.ninety - 0.085).abs() < 1e-12 && (bound.best - 0.10).abs() < 1e-12);
/// ```
pub fn own_bound(history: &[Option<f64>], better: Better) -> Option<Bound> {
    let later = history.iter().skip(4);
    let changes: Vec<f64> = history
        .iter()
        .zip(later)
        .filter_map(|(before, after)| Some(((*before)?, (*after)?)))
        .filter(|(before, _)| *before > 0.0)
        .map(|(before, after)| (after - before) / before)
        .map(|change| if better == Better::Up { change } else { -change })
        .filter(|change| change.is_finite())
        .collect();
    let best = changes.iter().copied().reduce(f64::max)?;
    Some(Bound { ninety: quantile(&changes, 0.9)?, best, changes: changes.len() })
}

/// The quantile between the two nearest values (type 7 of Hyndman and Fan 1996, the usual one).
///
/// Values that are no numbers are left out. `None` where nothing is left or `p` is not within 0 and 1.
///
/// ```
/// assert_eq!(plumb_bridge::quantile(&[4.0, 1.0, 3.0, 2.0], 0.9), Some(3.7));
/// ```
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let place = p * values.len().checked_sub(1)? as f64;
    // The place lies within the values, so that the whole number is one of their indices.
    let below = values.get(place.floor() as usize)?;
    let above = values.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_compared_with_the_year_before_it() {
        let four = [Some(1.0); 4];
        assert_eq!(own_bound(&four, Better::Up), None);
        let mut five = four.to_vec();
        five.push(Some(1.5));
        let bound = own_bound(&five, Better::Up).unwrap();
        assert_eq!(bound, Bound { ninety: 0.5, best: 0.5, changes: 1 });
    }

    #[test]
    fn less_is_better_where_told_so() {
        let days = [100.0, 100.0, 100.0, 100.0, 80.0].map(Some);
        assert!((own_bound(&days, Better::Down).unwrap().ninety - 0.2).abs() < 1e-12);
        assert!((own_bound(&days, Better::Up).unwrap().ninety + 0.2).abs() < 1e-12);
    }

    #[test]
    fn quarters_without_a_level_are_left_out() {
        let holes = [Some(0.0), Some(1.0), None, Some(f64::NAN), Some(2.0), Some(3.0), Some(1.0), Some(1.0)];
        let bound = own_bound(&holes, Better::Up).unwrap();
        assert_eq!((bound.changes, bound.best), (1, 2.0));
    }

    #[test]
    fn a_quantile_outside_the_whole_is_none() {
        assert_eq!(
            (quantile(&[1.0], 1.1), quantile(&[1.0], f64::NAN), quantile(&[], 0.5)),
            (None, None, None)
        );
        assert_eq!((quantile(&[1.0, 5.0], 0.0), quantile(&[1.0, 5.0], 1.0)), (Some(1.0), Some(5.0)));
    }
}
