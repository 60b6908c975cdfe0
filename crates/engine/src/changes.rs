//! Changes to a workspace: imports and the lock.

use std::fmt::Write as _;
use std::path::Path;

use plumb_diag::Files;
use plumb_facts::{ImportReport, Input, Mapping, Progress};
use plumb_store::Store;
use plumb_units::Date;

use crate::answers::{ImportView, ImportedTable, LockView, RejectView, SourceView};
use crate::workspace::{Workspace, replace};
use crate::{EngineError, mappings, view};

/// The most rejected rows that are listed; all of them stand in the reject file.
const REJECTS_SHOWN: usize = 10;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The day of the export; overrides the mapping's.
    pub exported_at: Option<Date>,
    /// The day of the import.
    pub recorded_at: Option<Date>,
    /// The files hold everything: absent rows are deleted.
    pub full: bool,
    /// Only tell what would happen.
    pub dry_run: bool,
}

impl Workspace {
    /// Brings files in through a mapping, in one transaction; the mapping is a file, or the name of one that the workspace
    /// keeps in `mappings/` or that comes with Plumb ([`shipped_mappings`](crate::shipped_mappings)). All rejected rows stand in `out/rejects.csv` too.
    ///
    /// # Errors
    /// A mapping with errors, files that are missing; those of the import. Nothing is changed then.
    pub fn import(
        &self,
        mapping: &Path,
        data: &[std::path::PathBuf],
        options: &ImportOptions,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<ImportView, EngineError> {
        self.import_by(&mappings::find(mapping, self.dir())?, data, options, progress)
    }

    /// [`import`](Self::import) through a mapping that is found already.
    pub(crate) fn import_by(
        &self,
        found: &mappings::Found,
        data: &[std::path::PathBuf],
        options: &ImportOptions,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<ImportView, EngineError> {
        let (mapping, files, problems) = read_mapping(found)?;
        let mut inputs = Vec::new();
        for path in data {
            inputs.extend(inputs_of(path, &mapping)?);
        }
        let wanted = plumb_facts::Options {
            exported_at: options.exported_at,
            recorded_at: options.recorded_at,
            full: options.full,
            dry_run: options.dry_run,
        };
        // Nothing is made for an import that fails, nor for one that only tells what it would do.
        let prepared = plumb_facts::prepare(&mapping, &inputs, &wanted, progress)?;
        let mut store = match self.facts()? {
            None if options.dry_run => Store::in_memory(&plumb_facts::migrations())?,
            _ => self.facts_to_write()?,
        };
        let report = prepared.write(&mut store, progress)?;
        let mut imported = imported(&report, options.dry_run);
        imported.problems = view::problems(&problems, &files);
        if !report.rejects.is_empty() && !options.dry_run {
            let path = self.dir().join("out/rejects.csv");
            replace(&path, rejects_csv(&report).as_bytes())?;
            imported.reject_file = Some("out/rejects.csv".to_owned());
        }
        Ok(imported)
    }

    /// Signs an objective into `plan.lock`.
    ///
    /// # Errors
    /// An objective that is unknown or cannot be signed as it stands; a lock that cannot be read.
    pub fn lock_sign(&self, objective: &str, by: &str, on: Date) -> Result<LockView, EngineError> {
        let texts = self.read()?;
        let lock = plumb_plan::lock::sign(&texts.plan, objective, by, on).map_err(|problems| {
            EngineError::of_problems(
                format!("`{objective}` cannot be signed as it stands"),
                &problems,
                &texts.files,
            )
        })?;
        replace(&self.dir().join("plan.lock"), lock.as_bytes())?;
        Ok(LockView { says: vec![format!("`{objective}` is signed by {by} on {on}")], problems: Vec::new() })
    }

    /// Ends a signed mandate; it stays in the lock with the day of its end.
    ///
    /// # Errors
    /// A mandate that is not signed or ended already; a lock that cannot be read.
    pub fn lock_end(&self, objective: &str, by: &str, on: Date) -> Result<LockView, EngineError> {
        let texts = self.read()?;
        let lock = plumb_plan::lock::end(&texts.plan, objective, by, on).map_err(|problems| {
            EngineError::of_problems(format!("`{objective}` cannot be ended"), &problems, &texts.files)
        })?;
        replace(&self.dir().join("plan.lock"), lock.as_bytes())?;
        Ok(LockView { says: vec![format!("`{objective}` is ended by {by} on {on}")], problems: Vec::new() })
    }

    /// Tells whether plan and lock agree.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn lock_verify(&self) -> Result<LockView, EngineError> {
        let texts = self.read()?;
        let problems = plumb_plan::lock::verify(&texts.plan);
        let live = texts.plan.lock.live().count();
        let mut says = vec![match live {
            0 => "no mandate is signed; sign one with `plumb lock sign ID --by NAME --on DATE`".to_owned(),
            1 => "1 mandate is signed".to_owned(),
            many => format!("{many} mandates are signed"),
        }];
        for mandate in texts.plan.lock.live() {
            says.push(format!(
                "`{}` was signed by {} on {}",
                mandate.id, mandate.signed_by, mandate.signed_on
            ));
        }
        Ok(LockView { says, problems: view::problems(&problems, &texts.files) })
    }
}

/// Reads a mapping; one with errors is refused with all of them.
pub(crate) fn read_mapping(
    found: &mappings::Found,
) -> Result<(Mapping, Files, Vec<plumb_diag::Problem>), EngineError> {
    let mappings::Found { path, bytes, .. } = found;
    let mut files = Files::default();
    let (mapping, problems) =
        Mapping::read(&mut files, &path.to_string_lossy(), &String::from_utf8_lossy(bytes));
    if mapping.is_usable() {
        Ok((mapping, files, problems))
    } else {
        Err(EngineError::of_problems(
            format!("the mapping `{}` has errors", path.display()),
            &problems,
            &files,
        ))
    }
}

/// The files of a folder that the mapping wants, or the one file.
fn inputs_of(path: &Path, mapping: &Mapping) -> Result<Vec<Input>, EngineError> {
    if path.is_dir() {
        return plumb_facts::read_folder(path, mapping).map_err(EngineError::file(path));
    }
    let bytes = std::fs::read(path).map_err(EngineError::file(path))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(vec![Input { path: name, bytes }])
}

pub(crate) fn imported(report: &ImportReport, dry_run: bool) -> ImportView {
    let reject = |reject: &plumb_facts::Reject| RejectView {
        file: reject.file.clone(),
        line: reject.line.and_then(|line| u64::try_from(line).ok()).unwrap_or(0),
        column: reject.column.and_then(|column| u64::try_from(column).ok()),
        field: reject.field.clone(),
        value: reject.value.clone(),
        reason: reject.reason.clone(),
    };
    ImportView {
        mapping: report.source.clone(),
        exported_at: report.exported_at.to_string(),
        dry_run,
        sources: report
            .sources
            .iter()
            .map(|source| SourceView {
                source: source.source.clone(),
                files: source.files.len(),
                read: source.rows,
                rejected: source.rejected,
            })
            .collect(),
        tables: report
            .tables
            .iter()
            .map(|table| ImportedTable {
                table: table.table.to_owned(),
                new: table.new,
                changed: table.changed,
                same: table.same,
                older: table.older,
                deleted: table.deleted,
                kept: table.kept,
                held: table.held,
                rejected: table.rejected,
            })
            .collect(),
        rejects: report.rejects.iter().take(REJECTS_SHOWN).map(reject).collect(),
        rejected: report.rejects.len() as u64,
        reject_file: None,
        problems: Vec::new(),
    }
}

/// All rejects as CSV.
fn rejects_csv(report: &ImportReport) -> String {
    let mut csv = String::from("table,file,line,column,field,value,reason\n");
    for reject in &report.rejects {
        let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let cells = [
            quoted(reject.table.unwrap_or_default()),
            quoted(&reject.file),
            number(reject.line),
            number(reject.column),
            quoted(reject.field.as_deref().unwrap_or_default()),
            quoted(reject.value.as_deref().unwrap_or_default()),
            quoted(&reject.reason),
        ];
        let _ = writeln!(csv, "{}", cells.join(","));
    }
    csv
}

/// A CSV cell; one that a spreadsheet would take for a formula is made plain text.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
