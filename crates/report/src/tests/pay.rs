//! Pay as text for a terminal and as pages.

use expect_test::expect;
use plumb_engine::{DiffView, ExplainView, StatementView};
use proptest::prelude::*;

use super::payday;
use crate::page::statement::{Drawing, statement};
use crate::{Colour, Paper, cells, pay};

const EVIL: &str = "</title><script>alert(\"1\")</script>\u{202e}'&<b onload=x>\u{1b}[2J";

/// Everything that is drawn for a terminal.
fn drawn(paper: Paper) -> Vec<String> {
    vec![
        pay::statement(&payday::statement(), paper),
        pay::explain(&payday::explain(), paper),
        pay::explain(&payday::explain_below(), paper),
        pay::diff(&payday::diff(), paper),
        pay::run(&payday::run(), paper),
        pay::check(&payday::checked(), paper),
        pay::letter(&payday::letter(), paper),
        pay::analyse(&payday::analyse(), paper),
    ]
}

/// A page with its figures as they are elsewhere, without its style.
fn page(view: &StatementView) -> String {
    let page = crate::statement_page(view, "Halden Instruments", &payday::analyse().curve);
    let page = page.replace('\u{a0}', " ");
    page.split_once("<body>").map(|(_, body)| body.to_owned()).unwrap()
}

/// One text in the place of every other.
fn named(text: &str) -> StatementView {
    let name = || text.to_owned();
    let mut view = payday::statement();
    (view.name, view.plan.name, view.plan.id, view.period.name) = (name(), name(), name(), name());
    (view.role, view.state, view.currency, view.problems) = (Some(name()), name(), name(), vec![name()]);
    (view.period.from, view.known_on) = (name(), Some(name()));
    let run = view.run.as_mut().unwrap();
    (run.period, run.made_by, run.made_on, run.hash) = (name(), name(), name(), name());
    for one in &mut view.attainments {
        (one.measure, one.value, one.quota, one.window) = (name(), name(), Some(name()), name());
    }
    for one in &mut view.components {
        (one.how, one.objective) = (name(), Some(name()));
    }
    for one in &mut view.credits {
        (one.account, one.offering, one.what, one.why, one.day) =
            (Some(name()), Some(name()), name(), name(), name());
    }
    for one in &mut view.lines {
        (one.price, one.before, one.exact, one.rounding, one.day) =
            (name(), name(), name(), Some(name()), name());
        for tier in &mut one.tiers {
            (tier.from, tier.to, tier.pays, tier.brings) = (name(), name(), name(), name());
        }
    }
    for one in &mut view.steps {
        (one.words, one.reason, one.earned_in) = (name(), Some(name()), Some(name()));
    }
    for one in &mut view.adjustments {
        (one.component, one.reason, one.earned_in, one.line) = (name(), name(), name(), Some(name()));
    }
    for one in &mut view.disputes {
        (one.says, one.state, one.opened_by, one.line) = (name(), name(), name(), Some(name()));
        for answer in &mut one.answers {
            (answer.says, answer.by, answer.state, answer.on) = (name(), name(), name(), name());
        }
    }
    for one in &mut view.next {
        (one.offering, one.why, one.segment) = (name(), name(), Some(name()));
    }
    view
}

#[test]
fn a_statement_is_calm_at_eighty_columns() {
    let text = pay::statement(&payday::statement(), Paper { width: 80, ..Paper::default() });
    expect![[r#"
        What does Anja Maurer earn for February 2027, and why?
        Account executive · Account executives (plan `ae-2026`, version 2) · 1 to
        28 February 2027 · closed, run 14, of 2026-M11, on 4 March 2027 by revops, with
        facts until 28 February 2027

        2 714.00 EUR are paid; 3 237.28 EUR were earned, 650.00 EUR are held back,
        362.72 EUR are owed. This fiscal year so far: 31 402.11 EUR earned,
        30 100.00 EUR paid.

        How far along?
          measure         window          so far        quota  attainment
          ──────────────  ───────  ─────────────  ───────────  ──────────
          Bookings        2026       421 000 EUR  400 000 EUR     105.2 %
          Service         2026-H2  73 345.67 EUR  120 000 EUR      61.1 %
          Kept customers  2026-Q4           94 %            -           -

        What was earned? In EUR
          New business              2 220.00
            4 % of what is booked up to the quota, 1.5 times that above it · for `grow`
            · plan/pay.toml:12:1
            day     deal                             paid on  at                   pays
            ──────  ─────────────────────────────  ─────────  ───────────────  ────────
             4 Feb  Nordkai AG                     40 000.00  4 % × 1 and 1.5  2 000.00
            12 Feb  Hafenbau Lübeck GmbH & Co. KG   9 000.00  4 % × 1.5          540.00
            24 Feb  taken back: Alte Reederei      -8 000.00  4 %               -320.00
          Service                     617.28
            5 % of service that is booked · for `grow-service` · plan/pay.toml:25:1
            day     deal         paid on   at    pays
            ──────  ─────────  ─────────  ───  ──────
            19 Feb  Werft Süd  12 345.67  5 %  617.28
          Kept customers              400.00
            400 EUR in a month in which 92 % or more are kept · for `keep-customers` ·
            plan/pay.toml:33:1

        From earned to paid
          New business                        2 540.00
          A sale was taken back                -320.00
            new business
          Service                               617.28
          Bonus                                 400.00
            kept customers
                                              ────────
          Earned                              3 237.28
          Held until the customer has paid     -500.00
            new business
          Released: the customer has paid       150.00
            new business, earned in 2026-M09
          Draw taken back                      -237.28
          Correction of an earlier period        64.00
            service, earned in 2026-M10
                                              ────────
          Paid                                2 714.00

        Beside it
          Fixed pay of the period                            5 000.00
          Variable pay of the period at exactly the target   2 500.00
          Held back at the end of the period                   650.00
          Owed at the end of the period                        362.72
          Earned in the fiscal year so far                  31 402.11
          Paid in the fiscal year so far                    30 100.00

        Corrections of earlier periods
          Service, earned in 2026-M10                               64.00
            order S-0188 was booked with 1 280 EUR less
            (ae-2026/anja/service/crm/S-0188)

        What do the next 10 000.00 EUR pay?
          Instruments                                 600.00
            new-business: 4 % × 1.5, above the quota
          Service                                     500.00
            service: 5 %
          Training                                      0.00
            no component pays it

        What is said to be wrong?
          7. answered, ae-2026/anja/new-business/crm/D-1012, should be 900.00 EUR:
             anja on 5 March 2027: half of Hafenbau is mine, not 30 %
             revops on 6 March 2027, answered: the order says 30 %; which agreement says
             half?

        What could not be computed
          no exchange rate from CHF on 2027-02-20: the order D-1030 stays out
    "#]]
    .assert_eq(&text);
}

#[test]
fn an_amount_is_a_tree_down_to_the_line_of_the_plan() {
    let text = pay::explain(&payday::explain(), Paper { width: 80, ..Paper::default() });
    expect![[r#"
        2 000.00 EUR for New business, Anja Maurer, February 2027
        ├─ comes to 2 000 EUR; nothing was rounded
        │  ├─ 800 EUR from 95 % to 100 %, at 4 % × 1
        │  └─ 1 200 EUR from 100 % to 105 %, at 4 % × 1.5
        ├─ paid on 40 000.00 EUR at 4 %
        │  ├─ the measure went from 380 000 EUR to 420 000 EUR
        │  └─ credited 40 000.00 EUR: own (rule `own`)
        │     └─ booking of instruments, Nordkai AG, 4 February 2027 (crm/D-1004)
        ├─ -500.00 EUR held until the customer has paid
        └─ by component `new-business` of Account executives (plan `ae-2026`, version 2)
           at plan/pay.toml:12:1
           ├─ 4 % of what is booked up to the quota, 1.5 times that above it
           ├─ counted over 2026
           ├─ quota: 400 000 EUR for 2026, from plan/private/quotas.csv:7
           └─ the quota: plan/private/quotas.csv:7:1

        line ae-2026/anja/new-business/crm/D-1004
    "#]]
    .assert_eq(&text);
    let below = pay::explain(&payday::explain_below(), Paper::default());
    assert!(below.contains("├─ made of 2 transactions of those below\n│  ├─ 1 500.00 EUR from 30 000.00 EUR of ben, crm/ben-1\n"), "{below}");
}

#[test]
fn no_line_is_wider_than_the_paper_and_colours_change_no_text() {
    for width in [80, 120] {
        let plain = drawn(Paper { width, colour: Colour::Plain });
        for text in &plain {
            for line in text.lines() {
                assert!(cells::width(line) <= width, "{line}");
            }
        }
        for (text, painted) in plain.iter().zip(drawn(Paper { width, colour: Colour::Ansi })) {
            let mut bare = String::new();
            for (index, piece) in painted.split('\u{1b}').enumerate() {
                bare += if index == 0 { piece } else { piece.split_once('m').unwrap().1 };
            }
            assert_eq!(&bare, text);
        }
    }
}

#[test]
fn causes_stand_between_what_was_paid_and_what_is() {
    let view = payday::diff();
    let text = pay::diff(&view, Paper { width: 80, ..Paper::default() });
    let figures: Vec<&str> = text
        .lines()
        .filter_map(|line| line.get(60..))
        .map(str::trim)
        .filter(|cell| cell.ends_with("00"))
        .collect();
    assert_eq!(figures, ["2 400.00", "180.00", "174.00", "-40.00", "2 714.00"], "{text}");
    assert!(text.contains("314.00 EUR more\n") && text.contains("    plan/pay.toml:18:8\n"), "{text}");
    let none = DiffView { before: view.after.clone(), causes: vec![], ..view };
    assert!(pay::diff(&none, Paper::default()).contains("2 714.00 EUR before and after: nothing changed"));
}

#[test]
fn a_currency_that_is_paid_on_one_side_only_is_told() {
    let mut view = payday::diff();
    view.before.clear();
    view.causes[0].amount = crate::figures::like(&view.causes[0].amount, 257_999);
    let text = pay::diff(&view, Paper::default());
    assert!(
        text.contains("Before") && text.contains(" 0.00\n") && text.contains("2 714.00 EUR more"),
        "{text}"
    );
}

#[test]
fn a_line_that_a_contest_raised_names_it_and_by_how_much() {
    let mut view = payday::statement();
    view.lines[0].multiplied = vec!["200 %: The Q3 sprint".into()];
    let text = pay::statement(&view, Paper { width: 140, ..Paper::default() });
    assert!(text.contains(", The Q3 sprint ") && text.contains(" × 200 %"), "{text}");
    let page = page(&view).replace(['\u{a0}', '\u{202f}'], " ");
    assert!(page.contains("<dt>Multiplied by</dt>") && page.contains(" × 200 %"), "{page}");
}

#[test]
fn lines_that_only_count_are_told_as_one() {
    let mut view = payday::statement();
    for line in &mut view.lines {
        line.component = view.components[0].id.clone();
        (line.pays.minor, line.exact) = (0, "0.00 EUR".into());
    }
    let says = format!("{} deals count towards it and pay nothing by themselves", view.lines.len());
    assert!(pay::statement(&view, Paper::default()).contains(&says));
    assert!(page(&view).contains(&format!("<summary>{says}</summary>")));
}

#[test]
fn what_is_not_there_is_said_or_left_out() {
    let mut view = payday::statement();
    (view.credits, view.lines, view.components, view.steps) = (vec![], vec![], vec![], vec![]);
    (view.attainments, view.next, view.adjustments, view.disputes) = (vec![], vec![], vec![], vec![]);
    (view.problems, view.run) = (vec![], None);
    let text = pay::statement(&view, Paper::default());
    assert!(
        text.contains("as computed now\n") && text.contains("Paid") && !text.contains("What was earned?"),
        "{text}"
    );
    let page = page(&view);
    assert!(
        page.contains("Nothing was credited in this period.") && !page.contains("id=\"disputes\""),
        "{page}"
    );
    let nothing = plumb_engine::AnalyseView::default();
    assert!(crate::parts::pay_analysis(&nothing).into_string().contains("There is no pay plan yet."));
    let planned = plumb_engine::AnalyseView { plans: vec![payday::plan()], ..nothing };
    let says = "What these plans pay for is not worked out in this review.";
    assert!(pay::analyse(&planned, Paper::default()).contains(says));
    assert!(crate::parts::pay_analysis(&planned).into_string().contains(says));
    let curve = payday::analyse().curve;
    let unasked = plumb_engine::AnalyseView { curve, ..planned };
    assert!(
        pay::analyse(&unasked, Paper::default()).contains("No component says which objective it pays for")
    );
}

#[test]
fn a_statement_answers_its_questions_in_their_order() {
    let page = page(&payday::statement());
    let mut rest = page.as_str();
    for says in [
        "<h1>What does Anja Maurer earn, and why?</h1>",
        "<strong>2 714.00 EUR</strong> are paid; <strong>3 237.28 EUR</strong> were earned.",
        "<h2>From what was earned to what is paid</h2>",
        "<h2>How far along?</h2>",
        ">here: 105.2 %</text>",
        "<h2>What does the next deal pay?</h2>",
        "<h2>How was it worked out?</h2>",
        "40 000.00 × 4 % × 1 and 1.5",
        "said to be wrong: answered",
        "<h2>What was credited?</h2>",
        "<h2>What was corrected of earlier periods?</h2>",
        "<h2>What is said to be wrong?</h2>",
        "half of Hafenbau is mine",
        "<h2>What could not be computed?</h2>",
        "It holds without a signature. Closed, run 14, of 2026-M11",
    ] {
        rest = rest.split_once(says).unwrap_or_else(|| panic!("{says}\n{page}")).1;
    }
}

#[test]
fn what_is_earned_and_paid_is_the_sum_of_what_is_drawn_before_it() {
    let view = payday::statement();
    let page = page(&view);
    let waterfall = page.split("id=\"paid\"").nth(1).unwrap().split("</section>").next().unwrap();
    let amounts: Vec<i64> = waterfall
        .split("<td class=\"number\" title=\"")
        .skip(1)
        .map(|cell| cell.split(" EUR").next().unwrap().replace([' ', '.'], "").parse().unwrap())
        .collect();
    // Four are earned, four turn that into what is paid.
    assert_eq!(amounts.len(), 10, "{amounts:?}");
    assert_eq!((amounts[..4].iter().sum::<i64>(), amounts[4]), (view.earned.minor, view.earned.minor));
    assert_eq!((amounts[4..9].iter().sum::<i64>(), amounts[9]), (view.paid.minor, view.paid.minor));
}

#[test]
fn what_stands_beside_a_line_and_a_dispute_is_drawn_there() {
    let (line, dispute) = (
        |line: &plumb_engine::PayLineView| maud::html! { a href=(line.id) { "wrong?" } },
        |one: &plumb_engine::DisputeView| maud::html! { b { "answer " (one.number) } },
    );
    let drawing = Drawing {
        own: true,
        curve: &[],
        line: &line,
        dispute: &dispute,
        about_all: maud::html! { i { "more" } },
    };
    let text = statement(&payday::statement(), "Halden", &drawing).into_string();
    assert_eq!(text.matches(">wrong?</a>").count(), 4);
    assert!(
        text.contains("<b>answer 7</b>")
            && text.contains("<i>more</i>")
            && text.contains("What do I earn, and why?")
    );
    assert!(!text.contains("<figure"), "without a curve none is drawn");
}

#[test]
fn names_cannot_become_markup_and_do_not_steer() {
    let view = named(EVIL);
    let page = crate::statement_page(&view, EVIL, &[]);
    for markup in ["<script", "<b ", "\u{202e}", "\u{1b}", "alert(\"1\")"] {
        assert!(!page.contains(markup), "{markup}\n{page}");
    }
    assert!(page.contains("&lt;script&gt;") && page.contains("default-src 'none'"));
    let explain = ExplainView {
        line: EVIL.into(),
        name: EVIL.into(),
        lines: view.lines.clone(),
        credits: view.credits.clone(),
        steps: view.steps.clone(),
        quota: Some(EVIL.into()),
        ..payday::explain()
    };
    for text in [pay::statement(&view, Paper::default()), pay::explain(&explain, Paper::default())] {
        assert!(text.contains("<script") && !text.contains(['\u{202e}', '\u{1b}']), "{text}");
    }
}

#[test]
fn a_page_asks_for_nothing_outside_and_its_tables_have_heads() {
    let page = crate::statement_page(&payday::statement(), "Halden", &payday::analyse().curve);
    for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "src="] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!((page.matches("<h1>").count(), page.matches("<main>").count()), (1, 1));
    assert_eq!(page.matches("<table").count(), page.matches("<thead>").count());
    assert!(!page.contains("<th>"), "each heading of a table says whose it is");
}

#[test]
fn a_line_that_brings_nothing_only_counts_and_its_account_is_still_told() {
    let mut view = payday::statement();
    let mut counts = view.lines[0].clone();
    (counts.id, counts.component) = (payday::id("kept-customers", "crm/D-1004"), "kept-customers".into());
    (counts.exact, counts.pays, counts.tiers) =
        ("0.00 EUR".into(), crate::figures::like(&counts.pays, 0), vec![]);
    view.lines.push(counts);
    let text = pay::statement(&view, Paper::default());
    assert!(text.contains(" 4 Feb  Nordkai AG  40 000.00  counts only  0.00"), "{text}");
    assert!(page(&view).contains("40 000.00 only counts"));
}

#[test]
fn what_rounding_did_is_told_once() {
    let mut line = payday::statement().lines[3].clone();
    let told = |line: &plumb_engine::PayLineView| pay::words::comes_to(line);
    assert_eq!(told(&line), "617.2835 EUR; rounded half away from zero to whole cents: 0.0035 EUR less");
    line.rounding = Some("617.2835 EUR becomes 617.28 EUR".into());
    assert_eq!(told(&line), "617.2835 EUR, rounded to 617.28 EUR");
    line.rounding = Some("617.2835 EUR, rounded in the sum of the period".into());
    assert_eq!(told(&line), "617.2835 EUR, rounded in the sum of the period");
}

#[test]
fn offerings_that_pay_the_same_stand_as_one_and_so_do_credits_of_two_rules() {
    let mut view = payday::statement();
    let mut meters = view.next[0].clone();
    meters.offering = "flow-meters".into();
    view.next.push(meters);
    let text = pay::statement(&view, Paper::default());
    assert!(text.contains("  Instruments, flow meters                    600.00\n"), "{text}");
    let mut again = view.credits[0].clone();
    (again.credit, again.lines) = ("all".into(), vec![view.lines[1].id.clone()]);
    view.credits.insert(1, again);
    let page = page(&view);
    assert!(
        page.contains("instruments, flow meters</strong> pay most: <strong>600.00 EUR</strong>"),
        "{page}"
    );
    let credits = page.split("id=\"credits\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(credits.matches("<tr>").count(), 1 + 5, "{credits}");
    assert!(credits.contains("D-1004\">New business</a>, <a href="), "{credits}");
}

#[test]
fn a_thousand_lines_are_counted_and_summed() {
    let mut view = payday::statement();
    let one = view.lines[1].clone();
    view.lines = (0..1_000)
        .map(|number| plumb_engine::PayLineView { id: format!("{number}"), ..one.clone() })
        .collect();
    let text = pay::statement(&view, Paper::default());
    assert!(text.contains("and 960 lines more, 518 400.00; `--format json` lists all"), "{text}");
    assert!(page(&view).contains("And 600 lines more, 324 000.00 together."));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_texts_make_a_statement_that_is_whole(text in "\\PC{0,40}|.{0,20}", minor in any::<i64>()) {
        let mut view = named(&text);
        view.paid = crate::figures::like(&view.paid, minor);
        view.steps[0].amount = crate::figures::like(&view.paid, minor);
        let page = crate::statement_page(&view, &text, &payday::analyse().curve);
        prop_assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">") && page.ends_with("</html>\n"));
        prop_assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
        let steers = pay::statement(&view, Paper::default()).contains('\u{1b}');
        prop_assert!(!steers);
    }
}
