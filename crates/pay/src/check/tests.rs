//! Tests of the checks: a good plan is silent, and each mistake is said once.

mod mistakes;
mod people;

use plumb_units::{Calendar, Currency, Date, Rate, Rounding};

use super::*;
use crate::component::*;
use crate::credit::{Credit, Remainder, To};
use crate::given::{Assigned, Exchange, Figure, Member, QuotaRow, ReportingLine};
use crate::measure::{Measure, Prorate, Quota, What};
use crate::plan::{Convert, Over, PayPlan, RateTable, RoundAt};
use crate::predicate::{ColumnKind, Columns, Predicate};
use crate::settlement::*;

pub(crate) fn day(text: &str) -> Date {
    plumb_units::parse_date(text).unwrap()
}

pub(crate) fn percent(percent: i64) -> Rate {
    Rate::from_millionths(percent * 10_000)
}

pub(crate) fn kinds(values: &[&str]) -> Predicate {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Predicate::In { column: "kind".into(), values }
}

pub(crate) fn credit(id: &str, amount: &str, when: Predicate) -> Credit {
    Credit {
        id: id.into(),
        on: vec!["booking".into()],
        amount: amount.into(),
        when,
        to: To::Owner,
        share: Rate::ONE,
        share_when: Vec::new(),
        weight: None,
        most: None,
    }
}

pub(crate) fn measure(id: &str, what: What, over: Over, quota: Quota) -> Measure {
    let prorate = Prorate::Days { first_counts: true };
    Measure {
        id: id.into(),
        what,
        over,
        quota,
        seasons: Vec::new(),
        ramp: Vec::new(),
        prorate,
        to_date: false,
    }
}

pub(crate) fn component(
    id: &str,
    measure: Option<usize>,
    over: Over,
    price: Price,
    shape: Shape,
) -> Component {
    Component { measure, over, shape, ..Component::flat(id, Vec::new(), price) }
}

pub(crate) fn tiers(rows: &[(i64, Option<i64>, i64)]) -> Tiers {
    let tier = |(from, to, times): &(i64, Option<i64>, i64)| Tier {
        from: from * 10_000,
        to: to.map(|to| to * 10_000),
        pays: TierPays::Times(percent(*times)),
    };
    Tiers { edge: Edge::Upper, rows: rows.iter().map(tier).collect() }
}

pub(crate) fn points(rows: &[(i64, i64)]) -> Vec<Point> {
    rows.iter().map(|(at, pays)| Point { at: at * 10_000, pays: percent(*pays) }).collect()
}

/// The plan of an account executive: 80 % on new revenue, 20 % on retention, with refunds.
pub(crate) fn good() -> PayPlan {
    let rising = [(0, Some(50), 80), (50, Some(100), 120), (100, Some(150), 200), (150, None, 250)];
    let mut arr =
        component("arr", Some(0), Over::Year, Price::ShareOverQuota, Shape::Marginal(tiers(&rising)));
    arr.weight = Some(percent(80));
    let line = points(&[(85, 0), (92, 100), (97, 180)]);
    let mut kept = component("kept", Some(1), Over::Quarter, Price::Share, Shape::Linear(line));
    (kept.weight, kept.level) = (Some(percent(20)), Level::Value);
    let clawback = Clawback {
        on: vec!["cancel".into()],
        within: Some(crate::settlement::Within::Days(365)),
        method: ClawbackMethod::OriginalRate,
        served_months: None,
    };
    PayPlan {
        id: "ae".into(),
        name: "Account executives".into(),
        version: 1,
        from: day("2026-01-01"),
        until: day("2027-01-01"),
        currency: Currency::parse("EUR").unwrap(),
        every: Over::Month,
        on_target: 10_000_000,
        base: 10_000_000,
        round_at: RoundAt::Line,
        rounding: Rounding::HalfUp,
        convert: Convert::PlanRate,
        credits: vec![
            credit("new", "net", kinds(&["new"])),
            credit("due", "list", Predicate::Always),
            credit("renewed", "net", kinds(&["renewal"])),
        ],
        measures: vec![
            measure("arr", What::Sum(vec![0]), Over::Year, Quota::Table("arr".into())),
            measure("kept", What::Ratio { above: vec![2], below: vec![1] }, Over::Quarter, Quota::None),
        ],
        components: vec![arr, kept],
        settlement: Settlement { clawback: Some(clawback), ..Settlement::default() },
    }
}

fn given() -> Given {
    let mut given = Given::new(Calendar::months(1).unwrap(), day("2026-12-31"));
    given.people = ["ana", "ben", "cleo"].map(str::to_owned).to_vec();
    given.members.push(member(0, 0));
    given.quotas.push(quota(0, "2026-01-01", "2027-01-01"));
    given
}

fn member(person: u32, plan: usize) -> Member {
    Member {
        person,
        plan,
        from: day("2025-06-01"),
        until: None,
        on_target: None,
        base: None,
        draw: None,
        rate: None,
        role: "seller".into(),
    }
}

fn quota(person: u32, from: &str, until: &str) -> QuotaRow {
    let (from, until) = (day(from), day(until));
    QuotaRow { person, measure: "arr".into(), from, until, amount: 100_000_000, recorded: None }
}

/// What is said of one plan after a change, with given people or without.
fn after(change: impl Fn(&mut PayPlan)) -> Vec<String> {
    let mut plan = good();
    change(&mut plan);
    said(&[plan], None)
}

fn after_given(change: impl Fn(&mut Given)) -> Vec<String> {
    let mut given = given();
    change(&mut given);
    said(&[good()], Some(&given))
}

fn said(plans: &[PayPlan], given: Option<&Given>) -> Vec<String> {
    let found = check(plans, given);
    found.iter().map(|finding| format!("{}: {}", finding.path.text(plans), finding.message())).collect()
}

#[track_caller]
fn only(said: &[String], starts: &str) {
    assert!(said.len() == 1 && said[0].starts_with(starts), "{said:#?}");
}

#[test]
fn a_good_plan_is_silent() {
    assert_eq!(said(&[good()], None), [""; 0]);
    assert_eq!(said(&[good()], Some(&given())), [""; 0]);
}

#[test]
fn a_plan_with_twenty_planted_mistakes_gets_exactly_these_twenty_complaints() {
    let mut plan = good();
    plan.credits[0].weight = Some(RateTable { by: "kind".into(), rows: Vec::new(), other: None });
    plan.credits[1].share = percent(0);
    plan.credits.push(credit("again", "net", kinds(&["new", "renewal"])));
    plan.credits.push(credit("boxes", "quantity", Predicate::Always));
    plan.credits.push(credit("lonely", "net", Predicate::Always));
    plan.credits.push(credit("none", "net", Predicate::All(vec![kinds(&["a"]), kinds(&["b"])])));
    let mut team = credit("team", "net", Predicate::Always);
    team.to = To::RollUp { of: vec!["csm.renewed".into()], levels: 1, first: 1, once: true };
    plan.credits.push(team);
    plan.measures[0].what = What::Sum(vec![0, 3, 7]);
    plan.measures[1].seasons = vec![percent(50); 3];
    plan.measures[1].what = What::Ratio { above: vec![2], below: vec![1, 6] };
    plan.components[0].weight = Some(percent(75));
    plan.components[0].shape =
        Shape::Marginal(tiers(&[(0, Some(50), 80), (60, Some(100), 100), (100, None, 200)]));
    plan.components[0].tranches =
        vec![Tranche { share: percent(90), when: Due::AtOnce, forfeit_after: None }];
    let gate = Gate { measure: 9, level: Level::Value, at_least: 900_000, otherwise: percent(50) };
    plan.components[1].gates.push(gate);
    plan.components[1].shape = Shape::Linear(points(&[(92, 100), (85, 100), (97, 180)]));
    let mut boxes = component("boxes", None, Over::Month, Price::Rate(percent(2)), Shape::Flat);
    boxes.credits = vec![4];
    let mut spiff = component("spiff", None, Over::Plan, Price::Amount(50_000), Shape::Flat);
    (spiff.from, spiff.until) = (Some(day("2026-12-01")), Some(day("2027-02-01")));
    let mut prize = component("prize", Some(0), Over::Plan, Price::InTiers, Shape::Flat);
    prize.prizes = Some(Prizes { amounts: vec![100], ties: Ties::Share, at_least: 0 });
    plan.components.extend([boxes, spiff, prize]);
    plan.settlement.draw = Some(Draw {
        kind: DrawKind::Recoverable,
        amount: 900_000,
        periods: Some(15),
        balance_cap: None,
        forgive: false,
    });
    plan.settlement.clawback.as_mut().unwrap().on.clear();
    let hold =
        Hold { share: percent(0), release: Due::Days(90), forfeit_after: None, components: Vec::new() };
    plan.settlement.hold = Some(hold);
    let mut given = given();
    given.quotas[0].until = day("2026-07-01");
    assert_eq!(said(&[plan], Some(&given)), TWENTY);
}

const TWENTY: [&str; 20] = [
    "pay.ae.component: weights sum to 95 %; let them sum to 100 %",
    "pay.ae.hold: 0 % is held; write a share above 0 % and at most 100 %",
    "pay.ae.clawback_on: 0 events trigger the refund; write `clawback_on`, and a time of at least 1 day",
    "pay.ae.draw: the draw of 9 000.00 EUR is above the 8 333.33 EUR expected in a pay period; lower it, or say why in the plan",
    "pay.ae.draw_periods: the draw lasts 15 pay periods, and the plan has 12; shorten it",
    "pay.ae.credit.1.weight: 0 rows; write at least one",
    "pay.ae.credit.2.share: 0 % of the amount is credited; write a share above 0 %",
    "pay.ae.credit.6: nothing uses the credit `lonely`; use it, or take it out",
    "pay.ae.credit.7.when: 0 transactions can meet the condition; it contradicts itself",
    "pay.ae.credit.8.of: there is no credit `csm.renewed`; write one of the plan's, or add it",
    "pay.ae.measure.1: `new` and `again` credit one transaction twice to the same person; part their conditions, or take one out",
    "pay.ae.measure.2.seasons: 3 seasons; write 4 for quarters or 12 for months",
    "pay.ae.component.1.tier.2.over: nothing is said between 50 % and 60 %; let the tier before end where this one begins",
    "pay.ae.component.1.tranche: tranches sum to 90 %; let them sum to 100 %",
    "pay.ae.component.2.gate: there is no measure `number 10`; write one of the plan's, or add it",
    "pay.ae.component.2.point.2: 85 % follows 92 %; write levels in rising order",
    "pay.ae.component.3.rate: a rate needs money, and `boxes` counts `quantity`; pay `each`, or credit an amount of money",
    "pay.ae.component.4.from: it holds from 2026-12-01 until 2027-02-01, not wholly inside the plan; move it inside",
    "pay.ae.component.5.prize: the prize has no days of its own; write `from` and `until`",
    "member.1: ana has no quota of `arr` from 2026-07-01 until 2027-01-01; add a row to quotas",
];

fn roll(of: &[&str], levels: u8, first: u8, once: bool) -> To {
    To::RollUp { of: of.iter().map(|id| (*id).to_owned()).collect(), levels, first, once }
}

fn line(person: u32, to: u32, from: &str, until: Option<&str>) -> ReportingLine {
    ReportingLine { person, to, from: day(from), until: until.map(day) }
}
