//! What stands under the questions: the workspace's texts, with what answers changed in them, and the facts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use plumb_diag::Severity;
use plumb_plan::edit::{Edit, edit};
use plumb_plan::{Entity, Plan};
use plumb_store::{Cell, Store};
use plumb_units::{Date, Grain, Period};

use super::Trouble;
use super::kept::{self, Kept};
use crate::workspace::replace_all;
use crate::{EngineError, Workspace};

/// The texts of a workspace by path.
pub(super) type Texts = BTreeMap<String, Vec<u8>>;

/// Who told something, and when.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) by: String,
    pub(super) on: Option<Date>,
}

impl Told {
    /// The mark above what was told.
    pub(super) fn mark(&self) -> String {
        let on = self.on.map_or_else(String::new, |on| format!(" on {on}"));
        format!("told: by {}{on}", one_line(&self.by))
    }
}

/// A text as it can stand in a comment.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The workspace while questions are answered. Nothing is written before [`Ground::write`].
pub(super) struct Ground {
    workspace: Workspace,
    texts: Texts,
    /// As they stand on disk.
    before: Texts,
    /// The plan that the texts make.
    pub(super) plan: Plan,
    errors: BTreeSet<String>,
    /// The answers so far.
    pub(super) kept: Kept,
    kept_before: Option<Vec<u8>>,
    /// The facts, if there are any.
    pub(super) store: Option<Store>,
    /// The newest day on which something happened, else today; the day after it where it is the last of a fiscal year.
    pub(super) day: Option<Date>,
    /// Mappings to be imported after everything is written, each with its data.
    imports: BTreeMap<PathBuf, PathBuf>,
}

/// The day on which one looks at facts whose newest is `newest`: a fiscal year whose last day they reach is over.
pub(super) fn once_over(plan: &Plan, newest: Date) -> Date {
    let year = plan.company.calendar.period(newest, Grain::Year);
    year.filter(|year| year.until.yesterday().is_ok_and(|last| last == newest))
        .map_or(newest, |year| year.until)
}

impl Ground {
    /// Reads a workspace.
    pub(super) fn of(workspace: &Workspace, today: Option<Date>) -> Result<Self, EngineError> {
        let texts: Texts = workspace.raw()?.texts.into_iter().collect();
        let store = match workspace.facts()? {
            Some(path) => Some(Store::open_read_only(&path, &plumb_facts::migrations())?),
            None => None,
        };
        let newest = match &store {
            Some(store) => plumb_facts::newest_event_date(store)?,
            None => None,
        };
        let (kept, kept_before) = kept::read(workspace)?;
        let (plan, _) = plumb_plan::read_bytes(Vec::new());
        let mut ground = Self {
            workspace: workspace.clone(),
            before: texts.clone(),
            texts,
            plan,
            errors: BTreeSet::new(),
            kept,
            kept_before,
            store,
            day: newest.or(today),
            imports: BTreeMap::new(),
        };
        ground.reread();
        if let Some(newest) = newest {
            ground.day = Some(once_over(&ground.plan, newest));
        }
        Ok(ground)
    }

    /// Reads the plan anew from the texts as they are now.
    pub(super) fn reread(&mut self) {
        let is_plan = |path: &str| path.starts_with("plan") || path == "plumb.toml";
        let texts = self.all_texts().into_iter().filter(|(path, _)| is_plan(path)).collect();
        let (plan, problems) = plumb_plan::read_bytes(texts);
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        self.errors = errors.map(|problem| problem.message.clone()).collect();
        self.plan = plan;
    }

    /// What is wrong with the plan, in sentences.
    pub(super) fn errors(&self) -> BTreeSet<String> {
        self.errors.clone()
    }

    /// The texts as they are now, to go back to.
    pub(super) fn clone_texts(&self) -> Texts {
        self.texts.clone()
    }

    /// Goes back to earlier texts.
    pub(super) fn put_back(&mut self, texts: Texts) {
        self.texts = texts;
        self.reread();
    }

    /// The text of a file; empty where there is none.
    pub(super) fn text(&self, path: &str) -> String {
        self.texts.get(path).map_or_else(String::new, |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    #[expect(dead_code, reason = "asked from the second question on")]
    /// Files of the plan with their texts.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, String)> {
        self.texts.iter().map(|(path, bytes)| (path.as_str(), String::from_utf8_lossy(bytes).into_owned()))
    }

    /// Replaces the text of a file.
    pub(super) fn put(&mut self, path: &str, text: String) {
        self.texts.insert(path.to_owned(), text.into_bytes());
    }

    /// Makes edits on the plan; what stands in their way. With a trouble nothing is changed.
    pub(super) fn edit(&mut self, edits: &[Edit]) -> Vec<Trouble> {
        if edits.is_empty() {
            return Vec::new();
        }
        match edit(&self.all_texts(), edits) {
            Ok(changed) => {
                self.texts.extend(changed);
                self.reread();
                Vec::new()
            }
            Err(refusal) => refusal
                .problems
                .into_iter()
                .map(|problem| {
                    let help = problem
                        .help
                        .unwrap_or_else(|| "put the plan right by hand, then answer again".to_owned());
                    Trouble::whole(problem.message, help)
                })
                .collect(),
        }
    }

    /// Has a mapping imported once everything is written.
    pub(super) fn import(&mut self, mapping: &str, data: &str) {
        let dir = self.workspace.dir();
        self.imports.insert(dir.join(mapping), dir.join(data));
    }

    /// Asks the facts; no rows without any.
    pub(super) fn rows(&self, sql: &str, values: &[(&str, Cell)]) -> Result<Vec<Vec<Cell>>, EngineError> {
        match &self.store {
            Some(store) => Ok(store.query(sql, values)?.rows),
            None => Ok(Vec::new()),
        }
    }

    /// The last fiscal year that was over on the newest day.
    pub(super) fn last_year(&self) -> Option<Period> {
        let calendar = &self.plan.company.calendar;
        let now = calendar.period(self.day?, Grain::Year)?;
        calendar.period(now.from.yesterday().ok()?, Grain::Year)
    }

    /// The unit above all others: the one without a parent; of several the one with most below it.
    pub(super) fn root_unit(&self) -> Option<String> {
        let below = |id: &str| {
            self.plan
                .of_kind("unit")
                .filter(|unit| unit.reference("parent").is_some_and(|parent| parent.as_str() == id))
                .count()
        };
        let roots = self.plan.of_kind("unit").filter(|unit| unit.reference("parent").is_none());
        let mut roots: Vec<String> = roots.map(|unit| unit.id.to_string()).collect();
        roots.sort_by_key(|id| (std::cmp::Reverse(below(id)), id.clone()));
        roots.into_iter().next()
    }

    /// The id of what a word means: an id or a name of the kind; of several with the name, none.
    pub(super) fn named(&self, kind: &str, word: &str) -> Option<String> {
        if let Some(entity) = self.plan.entity(kind, word) {
            return Some(entity.id.to_string());
        }
        let lower = word.to_lowercase();
        let same = |entity: &&Entity| entity.text("name").is_some_and(|name| name.to_lowercase() == lower);
        let mut found = self.plan.of_kind(kind).filter(same);
        match (found.next(), found.next()) {
            (Some(entity), None) => Some(entity.id.to_string()),
            _ => None,
        }
    }

    /// What is said of a word that nothing of a kind has.
    pub(super) fn unknown(&self, kind: &str, word: &str) -> (String, String) {
        let names = || {
            let entities = self.plan.of_kind(kind);
            entities.flat_map(|entity| [Some(entity.id.as_str()), entity.text("name")]).flatten()
        };
        let known: Vec<&str> = names().collect();
        let help = match plumb_diag::nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write an id or a name that the plan has for a {kind}"),
        };
        let word: String = word.chars().take(60).collect();
        (format!("no {kind} of the plan is called `{word}`"), help)
    }

    /// The person whom any source knows by a key, or who has the address.
    pub(super) fn by_key_or_email(&self, word: &str) -> Option<String> {
        let is = |person: &&Entity| {
            person.text("email").is_some_and(|email| email.eq_ignore_ascii_case(word))
                || person.keys("keys").iter().any(|known| known.key == word)
        };
        let mut found = self.plan.of_kind("person").filter(is);
        match (found.next(), found.next()) {
            (Some(person), None) => Some(person.id.to_string()),
            _ => None,
        }
    }

    /// The database of facts.
    pub(super) fn facts(&self) -> Result<Option<PathBuf>, EngineError> {
        self.workspace.facts()
    }

    /// All texts of the plan, with what answers changed.
    pub(super) fn all_texts(&self) -> Vec<(String, Vec<u8>)> {
        self.texts.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    }

    /// The id of the person whom a name or id means; of several with the name, none.
    pub(super) fn person(&self, name: &str) -> Option<String> {
        self.named("person", name)
    }

    /// Writes what changed: all files or none, the facts last. Gives the paths that were written.
    pub(super) fn write(&self) -> Result<Vec<String>, EngineError> {
        let dir = self.workspace.dir();
        let mut changed: Vec<(String, Vec<u8>)> = self
            .texts
            .iter()
            .filter(|(path, bytes)| self.before.get(*path) != Some(*bytes))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        let kept = kept::written(&self.kept).into_bytes();
        if self.kept_before.as_ref() != Some(&kept) && !self.kept.is_empty() {
            changed.push((kept::FILE.to_owned(), kept));
        }
        let paths: Vec<PathBuf> = changed.iter().map(|(path, _)| dir.join(path)).collect();
        let files: Vec<(&std::path::Path, &[u8])> =
            paths.iter().zip(&changed).map(|(path, (_, bytes))| (path.as_path(), bytes.as_slice())).collect();
        replace_all(&files)?;
        crate::new::keep_private(dir)?;
        for (mapping, data) in &self.imports {
            let options = crate::ImportOptions { full: true, ..crate::ImportOptions::default() };
            self.workspace.import(mapping, std::slice::from_ref(data), &options, &mut |_| {})?;
        }
        Ok(changed.into_iter().map(|(path, _)| path).collect())
    }
}
