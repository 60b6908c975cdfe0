//! The simulation from the bottom up: what people sell on each path is what their units sell on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::luck::{STRIPS, Stream, hash, key, log_normal, normal_quantile};
use crate::model::Model;
use crate::outlook::{self, Chance, Forecast, Goal, Node, Outlook, RatioChance, RatioGoal, Shape};

/// Bytes of totals that are kept for questions asked later; the company's are always kept.
const KEPT: usize = 32 << 20;
/// The step under whose name the luck of what lasts over all steps is drawn.
pub(crate) const PACE: usize = 1 << 40;
/// Steps of the calibration of company and team spread.
const SPREAD_STEPS: f64 = 3.0;

/// How to simulate.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Paths; an odd number becomes the next even one, as they come in antithetic pairs. At least 2.
    pub paths: usize,
    /// The seed of all luck. Under one seed scenarios share their luck.
    pub seed: u64,
    /// Threads; what comes out does not hang on them.
    pub threads: usize,
    /// Targets to be given odds.
    pub goals: Vec<Goal>,
    /// Targets of ratios.
    pub ratio_goals: Vec<RatioGoal>,
    /// Of how many paths, the first ones, everything that everybody sells is kept for [`Outlook::on_path`]; of none by default.
    /// What a path brings hangs on the seed and its place alone, so fewer paths give the same first ones.
    pub whole: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { paths: 10_000, seed: 1, threads: 2, goals: Vec::new(), ratio_goals: Vec::new(), whole: 0 }
    }
}

/// Simulates the model.
///
/// Every person has a stream of luck of their own for each pair of paths and step, from the seed and their id, so that one more or
/// less leaves that of all others as it was. The same model and options give the same outlook, on any number of threads.
///
/// ```
/// use plumb_forecast::{Cell, Member, Model, Node, Options, Size, Step, simulate};
///
/// let member = Member {
///     id: "anna".to_owned(),
///     person: Some(0),
///     sizes: vec![Size { family: 0, mean: 1_000.0, sigma: 0.5 }],
///     cells: vec![Cell { rates: vec![4.0], dispersion: 1.0 }],
///     ..Member::default()
/// };
/// let model = Model {
///     families: vec!["pumps".to_owned()],
///     people: 1,
///     members: vec![member],
///     steps: vec![Step::default()],
///     ..Model::default()
/// };
/// let outlook = simulate(&model, &Options::default());
/// let total = outlook.forecasts[&Node::Person(0)].total;
/// assert!((total.mean - 4_000).abs() < 50 && total.p10 < total.p50 && total.p50 < total.p90);
/// ```
pub fn simulate(model: &Model, options: &Options) -> Outlook {
    let pairs = options.paths.div_ceil(2).max(1);
    let shape = Shape { paths: pairs * 2, families: model.families.len().max(1), steps: model.steps.len() };
    let run = Run::new(model, options, shape);
    let order = Order::of(model);
    let threads = options.threads.clamp(1, 64).min(order.members.max(1));
    let mut parts: Vec<Part> = Vec::new();
    let ranges = order.ranges(threads);
    if threads == 1 {
        parts.extend(ranges.iter().map(|range| run.part(range)));
    } else {
        std::thread::scope(|scope| {
            let handles: Vec<_> = ranges.iter().map(|range| scope.spawn(|| run.part(range))).collect();
            for (handle, range) in handles.into_iter().zip(&ranges) {
                // A thread that could not finish is made up for here.
                parts.push(handle.join().unwrap_or_else(|_| run.part(range)));
            }
        });
    }
    run.join(parts, &order)
}

/// What is to be done, depth first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Begin(usize),
    Member(usize),
    End(usize),
}

struct Order {
    acts: Vec<Act>,
    members: usize,
}

impl Order {
    fn of(model: &Model) -> Self {
        let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let units = model.units.len();
        for (number, unit) in model.units.iter().enumerate() {
            below.entry(unit.parent.filter(|parent| *parent < units)).or_default().push(number);
        }
        let mut members: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (number, member) in model.members.iter().enumerate() {
            members.entry(member.unit.filter(|unit| *unit < units)).or_default().push(number);
        }
        let mut acts: Vec<Act> =
            members.get(&None).into_iter().flatten().map(|member| Act::Member(*member)).collect();
        let mut seen = BTreeSet::new();
        let mut open: Vec<Act> =
            below.get(&None).into_iter().flatten().rev().map(|unit| Act::Begin(*unit)).collect();
        while let Some(act) = open.pop() {
            acts.push(act);
            if let Act::Begin(unit) = act
                && seen.insert(unit)
            {
                acts.extend(
                    members.get(&Some(unit)).into_iter().flatten().map(|member| Act::Member(*member)),
                );
                open.push(Act::End(unit));
                open.extend(below.get(&Some(unit)).into_iter().flatten().rev().map(|unit| Act::Begin(*unit)));
            }
        }
        Self { acts, members: model.members.len() }
    }

    /// Parts with about as many members each.
    fn ranges(&self, parts: usize) -> Vec<Vec<Act>> {
        let mut ranges = vec![Vec::new(); parts];
        let mut done = 0;
        for act in &self.acts {
            let part = (done * parts / self.members.max(1)).min(parts - 1);
            if let Some(range) = ranges.get_mut(part) {
                range.push(*act);
            }
            done += usize::from(matches!(act, Act::Member(_)));
        }
        ranges
    }
}

/// What one thread found.
#[derive(Default)]
struct Part {
    forecasts: BTreeMap<Node, Forecast>,
    chances: Vec<(usize, Chance)>,
    ratios: Vec<(usize, RatioChance)>,
    kept: BTreeMap<Node, Vec<i64>>,
    /// Whole paths of people, and of what is nobody's.
    whole: BTreeMap<Option<usize>, Vec<i64>>,
    /// Units that other threads work on too, and the company.
    open: BTreeMap<Node, Vec<i64>>,
}

pub(crate) struct Run<'a> {
    model: &'a Model,
    pub(crate) options: &'a Options,
    pub(crate) shape: Shape,
    keep: BTreeSet<Node>,
    goals: BTreeMap<Node, Vec<usize>>,
    ratios: BTreeMap<Node, Vec<usize>>,
    company: Vec<f32>,
    pub(crate) normal: Vec<f64>,
    pub(crate) tables: BTreeMap<u16, Vec<f32>>,
}

/// Standard deviations in hundredths: tables for them are shared.
pub(crate) fn hundredths(sigma: f64) -> u16 {
    (sigma.clamp(0.0, 4.0) * 100.0).round() as u16
}

impl<'a> Run<'a> {
    fn new(model: &'a Model, options: &'a Options, shape: Shape) -> Self {
        let mut goals: BTreeMap<Node, Vec<usize>> = BTreeMap::new();
        for (number, goal) in options.goals.iter().enumerate() {
            goals.entry(goal.node).or_default().push(number);
        }
        let mut ratios: BTreeMap<Node, Vec<usize>> = BTreeMap::new();
        for (number, goal) in options.ratio_goals.iter().enumerate() {
            ratios.entry(goal.node).or_default().push(number);
        }
        let normal = (0..STRIPS).map(|strip| normal_quantile((strip as f64 + 0.5) / STRIPS as f64)).collect();
        let mut tables = BTreeMap::new();
        for member in &model.members {
            let sigmas =
                member.sizes.iter().map(|size| size.sigma).chain(member.deals.iter().map(|deal| deal.sigma));
            for sigma in sigmas.chain([member.spread]).map(hundredths) {
                tables.entry(sigma).or_insert_with(|| log_normal(f64::from(sigma) / 100.0));
            }
        }
        let keep = keep(model, shape);
        let mut run =
            Self { model, options, shape, keep, goals, ratios, company: Vec::new(), normal, tables };
        run.company = run.moved("the company", model.company_spread, &[]);
        run
    }

    /// What moves everyone in a node, by step and path: half of its variance over a quarter is there from the start, the rest comes
    /// step by step. Its mean is 1.
    fn moved(&self, name: &str, spread: f64, above: &[f32]) -> Vec<f32> {
        let Shape { paths, steps, .. } = self.shape;
        let mut moved = vec![1.0_f32; paths * steps];
        let spread = if spread.is_finite() { spread.clamp(0.0, 2.0) } else { 0.0 };
        if spread > 0.0 {
            let name = hash(name);
            let (start, each) = (spread * 0.5_f64.sqrt(), spread * (0.5 / SPREAD_STEPS).sqrt());
            let mut logs = vec![0.0; paths];
            let mut variance = 0.0;
            let walk = |logs: &mut [f64], step: usize, size: f64| {
                let key = key(self.options.seed, name, step);
                for (pair, logs) in logs.chunks_exact_mut(2).enumerate() {
                    let strip = Stream::new(key, pair).next() as usize % STRIPS;
                    let draw = self.normal.get(strip).copied().unwrap_or(0.0) * size;
                    if let [one, other] = logs {
                        *one += draw;
                        *other -= draw;
                    }
                }
            };
            walk(&mut logs, PACE, start);
            variance += start * start;
            for (step, row) in moved.chunks_exact_mut(paths).enumerate() {
                walk(&mut logs, step, each);
                variance += each * each;
                for (moved, log) in row.iter_mut().zip(&logs) {
                    *moved = (log - variance / 2.0).exp() as f32;
                }
            }
        }
        for (moved, above) in moved.iter_mut().zip(above) {
            *moved *= above;
        }
        moved
    }

    fn part(&self, acts: &[Act]) -> Part {
        let mut part = Part::default();
        let mut begun = BTreeSet::new();
        let mut totals = vec![0_i64; self.shape.len()];
        let mut scratch = Vec::with_capacity(self.shape.paths);
        let mut team: (Option<usize>, Vec<f32>) = (None, Vec::new());
        for act in acts {
            match *act {
                Act::Begin(unit) => {
                    begun.insert(unit);
                }
                Act::Member(number) => {
                    let Some(member) = self.model.members.get(number) else { continue };
                    if let (Some(unit), true) = (member.unit, member.unit != team.0) {
                        let id = self.model.units.get(unit).map_or("", |unit| unit.id.as_str());
                        let name = format!("unit {id}");
                        team = (Some(unit), self.moved(&name, self.model.team_spread, &self.company));
                    }
                    let moved = if member.unit.is_some() { &team.1 } else { &self.company };
                    totals.fill(0);
                    self.member(member, moved, &mut totals);
                    self.keep_whole(member.person, &totals, &mut part.whole);
                    if let Some(person) = member.person {
                        self.found(Node::Person(person), &totals, &mut part, &mut scratch);
                    }
                    let above = member.unit.map_or(Node::Company, Node::Unit);
                    gather(&mut part.open, above, &totals);
                }
                Act::End(unit) if begun.contains(&unit) => {
                    let own =
                        part.open.remove(&Node::Unit(unit)).unwrap_or_else(|| vec![0; self.shape.len()]);
                    self.done(unit, own, &mut part, &mut scratch);
                }
                Act::End(_) => {}
            }
        }
        part
    }

    /// The first paths as they are, where somebody asked for them.
    fn keep_whole(
        &self,
        person: Option<usize>,
        totals: &[i64],
        whole: &mut BTreeMap<Option<usize>, Vec<i64>>,
    ) {
        let (paths, count) = (self.shape.paths, self.whole());
        if count == 0 {
            return;
        }
        let first: Vec<i64> =
            totals.chunks_exact(paths).flat_map(|column| column.iter().take(count)).copied().collect();
        add_to(whole, person, first);
    }

    fn whole(&self) -> usize {
        self.options.whole.min(self.shape.paths)
    }

    /// A unit is whole: its figures are taken, and its totals go up.
    fn done(&self, unit: usize, own: Vec<i64>, part: &mut Part, scratch: &mut Vec<i64>) {
        self.found(Node::Unit(unit), &own, part, scratch);
        let parent = self.model.units.get(unit).and_then(|unit| unit.parent);
        let above =
            parent.filter(|parent| *parent < self.model.units.len()).map_or(Node::Company, Node::Unit);
        if self.keep.contains(&Node::Unit(unit)) {
            gather(&mut part.open, above, &own);
            part.kept.insert(Node::Unit(unit), own);
        } else if let Some(open) = part.open.get_mut(&above) {
            outlook::add(open, &own);
        } else {
            part.open.insert(above, own);
        }
    }

    fn found(&self, node: Node, totals: &[i64], part: &mut Part, scratch: &mut Vec<i64>) {
        let by_family = !matches!(node, Node::Person(_));
        part.forecasts.insert(node, outlook::forecast(totals, self.shape, by_family, scratch));
        for number in self.goals.get(&node).into_iter().flatten() {
            let goal = self.options.goals.get(*number);
            if let Some(chance) = goal.and_then(|goal| outlook::chance(totals, self.shape, goal, scratch)) {
                part.chances.push((*number, chance));
            }
        }
        for number in self.ratios.get(&node).into_iter().flatten() {
            let goal = self.options.ratio_goals.get(*number);
            if let Some(odds) = goal.and_then(|goal| outlook::ratio(totals, self.shape, goal)) {
                part.ratios.push((*number, odds));
            }
        }
    }

    /// Puts together what the threads found, and finishes what several of them worked on.
    fn join(&self, parts: Vec<Part>, order: &Order) -> Outlook {
        let mut whole = Part::default();
        let mut scratch = Vec::new();
        for part in parts {
            whole.forecasts.extend(part.forecasts);
            whole.chances.extend(part.chances);
            whole.ratios.extend(part.ratios);
            whole.kept.extend(part.kept);
            for (person, paths) in part.whole {
                add_to(&mut whole.whole, person, paths);
            }
            for (node, totals) in part.open {
                add_to(&mut whole.open, node, totals);
            }
        }
        for act in &order.acts {
            if let Act::End(unit) = act
                && !whole.forecasts.contains_key(&Node::Unit(*unit))
            {
                let own = whole.open.remove(&Node::Unit(*unit)).unwrap_or_else(|| vec![0; self.shape.len()]);
                self.done(*unit, own, &mut whole, &mut scratch);
            }
        }
        let company = whole.open.remove(&Node::Company).unwrap_or_else(|| vec![0; self.shape.len()]);
        self.found(Node::Company, &company, &mut whole, &mut scratch);
        whole.kept.insert(Node::Company, company);
        let mut chances = vec![None; self.options.goals.len()];
        for (number, chance) in whole.chances {
            if let Some(place) = chances.get_mut(number) {
                *place = Some(chance);
            }
        }
        let mut ratio_odds = vec![None; self.options.ratio_goals.len()];
        for (number, odds) in whole.ratios {
            if let Some(place) = ratio_odds.get_mut(number) {
                *place = Some(odds);
            }
        }
        Outlook {
            paths: self.shape.paths,
            steps: self.model.steps.clone(),
            families: self.shape.families,
            forecasts: whole.forecasts,
            chances,
            ratio_odds,
            kept: whole.kept,
            whole: self.whole(),
            whole_of: whole.whole,
        }
    }
}

/// Adds to what is there, path by path, or begins with it.
fn add_to<K: Ord>(all: &mut BTreeMap<K, Vec<i64>>, key: K, totals: Vec<i64>) {
    if let Some(there) = all.get_mut(&key) {
        outlook::add(there, &totals);
    } else {
        all.insert(key, totals);
    }
}

fn gather(open: &mut BTreeMap<Node, Vec<i64>>, node: Node, totals: &[i64]) {
    if let Some(open) = open.get_mut(&node) {
        outlook::add(open, totals);
    } else {
        open.insert(node, totals.to_vec());
    }
}

/// The units whose totals are kept, the uppermost first, as far as there is room.
fn keep(model: &Model, shape: Shape) -> BTreeSet<Node> {
    let depth = |unit: usize| {
        let mut depth = 0;
        let mut at = model.units.get(unit).and_then(|unit| unit.parent);
        while let Some(unit) = at.filter(|_| depth <= model.units.len()) {
            depth += 1;
            at = model.units.get(unit).and_then(|unit| unit.parent);
        }
        depth
    };
    let mut units: Vec<(usize, usize)> = (0..model.units.len()).map(|unit| (depth(unit), unit)).collect();
    units.sort_unstable();
    let room = KEPT / (shape.len() * 8).max(1);
    units.into_iter().take(room).map(|(_, unit)| Node::Unit(unit)).collect()
}
