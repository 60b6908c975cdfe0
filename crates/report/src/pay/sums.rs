//! Amounts below each other as on paper: labels to the left, digits to the right, a rule above what they come to.

use plumb_engine::MoneyView;

use crate::cells::{clean, left, right, width, wrap};
use crate::figures::exact;
use crate::paper::Paper;

/// Columns that a label takes at most; longer ones wrap.
const LABEL_MAX: usize = 56;

/// One row of a sum.
pub(super) struct Row<'a> {
    label: String,
    note: Option<&'a str>,
    amount: &'a MoneyView,
    total: bool,
}

impl<'a> Row<'a> {
    /// A part.
    pub(super) fn of(label: impl Into<String>, amount: &'a MoneyView) -> Self {
        Self { label: label.into(), note: None, amount, total: false }
    }

    /// What the parts above come to.
    pub(super) fn total(label: impl Into<String>, amount: &'a MoneyView) -> Self {
        Self { total: true, ..Self::of(label, amount) }
    }

    /// The same with quiet words below its label.
    pub(super) fn with(self, note: Option<&'a str>) -> Self {
        Self { note, ..self }
    }
}

/// The rows, indented by two, without currency.
pub(super) fn sums(rows: &[Row<'_>], paper: Paper) -> String {
    drawn(rows, widths(rows, paper), paper)
}

/// Columns of labels and of digits.
pub(super) fn widths(rows: &[Row<'_>], paper: Paper) -> [usize; 2] {
    let digits = rows.iter().map(|row| width(&exact(row.amount))).max().unwrap_or(0);
    let room = paper.columns().saturating_sub(digits + 4).max(24);
    let wide = |row: &Row<'_>| {
        [width(&clean(&row.label)), row.note.map_or(0, |note| width(&clean(note)) + 2)].into_iter().max()
    };
    let labels = rows.iter().filter_map(wide).max().unwrap_or(0);
    [labels.clamp(24, LABEL_MAX.min(room)), digits]
}

/// Rows with columns so wide.
pub(super) fn drawn(rows: &[Row<'_>], [labels, digits]: [usize; 2], paper: Paper) -> String {
    let mut out = String::new();
    for row in rows {
        if row.total {
            out += &format!("{}{}\n", " ".repeat(labels + 4), paper.quiet(&"─".repeat(digits)));
        }
        let figure = right(&exact(row.amount), digits);
        for (index, line) in wrap(&row.label, labels).iter().enumerate() {
            let line = left(line, labels);
            out += &match index {
                0 if row.total => format!("  {}  {}\n", paper.heading(&line), paper.heading(&figure)),
                0 => format!("  {line}  {figure}\n"),
                _ => format!("  {}\n", line.trim_end()),
            };
        }
        for line in row.note.iter().flat_map(|note| wrap(note, labels.saturating_sub(2))) {
            out += &format!("    {}\n", paper.quiet(&line));
        }
    }
    out
}
