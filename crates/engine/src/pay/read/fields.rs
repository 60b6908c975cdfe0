//! Entries and nested rows alike: what a field says, where it stands, what is wrong with it.

use plumb_diag::{Problem, Span};
use plumb_plan::{Data, Entity, Placed, Row, Value};
use plumb_units::{Currency, Date, Quantity};

/// An entry of the plan or a row nested in it.
pub(crate) trait Fields {
    /// The value of a field.
    fn get(&self, field: &str) -> Option<&Value>;
    /// The place of the whole.
    fn whole(&self) -> Span;
    /// Whether a field is written and could not be read; that is reported already.
    fn is_unreadable(&self, field: &str) -> bool;

    /// Whether a field is written, readable or not.
    fn has(&self, field: &str) -> bool {
        self.get(field).is_some_and(|value| value.span != self.whole()) || self.is_unreadable(field)
    }

    /// The place of a field, or of the whole where it is not written.
    fn spot(&self, field: &str) -> Span {
        self.get(field).map_or(self.whole(), |value| value.span)
    }

    /// A text.
    fn words(&self, field: &str) -> Option<&str> {
        match &self.get(field)?.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list of texts.
    fn list(&self, field: &str) -> &[Placed<String>] {
        match self.get(field).map(|value| &value.data) {
            Some(Data::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// A flag; `false` where nothing is written.
    fn is(&self, field: &str) -> bool {
        matches!(self.get(field).map(|value| &value.data), Some(Data::Flag(true)))
    }

    /// A day.
    fn day(&self, field: &str) -> Option<Date> {
        match self.get(field)?.data {
            Data::Date(date) => Some(date),
            _ => None,
        }
    }

    /// A number with its unit.
    fn amount(&self, field: &str) -> Option<Quantity> {
        match self.get(field)?.data {
            Data::Quantity(quantity) => Some(quantity),
            Data::Money(money) => Some(Quantity::Money(money)),
            _ => None,
        }
    }

    /// The id of a thing of the plan.
    fn id_of(&self, field: &str) -> Option<&str> {
        match &self.get(field)?.data {
            Data::Reference(id) => Some(id.as_str()),
            _ => None,
        }
    }

    /// Nested rows.
    fn below(&self, field: &str) -> &[Row] {
        match self.get(field).map(|value| &value.data) {
            Some(Data::Rows(rows)) => rows,
            _ => &[],
        }
    }
}

impl Fields for Entity {
    fn get(&self, field: &str) -> Option<&Value> {
        self.value(field)
    }

    fn whole(&self) -> Span {
        self.span
    }

    fn is_unreadable(&self, field: &str) -> bool {
        self.unreadable.contains(field)
    }
}

impl Fields for Row {
    fn get(&self, field: &str) -> Option<&Value> {
        self.value(field)
    }

    fn whole(&self) -> Span {
        self.span
    }

    fn is_unreadable(&self, field: &str) -> bool {
        self.unreadable.contains(field)
    }
}

/// Money in minor units of this currency; anything else is reported.
pub(crate) fn minor(
    quantity: Quantity,
    span: Span,
    what: &str,
    currency: Currency,
    problems: &mut Vec<Problem>,
) -> Option<i64> {
    match quantity.money() {
        Some(money) if money.currency() == currency => Some(money.minor()),
        Some(money) => {
            let message = format!("`{what}` is in {}, and the plan pays in {currency}", money.currency());
            let help = format!("write it in {currency}, or set the plan's `currency`");
            problems.push(Problem::error("unit-mismatch", message).at(span, "").help(help));
            None
        }
        None => {
            let message = format!("`{what}` is {}, and money is meant", unit_words(quantity));
            let help = format!("write it as `\"{} {currency}\"`", plain_number(quantity));
            problems.push(Problem::error("unit-mismatch", message).at(span, "").help(help));
            None
        }
    }
}

/// A quantity's unit in words: `in EUR`, `a rate`, `a bare number`.
pub(crate) fn unit_words(quantity: Quantity) -> String {
    match quantity {
        Quantity::Money(money) => format!("in {}", money.currency()),
        Quantity::Rate(_) => "in per cent".to_owned(),
        Quantity::Count(_) => "a bare number".to_owned(),
        Quantity::Duration(_) => "a length of time".to_owned(),
    }
}

fn plain_number(quantity: Quantity) -> String {
    match quantity {
        Quantity::Count(count) => count.to_string(),
        _ => "1 000".to_owned(),
    }
}
