//! From a command to the engine and back: what each one asks, and what it prints.

mod change;
mod changes;
mod demo;
mod looks;
mod outlook;
mod pay;
mod questions;
mod serve;
mod sheet;
mod start;

use plumb_engine::{Options, Workspace};

use crate::arguments::{Arguments, Command, Format, Lock};
use crate::clock::today;
use crate::failure::Failure;
use crate::output::{NO_CSV, Output};

/// Whether all is clean: no gap at error level stands where the command looks for gaps.
type Clean = bool;

/// Does what the command line says.
pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<Clean, Failure> {
    let is_table = matches!(
        arguments.command,
        Command::Sql(_) | Command::Measure(_) | Command::Pay(crate::arguments::Pay::Export(_))
    );
    if output.format == Format::Csv && !is_table {
        return Err(Failure::new(NO_CSV));
    }
    let options = options(arguments);
    // A whole path, so that a message names the folder and not `.`.
    let dir = std::path::absolute(&arguments.shared.dir).unwrap_or_else(|_| arguments.shared.dir.clone());
    let workspace = || Workspace::find(&dir);
    match &arguments.command {
        Command::Demo(demo) => demo::demo(demo, arguments.shared.seed, options, output),
        Command::Start(start) => start::start(start, options, output),
        Command::New(new) => changes::new(new, output),
        Command::Import(import) => changes::import(&workspace()?, import, output),
        Command::Reconcile(reconcile) => questions::reconcile(&workspace()?, reconcile, &options, output),
        Command::Sheet(sheet) => sheet::sheet(&workspace()?, sheet, output),
        Command::Change(change) => change::change(&workspace()?, change, &options, output),
        Command::Target(target) => outlook::target(&workspace()?, target, &options, output),
        Command::Forecast(forecast) => outlook::forecast(&workspace()?, forecast, &options, output),
        Command::Bridge(bridge) => outlook::bridge(&workspace()?, bridge, &options, output),
        Command::Pay(wanted) => pay::pay(workspace, wanted, &options, output),
        Command::Lock(Lock::Sign(signature)) => changes::sign(&workspace()?, signature, output),
        Command::Lock(Lock::End(signature)) => changes::end(&workspace()?, signature, output),
        Command::Lock(Lock::Verify) => changes::verify(&workspace()?, output),
        Command::Check(check) => looks::check(&workspace()?, check, options, output),
        Command::Review => looks::review(&workspace()?, &options, output),
        Command::Serve(wanted) => serve::serve(workspace()?, wanted, options, output),
        Command::Access(wanted) => serve::access(&workspace()?, wanted, output),
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
        seed: arguments.shared.seed,
        rules: Vec::new(),
    }
}
