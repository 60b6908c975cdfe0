//! Every page for every role in a real browser: nothing is complained of, and nothing is wider than a telephone.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod halden;
#[path = "halden/browser.rs"]
mod window;

use std::sync::Arc;

use halden::{Halden, crawled, run, signed_in};
use plumb_web::routes;
use window::Browser;

/// Pages of one sort, such as `/gap/…`, that are opened for each role; they are drawn by the same lines.
const OF_A_SORT: usize = 15;

#[test]
fn no_page_makes_a_browser_complain() {
    let profile = tempfile::tempdir().unwrap();
    let Some(mut browser) = Browser::start(profile.path()) else {
        println!("skipped: no chromium, chromium-browser or google-chrome is installed");
        return;
    };
    let company = Halden::new();
    let site = company.site();
    let roles = &company.roles;
    run(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let served = Arc::clone(&site);
        tokio::spawn(async move { axum::serve(listener, routes(served)).await });
        browser.narrow(390);
        // The door is looked at too.
        browser.open(&format!("{address}/sign-in"));
        let mut complaints = std::mem::take(&mut browser.complaints);
        for person in [&roles.cro, &roles.operator, &roles.manager, &roles.seller] {
            let cookie = signed_in(&site, person).await;
            let pages = crawled(&site, &cookie, OF_A_SORT).await;
            let entry = site.entry(Some(person)).unwrap();
            tokio::task::block_in_place(|| browser.open(&format!("{address}{entry}")));
            let is_page = |path: &&String| pages[*path].starts_with("<!DOCTYPE");
            for path in pages.keys().filter(is_page) {
                tokio::task::block_in_place(|| browser.open(&format!("{address}{path}")));
                let said = browser.complaints.drain(..).map(|said| format!("{person} at {path}: {said}"));
                complaints.extend(said);
                let wider = browser.value("document.documentElement.scrollWidth - window.innerWidth");
                if wider.as_f64().is_none_or(|wider| wider > 0.0) {
                    complaints.push(format!("{person} at {path}: {wider} pixels wider than a telephone"));
                }
                let door = browser.value("location.pathname");
                assert_ne!(door, "/sign-in", "{person} at {path}");
            }
            println!("{person}: {} pages", pages.len());
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    });
}
