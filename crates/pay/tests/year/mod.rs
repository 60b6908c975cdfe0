//! A plan for 2026 and one seller, for tests.
#![allow(dead_code, reason = "every test takes what it needs")]

use plumb_pay::component::Price;
use plumb_pay::given::{Member, QuotaRow};
use plumb_pay::measure::{Prorate, Quota, What};
use plumb_pay::plan::Convert;
use plumb_pay::{Component, Given, Measure, Over, PayPlan, RoundAt, Settlement};
use plumb_units::{Calendar, Currency, Date, Period, Rate, Rounding, parse_date};

pub(crate) fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub(crate) fn rate(percent: i64) -> Rate {
    Rate::from_millionths(percent * 10_000)
}

/// A period by its name, `2026-Q1`, or by its days, `2026-01-01..2026-02-01`.
pub(crate) fn period(name: &str) -> Period {
    match name.split_once("..") {
        Some((from, until)) => Period { name: name.to_owned(), from: day(from), until: day(until) },
        None => Calendar::months(1).unwrap().named(name).unwrap(),
    }
}

pub(crate) fn plan() -> PayPlan {
    PayPlan {
        id: "sellers".to_owned(),
        name: "Sellers".to_owned(),
        version: 1,
        from: day("2026-01-01"),
        until: day("2027-01-01"),
        currency: Currency::parse("EUR").unwrap(),
        every: Over::Month,
        on_target: 7_500_000,
        base: 0,
        round_at: RoundAt::Line,
        rounding: Rounding::HalfUp,
        convert: Convert::PlanRate,
        credits: Vec::new(),
        measures: vec![measure()],
        components: vec![component()],
        settlement: Settlement::default(),
    }
}

pub(crate) fn measure() -> Measure {
    Measure {
        id: "sales".to_owned(),
        what: What::Sum(Vec::new()),
        over: Over::Year,
        quota: Quota::Table("sales".to_owned()),
        seasons: Vec::new(),
        ramp: Vec::new(),
        prorate: Prorate::Days { first_counts: true },
        to_date: false,
    }
}

pub(crate) fn component() -> Component {
    Component { measure: Some(0), over: Over::Year, ..Component::flat("c1", Vec::new(), Price::Share) }
}

pub(crate) fn member(from: &str, until: Option<&str>) -> Member {
    Member {
        person: 0,
        plan: 0,
        from: day(from),
        until: until.map(day),
        on_target: None,
        base: None,
        draw: None,
        rate: None,
        role: "seller".to_owned(),
    }
}

pub(crate) fn row(from: &str, until: &str, amount: i64, recorded: Option<&str>) -> QuotaRow {
    QuotaRow {
        person: 0,
        measure: "sales".to_owned(),
        from: day(from),
        until: day(until),
        amount,
        recorded: recorded.map(day),
    }
}

pub(crate) fn given(members: Vec<Member>, quotas: Vec<QuotaRow>) -> Given {
    let mut given = Given::new(Calendar::months(1).unwrap(), day("2026-12-31"));
    given.members = members;
    given.quotas = quotas;
    given
}
