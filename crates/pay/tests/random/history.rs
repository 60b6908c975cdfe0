//! Random people and what they sold.

use std::collections::BTreeMap;

use plumb_pay::events::{Keys, NONE, Numbers, Shares, Words};
use plumb_pay::given::{Absence, Figure, Member, QuotaRow, ReportingLine};
use plumb_pay::{Events, Given, PayPlan, day_number};
use plumb_units::Calendar;

use super::{Dice, OFFERINGS, Wanted, day, rate};

pub(super) fn given(dice: &mut Dice, plans: &[PayPlan]) -> Given {
    let mut found = Given::new(
        Calendar::months(1).unwrap(),
        dice.of(&[day("2026-12-31"), day("2026-12-31"), day("2026-08-20")]),
    );
    found.people = ["ann", "ben", "cay", "dot", "eve"].iter().map(|name| (*name).to_owned()).collect();
    let member = |person: u32, plan: usize, from: &str| Member {
        person,
        plan,
        from: day(from),
        until: None,
        on_target: None,
        base: None,
        draw: None,
        rate: Some(rate(40_000)),
        role: plans[plan].id.clone(),
    };
    let late = dice.of(&["2026-01-01", "2026-03-10", "2025-06-01"]);
    found.members = vec![
        member(0, 0, "2025-01-01"),
        member(1, 0, late),
        member(2, 0, "2026-01-01"),
        member(3, 1, "2026-01-01"),
        member(4, 1, "2026-01-01"),
    ];
    for (person, amount) in (0..).zip([90_000_000, 60_000_000, 55_000_000, 200_000_000, 210_000_000]) {
        found.quotas.push(QuotaRow {
            person,
            measure: "sales".to_owned(),
            from: day("2026-01-01"),
            until: day("2027-01-01"),
            amount,
            recorded: None,
        });
    }
    let line = |person, to, from: &str, until: Option<&str>| ReportingLine {
        person,
        to,
        from: day(from),
        until: until.map(day),
    };
    found.lines = vec![
        line(0, 3, "2025-01-01", None),
        line(1, 3, "2025-01-01", Some("2026-06-01")),
        line(1, 4, "2026-06-01", None),
        line(2, 3, "2025-01-01", None),
        line(3, 4, "2025-01-01", None),
    ];
    for person in 0..5 {
        found.figures.push(Figure {
            name: "score".to_owned(),
            person: Some(person),
            from: day("2026-01-01"),
            until: day("2027-01-01"),
            value: None,
            word: Some(dice.of(&["low", "high"]).to_owned()),
        });
        found.figures.push(Figure {
            name: "other-before".to_owned(),
            person: Some(person),
            from: day("2026-01-01"),
            until: day("2027-01-01"),
            value: Some(20_000_000),
            word: None,
        });
    }
    if dice.one_in(3) {
        found.absences.push(Absence { person: 0, from: day("2026-04-10"), until: day("2026-05-05") });
    }
    found
}

/// One row of a history.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) key: u64,
    pub(crate) day: i32,
    pub(crate) on: u8,
    pub(crate) owner: u32,
    pub(crate) net: i64,
    pub(crate) margin: i64,
    pub(crate) offering: u16,
    pub(crate) kind: u16,
    pub(crate) specialist: u32,
    pub(crate) shares: Vec<(u32, u32)>,
    pub(crate) refers: u32,
}

pub(crate) fn deal(dice: &mut Dice, key: u64) -> Deal {
    let owner = u32::try_from(dice.below(3)).unwrap();
    let other = (owner + 1 + u32::try_from(dice.below(2)).unwrap()) % 3;
    let net = dice.between(1, 1_200) * 10_000;
    Deal {
        key,
        day: day_number(day("2026-01-01")) + i32::try_from(dice.below(364)).unwrap(),
        on: 0,
        owner,
        net,
        margin: net / 10 * dice.between(1, 6),
        offering: u16::try_from(dice.below(3)).unwrap(),
        kind: u16::try_from(dice.below(2)).unwrap(),
        specialist: if dice.one_in(2) { other } else { NONE },
        shares: if dice.one_in(3) { vec![(other, dice.of(&[250_000, 500_000]))] } else { Vec::new() },
        refers: NONE,
    }
}

pub(crate) fn deals(dice: &mut Dice, wanted: Wanted) -> Vec<Deal> {
    let mut found: Vec<Deal> = (0..8 + dice.below(22))
        .map(|_| {
            let key = dice.below(1 << 40);
            deal(dice, key)
        })
        .collect();
    let sales = found.len();
    for sale in 0..sales {
        if wanted.refunds && dice.one_in(6) {
            let key = dice.below(1 << 40);
            found.push(refund(
                &found[sale],
                u32::try_from(sale).unwrap(),
                dice.between(1, 120),
                dice.of(&[2, 4, 4]),
                key,
            ));
        } else if dice.one_in(4) {
            let of = found[sale].clone();
            let (key, after) = (dice.below(1 << 40), i32::try_from(dice.between(5, 100)).unwrap());
            let refers = u32::try_from(sale).unwrap();
            found.push(Deal {
                key,
                day: of.day + after,
                on: 2,
                net: 0,
                margin: 0,
                refers,
                shares: Vec::new(),
                specialist: NONE,
                ..of
            });
        }
    }
    found
}

/// A sale taken back, so many quarters of it. Nothing but the sale says what it was about.
pub(crate) fn refund(of: &Deal, sale: u32, after: i64, quarters: i64, key: u64) -> Deal {
    Deal {
        key,
        day: of.day + i32::try_from(after).unwrap(),
        on: 1,
        net: -of.net / 4 * quarters,
        margin: -of.margin / 4 * quarters,
        offering: u16::MAX,
        kind: u16::MAX,
        specialist: NONE,
        shares: Vec::new(),
        refers: sale,
        ..of.clone()
    }
}

pub(crate) fn columns(deals: &[Deal]) -> Events {
    let words = |names: &[&str], of: Vec<u16>| Words {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        of,
    };
    let mut starts = vec![0_u32];
    let mut shares = Vec::new();
    for deal in deals {
        shares.extend(deal.shares.iter().copied());
        starts.push(u32::try_from(shares.len()).unwrap());
    }
    Events {
        keys: Keys::Numbers(deals.iter().map(|deal| deal.key).collect()),
        days: deals.iter().map(|deal| deal.day).collect(),
        on: deals.iter().map(|deal| deal.on).collect(),
        kinds: vec!["booking".to_owned(), "cancel".to_owned(), "payment".to_owned()],
        owner: deals.iter().map(|deal| deal.owner).collect(),
        numbers: BTreeMap::from([
            ("net".to_owned(), Numbers { money: true, of: deals.iter().map(|deal| deal.net).collect() }),
            (
                "margin".to_owned(),
                Numbers { money: true, of: deals.iter().map(|deal| deal.margin).collect() },
            ),
        ]),
        texts: BTreeMap::from([
            ("offering".to_owned(), words(&OFFERINGS, deals.iter().map(|deal| deal.offering).collect())),
            ("kind".to_owned(), words(&["new", "renewal"], deals.iter().map(|deal| deal.kind).collect())),
        ]),
        roles: BTreeMap::from([(
            "specialist".to_owned(),
            deals.iter().map(|deal| deal.specialist).collect(),
        )]),
        shares: Shares { starts, of: shares },
        refers: deals.iter().map(|deal| deal.refers).collect(),
        currency: Vec::new(),
        currencies: Vec::new(),
    }
}

pub(super) fn history(dice: &mut Dice, wanted: Wanted) -> Events {
    columns(&deals(dice, wanted))
}
