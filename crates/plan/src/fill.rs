//! Reads the fields of an entry: types, references, nested rows, defaults.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::{FileId, Problem, Span};
use toml::de::{DeArray, DeTable, DeValue};

use crate::context::{Context, a, shortened};
use crate::csv_text::Cell;
use crate::entries::{Body, Column, Entry, List};
use crate::scalar::{self, Form, Scalar, Wanted};
use crate::schema::{Field, Type};
use crate::value::{Data, Entity, Key, Placed, Row, Value};

type Fields = BTreeMap<&'static str, Value>;

/// Reads one entry; fields that cannot be read are reported and left out.
pub(crate) fn entity(cx: &mut Context<'_>, entry: Entry<'_>) -> Entity {
    let Entry { kind, id, path, span, guessed, body } = entry;
    let (mut fields, written) = match body {
        Body::Table(file, table) => {
            let of: Vec<&'static Field> = kind.all_fields().collect();
            let (fields, written) = table_fields(cx, file, table, &of, &path, kind.name);
            let needs: Vec<_> = of.iter().copied().filter(|field| kind.requires(field)).collect();
            missing(cx, &needs, &written, span, &path);
            (fields, written)
        }
        Body::Row(list, cells) => row_fields(cx, list, cells, &path),
    };
    let unreadable = unreadable(kind.all_fields(), &fields, &written);
    defaults(kind.all_fields(), &mut fields, &written, span);
    Entity { kind: kind.name, id, path, span, guessed, fields, unreadable }
}

/// Fields that are written and could not be read.
fn unreadable(
    of: impl Iterator<Item = &'static Field>,
    fields: &Fields,
    written: &[String],
) -> BTreeSet<&'static str> {
    of.map(|field| field.name)
        .filter(|name| !fields.contains_key(name) && written.iter().any(|word| word == name))
        .collect()
}

/// Fields of a table, and the names of all that are written, read or not.
fn table_fields(
    cx: &mut Context<'_>,
    file: FileId,
    table: &DeTable<'_>,
    of: &[&'static Field],
    path: &str,
    what: &str,
) -> (Fields, Vec<String>) {
    let mut fields = Fields::new();
    let mut written = Vec::new();
    for (word, value) in table {
        let word_span = cx.span(file, word.span());
        written.push(word.get_ref().to_string());
        let Some(field) = of.iter().find(|field| field.name == word.get_ref()) else {
            let names = of.iter().map(|field| field.name);
            let help = cx
                .near(word.get_ref(), names.clone())
                .unwrap_or_else(|| format!("the fields are `{}`", names.collect::<Vec<_>>().join("`, `")));
            let message = format!("{} has no field `{}`", a(what), shortened(word.get_ref()));
            cx.report(Problem::error("unknown-field", message).at(word_span, "").help(help));
            continue;
        };
        let value_span = cx.span(file, value.span());
        if value.span().is_empty() {
            // The parser puts a value of no length where it found none; that is reported already.
            continue;
        }
        let place = Place { file, word: word_span, value: value_span };
        if let Some((data, span)) = toml_value(cx, place, value.get_ref(), field, path) {
            fields.insert(field.name, Value { span, data });
        }
    }
    (fields, written)
}

#[derive(Clone, Copy)]
struct Place {
    file: FileId,
    word: Span,
    value: Span,
}

fn toml_value(
    cx: &mut Context<'_>,
    place: Place,
    value: &DeValue<'_>,
    field: &'static Field,
    path: &str,
) -> Option<(Data, Span)> {
    let wanted = Wanted { name: field.name, ty: field.ty, bounds: field.bounds };
    match (field.ty, value) {
        (Type::Keys, DeValue::Table(table)) => {
            // A table of its own, `[unit.emea.keys]`, is placed at its word.
            let span = if cx.files.slice(place.value).starts_with('{') { place.value } else { place.word };
            Some((Data::Keys(keys(cx, place.file, table)), span))
        }
        (Type::Named, DeValue::Table(table)) => {
            let span = if cx.files.slice(place.value).starts_with('{') { place.value } else { place.word };
            Some((Data::Keys(named(cx, place.file, table)), span))
        }
        (Type::Rows(of), DeValue::Array(list)) => {
            let rows = rows(cx, place.file, list, of, &format!("{path}.{}", field.name), field.name);
            unique_row_ids(cx, &rows);
            Some((Data::Rows(rows), place.value))
        }
        (Type::Rows(of), DeValue::String(_)) if short_form(of).is_some() => {
            let row = short_row(cx, value, place.value, of, format!("{path}.{}.1", field.name), 1)?;
            Some((Data::Rows(vec![row]), place.value))
        }
        (Type::Texts, DeValue::Array(list)) => {
            let mut texts = Vec::new();
            for item in list {
                let span = cx.span(place.file, item.span());
                let wanted = Wanted { ty: Type::Text, ..wanted };
                if let Some(Data::Text(value)) = single(cx, wanted, item.get_ref(), span) {
                    texts.push(Placed { value, span });
                }
            }
            Some((Data::Texts(texts), place.value))
        }
        (Type::Texts, DeValue::String(text)) if !text.trim().is_empty() => {
            let value = text.trim().to_owned();
            Some((Data::Texts(vec![Placed { value, span: place.value }]), place.value))
        }
        (Type::Quantities, DeValue::Array(list)) => {
            let (mut quantities, mut whole) = (Vec::new(), true);
            for item in list {
                let span = cx.span(place.file, item.span());
                let wanted = Wanted { ty: Type::Quantity, ..wanted };
                match single(cx, wanted, item.get_ref(), span) {
                    Some(Data::Quantity(value)) => quantities.push(Placed { value, span }),
                    _ => whole = false,
                }
            }
            // Numbers of which one is missing stand in wrong places.
            whole.then_some((Data::Quantities(quantities), place.value))
        }
        (Type::Refs(kind), DeValue::Array(list)) => {
            let (mut ids, mut firsts) = (Vec::new(), BTreeMap::new());
            for item in list {
                let span = cx.span(place.file, item.span());
                let wanted = Wanted { ty: Type::Ref(kind), ..wanted };
                let Some(Data::Reference(value)) = single(cx, wanted, item.get_ref(), span) else { continue };
                if let Some(first) = firsts.get(&value) {
                    cx.report(
                        Problem::warning("named-twice", format!("`{value}` is named twice"))
                            .at(span, "")
                            .also(*first, "first here")
                            .help("keep one of them"),
                    );
                } else {
                    firsts.insert(value.clone(), span);
                    ids.push(Placed { value, span });
                }
            }
            // A list of which nothing is known is not an empty list.
            (list.is_empty() || !ids.is_empty()).then_some((Data::References(ids), place.value))
        }
        _ => single(cx, wanted, value, place.value).map(|data| (data, place.value)),
    }
}

/// A value that is to be no list and no table. The parser's stand-in for a broken one has no length.
fn single(cx: &mut Context<'_>, wanted: Wanted<'_>, value: &DeValue<'_>, span: Span) -> Option<Data> {
    match Scalar::of(value, span) {
        _ if span.start == span.end => None,
        Some(scalar) => scalar::read(cx, wanted, &scalar),
        None => {
            let is = if matches!(value, DeValue::Array(_)) { "list" } else { "table" };
            cx.report(
                Problem::error(
                    "wrong-value",
                    format!("`{}` is {}, not a {is}", wanted.name, a(wanted.ty.word())),
                )
                .at(span, "")
                .help(format!("write it as `{}`", wanted.ty.example())),
            );
            None
        }
    }
}

fn keys(cx: &mut Context<'_>, file: FileId, table: &DeTable<'_>) -> Vec<Key> {
    let mut keys = Vec::new();
    for (source, value) in table {
        let span = cx.span(file, value.span());
        let values: Vec<(&DeValue<'_>, Span)> = match value.get_ref() {
            DeValue::Array(list) => {
                list.iter().map(|item| (item.get_ref(), cx.span(file, item.span()))).collect()
            }
            single => vec![(single, span)],
        };
        for (value, span) in values {
            let source = source.get_ref().to_string();
            match value {
                _ if span.start == span.end => {}
                DeValue::String(key) if !key.is_empty() => {
                    keys.push(Key { source, key: key.to_string(), span })
                }
                DeValue::Integer(number) => {
                    let problem = Problem::error(
                        "wrong-value",
                        format!("the key {number} is a number, and keys are text"),
                    );
                    let help = format!("write it as `\"{number}\"`, with its leading zeros");
                    cx.report(problem.at(span, "").help(help));
                }
                _ => {
                    let problem = Problem::error("wrong-value", format!("the key of `{source}` is no text"));
                    cx.report(problem.at(span, "").help("write it as `\"005\"`, or `[\"274\", \"0274\"]`"));
                }
            }
        }
    }
    keys
}

/// Values by names that nobody has fixed: texts, numbers and flags, each as text.
fn named(cx: &mut Context<'_>, file: FileId, table: &DeTable<'_>) -> Vec<Key> {
    let mut named = Vec::new();
    for (name, value) in table {
        let span = cx.span(file, value.span());
        match Scalar::of(value.get_ref(), span) {
            _ if span.start == span.end => {}
            Some(scalar) => {
                named.push(Key {
                    source: name.get_ref().to_string(),
                    key: scalar.text.trim().to_owned(),
                    span,
                });
            }
            None => {
                let message =
                    format!("the value of `{}` is no text, number or flag", shortened(name.get_ref()));
                let problem = Problem::error("wrong-value", message).at(span, "");
                cx.report(problem.help("write it as `\"public\"`, `24` or `true`"));
            }
        }
    }
    named
}

pub(crate) fn rows(
    cx: &mut Context<'_>,
    file: FileId,
    list: &DeArray<'_>,
    of: &'static [Field],
    path: &str,
    what: &str,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let position = index + 1;
        let path = format!("{path}.{position}");
        let span = cx.span(file, item.span());
        match item.get_ref() {
            DeValue::Table(table) => {
                let references: Vec<&'static Field> = of.iter().collect();
                let (mut fields, written) = table_fields(cx, file, table, &references, &path, what);
                let needs: Vec<_> = references.iter().copied().filter(|field| field.required).collect();
                missing(cx, &needs, &written, span, &path);
                let unreadable = unreadable(of.iter(), &fields, &written);
                defaults(of.iter(), &mut fields, &written, span);
                rows.push(Row { position, path, span, fields, unreadable });
            }
            value => rows.extend(short_row(cx, value, span, of, path, position)),
        }
    }
    rows
}

/// The one field that a row needs, where a bare text can stand for the row.
fn short_form(of: &'static [Field]) -> Option<&'static Field> {
    let mut required = of.iter().filter(|field| field.required);
    let only = required.next()?;
    let short =
        required.next().is_none() && matches!(only.ty, Type::Ref(_) | Type::Text) && only.name != "id";
    short.then_some(only)
}

fn short_row(
    cx: &mut Context<'_>,
    value: &DeValue<'_>,
    span: Span,
    of: &'static [Field],
    path: String,
    position: usize,
) -> Option<Row> {
    let Some(field) = short_form(of) else {
        let rows = Type::Rows(of);
        let problem = Problem::error("wrong-value", "this is no row: a row is a table");
        cx.report(problem.at(span, "").help(format!("write it as `{}`", rows.example())));
        return None;
    };
    let wanted = Wanted { name: field.name, ty: field.ty, bounds: field.bounds };
    let data = single(cx, wanted, value, span)?;
    let mut fields = Fields::from([(field.name, Value { span, data })]);
    defaults(of.iter(), &mut fields, &[], span);
    Some(Row { position, path, span, fields, unreadable: BTreeSet::new() })
}

fn unique_row_ids(cx: &mut Context<'_>, rows: &[Row]) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for row in rows {
        let Some(id) = row.text("id") else { continue };
        let span = row.place("id");
        if plumb_units::Id::parse(id).is_err() {
            let help = match plumb_units::Id::suggest(id) {
                Some(id) => format!("write `{id}`, and `name` for the full text"),
                None => "use small letters, digits and hyphens".to_owned(),
            };
            let message = format!("`{}` is no id", shortened(id));
            cx.report(Problem::error("illegal-id", message).at(span, "").help(help));
        }
        if let Some(first) = seen.insert(id, span) {
            cx.report(
                Problem::error("duplicate-id", format!("`{}` is there twice", shortened(id)))
                    .at(span, "again here")
                    .also(first, "first here")
                    .help("give one of them another id"),
            );
        }
    }
}

fn row_fields(cx: &mut Context<'_>, list: &List<'_>, cells: &[Cell], path: &str) -> (Fields, Vec<String>) {
    let mut fields = Fields::new();
    let mut written = Vec::new();
    let mut keys = Vec::new();
    for (column, cell) in list.columns.iter().zip(cells) {
        match column {
            Column::Key(source) if !cell.text.is_empty() => {
                keys.push(Key { source: source.clone(), key: cell.text.clone(), span: cell.span });
            }
            Column::Field(field) => {
                if cell.text.trim().is_empty() {
                    if list.kind.requires(field) {
                        required(cx, field, cell.span, path);
                    }
                    continue;
                }
                written.push(field.name.to_owned());
                let wanted = Wanted { name: field.name, ty: field.ty, bounds: field.bounds };
                let scalar = Scalar { text: cell.text.as_str().into(), span: cell.span, form: Form::Cell };
                if let Some(data) = scalar::read(cx, wanted, &scalar) {
                    fields.insert(field.name, Value { span: cell.span, data });
                }
            }
            _ => {}
        }
    }
    for column in list.columns.iter().skip(cells.len()) {
        // A row that is too short is reported; what it should hold is not nothing.
        if let Column::Field(field) = column {
            written.push(field.name.to_owned());
        }
    }
    if let Some(first) = keys.first() {
        fields.insert("keys", Value { span: first.span, data: Data::Keys(keys) });
    }
    (fields, written)
}

fn missing(cx: &mut Context<'_>, needs: &[&'static Field], written: &[String], span: Span, path: &str) {
    for field in needs {
        if !written.iter().any(|word| word == field.name) {
            required(cx, field, span, path);
        }
    }
}

fn required(cx: &mut Context<'_>, field: &Field, span: Span, path: &str) {
    let example = field.ty.example();
    let code =
        if matches!(field.ty, Type::Ref(_) | Type::Refs(_)) { "missing-reference" } else { "missing-field" };
    cx.report(
        Problem::error(code, format!("`{path}` has no `{}`", field.name))
            .at(span, field.says)
            .help(format!("add `{} = {example}`", field.name)),
    );
}

/// Puts the schema's defaults where nothing is written, placed at the whole. What is written wrong gets none.
fn defaults(of: impl Iterator<Item = &'static Field>, fields: &mut Fields, written: &[String], span: Span) {
    for field in of.filter(|field| !written.iter().any(|word| word == field.name)) {
        if let (Some(default), Type::Choice(words)) = (field.default, field.ty)
            && let Some(word) = words.iter().find(|word| **word == default)
        {
            fields.entry(field.name).or_insert(Value { span, data: Data::Choice(word) });
        }
    }
}

/// The id that an entry says it had before.
pub(crate) fn was(cx: &Context<'_>, entry: &Entry<'_>) -> Option<(String, Span)> {
    match &entry.body {
        Body::Table(file, table) => {
            let value = table.get("was")?;
            Some((value.get_ref().as_str()?.to_owned(), cx.span(*file, value.span())))
        }
        Body::Row(list, cells) => {
            let is_was = |column: &Column| matches!(column, Column::Field(field) if field.name == "was");
            let cell = cells.get(list.columns.iter().position(is_was)?)?;
            (!cell.text.trim().is_empty()).then(|| (cell.text.trim().to_owned(), cell.span))
        }
    }
}
