//! One look at a workspace: texts, day, catalogue, rules, money, and what they say together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use plumb_catalog::{Catalogue, measure};
use plumb_diag::{Problem, Severity};
use plumb_rules::{Assessment, Rule, assess};
use plumb_store::Store;
use plumb_units::Date;

use crate::engines::{Computed, PATHS, Wanted, compute};
use crate::remarks::remarks;
use crate::review::{AsOf, Review};
use crate::seen::{SeenReview, Viewer};
use crate::workspace::{Texts, Workspace, replace_all};
use crate::worth::Worths;
use crate::{EngineError, results, view};

/// What a template brought along does not count before somebody confirms it.
fn unconfirmed(texts: &Texts) -> Option<Problem> {
    let first = texts.plan.unconfirmed().next()?;
    let message = match texts.plan.unconfirmed().count() {
        1 => "1 entry is from a template and nobody has confirmed it, so it does not count".to_owned(),
        many => {
            format!("{many} entries are from a template and nobody has confirmed them, so they do not count")
        }
    };
    let note = Problem { severity: Severity::Note, ..Problem::warning("unconfirmed", message) };
    Some(note.at(first.span, "").help(
        "put right what is not so, and replace `# guessed: …` above what is by `# told: by NAME on DATE`",
    ))
}

/// How often a workspace is looked at while imports end in between.
const LOOKS_MAX: usize = 4;

/// How to look.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day of the review; without it, the newest day on which something happened.
    pub as_of: Option<Date>,
    /// The day to take when there are no facts either.
    pub today: Option<Date>,
    /// Threads to use; 0 counts as 1.
    pub threads: usize,
    /// The seed of all that is drawn by lot.
    pub seed: u64,
    /// Only these rules; all when empty.
    pub rules: Vec<String>,
}

/// A page of a review: the name of its file below `out/`, and what makes its text.
pub type Page<'p> = (&'p str, &'p dyn Fn(&SeenReview) -> String);

/// Whether targets, forecast and bridge are computed: what does not read them need not wait for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engines {
    Run,
    Rest,
}

/// A catalogue and the texts it was made from.
pub(crate) struct Look {
    pub(crate) texts: Texts,
    pub(crate) as_of: AsOf,
    pub(crate) catalogue: Catalogue,
    pub(crate) facts: Option<PathBuf>,
    /// What the engines found; `None` where the plan has no measure of money to follow.
    pub(crate) computed: Option<Computed>,
    /// Everybody's pay, where the engines ran and there is a pay plan.
    pub(crate) pay: Option<Arc<crate::pay::computed::Computed>>,
    /// Keeps the folder of a catalogue that nobody keeps.
    _folder: tempfile::TempDir,
}

/// A look with what the rules say of it.
pub(crate) struct Pass {
    pub(crate) look: Arc<Look>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) assessment: Assessment,
    pub(crate) worths: Worths,
}

impl Workspace {
    /// Looks at everything and writes nothing.
    ///
    /// # Errors
    /// Files that cannot be read, no day, a rule name that is unknown; the databases' own. What is wrong in plan and
    /// pages is told in the review.
    pub fn check(&self, options: &Options) -> Result<Review, EngineError> {
        let pass = self.pass(options)?;
        view::review(&pass)
    }

    /// Looks at everything and writes `out/review.db` and `out/review.json`: both, or neither when one cannot be
    /// written; each file is the old or the new one.
    ///
    /// # Errors
    /// As of [`Workspace::check`], and files that cannot be written.
    pub fn review(&self, options: &Options) -> Result<Review, EngineError> {
        self.review_with(options, &[])
    }

    /// Looks at everything and writes `out/review.db`, `out/review.json` and these pages of what the operator sees: all,
    /// or none when one cannot be written; each file is the old or the new one.
    ///
    /// # Errors
    /// As of [`Workspace::review`].
    pub fn review_with(&self, options: &Options, pages: &[Page<'_>]) -> Result<Review, EngineError> {
        let pass = self.pass(options)?;
        let review = view::review(&pass)?;
        pass.look.catalogue.write_results(&results::tables(&review, &pass))?;
        let database = std::fs::read(pass.look.catalogue.path())
            .map_err(EngineError::file(pass.look.catalogue.path()))?;
        let mut json = serde_json::to_vec_pretty(&review)?;
        json.push(b'\n');
        let out = self.dir().join("out");
        let seen = review.seen_by(&Viewer::Operator);
        let mut files = vec![(out.join("review.db"), database), (out.join("review.json"), json)];
        files.extend(pages.iter().map(|(name, page)| (out.join(name), page(&seen).into_bytes())));
        let files: Vec<(&Path, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
        replace_all(&files)?;
        Ok(review)
    }

    /// Reads texts and facts into a catalogue of its own.
    pub(crate) fn look(&self, options: &Options, engines: Engines) -> Result<Look, EngineError> {
        let mut texts = self.read()?;
        refuse_broken_settings(&texts)?;
        texts.problems.extend(unconfirmed(&texts));
        texts.plan = texts.plan.confirmed();
        let facts = self.facts()?;
        let as_of = day(options, facts.as_deref())?;
        let folder = tempfile::tempdir().map_err(EngineError::file(std::env::temp_dir()))?;
        let path = folder.path().join("review.db");
        let (date, because) = as_of;
        let catalogue = Catalogue::build(&texts.plan, facts.as_deref(), date, &path)?;
        catalogue.add_numbers(&texts.plan)?;
        let wanted = Wanted { seed: options.seed, threads: options.threads, paths: PATHS };
        let (computed, pay) = match engines {
            Engines::Run => compute(self, &texts.plan, &catalogue, wanted)?,
            Engines::Rest => {
                catalogue.add_computed(Vec::new())?;
                (None, None)
            }
        };
        Ok(Look {
            texts,
            as_of: AsOf { date: date.to_string(), because },
            catalogue,
            facts,
            computed,
            pay: pay.map(Arc::new),
            _folder: folder,
        })
    }

    /// Looks, and runs the rules. When an import ended meanwhile, it looks again: no review mixes two states of the facts.
    pub(crate) fn pass(&self, options: &Options) -> Result<Pass, EngineError> {
        for _ in 1..LOOKS_MAX {
            let before = self.imports()?;
            let pass = self.pass_once(options)?;
            if self.imports()? == before {
                return Ok(pass);
            }
        }
        self.pass_once(options)
    }

    /// The newest import, which stands for the state of the facts: an import that changes nothing is none.
    fn imports(&self) -> Result<Option<i64>, EngineError> {
        let Some(facts) = self.facts()? else { return Ok(None) };
        let store = Store::open_read_only(&facts, &plumb_facts::migrations())?;
        let newest = store.query("select max(number) from imports", &[])?;
        Ok(newest.rows.first().and_then(|row| row.first()?.int()))
    }

    fn pass_once(&self, options: &Options) -> Result<Pass, EngineError> {
        let mut look = self.look(options, Engines::Run)?;
        let rules = chosen(&look.texts, &options.rules)?;
        let mut assessment = assess(&rules, &look.catalogue, &look.texts.plan, options.threads)?;
        let mut problems: Vec<Problem> = std::mem::take(&mut look.texts.problems);
        problems.extend(measure::check(&look.texts.plan, &look.catalogue.connect()?));
        problems.append(&mut assessment.problems);
        problems.extend(remarks(&look, &look.texts.rules)?);
        problems.sort_by(|a, b| {
            let place =
                |problem: &Problem| problem.primary.as_ref().map(|label| look.texts.files.place(label.span));
            // What causes others stands before what follows from it.
            let follows = |problem: &Problem| plumb_plan::is_follow_up(problem.code);
            (a.severity, follows(a), place(a), a.code, &a.message).cmp(&(
                b.severity,
                follows(b),
                place(b),
                b.code,
                &b.message,
            ))
        });
        look.texts.problems = problems;
        let store = look.catalogue.connect()?;
        let until = look.catalogue.ground().as_of;
        let worths = Worths::of(&assessment, &rules, &store, look.texts.plan.company.currency, until);
        drop(store);
        Ok(Pass { look: Arc::new(look), rules, assessment, worths })
    }
}

/// Currency, calendar and zone stand under every figure: with errors there, none would be right.
fn refuse_broken_settings(texts: &Texts) -> Result<(), EngineError> {
    let of_rules = ["unknown-rule", "unknown-threshold", "threshold-unit"];
    let is_settings = |problem: &&Problem| {
        let place = problem.primary.as_ref().map(|label| texts.files.path(label.span.file));
        problem.severity == Severity::Error
            && place == Some("plumb.toml")
            && !of_rules.contains(&problem.code)
    };
    let broken: Vec<Problem> = texts.problems.iter().filter(is_settings).cloned().collect();
    if broken.is_empty() {
        return Ok(());
    }
    let says = "every figure rests on `plumb.toml`, and it has errors; put them right first";
    Err(EngineError::of_problems(says, &broken, &texts.files))
}

fn chosen(texts: &Texts, names: &[String]) -> Result<Vec<Rule>, EngineError> {
    // A name from a list may have the end of its line with it.
    let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
    let known = texts.rules.iter().map(|rule| rule.page.name.as_str());
    for name in &names {
        if known.clone().all(|rule| rule != *name) {
            let says = format!(
                "no rule is called `{name}`; `plumb sql \"select distinct rule from outcomes\"` lists all"
            );
            return Err(EngineError::unknown(says, name, known));
        }
    }
    let wanted =
        texts.rules.iter().filter(|rule| names.is_empty() || names.contains(&rule.page.name.as_str()));
    Ok(wanted.cloned().collect())
}

/// The day of the review and how it came about.
fn day(options: &Options, facts: Option<&Path>) -> Result<(Date, String), EngineError> {
    if let Some(day) = options.as_of {
        return Ok((day, "given".to_owned()));
    }
    if let Some(facts) = facts {
        let store = Store::open_read_only(facts, &plumb_facts::migrations())?;
        if let Some(day) = plumb_facts::newest_event_date(&store)? {
            return Ok((day, "the newest day on which something happened".to_owned()));
        }
    }
    options.today.map(|day| (day, "today, as there are no facts".to_owned())).ok_or(EngineError::NoDay)
}
