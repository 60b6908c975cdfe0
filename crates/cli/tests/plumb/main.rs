//! The real binary on a real workspace: what is wired to what.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod change;
mod codes;
mod crash;
mod demo;
mod formats;
mod limits;
mod outlook;
mod page;
mod pay;
mod same;
mod schema;
mod start;
mod steps;
mod templates;
mod tutorial;
mod workspace;
