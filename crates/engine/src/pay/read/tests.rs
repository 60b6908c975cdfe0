//! What is read, what is implied, and what is said of what cannot be read.

use plumb_pay::component::{Counts, Level, Price, Settles, Shape, TierPays, Times};
use plumb_pay::measure::{Quota, What};
use plumb_pay::{Over, PayPlan};

use super::super::loose::{PayCheck, check_files};

fn check(text: &str) -> PayCheck {
    check_files(vec![("pay.toml".to_owned(), text.to_owned())])
}

/// Problems as `line:column code message / help`.
fn said(text: &str) -> Vec<String> {
    let check = check(text);
    let problems = check.problems.iter().filter(|problem| problem.severity == plumb_diag::Severity::Error);
    let line = |problem: &plumb_diag::Problem| {
        let label = problem.primary.as_ref().unwrap();
        let place = check.files.place(label.span);
        let help = problem.help.clone().unwrap_or_default();
        format!("{}:{} {} / {help}", place.line, place.column, problem.message)
    };
    problems.map(line).collect()
}

fn read(text: &str) -> PayPlan {
    let settings = "plumb = 1\n[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
    let (plan, problems) =
        plumb_plan::read(vec![("plumb.toml".into(), settings.into()), ("plan/a.toml".into(), text.into())]);
    assert!(problems.is_empty(), "{problems:?}");
    let year = plan.company.calendar.named("2026").unwrap();
    let (read, problems) = super::all(&plan, &year);
    assert!(problems.is_empty(), "{problems:?}");
    read.into_iter().next().unwrap().plan
}

const COMPANY: &str = r#"
[role.ae]
[unit.all]
[offering.cloud]
[measure.net-revenue]
table = "bookings"
value = "net"
time = "date"
unit = "money"
[measure.service-share]
table = "bookings"
aggregate = "ratio"
numerator = "net"
denominator = "net"
time = "date"
unit = "rate"
[objective.services]
unit = "all"
measure = "service-share"
target = "30 %"
[pay.ae]
roles = ["ae"]
on_target = "36 000 EUR"
"#;

#[test]
fn a_simple_component_pays_for_the_companys_measure_by_attainment() {
    let plan = read(&format!(
        "{COMPANY}[[pay.ae.component]]\nmeasure = \"net-revenue\"\nweight = \"70 %\"\nperiod = \"quarter\"\ncap = \"150 %\"\n\
         tier = [{{ over = \"0 %\", rate = \"1 %\" }}, {{ over = \"100 %\", rate = \"1.5 %\" }}]\n\
         [[pay.ae.component]]\nmeasure = \"service-share\"\nweight = \"30 %\"\n"
    ));
    assert_eq!(plan.credits[0].amount, "net-revenue");
    assert_eq!(plan.measures[0].quota, Quota::Table("net-revenue".into()));
    let first = &plan.components[0];
    assert_eq!((first.over, first.level, first.top), (Over::Quarter, Level::Attainment, Some(1_500_000)));
    assert_eq!(
        (&first.price, first.counts, first.settles),
        (&Price::InTiers, Counts::Amount, Settles::AsEarned)
    );
    let Shape::Marginal(tiers) = &first.shape else { panic!("{:?}", first.shape) };
    assert_eq!((tiers.rows[0].to, tiers.rows[1].from, tiers.rows[1].to), (Some(1_000_000), 1_000_000, None));
    let second = &plan.components[1];
    assert_eq!(
        (second.price.clone(), second.settles, second.over),
        (Price::Share, Settles::AtEnd, Over::Year)
    );
    // A ratio of the company is compared with its objective's target.
    assert_eq!(plan.measures[1].quota, Quota::Fixed(300_000));
    assert!(matches!(&plan.measures[1].what, What::Ratio { above, below } if above != below));
}

#[test]
fn one_point_that_opens_and_closes_pays_all_of_the_weight_there() {
    let plan = read(&format!(
        "{COMPANY}[[pay.ae.component]]\nmeasure = \"net-revenue\"\noffering = \"cloud\"\nthreshold = \"100 %\"\ncap = \"100 %\"\n"
    ));
    let component = &plan.components[0];
    let Shape::Step { points, .. } = &component.shape else { panic!("{:?}", component.shape) };
    assert_eq!(
        points.iter().map(|point| (point.at, point.pays.millionths())).collect::<Vec<_>>(),
        [(0, 0), (1_000_000, 1_000_000)]
    );
    assert_eq!((component.threshold, component.top), (None, None));
    assert!(matches!(&plan.credits[0].when, plumb_pay::Predicate::In { column, .. } if column == "offering"));
}

#[test]
fn what_is_written_in_money_is_counted_by_what_is_paid() {
    let plan = read(&format!(
        "{COMPANY}[[pay.ae.credit]]\nid = \"sales\"\n[[pay.ae.component]]\nperiod = \"month\"\n\
         tier = [{{ to = \"3 000 EUR\", rate = \"6 %\" }}, {{ rate = \"8 %\" }}]\n"
    ));
    let component = &plan.components[0];
    assert_eq!((component.level, component.credits.as_slice()), (Level::Value, &[0][..]));
    assert_eq!((&plan.measures[0].quota, plan.measures[0].over), (&Quota::None, Over::Month));
    let Shape::Marginal(tiers) = &component.shape else { panic!("{:?}", component.shape) };
    assert_eq!((tiers.rows[0].to, tiers.rows[1].from), (Some(300_000), 300_000));
    assert!(matches!(tiers.rows[1].pays, TierPays::Rate(rate) if rate.millionths() == 80_000));
}

#[test]
fn times_in_tiers_multiply_the_share_over_the_quota_and_that_needs_a_quota() {
    let plan = read(&format!(
        "{COMPANY}[[pay.ae.credit]]\nid = \"sales\"\n[[pay.ae.measure]]\nid = \"arr\"\nsum = \"sales\"\n\
         [[pay.ae.component]]\nof = \"arr\"\ntier = [{{ to = \"50 %\", times = \"80 %\" }}, {{ times = \"120 %\" }}]\n"
    ));
    assert_eq!(plan.components[0].price, Price::ShareOverQuota);
    assert_eq!(plan.measures[0].quota, Quota::Table("arr".into()));
    assert_eq!(plan.components[0].weight.map(plumb_units::Rate::millionths), Some(1_000_000));
}

#[test]
fn a_plan_without_days_holds_for_the_year_and_one_with_a_first_day_for_a_year() {
    let year = read(&format!("{COMPANY}[[pay.ae.component]]\nmeasure = \"net-revenue\"\n"));
    assert_eq!((year.from.to_string(), year.until.to_string()), ("2026-01-01".into(), "2027-01-01".into()));
    let from = COMPANY.replace("on_target", "from = 2024-02-29\non_target");
    let from = read(&format!("{from}[[pay.ae.component]]\nmeasure = \"net-revenue\"\n"));
    assert_eq!((from.from.to_string(), from.until.to_string()), ("2024-02-29".into(), "2025-02-28".into()));
}

const HEAD: &str = "[pay.x]\nroles = [\"seller\"]\ncurrency = \"EUR\"\n[[pay.x.credit]]\nid = \"sales\"\n";

#[test]
fn everything_that_is_wrong_is_said_at_its_place_with_a_next_step() {
    let cases: &[(&str, &[&str])] = &[
        (
            "[[pay.x.component]]\ncredit = [\"sale\"]\nrate = \"5 %\"\n",
            &["7:11 `pay.x` has no credit `sale` / did you mean `sales`?"],
        ),
        (
            "[[pay.x.measure]]\nid = \"m\"\nsum = \"sales\"\ncount = \"sales\"\n[[pay.x.component]]\nof = \"m\"\nrate = \"5 %\"\n",
            &[
                "9:9 `pay.x.measure.1` says two things: `sum` and `count` / keep one of them: a measure is one thing",
            ],
        ),
        (
            "[[pay.x.component]]\nrate = \"5 %\"\neach = \"5 EUR\"\n",
            &[
                "8:8 `pay.x.component.1` says two things: `rate` and `each` / keep one of them: a component has one price",
            ],
        ),
        (
            "[[pay.x.component]]\npays = \"rate\"\n",
            &["6:1 `pay.x.component.1` has no `rate`, and pays by it / add `rate = \"8 %\"`"],
        ),
        (
            "[[pay.x.component]]\nrate = \"5 %\"\ntimes = [{ when = \"segmen is public\", times = \"2 %\" }]\n",
            &["8:20 `segmen` is no column of a transaction"],
        ),
        (
            "[[pay.x.component]]\ntier = [{ to = \"5 USD\", rate = \"5 %\" }, { rate = \"6 %\" }]\n",
            &[
                "7:16 `level` is in USD, and the plan pays in EUR / write it in EUR, or set the plan's `currency`",
            ],
        ),
        (
            "[[pay.x.component]]\ntier = [{ to = \"5 EUR\", rate = \"5 %\" }, { to = \"50 %\", rate = \"6 %\" }, { rate = \"7 %\" }]\n",
            &[
                "7:48 this level is in per cent, and another of the same curve in EUR / write all levels of a curve in one unit",
            ],
        ),
        (
            "[[pay.x.component]]\nrate = \"5 %\"\ntranche = [{ share = \"100 %\", after = \"Some day\" }]\n",
            &[
                "8:39 `Some day` is no time and no event / write `\"at once\"`, `\"90 days\"`, `\"12 months\"`, or an event such as `\"payment\"`",
            ],
        ),
        (
            "[[pay.x.component]]\nrate = \"5 %\"\ntranche = [{ share = \"100 %\", after = \"paymnt\" }]\n",
            &["8:39 no event is called `paymnt` / did you mean `payment`?"],
        ),
    ];
    for (text, expected) in cases {
        let said = said(&format!("{HEAD}{text}"));
        assert!(
            said.len() >= expected.len()
                && expected.iter().all(|line| said.iter().any(|said| said.starts_with(line))),
            "{text}\n{said:#?}"
        );
    }
}

#[test]
fn settings_that_rest_on_another_are_not_let_alone() {
    let text = HEAD.replace("currency", "hold_until = \"payment\"\nclawback_within = \"90 days\"\ncurrency");
    let said = said(&format!("{text}[[pay.x.component]]\nrate = \"5 %\"\n"));
    assert_eq!(said.iter().filter(|line| line.contains(" and no `")).count(), 2, "{said:#?}");
}

#[test]
fn places_of_what_is_implied_are_those_of_what_implies_it() {
    let text = format!("{COMPANY}[[pay.ae.component]]\nmeasure = \"net-revenue\"\n");
    let settings = "plumb = 1\n[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
    let (plan, _) =
        plumb_plan::read(vec![("plumb.toml".into(), settings.into()), ("plan/a.toml".into(), text)]);
    let year = plan.company.calendar.named("2026").unwrap();
    let (read, _) = super::all(&plan, &year);
    let at = |path: &str| read[0].places.place(&plan, path).map(|span| plan.files.place(span).line);
    let component = at("pay.ae.component.1");
    assert!(component.is_some());
    assert_eq!(at("pay.ae.measure.1.quota"), component);
    assert_eq!(at("pay.ae.credit.1"), component);
    assert_eq!(
        at("pay.ae.on_target"),
        plan.place("pay.ae.on_target").map(|span| plan.files.place(span).line)
    );
}

const SPRINT: &str = r#"
[[pay.ae.component]]
id = "commission"
measure = "net-revenue"
rate = "2 %"
[[pay.ae.component]]
id = "bonus"
measure = "net-revenue"
weight = "100 %"
period = "year"
[contest.sprint]
name = "The autumn sprint"
measure = "net-revenue"
offering = "cloud"
unit = "all"
pays = "200 %"
from = 2026-10-01
until = 2027-01-01
"#;

#[test]
fn a_contest_multiplies_what_its_sales_earn_while_it_runs_and_no_bonus() {
    let plan = read(&format!("{COMPANY}{SPRINT}"));
    let [commission, bonus] = plan.components.as_slice() else { panic!("{:?}", plan.components) };
    let [Times::When { when, rate, name }] = commission.times.as_slice() else { panic!("{commission:?}") };
    let columns = super::columns::of(&Default::default(), plan.currency);
    assert_eq!(when.shown(&columns), "offering = cloud and date >= 2026-10-01 and date < 2027-01-01");
    assert_eq!((rate.to_string(), name.as_deref()), ("200 %".to_owned(), Some("The autumn sprint")));
    assert_eq!(bonus.times, []);
}

#[test]
fn a_contest_of_another_measure_or_another_year_raises_nothing() {
    let other = SPRINT.replace("unit = \"all\"\npays", "unit = \"all\"\nwinners = 3\npays");
    for (from, to) in [
        (
            "[contest.sprint]\nname = \"The autumn sprint\"\nmeasure = \"net-revenue\"",
            "[contest.sprint]\nmeasure = \"service-share\"",
        ),
        ("from = 2026-10-01\nuntil = 2027-01-01", "from = 2027-10-01\nuntil = 2028-01-01"),
        ("pays = \"200 %\"\n", ""),
    ] {
        let text = other.replace(from, to);
        assert_ne!(text, other, "{from}");
        let plan = read(&format!("{COMPANY}{text}"));
        assert!(plan.components.iter().all(|component| component.times.is_empty()), "{from}");
    }
}

#[test]
fn a_contest_of_a_unit_is_for_it_and_those_below() {
    let units =
        "[unit.north]\nparent = \"all\"\n[unit.coast]\nparent = \"north\"\n[unit.south]\nparent = \"all\"\n";
    let text = SPRINT.replace("unit = \"all\"", "unit = \"north\"");
    let plan = read(&format!("{units}{COMPANY}{text}"));
    let Some(Times::When { when, .. }) = plan.components[0].times.first() else { panic!("{plan:?}") };
    let columns = super::columns::of(&Default::default(), plan.currency);
    assert!(when.shown(&columns).contains("unit in (north, coast)"), "{}", when.shown(&columns));
}

#[test]
fn a_component_without_an_id_is_called_by_what_it_pays_for_and_how() {
    let component = |rest: &str| format!("[[pay.ae.component]]\n{rest}\n");
    let parts = [
        "measure = \"net-revenue\"\ntier = [{ over = \"0 %\", rate = \"1 %\" }]\nperiod = \"quarter\"",
        "measure = \"net-revenue\"\nweight = \"20 %\"\nthreshold = \"100 %\"\ncap = \"100 %\"",
        "measure = \"net-revenue\"\nweight = \"10 %\"\nid = \"service-share-bonus\"",
        "measure = \"service-share\"\nweight = \"5 %\"",
        "measure = \"net-revenue\"\noffering = \"cloud\"\nrate = \"2 %\"",
    ];
    let plan = read(&format!("{COMPANY}{}", parts.map(component).concat()));
    let ids: Vec<&str> = plan.components.iter().map(|component| component.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "net-revenue-commission",
            "net-revenue-bonus",
            "service-share-bonus",
            "service-share-bonus-2",
            "cloud-commission"
        ]
    );
    let measures: Vec<&str> = plan.measures.iter().map(|measure| measure.id.as_str()).collect();
    assert_eq!(measures[..2], ["net-revenue", "net-revenue-of-the-year"], "{measures:?}");
}

#[test]
fn the_time_in_which_a_sale_can_be_taken_back_is_days_or_months_of_the_calendar() {
    use plumb_pay::settlement::Within;
    let within = |text: &str| {
        let pay = format!(
            "{COMPANY}clawback = \"original-rate\"\nclawback_on = \"cancel\"\nclawback_within = \"{text}\"\n[[pay.ae.component]]\nrate = \"1 %\"\n"
        );
        read(&pay).settlement.clawback.unwrap().within
    };
    assert_eq!(within("90 days"), Some(Within::Days(90)));
    assert_eq!(within("12 months"), Some(Within::Months(12)));
    assert_eq!(within("1 year"), Some(Within::Months(12)));
}

#[test]
fn a_contest_leaves_alone_what_rolls_up_what_counts_something_else_and_what_has_places() {
    let own = |rest: &str| {
        let credits = "[[pay.ae.credit]]\nid = \"visits\"\non = [\"booking\"]\namount = \"quantity\"\n\
                       [[pay.ae.credit]]\nid = \"sales\"\non = [\"booking\"]\n\
                       [[pay.ae.credit]]\nid = \"team\"\nto = \"roll-up\"\nof = [\"sales\"]\n";
        let parts = "[[pay.ae.component]]\ncredit = [\"visits\"]\neach = \"5 EUR\"\n\
                     [[pay.ae.component]]\ncredit = [\"sales\"]\nrate = \"2 %\"\n\
                     [[pay.ae.component]]\ncredit = [\"team\"]\nrate = \"1 %\"\n";
        let contest = SPRINT.find("[contest").unwrap();
        let text = format!("{COMPANY}{credits}{parts}{}{rest}", &SPRINT[contest..]);
        read(&text).components.iter().map(|component| component.times.len()).collect::<Vec<_>>()
    };
    assert_eq!(own(""), [0, 1, 0]);
    assert_eq!(own("winners = 3\n"), [0, 0, 0]);
}
