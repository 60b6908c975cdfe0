//! Many tests at once.

use super::count;

/// Which tests stand when their false discovery rate is held at `q`: Benjamini & Hochberg, *Controlling the false
/// discovery rate* (1995).
///
/// A test without a p-value was not made: it never stands and does not count among the tests.
///
/// ```
/// use plumb_catalog::statistics::adjust;
/// assert_eq!(adjust(&[Some(0.04), None, Some(0.01)], 0.05), [true, false, true]);
/// assert_eq!(adjust(&[Some(0.04), Some(0.30), Some(0.01)], 0.05), [false, false, true]);
/// ```
pub fn adjust(p: &[Option<f64>], q: f64) -> Vec<bool> {
    let made = |p: &Option<f64>| p.filter(|p| (0.0..=1.0).contains(p));
    let mut ordered: Vec<f64> = p.iter().filter_map(made).collect();
    ordered.sort_by(f64::total_cmp);
    let tests = count(ordered.len());
    let largest = ordered
        .iter()
        .enumerate()
        .filter(|(index, p)| **p <= count(index + 1) / tests * q)
        .map(|(_, p)| *p)
        .next_back();
    p.iter().map(|p| made(p).is_some_and(|p| largest.is_some_and(|largest| p <= largest))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper_rejects_four() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let mut p: Vec<Option<f64>> = p.into_iter().map(Some).collect();
        p.reverse();
        let stands = adjust(&p, 0.05);
        assert_eq!(stands.iter().filter(|stands| **stands).count(), 4);
        assert!(stands.iter().rev().take(4).all(|stands| *stands));
    }

    #[test]
    fn a_later_p_value_carries_an_earlier_one() {
        assert_eq!(adjust(&[Some(0.03), Some(0.04), Some(0.045), Some(0.05)], 0.05), [true; 4]);
    }

    #[test]
    fn no_tests_reject_nothing() {
        assert_eq!(adjust(&[], 0.05), Vec::<bool>::new());
        assert_eq!(adjust(&[None, Some(f64::NAN)], 0.05), [false, false]);
    }
}
