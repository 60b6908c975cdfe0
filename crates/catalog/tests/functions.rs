//! The functions, as SQL calls them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod workspace;

use workspace::{Workspace, check};

#[test]
fn functions_know_the_companys_calendar() {
    let store = Workspace::new().review();
    for (sql, expected) in [
        ("period('2026-02-20', 'quarter'), period('2026-02-20T10:00:00Z', 'year')", "2026-Q4 2026"),
        (
            "period_from('2026-02-20', 'quarter'), period_until('2026-02-20', 'month')",
            "2026-01-01 2026-03-01",
        ),
        ("month_of_quarter('2026-02-20'), days_to_end('2026-03-31', 'quarter')", "2 0"),
        ("late('2026-03-22', 10), late('2026-03-21', 10), late(null, 10)", "1 0 -"),
        ("working_days('2025-12-29', '2026-01-05'), working_days('2026-01-05', '2025-12-29')", "4 -4"),
        ("working_days('2026-04-27', '2026-05-04'), working_days('2026-04-27', '2026-05-04', 'DE')", "5 4"),
        ("working_minutes('2026-02-18T10:00:00', '2026-02-18T10:45:00')", "45"),
        ("as_of(), year_from(), year_until()", "2026-02-20 2025-04-01 2026-04-01"),
    ] {
        check(&store, &format!("select {sql}"), &[expected]);
    }
    let error = store.query("select period('2026-02-20', 'quater')", &[]).unwrap_err().to_string();
    assert_eq!(
        error,
        "period(): `quater` is none of `day`, `week`, `month`, `quarter`, `year`; did you mean `quarter`?"
    );
}

#[test]
fn minutes_count_inside_business_hours_only() {
    let store = Workspace::new().review();
    for (from, until, expected) in [
        // From Friday 16:00 to Monday 10:00, in hours from 09:00 to 17:00.
        ("'2026-02-13T16:00:00'", "'2026-02-16T10:00:00'", "120"),
        ("'2026-02-16T10:00:00'", "'2026-02-13T16:00:00'", "-120"),
        ("'2026-02-14'", "'2026-02-16'", "0"),
        ("'2026-02-16'", "'2026-02-21'", "2400"),
        ("'2026-02-16T17:00:00'", "'2026-02-17T08:59:59'", "0"),
        // Berlin is an hour ahead of UTC in winter.
        ("'2026-02-16T08:30:00Z'", "'2026-02-16T09:00:00Z'", "30"),
        ("'2026-02-16T07:30:00Z'", "'2026-02-16T09:00:00'", "0"),
        ("null", "'2026-02-16'", "-"),
    ] {
        check(&store, &format!("select working_minutes({from}, {until})"), &[expected]);
    }
    let holiday = "select working_minutes('2026-04-30T16:00:00', '2026-05-04T10:00:00', 'DE'), \
                   working_minutes('2026-04-30T16:00:00', '2026-05-04T10:00:00')";
    check(&store, holiday, &["120 600"]);
    let error = store.query("select working_minutes('soon', '2026-02-16')", &[]).unwrap_err().to_string();
    assert!(error.starts_with("working_minutes(): `soon` and `2026-02-16` are not two instants"), "{error}");
}

#[test]
fn statistics_skip_null_as_sql_does() {
    let store = Workspace::new().review();
    let rows = "(select column1 as x, column2 as y, column3 as c from (values (0, 1.0, 'a'), (1, 3.0, 'a'), \
                (0, 7.0, 'b'), (1, 10.0, 'b'), (null, 5, 'c'), (1, null, 'c')))";
    let nothing = "(select 1 as x where 0)";
    for (figures, from, expected) in [
        ("mean(y), median(y), quantile(y, 0.25), mean_where(y, x), least_group(x)", rows, "5.2 5 3 6.5 2"),
        ("slope(y, x, c), slope_p(y, x, c) < 0.1, slope_lower(y, x, c) < 0", rows, "2.5 1 1"),
        ("mean(x), sd(x), median(x), slope(x, x, x), least_group(x)", nothing, "- - - - 0"),
        ("magnitude(0.5, 0.25, 0.5), magnitude(1, 0, 0.5), magnitude(null, 0, 1)", "(select 1)", "0.5 1 -"),
        ("wilson_upper(0, 0), round(wilson_lower(4238, 6711), 6)", "(select 1)", "- 0.619887"),
    ] {
        check(&store, &format!("select {figures} from {from}"), &[expected]);
    }
    let error = store.query("select mean('a')", &[]).unwrap_err().to_string();
    assert_eq!(error, "mean(): argument 1 is not a number");
}

#[test]
fn every_function_that_is_listed_is_there() {
    let store = Workspace::new().review();
    for function in plumb_catalog::functions::FUNCTIONS {
        let sql = format!("select count(*) > 0 from pragma_function_list where name = '{}'", function.name);
        check(&store, &sql, &["1"]);
    }
}
