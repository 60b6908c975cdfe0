//! `plumb start` as text and as a page: questions, what answers did, and the first screen.

mod asked;
mod form;
mod screen;

pub use asked::{question, told};
pub use form::form_page;
pub use screen::first_screen;
pub(crate) use screen::teaches;
