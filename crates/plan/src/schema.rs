//! What a plan may say: one table of all kinds and their fields.
//!
//! Reading, the tables in the catalogue and the users' guide all come from this table, so they cannot differ.

mod direction;
mod ground;
mod markdown;
mod pay;
mod people;
mod selling;
mod working;

pub use direction::DRIVERS;
pub use markdown::markdown;

/// One kind of thing in a plan, such as `objective`.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The word users write, kebab-case: `[objective.grow]`.
    pub name: &'static str,
    /// What it is, in one line.
    pub says: &'static str,
    /// Its own fields, in the order of the guide. [`Kind::all_fields`] adds those that every kind has.
    pub fields: &'static [Field],
    /// Whether it holds from a day until a day ([`DATED`] fields).
    pub dated: bool,
    /// Whether both of these days must be written.
    pub bounded: bool,
    /// The CSV file that may hold it, below `plan/`. The file name decides; the folder is free.
    pub csv: Option<&'static str>,
    /// The fields that together identify a CSV row which has no id of its own; empty where the row must carry `id`.
    pub identity: &'static [&'static str],
}

/// One field of a kind, or of a row nested in it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The word users write.
    pub name: &'static str,
    /// What the value may be.
    pub ty: Type,
    /// Whether an entry without it is an error.
    pub required: bool,
    /// What it means, with its unit, in one line.
    pub says: &'static str,
    /// The value that stands where nothing is written.
    pub default: Option<&'static str>,
    /// Which numbers make sense.
    pub bounds: Bounds,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Free text.
    Text,
    /// A list of free texts.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// A day.
    Date,
    /// A period of the company's calendar, by name.
    Period,
    /// A share or a speed of change, in per cent.
    Rate,
    /// An amount of money, a rate, a count or a duration.
    Quantity,
    /// An amount of money in one currency.
    Money,
    /// A length of time.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The id of a thing of this kind.
    Ref(&'static str),
    /// A list of ids of this kind.
    Refs(&'static str),
    /// What other systems call it: source and key.
    Keys,
    /// Numbers with their units.
    Quantities,
    /// Texts, numbers and flags by names that nobody has fixed, such as the columns of a transaction.
    Named,
    /// An SQL expression over one fact table.
    Sql,
    /// Rows with these fields.
    Rows(&'static [Field]),
}

/// Which numbers make sense for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounds {
    /// Any, below zero too.
    Any,
    /// Zero and above.
    NotNegative,
    /// From 0 % to 100 %.
    Fraction,
}

/// The fields that every kind may have.
pub const COMMON: &[Field] = &[
    field("name", Type::Text, "what people call it"),
    field("note", Type::Text, "anything worth knowing; nothing is computed from it"),
    field("was", Type::Text, "the id it had before it was renamed"),
];

/// The fields of dated kinds.
pub const DATED: &[Field] = &[
    field("from", Type::Date, "first day on which it holds; empty: always held"),
    field("until", Type::Date, "first day on which it no longer holds; empty: still holds"),
    field("recorded", Type::Date, "day on which it became known"),
];

const GROUPS: &[&[Kind]] =
    &[direction::KINDS, people::KINDS, pay::KINDS, selling::KINDS, working::KINDS, ground::KINDS];

/// All kinds, in the order of the guide.
///
/// ```
/// assert!(plumb_plan::schema::kinds().any(|kind| kind.name == "objective"));
/// ```
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    GROUPS.iter().copied().flatten()
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

impl Kind {
    /// All fields an entry may have: [`COMMON`], [`DATED`] where it is dated, then its own.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let dated = if self.dated { DATED } else { &[] };
        COMMON.iter().chain(dated).chain(self.fields)
    }

    /// Whether an entry of this kind without this field is an error.
    pub fn requires(&self, field: &Field) -> bool {
        field.required || (self.bounded && matches!(field.name, "from" | "until"))
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.name == name)
    }
}

impl Type {
    /// The word for it in the guide and in messages.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Texts => "list of texts",
            Self::Flag => "flag",
            Self::Count => "whole number",
            Self::Date => "date",
            Self::Period => "period",
            Self::Rate => "rate",
            Self::Quantity => "quantity",
            Self::Money => "money",
            Self::Duration => "duration",
            Self::Choice(_) => "choice",
            Self::Ref(_) => "id",
            Self::Refs(_) => "list of ids",
            Self::Keys => "keys",
            Self::Quantities => "list of quantities",
            Self::Named => "values by name",
            Self::Sql => "SQL expression",
            Self::Rows(_) => "rows",
        }
    }

    /// A value that can be pasted, as it stands in TOML.
    pub fn example(&self) -> String {
        match self {
            Self::Text => "\"any text\"".into(),
            Self::Texts => "[\"one\", \"two\"]".into(),
            Self::Flag => "true".into(),
            Self::Count => "8".into(),
            Self::Date => "\"2026-01-31\"".into(),
            Self::Period => "\"2026-Q3\"".into(),
            Self::Rate => "\"11 %\"".into(),
            Self::Quantity | Self::Money => "\"4 200 000 EUR\"".into(),
            Self::Duration => "\"10 days\"".into(),
            Self::Choice(words) => format!("\"{}\"", words.first().unwrap_or(&"")),
            Self::Ref(kind) => format!("\"{}\"", example_id(kind)),
            Self::Refs(kind) => format!("[\"{}\"]", example_id(kind)),
            Self::Keys => "{ crm = \"005\" }".into(),
            Self::Quantities => "[\"50 %\", \"100 %\"]".into(),
            Self::Named => "{ segment = \"public\", term = 24 }".into(),
            Self::Sql => "\"net\"".into(),
            Self::Rows(fields) => {
                let any = fields.iter().any(|field| field.required);
                let shown = fields
                    .iter()
                    .enumerate()
                    .filter(|(place, field)| field.required || (!any && *place == 0));
                let filled = shown.map(|(_, field)| {
                    let example = field.ty.example();
                    format!("{} = {example}", field.name)
                });
                format!("[{{ {} }}]", filled.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn example_id(kind: &str) -> &'static str {
    match kind {
        "objective" => "grow",
        "measure" => "net-revenue",
        "unit" => "emea",
        "role" => "ae",
        "person" => "ana",
        "segment" => "mid-market",
        _ => "some-id",
    }
}

const fn kind_of(name: &'static str, says: &'static str, fields: &'static [Field]) -> Kind {
    Kind { name, says, fields, dated: false, bounded: false, csv: None, identity: &[] }
}

impl Kind {
    const fn dated(mut self) -> Self {
        self.dated = true;
        self
    }

    const fn bounded(mut self) -> Self {
        self.dated = true;
        self.bounded = true;
        self
    }

    const fn in_csv(mut self, file: &'static str, identity: &'static [&'static str]) -> Self {
        self.csv = Some(file);
        self.identity = identity;
        self
    }
}

pub(crate) const fn field(name: &'static str, ty: Type, says: &'static str) -> Field {
    Field { name, ty, required: false, says, default: None, bounds: Bounds::NotNegative }
}

impl Field {
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    pub(crate) const fn signed(mut self) -> Self {
        self.bounds = Bounds::Any;
        self
    }

    const fn fraction(mut self) -> Self {
        self.bounds = Bounds::Fraction;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reference_points_to_a_kind_there_is() {
        fn check(kind: &str, fields: &[Field]) {
            for field in fields {
                match field.ty {
                    Type::Ref(target) | Type::Refs(target) => {
                        assert!(super::kind(target).is_some(), "{kind}.{} names `{target}`", field.name);
                    }
                    Type::Rows(inner) => check(kind, inner),
                    _ => {}
                }
            }
        }
        kinds().for_each(|kind| check(kind.name, kind.fields));
    }

    #[test]
    fn names_are_unique_and_everything_is_explained() {
        let names: BTreeSet<_> = kinds().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds().count());
        for kind in kinds() {
            let fields: BTreeSet<_> = kind.all_fields().map(|field| field.name).collect();
            assert_eq!(fields.len(), kind.all_fields().count(), "{}", kind.name);
            assert!(!kind.says.is_empty() && kind.all_fields().all(|field| !field.says.is_empty()));
        }
    }

    #[test]
    fn identity_names_fields_of_the_kind() {
        for kind in kinds() {
            assert!(kind.identity.iter().all(|name| kind.field(name).is_some()), "{}", kind.name);
        }
    }
}
