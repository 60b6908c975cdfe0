//! Pages for each person, rendered by the server; the only HTTP.
//!
//! Every page is drawn from what [`plumb_engine::Review::seen_by`] gives its reader. There is no script.

mod access;
mod cookies;
mod error;
mod figures;
mod frame;
mod guard;
mod pages;
mod reader;
mod reviews;
mod routes;
mod secret;
mod serve;
mod site;
mod time;
mod upload;

pub use access::{Access, access, invite, revoke};
pub use error::WebError;
pub use routes::routes;
pub use serve::{PORT, Served, serve};
pub use site::{Role, Settings, Site};
