//! Each kind of problem a plan can have, at its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

mod checked;

use checked::check;

#[test]
fn a_sound_plan_has_no_problem() {
    check(
        r#"
#- /plan/objectives.toml
[objective.grow]
measure = "net-revenue"
unit = "acme"
baseline = "62 000 000 EUR"
growth = "11 %"
start = 2026-01-01
date = "2028-12-31"
owner = "ana"
headline = true
level = [{ period = "2026", target = "68 000 000 EUR" }]

[objective.north]
unit = "north"
serves = "grow"

[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
#- /plan/units.toml
[unit]
acme = { name = "Acme" }
north = { parent = "acme", keys = { crm = ["7", "007"] } }
[role.ae]
controls = ["net-revenue"]
#- /plan/people.csv
id,name,role,unit,manager,from,key.crm
ana,"Blum, Ana",ae,acme,,2020-01-01,005
bo,Bo,ae,north,ana,2021-01-01,006
#- /plan/private/quotas.csv
person,measure,amount,from,until
bo,net-revenue,500 000 EUR,2026-01-01,2027-01-01
"#,
    );
}

#[test]
fn all_syntax_errors_of_a_file_come_at_once_and_the_rest_is_read() {
    let plan = check(
        r#"
#- /plan/units.toml
[unit.acme]
name = "Acme
#           ^ error: this is not TOML: invalid basic string, expected `"`
[unit.north]
parent = = "acme"
#        ^ error: this is not TOML: extra `=`
[unit.south]
name = "South"
"#,
    );
    assert_eq!(plan.entity("unit", "south").unwrap().text("name"), Some("South"));
}

#[test]
fn unknown_kinds_and_fields_are_told_with_the_nearest() {
    check(
        r#"
#- /plan/a.toml
[untit.acme]
#^^^^^ error: a plan has no kind `untit`
[unit.north]
leed = "ana"
^^^^ error: a unit has no field `leed`
[method.core]
stage = [{ id = "first", chanse = "20 %" }]
#                        ^^^^^^ error: a stage has no field `chanse`
"#,
    );
}

#[test]
fn values_of_a_wrong_type_are_told_with_what_is_expected() {
    check(
        r#"
#- /plan/a.toml
[role.ae]
sells = "yes"
#       ^^^^^ error: `yes` is neither `true` nor `false`
#       ^^^^^ `sells` is a flag
sell_time = "120 %"
#           ^^^^^^^ error: `120 %` is above 100 %
discount_limit = 0.1
#                ^^^ error: `0.1` is no percentage
span = 99999999999999999999
#      ^^^^^^^^^^^^^^^^^^^^ error: `99999999999999999999` is too large
decides = 5
#         ^ error: `5` is no list of texts
[segment.mid]
potential = 4200000
#           ^^^^^^^ error: `4200000` has no currency
name = 5
#      ^ error: `5` is no text
[offering.cloud]
list_price = "-5 EUR"
#            ^^^^^^^^ error: `-5 EUR` is below zero
floor_price = "99999999999999999999 EUR"
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^ error: `99999999999999999999` is too large
stage = "grown"
#       ^^^^^^^ error: `grown` is no `stage`
launched = "2026-02-30"
#          ^^^^^^^^^^^^ error: `2026-02-30` is no date
segments = { mid = true }
#          ^^^^^^^^^^^^^^ error: `segments` is a list of ids, not a table
[objective.grow]
unit = ["north"]
#      ^^^^^^^^^ error: `unit` is an id, not a list
[rhythm.monday]
minutes = 45
#         ^^ error: `45` is no length of time
"#,
    );
}

#[test]
fn what_is_required_is_asked_for() {
    check(
        r#"
#- /plan/a.toml
[objective.grow]
^^^^^^^^^^^^^^^^ error: `objective.grow` has no `unit`
[value.honest]
^^^^^^^^^^^^^^ error: `value.honest` has no `says`
[measure.margin]
^^^^^^^^^^^^^^^^ error: `measure.margin` is a ratio without a `denominator`
table = "bookings"
time = "date"
unit = "rate"
aggregate = "ratio"
numerator = "net"
[exception.old]
^^^^^^^^^^^^^^^ error: `exception.old` has no `reason`
^^^^^^^^^^^^^^^ error: `exception.old` has no `until`
rule = "unpaid-objective"
"#,
    );
}

#[test]
fn an_id_is_in_the_plan_once() {
    check(
        r#"
#- /plan/a.toml
[unit.north]
#^^^^^^^^^^ first here
name = "North"
[unit.north]
#     ^^^^^ error: `unit.north` is in the plan twice
name = "Again"
[unit.south]
#     ^^^^^ first here
[unit.Big-One]
#     ^^^^^^^ error: `Big-One` is no id
#- /plan/b.toml
[unit.south]
#     ^^^^^ error: the unit `south` is in the plan twice
#- /plan/people.csv
id,name
ana,Ana
^^^ first here
ana,Another
^^^ error: the person `ana` is in the plan twice
"#,
    );
}

#[test]
fn a_key_written_twice_is_told_with_the_first() {
    check(
        r#"
#- /plan/a.toml
[unit.north]
name = "a"
^^^^ first here
name = "b"
^^^^ error: `name` is written twice
"#,
    );
}

#[test]
fn an_unresolved_name_is_no_id() {
    let plan = check(
        r#"
#- /plan/a.toml
[unit.emea]
[unit.north]
parent = "esmea"
#        ^^^^^^^ error: no unit is called `esmea`
[report.weekly]
units = ["emea", "south"]
#                ^^^^^^^ error: no unit is called `south`
owner = "ana"
#       ^^^^^ error: no person is called `ana`
"#,
    );
    assert_eq!(plan.entity("unit", "north").unwrap().reference("parent"), None);
    let units = plan.entity("report", "weekly").unwrap().references("units");
    assert_eq!(units.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(), ["emea"]);
}

#[test]
fn an_old_name_still_resolves_and_says_the_new_one() {
    let plan = check(
        r#"
#- /plan/a.toml
[unit.europe]
was = "emea"
[unit.north]
parent = "emea"
#        ^^^^^^ warning: the unit `emea` is called `europe` now
[unit.asia]
was = "north"
#     ^^^^^^^ error: the unit `north` is still in the plan
"#,
    );
    assert_eq!(plan.entity("unit", "north").unwrap().reference("parent").unwrap().as_str(), "europe");
}

#[test]
fn dates_are_in_order() {
    check(
        r#"
#- /plan/a.toml
[unit.north]
from = "2026-01-01"
until = "2026-01-01"
#       ^^^^^^^^^^^^ error: `until` is 2026-01-01, and `from` is 2026-01-01
[objective.grow]
unit = "north"
start = "2027-01-01"
date = "2026-12-31"
#      ^^^^^^^^^^^^ error: `date` is 2026-12-31, and `start` is 2027-01-01
"#,
    );
}

#[test]
fn two_quotas_of_one_person_and_measure_may_not_overlap() {
    check(
        r#"
#- /plan/a.toml
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
#- /plan/people.csv
id
ana
bo
#- /plan/private/quotas.csv
person,measure,amount,from,until,kind
ana,net-revenue,100 EUR,2026-01-01,2026-07-01,
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ until 2026-07-01
ana,net-revenue,100 EUR,2026-06-30,2027-01-01,
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: `ana` has two quotas of `net-revenue` from 2026-06-30
ana,net-revenue,900 EUR,2026-01-01,2027-01-01,roll-up
bo,net-revenue,100 EUR,2026-01-01,2026-07-01,
bo,net-revenue,100 EUR,2026-07-01,2027-01-01,
bo,net-revenue,100 EUR,2027-07-01,,
#                                 ^ error: `private/quotas.csv/bo-2027-07-01-net-revenue` has no `until`
"#,
    );
}

#[test]
fn a_territory_is_not_given_away_twice() {
    check(
        r#"
#- /plan/a.toml
[territory.north]
[territory.south]
#- /plan/assignments.csv
territory,person,share,from,until
north,ana,60 %,2026-01-01,
^^^^^ assigned at the same time
north,bo,50 %,2026-03-01,
^^^^^ warning: 110 % of the territory `north` are assigned on 2026-03-01
south,ana,,,2026-03-01
south,bo,,2026-03-01,
#- /plan/people.csv
id
ana
bo
"#,
    );
}

#[test]
fn what_closes_a_circle_is_left_out() {
    let plan = check(
        r#"
#- /plan/a.toml
[unit.a]
parent = "b"
#        ^^^ `a` is below `b`
[unit.b]
parent = "a"
#        ^^^ error: 2 entries of unit stand in a circle: `b` is below `a`
[person.ana]
manager = "ana"
#         ^^^^^ error: the person `ana` is led by itself
[objective.up]
unit = "a"
serves = ["down"]
#         ^^^^^^ error: 2 entries of objective stand in a circle: `up` is below `down`
[objective.down]
unit = "a"
serves = [{ objective = "up" }]
#                       ^^^^ `down` is below `up`
"#,
    );
    assert!(plan.entity("unit", "b").unwrap().reference("parent").is_none());
    assert!(plan.entity("unit", "a").unwrap().reference("parent").is_some());
    assert!(plan.entity("person", "ana").unwrap().reference("manager").is_none());
    assert!(plan.entity("objective", "up").unwrap().rows("serves").is_empty());
}

#[test]
fn a_plan_has_one_headline() {
    check(
        r#"
#- /plan/a.toml
[unit.acme]
[objective.grow]
unit = "acme"
headline = true
#          ^^^^ first here
[objective.keep]
unit = "acme"
headline = false
[objective.win]
unit = "acme"
headline = true
#          ^^^^ error: 3 objectives are the headline, and a plan has one: `grow`, `win`, `more`
#- /plan/b.toml
[objective.more]
unit = "acme"
headline = true
#          ^^^^ and here
"#,
    );
}

#[test]
fn numbers_are_in_the_unit_of_their_measure() {
    check(
        r#"
#- /plan/a.toml
[unit.acme]
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
#      ^^^^^^^ counted here
[objective.grow]
unit = "acme"
measure = "net-revenue"
baseline = "62 000 000 USD"
#          ^^^^^^^^^^^^^^^^ error: `baseline` is in USD, and the company counts in EUR
target = "84 %"
#        ^^^^^^ error: `target` is in rate, and `net-revenue` counts money
[objective.mixed]
unit = "acme"
baseline = "5 EUR"
target = "6 days"
#        ^^^^^^^^ error: `target` is in days, and `baseline` in EUR
[segment.far]
potential = "5 SEK"
[segment.farther]
potential = "5 NOK"
#           ^^^^^^^ error: 1 amount is in NOK, and no rate leads to EUR
#- /plan/rates.csv
currency,into,date,rate
SEK,EUR,2026-01-01,0.0851
SEK,EUR,2026-01-01,0.09
^^^^^^^^^^^^^^^^^^^^^^^ error: this exchange is in the plan twice
Kr,EUR,2026-01-01,0.0x
^^ error: `Kr` is no currency
#                 ^^^^ error: `0.0x` is no rate above 0
"#,
    );
}

#[test]
fn keys_are_text_and_lead_to_one_thing() {
    check(
        r#"
#- /plan/a.toml
[unit.north]
keys = { crm = 5, hr = ["1", "01"], erp = true }
#              ^ error: the key 5 is a number, and keys are text
#                                         ^^^^ error: the key of `erp` is no text
[person.ana.keys]
crm = "005"
#     ^^^^^ person `ana`
#- /plan/people.csv
id,key.crm
bo,005
#  ^^^ error: the key `005` of `crm` leads to `ana` and to `bo`
"#,
    );
}

#[test]
fn exceptions_name_what_they_are_for() {
    check(
        r#"
#- /plan/a.toml
[unit.north]
[exception.a]
rule = "unpaid-objective"
reason = "new plan in May"
until = "2026-06-01"
subject = "unit:nort"
#         ^^^^^^^^^^^ error: no unit is called `nort`
[exception.b]
rule = "unpaid-objective"
reason = ""
#        ^^ error: `exception.b` has an empty `reason`
until = "2026-06-01"
subject = "north"
#         ^^^^^^^ error: `north` names no subject
"#,
    );
}

#[test]
fn nesting_is_bounded() {
    check(&format!(
        "#- /plan/a.toml\na = {}\n#{}^ error: more than 8 parts in a key or 16 levels\n",
        "[".repeat(17),
        " ".repeat(19)
    ));
    check("#- /plan/a.toml\na.b.c.d.e.f.g.h.i = 1\n#               ^ error: more than 8 parts\n");
}
