//! The transactions of an example as columns.

use std::collections::BTreeMap;

use plumb_diag::{Problem, Span};
use plumb_pay::events::{Keys, NONE, Numbers, Shares, Words};
use plumb_pay::predicate::ColumnKind;
use plumb_pay::{Events, Given, day_number};
use plumb_plan::Row;
use plumb_units::{Currency, Date, Quantity, Rate};

use super::super::columns;
use super::Case;

/// Number columns while they grow; whether one holds money is told by its first number.
#[derive(Default)]
struct Table {
    rows: usize,
    numbers: BTreeMap<String, (Option<bool>, Vec<i64>)>,
    texts: BTreeMap<String, Words>,
}

impl Table {
    /// Sets a number; `Err` where the column holds numbers of the other sort.
    fn number(&mut self, column: &str, row: usize, quantity: Quantity) -> Result<(), ()> {
        let money = matches!(quantity, Quantity::Money(_));
        let rows = self.rows;
        let (of_money, cells) =
            self.numbers.entry(column.to_owned()).or_insert_with(|| (None, vec![0; rows]));
        if of_money.is_some_and(|of_money| of_money != money) {
            return if quantity.integer() == 0 { Ok(()) } else { Err(()) };
        }
        *of_money = Some(money);
        if let Some(cell) = cells.get_mut(row) {
            *cell = quantity.integer();
        }
        Ok(())
    }

    fn text(&mut self, column: &str, row: usize, text: &str) {
        let rows = self.rows;
        let words = self
            .texts
            .entry(column.to_owned())
            .or_insert_with(|| Words { names: Vec::new(), of: vec![u16::MAX; rows] });
        let place = words.names.iter().position(|name| name == text).unwrap_or_else(|| {
            words.names.push(text.to_owned());
            words.names.len() - 1
        });
        if let (Some(cell), Ok(place)) = (words.of.get_mut(row), u16::try_from(place)) {
            *cell = place;
        }
    }
}

impl Case<'_> {
    pub(super) fn events(&mut self, _given: &Given) -> Events {
        let rows = self.row.rows("transaction");
        let first = self.pay().map_or(Date::MIN, |plan| plan.from);
        let mut events = Events::default();
        let mut table = Table { rows: rows.len(), ..Table::default() };
        let ids: Vec<String> = rows
            .iter()
            .map(|row| row.text("id").map_or_else(|| format!("t{}", row.position), str::to_owned))
            .collect();
        let mut shares = Vec::new();
        let mut currencies: Vec<Option<(Currency, Span)>> = vec![None; rows.len()];
        let mut roles: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            let on = row.text("on").unwrap_or("booking");
            self.event(on, row.place("on"));
            events.on.push(kind(&mut events.kinds, on));
            events.days.push(day_number(row.date("date").unwrap_or(first)));
            let owner = row.text("person").map_or_else(|| self.somebody(), str::to_owned);
            events.owner.push(self.people.of(&owner));
            events.refers.push(self.refers(row, &ids));
            let mut own = Vec::new();
            for share in row.keys("shares") {
                match Rate::parse(&share.key).ok().and_then(|rate| u32::try_from(rate.millionths()).ok()) {
                    Some(millionths) => own.push((self.people.of(&share.source), millionths)),
                    None => self.wrong(
                        share.span,
                        format!("`{}` is no share", share.key),
                        "write it as `\"30 %\"`",
                    ),
                }
            }
            shares.push(own);
            for role in row.keys("roles") {
                let person = self.people.of(&role.key);
                let people = roles.entry(role.source.clone()).or_insert_with(|| vec![NONE; rows.len()]);
                if let Some(cell) = people.get_mut(place) {
                    *cell = person;
                }
            }
            self.columns(&mut table, &mut currencies, place, row, on);
        }
        for (name, (money, of)) in table.numbers {
            events.numbers.insert(name, Numbers { money: money.unwrap_or(false), of });
        }
        events.keys = Keys::Texts(ids);
        events.texts = table.texts;
        events.roles = roles;
        events.shares = packed(&shares);
        self.currencies(&mut events, &currencies);
        events
    }

    fn wrong(&mut self, span: Span, message: String, help: &str) {
        self.problems.push(Problem::error("wrong-value", message).at(span, "").help(help));
    }

    /// Says when the name of an event is nearly one that is known, or that the plans name.
    fn event(&mut self, name: &str, span: Span) {
        let named = self.read.iter().flat_map(|read| {
            let credits = read.plan.credits.iter().flat_map(|credit| &credit.on);
            credits.chain(read.plan.settlement.clawback.iter().flat_map(|clawback| &clawback.on))
        });
        let mut known: Vec<&str> = named.map(String::as_str).chain(columns::EVENTS.iter().copied()).collect();
        known.sort_unstable();
        known.dedup();
        if known.contains(&name) {
            return;
        }
        if let Some(near) = plumb_diag::nearest(name, known.iter().copied()) {
            let help = format!("did you mean `{near}`?");
            let problem = Problem::error("unknown-name", format!("no event is called `{name}`"));
            self.problems.push(problem.at(span, "").help(help));
        }
    }

    fn refers(&mut self, row: &Row, ids: &[String]) -> u32 {
        for field in ["reverses", "follows"] {
            let Some(name) = row.text(field) else { continue };
            match ids.iter().position(|id| id == name).and_then(|place| u32::try_from(place).ok()) {
                Some(place) => return place,
                None => self.unknown("transaction", name, row.place(field), ids),
            }
        }
        NONE
    }

    /// What a transaction has in its columns: what it writes, and its amount in those that credits of its event read.
    fn columns(
        &mut self,
        table: &mut Table,
        currencies: &mut [Option<(Currency, Span)>],
        place: usize,
        row: &Row,
        on: &str,
    ) {
        let mut money = |case: &mut Self, quantity: Quantity, span: Span| {
            let (Some(money), Some(slot)) = (quantity.money(), currencies.get_mut(place)) else { return };
            match slot {
                Some((currency, first)) if *currency != money.currency() => {
                    let message =
                        format!("this is in {}, and the transaction in {currency}", money.currency());
                    let problem = Problem::error("unit-mismatch", message).at(span, "").also(*first, "");
                    case.problems.push(problem.help("a transaction has one currency"));
                }
                Some(_) => {}
                None => *slot = Some((money.currency(), span)),
            }
        };
        for value in row.keys("with") {
            table.text(&value.source, place, &value.key);
            let quantity = match Quantity::parse(&value.key) {
                Ok(quantity) => Some(quantity),
                Err(_) if value.key == "true" => Quantity::parse("1").ok(),
                Err(_) => None,
            };
            let Some(quantity) = quantity else { continue };
            money(self, quantity, value.span);
            if table.number(&value.source, place, quantity).is_err() {
                let message = format!("`{}` is money in one transaction and none in another", value.source);
                self.wrong(value.span, message, "write all of a column in one unit");
            }
        }
        let Some(amount) = row.quantity("amount") else { return };
        money(self, amount, row.place("amount"));
        let written = |column: &str| row.keys("with").iter().any(|value| value.source == column);
        let mut columns: Vec<&str> = self.amounts_read(on).filter(|column| !written(column)).collect();
        columns.push("net");
        columns.sort_unstable();
        columns.dedup();
        let is_money = amount.money().is_some();
        let fits = |column: &&str| match columns::known(column) {
            Some(ColumnKind::Money) => is_money,
            Some(ColumnKind::Number) => !is_money,
            _ => true,
        };
        let columns: Vec<String> = columns.into_iter().filter(fits).map(str::to_owned).collect();
        if columns.is_empty() {
            let message = "no credit reads a bare number".to_owned();
            self.wrong(row.place("amount"), message, "write it with its currency: `\"1 000 EUR\"`");
        }
        for column in columns {
            if table.number(&column, place, amount).is_err() {
                let message = format!("`{column}` is money in one transaction and none in another");
                self.wrong(row.place("amount"), message, "write all of a column in one unit");
            }
        }
    }

    /// The columns that credits of an event read, in any plan.
    fn amounts_read(&self, on: &str) -> impl Iterator<Item = &str> {
        let credits = self.read.iter().flat_map(|read| &read.plan.credits);
        let takes_back = self.read.iter().any(|read| {
            read.plan
                .settlement
                .clawback
                .as_ref()
                .is_some_and(|clawback| clawback.on.iter().any(|event| event == on))
        });
        credits
            .filter(move |credit| {
                credit.on.is_empty() || takes_back || credit.on.iter().any(|event| event == on)
            })
            .map(|credit| credit.amount.as_str())
    }

    /// The currencies of transactions, where one is not the plan's.
    fn currencies(&mut self, events: &mut Events, currencies: &[Option<(Currency, Span)>]) {
        let Some(own) = self.pay().map(|plan| plan.currency) else { return };
        let of_plans = self.read.iter().all(|read| read.plan.currency == own);
        if of_plans && currencies.iter().flatten().all(|(currency, _)| *currency == own) {
            return;
        }
        for currency in currencies {
            let currency = currency.map_or(own, |(currency, _)| currency);
            let place = events.currencies.iter().position(|known| *known == currency).unwrap_or_else(|| {
                events.currencies.push(currency);
                events.currencies.len() - 1
            });
            events.currency.push(u8::try_from(place).unwrap_or(u8::MAX));
        }
    }
}

fn kind(kinds: &mut Vec<String>, on: &str) -> u8 {
    let place = kinds.iter().position(|kind| kind == on).unwrap_or_else(|| {
        kinds.push(on.to_owned());
        kinds.len() - 1
    });
    u8::try_from(place).unwrap_or(u8::MAX)
}

fn packed(shares: &[Vec<(u32, u32)>]) -> Shares {
    if shares.iter().all(Vec::is_empty) {
        return Shares::default();
    }
    let mut found = Shares { starts: vec![0], of: Vec::new() };
    for of_row in shares {
        found.of.extend(of_row);
        found.starts.push(u32::try_from(found.of.len()).unwrap_or(u32::MAX));
    }
    found
}
