//! The message of a rule: text with the names of figures in braces.

use std::collections::BTreeMap;

use plumb_diag::Span;
use plumb_store::Cell;
use plumb_units::{Amount, Currency, Money, Rounding};

use crate::threshold::Threshold;

/// A message with places for figures.
///
/// `{name}` is the figure as it is; `{name:%}` a share as a percentage with one decimal; `{name:money}` minor units
/// and `{name:amount}` millionths, rounded to the minor unit, both in the company's currency; `{name:deal|deals}` a number
/// with its word, for one and for many; a threshold's name is its text with unit.
#[derive(Clone, Debug)]
pub struct Says {
    parts: Vec<Part>,
    /// Where it stands in its page.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Figure { name: String, form: Form },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Percent,
    Money,
    Amount,
    Counted(String, String),
    Unknown,
}

impl Says {
    /// Reads a message; an open brace without its end is text.
    pub fn read(text: &str, span: Span) -> Self {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            parts.push(Part::Text(before.to_owned()));
            let (name, form) = match name.split_once(':') {
                None => (name, Form::Plain),
                Some((name, "%")) => (name, Form::Percent),
                Some((name, "money")) => (name, Form::Money),
                Some((name, "amount")) => (name, Form::Amount),
                Some((name, words)) => match words.split_once('|') {
                    Some((one, many)) => (name, Form::Counted(one.to_owned(), many.to_owned())),
                    None => (name, Form::Unknown),
                },
            };
            parts.push(Part::Figure { name: name.to_owned(), form });
            rest = tail;
        }
        parts.push(Part::Text(rest.to_owned()));
        Self { parts, span }
    }

    /// The names in braces, with whether their form is known.
    pub fn names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Figure { name, form } => Some((name.as_str(), *form != Form::Unknown)),
            Part::Text(_) => None,
        })
    }

    /// A figure as the message writes it; `None` where the message does not show it.
    pub fn figure(&self, name: &str, cell: &Cell, currency: Currency) -> Option<String> {
        self.parts.iter().find_map(|part| match part {
            Part::Figure { name: shown, form } if shown == name => Some(written(cell, form, currency)),
            _ => None,
        })
    }

    /// The message with its figures; one that is absent is a dash.
    pub fn fill(
        &self,
        figures: &BTreeMap<String, Cell>,
        thresholds: &BTreeMap<String, Threshold>,
        currency: Currency,
    ) -> String {
        let mut message = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => message.push_str(text),
                Part::Figure { name, form } => match (figures.get(name), thresholds.get(name)) {
                    (Some(cell), _) => message.push_str(&written(cell, form, currency)),
                    (None, Some(threshold)) => message.push_str(&threshold.text),
                    (None, None) => message.push('–'),
                },
            }
        }
        message.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn written(cell: &Cell, form: &Form, currency: Currency) -> String {
    match (cell, form) {
        (Cell::Null, _) => "–".to_owned(),
        (Cell::Int(minor), Form::Money) => Money::new(*minor, currency).to_string(),
        (Cell::Int(millionths), Form::Amount) => {
            let amount = Amount::from_millionths(*millionths);
            amount
                .to_money(currency, Rounding::HalfEven)
                .map_or_else(|| format!("{amount} {currency}"), |money| money.to_string())
        }
        (cell, Form::Percent) => {
            cell.real().map_or_else(|| cell.to_string(), |share| format!("{:.1} %", share * 100.0))
        }
        (Cell::Int(1), Form::Counted(one, _)) => format!("1 {one}"),
        (cell, Form::Counted(_, many)) => format!("{cell} {many}"),
        (Cell::Real(value), _) => {
            let rounded = format!("{value:.2}");
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        (cell, _) => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plumb_diag::Files;

    fn says(text: &str) -> String {
        let span = Span { file: Files::default().add("", ""), start: 0, end: 0 };
        let figures =
            [("share", Cell::Real(0.158)), ("node", "north".into()), ("part", Cell::Int(1_234_500))];
        let figures = figures.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect();
        let thresholds = [("last_days".to_owned(), Threshold::parse("10 days", "").unwrap())].into();
        Says::read(text, span).fill(&figures, &thresholds, Currency::parse("EUR").unwrap())
    }

    #[test]
    fn figures_stand_in_their_units() {
        assert_eq!(
            says("`{node}` sells {share:%} below list in the last {last_days}: {part:money}"),
            "`north` sells 15.8 % below list in the last 10 days: 12 345.00 EUR"
        );
    }

    #[test]
    fn one_thing_is_not_things() {
        assert_eq!(says("{part:deal|deals}"), "1234500 deals");
        let span = Span { file: Files::default().add("", ""), start: 0, end: 0 };
        let one = [("n".to_owned(), Cell::Int(1))].into();
        let said = Says::read("{n:deal|deals} left", span).fill(
            &one,
            &BTreeMap::new(),
            Currency::parse("EUR").unwrap(),
        );
        assert_eq!(said, "1 deal left");
    }

    #[test]
    fn a_figure_that_is_absent_is_a_dash() {
        assert_eq!(says("{nothing} of {node"), "– of {node");
    }
}
