//! Whatever is given, reading ends, panics nowhere and points only to places that exist.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

use plumb_diag::Problem;
use plumb_fixtures::{Random, mutate};
use plumb_plan::{Plan, lock, read, read_bytes};
use proptest::prelude::*;

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n[calendar]\nperiods = \"plan/periods.csv\"\nworking_days = [\"mon\", \"fri\"]\n[hours]\nfrom = \"09:00\"\nuntil = \"17:00\"\n[threshold.span]\nmost = 8\nbecause = \"small teams\"\n";
const PERIODS: &str = "name,from,until\n2026-Q1,2026-01-01,2026-04-01\n2026-Q2,2026-04-01,2026-07-01\n2026-Q3,2026-07-01,2026-10-01\n2026-Q4,2026-10-01,2027-01-01\n";
const PLAN: &str = r#"# the plan
# guessed: from the CRM, half sure
[objective.grow]
says = "größer"
measure = "net-revenue"
unit = "acme"
baseline = "62 000 000 EUR"
growth = "11 %"
start = 2026-01-01
date = "2026-12-31"
owner = "ana"
serves = ["up"]
level = [{ period = "2026-Q3", target = "1 EUR" }]
[[objective.grow.milestone]]
date = "2026-06-30"
target = "5 EUR"
[objective]
up = { unit = "acme", serves = [{ objective = "grow", kind = "mean", weight = "5 %" }] }
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
[unit.acme]
[unit.north] # guessed: by hand
parent = "acme"
keys = { crm = ["7", "007"], erp = '8' }
from = "2026-01-01"
[role.ae]
sells = true
sell_time = "40 %"
span = 8
decides = ["price", """
more"""]
controls = ["net-revenue"]
[[pay.ae.component]]
measure = "net-revenue"
[[pay.ae.component]]
tier = [{ over = "80 %", rate = "2 %" }]
[pay.ae]
roles = ["ae"]
on_target = "5 000.00 EUR"
[method.core]
stage = [{ id = "first", keys = { crm = "1" }, criterion = ["need is named"] }]
[rhythm.monday]
minutes = "45 minutes"
every = "week"
"#;
const PEOPLE: &str = "\u{feff}# guessed: sheet of March\r\nid,name,role,unit,manager,from,until,key.crm,key.crm,guessed\r\nana,\"Blum, \"\"Ana\"\"\r\nB.\",ae,acme,,2020-01-01,,005,5,\r\nbo,Bo,ae,north,ana,2021-01-01,,006,,sure\r\n";
const QUOTAS: &str = "person,measure,amount,from,until\nana,net-revenue,100 EUR,2026-01-01,2027-01-01\nbo,net-revenue,100 EUR,2026-01-01,2027-01-01\nbo,net-revenue,100 EUR,2026-01-01,2027-01-01\n";
const LOCK: &str = "[[mandate]]\nid = \"grow\"\nmeasure = \"net-revenue\"\nunit = \"acme\"\ntarget = \"5.00 EUR\"\nlevel = [{ period = \"2026\", target = \"5.00 EUR\" }]\ndate = \"2026-12-31\"\nsigned_by = \"ana\"\nsigned_on = \"2026-01-01\"\nsha256 = \"00\"\n";

const FILES: [(&str, &str); 6] = [
    ("plumb.toml", SETTINGS),
    ("plan/periods.csv", PERIODS),
    ("plan/plan.toml", PLAN),
    ("plan/people.csv", PEOPLE),
    ("plan/private/quotas.csv", QUOTAS),
    ("plan.lock", LOCK),
];

const WORDS: &[&[u8]] = &[
    b"\"",
    b"'",
    b"\"\"\"",
    b"[",
    b"]",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b",",
    b";",
    b".",
    b"\n",
    b"\r\n",
    b"\r",
    b"#",
    b"# guessed: ",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\0",
    "ö".as_bytes(),
    "\u{fffd}".as_bytes(),
    b"-",
    b"9999999999999999999",
    b"1e999",
    b"-9999-01-01",
    b"9999-12-31",
    b"0000-01-01",
    b" EUR",
    b" %",
    b"[unit.acme]\n",
    b"[objective.grow]\n",
    b"was = \"up\"\n",
    b"parent = \"north\"\n",
    b"serves = \"grow\"\n",
    b"manager",
    b"ana",
    b"acme",
    b"id,",
    b"key.",
    b"2026-Q3",
    b"inf",
    b"nan",
];

fn whole() -> Vec<(String, Vec<u8>)> {
    FILES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Every place lies in its file on borders of characters, and every path leads to its place.
fn is_sound(plan: &Plan, problems: &[Problem]) -> Result<(), TestCaseError> {
    for problem in problems.iter().chain(&lock::verify(plan)) {
        for label in problem.primary.iter().chain(&problem.secondary) {
            prop_assert!(plan.files.holds(label.span), "{problem:?}");
        }
        prop_assert!(!problem.message.contains('\n'), "{problem:?}");
    }
    for (path, span) in plan.places() {
        prop_assert!(plan.files.holds(span), "{path}");
    }
    for entity in plan.all() {
        prop_assert_eq!(plan.place(&entity.path), Some(entity.span));
        for (name, value) in &entity.fields {
            prop_assert_eq!(plan.place(&entity.at(name)), Some(value.span));
            for row in entity.rows(name) {
                prop_assert_eq!(plan.place(&row.path), Some(row.span));
                for (name, value) in &row.fields {
                    prop_assert_eq!(plan.place(&row.at(name)), Some(value.span));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn the_whole_fixture_is_read() {
    let (plan, problems) = read_bytes(whole());
    let said: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert_eq!(
        plan.place("pay.ae.component.2.tier.1.over").map(|span| plan.files.slice(span)),
        Some("\"80 %\"")
    );
    assert_eq!(plan.all().count(), 14);
    is_sound(&plan, &problems).unwrap();
}

#[test]
fn damaged_plans_never_panic_and_point_to_places_that_exist() {
    for seed in 0..3_000 {
        let mut random = Random::new(seed);
        let mut files = whole();
        for (_, bytes) in &mut files {
            if random.below(2) == 0 {
                *bytes = mutate(random.next(), bytes, WORDS);
            }
        }
        let (plan, problems) = read_bytes(files);
        is_sound(&plan, &problems).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_never_panic(which in 0_usize..6, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut files = whole();
        files[which].1 = bytes;
        let (plan, problems) = read_bytes(files);
        is_sound(&plan, &problems)?;
    }

    #[test]
    fn any_text_never_panics(which in 0_usize..6, text in "(?s)[\\[\\]{}=\"'#,;.a-c0-9\r\n ö\u{feff}-]{0,200}") {
        let mut files = whole();
        files[which].1 = text.into_bytes();
        let (plan, problems) = read_bytes(files);
        is_sound(&plan, &problems)?;
    }

    #[test]
    fn the_order_of_files_does_not_matter(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), seed in any::<u64>()) {
        let mut files = whole();
        let which = Random::new(seed).below(6);
        files[which].1 = mutate(seed, &files[which].1, WORDS);
        let (plan, problems) = read_bytes(files.clone());
        let (again, same) = read_bytes(order.iter().map(|index| files[*index].clone()).collect());
        prop_assert_eq!(problems, same);
        prop_assert_eq!(plan.entities, again.entities);
        prop_assert_eq!(plan.lock.mandates, again.lock.mandates);
    }
}

#[test]
fn a_long_chain_and_a_long_list_of_mistakes_stay_quick() {
    let mut units = String::from("id,manager\np0,\n");
    let mut wrong = String::from("id,owner\n");
    for index in 1..20_000 {
        units.push_str(&format!("p{index},p{}\n", index - 1));
        wrong.push_str(&format!("a{index},nobody{index}\n"));
    }
    let settings = ("plumb.toml".to_owned(), "plumb = 1\n[company]\ncurrency = \"EUR\"\n".to_owned());
    let files = vec![settings, ("plan/people.csv".into(), units), ("plan/accounts.csv".into(), wrong)];
    let (plan, problems) = read(files);
    assert_eq!(plan.of_kind("person").count(), 20_000);
    assert_eq!(problems.len(), 19_999);
}
