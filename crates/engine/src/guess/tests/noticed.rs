//! What is noticed of small companies, and when the year starts.

use plumb_store::Store;

use super::{drafts, empty, put, text_of};
use crate::guess::year;

/// Wins crowd at the ends of quarters from April 2023 on.
fn crowding(store: &Store) {
    let mut rows: Vec<[String; 6]> = Vec::new();
    for month in 0..36 {
        let (year, month) = (2023 + (month + 3) / 12, (month + 3) % 12 + 1);
        let times = if month % 3 == 0 { 12 } else { 2 };
        for at in 0..times {
            let day = if at == 0 { 3 } else { 27 };
            let key = format!("{year}-{month}-{at}");
            let closed = format!("{year}-{month:02}-{day:02}");
            rows.push([key, "1".into(), "Closed".into(), "won".into(), closed.clone(), closed]);
        }
    }
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    put(store, "opportunities", &["key", "person", "stage", "outcome", "created", "closed"], &cells);
}

#[test]
fn one_clue_alone_starts_no_fiscal_year() {
    let store = empty();
    crowding(&store);
    let start = year::start(&store).unwrap().unwrap();
    assert_eq!((start.month, start.all), (None, 1), "{}", start.says);
    assert!(start.says.contains("lie in March, June, September, December"), "{}", start.says);
}

#[test]
fn an_offering_launched_in_the_month_in_which_the_history_begins_starts_the_fiscal_year() {
    let store = empty();
    crowding(&store);
    let lines: Vec<[String; 3]> = (0..12)
        .flat_map(|at| {
            [
                [format!("a{at}"), format!("2024-6-{at}"), "New".into()],
                [format!("b{at}"), format!("2024-4-{}", at % 2), "New".into()],
            ]
        })
        .collect();
    let cells: Vec<Vec<&str>> = lines.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    put(&store, "opportunity_lines", &["key", "opportunity", "offering"], &cells);
    let start = year::start(&store).unwrap().unwrap();
    assert_eq!((start.month, start.agree, start.all), (Some(4), 2, 2), "{}", start.says);
}

#[test]
fn yearly_quotas_say_when_the_year_starts() {
    let store = empty();
    let columns = ["key", "person", "valid_from", "valid_until", "amount"];
    let quotas: &[&[&str]] = &[
        &["a", "1", "2025-07-01", "2026-07-01", "1"],
        &["b", "2", "2025-07-01", "2026-07-01", "1"],
        &["c", "3", "2025-01-01", "2026-01-01", "1"],
    ];
    put(&store, "quotas", &columns, quotas);
    let start = year::start(&store).unwrap().unwrap();
    assert_eq!((start.month, start.agree, start.all), (Some(7), 2, 3));
}

#[test]
fn holes_are_counted_and_nothing_of_it_is_plan() {
    let store = empty();
    let deals: &[&[&str]] = &[
        &["o1", "1", "Talk", "open", ""],
        &["o2", "1", "Talk", "open", "k"],
        &["o3", "1", "Closed", "won", "k"],
    ];
    put(&store, "opportunities", &["key", "person", "stage", "outcome", "account"], deals);
    let drafts = drafts(&store);
    let noticed = text_of(&drafts, "plan/noticed.toml");
    assert!(noticed.contains("# hole: 1 of 2 are open deals without an account"), "{noticed}");
    assert!(
        noticed.contains("# hole: 1 of 1 are decided deals without the day on which they closed"),
        "{noticed}"
    );
    assert!(noticed.lines().all(|line| line.is_empty() || line.starts_with('#')), "{noticed}");
    assert!(text_of(&drafts, "plan/roles.toml").contains("[role.seller]"));
}

#[test]
fn a_stage_that_ended_where_another_began_is_its_earlier_name() {
    let store = empty();
    let (mut changes, mut deals) = (Vec::new(), Vec::new());
    for at in 0..40 {
        let (name, year) = if at < 20 { ("Needs", 2024) } else { ("Discovery", 2025) };
        let opportunity = format!("o{at}");
        for (number, (stage, month)) in
            [("Talk", 1), (name, 2), ("Offer", 3), ("Closed", 4)].into_iter().enumerate()
        {
            let day = format!("{year}-{month:02}-05");
            changes.push([
                format!("{at}-{number}"),
                opportunity.clone(),
                "stage".into(),
                String::new(),
                stage.to_owned(),
                day,
            ]);
        }
        deals.push([opportunity, "1".to_owned(), "Closed".to_owned(), "won".to_owned()]);
    }
    let cells: Vec<Vec<&str>> = changes.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let slices: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    put(&store, "opportunity_changes", &["key", "opportunity", "field", "old", "new", "changed_at"], &slices);
    let cells: Vec<Vec<&str>> = deals.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let slices: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    put(&store, "opportunities", &["key", "person", "stage", "outcome"], &slices);
    let drafts = drafts(&store);
    let method = text_of(&drafts, "plan/method.toml");
    assert!(
        method.contains("# `Needs` is taken for its earlier name: deals entered it until 2024-02-05"),
        "{method}"
    );
    assert!(
        method.contains(r#"keys = { crm = ["Discovery", "Needs"] }"#)
            || method.contains(r#"["Discovery", "Needs"]"#),
        "{method}"
    );
    assert!(
        method.contains(
            "# 40 deals reached it: 40 went on, 40 of the 40 decided ones were won; the median stay is"
        ),
        "{method}"
    );
}
