//! The columns of each sheet.

use plumb_plan::schema::{self, Type};

use super::{CellForm, SheetKind};

/// One column: where its cells come from, and how they are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The field; `amount.unit` is the unit of `amount`.
    pub(super) field: &'static str,
    pub(super) heading: &'static str,
    pub(super) form: Form,
    /// The rows that have it.
    pub(super) on: On,
}

/// How a cell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    /// The id of a thing of this kind.
    Id(&'static str),
    /// Ids with commas between them.
    Ids(&'static str),
    Number,
    /// What a number counts, which stands in the column before.
    Unit,
    Date,
    Rate,
    Choice(&'static [&'static str]),
    /// Rates from an attainment on: `0 %: 1 %; 100 %: 1.5 %`.
    Tiers,
    Shown,
}

/// Which rows a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    All,
    /// The row of a pay plan.
    Plan,
    /// The row of a component of a pay plan.
    Component,
}

impl Form {
    pub(super) fn cell(self) -> CellForm {
        match self {
            Self::Number => CellForm::Number,
            Self::Rate => CellForm::Percent,
            Self::Date => CellForm::Date,
            Self::Shown => CellForm::Shown,
            _ => CellForm::Text,
        }
    }
}

/// The kind of the plan whose entries are the rows.
pub(super) fn plan_kind(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::People => "person",
        SheetKind::Quotas => "quota",
        SheetKind::Territories => "territory",
        SheetKind::Pay => "pay",
    }
}

const fn column(field: &'static str, heading: &'static str, form: Form) -> Column {
    Column { field, heading, form, on: On::All }
}

const fn plan(field: &'static str, heading: &'static str, form: Form) -> Column {
    Column { field, heading, form, on: On::Plan }
}

const fn component(field: &'static str, heading: &'static str, form: Form) -> Column {
    Column { field, heading, form, on: On::Component }
}

pub(super) const LINES: &[&str] = &["plan", "component"];
const KINDS_OF_QUOTA: &[&str] = &["direct", "roll-up", "overlay"];
const PERIODS: &[&str] = &["month", "quarter", "half", "year"];

const PEOPLE: &[Column] = &[
    column("name", "Name", Form::Text),
    column("role", "Role", Form::Id("role")),
    column("unit", "Unit", Form::Id("unit")),
    column("manager", "Manager", Form::Id("person")),
    column("email", "Email", Form::Text),
    column("fte", "Working time", Form::Rate),
    column("ramp", "Ramp", Form::Text),
    column("from", "From", Form::Date),
    column("until", "Until", Form::Date),
    column("note", "Note", Form::Text),
];

const QUOTAS: &[Column] = &[
    column("person", "Person", Form::Id("person")),
    column("person.name", "Name", Form::Shown),
    column("measure", "Measure", Form::Id("measure")),
    column("amount", "Amount", Form::Number),
    column("amount.unit", "Counted in", Form::Unit),
    column("from", "From", Form::Date),
    column("until", "Until", Form::Date),
    column("kind", "Kind", Form::Choice(KINDS_OF_QUOTA)),
    column("objective", "Objective", Form::Id("objective")),
    column("issued", "Told on", Form::Date),
    column("accepted", "Agreed on", Form::Date),
    column("note", "Note", Form::Text),
];

const TERRITORIES: &[Column] = &[
    column("name", "Name", Form::Text),
    column("unit", "Unit", Form::Id("unit")),
    column("potential", "Potential", Form::Number),
    column("potential.unit", "Currency", Form::Unit),
    column("from", "From", Form::Date),
    column("until", "Until", Form::Date),
    column("covered", "Covered by", Form::Shown),
    column("accounts", "Accounts", Form::Shown),
    column("note", "Note", Form::Text),
];

const PAY: &[Column] = &[
    column("pay", "Pay plan", Form::Text),
    column("line", "Row is", Form::Choice(LINES)),
    plan("name", "Name", Form::Text),
    plan("roles", "Roles", Form::Ids("role")),
    plan("on_target", "Pay on target", Form::Number),
    plan("on_target.unit", "Currency", Form::Unit),
    plan("from", "From", Form::Date),
    plan("until", "Until", Form::Date),
    component("measure", "Measure", Form::Id("measure")),
    component("objective", "Objective", Form::Id("objective")),
    component("offering", "Offering", Form::Id("offering")),
    component("segment", "Segment", Form::Id("segment")),
    component("weight", "Weight", Form::Rate),
    component("rate", "Rate", Form::Rate),
    component("threshold", "Threshold", Form::Rate),
    component("cap", "Cap", Form::Rate),
    component("period", "Counted every", Form::Choice(PERIODS)),
    component("tier", "Tiers", Form::Tiers),
];

pub(super) fn columns(kind: SheetKind) -> &'static [Column] {
    match kind {
        SheetKind::People => PEOPLE,
        SheetKind::Quotas => QUOTAS,
        SheetKind::Territories => TERRITORIES,
        SheetKind::Pay => PAY,
    }
}

/// What a column means, in one line.
pub(super) fn says(kind: SheetKind, column: &Column) -> String {
    let own = match column.field {
        "pay" => "the id of the pay plan that the row is about",
        "line" => "whether the row is about the pay plan, or one of its components",
        "covered" => "who is assigned to it; assignments are not changed here",
        "accounts" => "how many accounts lie in it; they are not changed here",
        "person.name" => "the name of the person; it is not changed here",
        "tier" => "rates that change with attainment, such as `0 %: 1 %; 100 %: 1.5 %`",
        field if field.ends_with(".unit") => "a currency such as `EUR`, or `%`, `count`, `days`",
        _ => "",
    };
    if !own.is_empty() {
        return own.to_owned();
    }
    let of = schema::kind(plan_kind(kind));
    let rows = of.and_then(|of| of.field("component")).and_then(|field| match field.ty {
        Type::Rows(rows) => Some(rows),
        _ => None,
    });
    let below = || rows.and_then(|rows| rows.iter().find(|field| field.name == column.field));
    let field = if column.on == On::Component { below() } else { of.and_then(|of| of.field(column.field)) };
    field.map_or(String::new(), |field| field.says.to_owned())
}
