//! Signing, changing and ending mandates.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

use plumb_plan::{Plan, lock, read};
use plumb_units::{Date, parse_date};

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\n";
const PLAN: &str = r#"[unit.acme]
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
[objective.grow]
says = "grow by \"11 %\" a year"
measure = "net-revenue"
unit = "acme"
baseline = "62 000 000 EUR"
target = "84 793 122 EUR"
start = "2026-01-01"
date = "2028-12-31"
headline = true
level = [{ period = "2026", target = "68 820 000 EUR" }]
[objective.vague]
unit = "acme"
"#;

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn plan(text: &str, lock: Option<&str>) -> Plan {
    let mut files = vec![("plumb.toml".into(), SETTINGS.into()), ("plan/a.toml".into(), text.to_owned())];
    files.extend(lock.map(|lock| ("plan.lock".to_owned(), lock.to_owned())));
    read(files).0
}

fn signed() -> String {
    lock::sign(&plan(PLAN, None), "grow", "ana", day("2026-01-05")).unwrap()
}

fn said(plan: &Plan) -> Vec<String> {
    lock::verify(plan).into_iter().map(|problem| problem.message).collect()
}

#[test]
fn what_is_signed_is_read_again_and_holds() {
    let text = signed();
    let (plan, problems) = read(vec![
        ("plumb.toml".into(), SETTINGS.into()),
        ("plan/a.toml".into(), PLAN.into()),
        ("plan.lock".into(), text.clone()),
    ]);
    assert_eq!(problems, []);
    assert_eq!(said(&plan), Vec::<String>::new());
    let mandate = plan.lock.mandate("grow").unwrap();
    assert_eq!(mandate.target.unwrap().to_string(), "84 793 122.00 EUR");
    assert_eq!(mandate.says.as_deref(), Some("grow by \"11 %\" a year"));
    assert_eq!((mandate.headline, mandate.levels.len(), mandate.signed_on), (true, 1, day("2026-01-05")));
    assert_eq!(plan.files.slice(plan.place("plan.lock/grow/target").unwrap()), "\"84 793 122.00 EUR\"");
    assert_eq!(plan.files.slice(plan.place("plan.lock/grow").unwrap()), "[[mandate]]");
    assert_eq!(text, signed(), "the same signing gives the same bytes");
    let course = plumb_plan::levels::Course::from(mandate);
    let level = course.level(&plan.company.calendar, day("2026-07-01")).unwrap();
    assert_eq!(level.quantity.to_string(), "68 820 000.00 EUR");
}

#[test]
fn what_is_not_whole_is_not_signed() {
    let problems = lock::sign(&plan(PLAN, None), "vague", "ana", day("2026-01-05")).unwrap_err();
    let said: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`objective.vague` has no `measure`",
            "`objective.vague` has no `date`",
            "`objective.vague` has no `target`"
        ]
    );
    let problems = lock::sign(&plan(PLAN, None), "grwo", "", day("2026-01-05")).unwrap_err();
    assert_eq!(problems[1].help.as_deref(), Some("did you mean `grow`?"));
    assert_eq!(problems.len(), 2);
}

#[test]
fn a_change_since_the_signing_names_the_fields() {
    let changed = PLAN.replace("84 793 122 EUR", "70 000 000 EUR").replace("2028-12-31", "2029-12-31");
    let plan = plan(&changed, Some(&signed()));
    let problems = lock::verify(&plan);
    assert_eq!(problems[0].message, "2 fields of the mandate `grow` changed since it was signed");
    let label = &problems[0].secondary[0].text;
    assert_eq!(label, "`target` is `70 000 000.00 EUR`, and was `84 793 122.00 EUR`");
}

#[test]
fn the_same_amount_written_otherwise_is_no_change() {
    let same = PLAN
        .replace("84 793 122 EUR", "84793122.00 EUR")
        .replace("start = \"2026-01-01\"", "start = 2026-01-01");
    assert_eq!(said(&plan(&same, Some(&signed()))), Vec::<String>::new());
}

#[test]
fn a_mandate_that_left_the_plan_is_missed() {
    let gone = PLAN.replace("[objective.grow]", "[objective.other]");
    assert_eq!(
        said(&plan(&gone, Some(&signed()))),
        ["the mandate `grow` is signed, and no longer in the plan"]
    );
    let renamed = PLAN.replace("[objective.grow]", "[objective.other]\nwas = \"grow\"");
    assert_eq!(said(&plan(&renamed, Some(&signed()))), Vec::<String>::new());
}

#[test]
fn a_lock_edited_by_hand_is_found() {
    let edited = signed().replace("84 793 122.00 EUR", "70 000 000.00 EUR");
    assert_eq!(
        said(&plan(PLAN, Some(&edited)))[0],
        "the mandate `grow` was changed in the lock after it was signed"
    );
}

#[test]
fn signing_again_replaces_the_standing_entry_and_keeps_all_other_bytes() {
    let other = signed().replace("id = \"grow\"", "id = \"other\"");
    let preamble = "# ours\r\n\n";
    let entry = signed();
    let entry = &entry[entry.find("[[mandate]]").unwrap()..];
    let other = &other[other.find("[[mandate]]").unwrap()..];
    let text = format!("{preamble}{entry}# about the other\n{other}# the end");
    let changed = PLAN.replace("84 793 122 EUR", "85 000 000 EUR");
    let text =
        text.replacen("id = \"other\"", "id = \"other\"\nended_by = \"ana\"\nended_on = \"2026-01-06\"", 1);
    let other =
        other.replacen("id = \"other\"", "id = \"other\"\nended_by = \"ana\"\nended_on = \"2026-01-06\"", 1);
    let again = lock::sign(&plan(&changed, Some(&text)), "grow", "ana", day("2026-02-01")).unwrap();
    assert!(
        again.starts_with(preamble) && again.ends_with(&format!("# about the other\n{other}# the end")),
        "{again}"
    );
    assert!(again.contains("85 000 000.00 EUR") && again.matches("id = \"grow\"").count() == 1);
}

#[test]
fn an_ended_mandate_stays_and_a_new_one_stands_beside_it() {
    let ended = lock::end(&plan(PLAN, Some(&signed())), "grow", "ana", day("2026-03-01")).unwrap();
    let after = plan(PLAN, Some(&ended));
    assert_eq!(said(&after), Vec::<String>::new());
    assert!(after.lock.mandate("grow").is_none() && after.lock.mandates.len() == 1);
    let anew = lock::sign(&after, "grow", "ana", day("2026-04-01")).unwrap();
    assert!(anew.starts_with(&ended));
    let both = plan(PLAN, Some(&anew));
    assert_eq!((both.lock.mandates.len(), both.lock.live().count()), (2, 1));
    assert_eq!(said(&both), Vec::<String>::new());
    let opened = ended.lines().filter(|line| !line.starts_with("ended_")).collect::<Vec<_>>().join("\n");
    assert_eq!(said(&plan(PLAN, Some(&opened))).len(), 1, "an end taken out by hand is found");
}

#[test]
fn nobody_signs_over_what_another_signed() {
    let changed = PLAN.replace("84 793 122 EUR", "70 000 000 EUR");
    for text in [PLAN, &changed] {
        let problems = lock::sign(&plan(text, Some(&signed())), "grow", "bo", day("2026-02-01")).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code, "signed-by-another");
        assert_eq!(
            problems[0].message,
            "`grow` is signed by ana on 2026-01-05, and nobody else can sign over it"
        );
        let help = problems[0].help.as_deref().unwrap();
        assert!(
            help.starts_with("let ana sign again, or let ana end it first: `plumb lock end grow"),
            "{help}"
        );
    }
    let ended = lock::end(&plan(PLAN, Some(&signed())), "grow", "ana", day("2026-01-31")).unwrap();
    assert!(lock::sign(&plan(&changed, Some(&ended)), "grow", "bo", day("2026-02-01")).is_ok());
}

#[test]
fn another_does_not_sign_over_it_under_a_new_name_either() {
    let renamed = PLAN.replace("[objective.grow]", "[objective.thrive]\nwas = \"grow\"");
    let renamed = plan(&renamed, Some(&signed()));
    let problems = lock::sign(&renamed, "thrive", "bo", day("2026-02-01")).unwrap_err();
    assert_eq!(problems[0].code, "signed-by-another");
    let again = lock::sign(&renamed, "thrive", "ana", day("2026-02-01")).unwrap();
    assert!(again.contains("id = \"thrive\"") && again.matches("[[mandate]]").count() == 1, "{again}");
}

#[test]
fn what_has_not_changed_is_not_signed_again() {
    let problems = lock::sign(&plan(PLAN, Some(&signed())), "grow", "ana", day("2026-02-01")).unwrap_err();
    assert_eq!(problems[0].message, "nothing has changed since ana signed `grow` on 2026-01-05");
    let edited = signed().replace("84 793 122.00 EUR", "70 000 000.00 EUR");
    let sought = PLAN.replace("84 793 122 EUR", "70 000 000 EUR");
    let mended = lock::sign(&plan(&sought, Some(&edited)), "grow", "ana", day("2026-02-01")).unwrap();
    assert_eq!(said(&plan(&sought, Some(&mended))), Vec::<String>::new(), "an edited entry can be mended");
}

#[test]
fn a_second_headline_is_not_signed() {
    let second = format!("{PLAN}measure = \"net-revenue\"\ntarget = \"1 EUR\"\ndate = \"2027-01-01\"\n");
    let both = second.replace("[objective.vague]", "[objective.vague]\nheadline = true");
    let problems = lock::sign(&plan(&both, Some(&signed())), "vague", "bo", day("2026-02-01")).unwrap_err();
    assert_eq!(
        problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(),
        ["`grow` is the headline, signed by ana on 2026-01-05; `vague` would be a second one"]
    );
    let twice = lock::sign(&plan(&second, Some(&signed())), "vague", "bo", day("2026-02-01")).unwrap();
    let twice = twice.replace("id = \"vague\"", "id = \"vague\"\nheadline = true");
    let told = said(&plan(&second, Some(&twice)));
    assert!(told.contains(&"`grow` and `vague` are both signed as the headline".to_owned()), "{told:?}");
}

#[test]
fn only_the_signer_ends_a_mandate_and_not_before_it_was_signed() {
    let plan = plan(PLAN, Some(&signed()));
    let problems = lock::end(&plan, "grow", "bo", day("2025-01-01")).unwrap_err();
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["not-signer", "date-order"]);
    assert_eq!(
        lock::end(&plan, "grow2", "ana", day("2026-02-01")).unwrap_err()[0].help.as_deref(),
        Some("did you mean `grow`?")
    );
}

#[test]
fn a_broken_lock_is_not_rewritten() {
    let broken = format!("{}\nx = = 1\n", signed());
    let problems = lock::sign(&plan(PLAN, Some(&broken)), "grow", "ana", day("2026-01-05")).unwrap_err();
    assert_eq!(problems[0].message, "`plan.lock` has errors, so it is not rewritten");
}
