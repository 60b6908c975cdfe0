//! Tables of rates over a column of the transactions.

use crate::events::Events;
use crate::plan::RateTable;
use crate::roster::date_of;

/// A table of rates, its values resolved to the codes of the column.
pub(crate) struct ByCode<'a> {
    table: &'a RateTable,
    codes: Option<&'a [u16]>,
    rates: Vec<Option<i64>>,
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
        Self {
            table,
            codes: words.map(|words| words.of.as_slice()),
            rates: if dated { Vec::new() } else { names.iter().map(rate).collect() },
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

    /// The rates without the days: every one that the table can give.
    pub(crate) fn all(&self) -> impl Iterator<Item = i64> + '_ {
        self.table.rows.iter().map(|row| row.rate.millionths()).chain(self.other)
    }

    /// The value of a row in the table's column.
    pub(crate) fn value(&self, row: u32) -> String {
        let code = self.codes.and_then(|codes| codes.get(row as usize)).copied().unwrap_or(u16::MAX);
        self.names.get(usize::from(code)).cloned().unwrap_or_default()
    }
}
