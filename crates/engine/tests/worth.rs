//! What a gap is worth in a small company whose margins can be counted by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where its own example is wrong")]

use plumb_engine::{Explanation, Gap, ImportOptions, Options, Review, Viewer, Workspace, parse_date};

const SETTINGS: &str = "plumb = 1\n[company]\nname = \"Shop\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\n[calendar]\nyear_starts = \"01-01\"\n";

const PLAN: &str = "[unit.north]\n[unit.south]\n[role.ae]\nsells = true\n[person.ana]\nrole = \"ae\"\nunit = \"north\"\nkeys = { shop = \"A\" }\n[person.bo]\nrole = \"ae\"\nunit = \"south\"\nkeys = { shop = \"B\" }\n[offering.rope]\nkeys = { shop = \"R\" }\n";

const MAPPING: &str = "[mapping]\nname = \"shop\"\nsays = \"orders\"\nexported_at = 2026-06-30\n[workspace]\ncompany = \"Shop\"\ncurrency = \"EUR\"\nzone = \"Europe/Berlin\"\nyear_starts = \"01-01\"\n[source.orders]\nfile = \"orders.csv\"\n[source.orders.columns]\nday = \"date\"\nnet = \"amount\"\ncost = \"amount\"\n[table.bookings]\nsql = \"\"\"\nselect id as key, day as date, person, offering, net, cost, case when id = '90' then 'USD' else 'EUR' end as currency, 'new' as kind from src.orders\n\"\"\"\n";

/// Ana sells for 100 000 at a cost of 60 000 within the twelve months, and once before them; Bo for 50 000, cost not told.
const ORDERS: &str = "id,day,person,offering,net,cost\n1,2026-05-04,A,R,60000.00,36000.00\n2,2025-07-01,A,R,40000.00,24000.00\n3,2025-06-30,A,R,999999.00,1.00\n4,2026-01-15,B,R,50000.00,\n";

/// A rule that finds a gap of a half in one unit.
fn rule(name: &str, unit: &str, driver: &str, prior: &str) -> String {
    format!(
        "+++\nseverity = \"warning\"\nstrand = \"method\"\ndriver = \"{driver}\"\n{prior}\nfix = {{ says = \"mend it\" }}\nsubjects = \"units_with_sellers\"\n+++\n\n# {name}\n\nA test.\n\n## What it finds\nA gap.\n\n## Why it matters\nIt does.\n\n## Check\n```sql\nselect subject, unit as node, case when unit = '{unit}' then 0.5 else 0 end as magnitude, 'fresh' as evidence\nfrom units_with_sellers\n```\n\n## Says\n`{{node}}` has a gap\n\n## Example\n```gaps as-of 2026-06-30\n```\n\n## Use instead\n```gaps as-of 2026-06-30\n```\n\n## What it leaves to others\nAll.\n"
    )
}

const MEASURED: &str = "prior = { low = \"1 %\", mid = \"2 %\", high = \"4 %\", grade = \"A\", source = \"a field study\", anchored = true }";
const ASSUMED: &str =
    "prior = { low = \"1 %\", mid = \"2 %\", high = \"4 %\", grade = \"X\", source = \"an expert\" }";

fn shop(rules: &[(&str, String)], offering: &str, orders: &str) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("plumb.toml", SETTINGS);
    write("plan/organisation.toml", &format!("{PLAN}{offering}"));
    write("mappings/shop.toml", MAPPING);
    write("exports/orders.csv", orders);
    for (name, text) in rules {
        write(&format!("plan/rules/{name}.md"), text);
    }
    let workspace = Workspace::open(folder.path()).unwrap();
    let mapping = folder.path().join("mappings/shop.toml");
    let exports = [folder.path().join("exports")];
    let imported = workspace.import(&mapping, &exports, &ImportOptions::default(), &mut |_| {}).unwrap();
    assert_eq!(imported.rejected, 0, "{:?}", imported.rejects);
    (folder, workspace)
}

fn options(rules: &[(&str, String)]) -> Options {
    let rules = rules.iter().map(|(name, _)| (*name).to_owned()).collect();
    Options { as_of: parse_date("2026-06-30"), threads: 1, rules, ..Options::default() }
}

fn reviewed(rules: &[(&str, String)], offering: &str, orders: &str) -> Review {
    let (_folder, workspace) = shop(rules, offering, orders);
    let review = workspace.check(&options(rules)).unwrap();
    // The pages' examples test nothing; all else must be in order.
    let others = review.problems.iter().filter(|problem| problem.code != "page-example");
    assert_eq!(others.map(|problem| &problem.message).collect::<Vec<_>>(), Vec::<&String>::new());
    review
}

fn gap<'a>(review: &'a Review, rule: &str) -> &'a Gap {
    review.gaps.iter().find(|gap| gap.rule == rule).unwrap()
}

#[test]
fn a_measured_effect_is_money_of_the_margin_it_bears_on() {
    let rules = [("wins-few", rule("wins-few", "north", "win-rate", MEASURED))];
    let review = reviewed(&rules, "margin = \"40 %\"\n", ORDERS);
    let worth = &gap(&review, "wins-few").worth;
    // 40 000 of Ana's margin, times half of 2 %, less what saturation takes from 400 of 60 000.
    assert_eq!(
        (worth.p50.as_ref().unwrap().minor, worth.basis.as_deref()),
        (40_000 - 1_000, Some("anchored"))
    );
    assert_eq!(worth.class.as_deref(), Some("medium"), "0.65 % of 60 000");
    assert!(worth.p10.as_ref().unwrap().minor < 25_000 && worth.p90.as_ref().unwrap().minor > 70_000);
}

#[test]
fn an_assumed_effect_is_a_class_and_no_money_and_moves_no_money() {
    let alone = [("wins-few", rule("wins-few", "north", "win-rate", MEASURED))];
    let both = [alone[0].clone(), ("sells-small", rule("sells-small", "north", "deal-size", ASSUMED))];
    let review = reviewed(&both, "margin = \"40 %\"\n", ORDERS);
    let worth = &gap(&review, "sells-small").worth;
    assert_eq!((worth.class.as_deref(), worth.basis.as_deref()), (Some("medium"), Some("assumed")));
    assert!(worth.p10.is_none() && worth.p50.is_none() && worth.p90.is_none());
    assert!(worth.why.starts_with("assumed"));
    let before = reviewed(&alone, "margin = \"40 %\"\n", ORDERS);
    assert_eq!(gap(&review, "wins-few").worth, gap(&before, "wins-few").worth);
}

#[test]
fn without_cost_the_margin_of_the_offering_counts_and_without_either_nothing_is_known() {
    let rules = [("wins-few", rule("wins-few", "south", "win-rate", MEASURED))];
    let told = reviewed(&rules, "margin = \"40 %\"\n", ORDERS);
    assert_eq!(gap(&told, "wins-few").worth.p50.as_ref().unwrap().minor, 20_000);
    let at_mean_rate = reviewed(&rules, "", ORDERS);
    assert_eq!(gap(&at_mean_rate, "wins-few").worth.p50.as_ref().unwrap().minor, 20_000);
    let without_cost = ORDERS.replace(",36000.00\n", ",\n").replace(",24000.00\n", ",\n");
    let untold = reviewed(&rules, "", &without_cost);
    let worth = &gap(&untold, "wins-few").worth;
    assert_eq!(
        worth.why,
        "not known: `bookings.cost`, or `margin` of the offerings that are sold, would show it"
    );
    assert!(worth.class.is_none() && worth.basis.is_none() && worth.p50.is_none());
}

#[test]
fn where_no_rate_is_told_the_worth_is_not_known_and_the_rate_is_named() {
    let rules = [("wins-few", rule("wins-few", "south", "win-rate", MEASURED))];
    let (_folder, workspace) = shop(&rules, "margin = \"40 %\"\n", &ORDERS.replace("\n4,", "\n90,"));
    let review = workspace.check(&options(&rules)).unwrap();
    let worth = &gap(&review, "wins-few").worth;
    assert_eq!(
        worth.why,
        "not known: bookings are left out, as the plan has no exchange rate for USD on their day; add it to `rates.csv`"
    );
    assert!(worth.class.is_none() && worth.basis.is_none() && worth.p50.is_none());
}

#[test]
fn a_worth_of_next_to_nothing_is_small_and_no_money() {
    let rules = [("wins-few", rule("wins-few", "south", "win-rate", MEASURED))];
    let orders = ORDERS.replace("50000.00", "50.00");
    let review = reviewed(&rules, "margin = \"40 %\"\n", &orders);
    let worth = &gap(&review, "wins-few").worth;
    assert_eq!((worth.class.as_deref(), worth.basis.as_deref()), (Some("small"), Some("anchored")));
    assert!(worth.p10.is_none() && worth.p50.is_none() && worth.p90.is_none());
}

#[test]
fn a_rule_without_an_effect_has_no_worth() {
    let rules = [("wins-few", rule("wins-few", "north", "win-rate", ""))];
    let review = reviewed(&rules, "margin = \"40 %\"\n", ORDERS);
    assert_eq!(gap(&review, "wins-few").worth.why, "not known: its rule states no effect");
}

#[test]
fn a_worth_that_tells_of_one_person_is_shown_to_the_unit_s_head_only() {
    let rules = [("wins-few", rule("wins-few", "north", "win-rate", MEASURED))];
    let review = reviewed(&rules, "margin = \"40 %\"\n", ORDERS);
    let seen = |leads: &[&str]| {
        let leads = leads.iter().map(|unit| (*unit).to_owned()).collect();
        let seen = review.seen_by(&Viewer::Person { id: "bo".to_owned(), leads });
        gap(seen.review(), "wins-few").worth.clone()
    };
    assert!(seen(&[]).class.is_none() && seen(&[]).p50.is_none());
    assert_eq!(seen(&["north"]), gap(&review, "wins-few").worth);
}

#[test]
fn gaps_that_leaders_must_close_stand_first() {
    let of_leaders = rule("visits-few", "south", "win-rate", ASSUMED)
        .replace("subjects =", "concerns = \"leaders\"\nsubjects =");
    let rules = [("deals-few", rule("deals-few", "north", "win-rate", MEASURED)), ("visits-few", of_leaders)];
    let review = reviewed(&rules, "margin = \"40 %\"\n", ORDERS);
    let order: Vec<(&str, &str)> =
        review.gaps.iter().map(|gap| (gap.rule.as_str(), gap.concerns.as_str())).collect();
    assert_eq!(order, [("visits-few", "leaders"), ("deals-few", "everyone")]);
}

#[test]
fn it_is_explained_step_by_step_in_words() {
    let rules = [
        ("prices-low", rule("prices-low", "north", "price-realization", MEASURED)),
        ("sells-small", rule("sells-small", "north", "deal-size", ASSUMED)),
    ];
    let (_folder, workspace) = shop(&rules, "margin = \"40 %\"\n", ORDERS);
    let review = workspace.check(&options(&rules)).unwrap();
    let told = |rule: &str| match workspace.explain(&gap(&review, rule).id, &options(&rules)).unwrap() {
        Explanation::Gap(story) => story.worth.join("\n"),
        Explanation::Rule(_) => String::new(),
    };
    let priced = told("prices-low");
    assert!(priced.contains("made 40 000 EUR of margin in the twelve months to 2026-06-30"), "{priced}");
    assert!(priced.contains("This gap is 50 % of that"), "{priced}");
    assert!(priced.contains("by 2 % for every 1 %, as what a price gains is margin in full"), "{priced}");
    assert!(priced.contains("Closed alone it would bring 800 EUR"), "{priced}");
    let assumed = told("sells-small");
    assert!(assumed.contains("Assumed, and not to be added up"), "{assumed}");
    for word in ["shapley", "elasticity", "quadrature", "prior"] {
        assert!(!priced.to_lowercase().contains(word) && !assumed.to_lowercase().contains(word), "{word}");
    }
}
