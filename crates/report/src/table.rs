//! Results of queries as aligned text and as CSV.

use plumb_engine::TableView;
use serde_json::Value;

use crate::cells::{clean, cut, hanging, left, right, width};
use crate::figures::count;
use crate::paper::Paper;

/// Columns that a cell may take; what is longer is cut, and whole in CSV and JSON.
const CELL_MAX: usize = 72;

/// What stands between two columns.
const GUTTER: &str = "  ";

/// Columns that are named where they are left out.
const NAMED_MAX: usize = 6;

/// A table as text: numbers to the right, an absent value as `-`, what was left out below.
///
/// ```
/// let view = plumb_engine::TableView {
///     columns: vec!["unit".into(), "net".into()],
///     rows: vec![vec!["north".into(), 12.into()], vec!["south".into(), serde_json::Value::Null]],
///     notes: vec![],
/// };
/// assert_eq!(plumb_report::table(&view, Default::default()), "unit   net\n─────  ───\nnorth   12\nsouth    -\n2 rows\n");
/// ```
pub fn table(view: &TableView, paper: Paper) -> String {
    let mut out = aligned(view, paper);
    out += &format!("{}\n", count(view.rows.len(), "row", "rows"));
    for note in &view.notes {
        out += &hanging("", note, paper.columns());
    }
    out
}

/// The first columns of a table, as many as so many columns of a terminal hold, and a note how many are left out; the
/// table as it is where all of them fit.
///
/// ```
/// let view = plumb_engine::TableView {
///     columns: vec!["unit".into(), "net".into(), "list".into()],
///     rows: vec![vec!["north".into(), 12.into(), 14.into()]],
///     notes: vec![],
/// };
/// let cut = plumb_report::fitted(&view, 12);
/// assert_eq!(cut.columns, ["unit", "net"]);
/// assert_eq!(cut.notes, ["1 column does not fit and is not shown: `list`; name fewer, or add `--format csv`"]);
/// assert_eq!(plumb_report::fitted(&view, 16).columns.len(), 3);
/// ```
pub fn fitted(view: &TableView, columns: usize) -> TableView {
    let cells = cells(view);
    let mut used = 0;
    let fitting = widths(view, &cells)
        .iter()
        .enumerate()
        .take_while(|(index, (wide, _))| {
            used += wide + if *index > 0 { GUTTER.len() } else { 0 };
            *index == 0 || used <= columns
        })
        .count();
    let mut fitted = view.clone();
    let out = fitted.columns.split_off(fitting.min(fitted.columns.len()));
    if out.is_empty() {
        return fitted;
    }
    fitted.rows.iter_mut().for_each(|row| row.truncate(fitting));
    let verb = if out.len() == 1 { "does not fit and is" } else { "do not fit and are" };
    let named: Vec<String> =
        out.iter().take(NAMED_MAX).map(|head| format!("`{}`", cut(head, CELL_MAX))).collect();
    let more = if out.len() > NAMED_MAX { ", …" } else { "" };
    let number = count(out.len(), "column", "columns");
    let named = named.join(", ");
    fitted.notes.push(format!("{number} {verb} not shown: {named}{more}; name fewer, or add `--format csv`"));
    fitted
}

/// The head and the rows, columns of amounts to the right: those in which every text is a figure.
pub(crate) fn justified(view: &TableView, paper: Paper) -> String {
    let mut padded = view.clone();
    for index in 0..view.columns.len() {
        let texts: Vec<&str> =
            view.rows.iter().filter_map(|row| row.get(index)?.as_str()).filter(|text| *text != "-").collect();
        if texts.is_empty() || !texts.iter().all(|text| reads_as_figure(text)) {
            continue;
        }
        let head = view.columns.get(index).map_or(0, |head| width(head));
        let widest = texts.iter().map(|text| width(text)).max().unwrap_or(0).max(head);
        if let Some(head) = padded.columns.get_mut(index) {
            *head = right(head, widest);
        }
        for cell in padded.rows.iter_mut().filter_map(|row| row.get_mut(index)) {
            let text = cell.as_str().unwrap_or("-").to_owned();
            *cell = right(&text, widest).into();
        }
    }
    aligned(&padded, paper)
}

/// Whether a text is an amount, a share or a currency's amount: `-1 200.00`, `+1.3 %`, `12.00 EUR`.
fn reads_as_figure(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_uppercase() || c == '%' || c == ' ');
    bare.bytes().any(|byte| byte.is_ascii_digit())
        && bare.bytes().all(|byte| byte.is_ascii_digit() || b" .+-".contains(&byte))
}

/// The head and the rows.
pub(crate) fn aligned(view: &TableView, paper: Paper) -> String {
    let cells = cells(view);
    let columns = widths(view, &cells);
    let line = |cells: &[String]| {
        let cells = columns
            .iter()
            .zip(cells)
            .map(|((wide, numbers), cell)| if *numbers { right(cell, *wide) } else { left(cell, *wide) });
        cells.collect::<Vec<_>>().join(GUTTER).trim_end().to_owned()
    };
    let heads: Vec<String> = view.columns.iter().map(|head| cut(head, CELL_MAX)).collect();
    let rules: Vec<String> = columns.iter().map(|(wide, _)| "─".repeat(*wide)).collect();
    let mut out = format!("{}\n{}\n", paper.heading(&line(&heads)), paper.quiet(&line(&rules)));
    for row in &cells {
        out += &line(row);
        out.push('\n');
    }
    out
}

fn cells(view: &TableView) -> Vec<Vec<String>> {
    view.rows.iter().map(|row| row.iter().map(shown).collect()).collect()
}

/// How wide each column is, and whether it holds numbers.
fn widths(view: &TableView, cells: &[Vec<String>]) -> Vec<(usize, bool)> {
    let of_column = |(index, head): (usize, &String)| {
        let of_rows = cells.iter().filter_map(|row| row.get(index)).map(|cell| width(cell));
        let wide = of_rows.chain([width(&cut(head, CELL_MAX))]).max().unwrap_or(0);
        let mut values =
            view.rows.iter().filter_map(|row| row.get(index)).filter(|value| !value.is_null()).peekable();
        let numbers = values.peek().is_some() && values.all(is_figure);
        (wide, numbers)
    };
    view.columns.iter().enumerate().map(of_column).collect()
}

/// A number, or an exact decimal as text.
fn is_figure(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::String(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        }
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => cut(text, CELL_MAX),
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map_or_else(|| number.to_string(), rounded)
        }
        other => clean(&other.to_string()).into_owned(),
    }
}

/// A share or a statistic with six decimals; all of them are in CSV and JSON.
fn rounded(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.trim_start_matches('-') == "0" && value != 0.0 { format!("{value:e}") } else { text.to_owned() }
}

/// A table as CSV (RFC 4180): a head, lines that end in CR LF, an absent value as nothing.
///
/// ```
/// let view = plumb_engine::TableView { columns: vec!["says".into()], rows: vec![vec!["a, \"b\"".into()]], notes: vec![] };
/// assert_eq!(plumb_report::csv(&view), "says\r\n\"a, \"\"b\"\"\"\r\n");
/// ```
pub fn csv(view: &TableView) -> String {
    let mut out = record(view.columns.iter().map(|head| quoted(head)));
    for row in &view.rows {
        out += &record(row.iter().map(|value| match value {
            Value::Null => String::new(),
            // A text that is empty is not absent.
            Value::String(text) if text.is_empty() => "\"\"".to_owned(),
            Value::String(text) => quoted(text),
            other => other.to_string(),
        }));
    }
    out
}

fn record(fields: impl Iterator<Item = String>) -> String {
    fields.collect::<Vec<_>>().join(",") + "\r\n"
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
