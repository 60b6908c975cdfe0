//! `plumb sheet`: a part of the plan as a table or a workbook.

use std::path::Path;

use plumb_engine::{SheetKind, Workspace};
use plumb_report as report;

use super::Clean;
use crate::arguments::{Format, Sheet, SheetPart};
use crate::failure::Failure;
use crate::output::Output;

/// Prints a part of the plan as a table, or writes it as a workbook.
pub(super) fn sheet(workspace: &Workspace, sheet: &Sheet, output: &Output) -> Result<Clean, Failure> {
    let view = workspace.sheet(match sheet.part {
        SheetPart::People => SheetKind::People,
        SheetPart::Quotas => SheetKind::Quotas,
        SheetPart::Territories => SheetKind::Territories,
        SheetPart::Pay => SheetKind::Pay,
    })?;
    match &sheet.out {
        Some(file) => {
            write(file, &report::workbook(&view))?;
            if output.format == Format::Text {
                output.remark(&format!(
                    "{} rows are in `{}`; edit it in a spreadsheet, then `plumb change propose {} --by NAME --says WHY`",
                    view.rows.len(),
                    file.display(),
                    file.display()
                ));
            }
        }
        None => output.result(
            || {
                let table = report::sheet(&view);
                let fitted = output.terminal.map(|columns| report::fitted(&table, columns));
                report::table(&fitted.unwrap_or(table), output.paper)
            },
            || report::json(&view),
        )?,
    }
    Ok(true)
}

/// Writes a new file. One that is there may hold somebody's edits, so it is not replaced.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    // It may hold what single people owe and earn.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut open| std::io::Write::write_all(&mut open, bytes));
    written.map_err(|why| {
        Failure::new(match why.kind() {
            std::io::ErrorKind::AlreadyExists => format!(
                "`{}` is there already and may hold edits; name another file, or move it away",
                file.display()
            ),
            _ => format!("`{}` cannot be written: {why}; check the folder", file.display()),
        })
    })
}
