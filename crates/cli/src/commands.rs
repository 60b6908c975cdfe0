//! From a command to the engine and back: what each one asks, and what it prints.

mod changes;
mod looks;
mod questions;

use plumb_engine::{Options, Workspace};

use crate::arguments::{Arguments, Command, Format, Lock};
use crate::clock::today;
use crate::failure::Failure;
use crate::output::Output;

/// Whether all is clean: no gap at error level stands where the command looks for gaps.
type Clean = bool;

/// Does what the command line says.
pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<Clean, Failure> {
    let is_table = matches!(arguments.command, Command::Sql(_) | Command::Measure(_));
    if output.format == Format::Csv && !is_table {
        return Err(Failure::new(
            "`--format csv` is for `plumb sql` and `plumb measure`; `--format json` is for all",
        ));
    }
    let options = options(arguments);
    let workspace = || Workspace::find(&arguments.shared.dir);
    match &arguments.command {
        Command::New(new) => changes::new(new, output),
        Command::Import(import) => changes::import(&workspace()?, import, output),
        Command::Lock(Lock::Sign(signature)) => changes::sign(&workspace()?, signature, output),
        Command::Lock(Lock::End(signature)) => changes::end(&workspace()?, signature, output),
        Command::Lock(Lock::Verify) => changes::verify(&workspace()?, output),
        Command::Check(check) => looks::check(&workspace()?, check, options, output),
        Command::Review => looks::review(&workspace()?, &options, output),
        Command::Explain(explain) => looks::explain(&workspace()?, explain, &options, output),
        Command::Sql(sql) => questions::sql(&workspace()?, sql, &options, output),
        Command::Tables(tables) => questions::tables(&workspace()?, tables, &options, output),
        Command::Measure(measure) => questions::measure(&workspace()?, measure, &options, output),
    }
}

fn options(arguments: &Arguments) -> Options {
    let machine = || std::thread::available_parallelism().map_or(1, usize::from);
    Options {
        as_of: arguments.shared.as_of,
        today: today(),
        threads: arguments.shared.threads.map_or_else(machine, usize::from),
        rules: Vec::new(),
    }
}
