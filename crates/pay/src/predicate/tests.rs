//! Tests of conditions: reading, showing, holding, overlapping.

use plumb_units::Currency;
use proptest::prelude::*;

use super::*;
use crate::events::{NONE, Numbers, Words};

fn columns() -> Columns {
    Columns::new(Currency::parse("EUR").unwrap())
        .with("kind", ColumnKind::Text)
        .with("segment", ColumnKind::Text)
        .with("channel", ColumnKind::Text)
        .with("net", ColumnKind::Money)
        .with("term", ColumnKind::Number)
        .with("discount", ColumnKind::Number)
        .with("first_sale", ColumnKind::Flag)
        .with("specialist", ColumnKind::Role)
}

fn parse(text: &str) -> Predicate {
    Predicate::parse(text, &columns()).unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

fn words(cells: &[&str]) -> Words {
    let mut names: Vec<String> = Vec::new();
    let mut of = Vec::new();
    for cell in cells {
        let at = names.iter().position(|name| name == cell).unwrap_or_else(|| {
            names.push((*cell).to_owned());
            names.len() - 1
        });
        of.push(if cell.is_empty() { u16::MAX } else { u16::try_from(at).unwrap() });
    }
    Words { names, of }
}

fn events() -> Events {
    let mut events = Events { days: vec![0; 4], owner: vec![1, 2, 1, NONE], ..Events::default() };
    events.texts.insert("kind".into(), words(&["new", "renewal", "expansion", ""]));
    events.texts.insert("segment".into(), words(&["public", "", "mid", "mid"]));
    events.texts.insert("channel".into(), words(&["partner", "direct", "direct", "partner"]));
    let net = Numbers { money: true, of: vec![100_000, 99_999, 200_000, -5] };
    events.numbers.insert("net".into(), net);
    let first = Numbers { money: false, of: vec![0, 1_000_000, 0, 0] };
    events.numbers.insert("first_sale".into(), first);
    events.roles.insert("specialist".into(), vec![7, NONE, 8, NONE]);
    events
}

fn rows(text: &str, payee: u32) -> Vec<usize> {
    let (events, predicate) = (events(), parse(text));
    (0..events.len()).filter(|row| predicate.holds(&events, *row, payee)).collect()
}

#[test]
fn the_example_of_the_language_reads_and_holds() {
    let text = "kind in (new, expansion) and segment != public and net >= 1000 EUR and not (channel = partner or first_sale)";
    assert_eq!(rows(text, 0), [2]);
    assert_eq!(
        parse(text).shown(&columns()),
        "kind in (new, expansion) and segment != public and net >= 1 000.00 EUR and not (channel = partner or first_sale)"
    );
}

#[test]
fn the_day_of_a_transaction_is_compared_with_days() {
    let mut events = events();
    let day = |month, day| crate::day_number(plumb_units::Date::constant(2026, month, day));
    events.days = vec![day(9, 30), day(10, 1), day(12, 31), day(1, 1)];
    let sprint = parse("date >= 2026-10-01 and date < 2027-01-01");
    let held: Vec<_> = (0..5).filter(|row| sprint.holds(&events, *row, 0)).collect();
    assert_eq!(held, [1, 2]);
    assert_eq!(sprint.shown(&columns()), "date >= 2026-10-01 and date < 2027-01-01");
    assert_eq!(overlaps(&sprint, &parse("date < '2026-10-01'")), Some(false));
    assert_eq!(overlaps(&sprint, &parse("date = 2026-12-31")), Some(true));
    for (text, says) in [
        ("date >= 'october'", "`'` stands where a day such as `2027-04-01` to compare `date` with should"),
        (
            "date >= october",
            "`october` stands where a day such as `2027-04-01` to compare `date` with should",
        ),
        (
            "date >= 2026-02-30",
            "`2026-02-30` stands where a day such as `2027-04-01` to compare `date` with should",
        ),
        ("date", "the condition ends where a comparison such as `>=` after `date` should stand"),
    ] {
        assert_eq!(Predicate::parse(text, &columns()).unwrap_err().says, says);
    }
}

#[test]
fn an_empty_cell_is_no_value_and_so_it_is_not_public() {
    assert_eq!(rows("segment != public", 0), [1, 2, 3]);
    assert_eq!(rows("segment is not public and kind not in (new)", 0), [1, 2, 3]);
}

#[test]
fn a_role_is_the_payee_and_nobody_is_nobody() {
    assert_eq!(rows("specialist is payee", 7), [0]);
    assert_eq!(rows("owner is payee", 1), [0, 2]);
    assert_eq!(rows("owner is payee or specialist is payee", NONE), [0_usize; 0]);
    assert_eq!(rows("specialist is not payee", 7), [1, 2, 3]);
}

#[test]
fn numbers_take_a_currency_a_percent_sign_or_neither() {
    let net = |how, with| Predicate::Compare { column: "net".into(), how, with };
    assert_eq!(parse("net<1 000.5"), net(Compare::Below, 100_050));
    assert_eq!(parse("net > -5 EUR"), net(Compare::Above, -500));
    assert_eq!(
        parse("discount <= 12.5 %"),
        Predicate::Compare { column: "discount".into(), how: Compare::AtMost, with: 125_000 }
    );
    assert_eq!(rows("net = 999.99 and first_sale", 0), [1]);
    assert_eq!(parse("term in (12, 24)").shown(&columns()), "term = 12 or term = 24");
}

#[test]
fn quotes_hold_what_a_bare_word_cannot() {
    let value = |text: &str| match parse(text) {
        Predicate::In { values, .. } => values.join("|"),
        other => panic!("{other:?}"),
    };
    assert_eq!(value("kind in ('it''s', 'or', ü-1)"), "it's|or|ü-1");
    assert_eq!(parse("kind = 'two words'").shown(&columns()), "kind = 'two words'");
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let cases = [
        (
            "sement = public",
            "sement",
            "`sement` is no column of a transaction; known are `channel`, `date`, `discount`",
        ),
        ("net >= 5 USD", "5 USD", "`net` is in EUR; `5 USD` cannot be compared with it"),
        ("net >= 5 %", "5 %", "`net` is money"),
        ("term = 5 EUR", "5 EUR", "`term` is a plain number"),
        (
            "kind > new",
            ">",
            "`>` stands where `=`, `!=`, `in` or `not in` after the text column `kind` should",
        ),
        ("first_sale = yes", "= ", "`first_sale` is yes or no"),
        ("specialist is anna", "anna", "`is payee` after the role `specialist`"),
        ("kind in (new", "", "the condition ends where `,` or `)` should stand"),
        ("kind = 'new", "'new", "the quote is not closed"),
        ("kind = new new", "new", "`new` stands where the condition should end"),
        ("kind = or", "or", "`or` stands where a word, or text in single quotes, should"),
        ("not", "", "the condition ends where the name of a column should stand"),
    ];
    for (text, place, says) in cases {
        let problem = Predicate::parse(text, &columns()).unwrap_err();
        assert_eq!(&text[problem.at.clone()], place, "{text}");
        assert!(problem.says.contains(says), "{text}: {problem}");
    }
    assert_eq!(Predicate::parse("sement = x", &columns()).unwrap_err().unknown.as_deref(), Some("sement"));
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |depth: usize| format!("{}first_sale{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Predicate::parse(&deep(32), &columns()).is_ok());
    assert!(Predicate::parse(&deep(33), &columns()).unwrap_err().says.contains("write it flatter"));
    assert!(Predicate::parse(&"not ".repeat(1_000), &columns()).is_err());
    assert!(Predicate::parse(&" ".repeat(5_000), &columns()).unwrap_err().says.starts_with("5000 bytes"));
}

#[test]
fn conditions_overlap_unless_a_column_forbids_it() {
    let overlap = |a: &str, b: &str| overlaps(&parse(a), &parse(b)).unwrap();
    assert!(!overlap("kind = new", "kind in (renewal, expansion)"));
    assert!(!overlap("kind = new and net < 10", "kind != new or net >= 10"));
    assert!(!overlap("term > 1 and term != 1.000001", "term < 1.000002"));
    assert!(!overlap("first_sale", "not first_sale and kind = new"));
    assert!(!overlap("never", "always"));
    assert!(overlap("kind = new", "segment = public"));
    assert!(overlap("kind != new", "kind not in (renewal, expansion)"));
    assert!(overlap("owner is payee", "specialist is payee"));
    let wide = (0..20).map(|n| format!("(term = {n} or net = {n})")).collect::<Vec<_>>().join(" and ");
    assert_eq!(overlaps(&parse(&wide), &Predicate::Always), Some(false));
    let wide = (0..20).map(|n| format!("(term > {n} or net > {n})")).collect::<Vec<_>>().join(" and ");
    assert_eq!(overlaps(&parse(&wide), &Predicate::Always), None);
}

const WORDS: [&str; 3] = ["new", "renewal", "other"];

fn any_predicate(words: &[&'static str]) -> impl Strategy<Value = Predicate> {
    let word = prop::sample::select(words.to_vec());
    let values = prop::collection::vec(word.prop_map(str::to_owned), 0..3);
    let text = prop::sample::select(vec!["kind", "segment"]);
    let number = prop::sample::select(vec!["net", "term"]);
    let how = prop::sample::select(vec![
        Compare::Is,
        Compare::Below,
        Compare::AtMost,
        Compare::Above,
        Compare::AtLeast,
    ]);
    let leaf = prop_oneof![
        (text, values).prop_map(|(column, values)| Predicate::In { column: column.into(), values }),
        (number, how, 0_i64..4).prop_map(|(column, how, with)| Predicate::Compare {
            column: column.into(),
            how,
            with
        }),
        Just(Predicate::Set { column: "first_sale".into() }),
        Just(Predicate::Has { role: "specialist".into() }),
        Just(Predicate::Always),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Predicate::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Predicate::Any),
            inner.prop_map(|part| Predicate::Not(Box::new(part))),
        ]
    })
}

/// Every combination of the cells that the strategy speaks of, and of some that it does not.
fn every_row() -> Events {
    let kinds = ["new", "renewal", "it's", "or", "two words", "other", ""];
    let mut cells = Vec::new();
    for kind in kinds {
        for segment in kinds {
            for net in -1..5 {
                for term in -1..5 {
                    cells.extend((0..4).map(|mark| (kind, segment, net, term, mark)));
                }
            }
        }
    }
    let mut events = Events { days: vec![0; cells.len()], ..Events::default() };
    let column = |of: Vec<i64>| Numbers { money: false, of };
    let text = |pick: fn(&(&'static str, &'static str, i64, i64, i64)) -> &'static str| {
        words(&cells.iter().map(pick).collect::<Vec<_>>())
    };
    events.texts.insert("kind".into(), text(|cell| cell.0));
    events.texts.insert("segment".into(), text(|cell| cell.1));
    events.numbers.insert("net".into(), column(cells.iter().map(|cell| cell.2).collect()));
    events.numbers.insert("term".into(), column(cells.iter().map(|cell| cell.3).collect()));
    events.numbers.insert("first_sale".into(), column(cells.iter().map(|cell| cell.4 % 2).collect()));
    let specialist = cells.iter().map(|cell| if cell.4 / 2 == 0 { 1 } else { NONE }).collect();
    events.roles.insert("specialist".into(), specialist);
    events
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_shown_is_read_again_and_holds_of_the_same_rows(predicate in any_predicate(&["new", "it's", "or", "two words", ""])) {
        let shown = predicate.shown(&columns());
        let again = Predicate::parse(&shown, &columns()).map_err(|e| TestCaseError::fail(format!("{shown}: {e}")))?;
        prop_assert_eq!(again.shown(&columns()), shown.clone());
        prop_assert_eq!(&Predicate::parse(&again.shown(&columns()), &columns()).unwrap(), &again);
        let events = every_row();
        let (one, other) = (Compiled::new(&predicate, &events), Compiled::new(&again, &events));
        for row in (0..events.len()).step_by(7) {
            prop_assert_eq!(one.holds(row, 1), other.holds(row, 1), "{}", shown);
        }
    }

    #[test]
    fn an_overlap_is_a_row_of_which_both_hold(a in any_predicate(&WORDS), b in any_predicate(&WORDS)) {
        let events = every_row();
        let (one, other) = (Compiled::new(&a, &events), Compiled::new(&b, &events));
        let both = (0..events.len()).any(|row| one.holds(row, 1) && other.holds(row, 1));
        prop_assert_eq!(overlaps(&a, &b), Some(both), "{} / {}", a.shown(&columns()), b.shown(&columns()));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9'()<>=!,.% é-]{0,60}|(kind|net|not|and|or|in|is|\\(|\\)|=|'| |1|new|,|first_sale){0,24}") {
        if let Err(problem) = Predicate::parse(&text, &columns()) {
            prop_assert!(text.get(problem.at.clone()).is_some(), "{:?} of {}", problem.at, text);
        }
    }
}
