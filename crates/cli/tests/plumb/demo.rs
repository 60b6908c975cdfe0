//! The sample company, from one command.

use crate::workspace::Workspace;

#[test]
fn a_demo_makes_the_sample_company_and_another_stands_beside_it() {
    let place = Workspace::empty();
    let first = place.run(&["demo", "--no-serve"]);
    assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
    assert!(first.out.contains("Halden Instruments on 2026-06-01"), "{}", first.out);
    assert!(first.out.contains("Who carries the 11 %?"), "{}", first.out);
    assert!(first.err.contains("an invented company"), "{}", first.err);
    for written in ["plumb.toml", "plan.lock", "plumb.db", "out/review.html", "mappings/salesforce.toml"] {
        assert!(place.path("halden").join(written).is_file(), "{written}");
    }
    let again = place.run(&["demo", "--no-serve", "--quiet"]);
    assert_eq!((again.code, again.err.as_str()), (Some(0), ""));
    assert_eq!(place.read("halden/out/review.json"), place.read("halden-2/out/review.json"));
    let checked = place.run(&["-C", "halden", "lock", "verify"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
}

#[test]
fn a_demo_overwrites_nothing() {
    let place = Workspace::empty();
    place.write("kept.txt", "mine");
    let ran = place.run(&["demo", "--no-serve", "--dir", "."]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("1 entry, `kept.txt`, is in `.`"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(place.dir()).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn the_aligned_company_says_so_in_json() {
    let place = Workspace::empty();
    let planted = place.json(&["demo", "--no-serve", "--dir", "planted"]);
    let aligned = place.json(&["demo", "--no-serve", "--dir", "aligned", "--aligned"]);
    let errors = |review: &serde_json::Value| {
        let gaps = review["gaps"].as_array().unwrap();
        gaps.iter().filter(|gap| gap["severity"] == "error" && gap["state"] == "open").count()
    };
    assert!(errors(&planted) > 10, "{}", errors(&planted));
    assert_eq!(errors(&aligned), 0);
}
