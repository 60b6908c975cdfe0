//! Tests of the letter: right figures, nothing left out, short enough.

mod settings;

use plumb_units::{Currency, Rounding};

use super::*;
use crate::check::tests::{component, credit, day, good, kinds, measure, percent, points, tiers};
use crate::component::*;
use crate::credit::{Remainder, To};
use crate::measure::{Prorate, Quota, What};
use crate::plan::{Convert, Over, RateTable, RoundAt, TableRow};
use crate::predicate::{Compare, Predicate};
use crate::settlement::*;

fn reader<'a>(quotas: &'a [(String, i64)]) -> Reader<'a> {
    Reader { name: Some("Ana Silva"), company: Some("Quayside"), quotas, ..Reader::default() }
}

fn quotas() -> Vec<(String, i64)> {
    vec![("arr".to_owned(), 100_000_000)]
}

fn text(plan: &PayPlan) -> String {
    letter(plan, &reader(&quotas())).to_string()
}

fn table(plan: &PayPlan, heading: &str) -> Vec<Vec<String>> {
    let letter = letter(plan, &reader(&quotas()));
    let section = letter.sections.into_iter().find(|section| section.heading == heading).unwrap();
    section.table.unwrap().rows
}

const YEAR: &str = "What you earn in a full year";

#[test]
fn the_worked_table_is_what_the_tiers_pay() {
    let rows = table(&good(), YEAR);
    // 80 000 times: 0.5 · 0.8; that and 0.3 · 1.2; 1; that and 0.2 · 2; that and 0.5 · 2.
    let arr = ["32 000.00 EUR", "60 800.00 EUR", "80 000.00 EUR", "112 000.00 EUR", "160 000.00 EUR"];
    assert_eq!(rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), arr);
    assert_eq!(rows[3], ["120 %", "112 000.00 EUR", "20 000.00 EUR", "132 000.00 EUR"]);
    let mut capped = good();
    capped.settlement.cap = Some(Cap { limit: Limit::OfTarget(percent(150)), over: Over::Year });
    assert_eq!(table(&capped, YEAR)[4][3], "150 000.00 EUR");
    assert!(text(&capped).contains("The cap has been applied to the last column."));
}

#[test]
fn a_rate_earns_on_the_quota_and_a_table_of_rates_is_left_out() {
    let mut plan = good();
    plan.components[0].price = Price::Rate(percent(5));
    plan.components[0].shape = Shape::Flat;
    assert_eq!(table(&plan, YEAR)[4][1], "75 000.00 EUR");
    let rates = RateTable { by: "offering".into(), rows: Vec::new(), other: Some(percent(3)) };
    plan.components[0].price = Price::Table(rates);
    assert!(text(&plan).contains("Not in the table: arr, which hang on what you sell or on others."));
    assert!(text(&plan).contains("by offering, everything else 3 %"));
}

#[test]
fn windows_of_a_quarter_make_a_year_together() {
    let mut plan = good();
    plan.measures[0].over = Over::Quarter;
    plan.measures[0].quota = Quota::Fixed(25_000_000);
    plan.components[0].over = Over::Quarter;
    plan.components[0].shape = Shape::Retro(tiers(&[(0, Some(100), 100), (100, None, 150)]));
    let rows = table(&plan, YEAR);
    assert_eq!([rows[1][1].as_str(), rows[2][1].as_str()], ["64 000.00 EUR", "120 000.00 EUR"]);
}

#[test]
fn the_letter_of_a_usual_plan_fits_two_pages() {
    let words = text(&good()).split_whitespace().count();
    assert!((300..900).contains(&words), "{words}");
    let words = text(&rich()).split_whitespace().count();
    assert!(words < 2_000, "{words}");
}

#[test]
fn the_company_s_words_stand_for_ids() {
    let names = |named: Named<'_>| match named {
        Named::Credit("new") => Some("new business".to_owned()),
        Named::Value("kind", "new") => Some("a first purchase".to_owned()),
        _ => None,
    };
    let reader =
        Reader { names: Some(&names), roles: &["account executives".to_owned()], ..Reader::default() };
    let text = letter(&good(), &reader).to_string();
    assert!(
        text.contains(
            "New business: at each booking, if the kind is a first purchase, 100 % of its net counts"
        )
    );
    assert!(text.contains("It is for: account executives.") && text.contains("Dear ____"));
}

#[test]
fn what_is_known_of_the_person_stands_in_the_letter() {
    let quotas = quotas();
    let reader = Reader {
        from: Some(day("2026-03-01")),
        on_target: Some(5_000_000),
        draw: Some(123_400),
        ..reader(&quotas)
    };
    let text = letter(&rich(), &reader).to_string();
    for part in ["It holds for you from 1 March 2026.", "you earn 50 000.00 EUR", "filled up to 1 234.00 EUR"]
    {
        assert!(text.contains(part), "{part}");
    }
}

/// A plan in which every setting is set.
fn rich() -> PayPlan {
    let mut plan = good();
    let rows = vec![
        TableRow {
            is: "cloud".into(),
            rate: percent(200),
            from: Some(day("2026-01-01")),
            until: Some(day("2026-07-01")),
        },
        TableRow { is: "box".into(), rate: percent(50), from: None, until: None },
    ];
    plan.credits[0].weight = Some(RateTable { by: "offering".into(), rows, other: Some(percent(100)) });
    plan.credits[0].most = Some(50_000_000);
    plan.credits[0].to = To::Split { remainder: Remainder::Owner };
    plan.credits[0].share_when = vec![(Predicate::Has { role: "specialist".into() }, percent(100))];
    plan.credits[0].share = percent(50);
    let mut team = credit(
        "team",
        "net",
        Predicate::Compare { column: "net".into(), how: Compare::AtLeast, with: 100_000 },
    );
    team.to = To::RollUp { of: vec!["ae.new".into()], levels: 2, first: 1, once: true };
    let mut partner =
        credit("partner", "net", Predicate::Not(Box::new(Predicate::Set { column: "first_sale".into() })));
    partner.to = To::Role("partner".into());
    let mut north = credit(
        "north",
        "quantity",
        Predicate::Any(vec![kinds(&["a", "b"]), Predicate::Not(Box::new(kinds(&["c"])))]),
    );
    north.to = To::Assigned { by: "territory".into(), role: Some("engineer".into()) };
    plan.credits.extend([team, partner, north]);
    plan.measures[0].seasons = [20, 20, 20, 40].map(percent).to_vec();
    plan.measures[0].ramp = [0, 50].map(percent).to_vec();
    plan.measures.push(measure("boxes", What::Count(vec![5]), Over::Month, Quota::Fixed(20_000_000)));
    plan.measures.push(measure("growth", What::Growth(vec![3]), Over::Rolling(3), Quota::None));
    plan.measures.push(measure("mean", What::Average(vec![4]), Over::Half, Quota::None));
    plan.measures.push(measure("place", What::Rank(vec![0]), Over::Plan, Quota::None));
    plan.measures.push(measure("team", What::ReportsAtQuota("arr".into()), Over::Year, Quota::None));
    plan.measures.push(measure("score", What::Figure("mbo".into()), Over::Quarter, Quota::None));
    let arr = &mut plan.components[0];
    arr.objective = Some("growth".into());
    arr.threshold = Some(Threshold { at: 300_000, from_zero: true });
    arr.top = Some(2_000_000);
    arr.most = Some(Limit::OfTarget(percent(250)));
    arr.least = Some(Limit::Money(100));
    arr.gates.push(Gate { measure: 1, level: Level::Value, at_least: 850_000, otherwise: percent(50) });
    arr.times.push(Times::When { when: kinds(&["new"]), rate: percent(120), name: None });
    let step = points(&[(0, 90), (50, 100)]);
    arr.times.push(Times::Step { measure: 6, level: Level::Value, points: step });
    arr.times.push(Times::Word { figure: "manners".into(), words: vec![("low".into(), percent(80))] });
    arr.round_at = Some(RoundAt::Period);
    arr.tranches = vec![
        Tranche { share: percent(50), when: Due::AtOnce, forfeit_after: None },
        Tranche { share: percent(50), when: Due::On("payment".into()), forfeit_after: Some(180) },
    ];
    let mut table = component("table", Some(2), Over::Month, Price::Amount(100_000), Shape::Flat);
    table.shape = Shape::Matrix(Matrix {
        across: 1,
        down_at: vec![800_000, 1_200_000],
        across_level: Level::Value,
        across_at: vec![850_000, 950_000],
        cells: vec![vec![percent(0), percent(50)], vec![percent(100), percent(150)]],
        bilinear: true,
    });
    let mut spiff = component("spiff", None, Over::Plan, Price::Each(15_000), Shape::Flat);
    spiff.credits = vec![5];
    (spiff.from, spiff.until) = (Some(day("2026-05-01")), Some(day("2026-07-01")));
    spiff.pool = Some(Pool { amount: 6_000_000, by: PoolBy::FirstCome });
    spiff.prizes = Some(Prizes { amounts: vec![200_000, 100_000], ties: Ties::Share, at_least: 100 });
    let mut circular = component("profit", Some(7), Over::Quarter, Price::Rate(percent(10)), Shape::Flat);
    circular.circular = Some(Circular { after_bonus: true, tax: Some(percent(30)), bonus_lowers_tax: true });
    circular.decelerates = true;
    circular.settles = Settles::AtEnd;
    plan.components.extend([table, spiff, circular]);
    plan.settlement = Settlement {
        cap: Some(Cap { limit: Limit::OfTarget(percent(200)), over: Over::Year }),
        negative: Negative::Carry,
        draw: Some(Draw {
            kind: DrawKind::Recoverable,
            amount: 200_000,
            periods: Some(6),
            balance_cap: Some(600_000),
            forgive: true,
        }),
        guarantee: Some(Guarantee { amount: 250_000, periods: 3 }),
        hold: Some(Hold {
            share: percent(25),
            release: Due::Days(90),
            forfeit_after: Some(365),
            components: vec![0],
        }),
        clawback: Some(Clawback {
            on: vec!["cancel".into()],
            within: Some(crate::settlement::Within::Days(365)),
            method: ClawbackMethod::Recalculate,
            served_months: Some(12),
        }),
        cap_after_draw: false,
        hold_before_cap: false,
        leave: Leave { relief_after_days: Some(30), pays: LeavePays::Average(6) },
        capitalise: Some(Capitalise { months: 36, components: vec![0], expedient_months: Some(12) }),
    };
    plan
}
