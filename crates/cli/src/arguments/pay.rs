//! `plumb pay` as people write it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use plumb_engine::Date;

use super::date;

#[derive(Debug, Subcommand)]
pub(crate) enum Pay {
    /// Check pay plans and run their examples: those of the workspace, or files that stand alone
    #[command(after_help = "Example: plumb pay check plan/pay.toml")]
    Check(PayCheck),
    /// Show a pay plan as a letter, or the statement of somebody for a pay period
    #[command(after_help = "Example: plumb pay show ana 2026-M02")]
    Show(PayShow),
    /// Compute everybody's pay and post what differs from what was posted before
    #[command(after_help = "Example: plumb pay run --period 2026-M02 --by revops")]
    Run(PayRun),
    /// Explain a line of a statement, or a component's amount in a period, down to transactions and plan lines
    #[command(after_help = "Example: plumb pay explain account-executive/ana/commission/bookings/erp/4711")]
    Explain(PayExplain),
    /// Say why pay of a period is not what an earlier run had, cause by cause
    #[command(after_help = "Example: plumb pay diff ana 2026-M02 --before 2026-03-31")]
    Diff(PayDiff),
    /// Say what pay plans pay for: where pay bends and jumps, what one more sale of each offering earns whom
    #[command(after_help = "Example: plumb pay analyse account-executive")]
    Analyse(PayAnalyse),
    /// Close a pay period for good: what turns out otherwise is posted in the first open one
    #[command(after_help = "Example: plumb pay close 2026-M02 --by cfo")]
    Close(PayClose),
    /// Write a file for payroll or for the books (CSV)
    #[command(after_help = "Example: plumb pay export payroll --period 2026-M02 --out payroll.csv")]
    Export(PayExport),
    /// Open, answer and list what people say is wrong with their pay
    #[command(subcommand, after_help = "Example: plumb pay dispute list")]
    Dispute(Dispute),
}

#[derive(Debug, Args)]
pub(crate) struct PayCheck {
    /// Files with pay plans; without any, the workspace's plan
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PayShow {
    /// A pay plan, or a person
    #[arg(value_name = "PLAN | PERSON")]
    pub(crate) whose: String,
    /// The pay period of a person: `2026-M02`, `2026-02` or a day that it holds
    #[arg(value_name = "PERIOD")]
    pub(crate) period: Option<String>,
    /// As it was known at the end of this day
    #[arg(long, value_name = "DATE", value_parser = date, requires = "period")]
    pub(crate) known_on: Option<Date>,
    /// Of a pay plan: the letter to this person
    #[arg(long = "for", value_name = "PERSON", conflicts_with = "period")]
    pub(crate) person: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PayRun {
    /// The pay period; all before it are brought up to date too. Without it, the last that has ended
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<String>,
    /// Who makes it
    #[arg(long, value_name = "NAME", default_value = "command line")]
    pub(crate) by: String,
    /// Why; stands at each correction of a closed period
    #[arg(long, value_name = "TEXT", default_value = "computed anew")]
    pub(crate) because: String,
    /// Only show what would be posted
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PayExplain {
    /// The line as a statement shows it, or PLAN/PERSON/COMPONENT/PERIOD
    #[arg(value_name = "LINE")]
    pub(crate) line: String,
}

#[derive(Debug, Args)]
pub(crate) struct PayDiff {
    /// A person, and then the pay period; or only the period, for everybody
    #[arg(value_name = "PERSON PERIOD", num_args = 1..=2, required = true)]
    pub(crate) whose: Vec<String>,
    /// Compare with the newest run made up to this day; without it, with the newest made from other inputs
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "run")]
    pub(crate) before: Option<Date>,
    /// Compare with this run
    #[arg(long, value_name = "N")]
    pub(crate) run: Option<i64>,
    /// Compare that one with this run, and not with what is computed now
    #[arg(long, value_name = "N", requires = "run")]
    pub(crate) with: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct PayAnalyse {
    /// Only this pay plan
    #[arg(value_name = "PLAN")]
    pub(crate) plan: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PayClose {
    /// The pay period
    #[arg(value_name = "PERIOD")]
    pub(crate) period: String,
    /// Who closes it
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
}

/// A file of pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PayFile {
    /// What is paid, by person, component and kind
    Payroll,
    /// What is earned and not paid yet
    Accruals,
    /// What was paid for contracts, as assets with their schedules
    Capitalised,
}

#[derive(Debug, Args)]
pub(crate) struct PayExport {
    /// Which file
    #[arg(value_name = "FILE", value_enum)]
    pub(crate) kind: PayFile,
    /// Only this pay period
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<String>,
    /// Write it there; without it, it is printed
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Dispute {
    /// Say what is wrong with somebody's pay
    #[command(
        after_help = "Example: plumb pay dispute open ana 2026-M02 --says \"the Nordwind deal is missing\" --by ana --amount \"120.50 EUR\""
    )]
    Open(DisputeOpen),
    /// Answer it
    #[command(
        after_help = "Example: plumb pay dispute answer 1 upheld --says \"it was booked late\" --by revops"
    )]
    Answer(DisputeAnswer),
    /// List all, or those about one person's pay
    #[command(after_help = "Example: plumb pay dispute list --person ana")]
    List(DisputeList),
}

#[derive(Debug, Args)]
pub(crate) struct DisputeOpen {
    /// Whose pay
    #[arg(value_name = "PERSON")]
    pub(crate) person: String,
    /// Of which pay period
    #[arg(value_name = "PERIOD")]
    pub(crate) period: String,
    /// What is wrong
    #[arg(long, value_name = "TEXT")]
    pub(crate) says: String,
    /// Who says it
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// The line that it is about, as the statement shows it
    #[arg(long, value_name = "LINE")]
    pub(crate) line: Option<String>,
    /// What it should be
    #[arg(long, value_name = "MONEY")]
    pub(crate) amount: Option<String>,
}

/// How a dispute stands after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DisputeState {
    /// Something is answered, and it waits for who opened it
    Answered,
    /// The claim is right; it ends here
    Upheld,
    /// The pay stays; it ends here
    Refused,
    /// Who opened it is not content
    Open,
}

#[derive(Debug, Args)]
pub(crate) struct DisputeAnswer {
    /// The number of the dispute
    #[arg(value_name = "ID")]
    pub(crate) number: i64,
    /// How it stands then
    #[arg(value_name = "STATE", value_enum)]
    pub(crate) state: DisputeState,
    /// What is answered
    #[arg(long, value_name = "TEXT")]
    pub(crate) says: String,
    /// Who answers
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
}

#[derive(Debug, Args)]
pub(crate) struct DisputeList {
    /// Only those about this person's pay
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}
