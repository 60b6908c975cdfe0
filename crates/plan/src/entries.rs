//! Finds the entries that the texts hold, each with its id, before anybody reads their fields.

use std::collections::BTreeMap;

use plumb_diag::{FileId, Problem, Span};
use plumb_units::Id;
use toml::de::{DeTable, DeValue};

use crate::context::{Context, a, shortened};
use crate::csv_text::{Cell, CsvText, Record};
use crate::schema::{self, Field, Kind, Type};
use crate::toml_text::TomlText;

/// One entry as written.
pub(crate) struct Entry<'t> {
    pub(crate) kind: &'static Kind,
    pub(crate) id: Id,
    pub(crate) path: String,
    pub(crate) span: Span,
    pub(crate) guessed: Option<String>,
    pub(crate) body: Body<'t>,
}

/// Where its fields stand.
pub(crate) enum Body<'t> {
    Table(FileId, &'t DeTable<'t>),
    Row(&'t List<'t>, &'t [Cell]),
}

/// A CSV file with its columns understood.
pub(crate) struct List<'t> {
    pub(crate) kind: &'static Kind,
    pub(crate) below: String,
    pub(crate) csv: &'t CsvText,
    pub(crate) columns: Vec<Column>,
}

/// What a column of a CSV file holds.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    Id,
    Guessed,
    Key(String),
    Field(&'static Field),
    Unknown,
}

/// The kind whose CSV file has this name.
pub(crate) fn kind_of_list(below: &str) -> Option<&'static Kind> {
    let name = below.rsplit('/').next()?;
    schema::kinds().find(|kind| kind.csv.is_some_and(|csv| csv.rsplit('/').next() == Some(name)))
}

/// Understands the header of a CSV file.
pub(crate) fn list<'t>(
    cx: &mut Context<'_>,
    kind: &'static Kind,
    below: String,
    csv: &'t CsvText,
) -> List<'t> {
    let mut columns = Vec::new();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let has_keys = kind.all_fields().any(|field| matches!(field.ty, Type::Keys));
    for cell in &csv.header {
        let name = cell.text.trim();
        let column = match name {
            "id" => Column::Id,
            "guessed" => Column::Guessed,
            _ => match name.strip_prefix("key.") {
                Some(source) if has_keys && !source.is_empty() => Column::Key(source.to_owned()),
                _ => match kind.field(name).filter(|field| !matches!(field.ty, Type::Keys)) {
                    Some(field) => Column::Field(field),
                    None => unknown_column(cx, kind, has_keys, cell),
                },
            },
        };
        let repeats = !matches!(column, Column::Key(_) | Column::Unknown);
        if repeats && let Some(first) = seen.insert(name, cell.span) {
            cx.report(
                Problem::error("duplicate-key", format!("the column `{name}` is there twice"))
                    .at(cell.span, "again here")
                    .also(first, "first here")
                    .help("keep one of them"),
            );
            columns.push(Column::Unknown);
            continue;
        }
        columns.push(column);
    }
    let needs_id = kind.identity.is_empty().then_some("id");
    let required = kind.all_fields().filter(|field| kind.requires(field)).map(|field| field.name);
    for name in needs_id.into_iter().chain(required) {
        if let (false, Some(first), Some(last)) =
            (seen.contains_key(name), csv.header.first(), csv.header.last())
        {
            let span = Span { end: last.span.end, ..first.span };
            cx.report(
                Problem::error("missing-field", format!("the column `{name}` is missing"))
                    .at(span, "")
                    .help(format!("add a column `{name}` for each {}", kind.name)),
            );
        }
    }
    List { kind, below, csv, columns }
}

fn unknown_column(cx: &mut Context<'_>, kind: &'static Kind, has_keys: bool, cell: &Cell) -> Column {
    let names = kind.all_fields().filter(|field| !matches!(field.ty, Type::Keys)).map(|field| field.name);
    let names: Vec<_> = ["id", "guessed"].into_iter().chain(names).collect();
    let help = cx.near(cell.text.trim(), names.iter().copied()).unwrap_or_else(|| {
        let keys = if has_keys { ", `key.SOURCE`" } else { "" };
        format!("the columns are `{}`{keys}", names.join("`, `"))
    });
    let message = format!("{} has no column `{}`", a(kind.name), shortened(cell.text.trim()));
    cx.report(Problem::error("unknown-column", message).at(cell.span, "nothing is read from it").help(help));
    Column::Unknown
}

/// All entries of all texts; ids that are not legal or not unique are reported, and the first stands.
pub(crate) fn find<'t>(
    cx: &mut Context<'_>,
    tomls: &'t [TomlText<'t>],
    lists: &'t [List<'t>],
) -> Vec<Entry<'t>> {
    let mut entries = Vec::new();
    for toml in tomls {
        tables(cx, toml, &mut entries);
    }
    let mut unnamed = Vec::new();
    for list in lists {
        rows(cx, list, &mut entries, &mut unnamed);
    }
    // Rows without an id of their own come last, so that they never take an id that somebody wrote.
    let mut numbers: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for (list, cells, span) in unnamed {
        name_row(cx, list, cells, span, &mut numbers, &mut entries);
    }
    entries
}

fn tables<'t>(cx: &mut Context<'_>, toml: &'t TomlText<'t>, entries: &mut Vec<Entry<'t>>) {
    for (word, things) in &toml.root {
        let word_span = cx.span(toml.file, word.span());
        let Some(kind) = schema::kind(word.get_ref()) else {
            unknown_kind(cx, word.get_ref(), word_span);
            continue;
        };
        let DeValue::Table(things) = things.get_ref() else {
            cx.report(
                Problem::error("wrong-value", format!("{} needs an id", a(kind.name)))
                    .at(word_span, "")
                    .help(format!("write `[{}.some-id]`", kind.name)),
            );
            continue;
        };
        for (id, value) in things {
            let id_span = cx.span(toml.file, id.span());
            let DeValue::Table(table) = value.get_ref() else {
                let message = format!("`{}` is no {}", shortened(id.get_ref()), kind.name);
                cx.report(
                    Problem::error("wrong-value", message)
                        .at(id_span, "")
                        .help(format!("write one table for each: `[{}.some-id]`", kind.name)),
                );
                continue;
            };
            let value_span = cx.span(toml.file, value.span());
            let span = if cx.files.slice(value_span).starts_with('[') { value_span } else { id_span };
            let Some(id) = legal_id(cx, id.get_ref(), id_span) else { continue };
            if !is_new(cx, kind, &id, id_span) {
                continue;
            }
            entries.push(Entry {
                kind,
                path: format!("{}.{id}", kind.name),
                id,
                span,
                guessed: cx.files.slice(span).starts_with('[').then(|| toml.guessed(span.start)).flatten(),
                body: Body::Table(toml.file, table),
            });
        }
    }
}

fn unknown_kind(cx: &mut Context<'_>, word: &str, span: Span) {
    let help = cx
        .near(word, schema::kinds().map(|kind| kind.name))
        .unwrap_or_else(|| "kinds are such as `objective`, `unit`, `person`; the guide lists all".to_owned());
    let message = format!("a plan has no kind `{}`", shortened(word));
    cx.report(Problem::error("unknown-kind", message).at(span, "nothing is read from it").help(help));
}

fn rows<'t>(
    cx: &mut Context<'_>,
    list: &'t List<'t>,
    entries: &mut Vec<Entry<'t>>,
    unnamed: &mut Vec<(&'t List<'t>, &'t [Cell], Span)>,
) {
    let id_column = list.columns.iter().position(|column| matches!(column, Column::Id));
    for Record { cells, is_cut } in &list.csv.rows {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { continue };
        let span = Span { end: last.span.end, ..first.span };
        if !is_cut && cells.len() != list.columns.len() {
            cx.report(ragged(cells.len(), list).at(span, ""));
        }
        let id = id_column.and_then(|index| cells.get(index)).filter(|cell| !cell.text.trim().is_empty());
        let Some(cell) = id else {
            if *is_cut {
                // The quote that is not closed is reported; which row it is nobody can say.
            } else if !list.kind.identity.is_empty() {
                unnamed.push((list, cells, span));
            } else if id_column.is_some() {
                let message = format!("this {} has no id", list.kind.name);
                cx.report(Problem::error("missing-field", message).at(span, "").help("fill the column `id`"));
            }
            continue;
        };
        let Some(id) = legal_id(cx, cell.text.trim(), cell.span) else { continue };
        if is_new(cx, list.kind, &id, cell.span) {
            entries.push(row_entry(list, cells, id, span));
        }
    }
}

/// A row of too few or too many fields.
fn ragged(fields: usize, list: &List<'_>) -> Problem {
    let columns = list.columns.len();
    let (stand, many) = if fields == 1 { ("stands", "field") } else { ("stand", "fields") };
    let under = if columns == 1 { "column" } else { "columns" };
    let (off, what) = match fields.checked_sub(columns) {
        Some(more) => (more, "too many"),
        None => (columns.saturating_sub(fields), "missing at the end"),
    };
    let is = if off == 1 { "is" } else { "are" };
    let message = format!("{fields} {many} {stand} under {columns} {under}: {off} {is} {what}");
    let mark = if list.csv.delimiter == ';' { "semicolon" } else { "comma" };
    Problem::error("ragged-row", message).help(if fields > columns {
        format!("put text that holds a {mark} between quotes")
    } else {
        format!("add what is missing; a field that is empty has its {mark} too")
    })
}

fn row_entry<'t>(list: &'t List<'t>, cells: &'t [Cell], id: Id, span: Span) -> Entry<'t> {
    let of_row = list
        .columns
        .iter()
        .zip(cells)
        .find(|(column, _)| matches!(column, Column::Guessed))
        .map(|(_, cell)| cell.text.trim().to_owned())
        .filter(|note| !note.is_empty());
    Entry {
        kind: list.kind,
        path: format!("{}/{id}", list.below),
        id,
        span,
        guessed: of_row.or_else(|| list.csv.guessed.clone()),
        body: Body::Row(list, cells),
    }
}

/// Gives a row the id that its identifying fields spell, with a number where several spell the same.
fn name_row<'t>(
    cx: &mut Context<'_>,
    list: &'t List<'t>,
    cells: &'t [Cell],
    span: Span,
    numbers: &mut BTreeMap<(&'static str, String), usize>,
    entries: &mut Vec<Entry<'t>>,
) {
    let text_of = |name: &&str| {
        let index = list
            .columns
            .iter()
            .position(|column| matches!(column, Column::Field(field) if field.name == *name))?;
        cells.get(index).map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
    };
    let spelled: Vec<&str> = list.kind.identity.iter().filter_map(text_of).collect();
    let mut base = Id::suggest(&spelled.join("-")).unwrap_or_else(|| "row".to_owned());
    base.truncate(90);
    let number = numbers.entry((list.kind.name, base.clone())).or_insert(0);
    loop {
        *number += 1;
        let text = if *number == 1 { base.clone() } else { format!("{base}-{number}") };
        let Ok(id) = Id::parse(&text) else { return };
        let ids = cx.known.entry(list.kind.name).or_default();
        if !ids.contains_key(&id) {
            ids.insert(id.clone(), span);
            entries.push(row_entry(list, cells, id, span));
            return;
        }
    }
}

fn legal_id(cx: &mut Context<'_>, text: &str, span: Span) -> Option<Id> {
    match Id::parse(text) {
        Ok(id) => Some(id),
        Err(_) => {
            let help = match Id::suggest(text) {
                Some(id) => format!("write `{id}`, and `name` for the full text"),
                None => "use small letters, digits and hyphens, such as `mid-market`".to_owned(),
            };
            let message = format!("`{}` is no id", shortened(text));
            cx.report(Problem::error("illegal-id", message).at(span, "").help(help));
            None
        }
    }
}

fn is_new(cx: &mut Context<'_>, kind: &'static Kind, id: &Id, span: Span) -> bool {
    let ids = cx.known.entry(kind.name).or_default();
    if let Some(first) = ids.get(id).copied() {
        cx.report(
            Problem::error("duplicate-id", format!("the {} `{id}` is in the plan twice", kind.name))
                .at(span, "again here; nothing is read from it")
                .also(first, "first here")
                .help("keep one of them, or give one another id"),
        );
        return false;
    }
    ids.insert(id.clone(), span);
    true
}
