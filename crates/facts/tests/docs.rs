//! The example in the documentation does what the documentation says.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use plumb_facts::{Options, import};
use shop::{file, rows, store};

const PAGE: &str = include_str!("../../../docs/mappings.md");

/// The text of the n-th fenced block in a language.
fn block(language: &str, n: usize) -> &'static str {
    let after = PAGE.split(&format!("```{language}\n")).nth(n + 1).unwrap();
    after.split("```").next().unwrap()
}

#[test]
fn the_example_brings_what_the_page_says() {
    let mapping = shop::mapping(block("toml", 0));
    let inputs = [file("sales-2026-01.csv", block("csv", 0)), file("staff.csv", block("csv", 1))];
    let mut store = store();
    let report = import(&mut store, &mapping, &inputs, &Options::default(), &mut |_| {}).unwrap();
    let bookings = "select key, date, person, exact_text(list), exact_text(net), currency from bookings";
    assert_eq!(
        rows(&store, bookings),
        [
            ["0071", "2026-01-05", "ana", "1200", "1080", "EUR"],
            ["0072", "2026-01-19", "jo", "80.5", "80.5", "EUR"]
        ]
    );
    assert_eq!(
        rows(&store, "select key, name, manager, valid_until from people"),
        [["ana", "Ana Smith", "", ""], ["jo", "Jo Weber", "ana", "2026-04-01"]]
    );
    let [reject] = report.rejects.as_slice() else { panic!("{:?}", report.rejects) };
    assert_eq!((reject.line, reject.column, reject.value.as_deref()), (Some(4), Some(6), Some("31.02.2026")));
}

#[test]
fn every_setting_of_a_source_is_explained() {
    for setting in [
        "file",
        "sheet",
        "format",
        "header_spelling",
        "text",
        "encoding",
        "delimiter",
        "header",
        "skip_top",
        "footer",
        "null",
        "columns",
        "dates",
        "numbers",
        "values.COLUMN",
        "aliases.COLUMN",
        "required",
        "optional",
    ] {
        assert!(PAGE.contains(&format!("| `{setting}` |")), "{setting}");
    }
}
