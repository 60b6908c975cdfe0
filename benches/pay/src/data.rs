//! The benchmark's files as what a run needs.

use plumb_pay::events::{Keys, Numbers, Words};
use plumb_pay::given::{Member, QuotaRow, ReportingLine};
use plumb_pay::{Events, Given, date_of, day_number};
use plumb_units::{Calendar, Date, Rate};

use crate::Fallible;
use crate::columns::{Columns, Table};

/// The fiscal year of the data.
pub(crate) struct Year {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) after: Date,
}

impl Year {
    pub(crate) fn new() -> Fallible<Self> {
        let day = |text: &str| plumb_units::parse_date(text).ok_or_else(|| format!("`{text}` is no date"));
        Ok(Self { first: day("2026-01-01")?, last: day("2026-12-31")?, after: day("2027-01-01")? })
    }
}

/// People, quotas, reporting lines. Plans come in the order of their ids.
pub(crate) fn given(folder: &str, year: &Year) -> Fallible<Given> {
    let payees = Table::read(format!("{folder}/payees.parquet"))?;
    let assign = Table::read(format!("{folder}/assign.parquet"))?;
    let calendar = Calendar::months(1).ok_or("January is no month")?;
    let mut given = Given::new(calendar, year.last);
    let count = payees.rows();
    given.people = (0..count).map(|person| person.to_string()).collect();
    for person in 0..count {
        let leads = payees.get("lvl", person) > 0;
        given.members.push(Member {
            person: person as u32,
            // Plans come in the order of their ids: `lead`, `seller`.
            plan: usize::from(!leads),
            from: year.first,
            until: None,
            on_target: Some(payees.get("ti", person)),
            base: None,
            draw: Some(payees.get("draw", person)),
            rate: Some(Rate::from_millionths(payees.get("over_bp", person) * 100)),
            role: if leads { "lead" } else { "seller" }.to_owned(),
        });
        given.quotas.push(QuotaRow {
            person: person as u32,
            measure: "credit".to_owned(),
            from: year.first,
            until: year.after,
            amount: payees.get("quota", person),
            recorded: None,
        });
    }
    let first = day_number(year.first);
    for row in 0..assign.rows() {
        let date = |column: &str| date_of(first + assign.get(column, row) as i32);
        given.lines.push(ReportingLine {
            person: assign.get("child", row) as u32,
            to: assign.get("parent", row) as u32,
            from: date("from_day"),
            until: Some(date("to_day")),
        });
    }
    Ok(given)
}

/// All transactions.
pub(crate) fn events(folder: &str, year: &Year) -> Fallible<Events> {
    let products = Table::read(format!("{folder}/products.parquet"))?;
    let first = day_number(year.first);
    let mut events = Events { kinds: vec!["booking".to_owned()], ..Events::default() };
    let columns = Columns::open(format!("{folder}/txn.parquet"))?;
    let rows = columns.rows()?;
    let (mut keys, mut net, mut codes) =
        (Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows));
    events.days.reserve_exact(rows);
    events.owner.reserve_exact(rows);
    let mut starts = Vec::with_capacity(rows + 1);
    starts.push(0);
    let (mut seconds, mut shares) = (Vec::new(), Vec::new());
    for group in columns.groups() {
        columns.read(group, "txn_id", &mut keys, |id| id as u64)?;
        columns.read(group, "day", &mut events.days, |day| first + day as i32)?;
        columns.read(group, "rep", &mut events.owner, |rep| rep as u32)?;
        columns.read(group, "prod", &mut codes, |product| product as u16)?;
        columns.read(group, "amt", &mut net, |amount| amount)?;
        seconds.clear();
        shares.clear();
        columns.read(group, "rep2", &mut seconds, |rep| u32::try_from(rep).ok())?;
        columns.read(group, "split_bp", &mut shares, |share| share as u32 * 100)?;
        for (second, share) in seconds.iter().zip(&shares) {
            if let Some(second) = second {
                events.shares.of.push((*second, *share));
            }
            starts.push(events.shares.of.len() as u32);
        }
    }
    events.shares.starts = starts;
    events.keys = Keys::Numbers(keys);
    events.numbers.insert("net".to_owned(), Numbers { money: true, of: net });
    let names = (0..products.rows()).map(|row| products.get("prod", row).to_string()).collect();
    events.texts.insert("offering".to_owned(), Words { names, of: codes });
    Ok(events)
}
