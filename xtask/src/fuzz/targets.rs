//! The readers of text that are fed broken input.

use std::io::Write as _;

use plumb_diag::{Files, Problem};

/// One reader and the texts of the repository it starts from.
pub(super) struct Target {
    pub(super) name: &'static str,
    /// Whether the text at this path is one of its kind.
    pub(super) takes: fn(&str) -> bool,
    /// Reads the bytes; an error says what contradicts itself. A panic is caught.
    pub(super) run: fn(&[u8]) -> Result<(), String>,
}

/// All readers, each with an equal share of the time.
pub(super) fn all() -> Vec<Target> {
    vec![
        Target { name: "plan entries", takes: is_entries, run: |bytes| plan("plan/broken.toml", bytes) },
        Target { name: "plan lists", takes: is_list, run: lists },
        Target { name: "plan settings", takes: is_settings, run: |bytes| plan("plumb.toml", bytes) },
        Target { name: "plan lock", takes: is_lock, run: |bytes| plan("plan.lock", bytes) },
        Target { name: "mappings", takes: is_mapping, run: mapping },
        Target { name: "exports", takes: is_export, run: export },
        Target { name: "sheets", takes: is_export, run: sheet },
        Target { name: "rule pages", takes: is_page, run: page },
    ]
}

fn is_entries(path: &str) -> bool {
    path.contains("/plan/") && path.ends_with(".toml")
}

fn is_list(path: &str) -> bool {
    path.contains("/plan/") && path.ends_with(".csv")
}

fn is_settings(path: &str) -> bool {
    path.ends_with("/plumb.toml")
}

/// A lock is written like entries; those serve until an example ships one.
fn is_lock(path: &str) -> bool {
    path.ends_with("/plan.lock") || is_entries(path)
}

fn is_mapping(path: &str) -> bool {
    path.contains("mappings/") && path.ends_with(".toml")
}

fn is_export(path: &str) -> bool {
    path.ends_with("/exports/pipeline.csv")
}

fn is_page(path: &str) -> bool {
    path.contains("/pages/") && path.ends_with(".md")
}

fn lists(bytes: &[u8]) -> Result<(), String> {
    for path in ["plan/people.csv", "plan/private/quotas.csv", "plan/assignments.csv", "plan/rates.csv"] {
        plan(path, bytes)?;
    }
    Ok(())
}

/// A plan with one broken file beside a sound one: every problem has a place, and twice gives the same.
fn plan(path: &str, bytes: &[u8]) -> Result<(), String> {
    let read = || {
        plumb_plan::read_bytes(vec![
            (path.to_owned(), bytes.to_vec()),
            ("plan/sound.toml".to_owned(), b"[unit.acme]\n[unit.north]\nparent = \"acme\"\n".to_vec()),
        ])
    };
    let (plan, problems) = read();
    places_hold(&plan.files, &problems)?;
    if read().1 != problems {
        return Err("two readings of the same bytes give different problems".to_owned());
    }
    Ok(())
}

/// A mapping: every problem has a place, and twice gives the same.
fn mapping(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let mut files = Files::default();
    let (_, problems) = plumb_facts::Mapping::read(&mut files, "mappings/broken.toml", &text);
    places_hold(&files, &problems)?;
    if plumb_facts::Mapping::read(&mut Files::default(), "mappings/broken.toml", &text).1 != problems {
        return Err("two readings of the same bytes give different problems".to_owned());
    }
    Ok(())
}

/// What an export of deals goes through; all kinds of cells are in it.
const DEALS: &str = r#"
[mapping]
name = "broken"
exported_at = 2026-01-31
[source.deals]
file = "broken.csv"
[source.deals.columns]
Amount = "amount"
Probability = "integer"
CreatedDate = "date"
CloseDate = "date"
ClosedOn = "date"
[table.opportunities]
sql = """
select OpportunityId as key, Name as name, OwnerId as person, StageName as stage, 'open' as outcome,
       Amount as amount, Currency as currency, CreatedDate as created, CloseDate as expected, ClosedOn as closed
from   src.deals
"""
"#;

/// An export: it is imported or refused as a whole, and each of its rows is counted once.
fn export(bytes: &[u8]) -> Result<(), String> {
    imported(DEALS, "broken.csv", bytes)
}

/// The same as a sheet of a workbook, its cells as they stand in the text, numbers and texts by turns.
fn sheet(bytes: &[u8]) -> Result<(), String> {
    let book = workbook(&sheet_of(bytes)).map_err(|error| error.to_string())?;
    imported(&DEALS.replace("broken.csv", "broken.xlsx"), "broken.xlsx", &book)
}

fn sheet_of(bytes: &[u8]) -> Vec<u8> {
    let mut sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>").into_bytes();
    for line in bytes.split(|byte| *byte == b'\n') {
        sheet.extend(b"<row>");
        for (at, cell) in line.split(|byte| *byte == b',').enumerate() {
            let (before, after): (&[u8], &[u8]) = match at % 3 {
                0 => (b"<c s=\"1\"><v>", b"</v></c>"),
                _ => (b"<c t=\"inlineStr\"><is><t>", b"</t></is></c>"),
            };
            sheet.extend([before, cell, after].concat());
        }
        sheet.extend(b"</row>");
    }
    sheet.extend(b"</sheetData></worksheet>");
    sheet
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn workbook(sheet: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{office}\"><sheets>\
         <sheet name=\"Deals\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    );
    let parts = [
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml").into_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml").into_bytes()),
        ("xl/workbook.xml", book.into_bytes()),
        ("xl/styles.xml", styles.into_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.to_vec()),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in parts {
        archive.start_file(path, zip::write::SimpleFileOptions::default())?;
        archive.write_all(&bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn imported(mapping: &str, path: &str, bytes: &[u8]) -> Result<(), String> {
    let (mapping, _) = plumb_facts::Mapping::read(&mut Files::default(), "broken.toml", mapping);
    let mut store =
        plumb_store::Store::in_memory(&plumb_facts::migrations()).map_err(|error| error.to_string())?;
    let inputs = [plumb_facts::Input { path: path.to_owned(), bytes: bytes.to_vec() }];
    let options = plumb_facts::Options::default();
    let Ok(report) = plumb_facts::import(&mut store, &mapping, &inputs, &options, &mut |_| {}) else {
        return Ok(());
    };
    for source in &report.sources {
        if source.rows != source.typed + source.rejected {
            return Err(format!("rows of the source are not all counted: {source:?}"));
        }
    }
    for table in &report.tables {
        if table.produced != table.new + table.changed + table.same + table.older + table.rejected {
            return Err(format!("rows of the table are not all counted: {table:?}"));
        }
    }
    let again = plumb_facts::import(&mut store, &mapping, &inputs, &options, &mut |_| {});
    match again {
        Ok(again) if !again.changed => Ok(()),
        other => Err(format!("the same file a second time: {other:?}")),
    }
}

/// A rule page: every problem has a place, one that is not read has a problem, and twice gives the same.
fn page(bytes: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(bytes);
    let mut files = Files::default();
    let (page, problems) = plumb_rules::Page::read(&mut files, "plan/rules/broken.md", &text);
    places_hold(&files, &problems)?;
    if page.is_none() && problems.is_empty() {
        return Err("no page and no problem".to_owned());
    }
    if plumb_rules::Page::read(&mut Files::default(), "plan/rules/broken.md", &text).1 != problems {
        return Err("two readings of the same bytes give different problems".to_owned());
    }
    Ok(())
}

/// Every label of every problem lies in its file, on character borders.
fn places_hold(files: &Files, problems: &[Problem]) -> Result<(), String> {
    for problem in problems {
        for label in problem.primary.iter().chain(&problem.secondary) {
            if !files.holds(label.span) {
                return Err(format!("`{}` points outside its file: {:?}", problem.code, label.span));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_finds_texts_in_this_repository_to_start_from() {
        let texts = crate::tree::texts(crate::root()).unwrap();
        for target in all() {
            assert!(texts.iter().any(|text| (target.takes)(&text.path)), "{}", target.name);
        }
    }

    #[test]
    fn a_place_outside_its_file_contradicts_itself() {
        let mut files = Files::default();
        let file = files.add("a", "ab");
        let span = plumb_diag::Span { file, start: 1, end: 9 };
        assert!(places_hold(&files, &[Problem::error("code", "message").at(span, "")]).is_err());
    }
}
