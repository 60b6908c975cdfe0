//! A pay plan as a letter that the person paid by it can read and sign: every setting in plain words, every figure from
//! the plan.

mod component;
mod counting;
mod payment;
#[cfg(test)]
mod tests;
mod words;
mod worked;

use std::fmt;

use plumb_units::{Currency, Date, Money, Rate};

pub use words::day;

use crate::plan::PayPlan;
use crate::predicate::Columns;

/// A letter, ready to be set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// What it is about, in a line.
    pub title: String,
    /// The first lines.
    pub greeting: Vec<String>,
    /// The parts in order.
    pub sections: Vec<Section>,
    /// Lines to sign on.
    pub signatures: Vec<String>,
}

/// A part of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its text.
    pub paragraphs: Vec<String>,
    /// A table below the text.
    pub table: Option<Table>,
}

/// A table; all rows are as long as its head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns hold.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// Something with an id, for which the company may have a better word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named<'a> {
    /// A column of transactions: `net`, `segment`.
    Column(&'a str),
    /// A value in a column.
    Value(&'a str, &'a str),
    /// A kind of event: `booking`.
    Event(&'a str),
    /// A role on a transaction: `specialist`.
    Role(&'a str),
    /// A credit of the plan.
    Credit(&'a str),
    /// A measure of the plan.
    Measure(&'a str),
    /// A component of the plan.
    Component(&'a str),
    /// An objective.
    Objective(&'a str),
    /// A figure that somebody enters.
    Figure(&'a str),
    /// What a column of transactions counts, in a sentence; told only where the company has one.
    Definition(&'a str),
}

impl<'a> Named<'a> {
    /// The id itself.
    pub fn id(self) -> &'a str {
        match self {
            Self::Column(id)
            | Self::Value(_, id)
            | Self::Event(id)
            | Self::Role(id)
            | Self::Credit(id)
            | Self::Measure(id)
            | Self::Component(id)
            | Self::Objective(id)
            | Self::Figure(id)
            | Self::Definition(id) => id,
        }
    }
}

/// A better word for an id, if there is one.
pub type Names = dyn Fn(Named<'_>) -> Option<String>;

/// To whom the letter goes, and in which words. What is not known is left open to be filled in by hand, or is as in the plan.
#[derive(Clone, Copy, Default)]
pub struct Reader<'a> {
    /// The name of the person.
    pub name: Option<&'a str>,
    /// The name of the company.
    pub company: Option<&'a str>,
    /// Who may be paid by the plan: its roles, in words.
    pub roles: &'a [String],
    /// The first day on which the person is paid by the plan, where that is later than the plan's.
    pub from: Option<Date>,
    /// Variable pay of a full year at target, where it differs from the plan's.
    pub on_target: Option<i64>,
    /// Fixed pay of a full year, where it differs from the plan's.
    pub base: Option<i64>,
    /// The draw of a pay period, where it differs from the plan's.
    pub draw: Option<i64>,
    /// A rate of the person's own.
    pub rate: Option<Rate>,
    /// Quotas by the id of their measure, or by the name that the table of quotas has for them, for a full window of the measure.
    pub quotas: &'a [(String, i64)],
    /// The columns of transactions, for the units of amounts and levels.
    pub columns: Option<&'a Columns>,
    /// Better words for ids; without them an id is its own word.
    pub names: Option<&'a Names>,
}

/// The plan as a letter. Settings that a plan leaves at nothing are said too where silence could be misread.
///
/// ```
/// # fn shown(plan: &plumb_pay::PayPlan) {
/// use plumb_pay::letter::{Reader, letter};
/// let letter = letter(plan, &Reader { name: Some("Ana Silva"), ..Reader::default() });
/// assert!(letter.to_string().contains("Dear Ana Silva"));
/// # }
/// ```
pub fn letter(plan: &PayPlan, reader: &Reader<'_>) -> Letter {
    let writer = Writer { plan, reader };
    let mut sections = vec![writer.what_it_is(), writer.what_counts()];
    sections.extend(writer.measures());
    for component in &plan.components {
        sections.push(writer.component(component));
    }
    sections.extend(writer.worked());
    sections.push(writer.payment());
    sections.push(writer.limits());
    sections.push(writer.taken_back());
    sections.push(writer.absence());
    Letter {
        title: format!("Your variable pay: {}", plan.name),
        greeting: vec![format!("Dear {},", reader.name.unwrap_or(BLANK))],
        sections,
        signatures: vec![
            format!("For {}: {BLANK}   Date: {BLANK}", reader.company.unwrap_or("the company")),
            format!("{}: {BLANK}   Date: {BLANK}", reader.name.unwrap_or("Employee")),
        ],
    }
}

/// Where something is filled in by hand.
const BLANK: &str = "____________________";

/// What every part of the letter is written from.
struct Writer<'a> {
    plan: &'a PayPlan,
    reader: &'a Reader<'a>,
}

impl Writer<'_> {
    fn currency(&self) -> Currency {
        self.plan.currency
    }

    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.currency()).to_string()
    }

    fn on_target(&self) -> i64 {
        self.reader.on_target.unwrap_or(self.plan.on_target)
    }

    fn base(&self) -> i64 {
        self.reader.base.unwrap_or(self.plan.base)
    }

    fn what_it_is(&self) -> Section {
        let plan = self.plan;
        let first = self.reader.from.map_or(plan.from, |from| from.max(plan.from));
        let roles = match self.reader.roles {
            [] => String::new(),
            roles => format!(" It is for: {}.", words::or(roles)),
        };
        let about = format!(
            "This letter sets out your variable pay under the plan “{}” ({}), version {}, which holds from {} to {}.{roles}",
            plan.name,
            plan.id,
            plan.version,
            words::day(plan.from),
            words::last_day(plan.until),
        );
        let mut paragraphs = vec![about];
        if first > plan.from {
            paragraphs.push(format!("It holds for you from {}.", words::day(first)));
        }
        let fixed = match self.base() {
            0 => String::new(),
            base => format!(", beside fixed pay of {}", self.money(base)),
        };
        paragraphs.push(format!(
            "At exactly your target you earn {} of variable pay in a full year{fixed}. Below target you earn less, above it more, as the following parts say.",
            self.money(self.on_target()),
        ));
        Section { heading: "What this is".to_owned(), paragraphs, table: None }
    }
}

impl fmt::Display for Letter {
    /// Plain text: headings on lines of their own, tables with columns of equal width.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        for line in &self.greeting {
            writeln!(f, "{line}\n")?;
        }
        for section in &self.sections {
            writeln!(f, "{}", section.heading)?;
            for paragraph in &section.paragraphs {
                writeln!(f, "{paragraph}")?;
            }
            if let Some(table) = &section.table {
                writeln!(f)?;
                let lines = || std::iter::once(&table.head).chain(&table.rows);
                let wide = |column: usize| {
                    lines()
                        .filter_map(|row| row.get(column))
                        .map(|cell| cell.chars().count())
                        .max()
                        .unwrap_or(0)
                };
                let widths: Vec<usize> = (0..table.head.len()).map(wide).collect();
                for row in lines() {
                    let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
                    writeln!(f, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
                }
            }
            writeln!(f)?;
        }
        for line in &self.signatures {
            writeln!(f, "{line}\n")?;
        }
        Ok(())
    }
}
