//! Single questions to a workspace: SQL, tables, measures.

use std::sync::Arc;

use plumb_catalog::TableDoc;
use plumb_catalog::measure::{Dimension, Figure, MeasureError, MeasureTable, dimensions, evaluate};
use plumb_store::{Cell, Interrupt, ReadLimits, Store, Table};
use plumb_units::Amount;
use serde_json::Value;

use crate::answers::TableView;
use crate::pass::{Engines, Look, Options};
use crate::workspace::Workspace;
use crate::{EngineError, remarks, results, view};

/// How much a query may use, and who may stop it.
#[derive(Default)]
pub struct QueryLimits {
    /// Rows of the result.
    pub rows: Option<u64>,
    /// Steps of the machine; about 50 million pass in a second.
    pub steps: Option<u64>,
    /// Bytes that the process may hold while it runs; it can only be lowered.
    pub memory: Option<u64>,
}

impl Workspace {
    /// Runs one reading statement over the catalogue. `started` is given a handle that stops it.
    ///
    /// # Errors
    /// Anything but reading; a limit; SQLite's own; those of [`Workspace::check`].
    pub fn sql(
        &self,
        sql: &str,
        options: &Options,
        limits: &QueryLimits,
        started: impl FnOnce(Interrupt),
    ) -> Result<TableView, EngineError> {
        let (look, store) = self.catalogue_for(sql, options)?;
        let standard = ReadLimits::default();
        let reading = ReadLimits {
            rows: limits.rows.unwrap_or(standard.rows),
            steps: limits.steps.unwrap_or(standard.steps),
            ..standard
        };
        if let Some(bytes) = limits.memory {
            store.limit_memory(bytes)?;
        }
        started(store.interrupt());
        let table = store.guarded(reading)?.query(sql, &[])?;
        drop(look);
        Ok(table_view(&table))
    }

    /// All tables of the catalogue, or the one of this name.
    ///
    /// # Errors
    /// [`EngineError::Unknown`] with the nearest name; those of [`Workspace::check`].
    pub fn tables(&self, name: Option<&str>, options: &Options) -> Result<Vec<TableDoc>, EngineError> {
        let pass = self.pass(options)?;
        let review = view::review(&pass)?;
        pass.look.catalogue.write_results(&results::tables(&review, &pass))?;
        let tables = pass.look.catalogue.tables()?;
        let Some(name) = name.map(str::trim) else { return Ok(tables) };
        match tables.iter().find(|table| table.name == name) {
            Some(table) => Ok(vec![table.clone()]),
            None => {
                let says = format!("no table is called `{name}`; `plumb tables` lists all");
                Err(EngineError::unknown(says, name, tables.iter().map(|table| table.name.as_str())))
            }
        }
    }

    /// The values of a measure, cut by dimensions, within a period.
    ///
    /// # Errors
    /// A measure, dimension or period that is unknown, with the nearest; a definition that cannot be computed.
    pub fn measure(
        &self,
        name: &str,
        by: &[String],
        period: Option<&str>,
        options: &Options,
    ) -> Result<TableView, EngineError> {
        let look = self.look(options, Engines::Rest)?;
        let plan = &look.texts.plan;
        let name = name.trim();
        let Some(measure) = plan.entity("measure", name) else {
            let names: Vec<&str> = plan.of_kind("measure").map(|measure| measure.id.as_str()).collect();
            let says = format!("no measure is called `{name}`; the plan has {}", listed(&names));
            return Err(EngineError::unknown(says, name, names.iter().copied()));
        };
        let cut: Vec<Dimension> =
            by.iter().map(|word| dimension(word, &dimensions(measure))).collect::<Result<_, _>>()?;
        let period = period.map(|name| {
            look.catalogue.ground().calendar.named(name).ok_or_else(|| EngineError::Unknown {
                says: format!("the company's calendar has no period `{name}`; write one such as `2026`, `2026-Q3` or `2026-M07`"),
                near: None,
            })
        });
        let period = period.transpose()?;
        let store = look.catalogue.connect()?;
        match evaluate(&store, measure, &cut, period.as_ref()) {
            Ok(table) => {
                let mut measured = measured(&table);
                if table.unit == "money"
                    && let Some(currency) = plan.company.currency
                {
                    measured.notes.push(format!("money in {currency}"));
                }
                measured.notes.extend(remarks::unread(&look)?.map(|problem| problem.message));
                Ok(measured)
            }
            Err(MeasureError::Definition(problem)) => {
                let says = format!("the measure `{name}` cannot be computed");
                Err(EngineError::of_problems(says, &[*problem], &look.texts.files))
            }
            Err(error) => Err(EngineError::Unknown { says: error.to_string(), near: None }),
        }
    }

    /// The catalogue for a query; engines and rules run only when it reads what they find.
    fn catalogue_for(&self, sql: &str, options: &Options) -> Result<(Arc<Look>, Store), EngineError> {
        let look = self.look(options, Engines::Rest)?;
        let store = look.catalogue.connect()?;
        if !lacks_results(&store, sql) {
            if !reads_computed(&store, sql) {
                return Ok((Arc::new(look), store));
            }
            drop((store, look));
            let look = self.look(options, Engines::Run)?;
            let store = look.catalogue.connect()?;
            return Ok((Arc::new(look), store));
        }
        drop((store, look));
        let pass = self.pass(options)?;
        let review = view::review(&pass)?;
        pass.look.catalogue.write_results(&results::tables(&review, &pass))?;
        let store = pass.look.catalogue.connect()?;
        Ok((pass.look, store))
    }
}

/// Whether a statement reads what the engines find.
fn reads_computed(store: &Store, sql: &str) -> bool {
    let computed = plumb_catalog::computed();
    let reads = store.reads(sql).unwrap_or_default();
    reads.iter().any(|(table, _)| computed.iter().any(|known| known.name == *table))
}

/// Whether a statement reads what only the rules find: it does not prepare without, or it asks which tables there are.
fn lacks_results(store: &Store, sql: &str) -> bool {
    match store.reads(sql) {
        Ok(reads) => reads.iter().any(|(table, _)| ["tables", "columns"].contains(&table.as_str())),
        Err(error) => {
            let why = error.to_string();
            results::NAMES.iter().any(|name| why.contains(&format!("no such table: {name}")))
        }
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
}

fn dimension(word: &str, known: &[Dimension]) -> Result<Dimension, EngineError> {
    Dimension::parse(word).filter(|dimension| known.contains(dimension)).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|dimension| dimension.word()).collect();
        let near = plumb_diag::nearest(word, words.iter().copied()).map(str::to_owned);
        EngineError::Unknown {
            says: format!("the measure cannot be cut by `{word}`; it can by {}", listed(&words)),
            near,
        }
    })
}

fn measured(table: &MeasureTable) -> TableView {
    let is_ratio = table.rows.iter().any(|row| row.denominator.is_some());
    let mut columns: Vec<String> = table.by.iter().map(|dimension| dimension.word().to_owned()).collect();
    columns.push("value".to_owned());
    if is_ratio {
        columns.extend(["numerator".to_owned(), "denominator".to_owned()]);
    }
    columns.push("n".to_owned());
    let exact = |millionths: Option<i64>| {
        millionths.map_or(Value::Null, |value| Amount::from_millionths(value).to_string().into())
    };
    let rows = table.rows.iter().map(|row| {
        let mut cells: Vec<Value> =
            row.keys.iter().map(|key| key.clone().map_or(Value::Null, Value::from)).collect();
        cells.push(match row.value {
            None => Value::Null,
            Some(Figure::Exact(value)) if ["days", "hours"].contains(&table.unit.as_str()) => {
                format!("{value} minutes").into()
            }
            Some(Figure::Exact(value)) => exact(Some(value)),
            Some(Figure::Share(value)) => Value::from(value),
        });
        if is_ratio {
            cells.push(exact(row.numerator));
            cells.push(exact(row.denominator));
        }
        cells.push(row.n.into());
        cells
    });
    TableView { columns, rows: rows.collect(), notes: table.remark().into_iter().collect() }
}

/// A query's result as it is shown.
pub(crate) fn table_view(table: &Table) -> TableView {
    let cell = |cell: &Cell| match cell {
        Cell::Null => Value::Null,
        Cell::Int(value) => (*value).into(),
        Cell::Real(value) => Value::from(*value),
        Cell::Text(value) => value.as_str().into(),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    TableView { columns: table.columns.clone(), rows, notes: Vec::new() }
}
