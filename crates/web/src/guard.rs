//! What holds for every request: who may ask, how much, and what a browser may do with the answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::Site;
use crate::pages::lost;

/// What a browser may do with a page: show it, in our style, and send its forms back to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every answer says beside itself.
const SAID: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Refuses what comes from elsewhere, and says what a browser may do with the answer.
pub(crate) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&site, request.method(), request.headers()) {
        Some(why) => (StatusCode::FORBIDDEN, lost::refused(why)).into_response(),
        None => next.run(request).await,
    };
    for (name, value) in SAID {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Why a request is not answered.
fn refusal(site: &Site, method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST);
    // A name of somebody else's that leads to this machine would read what only this machine may.
    if site.settings.only_here && !host.is_some_and(is_here) {
        return Some("this is served to this machine only, by its own name");
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let same = match text(ORIGIN) {
        Some(origin) => {
            let from = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            from.is_some() && from == host
        }
        None => text(HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    };
    (!same).then_some("what was sent did not come from one of our own pages")
}

/// The address by which the browser came, whatever stands between: that of the page that sent the form, which was found
/// to be one of ours.
pub(crate) fn came_by(headers: &HeaderMap) -> String {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(ORIGIN) {
        Some(origin) => origin.to_owned(),
        None => format!("http://{}", text(HOST).unwrap_or_default()),
    }
}

/// Whether a host is a name of this machine, whatever the port.
fn is_here(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "[::1]")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_here;

    #[test]
    fn only_names_of_this_machine_are_here() {
        for host in ["localhost", "localhost:7586", "127.0.0.1:80", "[::1]:7586", "127.0.0.2"] {
            assert!(is_here(host), "{host}");
        }
        for host in ["example.org", "localhost.example.org:80", "127.0.0.1.example.org", "", "10.0.0.1:80"] {
            assert!(!is_here(host), "{host}");
        }
    }
}
