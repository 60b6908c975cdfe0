//! Where growth comes from: what moved sales in the last twelve months, what the plan counts on, and what would close the rest.

use std::collections::{BTreeMap, BTreeSet};

use plumb_bridge::{
    Better, Category, Choice, Happened, LastYear, Lever, Movement, Nature, Plan, PlanPeriod, Planned, Row,
    Segment, Side, Solution, happened, own_bound, planned, solve,
};
use plumb_store::{Cell, Store};
use plumb_units::{Date, MILLION, Rate, parse_date};
use plumb_value::Driver;

use super::inputs::Inputs;
use super::organisation::a_year_before;
use super::targets::Targets;
use crate::EngineError;

const LEVERS: &str = include_str!("../../queries/levers.sql");
const DRIVERS: &str = include_str!("../../queries/drivers.sql");
const LOST: &str = include_str!("../../queries/lost.sql");
const SEGMENTS: &str = "select id, growth from plan_segment order by id";

/// What one driver has done before.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    pub(crate) driver: String,
    pub(crate) latest: f64,
    /// Nine in ten changes over four quarters were smaller; a share of the level before.
    pub(crate) most: f64,
    pub(crate) changes: usize,
}

/// The growth bridge of the headline mandate.
#[derive(Clone, Debug)]
pub(crate) struct Growth {
    pub(crate) mandate: String,
    /// What the base is, in words.
    pub(crate) base_says: String,
    /// `None` where nothing is asked, or sums do not fit.
    pub(crate) planned: Option<Planned>,
    pub(crate) happened: Option<Happened>,
    /// First days of the twelve months before, of the last twelve, and the day after these.
    pub(crate) days: Option<(Date, Date, Date)>,
    pub(crate) drivers: Vec<Moved>,
    /// Levers of which something is written that cannot be read, in words: they count for nothing.
    pub(crate) unreadable: Vec<String>,
    /// Plan paths of levers.
    pub(crate) at: BTreeMap<String, String>,
}

impl Growth {
    pub(crate) fn of(
        inputs: &Inputs,
        targets: Option<&Targets>,
        plan: &plumb_plan::Plan,
        store: &Store,
    ) -> Result<Self, EngineError> {
        let mandate = inputs.objective.clone().unwrap_or_default();
        let days = compared(inputs);
        let happened = days.and_then(|days| moved(inputs, days));
        let last_year = LastYear { churn: lost(inputs, store)?, contraction: None };
        let (mut levers, at) = levers(store, &mandate)?;
        let unreadable = leave_out_unreadable(&mut levers, plan);
        let (base, base_says) = base(inputs, store, &mandate)?;
        let asked = inputs.level.map(|goal| Plan {
            base,
            goal,
            periods: periods(inputs, targets),
            levers,
            segments: segments(inputs, store).unwrap_or_default(),
            last_year,
        });
        let planned = asked.and_then(|plan| planned(&plan).ok());
        Ok(Self { mandate, base_says, planned, happened, days, drivers: drivers(store)?, unreadable, at })
    }

    /// The cheapest way to close what nothing pays for, given what is still expected to be sold in the year.
    pub(crate) fn solve(&self, gap: i64, to_come: i64) -> Option<Solution> {
        let planned = self.planned.as_ref()?;
        let choices: Vec<Choice> = planned
            .undecided
            .iter()
            .map(|lever| Choice { id: lever.id.clone(), brings: lever.expected.whole, cost: lever.cost })
            .collect();
        let movements: Vec<Movement> = self
            .drivers
            .iter()
            .filter(|moved| moved.most > 0.0)
            .filter_map(|moved| {
                let driver = Driver::named(&moved.driver)?;
                let [_, follows, _] = driver.follows;
                let per_point = (to_come as f64 / 100.0 * follows * driver.within).round() as i64;
                let most = Rate::from_millionths((moved.most * MILLION as f64).round() as i64);
                Some(Movement { driver: moved.driver.clone(), per_point, cost_per_point: None, most })
            })
            .collect();
        solve(gap, &choices, &movements).ok()
    }
}

/// What was lost with contracts that ran out, below zero; `None` where no contract is told. A year without an order is no loss:
/// who buys equipment does not buy every year.
fn lost(inputs: &Inputs, store: &Store) -> Result<Option<i64>, EngineError> {
    let found = store.query(LOST, &[])?;
    let row = found.rows.first();
    let whole = |at: usize| row.and_then(|row| row.get(at)).and_then(Cell::int).unwrap_or(0);
    Ok((whole(0) > 0).then(|| inputs.minor(whole(1).saturating_neg())))
}

/// The last twelve months and the twelve before, where the facts reach into them.
fn compared(inputs: &Inputs) -> Option<(Date, Date, Date)> {
    let until = inputs.as_of.tomorrow().ok()?;
    let from = a_year_before(until)?;
    let before = a_year_before(from)?;
    let first = inputs.events.first()?.day;
    (first < from).then_some((before, from, until))
}

/// What moved sales, in millionths.
fn moved(inputs: &Inputs, (before, from, until): (Date, Date, Date)) -> Option<Happened> {
    let known_before: BTreeSet<String> = inputs
        .events
        .iter()
        .filter(|event| event.day < before)
        .filter_map(|event| event.account.clone())
        .collect();
    let month = |day: Date, start: Date| {
        let months = (i32::from(day.year()) - i32::from(start.year())) * 12 + i32::from(day.month())
            - i32::from(start.month());
        let whole = if day.day() < start.day() { months - 1 } else { months };
        usize::try_from(whole.clamp(0, 11)).unwrap_or(0)
    };
    let rows: Vec<Row> = inputs
        .events
        .iter()
        .filter(|event| before <= event.day && event.day < until)
        .map(|event| {
            let (side, start) = if event.day < from { (Side::Before, before) } else { (Side::After, from) };
            Row {
                account: event.account.clone(),
                offering: event.offering.clone(),
                segment: event.segment.clone(),
                side,
                period: month(event.day, start),
                amount: event.value,
                quantity: event.quantity,
                kind: event.kind.as_deref().and_then(kind),
            }
        })
        .collect();
    happened(&rows, &known_before).ok()
}

fn kind(word: &str) -> Option<plumb_bridge::Kind> {
    Some(match word {
        "new" => plumb_bridge::Kind::New,
        "expansion" => plumb_bridge::Kind::Expansion,
        "renewal" => plumb_bridge::Kind::Renewal,
        "churn" => plumb_bridge::Kind::Churn,
        "credit-note" => plumb_bridge::Kind::CreditNote,
        _ => return None,
    })
}

/// The level that growth starts from: the mandate's own baseline in its first year, else what was sold in the year before.
fn base(inputs: &Inputs, store: &Store, mandate: &str) -> Result<(i64, String), EngineError> {
    let sold = a_year_before(inputs.year.from).map_or(0, |from| {
        inputs.sold(from, inputs.year.from).values().fold(0_i64, |sum, part| sum.saturating_add(*part))
    });
    let found = store.query(
        "select o.baseline, o.start from plan_objective o where o.id = :mandate and o.baseline_unit = :currency",
        &[("mandate", mandate.into()), ("currency", inputs.currency.code().into())],
    )?;
    let told = found.rows.first().and_then(|row| {
        let start = row.get(1).and_then(Cell::text).and_then(parse_date);
        let first = start.is_none_or(|start| inputs.year.from <= start);
        row.first().and_then(Cell::int).filter(|_| first)
    });
    Ok(match told {
        Some(baseline) => (baseline, format!("the baseline of `{mandate}`")),
        None => (sold, "what was sold in the fiscal year before".to_owned()),
    })
}

fn levers(store: &Store, mandate: &str) -> Result<(Vec<Lever>, BTreeMap<String, String>), EngineError> {
    let mut at = BTreeMap::new();
    let found = store.query(LEVERS, &[("mandate", mandate.into())])?;
    let levers = found.rows.iter().filter_map(|row| {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let whole = |at: usize| row.get(at).and_then(Cell::int);
        let category = text(3).and_then(category);
        let outside =
            text(2) == Some("inorganic") || matches!(category, Some(Category::Purchase | Category::Alliance));
        let lag_days = whole(7).map(|minutes| minutes / (24 * 60));
        at.insert(text(0)?.to_owned(), text(10).unwrap_or_default().to_owned());
        Some(Lever {
            id: text(0)?.to_owned(),
            name: text(1)?.to_owned(),
            nature: Some(if outside { Nature::Inorganic } else { Nature::Organic }),
            category,
            amount: whole(4),
            chance: whole(5).map(Rate::from_millionths),
            start: None,
            // What comes from within is at work before it is done; only a lag says that it shows later.
            closes: text(6).and_then(parse_date).filter(|_| outside || lag_days.is_some()),
            lag_days,
            cost: whole(8),
            undecided: whole(9) == Some(1),
        })
    });
    Ok((levers.collect(), at))
}

/// A chance that cannot be read is no certainty, and a date that cannot be read no whole year: such a lever counts for nothing.
fn leave_out_unreadable(levers: &mut Vec<Lever>, plan: &plumb_plan::Plan) -> Vec<String> {
    let mut told = Vec::new();
    levers.retain(|lever| {
        let fields = plan.entity("lever", &lever.id).map(|entity| &entity.unreadable);
        let broken: Vec<&str> = ["amount", "chance", "closes", "lag", "category", "kind"]
            .into_iter()
            .filter(|field| fields.is_some_and(|fields| fields.contains(field)))
            .collect();
        if !broken.is_empty() {
            told.push(format!(
                "`{}` counts for nothing, as its {} cannot be read; `plumb check` says why",
                lever.id,
                broken.join(" and ")
            ));
        }
        broken.is_empty()
    });
    told
}

fn category(word: &str) -> Option<Category> {
    Some(match word {
        "churn" => Category::Churn,
        "contraction" => Category::Contraction,
        "price" => Category::Price,
        "volume" => Category::Volume,
        "mix" => Category::Mix,
        "expansion" => Category::Expansion,
        "new-customers" => Category::NewCustomers,
        "new-offerings" => Category::NewOfferings,
        "market" => Category::Market,
        "purchase" => Category::Purchase,
        "alliance" => Category::Alliance,
        _ => return None,
    })
}

/// The months of the year, with what each brought a year before and what is asked of it.
fn periods(inputs: &Inputs, targets: Option<&Targets>) -> Vec<PlanPeriod> {
    let top = targets.and_then(|targets| targets.nodes.iter().find(|node| node.depth == 0));
    let months = inputs.months.iter().enumerate().map(|(place, month)| {
        let before = a_year_before(month.from).zip(a_year_before(month.until));
        PlanPeriod {
            name: month.name.clone(),
            from: month.from,
            until: month.until,
            base: before.map(|(from, until)| {
                inputs.sold(from, until).values().fold(0_i64, |sum, part| sum.saturating_add(*part))
            }),
            goal: top.and_then(|top| top.months.get(place)).copied(),
        }
    });
    months.collect()
}

/// Segments with the growth of their market and what was sold there in the fiscal year before.
fn segments(inputs: &Inputs, store: &Store) -> Result<Vec<Segment>, EngineError> {
    let found = store.query(SEGMENTS, &[])?;
    let from = a_year_before(inputs.year.from).unwrap_or(inputs.year.from);
    let mut sold: BTreeMap<&str, i64> = BTreeMap::new();
    for event in inputs.events.iter().filter(|event| from <= event.day && event.day < inputs.year.from) {
        if let Some(segment) = &event.segment {
            let sum = sold.entry(segment).or_default();
            *sum = sum.saturating_add(event.value);
        }
    }
    let rows = found.rows.iter().filter_map(|row| {
        let id = row.first()?.text()?;
        Some(Segment {
            id: id.to_owned(),
            base: inputs.minor(sold.get(id).copied().unwrap_or(0)),
            growth: row.get(1).and_then(Cell::int).map(Rate::from_millionths),
        })
    });
    Ok(rows.collect())
}

/// How far each driver has moved over four quarters before.
fn drivers(store: &Store) -> Result<Vec<Moved>, EngineError> {
    let found = store.query(DRIVERS, &[])?;
    let mut quarters: BTreeSet<String> = BTreeSet::new();
    let mut told: BTreeMap<String, BTreeMap<String, (f64, f64)>> = BTreeMap::new();
    for row in &found.rows {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let real = |at: usize| row.get(at).and_then(Cell::real);
        if let (Some(driver), Some(quarter), Some(above), Some(below)) = (text(0), text(1), real(2), real(3))
        {
            quarters.insert(quarter.to_owned());
            told.entry(driver.to_owned()).or_default().insert(quarter.to_owned(), (above, below));
        }
    }
    let rows = told.into_iter().filter_map(|(driver, sums)| {
        let first = sums.keys().next().cloned()?;
        let level = |quarter: &String| {
            sums.get(quarter).filter(|(_, below)| *below > 0.0).map(|(above, below)| above / below)
        };
        let levels: Vec<Option<f64>> =
            quarters.iter().filter(|quarter| **quarter >= first).map(level).collect();
        let better = if driver == "cycle-time" { Better::Down } else { Better::Up };
        let bound = own_bound(&levels, better)?;
        let latest = quarters.iter().rev().take(4).filter_map(|quarter| sums.get(quarter));
        let (above, below) = latest.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let latest = if below > 0.0 { above / below } else { 0.0 };
        Some(Moved { driver, latest, most: bound.ninety, changes: bound.changes })
    });
    Ok(rows.collect())
}
