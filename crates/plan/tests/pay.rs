//! Pay plans: lists of quantities, values by name, lists of one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

mod checked;

use checked::check;
use plumb_units::Quantity;

#[test]
fn lists_of_quantities_and_values_by_name_are_read_with_their_places() {
    let plan = check(
        r#"
#- /plan/pay.toml
[role.ae]
[pay.ae]
roles = ["ae"]
clawback_on = "cancel"
[[pay.ae.measure]]
id = "arr"
sum = ["new"]
seasons = ["20 %", "20 %", "20 %", "40 %"]
[[pay.ae.component]]
prize = ["2 000 EUR", "1 000 EUR"]
[[pay.ae.example]]
transaction = [{ amount = "-5 EUR", with = { segment = "public", term = 24, first = true, margin = 0.5 } }]
"#,
    );
    let pay = plan.entity("pay", "ae").unwrap();
    let measure = &pay.rows("measure")[0];
    let seasons = measure.quantities("seasons");
    assert_eq!(seasons.len(), 4);
    assert!(matches!(seasons[3].value, Quantity::Rate(rate) if rate.millionths() == 400_000));
    assert_eq!(plan.files.slice(seasons[3].span), "\"40 %\"");
    assert_eq!(plan.place("pay.ae.measure.1.seasons.4"), Some(seasons[3].span));
    assert_eq!(pay.texts("clawback_on")[0].value, "cancel");
    let transaction = &pay.rows("example")[0].rows("transaction")[0];
    let with: Vec<(&str, &str)> =
        transaction.keys("with").iter().map(|value| (value.source.as_str(), value.key.as_str())).collect();
    assert_eq!(with, [("first", "true"), ("margin", "0.5"), ("segment", "public"), ("term", "24")]);
}

#[test]
fn what_is_wrong_in_them_is_said_at_its_place() {
    let plan = check(
        r#"
#- /plan/pay.toml
[role.ae]
[pay.ae]
roles = ["ae"]
draw_kind = "recoverabel"
#           ^^^^^^^^^^^^^ error: `recoverabel` is no `draw_kind`
[[pay.ae.measure]]
id = "arr"
ramp = ["50 %", "half"]
#               ^^^^^^ error: `half` is no unit that is known here
[[pay.ae.component]]
credits = ["new"]
^^^^^^^ error: a component has no field `credits`
[[pay.ae.component]]
[[pay.ae.component.tranche]]
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: `pay.ae.component.2.tranche.1` has no `share`
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: `pay.ae.component.2.tranche.1` has no `after`
[[pay.ae.example]]
transaction = [{ with = { parts = [1] } }]
#                                 ^^^ error: the value of `parts` is no text, number or flag
"#,
    );
    // A list of which one number is missing would have its others in wrong places.
    assert!(plan.entity("pay", "ae").unwrap().rows("measure")[0].unreadable.contains("ramp"));
}
