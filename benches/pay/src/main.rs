//! The benchmark's plan, an ordinary plan file, over its Parquet files.
//!
//! `bench-pay run DATA THREADS`, `digest DATA THREADS`, `keep DATA FILE`, `change DATA FILE deal|account|quota`

mod columns;
mod data;
mod runs;

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufReader, BufWriter};
use std::time::Instant;

use data::Year;
use plumb_pay::given::QuotaRow;
use plumb_pay::kept::{Change, EventChange, Kept};
use plumb_pay::{PayPlan, Run};

/// What may go wrong, as it is told.
pub(crate) type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

const PLAN: &str = include_str!("../plan/pay.toml");

fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let start = Instant::now();
    let year = Year::new()?;
    match words.as_slice() {
        ["run", folder, threads] => {
            let run = run(folder, threads, &year)?;
            totals(&run);
            print!("wall_s {:.3} ", start.elapsed().as_secs_f64());
            resources();
        }
        ["digest", folder, threads] => digest(folder, threads, &year)?,
        ["keep", folder, file] => {
            let kept = Kept::new(plans()?, data::events(folder, &year)?, data::given(folder, &year)?, 2);
            kept.save(&mut BufWriter::with_capacity(1 << 20, File::create(file)?))?;
        }
        ["change", folder, file, what] => change(folder, file, what, &year, start)?,
        _ => return Err(
            "run DATA THREADS | digest DATA THREADS | keep DATA FILE | change DATA FILE deal|account|quota"
                .into(),
        ),
    }
    Ok(())
}

fn plans() -> Fallible<Vec<PayPlan>> {
    Ok(plumb_engine::pay_plans_of(vec![("pay.toml".to_owned(), PLAN.to_owned())])?)
}

fn run(folder: &str, threads: &str, year: &Year) -> Fallible<Run> {
    let (events, given) = (data::events(folder, year)?, data::given(folder, year)?);
    Ok(plumb_pay::run(&plans()?, &events, &given, threads.parse()?))
}

fn totals(run: &Run) {
    let (mut earned, mut paid, mut check, mut balance) = (0_i64, 0_i64, 0_i64, 0_i64);
    for of in &run.paid {
        for (month, period) in (0_i64..).zip(&of.periods) {
            earned += period.earned.iter().sum::<i64>();
            paid += period.paid;
            check += period.paid * (i64::from(of.person) * 12 + month + 1);
        }
        balance += of.periods.last().map_or(0, |period| period.balance);
    }
    println!(
        "earned {earned} paid {paid} end_balance {balance} checksum {check} lines {} problems {}",
        run.lines(),
        run.problems.len()
    );
}

/// CPU seconds of all threads and the most memory, as the system counts them.
fn resources() {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 =
        after.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kilobytes: f64 = most.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0.0);
    println!("cpu_s {:.2} peak_mb {:.0}", ticks / 100.0, kilobytes / 1024.0);
}

/// One number from every payment and every line, each under its own name, so that no order can hide in it.
fn digest(folder: &str, threads: &str, year: &Year) -> Fallible<()> {
    let events = data::events(folder, year)?;
    let run = plumb_pay::run(&plans()?, &events, &data::given(folder, year)?, threads.parse()?);
    let mut hasher = DefaultHasher::new();
    for paid in &run.paid {
        (paid.person, paid.plan).hash(&mut hasher);
        for period in &paid.periods {
            (&period.earned, period.paid, period.held, period.balance).hash(&mut hasher);
            for entry in &period.entries {
                (entry.kind, entry.component, entry.amount, entry.earned_in).hash(&mut hasher);
            }
        }
    }
    run.each_line(|paid, line| {
        let key = line.event.map(|row| events.key(row as usize));
        (paid.person, paid.plan, line.component, key, line.day, line.amount, line.weighted, line.pays)
            .hash(&mut hasher);
    });
    println!("digest {:016x}", hasher.finish());
    Ok(())
}

/// Takes one change into a run that another process kept, and compares with a run from the beginning.
fn change(folder: &str, file: &str, what: &str, year: &Year, start: Instant) -> Fallible<()> {
    let mut bytes = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut kept = Kept::load(&mut bytes, plans()?, data::given(folder, year)?, 2)?;
    let loaded = start.elapsed().as_secs_f64();
    let before = inputs(&kept);
    let change = wanted(&kept, what, year);
    let at = Instant::now();
    let touched = kept.change(change);
    let ms = at.elapsed().as_secs_f64() * 1000.0;
    let after = inputs(&kept);
    let unchanged = touched.computed.iter().filter(|seat| before.get(seat) == after.get(seat)).count();
    let full = plumb_pay::run(kept.plans(), kept.events(), kept.given(), 2);
    let differ = full.paid.iter().zip(&kept.run().paid).filter(|(full, kept)| full != kept).count();
    println!(
        "ms {ms:.2} wall_s {:.3} computed {} otherwise {} lines {} unchanged {unchanged} differ {differ}",
        loaded + ms / 1000.0,
        touched.computed.len(),
        touched.otherwise.len(),
        touched.lines
    );
    Ok(())
}

/// A number for what goes into each person's pay under each plan: lines and quotas.
fn inputs(kept: &Kept) -> BTreeMap<(u32, usize), u64> {
    let mut hashers: BTreeMap<(u32, usize), DefaultHasher> = BTreeMap::new();
    kept.run().each_line(|paid, line| {
        let hasher = hashers.entry((paid.person, paid.plan)).or_default();
        (line.event, line.day, line.amount, line.weighted).hash(hasher);
    });
    for quota in &kept.given().quotas {
        for plan in [0, 1] {
            if let Some(hasher) = hashers.get_mut(&(quota.person, plan)) {
                (quota.from, quota.until, quota.amount).hash(hasher);
            }
        }
    }
    hashers.into_iter().map(|(seat, hasher)| (seat, hasher.finish())).collect()
}

fn wanted(kept: &Kept, what: &str, year: &Year) -> Change {
    let events = kept.events();
    let middle = events.len() / 2;
    let owner = events.owner[middle];
    match what {
        "deal" => {
            let net = events.number("net", middle) + 123_456;
            let numbers = [("net".to_owned(), net)].into();
            Change::Events(vec![EventChange { row: middle as u32, numbers, ..EventChange::default() }])
        }
        // The data know no accounts: an account is what one seller sold of one product from the middle of the year on.
        "account" => {
            let product = events.text("offering", middle).map(str::to_owned);
            let of_account = (middle..events.len()).filter(|row| {
                events.owner[*row] == owner && events.text("offering", *row).map(str::to_owned) == product
            });
            let to = |row| EventChange { row: row as u32, owner: Some(owner + 1), ..EventChange::default() };
            Change::Events(of_account.map(to).collect())
        }
        _ => Change::Quota(QuotaRow {
            person: owner,
            measure: "credit".to_owned(),
            from: year.first,
            until: year.after,
            amount: kept.given().quotas[owner as usize].amount / 10 * 11,
            recorded: Some(year.last),
        }),
    }
}
