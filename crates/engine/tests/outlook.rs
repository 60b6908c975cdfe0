//! What lies ahead, asked as a program would ask: targets to the cent, honest odds, and input that is wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own plan is wrong")]

mod quayside_copy;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use plumb_engine::{Every, LookBack, Options, OutlookView, Workspace, new_workspace, parse_date};
use quayside_copy::quayside;

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Small\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n[calendar]\nyear_starts = \"01-01\"\n";

const MEASURE: &str = "[measure.net-revenue]\ntable = \"bookings\"\nvalue = \"net\"\ntime = \"date\"\nperson = \"person\"\nunit = \"money\"\n[role.ae]\nsells = true\n";

/// A workspace of plan text alone.
fn small(plan: &str) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("plan")).unwrap();
    std::fs::write(folder.path().join("plumb.toml"), SETTINGS).unwrap();
    std::fs::write(folder.path().join("plan/plan.toml"), format!("{MEASURE}{plan}")).unwrap();
    let workspace = Workspace::open(folder.path()).unwrap();
    (folder, workspace)
}

fn on(day: &str) -> Options {
    Options { as_of: parse_date(day), seed: 1, threads: 2, ..Options::default() }
}

fn outlook(workspace: &Workspace, day: &str) -> OutlookView {
    workspace.outlook(&on(day)).unwrap().answer
}

fn amount(outlook: &OutlookView, subject: &str) -> i64 {
    outlook.nodes.iter().find(|node| node.subject == subject).unwrap().target.minor
}

/// Two people in a team, and one in a unit of its own.
const TWO_TEAMS: &str = "
[unit.all]
[unit.north]
parent = \"all\"
[unit.south]
parent = \"all\"
[person.ana]
role = \"ae\"
unit = \"north\"
[person.ben]
role = \"ae\"
unit = \"north\"
[person.cem]
role = \"ae\"
unit = \"south\"
[objective.grow]
unit = \"all\"
measure = \"net-revenue\"
baseline = \"900 000 EUR\"
target = \"1 000 000.01 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
";

#[test]
fn a_target_without_any_history_is_shared_by_working_days_to_the_cent() {
    let (_folder, workspace) = small(TWO_TEAMS);
    let outlook = outlook(&workspace, "2026-06-30");
    assert_eq!(amount(&outlook, "unit:all"), 100_000_001);
    assert_eq!(amount(&outlook, "unit:north") + amount(&outlook, "unit:south"), 100_000_001);
    let people = ["person:ana", "person:ben", "person:cem"].map(|person| amount(&outlook, person));
    assert_eq!(people.iter().sum::<i64>(), 100_000_001);
    assert!(people.iter().all(|part| (part - 33_333_333).abs() <= 1), "{people:?}");
    for node in &outlook.nodes {
        assert_eq!(node.months.last().unwrap().target, node.target, "{}", node.subject);
    }
}

#[test]
fn the_plan_says_by_what_a_target_is_shared_and_what_is_settled() {
    let rule = "
[cascade.revenue]
measure = \"net-revenue\"
manual = \"100 %\"
buffer = [{ unit = \"north\", rate = \"10 %\" }]
lock = [{ person = \"cem\", amount = \"400 000 EUR\" }, { unit = \"south\", amount = \"400 000 EUR\" }]
share = [{ person = \"ana\", weight = \"75 %\" }, { person = \"ben\", weight = \"25 %\" }, { unit = \"north\", weight = \"100 %\" }]
";
    let (_folder, workspace) = small(&format!("{TWO_TEAMS}{rule}"));
    let outlook = outlook(&workspace, "2026-06-30");
    assert_eq!(amount(&outlook, "unit:south"), 40_000_000);
    assert_eq!(amount(&outlook, "person:cem"), 40_000_000);
    assert_eq!(amount(&outlook, "unit:north"), 60_000_001);
    // A tenth more goes on, three quarters of it to Ana.
    assert_eq!(amount(&outlook, "person:ana") + amount(&outlook, "person:ben"), 66_000_001);
    assert!((amount(&outlook, "person:ana") - 49_500_001).abs() <= 1);
}

#[test]
fn a_joiner_carries_the_days_that_are_left() {
    let joins = TWO_TEAMS.replace("[person.ben]\n", "[person.ben]\nfrom = \"2026-07-01\"\n");
    let (_folder, workspace) = small(&joins);
    let outlook = outlook(&workspace, "2026-06-30");
    let (ana, ben) = (amount(&outlook, "person:ana"), amount(&outlook, "person:ben"));
    assert_eq!(ana + ben, amount(&outlook, "unit:north"));
    let share = ben as f64 / ana as f64;
    assert!((0.45..0.55).contains(&share), "{share}");
}

#[test]
fn objectives_in_a_ring_are_named_and_the_rest_is_still_handed_down() {
    let ring = "
[objective.chase]
unit = \"north\"
measure = \"net-revenue\"
baseline = \"1 EUR\"
target = \"10 000 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
serves = \"flee\"
[objective.flee]
unit = \"north\"
measure = \"net-revenue\"
baseline = \"1 EUR\"
target = \"10 000 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
serves = \"chase\"
";
    let (_folder, workspace) = small(&format!("{TWO_TEAMS}{ring}"));
    let outlook = outlook(&workspace, "2026-06-30");
    assert_eq!(amount(&outlook, "unit:all"), 100_000_001);
    let review = workspace.check(&on("2026-06-30")).unwrap();
    assert!(review.problems.iter().any(|problem| problem.message.contains("chase")), "{:?}", review.problems);
}

#[test]
fn potential_below_zero_is_refused_where_it_stands_and_the_rest_is_computed() {
    let ground = "
[territory.hills]
unit = \"north\"
potential = \"-5 EUR\"
[assignment.hills]
territory = \"hills\"
person = \"ana\"
";
    let (_folder, workspace) = small(&format!("{TWO_TEAMS}{ground}"));
    let review = workspace.check(&on("2026-06-30")).unwrap();
    let problem = review.problems.iter().find(|problem| problem.message.contains("-5")).unwrap();
    assert!(problem.at.first().is_some_and(|spot| spot.file == "plan/plan.toml" && spot.line > 0));
    assert_eq!(review.outlook.unwrap().nodes[0].target.minor, 100_000_001);
}

#[test]
fn what_a_unit_without_people_is_asked_stays_unallocated_and_is_said() {
    let empty = "
[unit.east]
parent = \"all\"
[objective.grow-east]
unit = \"east\"
measure = \"net-revenue\"
baseline = \"1 EUR\"
target = \"100 000 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
serves = \"grow\"
";
    let (_folder, workspace) = small(&format!("{TWO_TEAMS}{empty}"));
    let outlook = outlook(&workspace, "2026-06-30");
    let east = outlook.nodes.iter().find(|node| node.subject == "unit:east").unwrap();
    assert_eq!(east.unallocated.as_ref().unwrap().minor, 10_000_000);
    assert!(
        outlook.remarks.iter().any(|remark| remark.contains("`east`") && remark.contains("nobody")),
        "{:?}",
        outlook.remarks
    );
    assert_eq!(amount(&outlook, "unit:north") + amount(&outlook, "unit:south"), 90_000_001);
}

#[test]
fn a_quarter_without_working_days_hands_its_part_to_the_others() {
    let (folder, workspace) = small(TWO_TEAMS);
    let mut off = "country,date\n".to_owned();
    let mut day = parse_date("2026-04-01").unwrap();
    while day < parse_date("2026-07-01").unwrap() {
        off += &format!(",{day}\n");
        day = day.tomorrow().unwrap();
    }
    std::fs::write(folder.path().join("plan/holidays.csv"), off).unwrap();
    let outlook = outlook(&workspace, "2026-02-27");
    let all = &outlook.nodes[0];
    let (march, june) = (&all.months[2].target, &all.months[5].target);
    assert_eq!(march, june, "nothing is asked in a quarter in which nobody works");
    assert_eq!(all.months.last().unwrap().target, all.target);
    assert!(
        outlook.remarks.iter().any(|remark| remark.contains("2026-M04") && remark.contains("no working day")),
        "{:?}",
        outlook.remarks
    );
}

#[test]
fn without_history_there_are_targets_and_no_odds() {
    let (_folder, workspace) = small(TWO_TEAMS);
    let outlook = outlook(&workspace, "2026-06-30");
    assert!(outlook.nodes.iter().all(|node| node.chance.is_none()));
    assert!(outlook.odds.is_empty() && outlook.looks_back.is_empty());
    let refused = workspace.look_back(&on("2026-06-30"), LookBack { every: Every::Quarter, months: 3 });
    assert!(refused.unwrap_err().to_string().contains("nothing was sold"));
    let growth = workspace.growth(&on("2026-06-30")).unwrap().answer;
    assert_eq!(growth.unfunded.minor, growth.goal.minor - growth.base.minor);
}

#[test]
fn a_plan_without_a_measure_of_money_says_what_to_write() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("plan")).unwrap();
    std::fs::write(folder.path().join("plumb.toml"), SETTINGS).unwrap();
    let workspace = Workspace::open(folder.path()).unwrap();
    let refused = workspace.outlook(&on("2026-06-30")).unwrap_err().to_string();
    assert!(refused.contains("no measure of money") && refused.contains("net-revenue"), "{refused}");
    assert!(workspace.check(&on("2026-06-30")).unwrap().outlook.is_none());
}

#[test]
fn a_level_too_large_to_count_is_said_and_no_region_takes_its_place() {
    let huge = TWO_TEAMS.replace(
        "baseline = \"900 000 EUR\"\ntarget = \"1 000 000.01 EUR\"",
        "baseline = \"9 000 000 000 000 000 EUR\"\ngrowth = \"9900 %\"",
    );
    let below = "
[objective.grow-north]
unit = \"north\"
measure = \"net-revenue\"
baseline = \"1 EUR\"
target = \"600 000 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
serves = \"grow\"
";
    assert_ne!(huge, TWO_TEAMS);
    let (_folder, workspace) = small(&format!("{huge}{below}"));
    let outlook = outlook(&workspace, "2026-06-30");
    assert_eq!(outlook.nodes[0].subject, "unit:all");
    assert_eq!(amount(&outlook, "unit:north"), 60_000_000);
    assert!(
        outlook
            .remarks
            .iter()
            .any(|remark| remark.contains("`grow`") && remark.contains("cannot be counted")),
        "{:?}",
        outlook.remarks
    );
}

#[test]
fn a_lever_whose_chance_cannot_be_read_counts_for_nothing_and_is_named() {
    let levers = "
[lever.sure]
category = \"price\"
amount = \"10 000 EUR\"
[lever.odd]
category = \"price\"
amount = \"50 000 EUR\"
chance = \"1000 %\"
";
    let (_folder, workspace) = small(&format!("{TWO_TEAMS}{levers}"));
    let growth = workspace.growth(&on("2026-06-30")).unwrap().answer;
    assert_eq!(growth.steps.iter().map(|step| step.amount.minor).sum::<i64>(), 1_000_000);
    assert!(
        growth.remarks.iter().any(|remark| remark.contains("`odd`") && remark.contains("chance")),
        "{:?}",
        growth.remarks
    );
}

#[test]
fn an_objective_that_serves_two_counts_for_both_by_its_weights() {
    let two = "
[objective.new]
unit = \"all\"
measure = \"net-revenue\"
baseline = \"1 EUR\"
target = \"600 000 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
[objective.part]
unit = \"north\"
measure = \"net-revenue\"
baseline = \"1 EUR\"
target = \"800 000 EUR\"
start = \"2026-01-01\"
date = \"2027-01-01\"
serves = [{ objective = \"grow\", weight = \"75 %\" }, { objective = \"new\", weight = \"75 %\" }]
";
    let (_folder, workspace) = small(&format!("{TWO_TEAMS}{two}"));
    let outlook = outlook(&workspace, "2026-06-30");
    let made: Vec<_> =
        outlook.sums.iter().map(|sum| (sum.objective.as_str(), sum.made.clone().unwrap())).collect();
    assert_eq!(made, [("grow", "600 000.00 EUR".to_owned()), ("new", "600 000.00 EUR".to_owned())]);
}

#[test]
fn handing_down_is_proposed_as_edits_that_sum_to_the_target() {
    let (_folder, workspace) = quayside();
    let options = Options { seed: 1, threads: 2, ..Options::default() };
    let allocation = workspace.allocation(&options, None).unwrap().answer;
    assert!(!allocation.changes.is_empty() && !allocation.files.is_empty());
    for file in &allocation.files {
        assert!(file.path.starts_with("plan/private/"), "{}", file.path);
        std::fs::write(workspace.dir().join(&file.path), file.after.as_ref().unwrap()).unwrap();
    }
    let after = workspace.outlook(&options).unwrap().answer;
    let people: i64 =
        after.nodes.iter().filter(|node| node.person.is_some()).map(|node| node.target.minor).sum();
    assert_eq!(people, allocation.people.minor);
    let again = workspace.allocation(&options, None).unwrap().answer;
    assert!(again.changes.is_empty(), "{:?}", again.changes);
}

#[test]
fn by_the_bases_every_unit_has_what_those_below_it_have() {
    let (_folder, workspace) = quayside();
    let outlook = workspace.outlook(&Options { seed: 1, threads: 2, ..Options::default() }).unwrap().answer;
    let units: BTreeSet<&str> = outlook.nodes.iter().filter_map(|node| node.parent.as_deref()).collect();
    for unit in units {
        let own = outlook.nodes.iter().find(|node| node.subject == unit).unwrap().by_bases.minor;
        let below = outlook.nodes.iter().filter(|node| node.parent.as_deref() == Some(unit));
        assert_eq!(below.map(|node| node.by_bases.minor).sum::<i64>(), own, "{unit}");
    }
}

#[test]
fn threads_change_nothing_and_the_seed_does() {
    let (_folder, workspace) = quayside();
    let with = |threads, seed| {
        let options = Options { seed, threads, ..Options::default() };
        serde_json::to_string(&workspace.outlook(&options).unwrap()).unwrap()
    };
    assert_eq!(with(1, 1), with(2, 1));
    assert_ne!(with(2, 1), with(2, 2));
}

#[test]
fn drivers_of_the_plan_are_those_of_worth() {
    let objective = plumb_plan::schema::kind("objective").unwrap();
    let Some(plumb_plan::schema::Type::Rows(fields)) = objective.field("driver").map(|field| field.ty) else {
        unreachable!("drivers are rows")
    };
    let choice = fields.iter().find(|field| field.name == "driver").unwrap().ty;
    let plumb_plan::schema::Type::Choice(words) = choice else { unreachable!("a driver is a choice") };
    let known: Vec<&str> = plumb_value::DRIVERS.iter().map(|driver| driver.name).collect();
    assert_eq!(words, known);
}

/// A new workspace of a data set in `../shared/data`, or a line that says why the test is skipped.
fn of_data(name: &str) -> Option<(tempfile::TempDir, Workspace)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = here.join("../../../shared/data").join(name);
    if !data.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no data set `{name}` in ../shared/data beside the repository"
        );
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("company");
    let mapping = here.join(format!("../../examples/mappings/{name}.toml"));
    new_workspace(&dir, &mapping, Some(&data), None, &mut |_| {}).unwrap();
    let workspace = Workspace::open(&dir).unwrap();
    Some((folder, workspace))
}

/// Looks back and holds the forecast to it: nearer than every simple rule for the company and for teams, and as wide for people
/// as it says.
fn nearer_than_every_rule(workspace: &Workspace, how: LookBack, rules: &[&str]) {
    let options = Options { seed: 1, threads: 2, ..Options::default() };
    let found = workspace.look_back(&options, how).unwrap().answer;
    for level in ["company", "team"] {
        for rule in rules {
            let row = found.rows.iter().find(|row| row.level == level && row.rule == *rule).unwrap();
            assert!(row.forecast_loss < row.loss, "{level} {rule}: {row:?}");
        }
    }
    let people = found.rows.iter().find(|row| row.level == "person").unwrap();
    let coverage = people.coverage.unwrap();
    assert!((0.70..=0.90).contains(&coverage), "{coverage} of {} results of people", people.n);
}

#[test]
fn on_maven_a_month_and_a_quarter_ahead_are_nearer_than_run_rate_and_stages() {
    let Some((_folder, workspace)) = of_data("maven-crm") else { return };
    let options = Options { seed: 1, threads: 2, ..Options::default() };
    let month = LookBack { every: Every::Month, months: 1 };
    let found = workspace.look_back(&options, month).unwrap().answer;
    let days = ["2017-06-30", "2017-07-31", "2017-08-31", "2017-09-30", "2017-10-31", "2017-11-30"]
        .map(str::to_owned);
    assert_eq!((found.origins, found.undated), (days.to_vec(), 500));
    nearer_than_every_rule(&workspace, month, &["run rate", "stage weighted"]);
    nearer_than_every_rule(
        &workspace,
        LookBack { every: Every::Month, months: 3 },
        &["run rate", "stage weighted"],
    );
}

#[test]
fn on_adventure_works_each_quarter_from_the_fifth_is_nearer_than_last_year_and_run_rate() {
    let Some((_folder, workspace)) = of_data("adventureworks") else { return };
    let quarter = LookBack { every: Every::Quarter, months: 3 };
    nearer_than_every_rule(&workspace, quarter, &["last year", "run rate"]);
}
