//! Halden Instruments, served without a socket.

#![allow(dead_code, reason = "each test uses what it needs")]
#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use plumb_engine::{ImportOptions, Kept, Options, Workspace, workspace_of};
use plumb_sample::{Day, Sample, files, imports, signings};
use plumb_web::{Role, Settings, Site, routes};
use tower::ServiceExt as _;

/// The four roles as whom everything is tried: id, whether the person operates.
pub(crate) struct Roles {
    pub(crate) cro: String,
    pub(crate) operator: String,
    pub(crate) manager: String,
    pub(crate) seller: String,
}

/// The company in a folder of its own.
pub(crate) struct Halden {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) workspace: Workspace,
    pub(crate) options: Options,
    pub(crate) kept: Kept,
    pub(crate) roles: Roles,
}

impl Halden {
    pub(crate) fn new() -> Self {
        let sample = Sample { seed: 1, aligned: false, day: Day::Zero };
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("halden");
        workspace_of(&dir, &files(&sample), |workspace| {
            for exports in imports() {
                let (mapping, data) =
                    (workspace.dir().join(exports.mapping), workspace.dir().join(exports.folder));
                workspace.import(&mapping, &[data], &ImportOptions::default(), &mut |_| ())?;
            }
            for signing in signings(&sample) {
                workspace.lock_sign(signing.objective, &signing.by, signing.on)?;
            }
            Ok(())
        })
        .unwrap();
        let workspace = Workspace::open(&dir).unwrap();
        let options = Options { as_of: Some(sample.as_of()), threads: 2, ..Options::default() };
        let kept = workspace.keep_review(&options).unwrap();
        let roles = Roles {
            cro: holder(&kept, "revenue-officer"),
            operator: holder(&kept, "revenue-operations"),
            manager: "christoph-kessler".to_owned(),
            seller: "anja-maurer".to_owned(),
        };
        Self { folder, workspace, options, kept, roles }
    }

    /// The site, with its first review made.
    pub(crate) fn site(&self) -> Arc<Site> {
        let role = |person: &str, operates| Role { person: person.to_owned(), says: String::new(), operates };
        let roles = vec![
            role(&self.roles.cro, false),
            role(&self.roles.operator, true),
            role(&self.roles.manager, false),
            role(&self.roles.seller, false),
        ];
        let settings =
            Settings { options: self.options.clone(), only_here: true, roles, ..Settings::default() };
        let site = Site::open(self.workspace.clone(), settings).unwrap();
        site.settle().unwrap();
        site
    }

    pub(crate) fn dir(&self) -> &Path {
        self.workspace.dir()
    }
}

fn holder(kept: &Kept, role: &str) -> String {
    let mut people = kept.people().values();
    people.find(|person| person.role.as_deref() == Some(role)).unwrap().id.clone()
}

/// An answer: status, headers, text.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn cookie(&self) -> String {
        self.headers[SET_COOKIE.as_str()].split(';').next().unwrap().to_owned()
    }

    pub(crate) fn location(&self) -> &str {
        &self.headers[LOCATION.as_str()]
    }
}

/// Asks for an address.
pub(crate) async fn get(site: &Arc<Site>, cookie: &str, path: &str) -> Answer {
    ask(
        site,
        Request::get(path).header("host", "localhost").header(COOKIE, cookie).body(Body::empty()).unwrap(),
    )
    .await
}

/// Sends a form from one of our own pages.
pub(crate) async fn post(site: &Arc<Site>, cookie: &str, path: &str, form: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(path)
        .header("host", "localhost")
        .header("origin", "http://localhost")
        .header(COOKIE, cookie)
        .body(Body::from(body))
        .unwrap();
    ask(site, request).await
}

pub(crate) async fn ask(site: &Arc<Site>, request: Request<Body>) -> Answer {
    let response = routes(Arc::clone(site)).oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let bytes = to_bytes(response.into_body(), 64 * 1024 * 1024).await.unwrap();
    Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes: bytes.to_vec() }
}

/// Signs somebody in with a ready link; the cookie.
pub(crate) async fn signed_in(site: &Arc<Site>, person: &str) -> String {
    let entered = get(site, "", &site.entry(Some(person)).unwrap()).await;
    assert_eq!((entered.status, entered.location()), (303, "/"));
    entered.cookie()
}

/// The addresses of our own that a page leads to, without what comes after `#`.
pub(crate) fn links(page: &str) -> Vec<String> {
    let mut found: Vec<String> = page
        .split(" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(link, _)| link.split('#').next().unwrap_or_default().replace("&amp;", "&"))
        .filter(|link| link.starts_with('/'))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Pages that links lead to from the first one, by address; so many of a sort at most, such as `/gap/…`.
pub(crate) async fn crawled(site: &Arc<Site>, cookie: &str, of_a_sort: usize) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut met: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut sorts: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(path) = waiting.pop_front() {
        let sort = path.split(['/', '?']).nth(1).unwrap_or_default().to_owned();
        let met_of_sort = sorts.entry(sort).or_default();
        *met_of_sort += 1;
        if *met_of_sort > of_a_sort {
            continue;
        }
        let page = get(site, cookie, &path).await;
        let own_line = page.status == 303 && page.headers.get("location").is_some_and(|to| to == "/me");
        assert!(page.status == 200 || own_line, "{path}: {} {}", page.status, page.text);
        for link in links(&page.text) {
            if met.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        pages.insert(path, page.text);
    }
    pages
}

/// A page as people read it: without markup, spaces of every kind as one, figures with their tooltips.
pub(crate) fn words(page: &str) -> String {
    page.replace(['\u{a0}', '\u{202f}'], " ").replace("&#39;", "'").replace("&amp;", "&")
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .build()
        .unwrap()
        .block_on(future)
}
