//! Texts in, plan and problems out.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::{FileId, Files, Problem, Span};
use plumb_units::{Calendar, Id};

use crate::company::{self, CalendarChoice, Settings};
use crate::context::{Context, shortened};
use crate::csv_text::{self, CsvText};
use crate::entries::{self, Entry, List};
use crate::lock::{self, Lock};
use crate::plan::{Plan, places_of};
use crate::source::{self, Purpose, Source};
use crate::toml_text::{self, TomlText};
use crate::value::Entity;
use crate::{check, fill, periods, schema};

/// Reads a workspace's plan from its texts: `plumb.toml`, `plan/**/*.toml`, `plan/**/*.csv` and `plan.lock`.
///
/// Paths are relative to the workspace, with forward slashes; other files are left alone. The order in which the texts
/// are given does not matter. Problems come in the order of files and places.
pub fn read(texts: Vec<(String, String)>) -> (Plan, Vec<Problem>) {
    read_bytes(texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect())
}

/// Reads a workspace's plan from bytes, as [`read`] does.
///
/// Bytes that are not UTF-8 are read as `\u{fffd}` and reported with the place of the first.
pub fn read_bytes(given: Vec<(String, Vec<u8>)>) -> (Plan, Vec<Problem>) {
    let (files, sources, problems) = source::gather(given);
    let (read, mut problems) = organisation(&files, &sources, problems);
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    let Organisation { settings, entities, lock, unresolved, places } = read;
    let Settings { company, thresholds, words, privacy, weights, .. } = settings;
    let plan =
        Plan { company, entities, lock, files, thresholds, words, privacy, weights, unresolved, places };
    (plan, problems)
}

struct Organisation {
    settings: Settings,
    entities: BTreeMap<&'static str, BTreeMap<Id, Entity>>,
    lock: Lock,
    unresolved: BTreeSet<(&'static str, String)>,
    places: BTreeMap<String, Span>,
}

fn organisation(
    files: &Files,
    sources: &[Source],
    mut problems: Vec<Problem>,
) -> (Organisation, Vec<Problem>) {
    let mut tomls: Vec<TomlText<'_>> = Vec::new();
    let mut csvs: Vec<(FileId, String, CsvText)> = Vec::new();
    let mut settings_text = None;
    let mut lock = Lock::default();
    for source in sources {
        match &source.purpose {
            Purpose::Settings => settings_text = Some(toml_text::read(files, source.file, &mut problems)),
            Purpose::Entries => tomls.push(toml_text::read(files, source.file, &mut problems)),
            Purpose::List(below) => {
                csvs.push((source.file, below.clone(), csv_text::read(files, source.file, &mut problems)));
            }
            Purpose::Lock => lock = lock::read(files, source.file, &mut problems),
            Purpose::Unread => {}
        }
    }
    let mut settings = Settings::unset();
    let calendar = settings.company.calendar.clone();
    let mut cx = Context::new(files, calendar, problems);
    let mut periods_list = None;
    match &settings_text {
        Some(text) => {
            let (read, choice) = company::read(&mut cx, text);
            settings = read;
            cx.currency = settings.company.currency;
            match choice {
                CalendarChoice::Ready(calendar) => cx.calendar = calendar,
                CalendarChoice::Periods(path, span) => {
                    if let Some(calendar) = listed_calendar(&mut cx, &csvs, &path, span) {
                        cx.calendar = calendar;
                    }
                    periods_list = Some(path);
                }
            }
            settings.company.calendar = cx.calendar.clone();
        }
        None => cx.report(company::absent(files)),
    }
    let mut lists: Vec<List<'_>> = Vec::new();
    for (file, below, csv) in &csvs {
        if periods_list.as_deref().is_some_and(|path| path.strip_prefix("plan/") == Some(below)) {
            continue;
        }
        match entries::kind_of_list(below) {
            Some(kind) => lists.push(entries::list(&mut cx, kind, below.clone(), csv)),
            None => unknown_list(&mut cx, *file, below),
        }
    }
    let found = entries::find(&mut cx, &tomls, &lists);
    note_renames(&mut cx, &found);
    let mut entities: BTreeMap<&'static str, BTreeMap<Id, Entity>> = BTreeMap::new();
    for entry in found {
        let entity = fill::entity(&mut cx, entry);
        entities.entry(entity.kind).or_default().insert(entity.id.clone(), entity);
    }
    check::all(&mut cx, &settings.company, &mut entities);
    let mut places = std::mem::take(&mut settings.places);
    entities.values().flat_map(BTreeMap::values).for_each(|entity| places_of(entity, &mut places));
    lock.places(&mut places);
    (Organisation { settings, entities, lock, unresolved: cx.unresolved, places }, cx.problems)
}

fn listed_calendar(
    cx: &mut Context<'_>,
    csvs: &[(FileId, String, CsvText)],
    path: &str,
    span: Span,
) -> Option<Calendar> {
    let found = csvs.iter().find(|(_, below, _)| path.strip_prefix("plan/") == Some(below));
    if let Some((_, _, csv)) = found {
        return periods::calendar(cx, csv);
    }
    let message = format!("no file `{}` is given", shortened(path));
    let paths: Vec<String> = csvs.iter().map(|(_, below, _)| format!("plan/{below}")).collect();
    let help = cx.near(path, paths.iter().map(String::as_str)).unwrap_or_else(|| {
        "write the path of a CSV file below `plan/`, such as `\"plan/periods.csv\"`".to_owned()
    });
    cx.report(Problem::error("missing-file", message).at(span, "").help(help));
    None
}

fn unknown_list(cx: &mut Context<'_>, file: FileId, below: &str) {
    let name = below.rsplit('/').next().unwrap_or(below);
    let names: Vec<&str> =
        schema::kinds().filter_map(|kind| kind.csv).filter_map(|csv| csv.rsplit('/').next()).collect();
    let help = cx
        .near(name, names.iter().copied())
        .unwrap_or_else(|| format!("lists that are read are `{}`", names.join("`, `")));
    let span = cx.span(file, 0..0);
    let message = format!("nothing is read from `{}`: no kind has a list of that name", shortened(name));
    cx.report(Problem::warning("unknown-list", message).at(span, "").help(help));
}

/// Learns the ids that entries had before, so that references to them still resolve.
fn note_renames(cx: &mut Context<'_>, found: &[Entry<'_>]) {
    let mut firsts: BTreeMap<(&'static str, String), Span> = BTreeMap::new();
    for entry in found {
        let Some((was, span)) = fill::was(cx, entry) else { continue };
        let kind = entry.kind.name;
        if Id::parse(&was).is_ok_and(|id| cx.known.get(kind).is_some_and(|ids| ids.contains_key(&id))) {
            let message = format!("the {kind} `{}` is still in the plan", shortened(&was));
            let problem =
                Problem::error("renamed", message).at(span, "so it cannot be the old id of another");
            cx.report(problem.help("remove `was`, or the old entry"));
            continue;
        }
        let key = (kind, was);
        if let Some(first) = firsts.get(&key) {
            let message = format!("two entries say that they were `{}`", shortened(&key.1));
            cx.report(
                Problem::error("renamed", message)
                    .at(span, "")
                    .also(*first, "first here")
                    .help("keep one `was`"),
            );
            continue;
        }
        firsts.insert(key.clone(), span);
        cx.renamed.insert(key, entry.id.clone());
    }
}
