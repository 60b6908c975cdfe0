//! The benchmark's files as what a run needs.

use plumb_pay::events::{Keys, Numbers, Shares, Words};
use plumb_pay::given::{Member, QuotaRow, ReportingLine};
use plumb_pay::{Events, Given, date_of, day_number};
use plumb_units::{Calendar, Date, Rate};

use crate::Fallible;
use crate::columns::{Table, batches};

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
    let payees = Table::read(&format!("{folder}/payees.parquet"))?;
    let assign = Table::read(&format!("{folder}/assign.parquet"))?;
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
    let products = Table::read(&format!("{folder}/products.parquet"))?;
    let first = day_number(year.first);
    let mut events = Events { kinds: vec!["booking".to_owned()], ..Events::default() };
    let (mut keys, mut net, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    events.shares = Shares { starts: vec![0], of: Vec::new() };
    let wanted = ["txn_id", "day", "rep", "rep2", "split_bp", "prod", "amt"];
    batches(&format!("{folder}/txn.parquet"), &wanted, |total, columns| {
        if keys.is_empty() {
            keys.reserve_exact(total);
            net.reserve_exact(total);
            codes.reserve_exact(total);
            events.days.reserve_exact(total);
            events.owner.reserve_exact(total);
            events.shares.starts.reserve_exact(total + 1);
        }
        let [id, day, rep, rep2, split, product, amount] = columns else { return };
        id.each(|id| keys.push(id as u64));
        day.each(|day| events.days.push(first + day as i32));
        rep.each(|rep| events.owner.push(rep as u32));
        product.each(|product| codes.push(product as u16));
        amount.each(|amount| net.push(amount));
        for (second, share) in rep2.short().iter().zip(split.short()) {
            if *second >= 0 {
                events.shares.of.push((*second as u32, *share as u32 * 100));
            }
            events.shares.starts.push(events.shares.of.len() as u32);
        }
    })?;
    events.keys = Keys::Numbers(keys);
    events.numbers.insert("net".to_owned(), Numbers { money: true, of: net });
    let names = (0..products.rows()).map(|row| products.get("prod", row).to_string()).collect();
    events.texts.insert("offering".to_owned(), Words { names, of: codes });
    Ok(events)
}
