//! Plan, facts and results as tables in one catalogue; measures; functions.

pub mod statistics;
