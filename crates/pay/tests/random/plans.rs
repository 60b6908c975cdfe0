//! Random plans for sellers and managers.

use plumb_pay::component::{
    Counts, Due, Edge, Gate, Level, Limit, Matrix, Point, Price, Settles, Shape, Threshold, Tier, TierPays,
    Tiers, Times, Tranche,
};
use plumb_pay::credit::{Remainder, To};
use plumb_pay::measure::{Prorate, Quota, What};
use plumb_pay::plan::{Convert, RateTable, TableRow};
use plumb_pay::predicate::{Compare, DATE};
use plumb_pay::settlement::{
    Cap, Clawback, ClawbackMethod, Draw, DrawKind, Guarantee, Hold, Leave, LeavePays, Negative,
};
use plumb_pay::{Component, Credit, Measure, Over, PayPlan, Predicate, RoundAt, Settlement};
use plumb_units::{Currency, Rate, Rounding};

use super::{Dice, OFFERINGS, Wanted, day, rate};

fn plan(dice: &mut Dice, wanted: Wanted, id: &str) -> PayPlan {
    PayPlan {
        id: id.to_owned(),
        name: id.to_owned(),
        version: 1,
        from: day("2026-01-01"),
        until: day("2027-01-01"),
        currency: Currency::parse("EUR").unwrap(),
        every: dice.of(&[Over::Month, Over::Month, Over::Quarter]),
        on_target: 4_000_000,
        base: 6_000_000,
        round_at: dice.of(&[RoundAt::Line, RoundAt::Line, RoundAt::Period]),
        rounding: Rounding::HalfUp,
        convert: Convert::PlanRate,
        credits: Vec::new(),
        measures: Vec::new(),
        components: Vec::new(),
        settlement: settlement(dice, wanted),
    }
}

fn settlement(dice: &mut Dice, wanted: Wanted) -> Settlement {
    let mut found = Settlement::default();
    if dice.one_in(3) {
        let limit = dice.of(&[Limit::Money(700_000), Limit::OfTarget(rate(1_500_000))]);
        found.cap = Some(Cap { limit, over: dice.of(&[Over::Month, Over::Quarter, Over::Year]) });
    }
    found.negative = dice.of(&[Negative::Carry, Negative::Carry, Negative::Owe, Negative::Forgive]);
    if dice.one_in(3) {
        found.draw = Some(Draw {
            kind: if wanted.rising {
                dice.of(&[DrawKind::Recoverable, DrawKind::NonRecoverable, DrawKind::Advance])
            } else {
                dice.of(&[
                    DrawKind::Recoverable,
                    DrawKind::NonRecoverable,
                    DrawKind::Advance,
                    DrawKind::OnTop,
                ])
            },
            amount: 150_000,
            periods: dice.of(&[None, Some(4)]),
            balance_cap: dice.of(&[None, Some(300_000)]),
            forgive: dice.one_in(3),
        });
    }
    if dice.one_in(5) {
        found.guarantee = Some(Guarantee { amount: 100_000, periods: 3 });
    }
    if dice.one_in(4) {
        found.hold = Some(Hold {
            share: rate(250_000),
            release: dice.of(&[Due::Days(60), Due::Months(2), Due::On("payment".to_owned())]),
            forfeit_after: dice.of(&[None, Some(90)]),
            components: Vec::new(),
        });
        found.hold_before_cap = dice.one_in(3);
    }
    found.cap_after_draw = dice.one_in(5);
    if dice.one_in(5) {
        found.leave = Leave {
            relief_after_days: dice.of(&[None, Some(14)]),
            pays: dice.of(&[LeavePays::Target, LeavePays::Average(3)]),
        };
    }
    let methods = [ClawbackMethod::OriginalRate, ClawbackMethod::AtMargin, ClawbackMethod::Recalculate];
    found.clawback = Some(Clawback {
        on: vec!["cancel".to_owned()],
        within: None,
        method: wanted.method.unwrap_or_else(|| dice.of(&methods)),
        served_months: None,
    });
    found
}

fn credit(id: &str, to: To) -> Credit {
    Credit {
        id: id.to_owned(),
        on: vec!["booking".to_owned()],
        amount: "net".to_owned(),
        when: Predicate::Always,
        to,
        share: Rate::ONE,
        share_when: Vec::new(),
        weight: None,
        most: None,
    }
}

pub(crate) fn table(dice: &mut Dice, values: &[i64]) -> RateTable {
    let row =
        |is: &str, value: i64| TableRow { is: is.to_owned(), rate: rate(value), from: None, until: None };
    let mut rows: Vec<TableRow> = OFFERINGS.iter().map(|is| row(is, dice.of(values))).collect();
    let other = dice.of(&[None, Some(rate(values[0]))]);
    if other.is_some() && dice.one_in(2) {
        rows.pop();
    }
    RateTable { by: "offering".to_owned(), rows, other }
}

pub(super) fn sellers(dice: &mut Dice, wanted: Wanted) -> PayPlan {
    let mut plan = plan(dice, wanted, "sellers");
    let remainder = dice.of(&[Remainder::Owner, Remainder::Largest]);
    let mut direct = credit("direct", dice.of(&[To::Owner, To::Split { remainder }]));
    if dice.one_in(3) {
        direct.weight =
            Some(RateTable { other: Some(Rate::ONE), ..table(dice, &[500_000, 1_000_000, 2_000_000]) });
    }
    if dice.one_in(4) {
        direct.most = Some(15_000_000);
    }
    let mut special = credit("special", To::Role("specialist".to_owned()));
    special.share = rate(500_000);
    if dice.one_in(3) {
        let new = Predicate::In { column: "kind".to_owned(), values: vec!["new".to_owned()] };
        special.share_when = vec![(new, rate(1_000_000))];
    }
    let mut margin = credit("margin", To::Owner);
    margin.amount = "margin".to_owned();
    plan.credits = vec![direct, special, margin];
    plan.measures = measures(dice, &[0], &[0, 1]);
    plan.measures.push(Measure {
        id: "ratio".to_owned(),
        what: What::Ratio { above: vec![2], below: vec![0] },
        quota: Quota::None,
        over: dice.of(&[Over::Quarter, Over::Year]),
        ..plan.measures[0].clone()
    });
    let count = 1 + dice.below(3);
    plan.components =
        (0..count).map(|nth| component(dice, wanted, nth, 3, &[vec![0], vec![0, 1], vec![2]])).collect();
    plan
}

pub(super) fn managers(dice: &mut Dice, wanted: Wanted) -> PayPlan {
    let mut plan = plan(dice, wanted, "managers");
    let up = |id: &str, of: &[&str], dice: &mut Dice| {
        let of = of.iter().map(|of| (*of).to_owned()).collect();
        let levels = u8::try_from(dice.between(1, 2)).unwrap();
        let first = u8::try_from(dice.between(1, 2)).unwrap();
        let mut up = credit(id, To::RollUp { of, levels, first, once: dice.one_in(2) });
        up.share = dice.of(&[Rate::ONE, rate(500_000)]);
        up
    };
    plan.credits = vec![
        up("team", &["sellers.direct", "sellers.special"], dice),
        up("special", &["sellers.special"], dice),
        up("above", &["team"], dice),
    ];
    if dice.one_in(4) {
        plan.credits[1].when = Predicate::In { column: "kind".to_owned(), values: vec!["new".to_owned()] };
    }
    plan.measures = measures(dice, &[0], &[0, 2]);
    plan.measures.push(Measure {
        id: "reports".to_owned(),
        what: What::ReportsAtQuota("sellers.sales".to_owned()),
        over: dice.of(&[Over::Quarter, Over::Year]),
        quota: Quota::None,
        ..plan.measures[0].clone()
    });
    let count = 1 + dice.below(2);
    plan.components =
        (0..count).map(|nth| component(dice, wanted, nth, 3, &[vec![0], vec![0, 1, 2]])).collect();
    plan
}

/// Sales against a quota, the same over another time or to date, and how many.
fn measures(dice: &mut Dice, own: &[usize], all: &[usize]) -> Vec<Measure> {
    let sales = Measure {
        id: "sales".to_owned(),
        what: What::Sum(own.to_vec()),
        over: dice.of(&[Over::Year, Over::Quarter, Over::Month, Over::Half]),
        quota: Quota::Table("sales".to_owned()),
        seasons: Vec::new(),
        ramp: Vec::new(),
        prorate: dice.of(&[Prorate::Days { first_counts: true }, Prorate::Months, Prorate::No]),
        to_date: false,
    };
    let what = match dice.below(5) {
        0 => What::Count(own.to_vec()),
        1 => What::Average(all.to_vec()),
        2 => What::Growth(own.to_vec()),
        3 => What::Rank(own.to_vec()),
        _ => What::Sum(all.to_vec()),
    };
    let quota = match what {
        What::Sum(_) => Quota::Fixed(40_000_000),
        What::Count(_) => Quota::Fixed(4_000_000),
        What::Average(_) => Quota::Fixed(3_000_000),
        _ => Quota::None,
    };
    let other = Measure {
        id: "other".to_owned(),
        to_date: dice.one_in(4),
        over: dice.of(&[Over::Year, Over::Quarter, Over::Rolling(3)]),
        what,
        quota,
        ..sales.clone()
    };
    vec![sales, other]
}

fn tiers(dice: &mut Dice, wanted: Wanted, level: Level, pays: fn(Rate) -> TierPays, unit: i64) -> Tiers {
    let at = |share: i64| if level == Level::Attainment { share * 10_000 } else { share * 600_000 };
    let mut edges = vec![0];
    for share in [40, 80, 100, 120] {
        if dice.one_in(2) {
            edges.push(share);
        }
    }
    let mut rates: Vec<i64> =
        edges.iter().map(|_| dice.of(&[500_000, 800_000, 1_000_000, 1_500_000])).collect();
    if wanted.rising {
        rates.sort_unstable();
    }
    let rows = edges.iter().zip(&rates).enumerate().map(|(index, (from, times))| Tier {
        from: at(*from),
        to: edges.get(index + 1).map(|to| at(*to)),
        pays: pays(rate(times * unit / 1_000_000)),
    });
    Tiers { edge: dice.of(&[Edge::Upper, Edge::Lower]), rows: rows.collect() }
}

fn points(dice: &mut Dice, wanted: Wanted, level: Level) -> Vec<Point> {
    let at = |share: i64| if level == Level::Attainment { share * 10_000 } else { share * 600_000 };
    let mut shares: Vec<i64> =
        (0..4).map(|_| dice.of(&[0, 250_000, 500_000, 1_000_000, 1_500_000, 2_000_000])).collect();
    if wanted.rising || dice.one_in(2) {
        shares.sort_unstable();
    }
    let first = dice.of(&[0, 20]);
    [first, 50, 100, 150]
        .iter()
        .zip(shares)
        .map(|(share, pays)| Point { at: at(*share), pays: rate(pays) })
        .collect()
}

fn component(dice: &mut Dice, wanted: Wanted, nth: u64, measures: usize, paid: &[Vec<usize>]) -> Component {
    let level = dice.of(&[Level::Attainment, Level::Attainment, Level::Value]);
    let (credits, over) = (dice.of(paid), dice.of(&[Over::Year, Over::Quarter, Over::Month, Over::Half]));
    let mut found = Component {
        weight: Some(rate(300_000)),
        measure: Some(0),
        over,
        counts: dice.of(&[Counts::Amount, Counts::Credit]),
        settles: if dice.one_in(4) { Settles::AtEnd } else { Settles::AsEarned },
        level,
        ..Component::flat(&format!("c{nth}"), credits, Price::Rate(rate(50_000)))
    };
    let rates = [20_000, 50_000, 70_000];
    match dice.below(9) {
        0 => found.measure = None,
        1 => {
            found.price = if dice.one_in(2) { Price::Table(table(dice, &rates)) } else { Price::Own };
            found.shape = Shape::Marginal(tiers(dice, wanted, level, TierPays::Times, 1_000_000));
        }
        2 => {
            found.price = Price::ShareOverQuota;
            found.shape = Shape::Marginal(tiers(dice, wanted, level, TierPays::Times, 1_000_000));
        }
        3 => {
            let by_offering = Price::Table(table(dice, &rates));
            found.price = dice.of(&[Price::Rate(rate(30_000)), Price::ShareOverQuota, by_offering]);
            found.shape = Shape::Retro(tiers(dice, wanted, level, TierPays::Times, 1_000_000));
        }
        4 => {
            found.price = Price::InTiers;
            let tiers = tiers(dice, wanted, level, TierPays::Rate, 50_000);
            found.shape = if dice.one_in(2) { Shape::Marginal(tiers) } else { Shape::Retro(tiers) };
        }
        5 => {
            found.price = dice.of(&[Price::Share, Price::Amount(900_000), Price::Rate(rate(40_000))]);
            found.shape = Shape::Linear(points(dice, wanted, level));
        }
        6 => {
            found.price = dice.of(&[Price::Share, Price::Amount(900_000), Price::Rate(rate(40_000))]);
            let edge = dice.of(&[Edge::Upper, Edge::Lower]);
            found.shape = Shape::Step { points: points(dice, wanted, level), edge };
        }
        7 => {
            found.price = dice.of(&[Price::Share, Price::Rate(rate(40_000))]);
            let mut cells = vec![
                vec![rate(200_000), rate(400_000)],
                vec![rate(500_000), rate(1_000_000)],
                vec![rate(900_000), rate(1_800_000)],
            ];
            if !wanted.rising && dice.one_in(2) {
                cells.reverse();
            }
            let scale =
                |share: i64| if level == Level::Attainment { share * 10_000 } else { share * 600_000 };
            found.shape = Shape::Matrix(Matrix {
                across: 0,
                down_at: vec![scale(0), scale(80), scale(120)],
                across_level: Level::Attainment,
                across_at: vec![500_000, 1_000_000],
                cells,
                bilinear: dice.one_in(2),
            });
        }
        _ => {
            // Each deal by its own size.
            found.over = Over::Transaction;
            found.level = Level::Value;
            found.settles = Settles::AsEarned;
            let row = |from, to, times| Tier { from, to, pays: TierPays::Times(rate(times)) };
            let rows = vec![row(0, Some(2_000_000), 1_000_000), row(2_000_000, None, 1_500_000)];
            let tiers = Tiers { edge: Edge::Upper, rows };
            found.shape = if dice.one_in(2) { Shape::Marginal(tiers) } else { Shape::Retro(tiers) };
            if dice.one_in(2) {
                found.most = Some(Limit::Money(90_000));
            }
            if dice.one_in(3) {
                found.least = Some(Limit::Money(500));
            }
            return found;
        }
    }
    let alternates = !matches!(found.price, Price::ShareOverQuota)
        && found.measure.is_some()
        && found.level == Level::Value;
    if alternates && dice.one_in(2) && !wanted.rising {
        found.measure = Some(usize::try_from(dice.below(measures as u64)).unwrap());
    }
    conditions(dice, wanted, &mut found);
    found
}

fn conditions(dice: &mut Dice, wanted: Wanted, found: &mut Component) {
    let scale = |share: i64, level| if level == Level::Attainment { share * 10_000 } else { share * 600_000 };
    if dice.one_in(4) && found.measure == Some(0) {
        let from_zero = dice.one_in(2);
        found.threshold = Some(Threshold { at: scale(50, found.level), from_zero });
    }
    // A top cuts the last units: where those were worth more than the first, more of the first lowers pay.
    let same =
        found.credits == [0] && found.counts == Counts::Credit && !matches!(found.price, Price::Table(_));
    if dice.one_in(4) && found.measure == Some(0) && (!wanted.rising || same) {
        found.top = Some(scale(140, found.level));
    }
    if dice.one_in(4) {
        found.most = Some(dice.of(&[Limit::Money(600_000), Limit::OfTarget(rate(1_200_000))]));
    }
    if dice.one_in(6) {
        found.least = Some(Limit::Money(20_000));
    }
    if dice.one_in(3) {
        found.gates.push(Gate {
            measure: 0,
            level: Level::Attainment,
            at_least: 600_000,
            otherwise: dice.of(&[rate(0), rate(500_000)]),
        });
    }
    if dice.one_in(4) && !(wanted.rising && found.top.is_some()) {
        let new = Predicate::In { column: "kind".to_owned(), values: vec!["new".to_owned()] };
        let late = Predicate::Compare {
            column: DATE.to_owned(),
            how: Compare::AtLeast,
            with: i64::from(plumb_pay::day_number(day("2026-05-15"))),
        };
        let when = if dice.one_in(2) { Predicate::All(vec![new, late]) } else { new };
        found.times.push(Times::When { when, rate: rate(1_500_000), name: None });
    }
    if dice.one_in(4) {
        let point = |at, pays| Point { at, pays: rate(pays) };
        found.times.push(Times::Step {
            measure: 0,
            level: Level::Attainment,
            points: vec![point(0, 1_000_000), point(1_000_000, 1_250_000)],
        });
    }
    if dice.one_in(6) {
        let words = vec![("low".to_owned(), rate(800_000)), ("high".to_owned(), rate(1_200_000))];
        found.times.push(Times::Word { figure: "score".to_owned(), words });
    }
    if dice.one_in(6) {
        found.tranches = vec![
            Tranche { share: rate(500_000), when: Due::AtOnce, forfeit_after: None },
            Tranche {
                share: rate(500_000),
                when: dice.of(&[Due::Days(30), Due::Months(3)]),
                forfeit_after: None,
            },
        ];
    }
}
