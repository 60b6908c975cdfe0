//! Problems, gaps and explanations as they are drawn.

use std::sync::Arc;

use expect_test::expect;
use plumb_engine::{Explanation, GapStory, Origin, PlanLine, ProblemView, RulePage, SpotView, TableView};

use super::company::{in_plan, review, seen};
use crate::{Paper, explanation, gaps, problems};

const PEOPLE: &str = "id,name,role,unit\nana,Ana,ae,north\nnikos,Nikos,ae,piraeus\n";

pub(super) fn spot(file: &str, text: &Arc<str>, word: &str, label: &str) -> SpotView {
    let start = text.find(word).unwrap();
    let before = &text[..start];
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    SpotView {
        file: file.into(),
        line: before.matches('\n').count() + 1,
        column,
        label: label.into(),
        source: Arc::clone(text),
        start,
        end: start + word.len(),
    }
}

fn problem(severity: &str, at: Vec<SpotView>) -> ProblemView {
    ProblemView {
        code: "unknown-unit".into(),
        severity: severity.into(),
        message: "no unit is called `piraeus`".into(),
        at,
        help: Some("did you mean `pireus`?".into()),
    }
}

#[test]
fn a_problem_shows_its_place_and_those_that_take_part_in_other_files() {
    let people: Arc<str> = PEOPLE.into();
    let units: Arc<str> = "[unit.north]\n\n[unit.pireus]\nname = \"Piräus\"\n".into();
    let here = spot("plan/people.csv", &people, "piraeus", "not a unit");
    let there = spot("plan/organisation.toml", &units, "pireus", "the nearest one");
    let first = spot("plan/people.csv", &people, "north", "this one is known");
    let drawn =
        problems(&[problem("error", vec![here, there, first]), problem("warning", vec![])], Paper::default());
    expect![[r#"
        error[unknown-unit]: no unit is called `piraeus`
         --> plan/people.csv:3:16
          |
        2 | ana,Ana,ae,north
          |            ----- this one is known
        3 | nikos,Nikos,ae,piraeus
          |                ^^^^^^^ not a unit
          |
         ::: plan/organisation.toml:3:7
          |
        3 | [unit.pireus]
          |       ------ the nearest one
          |
          = help: did you mean `pireus`?

        warning[unknown-unit]: no unit is called `piraeus`
         |
         = help: did you mean `pireus`?

        1 error, 1 warning
    "#]]
    .assert_eq(&drawn);
}

#[test]
fn a_long_line_is_cut_around_its_place_and_keeps_its_column() {
    let text: Arc<str> =
        format!("a = 1\nlist = [{} \"gone\", {}]\n", "\"x\", ".repeat(400), "\"y\", ".repeat(40)).into();
    let drawn = problems(
        &[problem("error", vec![spot("plan/long.toml", &text, "\"gone\"", "this one")])],
        Paper::default(),
    );
    expect![[r#"
        error[unknown-unit]: no unit is called `piraeus`
         --> plan/long.toml:2:2010
          |
        2 | ... "x", "x", "x", "x", "x", "x", "x",  "gone", "y", "y", "y", "y", "y", "y", "y", "y", "y", ...
          |                                         ^^^^^^ this one
          |
          = help: did you mean `pireus`?

        1 error
    "#]]
    .assert_eq(&drawn);
    assert!(drawn.lines().all(|line| line.chars().count() < 260), "{drawn}");
}

#[test]
fn a_gap_is_drawn_where_it_stands_and_what_cannot_be_seen_is_no_gap() {
    let texts = |file: &str| (file == "plan/people.csv").then(|| PEOPLE.to_owned());
    expect![[r#"
        error[quota-late-or-missing]: `nikos` has sold since 2025-04-01 and has no quota
         --> plan/people.csv:3:1
          |
        3 | nikos,Nikos,ae,piraeus
          | ^^^^^ sells, and holds no number
          |
          = exposure: 3 120 000.00 EUR of the mandate hangs on it (breaks the number strand of 5 people)
          = evidence: facts or a signature show it
          = fix: give every seller a number before the year starts (4 days, shows by day 30)
          = id: quota-late-or-missing-00c0ffee

        warning[deadline-discount]: `north` sells 15.8 % below list in the last 10 days of a quarter and
                                    6.1 % in the rest
        --> bookings/erp/43659
         = exposure: 1 000 000.00 EUR of the mandate hangs on it (touches the lines of 1 person and breaks
                     none)
         = evidence: facts or a signature show it
         = fix: give every seller a number before the year starts (4 days, shows by day 30)
         = id: deadline-discount-00c0ffee

        not seen: these inputs would show 41 points more: plan: pay (18), bookings.list (12), meetings (6),
                  plan: story (5)

        2 gaps: 1 error, 1 warning
    "#]]
    .assert_eq(&gaps(&seen(&review()), &texts, Paper::default()));
}

#[test]
fn on_narrow_paper_a_title_goes_on_below_its_label() {
    let mut review = review();
    review.gaps.remove(0);
    review.coverage.would_show.clear();
    expect![[r#"
        warning[deadline-discount]: `north` sells 15.8 % below list
            in the last 10 days of a quarter and 6.1 % in the rest
        --> bookings/erp/43659
         = exposure: 1 000 000.00 EUR of the mandate hangs on it
                     (touches the lines of 1 person and breaks none)
         = evidence: facts or a signature show it
         = fix: give every seller a number before the year starts
                (4 days, shows by day 30)
         = id: deadline-discount-00c0ffee

        1 gap: 1 warning
    "#]]
    .assert_eq(&gaps(&seen(&review), &|_| None, Paper { width: 60, ..Paper::default() }));
}

#[test]
fn a_place_that_cannot_be_read_is_still_named() {
    let drawn = gaps(&seen(&review()), &|_| None, Paper::default());
    assert!(drawn.contains("--> plan/people.csv:3:1 (sells, and holds no number)\n"), "{drawn}");
}

#[test]
fn a_gap_is_explained_down_to_the_line_of_the_export() {
    let mut gap = review().gaps.remove(0);
    gap.exception = Some("nikos-starts-in-may".into());
    let story = GapStory {
        figures: gap.evidence.figures.clone().into_iter().collect(),
        gap,
        summary: "Somebody sells without a number.".into(),
        why: "Who has no number cannot know which part of the mandate is theirs.".into(),
        plan_lines: vec![PlanLine {
            at: in_plan("plan/people.csv", 3, 1, ""),
            text: "nikos,Nikos,ae,piraeus".into(),
        }],
        rows: Some(TableView {
            columns: vec!["date".into(), "net".into()],
            rows: vec![
                vec!["2026-01-07".into(), 1250.into()],
                vec!["2026-01-09".into(), serde_json::Value::Null],
            ],
            notes: vec![],
        }),
        rows_in_all: 41,
        origins: vec![Some(Origin { file: "exports/orders.csv".into(), line: 7 }), None],
        people: vec![("nikos".into(), "0.00 EUR".into())],
        worth: vec![
            "Nikos made 90 000 EUR of margin.".into(),
            "Worth: small. Assumed, and not to be added up.".into(),
        ],
        thresholds: vec![("grace".into(), "30 days".into(), "how long somebody new may go without".into())],
    };
    expect![[r#"
        error[quota-late-or-missing]: `nikos` has sold since 2025-04-01 and has no quota
          about      person:nikos
          place      plan/people.csv:3:1
          exposure   3 120 000.00 EUR of the mandate hangs on it (breaks the number strand of 5 people)
          worth      not known: its rule states no effect
          evidence   facts or a signature show it
          fix        give every seller a number before the year starts (4 days, shows by day 30)
          state      open by exception `nikos-starts-in-may`
          id         quota-late-or-missing-00c0ffee

        Why it matters
          Somebody sells without a number.
          Who has no number cannot know which part of the mandate is theirs.

        What was computed
          orders  41

        What the plan says
          plan/people.csv:3:1
            nikos,Nikos,ae,piraeus

        What the facts say: 2 of 41 rows
          date         net  read from
          ──────────  ────  ────────────────────
          2026-01-07  1250  exports/orders.csv:7
          2026-01-09     -  -

        Whose lines it concerns
          nikos  0.00 EUR

        What closing it is worth
          1. Nikos made 90 000 EUR of margin.
          2. Worth: small. Assumed, and not to be added up.

        Thresholds
          grace  30 days  how long somebody new may go without

        The rule: `plumb explain quota-late-or-missing`
    "#]]
    .assert_eq(&explanation(&Explanation::Gap(Box::new(story)), Paper::default()));
}

#[test]
fn a_rule_is_explained_by_its_page() {
    let page = RulePage {
        rule: "quota-late-or-missing".into(),
        summary: "Somebody sells without a number.".into(),
        severity: "error".into(),
        strand: "number".into(),
        sections: vec![("Check".into(), "```sql\nselect 1\n```\n".into())],
        thresholds: vec![],
        fix: "Give every seller a number".into(),
    };
    expect![[r#"
        quota-late-or-missing
          Somebody sells without a number.
          error, strand number

        Check
            select 1

        What closes it
          Give every seller a number
    "#]]
    .assert_eq(&explanation(&Explanation::Rule(page), Paper::default()));
}
