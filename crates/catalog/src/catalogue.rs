//! The catalogue: `review.db` with the facts beside it, every table under one name.

use std::path::{Path, PathBuf};

use plumb_plan::Plan;
use plumb_store::rusqlite::Connection;
use plumb_store::{Cell, Migrations, Store, StoreError};
use plumb_units::{Calendar, Date};

use crate::tables::{ColumnDoc, Storage, TableDoc};
use crate::{CatalogError, Ground, ResultTable, anchors, fact_views, functions, plan_tables};

/// `review.db` itself: settings without it would change the facts beside it too.
const MAIN: Option<&str> = Some("main");

/// Everything a review knows, as tables: those of the plan, the anchored ones and the results in `review.db`; those of
/// the facts beside it, as views.
#[derive(Clone, Debug)]
pub struct Catalogue {
    path: PathBuf,
    facts: Option<PathBuf>,
    ground: Ground,
}

impl Catalogue {
    /// Writes a new `review.db` with the plan's tables and the anchored ones; an old file at `into` is replaced only
    /// once the new one is complete. The same plan, facts and date give the same bytes.
    ///
    /// Without `facts` all fact tables are there and empty.
    ///
    /// # Errors
    /// The database's own; a file that cannot be written; an anchored table that cannot be made.
    pub fn build(plan: &Plan, facts: Option<&Path>, as_of: Date, into: &Path) -> Result<Self, CatalogError> {
        let ground = Ground::of(plan, as_of);
        let facts = facts.map(Path::to_owned);
        let catalogue = Self { path: into.to_owned(), facts, ground };
        let partial = into.with_extension("partial");
        clear(&partial)?;
        let written = Store::create(&partial, &schema())
            .map_err(CatalogError::from)
            .and_then(|store| catalogue.write(&store, plan));
        if let Err(error) = written {
            clear(&partial)?;
            return Err(error);
        }
        std::fs::rename(&partial, into)
            .map_err(|source| CatalogError::File { path: into.to_owned(), source })?;
        Ok(catalogue)
    }

    /// Opens a review that was written before. The calendar is the company's, which no table holds.
    ///
    /// # Errors
    /// [`CatalogError::NoReview`]; the database's own.
    pub fn open(path: &Path, facts: Option<&Path>, calendar: Calendar) -> Result<Self, CatalogError> {
        if !path.exists() {
            return Err(CatalogError::NoReview { path: path.to_owned() });
        }
        let store = Store::open_read_only(path, &schema())?;
        let ground = Ground::read(&store, calendar)?
            .ok_or_else(|| CatalogError::NoReview { path: path.to_owned() })?;
        Ok(Self { path: path.to_owned(), facts: facts.map(Path::to_owned), ground })
    }

    /// A connection that reads every table and has every function. Several may read at once.
    ///
    /// # Errors
    /// The database's own.
    pub fn connect(&self) -> Result<Store, CatalogError> {
        let store = Store::open_read_only(&self.path, &schema())?;
        self.equip(&store)?;
        Ok(store)
    }

    /// Adds tables of results, all or none, and documents them.
    ///
    /// # Errors
    /// [`CatalogError::Result`] for a name that is taken or not plain, and for a row of the wrong length; the database's own.
    pub fn write_results(&self, results: &[ResultTable]) -> Result<(), CatalogError> {
        let mut taken: Vec<String> = self.tables()?.into_iter().map(|table| table.name).collect();
        for result in results {
            if let Some(reason) = result.fault(&taken) {
                return Err(CatalogError::Result { table: result.table.name.clone(), reason });
            }
            taken.push(result.table.name.clone());
        }
        let mut store = Store::open(&self.path, &schema())?;
        store.connection().pragma_update(MAIN, "secure_delete", true)?;
        let transaction = store.connection_mut().transaction()?;
        for result in results {
            transaction.execute_batch(&result.table.create(""))?;
            insert(&transaction, &result.table, &result.rows)?;
            document(&transaction, &result.table)?;
        }
        Ok(transaction.commit()?)
    }

    /// All tables with their columns, units and meaning, by name.
    ///
    /// # Errors
    /// The database's own.
    pub fn tables(&self) -> Result<Vec<TableDoc>, CatalogError> {
        let store = Store::open_read_only(&self.path, &schema())?;
        let listed = store.query("select name, says from tables order by name", &[])?;
        let columns = store.query(
            "select table_name, name, storage, type, unit, says from columns order by table_name, position",
            &[],
        )?;
        let mut tables: Vec<TableDoc> = Vec::new();
        for row in &listed.rows {
            if let [Some(name), Some(says)] = row.iter().map(Cell::text).collect::<Vec<_>>().as_slice() {
                tables.push(TableDoc::new(*name, *says, Vec::new()));
            }
        }
        for row in &columns.rows {
            if let [Some(table), Some(name), Some(storage), Some(kind), unit, Some(says)] =
                row.iter().map(Cell::text).collect::<Vec<_>>().as_slice()
                && let Some(table) = tables.iter_mut().find(|known| known.name == *table)
            {
                table.columns.push(ColumnDoc::new(*name, Storage::parse(storage), kind, *unit, *says));
            }
        }
        Ok(tables)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the functions rest on: calendar, day of the review, currency.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    fn write(&self, store: &Store, plan: &Plan) -> Result<(), CatalogError> {
        let connection = store.connection();
        // The file is renamed into place when it is complete, so nothing has to survive a crash in between.
        connection.pragma_update(MAIN, "journal_mode", "memory")?;
        connection.pragma_update(MAIN, "synchronous", "off")?;
        connection.pragma_update(MAIN, "secure_delete", true)?;
        self.equip(store)?;
        connection.execute_batch("begin")?;
        plan_tables::fill(connection, plan, &self.ground)?;
        anchors::run(store)?;
        let mut documented = plan_tables::documented();
        documented.extend(fact_views::documented());
        documented.extend(anchors::documented(store)?);
        documented.extend(own_tables());
        documented.sort_by(|a, b| a.name.cmp(&b.name));
        for table in &documented {
            document(connection, table)?;
        }
        connection.execute_batch("commit; vacuum")?;
        connection.pragma_update(MAIN, "journal_mode", "delete")?;
        Ok(())
    }

    fn equip(&self, store: &Store) -> Result<(), CatalogError> {
        functions::register(store, &self.ground)?;
        if let Some(facts) = &self.facts {
            // Says so when the file is older or newer than this program.
            drop(Store::open_read_only(facts, &plumb_facts::migrations())?);
            store.attach_read_only(facts, fact_views::FACTS)?;
        }
        fact_views::make(store, self.facts.is_some())?;
        Ok(())
    }
}

/// Removes what an earlier build may have left.
fn clear(partial: &Path) -> Result<(), CatalogError> {
    match std::fs::remove_file(partial) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(CatalogError::File { path: partial.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn schema() -> Migrations {
    let own: String = own_tables().iter().map(|table| table.create(own_key(&table.name)) + ";\n").collect();
    Migrations::new([plan_tables::schema_sql() + &own])
}

fn own_tables() -> [TableDoc; 2] {
    let text = |name: &str, says: &str| ColumnDoc::text(name, says);
    [
        TableDoc::new(
            "tables",
            "Every table of the catalogue.",
            vec![text("name", "its name"), text("says", "what one row is")],
        ),
        TableDoc::new(
            "columns",
            "Every column of every table.",
            vec![
                text("table_name", "the table"),
                ColumnDoc::integer("position", None, "place in the table, from 1"),
                text("name", "its name"),
                text("type", "what its values are: `date`, `money`, `rate` and so on"),
                text("storage", "how SQLite keeps it: `text`, `integer` or `real`"),
                text("unit", "unit of its numbers"),
                text("says", "what it means"),
            ],
        ),
    ]
}

fn own_key(table: &str) -> &'static str {
    if table == "tables" { "primary key (name)" } else { "primary key (table_name, position)" }
}

fn document(connection: &Connection, table: &TableDoc) -> Result<(), StoreError> {
    connection
        .prepare_cached("insert into tables values (?1, ?2)")?
        .execute([table.name.as_str(), table.says.as_str()])?;
    let mut statement =
        connection.prepare_cached("insert into columns values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for (position, column) in (1_i64..).zip(&table.columns) {
        let unit = column.unit.as_deref();
        let (name, kind, says) = (&column.name, &column.kind, &column.says);
        statement.execute((table.name.as_str(), position, name, kind, column.storage.sql(), unit, says))?;
    }
    Ok(())
}

fn insert(connection: &Connection, table: &TableDoc, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
    let mut statement = connection.prepare(&table.insert())?;
    for row in rows {
        statement.execute(plumb_store::rusqlite::params_from_iter(row))?;
    }
    Ok(())
}
