//! What a plan gives to those who read it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own plan is wrong")]

use plumb_plan::{Plan, read};
use plumb_units::{Grain, parse_date};

const SETTINGS: &str =
    "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n";

fn plan(files: &[(&str, &str)]) -> Plan {
    let mut given: Vec<_> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    if !files.iter().any(|(path, _)| *path == "plumb.toml") {
        given.push(("plumb.toml".into(), SETTINGS.into()));
    }
    let (plan, problems) = read(given);
    assert_eq!(problems, [], "{problems:#?}");
    plan
}

fn slice<'p>(plan: &'p Plan, at: &str) -> &'p str {
    plan.files.slice(plan.place(at).unwrap_or_else(|| panic!("no place `{at}`")))
}

#[test]
fn plan_paths_lead_to_their_text() {
    let plan = plan(&[
        (
            "plan/a.toml",
            "[unit.acme]\n[measure.net]\ntable = \"bookings\"\nvalue = \"net\"\ntime = \"date\"\nunit = \"money\"\n[unit.acme.keys]\ncrm = \"7\"\n[report.weekly]\nunits = [\"acme\"]\n",
        ),
        ("plan/people.csv", "id,name,key.crm\nana,\"Blum, Ana\",005\n"),
        (
            "plan/private/quotas.csv",
            "person,measure,amount,from,until\nana,net,5 EUR,2024-05-29,2025-01-01\nana,net,5 EUR,2025-01-01,2026-01-01\n",
        ),
    ]);
    assert_eq!(slice(&plan, "measure.net.time"), "\"date\"");
    assert_eq!(
        slice(&plan, "measure.net.filter"),
        "[measure.net]",
        "what is not written is placed at its entry"
    );
    assert_eq!(slice(&plan, "people.csv/ana/name"), "\"Blum, Ana\"");
    assert_eq!(slice(&plan, "people.csv/ana/until"), "ana,\"Blum, Ana\",005");
    assert_eq!(slice(&plan, "private/quotas.csv/ana-2024-05-29-net/amount"), "5 EUR");
    assert_eq!(slice(&plan, "plumb.toml/company/currency"), "\"EUR\"");
    assert_eq!(slice(&plan, "unit.acme.keys.crm"), "\"7\"");
    assert_eq!(slice(&plan, "report.weekly.units.acme"), "\"acme\"");
    assert_eq!(plan.place("unit.nowhere.name"), None);
    assert_eq!(plan.place(""), None);
}

#[test]
fn rows_that_spell_the_same_id_get_a_number() {
    let csv = "territory,person,share,from\nnorth,ana,10 %,\nnorth,ana,10 %,\n";
    let plan = plan(&[("plan/a.toml", "[territory.north]\n[person.ana]\n"), ("plan/assignments.csv", csv)]);
    let ids: Vec<_> = plan.of_kind("assignment").map(|entity| entity.id.as_str()).collect();
    assert_eq!(ids, ["north-ana", "north-ana-2"]);
}

#[test]
fn keys_are_kept_verbatim() {
    let plan = plan(&[
        (
            "plan/a.toml",
            "[unit.acme]\nkeys = { crm = \"005\", hr = [\"274\", \"0274\"] }\n[method.core]\nstage = [{ id = \"won\", keys = { crm = \"Closed Won\" } }]\n",
        ),
        ("plan/people.csv", "id,key.crm,key.crm\nana,\" 005 \",\n"),
    ]);
    let keys: Vec<_> = plan.keys().map(|key| (key.kind, key.id, key.source, key.key)).collect();
    assert_eq!(
        keys,
        [
            ("stage", "won", "crm", "Closed Won"),
            ("person", "ana", "crm", " 005 "),
            ("unit", "acme", "crm", "005"),
            ("unit", "acme", "hr", "274"),
            ("unit", "acme", "hr", "0274"),
        ]
    );
}

#[test]
fn a_guess_is_marked_at_the_table_at_the_file_or_at_the_row() {
    let plan = plan(&[
        (
            "plan/a.toml",
            "# guessed: half sure, from names\n[unit.acme]\n\n[unit.north] # guessed: by hand\n\n# guessed: far above\n\n[unit.south]\n[unit.east] # not guessed: said\nname = \"# guessed: no\"\n",
        ),
        ("plan/people.csv", "# guessed: from the CRM\nid,guessed\nana,\nbo,nearly sure\n"),
    ]);
    let guessed = |kind: &str, id: &str| plan.entity(kind, id).unwrap().guessed.clone();
    assert_eq!(guessed("unit", "acme").as_deref(), Some("half sure, from names"));
    assert_eq!(guessed("unit", "north").as_deref(), Some("by hand"));
    assert_eq!(guessed("unit", "south"), None);
    assert_eq!(guessed("unit", "east"), None);
    assert_eq!(guessed("person", "ana").as_deref(), Some("from the CRM"));
    assert_eq!(guessed("person", "bo").as_deref(), Some("nearly sure"));
}

#[test]
fn a_short_form_stands_for_a_row() {
    let plan = plan(&[(
        "plan/a.toml",
        "[unit.acme]\n[objective.a]\nunit = \"acme\"\n[objective.b]\nunit = \"acme\"\nserves = \"a\"\n[process.p]\nstep = [\"call\", { says = \"meet\" }]\n",
    )]);
    let serves = plan.entity("objective", "b").unwrap().rows("serves");
    assert_eq!(
        (serves[0].reference("objective").unwrap().as_str(), serves[0].choice("kind")),
        ("a", Some("sum"))
    );
    let steps = plan.entity("process", "p").unwrap().rows("step");
    assert_eq!(steps.iter().map(|step| step.text("says").unwrap()).collect::<Vec<_>>(), ["call", "meet"]);
    assert_eq!(steps[1].path, "process.p.step.2");
}

#[test]
fn the_calendar_is_the_one_that_is_told() {
    let day = parse_date("2026-02-10").unwrap();
    let year = |settings: &str| {
        let text = format!("{SETTINGS}[calendar]\n{settings}\n");
        let periods = "name,from,until\n2026-Q1,2026-01-01,2026-02-01\n2026-Q2,2026-02-01,2026-07-01\n2026-Q3,2026-07-01,2026-10-01\n2026-Q4,2026-10-01,2027-01-01\n";
        let mut files = vec![("plumb.toml", text.as_str())];
        files.extend(settings.starts_with("periods").then_some(("plan/periods.csv", periods)));
        let plan = plan(&files);
        plan.company.calendar.period(day, Grain::Quarter).unwrap().name
    };
    assert_eq!(year("year_starts = \"04-01\""), "2026-Q4");
    assert_eq!(year("weeks = \"2025-02-03\""), "2027-Q1");
    assert_eq!(year("periods = \"plan/periods.csv\""), "2026-Q2");
}

#[test]
fn thresholds_keep_their_reason_and_place() {
    let text =
        format!("{SETTINGS}[threshold.span-too-wide]\nmost = 12\nbecause = \"two leads share a team\"\n");
    let plan = plan(&[("plumb.toml", &text)]);
    let (threshold, at) = plan.threshold("span-too-wide", "most").unwrap();
    assert_eq!(
        (threshold.text.as_str(), threshold.because.as_deref()),
        ("12", Some("two leads share a team"))
    );
    assert_eq!(slice(&plan, &at), "12");
}
