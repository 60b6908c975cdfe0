//! The tables that belong to no kind: keys, the tree of units, the signed mandates, settings.

use plumb_plan::lock::Mandate;
use plumb_plan::{Entity, Plan};
use plumb_store::Cell;
use plumb_units::{Date, Grain, Quantity};

use crate::Ground;
use crate::ground::weekday_words;
use crate::mandates::standing_mandates;
use crate::tables::{ColumnDoc, Storage, TableDoc};

/// Each table with what stands behind its columns.
pub(super) fn tables() -> Vec<(TableDoc, &'static str)> {
    let text = |name: &str, says: &str| ColumnDoc::text(name, says);
    let date = |name: &str, says: &str| ColumnDoc::new(name, Storage::Text, "date", None, says);
    let flag = |name: &str, says: &str| ColumnDoc::new(name, Storage::Integer, "flag", Some("0 or 1"), says);
    let level = |name: &str, says: &str| {
        [
            ColumnDoc::integer(name, Some("minor units, millionths or minutes, by its unit"), says),
            text(&format!("{name}_unit"), "its unit: a currency, `rate`, `count`, or a unit of time"),
        ]
    };
    let mut lock = vec![
        text("id", "id of the objective that was signed"),
        ColumnDoc::integer("position", None, "place in the lock, from 1"),
        text("says", "the objective in words"),
        text("measure", "id of the measure"),
        text("unit", "id of the unit that carries it"),
        text("direction", "which way is better: `up`, `down` or `keep`"),
    ];
    lock.extend(level("baseline", "level of the year before the first"));
    lock.extend(level("target", "level of the year in which it is due"));
    lock.extend([
        ColumnDoc::new(
            "growth",
            Storage::Integer,
            "rate",
            Some("millionths"),
            "growth a year, on the baseline",
        ),
        date("start", "day from which it counts"),
        date("date", "day on which it is due"),
        ColumnDoc::new(
            "weight",
            Storage::Integer,
            "rate",
            Some("millionths"),
            "weight among the objectives of its unit",
        ),
        flag("headline", "whether the review follows its money"),
        text("owner", "id of the person who answers for it"),
        text("signed_by", "who signed"),
        date("signed_on", "day of the signing"),
        text("ended_by", "who ended it; empty while it stands"),
        date("ended_on", "day on which it was ended"),
        flag("changed", "1 when the plan says otherwise now, or no longer has it"),
        flag("gone", "1 when the plan no longer has the objective"),
        flag("standing", "1 for the one entry of each mandate that counts on the day of the review"),
        text("at", "plan path"),
    ]);
    vec![
        (
            TableDoc::new(
                "plan_keys",
                "What another system calls a thing of the plan; facts find their plan ids here.",
                vec![
                    text("kind", "kind of the thing, such as `person`; `stage` for the stages of methods"),
                    text("id", "its id in the plan"),
                    text("source", "the other system"),
                    text("key", "its key there, verbatim"),
                ],
            ),
            // The id stands in the index, so that resolving a fact reads nothing else.
            "primary key (kind, source, key)",
        ),
        (
            TableDoc::new(
                "plan_unit_above",
                "Every unit with every unit above it, and itself.",
                vec![
                    text("unit", "id of the unit"),
                    text("above", "id of a unit above it, or its own"),
                    ColumnDoc::integer("depth", None, "steps between them; 0 is the unit itself"),
                ],
            ),
            "primary key (unit, above)",
        ),
        (
            TableDoc::new("plan_lock", "Mandates as they were signed, ended ones too.", lock),
            "primary key (position)",
        ),
        (
            TableDoc::new("plan_lock_level", "Targets of single periods in a signed mandate.", {
                let mut columns = vec![
                    text("id", "id of the objective that was signed"),
                    ColumnDoc::integer("lock_position", None, "place of the mandate in the lock"),
                    text("period", "name of the period"),
                    date("period_from", "its first day"),
                    date("period_until", "the day after its last one"),
                ];
                columns.extend(level("target", "level of the period"));
                columns
            }),
            "primary key (lock_position, period)",
        ),
        (
            TableDoc::new(
                "settings",
                "What holds for the whole review.",
                vec![text("name", "name of the setting"), text("value", "its value as text")],
            ),
            "primary key (name)",
        ),
    ]
}

/// The source whose keys are the ids of the plan: lists that people keep by hand.
const OWN_SOURCE: &str = "plan";

pub(super) fn keys(plan: &Plan) -> Vec<Vec<Cell>> {
    let own = plan.all().filter(|entity| {
        plumb_plan::schema::kind(entity.kind).is_some_and(|kind| {
            kind.fields.iter().any(|field| matches!(field.ty, plumb_plan::schema::Type::Keys))
        })
    });
    let own = own.map(|entity| [entity.kind, entity.id.as_str(), OWN_SOURCE, entity.id.as_str()]);
    let told = plan.keys().map(|key| [key.kind, key.id, key.source, key.key]);
    let mut keys: Vec<_> = told.chain(own).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key.map(Cell::from).to_vec()).collect()
}

pub(super) fn lock(plan: &Plan, day: Date) -> Vec<Vec<Cell>> {
    let standing = standing_mandates(plan, day);
    let stands = |mandate: &Mandate| standing.iter().any(|one| std::ptr::eq(*one, mandate));
    (1_i64..)
        .zip(&plan.lock.mandates)
        .map(|(position, mandate)| mandate_row(plan, position, mandate, stands(mandate)))
        .collect()
}

fn mandate_row(plan: &Plan, position: i64, mandate: &Mandate, stands: bool) -> Vec<Cell> {
    let objective = plan.entity("objective", mandate.id.as_str());
    let changed = objective.is_none_or(|objective| differs(mandate, objective));
    let day = |day: Option<Date>| Cell::from(day.map(|day| day.to_string()));
    let mut row = vec![
        mandate.id.as_str().into(),
        position.into(),
        mandate.says.clone().into(),
        mandate.measure.as_str().into(),
        mandate.unit.as_str().into(),
        mandate.direction.clone().into(),
    ];
    row.extend(level(mandate.baseline));
    row.extend(level(mandate.target));
    row.extend([
        mandate.growth.map(|growth| growth.millionths()).into(),
        day(mandate.start),
        day(Some(mandate.date)),
        mandate.weight.map(|weight| weight.millionths()).into(),
        Cell::Int(i64::from(mandate.headline)),
        mandate.owner.clone().into(),
        mandate.signed_by.as_str().into(),
        day(Some(mandate.signed_on)),
        mandate.ended.as_ref().map(|(by, _)| by.as_str()).into(),
        day(mandate.ended.as_ref().map(|(_, on)| *on)),
        Cell::Int(i64::from(changed)),
        Cell::Int(i64::from(objective.is_none())),
        Cell::Int(i64::from(stands)),
        format!("plan.lock/{}", mandate.id).into(),
    ]);
    row
}

fn level(level: Option<Quantity>) -> [Cell; 2] {
    [level.map(|level| level.integer()).into(), level.map(|level| level.unit_word()).into()]
}

/// Whether the plan says anything else than what was signed.
fn differs(mandate: &Mandate, objective: &Entity) -> bool {
    let id = |field: &str| objective.reference(field).map(|id| id.as_str());
    let levels: Vec<(String, Quantity)> = objective
        .rows("level")
        .iter()
        .filter_map(|row| Some((row.period("period")?.name.clone(), row.quantity("target")?)))
        .collect();
    mandate.says.as_deref() != objective.text("says")
        || Some(mandate.measure.as_str()) != id("measure")
        || Some(mandate.unit.as_str()) != id("unit")
        || mandate.direction.as_deref() != objective.choice("direction")
        || mandate.baseline != objective.quantity("baseline")
        || mandate.target != objective.quantity("target")
        || mandate.growth != objective.rate("growth")
        || mandate.start != objective.date("start")
        || Some(mandate.date) != objective.date("date")
        || mandate.weight != objective.rate("weight")
        || mandate.headline != objective.flag("headline").unwrap_or(false)
        || mandate.owner.as_deref() != id("owner")
        || mandate.levels != levels
}

pub(super) fn lock_levels(plan: &Plan) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (position, mandate) in (1_i64..).zip(&plan.lock.mandates) {
        for (name, target) in &mandate.levels {
            let period = plan.company.calendar.named(name);
            let mut row: Vec<Cell> = vec![mandate.id.as_str().into(), position.into(), name.as_str().into()];
            row.push(period.as_ref().map(|period| period.from.to_string()).into());
            row.push(period.map(|period| period.until.to_string()).into());
            row.extend(level(Some(*target)));
            rows.push(row);
        }
    }
    rows
}

pub(super) fn settings(plan: &Plan, ground: &Ground) -> Vec<Vec<Cell>> {
    let year = ground.calendar.period(ground.as_of, Grain::Year);
    let currency = plan.company.currency.map(|currency| currency.code().to_owned());
    let mut rows: Vec<Vec<Cell>> = [
        ("as_of", Some(ground.as_of.to_string())),
        ("company", Some(plan.company.name.clone())),
        ("currency", currency),
        ("hours_from", Some(ground.hours.0.to_string())),
        ("hours_until", Some(ground.hours.1.to_string())),
        ("working_days", Some(weekday_words(&ground.working_days))),
        ("year", year.as_ref().map(|year| year.name.clone())),
        ("year_from", year.as_ref().map(|year| year.from.to_string())),
        ("year_until", year.as_ref().map(|year| year.until.to_string())),
        ("zone", Some(plan.company.zone.clone())),
    ]
    .into_iter()
    .map(|(name, value)| vec![name.into(), value.into()])
    .collect();
    for (name, section) in [("privacy", &plan.privacy), ("weights", &plan.weights), ("words", &plan.words)] {
        rows.extend(
            section
                .iter()
                .map(|(word, setting)| vec![format!("{name}.{word}").into(), setting.text.as_str().into()]),
        );
    }
    rows.sort_by(|a, b| a.first().and_then(Cell::text).cmp(&b.first().and_then(Cell::text)));
    rows
}
