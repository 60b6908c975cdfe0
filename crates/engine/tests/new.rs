//! A new workspace from exports: what is guessed of companies that nobody here made up, and that a failure leaves nothing.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use plumb_engine::{EngineError, NewError, NewView, Options, Workspace, new_workspace};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A data set beside the repository; none of them is part of it.
fn data(name: &str) -> Option<PathBuf> {
    let folder = Path::new(ROOT).join("../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let _ =
        writeln!(std::io::stderr(), "skipped: no data set `{name}` in ../shared/data beside the repository");
    None
}

/// A workspace made in a folder that vanishes, its plan read back without a problem.
struct Made {
    _above: tempfile::TempDir,
    dir: PathBuf,
    view: NewView,
    plan: plumb_plan::Plan,
}

fn made(mapping: &str, data: &Path) -> Made {
    let above = tempfile::tempdir().unwrap();
    let dir = above.path().join("acme");
    let mapping = Path::new(ROOT).join("examples").join(mapping);
    let view = new_workspace(&dir, &mapping, Some(data), None, &mut |_| {}).unwrap();
    let (plan, problems) = plumb_plan::read_bytes(texts(&dir, &dir));
    assert_eq!(problems.iter().map(|problem| &problem.message).collect::<Vec<_>>(), Vec::<&String>::new());
    Made { _above: above, dir, view, plan }
}

fn texts(root: &Path, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(self::texts(root, &path));
        } else if path.extension().is_some_and(|end| end != "db") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            texts.push((name, std::fs::read(&path).unwrap()));
        }
    }
    texts
}

impl Made {
    fn count(&self, kind: &str) -> usize {
        self.plan.of_kind(kind).count()
    }

    fn guessed(&self, kind: &str, id: &str) -> &str {
        self.plan.entity(kind, id).unwrap().guessed.as_deref().unwrap()
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.dir.join(path)).unwrap()
    }

    /// The ids of the units directly below another.
    fn below(&self, unit: &str) -> Vec<&str> {
        let units = self.plan.of_kind("unit");
        let below =
            units.filter(|entity| entity.reference("parent").is_some_and(|parent| parent.as_str() == unit));
        below.map(|entity| entity.id.as_str()).collect()
    }
}

#[test]
fn adventureworks_has_seventeen_sellers_in_three_regions_with_all_their_quotas() {
    let Some(data) = data("adventureworks") else { return };
    let made = made("mappings/adventureworks.toml", &data);
    let sellers = made.plan.of_kind("person").filter(|person| {
        let role = person.reference("role").and_then(|role| made.plan.entity("role", role.as_str()));
        role.is_some_and(|role| role.flag("sells") == Some(true))
    });
    assert_eq!(sellers.count(), 17);
    assert_eq!(made.guessed("role", "sales-representative"), "14 of 14 sell; 0 of 14 holders lead people");
    assert_eq!((made.count("quota"), made.count("territory"), made.count("assignment")), (163, 10, 17));
    assert_eq!(made.below("adventureworks"), ["europe", "north-america", "pacific"]);
    for unit in ["europe", "north-america", "pacific"] {
        assert!(made.plan.entity("unit", unit).unwrap().reference("lead").is_some(), "{unit}");
    }
    assert_eq!(made.count("objective"), 0);
    assert!(made.text("plan/objectives.toml").contains("was 36 277 591.90 USD, the sum of 1812 bookings"));
    assert!(made.text("plan/objectives.toml").contains("its last booking is of 2025-04-30"));
    assert_eq!(made.text("plan/periods.csv").lines().count(), 13);
    let mapping =
        std::fs::read_to_string(Path::new(ROOT).join("examples/mappings/adventureworks.toml")).unwrap();
    assert_eq!(made.text("mappings/adventureworks.toml"), mapping);
    assert_eq!(made.view.next.len(), 3);
}

#[test]
fn maven_has_six_teams_below_three_regions_and_two_open_stages() {
    let Some(data) = data("maven-crm") else { return };
    let made = made("mappings/maven-crm.toml", &data);
    assert_eq!(made.count("person"), 41);
    assert_eq!(made.guessed("role", "sales-agent"), "35 of 35 sell; 0 of 35 holders lead people");
    assert_eq!(made.below("maven"), ["central", "east", "west"]);
    let teams: usize = ["central", "east", "west"].iter().map(|region| made.below(region).len()).sum();
    assert_eq!(teams, 6);
    let stages = made.plan.entity("method", "sales").unwrap().rows("stage");
    let stages: Vec<_> =
        stages.iter().map(|stage| (stage.text("id").unwrap(), stage.flag("open").unwrap())).collect();
    assert_eq!(stages, [("engaging", true), ("prospecting", true), ("won", false), ("lost", false)]);
    assert!(made.guessed("method", "sales").contains("for the facts hold no history"));
    assert_eq!(made.count("offering"), 7);
    assert!(
        made.plan.entity("measure", "win-rate").is_some()
            && made.plan.entity("measure", "gross-margin").is_none()
    );
}

#[test]
fn northwind_has_no_quotas_and_none_are_made_up() {
    let Some(data) = data("northwind") else { return };
    let made = made("mappings/northwind.toml", &data);
    assert_eq!((made.count("person"), made.count("quota"), made.count("assignment")), (9, 0, 49));
    assert!(!made.dir.join("plan/private").exists());
    let andrew = made.plan.entity("person", "andrew-fuller").unwrap();
    assert!(andrew.reference("manager").is_none());
    assert_eq!(made.below("northwind-traders"), ["eastern", "northern", "southern"]);
    assert_eq!(made.below("eastern"), ["western"]);
    assert!(made.plan.entity("method", "sales").is_none());
}

#[test]
fn a_new_workspace_can_be_checked_at_once() {
    let exports = Path::new(ROOT).join("examples/quayside/exports");
    let made = made("quayside/mappings/quayside.toml", &exports);
    let review = Workspace::open(&made.dir).unwrap().check(&Options::default()).unwrap();
    assert_eq!(
        review.problems.iter().map(|problem| &problem.message).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert!(review.mandates.is_empty(), "no mandate is invented");
    assert!(made.plan.all().all(|entity| entity.guessed.is_some()), "every entry says that it is guessed");
    // The CRM calls the company by half its name; north and south stand below it, teams below them.
    assert_eq!(made.below("quayside-parts"), ["north", "south"]);
    assert_eq!(made.below("north"), ["baltic", "north-sea"]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_quotas_and_facts() {
    use std::os::unix::fs::PermissionsExt as _;
    let quotas = "[table.quotas]\nsql = \"select Number as key, Rep as person, Date as valid_from, Net as amount, 'CHF' as currency from src.orders\"\n";
    let (folder, mapping) = shop(&format!("{SHOP}\n{quotas}"));
    let dir = folder.path().join("acme");
    new_workspace(&dir, &mapping, None, None, &mut |_| {}).unwrap();
    let mode = |path: &str| std::fs::metadata(dir.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(names(&dir.join("plan/private")), ["quotas.csv"]);
    assert_eq!(mode("plan/private/quotas.csv"), 0o600);
    assert_eq!((mode("plan/private"), mode("plumb.db")), (0o700, 0o600));
}

#[test]
fn the_same_exports_make_the_same_texts() {
    let exports = Path::new(ROOT).join("examples/quayside/exports");
    let [one, two] = [(); 2].map(|()| {
        let made = made("quayside/mappings/quayside.toml", &exports);
        let mut texts = texts(&made.dir, &made.dir);
        texts.sort();
        texts
    });
    assert_eq!(one, two);
}

const SHOP: &str = r#"
[mapping]
name = "shop"
exported_at = 2026-02-01

[source.orders]
file = "orders.csv"
columns = { Date = "date", Net = "amount" }

[table.bookings]
sql = "select Number as key, Date as date, Rep as person, Net as net, 'CHF' as currency from src.orders"
"#;

/// A folder with a mapping and its export.
fn shop(mapping: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), mapping).unwrap();
    std::fs::write(
        folder.path().join("orders.csv"),
        "Number,Date,Rep,Net\n1,2025-03-01,274,9.90\n2,soon,274,1\n",
    )
    .unwrap();
    let mapping = folder.path().join("shop.toml");
    (folder, mapping)
}

#[test]
fn the_one_unit_above_all_others_is_the_company() {
    let people = "[source.users]\nfile = \"users.csv\"\n[table.people]\nsql = \"select Id as key, Name as name, Unit as unit, nullif(Boss, '') as manager from src.users\"\n";
    let (folder, mapping) = shop(&format!("{SHOP}\n{people}"));
    let users = "Id,Name,Unit,Boss\n1,Ada,Acme Tools,\n2,Cy,Acme Tools,1\n3,Bo,North,2\n4,Di,West,3\n";
    std::fs::write(folder.path().join("users.csv"), users).unwrap();
    let dir = folder.path().join("acme");
    new_workspace(&dir, &mapping, None, None, &mut |_| {}).unwrap();
    let read = |path: &str| std::fs::read_to_string(dir.join(path)).unwrap();
    let why = "# guessed: the mapping names no company, and the facts have one unit above all 2 others";
    assert!(read("plumb.toml").contains(&format!("{why}\nname = \"Acme Tools\"")), "{}", read("plumb.toml"));
    let units = read("plan/units.toml");
    assert!(units.contains("[unit.acme-tools]\nname = \"Acme Tools\"\nlevel = \"company\""), "{units}");
    assert_eq!(units.matches("\n[unit.").count(), 3, "{units}");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_the_mapping_does_not_say_is_guessed_and_marked() {
    let (folder, mapping) = shop(SHOP);
    let dir = folder.path().join("deep/below/acme");
    let view = new_workspace(&dir, &mapping, None, None, &mut |_| {}).unwrap();
    let settings = std::fs::read_to_string(dir.join("plumb.toml")).unwrap();
    assert!(settings.contains("# guessed: 1 of 1 amounts are in CHF\ncurrency = \"CHF\""), "{settings}");
    let marked: Vec<_> = view
        .guesses
        .iter()
        .filter(|guess| guess.file == "plumb.toml")
        .map(|guess| guess.what.as_str())
        .collect();
    assert_eq!(marked, ["the company's name", "the company's currency", "the fiscal year"]);
    assert!(std::fs::read_to_string(dir.join("plan/people.csv")).unwrap().contains("person-274,"));
    assert_eq!(view.import.rejected, 1);
    let left_out = "1 row was left out by the import, see `out/rejects.csv`";
    assert!(std::fs::read_to_string(dir.join("plan/measures.toml")).unwrap().contains(left_out));
    assert!(std::fs::read_to_string(dir.join("plan/objectives.toml")).unwrap().contains(left_out));
    assert!(
        view.guesses
            .iter()
            .any(|guess| guess.file == "plan/objectives.toml" && guess.evidence.ends_with(left_out))
    );
    assert_eq!(names(&dir), [".gitignore", "mappings", "out", "plan", "plumb.db", "plumb.toml"]);
    assert_eq!(names(folder.path()), ["deep", "orders.csv", "shop.toml"]);
}

#[test]
fn an_empty_folder_is_filled_and_one_that_is_not_is_left_alone() {
    let (folder, mapping) = shop(SHOP);
    let dir = folder.path().join("acme");
    std::fs::create_dir(&dir).unwrap();
    new_workspace(&dir, &mapping, None, None, &mut |_| {}).unwrap();
    assert_eq!(names(&dir), [".gitignore", "mappings", "out", "plan", "plumb.db", "plumb.toml"]);
    let again = new_workspace(&dir, &mapping, None, None, &mut |_| {}).unwrap_err();
    assert!(matches!(&again, EngineError::New(NewError::Workspace { .. })), "{again}");
    let full = new_workspace(folder.path(), &mapping, None, None, &mut |_| {}).unwrap_err().to_string();
    assert!(full.starts_with("3 entries, such as `acme`, are in "), "{full}");
    let file = new_workspace(&mapping, &mapping, None, None, &mut |_| {}).unwrap_err().to_string();
    assert!(file.ends_with("is a file; name a folder that is empty or not there yet"), "{file}");
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let broken = SHOP.replace("columns =", "colums =");
    let no_currency = SHOP.replace("table.bookings", "table.accounts").replace(
        "select Number as key, Date as date, Rep as person, Net as net, 'CHF' as currency from src.orders",
        "select Number as key from src.orders",
    );
    let bad_year = SHOP.replace("[source", "[workspace]\nyear_starts = \"April\"\n\n[source");
    let no_file = SHOP.replace("orders.csv", "bills.csv");
    let cases = [
        (broken.as_str(), "has errors"),
        (no_currency.as_str(), "no currency is told"),
        (bad_year.as_str(), "makes no settings that can be read"),
        (no_file.as_str(), "no file `bills.csv`"),
    ];
    for (mapping, says) in cases {
        let (folder, mapping) = shop(mapping);
        for there in [false, true] {
            let dir = folder.path().join(if there { "there" } else { "new/acme" });
            if there {
                std::fs::create_dir(&dir).unwrap();
            }
            let error = new_workspace(&dir, &mapping, None, None, &mut |_| {}).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
            assert!(!there || names(&dir).is_empty(), "{says}");
        }
        assert_eq!(names(folder.path()), ["orders.csv", "shop.toml", "there"], "{says}");
    }
}

#[test]
fn mavens_first_screen_names_one_finding_with_the_filter_that_shows_it_in_the_csv() {
    let Some(data) = data("maven-crm") else { return };
    let made = made("mappings/maven-crm.toml", &data);
    let workspace = Workspace::open(&made.dir).unwrap();
    let options = Options::default();
    let review = workspace.review(&options).unwrap();
    let screen = plumb_engine::first_screen(&review.seen_by(&plumb_engine::Viewer::Operator));
    let finding = workspace.with_check(screen, &options).unwrap().finding.unwrap();
    assert_eq!(
        finding.try_it.unwrap(),
        "in `sales_pipeline.csv` keep `deal_stage` = `Lost` and `close_date` from 2017-04-01 until before 2018-01-01, and count \
         the last months of the quarters beside the others: 382 of 2357 rows; then keep `deal_stage` = `Won`: 1545 of 3707 rows \
         (quarters end with March, June, September and December)"
    );
    assert!(finding.innocent.starts_with("buyers say yes before their own quarter ends"));

    // The same filter over the file itself, as a spreadsheet would count.
    let text = std::fs::read_to_string(data.join("sales_pipeline.csv")).unwrap();
    let count = |stage: &str, last: bool| {
        let rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let kept = rows.filter(|row| row[4] == stage && ("2017-04-01".."2018-01-01").contains(&row[6]));
        kept.filter(|row| !last || ["03", "06", "09", "12"].contains(&&row[6][5..7])).count()
    };
    assert_eq!((count("Lost", true), count("Lost", false)), (382, 2357));
    assert_eq!((count("Won", true), count("Won", false)), (1545, 3707));
}
