//! Who comes in and how: invitations, passwords, sessions, and what is refused before anything is read.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod halden;

use axum::body::Body;
use axum::http::Request;
use halden::{Halden, ask, get, post, run, signed_in};

#[test]
fn the_door_opens_to_whom_it_should() {
    let company = Halden::new();
    let site = company.site();
    let seller = company.roles.seller.as_str();
    run(async {
        // Without a session every page leads to the door.
        for path in ["/", "/me", "/gaps", "/changes", "/people", "/start"] {
            let page = get(&site, "", path).await;
            assert_eq!((page.status, page.location()), (303, "/sign-in"), "{path}");
        }
        assert_eq!(get(&site, "plumb-0=0123", "/").await.location(), "/sign-in");
        // A ready link opens once.
        let entry = site.entry(None).unwrap();
        assert_eq!(get(&site, "", &entry).await.status, 303);
        assert_eq!(get(&site, "", &entry).await.status, 410);
        // An invitation is looked at as often as one likes, and used once.
        let path = plumb_web::invite(&company.workspace, seller, false, "test").unwrap();
        let token = path.rsplit('=').next().unwrap();
        for _ in 0..2 {
            assert_eq!(get(&site, "", &path).await.status, 200);
        }
        let differ = [("token", token), ("password", "a long password"), ("again", "another password")];
        assert_eq!(post(&site, "", "/invitation", &differ).await.status, 422);
        let short = [("token", token), ("password", "short"), ("again", "short")];
        assert_eq!(post(&site, "", "/invitation", &short).await.status, 422);
        let same = [("token", token), ("password", "a long password"), ("again", "a long password")];
        let accepted = post(&site, "", "/invitation", &same).await;
        assert_eq!((accepted.status, accepted.location()), (303, "/"));
        let cookie = &accepted.headers["set-cookie"];
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        assert_eq!(post(&site, "", "/invitation", &same).await.status, 410);
        // The password leads in, by id or address, and out again.
        let right = post(
            &site,
            "",
            "/sign-in",
            &[("name", "ANJA.MAURER@halden.example"), ("password", "a long password")],
        )
        .await;
        assert_eq!(right.status, 303);
        let cookie = right.cookie();
        assert_eq!(get(&site, &cookie, "/me").await.status, 200);
        assert_eq!(post(&site, &cookie, "/sign-out", &[]).await.location(), "/sign-in");
        assert_eq!(get(&site, &cookie, "/me").await.location(), "/sign-in");
        // Wrong ones are counted.
        let wrong = [("name", seller), ("password", "not the password")];
        for _ in 0..8 {
            assert_eq!(post(&site, "", "/sign-in", &wrong).await.status, 401);
        }
        assert_eq!(
            post(&site, "", "/sign-in", &[("name", seller), ("password", "a long password")]).await.status,
            429
        );
        // Whose access is taken away is out at once.
        let cookie = signed_in(&site, seller).await;
        plumb_web::revoke(&company.workspace, seller, "test").unwrap();
        assert_eq!(get(&site, &cookie, "/me").await.location(), "/sign-in");
        assert!(site.entry(Some(seller)).is_err());
    });
}

#[test]
fn what_comes_from_elsewhere_is_refused() {
    let company = Halden::new();
    let site = company.site();
    run(async {
        let cookie = signed_in(&site, &company.roles.operator).await;
        let send = |host: &str, origin: Option<&str>| {
            let mut request = Request::post("/people/revoke").header("host", host).header("cookie", &cookie);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            request.body(Body::from("person=anja-maurer")).unwrap()
        };
        for (host, origin) in [
            ("localhost", Some("http://elsewhere.example")),
            ("localhost", Some("null")),
            ("localhost", None),
            ("elsewhere.example", Some("http://elsewhere.example")),
        ] {
            assert_eq!(ask(&site, send(host, origin)).await.status, 403, "{host} {origin:?}");
        }
        let elsewhere = Request::get("/").header("host", "elsewhere.example").header("cookie", &cookie);
        assert_eq!(ask(&site, elsewhere.body(Body::empty()).unwrap()).await.status, 403);
        let large = Request::post("/wrong")
            .header("host", "localhost")
            .header("origin", "http://localhost")
            .header("cookie", &cookie);
        assert_eq!(
            ask(&site, large.body(Body::from(vec![b'x'; 2 * 1024 * 1024])).unwrap()).await.status,
            413
        );
        let page = get(&site, &cookie, "/").await;
        let policy = &page.headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(
            !page.text.contains(" style=") && !page.text.contains("<script") && !page.text.contains("<style"),
            "{}",
            page.text
        );
        assert_eq!(page.headers["cache-control"], "no-store");
    });
}

#[test]
fn a_sent_question_opens_only_itself_and_once() {
    let company = Halden::new();
    let site = company.site();
    run(async {
        let cookie = signed_in(&site, &company.roles.operator).await;
        assert_eq!(get(&site, &cookie, "/start/nothing-of-this-name").await.status, 404);
        let list = get(&site, &cookie, "/start").await;
        assert_eq!(list.status, 200, "{}", list.text);
        let sent =
            post(&site, &cookie, "/start/mandate", &[("do", "send"), ("to", "the head of finance")]).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
        let token: String = sent.text.split("/question?token=").nth(1).unwrap().chars().take(64).collect();
        let page = get(&site, "", &format!("/question?token={token}")).await;
        assert_eq!(page.status, 200);
        assert_eq!(get(&site, "", &format!("/enter?token={token}")).await.status, 410);
        assert_eq!(get(&site, "", &format!("/invitation?token={token}")).await.status, 410);
        assert_eq!(get(&site, "", "/question?token=x").await.status, 410);
    });
}

#[test]
fn a_sheet_goes_down_and_comes_back_as_a_change() {
    let company = Halden::new();
    let site = company.site();
    run(async {
        let cookie = signed_in(&site, &company.roles.operator).await;
        assert_eq!(get(&site, &cookie, "/sheets/quotas.xlsx").await.status, 200);
        let seller = signed_in(&site, &company.roles.seller).await;
        for kind in ["people", "quotas", "territories", "pay"] {
            assert_eq!(get(&site, &seller, &format!("/sheets/{kind}.xlsx")).await.status, 404);
        }
        let path = "plan/private/quotas.csv";
        let before = std::fs::read(company.dir().join(path)).unwrap();
        let text = String::from_utf8(before.clone()).unwrap();
        let after =
            text.replace("anja-maurer,net-revenue,1 365 000 EUR", "anja-maurer,net-revenue,1 300 000 EUR");
        assert_ne!(text, after, "{}", &text[..300]);
        let file = plumb_engine::FileChange {
            path: path.into(),
            before: Some(before),
            after: Some(after.clone().into_bytes()),
        };
        company
            .workspace
            .propose(&[file], "a lower number", "somebody else", "2026-06-01T08:00:00Z")
            .unwrap();
        let page = get(&site, &cookie, "/changes/1").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("1 win, 0 lose"), "{}", page.text);
        for act in ["approve", "publish"] {
            assert_eq!(post(&site, &cookie, "/changes/1", &[("act", act)]).await.status, 303, "{act}");
        }
        assert_eq!(std::fs::read_to_string(company.dir().join(path)).unwrap(), after);
        assert_eq!(post(&site, &cookie, "/changes/1", &[("act", "publish")]).await.status, 422);
        assert_eq!(post(&site, &cookie, "/changes/1", &[("act", "undo")]).await.status, 303);
        assert_eq!(std::fs::read_to_string(company.dir().join(path)).unwrap(), text);
    });
}
