//! Which sum of facts comes nearest to what Finance says a year brought.

use std::collections::BTreeMap;

use plumb_catalog::Catalogue;
use plumb_catalog::measure::{Figure, evaluate};
use plumb_store::Cell;
use plumb_units::{Amount, Date, Grain, Money, Period, Rounding};

use super::ground::Ground;
use crate::EngineError;

/// A way to read last year from the facts: what is summed, and which rows count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Its id.
    pub(super) id: &'static str,
    /// What it is, in words.
    pub(super) says: &'static str,
    pub(super) table: &'static str,
    pub(super) value: &'static str,
    pub(super) time: &'static str,
    pub(super) filter: Option<&'static str>,
}

/// All ways that are tried.
pub(super) const READINGS: [Reading; 8] = [
    Reading {
        id: "net",
        says: "bookings at the price after discounts, less credit notes",
        table: "bookings",
        value: "net",
        time: "date",
        filter: None,
    },
    Reading {
        id: "net-before-credit-notes",
        says: "bookings at the price after discounts, credit notes left out",
        table: "bookings",
        value: "net",
        time: "date",
        filter: Some("kind <> 'credit-note'"),
    },
    Reading {
        id: "list",
        says: "bookings at list price",
        table: "bookings",
        value: "list",
        time: "date",
        filter: None,
    },
    Reading {
        id: "list-before-credit-notes",
        says: "bookings at list price, credit notes left out",
        table: "bookings",
        value: "list",
        time: "date",
        filter: Some("kind <> 'credit-note'"),
    },
    Reading {
        id: "won-closed",
        says: "the amount of deals won, by the day they closed",
        table: "opportunities",
        value: "amount",
        time: "closed",
        filter: Some("outcome = 'won'"),
    },
    Reading {
        id: "won-expected",
        says: "the amount of deals won, by the day they were expected",
        table: "opportunities",
        value: "amount",
        time: "expected",
        filter: Some("outcome = 'won'"),
    },
    Reading {
        id: "won-created",
        says: "the amount of deals won, by the day they were opened",
        table: "opportunities",
        value: "amount",
        time: "created",
        filter: Some("outcome = 'won'"),
    },
    Reading {
        id: "new-business",
        says: "bookings of new customers and of more to customers, at the price after discounts",
        table: "bookings",
        value: "net",
        time: "date",
        filter: Some("kind in ('new', 'expansion')"),
    },
];

/// A reading of one year.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) reading: Reading,
    /// How an answer names it: the reading, with `-calendar-year` where the year is not the fiscal one.
    pub(super) id: String,
    pub(super) year: Period,
    pub(super) is_fiscal: bool,
    pub(super) money: Money,
    /// Rows that count.
    pub(super) rows: i64,
    /// Rows that do not, because no rate of their currency is told.
    pub(super) left_out: i64,
}

impl Sum {
    /// What it is, in words.
    pub(super) fn says(&self) -> String {
        let year = if self.is_fiscal { "fiscal year" } else { "calendar year" };
        format!("{}, {year} {}", self.reading.says, self.year.name)
    }

    /// The sum less Finance's figure, in minor units.
    pub(super) fn beyond(&self, figure: Money) -> i64 {
        self.money.minor().saturating_sub(figure.minor())
    }
}

/// The years that a figure may be meant for.
fn years(fiscal: &Period) -> Vec<(Period, bool)> {
    let mut years = vec![(fiscal.clone(), true)];
    let number: Option<i16> = fiscal.name.get(..4).and_then(|year| year.parse().ok());
    if let Some(number) = number
        && let (Ok(from), Ok(until)) = (Date::new(number, 1, 1), Date::new(number + 1, 1, 1))
        && (from, until) != (fiscal.from, fiscal.until)
    {
        years.push((Period { name: number.to_string(), from, until }, false));
    }
    years
}

/// All sums of a year that facts fill; those without a row are left out.
///
/// # Errors
/// The catalogue's own.
pub(super) fn sums(ground: &Ground, fiscal: &Period) -> Result<Vec<Sum>, EngineError> {
    let (Some(currency), Some(facts), Some(day)) =
        (ground.plan.company.currency, ground.facts()?, ground.day)
    else {
        return Ok(Vec::new());
    };
    let mut texts: Vec<(String, Vec<u8>)> = ground.all_texts();
    texts.push(("plan/start-readings.toml".to_owned(), measures().into_bytes()));
    let (plan, _) = plumb_plan::read_bytes(texts);
    let folder = tempfile::tempdir().map_err(EngineError::file(std::env::temp_dir()))?;
    let catalogue = Catalogue::build(&plan, Some(&facts), day, &folder.path().join("start.db"))?;
    let store = catalogue.connect()?;
    let mut sums = Vec::new();
    for (year, is_fiscal) in years(fiscal) {
        for reading in READINGS {
            let Some(measure) = plan.entity("measure", &name(reading.id)) else { continue };
            // A reading that the facts cannot fill is no error: they may have no list prices.
            let Ok(table) = evaluate(&store, measure, &[], Some(&year)) else { continue };
            let Some(row) = table.rows.first() else { continue };
            let Some(Figure::Exact(value)) = row.value else { continue };
            let Some(money) = Amount::from_millionths(value).to_money(currency, Rounding::HalfEven) else {
                continue;
            };
            if row.n > 0 && money.minor() != 0 {
                let id =
                    if is_fiscal { reading.id.to_owned() } else { format!("{}-calendar-year", reading.id) };
                let (year, rows, left_out) = (year.clone(), row.n, table.left_out);
                sums.push(Sum { reading, id, year, is_fiscal, money, rows, left_out });
            }
        }
    }
    Ok(sums)
}

/// What each person of the plan sold in a period, in whole units of the company's currency at the plan's rates. Sales
/// in a currency without a rate are left out, and so is who sold less than was given back.
///
/// # Errors
/// The catalogue's own.
pub(super) fn sold(ground: &Ground, period: &Period) -> Result<BTreeMap<String, u128>, EngineError> {
    let (Some(facts), Some(day)) = (ground.facts()?, ground.day) else { return Ok(BTreeMap::new()) };
    let (plan, _) = plumb_plan::read_bytes(ground.all_texts());
    let folder = tempfile::tempdir().map_err(EngineError::file(std::env::temp_dir()))?;
    let catalogue = Catalogue::build(&plan, Some(&facts), day, &folder.path().join("start.db"))?;
    let sql = "select person, sum(converted(net, currency, date) / 1000000) as sold from bookings \
               where date >= :from and date < :until and person is not null group by person having sold > 0";
    let bound = [("from", period.from.to_string().into()), ("until", period.until.to_string().into())];
    let table = catalogue.connect()?.query(sql, &bound)?;
    let row = |row: &Vec<Cell>| {
        Some((row.first()?.text()?.to_owned(), u128::from(row.get(1)?.int()?.unsigned_abs())))
    };
    Ok(table.rows.iter().filter_map(row).collect())
}

/// The fiscal year of the facts that a name means, else the last that is over.
pub(super) fn year(ground: &Ground, name: Option<&str>) -> Option<Period> {
    match name {
        None => ground.last_year(),
        Some(name) => {
            let calendar = &ground.plan.company.calendar;
            let named = calendar.named(name)?;
            calendar.period(named.from, Grain::Year).filter(|year| year.name == named.name)
        }
    }
}

fn name(reading: &str) -> String {
    format!("start-reading-{reading}")
}

/// The readings as measures.
fn measures() -> String {
    let measure = |reading: &Reading| {
        let filter = reading.filter.map_or_else(String::new, |filter| format!("filter = \"{filter}\"\n"));
        format!(
            "[measure.{}]\ntable = \"{}\"\nvalue = \"{}\"\ntime = \"{}\"\nunit = \"money\"\n{filter}\n",
            name(reading.id),
            reading.table,
            reading.value,
            reading.time
        )
    };
    READINGS.iter().map(measure).collect()
}
