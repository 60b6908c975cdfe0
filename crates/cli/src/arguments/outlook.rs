//! `plumb target`, `plumb forecast` and `plumb bridge` as people write them.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum Target {
    /// Show what each unit is to bring, why, how far along it is, and what people say beside it
    #[command(after_help = "Example: plumb target show nordics --people")]
    Show(Show),
    /// Show what handing the target down would make of people's numbers; with `--by`, propose it as a change
    #[command(
        after_help = "Example: plumb target allocate --unit nordics --by karin --says \"by potential and history\""
    )]
    Allocate(Allocate),
    /// Show how good the numbers are: who is likely to reach them, how they follow potential, whether success is punished
    #[command(after_help = "Example: plumb target quality")]
    Quality,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A unit or a person; without one, the whole company
    #[arg(value_name = "UNIT | PERSON")]
    pub(crate) subject: Option<String>,
    /// List people as well
    #[arg(long)]
    pub(crate) people: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Allocate {
    /// Only people of this unit and below it
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// Who proposes it; without a name it is only shown
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "the target handed down", requires = "by")]
    pub(crate) says: String,
}

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    /// List people as well
    #[arg(long)]
    pub(crate) people: bool,
    /// Make it anew on past days and compare it, and simple rules, with what came
    #[arg(long)]
    pub(crate) backtest: bool,
    /// How far apart the past days lie
    #[arg(long, value_enum, default_value_t = Step::Quarter, requires = "backtest")]
    pub(crate) every: Step,
    /// Months that each looks ahead
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=24), requires = "backtest")]
    pub(crate) months: u8,
}

/// How far apart past days lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Ends of fiscal months
    Month,
    /// Ends of fiscal quarters
    Quarter,
}

#[derive(Debug, Args)]
pub(crate) struct Bridge {
    /// Find the cheapest levers and movements that close what nothing pays for
    #[arg(long)]
    pub(crate) solve: bool,
}
