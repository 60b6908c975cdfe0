//! The one cookie: the token of a session.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// Seconds for which a session holds.
pub(crate) const SESSION: i64 = 12 * crate::time::HOUR;

/// The cookie's name: of its port, for browsers share cookies between the ports of a machine.
fn name(port: u16) -> String {
    format!("plumb-{port}")
}

/// What a browser is told to keep.
pub(crate) fn kept(port: u16, token: &str) -> String {
    format!("{}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={SESSION}", name(port))
}

/// What makes a browser forget it.
pub(crate) fn forgotten(port: u16) -> String {
    format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", name(port))
}

/// The token that a browser sent.
pub(crate) fn token(headers: &HeaderMap, port: u16) -> Option<String> {
    let name = name(port);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (key, value) = cookie.trim().split_once('=')?;
        (key == name && !value.is_empty()).then(|| value.to_owned())
    })
}
