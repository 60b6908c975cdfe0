//! Forty quotas at once: the sheet down, edited, up again, approved by another, published, taken back.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

mod halden;

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use halden::{Answer, Halden, ask, get, post, run, signed_in};
use plumb_engine::{SheetKind, SheetView};
use plumb_web::Site;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const QUOTAS: &str = "plan/private/quotas.csv";
const MANY: usize = 40;

/// The workbook that was downloaded with the rows of another in place of its own, as a spreadsheet saves it.
fn edited(downloaded: &[u8], view: &SheetView) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(downloaded.to_vec())).unwrap();
    let mut new = ZipArchive::new(Cursor::new(plumb_report::workbook(view))).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let name = old.by_index(at).unwrap().name().unwrap().into_owned();
        let from = if name == "xl/worksheets/sheet1.xml" { &mut new } else { &mut old };
        let mut bytes = Vec::new();
        from.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        out.start_file(&name, SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Sends a workbook as a browser does.
async fn uploaded(site: &Arc<Site>, cookie: &str, says: &str, book: &[u8]) -> Answer {
    let mut body = format!("--edge\r\nContent-Disposition: form-data; name=\"says\"\r\n\r\n{says}\r\n--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"quotas.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\n").into_bytes();
    body.extend_from_slice(book);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post("/sheets")
        .header("host", "localhost")
        .header("origin", "http://localhost")
        .header("cookie", cookie)
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    ask(site, request).await
}

#[test]
fn forty_quotas_go_up_and_come_back() {
    let company = Halden::new();
    let path = company.dir().join(QUOTAS);
    // A comment of the people who keep the file.
    let found = std::fs::read_to_string(&path).unwrap();
    let (heading, rows) = found.split_once('\n').unwrap();
    let commented = format!("# agreed with the works council in March\n{heading}\n{rows}");
    std::fs::write(&path, &commented).unwrap();
    let first = std::fs::read(&path).unwrap();
    let site = company.site();
    let mut view = company.workspace.sheet(SheetKind::Quotas).unwrap();
    let column = |field: &str| view.columns.iter().position(|column| column.field == field).unwrap();
    let (person, from, amount) = (column("person"), column("from"), column("amount"));
    let mut raised = BTreeSet::new();
    for row in &mut view.rows {
        // One number of this year for each of them.
        if row.cells[from] == "2026-04-01" && raised.len() < MANY && raised.insert(row.cells[person].clone())
        {
            let whole: i64 = row.cells[amount].split('.').next().unwrap().parse().unwrap();
            row.cells[amount] = (whole + 1000).to_string();
        }
    }
    assert_eq!(raised.len(), MANY);
    run(async {
        let operator = signed_in(&site, &company.roles.operator).await;
        let page = get(&site, &operator, "/changes").await;
        assert!(page.text.contains("href=\"/sheets/quotas.xlsx\""), "{}", page.text);
        let sheet = get(&site, &operator, "/sheets/quotas.xlsx").await;
        assert_eq!(sheet.status, 200);
        // As it came it changes nothing.
        let same = uploaded(&site, &operator, "nothing", &sheet.bytes).await;
        assert!(same.status >= 400, "{} {}", same.status, same.text);
        let sent = uploaded(&site, &operator, "more for everybody", &edited(&sheet.bytes, &view)).await;
        assert_eq!((sent.status, sent.headers["location"].as_str()), (303, "/changes/1"), "{}", sent.text);
        assert_eq!(std::fs::read(&path).unwrap(), first, "a proposal touches nothing");
        // Who wins, who loses, and the very lines.
        let seen = get(&site, &operator, "/changes/1").await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.text.matches("<td>loses</td>").count(), MANY, "who has a higher number loses");
        assert!(!seen.text.contains("<td>wins</td>"));
        assert!(seen.text.contains("40 lines go, 40 come"), "{}", seen.text);
        // A seller is not told of it, and cannot take a step.
        let seller = signed_in(&site, &company.roles.seller).await;
        let told = get(&site, &seller, "/changes/1").await;
        assert!(!told.text.contains("<td>loses</td>") || told.text.matches("<td>loses</td>").count() == 1);
        // Of a private file the own line and no other.
        let (_, lines) = told.text.split_once("<pre class=\"diff\">").unwrap();
        let lines: Vec<&str> =
            lines.split("</pre>").next().unwrap().lines().filter(|line| *line != "</span>").collect();
        let own = format!("{},", company.roles.seller);
        assert!(lines.len() == 2 && lines.iter().all(|line| line.contains(&own)), "{lines:?}");
        assert_eq!(post(&site, &seller, "/changes/1", &[("act", "approve")]).await.status, 404);
        // Another person approves and publishes.
        let other = signed_in_as_operator(&site).await;
        for act in ["approve", "publish"] {
            let done = post(&site, &other, "/changes/1", &[("act", act)]).await;
            assert_eq!(
                (done.status, done.headers["location"].as_str()),
                (303, "/changes/1"),
                "{}",
                done.text
            );
        }
        let now = std::fs::read_to_string(&path).unwrap();
        let differ: Vec<_> = commented.lines().zip(now.lines()).filter(|(old, new)| old != new).collect();
        assert_eq!((differ.len(), commented.lines().count()), (MANY, now.lines().count()));
        assert!(now.starts_with("# agreed with the works council in March\n"));
        // And back to the first byte.
        let undone = post(&site, &other, "/changes/1", &[("act", "undo")]).await;
        assert_eq!(undone.status, 303, "{}", undone.text);
        assert_eq!(std::fs::read(&path).unwrap(), first);
        assert_eq!(get(&site, &other, "/changes/1").await.status, 200);
    });
}

async fn signed_in_as_operator(site: &Arc<Site>) -> String {
    get(site, "", &site.entry(None).unwrap()).await.cookie()
}
