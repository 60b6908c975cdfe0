//! The benchmark's plan over its Parquet files.

mod columns;

use std::time::Instant;

use plumb_pay::component::{Component, Counts, Edge, Level, Limit, Price, Settles, Shape, Tier, TierPays, Tiers};
use plumb_pay::credit::{Credit, Remainder, To};
use plumb_pay::events::{Keys, NONE, Numbers, Shares, Words};
use plumb_pay::given::{Member, QuotaRow, ReportingLine};
use plumb_pay::measure::{Measure, Prorate, Quota, What};
use plumb_pay::plan::{Convert, Over, PayPlan, RateTable, RoundAt, TableRow};
use plumb_pay::settlement::{Cap, Draw, DrawKind, Settlement};
use plumb_pay::{Events, Given, Predicate};
use plumb_units::{Calendar, Currency, Rate, Rounding, parse_date};

use columns::Table;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let threads: usize = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(2);
    let start = Instant::now();
    let payees = Table::read(&format!("{folder}/payees.parquet"));
    let products = Table::read(&format!("{folder}/products.parquet"));
    let assign = Table::read(&format!("{folder}/assign.parquet"));
    let first = parse_date("2026-01-01").unwrap();
    let day0 = plumb_pay::day_number(first);
    let events = transactions(&folder, day0, &products);
    eprintln!("read {:.2}", start.elapsed().as_secs_f64());
    let until = parse_date("2027-01-01").unwrap();
    let mut given = Given::new(Calendar::months(1).unwrap(), parse_date("2026-12-31").unwrap());
    let n = payees.rows();
    given.people = (0..n).map(|person| person.to_string()).collect();
    for person in 0..n {
        let level = payees.get("lvl", person);
        given.members.push(Member {
            person: person as u32,
            plan: usize::from(level > 0),
            from: first,
            until: None,
            on_target: Some(payees.get("ti", person)),
            base: None,
            draw: Some(payees.get("draw", person)),
            rate: Some(Rate::from_millionths(payees.get("over_bp", person) * 100)),
            role: String::new(),
        });
        given.quotas.push(QuotaRow {
            person: person as u32,
            measure: "credit".into(),
            from: first,
            until,
            amount: payees.get("quota", person),
            recorded: None,
        });
    }
    for row in 0..assign.rows() {
        let date = |column: &str| plumb_pay::date_of(day0 + assign.get(column, row) as i32);
        given.lines.push(ReportingLine {
            person: assign.get("child", row) as u32,
            to: assign.get("parent", row) as u32,
            from: date("from_day"),
            until: Some(date("to_day")),
        });
    }
    let plans = plans(&products);
    let mut kept = plumb_pay::kept::Kept::new(plans, events, given, threads);
    changes(&mut kept);
    let run = kept.run();
    eprintln!("run {:.2}", start.elapsed().as_secs_f64());
    let (mut earned, mut paid, mut check, mut balance) = (0_i64, 0_i64, 0_i64, 0_i64);
    for of in &run.paid {
        for (month, period) in (0_i64..).zip(&of.periods) {
            earned += period.earned.iter().sum::<i64>();
            paid += period.paid;
            check += period.paid * (i64::from(of.person) * 12 + month + 1);
        }
        balance += of.periods.last().map_or(0, |period| period.balance);
    }
    println!("earned {earned} paid {paid} end_balance {balance} checksum {check} lines {}", run.lines());
    eprintln!("problems {} {:?}", run.problems.len(), run.problems.first());
}

fn changes(kept: &mut plumb_pay::kept::Kept) {
    use plumb_pay::kept::{Change, EventChange};
    let row = kept.events().len() as u32 / 2;
    let deal = |amount: i64| {
        Change::Events(vec![EventChange { row, numbers: [("net".to_owned(), amount)].into(), ..EventChange::default() }])
    };
    let old = kept.events().number("net", row as usize);
    for (what, change) in [("deal", deal(old * 2)), ("deal back", deal(old))] {
        let start = Instant::now();
        let touched = kept.change(change);
        eprintln!("{what}: {:.1} ms, {touched:?}", start.elapsed().as_secs_f64() * 1000.0);
    }
}

fn rate(percent: i64) -> Rate {
    Rate::from_millionths(percent * 10_000)
}

fn tiers(edges: [i64; 3], times: [i64; 4]) -> Shape {
    let starts = [0, edges[0], edges[1], edges[2]];
    let rows = starts.into_iter().zip(times).map(|(from, times)| Tier {
        from: from * 10_000,
        to: None,
        pays: TierPays::Times(rate(times)),
    });
    Shape::Marginal(Tiers { edge: Edge::Upper, rows: rows.collect() })
}

fn component(price: Price, shape: Shape, round_at: RoundAt) -> Component {
    Component {
        id: "c".into(),
        objective: None,
        weight: None,
        measure: Some(0),
        credits: vec![0],
        over: Over::Year,
        price,
        counts: Counts::Credit,
        shape,
        threshold: None,
        top: None,
        most: None,
        least: None,
        gates: vec![],
        times: vec![],
        settles: Settles::AsEarned,
        round_at: Some(round_at),
        tranches: vec![],
        from: None,
        until: None,
        pool: None,
        prizes: None,
        decelerates: false,
        circular: None,
        level: Level::Attainment,
    }
}

fn plans(products: &Table) -> Vec<PayPlan> {
    let table = |column: &str| RateTable {
        by: "product".into(),
        rows: (0..products.rows())
            .map(|row| TableRow {
                is: products.get("prod", row).to_string(),
                rate: Rate::from_millionths(products.get(column, row) * 100),
                from: None,
                until: None,
            })
            .collect(),
        other: None,
    };
    let measure = Measure {
        id: "credit".into(),
        what: What::Sum(vec![0]),
        over: Over::Year,
        quota: Quota::Table("credit".into()),
        seasons: vec![],
        ramp: vec![],
        prorate: Prorate::No,
        to_date: false,
    };
    let direct = Credit {
        id: "sold".into(),
        on: vec![],
        amount: "net".into(),
        when: Predicate::Always,
        to: To::Split { remainder: Remainder::Owner },
        share: Rate::ONE,
        share_when: vec![],
        weight: Some(table("weight_bp")),
        most: None,
    };
    let up = Credit {
        id: "team".into(),
        to: To::RollUp { of: vec!["rep.sold".into()], levels: 3, first: 1, once: false },
        weight: None,
        ..direct.clone()
    };
    let plan = |id: &str, credit: Credit, component: Component, draw: Option<Draw>| PayPlan {
        id: id.into(),
        name: id.into(),
        version: 1,
        from: parse_date("2026-01-01").unwrap(),
        until: parse_date("2027-01-01").unwrap(),
        currency: Currency::parse("USD").unwrap(),
        every: Over::Month,
        on_target: 0,
        base: 0,
        round_at: RoundAt::Line,
        rounding: Rounding::HalfUp,
        convert: Convert::PlanRate,
        credits: vec![credit],
        measures: vec![measure.clone()],
        components: vec![component],
        settlement: Settlement {
            cap: Some(Cap { limit: Limit::OfTarget(rate(300)), over: Over::Year }),
            draw,
            ..Settlement::default()
        },
    };
    let draw = Draw { kind: DrawKind::Recoverable, amount: 0, periods: None, balance_cap: None, forgive: false };
    vec![
        plan("rep", direct, component(Price::Table(table("rate_bp")), tiers([50, 100, 150], [80, 100, 150, 200]), RoundAt::Line), Some(draw)),
        plan("lead", up, component(Price::Own, tiers([70, 100, 120], [50, 100, 130, 160]), RoundAt::Period), None),
    ]
}

fn transactions(folder: &str, day0: i32, products: &Table) -> Events {
    let mut events = Events { kinds: vec!["booking".into()], ..Events::default() };
    let mut keys = Vec::new();
    let mut net = Vec::new();
    let mut codes: Vec<u16> = Vec::new();
    events.shares = Shares { starts: vec![0], of: vec![] };
    columns::batches(&format!("{folder}/txn.parquet"), &["txn_id", "day", "rep", "rep2", "split_bp", "prod", "amt"], |total, columns| {
        if keys.is_empty() {
            keys.reserve_exact(total);
            net.reserve_exact(total);
            codes.reserve_exact(total);
            events.days.reserve_exact(total);
            events.owner.reserve_exact(total);
            events.shares.starts.reserve_exact(total + 1);
        }
        let [id, day, rep, rep2, split, product, amount] = columns else { return };
        for row in 0..id.len() {
            keys.push(id.get(row) as u64);
            events.days.push(day0 + day.get(row) as i32);
            events.owner.push(rep.get(row) as u32);
            if rep2.get(row) >= 0 {
                events.shares.of.push((rep2.get(row) as u32, split.get(row) as u32 * 100));
            }
            events.shares.starts.push(events.shares.of.len() as u32);
            codes.push(product.get(row) as u16);
            net.push(amount.get(row));
        }
    });
    let _ = NONE;
    events.keys = Keys::Numbers(keys);
    events.numbers.insert("net".into(), Numbers { money: true, of: net });
    let names = (0..products.rows()).map(|row| products.get("prod", row).to_string()).collect();
    events.texts.insert("product".into(), Words { names, of: codes });
    events
}
