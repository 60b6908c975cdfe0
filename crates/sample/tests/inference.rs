//! How much of the sample company is guessed right from the exports of a CRM alone, measured against its plan.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may stop where its own sample is wrong, and shows what it measured"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plumb_engine::{GuessView, ImportOptions, NewView, Options, QueryLimits, Workspace, new_workspace};
use plumb_plan::{Entity, Plan};
use plumb_sample::{Crm, Day, Sample, exports, native, plan};

const SEEDS: [u64; 3] = [1, 2, 3];
const ALL: [Crm; 3] = [Crm::Salesforce, Crm::HubSpot, Crm::Report];

fn write(folder: &Path, files: Vec<(String, Vec<u8>)>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

fn texts(root: &Path, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true => found.extend(texts(root, &path)),
            false if name.starts_with("plan") || name == "plumb.toml" => {
                found.push((name, std::fs::read(&path).unwrap()));
            }
            false => {}
        }
    }
    found
}

/// What is guessed from an export, beside the company as it is.
struct Guessed {
    crm: Crm,
    sample: Sample,
    plan: Plan,
    truth: Plan,
    view: NewView,
    files: BTreeMap<String, String>,
}

fn guessed(sample: Sample, crm: Crm) -> Guessed {
    let folder = tempfile::tempdir().unwrap();
    let (data, dir) = (folder.path().join("data"), folder.path().join("made"));
    let files = exports(&sample, crm, sample.as_of());
    let inner = files.first().map(|(path, _)| data.join(path).parent().unwrap().to_owned()).unwrap();
    write(&data, files);
    let view =
        new_workspace(&dir, Path::new(crm.name()), Some(&inner), Some(sample.as_of()), &mut |_| {}).unwrap();
    let found = texts(&dir, &dir);
    let files = found.iter().map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).unwrap()));
    let files = files.collect();
    let (plan_made, problems) = plumb_plan::read_bytes(found);
    assert!(problems.is_empty(), "{problems:#?}");
    let (truth, _) = plumb_plan::read_bytes(plan(&sample, crm));
    Guessed { crm, sample, plan: plan_made, truth, view, files }
}

/// What a CRM calls an entry.
fn keys<'e>(entity: &'e Entity, source: &str) -> Vec<&'e str> {
    entity.keys("keys").iter().filter(|key| key.source == source).map(|key| key.key.as_str()).collect()
}

/// Entries of a kind by what the CRM calls them.
fn by_key<'p>(plan: &'p Plan, kind: &str, source: &str) -> BTreeMap<&'p str, &'p Entity> {
    plan.of_kind(kind)
        .flat_map(|entity| keys(entity, source).into_iter().map(move |key| (key, entity)))
        .collect()
}

/// How many of how many are right.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    all: usize,
}

impl Score {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn is_whole(self) -> bool {
        self.all > 0 && self.right == self.all
    }
}

impl Guessed {
    fn of(&self, what: &str) -> Option<&GuessView> {
        self.view.guesses.iter().find(|guess| guess.what.contains(what))
    }

    /// The name of the unit to which an entry refers.
    fn unit(plan: &Plan, entity: &Entity, field: &str) -> Option<String> {
        let unit = plan.entity("unit", entity.reference(field)?.as_str())?;
        Some(unit.text("name").unwrap_or(unit.id.as_str()).to_owned())
    }

    /// People whom the export names, by whether they are in their team; and those who are not there and nothing says so.
    fn people(&self) -> (Score, Vec<String>) {
        let (mut score, mut unmarked) = (Score::default(), Vec::new());
        let guessed = by_key(&self.plan, "person", self.crm.name());
        let whole = self.files.get("plan/people.csv").is_some_and(|text| text.starts_with("# guessed: "));
        for (key, person) in by_key(&self.truth, "person", self.crm.name()) {
            let Some(found) = guessed.get(key) else { continue };
            let right = Self::unit(&self.plan, found, "unit") == Self::unit(&self.truth, person, "unit");
            score.count(right);
            if !right && found.guessed.is_none() && !whole {
                unmarked.push(key.to_owned());
            }
        }
        (score, unmarked)
    }

    fn tree(&self) -> Score {
        let mut score = Score::default();
        let guessed = by_key(&self.plan, "unit", self.crm.name());
        for (key, unit) in by_key(&self.truth, "unit", self.crm.name()) {
            let Some(found) = guessed.get(key) else { continue };
            score.count(Self::unit(&self.plan, found, "parent") == Self::unit(&self.truth, unit, "parent"));
        }
        score
    }

    /// Whether each person sells, as the role says.
    fn sellers(&self) -> Score {
        let mut score = Score::default();
        let sells = |plan: &Plan, person: &Entity| {
            let role = person.reference("role").and_then(|role| plan.entity("role", role.as_str()));
            role.and_then(|role| role.flag("sells")).unwrap_or(false)
        };
        let guessed = by_key(&self.plan, "person", self.crm.name());
        for (key, person) in by_key(&self.truth, "person", self.crm.name()) {
            let Some(found) = guessed.get(key) else { continue };
            score.count(sells(&self.plan, found) == sells(&self.truth, person));
        }
        score
    }

    /// Those who have left: told with their day, or doubted.
    fn leavers(&self) -> Score {
        let mut score = Score::default();
        let guessed = by_key(&self.plan, "person", self.crm.name());
        for (key, person) in by_key(&self.truth, "person", self.crm.name()) {
            let (Some(found), Some(until)) = (guessed.get(key), person.date("until")) else { continue };
            if until <= self.sample.as_of() {
                let doubted = found.guessed.as_deref().is_some_and(|says| says.contains("left?"));
                score.count(found.date("until").is_some() || doubted);
            }
        }
        score
    }

    /// What the CRM calls the stages, in order, each with its earlier names.
    fn stages(&self, plan: &Plan) -> Vec<BTreeSet<String>> {
        let seen: BTreeSet<String> =
            self.plan.keys().filter(|key| key.kind == "stage").map(|key| key.key.to_owned()).collect();
        let method = plan.of_kind("method").next().unwrap();
        let of = |row: &plumb_plan::Row| -> BTreeSet<String> {
            row.keys("keys").iter().map(|key| key.key.clone()).filter(|key| seen.contains(key)).collect()
        };
        method.rows("stage").iter().map(of).filter(|keys| !keys.is_empty()).collect()
    }

    /// Products that one family holds, for those that the company's plan knows.
    fn families(&self, plan: &Plan) -> BTreeSet<BTreeSet<String>> {
        let source = self.crm.name();
        let known = by_key(&self.truth, "offering", source);
        let mut families: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (key, offering) in by_key(plan, "offering", source) {
            if let Some(family) = offering.text("family").filter(|_| known.contains_key(key)) {
                families.entry(family).or_default().insert(key.to_owned());
            }
        }
        families.into_values().collect()
    }

    /// Net revenue of the last fiscal year by currency, from the company's own rows.
    fn base_year(&self) -> Score {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), plan(&self.sample, self.crm));
        let workspace = Workspace::open(folder.path()).unwrap();
        let (mapping, files) = native(&self.sample, self.crm, self.sample.as_of());
        let path = folder.path().join("native.toml");
        std::fs::write(&path, mapping).unwrap();
        let rows = tempfile::tempdir().unwrap();
        write(rows.path(), files);
        let options = ImportOptions { exported_at: Some(self.sample.as_of()), ..ImportOptions::default() };
        let mut folders = vec![rows.path().to_owned()];
        folders.extend(
            std::fs::read_dir(rows.path())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir()),
        );
        workspace.import(&path, &folders, &options, &mut |_| {}).unwrap();
        let sql = "select currency, exact_text(sum(net)) from bookings where date >= '2025-04-01' and date < '2026-04-01' group by 1";
        let options = Options { as_of: Some(self.sample.as_of()), ..Options::default() };
        let table = workspace.sql(sql, &options, &QueryLimits::default(), |_| {}).unwrap();
        let told = self.of("no mandate").unwrap().evidence.replace(' ', "");
        let mut score = Score::default();
        for row in &table.rows {
            let text = |at: usize| row[at].as_str().unwrap().to_owned();
            let amount = text(1);
            let cents = amount.split_once('.').map_or(0, |(_, cents)| cents.len());
            let amount = if cents == 0 {
                format!("{amount}.00")
            } else {
                format!("{amount}{}", "0".repeat(2 - cents))
            };
            score.count(told.contains(&format!("{amount}{}", text(0))));
        }
        score
    }

    fn year_starts(&self) -> bool {
        let settings = self.files.get("plumb.toml").unwrap();
        settings.contains("# guessed: ") && settings.contains("year_starts = \"04-01\"")
    }

    fn segments(&self) -> Score {
        let mut score = Score::default();
        let guessed = by_key(&self.plan, "segment", self.crm.name());
        for key in by_key(&self.truth, "segment", self.crm.name()).into_keys() {
            score.count(guessed.contains_key(key));
        }
        score
    }
}

/// A line of the table in `docs/inference.md`: things with right of all, over all seeds.
fn line(name: &str, scores: &[Score]) -> String {
    let cells = scores.iter().map(|score| match score.all {
        0 => "not in it".to_owned(),
        all => format!("{} of {all}", score.right),
    });
    format!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "))
}

#[test]
fn the_company_is_guessed_right_from_a_crm_alone() {
    let mut rows: BTreeMap<(usize, &str), Vec<Score>> = BTreeMap::new();
    for crm in ALL {
        let mut sums: BTreeMap<(usize, &str), Score> = BTreeMap::new();
        for seed in SEEDS {
            let guessed = guessed(Sample { seed, aligned: false, day: Day::Zero }, crm);
            let (people, unmarked) = guessed.people();
            assert!(
                people.right * 100 >= people.all * 95,
                "{crm:?} {seed}: {} of {}",
                people.right,
                people.all
            );
            assert!(unmarked.is_empty(), "{crm:?} {seed}: {unmarked:?}");
            let (stages, wanted) = (guessed.stages(&guessed.plan), guessed.stages(&guessed.truth));
            assert_eq!(guessed.stages(&guessed.plan).len(), wanted.len(), "{crm:?} {seed}: {stages:?}");
            let in_order = stages.iter().zip(&wanted).filter(|(found, wanted)| found == wanted).count();
            let families = guessed.families(&guessed.plan);
            let told = guessed.of("product famil").is_some();
            let one = |right: bool| Score { right: usize::from(right), all: 1 };
            let measured = [
                ("people in their team", people),
                ("units below the right one", guessed.tree()),
                ("people who sell, or do not", guessed.sellers()),
                ("people who left", guessed.leavers()),
                ("stages in their place", Score { right: in_order, all: wanted.len() }),
                ("start of the fiscal year", one(guessed.year_starts())),
                (
                    "product families",
                    if told { one(families == guessed.families(&guessed.truth)) } else { Score::default() },
                ),
                ("currencies of the base year to the cent", guessed.base_year()),
                ("segments", guessed.segments()),
            ];
            for (at, (name, score)) in measured.into_iter().enumerate() {
                let sum = sums.entry((at, name)).or_default();
                sum.right += score.right;
                sum.all += score.all;
            }
        }
        for (key, score) in sums {
            rows.entry(key).or_default().push(score);
        }
    }
    let mut table =
        vec!["| | `salesforce` | `hubspot` | `report-de` |".to_owned(), "|---|---|---|---|".to_owned()];
    table.extend(rows.iter().map(|((_, name), scores)| line(name, scores)));
    println!("{}", table.join("\n"));
    for ((_, name), scores) in &rows {
        let exact = ["start of the fiscal year", "currencies of the base year to the cent", "segments"]
            .contains(name);
        let told = *name == "product families";
        for (crm, score) in ALL.iter().zip(scores) {
            assert!(!exact || score.is_whole(), "{crm:?}: {name}: {} of {}", score.right, score.all);
            assert!(!told || score.all == 0 || score.is_whole(), "{crm:?}: {name}");
        }
    }
    // A report keeps no history, so the order is that of the chances.
    let stages = rows.iter().find(|((_, name), _)| *name == "stages in their place").unwrap().1;
    assert!(stages.iter().all(|score| score.is_whole()));
}
