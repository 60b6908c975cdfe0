//! How well the forecast would have done: made anew at past days with what was known then, beside naive rules.

use plumb_units::Date;

use crate::estimate::estimate;
use crate::history::History;
use crate::naive::{Naive, Rule, Sold};
use crate::outlook::{Interval, Node};
use crate::problem::{Problem, sound};
use crate::simulate::{Options, simulate};
use crate::spread::Level;

/// The quantiles that are scored.
const QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];

/// How to test.
#[derive(Clone, Debug, PartialEq)]
pub struct BacktestOptions {
    /// The evenings on which forecasts are made.
    pub origins: Vec<Date>,
    /// Periods that each looks ahead.
    pub steps: usize,
    /// Paths of each.
    pub paths: usize,
    /// The seed.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
}

impl Default for BacktestOptions {
    fn default() -> Self {
        Self { origins: Vec::new(), steps: 3, paths: 2_000, seed: 1, threads: 2 }
    }
}

/// One forecast beside what came.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The evening on which it was made.
    pub origin: Date,
    /// Of whom.
    pub node: Node,
    /// What was forecast.
    pub forecast: Interval,
    /// What came.
    pub actual: i64,
    /// What the naive rules said, in the order of [`Rule::ALL`].
    pub naive: [Option<f64>; 3],
}

/// A naive rule beside the forecast, at one level, over the rows for which the rule has data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The level.
    pub level: Level,
    /// The rule.
    pub rule: Rule,
    /// Mean pinball loss of the rule over the quantiles 0.1, 0.5 and 0.9, in minor units; its one figure stands for all three.
    pub pinball: f64,
    /// The same of the forecast, over the same rows.
    pub ours: f64,
    /// Mean absolute miss of the rule.
    pub miss: f64,
    /// Mean absolute miss of the forecast's median: the comparison that does not reward an interval.
    pub our_miss: f64,
    /// Rows.
    pub count: usize,
}

/// How honest the intervals were, at one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// The level.
    pub level: Level,
    /// The share of rows on which what came was not outside P10 to P90; 0.8 is wanted.
    pub share: f64,
    /// Mean pinball loss, in minor units.
    pub pinball: f64,
    /// Forecast mean over what came, less one: above zero is too hopeful.
    pub bias: f64,
    /// Rows.
    pub count: usize,
}

/// What a backtest found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backtest {
    /// Every forecast, by origin and node.
    pub rows: Vec<Row>,
    /// Every rule at every level at which it has data.
    pub scores: Vec<Scores>,
    /// Every level.
    pub coverage: Vec<Coverage>,
    /// Bias of each team: unit, forecast over what came less one, rows.
    pub team_bias: Vec<(usize, f64, usize)>,
    /// Where a naive rule had the lower pinball loss.
    pub loses_to: Vec<(Level, Rule)>,
    /// Origins that were left out, as facts do not reach into the last period that they look at or nothing was known.
    pub unfinished: Vec<Date>,
    /// What was wrong with the history.
    pub problems: Vec<Problem>,
}

/// The loss of saying `said` for a quantile when `actual` came (Koenker and Bassett 1978).
///
/// ```
/// assert_eq!(plumb_forecast::pinball(0.9, 100.0, 110.0), 9.0);
/// assert!((plumb_forecast::pinball(0.9, 110.0, 100.0) - 1.0).abs() < 1e-12);
/// ```
pub fn pinball(quantile: f64, said: f64, actual: f64) -> f64 {
    let over = actual - said;
    if over >= 0.0 { quantile * over } else { (quantile - 1.0) * over }
}

/// Makes the forecast at each origin from [`History::known_on`] and compares it with what came.
///
/// Teams are units with people of their own. People count when they were forecast to sell something or did. No figure hangs on
/// anything after its origin but what came.
pub fn backtest(history: &History, options: &BacktestOptions) -> Backtest {
    let (history, faults) = sound(history);
    let mut backtest = Backtest { problems: faults.problems(), ..Backtest::default() };
    let end = last_fact(&history);
    let sold = Sold::new(&history);
    for origin in &options.origins {
        let known = history.known_on(*origin);
        let model = estimate(&known, *origin, options.steps);
        let reaches = model.steps.last().zip(end).is_some_and(|(last, end)| end >= last.from);
        let (Some(first), Some(last), true) = (model.steps.first(), model.steps.last(), reaches) else {
            backtest.unfinished.push(*origin);
            continue;
        };
        let simulation = Options {
            paths: options.paths,
            seed: options.seed,
            threads: options.threads,
            ..Options::default()
        };
        let outlook = simulate(&model, &simulation);
        let naive = Naive::new(&known, &sold, &model.steps, *origin);
        for (node, forecast) in &outlook.forecasts {
            if let Node::Unit(unit) = node
                && !history.people.iter().any(|person| person.unit == Some(*unit))
            {
                continue;
            }
            let actual = sold.of(&history, *node, first.from, last.until);
            let nothing = forecast.total == Interval::default() && actual == 0;
            if nothing && matches!(node, Node::Person(_)) {
                continue;
            }
            let naive = Rule::ALL.map(|rule| naive.says(rule, *node));
            backtest.rows.push(Row { origin: *origin, node: *node, forecast: forecast.total, actual, naive });
        }
    }
    score(&mut backtest, history.units.len());
    backtest
}

fn last_fact(history: &History) -> Option<Date> {
    let sales = history.sales.iter().map(|sale| sale.day);
    let closed = history.deals.iter().filter_map(|deal| deal.closed);
    sales.chain(closed).max()
}

fn level(node: Node) -> Level {
    match node {
        Node::Company => Level::Company,
        Node::Unit(_) => Level::Team,
        Node::Person(_) => Level::Person,
    }
}

fn loss(row: &Row) -> f64 {
    let said = [row.forecast.p10, row.forecast.p50, row.forecast.p90];
    QUANTILES
        .iter()
        .zip(said)
        .map(|(quantile, said)| pinball(*quantile, said as f64, row.actual as f64))
        .sum::<f64>()
        / QUANTILES.len() as f64
}

fn naive_loss(said: f64, actual: f64) -> f64 {
    QUANTILES.iter().map(|quantile| pinball(*quantile, said, actual)).sum::<f64>() / QUANTILES.len() as f64
}

fn score(backtest: &mut Backtest, units: usize) {
    for of in [Level::Company, Level::Team, Level::Person] {
        let rows: Vec<&Row> = backtest.rows.iter().filter(|row| level(row.node) == of).collect();
        if rows.is_empty() {
            continue;
        }
        let count = rows.len() as f64;
        let inside =
            rows.iter().filter(|row| row.forecast.p10 <= row.actual && row.actual <= row.forecast.p90);
        backtest.coverage.push(Coverage {
            level: of,
            share: inside.count() as f64 / count,
            pinball: rows.iter().map(|row| loss(row)).sum::<f64>() / count,
            bias: bias(&rows),
            count: rows.len(),
        });
        for (number, rule) in Rule::ALL.into_iter().enumerate() {
            let told: Vec<(&Row, f64)> = rows
                .iter()
                .filter_map(|row| Some((*row, row.naive.get(number).copied().flatten()?)))
                .collect();
            if told.is_empty() {
                continue;
            }
            let mean = |of: &dyn Fn(&Row, f64) -> f64| {
                told.iter().map(|(row, said)| of(row, *said)).sum::<f64>() / told.len() as f64
            };
            let scores = Scores {
                level: of,
                rule,
                pinball: mean(&|row, said| naive_loss(said, row.actual as f64)),
                ours: mean(&|row, _| loss(row)),
                miss: mean(&|row, said| (row.actual as f64 - said).abs()),
                our_miss: mean(&|row, _| (row.actual as f64 - row.forecast.p50 as f64).abs()),
                count: told.len(),
            };
            if scores.ours > scores.pinball {
                backtest.loses_to.push((of, rule));
            }
            backtest.scores.push(scores);
        }
    }
    for unit in 0..units {
        let rows: Vec<&Row> = backtest.rows.iter().filter(|row| row.node == Node::Unit(unit)).collect();
        if !rows.is_empty() {
            backtest.team_bias.push((unit, bias(&rows), rows.len()));
        }
    }
}

/// Zero where nothing came.
fn bias(rows: &[&Row]) -> f64 {
    let said: f64 = rows.iter().map(|row| row.forecast.mean as f64).sum();
    let came: f64 = rows.iter().map(|row| row.actual as f64).sum();
    if came > 0.0 { said / came - 1.0 } else { 0.0 }
}
