//! Commands around the pages for each person: serving them, and letting people in.

use plumb_engine::{Options, Workspace};
use plumb_report as report;
use plumb_web::{Served, Settings};

use super::Clean;
use crate::arguments::{Access, Format, Serve};
use crate::failure::Failure;
use crate::output::Output;

/// Who did it, where it was done at the command line.
const OPERATOR: &str = "@operator";

/// Serves until it is stopped.
pub(super) fn serve(
    workspace: Workspace,
    wanted: &Serve,
    options: Options,
    output: &Output,
) -> Result<Clean, Failure> {
    let settings = Settings { options, ..Settings::default() };
    plumb_web::serve(workspace, wanted.host, wanted.port, settings, |served| {
        told(served, output);
    })?;
    Ok(true)
}

/// Says where it is served and who can reach it.
pub(super) fn told(served: &Served, output: &Output) {
    if !served.only_here {
        output.remark(
            "warning: whoever reaches this machine reaches the sign-in, and what is sent is not encrypted: Plumb has no TLS of its own. \
             Put a proxy with TLS before it, or leave `--host` away",
        );
    }
    output.remark(&format!(
        "{} is served until you press Ctrl-C.\nYou sign in as the operator, once and within 15 minutes, with\n  {}",
        served.address, served.entry
    ));
}

pub(super) fn access(workspace: &Workspace, wanted: &Access, output: &Output) -> Result<Clean, Failure> {
    match wanted {
        Access::Invite(invite) => {
            let path = plumb_web::invite(workspace, &invite.person, invite.operates, OPERATOR)?;
            let link = format!("{}{path}", invite.at.trim_end_matches('/'));
            output.result(|| format!("{link}\n"), || report::json(&link))?;
            if output.format == Format::Text {
                output.remark(&format!(
                    "Send it to `{}`: it opens once, within a week, and is shown only now.",
                    invite.person
                ));
            }
        }
        Access::Revoke(revoke) => {
            plumb_web::revoke(workspace, &revoke.person, OPERATOR)?;
            list(workspace, output)?;
        }
        Access::List => list(workspace, output)?,
    }
    Ok(true)
}

fn list(workspace: &Workspace, output: &Output) -> Result<(), Failure> {
    let all = plumb_web::access(workspace)?;
    let text = || {
        if all.is_empty() {
            return "nobody is invited yet; `plumb access invite PERSON` makes a link\n".to_owned();
        }
        let widest = all.iter().map(|one| one.person.chars().count()).max().unwrap_or(0);
        all.iter()
            .map(|one| {
                let operates = if one.operates { ", operates" } else { "" };
                format!("{:widest$}  {}{operates}, by {} at {}\n", one.person, one.state, one.by, one.at)
            })
            .collect()
    };
    output.result(text, || report::json(&all))
}
