//! What is likely to come, and how likely that is enough.

use std::collections::BTreeMap;

use plumb_catalog::Catalogue;
use plumb_catalog::measure::{Event, events};
use plumb_forecast::{
    Backtest, BacktestOptions, Chance, Forecast, Goal, History, Model, Node, Options, Outlook, RatioGoal,
    backtest, estimate, simulate,
};
use plumb_plan::Plan;
use plumb_store::{Cell, Store};
use plumb_units::{Date, MILLION};

use super::inputs::Inputs;
use super::organisation::a_year_before;
use super::targets::Targets;
use crate::EngineError;

/// Paths of the forecast of a review.
pub(crate) const PATHS: usize = 10_000;
/// Paths of each past day that a review looks back on, and how many of them.
const BACKTEST: (usize, usize) = (400, 4);

/// Days without a sale beyond which nothing is forecast.
const QUIET_DAYS_MAX: i32 = 3 * 366;

/// How to forecast.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) seed: u64,
    pub(crate) threads: usize,
    pub(crate) paths: usize,
}

/// The odds of one objective, unit or person.
#[derive(Clone, Debug)]
pub(crate) struct Odds {
    /// `objective:id`, `unit:id` or `person:id`.
    pub(crate) subject: String,
    pub(crate) unit: Option<usize>,
    pub(crate) person: Option<usize>,
    pub(crate) objective: Option<String>,
    pub(crate) measure: String,
    pub(crate) target: i64,
    /// A currency, `rate` or `count`.
    pub(crate) target_unit: String,
    /// Whether it is reached from above: at most the target.
    pub(crate) down: bool,
    pub(crate) chance: Option<f64>,
    /// Where it ends: tenth, fiftieth and ninetieth percentile.
    pub(crate) range: Option<(i64, i64, i64)>,
    pub(crate) missing: Option<String>,
}

impl Odds {
    /// The share of paths that reach it, of those that come to its target or more.
    fn reached(&self, at_least: f64) -> f64 {
        if self.down { 1.0 - at_least } else { at_least }
    }
}

/// What is likely to come until the end of the fiscal year.
pub(crate) struct Ahead {
    pub(crate) history: History,
    pub(crate) model: Model,
    pub(crate) outlook: Outlook,
    /// Steps that lie in the fiscal year.
    pub(crate) steps: usize,
    pub(crate) odds: Vec<Odds>,
    /// How likely what is still to come reaches what is left of the quotas, by subject.
    pub(crate) cover: BTreeMap<String, f64>,
    pub(crate) backtest: Backtest,
}

impl Ahead {
    /// Estimates, simulates, and looks back on past days; `None` where nothing was ever sold and no deal is known.
    pub(crate) fn of(
        inputs: &Inputs,
        targets: Option<&Targets>,
        plan: &Plan,
        catalogue: &Catalogue,
        store: &Store,
        wanted: Wanted,
    ) -> Result<Option<Self>, EngineError> {
        let Some((history, model)) = model(inputs, catalogue, store)? else { return Ok(None) };
        let steps = model.steps.len();
        let (odds, mut goals, ratios) = questions(inputs, targets, plan, store, steps)?;
        let asked = goals.len();
        let covered = covers(inputs, targets, steps);
        goals.extend(covered.iter().map(|(_, goal)| (usize::MAX, goal.clone())));
        let options = Options {
            paths: wanted.paths,
            seed: wanted.seed,
            threads: wanted.threads.max(1),
            goals: goals.iter().map(|(_, goal)| goal.clone()).collect(),
            ratio_goals: ratios.iter().map(|(_, goal)| goal.clone()).collect(),
            whole: 0,
        };
        let outlook = simulate(&model, &options);
        let chances = outlook.chances.iter().skip(asked);
        let cover = covered.into_iter().zip(chances);
        let cover =
            cover.filter_map(|((subject, _), chance)| Some((subject, chance.as_ref()?.odds))).collect();
        let mut ahead = Self { history, model, outlook, steps, odds, cover, backtest: Backtest::default() };
        goals.truncate(asked);
        ahead.answer(&goals, &ratios);
        ahead.backtest = ahead.look_back(inputs, catalogue, wanted);
        Ok(Some(ahead))
    }

    /// The forecast of a node.
    pub(crate) fn of_node(&self, node: Node) -> Option<&Forecast> {
        self.outlook.forecasts.get(&node)
    }

    /// What is expected from open deals of some people, and how many there are.
    pub(crate) fn open(&self, people: &dyn Fn(usize) -> bool) -> (i64, i64) {
        let members = self.model.members.iter().filter(|member| member.person.is_some_and(people));
        let (mut worth, mut deals) = (0.0, 0_i64);
        for member in members {
            for deal in &member.deals {
                worth += deal.mean * deal.wins.iter().take(self.steps).sum::<f64>();
                deals += 1;
            }
        }
        (worth.round() as i64, deals)
    }

    fn answer(&mut self, goals: &[(usize, Goal)], ratios: &[(usize, RatioGoal)]) {
        for ((place, goal), found) in goals.iter().zip(&self.outlook.chances) {
            let Some(odds) = self.odds.get_mut(*place) else { continue };
            match found {
                Some(Chance { odds: chance, total }) => {
                    odds.chance = Some(odds.reached(*chance)).filter(|_| odds.missing.is_none());
                    odds.range = Some((total.p10, total.p50, total.p90));
                }
                None if self.steps == 0 && odds.missing.is_none() => settled(odds, goal.already),
                None if odds.missing.is_some() => {
                    odds.range = Some((goal.already, goal.already, goal.already))
                }
                None => odds.missing = Some("nobody who sells is forecast there".to_owned()),
            }
        }
        for ((place, _), found) in ratios.iter().zip(&self.outlook.ratio_odds) {
            let Some(odds) = self.odds.get_mut(*place) else { continue };
            match found {
                Some(found) => {
                    let part = |share: f64| (share * MILLION as f64).round() as i64;
                    odds.chance = Some(odds.reached(found.odds));
                    odds.range = Some((part(found.p10), part(found.p50), part(found.p90)));
                }
                None => odds.missing = Some("nobody who sells is forecast there".to_owned()),
            }
        }
    }

    /// Forecasts made anew at the ends of past quarters.
    fn look_back(&self, inputs: &Inputs, catalogue: &Catalogue, wanted: Wanted) -> Backtest {
        let (paths, most) = BACKTEST;
        let origins = quarter_ends(inputs, catalogue, most);
        backtest(
            &self.history,
            &BacktestOptions {
                origins,
                paths,
                seed: wanted.seed,
                threads: wanted.threads.max(1),
                ..BacktestOptions::default()
            },
        )
    }
}

/// What happened, and the model made of it, of the months that are left of the fiscal year; `None` where there is nothing to go by.
pub(super) fn model(
    inputs: &Inputs,
    catalogue: &Catalogue,
    store: &Store,
) -> Result<Option<(History, Model)>, EngineError> {
    // What came years ago says nothing of the months ahead, and every month in between would count as one without sales.
    let newest = inputs.events.last().map(|event| event.day);
    if newest.is_some_and(|newest| (inputs.as_of - newest).get_days() > QUIET_DAYS_MAX) {
        return Ok(None);
    }
    let history = super::history::history(inputs, catalogue, store, inputs.year.until)?;
    if history.sales.is_empty() && history.deals.is_empty() {
        return Ok(None);
    }
    let tomorrow = inputs.as_of.tomorrow().unwrap_or(Date::MAX);
    let left = history.periods.iter().filter(|period| period.until > tomorrow).count();
    let model = estimate(&history, inputs.as_of, left);
    Ok(Some((history, model)))
}

/// Sentences for readers where a naive rule would have done better.
pub(crate) fn confessions(backtest: &Backtest) -> Vec<String> {
    let level = |level| match level {
        plumb_forecast::Level::Company => "the company",
        plumb_forecast::Level::Team => "teams",
        plumb_forecast::Level::Person => "single people",
    };
    let told = backtest.loses_to.iter().map(|(at, rule)| {
        format!(
            "on past days a simple rule ({}) was nearer for {} than the forecast: trust it as far as that",
            super::told::rule(*rule),
            level(*at)
        )
    });
    told.collect()
}

/// Last days of the quarters before the day of the review, so that the quarter after each is over; oldest first.
fn quarter_ends(inputs: &Inputs, catalogue: &Catalogue, most: usize) -> Vec<Date> {
    let calendar = &catalogue.ground().calendar;
    let Some(first) = inputs.events.first().map(|event| event.day) else { return Vec::new() };
    let quarter = |day| calendar.period(day, plumb_units::Grain::Quarter);
    let Some(running) = inputs.as_of.tomorrow().ok().and_then(quarter) else { return Vec::new() };
    let mut ends = Vec::new();
    // The quarter that was over last is the newest that can be compared.
    let mut over = running.from.yesterday().ok().and_then(quarter);
    while let Some(compared) = over {
        let Ok(end) = compared.from.yesterday() else { break };
        if ends.len() >= most || end <= first {
            break;
        }
        ends.push(end);
        over = quarter(end);
    }
    ends.reverse();
    ends
}

/// What is settled when nothing of the year is left.
fn settled(odds: &mut Odds, already: i64) {
    let reached = if odds.down { already <= odds.target } else { already >= odds.target };
    odds.chance = Some(if reached { 1.0 } else { 0.0 });
    odds.range = Some((already, already, already));
}

type Questions = (Vec<Odds>, Vec<(usize, Goal)>, Vec<(usize, RatioGoal)>);

/// Whose odds are asked for: every unit and person with a target, then every objective of the year.
fn questions(
    inputs: &Inputs,
    targets: Option<&Targets>,
    plan: &Plan,
    store: &Store,
    steps: usize,
) -> Result<Questions, EngineError> {
    let (mut odds, mut goals, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let by = steps.saturating_sub(1);
    for target in targets.iter().flat_map(|targets| &targets.nodes) {
        let missing = (!target.is_asked()).then(|| "nothing is asked for".to_owned());
        let node = target.person.map_or_else(|| unit_node(inputs, target.unit), Node::Person);
        let goal = Goal { node, from: 0, by, already: target.actual, target: target.amount(), weights: None };
        goals.push((odds.len(), goal));
        odds.push(Odds {
            subject: target.subject.clone(),
            unit: target.unit,
            person: target.person,
            objective: inputs.objective.clone(),
            measure: inputs.measure.clone(),
            target: target.amount(),
            target_unit: inputs.currency.code().to_owned(),
            down: false,
            chance: None,
            range: None,
            missing,
        });
    }
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    let levels = "select l.objective, l.measure, l.unit, l.level, l.level_unit, o.direction
                  from levels l left join plan_objective o on o.id = l.objective order by l.objective";
    for row in store.query(levels, &[])?.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text).unwrap_or_default().to_owned();
        let Some(level) = row.get(3).and_then(Cell::int) else { continue };
        let (measure, unit) = (text(1), inputs.unit(&text(2)));
        let down = text(5) == "down";
        let mut asked = Odds {
            subject: format!("objective:{}", text(0)),
            unit,
            person: None,
            objective: Some(text(0)),
            measure: measure.clone(),
            target: level,
            target_unit: text(4),
            down,
            chance: None,
            range: None,
            missing: None,
        };
        let entry = told.entry(measure.clone());
        let of = entry.or_insert_with(|| Told::of(inputs, plan, store, &measure));
        let node = unit_node(inputs, unit);
        match of {
            Told::Weights { factors, events } => {
                let already = sum(inputs, events, unit, |event| event.value);
                let weights = Some(factors.clone());
                let already = inputs.minor(i64::try_from(already).unwrap_or(i64::MAX));
                // At most the level is what one more would not reach.
                let target = level.saturating_add(i64::from(down));
                goals.push((odds.len(), Goal { node, from: 0, by, already, target, weights }));
            }
            Told::Ratio { numerator, denominator, events } => {
                let above = sum(inputs, events, unit, |event| event.value) as f64;
                let below = sum(inputs, events, unit, |event| event.denominator.unwrap_or(0)) as f64;
                let scale =
                    MILLION as f64 / 10_f64.powi(i32::try_from(inputs.currency.minor_digits()).unwrap_or(2));
                let goal = RatioGoal {
                    node,
                    from: 0,
                    by,
                    already: (above / scale, below / scale),
                    numerator: numerator.clone(),
                    denominator: denominator.clone(),
                    target: (level as f64 + if down { 0.5 } else { 0.0 }) / MILLION as f64,
                };
                ratios.push((odds.len(), goal));
            }
            Told::Not(why) => asked.missing = Some(why.clone()),
        }
        odds.push(asked);
    }
    Ok((odds, goals, ratios))
}

/// What is left of quotas, for every unit and person with some.
fn covers(inputs: &Inputs, targets: Option<&Targets>, steps: usize) -> Vec<(String, Goal)> {
    let nodes = targets.iter().flat_map(|targets| &targets.nodes);
    let asked = nodes.filter_map(|target| {
        let node = target.person.map_or_else(|| unit_node(inputs, target.unit), Node::Person);
        let (by, already) = (steps.saturating_sub(1), target.actual);
        let goal = Goal { node, from: 0, by, already, target: target.quota?, weights: None };
        Some((target.subject.clone(), goal))
    });
    asked.collect()
}

fn unit_node(inputs: &Inputs, unit: Option<usize>) -> Node {
    match unit {
        Some(unit) if inputs.units.get(unit).is_some_and(|unit| unit.parent.is_some()) => Node::Unit(unit),
        // A single unit at the top is the company, with what nobody of a unit sells.
        Some(_) if inputs.units.iter().filter(|unit| unit.parent.is_none()).count() == 1 => Node::Company,
        Some(unit) => Node::Unit(unit),
        None => Node::Company,
    }
}

/// How a measure follows from what is forecast.
enum Told {
    /// What a minor unit of each family counts.
    Weights { factors: Vec<f64>, events: Vec<Event> },
    /// What it adds above and below the line.
    Ratio { numerator: Vec<f64>, denominator: Vec<f64>, events: Vec<Event> },
    /// Why it does not.
    Not(String),
}

impl Told {
    fn of(inputs: &Inputs, plan: &Plan, store: &Store, measure: &str) -> Self {
        let Some(entity) = plan.entity("measure", measure) else {
            return Self::Not(format!("the measure `{measure}` is not in the plan"));
        };
        let (unit, table) = (entity.choice("unit"), entity.text("table"));
        let of_followed = plan.entity("measure", &inputs.measure).and_then(|followed| followed.text("table"));
        let is_ratio = entity.choice("aggregate") == Some("ratio");
        if table != of_followed || !(unit == Some("money") || is_ratio) {
            return Self::Not(format!(
                "what is forecast is `{}`, and `{measure}` does not follow from it",
                inputs.measure
            ));
        }
        let Ok(events) = events(store, entity, inputs.as_of) else {
            return Self::Not(format!("the measure `{measure}` cannot be computed; `plumb check` says why"));
        };
        let since = a_year_before(inputs.as_of).unwrap_or(inputs.as_of);
        let mut base = vec![0.0; inputs.families.len()];
        for event in inputs.events.iter().filter(|event| event.day > since) {
            add(&mut base, inputs.family(event.offering.as_deref()), event.value);
        }
        let (mut above, mut below) = (base.iter().map(|_| 0.0).collect::<Vec<f64>>(), vec![0.0; base.len()]);
        for event in events.iter().filter(|event| event.day > since) {
            let family = inputs.family(event.offering.as_deref());
            add(&mut above, family, event.value);
            add(&mut below, family, event.denominator.unwrap_or(0));
        }
        let over = |sums: &[f64]| -> Vec<f64> {
            sums.iter().zip(&base).map(|(sum, base)| if *base > 0.0 { sum / base } else { 0.0 }).collect()
        };
        if is_ratio {
            Self::Ratio { numerator: over(&above), denominator: over(&below), events }
        } else {
            Self::Weights { factors: over(&above), events }
        }
    }
}

fn add(sums: &mut [f64], family: usize, value: i64) {
    if let Some(sum) = sums.get_mut(family) {
        *sum += value as f64;
    }
}

/// What a unit and those below it have of a measure in the fiscal year so far, in millionths.
fn sum(inputs: &Inputs, events: &[Event], unit: Option<usize>, of: impl Fn(&Event) -> i64) -> i128 {
    let all = matches!(unit_node(inputs, unit), Node::Company);
    let mut total = 0_i128;
    for event in events.iter().filter(|event| event.day >= inputs.year.from && event.day < inputs.year.until)
    {
        let person = event.person.as_deref().and_then(|id| inputs.person(id));
        let own = person.and_then(|person| inputs.people.get(person)?.unit);
        if all || unit.is_some_and(|unit| inputs.above(own).contains(&unit)) {
            total += i128::from(of(event));
        }
    }
    total
}

/// One month of the year for a unit or a person, added up from the start of the year.
#[derive(Clone, Debug)]
pub(crate) struct MonthAhead {
    pub(crate) period: String,
    pub(crate) until: Date,
    /// What had come by its end; `None` where it is still to come.
    pub(crate) actual: Option<i64>,
    /// Tenth, fiftieth and ninetieth percentile where it is still to come.
    pub(crate) range: Option<[i64; 3]>,
    pub(crate) target: i64,
}

/// The months of the year for a target: what came, then what is likely to come.
pub(crate) fn months(computed: &super::Computed, target: &super::Target) -> Vec<MonthAhead> {
    let (inputs, ahead) = (&computed.inputs, computed.ahead.as_ref());
    let fan = ahead.and_then(|ahead| super::tables::still(computed, ahead, target)).map(|(_, fan)| fan);
    let steps = ahead.map_or(&[][..], |ahead| &ahead.model.steps);
    let people = super::tables::sellers(computed, target);
    let mut asked = 0_i64;
    let rows = inputs.months.iter().zip(&target.months).map(|(month, amount)| {
        asked = asked.saturating_add(*amount);
        let is_over = month.until <= inputs.as_of.tomorrow().unwrap_or(Date::MAX);
        let step = steps.iter().position(|step| step.until == month.until);
        let range = step
            .and_then(|step| fan.as_ref()?.get(step))
            .map(|part| [part.p10, part.p50, part.p90].map(|part| part.saturating_add(target.actual)));
        MonthAhead {
            period: month.name.clone(),
            until: month.until,
            actual: is_over.then(|| inputs.sold_by(&people, inputs.year.from, month.until)),
            range: if is_over { None } else { range },
            target: asked,
        }
    });
    rows.collect()
}
