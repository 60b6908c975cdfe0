//! `plumb change` and `plumb sheet` as people write them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// A part of the plan that is a spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SheetPart {
    /// Who works where, in which role
    People,
    /// What each person is to bring
    Quotas,
    /// Territories and their potential
    Territories,
    /// What roles are paid
    Pay,
}

#[derive(Debug, Args)]
pub(crate) struct Sheet {
    /// Which part of the plan
    #[arg(value_name = "PART", value_enum)]
    pub(crate) part: SheetPart,
    /// Write it as a workbook (XLSX), to be edited and given to `plumb change propose`
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Change {
    /// Put a change forward; nothing of it is written into the plan yet
    #[command(
        after_help = "Example: plumb change propose quotas.xlsx --by karin --says \"less for the South\"\nExample: plumb change propose --from-files --by karin --says \"as agreed\""
    )]
    Propose(Propose),
    /// List all changes, the newest first
    #[command(after_help = "Example: plumb change list")]
    List,
    /// Show what a change does: who wins, who loses, lines made and broken, gaps, lines of files
    #[command(after_help = "Example: plumb change show 3")]
    Show(Number),
    /// Say yes to a change; somebody else than who proposed it
    #[command(after_help = "Example: plumb change approve 3 --by rasmus")]
    Approve(Approve),
    /// Say no to a change
    #[command(after_help = "Example: plumb change refuse 3 --by rasmus --because \"too late in the year\"")]
    Refuse(Refuse),
    /// Write an approved change into the plan and keep it as a version
    #[command(after_help = "Example: plumb change publish 3 --by karin")]
    Publish(Publish),
    /// Take a published change back; later ones stay
    #[command(after_help = "Example: plumb change undo 3 --by karin")]
    Undo(Signed),
    /// List all versions of the plan, the newest first
    #[command(after_help = "Example: plumb change history")]
    History,
}

#[derive(Debug, Args)]
pub(crate) struct Propose {
    /// An edited workbook that `plumb sheet` wrote
    #[arg(value_name = "FILE.xlsx", required_unless_present = "from_files", conflicts_with = "from_files")]
    pub(crate) file: Option<PathBuf>,
    /// What was edited in the plan's files, by hand or with git, since the newest version
    #[arg(long)]
    pub(crate) from_files: bool,
    /// Who proposes it
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) says: String,
}

#[derive(Debug, Args)]
pub(crate) struct Number {
    /// The number of the change
    #[arg(value_name = "ID")]
    pub(crate) id: i64,
}

#[derive(Debug, Args)]
pub(crate) struct Signed {
    /// The number of the change
    #[arg(value_name = "ID")]
    pub(crate) id: i64,
    /// Who does it
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Approve {
    #[command(flatten)]
    pub(crate) signed: Signed,
    /// Why who proposed it approves it too: there is nobody else
    #[arg(long, value_name = "REASON")]
    pub(crate) alone_because: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Refuse {
    #[command(flatten)]
    pub(crate) signed: Signed,
    /// Why
    #[arg(long, value_name = "REASON", default_value = "", hide_default_value = true)]
    pub(crate) because: String,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) signed: Signed,
    /// Lay it on top of what was changed in the same files since
    #[arg(long)]
    pub(crate) on_top: bool,
}
