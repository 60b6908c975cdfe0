//! Slopes of quotas against their textbook form.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_targets::quality::{QuotaYear, fairness, ratchet};
use proptest::prelude::*;

fn year(person: usize, attainment: f64, growth: f64) -> QuotaYear {
    let quota = 100_000_000_i64;
    let next_quota = (quota as f64 * (1.0 + growth)).round() as i64;
    QuotaYear { person: format!("p{person}"), quota, attainment, next_quota }
}

/// The inverse of a three by three matrix by its adjugate.
fn inverse(m: [[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
    std::array::from_fn(|r| std::array::from_fn(|c| minor(c, r) / determinant))
}

/// Slopes and clustered standard errors with the constant as a column of its own.
fn textbook(rows: &[(usize, f64, f64)]) -> ([f64; 3], [f64; 3]) {
    let x = |a: f64| [1.0, (a - 1.0).max(0.0), -(1.0 - a).max(0.0)];
    let mut xx = [[0.0; 3]; 3];
    let mut xy = [0.0; 3];
    for (_, a, y) in rows {
        let row = x(*a);
        for i in 0..3 {
            xy[i] += row[i] * y;
            for j in 0..3 {
                xx[i][j] += row[i] * row[j];
            }
        }
    }
    let bread = inverse(xx);
    let beta: [f64; 3] = std::array::from_fn(|i| (0..3).map(|j| bread[i][j] * xy[j]).sum());
    let mut scores = std::collections::BTreeMap::<usize, [f64; 3]>::new();
    for (person, a, y) in rows {
        let row = x(*a);
        let residual = y - (0..3).map(|i| row[i] * beta[i]).sum::<f64>();
        let score = scores.entry(*person).or_default();
        for i in 0..3 {
            score[i] += row[i] * residual;
        }
    }
    let (n, g) = (rows.len() as f64, scores.len() as f64);
    let correction = g / (g - 1.0) * (n - 1.0) / (n - 3.0);
    let error = std::array::from_fn(|i| {
        let squares: f64 =
            scores.values().map(|score| (0..3).map(|j| bread[i][j] * score[j]).sum::<f64>().powi(2)).sum();
        (correction * squares).sqrt()
    });
    (beta, error)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn slopes_and_errors_are_those_of_the_textbook(rows in proptest::collection::vec((0_usize..6, 0.2_f64..1.8, -0.5_f64..0.5), 12..40)) {
        let years: Vec<QuotaYear> = rows.iter().map(|(person, a, y)| year(*person, *a, *y)).collect();
        let exact: Vec<(usize, f64, f64)> = rows.iter().zip(&years).map(|((person, a, _), year)| (*person, *a, year.next_quota as f64 / 1e8 - 1.0)).collect();
        let found = ratchet(&years);
        if let (Some(up), Some(down)) = (found.up, found.down) && found.persons > 2 {
            let (beta, error) = textbook(&exact);
            prop_assert!((up.value - beta[1]).abs() < 1e-8 && (down.value - beta[2]).abs() < 1e-8);
            prop_assert!((found.growth.unwrap() - beta[0]).abs() < 1e-8);
            // Both intervals are as many errors wide.
            let wide = |interval: Option<(f64, f64)>| { let (low, high) = interval.unwrap(); (high - low) / 2.0 };
            let (up, down) = (wide(up.interval) / error[1], wide(down.interval) / error[2]);
            prop_assert!((up - down).abs() < 1e-5 * up, "{} {}", up, down);
            prop_assert!(up > 1.96);
        }
    }

    #[test]
    fn nothing_makes_it_panic(rows in proptest::collection::vec((0_usize..3, any::<f64>(), any::<i64>(), any::<i64>()), 0..12)) {
        let years: Vec<QuotaYear> = rows.iter().map(|(person, attainment, quota, next_quota)| QuotaYear {
            person: person.to_string(), quota: *quota, attainment: *attainment, next_quota: *next_quota }).collect();
        let found = ratchet(&years);
        prop_assert_eq!(found.n + found.left_out, years.len());
        let pairs: Vec<(f64, f64)> = rows.iter().map(|row| (row.1, row.3 as f64)).collect();
        fairness(&pairs);
    }
}

#[test]
fn a_team_of_which_nobody_fell_short_has_a_slope_above_only() {
    let years: Vec<QuotaYear> = (0..10_u32)
        .map(|index| year(index as usize, 1.0 + f64::from(index) / 10.0, 0.02 + 0.05 * f64::from(index)))
        .collect();
    let found = ratchet(&years);
    assert!((found.up.unwrap().value - 0.5).abs() < 1e-6 && (found.growth.unwrap() - 0.02).abs() < 1e-6);
    assert_eq!(found.down, None);
}

#[test]
fn too_little_to_tell_has_no_interval() {
    assert_eq!(ratchet(&[]).up, None);
    let one = ratchet(&[year(1, 1.0, 0.0), year(1, 1.5, 0.3)]);
    assert_eq!(one.up.map(|slope| slope.interval), Some(None));
    let flat = fairness(&[(1.0, 5.0), (2.0, 5.0), (0.0, 5.0)]);
    assert_eq!((flat.n, flat.left_out, flat.slope), (2, 1, None));
    assert_eq!(fairness(&[(1.0, 5.0), (2.0, 6.0)]).slope.unwrap().interval, None);
}
