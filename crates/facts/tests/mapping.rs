//! What is wrong with a mapping is told all at once, each with its place.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use plumb_diag::Files;
use plumb_facts::{CalendarHint, Mapping};
use proptest::prelude::*;

/// The problems of a mapping as `line:column message; help`.
fn told(text: &str) -> Vec<String> {
    let mut files = Files::default();
    let (_, problems) = Mapping::read(&mut files, "shop.toml", text);
    problems
        .into_iter()
        .map(|problem| {
            let place = files.place(problem.primary.unwrap().span);
            let help = problem.help.map(|help| format!("; {help}")).unwrap_or_default();
            format!("{}:{} {}{help}", place.line, place.column, problem.message)
        })
        .collect()
}

#[test]
fn every_problem_is_told_at_once_with_its_place_and_the_nearest_name() {
    let text = r#"[maping]
[mapping]
nam = "shop"
[source.orders]
file = "orders.csv"
encodin = "utf-8"
columns = { Net = "amuont", Date = { type = "date", format = "dd" } }
[table.boookings]
sql = "select 1 as key"
[table.bookings]
sql = "select Number as key, Date as date, Net as nett, 'EUR' as currency from src.order"
"#;
    assert_eq!(
        told(text),
        [
            "1:2 a mapping has no part `maping`; did you mean `mapping`?",
            "3:1 `[mapping]` has no setting `nam`; did you mean `name`?",
            "2:2 the mapping needs a `name`",
            "6:1 source `orders` has no setting `encodin`; did you mean `encoding`?",
            "7:19 column `Net` has no type `amuont`; did you mean `amount`?",
            "7:62 `dd` is no date format; write it like `%d.%m.%Y` or `%m/%d/%Y %H:%M`",
            "8:8 no table is called `boookings`; did you mean `bookings`?",
            "11:80 no source is called `order`; did you mean `orders`?",
        ]
    );
}

#[test]
fn columns_that_the_table_has_not_and_those_that_it_needs_are_told() {
    let text = r#"[mapping]
name = "shop"
[source.orders]
file = "orders.csv"
[table.bookings]
sql = '''
select Number as key, Date as date,
       Net as nett
from src.orders
'''
"#;
    assert_eq!(
        told(text),
        [
            "8:15 table `bookings` has no column `nett`; did you mean `net`?",
            "6:7 table `bookings` also needs `net`, `currency`",
        ]
    );
}

#[test]
fn an_error_in_the_sql_is_told_where_it_stands() {
    let text = shop::SHOP.replace("Number as key,", "Number as key, nosuch(Number) as person,");
    let message = told(&text).remove(0);
    assert_eq!(message, "15:30 the select of table `bookings` cannot run: no such function: nosuch");
    let text = shop::SHOP.replace("select Number", "delete from src.orders; select Number");
    assert!(told(&text).remove(0).ends_with("it is not a select"));
    let text = shop::SHOP.replace("from src.orders\"", "from src.orders; select 1\"");
    assert!(told(&text).remove(0).ends_with("it is more than one statement"));
    let text = shop::SHOP.replace(
        "select Number as key, Date as date, Person as person, Net as net, 'EUR' as currency",
        "delete",
    );
    assert!(told(&text).remove(0).ends_with("it is not a select"));
    let text = "[mapping]\nname = \"x\"\n[table.pay]\nsql = \"pragma hard_heap_limit = 1000\"\n";
    assert!(told(text).remove(0).ends_with("it is not a select"));
}

#[test]
fn a_row_of_unclear_origin_asks_for_file_and_line() {
    let text = shop::SHOP.replace("select Number", "select distinct Number");
    let message = told(&text).remove(0);
    assert!(
        message.starts_with("15:7 it is not clear from which row a row of `bookings` comes; select `_file`"),
        "{message}"
    );
    let clear = text.replace("distinct Number", "distinct null as _file, null as _line, Number");
    assert!(told(&clear).is_empty());
}

#[test]
fn toml_that_cannot_be_read_is_told_with_its_place() {
    let problems = told("[mapping]\nname = \nsays = \"x\n");
    assert!(problems.len() >= 2, "{problems:?}");
    assert!(problems.iter().any(|problem| problem.starts_with("2:")), "{problems:?}");
}

#[test]
fn a_csv_file_is_no_mapping_and_is_told_so_once() {
    let told = told("id,name,first seen\n1,Ana,2026-01-01\n2,Ben,2026-01-02\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("1:")
            && told[0].contains("it looks like a CSV file, and a mapping is a TOML file"),
        "{told:?}"
    );
    assert!(told[0].contains("examples stand in `examples/mappings`"), "{told:?}");
}

#[test]
fn of_many_errors_the_first_five_are_told_and_the_others_are_counted() {
    let text = format!("[mapping]\nname = \"x\"\n{}", "what is this\n".repeat(40));
    let told = told(&text);
    assert_eq!(told.len(), 6, "{told:#?}");
    assert!(told[5].contains("more errors of this kind from here on; mend the first ones"), "{told:?}");
}

#[test]
fn settings_of_the_wrong_type_are_told() {
    let text = "[mapping]\nname = 1\nexported_at = \"soon\"\n[workspace]\ncurrency = \"euro\"\nzone = \"Mars\"\nperiods = \"p\"\n[source.a]\nfile = 2\ndelimiter = \"ab\"\nskip_top = -1\nnumbers = \"comma\"\nencoding = \"klingon\"\n[source.b]\n";
    let problems = told(text).join("\n");
    for part in [
        "2:8 `name` is a text, not integer",
        "3:15 `soon` is not a date such as 2026-01-31",
        "6:8 no time zone is called `Mars`; write a name such as `Europe/Berlin` or `UTC`",
        "9:8 `file` is a text, not integer",
        "10:13 a delimiter is one ASCII character, not `ab`",
        "11:12 `skip_top` is a whole number from 0, not integer",
        "12:11 numbers are not written `comma`",
        "13:12 encoding `klingon` is not known",
        "14:9 source `b` needs either `file` or `text`",
        "7:11 `periods` names source `p`, which is not there",
    ] {
        assert!(problems.contains(part), "{part} is not in\n{problems}");
    }
}

#[test]
fn a_mapping_with_errors_is_not_usable() {
    let (mapping, problems) = shop::read("[mapping]\nname = \"shop\"\n");
    assert!(!problems.is_empty() && !mapping.is_usable());
    assert!(shop::mapping(shop::SHOP).is_usable());
}

#[test]
fn what_a_mapping_knows_of_the_company_is_kept_for_a_new_workspace() {
    let text = shop::SHOP.replace(
        "[source.orders]",
        "[workspace]\ncompany = \"Shop\"\ncurrency = \"EUR\"\nperiods = \"days\"\n[source.days]\ntext = \"name,from,until\"\n[source.orders]",
    );
    let mapping = shop::mapping(&text);
    assert_eq!(mapping.workspace().company.as_deref(), Some("Shop"));
    assert_eq!(mapping.workspace().calendar, Some(CalendarHint::Periods("days".into())));
    assert_eq!(mapping.inline_text("days"), Some("name,from,until"));
    assert_eq!(mapping.tables().iter().map(|table| table.name).collect::<Vec<_>>(), ["bookings", "people"]);
}

/// Texts that are a mapping with something broken in it.
fn broken() -> impl Strategy<Value = String> {
    let cut = (0..shop::SHOP.len(), 0..40_usize, "\\PC{0,8}");
    cut.prop_map(|(at, length, put)| {
        let before: String = shop::SHOP.chars().take(at).collect();
        let after: String = shop::SHOP.chars().skip(at + length).collect();
        format!("{before}{put}{after}")
    })
}

proptest! {
    #[test]
    fn any_text_gives_problems_inside_itself(
        text in prop_oneof![broken(), "\\PC{0,80}", "[\\[\\]a-z.=\"'\n#{},0-9]{0,80}"]
    ) {
        let mut files = Files::default();
        let (mapping, problems) = Mapping::read(&mut files, "shop.toml", &text);
        for problem in &problems {
            let labels = problem.primary.iter().chain(&problem.secondary);
            for label in labels {
                prop_assert!(files.holds(label.span), "{problem:?}");
            }
        }
        prop_assert_eq!(mapping.is_usable(), problems.is_empty());
    }
}
