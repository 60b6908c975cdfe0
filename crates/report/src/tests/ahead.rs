//! How targets, pace, forecast and bridge of the small company are drawn.

use plumb_engine::Review;
use proptest::prelude::*;

use super::company::{euro, review, seen};
use super::outlook::{bridge, named, outlook, range};
use crate::{Paper, parts, summary};

/// What stands there, without markup.
fn words(markup: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in markup.replace('\u{a0}', " ").chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text
}

fn all_of(review: &Review) -> [String; 3] {
    let seen = seen(review);
    [parts::ahead(&seen, &|_| None), parts::targets(&seen, &|_| None), parts::growth(&seen)]
        .map(|part| part.0)
}

fn told(text: &str, wanted: &[&str]) {
    for says in wanted {
        assert!(text.contains(says), "{says}\n{text}");
    }
}

#[test]
fn the_odds_are_one_sentence_and_pace_is_told_in_words() {
    let text = words(&all_of(&review())[0]);
    told(
        &text,
        &[
            "67 in 100 that 12.0 M EUR come in by 31 March 2026; eight in ten years end between 10.8 M and 15.6 M EUR.",
            "Quay has 9.2 M EUR of 12.0 M EUR and should have 9.5 M EUR by now, by season and working days: 295.7 k EUR behind, within what is usual",
            "Furthest behind pace: Baltic (412.0 k EUR behind) and South (400.0 k EUR behind, within what is usual).",
            "412 behind",
            "1 person beside the own number",
        ],
    );
}

#[test]
fn a_simple_rule_that_was_nearer_is_said_plainly() {
    let text = words(&all_of(&review())[0]);
    told(
        &text,
        &[
            "On past quarters the simple rule “as a year before” was nearer for the whole company than this forecast: off by 1.3 M EUR in the mean of 4 results, the forecast by 2.2 M EUR.",
            "For the whole company 75 % of 4 results lay in the band that should hold 80 %, too few to judge by",
            "For teams 75 % of 52 results",
            "mean miss over three percentiles",
        ],
    );
    assert!(!text.contains("pinball"));
    let mut won = review();
    won.outlook.as_mut().unwrap().looks_back.remove(0);
    told(&words(&all_of(&won)[0]), &["the forecast was nearer to what came than each simple rule"]);
}

#[test]
fn the_odds_that_are_not_known_say_why() {
    let mut review = review();
    told(
        &words(&all_of(&review)[0]),
        &["of 1 the odds are not known", "not known: its measure is no sum of sales"],
    );
    let outlook = review.outlook.as_mut().unwrap();
    (outlook.odds[0].chance, outlook.odds[0].missing) = (None, Some("nobody sells there".into()));
    for node in &mut outlook.nodes {
        (node.chance, node.range) = (None, None);
    }
    told(
        &words(&all_of(&review)[0]),
        &["12.0 M EUR are asked for by 31 March 2026; there are no odds, because nobody sells there."],
    );
}

#[test]
fn a_year_that_is_over_has_no_odds_any_more() {
    let mut review = review();
    for month in &mut review.outlook.as_mut().unwrap().nodes[0].months {
        (month.actual, month.range) = (Some(euro(920_431_800)), None);
    }
    told(
        &words(&all_of(&review)[0]),
        &["The year is over: 9.2 M EUR of 12.0 M EUR came in, so what was asked for is not reached."],
    );
}

#[test]
fn odds_are_never_certain() {
    use crate::ahead::in_100;
    assert_eq!(
        [0.0, 0.004, 0.006, 0.674, 0.994, 0.996, 1.0].map(in_100),
        [
            "under 1 in 100",
            "under 1 in 100",
            "1 in 100",
            "67 in 100",
            "99 in 100",
            "over 99 in 100",
            "over 99 in 100"
        ]
    );
}

#[test]
fn who_carries_what_says_what_nobody_has_and_what_each_level_adds() {
    let text = words(&all_of(&review())[1]);
    told(
        &text,
        &[
            "12.0 M EUR are asked of Quay in fiscal year 2026; added up, the level “region” for 4.2 % more.",
            "Of what is asked of these, nobody below has a part: North (3.0 M EUR).",
            "Below these, more is asked than they have: Quay (500.0 k EUR)",
            "Not handed on",
            "3 000 nobody has",
            "1 200 of 1 500 1 silent",
            "4 of 7 people with a number are more likely than not to reach the own number",
            "Who has more potential has the larger number (correlation of ranks 0.82, of few people;",
            "What somebody brings beyond a number raises the next one, by about 60 % of it.",
            "1 objective is served by others; 0 add up exactly",
        ],
    );
}

#[test]
fn what_may_not_be_seen_is_never_called_open() {
    let mut review = review();
    let outlook = review.outlook.as_mut().unwrap();
    for node in &mut outlook.nodes {
        node.unallocated = None;
    }
    outlook.nodes.retain(|node| node.name != "Baltic" && node.name != "Nikos");
    outlook.nodes.remove(2);
    let text = words(&all_of(&review)[1]);
    assert!(text.contains("Not shown") && !text.contains("Not handed on"), "{text}");
    told(&words(&all_of(&review)[0]), &["No unit shown here is behind its pace."]);
}

#[test]
fn levers_stand_under_their_steps_with_their_arithmetic() {
    let mut review = review();
    review.bridge = Some(bridge());
    let text = words(&all_of(&review)[2]);
    told(
        &text,
        &[
            "1 lever leads from 11.0 M EUR (the baseline of grow) towards 12.0 M EUR in 2026; 700.0 k EUR of that nothing pays for, 500.0 k EUR even if every lever comes about.",
            "Price lever.list-prices+1 00060 %50 %+30040",
            "No lever plans for it; a year before it came to -700.0 k EUR.",
            "1 lever is an option that nobody has decided on",
            "Month by month",
            "In the twelve months to 31 January 2026, 9.0 M EUR became 10.0 M EUR; most was brought by new customers (2.0 M EUR); most was taken by customers who did not buy again (-1.0 M EUR).",
            "customers without one",
            "± 15 %",
        ],
    );
}

#[test]
fn what_is_not_there_says_what_would_fill_it() {
    let mut review = review();
    review.outlook = None;
    let [ahead, targets, growth] = all_of(&review).map(|page| words(&page));
    told(&ahead, &["plumb lock sign ID", "plumb import MAPPING PATH"]);
    told(&targets, &["plan/organisation.toml", "plan/private/quotas.csv"]);
    told(&growth, &["plan/levers.toml"]);
    assert!(!summary(&seen(&review), &[], Paper::default()).contains("What will happen?"));
    assert!(!crate::page(&seen(&review)).contains("What will happen?"));
    let mut empty = outlook();
    (empty.nodes, empty.odds) = (vec![], vec![]);
    review.outlook = Some(empty);
    assert_eq!(all_of(&review).map(|page| words(&page)), [ahead, targets, growth]);
    let mut bare = outlook();
    (bare.looks_back, bare.quality, bare.sums, bare.levels) = (vec![], vec![], vec![], vec![]);
    bare.nodes.truncate(1);
    bare.nodes[0].months.clear();
    review.outlook = Some(bare);
    let [ahead, targets, _] = all_of(&review).map(|page| words(&page));
    told(&ahead, &["It cannot be looked back yet", "There is no month to draw yet"]);
    told(&targets, &["there is nothing to draw", "Nothing can be said of numbers here"]);
}

#[test]
fn the_short_version_stays_short() {
    let with = crate::page(&seen(&review()));
    let mut without = review();
    without.outlook = None;
    let more = with.len() - crate::page(&seen(&without)).len();
    assert!(more < 8_000, "{more} bytes");
    let text = summary(&seen(&review()), &[], Paper { width: 400, ..Paper::default() });
    let part = text.split("What will happen?\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert_eq!(part.lines().count(), 3, "{part}");
}

#[test]
fn every_table_has_headings_and_every_picture_words() {
    let mut review = review();
    review.bridge = Some(bridge());
    for page in all_of(&review) {
        assert_eq!(page.matches("<table").count(), page.matches("<thead>").count());
        assert_eq!(page.matches("<h1>").count(), 1);
        assert!(!page.contains("<th>"));
        for svg in page.split("<svg").skip(1) {
            let tag = svg.split('>').next().unwrap();
            assert!(tag.contains("aria-hidden") || tag.contains("aria-label="), "{tag}");
        }
        assert!(!page.contains("pinball"));
    }
}

#[test]
fn names_do_nothing() {
    let evil = "</title><script>alert(\"1\")</script>\u{202e}'&<b onload=x>";
    let mut review = review();
    named(review.outlook.as_mut().unwrap(), evil);
    let mut bridge = bridge();
    (bridge.period, bridge.base_says, bridge.remarks) = (evil.into(), evil.into(), vec![evil.into()]);
    for lever in bridge.steps.iter_mut().flat_map(|step| &mut step.levers).chain(&mut bridge.options) {
        (lever.name, lever.at) = (evil.into(), evil.into());
    }
    bridge.steps[0].component = evil.into();
    bridge.months[0].period = evil.into();
    bridge.drivers[0].driver = evil.into();
    let happened = bridge.happened.as_mut().unwrap();
    happened.segments[0].segment = Some(evil.into());
    happened.parts[0].component = evil.into();
    happened.segments[0].parts[0].component = evil.into();
    happened.until = evil.into();
    review.bridge = Some(bridge);
    for page in all_of(&review) {
        for markup in ["<script", "<b ", "\u{202e}", "alert(\"1\")"] {
            assert!(!page.contains(markup), "{markup}\n{page}");
        }
        assert!(page.contains("&lt;script&gt;"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_amounts_and_texts_are_drawn(amounts in prop::collection::vec(any::<i64>(), 8), text in "\\PC{0,20}", share in any::<f64>(), ring in any::<bool>()) {
        let mut review = review();
        let outlook = review.outlook.as_mut().unwrap();
        named(outlook, &text);
        for (index, node) in outlook.nodes.iter_mut().enumerate() {
            let of = |at: usize| euro(amounts[(index + at) % amounts.len()]);
            (node.target, node.by_bases, node.unallocated, node.quota) = (of(0), of(1), Some(of(2)), Some(of(3)));
            (node.pace.actual, node.pace.expected, node.pace.remaining) = (of(4), of(5), of(6));
            (node.chance, node.committed) = (Some(share), Some(of(7)));
            node.range = Some(range([amounts[0], amounts[1], amounts[2]]));
            if ring { node.parent = Some("unit:north".into()); }
        }
        for look in &mut outlook.looks_back { (look.miss, look.loss, look.bias) = (share, share, Some(share)); }
        for quality in &mut outlook.quality { (quality.up, quality.spread) = (Some([share; 3]), Some(share)); }
        for page in all_of(&review) {
            prop_assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
        }
        summary(&seen(&review), &[], Paper::default());
    }
}
