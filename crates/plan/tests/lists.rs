//! Each kind of problem that a list in CSV can have, at its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

mod checked;

use checked::check;

#[test]
fn a_list_has_the_columns_of_its_kind() {
    check(
        r#"
#- /plan/accounts.csv
name,segment
^^^^^^^^^^^^ error: the column `id` is missing
Acme,mid
#- /plan/holidays.csv
country,date
DE,2026-01-01,New Year
^^^^^^^^^^^^^^^^^^^^^^ error: 3 fields stand under 2 columns: 1 is too many
#- /plan/peeple.csv
id
^ warning: nothing is read from `peeple.csv`
#- /plan/people.csv
id,nmae,email,email
#  ^^^^ error: a person has no column `nmae`
#             ^^^^^ error: the column `email` is there twice
ana,Ana,a@b,
"bo,Bo,,
^^^^^^^^ error: a quote is not closed
cy
^^ error: 1 field stands under 4 columns: 3 are missing at the end
di,Di,
^^^^^^ error: 3 fields stand under 4 columns: 1 is missing at the end
"#,
    );
}

#[test]
fn an_open_quote_hides_neither_other_rows_nor_the_start_of_its_own() {
    let plan = check(
        r#"
#- /plan/a.toml
[unit.acme]
lead = "bo"
[unit.north]
lead = "cy"
[unit.south]
lead = "di"
#- /plan/people.csv
id,name,unit,email
bo,"Bo, Acme,acme,
#  ^^^^^^^^^^^^^^^ error: a quote is not closed; what stands behind it on its line is not read
"cy,Cy,north,
^^^^^^^^^^^^^ error: a quote is not closed; what stands behind it on its line is not read
di,"Di, too",south,
"#,
    );
    assert_eq!(plan.of_kind("person").count(), 3);
    assert!(plan.entity("person", "bo").unwrap().unreadable.contains("unit"));
}
