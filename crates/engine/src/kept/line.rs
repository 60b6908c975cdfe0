//! The line of one person: what stands above, the person's numbers, and why each strand stands as it does.

use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::{Outcome, Seller, State, Strand, Touch, concerns};
use plumb_store::Cell;
use plumb_units::{Amount, Currency, Money, Rate};

use super::{Kept, PersonView};
use crate::EngineError;
use crate::seen::Viewer;
use crate::view;

/// The states of strands, from best to worst.
const STATES: [&str; 5] = ["sound", "strained", "unseen", "missing", "broken"];

/// Milestones of objectives of the person's units and of the person, each with whether everybody may know of it.
const MILESTONES: &str = include_str!("../../queries/milestones.sql");

/// Milestones that are told.
const MILESTONES_MAX: usize = 24;

/// A person's line, for those who may see it.
#[derive(Clone, Debug)]
pub struct LineStory {
    /// Whose it is.
    pub person: PersonView,
    /// Units from the top to the person's own: id and name.
    pub units: Vec<(String, String)>,
    /// The person's numbers for the fiscal year, as the plan gives them.
    pub numbers: Vec<NumberView>,
    /// Milestones from this fiscal year on: of mandates that the person's units carry, of objectives that the person answers for,
    /// and of those of units that the viewer leads.
    pub milestones: Vec<MilestoneView>,
    /// How each strand stands that is tested, in the order of strands; empty for who carries no part of a mandate.
    pub strands: Vec<StrandStory>,
}

/// A number that somebody was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberView {
    /// The measure, in words.
    pub measure: String,
    /// The amount with its unit.
    pub amount: String,
    /// First day.
    pub from: String,
    /// The day after the last one.
    pub until: String,
    /// `direct`, `roll-up` or `overlay`.
    pub kind: String,
}

/// A level that an objective is to reach on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneView {
    /// What the objective says.
    pub says: String,
    /// Its measure, in words.
    pub measure: String,
    /// The last day for it.
    pub date: String,
    /// The level with its unit.
    pub level: String,
    /// Whether the day was over on the day of the review.
    pub is_over: bool,
}

/// A strand of somebody's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrandStory {
    /// The strand.
    pub strand: String,
    /// The element it folds into.
    pub element: String,
    /// The worst of its states over all mandates.
    pub state: String,
    /// The state by mandate.
    pub by_mandate: BTreeMap<String, String>,
    /// Ids of gaps that make it so.
    pub gaps: Vec<String>,
    /// What would have to be known, where it cannot be seen.
    pub needs: Vec<String>,
    /// How many conditions hold.
    pub sound: usize,
}

impl Kept {
    /// The line of a person; `None` where there is no such person, and where the viewer may not see it.
    ///
    /// # Errors
    /// The catalogue's own.
    pub fn line(&self, person: &str, viewer: &Viewer) -> Result<Option<LineStory>, EngineError> {
        let Some(known) = self.people().get(person).filter(|_| self.may_see(viewer, person)) else {
            return Ok(None);
        };
        Ok(Some(LineStory {
            units: self.units_above(known)?,
            numbers: self.numbers(person)?,
            milestones: self.milestones(person, viewer)?,
            strands: self.strands(person),
            person: known.clone(),
        }))
    }

    fn units_above(&self, person: &PersonView) -> Result<Vec<(String, String)>, EngineError> {
        let Some(unit) = &person.unit else { return Ok(Vec::new()) };
        let store = self.pass.look.catalogue.connect()?;
        let found = store.query(
            "select above, coalesce(name, above) from plan_unit_above join plan_unit on plan_unit.id = above \
             where unit = :unit order by depth desc",
            &[("unit", unit.as_str().into())],
        )?;
        let text = |cell: Option<&Cell>| cell.and_then(Cell::text).unwrap_or_default().to_owned();
        Ok(found.rows.iter().map(|row| (text(row.first()), text(row.get(1)))).collect())
    }

    /// Numbers whose time touches the fiscal year of the review, the soonest first.
    fn numbers(&self, person: &str) -> Result<Vec<NumberView>, EngineError> {
        let store = self.pass.look.catalogue.connect()?;
        let found = store.query(
            "select coalesce(measure.name, quota.measure), quota.amount, quota.amount_unit, quota.valid_from, \
             quota.valid_until, quota.kind from plan_quota as quota \
             left join plan_measure as measure on measure.id = quota.measure \
             where quota.person = :person and quota.valid_until > year_from() and quota.valid_from < year_until() \
             order by quota.valid_from, quota.measure, quota.kind",
            &[("person", person.into())],
        )?;
        let number = |row: &Vec<Cell>| {
            let text = |at: usize| row.get(at).and_then(Cell::text).unwrap_or_default().to_owned();
            Some(NumberView {
                measure: text(0).replace('-', " "),
                amount: amount(row.get(1)?.int()?, &text(2)),
                from: text(3),
                until: text(4),
                kind: text(5),
            })
        };
        Ok(found.rows.iter().filter_map(number).collect())
    }

    /// The soonest first.
    fn milestones(&self, person: &str, viewer: &Viewer) -> Result<Vec<MilestoneView>, EngineError> {
        let store = self.pass.look.catalogue.connect()?;
        let found = store.query(MILESTONES, &[("person", person.into())])?;
        let text = |row: &[Cell], at: usize| row.get(at).and_then(Cell::text).unwrap_or_default().to_owned();
        let flag = |row: &[Cell], at: usize| row.get(at).and_then(Cell::int) == Some(1);
        // What a unit is to reach that nobody signed may be one person's number.
        let is_led = |unit: &str| match viewer {
            Viewer::Operator => true,
            Viewer::Person { leads, .. } => leads.contains(unit),
        };
        let view = |row: &Vec<Cell>| {
            (flag(row, 6) || is_led(&text(row, 7))).then_some(())?;
            Some(MilestoneView {
                says: text(row, 0),
                measure: text(row, 1).replace('-', " "),
                date: text(row, 2),
                level: amount(row.get(3)?.int()?, &text(row, 4)),
                is_over: flag(row, 5),
            })
        };
        Ok(found.rows.iter().filter_map(view).take(MILESTONES_MAX).collect())
    }

    fn strands(&self, person: &str) -> Vec<StrandStory> {
        let assessment = &self.pass.assessment;
        let Some(seller) = assessment.sellers.iter().find(|seller| seller.person == person) else {
            return Vec::new();
        };
        let lines: Vec<_> = self.review.lines.iter().filter(|line| line.person == person).collect();
        let touches: BTreeMap<&str, Touch> =
            self.pass.rules.iter().map(|rule| (rule.page.name.as_str(), rule.page.front.touch)).collect();
        let concerned: Vec<&Outcome> = assessment.outcomes.iter().filter(|one| tells(one, seller)).collect();
        let mut stories = Vec::new();
        for strand in Strand::ALL {
            let by_mandate: BTreeMap<String, String> = lines
                .iter()
                .filter_map(|line| Some((line.mandate.clone(), line.strands.get(strand.word())?.clone())))
                .collect();
            let rank = |state: &str| STATES.iter().position(|known| *known == state).unwrap_or(0);
            let Some(state) = by_mandate.values().max_by_key(|state| rank(state)).cloned() else { continue };
            let of_strand =
                concerned.iter().filter(|one| touches.get(one.rule.as_str()) == Some(&Touch::Strand(strand)));
            let (mut gaps, mut needs, mut sound) = (Vec::new(), BTreeSet::new(), 0);
            for outcome in of_strand {
                match &outcome.state {
                    State::Gap(_) => gaps.push(outcome.id()),
                    State::Unknown(needed) => _ = needs.insert(needed.clone()),
                    State::Pass => sound += 1,
                    State::NotApplicable => {}
                }
            }
            stories.push(StrandStory {
                strand: strand.word().to_owned(),
                element: plumb_rules::ELEMENTS.get(strand.element()).copied().unwrap_or_default().to_owned(),
                state,
                by_mandate,
                gaps,
                needs: needs.into_iter().collect(),
                sound,
            });
        }
        stories
    }
}

/// Whether an outcome makes a strand of the seller stand as it does.
fn tells(outcome: &Outcome, seller: &Seller) -> bool {
    outcome.required && concerns(outcome, seller)
}

/// A quantity of the plan's tables as text with its unit.
fn amount(number: i64, unit: &str) -> String {
    match unit {
        "rate" => Rate::from_millionths(number).to_string(),
        "count" => Amount::from_millionths(number).to_string(),
        _ => match Currency::parse(unit) {
            Ok(currency) => {
                let money = view::money(Money::new(number, currency).minor(), currency);
                format!("{} {}", money.amount, money.currency)
            }
            Err(_) => format!("{} {unit}", Amount::from_millionths(number)),
        },
    }
}
