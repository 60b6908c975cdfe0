//! What SQL of anybody may do, and how much of it.

use crate::workspace::Workspace;

const ENDLESS: &str = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";
const MANY: &str = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n";

#[test]
fn a_query_reads_within_limits_and_says_which_option_allows_more() {
    let workspace = Workspace::imported();
    let cases: &[(&[&str], &str)] = &[
        (&["sql", ENDLESS, "--seconds", "1"], "after 1 s; narrow it, or allow more with `--seconds`"),
        (&["sql", MANY, "--rows", "50"], "after 50 rows; narrow it, or allow more with `--rows`"),
        (&["sql", "delete from bookings"], "cannot modify bookings"),
        (&["sql", "select 1; drop table bookings"], ""),
        (&["sql", "attach '/etc/passwd' as x"], ""),
    ];
    for (arguments, says) in cases {
        let ran = workspace.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.out);
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
    }
    let rows = workspace.json(&["sql", "select count(*) as n from bookings"]);
    assert_eq!(rows["rows"][0][0], 592);
}

#[test]
fn a_result_is_a_spreadsheets_csv() {
    let workspace = Workspace::imported();
    let ran = workspace.run(&["sql", "select 'a, \"b\"' as says, 1 as n, null as absent", "--format", "csv"]);
    assert_eq!(ran.out, "says,n,absent\r\n\"a, \"\"b\"\"\",1,\r\n");
}
