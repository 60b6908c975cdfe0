//! How the schema of a kind becomes tables and columns.

use plumb_plan::schema::{Field, Kind, Type};

use crate::tables::{ColumnDoc, Storage, TableDoc};

/// One table, and where its rows stand in an entry.
pub(super) struct Shape {
    pub(super) table: TableDoc,
    pub(super) key: String,
    pub(super) place: Place,
    /// The fields that became columns, in their order.
    pub(super) fields: Vec<&'static Field>,
}

/// Where the rows of a table stand in an entry.
pub(super) enum Place {
    /// The entry itself.
    Entity,
    /// A list of ids or texts.
    List(&'static str),
    /// Nested rows.
    Rows(&'static str),
    /// Rows nested in nested rows: outer field, inner field.
    RowsWithin(&'static str, &'static str),
}

/// The table of a kind.
pub(crate) fn table_name(kind: &str) -> String {
    if kind == "person" { "plan_people".to_owned() } else { format!("plan_{}", snake(kind)) }
}

fn snake(kind: &str) -> String {
    kind.replace('-', "_")
}

/// All tables of a kind, its own first.
pub(super) fn of_kind(kind: &'static Kind) -> Vec<Shape> {
    let own: Vec<&'static Field> = kind.all_fields().filter(|field| is_scalar(field)).collect();
    let mut columns = vec![ColumnDoc::text("id", format!("id of the {}", kind.name))];
    columns.extend(own.iter().flat_map(|field| columns_of(field, &[])));
    columns.push(ColumnDoc::text("at", "plan path of the entry"));
    columns.push(ColumnDoc::text("guessed", "how sure its author was, where the entry is only guessed"));
    let mut shapes = vec![Shape {
        table: TableDoc::new(table_name(kind.name), kind.says, columns),
        key: "primary key (id)".to_owned(),
        place: Place::Entity,
        fields: own,
    }];
    let parent = snake(kind.name);
    for field in kind.fields {
        match field.ty {
            Type::Refs(target) => {
                shapes.push(list(kind, field, ColumnDoc::text(snake(target), field.says), false))
            }
            Type::Texts => shapes.push(list(kind, field, ColumnDoc::text("text", field.says), true)),
            Type::Rows(inner) => {
                let name = format!("plan_{parent}_{}", field.name);
                shapes.push(rows(&name, field, inner, &[&parent], Place::Rows(field.name)));
                for deeper in inner {
                    if let Type::Rows(fields) = deeper.ty {
                        let outer = format!("{}_position", field.name);
                        let place = Place::RowsWithin(field.name, deeper.name);
                        shapes.push(rows(
                            &format!("{name}_{}", deeper.name),
                            deeper,
                            fields,
                            &[&parent, &outer],
                            place,
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    shapes
}

fn list(kind: &Kind, field: &'static Field, item: ColumnDoc, numbered: bool) -> Shape {
    let parent = snake(kind.name);
    let key = if numbered { "position".to_owned() } else { item.name.clone() };
    let mut columns = vec![ColumnDoc::text(&parent, format!("id of the {}", kind.name))];
    if numbered {
        columns.push(ColumnDoc::integer("position", None, "place in the list, from 1"));
    }
    columns.push(item);
    columns.push(ColumnDoc::text("at", "plan path of the item"));
    Shape {
        table: TableDoc::new(format!("plan_{parent}_{}", field.name), field.says, columns),
        key: format!("primary key ({parent}, {key})"),
        place: Place::List(field.name),
        fields: Vec::new(),
    }
}

fn rows(name: &str, field: &'static Field, inner: &'static [Field], parents: &[&str], place: Place) -> Shape {
    let mut columns: Vec<ColumnDoc> = parents
        .iter()
        .map(|parent| match parent.strip_suffix("_position") {
            Some(outer) => {
                ColumnDoc::integer(*parent, None, format!("position of the {outer} it belongs to"))
            }
            None => ColumnDoc::text(*parent, format!("id of the {parent} it belongs to")),
        })
        .collect();
    columns.push(ColumnDoc::integer("position", None, "place among its like, from 1"));
    let fields: Vec<&'static Field> = inner.iter().filter(|field| is_scalar(field)).collect();
    columns.extend(fields.iter().flat_map(|inner| columns_of(inner, parents)));
    columns.push(ColumnDoc::text("at", "plan path of the row"));
    let key = format!("primary key ({}, position)", parents.join(", "));
    Shape { table: TableDoc::new(name, field.says, columns), key, place, fields }
}

fn is_scalar(field: &Field) -> bool {
    !matches!(
        field.ty,
        Type::Texts | Type::Quantities | Type::Refs(_) | Type::Keys | Type::Named | Type::Rows(_)
    )
}

/// The columns of a field that is one value. A name that the row's owner has already becomes `parent`; words of SQL become
/// something that needs no quotes.
fn columns_of(field: &Field, parents: &[&str]) -> Vec<ColumnDoc> {
    let name = match (field.name, field.ty) {
        ("from", Type::Ref(kind)) => format!("from_{}", snake(kind)),
        ("to", Type::Ref(kind)) => format!("to_{}", snake(kind)),
        ("from", _) => "valid_from".to_owned(),
        ("until", _) => "valid_until".to_owned(),
        ("order", _) => "place".to_owned(),
        ("table", _) => "table_name".to_owned(),
        ("to", _) => "goes_to".to_owned(),
        ("on", _) => "event".to_owned(),
        ("at", _) => "level".to_owned(),
        ("is", _) => "value_is".to_owned(),
        ("when", _) => "condition".to_owned(),
        ("into", _) => "into_currency".to_owned(),
        (name, _) if parents.contains(&name) => "parent".to_owned(),
        (name, _) => name.to_owned(),
    };
    let column = |suffix: &str, storage, unit, says: &str| {
        ColumnDoc::new(format!("{name}{suffix}"), storage, field.ty.word(), unit, says)
    };
    match field.ty {
        Type::Flag => vec![column("", Storage::Integer, Some("0 or 1"), field.says)],
        Type::Count => vec![column("", Storage::Integer, None, field.says)],
        Type::Rate => vec![column("", Storage::Integer, Some("millionths"), field.says)],
        Type::Money => vec![
            column("", Storage::Integer, Some("minor units"), field.says),
            column("_currency", Storage::Text, None, "its currency"),
        ],
        Type::Quantity => vec![
            column("", Storage::Integer, Some("minor units, millionths or minutes, by its unit"), field.says),
            column("_unit", Storage::Text, None, "its unit: a currency, `rate`, `count`, or a unit of time"),
        ],
        Type::Duration if field.name == "minutes" => {
            vec![column("", Storage::Integer, Some("minutes"), field.says)]
        }
        Type::Duration => vec![column("_minutes", Storage::Integer, Some("minutes"), field.says)],
        Type::Period => vec![
            column("", Storage::Text, None, field.says),
            column("_from", Storage::Text, None, "its first day"),
            column("_until", Storage::Text, None, "the day after its last one"),
        ],
        _ => vec![column("", Storage::Text, None, field.says)],
    }
}

#[cfg(test)]
mod tests {
    use plumb_plan::schema;

    use super::super::cells;
    use super::*;

    #[test]
    fn every_field_has_as_many_cells_as_columns() {
        for shape in schema::kinds().flat_map(of_kind) {
            for field in &shape.fields {
                assert_eq!(
                    cells::of(field, None, false).len(),
                    columns_of(field, &[]).len(),
                    "{}",
                    field.name
                );
            }
        }
    }

    #[test]
    fn no_column_needs_quotes() {
        let store =
            plumb_store::Store::in_memory(&plumb_store::Migrations::new([super::super::schema_sql()]))
                .unwrap();
        for table in super::super::documented() {
            let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            let sql = format!("select {} from {}", names.join(", "), table.name);
            assert!(store.query(&sql, &[]).is_ok(), "{sql}");
        }
    }
}
