//! A sheet goes out as a workbook and comes back as edits of exactly what was changed.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own workspace is wrong")]

use std::fs;
use std::path::Path;

use plumb_engine::{EngineError, SheetChanges, SheetKind, SheetView, Workspace};
use plumb_report::workbook;
use tempfile::TempDir;

/// A copy of the example, to be changed.
fn quayside() -> (TempDir, Workspace) {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let dir = TempDir::new().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/quayside"), dir.path());
    let workspace = Workspace::open(dir.path()).unwrap();
    (dir, workspace)
}

/// The workbook of one view with the rows of another: as if somebody had typed them.
fn typed(before: &SheetView, after: &SheetView) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let read = |bytes: Vec<u8>| zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let (mut old, mut new) = (read(workbook(before)), read(workbook(after)));
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let name = old.by_index(index).unwrap().name().unwrap().into_owned();
        let from = if name == "xl/worksheets/sheet1.xml" { &mut new } else { &mut old };
        let mut text = Vec::new();
        from.by_name(&name).unwrap().read_to_end(&mut text).unwrap();
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn column(view: &SheetView, heading: &str) -> usize {
    view.columns.iter().position(|column| column.heading == heading).unwrap()
}

fn first_file(changes: &SheetChanges) -> String {
    String::from_utf8(changes.files[0].after.clone().unwrap()).unwrap()
}

fn changed_lines(changes: &SheetChanges) -> usize {
    let lines = |bytes: &Option<Vec<u8>>| {
        let text = String::from_utf8(bytes.clone().unwrap_or_default()).unwrap();
        text.split('\n').map(str::to_owned).collect::<Vec<_>>()
    };
    let count = changes.files.iter().map(|file| {
        let (before, after) = (lines(&file.before), lines(&file.after));
        assert_eq!(before.len(), after.len());
        before.iter().zip(&after).filter(|(before, after)| before != after).count()
    });
    count.sum()
}

fn said(error: &EngineError) -> Vec<&str> {
    error.problems().iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn an_untouched_sheet_changes_nothing() {
    let (_dir, workspace) = quayside();
    for kind in SheetKind::ALL {
        let view = workspace.sheet(kind).unwrap();
        assert!(!view.rows.is_empty(), "{kind:?}");
        assert_eq!(workbook(&view), workbook(&view));
        let changes = workspace.sheet_changes(&workbook(&view), "sheet.xlsx").unwrap();
        assert_eq!((changes.kind, changes.cells), (kind, 0));
        assert!(changes.files.is_empty() && changes.added.is_empty() && changes.removed.is_empty());
        assert_eq!(changes.notes, [] as [String; 0]);
    }
}

#[test]
fn quotas_that_change_change_their_lines_and_no_other() {
    let (_dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::Quotas).unwrap();
    let amount = column(&view, "Amount");
    let mut after = view.clone();
    for row in &mut after.rows {
        row.cells[amount] = format!("{}.5", row.cells[amount]);
    }
    after.rows.reverse();
    let changes = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap();
    assert_eq!((changes.cells, changed_lines(&changes)), (view.rows.len(), view.rows.len()));
    assert_eq!(changes.edits.len(), view.rows.len());
    assert!(first_file(&changes).contains("tiina,net-revenue,2 250 000.50 EUR,2024-04-01"));
}

#[test]
fn forty_quotas_are_forty_lines() {
    let (dir, workspace) = quayside();
    let path = dir.path().join("plan/private/quotas.csv");
    let mut text = fs::read_to_string(&path).unwrap();
    for year in 2031..2091 {
        text.push_str(&format!(
            "tiina,net-revenue,{year} 000 EUR,{year}-04-01,{}-04-01,direct,,,\n",
            year + 1
        ));
    }
    fs::write(&path, text).unwrap();
    let view = workspace.sheet(SheetKind::Quotas).unwrap();
    let amount = column(&view, "Amount");
    let mut after = view.clone();
    for row in after.rows.iter_mut().filter(|row| row.id.starts_with("tiina-20")).take(40) {
        row.cells[amount] = "77".to_owned();
    }
    let changes = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap();
    assert_eq!((changes.cells, changed_lines(&changes)), (40, 40));
}

#[test]
fn what_is_typed_as_text_is_read_as_it_is_meant() {
    let (_dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::Quotas).unwrap();
    let mut after = view.clone();
    let (amount, until) = (column(&view, "Amount"), column(&view, "Until"));
    after.rows[0].cells[amount] = "2.300.000,50 €".to_owned();
    after.rows[0].cells[until] = "31.03.2025".to_owned();
    let changes = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap();
    let text = first_file(&changes);
    assert!(text.contains("2 300 000.50 EUR") && text.contains("2025-03-31"), "{text}");
    assert_eq!(changed_lines(&changes), 1);
}

#[test]
fn columns_may_move_go_and_be_more() {
    let (_dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::People).unwrap();
    let mut after = view.clone();
    let name = column(&view, "Name");
    after.rows[0].cells[name] = "Somebody Else".to_owned();
    after.columns.reverse();
    after.rows.iter_mut().for_each(|row| row.cells.reverse());
    after.columns.remove(0);
    after.rows.iter_mut().for_each(|row| drop(row.cells.remove(0)));
    after.columns[0].heading = "My own".to_owned();
    let changes = workspace.sheet_changes(&typed(&view, &after), "people.xlsx").unwrap();
    assert_eq!((changes.cells, changed_lines(&changes)), (1, 1));
    assert_eq!(
        changes.notes,
        [
            "columns that are not Plumb's are left out: `My own`",
            "columns that are not in the sheet stay as they are: `Until`, `Note`",
        ]
    );
}

#[test]
fn everything_that_is_wrong_is_told_with_its_cell() {
    let (_dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::Quotas).unwrap();
    let mut after = view.clone();
    let (person, amount, name) = (column(&view, "Person"), column(&view, "Amount"), column(&view, "Name"));
    after.rows[0].cells[amount] = "2.300x1".to_owned();
    after.rows[1].cells[person] = "tina".to_owned();
    after.rows[2].cells[name] = "Somebody".to_owned();
    let error = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap_err();
    assert_eq!(
        said(&error),
        [
            "`Quotas`, cell E2: `2.300x1` is no number",
            "`Quotas`, cell B3: no person is called `tina`",
            "`Quotas`, cell C4: `Name` is only shown here",
        ]
    );
    let mut after = view.clone();
    after.rows[0].cells[amount] = "-5".to_owned();
    let error = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap_err();
    assert!(said(&error)[0].starts_with("E2: "), "{:?}", said(&error));
}

#[test]
fn rows_come_and_go_and_are_named() {
    let (_dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::People).unwrap();
    let mut after = view.clone();
    let eva = after.rows.iter().position(|row| row.id == "eva").unwrap();
    let mut copy = after.rows[eva].clone();
    copy.cells[column(&view, "Name")] = "Mira Lund".to_owned();
    copy.cells[column(&view, "From")] = "2026-05-01".to_owned();
    after.rows.push(copy);
    let changes = workspace.sheet_changes(&typed(&view, &after), "people.xlsx").unwrap();
    assert_eq!(changes.added, ["mira-lund"]);
    assert_eq!((changes.removed.len(), changes.cells), (0, 0));
    let text = first_file(&changes);
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("mira-lund,Mira Lund,sales-operations"), "{last}");
    let quotas = workspace.sheet(SheetKind::Quotas).unwrap();
    let mut fewer = quotas.clone();
    let gone = fewer.rows.remove(0);
    let changes = workspace.sheet_changes(&typed(&quotas, &fewer), "quotas.xlsx").unwrap();
    assert_eq!((changes.removed, changes.edits.len()), (vec![gone.id], 1));
}

#[test]
fn a_stale_sheet_undoes_nothing_and_clashes_are_named() {
    let (dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::Quotas).unwrap();
    let path = dir.path().join("plan/private/quotas.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("piotr,net-revenue,1 950 000", "piotr,net-revenue,1 960 000")).unwrap();
    let amount = column(&view, "Amount");
    let row =
        |who: &str| view.rows.iter().position(|row| row.id.starts_with(&format!("{who}-2024"))).unwrap();
    let mut after = view.clone();
    after.rows[row("maja")].cells[amount] = "1".to_owned();
    let changes = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap();
    assert!(first_file(&changes).contains("piotr,net-revenue,1 960 000") && changed_lines(&changes) == 1);
    after.rows[row("piotr")].cells[amount] = "1970000".to_owned();
    let error = workspace.sheet_changes(&typed(&view, &after), "quotas.xlsx").unwrap_err();
    let clash = "`1950000` stood here, the sheet says `1970000`, and by now the plan says `1960000`";
    assert!(said(&error)[0].ends_with(clash), "{:?}", said(&error));
}

#[test]
fn components_of_pay_are_rows() {
    let (_dir, workspace) = quayside();
    let view = workspace.sheet(SheetKind::Pay).unwrap();
    let mut after = view.clone();
    let (cap, tiers, target) = (column(&view, "Cap"), column(&view, "Tiers"), column(&view, "Pay on target"));
    let at = after.rows.iter().position(|row| row.id == "account-manager-2026/1").unwrap();
    assert_eq!(after.rows[at].cells[tiers], "0 %: 1 %; 100 %: 1.5 %");
    after.rows[at].cells[cap] = "1.75".to_owned();
    after.rows[at - 1].cells[target] = "29000".to_owned();
    let mut fresh = after.rows[at].clone();
    fresh.cells[tiers] = "0 %: 2 %".to_owned();
    after.rows.push(fresh);
    let changes = workspace.sheet_changes(&typed(&view, &after), "pay.xlsx").unwrap();
    let text = first_file(&changes);
    assert!(text.contains("cap = \"175 %\"") && text.contains("on_target = \"29 000 EUR\""), "{text}");
    assert!(text.contains("tier = [{ over = \"0 %\", rate = \"2 %\" }]"), "{text}");
    assert_eq!(changes.added, ["account-manager-2026/2"]);
}

#[test]
fn what_is_no_sheet_of_ours_is_refused() {
    let (_dir, workspace) = quayside();
    for bytes in [b"".as_slice(), b"PK", b"id,name\n"] {
        let error = workspace.sheet_changes(bytes, "x.xlsx").unwrap_err();
        assert_eq!(said(&error).len(), 1, "{error}");
    }
    let view = workspace.sheet(SheetKind::People).unwrap();
    let whole = workbook(&view);
    for length in (0..whole.len()).step_by(97) {
        let mut broken = whole.clone();
        broken[length] ^= 0x5a;
        let _ = workspace.sheet_changes(&broken, "x.xlsx");
        let _ = workspace.sheet_changes(&whole[..length], "x.xlsx");
    }
}
