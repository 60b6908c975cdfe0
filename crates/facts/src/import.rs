//! An import: files through a mapping into the canonical tables, in one transaction.

mod inputs;
mod load;
mod produce;
mod records;
mod report;
mod sheet;
mod typing;
mod unread;
mod write;

use std::borrow::Cow;

use jiff::tz::TimeZone;
use plumb_store::rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use plumb_store::{Cell, Store};
use plumb_units::{Date, parse_date};
use sha2::{Digest, Sha256};

use crate::mapping::{self, ExportedAt, Mapping, Source, SourceInput};
pub use inputs::{Input, read_folder};
use load::{Loading, Text};
use produce::Produced;
pub use report::{ImportError, ImportReport, Options, Progress, Reject, SourceCounts, TableCounts};
use sheet::Layout;
pub use sheet::{GridCell, GridSheet, grid};
use unread::Unread;
use write::Writing;

/// Imports files through a mapping, all or nothing.
///
/// Rows that cannot be read or do not fit go to `rejects`, with file, line and reason, and the others come in. The same
/// files a second time change nothing; a row that a later export changes becomes change records; an older export never
/// overwrites a newer one; of two exports of one day, the one imported later holds.
///
/// # Errors
/// Files or columns that are missing, an export without a day, a select that stops, a full export that would delete more
/// than a fifth; the database's own. Nothing is changed then.
pub fn import(
    store: &mut Store,
    mapping: &Mapping,
    inputs: &[Input],
    options: &Options,
    progress: &mut dyn FnMut(&Progress),
) -> Result<ImportReport, ImportError> {
    prepare(mapping, inputs, options, progress)?.write(store, progress)
}

/// An import that is read and checked, and not yet written.
#[derive(Debug)]
pub struct Prepared {
    report: ImportReport,
    tables: Vec<TableRows>,
    fingerprint: String,
    options: Options,
}

/// Does all of an [`import`] that needs no database, so that one which fails makes none.
///
/// # Errors
/// Those of [`import`] that lie in mapping, files and selects.
pub fn prepare(
    mapping: &Mapping,
    inputs: &[Input],
    options: &Options,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Prepared, ImportError> {
    if !mapping.is_usable() {
        return Err(ImportError::Mapping(mapping.name().to_owned()));
    }
    let loadings = loadings(mapping, inputs)?;
    let columns = load::wanted(&loadings, mapping)?;
    let zone = mapping.workspace().zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
    let scratch = mapping::scratch()?;
    let mut rejects = Vec::new();
    let mut sources = Vec::new();
    for (loading, columns) in loadings.iter().zip(&columns) {
        sources.push(loading.load(&scratch, columns, zone.as_ref(), &mut rejects, progress)?);
    }
    let exported_at = exported_at(mapping, options, &scratch)?;
    let absent: Vec<_> = loadings.iter().filter_map(Loading::absent_file).collect();
    let mut tables = Vec::new();
    for table in mapping.tables() {
        let selects: Vec<_> = mapping.selects().iter().filter(|select| select.table == table).collect();
        let produced = produce::produce(&scratch, table, &selects, mapping.path(), &absent, &mut rejects)?;
        let unread = unread::of(&scratch, &selects, &sources);
        tables.push(TableRows { table, produced, unread });
    }
    rejects.sort();
    let report = ImportReport {
        source: mapping.name().to_owned(),
        exported_at,
        sources,
        tables: Vec::new(),
        rejects,
        changed: false,
    };
    let fingerprint = fingerprint(mapping, &loadings, options, exported_at);
    Ok(Prepared { report, tables, fingerprint, options: options.clone() })
}

/// What the selects of one table made.
#[derive(Debug)]
struct TableRows {
    table: &'static crate::FactTable,
    produced: Produced,
    unread: Unread,
}

impl Prepared {
    /// Writes everything in one transaction, which a dry run takes back.
    ///
    /// # Errors
    /// A full export that would delete more than a fifth; the database's own. Nothing is changed then.
    pub fn write(
        self,
        store: &mut Store,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<ImportReport, ImportError> {
        let Self { mut report, tables, fingerprint, options } = self;
        let transaction = store.connection_mut().transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = transaction.total_changes();
        let recorded_at = options.recorded_at.unwrap_or(report.exported_at);
        let import = number(&transaction, &report, &tables, &fingerprint, &options, recorded_at)?;
        let writing = Writing {
            connection: &transaction,
            import,
            source: &report.source,
            exported_at: report.exported_at.to_string(),
            recorded_at: recorded_at.to_string(),
        };
        for TableRows { table, produced, unread } in &tables {
            let mut told = |rows| progress(&Progress { stage: "writing", name: table.name.to_owned(), rows });
            let mut counts = writing.write(table, produced, unread.cells, &mut told)?;
            if options.full {
                writing.delete_absent(table, produced, unread.rows, &mut counts)?;
            }
            report.tables.push(counts);
        }
        keep_rejects(&transaction, import, &report.rejects)?;
        report.changed = transaction.total_changes() > before;
        if options.dry_run {
            transaction.rollback()?
        } else {
            transaction.commit()?
        }
        Ok(report)
    }
}

/// The number of this import: that of an equal one, or the next.
fn number(
    connection: &Connection,
    report: &ImportReport,
    tables: &[TableRows],
    fingerprint: &str,
    options: &Options,
    recorded_at: Date,
) -> Result<i64, ImportError> {
    let known = "select number from imports where fingerprint = ?1";
    if let Some(number) = connection.query_row(known, [fingerprint], |row| row.get(0)).optional()? {
        return Ok(number);
    }
    let rows: u64 = report.sources.iter().map(|source| source.rows).sum();
    let rejected = report.sources.iter().map(|source| source.rejected).sum::<u64>()
        + tables.iter().map(|table| table.produced.rejected).sum::<u64>();
    let files: usize = report.sources.iter().map(|source| source.files.len()).sum();
    connection.execute(
        "insert into imports (fingerprint, source, exported_at, recorded_at, mode, files, rows_read, rejected) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            fingerprint,
            report.source,
            report.exported_at.to_string(),
            recorded_at.to_string(),
            if options.full { "full" } else { "increment" },
            i64::try_from(files).unwrap_or(i64::MAX),
            i64::try_from(rows).unwrap_or(i64::MAX),
            i64::try_from(rejected).unwrap_or(i64::MAX),
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Keeps what was rejected; of an import that was made before, what is kept already.
fn keep_rejects(connection: &Connection, import: i64, rejects: &[Reject]) -> Result<(), ImportError> {
    let known: i64 =
        connection.query_row("select count(*) from rejects where import = ?1", [import], |row| row.get(0))?;
    if known > 0 {
        return Ok(());
    }
    let mut insert = connection.prepare(
        "insert into rejects (import, \"table\", file, line, \"column\", field, value, reason) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for reject in rejects {
        insert.execute(params![
            import,
            reject.table,
            reject.file,
            reject.line,
            reject.column,
            reject.field,
            reject.value,
            reject.reason
        ])?;
    }
    Ok(())
}

/// The sources with their files, decoded; files that are missing are told all at once.
fn loadings<'m>(mapping: &'m Mapping, inputs: &'m [Input]) -> Result<Vec<Loading<'m>>, ImportError> {
    let mut sorted: Vec<&Input> = inputs.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut missing = Vec::new();
    let mut loadings = Vec::new();
    for source in mapping.sources() {
        let texts = match &source.input {
            SourceInput::Inline { text, first_line } => vec![Text {
                path: Cow::Borrowed(mapping.path()),
                text: Cow::Borrowed(text),
                lines_above: first_line.saturating_sub(1),
                damaged: false,
                sheet: None,
            }],
            SourceInput::Files(patterns) => {
                let means =
                    |input: &&&Input| patterns.iter().any(|pattern| inputs::matches(pattern, &input.path));
                let mut texts = Vec::new();
                let mut there = false;
                for input in sorted.iter().filter(means) {
                    there = true;
                    match decoded(source, input) {
                        Ok(text) => texts.push(text),
                        Err(reason) => missing.push(format!("`{}` {reason}", input.path)),
                    }
                }
                if !there && !source.may_be_absent {
                    let names = inputs.iter().map(|input| input.path.as_str());
                    let first = patterns.first().map_or("", String::as_str);
                    let near = mapping::suggestion(first, names);
                    let wanted = patterns.join("` or `");
                    missing.push(format!("no file `{wanted}` for source `{}`{near}", source.name));
                }
                texts
            }
        };
        loadings.push(Loading::of(source, texts));
    }
    // What a file without a heading lacks follows from that alone.
    missing.extend(loadings.iter().flat_map(Loading::headless));
    if missing.is_empty() { Ok(loadings) } else { Err(ImportError::Inputs(missing)) }
}

/// The text of a file; the error is what to tell of it.
fn decoded<'m>(source: &Source, input: &'m Input) -> Result<Text<'m>, String> {
    if !source.is_workbook(&input.path) {
        let (text, _, damaged) = source.encoding.decode(&input.bytes);
        let path = Cow::Borrowed(input.path.as_str());
        return Ok(Text { path, text, lines_above: 0, damaged, sheet: None });
    }
    let layout = Layout {
        sheet: source.sheet.as_deref(),
        skip_top: source.skip_top,
        width: if source.header { 0 } else { source.columns.len() },
        delimiter: source.delimiter,
        decimal: source.numbers.decimal,
    };
    let mut sheet = sheet::read(&input.bytes, &layout)?;
    let text = Cow::Owned(std::mem::take(&mut sheet.text));
    let path = Cow::Owned(format!("{}, sheet {}", input.path, sheet.name));
    Ok(Text { path, text, lines_above: 0, damaged: false, sheet: Some(sheet) })
}

fn exported_at(mapping: &Mapping, options: &Options, scratch: &Store) -> Result<Date, ImportError> {
    if let Some(date) = options.exported_at {
        return Ok(date);
    }
    match mapping.exported_at() {
        Some(ExportedAt::Constant(date)) => Ok(*date),
        Some(ExportedAt::Column { source, column }) => {
            let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let sql = format!("select max({}) as day from src.{}", quoted(column), quoted(source));
            let table = scratch.query(&sql, &[])?;
            let day = table.rows.first().and_then(|row| row.first()).and_then(Cell::text);
            day.and_then(|day| day.get(..10)).and_then(parse_date).ok_or(ImportError::NoExportedAt)
        }
        None => Err(ImportError::NoExportedAt),
    }
}

/// A hash of all that decides what an import brings.
fn fingerprint(mapping: &Mapping, loadings: &[Loading<'_>], options: &Options, exported_at: Date) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(mapping.text().as_bytes());
    part(exported_at.to_string().as_bytes());
    part(if options.full { b"full" } else { b"increment" });
    for loading in loadings {
        part(loading.source.name.as_bytes());
        for text in &loading.texts {
            part(text.path.as_bytes());
            part(text.text.as_bytes());
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
