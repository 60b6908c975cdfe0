//! Rules, lines and money together: what a review is made of.

use std::collections::{BTreeMap, BTreeSet};

use plumb_catalog::{CatalogError, Catalogue};
use plumb_diag::Problem;
use plumb_plan::Plan;
use plumb_store::{Cell, Store, StoreError};
use plumb_units::Currency;

use crate::carry::{self, Allocation, Organisation, Unit};
use crate::exceptions::{self, Exception};
use crate::exposure::{Exposure, Union, expose};
use crate::lines::{Line, RuleTouch, Seller, draw};
use crate::outcome::Outcome;
use crate::rule::Rule;
use crate::runner::run;
use crate::score::{self, Coverage, Score};

/// Everything that rules and money say of a company on a day.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// What each rule says of each subject, by rule and subject.
    pub outcomes: Vec<Outcome>,
    /// What hangs on each gap, in the order of `outcomes`; `None` for what is no gap.
    pub exposures: Vec<Option<Exposure>>,
    /// What hangs on all of them, each part once.
    pub union: Union,
    /// Sellers on the roster, by id.
    pub sellers: Vec<Seller>,
    /// The line of each seller to each mandate.
    pub lines: Vec<Line>,
    /// The headline mandate and who carries it; the error says why there is none.
    pub headline: Result<Headline, String>,
    /// Units above each unit, itself included.
    pub above: BTreeMap<String, BTreeSet<String>>,
    /// How much was seen.
    pub coverage: Coverage,
    /// The score of the whole roster, shown only with enough coverage.
    pub score: Option<Score>,
    /// What is wrong with pages and exceptions.
    pub problems: Vec<Problem>,
}

/// The mandate whose money is followed.
#[derive(Clone, Debug)]
pub struct Headline {
    /// Its id.
    pub mandate: String,
    /// The currency of its level.
    pub currency: Currency,
    /// Where its money lies.
    pub allocation: Allocation,
}

/// Runs the rules over a catalogue and puts the headline mandate's money on the lines.
///
/// # Errors
/// The catalogue's own; a rule that fails is a problem, not an error.
pub fn assess(
    rules: &[Rule],
    catalogue: &Catalogue,
    plan: &Plan,
    threads: usize,
) -> Result<Assessment, CatalogError> {
    let (mut outcomes, mut problems) = run(rules, catalogue, threads);
    problems.extend(exceptions::apply(&mut outcomes, &exceptions_of(plan), catalogue.ground().as_of));
    let store = catalogue.connect()?;
    let above = units_above(&store)?;
    let sellers = sellers(&store)?;
    let headline = headline(&store)?;
    let touches: BTreeMap<String, RuleTouch> =
        rules.iter().map(|rule| (rule.page.name.clone(), rule.touch())).collect();
    let lines = draw(&sellers, &outcomes, &touches);
    let no_money = Allocation::default();
    let allocation = headline.as_ref().map_or(&no_money, |headline| &headline.allocation);
    let (exposures, union) = expose(
        &outcomes,
        &touches,
        &sellers,
        allocation,
        &above,
        headline.as_ref().ok().map(|headline| headline.mandate.as_str()),
    );
    let shares = score::shares(&sellers, &allocation.parts);
    let coverage = score::coverage(&outcomes, &touches, &sellers, &shares);
    let enough =
        coverage.seen >= score::COVERAGE_MIN && sellers.iter().any(|seller| !seller.mandates.is_empty());
    let everyone: Vec<&Seller> = sellers.iter().collect();
    let score = if enough { score::score(&outcomes, &touches, &everyone, &shares) } else { None };
    if coverage.waived > score::WAIVED_MAX {
        let message = format!(
            "{:.0} % of what is tested is set aside by exceptions, and more than 10 % hides too much",
            coverage.waived * 100.0
        );
        problems.push(
            Problem::warning("too-many-exceptions", message).help("close gaps in place of accepting them"),
        );
    }
    Ok(Assessment { outcomes, exposures, union, sellers, lines, headline, above, coverage, score, problems })
}

fn exceptions_of(plan: &Plan) -> Vec<Exception> {
    plan.of_kind("exception")
        .filter_map(|entity| {
            Some(Exception {
                id: entity.id.to_string(),
                rule: entity.text("rule")?.to_owned(),
                subject: entity.text("subject").map(str::to_owned),
                objective: entity.reference("objective").map(ToString::to_string),
                reason: entity.text("reason")?.to_owned(),
                from: entity.date("from"),
                until: entity.date("until")?,
                span: entity.span,
            })
        })
        .collect()
}

fn text(cell: Option<&Cell>) -> Option<String> {
    cell.and_then(Cell::text).map(str::to_owned)
}

fn units_above(store: &Store) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let mut above: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in store.query("select unit, above from plan_unit_above order by unit, above", &[])?.rows {
        if let (Some(unit), Some(upper)) = (text(row.first()), text(row.get(1))) {
            above.entry(unit).or_default().insert(upper);
        }
    }
    Ok(above)
}

fn sellers(store: &Store) -> Result<Vec<Seller>, StoreError> {
    let mut above: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in store.query("select person, unit from unit_sellers order by person, unit", &[])?.rows {
        if let (Some(person), Some(unit)) = (text(row.first()), text(row.get(1))) {
            above.entry(person).or_default().insert(unit);
        }
    }
    let mut mandates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in
        store.query("select person, objective from required_lines order by person, objective", &[])?.rows
    {
        if let (Some(person), Some(mandate)) = (text(row.first()), text(row.get(1))) {
            mandates.entry(person).or_default().insert(mandate);
        }
    }
    let without_place = store.query("select person from sellers_without_place", &[])?;
    let without_place: BTreeSet<&str> =
        without_place.rows.iter().filter_map(|row| row.first()?.text()).collect();
    let roster = store.query("select person, name, role, unit from roster order by person", &[])?;
    let seller = |row: &Vec<Cell>| {
        let person = text(row.first())?;
        let unit = text(row.get(3));
        let mandates_of_person = mandates.remove(&person);
        Some(Seller {
            name: text(row.get(1)).unwrap_or_else(|| person.clone()),
            role: text(row.get(2)).unwrap_or_default(),
            above: above.remove(&person).unwrap_or_default(),
            mandates: mandates_of_person.clone().unwrap_or_default(),
            placed: !without_place.contains(person.as_str()) && mandates_of_person.is_some(),
            unit,
            person,
        })
    };
    Ok(roster.rows.iter().map(seller).collect::<Vec<_>>().into_iter().flatten().collect())
}

/// The mandate marked as headline, else the first in money, and where its money lies.
fn headline(store: &Store) -> Result<Result<Headline, String>, StoreError> {
    let signed = store.query("select count(*) from mandates", &[])?;
    if signed.rows.first().and_then(|row| row.first()?.int()) == Some(0) {
        return Ok(Err("no mandate is signed".to_owned()));
    }
    let chosen = store.query(
        "select m.objective, m.unit, m.measure, l.level, l.level_unit from mandates m join levels l on l.objective = m.objective where l.is_money = 1 order by coalesce(m.headline, 0) desc, m.objective limit 1",
        &[],
    )?;
    let Some([mandate, unit, measure, level, currency]) = chosen.rows.first().map(Vec::as_slice) else {
        return Ok(Err("no signed mandate has a level in money for this fiscal year".to_owned()));
    };
    let (Some(mandate), Some(root), Some(level)) = (mandate.text(), unit.text(), level.int()) else {
        return Ok(Err("no signed mandate has a level in money for this fiscal year".to_owned()));
    };
    let Some(currency) = currency.text().and_then(|code| Currency::parse(code).ok()) else {
        return Ok(Err(format!("the level of `{mandate}` has no currency")));
    };
    let mut organisation = Organisation { root: root.to_owned(), level, ..Organisation::default() };
    let counted = store.query("select count(*) from plan_quota", &[])?;
    organisation.quotas_told = counted.rows.first().and_then(|row| row.first()?.int()) != Some(0);
    organisation.units = units(store, mandate)?;
    let with_quotas = "select l.person, r.unit, coalesce(sum(q.amount), 0) from required_lines l join roster r on r.person = l.person left join year_quotas q on q.person = l.person and q.measure = :measure and q.currency = :currency where l.objective = :mandate group by l.person, r.unit order by l.person";
    let parameters = [
        ("measure", measure.clone()),
        ("currency", Cell::from(currency.code())),
        ("mandate", Cell::from(mandate)),
    ];
    for row in store.query(with_quotas, &parameters)?.rows {
        if let (Some(person), unit, Some(quota)) =
            (text(row.first()), text(row.get(1)), row.get(2).and_then(Cell::int))
        {
            organisation.sellers.insert(person, carry::Seller { unit, quota });
        }
    }
    Ok(Ok(Headline { mandate: mandate.to_owned(), currency, allocation: carry::allocate(&organisation) }))
}

/// All units with their own targets: levels of objectives that serve the mandate in the same measure and currency.
fn units(store: &Store, mandate: &str) -> Result<BTreeMap<String, Unit>, StoreError> {
    let mut units = BTreeMap::new();
    for row in store.query("select id, parent from plan_unit order by id", &[])?.rows {
        if let Some(unit) = text(row.first()) {
            units.insert(unit, Unit { parent: text(row.get(1)), target: None });
        }
    }
    for (unit, target) in targets(store, mandate)? {
        if let Some(entry) = units.get_mut(&unit) {
            entry.target = Some(target);
        }
    }
    Ok(units)
}

/// Each unit's own target: the levels of objectives that add up to the mandate in its measure and currency. Of objectives of
/// one unit that serve one another only the uppermost counts.
fn targets(store: &Store, mandate: &str) -> Result<BTreeMap<String, i64>, StoreError> {
    let levels = store.query(
        "select c.objective, c.unit, c.level from levels c join levels m on m.objective = :mandate where c.measure = m.measure and c.level_unit = m.level_unit",
        &[("mandate", Cell::from(mandate))],
    )?;
    let mut objectives: BTreeMap<&str, (&str, i64)> = BTreeMap::new();
    for row in &levels.rows {
        if let [objective, unit, level] = row.as_slice()
            && let (Some(objective), Some(unit), Some(level)) = (objective.text(), unit.text(), level.int())
        {
            objectives.insert(objective, (unit, level));
        }
    }
    let edges = store.query(
        "select parent, objective from plan_objective_serves where kind = 'sum' order by parent, objective",
        &[],
    )?;
    let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &edges.rows {
        if let [parent, child] = row.as_slice()
            && let (Some(parent), Some(child)) = (parent.text(), child.text())
        {
            below.entry(parent).or_default().push(child);
        }
    }
    let mut counted: BTreeSet<&str> = BTreeSet::new();
    let mut seen: BTreeSet<(&str, Vec<&str>)> = BTreeSet::new();
    let own = objectives.get(mandate).map(|(unit, _)| *unit);
    let mut next: Vec<(&str, Vec<&str>)> = vec![(mandate, own.into_iter().collect())];
    while let Some((objective, path)) = next.pop() {
        for child in below.get(objective).into_iter().flatten() {
            let Some((unit, _)) = objectives.get(child) else { continue };
            let mut longer = path.clone();
            if !path.contains(unit) {
                counted.insert(child);
                longer.push(unit);
            }
            if seen.insert((child, longer.clone())) {
                next.push((child, longer));
            }
        }
    }
    let mut targets: BTreeMap<String, i64> = BTreeMap::new();
    for (unit, level) in counted.iter().filter_map(|objective| objectives.get(objective)) {
        let sum = targets.entry((*unit).to_owned()).or_default();
        *sum = sum.saturating_add(*level);
    }
    Ok(targets)
}
