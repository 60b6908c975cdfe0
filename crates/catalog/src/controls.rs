//! What Finance says a period brought, beside what the measure gives there.

use std::collections::BTreeMap;

use plumb_plan::Plan;
use plumb_store::{Cell, Store, StoreError};
use plumb_units::{Date, Period, parse_date};

use crate::measure::{Figure, evaluate};
use crate::tables::{ColumnDoc, Storage, TableDoc};
use crate::{Ground, ResultTable};

/// One control total of Finance beside the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlCheck {
    /// The source that told it.
    pub source: String,
    /// Id of the measure; what the source calls it where the plan has no such measure.
    pub measure: String,
    /// Whether the plan has the measure.
    pub known: bool,
    /// First day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
    /// What Finance says, in millionths of the company's currency or of one; minutes of days and hours.
    pub finance: Option<i64>,
    /// What the measure gives, in the same.
    pub facts: Option<i64>,
    /// Whether both are money.
    pub is_money: bool,
    /// Rows of facts that count.
    pub rows: i64,
    /// Why the two cannot be compared, where they cannot.
    pub why_not: Option<String>,
    /// Where the control total stands: `table/source/key`.
    pub at: String,
}

/// A control total as it is told; those of one source, measure and period in several currencies are added up.
struct Told {
    finance: Option<i64>,
    at: String,
    why_not: Option<String>,
}

/// Every control total whose period ended by the day of the review, with what the facts give, by measure and period.
///
/// # Errors
/// The database's own. A measure that cannot be computed leaves its totals without facts and says so.
pub fn control_checks(plan: &Plan, store: &Store, ground: &Ground) -> Result<Vec<ControlCheck>, StoreError> {
    let rows = store.query(
        "select source, coalesce(measure, measure_key), measure is not null, valid_from, valid_until, amount, \
         currency, at from control_totals order by 2, 4, 5, 1, key",
        &[],
    )?;
    let mut told: BTreeMap<(String, bool, Date, Date, String), Told> = BTreeMap::new();
    for row in &rows.rows {
        let [source, measure, known, from, until, amount, currency, at] = row.as_slice() else { continue };
        let date = |cell: &Cell| cell.text().and_then(parse_date);
        let (Some(source), Some(measure), Some(at)) = (source.text(), measure.text(), at.text()) else {
            continue;
        };
        let (Some(from), Some(until)) = (date(from), date(until)) else { continue };
        if day_before(until) > ground.as_of {
            continue;
        }
        let is_money =
            plan.entity("measure", measure).is_some_and(|measure| measure.choice("unit") == Some("money"));
        let amount = match (amount.int(), is_money) {
            (Some(amount), true) => {
                ground.rates.convert(amount, currency.text(), Some(day_before(until))).ok().flatten()
            }
            (amount, _) => amount,
        };
        let key = (measure.to_owned(), known.int() == Some(1), from, until, source.to_owned());
        let sum =
            told.entry(key).or_insert_with(|| Told { finance: Some(0), at: at.to_owned(), why_not: None });
        sum.finance = sum.finance.zip(amount).and_then(|(sum, amount)| sum.checked_add(amount));
        if sum.finance.is_none() && sum.why_not.is_none() {
            let currency = currency.text().unwrap_or("the currency");
            sum.why_not = Some(format!(
                "the plan has no exchange rate for {currency} on {}; add it to `rates.csv`",
                day_before(until)
            ));
        }
    }
    let mut checks = Vec::new();
    for ((measure, known, from, until, source), told) in told {
        let mut check = ControlCheck {
            source,
            measure,
            known,
            from,
            until,
            finance: told.finance,
            facts: None,
            is_money: false,
            rows: 0,
            why_not: told.why_not,
            at: told.at,
        };
        of_facts(&mut check, plan, store);
        checks.push(check);
    }
    Ok(checks)
}

/// Fills in what the measure gives, or why it gives nothing that can be compared.
fn of_facts(check: &mut ControlCheck, plan: &Plan, store: &Store) {
    let Some(measure) = plan.entity("measure", &check.measure) else {
        let why = format!("the plan has no measure `{}`", check.measure);
        check.why_not.get_or_insert(why);
        return;
    };
    check.is_money = measure.choice("unit") == Some("money");
    let period = Period { name: String::new(), from: check.from, until: check.until };
    match evaluate(store, measure, &[], Some(&period)) {
        Ok(table) => {
            let remark = table.remark();
            let row = table.rows.first();
            check.rows = row.map_or(0, |row| row.n);
            match row.and_then(|row| row.value) {
                Some(Figure::Exact(value)) => check.facts = Some(value),
                Some(Figure::Share(_)) => {
                    check.why_not.get_or_insert("a ratio has no total".to_owned());
                }
                None if row.is_some_and(|row| row.denominator.is_some()) => {
                    check.why_not.get_or_insert("a ratio has no total".to_owned());
                }
                None => check.facts = Some(0),
            }
            if let Some(remark) = remark {
                check.why_not.get_or_insert(remark);
            }
        }
        Err(error) => {
            check.why_not.get_or_insert(error.to_string());
        }
    }
}

fn day_before(date: Date) -> Date {
    date.yesterday().unwrap_or(date)
}

/// The checks as a table that rules read.
pub(crate) fn table(checks: &[ControlCheck]) -> ResultTable {
    let date = |name: &str, says: &str| ColumnDoc::new(name, Storage::Text, "date", None, says);
    let columns = vec![
        ColumnDoc::text("source", "the source that told it"),
        ColumnDoc::text("measure", "id of the measure; the source's name where the plan has none"),
        ColumnDoc::integer("known", Some("0 or 1"), "whether the plan has the measure"),
        date("valid_from", "first day"),
        date("valid_until", "the day after the last one"),
        ColumnDoc::integer(
            "finance",
            Some("millionths, or minutes"),
            "what Finance says, in the company's currency",
        ),
        ColumnDoc::integer("facts", Some("millionths, or minutes"), "what the measure gives"),
        ColumnDoc::integer("facts_rows", None, "rows of facts that count"),
        ColumnDoc::text("why_not", "why the two cannot be compared, where they cannot"),
        ColumnDoc::text("at", "where the control total stands: `table/source/key`"),
    ];
    let rows = checks
        .iter()
        .map(|check| {
            vec![
                check.source.as_str().into(),
                check.measure.as_str().into(),
                i64::from(check.known).into(),
                check.from.to_string().into(),
                check.until.to_string().into(),
                check.finance.into(),
                check.facts.into(),
                check.rows.into(),
                check.why_not.clone().into(),
                check.at.as_str().into(),
            ]
        })
        .collect();
    let says = "Each control total of Finance whose period is over, beside what the measure gives in it.";
    ResultTable { table: TableDoc::new("control_checks", says, columns), rows }
}
