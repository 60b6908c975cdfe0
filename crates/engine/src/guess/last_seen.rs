//! When each person was last seen at work, for those who left without anybody saying so.

use std::collections::BTreeMap;

use plumb_store::{Store, StoreError};
use plumb_units::Date;

use super::Ground;
use super::seen::{People, date, number};

/// Days without any trace after which somebody may have left.
const SILENT: i32 = 180;

/// Traces of people at work.
pub(super) struct LastSeen {
    days: BTreeMap<usize, Date>,
    /// The newest trace of anybody.
    newest: Date,
    /// Open deals by their owner.
    open: BTreeMap<usize, usize>,
    /// Deals and sales by their owner.
    sales: BTreeMap<usize, usize>,
}

/// Reads the newest trace of each: deals opened and closed, sales, activities, changes.
pub(super) fn read(store: &Store, ground: &Ground<'_>, people: &People) -> Result<LastSeen, StoreError> {
    let sql = "with traces as (
            select source, person, created as day from opportunities union all
            select source, person, closed from opportunities union all
            select source, person, date from bookings union all
            select source, person, substr(started, 1, 10) from activities union all
            select source, person, substr(changed_at, 1, 10) from opportunity_changes)
        select source, person, max(day) from traces where person <> '' and day is not null and day <= :exported_at group by 1, 2";
    let table = store.query(sql, &[("exported_at", ground.exported_at.to_string().into())])?;
    let mut days = BTreeMap::new();
    for row in &table.rows {
        let [source, person, day] = row.as_slice() else { continue };
        if let (Some(place), Some(day)) = (people.place(&source.to_string(), &person.to_string()), date(day))
        {
            days.insert(place, day);
        }
    }
    let sql = "select source, person, count(*) from opportunities where outcome = 'open' and person <> '' group by 1, 2";
    let table = store.query(sql, &[])?;
    let owned = |row: &Vec<plumb_store::Cell>| {
        let [source, person, deals] = row.as_slice() else { return None };
        Some((people.place(&source.to_string(), &person.to_string())?, number(deals)))
    };
    let sql = "select source, person, count(*) from (select source, person from opportunities union all \
               select source, person from bookings) where person <> '' group by 1, 2";
    let sales = store.query(sql, &[])?;
    let newest = days.values().max().copied().unwrap_or(ground.exported_at);
    Ok(LastSeen {
        newest,
        open: table.rows.iter().filter_map(owned).collect(),
        sales: sales.rows.iter().filter_map(owned).collect(),
        days,
    })
}

impl LastSeen {
    /// What to say of somebody who is not said to have left and was not seen for long.
    pub(super) fn doubt(&self, place: usize) -> Option<String> {
        let day = self.days.get(&place)?;
        let silent = (self.newest - *day).get_days();
        (silent > SILENT)
            .then(|| format!("last seen on {day}, {silent} days before the newest trace of anybody: left?"))
    }

    /// Open deals of a person.
    pub(super) fn open(&self, place: usize) -> usize {
        self.open.get(&place).copied().unwrap_or(0)
    }

    /// Deals and sales of a person.
    pub(super) fn sales(&self, place: usize) -> usize {
        self.sales.get(&place).copied().unwrap_or(0)
    }

    /// Whether anybody owns a deal or a sale.
    pub(super) fn any_sales(&self) -> bool {
        !self.sales.is_empty()
    }
}
