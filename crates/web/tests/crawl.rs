//! Every page for every role: all open, and nobody reaches another's pay or number by any address.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod halden;

use std::collections::BTreeSet;

use halden::{Halden, crawled, get, post, run, signed_in, words};
use plumb_engine::Viewer;

/// Numbers of people whom a viewer may not see: their parts and quotas, to the cent, with the name beside.
fn others(company: &Halden, viewer: &Viewer) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let own: BTreeSet<String> = figures(company, |person| company.kept.may_see(viewer, person))
        .into_iter()
        .map(|(_, figure)| figure)
        .collect();
    for (name, figure) in figures(company, |person| !company.kept.may_see(viewer, person)) {
        // The same round number may be one's own too.
        if !own.contains(&figure) {
            found.push((name, figure));
        }
    }
    found
}

fn figures(company: &Halden, wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let all = company.kept.seen_by(&Viewer::Operator);
    let mut found = Vec::new();
    for part in &all.review().carry.as_ref().unwrap().people {
        if wanted(&part.person) {
            found.push((part.name.clone(), plumb_report::parts::money(&part.part)));
        }
    }
    let nodes = all.review().outlook.iter().flat_map(|outlook| &outlook.nodes);
    for node in nodes.filter(|node| node.person.as_ref().is_some_and(|person| wanted(person))) {
        let ends = node.range.iter().flat_map(|range| [&range.p10, &range.p50, &range.p90]);
        let amounts = ends.chain([&node.target, &node.by_bases, &node.pace.actual, &node.pace.expected]);
        found.extend(
            amounts
                .filter(|amount| amount.minor > 0)
                .map(|amount| (node.name.clone(), plumb_report::parts::money(amount))),
        );
    }
    for person in company.kept.people().values().filter(|person| wanted(&person.id)) {
        let line = company.kept.line(&person.id, &Viewer::Operator).unwrap().unwrap();
        for number in line.numbers {
            found.push((person.name.clone(), plumb_report::parts::grouped(&number.amount)));
        }
    }
    found
}

/// Whether a page tells one of these: a figure to the cent of somebody else, wherever it stands.
fn told<'f>(page: &str, others: &'f [(String, String)]) -> Vec<&'f (String, String)> {
    let page = words(page);
    others
        .iter()
        .filter(|(_, figure)| {
            page.match_indices(figure.as_str()).any(|(at, _)| {
                // 1 365 000.00 EUR is not told by 41 365 000.00 EUR.
                !page[..at].ends_with(|c: char| c.is_ascii_digit()) && !page[..at].ends_with([' ', '.'])
                    || page[..at]
                        .trim_end_matches(' ')
                        .chars()
                        .next_back()
                        .is_none_or(|c| !c.is_ascii_digit())
            })
        })
        .collect()
}

/// Names of people whom a viewer may not see, each with the short form of the own part and numbers.
fn in_short(company: &Halden, viewer: &Viewer) -> Vec<(String, String)> {
    let all = company.kept.seen_by(&Viewer::Operator);
    let carry = all.review().carry.as_ref().unwrap();
    let parts = carry.people.iter().filter(|part| !company.kept.may_see(viewer, &part.person));
    parts.map(|part| (part.name.clone(), words(&plumb_report::parts::short(&part.part)))).collect()
}

/// Rows, items and paragraphs in which a name stands with the figure that is that person's.
fn told_in_short<'f>(page: &str, others: &'f [(String, String)]) -> Vec<&'f (String, String)> {
    let page = words(page).replace("<tr", "<p").replace("<li", "<p");
    let blocks: Vec<&str> = page.split("<p").collect();
    let stands = |(name, figure): &&(String, String)| {
        blocks.iter().any(|block| block.contains(name.as_str()) && block.contains(figure.as_str()))
    };
    others.iter().filter(stands).collect()
}

/// What stands in private files about people whom a viewer may not see: what each is learning.
fn private_words(company: &Halden, viewer: &Viewer) -> Vec<String> {
    let text = std::fs::read_to_string(company.dir().join("plan/private/development.toml")).unwrap();
    let field = |entry: &str, name: &str| {
        let line =
            entry.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")).map(str::to_owned));
        line.map(|line| line.trim_end_matches('"').to_owned())
    };
    let entries =
        text.split("\n[").filter_map(|entry| Some((field(entry, "person")?, field(entry, "goal")?)));
    entries.filter(|(person, _)| !company.kept.may_see(viewer, person)).map(|(_, goal)| goal).collect()
}

/// On-target pay of roles other than that of the person, as figures are written.
fn others_pay(company: &Halden, person: &str) -> Vec<String> {
    let own = company.kept.people()[person].role.clone().unwrap();
    let text = std::fs::read_to_string(company.dir().join("plan/pay.toml")).unwrap();
    let entries = text.split("\n[pay.").filter(|entry| !entry.contains("[[") || entry.contains("roles = "));
    let others = entries.filter(|entry| !entry.contains(&format!("\"{own}\"")));
    let amounts = others.filter_map(|entry| entry.split("on_target = \"").nth(1)?.split(" EUR").next());
    amounts.map(|amount| format!(" {amount}")).collect()
}

#[test]
fn every_page_opens_and_nobody_reaches_anothers_number() {
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    let mut all_paths = BTreeSet::new();
    run(async {
        for (person, operates) in
            [(&roles.cro, false), (&roles.operator, true), (&roles.manager, false), (&roles.seller, false)]
        {
            let cookie = signed_in(&site, person).await;
            let pages = crawled(&site, &cookie, usize::MAX).await;
            assert!(pages.len() > 20, "{person}: {}", pages.len());
            if !operates {
                let viewer = company.kept.viewer(person).unwrap();
                let others = others(&company, &viewer);
                for (path, page) in &pages {
                    assert_eq!(told(page, &others), Vec::<&(String, String)>::new(), "{person} at {path}");
                    assert!(!page.contains("plan/private/") || !page.contains("<pre>"), "{person} at {path}");
                }
            }
            all_paths.extend(pages.into_keys());
        }
        // The seller tries every address that anybody was led to, and every person's.
        let seller = company.kept.viewer(&roles.seller).unwrap();
        let hidden = others(&company, &seller);
        assert!(hidden.len() > 40, "{}", hidden.len());
        let operator = signed_in(&site, &roles.operator).await;
        let beside = get(&site, &operator, "/line/linnea-oedegaard").await;
        let lead = get(&site, &operator, &format!("/line/{}", roles.manager)).await;
        assert!(!told(&(beside.text + &lead.text), &hidden).is_empty(), "what is looked for can be found");
        let cookie = signed_in(&site, &roles.seller).await;
        all_paths.extend(company.kept.people().keys().map(|person| format!("/line/{person}")));
        all_paths.extend(
            company.kept.people().keys().map(|person| format!("/wrong/new?about=line:{person}&figure=part")),
        );
        let everything = company.kept.seen_by(&Viewer::Operator);
        all_paths.extend(everything.review().gaps.iter().map(|gap| format!("/gap/{}", gap.id)));
        let short = in_short(&company, &seller);
        let (private, pay) = (private_words(&company, &seller), others_pay(&company, &roles.seller));
        assert!(
            short.len() > 20 && private.len() > 20 && !pay.is_empty(),
            "{} {}",
            short.len(),
            private.len()
        );
        assert!(
            !told_in_short(&get(&site, &operator, &format!("/line/{}", roles.manager)).await.text, &short)
                .is_empty()
        );
        for path in &all_paths {
            let page = get(&site, &cookie, path).await;
            assert_eq!(told_in_short(&page.text, &short), Vec::<&(String, String)>::new(), "{path}");
            let said = words(&page.text);
            for secret in private.iter().chain(&pay) {
                assert!(!said.contains(secret.as_str()), "{path}: {secret}");
            }
            assert!(matches!(page.status, 200 | 303 | 404), "{path}: {}", page.status);
            assert_eq!(told(&page.text, &hidden), Vec::<&(String, String)>::new(), "{path}");
        }
        // What is not there and what is not theirs look the same.
        let nobody = get(&site, &cookie, "/line/nobody-at-all").await;
        for other in [&roles.manager, &roles.cro] {
            let page = get(&site, &cookie, &format!("/line/{other}")).await;
            assert_eq!((page.status, &page.text), (404, &nobody.text));
        }
        for path in ["/people", "/start", "/changes/1", "/wrong/1"] {
            let page = get(&site, &cookie, path).await;
            assert_eq!((page.status, &page.text), (404, &nobody.text), "{path}");
        }
        for path in ["/people/invite", "/people/revoke", "/changes/1", "/start/mandate", "/wrong/1"] {
            let form = [
                ("person", roles.seller.as_str()),
                ("operates", "yes"),
                ("act", "publish"),
                ("do", "skip"),
                ("state", "upheld"),
                ("says", "yes"),
            ];
            let page = post(&site, &cookie, path, &form).await;
            assert_eq!((page.status, &page.text), (404, &nobody.text), "{path}");
        }
    });
}

#[test]
fn what_lies_ahead_is_told_to_each_as_far_as_it_is_theirs() {
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    run(async {
        for (person, operates) in
            [(&roles.cro, false), (&roles.operator, true), (&roles.manager, false), (&roles.seller, false)]
        {
            let cookie = signed_in(&site, person).await;
            let viewer = if operates { Viewer::Operator } else { company.kept.viewer(person).unwrap() };
            let first = get(&site, &cookie, "/").await.text;
            assert!(words(&first).contains(" in 100 that "), "{person}: the answer has its odds");
            for (path, asks) in [
                ("/ahead", "What will happen?"),
                ("/targets", "Who carries what?"),
                ("/growth", "Where is the growth to come from?"),
            ] {
                let page = get(&site, &cookie, path).await;
                assert_eq!(page.status, 200, "{person} at {path}");
                assert!(page.text.contains(&format!("<h1>{asks}</h1>")), "{person} at {path}");
                assert!(first.contains(&format!("href=\"{path}\"")), "{person}: {path} is on the way");
                let hidden =
                    company.kept.people().values().filter(|other| !company.kept.may_see(&viewer, &other.id));
                for other in hidden {
                    assert!(!page.text.contains(&other.name), "{person} at {path}: {}", other.name);
                }
            }
            let ahead = get(&site, &cookie, "/ahead").await.text;
            let own = &company.kept.people()[person].name;
            let sells = company.kept.people()[person].sells;
            assert!(!sells || ahead.contains(own.as_str()), "{person} stands beside the own number");
            let targets = get(&site, &cookie, "/targets").await.text;
            assert_eq!(targets.contains("added up, "), operates, "{person}: what each level adds");
            // A rest that others have is never called open to who does not lead the unit.
            let leads_a_region = operates || person == &roles.cro;
            assert_eq!(targets.contains("Not handed on"), leads_a_region, "{person}: what nobody has");
        }
        let nobody = get(&site, "", "/ahead").await;
        assert_eq!((nobody.status, nobody.location()), (303, "/sign-in"));
    });
}

#[test]
fn both_sides_of_a_doubt_stand_beside_the_line() {
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    run(async {
        let seller = signed_in(&site, &roles.seller).await;
        let about = format!("line:{}", roles.seller);
        let doubt = [
            ("about", about.as_str()),
            ("figure", "part"),
            ("kind", "credit"),
            ("says", "the harbour deal is mine"),
        ];
        let said = post(&site, &seller, "/wrong", &doubt).await;
        assert_eq!((said.status, said.location()), (303, "/wrong/1"));
        // Of a figure that is not the reader's to see, nothing can be said.
        let of_other = format!("line:{}", roles.manager);
        let refused = post(
            &site,
            &seller,
            "/wrong",
            &[("about", &of_other), ("figure", "part"), ("kind", "data"), ("says", "x")],
        )
        .await;
        assert_eq!(refused.status, 404);
        let operator = signed_in(&site, &roles.operator).await;
        let answer = [("state", "upheld"), ("says", "it was booked on Bremen; mended")];
        assert_eq!(post(&site, &operator, "/wrong/1", &answer).await.status, 303);
        let line = get(&site, &seller, "/me").await.text;
        for says in ["the harbour deal is mine", "it was booked on Bremen; mended", "upheld"] {
            assert!(line.contains(says), "{says}");
        }
        let manager = signed_in(&site, &roles.manager).await;
        assert!(get(&site, &manager, &format!("/line/{}", roles.seller)).await.text.contains("harbour"));
        let another = company
            .kept
            .people()
            .values()
            .find(|person| person.sells && person.manager.as_deref() != Some(&roles.manager))
            .unwrap();
        plumb_web::invite(&company.workspace, &another.id, false, "test").unwrap();
        let another = signed_in(&site, &another.id).await;
        assert_eq!(get(&site, &another, "/wrong/1").await.status, 404);
    });
}

#[test]
fn warm_pages_come_fast() {
    let company = Halden::new();
    let site = company.site();
    run(async {
        let cookie = signed_in(&site, &company.roles.cro).await;
        let pages = crawled(&site, &cookie, 100).await;
        let mut slow = Vec::new();
        for path in pages.keys() {
            #[expect(clippy::disallowed_methods, reason = "how long a page takes is measured here")]
            let began = std::time::Instant::now();
            get(&site, &cookie, path).await;
            let took = began.elapsed().as_millis();
            // Generous: the machine may be busy with other tests.
            if took > 500 {
                slow.push((path.clone(), took));
            }
        }
        assert!(slow.is_empty(), "{slow:?}");
    });
}
