//! Tables of rates over a column of the transactions.

use crate::component::Price;
use crate::events::Events;
use crate::plan::{PayPlan, RateTable};
use crate::roster::date_of;

/// Where a line does not say which of the rates it has.
pub(crate) const ASK: u8 = u8::MAX;

/// The table that prices a plan's lines: that of its first component with one.
///
/// Its rates are looked up when a transaction is credited and kept in the lines. The rows of one person's lines lie far
/// apart, so looking them up line by line would cost more than all that is computed of them.
pub(crate) fn priced_by(plan: &PayPlan) -> Option<&RateTable> {
    plan.components.iter().find_map(|component| match &component.price {
        Price::Table(table) => Some(table),
        _ => None,
    })
}

/// A table of rates, its values resolved to the codes of the column.
pub(crate) struct ByCode<'a> {
    table: &'a RateTable,
    codes: Option<&'a [u16]>,
    rates: Vec<Option<i64>>,
    /// Every rate that the table can give, each once, and by code which of them it is.
    distinct: Vec<i64>,
    places: Vec<u8>,
    dated: bool,
    names: &'a [String],
    other: Option<i64>,
}

impl<'a> ByCode<'a> {
    pub(crate) fn new(table: &'a RateTable, events: &'a Events) -> Self {
        let words = events.texts.get(&table.by);
        let names: &[String] = words.map_or(&[], |words| &words.names);
        let dated = table.rows.iter().any(|row| row.from.is_some() || row.until.is_some());
        let today = plumb_units::Date::MIN;
        let rate = |name: &String| table.rate(Some(name), today).map(|rate| rate.millionths());
        let rates: Vec<Option<i64>> = if dated { Vec::new() } else { names.iter().map(rate).collect() };
        let given = table.rows.iter().map(|row| row.rate).chain(table.other);
        let mut distinct: Vec<i64> = given.map(|rate| rate.millionths()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        Self {
            table,
            codes: words.map(|words| words.of.as_slice()),
            places: rates.iter().map(|rate| place(&distinct, *rate)).collect(),
            rates,
            distinct,
            dated,
            names,
            other: table.other.map(|rate| rate.millionths()),
        }
    }

    /// The rate of a row, in millionths.
    #[inline]
    pub(crate) fn rate(&self, row: u32, day: i32) -> Option<i64> {
        let code = self.codes.and_then(|codes| codes.get(row as usize)).copied().unwrap_or(u16::MAX);
        if self.dated {
            let name = self.names.get(usize::from(code)).map(String::as_str);
            return self.table.rate(name, date_of(day)).map(|rate| rate.millionths());
        }
        self.rates.get(usize::from(code)).copied().unwrap_or(self.other)
    }

    /// Which of [`distinct`](Self::distinct) the rate of a row is; [`ASK`] where there is none or none can be told.
    #[inline]
    pub(crate) fn place(&self, row: u32, day: i32) -> u8 {
        let code = self.codes.and_then(|codes| codes.get(row as usize)).copied().unwrap_or(u16::MAX);
        match self.places.get(usize::from(code)) {
            Some(place) => *place,
            None => place(&self.distinct, self.rate(row, day)),
        }
    }

    /// Every rate that the table can give, each once, in order.
    pub(crate) fn distinct(&self) -> &[i64] {
        &self.distinct
    }

    /// The value of a row in the table's column.
    pub(crate) fn value(&self, row: u32) -> String {
        let code = self.codes.and_then(|codes| codes.get(row as usize)).copied().unwrap_or(u16::MAX);
        self.names.get(usize::from(code)).cloned().unwrap_or_default()
    }
}

fn place(distinct: &[i64], rate: Option<i64>) -> u8 {
    let place = rate.and_then(|rate| distinct.binary_search(&rate).ok());
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(ASK)
}

#[cfg(test)]
mod tests {
    use plumb_units::{Rate, parse_date};

    use super::*;
    use crate::events::Words;
    use crate::plan::TableRow;
    use crate::roster::day_number;

    fn row(is: &str, rate: i64, from: Option<&str>) -> TableRow {
        let from = from.map(|day| parse_date(day).unwrap());
        TableRow { is: is.to_owned(), rate: Rate::from_millionths(rate), from, until: None }
    }

    /// What a line keeps of each row's rate, read back.
    fn kept(table: &RateTable, events: &Events, day: i32) -> Vec<Option<i64>> {
        let table = ByCode::new(table, events);
        let of_row = |row: u32| table.distinct().get(usize::from(table.place(row, day))).copied();
        let found: Vec<Option<i64>> = (0..4).map(of_row).collect();
        assert_eq!(found, (0..4).map(|row| table.rate(row, day)).collect::<Vec<_>>());
        found
    }

    #[test]
    fn a_kept_rate_is_the_rate_of_the_row_on_the_day() {
        let mut events = Events::default();
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        events.texts.insert("offering".to_owned(), Words { names, of: vec![0, 1, 2, u16::MAX] });
        let rows = vec![row("a", 50, None), row("b", 20, None)];
        let plain = RateTable { by: "offering".to_owned(), rows: rows.clone(), other: None };
        assert_eq!(kept(&plain, &events, 0), [Some(50), Some(20), None, None]);
        let other = RateTable { other: Some(Rate::from_millionths(20)), ..plain.clone() };
        assert_eq!(kept(&other, &events, 0), [Some(50), Some(20), Some(20), Some(20)]);
        let dated = RateTable { rows: [rows, vec![row("a", 70, Some("2026-07-01"))]].concat(), ..plain };
        let july = day_number(parse_date("2026-07-01").unwrap());
        assert_eq!(kept(&dated, &events, july - 1), [Some(50), Some(20), None, None]);
        assert_eq!(kept(&dated, &events, july), [Some(70), Some(20), None, None]);
    }

    #[test]
    fn of_more_rates_than_a_line_can_tell_the_last_are_asked_for() {
        let mut events = Events::default();
        let names: Vec<String> = (0..300).map(|name: i32| name.to_string()).collect();
        events.texts.insert("offering".to_owned(), Words { names, of: vec![254, 255, 299] });
        let rows = (0..300).map(|name: i64| row(&name.to_string(), name, None)).collect();
        let table = RateTable { by: "offering".to_owned(), rows, other: None };
        let table = ByCode::new(&table, &events);
        assert_eq!([0, 1, 2].map(|row| table.place(row, 0)), [254, ASK, ASK]);
    }
}
