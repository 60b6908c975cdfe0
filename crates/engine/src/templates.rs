//! Plans by the way a company sells, to start from: forms to fill in, of which nothing counts before somebody confirms it.

use std::collections::BTreeSet;
use std::path::Path;

use plumb_diag::{Problem, Severity};
use plumb_plan::edit::{Edit, edit};
use plumb_plan::schema::{self, Type};
use plumb_plan::{Entity, Plan, read_bytes};
use serde::Serialize;

use crate::answers::GuessView;
use crate::workspace::{Workspace, replace_all};
use crate::{EngineError, workspace_of};

/// A plan to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// Which way of selling it is for.
    pub says: &'static str,
    /// Its files: path in a workspace, and text.
    #[serde(skip)]
    pub files: &'static [(&'static str, &'static str)],
}

const TEMPLATES: &[Template] = &[
    Template {
        name: "distribution",
        says: "goods from stock, ordered every day, without opportunities",
        files: &[
            ("plan/channels.toml", include_str!("../../../templates/distribution/plan/channels.toml")),
            ("plan/measures.toml", include_str!("../../../templates/distribution/plan/measures.toml")),
            ("plan/notes.toml", include_str!("../../../templates/distribution/plan/notes.toml")),
            ("plan/pay.toml", include_str!("../../../templates/distribution/plan/pay.toml")),
            ("plan/processes.toml", include_str!("../../../templates/distribution/plan/processes.toml")),
            ("plan/rhythms.toml", include_str!("../../../templates/distribution/plan/rhythms.toml")),
            ("plan/roles.toml", include_str!("../../../templates/distribution/plan/roles.toml")),
        ],
    },
    Template {
        name: "equipment",
        says: "equipment with service, sold direct and through distributors",
        files: &[
            ("plan/channels.toml", include_str!("../../../templates/equipment/plan/channels.toml")),
            ("plan/measures.toml", include_str!("../../../templates/equipment/plan/measures.toml")),
            ("plan/method.toml", include_str!("../../../templates/equipment/plan/method.toml")),
            ("plan/notes.toml", include_str!("../../../templates/equipment/plan/notes.toml")),
            ("plan/pay.toml", include_str!("../../../templates/equipment/plan/pay.toml")),
            ("plan/processes.toml", include_str!("../../../templates/equipment/plan/processes.toml")),
            ("plan/rhythms.toml", include_str!("../../../templates/equipment/plan/rhythms.toml")),
            ("plan/roles.toml", include_str!("../../../templates/equipment/plan/roles.toml")),
        ],
    },
    Template {
        name: "subscription",
        says: "software and services by subscription: new business, expansion, renewal",
        files: &[
            ("plan/measures.toml", include_str!("../../../templates/subscription/plan/measures.toml")),
            ("plan/method.toml", include_str!("../../../templates/subscription/plan/method.toml")),
            ("plan/notes.toml", include_str!("../../../templates/subscription/plan/notes.toml")),
            ("plan/pay.toml", include_str!("../../../templates/subscription/plan/pay.toml")),
            ("plan/processes.toml", include_str!("../../../templates/subscription/plan/processes.toml")),
            ("plan/rhythms.toml", include_str!("../../../templates/subscription/plan/rhythms.toml")),
            ("plan/roles.toml", include_str!("../../../templates/subscription/plan/roles.toml")),
        ],
    },
];

/// A workspace that was made from a template alone.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateView {
    /// Where it is.
    pub dir: String,
    /// The template.
    pub template: Template,
    /// What the template brought along, file by file.
    pub guesses: Vec<GuessView>,
    /// What to do next.
    pub next: Vec<String>,
}

/// The templates that come with Plumb, by name.
pub fn templates() -> &'static [Template] {
    TEMPLATES
}

/// The template of this name.
///
/// # Errors
/// There is none, with the nearest name.
pub fn template(name: &str) -> Result<Template, EngineError> {
    let found = TEMPLATES.iter().find(|template| template.name == name).copied();
    found.ok_or_else(|| {
        let names: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        let says = format!("no template is called `{name}`; there are `{}`", names.join("`, `"));
        EngineError::unknown(says, name, names)
    })
}

/// Makes a workspace in `dir` from a template alone, without facts. The name of the folder stands in for the company's, and
/// the euro for its currency; both are marked as guessed.
///
/// # Errors
/// No such template; a folder that is not empty; files that cannot be written.
pub fn new_from_template(dir: &Path, name: &str) -> Result<TemplateView, EngineError> {
    let template = template(name)?;
    let company = dir.file_name().map_or_else(|| "company".into(), |name| name.to_string_lossy());
    let company: String = company.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    let settings = format!(
        "plumb = 1\n\n[company]\n# guessed: the name of the folder\nname = \"{company}\"\n# guessed: nobody has told in which currency the company counts\ncurrency = \"EUR\"\n\n[calendar]\n# guessed: nobody has told when the fiscal year starts\nyear_starts = \"01-01\"\n"
    );
    let files = [("plumb.toml".to_owned(), settings.into_bytes())];
    let guesses = workspace_of(dir, &files, |workspace| lay(workspace, template))?;
    let at = dir.display();
    let next = vec![
        format!("put currency and fiscal year right in `{at}/plumb.toml`"),
        format!(
            "read `{at}/plan`, change what is not so, and confirm the rest: replace `# guessed: …` above it by `# told: by NAME on DATE`"
        ),
        format!(
            "`plumb -C {at} import MAPPING PATH` brings exports in; `plumb -C {at} check` shows what is out of true"
        ),
    ];
    Ok(TemplateView { dir: at.to_string(), template, guesses, next })
}

/// Writes a template's files into a workspace, beside what is there: a file is left out where the plan has something of
/// its kinds already, and what it names and is not there is left out of it.
pub(crate) fn lay(workspace: &Workspace, template: Template) -> Result<Vec<GuessView>, EngineError> {
    let own = workspace.raw()?.texts;
    let (plan, _) = read_bytes(own.clone());
    let offered = template.files.iter().filter(|(path, text)| {
        let kinds: BTreeSet<&str> = text.lines().filter_map(kind_of_line).collect();
        !own.iter().any(|(name, _)| name == path)
            && kinds.iter().all(|kind| plan.of_kind(kind).next().is_none())
    });
    let offered = offered.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let files = fitted(&own, offered);
    let paths: Vec<_> = files.iter().map(|(path, bytes)| (workspace.dir().join(path), bytes)).collect();
    let written: Vec<(&Path, &[u8])> =
        paths.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
    replace_all(&written)?;
    let (plan, _) = read_bytes(own.into_iter().chain(files.iter().cloned()).collect());
    let views = files.iter().filter_map(|(path, _)| {
        let names: Vec<String> = of_file(&plan, path).map(|entity| format!("`{}`", entity.id)).collect();
        (!names.is_empty()).then(|| GuessView {
            file: path.clone(),
            what: names.join(", "),
            evidence: format!("from the template `{}`; counts once somebody confirms it", template.name),
            confidence: None,
        })
    });
    Ok(views.collect())
}

/// The kind of which a line opens an entry.
fn kind_of_line(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.split_once('.').map(|(kind, _)| kind).filter(|kind| schema::kind(kind).is_some())
}

fn of_file<'p>(plan: &'p Plan, path: &'p str) -> impl Iterator<Item = &'p Entity> {
    plan.all().filter(move |entity| plan.files.path(entity.span.file) == path)
}

/// The offered files without what names things that are not there.
fn fitted(own: &[(String, Vec<u8>)], mut offered: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    /// What is taken out may have been named too; deeper than this nothing hangs together.
    const ROUNDS: usize = 8;
    for _ in 0..ROUNDS {
        let all: Vec<(String, Vec<u8>)> = own.iter().chain(&offered).cloned().collect();
        let (plan, _) = read_bytes(all.clone());
        let edits: Vec<Edit> = offered
            .iter()
            .flat_map(|(path, _)| of_file(&plan, path))
            .flat_map(|entity| misfits(&plan, entity))
            .collect();
        let Ok(changed) = edit(&all, &edits) else { break };
        if changed.is_empty() {
            break;
        }
        for (path, bytes) in changed {
            if let Some((_, text)) = offered.iter_mut().find(|(name, _)| *name == path) {
                *text = bytes;
            }
        }
    }
    let (plan, problems) = read_bytes(own.iter().chain(&offered).cloned().collect());
    let broken = |path: &str| {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let spans = errors.filter_map(|problem: &Problem| problem.primary.as_ref());
        spans.map(|label| plan.files.path(label.span.file)).any(|file| file == path)
    };
    offered.retain(|(path, _)| !broken(path));
    offered
}

/// What to take out of an entry because of names that nothing answers to.
fn misfits(plan: &Plan, entity: &Entity) -> Vec<Edit> {
    let (kind, id) = (entity.kind, entity.id.as_str());
    let Some(of) = schema::kind(kind) else { return Vec::new() };
    let mut edits = Vec::new();
    for field in of.all_fields() {
        let lost = entity.unreadable.contains(field.name);
        let lost_below = entity.rows(field.name).iter().any(|row| !row.unreadable.is_empty());
        if (lost && of.requires(field)) || lost_below {
            return vec![Edit::remove(kind, id)];
        }
        if lost {
            edits.push(Edit::clear(kind, id, field.name));
        } else if let (Type::Refs(_), Some(value)) = (field.ty, entity.value(field.name)) {
            let left: Vec<&str> = entity.references(field.name).iter().map(|id| id.value.as_str()).collect();
            if plan.files.slice(value.span).matches('"').count() / 2 > left.len() {
                edits.push(Edit::set(kind, id, field.name, &left.join(", ")));
            }
        }
    }
    edits
}
