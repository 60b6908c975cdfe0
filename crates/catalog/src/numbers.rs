//! The numbers that people are held to: levels of objectives, quotas of the fiscal year, results beside quotas.

use std::collections::BTreeMap;

use plumb_plan::levels::{Course, Level};
use plumb_plan::{Entity, Plan};
use plumb_store::{Cell, Store};
use plumb_units::{
    Amount, Currency, Date, DateRange, Grain, MILLION, Money, Period, Quantity, Rounding, divide,
};

use crate::mandates::standing_mandates;
use crate::measure::{Dimension, Figure, compile, evaluate};
use crate::tables::{ColumnDoc, Storage, TableDoc};
use crate::{CatalogError, Catalogue, Ground, ResultTable, controls};

impl Catalogue {
    /// Adds the tables `levels`, `year_quotas`, `attainment`, `measure_values` and `control_checks`.
    ///
    /// # Errors
    /// The database's own. A measure that cannot be computed leaves its quotas without a result; the plan's check tells why.
    pub fn add_numbers(&self, plan: &Plan) -> Result<(), CatalogError> {
        let store = self.connect()?;
        let year = self.ground().calendar.period(self.ground().as_of, Grain::Year);
        let tables = [
            levels(plan, self),
            year_quotas(plan, self.ground(), year.as_ref()),
            attainment(plan, &store, self.ground()),
            measure_values(plan, &store, self.ground()),
            controls::table(&controls::control_checks(plan, &store, self.ground())?),
        ];
        drop(store);
        self.write_results(&tables)
    }
}

/// The level of each objective for the fiscal year; of a signed one as it was signed.
fn levels(plan: &Plan, catalogue: &Catalogue) -> ResultTable {
    let ground = catalogue.ground();
    let mut courses: BTreeMap<String, (Course, String, String, String)> = BTreeMap::new();
    for objective in plan.of_kind("objective") {
        if let (Some(measure), Some(unit)) = (objective.reference("measure"), objective.reference("unit")) {
            let entry =
                (Course::of(objective), measure.to_string(), unit.to_string(), objective.path.clone());
            courses.insert(objective.id.to_string(), entry);
        }
    }
    for mandate in standing_mandates(plan, ground.as_of) {
        let course = Course {
            baseline: mandate.baseline,
            target: mandate.target,
            growth: mandate.growth,
            start: mandate.start,
            date: Some(mandate.date),
            levels: mandate.levels.clone(),
        };
        let at = format!("plan.lock/{}", mandate.id);
        courses.insert(mandate.id.to_string(), (course, mandate.measure.clone(), mandate.unit.clone(), at));
    }
    let rows = courses.into_iter().filter_map(|(id, (course, measure, unit, at))| {
        let Level { quantity, year, .. } = course.level(&ground.calendar, ground.as_of).ok()?;
        let quantity = in_company_quantity(quantity, year.from, ground)?;
        let is_money = i64::from(quantity.money().is_some());
        // Due on the first day of a year means by the end of the one before.
        let last = course.date.and_then(|day| day.yesterday().ok());
        let due = last.and_then(|day| course.level(&ground.calendar, day).ok());
        let due =
            due.and_then(|due| Some((in_company_quantity(due.quantity, year.from, ground)?, due.year.name)));
        let (due_level, due_period) = due.unzip();
        let cells: Vec<Cell> = vec![
            id.into(),
            measure.into(),
            unit.into(),
            year.name.into(),
            quantity.integer().into(),
            quantity.unit_word().into(),
            is_money.into(),
            due_level.map(|due| due.integer()).into(),
            due_period.into(),
            at.into(),
        ];
        Some(cells)
    });
    let rows = rows.collect();
    let columns = vec![
        ColumnDoc::text("objective", "id of the objective"),
        ColumnDoc::text("measure", "id of its measure"),
        ColumnDoc::text("unit", "id of the unit that carries it"),
        ColumnDoc::text("period", "the fiscal year"),
        ColumnDoc::integer(
            "level",
            Some("minor units, millionths or minutes, by its unit"),
            "what it asks for in that year",
        ),
        ColumnDoc::text("level_unit", "its unit: a currency, `rate`, `count`, or a unit of time"),
        ColumnDoc::integer("is_money", Some("0 or 1"), "whether it is money"),
        ColumnDoc::integer(
            "due_level",
            Some("minor units, millionths or minutes, by its unit"),
            "what it asks for in the fiscal year in which it is due",
        ),
        ColumnDoc::text("due_period", "that year"),
        ColumnDoc::text("at", "plan path"),
    ];
    let says = "What each objective asks for in the fiscal year of the review: its target for the year, else growth, else the straight line.";
    ResultTable { table: TableDoc::new("levels", says, columns), rows }
}

/// Money in the company's currency, at the plan's rate of a day; `None` where no rate is told, which the plan reports.
fn in_company(money: Money, day: Date, ground: &Ground) -> Option<Money> {
    let company = Currency::parse(ground.rates.currency()).ok()?;
    if money.currency() == company {
        return Some(money);
    }
    let converted =
        ground.rates.convert(millionths(money)?, Some(money.currency().code()), Some(day)).ok()??;
    Amount::from_millionths(converted).to_money(company, Rounding::HalfEven)
}

/// A quantity with its money in the company's currency.
fn in_company_quantity(quantity: Quantity, day: Date, ground: &Ground) -> Option<Quantity> {
    match quantity {
        Quantity::Money(money) => in_company(money, day, ground).map(Quantity::Money),
        other => Some(other),
    }
}

/// A quota as the plan tells it.
struct Quota<'p> {
    entity: &'p Entity,
    person: &'p str,
    measure: &'p str,
    kind: &'static str,
    amount: Quantity,
    range: DateRange,
}

/// Quotas with their money in the company's currency, at the rate of the day they begin.
fn quotas<'p>(plan: &'p Plan, ground: &'p Ground) -> impl Iterator<Item = Quota<'p>> {
    plan.of_kind("quota").filter_map(|entity| {
        let from = entity.date("from")?;
        Some(Quota {
            entity,
            person: entity.reference("person")?.as_str(),
            measure: entity.reference("measure")?.as_str(),
            kind: entity.choice("kind")?,
            amount: in_company_quantity(entity.quantity("amount")?, from, ground)?,
            range: DateRange { from, until: Some(entity.date("until")?) },
        })
    })
}

/// Direct quotas as far as they lie in the fiscal year, prorated by day.
fn year_quotas(plan: &Plan, ground: &Ground, year: Option<&Period>) -> ResultTable {
    let mut sums: BTreeMap<(&str, &str, String), i64> = BTreeMap::new();
    if let Some(year) = year {
        let year = DateRange { from: year.from, until: Some(year.until) };
        for quota in quotas(plan, ground).filter(|quota| quota.kind == "direct") {
            let part = (|| {
                let inside = i128::from(quota.range.overlap_days(&year)?);
                let whole = i128::from(quota.range.days()?);
                i64::try_from(divide(i128::from(quota.amount.integer()) * inside, whole, Rounding::HalfEven)?)
                    .ok()
            })();
            if let Some(part) = part.filter(|part| *part > 0) {
                let sum = sums.entry((quota.person, quota.measure, quota.amount.unit_word())).or_default();
                *sum = sum.saturating_add(part);
            }
        }
    }
    let rows = sums
        .into_iter()
        .map(|((person, measure, unit), amount)| {
            vec![person.into(), measure.into(), unit.into(), amount.into()]
        })
        .collect();
    let columns = vec![
        ColumnDoc::text("person", "id of the person who carries it"),
        ColumnDoc::text("measure", "id of the measure"),
        ColumnDoc::text("currency", "its unit: a currency, `rate`, `count`, or a unit of time"),
        ColumnDoc::integer(
            "amount",
            Some("minor units or millionths, by its unit"),
            "direct quotas of the fiscal year, prorated by day, each rounded half-even",
        ),
    ];
    let says = "What each person is to bring of a measure in the fiscal year of the review; roll-ups and overlays are left out.";
    ResultTable { table: TableDoc::new("year_quotas", says, columns), rows }
}

/// What a measure gives for each person.
type ByPerson = BTreeMap<String, i64>;

/// Each quota that has begun, with the result that its measure gives between its days.
fn attainment(plan: &Plan, store: &Store, ground: &Ground) -> ResultTable {
    let mut results: BTreeMap<(&str, Date, Option<Date>), Option<ByPerson>> = BTreeMap::new();
    let mut rows = Vec::new();
    for quota in quotas(plan, ground).filter(|quota| quota.range.from <= ground.as_of) {
        let amount = match quota.amount {
            Quantity::Money(money) => millionths(money),
            Quantity::Count(count) => Some(count.millionths()),
            _ => None,
        };
        let result = results
            .entry((quota.measure, quota.range.from, quota.range.until))
            .or_insert_with(|| result_by_person(plan.entity("measure", quota.measure)?, quota.range, store));
        let (Some(amount), Some(result)) = (amount, result) else { continue };
        let actual = result.get(quota.person).copied().unwrap_or(0);
        rows.push(vec![
            quota.entity.id.as_str().into(),
            quota.person.into(),
            quota.measure.into(),
            quota.kind.into(),
            quota.range.from.to_string().into(),
            quota.range.until.map(|until| until.to_string()).into(),
            amount.into(),
            actual.into(),
            i64::from(actual >= amount).into(),
            quota.entity.path.as_str().into(),
        ]);
    }
    let date = |name: &str, says: &str| ColumnDoc::new(name, Storage::Text, "date", None, says);
    let columns = vec![
        ColumnDoc::text("quota", "id of the quota"),
        ColumnDoc::text("person", "id of the person who carries it"),
        ColumnDoc::text("measure", "id of the measure"),
        ColumnDoc::text("kind", "`direct`, `roll-up` or `overlay`"),
        date("valid_from", "first day"),
        date("valid_until", "the day after the last one"),
        ColumnDoc::integer("amount", Some("millionths"), "the quota"),
        ColumnDoc::integer(
            "actual",
            Some("millionths"),
            "what the measure gives for the person between these days",
        ),
        ColumnDoc::integer("met", Some("0 or 1"), "whether the result reaches the quota"),
        ColumnDoc::text("at", "plan path of the quota"),
    ];
    let says = "Every quota that has begun, beside the person's own result in its time. Quotas of ratios are left out.";
    ResultTable { table: TableDoc::new("attainment", says, columns), rows }
}

/// What each measure gives over the year that ends with the day of the review.
fn measure_values(plan: &Plan, store: &Store, ground: &Ground) -> ResultTable {
    let period = ground.as_of.tomorrow().ok().and_then(|until| {
        // A 29th of February has no day of its own a year before.
        let year = until.year().checked_sub(1)?;
        let from = Date::new(year, until.month(), until.day().min(28)).ok()?;
        Some(Period { name: String::new(), from, until })
    });
    let rows = plan.of_kind("measure").filter_map(|measure| {
        let table = evaluate(store, measure, &[], period.as_ref()).ok()?;
        let row = table.rows.first()?;
        let (value, is_share) = match row.value? {
            Figure::Exact(value) => (Cell::Int(value), 0),
            Figure::Share(share) => (Cell::Real(share), 1),
        };
        Some(vec![measure.id.as_str().into(), value, is_share.into(), row.n.into()])
    });
    let rows = rows.collect();
    let columns = vec![
        ColumnDoc::text("measure", "id of the measure"),
        ColumnDoc::new(
            "value",
            Storage::Real,
            "number",
            Some("millionths, minutes, or a share"),
            "what it gives",
        ),
        ColumnDoc::integer("is_share", Some("0 or 1"), "whether it is a ratio"),
        ColumnDoc::integer("n", None, "rows that count"),
    ];
    let says = "What each measure gives over the year that ends with the day of the review; one that gives nothing is left out.";
    ResultTable { table: TableDoc::new("measure_values", says, columns), rows }
}

fn millionths(money: Money) -> Option<i64> {
    let per_minor = MILLION / 10_i64.pow(money.currency().minor_digits());
    money.minor().checked_mul(per_minor)
}

fn result_by_person(measure: &Entity, range: DateRange, store: &Store) -> Option<ByPerson> {
    // Without a single fact there is no result, not even none.
    let table = plumb_facts::FactTable::named(measure.text("table")?)?;
    let facts = format!("select 1 from {} limit 1", table.name);
    if store.query(&facts, &[]).ok()?.rows.is_empty() {
        return None;
    }
    let period = Period { name: String::new(), from: range.from, until: range.until? };
    let sql = compile(measure, &[Dimension::Person], Some(&period)).ok()?;
    let table = store.query(&sql, &[]).ok()?;
    let (person, value) = (table.column("person")?, table.column("value")?);
    let pairs = table
        .rows
        .iter()
        .filter_map(|row| Some((row.get(person)?.text()?.to_owned(), row.get(value)?.int()?)));
    Some(pairs.collect())
}
