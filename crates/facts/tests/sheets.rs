//! Sheets of workbooks as sources: cells, footers, rejects at their row and column, and files that mean harm.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use std::io::Write as _;

use plumb_facts::{ImportError, import};
use proptest::prelude::*;
use shop::{assert_adds_up, file, mapping, on, rows, store, taken};

const MAPPING: &str = r#"
[mapping]
name = "shop"
[source.sales]
file = "*.xlsx"
sheet = "Sales"
skip_top = 2
footer = "Total"
numbers = "decimal comma"
dates = "%d.%m.%Y"
columns = { Date = "date", Net = "amount" }
[table.bookings]
sql = "select Number as key, Date as date, Person as person, Net as net, 'EUR' as currency from src.sales"
"#;

const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Notes" sheetId="1" r:id="rId1"/><sheet name="Sales" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
/// The second style shows a number as a day.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Number</t></si><si><t>Date</t></si><si><t>Person</t></si><si><t>Net</t></si><si><t>Jörg "J"
of sales</t></si></sst>"#;
const NOTES: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>"#;

/// The sheet of sales: a title, the header in row 3, then these rows.
fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Sales of January</t></is></c></row><row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c></row>{rows}</sheetData></worksheet>"#
    )
}

fn parts(rows: &str) -> [(&'static str, String); 7] {
    [
        ("_rels/.rels", ROOT.to_owned()),
        ("xl/workbook.xml", BOOK.to_owned()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.to_owned()),
        ("xl/styles.xml", STYLES.to_owned()),
        ("xl/sharedStrings.xml", STRINGS.to_owned()),
        ("xl/worksheets/sheet1.xml", NOTES.to_owned()),
        ("xl/worksheets/sheet2.xml", sheet(rows)),
    ]
}

fn zipped<'p>(parts: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in parts {
        archive.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn book(rows: &str) -> Vec<u8> {
    zipped(parts(rows).iter().map(|(path, text)| (*path, text.as_bytes())))
}

fn refused(bytes: Vec<u8>) -> String {
    let error =
        import(&mut store(), &mapping(MAPPING), &[file("a.xlsx", bytes)], &on("2026-02-01"), &mut |_| {});
    match error.unwrap_err() {
        ImportError::Inputs(told) => told.join("\n"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn cells_are_read_as_they_are_kept_whatever_texts_beside_them_look_like() {
    let rows_of = r#"
<row r="4"><c r="A4"><v>71</v></c><c r="B4" s="1"><v>46053</v></c><c r="C4" t="s"><v>4</v></c><c r="D4"><v>1234.5</v></c></row>
<row r="5"><c r="A5" t="inlineStr"><is><t>0072</t></is></c><c r="B5" t="inlineStr"><is><t>19.01.2026</t></is></c><c r="D5" t="inlineStr"><is><t>1.080,25</t></is></c></row>
<row r="9"><c r="A9"><v>73</v></c><c r="B9" s="1"><v>46054</v></c><c r="D9"><v>0.30000000000000004</v></c></row>
<row r="10"><c r="A10" t="inlineStr"><is><t>Total of all</t></is></c><c r="D10"><v>2315.05</v></c></row>"#;
    let (store, report) = taken(MAPPING, &[file("book.xlsx", book(rows_of))]);
    assert!(report.rejects.is_empty(), "{:#?}", report.rejects);
    assert_adds_up(&report);
    assert_eq!(
        rows(&store, "select key, date, person, net from bookings"),
        [
            ["0072", "2026-01-19", "", "1080250000"],
            ["71", "2026-01-31", "Jörg \"J\"\nof sales", "1234500000"],
            ["73", "2026-02-01", "", "300000"]
        ]
    );
    assert_eq!(
        rows(&store, "select key, file, line from origins order by line"),
        [
            ["71", "book.xlsx, sheet Sales", "4"],
            ["0072", "book.xlsx, sheet Sales", "5"],
            ["73", "book.xlsx, sheet Sales", "9"]
        ]
    );
}

#[test]
fn what_cannot_be_read_is_rejected_with_sheet_row_and_column() {
    let rows_of = r#"
<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="inlineStr"><is><t>soon</t></is></c><c r="D4" t="e"><v>#N/A</v></c></row>
<row r="5"><c r="A5"><v>2</v></c><c r="B5" s="1"><v>46053</v></c><c r="D5"><v>5</v></c><c r="F5"><v>9</v></c></row>
<row r="6"><c r="A6"><v>3</v></c><c r="B6" s="1"><v>46053</v></c><c r="D6"><v>1e300</v></c></row>"#;
    let (_, report) = taken(MAPPING, &[file("book.xlsx", book(rows_of))]);
    let told: Vec<_> = report
        .rejects
        .iter()
        .map(|reject| {
            (reject.file.as_str(), reject.line.unwrap(), reject.column.unwrap(), reject.reason.as_str())
        })
        .collect();
    let at = "book.xlsx, sheet Sales";
    assert_eq!(told[0], (at, 4, 2, "`soon` is not a date written like `%d.%m.%Y`"));
    assert_eq!(told[1], (at, 4, 4, "is an error of the sheet"));
    assert_eq!(told[2], (at, 5, 1, "the row has 6 cells where the header has 4"));
    assert_eq!((told[3].0, told[3].1, told[3].2), (at, 6, 4));
    assert_adds_up(&report);
}

#[test]
fn a_sheet_or_a_workbook_that_is_not_there_is_told() {
    let parts = parts("");
    let renamed = parts.iter().map(|(path, text)| (*path, text.replace("name=\"Sales\"", "name=\"Sale\"")));
    let renamed: Vec<_> = renamed.collect();
    let renamed = zipped(renamed.iter().map(|(path, text)| (*path, text.as_bytes())));
    assert_eq!(refused(renamed), "`a.xlsx` has no sheet `Sales`; did you mean `Sale`?");
    assert!(refused(b"Number;Date\n".to_vec()).contains("is no workbook; save it as .xlsx"));
    let cut = book("");
    assert!(refused(cut[..cut.len() / 2].to_vec()).contains("is no workbook"));
    assert!(refused(zipped([("readme.txt", b"hello".as_slice())])).contains("is no workbook"));
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused_before_it_is_kept() {
    let zeros = vec![0_u8; 1 << 20];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..513 {
        archive.write_all(&zeros).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 4 << 20, "{}", bomb.len());
    assert!(refused(bomb).contains("unpacks to more than 512 MB"));
}

#[test]
fn cells_at_the_far_end_of_a_sheet_cost_no_more_than_themselves() {
    let far = r#"<row r="4"><c r="A4"><v>1</v></c><c r="B4" s="1"><v>46053</v></c><c r="D4"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let (store, report) = taken(MAPPING, &[file("book.xlsx", book(far))]);
    assert_eq!(rows(&store, "select key from bookings"), [["1"]]);
    assert_eq!((report.rejects.len(), report.rejects[0].line), (1, Some(1_048_576)));
}

#[test]
fn a_cell_beyond_the_end_of_any_sheet_is_refused_before_its_row_is_written() {
    for (cell, told) in [
        (
            "ZZZZZZ4",
            "has a cell in row 4 and column 321272406, and a sheet has 1048576 rows and 16384 columns at most",
        ),
        ("XFE4", "has a cell in row 4 and column 16385"),
        ("A1048577", "has a cell in row 1048577 and column 1"),
    ] {
        let rows = format!(r#"<row r="4"><c r="{cell}"><v>1</v></c></row>"#);
        let message = refused(book(&rows));
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn a_row_of_many_large_shared_texts_is_refused() {
    let cells: String = (0..40).map(|_| r#"<c t="s"><v>0</v></c>"#).collect();
    let mut parts = parts(&format!(r#"<row r="4">{cells}</row>"#));
    parts[4].1 = parts[4].1.replace("Number", &"n".repeat(1 << 19));
    let bytes = zipped(parts.iter().map(|(path, text)| (*path, text.as_bytes())));
    assert!(bytes.len() < 1 << 16, "{}", bytes.len());
    let message = refused(bytes);
    assert!(message.contains("has more than 16 MB of text in row 4"), "{message}");
}

#[test]
fn a_formula_without_its_result_is_rejected_and_one_with_an_empty_result_is_empty() {
    let rows_of = r#"
<row r="4"><c r="A4"><v>1</v></c><c r="B4" s="1"><v>46053</v></c><c r="D4"><f>2*40</f><v></v></c></row>
<row r="5"><c r="A5"><f>A4+1</f></c><c r="B5"><f t="shared" si="0"/></c><c r="D5"><f>2*40</f><v/></c></row>
<row r="6"><c r="A6"><v>3</v></c><c r="B6" s="1"><v>46053</v></c><c r="C6" t="str"><f>IF(A6,"","x")</f><v></v></c><c r="D6"><f>2*40</f><v>80</v></c></row>"#;
    let (store, report) = taken(MAPPING, &[file("book.xlsx", book(rows_of))]);
    assert_eq!(rows(&store, "select key, person, net from bookings"), [["3", "", "80000000"]]);
    let reason = "a formula without its result; open and save the workbook in a spreadsheet program";
    let told: Vec<_> = report
        .rejects
        .iter()
        .map(|reject| {
            (reject.line.unwrap(), reject.column.unwrap(), reject.value.as_deref().unwrap(), &*reject.reason)
        })
        .collect();
    assert_eq!(
        told,
        [(4, 4, "=2*40", reason), (5, 1, "=A4+1", reason), (5, 2, "=", reason), (5, 4, "=2*40", reason)]
    );
    assert_adds_up(&report);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_broken_workbook_makes_an_import_panic_and_its_counts_add_up(
        part in 0..7_usize,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), prop_oneof![
            2 => proptest::sample::select(b"<>/\"'=&; 019AZrst".to_vec()), 1 => any::<u8>()
        ]), 1..8),
        dropped in any::<bool>(),
    ) {
        let rows_of = r#"<row r="4"><c r="A4"><v>71</v></c><c r="B4" s="1"><v>46053</v></c><c r="C4" t="s"><v>4</v></c><c r="D4"><v>1234.5</v></c></row>"#;
        let mut parts: Vec<(&str, Vec<u8>)> =
            parts(rows_of).into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
        for (at, byte) in cuts {
            let bytes = &mut parts[part].1;
            let at = at.index(bytes.len());
            if dropped { bytes.remove(at); } else { bytes[at] = byte; }
        }
        let bytes = zipped(parts.iter().map(|(path, bytes)| (*path, bytes.as_slice())));
        let input = file("a.xlsx", bytes);
        if let Ok(report) = import(&mut store(), &mapping(MAPPING), &[input], &on("2026-02-01"), &mut |_| {}) {
            assert_adds_up(&report);
        }
    }

    #[test]
    fn no_bytes_that_call_themselves_a_workbook_make_an_import_panic(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = book("");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let end = cut.index(bytes.len() * 2).min(bytes.len());
        bytes.truncate(end);
        let _ = import(&mut store(), &mapping(MAPPING), &[file("a.xlsx", bytes)], &on("2026-02-01"), &mut |_| {});
    }
}
