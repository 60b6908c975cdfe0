//! What happened, as columns: one row per transaction, in any order.

use std::collections::BTreeMap;

use plumb_units::Currency;

/// No person, no text.
pub const NONE: u32 = u32::MAX;

/// Transactions as columns. All columns are equally long.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// What the source calls each; together with the day it settles the order.
    pub keys: Keys,
    /// The day, counted from 1970-01-01.
    pub days: Vec<i32>,
    /// The kind of event: an index into [`kinds`](Self::kinds).
    pub on: Vec<u8>,
    /// Kinds of event: `booking`, `invoice`, `payment`, `cancel`, …
    pub kinds: Vec<String>,
    /// Whose it is: an index of a person, or [`NONE`].
    pub owner: Vec<u32>,
    /// Numbers by name: `net`, `list`, `margin`, `quantity`, …
    pub numbers: BTreeMap<String, Numbers>,
    /// Texts by name: `offering`, `segment`, `kind`, …
    pub texts: BTreeMap<String, Words>,
    /// People by role on the transaction: `specialist`, `partner`.
    pub roles: BTreeMap<String, Vec<u32>>,
    /// Who shares it beside the owner.
    pub shares: Shares,
    /// The row that this one takes back, wholly or in part, or that it follows (the sale of a payment); [`NONE`] for others.
    pub refers: Vec<u32>,
    /// The currency of money columns by row; empty: the plan's.
    pub currency: Vec<u8>,
    /// The currencies.
    pub currencies: Vec<Currency>,
}

/// What the source calls the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Numbers, in their own order.
    Numbers(Vec<u64>),
    /// Texts, in the order of their bytes.
    Texts(Vec<String>),
}

impl Default for Keys {
    fn default() -> Self {
        Self::Texts(Vec::new())
    }
}

/// A column of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Whether these are minor units of money; else millionths.
    pub money: bool,
    /// The numbers; an empty cell is 0.
    pub of: Vec<i64>,
}

/// Kinds of event after which a deal no longer stands.
pub const TAKES_BACK: [&str; 4] = ["cancel", "return", "nonpayment", "churn"];

/// A column of texts, each distinct one kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The distinct texts.
    pub names: Vec<String>,
    /// An index into them, or `u16::MAX` for an empty cell.
    pub of: Vec<u16>,
}

/// Who shares each row beside the owner: the entries of row `r` are `of[starts[r]..starts[r + 1]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Empty where nothing is shared; else one more than there are rows.
    pub starts: Vec<u32>,
    /// Person and share in millionths.
    pub of: Vec<(u32, u32)>,
}

impl Events {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// What the source calls a row, as text.
    pub fn key(&self, row: usize) -> String {
        match &self.keys {
            Keys::Numbers(keys) => keys.get(row).map(u64::to_string).unwrap_or_default(),
            Keys::Texts(keys) => keys.get(row).cloned().unwrap_or_default(),
        }
    }

    /// The text of a row in a column.
    pub fn text(&self, column: &str, row: usize) -> Option<&str> {
        let words = self.texts.get(column)?;
        words.names.get(usize::from(*words.of.get(row)?)).map(String::as_str)
    }

    /// The number of a row in a column; 0 where the column is not there.
    pub fn number(&self, column: &str, row: usize) -> i64 {
        self.numbers.get(column).and_then(|numbers| numbers.of.get(row)).copied().unwrap_or(0)
    }

    /// Who shares a row beside the owner.
    pub fn shared(&self, row: usize) -> &[(u32, u32)] {
        let bounds = self.shares.starts.get(row).zip(self.shares.starts.get(row + 1));
        bounds.and_then(|(from, to)| self.shares.of.get(*from as usize..*to as usize)).unwrap_or(&[])
    }

    /// Adds rows that are [copies](Self::copies) of rows of these: their columns are the same.
    ///
    /// ```
    /// use plumb_pay::events::{Events, Keys};
    /// let mut events = Events { keys: Keys::Numbers(vec![7]), days: vec![100], on: vec![0], owner: vec![4], refers: vec![u32::MAX], ..Events::default() };
    /// events.append(events.copies(&[(0, 465)], true));
    /// assert_eq!((events.days, events.owner), (vec![100, 465], vec![4, 4]));
    /// ```
    pub fn append(&mut self, more: Self) {
        let rows = self.len();
        match (&mut self.keys, more.keys) {
            (Keys::Numbers(keys), Keys::Numbers(more)) => keys.extend(more),
            (Keys::Texts(keys), Keys::Texts(more)) => keys.extend(more),
            _ => {}
        }
        self.days.extend(more.days);
        self.on.extend(more.on);
        self.owner.extend(more.owner);
        self.refers.extend(more.refers);
        self.currency.extend(more.currency);
        for (name, numbers) in &mut self.numbers {
            numbers.of.extend(more.numbers.get(name).into_iter().flat_map(|more| &more.of));
        }
        for (name, words) in &mut self.texts {
            words.of.extend(more.texts.get(name).into_iter().flat_map(|more| &more.of));
        }
        for (name, people) in &mut self.roles {
            people.extend(more.roles.get(name).into_iter().flatten());
        }
        if more.shares.of.is_empty() && self.shares.starts.is_empty() {
            return;
        }
        if self.shares.starts.is_empty() {
            self.shares.starts = vec![0; rows + 1];
        }
        let before = self.shares.of.len();
        let ends = more.shares.starts.iter().skip(1);
        let ends = ends.map(|end| u32::try_from(before).unwrap_or(u32::MAX).saturating_add(*end));
        self.shares.starts.extend(ends);
        self.shares.of.extend(more.shares.of);
    }

    /// Copies of rows, each on a day of its own: what they are about stays, what they take back does not.
    ///
    /// `sized` keeps their numbers; without it they are 0. Keys come after all others of the day.
    ///
    /// ```
    /// use plumb_pay::events::{Events, Keys, Numbers};
    /// let mut events = Events { keys: Keys::Numbers(vec![7]), days: vec![100], on: vec![0], owner: vec![4], ..Events::default() };
    /// events.numbers.insert("net".into(), Numbers { money: true, of: vec![500] });
    /// let copies = events.copies(&[(0, 101), (0, 102)], true);
    /// assert_eq!((copies.days, copies.owner, copies.numbers["net"].of.clone()), (vec![101, 102], vec![4, 4], vec![500, 500]));
    /// ```
    pub fn copies(&self, of: &[(u32, i32)], sized: bool) -> Self {
        let rows = || of.iter().map(|(row, _)| *row as usize);
        let pick =
            |all: &[u32]| -> Vec<u32> { rows().map(|row| all.get(row).copied().unwrap_or(NONE)).collect() };
        let mut shares = Shares { starts: vec![0], of: Vec::new() };
        for row in rows() {
            shares.of.extend_from_slice(self.shared(row));
            shares.starts.push(u32::try_from(shares.of.len()).unwrap_or(u32::MAX));
        }
        let numbers = self.numbers.iter().map(|(name, numbers)| {
            let of = rows().map(|row| if sized { numbers.of.get(row).copied().unwrap_or(0) } else { 0 });
            (name.clone(), Numbers { money: numbers.money, of: of.collect() })
        });
        let texts = self.texts.iter().map(|(name, words)| {
            let of = rows().map(|row| words.of.get(row).copied().unwrap_or(u16::MAX)).collect();
            (name.clone(), Words { names: words.names.clone(), of })
        });
        Self {
            keys: match &self.keys {
                Keys::Numbers(_) => Keys::Numbers(vec![u64::MAX; of.len()]),
                // Above every text that a source would use.
                Keys::Texts(_) => Keys::Texts(vec!["\u{10ffff}".to_owned(); of.len()]),
            },
            days: of.iter().map(|(_, day)| *day).collect(),
            on: rows().map(|row| self.on.get(row).copied().unwrap_or(0)).collect(),
            kinds: self.kinds.clone(),
            owner: pick(&self.owner),
            numbers: numbers.collect(),
            texts: texts.collect(),
            roles: self.roles.iter().map(|(name, people)| (name.clone(), pick(people))).collect(),
            shares,
            refers: vec![NONE; of.len()],
            currency: if self.currency.is_empty() {
                Vec::new()
            } else {
                rows().map(|row| self.currency.get(row).copied().unwrap_or(0)).collect()
            },
            currencies: self.currencies.clone(),
        }
    }
}
