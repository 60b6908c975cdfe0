//! Statistics as aggregates of SQL.

use std::panic::{RefUnwindSafe, UnwindSafe};

use plumb_store::rusqlite::Result;
use plumb_store::rusqlite::functions::{Aggregate, Context};
use plumb_store::rusqlite::types::{Value, ValueRef};
use plumb_store::{Memory, MemoryShare, Store, StoreError};

use super::argument::{condition, failure, flags, named, number, scalar, value};
use crate::statistics::{self, Bins, Bunching, Ratio, Regression};

type Registered = std::result::Result<(), StoreError>;

/// Registers them. A row with NULL in an argument does not count; what cannot be said is NULL.
pub(super) fn register(store: &Store) -> Registered {
    let connection = store.connection();
    scalar(connection, "magnitude", 3, magnitude)?;
    scalar(connection, "greatest", -1, |context| extreme(context, f64::max))?;
    scalar(connection, "least", -1, |context| extreme(context, f64::min))?;
    scalar(connection, "wilson_lower", 2, |context| bound(context, statistics::wilson_lower))?;
    scalar(connection, "wilson_upper", 2, |context| bound(context, statistics::wilson_upper))?;
    scalar(connection, "rate_ratio_lower", 4, |context| rates(context, statistics::rate_ratio_lower))?;
    scalar(connection, "rate_ratio_p", 4, |context| rates(context, statistics::rate_ratio_p))?;
    for (name, statistic) in [
        ("mean", statistics::mean as fn(&[f64]) -> Option<f64>),
        ("median", statistics::median),
        ("sd", statistics::sd),
        ("bimodality", statistics::bimodality),
        ("gini", statistics::gini),
    ] {
        fold(store, name, 1, |context| number(context, 0), move |rows| Ok(value(statistic(&rows))))?;
    }
    fold(store, "quantile", 2, two_numbers, quantile)?;
    fold(store, "mean_where", 2, number_where, |rows| {
        Ok(value(statistics::mean(&rows.into_iter().flatten().collect::<Vec<_>>())))
    })?;
    fold(
        store,
        "least_group",
        1,
        |context| condition(context, 0),
        |rows| {
            let met = rows.iter().filter(|met| **met).count();
            Ok(Value::Integer(met.min(rows.len() - met) as i64))
        },
    )?;
    for (name, statistic) in [
        ("correlation", statistics::correlation as fn(&[(f64, f64)]) -> Option<f64>),
        ("rank_correlation", statistics::rank_correlation),
    ] {
        fold(store, name, 2, two_numbers, move |rows| Ok(value(statistic(&rows))))?;
    }
    for (name, figure) in [
        ("slope", (|found| Some(found.slope)) as fn(&Regression) -> Option<f64>),
        ("slope_lower", Regression::lower),
        ("slope_p", Regression::p),
    ] {
        fold(store, name, 3, clustered, move |rows| {
            Ok(value(statistics::regression(rows).and_then(|found| figure(&found))))
        })?;
    }
    for (name, figure) in [
        ("bunching", (|found| found.excess) as fn(Bunching) -> f64),
        ("bunching_lower", |found| found.lower),
        ("bunching_p", |found| found.p),
    ] {
        fold(store, name, 2, two_numbers, move |rows| Ok(value(crowding(&rows)?.map(figure))))?;
    }
    for (name, figure) in
        [("ratio", (|found| Some(found.ratio)) as fn(&Ratio) -> Option<f64>), ("ratio_lower", Ratio::lower)]
    {
        fold(store, name, 3, clustered, move |rows| {
            Ok(value(statistics::ratio(rows).and_then(|found| figure(&found))))
        })?;
    }
    fold(store, "ratio_p", 4, clustered_against, |rows| {
        let level = one("level", rows.iter().map(|(_, level)| *level))?;
        let rows = rows.into_iter().map(|(Clustered(cluster, a, b), _)| (cluster, a, b)).collect();
        Ok(value(level.and_then(|level| statistics::ratio(rows)?.p_above(level))))
    })?;
    Ok(())
}

/// `magnitude(x, from, scale)`: how far x lies above `from`, in scales, between 0 and 1.
fn magnitude(context: &Context<'_>) -> Result<Value> {
    let (Some(x), Some(from), Some(scale)) = (number(context, 0)?, number(context, 1)?, number(context, 2)?)
    else {
        return Ok(Value::Null);
    };
    if scale <= 0.0 {
        return Err(failure(format!("the scale is {scale}; it must be above 0")));
    }
    Ok(Value::Real(((x - from) / scale).clamp(0.0, 1.0)))
}

/// `greatest(a, b, …)` and `least(a, b, …)`: NULL arguments do not count, as in PostgreSQL.
fn extreme(context: &Context<'_>, pick: fn(f64, f64) -> f64) -> Result<Value> {
    let mut found: Option<f64> = None;
    for index in 0..context.len() {
        if let Some(number) = number(context, index)? {
            found = Some(found.map_or(number, |before| pick(before, number)));
        }
    }
    Ok(value(found))
}

fn bound(context: &Context<'_>, bound: fn(f64, f64) -> Option<f64>) -> Result<Value> {
    let (Some(k), Some(n)) = (number(context, 0)?, number(context, 1)?) else {
        return Ok(Value::Null);
    };
    Ok(value(bound(k, n)))
}

fn rates(context: &Context<'_>, bound: fn(f64, f64, f64, f64) -> Option<f64>) -> Result<Value> {
    let [Some(k1), Some(t1), Some(k2), Some(t2)] =
        [number(context, 0)?, number(context, 1)?, number(context, 2)?, number(context, 3)?]
    else {
        return Ok(Value::Null);
    };
    Ok(value(bound(k1, t1, k2, t2)))
}

/// Crowding of the first numbers above the second, which is one and the same.
fn crowding(rows: &[(f64, f64)]) -> Result<Option<Bunching>> {
    let point = one("the point", rows.iter().map(|(_, point)| *point))?;
    let values: Vec<f64> = rows.iter().map(|(x, _)| *x).collect();
    Ok(point.and_then(|point| statistics::bunching(&values, point, &Bins::of_attainment())))
}

/// The number that stands in every row; `None` without rows.
fn one(what: &str, mut numbers: impl Iterator<Item = f64>) -> Result<Option<f64>> {
    let Some(first) = numbers.next() else { return Ok(None) };
    if numbers.any(|other| other.total_cmp(&first).is_ne()) {
        return Err(failure(format!("{what} is one number, the same in every row")));
    }
    Ok(Some(first))
}

fn two_numbers(context: &Context<'_>) -> Result<Option<(f64, f64)>> {
    Ok(number(context, 0)?.zip(number(context, 1)?))
}

/// The number where the condition holds; `Some(None)` where it does not, so that such a row is told from NULL.
fn number_where(context: &Context<'_>) -> Result<Option<Option<f64>>> {
    let met = condition(context, 1)?;
    Ok(number(context, 0)?.zip(met).map(|(x, met)| met.then_some(x)))
}

fn quantile(rows: Vec<(f64, f64)>) -> Result<Value> {
    let Some(q) = rows.first().map(|(_, q)| *q) else {
        return Ok(Value::Null);
    };
    if !(0.0..=1.0).contains(&q) || rows.iter().any(|(_, other)| other.total_cmp(&q).is_ne()) {
        return Err(failure("q is one number from 0 to 1, the same in every row"));
    }
    Ok(value(statistics::quantile(&rows.into_iter().map(|(x, _)| x).collect::<Vec<_>>(), q)))
}

/// What rows are clustered by: any text or number.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cluster {
    Number(i64),
    Bits(u64),
    Text(String),
}

fn clustered(context: &Context<'_>) -> Result<Option<(Cluster, f64, f64)>> {
    let (Some(y), Some(x)) = (number(context, 0)?, number(context, 1)?) else {
        return Ok(None);
    };
    let cluster = match context.get_raw(2) {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(number) => Cluster::Number(number),
        ValueRef::Real(number) => Cluster::Bits(number.to_bits()),
        ValueRef::Text(bytes) => Cluster::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(_) => return Err(failure("the cluster is a text or a number")),
    };
    Ok(Some((cluster, y, x)))
}

/// A row of `ratio_p`: what is compared, and the level it is compared with.
struct Clustered(Cluster, f64, f64);

fn clustered_against(context: &Context<'_>) -> Result<Option<(Clustered, f64)>> {
    let row = clustered(context)?.map(|(cluster, a, b)| Clustered(cluster, a, b));
    Ok(row.zip(number(context, 3)?))
}

/// One row as an aggregate keeps it.
trait Kept: UnwindSafe + RefUnwindSafe + Send + 'static {
    /// Bytes that it holds elsewhere.
    fn beside(&self) -> usize {
        0
    }
}

impl Kept for f64 {}
impl Kept for bool {}
impl Kept for Option<f64> {}
impl Kept for (f64, f64) {}
impl Kept for (Cluster, f64, f64) {
    fn beside(&self) -> usize {
        if let Cluster::Text(text) = &self.0 { text.capacity() } else { 0 }
    }
}
impl Kept for (Clustered, f64) {
    fn beside(&self) -> usize {
        if let Cluster::Text(text) = &self.0.0 { text.capacity() } else { 0 }
    }
}

/// How often a row stands in memory in the end: as it came, sorted, and in what sorting and growing take.
const TIMES: usize = 3;

/// The rows of a group, and the memory that they take.
struct Rows<Row> {
    rows: Vec<Row>,
    share: MemoryShare,
    refused: bool,
}

/// Collects the rows of a group, then folds them.
struct Fold<Read, Finish> {
    name: &'static str,
    memory: Memory,
    read: Read,
    finish: Finish,
}

fn fold<Row, Read, Finish>(
    store: &Store,
    name: &'static str,
    arguments: i32,
    read: Read,
    finish: Finish,
) -> Registered
where
    Row: Kept,
    Read: Fn(&Context<'_>) -> Result<Option<Row>> + Send + 'static,
    Finish: Fn(Vec<Row>) -> Result<Value> + Send + 'static,
{
    let fold = Fold { name, memory: store.memory().clone(), read, finish };
    store.connection().create_aggregate_function(name, arguments, flags(), fold)?;
    Ok(())
}

impl<Row, Read, Finish> Aggregate<Rows<Row>, Value> for Fold<Read, Finish>
where
    Row: Kept,
    Read: Fn(&Context<'_>) -> Result<Option<Row>>,
    Finish: Fn(Vec<Row>) -> Result<Value>,
{
    fn init(&self, _: &mut Context<'_>) -> Result<Rows<Row>> {
        Ok(Rows { rows: Vec::new(), share: self.memory.share(), refused: false })
    }

    fn step(&self, context: &mut Context<'_>, kept: &mut Rows<Row>) -> Result<()> {
        let Some(row) = (self.read)(context).map_err(|error| named(self.name, &error))? else {
            return Ok(());
        };
        if !kept.share.grow((size_of::<Row>() * TIMES + row.beside()) as u64) {
            kept.refused = true;
            let limit = self.memory.limit();
            return Err(failure(format!(
                "{}() was stopped at {limit} bytes of memory; give it fewer rows, or raise the limit",
                self.name
            )));
        }
        kept.rows.push(row);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, kept: Option<Rows<Row>>) -> Result<Value> {
        let Some(Rows { rows, share, refused }) = kept else {
            return (self.finish)(Vec::new()).map_err(|error| named(self.name, &error));
        };
        // SQLite also finishes what was stopped.
        if refused {
            return Ok(Value::Null);
        }
        let found = (self.finish)(rows).map_err(|error| named(self.name, &error));
        drop(share);
        found
    }
}
