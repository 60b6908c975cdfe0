//! Forms: what a question asks for, and what people write made into what a plan takes.

use std::collections::BTreeMap;

use plumb_diag::nearest;
use plumb_units::{Money, NumberFormat, Quantity, Rate, Rounding, parse_date};
use serde::Serialize;

use super::Trouble;
use super::ground::Ground;

/// One of the twelve questions, ready to be asked.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// Its id.
    pub id: String,
    /// Its place, from 1.
    pub number: usize,
    /// The question.
    pub says: String,
    /// Why it is asked.
    pub why: String,
    /// What it asks for.
    pub form: Vec<FieldView>,
    /// What was guessed and from what, a line each; nothing of it is a fact.
    pub guess: Vec<String>,
    /// `open`, `answered`, `skipped` or `sent`.
    pub state: String,
    /// Who answered, skipped or sent it.
    pub by: Option<String>,
    /// When.
    pub on: Option<String>,
    /// To whom it was sent.
    pub to: Option<String>,
    /// Whether its answer is about single people: it is kept in `plan/private/` only.
    pub private: bool,
}

/// A field of a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldView {
    /// Its name in a file of answers.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// `text`, `lines`, `choice`, `money`, `rate`, `date`, `flag`, `count`, `file` or `table`.
    pub kind: String,
    /// What may be chosen; empty for other kinds.
    pub options: Vec<OptionView>,
    /// The columns of a table, in their order; a row is a line with `;` between its cells.
    pub columns: Vec<FieldView>,
    /// Whether an answer needs it.
    pub required: bool,
    /// What was answered before, else what was guessed.
    pub value: Option<String>,
    /// An example of how it is written.
    pub example: String,
}

/// Something that may be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct OptionView {
    /// How it is written.
    pub value: String,
    /// What it means.
    pub label: String,
}

/// What became of an answer.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    /// The questions.
    pub questions: Vec<String>,
    /// What is wrong; nothing is written then.
    pub problems: Vec<AnswerProblem>,
    /// Files that were written, by path below the workspace.
    pub written: Vec<String>,
    /// What was done, in sentences.
    pub says: Vec<String>,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerProblem {
    /// The field; none where it is about the whole answer.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl FieldView {
    pub(super) fn new(name: impl Into<String>, kind: &str, label: &str, example: &str) -> Self {
        Self {
            name: name.into(),
            label: label.to_owned(),
            kind: kind.to_owned(),
            example: example.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) fn or(self, value: Option<String>) -> Self {
        Self { value, ..self }
    }

    pub(super) fn choice(name: &str, label: &str, options: &[(&str, &str)]) -> Self {
        let option =
            |(value, label): &(&str, &str)| OptionView { value: (*value).into(), label: (*label).into() };
        let example = options.first().map_or("", |(value, _)| value);
        Self { options: options.iter().map(option).collect(), ..Self::new(name, "choice", label, example) }
    }

    pub(super) fn table(name: &str, label: &str, example: &str, columns: Vec<FieldView>) -> Self {
        Self { columns, ..Self::new(name, "table", label, example) }
    }
}

/// What a question asks for, with what was guessed.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) guess: Vec<String>,
    pub(super) fields: Vec<FieldView>,
}

/// Values of fields by name, each written as a plan takes it.
pub(super) type Values = BTreeMap<String, String>;

impl Form {
    /// Checks values against the fields: each as a plan takes it, and everything that is wrong.
    pub(super) fn checked(&self, ground: &Ground, question: &str, values: &Values) -> (Values, Vec<Trouble>) {
        let (mut checked, mut troubles) = (Values::new(), Vec::new());
        for (name, value) in values {
            let Some(field) = self.fields.iter().find(|field| field.name == *name) else {
                let names = self.fields.iter().map(|field| field.name.as_str());
                let help = match nearest(name, names.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its fields are `{}`", names.collect::<Vec<_>>().join("`, `")),
                };
                troubles.push(Trouble::new(name, format!("`{question}` has no field `{name}`"), help));
                continue;
            };
            match written(ground, field, value) {
                Ok(value) => {
                    checked.insert(name.clone(), value);
                }
                Err(wrong) => troubles.extend(wrong),
            }
        }
        for field in self.fields.iter().filter(|field| field.required && !values.contains_key(&field.name)) {
            let message = format!("`{question}` needs `{}`: {}", field.name, field.label);
            troubles.push(Trouble::whole(message, format!("write `{} = \"{}\"`", field.name, field.example)));
        }
        (checked, troubles)
    }
}

/// A value as a plan takes it.
fn written(ground: &Ground, field: &FieldView, value: &str) -> Result<String, Vec<Trouble>> {
    let wrong = |message: String, help: String| vec![Trouble::new(&field.name, message, help)];
    let example = || format!("write it as `{}`", field.example);
    match field.kind.as_str() {
        "money" => money(ground, value).map(|money| money.to_string()).map_err(|why| wrong(why, example())),
        "rate" => rate(value).map(|rate| rate.to_string()).map_err(|why| wrong(why, example())),
        "date" => parse_date(value).map(|date| date.to_string()).ok_or_else(|| {
            wrong(format!("`{value}` is not a day"), "write year, month and day, such as `2026-01-31`".into())
        }),
        "count" => match value.parse::<u32>() {
            Ok(count) => Ok(count.to_string()),
            Err(_) => Err(wrong(format!("`{value}` is not a whole number"), example())),
        },
        "flag" => match value.to_lowercase().as_str() {
            "yes" | "y" | "true" | "ja" => Ok("true".into()),
            "no" | "n" | "false" | "nein" => Ok("false".into()),
            _ => Err(wrong(format!("`{value}` is neither yes nor no"), "write `yes` or `no`".into())),
        },
        "choice" => choice(field, value).map_err(|trouble| vec![trouble]),
        "table" => table(ground, field, value),
        "lines" => {
            Ok(value.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
        }
        _ => Ok(value.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

fn choice(field: &FieldView, value: &str) -> Result<String, Trouble> {
    let values = || field.options.iter().map(|option| option.value.as_str());
    if let Some(known) = values().find(|known| known.eq_ignore_ascii_case(value)) {
        return Ok(known.to_owned());
    }
    let help = match nearest(value, values()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("choose one of `{}`", values().collect::<Vec<_>>().join("`, `")),
    };
    Err(Trouble::new(&field.name, format!("`{value}` cannot be chosen for `{}`", field.name), help))
}

/// The rows of a table, each cell as a plan takes it.
fn table(ground: &Ground, field: &FieldView, value: &str) -> Result<String, Vec<Trouble>> {
    let (mut rows, mut troubles) = (Vec::new(), Vec::new());
    for (index, line) in value.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let cells = cells(line);
        let row = index + 1;
        if cells.len() > field.columns.len() {
            let names: Vec<&str> = field.columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!(
                "row {row} of `{}` has {} cells, and {} are asked for",
                field.name,
                cells.len(),
                names.len()
            );
            troubles.push(Trouble::new(&field.name, message, format!("write `{}`", names.join("; "))));
            continue;
        }
        let mut taken = Vec::new();
        for (place, column) in field.columns.iter().enumerate() {
            let cell = cells.get(place).map_or("", |cell| cell.trim());
            let of_row = |trouble: Trouble| Trouble {
                field: Some(field.name.clone()),
                message: format!("row {row}, {}: {}", column.name, trouble.message),
                help: trouble.help,
            };
            if cell.is_empty() {
                if column.required {
                    let help = format!("write {}, such as `{}`", column.label, column.example);
                    troubles.push(of_row(Trouble::whole("nothing stands there", help)));
                }
                taken.push(String::new());
                continue;
            }
            match written(ground, column, cell) {
                Ok(cell) => taken.push(cell),
                Err(wrong) => troubles.extend(wrong.into_iter().map(of_row)),
            }
        }
        rows.push(joined(taken.iter().map(String::as_str)));
    }
    if troubles.is_empty() { Ok(rows.join("\n")) } else { Err(troubles) }
}

/// The cells of a row; quotes keep a `;` within a cell.
pub(super) fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            ';' if !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            other => cell.push(other),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
}

/// Cells as a row; empty cells at its end are left out.
pub(super) fn joined<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let quote = |cell: &str| {
        let cell = cell.replace(['\n', '\r'], " ");
        if cell.contains([';', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    let mut cells: Vec<String> = cells.map(quote).collect();
    while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells.join("; ")
}

/// Money; without a currency it is in the company's.
pub(super) fn money(ground: &Ground, value: &str) -> Result<Money, String> {
    let bare = value.replace([' ', '_', '\u{a0}', '\u{202f}'], "");
    if let Some(currency) = ground.plan.company.currency
        && let Ok(amount) = plumb_units::Amount::parse(&bare, NumberFormat::POINT)
    {
        let exact = amount.to_money(currency, Rounding::Floor);
        return exact
            .filter(|money| amount.to_money(currency, Rounding::Ceil) == Some(*money))
            .ok_or_else(|| format!("`{value}` is finer than the smallest coin of {currency}"));
    }
    match Quantity::parse(value) {
        Ok(Quantity::Money(money)) => Ok(money),
        Ok(_) => Err(format!("`{value}` is no money")),
        Err(why) => Err(why.to_string()),
    }
}

/// A rate; it must say per cent, for nobody knows whether a bare number does.
pub(super) fn rate(value: &str) -> Result<Rate, String> {
    Rate::parse(value).map_err(|why| why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_keep_a_semicolon_in_its_cell() {
        assert_eq!(
            cells("ground; \"Sweden; all of it\"; 2026-01-01"),
            ["ground", "Sweden; all of it", "2026-01-01"]
        );
    }

    proptest! {
        #[test]
        fn a_row_that_is_written_is_read_back(row in proptest::collection::vec("[^\n\r]{0,12}", 1..5)) {
            let mut row: Vec<String> = row.iter().map(|cell| cell.trim().to_owned()).collect();
            while row.len() > 1 && row.last().is_some_and(String::is_empty) {
                row.pop();
            }
            prop_assert_eq!(cells(&joined(row.iter().map(String::as_str))), row);
        }
    }
}
