//! Statistics as aggregates of SQL.

use std::panic::{RefUnwindSafe, UnwindSafe};

use plumb_store::StoreError;
use plumb_store::rusqlite::functions::{Aggregate, Context};
use plumb_store::rusqlite::types::{Value, ValueRef};
use plumb_store::rusqlite::{Connection, Result};

use super::argument::{condition, failure, flags, named, number, scalar, value};
use crate::statistics::{self, Regression};

type Registered = std::result::Result<(), StoreError>;

/// Registers them. A row with NULL in an argument does not count; what cannot be said is NULL.
pub(super) fn register(connection: &Connection) -> Registered {
    scalar(connection, "magnitude", 3, magnitude)?;
    scalar(connection, "greatest", -1, |context| extreme(context, f64::max))?;
    scalar(connection, "least", -1, |context| extreme(context, f64::min))?;
    scalar(connection, "wilson_lower", 2, |context| bound(context, statistics::wilson_lower))?;
    scalar(connection, "wilson_upper", 2, |context| bound(context, statistics::wilson_upper))?;
    for (name, statistic) in [
        ("mean", statistics::mean as fn(&[f64]) -> Option<f64>),
        ("median", statistics::median),
        ("sd", statistics::sd),
        ("bimodality", statistics::bimodality),
        ("gini", statistics::gini),
    ] {
        fold(connection, name, 1, |context| number(context, 0), move |rows| Ok(value(statistic(&rows))))?;
    }
    fold(connection, "quantile", 2, two_numbers, quantile)?;
    fold(connection, "mean_where", 2, number_where, |rows| {
        Ok(value(statistics::mean(&rows.into_iter().flatten().collect::<Vec<_>>())))
    })?;
    fold(
        connection,
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
        fold(connection, name, 2, two_numbers, move |rows| Ok(value(statistic(&rows))))?;
    }
    for (name, figure) in [
        ("slope", (|found| Some(found.slope)) as fn(&Regression) -> Option<f64>),
        ("slope_lower", Regression::lower),
        ("slope_p", Regression::p),
    ] {
        fold(connection, name, 3, clustered, move |rows| {
            Ok(value(statistics::regression(rows).and_then(|found| figure(&found))))
        })?;
    }
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

/// Collects the rows of a group, then folds them.
struct Fold<Read, Finish> {
    name: &'static str,
    read: Read,
    finish: Finish,
}

fn fold<Row, Read, Finish>(
    connection: &Connection,
    name: &'static str,
    arguments: i32,
    read: Read,
    finish: Finish,
) -> Registered
where
    Row: UnwindSafe + RefUnwindSafe + Send + 'static,
    Read: Fn(&Context<'_>) -> Result<Option<Row>> + Send + 'static,
    Finish: Fn(Vec<Row>) -> Result<Value> + Send + 'static,
{
    connection.create_aggregate_function(name, arguments, flags(), Fold { name, read, finish })?;
    Ok(())
}

impl<Row, Read, Finish> Aggregate<Vec<Row>, Value> for Fold<Read, Finish>
where
    Row: UnwindSafe + RefUnwindSafe + Send + 'static,
    Read: Fn(&Context<'_>) -> Result<Option<Row>>,
    Finish: Fn(Vec<Row>) -> Result<Value>,
{
    fn init(&self, _: &mut Context<'_>) -> Result<Vec<Row>> {
        Ok(Vec::new())
    }

    fn step(&self, context: &mut Context<'_>, rows: &mut Vec<Row>) -> Result<()> {
        rows.extend((self.read)(context).map_err(|error| named(self.name, &error))?);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, rows: Option<Vec<Row>>) -> Result<Value> {
        (self.finish)(rows.unwrap_or_default()).map_err(|error| named(self.name, &error))
    }
}
