//! Guesses of small companies, read back as a plan without problems.

use plumb_facts::insert_rows;
use plumb_store::{Cell, Store};
use plumb_units::{Currency, parse_date};

use super::*;

mod any_facts;
mod noticed;

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\n";

fn empty() -> Store {
    Store::in_memory(&plumb_facts::migrations()).unwrap()
}

fn put(store: &Store, table: &str, columns: &[&str], rows: &[&[&str]]) {
    let cells = |row: &&[&str]| row.iter().map(|text| Cell::from(*text)).map(unless_empty).collect();
    insert_rows(store, table, columns, &rows.iter().map(cells).collect::<Vec<_>>()).unwrap();
}

fn unless_empty(cell: Cell) -> Cell {
    if cell.text() == Some("") { Cell::Null } else { cell }
}

fn drafts(store: &Store) -> Vec<Draft> {
    let (plan, problems) = plumb_plan::read(vec![("plumb.toml".into(), SETTINGS.into())]);
    assert_eq!(problems, []);
    let ground = Ground {
        company: &plan.company,
        currency: Currency::parse("EUR").unwrap(),
        exported_at: parse_date("2026-01-31").unwrap(),
    };
    guess(store, &ground).unwrap()
}

/// The plan that the drafts make; it has no problem.
fn plan(drafts: &[Draft]) -> plumb_plan::Plan {
    let mut texts = vec![("plumb.toml".to_owned(), SETTINGS.to_owned())];
    texts.extend(drafts.iter().map(|draft| (draft.path.to_owned(), draft.text.clone())));
    let (plan, problems) = plumb_plan::read(texts);
    let shown: Vec<_> = problems
        .iter()
        .map(|problem| {
            let span = problem.primary.as_ref().map(|label| label.span);
            (
                &problem.message,
                span.map(|span| (plan.files.path(span.file).to_owned(), plan.files.slice(span).to_owned())),
            )
        })
        .collect();
    assert!(problems.is_empty(), "{shown:#?}");
    plan
}

fn text_of<'d>(drafts: &'d [Draft], path: &str) -> &'d str {
    drafts.iter().find(|draft| draft.path == path).map_or("", |draft| &draft.text)
}

const PEOPLE: [&str; 7] = ["source", "key", "name", "role", "unit", "manager", "sells"];

#[test]
fn teams_stand_below_the_unit_to_which_their_people_report() {
    let store = empty();
    let people: &[&[&str]] = &[
        &["crm", "0", "Zoe", "Boss", "", "", "0"],
        &["crm", "1", "Ada", "Head", "North", "0", "0"],
        &["crm", "2", "Bo", "Rep", "Baltic", "1", "1"],
        &["crm", "3", "Cy", "Rep", "Baltic", "1", "1"],
        &["crm", "4", "Di", "Rep", "Baltic", "2", "0"],
        &["erp", "9", "Bo", "Rep", "Baltic", "", "1"],
    ];
    put(&store, "people", &PEOPLE, people);
    let drafts = drafts(&store);
    let plan = plan(&drafts);
    let unit = |id: &str| plan.entity("unit", id).unwrap();
    assert_eq!(unit("baltic").reference("parent").unwrap().as_str(), "north");
    assert_eq!(unit("baltic").reference("lead").unwrap().as_str(), "ada");
    assert_eq!(unit("north").reference("parent").unwrap().as_str(), "acme");
    assert_eq!(
        unit("baltic").guessed.as_deref(),
        Some("in 4 rows of `people`; 2 of 2 reports out of it go to `north`")
    );
    let rep = plan.entity("role", "rep").unwrap();
    assert_eq!(
        (rep.flag("sells"), rep.guessed.as_deref()),
        (Some(true), Some("3 of 4 sell; 1 of 4 holders lead people"))
    );
    let zoe = plan.entity("person", "zoe").unwrap();
    assert_eq!(zoe.reference("unit").unwrap().as_str(), "north");
    assert_eq!(
        zoe.guessed.as_deref(),
        Some("unit: the source names none, and all they lead belong to `north`")
    );
    let keys: Vec<_> =
        unit("baltic").keys("keys").iter().map(|key| (key.source.as_str(), key.key.as_str())).collect();
    assert_eq!(keys, [("crm", "Baltic"), ("erp", "Baltic")]);
    assert!(plan.entity("person", "bo-2").is_some());
    assert_eq!(plan.entity("role", "head").unwrap().flag("leads"), Some(true));
}

#[test]
fn who_leads_the_company_leads_it_from_whatever_unit_they_sit_in() {
    let store = empty();
    let people: &[&[&str]] = &[
        &["crm", "1", "Ada", "", "East", "", ""],
        &["crm", "2", "Bo", "", "West", "1", ""],
        &["crm", "3", "Cy", "", "Acme", "1", ""],
    ];
    put(&store, "people", &PEOPLE, people);
    let drafts = drafts(&store);
    let plan = plan(&drafts);
    let west = plan.entity("unit", "west").unwrap();
    assert_eq!(west.reference("parent").unwrap().as_str(), "acme");
    assert_eq!(
        west.guessed.as_deref(),
        Some("in 1 row of `people`; 1 of 1 reports out of it go to who leads the company")
    );
    let acme = plan.entity("unit", "acme").unwrap();
    assert_eq!((acme.reference("lead").unwrap().as_str(), acme.keys("keys").len()), ("ada", 1));
}

#[test]
fn circles_among_managers_and_units_are_cut_and_told() {
    let store = empty();
    let people: &[&[&str]] = &[
        &["crm", "1", "Ada", "", "North", "2", ""],
        &["crm", "2", "Bo", "", "South", "1", ""],
        &["crm", "3", "Cy", "", "South", "3", ""],
    ];
    put(&store, "people", &PEOPLE, people);
    let drafts = drafts(&store);
    let plan = plan(&drafts);
    let guessed = |id: &str| plan.entity("person", id).unwrap().guessed.clone().unwrap();
    assert_eq!(guessed("bo"), "manager: left out, for it closes a circle");
    assert_eq!(guessed("cy"), "manager: left out, for it is the person");
}

#[test]
fn a_person_whom_only_a_quota_names_is_in_the_plan_and_said_to_be_a_guess() {
    let store = empty();
    let columns = ["source", "key", "person", "valid_from", "valid_until", "amount"];
    put(&store, "quotas", &columns, &[&["erp", "q1", "274", "2025-01-01", "2026-01-01", "100.005"]]);
    let drafts = drafts(&store);
    let plan = plan(&drafts);
    let person = plan.entity("person", "person-274").unwrap();
    assert_eq!(person.guessed.as_deref(), Some("only named by 1 of `quotas`"));
    let quota = plan.of_kind("quota").next().unwrap();
    assert_eq!(quota.money("amount").unwrap().decimal(), "100.00");
    assert_eq!(quota.text("note"), Some("100.005 EUR in the source"));
    assert!(plan.entity("measure", "net-revenue").is_some());
}

#[test]
fn quotas_that_a_plan_cannot_hold_stand_as_comments_with_the_reason() {
    let store = empty();
    let columns = ["key", "person", "measure", "valid_from", "valid_until", "amount", "currency"];
    let quotas: &[&[&str]] = &[
        &["a", "1", "", "2025-01-01", "2026-01-01", "10", "EUR"],
        &["b", "1", "", "2025-06-01", "2026-06-01", "10", "EUR"],
        &["c", "1", "units sold", "2025-01-01", "2026-01-01", "10", ""],
        &["d", "1", "Net Revenue", "2026-01-01", "", "10", ""],
        &["e", "1", "", "2026-01-01", "2026-02-01", "10", "USD"],
        &["f", "1", "", "2026-02-01", "2026-02-01", "10", ""],
        &["g", "1", "", "2027-02-01", "2027-03-01", "-1", ""],
    ];
    put(&store, "quotas", &columns, quotas);
    let drafts = drafts(&store);
    assert_eq!(plan(&drafts).of_kind("quota").count(), 1);
    let left_out: Vec<&str> = text_of(&drafts, "plan/private/quotas.csv")
        .lines()
        .filter(|line| line.contains("left out: "))
        .collect();
    assert_eq!(left_out.len(), 6);
    assert_eq!(
        left_out[5],
        "# left out: person-1,net-revenue,10.00 EUR,2025-06-01,2026-06-01,direct: overlaps another of the person until 2026-01-01"
    );
}

#[test]
fn people_who_hold_a_territory_at_the_same_time_share_it_and_the_share_is_a_guess() {
    let store = empty();
    let columns = ["key", "person", "territory", "valid_from", "valid_until"];
    let rows: &[&[&str]] = &[
        &["a", "1", "01581", "2025-01-01", "2025-07-01"],
        &["b", "2", "01581", "2025-06-01", ""],
        &["c", "3", "01581", "2025-08-01", ""],
        &["d", "3", "West", "2025-08-01", ""],
    ];
    put(&store, "assignments", &columns, rows);
    let drafts = drafts(&store);
    let plan = plan(&drafts);
    let shares: Vec<_> =
        plan.of_kind("assignment").map(|row| row.rate("share").map(|rate| rate.to_string())).collect();
    assert_eq!(shares, [Some("50 %".into()), Some("50 %".into()), Some("50 %".into()), None]);
    assert!(plan.entity("territory", "territory-01581").is_some());
}

#[test]
fn stages_stand_in_the_order_in_which_deals_reached_them() {
    let store = empty();
    let columns = ["key", "opportunity", "field", "old", "new", "changed_at"];
    let changes: &[&[&str]] = &[
        &["1", "o1", "stage", "Talk", "Offer", "2025-01-02"],
        &["2", "o1", "stage", "Offer", "Closed", "2025-01-03"],
        &["3", "o2", "stage", "Talk", "Closed", "2025-01-03"],
    ];
    put(&store, "opportunity_changes", &columns, changes);
    let opportunities: &[&[&str]] =
        &[&["o1", "1", "Closed", "won"], &["o2", "1", "Closed", "lost"], &["o3", "1", "Talk", "open"]];
    put(&store, "opportunities", &["key", "person", "stage", "outcome"], opportunities);
    let drafts = drafts(&store);
    let plan = plan(&drafts);
    let method = plan.entity("method", "sales").unwrap();
    let stages: Vec<_> =
        method.rows("stage").iter().map(|row| (row.text("id").unwrap(), row.flag("open"))).collect();
    assert_eq!(stages, [("talk", Some(true)), ("offer", None), ("closed", Some(false))]);
    assert_eq!(method.guessed.as_deref(), Some("3 stages, in the order in which 2 deals first reached them"));
    assert!(
        plan.entity("measure", "win-rate").unwrap().guessed.as_deref().unwrap().starts_with("0 of 2 deals")
    );
}

#[test]
fn the_mandate_is_asked_for_and_its_example_can_be_taken_over() {
    let store = empty();
    let columns = ["key", "date", "net", "cost", "currency"];
    let bookings: &[&[&str]] = &[
        &["1", "2025-01-01", "10.005", "4", "EUR"],
        &["2", "2025-12-31", "5", "", "EUR"],
        &["3", "2026-01-02", "7", "", "EUR"],
    ];
    put(&store, "bookings", &columns, bookings);
    let drafts = drafts(&store);
    assert_eq!(plan(&drafts).of_kind("objective").count(), 0);
    let asked = text_of(&drafts, "plan/objectives.toml");
    assert!(asked.contains("plumb lock sign grow --by NAME --on DATE"), "{asked}");
    assert!(
        asked.contains("(2025-01-01 to 2025-12-31) was 15.00 EUR, the sum of 2 bookings, rounded half-even"),
        "{asked}"
    );
    let example = asked.split_once("# [objective.grow]").unwrap().1.replace("\n# ", "\n");
    let filled = format!("[objective.grow]{example}")
        .replace("\"… %\"", "\"11 %\"")
        .replace("date = \"…\"", "date = \"2026-12-31\"")
        .replace("owner = \"…\"\n", "");
    let mut drafts = drafts;
    drafts.push(Draft::new("plan/mine.toml", filled));
    let plan = plan(&drafts);
    let grow = plan.entity("objective", "grow").unwrap();
    assert_eq!(grow.money("baseline").unwrap().decimal(), "15.00");
    assert_eq!(
        plan.entity("measure", "gross-margin").unwrap().guessed.as_deref(),
        Some("1 of 3 bookings carry a cost")
    );
}

#[test]
fn a_year_that_may_not_be_whole_is_asked_about() {
    let asked = |first: &str, last: &str| {
        let store = empty();
        let columns = ["key", "date", "net", "currency"];
        put(&store, "bookings", &columns, &[&["1", first, "10", "EUR"], &["2", last, "5", "EUR"]]);
        let drafts = drafts(&store);
        text_of(&drafts, "plan/objectives.toml").matches("is it whole?").count()
    };
    assert_eq!(asked("2025-01-15", "2025-12-17"), 0);
    assert_eq!(asked("2025-01-16", "2025-12-17"), 1);
    assert_eq!(asked("2025-01-15", "2025-12-16"), 1);
    assert_eq!(asked("2025-02-01", "2025-11-30"), 2);
}

#[test]
fn rows_that_the_import_left_out_are_told_beside_the_numbers_that_lack_them() {
    let store = empty();
    put(&store, "bookings", &["key", "date", "net", "currency"], &[&["1", "2025-06-01", "10", "EUR"]]);
    let kept =
        "insert into imports values (1, 'a', 'shop', '2026-01-31', '2026-01-31', 'increment', 1, 4, 3);
        insert into imports values (2, 'b', 'crm', '2026-01-31', '2026-01-31', 'increment', 1, 1, 1);
        insert into origins values ('bookings', '', '1', 'sales.csv', 2, 1);
        insert into rejects (import, \"table\", file, line, reason) values
            (1, null, 'sales.csv', 3, 'no date'), (1, null, 'sales.csv', 3, 'no amount'),
            (1, 'bookings', 'sales.csv', 4, 'no key'), (1, 'quotas', 'quotas.csv', 2, 'no person'),
            (2, null, 'crm.csv', 2, 'no date');";
    store.connection().execute_batch(kept).unwrap();
    let drafts = drafts(&store);
    let told = "2 rows were left out by the import, see `out/rejects.csv`";
    let asked = text_of(&drafts, "plan/objectives.toml");
    assert!(asked.contains(&format!("# {told}\n")), "{asked}");
    let plan = plan(&drafts);
    assert_eq!(
        plan.entity("measure", "net-revenue").unwrap().guessed.as_deref(),
        Some(format!("the sum of `net` over 1 of 1 bookings; {told}").as_str())
    );
}

#[test]
fn the_list_price_stands_beside_an_offering_as_a_comment() {
    let store = empty();
    let columns = ["key", "date", "offering", "quantity", "list", "net", "currency"];
    let bookings: &[&[&str]] = &[
        &["1", "2025-01-01", "GTX", "3", "10", "9", "EUR"],
        &["2", "2025-01-01", "GTX", "", "4", "4", "EUR"],
        &["3", "2025-01-01", "GTX", "1", "9", "9", "EUR"],
        &["4", "2025-01-01", "GTX", "0", "9", "9", "EUR"],
    ];
    put(&store, "bookings", &columns, bookings);
    let drafts = drafts(&store);
    let offerings = text_of(&drafts, "plan/offerings.toml");
    assert!(
        offerings.contains("# median list price: 4.00 EUR a piece, of 3 bookings\n[offering.gtx]"),
        "{offerings}"
    );
    assert!(plan(&drafts).entity("offering", "gtx").unwrap().money("list_price").is_none());
}

#[test]
fn without_facts_there_is_a_company_and_a_question() {
    let drafts = drafts(&empty());
    let paths: Vec<_> = drafts.iter().map(|draft| draft.path).collect();
    assert_eq!(paths, ["plan/objectives.toml", "plan/units.toml"]);
    assert_eq!(plan(&drafts).all().count(), 1);
}
