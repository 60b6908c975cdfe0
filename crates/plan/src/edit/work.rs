//! Edits against the texts of a workspace: finding the file and the place, and telling what cannot be done.

use std::collections::BTreeMap;

use plumb_diag::Problem;

use super::Edit;
use super::lists::{ListEdit, RowFailure};
use super::tables::{self, Failure};
use super::tree::Tree;
use super::written::written;
use crate::Plan;
use crate::context::{a, near, shortened};
use crate::schema::{self, Field, Kind, Type};

/// The texts as they are so far.
pub(super) struct Work<'p> {
    plan: &'p Plan,
    before: BTreeMap<&'p str, &'p [u8]>,
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, ListEdit>,
    problems: Vec<Problem>,
}

/// Where an entry stands.
enum Spot {
    Table(String, Vec<String>),
    Row(String, usize),
}

/// The TOML file in which a kind usually stands, where no file holds one yet.
fn usual_file(kind: &Kind) -> String {
    let name = match kind.name {
        "unit" => "organisation",
        "pay" => "pay",
        "method" => "method",
        "story" => "stories",
        "process" => "processes",
        "person" => "people",
        "exchange" => "rates",
        "development" => "development",
        "fix" => "fixes",
        name => return format!("plan/{name}s.toml"),
    };
    format!("plan/{name}.toml")
}

impl<'p> Work<'p> {
    pub(super) fn new(texts: &'p [(String, Vec<u8>)], plan: &'p Plan) -> Self {
        let mut before: BTreeMap<&str, &[u8]> = BTreeMap::new();
        for (path, bytes) in texts {
            before.entry(path).or_insert(bytes);
        }
        let is_read = |path: &str| path == "plumb.toml" || path.starts_with("plan/");
        let utf8 = before.iter().filter(|(path, _)| is_read(path)).filter_map(|(path, bytes)| {
            Some(((*path).to_owned(), std::str::from_utf8(bytes).ok()?.to_owned()))
        });
        let texts = utf8.collect();
        Self { plan, before, texts, lists: BTreeMap::new(), problems: Vec::new() }
    }

    /// The files that changed, and what could not be done.
    pub(super) fn finished(mut self) -> (Vec<(String, Vec<u8>)>, Vec<Problem>) {
        for (path, list) in &self.lists {
            self.texts.insert(path.clone(), list.written());
        }
        let Self { texts, before, problems, .. } = self;
        let changed = texts.into_iter().map(|(path, text)| (path, text.into_bytes()));
        let changed =
            changed.filter(|(path, bytes)| before.get(path.as_str()).copied() != Some(bytes.as_slice()));
        (changed.collect(), problems)
    }

    pub(super) fn apply(&mut self, edit: &Edit) {
        let done = match edit {
            Edit::Set { kind, id, field, value } => self.set(kind, id, field, value.as_deref()),
            Edit::Add { kind, id, fields, path } => self.add(kind, id, fields, path.as_deref()),
            Edit::Remove { kind, id } => self.remove(kind, id),
            Edit::Comment { kind, id, says } => self.comment(kind, id, says.as_deref()),
            Edit::ListComment { path, says } => self.list(path).map(|list| list.say(says.as_deref())),
        };
        if let Err(problem) = done {
            self.problems.push(*problem);
        }
    }

    fn set(&mut self, kind: &str, id: &str, field: &str, value: Option<&str>) -> Result<(), Box<Problem>> {
        let value = value.filter(|value| !value.trim().is_empty());
        let (kind, ty) = if kind == "plumb.toml" {
            (None, None)
        } else {
            let kind = known_kind(kind)?;
            (Some(kind), Some(known_field(kind, field)?))
        };
        match self.spot(kind, id)? {
            Spot::Row(path, row) => {
                let column = match field.strip_prefix("keys.") {
                    Some(source) => format!("key.{source}"),
                    None => field.to_owned(),
                };
                self.list(&path)?.set(row, &column, value.unwrap_or(""));
            }
            Spot::Table(path, entry) => {
                let steps = entry.iter().cloned().chain(field.split('.').map(str::to_owned));
                let steps: Vec<String> = steps.collect();
                let text = self.texts.get(&path).map_or("", String::as_str);
                let text = tables::set(text, &steps, entry.len(), ty, value);
                let text = text.map_err(|failure| self.failed(failure, &path, id, field))?;
                self.texts.insert(path, text);
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        kind: &str,
        id: &str,
        fields: &[(String, String)],
        path: Option<&str>,
    ) -> Result<(), Box<Problem>> {
        let kind = known_kind(kind)?;
        let fields = fields.iter().filter(|(_, value)| !value.trim().is_empty());
        let fields: Vec<(String, String)> = fields.cloned().collect();
        for (field, _) in &fields {
            known_field(kind, field)?;
        }
        let path = match path {
            Some(path) if path.ends_with(".csv") && !ListEdit::is_of(path, kind.name) => {
                let message = format!("`{}` is no list of the kind `{}`", shortened(path), kind.name);
                return Err(problem(message, "name a TOML file below `plan/`, or leave the file out"));
            }
            Some(path) => path.to_owned(),
            None => self.file_for(kind),
        };
        if !path.starts_with("plan/") || path.split('/').any(|part| matches!(part, ".." | "." | "")) {
            let message = format!("`{}` is not below `plan/`", shortened(&path));
            return Err(problem(message, "entries stand in files below `plan/`"));
        }
        if path.ends_with(".csv") {
            let mut row: Vec<(String, String)> = Vec::new();
            if kind.identity.is_empty() {
                row.push(("id".to_owned(), id.to_owned()));
            }
            for (name, value) in fields {
                let name = name.strip_prefix("keys.").map_or(name.clone(), |source| format!("key.{source}"));
                row.push((name, value));
            }
            if !self.texts.contains_key(&path) {
                self.is_readable(&path)?;
                self.texts.insert(path.clone(), String::new());
            }
            self.list(&path)?.add(&row);
            return Ok(());
        }
        let id = if id.is_empty() { spelled(kind, &fields) } else { id.to_owned() };
        self.is_readable(&path)?;
        let mut lines = Vec::new();
        for (name, value) in &fields {
            let ty = known_field(kind, name)?;
            let value = written(value, Some(ty), None)
                .map_err(|why| self.failed(Failure::Value(why), &path, &id, name))?;
            lines.push((name.clone(), value));
        }
        let text = self.texts.get(&path).map_or("", String::as_str);
        let entry = [kind.name.to_owned(), id.clone()];
        let text =
            tables::add(text, &entry, &lines).map_err(|failure| self.failed(failure, &path, &id, ""))?;
        self.texts.insert(path, text);
        Ok(())
    }

    fn remove(&mut self, kind: &str, id: &str) -> Result<(), Box<Problem>> {
        match self.spot(Some(known_kind(kind)?), id)? {
            Spot::Row(path, row) => self.list(&path)?.remove(row),
            Spot::Table(path, entry) => {
                let text = self.texts.get(&path).map_or("", String::as_str);
                let text = tables::remove(text, &entry);
                let text = text.map_err(|failure| self.failed(failure, &path, id, ""))?;
                self.texts.insert(path, text);
            }
        }
        Ok(())
    }

    fn comment(&mut self, kind: &str, id: &str, says: Option<&str>) -> Result<(), Box<Problem>> {
        match self.spot(Some(known_kind(kind)?), id)? {
            Spot::Row(path, row) => {
                let note = says.and_then(|says| says.strip_prefix("guessed:")).map_or("", str::trim);
                self.list(&path)?.set(row, "guessed", note);
            }
            Spot::Table(path, entry) => {
                let text = self.texts.get(&path).map_or("", String::as_str);
                let text = tables::comment(text, &entry, says);
                let text = text.map_err(|failure| self.failed(failure, &path, id, ""))?;
                self.texts.insert(path, text);
            }
        }
        Ok(())
    }

    /// Where an entry stands; of the settings, a table of theirs.
    fn spot(&mut self, kind: Option<&'static Kind>, id: &str) -> Result<Spot, Box<Problem>> {
        let Some(kind) = kind else {
            let table: Vec<String> = id.split('.').map(str::to_owned).collect();
            return Ok(Spot::Table("plumb.toml".to_owned(), table));
        };
        if let Some(entity) = self.plan.entity(kind.name, id) {
            let path = self.plan.files.path(entity.span.file).to_owned();
            self.is_readable(&path)?;
            if path.ends_with(".csv") {
                let row = self.list(&path)?.row_at(entity.span.start);
                return row.map(|row| Spot::Row(path, row)).map_err(|why| row_problem(why, kind, id));
            }
        }
        let entry = vec![kind.name.to_owned(), id.to_owned()];
        let holds = |(path, text): &(&String, &String)| {
            path.ends_with(".toml")
                && path.as_str() != "plumb.toml"
                && text.contains(id)
                && Tree::of(text).is_some_and(|tree| tree.holds(&entry))
        };
        if let Some((path, _)) = self.texts.iter().find(holds) {
            return Ok(Spot::Table(path.clone(), entry));
        }
        if let Some(entity) = self.plan.entity(kind.name, id) {
            let path = self.plan.files.path(entity.span.file).to_owned();
            return Err(self.failed(Failure::Broken, &path, id, ""));
        }
        let words: Option<Vec<(&str, &str)>> =
            id.split(',').map(|word| word.split_once('=').map(|(a, b)| (a.trim(), b.trim()))).collect();
        if let Some(words) = words {
            let paths = self.texts.keys().filter(|path| ListEdit::is_of(path, kind.name));
            let mut why = RowFailure::Absent;
            for path in paths.cloned().collect::<Vec<_>>() {
                match self.list(&path)?.row_of(&words) {
                    Ok(row) => return Ok(Spot::Row(path, row)),
                    Err(RowFailure::Absent) => {}
                    Err(other) => why = other,
                }
            }
            return Err(row_problem(why, kind, id));
        }
        let known = self.plan.of_kind(kind.name).map(|entity| entity.id.as_str());
        let help = near(id, known).map_or_else(
            || format!("write the id of {}, or add this one", a(kind.name)),
            |near| format!("did you mean `{near}`?"),
        );
        Err(problem(format!("no {} is called `{}`", kind.name, shortened(id)), help))
    }

    fn list(&mut self, path: &str) -> Result<&mut ListEdit, Box<Problem>> {
        self.is_readable(path)?;
        let Some(text) = self.texts.get(path) else {
            return Err(problem(
                format!("there is no list `{}`", shortened(path)),
                "name a CSV file below `plan/`",
            ));
        };
        Ok(self.lists.entry(path.to_owned()).or_insert_with(|| ListEdit::of(path, text)))
    }

    /// Refuses a file that is there and is no UTF-8.
    fn is_readable(&self, path: &str) -> Result<(), Box<Problem>> {
        if self.texts.contains_key(path) || !self.before.contains_key(path) {
            return Ok(());
        }
        let message = format!("`{}` is not UTF-8 text, so it is not rewritten", shortened(path));
        Err(problem(message, "save the file as UTF-8; in a spreadsheet choose `CSV UTF-8`"))
    }

    /// The file that holds most entries of a kind, or the usual one.
    fn file_for(&self, kind: &Kind) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for entity in self.plan.of_kind(kind.name) {
            *counts.entry(self.plan.files.path(entity.span.file)).or_insert(0) += 1;
        }
        let most = counts.iter().max_by_key(|(path, count)| (**count, std::cmp::Reverse(**path)));
        let empty = || self.texts.keys().map(String::as_str).find(|path| ListEdit::is_of(path, kind.name));
        match (most.map(|(path, _)| *path).or_else(empty), kind.csv) {
            (Some(path), _) => path.to_owned(),
            (None, Some(csv)) => format!("plan/{csv}"),
            (None, None) => usual_file(kind),
        }
    }

    fn failed(&self, failure: Failure, path: &str, id: &str, field: &str) -> Box<Problem> {
        match failure {
            Failure::Broken => {
                problem(format!("`{path}` has errors, so nothing in it is edited"), "mend the file first")
            }
            Failure::Absent => {
                let help = "`plumb check` shows how the plan is read";
                let place = if field.is_empty() { String::new() } else { format!(" `{}`", shortened(field)) };
                problem(format!("`{}` has no place{place} in `{path}`", shortened(id)), help)
            }
            Failure::Value(why) => {
                let what = format!("`{}` of `{}` cannot be written: {why}", shortened(field), shortened(id));
                problem(what, "write it as the guide shows")
            }
        }
    }
}

/// An id for an entry that needs one in TOML and has none.
fn spelled(kind: &Kind, fields: &[(String, String)]) -> String {
    let word = |name: &&str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let words: Vec<&str> = kind.identity.iter().filter_map(word).collect();
    plumb_units::Id::suggest(&words.join("-")).unwrap_or_default()
}

fn known_kind(word: &str) -> Result<&'static Kind, Box<Problem>> {
    schema::kind(word).ok_or_else(|| {
        let help = near(word, schema::kinds().map(|kind| kind.name))
            .map_or_else(|| "the guide lists all kinds".to_owned(), |near| format!("did you mean `{near}`?"));
        problem(format!("a plan has no kind `{}`", shortened(word)), help)
    })
}

/// The type of what a field's path leads to.
fn known_field(kind: &'static Kind, path: &str) -> Result<Type, Box<Problem>> {
    let mut steps = path.split('.');
    let first = steps.next().unwrap_or("");
    if first == "key" && path != "key" && kind.field("keys").is_some() {
        return Ok(Type::Text);
    }
    let mut field: &'static Field =
        kind.field(first).ok_or_else(|| unknown(kind.name, first, kind.all_fields()))?;
    let mut ty = field.ty;
    while let Some(step) = steps.next() {
        ty = match field.ty {
            Type::Keys | Type::Named => return Ok(Type::Text),
            Type::Rows(of) if step.parse::<usize>().is_ok() => match steps.next() {
                None => return Ok(Type::Rows(of)),
                Some(name) => {
                    field = of
                        .iter()
                        .find(|field| field.name == name)
                        .ok_or_else(|| unknown(field.name, name, of.iter()))?;
                    field.ty
                }
            },
            _ => return Err(unknown(first, step, std::iter::empty())),
        };
    }
    Ok(ty)
}

fn unknown(what: &str, word: &str, fields: impl Iterator<Item = &'static Field>) -> Box<Problem> {
    let names: Vec<&str> = fields.map(|field| field.name).collect();
    let help = near(word, names.iter().copied()).map_or_else(
        || format!("the fields are `{}`", names.join("`, `")),
        |near| format!("did you mean `{near}`?"),
    );
    problem(format!("{} has no field `{}`", a(what), shortened(word)), help)
}

fn row_problem(why: RowFailure, kind: &Kind, id: &str) -> Box<Problem> {
    let id = shortened(id);
    match why {
        RowFailure::Absent => problem(
            format!("no {} is called `{id}`", kind.name),
            "name the row by its columns, such as `person=ana, from=2026-01-01`",
        ),
        RowFailure::Many(count) => {
            problem(format!("{count} rows are `{id}`"), "add a column that tells them apart")
        }
        RowFailure::Cut => problem(
            format!("in the row of `{id}` a quote is not closed, so it is not edited"),
            "close it with `\"` first",
        ),
    }
}

fn problem(message: String, help: impl Into<String>) -> Box<Problem> {
    Box::new(Problem::error("not-editable", message).help(help))
}
