//! Measures on the data sets that the example mappings are written for, checked against what is known of those.
//!
//! The data sets are not part of the project. Where they are absent, these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use plumb_catalog::Catalogue;
use plumb_catalog::measure::{self, Dimension, Figure, MeasureTable};
use plumb_diag::Files;
use plumb_facts::{Mapping, Options, import, migrations, read_folder};
use plumb_plan::Plan;
use plumb_store::Store;
use plumb_units::{Amount, Period, parse_date};
use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

struct DataSet {
    files: PathBuf,
    folder: TempDir,
    store: Store,
    plan: Plan,
}

impl DataSet {
    /// Imports it and builds a catalogue over it with a plan of these kinds.
    fn open(name: &str, plan: impl FnOnce(&Path) -> String) -> Option<Self> {
        let files = Path::new(ROOT).join("../shared/data").join(name);
        if !files.is_dir() {
            let _ = writeln!(
                std::io::stderr(),
                "skipped: no data set `{name}` in ../shared/data beside the repository"
            );
            return None;
        }
        let path = Path::new(ROOT).join(format!("examples/mappings/{name}.toml"));
        let text = std::fs::read_to_string(path).unwrap();
        let (mapping, _) = Mapping::read(&mut Files::default(), name, &text);
        let folder = TempDir::new().unwrap();
        let facts = folder.path().join("plumb.db");
        let mut store = Store::create(&facts, &migrations()).unwrap();
        let inputs = read_folder(&files, &mapping).unwrap();
        import(&mut store, &mapping, &inputs, &Options::default(), &mut |_| {}).unwrap();
        drop(store);
        let company = "plumb = 1\n[company]\nname = \"x\"\ncurrency = \"USD\"\n";
        let (plan, problems) = plumb_plan::read(vec![
            ("plumb.toml".into(), company.into()),
            ("plan/all.toml".into(), format!("{}{MEASURES}", plan(&files))),
        ]);
        assert_eq!(problems, []);
        let as_of = parse_date("2025-05-28").unwrap();
        let catalogue =
            Catalogue::build(&plan, Some(&facts), as_of, &folder.path().join("review.db")).unwrap();
        let store = catalogue.connect().unwrap();
        assert_eq!(measure::check(&plan, &store), []);
        Some(Self { files, folder, store, plan })
    }

    fn figures(&self, measure: &str, by: &[Dimension], period: Option<&Period>) -> MeasureTable {
        measure::evaluate(&self.store, self.plan.entity("measure", measure).unwrap(), by, period).unwrap()
    }

    /// A number of the data set's `truth.json`, by the names that lead to it.
    fn truth(&self, names: &[&str]) -> String {
        let text = std::fs::read_to_string(self.files.join("truth.json")).unwrap();
        let mut rest = text.as_str();
        for name in names {
            rest = rest.split_once(&format!("\"{name}\":")).unwrap().1;
        }
        rest.split([',', '\n', '}']).next().unwrap().trim().trim_end_matches(".0").to_owned()
    }
}

const MEASURES: &str = r#"
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
person = "person"
unit = "money"

[measure.win-rate]
table = "opportunities"
numerator = "outcome = 'won'"
denominator = "outcome in ('won', 'lost')"
filter = "outcome != 'open'"
time = "closed"
person = "person"
unit = "rate"
aggregate = "ratio"
"#;

fn exact(figure: Option<Figure>) -> i64 {
    match figure {
        Some(Figure::Exact(value)) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn revenue_of_adventureworks_adds_up_to_the_cent_for_each_person() {
    // All but one are in the plan.
    let people = |_: &Path| {
        let mut plan = String::from("[unit.sales]\n");
        for number in 275..=290 {
            let keys = format!("keys = {{ adventureworks = \"{number}\" }}");
            writeln!(plan, "[person.rep-{number}]\nunit = \"sales\"\n{keys}").unwrap();
        }
        plan
    };
    let Some(data) = DataSet::open("adventureworks", people) else { return };
    assert!(data.folder.path().exists());
    let total = data.figures("net-revenue", &[], None);
    assert_eq!(Amount::from_millionths(exact(total.rows[0].value)).to_string(), "80487704.1832");
    let by_person = data.figures("net-revenue", &[Dimension::Person], None);
    assert_eq!(by_person.rows.len(), 17);
    for row in &by_person.rows {
        let person = row.keys[0].as_deref().unwrap();
        let number = person.rsplit(['-', ':']).next().unwrap();
        assert_eq!(person.starts_with("key:"), number == "274");
        let found = Amount::from_millionths(exact(row.value)).to_string();
        assert_eq!(found, data.truth(&["sales_by_rep", number]), "{person}");
    }
    for dimension in measure::dimensions(data.plan.entity("measure", "net-revenue").unwrap()) {
        let cut = data.figures("net-revenue", &[dimension], None);
        assert_eq!(
            cut.rows.iter().map(|row| exact(row.value)).sum::<i64>(),
            80_487_704_183_200,
            "{dimension:?}"
        );
    }
    let by_unit = data.figures("net-revenue", &[Dimension::Unit], None);
    let keys: Vec<_> = by_unit.rows.iter().map(|row| row.keys[0].as_deref()).collect();
    assert_eq!(keys, [Some("sales"), None]);
}

#[test]
fn the_win_rate_of_maven_keeps_what_it_is_made_of() {
    const MANAGERS: [&str; 6] =
        ["Cara Losch", "Celia Rouche", "Dustin Brinkmann", "Melvin Marxen", "Rocco Neubert", "Summer Sewald"];
    let id = |name: &str| name.to_lowercase().replace(' ', "-");
    let units = |_: &Path| {
        let unit = |name: &&str| format!("[unit.{}]\nkeys = {{ maven-crm = \"{name}\" }}\n", id(name));
        MANAGERS.iter().map(unit).collect()
    };
    let Some(data) = DataSet::open("maven-crm", units) else { return };
    let total = data.figures("win-rate", &[], None);
    assert_eq!(
        (total.rows[0].numerator, total.rows[0].denominator),
        (Some(4_238_000_000), Some(6_711_000_000))
    );
    let by_unit = data.figures("win-rate", &[Dimension::Unit], None);
    assert_eq!(by_unit.rows.len(), 6);
    for (row, manager) in by_unit.rows.iter().zip(MANAGERS) {
        assert_eq!(row.keys, [Some(id(manager))]);
        assert_eq!(
            (row.numerator.unwrap() / 1_000_000).to_string(),
            data.truth(&["by_manager", manager, "won"])
        );
        assert_eq!(
            (row.denominator.unwrap() / 1_000_000).to_string(),
            data.truth(&["by_manager", manager, "closed"])
        );
        let Some(Figure::Share(share)) = row.value else { panic!("{manager}") };
        assert_eq!(format!("{share:.6}"), data.truth(&["by_manager", manager, "win_rate"]));
    }
    let revenue = data.figures("net-revenue", &[Dimension::Unit], None);
    for (row, manager) in revenue.rows.iter().zip(MANAGERS) {
        let found = Amount::from_millionths(exact(row.value)).to_string();
        assert_eq!(found, data.truth(&["by_manager", manager, "revenue"]), "{manager}");
    }
}
