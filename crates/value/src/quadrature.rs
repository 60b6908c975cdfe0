//! Gauss–Legendre quadrature on the way from 0 to 1: exact for polynomials.

/// Steps of Newton's method; from the cosine start a handful suffices.
const STEPS_MAX: usize = 64;

/// A place between 0 and 1 and its weight; weights of a rule sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// The place.
    pub at: f64,
    /// The weight.
    pub weight: f64,
}

/// The rule with `count` nodes, at least one: exact for polynomials of degree `2 * count - 1`.
///
/// Roots of the Legendre polynomial by Newton's method from Tricomi's start (Press et al., Numerical Recipes, §4.6).
///
/// ```
/// let integral: f64 = plumb_value::nodes(2).iter().map(|node| node.weight * node.at.powi(3)).sum();
/// assert!((integral - 0.25).abs() < 1e-15);
/// ```
pub fn nodes(count: usize) -> Vec<Node> {
    let count = count.max(1);
    let n = count as f64;
    (1..=count)
        .map(|index| {
            let mut x = (std::f64::consts::PI * (index as f64 - 0.25) / (n + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..STEPS_MAX {
                let (value, before) = legendre(count, x);
                slope = n * (x * value - before) / (x * x - 1.0);
                let step = value / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            Node { at: 0.5 - 0.5 * x, weight: 1.0 / ((1.0 - x * x) * slope * slope) }
        })
        .collect()
}

/// The Legendre polynomials of degree `count` and one below at `x`.
fn legendre(count: usize, x: f64) -> (f64, f64) {
    let (mut value, mut before) = (1.0, 0.0);
    for degree in 1..=count {
        let k = degree as f64;
        (value, before) = (((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k, value);
    }
    (value, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_and_three_nodes_are_those_of_the_books() {
        let two = nodes(2);
        assert!((two[0].at - 0.5 * (1.0 - 1.0 / 3f64.sqrt())).abs() < 1e-14);
        assert!((two[0].weight - 0.5).abs() < 1e-14);
        let three = nodes(3);
        assert!((three[0].at - 0.5 * (1.0 - 0.6f64.sqrt())).abs() < 1e-14);
        assert!((three[0].weight - 5.0 / 18.0).abs() < 1e-14 && (three[1].weight - 8.0 / 18.0).abs() < 1e-14);
    }

    #[test]
    fn polynomials_up_to_twice_the_nodes_less_one_are_exact() {
        for count in [1, 2, 5, 17, 60, 250] {
            let rule = nodes(count);
            for degree in [0, 1, 2 * count - 1] {
                let integral: f64 =
                    rule.iter().map(|node| node.weight * node.at.powi(i32::try_from(degree).unwrap())).sum();
                assert!(
                    (integral - 1.0 / (degree as f64 + 1.0)).abs() < 1e-13,
                    "{count} {degree} {integral}"
                );
            }
        }
    }
}
