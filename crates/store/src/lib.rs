//! SQLite: connections, migrations, exact functions, limits.
//!
//! Everything Plumb knows is a table, and this crate is the only one that knows how a table is opened.
//! It knows no table by name: upper crates bring their schema as [`Migrations`] and their functions through
//! [`Store::connection`].
//!
//! ```
//! use plumb_store::{Cell, Migrations, Store};
//! let schema = Migrations::new(["create table deals (key text primary key, net integer) strict"]);
//! let store = Store::in_memory(&schema)?;
//! store.connection().execute("insert into deals values ('a', amount('12.30'))", [])?;
//! let table = store.query("select exact_text(sum(net)) as net from deals where key = :key", &[("key", "a".into())])?;
//! assert_eq!(table.rows, [[Cell::from("12.3")]]);
//! # Ok::<(), plumb_store::StoreError>(())
//! ```

mod error;
mod exact;
mod guard;
mod memory;
mod migrations;
mod query;
mod reads;
mod store;

pub use error::StoreError;
pub use guard::{Guarded, Interrupt, ReadLimits};
pub use memory::{Memory, MemoryShare};
pub use migrations::Migrations;
pub use query::{Cell, Table};
pub use reads::Reads;
pub use rusqlite;
pub use store::Store;
