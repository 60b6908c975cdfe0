//! The sample company: made, imported by ordinary mappings, signed, reviewed and served.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use plumb_engine::{EngineError, ImportOptions, Options, PersonView, Viewer, Workspace, workspace_of};
use plumb_report as report;
use plumb_sample::{Day, Sample, files, imports, signings};
use plumb_web::{Role, Settings};

use super::Clean;
use crate::arguments::{Demo, DemoDay, Format};
use crate::browser;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Bar;

/// What the folder is called where nobody says.
const FOLDER: &str = "halden";

pub(super) fn demo(demo: &Demo, seed: u64, options: Options, output: &Output) -> Result<Clean, Failure> {
    let sample = Sample { seed, aligned: demo.aligned, day: day(demo.day) };
    let dir = demo.folder.clone().unwrap_or_else(free);
    let bar = Bar::new(output, "making the sample company");
    workspace_of(&dir, &files(&sample), |workspace| found(workspace, &sample, &bar))?;
    let whole = std::path::absolute(&dir).unwrap_or_else(|_| dir.clone());
    let workspace = Workspace::open(&whole)?;
    super::change::keep_first(&workspace, output);
    bar.say("testing every line");
    let as_of = options.as_of.or(Some(sample.as_of()));
    let again = options.clone();
    let review = workspace.review_with(&Options { as_of, ..options }, report::PAGES)?;
    drop(bar);
    let seen = review.seen_by(&Viewer::Operator);
    let page = dir.join("out/review.html");
    let written = super::looks::written(&workspace);
    output.result(|| report::summary(&seen, &written, output.paper), || report::review_json(&seen))?;
    if output.format == Format::Text {
        output.remark(&next(&dir, &page, &seen.review().as_of.date));
    }
    if demo.no_serve { Ok(true) } else { serve(workspace, demo, Options { as_of, ..again }, output) }
}

/// Serves the sample company, ready to be looked at as several of its people, and opens the operator's first page.
fn serve(workspace: Workspace, demo: &Demo, options: Options, output: &Output) -> Result<Clean, Failure> {
    let roles = roles(&workspace, &options)?;
    let settings = Settings { options, roles, ..Settings::default() };
    // The usual port may be taken by another demo; whoever asks for one wants that one.
    let usual = TcpListener::bind((Ipv4Addr::LOCALHOST, plumb_web::PORT)).is_ok();
    let port = demo.port.unwrap_or(if usual { plumb_web::PORT } else { 0 });
    plumb_web::serve(workspace, None, port, settings, |served| {
        super::serve::told(served, output);
        browser::open(&served.entry, output);
    })?;
    Ok(true)
}

/// The people as whom the company is worth looking at: who heads sales, who operates, who leads a team, who sells in it.
fn roles(workspace: &Workspace, options: &Options) -> Result<Vec<Role>, Failure> {
    let kept = workspace.keep_review(options)?;
    let people = kept.people();
    let of_role = |role: &str| people.values().find(|person| person.role.as_deref() == Some(role));
    let seller = |lead: &PersonView| {
        people.values().find(|person| person.sells && person.manager.as_deref() == Some(lead.id.as_str()))
    };
    let manager = people.values().find(|person| {
        person.leads && person.role.as_deref() == Some("team-lead") && seller(person).is_some()
    });
    let found = [
        (of_role("revenue-officer"), "who heads sales", false),
        (of_role("revenue-operations"), "who operates (revenue operations)", true),
        (manager, "who leads a team", false),
        (manager.and_then(seller), "who sells in it", false),
    ];
    let role = |(person, says, operates): (Option<&PersonView>, &str, bool)| {
        let person = person?;
        Some(Role { person: person.id.clone(), says: format!("{}, {says}", person.name), operates })
    };
    Ok(found.into_iter().filter_map(role).collect())
}

/// Imports what the company's systems hold and signs what its head signed.
fn found(workspace: &Workspace, sample: &Sample, bar: &Bar) -> Result<(), EngineError> {
    for exports in imports() {
        let mapping = workspace.dir().join(exports.mapping);
        let folder = workspace.dir().join(exports.folder);
        let options = ImportOptions::default();
        workspace.import(&mapping, &[folder], &options, &mut |progress| bar.show(progress))?;
    }
    for signing in signings(sample) {
        workspace.lock_sign(signing.objective, &signing.by, signing.on)?;
    }
    Ok(())
}

fn day(day: DemoDay) -> Day {
    match day {
        DemoDay::Zero => Day::Zero,
        DemoDay::FortyFive => Day::FortyFive,
        DemoDay::Ninety => Day::Ninety,
    }
}

/// The first folder here that is free.
fn free() -> PathBuf {
    let numbered = (2..).map(|number| PathBuf::from(format!("{FOLDER}-{number}")));
    let mut folders = std::iter::once(PathBuf::from(FOLDER)).chain(numbered);
    folders.find(|folder| !folder.exists()).unwrap_or_else(|| PathBuf::from(FOLDER))
}

fn next(dir: &Path, page: &Path, day: &str) -> String {
    let (dir, page) = (dir.display(), page.display());
    format!(
        "\nHalden Instruments is an invented company; its workspace is `{dir}`.\n\
         Read `{page}` in a browser, then go on with `plumb -C {dir} check --as-of {day}`, `plumb -C {dir} explain GAP-ID --as-of {day}`, or the plan in `{dir}/plan`."
    )
}
