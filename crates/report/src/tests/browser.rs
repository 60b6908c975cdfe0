//! The page for a browser says what the review says, and nothing else.

use plumb_engine::{
    BridgeStep, BridgeView, LeverView, MatrixCell, MatrixRow, MoveView, OtherAloud, Review, SaidAloud,
    SeenReview, StateShare,
};
use proptest::prelude::*;

use super::company::{euro, exposure, gap, in_plan, review, seen};
/// The page with its figures as they are elsewhere.
fn page(seen: &SeenReview) -> String {
    crate::page(seen).replace('\u{a0}', " ")
}

/// The company with everything that the page can show.
fn whole() -> Review {
    let mut review = review();
    review.said_aloud = Some(SaidAloud {
        mandate: "grow".into(),
        from: Some(euro(1_081_081_081)),
        to: euro(1_200_000_000),
        by: "2026-03-31".into(),
        growth: Some(0.11),
        parts: vec![],
        others: vec![OtherAloud {
            mandate: "keep-margin".into(),
            says: "Gross margin stays at or above 41 %".into(),
            target: Some("41 %".into()),
            period: Some("2025".into()),
            last_year: Some("40.5 %".into()),
            by: "2026-03-31".into(),
        }],
    });
    let step = |component: &str, name: &str, amount: i64| BridgeStep {
        component: component.into(),
        amount: euro(amount),
        not_planned: None,
        levers: vec![LeverView {
            lever: name.into(),
            name: name.into(),
            full: Some(euro(amount)),
            chance: 1.0,
            part: 1.0,
            amount: euro(amount),
            cost: None,
            at: format!("lever.{name}"),
        }],
    };
    review.bridge = Some(BridgeView {
        mandate: "grow".into(),
        period: "2026".into(),
        base: euro(1_081_081_081),
        base_says: "the baseline of `grow`".into(),
        goal: euro(1_200_000_000),
        steps: vec![step("churn", "lost-customers", -40_000_000), step("price", "list-prices", 100_000_000)],
        unfunded: euro(58_918_919),
        unfunded_at_full: euro(58_918_919),
        cost: euro(0),
        momentum: None,
        options: vec![],
        happened: None,
        months: vec![],
        drivers: vec![],
        remarks: vec![],
    });
    let mover = |rule: &str, reaches: i64, adds: i64| MoveView {
        rule: rule.into(),
        says: format!("mend what `{rule}` found"),
        gaps: vec![format!("{rule}-00c0ffee")],
        effect: Some("breaks".into()),
        places: 3,
        effort: Some("2 days".into()),
        hours: Some(48),
        shows: Some("day 30".into()),
        reaches: Some(euro(reaches)),
        adds: Some(euro(adds)),
        people: 5,
        concerns: "everyone".into(),
        worth: Some("large".into()),
        worth_basis: Some("assumed".into()),
    };
    review.moves = vec![
        mover("quota-late-or-missing", 550_000_050, 550_000_050),
        mover("deadline-discount", 100_000_000, 0),
        mover("objective-unpaid", 50_000_000, 10_000_000),
        mover("no-strategic-story", 40_000_000, 0),
    ];
    let cell = |element: &str, states: &[(&str, i64, usize)]| MatrixCell {
        element: element.into(),
        state: states.first().map(|(state, ..)| (*state).to_owned()),
        states: states
            .iter()
            .map(|(state, amount, people)| StateShare {
                state: (*state).into(),
                amount: Some(euro(*amount)),
                people: *people,
            })
            .collect(),
    };
    review.matrix = vec![MatrixRow {
        unit: "north".into(),
        name: "North".into(),
        depth: 0,
        sellers: 3,
        cells: vec![
            cell("objectives", &[("broken", 300_000_000, 2), ("sound", 100_000_000, 1)]),
            cell("method", &[("missing", 400_000_000, 3)]),
            cell("reporting", &[("unseen", 400_000_000, 3)]),
            cell("rhythm", &[]),
        ],
    }];
    review
}

/// What stands on a page as text, without its markup and its style.
fn words(page: &str) -> String {
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let mut text = String::new();
    let mut in_tag = false;
    for c in body.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn the_page_answers_its_questions_in_their_order() {
    let page = page(&seen(&whole()));
    let mut rest = page.as_str();
    for says in [
        "<h1>10.8 M EUR becomes 12.0 M EUR by 31 March 2026, 11 % a year.</h1>",
        "<h2>Who carries the 11 %?</h2>",
        "<h2>What do we do first?</h2>",
        "<h2>What will happen?</h2>",
        "<h2>What stands in the way?</h2>",
        "<h2>Where does the line break?</h2>",
        "<h2>Where is the growth to come from?</h2>",
        "<h2>What is strong?</h2>",
        "<h2>How much do we see?</h2>",
        "<h2>What do the figures rest on?</h2>",
    ] {
        rest = rest.split_once(says).unwrap_or_else(|| panic!("{says}\n{page}")).1;
    }
}

#[test]
fn every_part_stands_there_to_the_cent() {
    let review = whole();
    let page = page(&seen(&review));
    let carry = review.carry.unwrap();
    for unit in carry.units.iter().skip(1) {
        let parts = [
            &unit.split.as_ref().unwrap().soundly_carried,
            &unit.split.as_ref().unwrap().carried_but_broken,
            &unit.split.as_ref().unwrap().unseen,
            &unit.split.as_ref().unwrap().nobodys,
        ];
        for part in parts.into_iter().filter(|part| !part.is_zero()) {
            let says = crate::figures::money(part);
            assert!(page.contains(&format!("{says}</title>")), "{}: {says}\n{page}", unit.name);
        }
    }
    assert!(page.contains(&format!(">{}</td></tr></tfoot>", crate::figures::exact(&carry.total))), "{page}");
}

#[test]
fn three_moves_stand_with_their_hours_and_no_part_counts_twice() {
    let page = words(&page(&seen(&whole())));
    assert!(page.contains("Mend what quota-late-or-missing found"), "{page}");
    assert!(page.contains("48 hours of work (2 days at each of 3 places)"), "{page}");
    assert!(
        page.contains("Together they reach 5.6 M EUR, each part counted once, in 144 hours of work"),
        "{page}"
    );
    assert!(!page.contains("no-strategic-story"), "{page}");
}

#[test]
fn a_cell_reads_without_its_colour() {
    let page = page(&seen(&whole()));
    assert!(
        page.contains(
            "title=\"objectives: broken 3 000 000.00 EUR (2 people), sound 1 000 000.00 EUR (1 person)\""
        ),
        "{page}"
    );
    let words = words(&page);
    for says in ["✕ broken 75 %", "○ missing", "? unseen", "not tested"] {
        assert!(words.contains(says), "{says}\n{words}");
    }
}

#[test]
fn the_bars_stand_by_themselves_too() {
    let mut review = whole();
    let drawing = crate::picture(&seen(&review)).unwrap();
    assert!(drawing.starts_with("<svg xmlns=") && drawing.ends_with("</svg>\n"), "{drawing}");
    assert!(drawing.contains("<title>Baltic: soundly carried 1 000 000.00 EUR</title>"), "{drawing}");
    review.carry = None;
    assert_eq!(crate::picture(&seen(&review)), None);
}

#[test]
fn what_nothing_pays_for_is_drawn() {
    let words = words(&page(&seen(&whole())));
    assert!(
        words.contains(
            "2 levers lead from 10.8 M EUR (the baseline of grow) towards 12.0 M EUR in 2026; 589.2 k EUR of that nothing pays for."
        ),
        "{words}"
    );
    for says in ["Customers lost lost-customers", "-400.0 k EUR", "+1.0 M EUR", "Nothing pays for"] {
        assert!(words.contains(says), "{says}\n{words}");
    }
}

#[test]
fn without_a_mandate_the_page_says_how_to_sign_one() {
    let mut review = review();
    review.mandates.clear();
    review.carry = None;
    review.gaps.clear();
    let page = words(&page(&seen(&review)));
    for says in ["plumb lock sign ID", "nothing along a line is tested yet", "No gap stands open"] {
        assert!(page.contains(says), "{says}\n{page}");
    }
}

#[test]
fn without_facts_the_page_says_how_to_import_some() {
    let mut review = review();
    review.facts.clear();
    let page = words(&page(&seen(&review)));
    assert!(page.contains("No facts are imported: plumb import MAPPING PATH reads exports."), "{page}");
}

#[test]
fn under_sixty_per_cent_no_score_is_shown() {
    let page = words(&page(&seen(&whole())));
    assert!(page.contains("No score is shown under 60 % coverage."), "{page}");
}

#[test]
fn nothing_outside_the_page_is_asked_for() {
    let page = page(&seen(&whole()));
    for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "src="] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn names_cannot_become_markup() {
    let mut review = whole();
    let evil = "</title><script>alert(\"1\")</script>\u{202e}'&<b onload=x>";
    review.company = evil.into();
    review.mandates[0].says = evil.into();
    review.matrix[0].name = evil.into();
    review.moves[0].says = evil.into();
    review.moves[0].rule = evil.into();
    let carry = review.carry.as_mut().unwrap();
    (carry.says, carry.mandate) = (evil.into(), evil.into());
    for unit in &mut carry.units {
        unit.name = evil.into();
    }
    for gap in &mut review.gaps {
        (gap.message, gap.rule, gap.id, gap.concerns) =
            (evil.into(), evil.into(), evil.into(), "leaders".into());
        (gap.fix.says, gap.objectives, gap.at) =
            (evil.into(), vec![evil.into()], vec![in_plan(evil, 1, 1, evil)]);
    }
    super::outlook::named(review.outlook.as_mut().unwrap(), evil);
    let bridge = review.bridge.as_mut().unwrap();
    bridge.steps[0].levers[0].name = evil.into();
    (bridge.base_says, bridge.remarks) = (evil.into(), vec![evil.into()]);
    let page = page(&seen(&review));
    for markup in ["<script", "<b ", "\u{202e}", "alert(\"1\")"] {
        assert!(!page.contains(markup), "{markup}\n{page}");
    }
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn ten_thousand_gaps_stay_readable() {
    let mut review = whole();
    review.gaps = (0..10_000)
        .map(|number| {
            let rule = format!("rule-{}", number % 60);
            let mut gap = gap(
                &rule,
                "error",
                &format!("`unit-{number}` has nothing of what is needed, and {number} people wait"),
                vec![in_plan("plan/organisation.toml", number, 1, "here")],
                exposure("breaks", 100, 0, 1),
            );
            gap.id = format!("{rule}-{number:08x}");
            gap
        })
        .collect();
    let page = page(&seen(&review));
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(page.contains("10 000 gaps"), "all are counted");
    assert!(page.contains("And 147 gaps more of this rule"), "what is not listed is counted");
}

#[test]
fn headings_and_tables_mean_what_they_show() {
    let page = page(&seen(&whole()));
    assert_eq!((page.matches("<h1>").count(), page.matches("<main>").count()), (1, 1));
    assert!(page.contains("lang=\"en\"") && page.contains("name=\"viewport\""));
    assert_eq!(page.matches("<table").count(), page.matches("<thead>").count());
    assert!(!page.contains("<th>"), "each heading of a table says whose it is");
    for svg in page.split("<svg").skip(1) {
        let tag = svg.split('>').next().unwrap();
        assert!(tag.contains("aria-hidden") || tag.contains("aria-label="), "{tag}");
    }
}

proptest! {
    #[test]
    fn any_texts_make_a_page_that_is_whole(text in "\\PC{0,60}", other in ".{0,40}") {
        let mut review = whole();
        review.company = text.clone();
        review.gaps[0].message = other.clone();
        review.matrix[0].name = text;
        review.moves[0].says = other;
        let page = page(&seen(&review));
        prop_assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">") && page.ends_with("</html>\n"));
        prop_assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
    }
}
