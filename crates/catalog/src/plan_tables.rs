//! The plan as tables: every kind of the schema is one, with a table beside it for each list and each nested row.

mod cells;
mod fixed;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use plumb_plan::{Data, Entity, Plan, Row, schema};
use plumb_store::rusqlite::{Connection, params_from_iter};
use plumb_store::{Cell, StoreError};

use crate::Ground;
use crate::tables::TableDoc;

pub(crate) use shape::table_name;
use shape::{Place, Shape};

/// All tables of the plan, filled or not: those of the schema, then `plan_keys`, `plan_unit_above`, `plan_lock` and
/// `settings`.
pub(crate) fn documented() -> Vec<TableDoc> {
    let shapes = schema::kinds().flat_map(shape::of_kind).map(|shape| shape.table);
    shapes.chain(fixed::tables().into_iter().map(|(table, _)| table)).collect()
}

/// The statements that make them.
pub(crate) fn schema_sql() -> String {
    let mut statements: Vec<String> = Vec::new();
    for shape in schema::kinds().flat_map(shape::of_kind) {
        statements.push(shape.table.create(&shape.key));
    }
    for (table, key) in fixed::tables() {
        statements.push(table.create(key));
    }
    statements.join(";\n") + ";\n"
}

/// Fills them; rows in the order of kinds, ids and positions.
pub(crate) fn fill(connection: &Connection, plan: &Plan, ground: &Ground) -> Result<(), StoreError> {
    for kind in schema::kinds() {
        for shape in shape::of_kind(kind) {
            let mut statement = connection.prepare(&shape.table.insert())?;
            for entity in plan.of_kind(kind.name) {
                for row in rows(&shape, entity) {
                    statement.execute(params_from_iter(&row))?;
                }
            }
        }
    }
    for (table, rows) in [
        ("plan_keys", fixed::keys(plan)),
        ("plan_unit_above", unit_above(plan)),
        ("plan_lock", fixed::lock(plan, ground.as_of)),
        ("plan_lock_level", fixed::lock_levels(plan)),
        ("settings", fixed::settings(plan, ground)),
    ] {
        let width = rows.first().map_or(0, Vec::len);
        let marks = vec!["?"; width].join(", ");
        // The first of two things that claim one key has it; the plan reports the second.
        let mut statement = connection.prepare(&match width {
            0 => continue,
            _ => format!("insert or ignore into {table} values ({marks})"),
        })?;
        for row in rows {
            statement.execute(params_from_iter(&row))?;
        }
    }
    Ok(())
}

/// The rows that one entry has in one table.
fn rows(shape: &Shape, entity: &Entity) -> Vec<Vec<Cell>> {
    let id = || Cell::from(entity.id.as_str());
    match shape.place {
        Place::Entity => {
            let mut row = vec![id()];
            for field in &shape.fields {
                row.extend(cells::of(
                    field,
                    entity.value(field.name),
                    entity.unreadable.contains(field.name),
                ));
            }
            row.push(Cell::from(entity.path.as_str()));
            row.push(Cell::from(entity.guessed.clone()));
            vec![row]
        }
        Place::List(name) if entity.unreadable.contains(name) && is_list_of_ids(entity, name) => {
            vec![vec![id(), cells::NOBODY.into(), entity.at(name).into()]]
        }
        Place::List(name) => list(entity.value(name).map(|value| &value.data), &id(), &entity.at(name)),
        Place::Rows(name) => entity.rows(name).iter().map(|row| nested(shape, vec![id()], row)).collect(),
        Place::RowsWithin(outer, name) => {
            let inner = |row: &Row| {
                let parents = vec![id(), position(row)];
                row.rows(name).iter().map(|row| nested(shape, parents.clone(), row)).collect::<Vec<_>>()
            };
            entity.rows(outer).iter().flat_map(inner).collect()
        }
    }
}

fn is_list_of_ids(entity: &Entity, name: &str) -> bool {
    let field = schema::kind(entity.kind).and_then(|kind| kind.field(name));
    field.is_some_and(|field| matches!(field.ty, schema::Type::Refs(_)))
}

fn list(data: Option<&Data>, id: &Cell, at: &str) -> Vec<Vec<Cell>> {
    match data {
        Some(Data::References(ids)) => {
            let mut seen = BTreeSet::new();
            let new = ids.iter().map(|placed| placed.value.as_str()).filter(|target| seen.insert(*target));
            new.map(|target| vec![id.clone(), target.into(), format!("{at}.{target}").into()]).collect()
        }
        Some(Data::Texts(texts)) => {
            let numbered = (1_i64..).zip(texts);
            let row = |(number, text): (i64, &plumb_plan::Placed<String>)| {
                vec![id.clone(), number.into(), text.value.as_str().into(), format!("{at}.{number}").into()]
            };
            numbered.map(row).collect()
        }
        _ => Vec::new(),
    }
}

fn nested(shape: &Shape, mut cells: Vec<Cell>, row: &Row) -> Vec<Cell> {
    cells.push(position(row));
    for field in &shape.fields {
        cells.extend(cells::of(field, row.value(field.name), row.unreadable.contains(field.name)));
    }
    cells.push(Cell::from(row.path.as_str()));
    cells
}

fn position(row: &Row) -> Cell {
    Cell::Int(i64::try_from(row.position).unwrap_or(i64::MAX))
}

/// Every unit with every unit above it, itself at depth 0. A circle ends where it would begin again.
fn unit_above(plan: &Plan) -> Vec<Vec<Cell>> {
    let parents: BTreeMap<&str, Option<&str>> = plan
        .of_kind("unit")
        .map(|unit| (unit.id.as_str(), unit.reference("parent").map(|parent| parent.as_str())))
        .collect();
    let mut rows = Vec::new();
    for unit in parents.keys() {
        let mut seen = BTreeSet::new();
        let mut above = Some(*unit);
        while let Some(current) = above
            && seen.insert(current)
        {
            rows.push(vec![(*unit).into(), current.into(), Cell::Int(seen.len() as i64 - 1)]);
            above = parents.get(current).copied().flatten();
        }
    }
    rows
}
