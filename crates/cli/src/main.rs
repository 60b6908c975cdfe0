//! The `plumb` command: reads the command line, asks the engine, prints what the reports draw.

mod arguments;
mod browser;
mod calm;
mod clock;
mod commands;
mod failure;
mod output;
mod progress;
mod watchdog;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::Arguments;
use crate::output::Output;

/// Done, and clean.
const CLEAN: u8 = 0;
/// Done, and gaps at error level stand.
const GAPS_STAND: u8 = 1;
/// Could not be done; one message says why.
const COULD_NOT: u8 = 2;

fn main() -> ExitCode {
    calm::install();
    let arguments = Arguments::parse();
    let output = Output::new(&arguments);
    let code = match commands::run(&arguments, &output) {
        Ok(true) => CLEAN,
        Ok(false) => GAPS_STAND,
        Err(failure) => {
            output.failure(&failure);
            COULD_NOT
        }
    };
    ExitCode::from(code)
}
