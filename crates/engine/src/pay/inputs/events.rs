//! Transactions as columns: bookings, invoices, payments, reversals, and what company measures count.

use std::collections::{BTreeMap, BTreeSet};

use plumb_pay::credit::To;
use plumb_pay::events::{Keys, NONE, Numbers, Shares, Words};
use plumb_pay::{Events, PayPlan, day_number};
use plumb_units::{Currency, MILLION, Rounding, divide};

use super::{Company, Fact, Names, cents};
use crate::pay::sheets::{Row, Sheets, day, int, text};

/// Columns of texts, with their places in a row of the sheet.
const TEXTS: [(&str, usize); 7] = [
    ("account", 6),
    ("offering", 8),
    ("segment", 9),
    ("channel", 10),
    ("kind", 11),
    ("territory", 12),
    ("unit", 13),
];

/// Roles that divide the sale itself; all others stand beside it.
const DIVIDES: [&str; 3] = ["", "owner", "split"];

/// The kind of event that rows of a table are; of other tables their name.
pub(crate) fn kind_of_table(table: &str) -> &str {
    match table {
        "bookings" => "booking",
        "invoices" => "invoice",
        "payments" => "payment",
        other => other,
    }
}

pub(super) fn read(
    company: &Company<'_>,
    pay: &[PayPlan],
    sheets: &Sheets,
    names: &mut Names,
    remarks: &mut Vec<String>,
) -> (Events, Vec<Fact>) {
    let mut table = Table::default();
    for row in sheets.of("events") {
        if let (Some(day), Some(at), Some(kind)) = (day(row, 4), text(row, 0), text(row, 1)) {
            table.transaction(company, row, day_number(day), at, kind, names);
        }
    }
    table.link(remarks);
    table.families(company);
    table.shares(sheets, names, pay);
    for (name, rows) in &sheets.rows {
        if let Some(measure) = name.strip_prefix("measure ") {
            table.measure(company, measure, rows, names);
        }
    }
    table.take_back();
    table.margins(pay, remarks);
    refunds(pay, &table, remarks);
    table.done(company)
}

/// Columns while they grow.
#[derive(Default)]
struct Table {
    events: Events,
    facts: Vec<Fact>,
    currency: Vec<Option<Currency>>,
    keys: Vec<String>,
    /// Source, key, key of the booking, key of the deal.
    ids: Vec<[Option<String>; 4]>,
    bookings: BTreeMap<(String, String), u32>,
    by_at: BTreeMap<String, u32>,
    shares: Vec<Vec<(u32, u32)>>,
    no_cost: BTreeSet<u32>,
    codes: BTreeMap<&'static str, BTreeMap<String, u16>>,
}

impl Table {
    fn len(&self) -> usize {
        self.events.days.len()
    }

    /// A new row with empty cells in every column.
    fn row(&mut self, at: &str, kind: &str, day: i32, owner: Option<&str>, names: &mut Names) -> u32 {
        let place = u32::try_from(self.len()).unwrap_or(NONE);
        self.events.days.push(day);
        let known = self.events.kinds.iter().position(|known| known == kind).unwrap_or_else(|| {
            self.events.kinds.push(kind.to_owned());
            self.events.kinds.len() - 1
        });
        self.events.on.push(u8::try_from(known).unwrap_or(u8::MAX));
        self.events.owner.push(owner.map_or(NONE, |owner| names.of(owner)));
        self.events.refers.push(NONE);
        for numbers in self.events.numbers.values_mut() {
            numbers.of.push(0);
        }
        for words in self.events.texts.values_mut() {
            words.of.push(u16::MAX);
        }
        self.keys.push(at.to_owned());
        self.facts.push(Fact { at: at.to_owned(), ..Fact::default() });
        self.currency.push(None);
        self.ids.push([None, None, None, None]);
        self.shares.push(Vec::new());
        self.by_at.insert(at.to_owned(), place);
        place
    }

    fn number(&mut self, column: &str, money: bool, row: u32, value: i64) {
        let rows = self.events.days.len();
        let numbers = self
            .events
            .numbers
            .entry(column.to_owned())
            .or_insert_with(|| Numbers { money, of: vec![0; rows] });
        if let Some(cell) = numbers.of.get_mut(row as usize) {
            *cell = value;
        }
    }

    fn text(&mut self, column: &'static str, row: u32, text: &str) {
        let rows = self.events.days.len();
        let words = self
            .events
            .texts
            .entry(column.to_owned())
            .or_insert_with(|| Words { names: Vec::new(), of: vec![u16::MAX; rows] });
        let codes = self.codes.entry(column).or_default();
        let code = codes.get(text).copied().or_else(|| {
            // One code is left for the empty cell.
            let code = u16::try_from(words.names.len()).ok().filter(|code| *code < u16::MAX)?;
            words.names.push(text.to_owned());
            codes.insert(text.to_owned(), code);
            Some(code)
        });
        if let (Some(cell), Some(code)) = (words.of.get_mut(row as usize), code) {
            *cell = code;
        }
    }

    fn transaction(
        &mut self,
        company: &Company<'_>,
        row: &Row,
        day: i32,
        at: &str,
        kind: &str,
        names: &mut Names,
    ) {
        let place = self.row(at, kind, day, text(row, 5), names);
        let currency = text(row, 18).and_then(|code| Currency::parse(code).ok());
        let own = currency.unwrap_or(company.currency);
        let slot = place as usize;
        if let Some(cell) = self.currency.get_mut(slot) {
            *cell = currency;
        }
        for (column, cell) in TEXTS {
            if let Some(word) = text(row, cell) {
                self.text(column, place, word);
            }
        }
        let money = |cell: usize| int(row, cell).map(|amount| cents(amount, own));
        let (list, net, cost) = (money(15), money(16), money(17));
        let amounts = [
            ("list", list),
            ("net", net),
            ("cost", cost),
            ("margin", net.zip(cost).map(|(net, cost)| net.saturating_sub(cost))),
        ];
        for (column, amount) in amounts {
            self.number(column, true, place, amount.unwrap_or(0));
        }
        if net.is_some_and(|net| net != 0) && cost.is_none() {
            self.no_cost.insert(place);
        }
        self.number("quantity", false, place, int(row, 14).unwrap_or(0));
        let discount = list.zip(net).filter(|(list, _)| *list > 0).and_then(|(list, net)| {
            let share = divide(
                (i128::from(list) - i128::from(net)) * i128::from(MILLION),
                i128::from(list),
                Rounding::HalfEven,
            )?;
            i64::try_from(share).ok()
        });
        self.number("discount", false, place, discount.unwrap_or(0));
        let months = sheet_days(row).and_then(|(from, until)| months(from, until));
        self.number("term", false, place, months.map_or(0, |months| i64::from(months) * MILLION));
        let id = |cell: usize| text(row, cell).map(str::to_owned);
        if let Some(fact) = self.facts.get_mut(slot) {
            fact.account = id(7);
            fact.months = months;
        }
        if let Some(ids) = self.ids.get_mut(slot) {
            *ids = [id(2), id(3), id(22), id(21)];
        }
        if kind == "booking"
            && let (Some(source), Some(key)) = (id(2), id(3))
        {
            self.bookings.insert((source, key), place);
        }
    }

    /// Leads invoices, payments and reversals to the booking that they are about: of the same source, else of the only one with
    /// this key; without a key, to the only booking of the same deal. What such a row does not say, its booking says.
    fn link(&mut self, remarks: &mut Vec<String>) {
        let mut by_key: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut by_deal: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
        for ((_, key), place) in &self.bookings {
            by_key.entry(key).or_default().push(*place);
            if let Some([Some(source), _, _, Some(deal)]) = self.ids.get(*place as usize) {
                by_deal.entry((source, deal)).or_default().push(*place);
            }
        }
        let only = |found: Option<&Vec<u32>>| {
            found.filter(|found| found.len() == 1).and_then(|found| found.first().copied())
        };
        let (mut links, mut lost) = (Vec::new(), 0_usize);
        for (place, [source, _, booking, deal]) in (0_u32..).zip(&self.ids) {
            let is_booking = self.kind(place) == Some("booking");
            let (Some(source), false) = (source, is_booking) else { continue };
            let found = match (booking, deal) {
                (Some(key), _) => self
                    .bookings
                    .get(&(source.clone(), key.clone()))
                    .copied()
                    .or_else(|| only(by_key.get(key.as_str()))),
                (None, Some(deal)) => only(by_deal.get(&(source.as_str(), deal.as_str()))),
                (None, None) => None,
            };
            match found {
                Some(sale) => links.push((place, sale)),
                None => lost += usize::from(booking.is_some()),
            }
        }
        if lost > 0 {
            remarks.push(format!("{lost} invoices, payments or reversals name a booking that is not there"));
        }
        for (place, sale) in links {
            self.follow(place as usize, sale as usize);
        }
    }

    fn follow(&mut self, row: usize, sale: usize) {
        let events = &mut self.events;
        if let (Some(refers), Ok(sale)) = (events.refers.get_mut(row), u32::try_from(sale)) {
            *refers = sale;
        }
        let owner = events.owner.get(sale).copied().unwrap_or(NONE);
        if let Some(cell) = events.owner.get_mut(row).filter(|cell| **cell == NONE) {
            *cell = owner;
        }
        for words in events.texts.values_mut() {
            let code = words.of.get(sale).copied().unwrap_or(u16::MAX);
            if let Some(cell) = words.of.get_mut(row).filter(|cell| **cell == u16::MAX) {
                *cell = code;
            }
        }
        let currency = self.currency.get(sale).copied().flatten();
        if let Some(cell) = self.currency.get_mut(row).filter(|cell| cell.is_none()) {
            *cell = currency;
        }
        let of_sale = self.facts.get(sale).cloned().unwrap_or_default();
        if let Some(fact) = self.facts.get_mut(row) {
            fact.account = fact.account.take().or(of_sale.account);
            fact.months = fact.months.or(of_sale.months);
        }
    }

    fn kind(&self, row: u32) -> Option<&str> {
        let kind = self.events.on.get(row as usize)?;
        self.events.kinds.get(usize::from(*kind)).map(String::as_str)
    }

    /// Rows that take a booking back lower every number of it, in the proportion of what is taken back.
    fn take_back(&mut self) {
        for row in 0..self.len() {
            let place = u32::try_from(row).unwrap_or(NONE);
            let sale = self.events.refers.get(row).copied().filter(|sale| *sale != NONE);
            let back = self.keys.get(row).is_some_and(|at| at.starts_with("reversals/"));
            let (Some(sale), true, Some(_)) = (sale, back, self.kind(place)) else { continue };
            let net = |row: usize| {
                self.events.numbers.get("net").and_then(|net| net.of.get(row)).copied().unwrap_or(0)
            };
            let (taken, whole) = (net(row), net(sale as usize));
            for numbers in self.events.numbers.values_mut() {
                let of_sale = numbers.of.get(sale as usize).copied().unwrap_or(0);
                let part = if taken == 0 || taken.unsigned_abs() >= whole.unsigned_abs() {
                    of_sale
                } else {
                    let product = i128::from(of_sale) * i128::from(taken.unsigned_abs());
                    let part = divide(product, i128::from(whole.unsigned_abs()).max(1), Rounding::HalfEven);
                    part.and_then(|part| i64::try_from(part).ok()).unwrap_or(of_sale)
                };
                if let Some(cell) = numbers.of.get_mut(row) {
                    *cell = part.saturating_neg();
                }
            }
        }
    }

    /// The family of each offering.
    fn families(&mut self, company: &Company<'_>) {
        let found: Vec<(u32, String)> = (0_u32..)
            .zip(&self.events.days)
            .filter_map(|(row, _)| {
                let offering =
                    company.plan.entity("offering", self.events.text("offering", row as usize)?)?;
                Some((row, offering.text("family")?.to_owned()))
            })
            .collect();
        for (row, family) in found {
            self.text("family", row, &family);
        }
    }

    /// Who shares a sale, and who has which part beside it.
    fn shares(&mut self, sheets: &Sheets, names: &mut Names, pay: &[PayPlan]) {
        let roles = pay.iter().flat_map(|plan| &plan.credits).filter_map(|credit| match &credit.to {
            To::Role(role) => Some(role.clone()),
            _ => None,
        });
        let rows = self.len();
        self.events.roles = roles.map(|role| (role, vec![NONE; rows])).collect();
        let mut by_booking: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
        let mut by_deal: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
        for row in sheets.of("shares") {
            match (text(row, 0), text(row, 1), text(row, 2)) {
                (Some(source), Some(booking), _) => {
                    by_booking.entry((source, booking)).or_default().push(row)
                }
                (Some(source), None, Some(deal)) => by_deal.entry((source, deal)).or_default().push(row),
                _ => {}
            }
        }
        if by_booking.is_empty() && by_deal.is_empty() {
            return;
        }
        for place in 0..rows {
            let sale = self
                .events
                .refers
                .get(place)
                .copied()
                .filter(|sale| *sale != NONE)
                .map_or(place, |sale| sale as usize);
            let Some([Some(source), Some(key), _, deal]) = self.ids.get(sale) else { continue };
            let told = by_booking.get(&(source.as_str(), key.as_str()));
            let told = told.or_else(|| by_deal.get(&(source.as_str(), deal.as_deref()?)));
            let day = self.events.days.get(sale).copied().unwrap_or(0);
            for row in told.into_iter().flatten() {
                let (Some(person), Some(share)) = (text(row, 3), int(row, 4)) else { continue };
                if self::day(row, 6).is_some_and(|from| day_number(from) > day) {
                    continue;
                }
                let (person, role) = (names.of(person), text(row, 5).unwrap_or_default());
                if !DIVIDES.contains(&role) {
                    let people = self.events.roles.entry(role.to_owned()).or_insert_with(|| vec![NONE; rows]);
                    if let Some(cell) = people.get_mut(place).filter(|cell| **cell == NONE) {
                        *cell = person;
                    }
                } else if self.events.owner.get(place) != Some(&person)
                    && let (Some(cell), Ok(share)) = (self.shares.get_mut(place), u32::try_from(share))
                {
                    cell.push((person, share));
                }
            }
        }
    }

    /// What a measure of the company counts: columns of its name, on the rows that are here or on rows of their own.
    fn measure(&mut self, company: &Company<'_>, measure: &str, rows: &[Row], names: &mut Names) {
        let entity = company.plan.entity("measure", measure);
        let is_ratio = entity.and_then(|entity| entity.choice("aggregate")) == Some("ratio");
        let whole = crate::pay::read::column_of_measure(measure);
        let [above, below] = crate::pay::read::columns_of_ratio(measure);
        for row in rows {
            let (Some(at), Some(from), Some(day)) = (text(row, 0), text(row, 1), day(row, 2)) else {
                continue;
            };
            let place = self.by_at.get(at).copied();
            let place = place.unwrap_or_else(|| {
                let place = self.row(at, kind_of_table(from), day_number(day), text(row, 3), names);
                for (column, cell) in [("account", 4), ("offering", 5), ("segment", 6), ("kind", 7)] {
                    if let Some(word) = text(row, cell) {
                        self.text(column, place, word);
                    }
                }
                for people in self.events.roles.values_mut() {
                    people.push(NONE);
                }
                place
            });
            let currency = text(row, 11).and_then(|code| Currency::parse(code).ok());
            if let Some(cell) = self.currency.get_mut(place as usize).filter(|cell| cell.is_none()) {
                *cell = currency;
            }
            let value = |cell: usize| {
                int(row, cell).map_or(0, |value| currency.map_or(value, |currency| cents(value, currency)))
            };
            let money = currency.is_some();
            if is_ratio {
                self.number(&above, money, place, value(9));
                self.number(&below, money, place, value(10));
            } else {
                self.number(&whole, money, place, value(9));
            }
        }
    }

    /// Says where a margin is paid on sales whose cost nobody knows.
    fn margins(&self, pay: &[PayPlan], remarks: &mut Vec<String>) {
        let wanted = pay.iter().filter(|plan| plan.credits.iter().any(|credit| credit.amount == "margin"));
        let wanted: Vec<&str> = wanted.map(|plan| plan.id.as_str()).collect();
        if !wanted.is_empty() && !self.no_cost.is_empty() {
            let many = self.no_cost.len();
            remarks.push(format!(
                "{many} transactions have no cost, so their margin is not known and `{}` pays nothing for it",
                wanted.join("`, `")
            ));
        }
    }

    fn done(mut self, company: &Company<'_>) -> (Events, Vec<Fact>) {
        let foreign = self
            .currency
            .iter()
            .any(|currency| currency.is_some_and(|currency| currency != company.currency));
        if foreign {
            let mut all: BTreeSet<Currency> = self.currency.iter().flatten().copied().collect();
            all.insert(company.currency);
            let all: Vec<Currency> = all.into_iter().collect();
            let code = |currency: &Option<Currency>| {
                let currency = currency.unwrap_or(company.currency);
                all.binary_search(&currency).ok().and_then(|place| u8::try_from(place).ok()).unwrap_or(0)
            };
            self.events.currency = self.currency.iter().map(code).collect();
            self.events.currencies = all;
        }
        if self.shares.iter().any(|of| !of.is_empty()) {
            let mut shares = Shares { starts: vec![0], of: Vec::new() };
            for of in &self.shares {
                shares.of.extend(of);
                shares.starts.push(u32::try_from(shares.of.len()).unwrap_or(u32::MAX));
            }
            self.events.shares = shares;
        }
        self.events.keys = Keys::Texts(self.keys);
        (self.events, self.facts)
    }
}

/// Says when money was paid back and a plan pays for payments without a word on that.
fn refunds(pay: &[PayPlan], table: &Table, remarks: &mut Vec<String>) {
    if !table.events.kinds.iter().any(|kind| kind == "refund") {
        return;
    }
    for plan in pay {
        let named = |kind: &str| {
            let credits = plan.credits.iter().flat_map(|credit| &credit.on);
            credits
                .chain(plan.settlement.clawback.iter().flat_map(|clawback| &clawback.on))
                .any(|on| on == kind)
        };
        if named("payment") && !named("refund") {
            remarks.push(format!(
                "`pay.{}` pays for payments and says nothing of those paid back: add `refund` to `on`",
                plan.id
            ));
        }
    }
}

fn sheet_days(row: &Row) -> Option<(plumb_units::Date, plumb_units::Date)> {
    Some((day(row, 19)?, day(row, 20)?))
}

/// Whole months from one day until another.
fn months(from: plumb_units::Date, until: plumb_units::Date) -> Option<u32> {
    let months = (i32::from(until.year()) - i32::from(from.year())) * 12 + i32::from(until.month())
        - i32::from(from.month());
    let months = if until.day() < from.day() { months - 1 } else { months };
    u32::try_from(months).ok()
}
