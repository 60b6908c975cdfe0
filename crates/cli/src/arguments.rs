//! The command line as people write it.

mod change;
mod outlook;
mod pay;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use plumb_engine::{Date, parse_date};

pub(crate) use change::{Change, Propose, Sheet, SheetPart};
pub(crate) use outlook::{Allocate, Bridge, Forecast, Step, Target};
pub(crate) use pay::{Dispute, DisputeState, Pay, PayCheck, PayDiff, PayExport, PayFile, PayRun, PayShow};

/// Draws the line from a signed mandate to everybody who carries a part of it, and shows where it is out of true.
///
/// The plan is a folder of text files; what happened comes in as exports. `plumb check` reads both as a compiler reads a
/// program. Exit codes: 0 done and clean, 1 done and gaps at error level stand (`check` and `review` only) or a control
/// total differs (`reconcile`), 2 could not be done.
#[derive(Debug, Parser)]
#[command(name = "plumb", version, disable_help_subcommand = true, after_help = "Example: plumb demo")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Shared {
    /// Start in this folder; the workspace is there or above
    #[arg(short = 'C', value_name = "DIR", default_value = ".", hide_default_value = true, global = true)]
    pub(crate) dir: PathBuf,
    /// The day of the review; without it, the newest day on which something happened
    #[arg(long, value_name = "DATE", value_parser = date, global = true)]
    pub(crate) as_of: Option<Date>,
    /// How results are printed
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    pub(crate) format: Format,
    /// The seed of everything that is drawn by lot: the same seed gives the same forecast
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, global = true)]
    pub(crate) seed: u64,
    /// No progress and no remarks
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Threads to use; without it, as many as the machine has. The result is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), global = true)]
    pub(crate) threads: Option<u16>,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs; see `docs/schema`
    Json,
    /// For spreadsheets: `sql` and `measure` only
    Csv,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the sample company, import its exports, review it, and show it in a browser
    #[command(after_help = "Example: plumb demo --dir halden --no-serve")]
    Demo(Demo),
    /// Read an export, answer twelve questions as far as you like, and see the first three moves
    #[command(
        after_help = "Without a terminal it makes the workspace, takes the answers of `--answers FILE`, and asks nothing.\n\nExample: plumb start acme --from salesforce --data exports"
    )]
    Start(Start),
    /// Make a workspace from exports: facts, and a first plan whose guesses are marked
    #[command(
        after_help = "Example: plumb new acme --from salesforce --data exports --template subscription"
    )]
    New(New),
    /// Bring exports in through a mapping; the same file twice changes nothing
    #[command(after_help = "Example: plumb import mappings/quayside.toml exports --dry-run")]
    Import(Import),
    /// Show every gap and every problem of the plan, as a compiler shows errors
    #[command(after_help = "Example: plumb check --rule quota-late-or-missing")]
    Check(Check),
    /// Compare Finance's control totals with the facts, period by period, and list the rows that could explain a difference
    #[command(after_help = "Example: plumb reconcile --rows 10")]
    Reconcile(Reconcile),
    /// Show a part of the plan as a table, or write it as a workbook to edit
    #[command(after_help = "Example: plumb sheet quotas --out quotas.xlsx")]
    Sheet(Sheet),
    /// Propose, look at, approve, publish and take back changes of the plan
    #[command(subcommand, after_help = "Example: plumb change list")]
    Change(Change),
    /// Hand a target down to every unit and person, see how good the numbers are, and propose better ones
    #[command(subcommand, after_help = "Example: plumb target show")]
    Target(Target),
    /// Say what is likely to come, with the odds of every objective, unit and person
    #[command(after_help = "Example: plumb forecast --backtest")]
    Forecast(Forecast),
    /// Show where the growth is to come from, and what would close the rest
    #[command(after_help = "Example: plumb bridge --solve")]
    Bridge(Bridge),
    /// Compute, explain, post and close variable pay, to the cent
    #[command(subcommand, after_help = "Example: plumb pay show ana 2026-M02")]
    Pay(Pay),
    /// Sign, end and verify mandates
    #[command(subcommand, after_help = "Example: plumb lock verify")]
    Lock(Lock),
    /// Look at everything: write out/review.db, out/review.json and out/review.html, print who carries the mandate
    #[command(after_help = "Example: plumb review --as-of 2026-01-31")]
    Review,
    /// Show each person the pages of the review in a browser, until it is stopped with Ctrl-C
    #[command(after_help = "Example: plumb serve --port 8080")]
    Serve(Serve),
    /// Let people sign in, and take that away
    #[command(subcommand, after_help = "Example: plumb access invite ana")]
    Access(Access),
    /// Explain a rule, or where a gap came from, down to plan lines and fact rows
    #[command(after_help = "Example: plumb explain quota-late-or-missing")]
    Explain(Explain),
    /// Ask the catalogue anything
    #[command(after_help = "Example: plumb sql \"select kind, count(*) as n from bookings group by kind\"")]
    Sql(Sql),
    /// List the tables of the catalogue, or the columns of one with unit and meaning
    #[command(after_help = "Example: plumb tables bookings")]
    Tables(Tables),
    /// Compute a measure of the plan
    #[command(after_help = "Example: plumb measure net-revenue --by unit --period 2026-Q3")]
    Measure(Measure),
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The folder of the workspace: empty, or not there yet; without it `halden`, or the next that is free
    #[arg(long = "dir", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// The same company after everything was mended
    #[arg(long)]
    pub(crate) aligned: bool,
    /// The day of the programme
    #[arg(long, value_name = "DAY", value_enum, default_value_t = DemoDay::Zero)]
    pub(crate) day: DemoDay,
    /// Only make and review: serve and open nothing
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// The port to serve on; without it the usual one, or any that is free
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
}

/// A day of the sample company's programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DemoDay {
    /// Before it begins
    #[value(name = "0")]
    Zero,
    /// It runs, and one fix fails
    #[value(name = "45")]
    FortyFive,
    /// Its effects are there, and one slips back
    #[value(name = "90")]
    Ninety,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder of the workspace: empty, or not there yet
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// How the exports become facts: a file, or a mapping that comes with Plumb (hubspot, report-de, salesforce)
    #[arg(long, value_name = "MAPPING", required_unless_present = "template")]
    pub(crate) from: Option<PathBuf>,
    /// A plan to start from, of which nothing counts before somebody confirms it: subscription (software and services),
    /// equipment (with service and distributors), distribution (from stock, without opportunities)
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) template: Option<String>,
    /// The exports: a folder or a file; without it, the folder of the mapping
    #[arg(long, value_name = "PATH", requires = "from")]
    pub(crate) data: Option<PathBuf>,
    /// The day of the export, where the mapping does not say it
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    pub(crate) exported_at: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// The folder of the workspace: empty, not there yet, or one that was started before
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// How the exports become facts: a file, or a mapping that comes with Plumb (hubspot, report-de, salesforce)
    #[arg(long, value_name = "MAPPING")]
    pub(crate) from: Option<PathBuf>,
    /// The exports: a folder or a file; without it, the folder of the mapping
    #[arg(long, value_name = "PATH", requires = "from")]
    pub(crate) data: Option<PathBuf>,
    /// The day of the export, where the mapping does not say it
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) exported_at: Option<Date>,
    /// Answers for scripts, and forms that colleagues filled in; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Vec<PathBuf>,
    /// Who answers, where a file of answers does not say it
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Ask only this question, though it was answered before
    #[arg(long, value_name = "QUESTION", conflicts_with_all = ["answers", "send"])]
    pub(crate) question: Option<String>,
    /// Write a question as a page that a colleague can fill in
    #[arg(long, value_name = "QUESTION", requires = "to")]
    pub(crate) send: Option<String>,
    /// The colleague
    #[arg(long, value_name = "NAME", requires = "send")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// How the exports become facts: a file, here or in the workspace, or a name (hubspot, report-de, salesforce)
    #[arg(value_name = "MAPPING")]
    pub(crate) mapping: PathBuf,
    /// The exports: folders or files; looked for here, then in the workspace
    #[arg(value_name = "PATH", required = true)]
    pub(crate) data: Vec<PathBuf>,
    /// Only tell what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The export is whole: rows that it does not hold are gone
    #[arg(long)]
    pub(crate) full: bool,
    /// The day of the export, where the mapping does not say it
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) exported_at: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Only this rule; may be given several times
    #[arg(long = "rule", value_name = "RULE")]
    pub(crate) rules: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    /// Rows that are shown of each sort, below each difference
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) rows: u16,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Lock {
    /// Sign an objective: from now on it is a mandate, and editing the plan does not change it
    #[command(after_help = "Example: plumb lock sign grow --by karin --on 2025-04-02")]
    Sign(Signature),
    /// End a mandate; it stays in the lock with the day of its end
    #[command(after_help = "Example: plumb lock end grow --by karin --on 2026-03-31")]
    End(Signature),
    /// Compare the signed mandates with the plan
    #[command(after_help = "Example: plumb lock verify")]
    Verify,
}

#[derive(Debug, Args)]
pub(crate) struct Signature {
    /// The objective
    #[arg(value_name = "ID")]
    pub(crate) objective: String,
    /// Who signs
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// The day of the signature; without it, today
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) on: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port
    #[arg(long, value_name = "PORT", default_value_t = plumb_web::PORT)]
    pub(crate) port: u16,
    /// The address to be reached at; without it, this machine only
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) host: Option<std::net::IpAddr>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Access {
    /// Make a link with which a person of the plan signs in once and chooses a password
    #[command(after_help = "Example: plumb access invite ana --operates")]
    Invite(Invite),
    /// Take a person's access away, at once
    #[command(after_help = "Example: plumb access revoke ana")]
    Revoke(Revoke),
    /// List who was invited, and how it stands
    #[command(after_help = "Example: plumb access list")]
    List,
}

#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// The person's id
    #[arg(value_name = "PERSON")]
    pub(crate) person: String,
    /// The person operates: sees everything, answers what is said to be wrong, approves changes
    #[arg(long)]
    pub(crate) operates: bool,
    /// Where the pages are served, as the person reaches them
    #[arg(long, value_name = "URL", default_value_t = format!("http://127.0.0.1:{}", plumb_web::PORT))]
    pub(crate) at: String,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The person's id
    #[arg(value_name = "PERSON")]
    pub(crate) person: String,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The name of a rule, or the id of a gap
    #[arg(value_name = "RULE | GAP-ID")]
    pub(crate) what: String,
}

#[derive(Debug, Args)]
pub(crate) struct Sql {
    /// One `select`
    #[arg(value_name = "SQL", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) sql: String,
    /// Stop after so many seconds
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) seconds: u64,
    /// Stop after so many rows
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) rows: u64,
    /// Stop at so many megabytes of memory
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(16..=1_048_576))]
    pub(crate) memory: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Tables {
    /// The table; without it, all of them
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Measure {
    /// The measure, as the plan names it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What it is cut by, such as unit,quarter
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// Only this period, such as 2026 or 2026-Q3
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<String>,
}

fn date(text: &str) -> Result<Date, String> {
    parse_date(text)
        .ok_or_else(|| format!("`{text}` is not a day; write year, month and day, such as 2026-01-31"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_help_ends_with_an_example() {
        let mut commands: Vec<clap::Command> = vec![Arguments::command()];
        while let Some(command) = commands.pop() {
            let help = command.clone().term_width(1000).render_help().to_string();
            let last = help.trim_end().lines().last().unwrap_or_default().to_owned();
            assert!(last.starts_with("Example: plumb "), "{}: {last}", command.get_name());
            commands.extend(command.get_subcommands().cloned());
        }
    }
}
