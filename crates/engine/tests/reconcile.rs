//! Rows that explain a difference from Finance, whichever way it goes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own example is wrong")]

use plumb_engine::{ImportOptions, LeadView, Options, Workspace, workspace_of};

const PLUMB: &str = "plumb = 1\n[company]\nname = \"Acme\"\ncurrency = \"EUR\"\n";
const MEASURE: &str =
    "[measure.net-revenue]\ntable = \"bookings\"\nvalue = \"net\"\ntime = \"date\"\nunit = \"money\"\n";
const MAPPING: &str = r#"
[mapping]
name = "erp"
says = "sales and what Finance closed"
exported_at = 2026-03-01

[source.sales]
file = "sales.csv"
columns = { day = "date", net = "amount" }

[source.close]
file = "close.csv"
columns = { net = "amount" }

[[table.bookings]]
sql = "select id as key, day as date, customer as account, net as net, 'EUR' as currency, kind as kind from src.sales"

[[table.control_totals]]
sql = "select 'january' as key, 'net-revenue' as measure, '2026-01-01' as valid_from, '2026-02-01' as valid_until, net as amount, 'EUR' as currency from src.close"
"#;

/// Two sales and a credit note of January; with them the facts come to 1 500.
const JANUARY: &str = "1,2026-01-10,c1,1000,new\n2,2026-01-12,c2,900,new\n3,2026-01-14,c1,-400,credit-note\n";

/// What is said of January, where Finance closed it at `finance` and the facts have these `more` sales.
fn leads(finance: &str, more: &str) -> Vec<LeadView> {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("plumb.toml", PLUMB.to_owned()),
        ("plan/measures.toml", MEASURE.to_owned()),
        ("erp.toml", MAPPING.to_owned()),
        ("data/sales.csv", format!("id,day,customer,net,kind\n{JANUARY}{more}")),
        ("data/close.csv", format!("net\n{finance}\n")),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    let dir = folder.path().join("acme");
    workspace_of(&dir, &files, |workspace| {
        let (mapping, data) = (workspace.dir().join("erp.toml"), workspace.dir().join("data"));
        workspace.import(&mapping, &[data], &ImportOptions::default(), &mut |_| {})
    })
    .unwrap();
    let options = Options { as_of: plumb_engine::parse_date("2026-03-01"), ..Options::default() };
    let mut view = Workspace::open(&dir).unwrap().reconcile(&options, 5).unwrap();
    assert_eq!(view.totals.len(), 1, "{view:?}");
    view.totals.remove(0).leads
}

#[track_caller]
fn says(leads: &[LeadView], wanted: &str, keys: &[&str]) {
    let lead = leads.iter().find(|lead| lead.says.contains(wanted));
    let lead = lead.unwrap_or_else(|| panic!("nothing says `{wanted}`: {leads:#?}"));
    let found: Vec<&str> = lead.rows.iter().filter_map(|row| row.at.rsplit('/').next()).collect();
    assert_eq!(found, keys, "{wanted}");
}

#[test]
fn a_credit_note_that_finance_lacks_is_as_large_as_the_difference() {
    says(&leads("1900", ""), "1 row in the period as large as the difference", &["3"]);
}

#[test]
fn a_credit_note_that_stands_there_twice_is_found() {
    let leads = leads("1500", "4,2026-01-14,c1,-400,credit-note\n");
    says(&leads, "1 row of the same day, customer and value", &["4"]);
}

#[test]
fn a_credit_note_booked_just_after_the_border_is_found() {
    let leads = leads("1300", "4,2026-02-03,c2,-200,credit-note\n");
    says(&leads, "1 row just outside the period as large as the difference", &["4"]);
    says(&leads, "1 row in the 5 days before and after", &["4"]);
}

#[test]
fn a_sale_that_stands_there_twice_is_found_and_no_credit_note_with_it() {
    let leads = leads("1500", "4,2026-01-12,c2,900,new\n5,2026-02-20,c2,-900,credit-note\n");
    says(&leads, "1 row of the same day, customer and value", &["4"]);
}

#[test]
fn a_sale_of_the_day_before_explains_what_the_facts_lack() {
    let leads = leads("1800", "4,2025-12-30,c3,300,new\n");
    says(&leads, "1 row just outside the period as large as the difference", &["4"]);
}
