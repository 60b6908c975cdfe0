//! The forecast on data that nobody on this project made: how it does beside naive rules, and how honest its intervals are.
//!
//! The data are not part of the repository; where they are absent these tests say so and check nothing.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop where its own example is wrong, and says what it found"
)]

use plumb_forecast::{
    Backtest, BacktestOptions, Coverage, Deal, Fault, History, Level, Outcome, Period, Person, Rule, Sale,
    Unit, backtest,
};
use plumb_units::{Date, parse_date};
use std::collections::BTreeMap;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");

fn table(path: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let Ok(text) = std::fs::read_to_string(format!("{DATA}/{path}")) else {
        println!("{path} is not on this machine: nothing was checked");
        return None;
    };
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next()?.trim_start_matches('\u{feff}').split(',').collect();
    let row = |line: &str| {
        names.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect()
    };
    Some(lines.map(row).collect())
}

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn number<T: Ord + Clone>(names: &mut Vec<T>, name: &T) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.clone());
        names.len() - 1
    })
}

/// Calendar months from the first day given, so many; `start` is the month in which the fiscal year begins.
fn months(first: Date, count: i8, start: i8) -> Vec<Period> {
    let month = |number: i8| {
        let months = i16::from(first.month()) - 1 + i16::from(number);
        Date::new(first.year() + months / 12, (months % 12 + 1) as i8, 1).unwrap()
    };
    (0..count)
        .map(|number| {
            let from = month(number);
            Period {
                name: from.to_string(),
                from,
                until: month(number + 1),
                working_days: 0,
                season: ((from.month() + 12 - start) % 12) as u8,
            }
        })
        .collect()
}

fn maven() -> Option<History> {
    let (deals, teams) = (table("maven-crm/sales_pipeline.csv")?, table("maven-crm/sales_teams.csv")?);
    let mut history = History { periods: months(day("2016-10-01"), 18, 1), ..History::default() };
    let (mut offices, mut agents, mut families) = (Vec::new(), Vec::new(), Vec::new());
    let mut managers: Vec<String> = Vec::new();
    for row in &teams {
        let office = number(&mut offices, &row["regional_office"]);
        let manager = number(&mut managers, &row["manager"]);
        agents.push(row["sales_agent"].clone());
        if history.units.len() <= manager {
            history.units.push(Unit { id: row["manager"].clone(), parent: Some(100 + office) });
        }
        let person =
            Person { id: row["sales_agent"].clone(), unit: Some(manager), sells: true, ..Person::default() };
        history.people.push(person);
    }
    let managers = history.units.len();
    for unit in &mut history.units {
        unit.parent = unit.parent.map(|office| office - 100 + managers);
    }
    history.units.extend(offices.into_iter().map(|id| Unit { id, parent: None }));
    for row in &deals {
        let person = agents.iter().position(|agent| *agent == row["sales_agent"]);
        let family = number(&mut families, &row["product"]);
        let outcome = match row["deal_stage"].as_str() {
            "Won" => Outcome::Won,
            "Lost" => Outcome::Lost,
            _ => Outcome::Open,
        };
        let amount = row["close_value"].parse::<f64>().ok().map(|value| (value * 100.0).round() as i64);
        let closed = parse_date(&row["close_date"]);
        if let (Outcome::Won, Some(amount), Some(day)) = (outcome, amount, closed) {
            let deal = Some(history.deals.len());
            history.sales.push(Sale { day, person, family, segment: None, amount, deal });
        }
        let created = parse_date(&row["engage_date"]);
        history.deals.push(Deal { person, family, created, closed, outcome, amount, ..Deal::default() });
    }
    history.families = families;
    Some(history)
}

fn adventureworks() -> Option<History> {
    let orders = table("adventureworks/rep_orders.csv")?;
    let territories = table("adventureworks/SalesTerritory.csv")?;
    // The year of this company's quotas begins with May.
    let mut history = History { periods: months(day("2022-05-01"), 48, 5), ..History::default() };
    let mut regions: Vec<String> = Vec::new();
    let mut of_territory = BTreeMap::new();
    for row in &territories {
        let region = number(&mut regions, &row["Group"]);
        of_territory.insert(row["TerritoryID"].clone(), history.units.len());
        history.units.push(Unit { id: row["Name"].clone(), parent: Some(100 + region) });
    }
    let territories = history.units.len();
    for unit in &mut history.units {
        unit.parent = unit.parent.map(|region| region - 100 + territories);
    }
    history.units.extend(regions.into_iter().map(|id| Unit { id, parent: None }));
    history.families = vec!["all".to_owned()];
    let mut reps: Vec<String> = Vec::new();
    for row in &orders {
        let person = number(&mut reps, &row["SalesPersonID"]);
        if history.people.len() <= person {
            // Where a person sold first: where they go later is not known then.
            let unit = of_territory.get(&row["TerritoryID"]).copied();
            history.people.push(Person {
                id: row["SalesPersonID"].clone(),
                unit,
                sells: true,
                ..Person::default()
            });
        }
        let amount = (row["SubTotal"].parse::<f64>().unwrap() * 100.0).round() as i64;
        let day = day(&row["OrderDate"]);
        history.sales.push(Sale { day, person: Some(person), family: 0, segment: None, amount, deal: None });
    }
    Some(history)
}

fn show(title: &str, backtest: &Backtest) {
    println!("\n{title}");
    for coverage in &backtest.coverage {
        println!(
            "  {:<8} coverage {:.3}  pinball {:>12.0}  bias {:+.3}  n {}",
            format!("{:?}", coverage.level),
            coverage.share,
            coverage.pinball / 100.0,
            coverage.bias,
            coverage.count
        );
    }
    for scores in &backtest.scores {
        println!(
            "  {:<8} {:<14} pinball {:>10.0} ours {:>10.0} ({:.2})  miss {:>10.0} ours {:>10.0} ({:.2})  n {}",
            format!("{:?}", scores.level),
            format!("{:?}", scores.rule),
            scores.pinball / 100.0,
            scores.ours / 100.0,
            scores.ours / scores.pinball,
            scores.miss / 100.0,
            scores.our_miss / 100.0,
            scores.our_miss / scores.miss,
            scores.count
        );
    }
    println!("  loses to {:?}, unfinished {:?}", backtest.loses_to, backtest.unfinished);
}

fn rows_of_company(backtest: &Backtest) {
    for row in backtest.rows.iter().filter(|row| row.node == plumb_forecast::Node::Company) {
        let show = |value: i64| value / 100_000;
        println!(
            "    {} p10 {} p50 {} p90 {} mean {} came {}  naive {:?}",
            row.origin,
            show(row.forecast.p10),
            show(row.forecast.p50),
            show(row.forecast.p90),
            show(row.forecast.mean),
            show(row.actual),
            row.naive.map(|said| said.map(|said| (said / 100_000.0) as i64))
        );
    }
}

fn of(backtest: &Backtest, level: Level) -> Coverage {
    *backtest.coverage.iter().find(|coverage| coverage.level == level).unwrap()
}

fn month_ends(days: &[&str]) -> Vec<Date> {
    days.iter().map(|text| day(text)).collect()
}

#[test]
fn maven_a_month_ahead() {
    let Some(history) = maven() else { return };
    let origins =
        month_ends(&["2017-06-30", "2017-07-31", "2017-08-31", "2017-09-30", "2017-10-31", "2017-11-30"]);
    let backtest = backtest(&history, &BacktestOptions { origins, steps: 1, ..BacktestOptions::default() });
    show("maven, a month ahead", &backtest);
    rows_of_company(&backtest);
    assert_eq!(backtest.loses_to, []);
    assert!((0.7..=0.9).contains(&of(&backtest, Level::Person).share));
    // 500 deals do not say when they were opened.
    assert!(
        backtest.problems.iter().any(|problem| (problem.fault, problem.count) == (Fault::DealUndated, 500))
    );
}

#[test]
fn maven_a_quarter_ahead() {
    let Some(history) = maven() else { return };
    let origins = month_ends(&["2017-06-30", "2017-07-31", "2017-08-31", "2017-09-30"]);
    let backtest = backtest(&history, &BacktestOptions { origins, steps: 3, ..BacktestOptions::default() });
    show("maven, a quarter ahead", &backtest);
    rows_of_company(&backtest);
    // This made-up company sells the same every quarter to within 5 %, whatever is in its pipeline, so that nothing but its run rate is
    // hard to beat at the top; the backtest says so.
    assert_eq!(backtest.loses_to, [(Level::Company, Rule::RunRate)]);
    assert!((0.7..=0.9).contains(&of(&backtest, Level::Person).share));
}

#[test]
fn adventureworks_a_quarter_ahead() {
    let Some(history) = adventureworks() else { return };
    let origins = month_ends(&[
        "2023-04-30",
        "2023-07-31",
        "2023-10-31",
        "2024-01-31",
        "2024-04-30",
        "2024-07-31",
        "2024-10-31",
        "2025-01-31",
    ]);
    let backtest = backtest(&history, &BacktestOptions { origins, steps: 3, ..BacktestOptions::default() });
    show("adventureworks, a quarter ahead", &backtest);
    rows_of_company(&backtest);
    assert_eq!(backtest.loses_to, []);
    assert!((0.7..=0.9).contains(&of(&backtest, Level::Person).share));
}
