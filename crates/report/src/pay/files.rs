//! Files for payroll and finance: CSV that a spreadsheet shows and never runs.

use plumb_engine::PayFileView;

/// The file as CSV (RFC 4180): a head, every cell in quotes, lines that end in CR LF.
///
/// A text that a spreadsheet would take for a formula gets a `'` before it; a number stays a number, whatever its sign.
///
/// ```
/// let view = plumb_engine::PayFileView {
///     kind: "payroll".into(),
///     period: Some("2026-M02".into()),
///     columns: vec!["person".into(), "amount".into()],
///     rows: vec![vec!["=cmd|' /c calc'!A1".into(), "-12.30".into()]],
/// };
/// assert_eq!(plumb_report::pay::file(&view), "\"person\",\"amount\"\r\n\"'=cmd|' /c calc'!A1\",\"-12.30\"\r\n");
/// ```
pub fn file(view: &PayFileView) -> String {
    let mut out = record(&view.columns);
    for row in &view.rows {
        out += &record(row);
    }
    out
}

fn record(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    let mark = if runs(cell) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// Whether a spreadsheet may take a text for a formula: it begins with a sign of one, whatever blanks stand before it.
fn runs(cell: &str) -> bool {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let steers = cell.starts_with(['\t', '\r', '\n']);
    steers || (cell.trim_start().starts_with(begins) && !is_number(cell))
}

/// Digits with at most a sign before them and a point between them.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(rows: Vec<Vec<String>>) -> PayFileView {
        PayFileView { kind: "payroll".into(), period: None, columns: vec!["a".into(), "b".into()], rows }
    }

    /// The cells of a file whose every cell stands in quotes.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut rows = vec![vec![]];
        let mut rest = text;
        while let Some(inside) = rest.strip_prefix('"') {
            let mut cell = String::new();
            let mut at = inside;
            loop {
                let (before, after) = at.split_once('"').unwrap();
                cell += before;
                match after.strip_prefix('"') {
                    Some(more) => {
                        cell.push('"');
                        at = more;
                    }
                    None => {
                        at = after;
                        break;
                    }
                }
            }
            rows.last_mut().unwrap().push(cell);
            rest = match at.strip_prefix(',') {
                Some(next) => next,
                None => {
                    rows.push(vec![]);
                    at.strip_prefix("\r\n").unwrap()
                }
            };
        }
        assert_eq!((rest, rows.pop()), ("", Some(vec![])));
        rows
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_marked_as_text_and_numbers_stay_numbers() {
        for says in ["=1+1", "+1+1", "-1+1", "@sum", "  =1", "\t=1", "\r", "-", "+49 30", "-1.", "＝1"] {
            assert_eq!(quoted(says), format!("\"'{says}\""));
        }
        for says in ["-12.30", "+5", "0.00", "Ana", "2026-02-01", "a=b", ""] {
            assert_eq!(quoted(says), format!("\"{says}\""));
        }
    }

    proptest! {
        #[test]
        fn any_cells_come_back_and_none_begins_as_a_formula(a in "\\PC{0,12}|[-=+@\t\r\n\",]{0,6}", b in any::<i64>()) {
            let rows = vec![vec![a.clone(), b.to_string()]];
            let found = read(&file(&of(rows)));
            prop_assert_eq!(&found[0], &["a", "b"]);
            prop_assert_eq!(found[1][0].strip_prefix('\'').filter(|_| runs(&a)).unwrap_or(&found[1][0]), a.as_str());
            prop_assert_eq!(&found[1][1], &b.to_string());
            prop_assert!(!runs(&found[1][0]));
        }
    }
}
