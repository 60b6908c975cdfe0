//! Views that say impossible things are drawn all the same.

use std::sync::Arc;

use plumb_engine::{
    ControlTotalView, Explanation, FigureView, GapStory, LeadRow, LeadView, MoveView, Origin, PeriodView,
    PlanLine, ProblemView, ReconcileView, RejectView, Review, RulePage, SpotView, StrengthView, TableView,
};
use proptest::prelude::*;

use super::company::{review, seen};
use crate::{Paper, csv, explanation, gaps, problems, reconcile, summary, table};

const ESCAPE: char = '\u{1b}';

proptest! {
    #[test]
    fn any_place_in_any_text_is_drawn(text in "\\PC{0,40}[\r\n\t\u{feff}é港]{0,6}\\PC{0,300}", start in 0_usize..400, end in 0_usize..400,
                                      other in 0_usize..400, line in 0_usize..4, message in ".{0,20}") {
        let source: Arc<str> = text.into();
        let spot = |start, end| SpotView { file: "plan/a.toml".into(), line, column: 1, label: message.clone(), source: Arc::clone(&source), start, end };
        let problem = ProblemView { code: "any".into(), severity: "error".into(), message: message.clone(), at: vec![spot(start, end), spot(other, other)], help: None };
        let drawn = problems(&[problem], Paper::default());
        prop_assert!(!drawn.contains(ESCAPE));
        prop_assert!(drawn.ends_with("1 error\n"));
    }

    #[test]
    fn a_ragged_table_is_drawn(columns in prop::collection::vec(".{0,9}", 0..4), rows in prop::collection::vec(prop::collection::vec(".{0,9}", 0..5), 0..4)) {
        let rows: Vec<Vec<serde_json::Value>> = rows.into_iter().map(|row| row.into_iter().map(serde_json::Value::from).collect()).collect();
        let count = rows.len();
        let view = TableView { columns, rows, notes: vec![] };
        prop_assert_eq!(table(&view, Paper::default()).lines().count(), count + 3);
        prop_assert!(csv(&view).ends_with("\r\n"));
    }
}

const NAME: &str = "Stock\u{1b}]0;pwn\u{7}\u{1b}[2J\u{202e}\u{9b}2J\u{2066}holm";

fn named() -> String {
    NAME.to_owned()
}

fn harmless(what: &str, text: &str) {
    let steers = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found: Vec<char> = text.chars().filter(steers).collect();
    assert!(found.is_empty(), "{what}: {found:?} in {text:?}");
    assert!(text.contains("holm") && text.contains('\u{fffd}'), "{what}: the name is not in it: {text}");
}

/// The small company with one name everywhere.
fn hostile_review() -> Review {
    let mut review = review();
    (review.company, review.as_of.because) = (named(), named());
    review.fiscal_year.as_mut().unwrap().name = named();
    for mandate in &mut review.mandates {
        (mandate.id, mandate.says, mandate.measure, mandate.unit) = (named(), named(), named(), named());
        (mandate.signed_by, mandate.growth, mandate.level) = (named(), Some(named()), Some(named()));
        (mandate.signed_on, mandate.date, mandate.so_far) = (named(), named(), Some(named()));
    }
    let carry = review.carry.as_mut().unwrap();
    (carry.mandate, carry.says) = (named(), named());
    for unit in &mut carry.units {
        (unit.unit, unit.name) = (named(), named());
    }
    for strand in carry.broken_at.iter_mut().chain(&mut carry.unseen_at) {
        strand.strand = named();
    }
    for gap in &mut review.gaps {
        (gap.id, gap.rule, gap.message, gap.subject) = (named(), named(), named(), named());
        (gap.strand, gap.driver) = (named(), named());
        (gap.nodes, gap.objectives) = (vec![named()], vec![named(), "other".into()]);
        (gap.fix.says, gap.fix.effort, gap.fix.effect) = (named(), Some(named()), Some(named()));
        (gap.worth.why, gap.evidence.kind) = (named(), named());
        gap.innocent = Some(named());
        (gap.worth.class, gap.worth.basis) = (Some(named()), Some(named()));
        gap.evidence.figures = [(named(), named())].into();
        for place in &mut gap.at {
            (place.label, place.path) = (named(), named());
            place.file = place.file.take().map(|_| format!("plan/{NAME}"));
            place.fact = place.fact.take().map(|fact| fact + NAME);
        }
    }
    review.strengths = vec![StrengthView {
        subject: named(),
        name: named(),
        unit: Some(named()),
        person: None,
        company_wide: false,
        says: vec![named()],
        rules: vec![named()],
        elements: vec![named()],
        reached: None,
        people: 5,
        beyond: 0.5,
    }];
    review.moves = vec![MoveView {
        rule: named(),
        says: named(),
        gaps: vec![named()],
        concerns: named(),
        effect: Some(named()),
        places: 2,
        effort: Some(named()),
        hours: Some(3),
        shows: Some(named()),
        reaches: None,
        adds: None,
        people: 5,
        worth: Some(named()),
        worth_basis: Some(named()),
    }];
    super::outlook::named(review.outlook.as_mut().unwrap(), NAME);
    for input in &mut review.coverage.would_show {
        input.input = named();
    }
    for strand in &mut review.strands {
        (strand.strand, strand.element) = (named(), named());
    }
    review
}

#[test]
fn no_name_steers_a_terminal() {
    let paper = Paper { width: 80, ..Paper::default() };
    let review = hostile_review();
    let seen = seen(&review);
    harmless("summary", &summary(&seen, &[named()], paper));
    harmless("gaps", &gaps(&seen, &|_| Some(format!("[{NAME}]\n").repeat(8)), paper));
    harmless("gaps without texts", &gaps(&seen, &|_| None, paper));
    let gap = review.gaps[0].clone();
    let thresholds = vec![(named(), named(), named())];
    let page = RulePage {
        rule: named(),
        summary: named(),
        severity: named(),
        strand: named(),
        sections: vec![(
            named(),
            format!("# {NAME}\n{NAME}\n- {NAME}\n```{NAME}\n{NAME}\n```\n| {NAME} |\n"),
        )],
        thresholds: thresholds.clone(),
        fix: named(),
    };
    harmless("rule", &explanation(&Explanation::Rule(page), paper));
    let story = GapStory {
        summary: named(),
        why: named(),
        plan_lines: vec![PlanLine { at: gap.at[0].clone(), text: named() }],
        rows: Some(TableView {
            columns: vec![named()],
            rows: vec![vec![NAME.into()], vec![serde_json::json!([NAME])]],
            notes: vec![named()],
        }),
        rows_in_all: 9,
        origins: vec![Some(Origin { file: named(), line: 3 }), None],
        people: vec![(named(), named())],
        worth: vec![named()],
        figures: vec![(named(), named())],
        thresholds,
        gap,
    };
    harmless("story", &explanation(&Explanation::Gap(Box::new(story)), paper));
    let euro = || Some(FigureView { amount: "2.5".into(), currency: Some(named()) });
    let period = || PeriodView { name: named(), from: named(), until: named() };
    let reject = || RejectView {
        file: named(),
        line: 2,
        column: Some(1),
        field: Some(named()),
        value: Some(named()),
        reason: named(),
    };
    let lead = || LeadView {
        says: named(),
        sum: euro(),
        rows: vec![LeadRow {
            at: named(),
            day: named(),
            kind: Some(named()),
            value: euro().unwrap(),
            origin: Some(Origin { file: named(), line: 8 }),
        }],
        rejects: vec![reject()],
        in_all: 9,
    };
    let total = |state: &str| ControlTotalView {
        measure: named(),
        period: period(),
        source: named(),
        at: named(),
        finance: euro(),
        facts: euro(),
        difference: euro(),
        share: Some(0.1),
        state: state.into(),
        why_not: Some(named()),
        rows: 9,
        leads: vec![lead()],
    };
    let mut view = ReconcileView {
        version: 1,
        company: named(),
        as_of: named(),
        tolerance: 0.01,
        clean: false,
        totals: vec![total("differs"), total("not compared")],
        missing: None,
        notes: vec![named()],
    };
    harmless("reconcile", &reconcile(&view, paper));
    view.missing = Some(named());
    harmless("reconcile without totals", &reconcile(&view, paper));
}
