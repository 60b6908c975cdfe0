//! A sheet of the plan as a workbook (XLSX): the same view gives the same bytes.
//!
//! The form is the plain one of Office Open XML: texts stand in their cells, numbers as decimal digits. The rows come
//! with a page that says how to fill them in, and with two hidden sheets: the words to choose from, and what the sheet was made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use plumb_engine::{BASE_MARK, BASE_SHEET, CellForm, Date, ID_HEADING, SheetColumn, SheetView, parse_date};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Rows below the last one that have drop-down lists too.
const SPARE_ROWS: usize = 500;
/// The name of the hidden sheet with the words to choose from.
const LISTS_SHEET: &str = "plumb lists";
/// What a prompt may hold, in characters.
const PROMPT_MAX: usize = 250;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Styles that every workbook has; those of currencies follow.
mod style {
    pub(super) const PLAIN: usize = 0;
    pub(super) const HEADING: usize = 1;
    pub(super) const NUMBER: usize = 2;
    pub(super) const PERCENT: usize = 3;
    pub(super) const DATE: usize = 4;
    pub(super) const SHOWN: usize = 5;
    pub(super) const TEXT: usize = 6;
    pub(super) const WRAPPED: usize = 7;
    pub(super) const FIRST_CURRENCY: usize = 8;
}

/// The bytes of a workbook.
pub fn workbook(view: &SheetView) -> Vec<u8> {
    let currencies = currencies(view);
    let title = view.kind.title();
    let sheets = [
        (title, "", rows_sheet(view, &currencies)),
        ("How to", "", how_sheet(view)),
        (BASE_SHEET, " state=\"veryHidden\"", base_sheet(view)),
        (LISTS_SHEET, " state=\"hidden\"", lists_sheet(view)),
    ];
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut types = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
    );
    let mut book = format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><bookViews><workbookView activeTab=\"0\"/></bookViews><sheets>"
    );
    let mut links = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (index, (name, state, xml)) in sheets.into_iter().enumerate() {
        let number = index + 1;
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        let _ = write!(
            book,
            "<sheet name=\"{}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>",
            escaped(name)
        );
        let _ = write!(
            links,
            "<Relationship Id=\"rId{number}\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        parts.push((format!("xl/worksheets/sheet{number}.xml"), xml));
    }
    types.push_str("</Types>");
    let _ = write!(
        book,
        "</sheets><definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">'{title}'!{}</definedName></definedNames></workbook>",
        whole(view, true)
    );
    let _ = write!(
        links,
        "<Relationship Id=\"rId9\" Type=\"{LINKS}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let root = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), root),
        ("xl/workbook.xml".to_owned(), book),
        ("xl/_rels/workbook.xml.rels".to_owned(), links),
        ("xl/styles.xml".to_owned(), styles(&currencies)),
    ];
    all.extend(parts);
    zipped(&all)
}

/// An archive in memory, without the time at which it was made.
fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in parts {
        // Writing into memory fails for no part: names are short and few, and none is larger than 4 GB.
        let started = archive.start_file(name.as_str(), options);
        if started.and_then(|()| archive.write_all(text.as_bytes()).map_err(Into::into)).is_err() {
            return Vec::new();
        }
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// The currencies of the sheet, with the style of each.
fn currencies(view: &SheetView) -> BTreeMap<String, usize> {
    let units = view.columns.iter().enumerate().filter(|(_, column)| column.field.ends_with(".unit"));
    let mut codes: Vec<&str> = units
        .flat_map(|(index, _)| view.rows.iter().filter_map(move |row| row.cells.get(index)))
        .map(String::as_str)
        .filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .enumerate()
        .map(|(index, code)| (code.to_owned(), style::FIRST_CURRENCY + index))
        .collect()
}

fn styles(currencies: &BTreeMap<String, usize>) -> String {
    let mut formats = String::from(
        "<numFmt numFmtId=\"165\" formatCode=\"0.0%\"/><numFmt numFmtId=\"166\" formatCode=\"yyyy\\-mm\\-dd\"/>",
    );
    let mut own = String::new();
    for (index, code) in currencies.keys().enumerate() {
        let id = 167 + index;
        let _ = write!(formats, "<numFmt numFmtId=\"{id}\" formatCode=\"#,##0.00\\ &quot;{code}&quot;\"/>");
        let _ = write!(
            own,
            "<xf numFmtId=\"{id}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
        );
    }
    let xf = |format: usize, font: usize, fill: usize, more: &str| {
        format!(
            "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">{more}</xf>"
        )
    };
    let wrap = "<alignment vertical=\"top\" wrapText=\"1\"/>";
    let fixed = [
        xf(0, 0, 0, ""),
        xf(0, 1, 2, "<alignment vertical=\"center\"/>"),
        xf(0, 0, 0, ""),
        xf(165, 0, 0, ""),
        xf(166, 0, 0, ""),
        xf(0, 2, 0, ""),
        xf(49, 0, 0, ""),
        xf(0, 0, 0, wrap),
    ];
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"{}\">{formats}</numFmts><fonts count=\"3\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font><font><i/><sz val=\"11\"/><color rgb=\"FF6B6B6B\"/><name val=\"Calibri\"/></font></fonts><fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE9EDF2\"/><bgColor indexed=\"64\"/></patternFill></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"{}\">{}{own}</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        2 + currencies.len(),
        fixed.len() + currencies.len(),
        fixed.concat()
    )
}

fn rows_sheet(view: &SheetView, currencies: &BTreeMap<String, usize>) -> String {
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"><pane xSplit=\"2\" ySplit=\"1\" topLeftCell=\"C2\" activePane=\"bottomRight\" state=\"frozen\"/><selection pane=\"bottomRight\" activeCell=\"C2\" sqref=\"C2\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"1\" width=\"12\" hidden=\"1\" customWidth=\"1\"/>"
    );
    for (index, column) in view.columns.iter().enumerate() {
        let cells = view.rows.iter().filter_map(|row| row.cells.get(index)).map(|cell| cell.chars().count());
        let extra = if column.form == CellForm::Number { 8 } else { 3 };
        let width = cells.chain([column.heading.chars().count()]).max().unwrap_or(0) + extra;
        let _ = write!(
            xml,
            "<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>",
            index + 2,
            width.clamp(11, 42)
        );
    }
    xml.push_str("</cols><sheetData><row r=\"1\" ht=\"20\" customHeight=\"1\">");
    text_cell(&mut xml, 0, 0, ID_HEADING, style::HEADING);
    for (index, column) in view.columns.iter().enumerate() {
        text_cell(&mut xml, 0, index + 1, &column.heading, style::HEADING);
    }
    xml.push_str("</row>");
    for (index, row) in view.rows.iter().enumerate() {
        let _ = write!(xml, "<row r=\"{}\">", index + 2);
        text_cell(&mut xml, index + 1, 0, &row.id, style::TEXT);
        for (position, (column, cell)) in view.columns.iter().zip(&row.cells).enumerate() {
            let unit =
                view.columns.get(position + 1).filter(|next| next.field == format!("{}.unit", column.field));
            let currency = unit.and_then(|_| currencies.get(row.cells.get(position + 1)?));
            typed_cell(&mut xml, index + 1, position + 1, column, cell, currency.copied());
        }
        xml.push_str("</row>");
    }
    let _ = write!(xml, "</sheetData><autoFilter ref=\"{}\"/>", whole(view, false));
    xml.push_str(&validations(view));
    xml.push_str("</worksheet>");
    xml
}

/// The cells of headings and rows.
fn whole(view: &SheetView, absolute: bool) -> String {
    let last = column_name(view.columns.len());
    let rows = view.rows.len() + 1;
    if absolute { format!("$A$1:${last}${rows}") } else { format!("A1:{last}{rows}") }
}

fn typed_cell(
    xml: &mut String,
    row: usize,
    column: usize,
    of: &SheetColumn,
    text: &str,
    currency: Option<usize>,
) {
    if text.is_empty() {
        return;
    }
    let number = match of.form {
        CellForm::Number => Some((text.to_owned(), currency.unwrap_or(style::NUMBER))),
        CellForm::Percent => Some((text.to_owned(), style::PERCENT)),
        CellForm::Date => serial(text).map(|serial| (serial, style::DATE)),
        CellForm::Text | CellForm::Shown => None,
    };
    match number.filter(|(number, _)| is_decimal(number)) {
        Some((number, style)) => {
            let _ =
                write!(xml, "<c r=\"{}{}\" s=\"{style}\"><v>{number}</v></c>", column_name(column), row + 1);
        }
        None => {
            text_cell(
                xml,
                row,
                column,
                text,
                if of.form == CellForm::Shown { style::SHOWN } else { style::PLAIN },
            );
        }
    }
}

/// Whether a spreadsheet keeps a text whole as a number.
fn is_decimal(text: &str) -> bool {
    const DIGITS: usize = 15;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(decimals) && whole.len() + decimals.len() <= DIGITS
}

/// The number of a day in a spreadsheet; `None` before its calendar is right.
fn serial(text: &str) -> Option<String> {
    let date = parse_date(text)?;
    let first = Date::new(1899, 12, 30).ok()?;
    let days = date.duration_since(first).as_hours() / 24;
    (days > 60).then(|| days.to_string())
}

/// Drop-down lists, and what each heading means.
fn validations(view: &SheetView) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut list = 0;
    for (index, column) in view.columns.iter().enumerate() {
        let name = column_name(index + 1);
        let prompt: String = column.says.chars().take(PROMPT_MAX).collect();
        all.push(format!(
            "<dataValidation allowBlank=\"1\" showInputMessage=\"1\" promptTitle=\"{}\" prompt=\"{}\" sqref=\"{name}1\"/>",
            escaped(&column.heading),
            escaped(&prompt)
        ));
        if !column.choices.is_empty() {
            let words = column_name(list);
            list += 1;
            let last = view.rows.len() + 1 + SPARE_ROWS;
            all.push(format!(
                "<dataValidation type=\"list\" errorStyle=\"warning\" allowBlank=\"1\" showErrorMessage=\"1\" errorTitle=\"{}\" error=\"The plan does not know this yet.\" sqref=\"{name}2:{name}{last}\"><formula1>'{LISTS_SHEET}'!${words}$1:${words}${}</formula1></dataValidation>",
                escaped(&column.heading),
                column.choices.len()
            ));
        }
    }
    format!("<dataValidations count=\"{}\">{}</dataValidations>", all.len(), all.concat())
}

fn how_sheet(view: &SheetView) -> String {
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"/></sheetViews><cols><col min=\"1\" max=\"1\" width=\"22\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"90\" customWidth=\"1\"/></cols><sheetData>"
    );
    let mut lines: Vec<(&str, &str, usize)> = vec![("How to", "", style::HEADING)];
    lines.extend(view.how.iter().map(|line| ("", line.as_str(), style::WRAPPED)));
    lines.push(("", "", style::PLAIN));
    lines.push(("Column", "What it means", style::HEADING));
    lines.extend(
        view.columns.iter().map(|column| (column.heading.as_str(), column.says.as_str(), style::WRAPPED)),
    );
    for (index, (left, right, style)) in lines.into_iter().enumerate() {
        let _ = write!(xml, "<row r=\"{}\">", index + 1);
        text_cell(&mut xml, index, 0, left, style);
        text_cell(&mut xml, index, 1, right, style);
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

/// What the sheet was made from, as texts: a mark, the fields, then ids and cells.
fn base_sheet(view: &SheetView) -> String {
    let mut xml = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"1\">");
    text_cell(&mut xml, 0, 0, BASE_MARK, style::TEXT);
    text_cell(&mut xml, 0, 1, view.kind.word(), style::TEXT);
    xml.push_str("</row><row r=\"2\">");
    for (index, column) in view.columns.iter().enumerate() {
        text_cell(&mut xml, 1, index + 1, &column.field, style::TEXT);
    }
    xml.push_str("</row>");
    for (index, row) in view.rows.iter().enumerate() {
        let _ = write!(xml, "<row r=\"{}\">", index + 3);
        text_cell(&mut xml, index + 2, 0, &row.id, style::TEXT);
        for (position, cell) in row.cells.iter().enumerate() {
            text_cell(&mut xml, index + 2, position + 1, cell, style::TEXT);
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

fn lists_sheet(view: &SheetView) -> String {
    let lists: Vec<&Vec<String>> =
        view.columns.iter().map(|column| &column.choices).filter(|choices| !choices.is_empty()).collect();
    let rows = lists.iter().map(|list| list.len()).max().unwrap_or(0);
    let mut xml = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for row in 0..rows {
        let _ = write!(xml, "<row r=\"{}\">", row + 1);
        for (index, list) in lists.iter().enumerate() {
            text_cell(&mut xml, row, index, list.get(row).map_or("", String::as_str), style::TEXT);
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

fn text_cell(xml: &mut String, row: usize, column: usize, text: &str, style: usize) {
    if text.is_empty() {
        return;
    }
    let place = column_name(column);
    let _ = write!(
        xml,
        "<c r=\"{place}{}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        row + 1,
        escaped(text)
    );
}

/// The letters of a column, from 0.
fn column_name(column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    name
}

/// Text as XML may hold it; what it may not hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            other if other.is_control() || matches!(other, '\u{fffe}' | '\u{ffff}') => {}
            other => out.push(other),
        }
    }
    out
}
