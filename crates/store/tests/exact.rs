//! The exact functions, as SQL sees them.
#![allow(clippy::unwrap_used, clippy::panic)]

use plumb_store::{Cell, Migrations, Store};
use proptest::prelude::*;

fn value(sql: &str) -> Result<Cell, String> {
    let store = Store::in_memory(&Migrations::default()).unwrap();
    let table = store.query(&format!("select {sql} as value"), &[]).map_err(|error| error.to_string())?;
    Ok(table.rows[0][0].clone())
}

#[test]
fn a_part_of_an_amount_is_exact() {
    // 9.8 × 0.85
    assert_eq!(value("part(9800000, 850000)"), Ok(Cell::Int(8_330_000)));
    assert_eq!(value("part(1, 500000)"), Ok(Cell::Int(0)), "half a millionth goes to the even neighbour");
    assert_eq!(value("part(3, 500000)"), Ok(Cell::Int(2)));
    assert_eq!(value("part(-3, 500000)"), Ok(Cell::Int(-2)));
    assert_eq!(value("part(null, 1)"), Ok(Cell::Null));
}

#[test]
fn a_part_that_does_not_fit_is_an_error_and_not_a_wrong_number() {
    assert!(value("part(9223372036854775807, 9223372036854775807)").unwrap_err().contains("too large"));
    assert!(value("part(1.5, 1)").unwrap_err().contains("whole numbers"));
}

#[test]
fn amounts_read_and_write_as_decimals() {
    assert_eq!(value("amount('12.30')"), Ok(Cell::Int(12_300_000)));
    assert_eq!(value("amount(12)"), Ok(Cell::Int(12_000_000)));
    assert_eq!(value("exact_text(amount('-0.000001'))"), Ok("-0.000001".into()));
    assert!(value("amount('12.3.4')").unwrap_err().contains("not a number"));
    assert!(value("amount(12.5)").is_err(), "a float never becomes an amount");
}

#[test]
fn a_share_of_nothing_is_unknown() {
    assert_eq!(value("share(1, 4)"), Ok(Cell::Real(0.25)));
    assert_eq!(value("share(1, 0)"), Ok(Cell::Null));
    assert_eq!(value("share(1, null)"), Ok(Cell::Null));
}

#[test]
fn days_cross_months_and_years() {
    assert_eq!(value("day_after('2024-02-28')"), Ok("2024-02-29".into()));
    assert_eq!(value("day_after('2026-12-31T23:00:00Z')"), Ok("2027-01-01".into()));
    assert_eq!(value("days('2024-05-29', '2025-05-29')"), Ok(Cell::Int(365)));
    assert_eq!(value("days('2026-01-02', '2026-01-01')"), Ok(Cell::Int(-1)));
    assert!(value("day_after('31.01.2026')").unwrap_err().contains("not a date"));
    assert!(value("day_after('9999-12-31')").unwrap_err().contains("no day after"));
}

#[test]
fn an_open_end_overlaps_until_the_other_one_ends() {
    assert_eq!(value("days_overlap('2026-01-01', null, '2026-01-10', '2026-01-20')"), Ok(Cell::Int(10)));
    assert_eq!(value("days_overlap('2026-01-01', null, '2026-01-10', null)"), Ok(Cell::Null));
    assert_eq!(
        value("days_overlap('2026-01-01', '2026-01-05', '2026-01-05', '2026-01-20')"),
        Ok(Cell::Int(0))
    );
}

#[test]
fn sums_that_overflow_are_errors() {
    let error =
        value("(select sum(n) from (select 9223372036854775807 as n union all select 1))").unwrap_err();
    assert!(error.contains("overflow"), "{error}");
}

proptest! {
    #[test]
    fn decimal_text_survives_a_round_trip(millionths in any::<i64>().prop_filter("has a mirror", |n| *n != i64::MIN)) {
        prop_assert_eq!(value(&format!("amount(exact_text({millionths}))")), Ok(Cell::Int(millionths)));
    }

    #[test]
    fn no_text_makes_a_function_panic(text in "\\PC{0,20}") {
        let text = text.replace('\'', "''").replace('\0', "");
        for call in ["amount('{}')", "day_after('{}')", "days('{}', '{}')", "share('{}', 1)", "part('{}', 1)"] {
            let _ = value(&call.replace("{}", &text));
        }
    }
}
