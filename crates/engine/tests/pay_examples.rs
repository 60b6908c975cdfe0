//! The pay plans that are shipped as examples pay what they say, and cover what is known from elsewhere.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where its own example is wrong")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use plumb_engine::{PayCheck, check_pay_files};
use proptest::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn texts() -> Vec<(String, String)> {
    let mut found = BTreeMap::new();
    for file in std::fs::read_dir(root().join("examples/pay")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
    found.into_iter().collect()
}

/// Everything that is wrong, as lines of text.
fn wrong(check: &PayCheck) -> Vec<String> {
    let line = |what: &str, problem: &plumb_diag::Problem| {
        let place = problem.primary.as_ref().map(|label| check.files.place(label.span));
        let place =
            place.map_or(String::new(), |place| format!("{}:{}:{}", place.path, place.line, place.column));
        format!("{place}: {what}{} ({})", problem.message, problem.help.clone().unwrap_or_default())
    };
    let errors = check.problems.iter().filter(|problem| problem.severity == plumb_diag::Severity::Error);
    let of_plans = errors.map(|problem| line("", problem));
    let of_examples = check.examples.iter().flat_map(|example| {
        example.problems.iter().map(|problem| line(&format!("{}/{}: ", example.plan, example.id), problem))
    });
    of_plans.chain(of_examples).collect()
}

#[test]
fn every_shipped_example_pays_what_it_says() {
    let check = check_pay_files(texts());
    let wrong = wrong(&check);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(check.plans >= 60 && check.examples.len() >= 70, "{} {}", check.plans, check.examples.len());
}

#[test]
fn the_order_of_files_changes_nothing() {
    let forwards = check_pay_files(texts());
    let backwards = check_pay_files(texts().into_iter().rev().collect());
    assert_eq!(forwards.examples.len(), backwards.examples.len());
    assert_eq!(wrong(&forwards), wrong(&backwards));
}

/// Worked cases of others, by the ids under which they are known.
const VECTORS: &[&str] = &[
    "oracle-step-individual",
    "oracle-interpolated-individual",
    "oracle-tier-edge-equal",
    "mathtutor-graduated",
    "edu-rolf-graduated",
    "graduated-22000",
    "hf-tiered-30000",
    "gist-bdd-two-tier",
    "pastebin-affiliate-per-sale-retro",
    "studypool-draw-wrong",
    "xactly-nonrecoverable-draw",
    "qcommission-nonrecoverable",
    "calccoll-accelerator-draw",
    "carvd-flat",
    "paycheckcalcs-quarter",
    "supercalc-base-plus",
    "bonuspaycalc-accelerator-ambiguous",
    "prowi-override-threshold",
    "prowi-holdback",
    "masters-proration-days",
    "quickbase-prorate-uneven-quarters",
    "cpa-bonus-solve-income",
    "algebra-bonus-tax-wrong",
    "asc340-velocity-amortise",
    "ifrs15-finlearnhub",
    "officeforums-matrix",
    "oca-fixed-10pct",
    "oca-refund-nets-zero",
    "tryton-payment-based",
    "gorules-affiliate",
    "gorules-tutorial-accelerator",
    "tune-flat-and-pct",
    "mathscore-base-plus",
    "cleverism-basis",
    "quotewerks-margin-ladder",
    "rose-profit-multiplier",
];

#[test]
fn every_known_case_is_an_example() {
    let check = check_pay_files(texts());
    let ids: BTreeSet<&str> = check.examples.iter().map(|example| example.id.as_str()).collect();
    let lacking: Vec<&&str> = VECTORS.iter().filter(|id| !ids.contains(**id)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    assert_eq!(VECTORS.len(), 36);
}

/// Figures that the cases give in another form than an example writes them, with that form.
const OTHERWISE: &[(&str, &str, &str)] = &[
    // 3 % of 50 000.
    ("oracle-tier-edge-equal", "3", "1500"),
    // What is left at the end of the month of 8 400, after a draw of 4 000 at its beginning.
    ("calccoll-accelerator-draw", "4400", "-4000"),
    ("supercalc-base-plus", "114.3", "114.2857"),
    ("masters-proration-days", "469", "469041.10"),
    ("masters-proration-days", "44", "43972.60"),
    // 43 972.60 of 75 000.
    ("masters-proration-days", "58.63", "43972.60"),
    ("quickbase-prorate-uneven-quarters", "86667", "86666.67"),
    // The income is given, and the bonus comes out.
    ("cpa-bonus-solve-income", "492979", "492979.59"),
    // The tax is not paid to anybody: it is told in the example's comment.
    ("algebra-bonus-tax-wrong", "34782.61", "13043.48"),
    // Costs that nobody is paid for: 12 000 and 18 000.
    ("ifrs15-finlearnhub", "30000", "12000"),
    // Shares of 1 000.
    ("officeforums-matrix", "62.5", "625"),
    ("officeforums-matrix", "80.875", "808.75"),
    ("gorules-affiliate", "0.198", "69.30"),
];

/// Every number that stands in a value, as text without spaces and units.
fn numbers(value: &toml::Value, found: &mut BTreeSet<String>) {
    match value {
        toml::Value::String(text) => {
            let number: String =
                text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-')).collect();
            if let Ok(number) = number.replace(' ', "").parse::<f64>() {
                found.insert(format!("{number:.4}"));
            }
        }
        toml::Value::Array(list) => list.iter().for_each(|item| numbers(item, found)),
        toml::Value::Table(table) => table.values().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

fn json_numbers(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if text.parse::<f64>().is_ok() => found.push(text.clone()),
        serde_json::Value::Number(number) => found.push(number.to_string()),
        serde_json::Value::Array(list) => list.iter().for_each(|item| json_numbers(item, found)),
        serde_json::Value::Object(table) => table.values().for_each(|item| json_numbers(item, found)),
        _ => {}
    }
}

#[test]
fn figures_of_known_cases_are_those_of_the_examples() {
    let path = root().join("../shared/bench/pay/vectors.json");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let known: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut of_examples: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in texts() {
        let file: toml::Table = toml::from_str(&text).unwrap();
        for pay in file["pay"].as_table().unwrap().values() {
            for example in pay.get("example").and_then(toml::Value::as_array).into_iter().flatten() {
                let Some(id) = example.get("id").and_then(toml::Value::as_str) else { continue };
                numbers(example, of_examples.entry(id.to_owned()).or_default());
            }
        }
    }
    let mut lacking = Vec::new();
    let vectors = known["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), VECTORS.len());
    for vector in vectors {
        let id = vector["id"].as_str().unwrap().to_lowercase();
        assert!(VECTORS.contains(&id.as_str()), "{id}");
        let mut wanted = Vec::new();
        json_numbers(&vector["recomputed"], &mut wanted);
        for number in wanted {
            let form = OTHERWISE.iter().find(|(of, from, _)| *of == id && *from == number);
            let written = form.map_or(number.as_str(), |(_, _, to)| to);
            let written = format!("{:.4}", written.parse::<f64>().unwrap());
            if !of_examples.get(&id).is_some_and(|found| found.contains(&written)) {
                lacking.push(format!("{id}: {number}"));
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

const PAGE: &str = include_str!("../../../docs/pay.md");

/// The blocks of the page whose fence says this.
fn blocks(fence: &str) -> Vec<String> {
    let fences = PAGE.split("\n```").skip(1).step_by(2);
    let of_fence = fences.filter_map(|block| block.split_once('\n').filter(|(head, _)| *head == fence));
    of_fence.map(|(_, text)| format!("{text}\n")).collect()
}

#[test]
fn every_plan_of_the_page_pays_what_it_says() {
    let blocks = blocks("toml");
    assert!(blocks.len() >= 8);
    for block in blocks {
        let check = check_pay_files(vec![("page.toml".to_owned(), block.clone())]);
        assert!(check.passed() && !check.examples.is_empty(), "{block}\n{:#?}", wrong(&check));
    }
}

#[test]
fn the_complaints_of_the_page_are_those_of_the_program() {
    let [text] = blocks("toml wrong").try_into().unwrap();
    let [told] = blocks("text").try_into().unwrap();
    let check = check_pay_files(vec![("page.toml".to_owned(), text)]);
    let wrong = wrong(&check);
    for line in told.lines() {
        let (place, message) = line.split_once(' ').unwrap();
        assert!(
            wrong
                .iter()
                .any(|said| said.starts_with(&format!("page.toml:{place}: ")) && said.contains(message)),
            "{line}\n{wrong:#?}"
        );
    }
}

#[test]
fn the_page_names_every_setting_of_a_plan() {
    let kind = plumb_plan::schema::kind("pay").unwrap();
    let rows = |name: &str| match kind.field(name).map(|field| field.ty) {
        Some(plumb_plan::schema::Type::Rows(fields)) => fields,
        _ => panic!("{name}"),
    };
    let own = kind.fields.iter().chain(rows("measure")).chain(rows("component")).map(|field| field.name);
    let named = |name: &str| PAGE.contains(&format!("`{name}`")) || PAGE.contains(&format!("{name} = "));
    let plain =
        ["id", "average", "growth", "rank", "months", "objective", "offering", "segment", "least", "most"];
    let rare = ["example", "decelerates", "bonus_lowers_tax", "bilinear", "prize_at_least"];
    let lacking: Vec<&str> =
        own.filter(|name| !named(name) && !plain.contains(name) && !rare.contains(name)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is cut out, doubled or made enormous: something is said, and nothing stops.
    #[test]
    fn no_text_makes_it_stop(file in 0..100_usize, from in 0..4_000_usize, length in 0..60_usize, how in 0..4_usize) {
        let texts = texts();
        let (path, text) = &texts[file % texts.len()];
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let start = bounds[from % bounds.len()];
        let end = bounds[(from % bounds.len() + length).min(bounds.len() - 1)];
        let part = &text[start..end];
        let other = match how {
            0 => String::new(),
            1 => part.repeat(2),
            2 => part.replace(|c: char| c.is_ascii_digit(), "999999"),
            _ => part.replace(|c: char| c.is_ascii_digit(), "0").replace('"', "\"-"),
        };
        let changed = format!("{}{other}{}", &text[..start], &text[end..]);
        let check = check_pay_files(vec![(path.clone(), changed)]);
        prop_assert!(check.plans <= 40);
    }
}
