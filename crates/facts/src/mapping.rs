//! A mapping: how one source's files become canonical tables.

mod nodes;
mod select;
mod source;
mod sql_text;
mod workspace;

use plumb_diag::{Files, Problem, Severity};
use plumb_store::{Migrations, Store};
use plumb_units::{Date, Id, parse_date};
use toml::de::{DeTable, DeValue};

use crate::tables::FactTable;
use nodes::{Entry, Node, Reading};
pub(crate) use select::{Select, suggestion};
pub(crate) use source::{CellKind, Column, Input as SourceInput, Source};
pub use workspace::{CalendarHint, WorkspaceHints};

/// A mapping that was read: its sources, and the selects that make canonical tables of them.
///
/// ```
/// use plumb_diag::Files;
/// let text = r#"
/// [mapping]
/// name = "shop"
/// exported_at = 2026-02-01
///
/// [source.orders]
/// file = "orders.csv"
/// columns = { Date = "date", Net = "amount" }
///
/// [table.bookings]
/// sql = "select Number as key, Date as date, Net as net, 'EUR' as currency from src.orders"
/// "#;
/// let (mapping, problems) = plumb_facts::Mapping::read(&mut Files::default(), "shop.toml", text);
/// assert!(problems.is_empty());
/// assert_eq!(mapping.name(), "shop");
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    name: String,
    says: String,
    path: String,
    text: String,
    exported_at: Option<ExportedAt>,
    workspace: WorkspaceHints,
    sources: Vec<Source>,
    selects: Vec<Select>,
    usable: bool,
}

/// Where a mapping finds the date of an export.
#[derive(Clone, Debug)]
pub(crate) enum ExportedAt {
    /// Always the same.
    Constant(Date),
    /// The newest date in a column.
    Column { source: String, column: String },
}

impl Mapping {
    /// Reads a mapping; every problem at once. One with problems of severity error cannot be imported with.
    ///
    /// The text is kept in `files` under `path`, so that the problems' places can be shown.
    pub fn read(files: &mut Files, path: &str, text: &str) -> (Self, Vec<Problem>) {
        let file = files.add(path, text);
        let mut reading = Reading::of(files, file);
        let mut mapping = Self {
            name: String::new(),
            says: String::new(),
            path: path.to_owned(),
            text: text.to_owned(),
            exported_at: None,
            workspace: WorkspaceHints::default(),
            sources: Vec::new(),
            selects: Vec::new(),
            usable: false,
        };
        let (root, errors) = DeTable::parse_recoverable(reading.source());
        if syntax(&mut reading, &errors) {
            mapping.take(&mut reading, root.get_ref());
        }
        if errors.is_empty() {
            mapping.check(&mut reading);
        }
        mapping.usable = reading.problems.iter().all(|problem| problem.severity != Severity::Error);
        (mapping, reading.problems)
    }

    /// Its name, which stands in `source` of every row it brings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says about itself; may be empty.
    pub fn says(&self) -> &str {
        &self.says
    }

    /// What it says about the company, for a new workspace.
    pub fn workspace(&self) -> &WorkspaceHints {
        &self.workspace
    }

    /// Canonical tables that it fills, each once, in the order of the mapping.
    pub fn tables(&self) -> Vec<&'static FactTable> {
        let mut tables: Vec<&'static FactTable> = Vec::new();
        for select in &self.selects {
            if !tables.contains(&select.table) {
                tables.push(select.table);
            }
        }
        tables
    }

    /// The text of a source that stands in the mapping itself, such as a table of periods.
    pub fn inline_text(&self, source: &str) -> Option<&str> {
        let source = self.sources.iter().find(|known| known.name == source)?;
        match &source.input {
            SourceInput::Inline { text, .. } => Some(text),
            SourceInput::Files(_) => None,
        }
    }

    /// Whether it was read without an error.
    pub fn is_usable(&self) -> bool {
        self.usable
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn exported_at(&self) -> Option<&ExportedAt> {
        self.exported_at.as_ref()
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(crate) fn selects(&self) -> &[Select] {
        &self.selects
    }

    fn take(&mut self, reading: &mut Reading<'_>, root: &DeTable<'_>) {
        let mut named = false;
        for entry in nodes::entries(root) {
            match entry.name {
                "mapping" => {
                    named = true;
                    self.head(reading, &entry);
                }
                "workspace" => self.workspace = WorkspaceHints::read(reading, entry.value),
                "source" => {
                    for source in reading.table(entry.value, "`source`") {
                        self.source(reading, &source);
                    }
                }
                "table" => {
                    for table in reading.table(entry.value, "`table`") {
                        self.table(reading, &table);
                    }
                }
                other => {
                    let message = format!("a mapping has no part `{other}`");
                    let known = ["mapping", "workspace", "source", "table"];
                    reading.unknown("unknown-key", entry.at.clone(), message, other, known);
                }
            }
        }
        if !named {
            reading.error("no-name", 0..0, "the mapping has no part `[mapping]` with its `name`", "");
        }
        if self.selects.is_empty() && reading.problems.is_empty() {
            reading.error(
                "no-table",
                0..0,
                "the mapping fills no table; add a `[table.NAME]` with `sql`",
                "",
            );
        }
    }

    fn head(&mut self, reading: &mut Reading<'_>, entry: &Entry<'_>) {
        for part in reading.table(entry.value, "`mapping`") {
            match part.name {
                "name" => {
                    let name = reading.text(part.value, "`name`").unwrap_or_default();
                    if let Err(error) = Id::parse(&name) {
                        reading.error("bad-name", part.value.span(), error.to_string(), "");
                    }
                    self.name = name;
                }
                "says" => self.says = reading.text(part.value, "`says`").unwrap_or_default(),
                "exported_at" => self.exported_at = exported_at(reading, part.value),
                other => {
                    let message = format!("`[mapping]` has no setting `{other}`");
                    reading.unknown(
                        "unknown-key",
                        part.at.clone(),
                        message,
                        other,
                        ["name", "says", "exported_at"],
                    );
                }
            }
        }
        if self.name.is_empty() {
            reading.error("no-name", entry.at.clone(), "the mapping needs a `name`", "");
        }
    }

    fn source(&mut self, reading: &mut Reading<'_>, entry: &Entry<'_>) {
        let same = |source: &&Source| source.name.eq_ignore_ascii_case(entry.name);
        if let Some(other) = self.sources.iter().find(same) {
            let message = format!("sources `{}` and `{}` differ only in capitals", other.name, entry.name);
            reading.error("twice", entry.at.clone(), message, "");
            return;
        }
        self.sources.push(Source::read(reading, entry.name, entry.at.clone(), entry.value));
    }

    fn table(&mut self, reading: &mut Reading<'_>, entry: &Entry<'_>) {
        let Some(table) = FactTable::named(entry.name) else {
            let message = format!("no table is called `{}`", entry.name);
            let known = FactTable::all().map(|table| table.name).collect::<Vec<_>>();
            reading.unknown("unknown-table", entry.at.clone(), message, entry.name, known);
            return;
        };
        let parts: Vec<&Node<'_>> = match entry.value.get_ref() {
            DeValue::Array(parts) => parts.iter().collect(),
            _ => vec![entry.value],
        };
        for part in parts {
            self.selects.extend(Select::read(reading, table, entry.at.clone(), part));
        }
    }

    /// Prepares every select over empty sources.
    fn check(&mut self, reading: &mut Reading<'_>) {
        if let Some(ExportedAt::Column { source, .. }) = &self.exported_at
            && !self.sources.iter().any(|known| known.name == *source)
        {
            let known = self.sources.iter().map(|source| source.name.as_str());
            let message = format!("`exported_at` names source `{source}`, which is not there");
            reading.unknown("unknown-source", 0..0, message, source, known);
        }
        if let Some((name, at)) = self.workspace.periods_source()
            && !self.sources.iter().any(|known| known.name == *name)
        {
            let known = self.sources.iter().map(|source| source.name.as_str());
            let message = format!("`periods` names source `{name}`, which is not there");
            reading.unknown("unknown-source", at, message, name, known);
        }
        let scratch = match scratch() {
            Ok(scratch) => scratch,
            Err(error) => return reading.error("no-scratch", 0..0, error.to_string(), ""),
        };
        for source in &self.sources {
            if let Err(error) = make_source(&scratch, &source.name, &source.columns) {
                let message = format!("source `{}` cannot be a table: {error}", source.name);
                reading.error("bad-source", source.at.clone(), message, "");
                return;
            }
        }
        for select in &mut self.selects {
            select.check(reading, &scratch, &self.sources);
        }
        for source in &mut self.sources {
            let sql = "select name from pragma_table_info(:name, 'src')";
            let table = scratch.query(sql, &[("name", source.name.as_str().into())]).unwrap_or_default();
            let names = table.rows.iter().filter_map(|row| row.first()?.text());
            let told =
                |name: &str| source.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
            let only_read = names.filter(|name| !told(name) && !["_file", "_line"].contains(name));
            source.only_read = only_read.map(str::to_owned).collect();
        }
    }
}

/// Tells the errors of a text that is no TOML, not all of them where there are many; whether what could be read is worth
/// looking at.
fn syntax(reading: &mut Reading<'_>, errors: &[toml::de::Error]) -> bool {
    const ERRORS_SHOWN: usize = 5;
    let place = |error: &toml::de::Error| error.span().unwrap_or(0..0);
    if let Some(first) = errors.first()
        && looks_like_csv(reading.source())
    {
        let span = reading.span(place(first));
        let message = "this is no mapping: it looks like a CSV file, and a mapping is a TOML file";
        reading.push(Problem::error("mapping-syntax", message).at(span, "").help(
            "write one that says how such files are read: `docs/mappings.md` explains it, and examples stand in \
             `examples/mappings`",
        ));
        return false;
    }
    for error in errors.iter().take(ERRORS_SHOWN) {
        reading.error("mapping-syntax", place(error), error.message().to_lowercase(), "");
    }
    let Some(next) = errors.get(ERRORS_SHOWN) else { return true };
    let more = errors.len() - ERRORS_SHOWN;
    let (errors, them) = if more == 1 { ("error", "it") } else { ("errors", "them") };
    let message = format!("{more} more {errors} of this kind from here on");
    let span = reading.span(place(next));
    let note = Problem { severity: Severity::Note, ..Problem::error("mapping-syntax", message) };
    reading.push(note.at(span, "").help(format!("mend the first ones, which may be the cause of {them}")));
    false
}

/// Whether the first lines are fields between delimiters, and not TOML.
fn looks_like_csv(text: &str) -> bool {
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty()).take(3);
    let fields = |line: &str| {
        [',', ';', '\t', '|'].into_iter().map(|mark| line.matches(mark).count()).max().unwrap_or(0)
    };
    let mut counts =
        lines.map(|line| if line.starts_with(['[', '#']) || line.contains('=') { 0 } else { fields(line) });
    counts.next().is_some_and(|first| first > 0) && counts.all(|count| count > 0)
}

fn exported_at(reading: &mut Reading<'_>, node: &Node<'_>) -> Option<ExportedAt> {
    if let DeValue::Table(_) = node.get_ref() {
        let parts = reading.table(node, "`exported_at`");
        let mut named = |name: &str| {
            let part = parts.iter().find(|part| part.name == name)?;
            reading.text(part.value, "`exported_at`")
        };
        let (source, column) = (named("source"), named("column"));
        return match (source, column) {
            (Some(source), Some(column)) => Some(ExportedAt::Column { source, column }),
            _ => {
                let message = "`exported_at` needs `source` and `column`, or is a date";
                reading.error("wrong-type", node.span(), message, "");
                None
            }
        };
    }
    let written = reading.written(node, "`exported_at`")?;
    let date = parse_date(&written);
    if date.is_none() {
        reading.error("bad-date", node.span(), format!("`{written}` is not a date such as 2026-01-31"), "");
    }
    date.map(ExportedAt::Constant)
}

/// An empty database in which sources are read as `src.NAME`.
pub(crate) fn scratch() -> Result<Store, plumb_store::StoreError> {
    let scratch = Store::in_memory(&Migrations::default())?;
    scratch.connection().execute_batch(
        "attach ':memory:' as src; pragma src.journal_mode = off; pragma src.synchronous = off;",
    )?;
    Ok(scratch)
}

/// Makes a source's table: its columns, then the file and line of each row.
pub(crate) fn make_source(
    scratch: &Store,
    name: &str,
    columns: &[Column],
) -> Result<(), plumb_store::StoreError> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut sql = format!("create table src.{} (", quoted(name));
    for column in columns {
        sql.push_str(&format!("{} {}, ", quoted(&column.name), column.kind.sql_type()));
    }
    sql.push_str("_file text, _line integer)");
    Ok(scratch.connection().execute_batch(&sql)?)
}
