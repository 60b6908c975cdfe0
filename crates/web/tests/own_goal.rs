//! What somebody sets out to reach stands on the own line with its odds, and nowhere else for anybody else.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod halden;

use std::collections::BTreeSet;
use std::path::Path;

use halden::{Halden, crawled, get, post, run, signed_in, words};
use plumb_engine::{Likely, Viewer};

/// An amount that stands nowhere else, as it is typed, to the cent, and in short.
const AMOUNT: [&str; 3] = ["1 234 567.89", "1 234 567.89 EUR", "1.2 M EUR"];

/// A note that stands nowhere else.
const NOTE: &str = "the kitchen with the blue tiles";

#[test]
fn an_own_goal_stands_beside_the_companys_with_its_odds() {
    let company = Halden::new();
    let site = company.site();
    run(async {
        let seller = signed_in(&site, &company.roles.seller).await;
        let before = get(&site, &seller, "/me").await.text;
        assert!(before.contains("Only you see this") && before.contains("You have set none"));
        let set = [("amount", AMOUNT[0]), ("note", NOTE)];
        let kept = post(&site, &seller, "/me/goal", &set).await;
        assert_eq!((kept.status, kept.location()), (303, "/me#goal"));
        let line = words(&get(&site, &seller, "/me").await.text);
        for says in [AMOUNT[1], NOTE, "Your own goal", "by 31 March 2027", "The company", " in 100"] {
            assert!(line.contains(says), "{says}");
        }
        // What is less is as likely or likelier; a day before the year's end stands beside what is asked by then.
        let earlier = [("amount", "1k"), ("by", "2026-12-31"), ("note", "")];
        assert_eq!(post(&site, &seller, "/me/goal", &earlier).await.status, 303);
        let line = words(&get(&site, &seller, "/me").await.text);
        assert!(line.contains("31 December 2026") && line.contains("The company, by then"));
        assert!(!line.contains(NOTE), "the newest goal holds");
        let ended = post(&site, &seller, "/me/goal", &[("act", "end")]).await;
        assert_eq!(ended.status, 303);
        assert!(get(&site, &seller, "/me").await.text.contains("You have set none"));
    });
}

#[test]
fn who_leads_sees_what_all_that_are_led_are_to_bring() {
    let company = Halden::new();
    let site = company.site();
    let all = company.kept.seen_by(&Viewer::Operator);
    let nodes = &all.review().outlook.as_ref().unwrap().nodes;
    let unit = company.kept.people()[&company.roles.manager].unit.clone();
    let of_team = nodes.iter().find(|node| node.person.is_none() && node.unit == unit).unwrap();
    run(async {
        for (person, node) in [(&company.roles.manager, of_team), (&company.roles.cro, &nodes[0])] {
            let cookie = signed_in(&site, person).await;
            let line = words(&get(&site, &cookie, "/me").await.text);
            let target = plumb_report::parts::money(&node.target);
            assert!(line.contains("What am I to bring?") && line.contains(&target), "{person}: {target}");
            assert!(line.contains(&format!("with all of {}", node.name)), "{person}");
            assert!(line.contains("Eight times in ten") && line.contains(" in 100"), "{person}");
        }
        // Who brings nothing is told so.
        let cookie = signed_in(&site, &company.roles.operator).await;
        let line = get(&site, &cookie, "/me").await.text;
        assert!(line.contains("brings no number of its own") && !line.contains("id=\"goal\""));
    });
}

#[test]
fn what_cannot_be_kept_comes_back_with_the_reason_beside_its_field() {
    let company = Halden::new();
    let site = company.site();
    run(async {
        let seller = signed_in(&site, &company.roles.seller).await;
        let long = "x".repeat(301);
        let hostile = "<script>alert(1)</script>";
        for (form, id) in [
            (vec![("amount", "")], "goal-amount"),
            (vec![("amount", "310.000")], "goal-amount"),
            (vec![("amount", "-5")], "goal-amount"),
            (vec![("amount", hostile)], "goal-amount"),
            (vec![], "goal-amount"),
            (vec![("amount", "5k"), ("by", "2031-01-01")], "goal-by"),
            (vec![("amount", "5k"), ("by", "2026-13-77")], "goal-by"),
            (vec![("amount", "5k"), ("note", &long)], "goal-note"),
        ] {
            let page = post(&site, &seller, "/me/goal", &form).await;
            assert_eq!(page.status, 422, "{form:?}");
            assert!(page.text.contains(&format!("id=\"{id}\" role=\"alert\"")), "{form:?}");
            assert!(!page.text.contains(hostile));
        }
        let line = get(&site, &seller, "/me").await.text;
        assert!(line.contains("You have set none"));
        // What does not come from our own pages is refused, as of every form.
        let request = axum::http::Request::post("/me/goal")
            .header("host", "localhost")
            .header("origin", "http://elsewhere.example")
            .header("cookie", &seller)
            .body(axum::body::Body::from("amount=5k"))
            .unwrap();
        assert_eq!(halden::ask(&site, request).await.status, 403);
        assert!(get(&site, &seller, "/me").await.text.contains("You have set none"));
    });
}

#[test]
fn nobody_else_finds_an_own_goal_on_any_page() {
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    let people = company.kept.people();
    let beside = people.values().find(|person| {
        person.sells && person.id != roles.seller && person.unit == people[&roles.seller].unit
    });
    let beside = beside.unwrap().id.clone();
    plumb_web::invite(&company.workspace, &beside, false, "test").unwrap();
    run(async {
        let seller = signed_in(&site, &roles.seller).await;
        let set = [("amount", AMOUNT[0]), ("by", "2027-02-28"), ("note", NOTE)];
        assert_eq!(post(&site, &seller, "/me/goal", &set).await.status, 303);
        let own = words(&get(&site, &seller, "/me").await.text);
        assert!(own.contains(AMOUNT[1]) && own.contains(NOTE), "what is looked for can be found");
        let address = format!("/line/{}", roles.seller);
        let mut readers = Vec::new();
        for person in [&roles.cro, &roles.operator, &roles.manager, &beside] {
            readers.push((person.clone(), signed_in(&site, person).await));
        }
        let entered = get(&site, "", &site.entry(None).unwrap()).await;
        readers.push(("the operator at the machine".to_owned(), entered.cookie()));
        for (person, cookie) in &readers {
            let mut paths: BTreeSet<String> = crawled(&site, cookie, 15).await.into_keys().collect();
            paths.extend([address.clone(), "/me".to_owned(), "/me/goal".to_owned()]);
            paths.insert(format!("/wrong/new?about=line:{}", roles.seller));
            for path in paths {
                let page = get(&site, cookie, &path).await;
                let said = words(&page.text);
                for secret in AMOUNT.iter().take(2).chain([&NOTE]) {
                    assert!(!said.contains(secret), "{person} at {path}: {secret}");
                }
                assert!(path == "/me" || !said.contains("Your own goal"), "{person} at {path}");
            }
            // Ending one's own goal ends nobody else's.
            post(&site, cookie, "/me/goal", &[("act", "end"), ("person", &roles.seller)]).await;
        }
        // Who has no line has no goal.
        let (_, operator) = &readers[4];
        assert_eq!(post(&site, operator, "/me/goal", &[("amount", "5k")]).await.status, 404);
        // The lead sees the line, and on it the company's number, but no goal.
        let (_, lead) = &readers[2];
        let line = get(&site, lead, &address).await;
        assert!(line.status == 200 && line.text.contains("What is to be brought?"));
        assert!(!line.text.contains("id=\"goal\""));
        assert!(words(&get(&site, &seller, "/me").await.text).contains(NOTE), "it still stands");
        // Neither do the review's files, nor what is asked of them.
        company.workspace.review(&company.options).unwrap();
        for file in ["out/review.json", "out/review.db", "plumb.db"] {
            let bytes = std::fs::read(company.dir().join(file)).unwrap();
            assert!(!holds(&bytes, NOTE) && !holds(&bytes, "123456789"), "{file}");
        }
        let ledger = ["ledger.db", "ledger.db-wal"].map(|file| std::fs::read(company.dir().join(file)));
        assert!(ledger.iter().flatten().any(|bytes| holds(bytes, NOTE)), "what is looked for can be found");
    });
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn one_function_reads_the_table_of_own_goals() {
    fn sources(dir: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "sql") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(crates).unwrap().map(Result::unwrap) {
        sources(&entry.path().join("src"), &mut found);
    }
    let mut reads = Vec::new();
    let mut calls = Vec::new();
    for (path, text) in &found {
        let text = text.split("mod tests {").next().unwrap();
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
        let read =
            words.windows(2).filter(|pair| matches!(pair[0], "from" | "join") && pair[1] == "goals").count();
        reads.extend(std::iter::repeat_n(path.clone(), read));
        calls.extend(std::iter::repeat_n(path.clone(), text.matches(".own_goal(").count()));
    }
    let ends = |paths: &[String], ends: &[&str]| {
        paths.len() == ends.len() && paths.iter().all(|path| ends.iter().any(|end| path.ends_with(end)))
    };
    assert!(ends(&reads, &["ledger/src/goals.rs"]), "{reads:?}");
    // The ledger's own before it ends one, and the reader's own line.
    assert!(ends(&calls, &["ledger/src/goals.rs", "web/src/pages/line/goal.rs"]), "{calls:?}");
}

#[test]
fn odds_of_any_amount_fall_as_it_rises_and_meet_those_of_the_review() {
    let company = Halden::new();
    let kept = &company.kept;
    let all = kept.seen_by(&Viewer::Operator);
    let outlook = all.review().outlook.as_ref().unwrap();
    let last = "2027-03-31";
    let mut open = 0;
    for node in outlook.nodes.iter().filter(|node| node.person.is_some()) {
        let person = node.person.as_ref().unwrap();
        let odds = |amount: i64| match kept.likely(&Viewer::Operator, person, amount, last) {
            Some(Likely::Ahead(odds)) => odds,
            Some(Likely::Reached) => 1.0,
            other => panic!("{person}: {other:?}"),
        };
        let Some(range) = &node.range else {
            assert_eq!(kept.likely(&Viewer::Operator, person, i64::MAX, last), None, "{person}");
            continue;
        };
        open += 1;
        if node.target.minor > node.pace.actual.minor {
            assert!((odds(node.target.minor) - node.chance.unwrap()).abs() < 1e-3, "{person}");
        }
        for (amount, share) in [(&range.p10, 0.9), (&range.p50, 0.5), (&range.p90, 0.1)] {
            // Below the tenth percentile nine in ten are left, except where many years share one amount.
            assert!(odds(amount.minor) >= share - 0.011, "{person} {share}: {}", odds(amount.minor));
            assert!(odds(amount.minor + 1) <= share + 0.011, "{person} {share}: {}", odds(amount.minor + 1));
        }
        let top = range.p90.minor.max(node.target.minor).saturating_mul(3) / 2;
        let told: Vec<f64> = (0..=200).map(|part| odds(top / 200 * part)).collect();
        assert!(told.is_sorted_by(|one, next| one >= next), "{person}: {told:?}");
        assert!(odds(i64::MAX) <= 0.0, "{person}");
        // Less time makes nothing likelier.
        let early = match kept.likely(&Viewer::Operator, person, range.p50.minor, "2026-12-31") {
            Some(Likely::Ahead(odds)) => odds,
            Some(Likely::Reached) => 1.0,
            _ => 0.0,
        };
        assert!(early <= odds(range.p50.minor) + 0.011, "{person}");
    }
    assert!(open > 20, "{open}");
    let seller = &company.roles.seller;
    let other = kept.viewer(seller).unwrap();
    assert_eq!(kept.likely(&other, &company.roles.manager, 1, last), None, "not the viewer's to see");
    assert_eq!(kept.likely(&other, seller, 1, "2027-03-30"), None, "no month ends then");
    assert_eq!(kept.likely(&other, seller, 1, "no day"), None);
    assert_eq!(kept.likely(&other, seller, i64::MAX, "2026-04-30"), Some(Likely::Missed));
}
