//! The page of a review, as the sample company and the example get it.

use serde_json::Value;

use crate::workspace::Workspace;

/// An amount as the page shows it in tooltips: `3 120 000.00 EUR`.
fn to_the_cent(amount: &Value) -> String {
    let text = amount["amount"].as_str().unwrap();
    let (whole, cents) = text.split_once('.').unwrap();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push('\u{20}');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{cents} {}", amount["currency"].as_str().unwrap())
}

#[test]
fn the_sample_company_is_told_in_one_sentence_one_picture_and_three_moves() {
    let place = Workspace::empty();
    let ran = place.run(&["demo", "--no-serve", "--quiet"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let page = place.read("halden/out/review.html").replace('\u{a0}', " ");
    let review: Value = serde_json::from_str(&place.read("halden/out/review.json")).unwrap();
    assert!(
        page.contains(
            "<h1>62.0 M EUR becomes 84.8 M EUR by 31 March 2029; 30 % of it is 25.4 M of service; from 7.4 M today that \
             is 51 % a year for the service and under 3 % for everything else.</h1>"
        ),
        "{}",
        &page[page.find("<h1>").unwrap_or(0)..][..400]
    );
    assert!(page.contains("<h2>Who carries the 11 %?</h2>"));
    assert_eq!(
        page.split("<ol class=\"moves\">")
            .nth(1)
            .unwrap()
            .split("</ol>")
            .next()
            .unwrap()
            .matches("<li>")
            .count(),
        3
    );
    assert!(page.len() < 2_000_000, "{}", page.len());
    for unit in review["carry"]["units"].as_array().unwrap().iter().skip(1) {
        for way in ["soundly_carried", "carried_but_broken", "unseen", "nobodys"] {
            let part = &unit["split"][way];
            let is_nothing = part["amount"].as_str().unwrap().trim_matches(['0', '.']).is_empty();
            assert!(is_nothing || page.contains(&format!("{}</title>", to_the_cent(part))), "{unit}: {way}");
        }
    }
}

#[test]
fn the_page_is_replaced_with_the_data_it_shows() {
    let workspace = Workspace::imported();
    workspace.run(&["review"]);
    let before = workspace.read("out/review.html");
    workspace.run(&["review", "--as-of", "2025-12-31"]);
    let after = workspace.read("out/review.html");
    assert!(before != after && after.contains("31 December 2025"), "{after}");
}

#[test]
fn without_mandate_or_facts_the_page_says_what_to_do() {
    let workspace = Workspace::planned();
    let ran = workspace.run(&["review", "--as-of", "2026-01-31"]);
    assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.err);
    let page = workspace.read("out/review.html");
    assert!(page.contains("No facts are imported"), "{page}");
}
