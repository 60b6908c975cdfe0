//! Each kind of problem that the settings and the calendar of a company can have, at its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

mod checked;

use checked::check;
use plumb_fixtures::Fixture;
use plumb_plan::read;

#[test]
fn the_settings_are_checked() {
    check(
        r#"
#- /plumb.toml
plumb = 2
#       ^ error: version `2` of the plan language is not known here; this is 1
compani = 1
^^^^^^^ error: `plumb.toml` has no table `compani`
[company]
name = "Acme"
curency = "EUR"
^^^^^^^ error: `[company]` has no field `curency`
zone = "Berlin"
#      ^^^^^^^^ error: `Berlin` is no time zone
currency = "euro"
#          ^^^^^^ error: `euro` is no currency
[calendar]
year_starts = "04-15"
#             ^^^^^^^ error: `04-15` does not say when the year starts
working_days = ["mon", "freitag"]
#                      ^^^^^^^^^ error: `"freitag"` is no day of the week
[hours]
from = "9"
#      ^^^ error: `9` is no time of day
[threshold.span-too-wide]
#          ^^^^^^^^^^^^^ warning: the thresholds of `span-too-wide` have no reason
most = 12
[weights]
rhythm = "30 %"
method = 2
story = "much"
#       ^^^^^^ error: `much` is no weight
"#,
    );
}

#[test]
fn listed_periods_follow_one_another() {
    check(
        r#"
#- /plumb.toml
plumb = 1
[company]
currency = "EUR"
[calendar]
periods = "plan/periods.csv"
#- /plan/periods.csv
name,from,until
2026-Q1,2026-01-01,2026-04-01
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the one before
2026-Q2,2026-04-02,2026-07-01
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: `2026-Q1` ends on 2026-04-01, and `2026-Q2` begins on 2026-04-02: a hole
2026-Q3,2026-07-01,soon
#                  ^^^^ error: `soon` is no date
"#,
    );
}

#[test]
fn a_calendar_file_that_is_not_there_is_named() {
    check(
        r#"
#- /plumb.toml
plumb = 1
[company]
currency = "EUR"
[calendar]
periods = "plan/period.csv"
#         ^^^^^^^^^^^^^^^^^ error: no file `plan/period.csv` is given
"#,
    );
}

#[test]
fn a_workspace_without_settings_is_told() {
    let fixture = Fixture::parse(
        "#! error: 1 files are given, and none is `plumb.toml`\n#- /plan/a.toml\n[unit.acme]\n",
    );
    let (plan, problems) = read(fixture.files.clone());
    fixture.check(&plan.files, &problems);
    assert!(plan.entity("unit", "acme").is_some());
}
