//! The plan as rows of a sheet.

use std::collections::{BTreeMap, BTreeSet};

use plumb_plan::{Data, Entity, Plan, Row, Value};
use plumb_units::{Amount, Currency, Quantity, Rate};

use super::columns::{self, Column, Form, On};
use super::{SheetColumn, SheetKind, SheetRow, SheetView};

/// The whole sheet.
pub(super) fn view(plan: &Plan, kind: SheetKind) -> SheetView {
    let columns = columns::columns(kind).iter().map(|column| SheetColumn {
        field: column.field.to_owned(),
        heading: column.heading.to_owned(),
        says: columns::says(kind, column),
        form: column.form.cell(),
        choices: choices(plan, column),
    });
    SheetView { kind, columns: columns.collect(), rows: rows(plan, kind), how: how(kind) }
}

/// The rows of a sheet as the plan has them.
pub(super) fn rows(plan: &Plan, kind: SheetKind) -> Vec<SheetRow> {
    let columns = columns::columns(kind);
    let ground = if kind == SheetKind::Territories { ground(plan) } else { Ground::new() };
    let mut rows = Vec::new();
    for entity in plan.of_kind(columns::plan_kind(kind)) {
        let cell = |column: &Column| match column.field {
            "pay" => entity.id.to_string(),
            "line" => "plan".to_owned(),
            _ if column.on == On::Component => String::new(),
            "covered" => ground.get(entity.id.as_str()).map_or(String::new(), |(who, _)| who.join(", ")),
            "accounts" => {
                ground.get(entity.id.as_str()).map_or(String::new(), |(_, count)| count.to_string())
            }
            "person.name" => name_of(plan, "person", entity.reference("person").map(|id| id.as_str())),
            _ => shown(entity, column),
        };
        rows.push(SheetRow { id: entity.id.to_string(), cells: columns.iter().map(cell).collect() });
        if kind == SheetKind::Pay {
            for row in entity.rows("component") {
                let cell = |column: &Column| match column.field {
                    "pay" => entity.id.to_string(),
                    "line" => "component".to_owned(),
                    _ if column.on == On::Plan => String::new(),
                    "tier" => tiers(row),
                    field => row.value(field).map_or(String::new(), |value| written(value, column.form)),
                };
                let id = format!("{}/{}", entity.id, row.position);
                rows.push(SheetRow { id, cells: columns.iter().map(cell).collect() });
            }
        }
    }
    rows
}

/// Who covers a territory, and how many accounts lie in it.
type Ground = BTreeMap<String, (Vec<String>, usize)>;

fn ground(plan: &Plan) -> Ground {
    let mut ground = Ground::new();
    for assignment in plan.of_kind("assignment") {
        let (Some(territory), Some(person)) =
            (assignment.reference("territory"), assignment.reference("person"))
        else {
            continue;
        };
        let share = assignment.rate("share").map_or(String::new(), |share| format!(" {share}"));
        let until = assignment.date("until").map_or(String::new(), |until| format!(" until {until}"));
        ground.entry(territory.to_string()).or_default().0.push(format!("{person}{share}{until}"));
    }
    for account in plan.of_kind("account") {
        if let Some(territory) = account.reference("territory") {
            ground.entry(territory.to_string()).or_default().1 += 1;
        }
    }
    ground
}

fn name_of(plan: &Plan, kind: &str, id: Option<&str>) -> String {
    let entity = id.and_then(|id| plan.entity(kind, id));
    entity.and_then(|entity| entity.text("name")).unwrap_or("").to_owned()
}

fn shown(entity: &Entity, column: &Column) -> String {
    let (field, _) = column.field.split_once('.').unwrap_or((column.field, ""));
    entity.value(field).map_or(String::new(), |value| written(value, column.form))
}

/// A value as a cell has it.
fn written(value: &Value, form: Form) -> String {
    match (&value.data, form) {
        (Data::Quantity(quantity), Form::Number | Form::Unit) => parted(quantity, form),
        (Data::Money(money), Form::Number | Form::Unit) => parted(&Quantity::Money(*money), form),
        (Data::Rate(rate) | Data::Quantity(Quantity::Rate(rate)), _) => fraction(*rate),
        (Data::Quantity(quantity), _) => quantity.to_string(),
        (Data::Text(text), _) => text.clone(),
        (Data::Flag(flag), _) => flag.to_string(),
        (Data::Count(count), _) => count.to_string(),
        (Data::Date(date), _) => date.to_string(),
        (Data::Duration(duration), _) => duration.to_string(),
        (Data::Choice(word), _) => (*word).to_owned(),
        (Data::Reference(id), _) => id.to_string(),
        (Data::References(ids), _) => {
            ids.iter().map(|id| id.value.to_string()).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// A rate as a fraction of one, in exact decimals.
pub(super) fn fraction(rate: Rate) -> String {
    Amount::from_millionths(rate.millionths()).to_string()
}

/// The number of a quantity, or what it counts.
fn parted(quantity: &Quantity, form: Form) -> String {
    let text = match quantity {
        Quantity::Money(money) => format!("{} {}", money.decimal(), money.currency().code()),
        other => other.to_string(),
    };
    let (number, unit) = text.rsplit_once(' ').unwrap_or((&text, "count"));
    if form == Form::Unit {
        return unit.to_owned();
    }
    let number: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    plain(&number)
}

/// A decimal number without zeros that say nothing.
pub(super) fn plain(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, decimals)) => match decimals.trim_end_matches('0') {
            "" => whole.to_owned(),
            decimals => format!("{whole}.{decimals}"),
        },
        None => number.to_owned(),
    }
}

fn tiers(row: &Row) -> String {
    let tiers = row.rows("tier").iter().map(|tier| match tier.quantity("over")? {
        Quantity::Rate(over) => Some(format!("{over}: {}", tier.rate("rate")?)),
        _ => None,
    });
    // Tiers of another form than the cell has are not shown by halves.
    tiers.collect::<Option<Vec<_>>>().unwrap_or_default().join("; ")
}

fn choices(plan: &Plan, column: &Column) -> Vec<String> {
    match column.form {
        Form::Id(kind) => plan.of_kind(kind).map(|entity| entity.id.to_string()).collect(),
        Form::Choice(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        Form::Unit => {
            let mut units: BTreeSet<String> =
                plan.company.currency.iter().map(|currency: &Currency| currency.code().to_owned()).collect();
            let fields = plan.of_kind("quota").filter_map(|quota| quota.quantity("amount"));
            units.extend(fields.map(|quantity| parted(&quantity, Form::Unit)));
            units.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn how(kind: SheetKind) -> Vec<String> {
    let mut how = vec![
        "Change what you want to change, save the file, and give it back to Plumb. What you leave alone stays as the plan has it, also when the plan changed since."
            .to_owned(),
        "Sort and filter as you like. A new row is a new entry; a row that you delete is removed from the plan. Nothing happens before somebody has looked at it."
            .to_owned(),
        "Columns of your own are left out. Other sheets of this file are Plumb's: leave them as they are.".to_owned(),
    ];
    match kind {
        SheetKind::People => {
            how.push("A new person gets an id from the name, which must be filled.".to_owned());
        }
        SheetKind::Quotas => how.push(
            "Amounts are numbers; what they count stands in the column behind them. `Until` is the first day on which a quota no longer holds.".to_owned(),
        ),
        SheetKind::Territories => {
            how.push("Who covers a territory is only shown; assignments are changed in their own list.".to_owned());
        }
        SheetKind::Pay => how.push(
            "A pay plan has one row of its own (`plan`) and one for each component. Each row fills the columns that are for it.".to_owned(),
        ),
    }
    how
}
