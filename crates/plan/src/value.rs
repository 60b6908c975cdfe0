//! One value of a plan, read and placed.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::Span;
use plumb_units::{Date, Duration, Id, Money, Period, Quantity, Rate};

/// A value and the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its text, quotes included. A default is placed at its entry.
    pub span: Span,
    /// What it says.
    pub data: Data,
}

/// What a value says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// Free text, or an SQL expression.
    Text(String),
    /// A list of free texts.
    Texts(Vec<Placed<String>>),
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Count(i64),
    /// A day.
    Date(Date),
    /// A period of the company's calendar.
    Period(Period),
    /// A rate.
    Rate(Rate),
    /// A number with its unit.
    Quantity(Quantity),
    /// An amount of money.
    Money(Money),
    /// A length of time.
    Duration(Duration),
    /// One of the words of the schema.
    Choice(&'static str),
    /// A thing of the plan that exists.
    Reference(Id),
    /// Things of the plan that exist, in the order written.
    References(Vec<Placed<Id>>),
    /// What other systems call the thing; or values by name, each as text.
    Keys(Vec<Key>),
    /// Numbers with their units.
    Quantities(Vec<Placed<Quantity>>),
    /// Nested rows, in the order written.
    Rows(Vec<Row>),
}

/// One item of a list with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// The item.
    pub value: T,
    /// Its text, quotes included.
    pub span: Span,
}

/// What another system calls a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The other system: `crm`.
    pub source: String,
    /// Its key, verbatim.
    pub key: String,
    /// The text of the key, quotes included.
    pub span: Span,
}

/// One nested row, such as a component of a pay plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its place among its sisters, from 1.
    pub position: usize,
    /// Its plan path: `pay.ae.component.2`.
    pub path: String,
    /// Its text, or its header.
    pub span: Span,
    /// What it fills.
    pub fields: BTreeMap<&'static str, Value>,
    /// Fields that are written and could not be read, such as names that nothing answers to. They are not the same as
    /// fields that are left out: a report for a role that is gone is not a report for all.
    pub unreadable: BTreeSet<&'static str>,
}

/// One thing of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its kind, as in the schema.
    pub kind: &'static str,
    /// Its id, unique in its kind.
    pub id: Id,
    /// Its plan path: `objective.grow` or `people.csv/ana`.
    pub path: String,
    /// Its header in TOML, its row in CSV.
    pub span: Span,
    /// How sure its author was, when the entry is only guessed.
    pub guessed: Option<String>,
    /// What it fills, defaults included.
    pub fields: BTreeMap<&'static str, Value>,
    /// Fields that are written and could not be read; see [`Row::unreadable`].
    pub unreadable: BTreeSet<&'static str>,
}

macro_rules! accessors {
    ($owner:ty, $separator:expr) => {
        impl $owner {
            /// The value of a field; `None` where nothing that can be read is written and no default stands.
            pub fn value(&self, field: &str) -> Option<&Value> {
                self.fields.get(field)
            }

            /// The place of a field, or of the whole where the field is not written.
            pub fn place(&self, field: &str) -> Span {
                self.value(field).map_or(self.span, |value| value.span)
            }

            /// The plan path of a field.
            pub fn at(&self, field: &str) -> String {
                format!("{}{}{field}", self.path, ($separator)(self))
            }

            /// A text or an SQL expression.
            pub fn text(&self, field: &str) -> Option<&str> {
                match &self.value(field)?.data {
                    Data::Text(text) => Some(text),
                    _ => None,
                }
            }

            /// A list of texts; empty where nothing is written.
            pub fn texts(&self, field: &str) -> &[Placed<String>] {
                match self.value(field).map(|value| &value.data) {
                    Some(Data::Texts(texts)) => texts,
                    _ => &[],
                }
            }

            /// A flag.
            pub fn flag(&self, field: &str) -> Option<bool> {
                match self.value(field)?.data {
                    Data::Flag(flag) => Some(flag),
                    _ => None,
                }
            }

            /// A whole number.
            pub fn count(&self, field: &str) -> Option<i64> {
                match self.value(field)?.data {
                    Data::Count(count) => Some(count),
                    _ => None,
                }
            }

            /// A day.
            pub fn date(&self, field: &str) -> Option<Date> {
                match self.value(field)?.data {
                    Data::Date(date) => Some(date),
                    _ => None,
                }
            }

            /// A period of the company's calendar.
            pub fn period(&self, field: &str) -> Option<&Period> {
                match &self.value(field)?.data {
                    Data::Period(period) => Some(period),
                    _ => None,
                }
            }

            /// A rate.
            pub fn rate(&self, field: &str) -> Option<Rate> {
                match self.value(field)?.data {
                    Data::Rate(rate) => Some(rate),
                    _ => None,
                }
            }

            /// A number with its unit.
            pub fn quantity(&self, field: &str) -> Option<Quantity> {
                match self.value(field)?.data {
                    Data::Quantity(quantity) => Some(quantity),
                    _ => None,
                }
            }

            /// An amount of money; also of a quantity that is money.
            pub fn money(&self, field: &str) -> Option<Money> {
                match self.value(field)?.data {
                    Data::Money(money) => Some(money),
                    Data::Quantity(quantity) => quantity.money(),
                    _ => None,
                }
            }

            /// A length of time.
            pub fn duration(&self, field: &str) -> Option<Duration> {
                match self.value(field)?.data {
                    Data::Duration(duration) => Some(duration),
                    _ => None,
                }
            }

            /// One of the words of the schema.
            pub fn choice(&self, field: &str) -> Option<&'static str> {
                match self.value(field)?.data {
                    Data::Choice(word) => Some(word),
                    _ => None,
                }
            }

            /// A thing that exists; `None` for a name that does not resolve.
            pub fn reference(&self, field: &str) -> Option<&Id> {
                match &self.value(field)?.data {
                    Data::Reference(id) => Some(id),
                    _ => None,
                }
            }

            /// Things that exist, without the names that do not resolve.
            pub fn references(&self, field: &str) -> &[Placed<Id>] {
                match self.value(field).map(|value| &value.data) {
                    Some(Data::References(ids)) => ids,
                    _ => &[],
                }
            }

            /// What other systems call it; of values by name, each as text.
            pub fn keys(&self, field: &str) -> &[Key] {
                match self.value(field).map(|value| &value.data) {
                    Some(Data::Keys(keys)) => keys,
                    _ => &[],
                }
            }

            /// Numbers with their units; empty where nothing is written.
            pub fn quantities(&self, field: &str) -> &[Placed<Quantity>] {
                match self.value(field).map(|value| &value.data) {
                    Some(Data::Quantities(quantities)) => quantities,
                    _ => &[],
                }
            }

            /// Nested rows; empty where nothing is written.
            pub fn rows(&self, field: &str) -> &[Row] {
                match self.value(field).map(|value| &value.data) {
                    Some(Data::Rows(rows)) => rows,
                    _ => &[],
                }
            }
        }
    };
}

accessors!(Entity, |entity: &Entity| if entity.path.contains('/') { '/' } else { '.' });
accessors!(Row, |_: &Row| '.');
