//! The pictures for any view: well-formed, inside their frame, in words as well, whatever the names.

use maud::Markup;
use proptest::prelude::*;

use crate::charts::{
    At, Branch, Curve, Moment, Outlook, Say, Stand, Step, cascade, curve, outlook, waterfall,
};

const HOSTILE: &str = "<script>alert(\"1\")</script>&'\u{202e}\u{1b}[2J";

fn short(amount: f64) -> String {
    format!("{:.1} M", amount / 1e8)
}

fn exact(amount: f64) -> String {
    format!("{:.2} EUR", amount / 100.0)
}

const SAY: Say<'static> = Say { short: &short, exact: &exact };

fn step(label: &str, amount: i64, stand: Stand) -> Step {
    Step { label: label.to_owned(), note: None, amount, stand }
}

fn steps() -> Vec<Step> {
    let mut steps = vec![
        step("Last year", 4_000_000_000, Stand::Level),
        step("Churn", -310_000_000, Stand::Move),
        step("Price", 120_000_000, Stand::Move),
        step("New customers", 420_000_000, Stand::Move),
        step("Bay Pumps", 180_000_000, Stand::Move),
        step("No lever pays for", 190_000_000, Stand::Open),
        step("Mandate", 4_600_000_000, Stand::Level),
    ];
    steps[1].note = Some("not planned, last year −3.1 M".to_owned());
    steps
}

fn year() -> Outlook {
    let moments = (1..=12).map(|month| {
        let at = f64::from(month);
        let ahead = (at - 7.0).max(0.0);
        Moment {
            period: format!("2026-M{month:02}"),
            actual: (month <= 7).then_some(3.1e8 * at),
            forecast: (month > 7).then_some([3.1e8 * at - 6e7 * ahead, 3.2e8 * at, 3.3e8 * at + 5e7 * ahead]),
            target: Some(3.5e8 * at),
        }
    });
    Outlook { title: "Order intake of 2026, summed up".to_owned(), moments: moments.collect() }
}

fn branch(name: &str, amount: i64, below: Vec<Branch>) -> Branch {
    Branch { name: name.to_owned(), amount, below, ..Branch::default() }
}

fn company() -> Branch {
    let team = |name: &str, amount: i64| branch(name, amount * 100_000_000, Vec::new());
    branch(
        "Quayside",
        4_600_000_000,
        vec![
            branch(
                "North",
                2_000_000_000,
                vec![team("Hamburg", 9), team("Gothenburg", 7), team("Rotterdam and the Scheldt", 1)],
            ),
            branch("South", 1_500_000_000, vec![team("Piraeus", 8), team("Genoa", 9)]),
            branch("Partners", 300_000_000, Vec::new()),
            branch("Key accounts", 400_000_000, Vec::new()),
        ],
    )
}

/// Says where a document's tags do not close, or a character stands that steers.
fn well_formed(markup: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for piece in markup.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').ok_or_else(|| format!("`{piece}` does not end"))?;
        if tag.matches('"').count() % 2 != 0 {
            return Err(format!("`{tag}` has an open quote"));
        }
        match tag.strip_prefix('/') {
            Some(name) if open.pop() == Some(name) => {}
            Some(name) => return Err(format!("`{name}` closes what is not open")),
            None => open.push(tag.split_whitespace().next().unwrap_or_default()),
        }
    }
    if markup.contains(['\u{1b}', '\u{202e}']) {
        return Err("a character steers".to_owned());
    }
    if open.is_empty() { Ok(()) } else { Err(format!("{open:?} stay open")) }
}

/// The values of an attribute, those in per cent.
fn shares(markup: &str, attribute: &str) -> Vec<f64> {
    let key = format!(" {attribute}=\"");
    let values = markup.split(key.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
    values.filter_map(|value| value.strip_suffix('%')?.parse().ok()).collect()
}

/// All places of shapes and the height that they must lie in.
fn inside(markup: &str) {
    for attribute in ["x", "x1", "x2", "cx", "width"] {
        for share in shares(markup, attribute) {
            assert!((0.0..=100.0).contains(&share), "{attribute} {share}");
        }
    }
    for rect in markup.split("<rect").skip(1).filter_map(|rest| rest.split('>').next()) {
        for (x, width) in shares(rect, "x").iter().zip(shares(rect, "width")) {
            assert!(x + width <= 100.001, "{rect}");
        }
    }
    let Some(height) = markup.split("viewBox=\"0 0 100 ").nth(1).and_then(|rest| rest.split('"').next())
    else {
        return;
    };
    let height: f64 = height.parse().unwrap();
    let places = markup.split("points=\"").skip(1).chain(markup.split(" d=\"").skip(1));
    for place in places.filter_map(|rest| rest.split('"').next()) {
        for pair in place.split([' ', 'M', 'C', 'L', 'Z']).filter(|pair| !pair.is_empty()) {
            let (x, y) = pair.split_once(',').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((0.0..=100.0).contains(&x) && (0.0..=height + 0.01).contains(&y), "{pair} of {height}");
        }
    }
}

fn checked(markup: &Markup) -> &str {
    assert_eq!(well_formed(&markup.0), Ok(()), "{}", markup.0);
    inside(&markup.0);
    &markup.0
}

#[test]
fn the_check_sees_what_is_not_well_formed() {
    for text in ["<a><b></a></b>", "<a", "<a x=\">\"></a>", "<a>"] {
        assert!(well_formed(text).is_err(), "{text}");
    }
}

#[test]
fn a_waterfall_says_every_step_with_its_sign() {
    let markup = waterfall(&steps(), SAY);
    let text = checked(&markup);
    assert!(text.contains(">+1.2 M<") && text.contains(">-3.1 M<") && text.contains(">46.0 M<"), "{text}");
    assert!(text.contains("aria-label=\"Churn: -3100000.00 EUR\""));
    assert!(text.contains("<caption>Drawn from "), "an axis that does not begin at nothing says so");
    assert_eq!(text.matches("role=\"img\"").count(), 7);
}

#[test]
fn a_waterfall_below_nothing_stays_inside() {
    let steps = [step("a", 5, Stand::Level), step("b", -20, Stand::Move), step("c", -15, Stand::Level)];
    assert!(checked(&waterfall(&steps, SAY)).contains("What it adds or takes"));
    assert!(waterfall(&[], SAY).0.is_empty());
}

#[test]
fn an_outlook_is_told_in_words_and_as_a_table() {
    let markup = outlook(&year(), SAY);
    let text = checked(&markup);
    assert!(
        text.contains("in 2026-M07 21.7 M had come in; for 2026-M12 between 34.2 M and 42.1 M are expected"),
        "{text}"
    );
    assert!(text.contains("P90 42.1 M") && text.contains("Goal 42.0 M") && text.contains("P10 34.2 M"));
    assert_eq!(text.matches("<th scope=\"row\">").count(), 12);
}

#[test]
fn words_at_the_end_of_lines_do_not_lie_over_one_another() {
    let mut same = year();
    for moment in &mut same.moments {
        moment.forecast = moment.forecast.map(|of| [of[1]; 3]);
        moment.target = moment.forecast.map(|of| of[1]);
    }
    let text = outlook(&same, SAY).0;
    let mut ys: Vec<f64> = text
        .split("<text x=\"75.5%\" y=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    ys.sort_by(f64::total_cmp);
    assert_eq!(ys.len(), 4);
    assert!(ys.windows(2).all(|pair| pair[1] - pair[0] >= 15.9), "{ys:?}");
}

#[test]
fn an_outlook_without_numbers_is_not_drawn() {
    let none = Moment {
        period: "a".into(),
        actual: Some(f64::NAN),
        forecast: Some([f64::INFINITY; 3]),
        target: None,
    };
    assert!(outlook(&Outlook { title: "t".into(), moments: vec![none] }, SAY).0.is_empty());
}

fn pays(points: &[(f64, f64)]) -> Curve {
    let points = points.iter().map(|(reached, pays)| At { reached: *reached, pays: *pays }).collect();
    Curve { title: "Pay".into(), reached: "Reached".into(), pays: "Pays".into(), points, here: None }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

const SHARES: Say<'static> = Say { short: &percent, exact: &percent };

#[test]
fn a_curve_shows_its_jumps_and_where_somebody_stands() {
    let mut of = pays(&[(0.0, 0.0), (0.5, 0.3), (0.5, 0.5), (1.0, 1.0), (1.6, 1.0)]);
    of.here = Some((At { reached: 1.1, pays: 1.0 }, "you are here".into()));
    let markup = curve(&of, SHARES, &percent);
    let text = checked(&markup);
    assert!(text.contains("at 50 % it jumps from 30 % to 50 %; you are here: 100 % for 110 %"), "{text}");
    assert_eq!((text.matches("<polyline").count(), text.matches("line class=\"asked\"").count()), (2, 1));
    assert!(
        text.contains(">you are here</text>") && text.matches("<th scope=\"row\">").count() == 5,
        "{text}"
    );
}

#[test]
fn a_curve_of_one_corner_is_not_drawn() {
    assert!(curve(&pays(&[(1.0, 1.0)]), SHARES, &percent).0.is_empty());
    assert!(curve(&pays(&[(f64::NAN, 1.0), (1.0, f64::INFINITY)]), SHARES, &percent).0.is_empty());
}

#[test]
fn a_cascade_says_what_is_not_handed_on_and_what_is_above() {
    let markup = cascade("Where the mandate goes", &company(), SAY);
    let text = checked(&markup);
    assert!(
        text.contains("Not handed on") && text.contains("South hands on 2.0 M more than it has."),
        "{text}"
    );
    assert!(text.contains(
        "aria-label=\"Where the mandate goes: Quayside 46.0 M; below it North 20.0 M, South 15.0 M"
    ));
    assert_eq!(text.matches("<th scope=\"row\">").count(), 10);
}

#[test]
fn words_of_a_cascade_do_not_lie_over_one_another() {
    let small: Vec<Branch> =
        (0..30).map(|index| branch(&format!("Team {index}"), 1 + index, Vec::new())).collect();
    let top = branch("All", 10_000, vec![branch("One", 9_000, small.clone()), branch("Two", 1, small)]);
    let text = cascade("Small ones", &top, SAY).0;
    checked(&maud::PreEscaped(text.clone()));
    for column in ["2.6%", "35.6%", "68.6%"] {
        let mut ys: Vec<f64> = text
            .split(&format!("<text class=\"name\" x=\"{column}\" y=\""))
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect();
        ys.sort_by(f64::total_cmp);
        assert!(!ys.is_empty() && ys.windows(2).all(|pair| pair[1] - pair[0] >= 30.0), "{column} {ys:?}");
    }
}

#[test]
fn hostile_names_are_shown_and_do_nothing() {
    let steps = [Step { note: Some(HOSTILE.into()), ..step(HOSTILE, 3, Stand::Level) }];
    let moment = Moment {
        period: HOSTILE.into(),
        actual: Some(1.0),
        forecast: Some([1.0, 2.0, 3.0]),
        target: Some(2.0),
    };
    let say = |_: f64| HOSTILE.to_owned();
    let say = Say { short: &say, exact: &say };
    let drawn = [
        waterfall(&steps, say),
        outlook(&Outlook { title: HOSTILE.into(), moments: vec![moment] }, say),
        cascade(HOSTILE, &branch(HOSTILE, 9, vec![branch(HOSTILE, 3, Vec::new())]), say),
        curve(
            &Curve {
                title: HOSTILE.into(),
                reached: HOSTILE.into(),
                pays: HOSTILE.into(),
                here: Some((At::default(), HOSTILE.into())),
                ..pays(&[(0.0, 0.0), (1.0, 1.0)])
            },
            say,
            say.short,
        ),
    ];
    for markup in &drawn {
        let text = checked(markup);
        assert!(!text.contains("<script") && text.contains("&lt;script"), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_numbers_stay_inside(amounts in prop::collection::vec(any::<i64>(), 1..9), numbers in prop::collection::vec(any::<[f64; 3]>(), 1..9)) {
        let stands = [Stand::Level, Stand::Move, Stand::Open];
        let steps: Vec<Step> = amounts.iter().enumerate().map(|(index, amount)| step("s", *amount, stands[index % 3])).collect();
        checked(&waterfall(&steps, SAY));
        let moments = numbers.iter().map(|of| Moment { period: "p".into(), actual: Some(of[0]), forecast: Some(*of), target: Some(of[1]) }).collect();
        checked(&outlook(&Outlook { title: "t".into(), moments }, SAY));
        let below = amounts.iter().map(|amount| branch("b", *amount, vec![branch("c", amount.wrapping_mul(3), Vec::new())])).collect();
        checked(&cascade("t", &branch("a", i64::MAX, below), SAY));
        let mut of = pays(&numbers.iter().map(|of| (of[0], of[1])).collect::<Vec<_>>());
        of.here = numbers.first().map(|of| (At { reached: of[2], pays: of[0] }, "here".to_owned()));
        checked(&curve(&of, SAY, &exact));
    }
}
