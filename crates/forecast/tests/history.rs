//! From histories to forecasts: what is known on a day, what broken rows do, and whether what was planted is found.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own example is wrong")]

use plumb_forecast::{
    BacktestOptions, DateMove, Deal, Fault, History, Interval, Node, Options, Outcome, Outlook, Period,
    Person, Pressure, Sale, Stage, StageMove, Unit, backtest, estimate, simulate,
};
use plumb_units::{Date, parse_date};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn month(number: usize) -> Date {
    Date::new(2023 + (number / 12) as i16, (number % 12) as i8 + 1, 1).unwrap()
}

fn periods(count: usize) -> Vec<Period> {
    (0..count)
        .map(|number| Period {
            name: format!("m{number}"),
            from: month(number),
            until: month(number + 1),
            working_days: 21,
            season: (number % 12) as u8,
        })
        .collect()
}

fn noise(seed: usize) -> usize {
    let mut word = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((word ^ (word >> 29)) >> 20) as usize
}

/// Two teams of three. Person p sells p + 2 times a month for about 1,000.00, over `months` months.
fn sellers(months: usize) -> History {
    let person = |number: usize| Person {
        id: format!("p{number}"),
        unit: Some(1 + number / 3),
        sells: true,
        ..Person::default()
    };
    let unit = |id: &str, parent| Unit { id: id.to_owned(), parent };
    let mut history = History {
        periods: periods(months + 12),
        families: vec!["pumps".to_owned()],
        units: vec![unit("all", None), unit("north", Some(0)), unit("south", Some(0))],
        people: (0..6).map(person).collect(),
        ..History::default()
    };
    for number in 0..months {
        for person in 0..6 {
            for sale in 0..person + 2 {
                let luck = noise(number * 1_000 + person * 100 + sale);
                let day =
                    Date::new(month(number).year(), month(number).month(), 1 + (luck % 27) as i8).unwrap();
                let amount = 50_000 + (luck / 27 % 100_000) as i64;
                history.sales.push(Sale { day, person: Some(person), amount, ..Sale::default() });
            }
        }
    }
    history
}

/// The same people with deals: of those opened each month, half are won and a quarter lost, one to three months later.
fn dealers(months: usize) -> History {
    let mut history = sellers(months);
    history.sales.clear();
    history.stages = ["found", "offered"]
        .iter()
        .enumerate()
        .map(|(order, id)| Stage { id: (*id).to_owned(), order, chance: Some(0.3 + 0.3 * order as f64) })
        .collect();
    let end = month(months);
    for number in 0..months {
        for person in 0..6 {
            for _ in 0..4 {
                let deal = history.deals.len();
                let luck = noise(deal + 77);
                let created =
                    Date::new(month(number).year(), month(number).month(), 1 + (luck % 27) as i8).unwrap();
                let closes = month(number + 1 + luck / 27 % 3);
                let outcome = [Outcome::Won, Outcome::Won, Outcome::Lost, Outcome::Open][luck / 100 % 4];
                let amount = 80_000 + (luck / 400 % 40_000) as i64;
                let over = outcome != Outcome::Open && closes < end;
                let moved = created.tomorrow().unwrap();
                history.stage_moves.push(StageMove { deal, day: created, from: None, to: 0 });
                history.stage_moves.push(StageMove { deal, day: moved, from: Some(0), to: 1 });
                if over && outcome == Outcome::Won {
                    let deal = Some(deal);
                    history.sales.push(Sale {
                        day: closes,
                        person: Some(person),
                        amount,
                        deal,
                        ..Sale::default()
                    });
                }
                history.deals.push(Deal {
                    person: Some(person),
                    created: Some(created),
                    closed: over.then_some(closes),
                    outcome: if over { outcome } else { Outcome::Open },
                    amount: Some(amount),
                    stage: Some(1),
                    expected: Some(closes),
                    ..Deal::default()
                });
            }
        }
    }
    history
}

fn look(history: &History, as_of: Date, steps: usize) -> Outlook {
    simulate(&estimate(history, as_of, steps), &Options { paths: 600, ..Options::default() })
}

fn total(outlook: &Outlook, node: Node) -> Interval {
    outlook.forecasts[&node].total
}

#[test]
fn steady_sellers_are_forecast_to_go_on_each_at_their_own_pace() {
    let history = sellers(24);
    let outlook = look(&history, day("2024-12-31"), 3);
    let quarter: i64 = history.sales.iter().map(|sale| sale.amount).sum::<i64>() / 8;
    let company = total(&outlook, Node::Company);
    assert!((company.mean as f64 / quarter as f64 - 1.0).abs() < 0.06, "{company:?} {quarter}");
    assert!(company.p10 < quarter && quarter < company.p90);
    let [slow, fast] = [0, 5].map(|person| total(&outlook, Node::Person(person)).mean);
    assert!(fast > slow * 2, "{slow} {fast}");
}

#[test]
fn deals_are_forecast_from_what_became_of_deals_before() {
    let history = dealers(24);
    let outlook = look(&history, day("2024-12-31"), 3);
    // Deals of the first quarter were hardly ripe yet.
    let usual =
        history.sales.iter().filter(|sale| sale.day >= month(3)).map(|sale| sale.amount).sum::<i64>() / 7;
    let company = total(&outlook, Node::Company);
    assert!((company.mean as f64 / usual as f64 - 1.0).abs() < 0.12, "{company:?} {usual}");
}

#[test]
fn a_history_without_links_finds_them_or_leaves_the_pipeline_out() {
    let linked = dealers(18);
    let mut bare = linked.clone();
    for sale in &mut bare.sales {
        sale.deal = None;
    }
    let as_of = day("2024-06-30");
    assert_eq!(estimate(&bare, as_of, 3), estimate(&linked, as_of, 3));
    for sale in &mut bare.sales {
        sale.amount += 1;
    }
    let model = estimate(&bare, as_of, 3);
    assert!(model.problems.iter().any(|problem| problem.fault == Fault::DealsNotLinked));
    assert!(model.members.iter().all(|member| member.deals.is_empty()));
}

#[test]
fn what_was_known_on_a_day_takes_moves_and_ends_back() {
    let mut history = dealers(12);
    let known = history.known_on(day("2023-06-15"));
    assert!(known.sales.iter().all(|sale| sale.day <= day("2023-06-15")));
    for (deal, now) in known.deals.iter().zip(&history.deals) {
        assert_eq!(deal.created.is_some(), now.created <= Some(day("2023-06-15")));
        assert!(deal.closed.is_none_or(|closed| closed <= day("2023-06-15")));
    }
    let late = known.deals.iter().position(|deal| deal.created == Some(day("2023-06-15"))).unwrap();
    assert_eq!(known.deals[late].stage, Some(0));
    let (old, new) = (Some(day("2023-07-01")), Some(day("2023-09-01")));
    history.date_moves.push(DateMove { deal: 0, day: day("2023-08-01"), old, new });
    assert_eq!(history.known_on(day("2023-07-31")).deals[0].expected, old);
}

#[test]
fn scrambling_what_came_later_changes_no_forecast() {
    let history = dealers(20);
    let origin = day("2024-04-30");
    let mut other = history.clone();
    other.sales.retain(|sale| sale.day <= origin || noise(sale.amount as usize).is_multiple_of(2));
    for sale in other.sales.iter_mut().filter(|sale| sale.day > origin) {
        sale.amount = sale.amount * 7 + 1;
    }
    for deal in &mut other.deals {
        if deal.closed.is_some_and(|closed| closed > origin) {
            deal.outcome = if deal.outcome == Outcome::Won { Outcome::Lost } else { Outcome::Won };
            deal.closed = Some(month(19));
            deal.chance = Some(0.99);
        }
    }
    for person in &mut other.people {
        person.until = Some(day("2024-06-01"));
    }
    let options = BacktestOptions { origins: vec![origin], paths: 200, ..BacktestOptions::default() };
    let [one, two] = [&history, &other].map(|history| backtest(history, &options));
    assert!(!one.rows.is_empty() && one.rows.len() == two.rows.len());
    for (one, two) in one.rows.iter().zip(&two.rows) {
        assert_eq!((one.node, one.forecast, one.naive), (two.node, two.forecast, two.naive));
    }
    assert!(one.rows.iter().zip(&two.rows).any(|(one, two)| one.actual != two.actual));
}

#[test]
fn who_is_gone_sells_nothing_and_their_deals_stay_in_the_unit() {
    let mut history = dealers(18);
    history.people[0].until = Some(day("2024-06-30"));
    let outlook = look(&history, day("2024-06-30"), 3);
    assert_eq!(total(&outlook, Node::Person(0)), Interval::default());
    let people: i64 = (0..3).map(|person| total(&outlook, Node::Person(person)).mean).sum();
    assert!(total(&outlook, Node::Unit(1)).mean > people + 3);
}

#[test]
fn a_hire_ramps_up_from_what_the_team_sells() {
    let mut history = sellers(24);
    let hire = Person {
        id: "new".to_owned(),
        unit: Some(2),
        from: Some(day("2025-01-01")),
        ramp_days: Some(180),
        sells: true,
        ..Person::default()
    };
    history.people.push(hire);
    let fan = look(&history, day("2024-12-31"), 6).forecasts[&Node::Person(6)].fan.clone();
    let (first, last) = (fan[0].mean, fan[5].mean - fan[4].mean);
    assert!(first > 0 && last > first * 4, "{first} {last}");
}

#[test]
fn a_pressure_takes_away_what_it_says_where_and_while_it_lasts() {
    let mut history = sellers(24);
    let plain = look(&history, day("2024-12-31"), 2);
    history.pressures.push(Pressure {
        id: "strike".to_owned(),
        from: day("2025-01-01"),
        until: Some(day("2025-02-01")),
        unit: Some(1),
        effect: -1.0,
        ..Pressure::default()
    });
    let pressed = look(&history, day("2024-12-31"), 2);
    assert_eq!(pressed.forecasts[&Node::Unit(1)].fan[0], Interval::default());
    assert!(pressed.forecasts[&Node::Unit(1)].total.mean > 0);
    assert_eq!(pressed.forecasts[&Node::Unit(2)], plain.forecasts[&Node::Unit(2)]);
}

#[test]
fn the_running_month_is_forecast_for_what_is_left_of_it() {
    let history = sellers(24);
    let model = estimate(&history, day("2024-12-15"), 2);
    assert!(model.steps[0].share > 0.4 && model.steps[0].share < 0.65, "{:?}", model.steps[0]);
    assert_eq!(model.steps[0].from, day("2024-12-16"));
    assert!((model.steps[1].share - 1.0).abs() < 1e-12);
}

#[test]
fn nothing_at_all_is_forecast_as_nothing_and_said() {
    let model = estimate(&History::default(), day("2025-01-01"), 3);
    assert!(model.problems.iter().any(|problem| problem.fault == Fault::NoPeriods));
    assert_eq!(total(&simulate(&model, &Options::default()), Node::Company), Interval::default());
    let empty = History { periods: periods(6), ..History::default() };
    let outlook = look(&empty, day("2023-03-31"), 2);
    assert_eq!(outlook.forecasts[&Node::Company].fan.len(), 2);
    assert!(
        backtest(&empty, &BacktestOptions { origins: vec![day("2023-03-31")], ..BacktestOptions::default() })
            .rows
            .is_empty()
    );
}

#[test]
fn numbers_that_point_nowhere_are_counted_and_the_rest_is_forecast() {
    let mut history = dealers(14);
    history.units[0].parent = Some(1);
    history.people[1].unit = Some(99);
    history.sales[0].person = Some(99);
    history.sales[1].family = 9;
    history.deals[2].chance = Some(f64::NAN);
    history.deals[3].created = None;
    history.stage_moves[0].to = 7;
    history.date_moves.push(DateMove { deal: 99_999, day: day("2023-05-01"), old: None, new: None });
    history.pressures.push(Pressure { effect: f64::NAN, ..Pressure::default() });
    let model = estimate(&history, day("2024-02-29"), 3);
    let faults: Vec<Fault> = model.problems.iter().map(|problem| problem.fault).collect();
    for fault in [
        Fault::UnitsInACircle,
        Fault::UnitUnknown,
        Fault::PersonUnknown,
        Fault::FamilyUnknown,
        Fault::NumberBroken,
        Fault::DealUndated,
        Fault::StageUnknown,
        Fault::DealUnknown,
    ] {
        assert!(faults.contains(&fault), "{fault:?} of {faults:?}");
    }
    let outlook = simulate(&model, &Options { paths: 200, ..Options::default() });
    assert!(total(&outlook, Node::Company).mean > 0);
}

#[test]
fn all_deals_lost_win_nothing_much() {
    let mut history = dealers(14);
    history.sales.clear();
    for deal in history.deals.iter_mut().filter(|deal| deal.outcome == Outcome::Won) {
        deal.outcome = Outcome::Lost;
    }
    let amounts: i64 = history
        .deals
        .iter()
        .filter(|deal| deal.outcome == Outcome::Open)
        .filter_map(|deal| deal.amount)
        .sum();
    let company = total(&look(&history, day("2024-02-29"), 3), Node::Company);
    assert!(company.mean < amounts / 50, "{company:?} {amounts}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_history_makes_it_panic(
        seed in 0_usize..1_000_000,
        damage in prop::collection::vec((0_usize..12, 0_usize..10_000, any::<i64>()), 0..12),
        month_of in 0_usize..22,
        on in 1_i8..28,
    ) {
        let mut history = if seed.is_multiple_of(2) { dealers(8) } else { sellers(8) };
        for (kind, row, value) in damage {
            let number = value.unsigned_abs() as usize % 20;
            let any = month(number).tomorrow().unwrap();
            match kind {
                0 => if let Some(row) = history.sales.get_mut(row % 100) { row.amount = value },
                1 => if let Some(row) = history.sales.get_mut(row % 100) { row.person = None },
                2 => if let Some(row) = history.deals.get_mut(row % 100) { row.closed = Some(any) },
                3 => if let Some(row) = history.deals.get_mut(row % 100) { row.amount = Some(value) },
                4 => history.periods.truncate(row % 20),
                5 => if let Some(row) = history.periods.get_mut(row % 8) { row.until = any; row.season = 200 },
                6 => if let Some(row) = history.units.get_mut(row % 3) { row.parent = Some(number) },
                7 => if let Some(row) = history.people.get_mut(row % 6) { row.from = Some(any); row.until = Some(month(0)) },
                8 => history.families.clear(),
                9 => history.sales.truncate(row % 10),
                10 => history.people.truncate(row % 6),
                _ => if let Some(row) = history.sales.get_mut(row % 100) { row.deal = Some(number); row.family = number },
            }
        }
        let as_of = Date::new(month(month_of).year(), month(month_of).month(), on).unwrap();
        let outlook = simulate(&estimate(&history, as_of, 3), &Options { paths: 20, ..Options::default() });
        prop_assert!(outlook.forecasts.contains_key(&Node::Company));
        let options = BacktestOptions { origins: vec![as_of], paths: 20, ..BacktestOptions::default() };
        prop_assert!(backtest(&history, &options).rows.iter().all(|row| row.origin == as_of));
    }
}
