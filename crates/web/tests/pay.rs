//! Everybody reads the own pay down to its lines and can say that it is wrong; nobody reads another's.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod halden;

use halden::{Answer, Halden, ask, get, links, post, run, signed_in, words};
use plumb_engine::{PayPeriodView, StatementView, Viewer};
use plumb_ledger::Ledger;

/// A period of somebody's pay with lines, its statement, and all periods.
struct Known {
    person: String,
    period: String,
    statement: StatementView,
    periods: Vec<PayPeriodView>,
}

/// Somebody with lines of pay whose line the manager may see: the first of them.
fn known(company: &Halden) -> Known {
    let mut pay = company.workspace.keep_pay(&company.kept).unwrap().unwrap();
    let manager = company.kept.viewer(&company.roles.manager).unwrap();
    let led = company.kept.people().keys().filter(|person| company.kept.may_see(&manager, person));
    let mut with_lines = led.filter_map(|person| {
        let periods = pay.periods(&Viewer::Operator, person);
        let (period, statement) = periods.iter().find_map(|one| {
            let statement = pay.statements(&Viewer::Operator, person, &one.period.name).into_iter().next()?;
            (!statement.lines.is_empty()).then_some((one.period.name.clone(), statement))
        })?;
        Some(Known { person: person.clone(), period, statement, periods })
    });
    let known = with_lines.next().unwrap();
    plumb_web::invite(&company.workspace, &known.person, false, "test").unwrap();
    known
}

/// The address of a line.
fn line_of(known: &Known, index: usize) -> String {
    let id: String = form_urlencoded::byte_serialize(known.statement.lines[index].id.as_bytes()).collect();
    format!("/pay/{}/line?id={id}", known.period)
}

fn money(amount: &plumb_engine::MoneyView) -> String {
    plumb_report::parts::money(amount)
}

#[test]
fn the_own_pay_is_told_to_the_cent_down_to_where_each_line_comes_from() {
    let company = Halden::new();
    let site = company.site();
    let known = known(&company);
    let person = known.person.as_str();
    run(async {
        let seller = signed_in(&site, person).await;
        let list = get(&site, &seller, "/pay").await;
        assert_eq!(list.status, 200);
        let listed = words(&list.text);
        for one in &known.periods {
            assert!(
                listed.contains(&money(&one.paid)) && listed.contains(&money(&one.earned)),
                "{}",
                one.period.name
            );
        }
        assert!(links(&list.text).iter().any(|link| link.starts_with(&format!("/pay/{}", known.period))));
        let page = get(&site, &seller, &format!("/pay/{}", known.period)).await;
        assert_eq!(page.status, 200);
        let text = words(&page.text);
        let view = &known.statement;
        for says in
            ["What do I earn, and why?", &money(&view.paid), &money(&view.earned), "How was it worked out?"]
        {
            assert!(text.contains(says), "{says}");
        }
        assert_eq!(page.text.matches("<details class=\"pay-line\"").count(), view.lines.len());
        assert!(links(&page.text).contains(&line_of(&known, 0)), "{:?}", links(&page.text));
        let line = get(&site, &seller, &line_of(&known, 0)).await;
        assert_eq!(line.status, 200);
        let said = words(&line.text);
        for says in [money(&view.lines[0].pays).as_str(), &view.lines[0].id, "plan/pay.toml:", "Is it wrong?"]
        {
            assert!(said.contains(says), "{says}: {said}");
        }
        // The ways of the page lead there, and the line tells what the next deal pays.
        assert!(get(&site, &seller, "/").await.text.contains("href=\"/pay\""));
        let mine = get(&site, &seller, "/me").await;
        assert!(mine.text.contains("What does the next deal pay?") && mine.text.contains("href=\"/pay\""));
    });
    let ledger = Ledger::open(company.dir()).unwrap().unwrap();
    let seen: Vec<_> =
        ledger.pay().openings().unwrap().into_iter().map(|one| (one.person, one.period, one.count)).collect();
    assert_eq!(
        seen,
        [(person.to_owned(), known.period.clone(), 1)],
        "the look at the statement is recorded, no other"
    );
}

#[test]
fn nobody_reaches_anothers_pay() {
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    let known = known(&company);
    let named = |path: &str| {
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}person={}", known.person)
    };
    let paths = [
        named("/pay"),
        named(&format!("/pay/{}", known.period)),
        named(&line_of(&known, 0)),
        line_of(&known, 0),
    ];
    run(async {
        let nobody: Answer = get(&site, &signed_in(&site, &roles.manager).await, "/line/nobody-at-all").await;
        // The lead of the seller's own team, and the head of all sales.
        for other in [&roles.manager, &roles.cro] {
            let cookie = signed_in(&site, other).await;
            for path in &paths {
                let page = get(&site, &cookie, path).await;
                assert_eq!((page.status, &page.text), (404, &nobody.text), "{other} at {path}");
            }
            let claim = [("line", known.statement.lines[0].id.as_str()), ("says", "mine")];
            let said = post(&site, &cookie, &named(&format!("/pay/{}/dispute", known.period)), &claim).await;
            assert_eq!((said.status, &said.text), (404, &nobody.text), "{other}");
            let analysis = get(&site, &cookie, "/pay/analysis").await;
            assert_eq!((analysis.status, &analysis.text), (404, &nobody.text), "{other}");
            let list = get(&site, &cookie, "/pay").await;
            assert!(!list.text.contains(&known.statement.name), "{other}");
        }
        // And the other way round, with every address of theirs.
        let seller = signed_in(&site, &known.person).await;
        for other in company.kept.people().keys().filter(|id| **id != known.person) {
            for path in ["/pay".to_owned(), format!("/pay/{}", known.period)] {
                let page = get(&site, &seller, &format!("{path}?person={other}")).await;
                assert_eq!((page.status, &page.text), (404, &nobody.text), "{other} at {path}");
            }
        }
        for path in &paths {
            assert_eq!(get(&site, "", path).await.location(), "/sign-in", "{path}");
        }
        // Who works pay out sees it, and leaves no look behind.
        let operator = signed_in(&site, &roles.operator).await;
        for path in &paths[..3] {
            assert_eq!(get(&site, &operator, path).await.status, 200, "{path}");
        }
        let analysis = get(&site, &operator, "/pay/analysis").await;
        assert!(analysis.status == 200 && analysis.text.contains("What do pay plans pay for?"));
        for person in company.kept.people().values().filter(|person| person.id != roles.operator) {
            assert!(
                !analysis.text.contains(&person.name) && !analysis.text.contains(&person.id),
                "{}",
                person.id
            );
        }
        let line = get(&site, &operator, &format!("/line/{}", known.person)).await;
        assert!(line.text.contains(&format!("href=\"/pay?person={}\"", known.person)));
    });
    let ledger = Ledger::open(company.dir()).unwrap().unwrap();
    assert_eq!((ledger.pay().openings().unwrap().len(), ledger.pay().disputes(None).unwrap().len()), (0, 0));
}

#[test]
fn a_dispute_opens_beside_its_line_and_both_sides_stay() {
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    let known = known(&company);
    let (path, about) = (format!("/pay/{}/dispute", known.period), known.statement.lines[0].id.as_str());
    run(async {
        let seller = signed_in(&site, &known.person).await;
        let hostile = "<script>alert(1)</script> half of it is mine";
        // What cannot be kept comes back beside its field.
        for (form, id) in [
            (vec![("line", about), ("says", hostile), ("claimed", "much")], "dispute-claimed"),
            (vec![("line", about), ("says", " ")], "dispute-says"),
            (vec![("says", "")], "dispute-says"),
        ] {
            let page = post(&site, &seller, &path, &form).await;
            assert_eq!(page.status, 422, "{form:?}");
            assert!(
                page.text.contains(&format!("id=\"{id}\" role=\"alert\"")) && !page.text.contains("<script"),
                "{form:?}"
            );
        }
        let nowhere = [("line", "ae/nobody/c1/bookings/crm/1"), ("says", hostile)];
        assert_eq!(post(&site, &seller, &path, &nowhere).await.status, 404);
        let request = axum::http::Request::post(&path)
            .header("host", "localhost")
            .header("origin", "http://elsewhere.example")
            .header("cookie", &seller)
            .body(axum::body::Body::from("says=mine"))
            .unwrap();
        assert_eq!(ask(&site, request).await.status, 403);
        let said =
            post(&site, &seller, &path, &[("line", about), ("says", hostile), ("claimed", "120.50")]).await;
        assert_eq!(said.status, 303);
        let address = said.location().split('#').next().unwrap().to_owned();
        let page = words(&get(&site, &seller, &address).await.text);
        for says in [
            "said to be wrong: open",
            "&lt;script&gt;alert(1)&lt;/script&gt; half of it is mine",
            "claims 120.50 EUR",
        ] {
            assert!(page.contains(says), "{says}");
        }
        // One line has one dispute at a time: the way to another is not there, and the reason comes back.
        assert!(!get(&site, &seller, &line_of(&known, 0)).await.text.contains("name=\"claimed\""));
        let again = post(&site, &seller, &path, &[("line", about), ("says", "again")]).await;
        assert_eq!(again.status, 422, "{}", again.text);
        // Whoever else may not answer; who operates may, and whose pay it is goes on.
        let manager = signed_in(&site, &roles.manager).await;
        let answer = [("state", "answered"), ("says", "which agreement?")];
        assert_eq!(post(&site, &manager, "/pay/dispute/1", &answer).await.status, 404);
        assert_eq!(
            post(&site, &seller, "/pay/dispute/1", &answer).await.status,
            404,
            "nobody ends their own"
        );
        let operator = signed_in(&site, &roles.operator).await;
        let done = post(&site, &operator, "/pay/dispute/1", &answer).await;
        assert_eq!(done.status, 303);
        assert_eq!(get(&site, &operator, done.location().split('#').next().unwrap()).await.status, 200);
        let back =
            post(&site, &seller, "/pay/dispute/1", &[("state", "open"), ("says", "the one of May")]).await;
        assert_eq!(back.status, 303);
        let page = words(&get(&site, &seller, &address).await.text);
        for says in ["which agreement?", "the one of May", "said to be wrong: open"] {
            assert!(page.contains(says), "{says}");
        }
        assert!(words(&get(&site, &seller, "/pay").await.text).contains("1 thing said to be wrong"));
        assert!(!get(&site, &manager, "/pay").await.text.contains("half of it is mine"));
    });
}

#[test]
fn who_leads_a_team_reads_its_pay_only_where_the_company_agreed_to_it() {
    let company = Halden::new();
    let known = known(&company);
    let (lead, seller) = (company.roles.manager.clone(), known.person.clone());
    let other = company.kept.people().values().find(|other| {
        other.sells
            && other.id != lead
            && other.id != seller
            && !company.kept.may_see(&company.kept.viewer(&lead).unwrap(), &other.id)
    });
    let (other, page) = (other.unwrap().id.clone(), format!("/pay/{}", known.period));
    let claim = [("line", known.statement.lines[0].id.as_str()), ("says", "half of it is mine")];
    let settings = std::fs::read_to_string(company.dir().join("plumb.toml")).unwrap();
    assert!(!settings.contains("[privacy]"));
    for (agreed, status) in [("false", 404), ("true", 200)] {
        let privacy = format!("{settings}\n[privacy]\nleads_see_pay = {agreed}\n");
        std::fs::write(company.dir().join("plumb.toml"), privacy).unwrap();
        let site = company.site();
        run(async {
            let own = signed_in(&site, &seller).await;
            if agreed == "false" {
                assert_eq!(post(&site, &own, &format!("{page}/dispute"), &claim).await.status, 303);
            }
            let cookie = signed_in(&site, &lead).await;
            let of = |person: &str, path: &str| {
                let sign = if path.contains('?') { '&' } else { '?' };
                format!("{path}{sign}person={person}")
            };
            for path in ["/pay", &page, &line_of(&known, 0)] {
                assert_eq!(get(&site, &cookie, &of(&seller, path)).await.status, status, "{agreed} {path}");
                // Whom they do not lead they never see, and a seller sees nobody.
                assert_eq!(get(&site, &cookie, &of(&other, path)).await.status, 404, "{agreed} {path}");
                for whose in [&lead, &other] {
                    assert_eq!(get(&site, &own, &of(whose, path)).await.status, 404, "{agreed} {path}");
                }
            }
            let line = get(&site, &cookie, &format!("/line/{seller}")).await.text;
            assert_eq!(line.contains(&format!("href=\"/pay?person={seller}\"")), agreed == "true");
            // What is said to be wrong stays between whose pay it is and those who work it out.
            let read = get(&site, &cookie, &of(&seller, &page)).await;
            assert_eq!(read.text.contains(&money(&known.statement.paid)), agreed == "true");
            assert!(!read.text.contains("half of it is mine"));
            assert!(get(&site, &own, &page).await.text.contains("half of it is mine"));
            assert_eq!(
                post(&site, &cookie, &of(&seller, &format!("{page}/dispute")), &claim).await.status,
                404
            );
            assert_eq!(get(&site, &cookie, "/pay/analysis").await.status, 404);
        });
    }
    let ledger = Ledger::open(company.dir()).unwrap().unwrap();
    let opened: Vec<String> = ledger.pay().openings().unwrap().into_iter().map(|one| one.person).collect();
    assert!(opened.iter().all(|person| *person == seller), "a look of others is not counted: {opened:?}");
}
