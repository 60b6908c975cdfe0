//! Each mistake by itself.

use proptest::prelude::*;

use super::*;

fn with_tiers(rows: &[(i64, Option<i64>, i64)]) -> Vec<String> {
    after(|plan| plan.components[0].shape = Shape::Marginal(tiers(rows)))
}

#[test]
fn tiers_meet_rise_and_stay_open() {
    let said = with_tiers(&[(0, Some(100), 100), (90, None, 200)]);
    only(
        &said[..1],
        "pay.ae.component.1.tier.2.over: the tier begins at 90 %, and the one before ends at 100 %",
    );
    let said = with_tiers(&[(0, None, 100), (100, None, 200)]);
    only(&said, "pay.ae.component.1.tier.2.over: the tier begins at 100 %, and the one before has no end");
    let said = with_tiers(&[(0, Some(100), 100), (100, Some(150), 200)]);
    only(&said, "pay.ae.component.1.tier.2.to: nothing is paid for what lies above 150 %");
    let said = with_tiers(&[(20, Some(100), 125), (100, None, 200)]);
    only(&said, "pay.ae.component.1.tier.1.over: nothing is paid below 20 %");
    let said = with_tiers(&[(0, Some(50), 120), (50, Some(100), 80), (100, None, 200)]);
    only(&said, "pay.ae.component.1.tier.2: a unit pays 80 % here after 120 % below");
    only(&with_tiers(&[])[..1], "pay.ae.component.1.tier: 0 tiers");
    let said = with_tiers(&[(0, Some(0), 50), (0, None, 100)]);
    only(&said[..1], "pay.ae.component.1.tier.1.to: the tier begins at 0 % and ends at 0 %");
}

#[test]
fn a_threshold_and_a_cap_fit_their_tiers() {
    let said = after(|plan| {
        plan.components[0].threshold = Some(Threshold { at: 600_000, from_zero: false });
        plan.components[0].shape = Shape::Marginal(tiers(&[(0, Some(60), 100), (60, None, 250)]));
    });
    only(&said[..1], "pay.ae.component.1.threshold: the threshold is 60 %, and the first tier ends at 60 %");
    let said = after(|plan| plan.components[0].top = Some(1_500_000));
    assert_eq!(said.len(), 2, "{said:#?}");
    only(&said[..1], "pay.ae.component.1.tier.4.over: nothing more is paid above 150 %");
    only(&said[1..], "pay.ae.component.1.cap: pay stops at a cap");
}

#[test]
fn a_curve_that_falls_is_meant_or_wrong() {
    let retro = |decelerates| {
        after(move |plan| {
            let rows = [(0, Some(100), 100), (100, Some(120), 150), (120, None, 90)];
            plan.components[0].shape = Shape::Retro(tiers(&rows));
            plan.components[0].decelerates = decelerates;
        })
    };
    only(&retro(false)[..1], "pay.ae.component.1.tier.3: pay falls from 150 % to 90 % at 120 %");
    assert!(!retro(true).iter().any(|line| line.contains("pay falls")));
    let said =
        after(|plan| plan.components[1].shape = Shape::Linear(points(&[(85, 0), (92, 100), (97, 80)])));
    only(&said, "pay.ae.component.2.point.3: pay falls from 100 % to 80 % at 97 %");
}

#[test]
fn at_target_each_component_pays_its_share() {
    let said = with_tiers(&[(0, Some(50), 80), (50, Some(100), 100), (100, None, 200)]);
    only(&said, "pay.ae.component.1: pays 90 % at 100 %");
    let step = |edge| {
        after(move |plan| {
            plan.components[0].price = Price::Share;
            plan.components[0].shape = Shape::Step { points: points(&[(50, 50), (100, 100)]), edge };
        })
    };
    assert!(!step(Edge::Upper).iter().any(|line| line.contains("at 100 %;")));
    only(&step(Edge::Lower)[..1], "pay.ae.component.1: pays 50 % at 100 %");
    let said = after(|plan| plan.components[0].threshold = Some(Threshold { at: 250_000, from_zero: false }));
    only(&said, "pay.ae.component.1: pays 80 % at 100 %");
    let said = after(|plan| plan.components[1].shape = Shape::Linear(points(&[(85, 0), (97, 90)])));
    only(&said, "pay.ae.component.2: pays 90 % at most");
    let said = after(|plan| {
        let points = points(&[(0, 90), (50, 110)]);
        let times = Times::Step { measure: 0, level: Level::Attainment, points };
        plan.components[1].times.push(times);
    });
    only(&said, "pay.ae.component.2.times.1: multiplies by 110 % at 100 %");
    only(&after(|plan| plan.on_target = 0)[..1], "pay.ae.on_target: shares of the target are paid");
}

fn matrix(cells: [[i64; 2]; 2]) -> Vec<String> {
    let cells = cells.iter().map(|row| row.iter().map(|pays| percent(*pays)).collect()).collect();
    let table = Matrix {
        across: 1,
        down_at: vec![800_000, 1_200_000],
        across_level: Level::Value,
        across_at: vec![850_000, 950_000],
        cells,
        bilinear: true,
    };
    after(move |plan| {
        plan.components[0].price = Price::Share;
        plan.components[0].shape = Shape::Matrix(table.clone());
    })
}

#[test]
fn a_table_of_two_measures_is_whole_rises_and_holds_the_target() {
    assert_eq!(matrix([[0, 60], [120, 200]]), [""; 0]);
    only(&matrix([[0, 20], [40, 60]]), "pay.ae.component.1: pays 20 % to 40 % at 100 %");
    only(&matrix([[0, 60], [200, 120]]), "pay.ae.component.1.row.2: pay falls from 200 % to 120 % at 95 %");
    only(&matrix([[50, 60], [20, 200]]), "pay.ae.component.1.row.1: pay falls from 50 % to 20 % at 120 %");
}

#[test]
fn limits_leave_what_the_curve_promises() {
    let most = |limit| after(move |plan| plan.components[0].most = Some(limit));
    let says =
        "pay.ae.component.1.most: at most 152 000.00 EUR is paid, and the curve pays 160 000.00 EUR at 150 %";
    only(&most(Limit::OfTarget(percent(190)))[..1], says);
    only(&most(Limit::Money(16_000_000)), "pay.ae.component.1.most: pay stops at a cap");
    let cap = |limit| after(move |plan| plan.settlement.cap = Some(Cap { limit, over: Over::Year }));
    let says = "pay.ae.cap: the cap is 150 % of the target, and components pay 180 % at 150 %";
    only(&cap(Limit::OfTarget(percent(150)))[..1], says);
    only(&cap(Limit::Money(30_000_000)), "pay.ae.cap: pay stops at a cap");
    let said = after(|plan| {
        plan.components[0].most = Some(Limit::Money(16_000_000));
        plan.components[0].least = Some(Limit::OfTarget(percent(300)));
    });
    let says = "pay.ae.component.1.least: the least is 240 000.00 EUR and the most is 160 000.00 EUR";
    only(&said[..1], says);
}

#[test]
fn windows_fit_pay_periods_and_measures() {
    let at = |change: fn(&mut PayPlan)| after(change);
    only(
        &at(|plan| plan.every = Over::Week)[..1],
        "pay.ae.component.1.period: counts by the year and pays every week",
    );
    only(&at(|plan| plan.every = Over::Transaction), "pay.ae.every: pay every transaction cannot be");
    let says = "pay.ae.component.1.period: the measure starts anew every quarter, within the year";
    only(&at(|plan| plan.measures[0].over = Over::Quarter), says);
    let says = "pay.ae.component.2.period: the measure runs over the year, the component over the quarter";
    only(&at(|plan| plan.measures[1].over = Over::Year), says);
    assert_eq!(at(|plan| (plan.measures[1].over, plan.measures[1].to_date) = (Over::Year, true)), [""; 0]);
    let says = "pay.ae.component.2.period: a component over rolling months";
    only(&at(|plan| plan.components[1].over = Over::Rolling(3)), says);
    only(
        &at(|plan| plan.measures[0].seasons = vec![percent(20); 4]),
        "pay.ae.measure.1.seasons: seasons sum to 80 %",
    );
    let says = "pay.ae.measure.1.ramp: 120 % of the quota counts in month 2";
    only(&at(|plan| plan.measures[0].ramp = vec![percent(50), percent(120)]), says);
    let says = "pay.ae.until: it ends on 2026-01-01 and begins on 2026-01-01";
    only(&at(|plan| plan.until = plan.from)[..1], says);
}

/// The first component at another price, and all weight on the second.
fn priced(price: &Price, pays: Option<TierPays>) -> Vec<String> {
    after(|plan| {
        if let Some(pays) = pays {
            let rows = vec![Tier { from: 0, to: None, pays }];
            plan.components[0].shape = Shape::Marginal(Tiers { edge: Edge::Upper, rows });
        }
        plan.components[0].price = price.clone();
        plan.components[0].weight = None;
        plan.components[1].weight = Some(Rate::ONE);
    })
}

#[test]
fn prices_fit_what_they_are_multiplied_with() {
    let says = "pay.ae.component.1.each: money for each unit needs a quantity, and `new` counts `net`";
    only(&priced(&Price::Each(5_000), None), says);
    assert_eq!(priced(&Price::InTiers, Some(TierPays::Rate(percent(5)))), [""; 0]);
    let says = "pay.ae.component.1.tier.1.times: a tier multiplies a price";
    only(&priced(&Price::InTiers, Some(TierPays::Times(percent(5)))), says);
    let says = "pay.ae.component.1.tier.1.rate: a tier has a rate of its own";
    only(&priced(&Price::Rate(percent(5)), Some(TierPays::Rate(percent(5)))), says);
    let says = "pay.ae.component.1.tier.1.whole: a whole amount needs a tier with an end";
    only(&priced(&Price::InTiers, Some(TierPays::Whole(5))), says);
    let said = after(|plan| plan.components[0].weight = None);
    assert_eq!(said.len(), 2, "{said:#?}");
    only(&said[1..], "pay.ae.component.1.weight: a share of the target is paid, and there is no weight");
}

#[test]
fn levels_and_quotas_have_one_unit() {
    let says = "pay.ae.component.1.measure: levels are shares of a quota, and `arr` has none";
    only(&after(|plan| plan.measures[0].quota = Quota::None), says);
    let said = after(|plan| plan.components[0].measure = None);
    assert!(
        said.iter().any(|line| line.starts_with("pay.ae.component.1.measure: levels are given")),
        "{said:#?}"
    );
    let said = after(|plan| {
        plan.credits[1].amount = "quantity".into();
        plan.components[0].credits = vec![1];
    });
    only(
        &said,
        "pay.ae.component.1.credit: the share is divided by the quota of `arr`, and `due` is counted",
    );
    let said = after(|plan| {
        plan.credits[1].amount = "quantity".into();
        plan.measures[0].what = What::Sum(vec![0, 1]);
    });
    let mixed = "pay.ae.measure.1: `new` is money and `due` is a quantity";
    assert!(said.iter().any(|line| line.starts_with(mixed)), "{said:#?}");
}

#[test]
fn columns_are_known_and_hold_what_is_asked() {
    let columns = Columns::new(Currency::parse("EUR").unwrap())
        .with("net", ColumnKind::Money)
        .with("list", ColumnKind::Text)
        .with("offering", ColumnKind::Number);
    let mut plan = good();
    plan.credits[0].weight =
        Some(RateTable { by: "offering".into(), rows: Vec::new(), other: Some(Rate::ONE) });
    let plans = [plan];
    let found = check_against(&plans, &Against { columns: Some(&columns), ..Against::default() });
    let said: Vec<_> = found.iter().map(|f| format!("{}: {}", f.path.text(&plans), f.message())).collect();
    let starts = [
        "pay.ae.credit.1.weight_by: `offering` is no text",
        "pay.ae.credit.1.when: transactions have no column `kind`",
        "pay.ae.credit.2.amount: `list` is no number",
        "pay.ae.credit.3.when: transactions have no column `kind`",
    ];
    assert!(
        said.len() == 4 && said.iter().zip(starts).all(|(line, start)| line.starts_with(start)),
        "{said:#?}"
    );
}

#[test]
fn references_lead_somewhere_and_not_in_a_circle() {
    let (mut one, mut other) = (good(), good());
    one.credits[0].to = roll(&["mgr.team"], 2, 1, true);
    other.id = "mgr".into();
    other.credits[0].id = "team".into();
    other.credits[0].to = roll(&["ae.new"], 2, 1, true);
    only(
        &said(&[one, other], None),
        "pay.ae.credit.1: `ae.new`, `mgr.team` refer to one another in a circle",
    );
    let said_twice = after(|plan| plan.credits[1].id = "new".into());
    only(&said_twice, "pay.ae.credit.2.id: 2 credits have the id `new`");
    let lost = after(|plan| plan.measures[0].what = What::ReportsAtQuota("csm.arr".into()));
    assert!(
        lost.iter()
            .any(|line| line.starts_with("pay.ae.measure.1.reports_at_quota: there is no measure `csm.arr`"))
    );
    let (one, mut two) = (good(), good());
    two.from = day("2026-12-01");
    let says = "pay.ae.from: 2 versions of the plan hold from 2026-12-01 until 2027-01-01";
    only(&said(&[one, two], None)[..1], says);
    let many = after(|plan| {
        plan.credits.extend((0..62).map(|n| credit(&format!("c{n}"), "net", kinds(&[&n.to_string()]))));
        plan.measures[0].what = What::Sum((3..65).chain([0]).collect());
    });
    only(&many, "pay.ae.credit: 65 credits are more than 64");
}

#[test]
fn a_roll_up_across_currencies_needs_rates() {
    let mut manager = good();
    manager.id = "mgr".into();
    manager.currency = Currency::parse("USD").unwrap();
    manager.credits[0].to = roll(&["ae.new"], 1, 1, true);
    let plans = [good(), manager];
    only(&said(&plans, None), "pay.mgr.credit.1.of: `ae` credits EUR; what rolls up is converted");
    let mut given = given();
    given.lines.push(line(0, 1, "2025-01-01", None));
    only(
        &said(&plans, Some(&given)),
        "pay.mgr.credit.1.of: `ae` credits EUR, and no rate of exchange is given",
    );
    let (from, to) = (plans[0].currency, plans[1].currency);
    given.exchange.push(Exchange { from, to, day: day("2026-01-01"), rate: 1_100_000 });
    let found = check(&plans, Some(&given));
    assert_eq!((found.len(), found[0].severity), (1, Severity::Note));
}

#[test]
fn roll_ups_count_the_whole_once() {
    let team = |of: &'static [&'static str], once, share: i64| {
        after(move |plan| {
            plan.credits[0].share = percent(share);
            plan.credits[0].to = To::Split { remainder: Remainder::Owner };
            let mut specialist = credit("special", "net", kinds(&["new", "renewal"]));
            specialist.to = To::Role("specialist".into());
            let mut team = credit("team", "net", Predicate::Always);
            team.to = roll(of, 1, 1, once);
            plan.credits.extend([specialist, team]);
            plan.measures[1].what = What::Ratio { above: vec![2], below: vec![1, 3, 4] };
        })
    };
    assert_eq!(team(&["new"], false, 100), [""; 0]);
    assert_eq!(team(&["new", "renewed"], false, 100), [""; 0]);
    assert_eq!(team(&["new", "special"], true, 100), [""; 0]);
    let says = "pay.ae.credit.5.once: `new`, `special` can credit more than the whole";
    only(&team(&["new", "special"], false, 100), says);
    let above = team(&["new"], false, 200);
    assert_eq!(above.len(), 2, "{above:#?}");
    only(&above[..1], "pay.ae.credit.1.share: 200 % of the amount is credited, more than the whole");
    only(&above[1..], "pay.ae.credit.5.once: `new` can credit more than the whole");
    let said = after(|plan| plan.credits[2].to = roll(&["new"], 1, 2, true));
    only(&said, "pay.ae.credit.3.levels: levels from 2 to 1 credit nobody");
}

#[test]
fn conventions_are_said_and_can_be_set() {
    only(&after(|plan| plan.base = 120_000_000), "pay.ae.on_target: 7.6923 % of all pay is variable");
    let said = after(|plan| {
        plan.components[0].weight = Some(percent(84));
        plan.components[1].weight = Some(percent(16));
    });
    only(&said, "pay.ae.component.2.weight: a weight of 16 % moves nobody; 20 % or more does");
    let steep = with_tiers(&[(0, Some(100), 100), (100, None, 350)]);
    only(
        &steep,
        "pay.ae.component.1: a unit at the top pays 350 % of what one pays at 100 %; more than 300 %",
    );
    let flat = after(|plan| plan.components[0].shape = Shape::Flat);
    only(&flat, "pay.ae.component.1: a unit above 100 % pays no more than one below");
    only(&after(|plan| plan.settlement.clawback = None), "pay.ae.clawback_on: 0 events take pay back");
    let mut plan = good();
    plan.measures[1].what = What::Figure("score".into());
    plan.components[1].weight = Some(percent(30));
    plan.components[0].weight = Some(percent(70));
    let norms = Norms { measures_max: 1, components_max: 1, ..Norms::default() };
    let found = check_against(&[plan], &Against { norms: Some(&norms), ..Against::default() });
    let whats: Vec<_> = found.iter().map(|finding| finding.what.clone()).collect();
    assert!(whats.contains(&Complaint::ManyMeasures(2, 1)), "{whats:#?}");
    assert!(whats.contains(&Complaint::ManyComponents(2, 1)), "{whats:#?}");
    assert!(whats.contains(&Complaint::Scored(percent(30), percent(20))), "{whats:#?}");
}

#[test]
fn cliffs_are_listed_with_their_size() {
    let retro = after(|plan| {
        plan.components[0].shape =
            Shape::Retro(tiers(&[(0, Some(100), 90), (100, Some(120), 100), (120, None, 130)]));
    });
    assert_eq!(retro.len(), 2, "{retro:#?}");
    only(&retro[..1], "pay.ae.component.1: 36 % of the component's target hangs on reaching 120 %");
    only(&retro[1..], "pay.ae.component.1: 10 % of the component's target hangs on reaching 100 %");
    let threshold =
        after(|plan| plan.components[0].threshold = Some(Threshold { at: 500_000, from_zero: true }));
    only(&threshold, "pay.ae.component.1: 40 % of the component's target hangs on reaching 50 %");
    let rates = |quota: &Quota| {
        after(|plan| {
            plan.components[0].price = Price::InTiers;
            plan.components[0].weight = None;
            plan.components[1].weight = Some(Rate::ONE);
            plan.measures[0].quota = quota.clone();
            let tier = |from, to, rate| Tier { from, to, pays: TierPays::Rate(percent(rate)) };
            let rows = vec![tier(0, Some(1_000_000), 5), tier(1_000_000, None, 8)];
            plan.components[0].shape = Shape::Retro(Tiers { edge: Edge::Upper, rows });
        })
    };
    let says = "pay.ae.component.1: pay worth 3 % of the quota hangs on reaching 100 %";
    only(&rates(&Quota::Table("arr".into())), says);
    only(&rates(&Quota::Fixed(100_000_000)), "pay.ae.component.1: 30 000.00 EUR hangs on reaching 100 %");
}

#[test]
fn what_stands_beside_the_curve_holds_together() {
    let gate = |otherwise| {
        after(move |plan| {
            let gate = Gate { measure: 0, level: Level::Attainment, at_least: 500_000, otherwise };
            plan.components[1].gates.push(gate);
        })
    };
    only(
        &gate(percent(100)),
        "pay.ae.component.2.gate.1.otherwise: 100 % is paid even if the gate is missed",
    );
    only(
        &gate(percent(90)),
        "pay.ae.component.2.gate.1: 10 % of the component's target hangs on reaching 50 %",
    );
    let prizes = after(|plan| {
        let mut prize = component("prize", Some(0), Over::Plan, Price::InTiers, Shape::Flat);
        (prize.from, prize.until) = (Some(day("2026-02-01")), Some(day("2026-03-01")));
        prize.prizes = Some(Prizes { amounts: vec![100, 200], ties: Ties::Share, at_least: 0 });
        plan.components.push(prize);
    });
    only(&prizes, "pay.ae.component.3.prize: a prize of 2.00 EUR follows one of 1.00 EUR");
}

#[test]
fn a_plan_of_too_many_multipliers_does_not_fit_and_is_told() {
    assert_eq!(bound(&good(), 100_000_000_000, 1_000_000), Ok(()));
    assert_eq!(bound(&good(), i64::MAX, 2), Err(0));
    let odd = Rate::from_millionths(999_999);
    let many = after(|plan| {
        plan.components[0].times = vec![Times::When { when: Predicate::Always, rate: odd, name: None }; 4]
    });
    only(&many, "pay.ae.component.1: 100000 transactions of 1 000 000 000.00 EUR would not fit");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_numbers_make_it_panic(
        numbers in prop::collection::vec(prop_oneof![any::<i64>(), -3..3_i64, 0..3_000_000_i64], 24),
        marks in prop::collection::vec(0..12_usize, 8),
    ) {
        let mut plan = good();
        let rate = |place: usize| Rate::from_millionths(numbers[place]);
        let tier = |place: usize, pays| Tier { from: numbers[place], to: Some(numbers[place + 1]), pays };
        let whole = tier(0, TierPays::Whole(numbers[2]));
        let rows = vec![whole, tier(3, TierPays::Times(rate(5))), tier(6, TierPays::Rate(rate(7)))];
        let ladder = Tiers { edge: Edge::Lower, rows };
        plan.components[0].shape = if marks[0] < 6 { Shape::Marginal(ladder) } else { Shape::Retro(ladder) };
        let row = |place: usize| Point { at: numbers[place], pays: rate(place + 1) };
        plan.components[1].shape = Shape::Linear(vec![row(8), row(10), row(12)]);
        plan.components[1].level = Level::Attainment;
        plan.components[1].top = Some(numbers[14]);
        plan.components[0].threshold = Some(Threshold { at: numbers[15], from_zero: marks[1] < 6 });
        plan.components[0].most = Some(Limit::Money(numbers[16]));
        plan.components[1].least = Some(Limit::OfTarget(rate(17)));
        let table = Matrix {
            across: marks[2],
            down_at: vec![numbers[18], numbers[19]],
            across_level: Level::Value,
            across_at: vec![numbers[20], numbers[21]],
            cells: vec![vec![rate(0), rate(1)], vec![rate(2), rate(3)]],
            bilinear: marks[3] < 6,
        };
        let mut third = component("table", Some(marks[4]), Over::Plan, Price::Share, Shape::Matrix(table));
        third.weight = Some(rate(22));
        plan.components.push(third);
        (plan.on_target, plan.base) = (numbers[22], numbers[23]);
        plan.settlement.cap = Some(Cap { limit: Limit::OfTarget(rate(9)), over: Over::Plan });
        let found = check(&[plan.clone()], Some(&given()));
        prop_assert!(found.iter().all(|finding| finding.message().len() > 10));
        prop_assert_eq!(check(&[plan.clone()], Some(&given())), found);
        let quotas = [("arr".to_owned(), numbers[0])];
        let reader = crate::letter::Reader { quotas: &quotas, ..Default::default() };
        let letter = crate::letter::letter(&plan, &reader);
        let tables = letter.sections.iter().filter_map(|section| section.table.as_ref());
        prop_assert!(tables.into_iter().all(|table| table.rows.iter().all(|row| row.len() == table.head.len())));
    }
}
