//! Handing a target down as a change of the plan: each person's quota of the year becomes what the bases give.

use plumb_plan::edit::Edit;
use plumb_plan::{Entity, Plan};
use plumb_units::{Date, DateRange, Money, Quantity, Rounding, divide};
use serde::Serialize;

use super::{Dated, computed, dated, nothing};
use crate::engines::{Computed, Target};
use crate::pass::{Engines, Options};
use crate::review::MoneyView;
use crate::view::money;
use crate::workspace::Workspace;
use crate::{EngineError, FileChange};

/// What an allocation would change.
#[derive(Clone, Debug, Serialize)]
pub struct AllocationView {
    /// The measure.
    pub measure: String,
    /// The fiscal year.
    pub period: String,
    /// What is handed down at the top.
    pub target: MoneyView,
    /// What all people have together then.
    pub people: MoneyView,
    /// Everybody whose number would change.
    pub changes: Vec<AllocatedView>,
    /// Numbers that cannot be changed so, and why.
    pub left: Vec<String>,
    /// The files as they would be.
    #[serde(skip)]
    pub files: Vec<FileChange>,
}

/// One person's number before and after.
#[derive(Clone, Debug, Serialize)]
pub struct AllocatedView {
    /// The person.
    pub person: String,
    /// The unit.
    pub unit: Option<String>,
    /// The number of the year before; absent where there was none.
    pub before: Option<MoneyView>,
    /// The number then.
    pub after: MoneyView,
    /// How it came about.
    pub why: String,
}

impl Workspace {
    /// What handing the target down would make of people's quotas, in one unit and below or in all; nothing is written.
    ///
    /// # Errors
    /// Where nothing is asked for, a unit that is unknown, edits that cannot be made; those of [`Workspace::outlook`].
    pub fn allocation(
        &self,
        options: &Options,
        unit: Option<&str>,
    ) -> Result<Dated<AllocationView>, EngineError> {
        let look = self.look(options, Engines::Run)?;
        let computed = computed(&look)?;
        let inputs = &computed.inputs;
        let Some(targets) = &computed.targets else {
            return Err(nothing(
                "no objective asks for a level of money in this fiscal year; write one with `target` or `growth`",
            ));
        };
        let within = match unit {
            None => None,
            Some(name) => Some(inputs.unit(name.trim()).ok_or_else(|| {
                let says = format!("no unit is called `{name}`");
                EngineError::unknown(says, name, inputs.units.iter().map(|unit| unit.id.as_str()))
            })?),
        };
        let plan = &look.texts.plan;
        let (mut edits, mut changes, mut left, mut people) = (Vec::new(), Vec::new(), Vec::new(), 0_i64);
        for target in targets.nodes.iter().filter(|target| target.person.is_some()) {
            let inside = within.is_none_or(|unit| inputs.above(target.unit).contains(&unit));
            let after = if inside { target.handed } else { target.amount() };
            people = people.saturating_add(after);
            if !inside || target.quota == Some(after) {
                continue;
            }
            let Some(person) = target.person.and_then(|person| inputs.people.get(person)) else { continue };
            match edit(computed, plan, target, &person.id, person.from, person.until) {
                Ok(edit) => {
                    edits.push(edit);
                    changes.push(AllocatedView {
                        person: person.id.clone(),
                        unit: target.unit.and_then(|unit| inputs.units.get(unit)).map(|unit| unit.id.clone()),
                        before: target.quota.map(|quota| money(quota, inputs.currency)),
                        after: money(after, inputs.currency),
                        why: target.why.clone(),
                    });
                }
                Err(why) => {
                    people = people.saturating_sub(after).saturating_add(target.amount());
                    left.push(format!("`{}`: {why}", person.id));
                }
            }
        }
        let files = if edits.is_empty() { Vec::new() } else { self.edited(&edits)? };
        let view = AllocationView {
            measure: inputs.measure.clone(),
            period: inputs.year.name.clone(),
            target: money(targets.nodes.first().map_or(0, Target::amount), inputs.currency),
            people: money(people, inputs.currency),
            changes,
            left,
            files,
        };
        Ok(dated(&look, view))
    }
}

/// The edit that makes a person's quotas of the year come to what is handed down.
fn edit(
    computed: &Computed,
    plan: &Plan,
    target: &Target,
    person: &str,
    first: Option<Date>,
    last: Option<Date>,
) -> Result<Edit, String> {
    let inputs = &computed.inputs;
    let year = DateRange { from: inputs.year.from, until: Some(inputs.year.until) };
    let mut quotas: Vec<(&Entity, DateRange, i64)> = Vec::new();
    for quota in plan.of_kind("quota") {
        let own = quota.reference("person").is_some_and(|id| id.as_str() == person)
            && quota.reference("measure").is_some_and(|id| id.as_str() == inputs.measure)
            && quota.choice("kind").unwrap_or("direct") == "direct";
        let (Some(from), Some(until), true) = (quota.date("from"), quota.date("until"), own) else {
            continue;
        };
        let range = DateRange { from, until: Some(until) };
        if range.overlaps(&year) {
            let amount = quota.quantity("amount").and_then(|amount| amount.money());
            let amount = amount.filter(|amount| amount.currency() == inputs.currency);
            let amount = amount.ok_or("its quota is in another currency")?.minor();
            quotas.push((quota, range, amount));
        }
    }
    quotas.sort_by_key(|(quota, range, _)| (range.from, quota.id.to_string()));
    let written = |minor: i64| Quantity::Money(Money::new(minor, inputs.currency)).to_string();
    let Some((newest, range, _)) = quotas.pop() else {
        let from = first.map_or(year.from, |day| day.max(year.from));
        let until = last.map_or(inputs.year.until, |day| day.min(inputs.year.until));
        let fields = [
            ("person", person.to_owned()),
            ("measure", inputs.measure.clone()),
            ("amount", written(target.handed)),
            ("from", from.to_string()),
            ("until", until.to_string()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        return Ok(Edit::add("quota", "", &fields));
    };
    let inside = range.overlap_days(&year).unwrap_or(0);
    if Some(inside) != range.days() {
        return Err("its quota reaches beyond the fiscal year; end it with the year first".to_owned());
    }
    let part = |range: &DateRange, amount: i64| -> Option<i64> {
        let (inside, whole) = (i128::from(range.overlap_days(&year)?), i128::from(range.days()?));
        i64::try_from(divide(i128::from(amount) * inside, whole, Rounding::HalfEven)?).ok()
    };
    let others: i64 = quotas.iter().filter_map(|(_, range, amount)| part(range, *amount)).sum();
    let rest = target.handed.saturating_sub(others);
    if rest < 0 {
        return Err("earlier quotas of the year ask for more already".to_owned());
    }
    Ok(Edit::set("quota", newest.id.as_str(), "amount", &written(rest)))
}
