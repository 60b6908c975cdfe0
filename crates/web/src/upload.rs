//! Forms with a file in them, as browsers send them.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

/// Parts that are read; a form of ours has two.
const PARTS_MAX: usize = 8;

/// A part of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// The name of the file, without folders; empty for a plain field.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The parts of a form by name; what is not such a form has none.
pub(crate) fn parts(headers: &HeaderMap, body: &[u8]) -> BTreeMap<String, Part> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = kind.strip_prefix("multipart/form-data").and_then(|rest| parameter(rest, "boundary"));
    boundary.map(|boundary| divided(body, &boundary)).unwrap_or_default()
}

fn divided(body: &[u8], boundary: &str) -> BTreeMap<String, Part> {
    let mut found = BTreeMap::new();
    let first = format!("--{boundary}").into_bytes();
    let between = format!("\r\n--{boundary}").into_bytes();
    let Some(mut rest) = body.strip_prefix(first.as_slice()) else { return found };
    for _ in 0..PARTS_MAX {
        let Some(part) = rest.strip_prefix(b"\r\n") else { break };
        let Some(end) = position(part, &between) else { break };
        let (whole, after) = part.split_at(end);
        if let Some(head) = position(whole, b"\r\n\r\n") {
            let (head, bytes) = whole.split_at(head);
            let head = String::from_utf8_lossy(head);
            if let Some(name) = parameter(&head, "name") {
                let file = parameter(&head, "filename").unwrap_or_default();
                let file = file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                found.insert(name, Part { name: file, bytes: bytes.get(4..).unwrap_or_default().to_vec() });
            }
        }
        rest = after.get(between.len()..).unwrap_or_default();
    }
    found
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// `name="value"` or `name=value` in a header.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split([';', '\r', '\n']).find_map(|piece| {
        let (key, value) = piece.trim().split_once('=')?;
        (key.eq_ignore_ascii_case(name)).then(|| value.trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_form_with_a_file_is_divided() {
        let body = b"--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\a\\quotas.xlsx\"\r\nContent-Type: x\r\n\r\nPK\r\n\r\n\x00--x\r\n--xx\r\nContent-Disposition: form-data; name=\"says\"\r\n\r\nfor June\r\n--xx--\r\n";
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=xx".parse().unwrap());
        let parts = parts(&headers, body);
        assert_eq!(parts["file"], Part { name: "quotas.xlsx".into(), bytes: b"PK\r\n\r\n\x00--x".to_vec() });
        assert_eq!(parts["says"].bytes, b"for June");
    }

    proptest! {
        #[test]
        fn any_bytes_are_divided_without_harm(body in prop::collection::vec(any::<u8>(), 0..200), boundary in "[ax-]{0,3}") {
            let mut framed = format!("--{boundary}\r\n").into_bytes();
            framed.extend(body);
            _ = divided(&framed, &boundary);
        }
    }
}
