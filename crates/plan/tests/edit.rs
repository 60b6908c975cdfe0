//! Edits change the bytes of the value and no others.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

use std::collections::BTreeMap;

use plumb_fixtures::{Random, mutate};
use plumb_plan::edit::{Edit, edit};
use plumb_plan::{Data, read_bytes};
use proptest::prelude::*;

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Acme\" # ours\ncurrency = \"EUR\"\n";
const PLAN: &str = r#"# The plan.

# Above all.
[unit.acme]
name = 'Acme'

# guessed: from the CRM, half sure
[unit.north] # stays
parent = "acme"   # for now
from = 2026-01-01
until = "2027-01-01"
[unit.north.keys]
crm = ["7", "007"]

[unit]
south.parent = "acme"
south.level = "team"
east = { parent = "acme", level = "team" }

[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
also = [
  "turnover", # said in the South
  "sales",
]

[role.ae]
sells = true
span = 8

[pay.ae]
roles = ["ae"]
on_target = "28 000 EUR"

# Revenue first.
[[pay.ae.component]]
measure = "net-revenue"
weight = "60 %"

[[pay.ae.component.tier]]
over = "0 %"
rate = "1 %"

[[pay.ae.component]]
measure = "net-revenue"
weight = "40 %"

[objective.grow]
unit = "acme"
level = [{ period = "2026-Q1", target = "1 EUR" }, { period = "2026-Q2", target = "2 EUR" }]
"#;
const PEOPLE: &str = "\u{feff}# guessed: sheet of March\r\nid,name,role,unit,from,key.crm\r\nana,\"Blum, Ana\",ae,acme,2020-01-01,005\r\n# the North\r\nbo,Bo,ae,north,2021-01-01,006\r\n";
const QUOTAS: &str = "# Kept apart.\nperson;measure;amount;from;until\nana;net-revenue;100 EUR;2026-01-01;2027-01-01\nbo;net-revenue;\"100 EUR\";2026-01-01;2027-01-01\n";
const FILES: [(&str, &str); 4] = [
    ("plumb.toml", SETTINGS),
    ("plan/plan.toml", PLAN),
    ("plan/people.csv", PEOPLE),
    ("plan/private/quotas.csv", QUOTAS),
];

fn whole() -> Vec<(String, Vec<u8>)> {
    FILES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

fn edited(edits: &[Edit]) -> BTreeMap<String, String> {
    let changed = edit(&whole(), edits).unwrap_or_else(|refusal| panic!("{:#?}", refusal.problems));
    changed.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

fn refused(edits: &[Edit]) -> Vec<String> {
    edit(&whole(), edits).unwrap_err().problems.into_iter().map(|problem| problem.message).collect()
}

/// The lines that differ: removed with `-`, new with `+`.
fn lines(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let ends = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let gone = old[start..old.len() - ends].iter().map(|line| format!("-{line}"));
    gone.chain(new[start..new.len() - ends].iter().map(|line| format!("+{line}"))).collect()
}

fn plan_lines(edits: &[Edit]) -> Vec<String> {
    lines(PLAN, &edited(edits)["plan/plan.toml"])
}

#[test]
fn a_value_keeps_its_quotes_and_its_comment() {
    assert_eq!(
        plan_lines(&[Edit::set("unit", "acme", "name", "Acme Group")]),
        ["-name = 'Acme'", "+name = 'Acme Group'"]
    );
    assert_eq!(plan_lines(&[Edit::set("unit", "acme", "name", "O'Acme")])[1], "+name = \"O'Acme\"");
    assert_eq!(
        plan_lines(&[Edit::set("unit", "north", "parent", "south")])[1],
        "+parent = \"south\"   # for now"
    );
    assert_eq!(plan_lines(&[Edit::set("unit", "north", "from", "2026-02-01")])[1], "+from = 2026-02-01");
    assert_eq!(
        plan_lines(&[Edit::set("unit", "north", "until", "2027-02-01")])[1],
        "+until = \"2027-02-01\""
    );
    assert_eq!(plan_lines(&[Edit::set("role", "ae", "span", "9")])[1], "+span = 9");
    assert_eq!(plan_lines(&[Edit::set("unit", "south", "level", "region")])[1], "+south.level = \"region\"");
    assert_eq!(
        plan_lines(&[Edit::set("unit", "east", "level", "region")])[1],
        "+east = { parent = \"acme\", level = \"region\" }"
    );
}

#[test]
fn a_new_field_goes_behind_the_last_of_its_table() {
    assert_eq!(plan_lines(&[Edit::set("unit", "north", "level", "team")]), ["+level = \"team\""]);
    assert_eq!(plan_lines(&[Edit::set("unit", "north", "keys.erp", "N1")]), ["+erp = \"N1\""]);
    assert_eq!(plan_lines(&[Edit::set("unit", "acme", "keys.erp", "A")]), ["+keys = { erp = \"A\" }"]);
    assert_eq!(plan_lines(&[Edit::set("unit", "south", "country", "de")]), ["+south.country = \"de\""]);
    assert_eq!(
        plan_lines(&[Edit::set("unit", "east", "country", "de")])[1],
        "+east = { parent = \"acme\", level = \"team\", country = \"de\" }"
    );
    assert_eq!(plan_lines(&[Edit::set("role", "ae", "leads", "true")]), ["+leads = true"]);
}

#[test]
fn clearing_takes_the_line_or_the_pair() {
    assert_eq!(plan_lines(&[Edit::clear("unit", "north", "parent")]), ["-parent = \"acme\"   # for now"]);
    assert_eq!(plan_lines(&[Edit::clear("unit", "east", "parent")])[1], "+east = { level = \"team\" }");
    assert_eq!(plan_lines(&[Edit::clear("unit", "east", "level")])[1], "+east = { parent = \"acme\" }");
    assert!(edit(&whole(), &[Edit::clear("unit", "acme", "country")]).unwrap().is_empty());
}

#[test]
fn rows_are_set_added_and_removed_by_their_place() {
    assert_eq!(plan_lines(&[Edit::set("pay", "ae", "component.2.weight", "50 %")])[1], "+weight = \"50 %\"");
    assert_eq!(plan_lines(&[Edit::set("pay", "ae", "component.1.tier.1.rate", "2 %")])[1], "+rate = \"2 %\"");
    assert_eq!(plan_lines(&[Edit::set("pay", "ae", "component.1.cap", "150 %")]), ["+cap = \"150 %\""]);
    assert_eq!(
        plan_lines(&[Edit::set("pay", "ae", "component.3", "{ weight = \"5 %\", period = \"year\" }")]),
        ["+[[pay.ae.component]]", "+weight = \"5 %\"", "+period = \"year\"", "+"]
    );
    assert_eq!(
        plan_lines(&[Edit::clear("pay", "ae", "component.2")]),
        ["-[[pay.ae.component]]", "-measure = \"net-revenue\"", "-weight = \"40 %\"", "-"]
    );
    assert_eq!(
        plan_lines(&[Edit::set(
            "objective",
            "grow",
            "level.3",
            "{ period = \"2026-Q3\", target = \"3 EUR\" }"
        )])[1],
        "+level = [{ period = \"2026-Q1\", target = \"1 EUR\" }, { period = \"2026-Q2\", target = \"2 EUR\" }, { period = \"2026-Q3\", target = \"3 EUR\" }]"
    );
    assert_eq!(
        plan_lines(&[Edit::clear("objective", "grow", "level.1")])[1],
        "+level = [{ period = \"2026-Q2\", target = \"2 EUR\" }]"
    );
    let whole_list = plan_lines(&[Edit::set("pay", "ae", "component", "[{ weight = \"100 %\" }]")]);
    assert_eq!(whole_list.last().map(String::as_str), Some("+weight = \"100 %\""));
    assert_eq!((whole_list.len(), whole_list[0].as_str()), (11, "-measure = \"net-revenue\""));
}

#[test]
fn lists_keep_their_shape() {
    assert_eq!(
        plan_lines(&[Edit::set("measure", "net-revenue", "also", "[\"turnover\"]")])[4..],
        ["+also = [\"turnover\"]"]
    );
    let lines = plan_lines(&[Edit::set("measure", "net-revenue", "also", "turnover\nrevenue")]);
    assert_eq!(lines[2..], ["+  \"turnover\",", "+  \"revenue\","]);
}

#[test]
fn an_entry_comes_last_and_goes_with_its_comments() {
    assert_eq!(
        plan_lines(&[Edit::add("unit", "west", &[("parent", "acme"), ("from", "2026-01-01")])]),
        ["+[unit.west]", "+parent = \"acme\"", "+from = 2026-01-01", "+"]
    );
    let gone = plan_lines(&[Edit::remove("unit", "east")]);
    assert_eq!(gone, ["-east = { parent = \"acme\", level = \"team\" }"]);
    let gone = plan_lines(&[Edit::remove("pay", "ae")]);
    assert_eq!((gone.len(), gone[0].as_str(), gone[15].as_str()), (17, "-[pay.ae]", "-weight = \"40 %\""));
    let roles = edited(&[Edit::add("skill", "listen", &[("roles", "ae"), ("says", "hears \"no\"")])]);
    assert_eq!(roles["plan/skills.toml"], "[skill.listen]\nroles = [\"ae\"]\nsays = \"hears \\\"no\\\"\"\n");
}

#[test]
fn a_guess_becomes_told() {
    let told = |kind: &str, id: &str, says: Option<&str>| Edit::Comment {
        kind: kind.into(),
        id: id.into(),
        says: says.map(str::to_owned),
    };
    assert_eq!(
        plan_lines(&[told("unit", "north", Some("told: by Ana Blum on 2026-01-31"))]),
        ["-# guessed: from the CRM, half sure", "+# told: by Ana Blum on 2026-01-31"]
    );
    assert_eq!(plan_lines(&[told("unit", "north", None)]), ["-# guessed: from the CRM, half sure"]);
    assert_eq!(plan_lines(&[told("role", "ae", Some("told: by Bo"))]), ["+# told: by Bo"]);
    let list = Edit::ListComment { path: "plan/people.csv".into(), says: Some("told: by Ana".into()) };
    let people = &edited(&[list])["plan/people.csv"];
    assert_eq!(people.split("\r\n").next(), Some("\u{feff}# told: by Ana"));
    assert_eq!(people.len() - "told: by Ana".len(), PEOPLE.len() - "guessed: sheet of March".len());
}

#[test]
fn cells_change_alone() {
    let changed = edited(&[
        Edit::set("person", "ana", "name", "Blum, Anna"),
        Edit::set("person", "bo", "keys.crm", "0,6"),
        Edit::set("quota", "bo-2026-01-01-net-revenue", "amount", "200 EUR"),
        Edit::set("quota", "person=ana, from=2026-01-01", "amount", "300 EUR"),
    ]);
    let people = PEOPLE.replace("Blum, Ana", "Blum, Anna").replace(",006", ",\"0,6\"");
    assert_eq!(changed["plan/people.csv"], people);
    let quotas =
        QUOTAS.replace("ana;net-revenue;100", "ana;net-revenue;300").replace("\"100 EUR", "\"200 EUR");
    assert_eq!(changed["plan/private/quotas.csv"], quotas);
}

#[test]
fn a_column_is_added_only_for_a_value() {
    assert!(edit(&whole(), &[Edit::clear("person", "bo", "manager")]).unwrap().is_empty());
    let people = &edited(&[Edit::set("person", "bo", "manager", "ana")])["plan/people.csv"];
    let rows: Vec<&str> = people.split("\r\n").collect();
    assert_eq!(rows[1], "id,name,role,unit,from,key.crm,manager");
    assert_eq!(
        rows[2..5],
        ["ana,\"Blum, Ana\",ae,acme,2020-01-01,005,", "# the North", "bo,Bo,ae,north,2021-01-01,006,ana"]
    );
}

#[test]
fn rows_come_last_and_go_whole() {
    let changed = edited(&[
        Edit::add("person", "cy", &[("name", "Cy"), ("unit", "acme")]),
        Edit::add(
            "quota",
            "",
            &[
                ("person", "ana"),
                ("measure", "net-revenue"),
                ("amount", "5 EUR"),
                ("from", "2027-01-01"),
                ("until", "2028-01-01"),
            ],
        ),
        Edit::remove("quota", "ana-2026-01-01-net-revenue"),
    ]);
    assert_eq!(changed["plan/people.csv"], format!("{PEOPLE}cy,Cy,,acme,,\r\n"));
    let left = QUOTAS.replace("ana;net-revenue;100 EUR;2026-01-01;2027-01-01\n", "");
    assert_eq!(
        changed["plan/private/quotas.csv"],
        format!("{left}ana;net-revenue;5 EUR;2027-01-01;2028-01-01\n")
    );
    let fresh = edited(&[Edit::add("assignment", "", &[("person", "ana"), ("from", "2026-01-01")])]);
    assert_eq!(fresh["plan/assignments.csv"], "person,from\nana,2026-01-01\n");
}

#[test]
fn settings_are_edited_too() {
    let changed = edited(&[
        Edit::set("plumb.toml", "company", "name", "Acme Group"),
        Edit::set("plumb.toml", "company", "zone", "Europe/Berlin"),
    ]);
    assert_eq!(
        changed["plumb.toml"],
        "plumb = 1\n[company]\nname = \"Acme Group\" # ours\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n"
    );
}

#[test]
fn everything_that_stands_in_the_way_is_told_at_once() {
    let problems = refused(&[
        Edit::set("unti", "north", "level", "x"),
        Edit::set("unit", "nort", "level", "x"),
        Edit::set("unit", "north", "levl", "x"),
        Edit::set("quota", "from=2026-01-01", "amount", "1 EUR"),
        Edit::set("pay", "ae", "component.7", "{ weight = \"1 %\" }"),
        Edit::Add {
            kind: "unit".into(),
            id: "x".into(),
            fields: vec![],
            path: Some("plan/../x.toml".into()),
        },
    ]);
    assert_eq!(
        problems,
        [
            "a plan has no kind `unti`",
            "no unit is called `nort`",
            "a unit has no field `levl`",
            "2 rows are `from=2026-01-01`",
            "`ae` has no place `component.7` in `plan/plan.toml`",
            "`plan/../x.toml` is not below `plan/`",
        ]
    );
}

#[test]
fn a_result_that_does_not_read_is_not_given() {
    assert_eq!(refused(&[Edit::set("unit", "north", "parent", "nowhere")]), ["no unit is called `nowhere`"]);
    assert_eq!(refused(&[Edit::set("person", "ana", "from", "31.1.2026")]), ["`31.1.2026` is no date"]);
    assert_eq!(refused(&[Edit::add("unit", "acme", &[])]), ["`unit.acme` is in the plan twice"]);
    assert!(!refused(&[Edit::set("pay", "ae", "component", "[]\n[unit.x]")]).is_empty());
    assert!(!refused(&[Edit::remove("unit", "north")]).is_empty());
}

/// Every field that is written as one text, with what it says.
fn written() -> Vec<(String, String, String, String)> {
    let (plan, _) = read_bytes(whole());
    let mut all = Vec::new();
    for entity in plan.all() {
        for (field, value) in &entity.fields {
            let raw = plan.files.slice(value.span);
            let says = raw.trim_matches(['"', '\'']).to_owned();
            let is_default = value.span == entity.span;
            if !is_default
                && !matches!(value.data, Data::Rows(_) | Data::Keys(_) | Data::References(_) | Data::Texts(_))
            {
                all.push((entity.kind.to_owned(), entity.id.to_string(), (*field).to_owned(), says));
            }
        }
    }
    all
}

#[test]
fn setting_what_is_there_gives_the_same_bytes() {
    let edits: Vec<Edit> =
        written().iter().map(|(kind, id, field, says)| Edit::set(kind, id, field, says)).collect();
    assert!(edits.len() > 30, "{}", edits.len());
    assert_eq!(edit(&whole(), &edits).unwrap(), []);
}

fn with(texts: &[(String, Vec<u8>)], changed: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let mut all: BTreeMap<String, Vec<u8>> = texts.iter().cloned().collect();
    all.extend(changed);
    all.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_text_set_and_set_back_leaves_no_trace(which in 0_usize..10_000, text in "[^\\p{C}]{1,30}") {
        let texts: Vec<_> = written().into_iter().filter(|(_, _, field, _)| ["name", "level", "value"].contains(&field.as_str())).collect();
        let (kind, id, field, old) = &texts[which % texts.len()];
        prop_assume!(!text.trim().is_empty());
        let before = with(&whole(), Vec::new());
        let there = edit(&before, &[Edit::set(kind, id, field, &text)]).unwrap();
        let after = with(&before, there);
        let (plan, _) = read_bytes(after.clone());
        prop_assert_eq!(plan.entity(kind, id).unwrap().text(field), Some(text.trim()));
        for ((path, old), (_, new)) in before.iter().zip(&after) {
            let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
            prop_assert!(lines(&old, &new).len() <= 2, "{} {:?}", path, lines(&old, &new));
        }
        let back = edit(&after, &[Edit::set(kind, id, field, old)]).unwrap();
        let back = with(&after, back);
        for ((_, old), (_, new)) in before.iter().zip(&back) {
            let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
            // A quote that the value once needed may stay.
            prop_assert_eq!(old.replace(['"', '\''], ""), new.replace(['"', '\''], ""));
        }
    }

    #[test]
    fn odd_texts_and_odd_edits_never_panic(seed in any::<u64>(), value in "(?s).{0,20}", field in "[a-z.0-9_]{0,12}") {
        const WORDS: &[&[u8]] = &[b"\"", b"[", b"]", b"\n", b"\r", b",", b";", b"#", b"{", b"}", b"=", b"\xff", b"\xef\xbb\xbf", b"[unit.north]\n", b"id,"];
        let mut random = Random::new(seed);
        let mut files = whole();
        for (_, bytes) in &mut files {
            *bytes = mutate(random.next(), bytes, WORDS);
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (kind, id, field, _) in written() {
            match random.below(6) {
                0 => edits.push(Edit::set(&kind, &id, &field, &value)),
                1 => edits.push(Edit::clear(&kind, &id, &field)),
                2 => edits.push(Edit::remove(&kind, &id)),
                3 => edits.push(Edit::Comment { kind, id, says: Some(value.clone()) }),
                _ => {}
            }
        }
        edits.push(Edit::set("pay", "ae", &field, &value));
        edits.push(Edit::add("unit", &value, &[("name", &value)]));
        for one in &edits {
            if let Ok(changed) = edit(&files, std::slice::from_ref(one)) {
                let (_, before) = read_bytes(files.clone());
                let (_, after) = read_bytes(with(&files, changed));
                let errors = |problems: &[plumb_diag::Problem]| problems.iter().filter(|p| p.severity == plumb_diag::Severity::Error).count();
                prop_assert!(errors(&after) <= errors(&before));
            }
        }
        let _ = edit(&files, &edits);
    }
}
