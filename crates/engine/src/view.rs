//! From what rules and money say to what people and programs are shown.

mod aloud;
pub(crate) mod bridge;
mod carried;
mod inputs;
mod matrix;
mod moves;
pub(crate) mod outlook;
mod places;
mod strengths;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use plumb_catalog::measure::{Figure, evaluate};
use plumb_catalog::standing_mandates;
use plumb_diag::{Files, Label, Problem};
use plumb_plan::Plan;
use plumb_rules::{Exposure, Outcome, Rule, Says, Standing, State, Strand};
use plumb_store::{Cell, Store};
use plumb_units::{Amount, Currency, Grain, Money, Period, Quantity, Rounding};

use crate::EngineError;
use crate::pass::Pass;
use crate::review::{
    CoverageView, ElementView, EvidenceView, ExposureView, FactsView, FixView, Gap, LineView, LossView,
    MandateView, MoneyView, PeriodView, ProblemView, Review, RuleView, ScoreView, SpotView, StrandView,
    WouldShow,
};
use crate::worth;

/// The version of the form of a review.
const VERSION: u32 = 1;

/// Everything that a pass found.
pub(crate) fn review(pass: &Pass) -> Result<Review, EngineError> {
    let plan = &pass.look.texts.plan;
    let assessment = &pass.assessment;
    let ground = pass.look.catalogue.ground();
    let year = ground.calendar.period(ground.as_of, Grain::Year);
    let currency = plan.company.currency.map_or_else(String::new, |currency| currency.code().to_owned());
    let (carry, no_carry_because) = match &assessment.headline {
        Ok(headline) => (Some(carried::carry(pass, headline)), None),
        Err(why) => (None, Some(why.clone())),
    };
    let exposed = |(index, exposure)| {
        let exposure = Option::as_ref(exposure)?;
        Some((gap(pass, index, exposure)?, exposure))
    };
    let mut gaps: Vec<(Gap, &Exposure)> =
        assessment.exposures.iter().enumerate().filter_map(exposed).collect();
    let followed = assessment.headline.as_ref().ok().map(|headline| headline.mandate.as_str());
    gaps.sort_by_cached_key(|(gap, _)| rank(gap, followed));
    let moves = moves::moves(pass, &gaps);
    let gaps = gaps.into_iter().map(|(gap, _)| gap).collect();
    let said_aloud = aloud::said_aloud(pass)?;
    let in_money = |minor| placed(pass).map(|headline| money(minor, headline.currency));
    Ok(Review {
        version: VERSION,
        company: plan.company.name.clone(),
        currency,
        as_of: pass.look.as_of.clone(),
        fiscal_year: year.map(|year| PeriodView {
            name: year.name,
            from: year.from.to_string(),
            until: year.until.to_string(),
        }),
        mandates: mandates(pass)?,
        bridge: bridge::bridge(pass),
        outlook: outlook::outlook(pass),
        said_aloud,
        carry,
        no_carry_because,
        moves,
        gaps,
        strengths: strengths::strengths(pass),
        under_gaps: in_money(assessment.union.of_headline),
        under_gaps_of_any: in_money(assessment.union.broken),
        coverage: coverage(pass),
        score: assessment.score.as_ref().map(score),
        strands: strands(pass),
        matrix: matrix::matrix(pass),
        lines: lines(pass),
        rules: pass.rules.iter().map(|rule| rule_view(rule, &assessment.outcomes)).collect(),
        problems: problems(&pass.look.texts.problems, &pass.look.texts.files),
        facts: facts(pass)?,
    })
}

/// Where a gap stands in the list: open before accepted, those of leaders before all others, the headline mandate's before
/// others', then by what it does to lines, the largest first, then severity and id.
type Rank = (bool, bool, bool, u8, Reverse<i64>, Reverse<usize>, u8, String);

fn rank(gap: &Gap, headline: Option<&str>) -> Rank {
    let exposure = gap.exposure.as_ref();
    let effect = match exposure.map(|exposure| exposure.effect.as_str()) {
        Some("breaks") | None => 0,
        Some("strains") => 1,
        Some(_) => 2,
    };
    let severity = match gap.severity.as_str() {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    };
    let of_another = gap.objectives.iter().any(|objective| Some(objective.as_str()) != headline);
    let amount = exposure.map_or(0, |exposure| exposure.amount.minor);
    let people = exposure.map_or(0, |exposure| exposure.people);
    let closed = gap.state != "open";
    let of_sellers = closed || gap.concerns != "leaders";
    (closed, of_sellers, of_another, effect, Reverse(amount), Reverse(people), severity, gap.id.clone())
}

pub(crate) fn money(minor: i64, currency: Currency) -> MoneyView {
    MoneyView { amount: Money::new(minor, currency).decimal(), currency: currency.code().to_owned(), minor }
}

/// The headline mandate, where its money can be placed: without any quota nobody can say what hangs on a gap.
fn placed(pass: &Pass) -> Option<&plumb_rules::Headline> {
    pass.assessment.headline.as_ref().ok().filter(|headline| headline.allocation.not_told == 0)
}

/// The message of an outcome.
pub(crate) fn message(pass: &Pass, rule: &Rule, outcome: &Outcome) -> String {
    filled(pass, rule, outcome, &rule.page.says).unwrap_or_default()
}

/// The praise of an outcome, if its rule has one.
fn praise(pass: &Pass, rule: &Rule, outcome: &Outcome) -> Option<String> {
    filled(pass, rule, outcome, rule.page.praise.as_ref()?)
}

fn filled(pass: &Pass, rule: &Rule, outcome: &Outcome, says: &Says) -> Option<String> {
    let currency = pass.look.texts.plan.company.currency.or_else(|| Currency::parse("XXX").ok())?;
    Some(says.fill(&outcome.figures, &rule.thresholds, currency))
}

/// The gap of the outcome at a place in the assessment.
pub(crate) fn gap(pass: &Pass, index: usize, exposure: &Exposure) -> Option<Gap> {
    let outcome = pass.assessment.outcomes.get(index)?;
    let rule = pass.rules.iter().find(|rule| rule.page.name == outcome.rule)?;
    let front = &rule.page.front;
    let headline = placed(pass);
    Some(Gap {
        id: outcome.id(),
        rule: outcome.rule.clone(),
        severity: front.severity.word().to_owned(),
        strand: front.touch.word().to_owned(),
        driver: front.driver.clone(),
        magnitude: rounded(outcome.magnitude()),
        message: message(pass, rule, outcome),
        subject: outcome.subject.clone(),
        nodes: outcome.node.iter().cloned().collect(),
        objectives: outcome.objective.iter().cloned().collect(),
        person: outcome.person.clone(),
        role: outcome.role.clone(),
        state: if outcome.exception.is_some() { "accepted" } else { "open" }.to_owned(),
        exception: outcome.exception.clone(),
        concerns: front.concerns.word().to_owned(),
        required: outcome.required,
        at: places::of(pass, outcome),
        evidence: EvidenceView {
            kind: outcome.evidence.word().to_owned(),
            figures: outcome.figures.iter().map(|(name, cell)| (name.clone(), figure(cell))).collect(),
            p: outcome.p.map(rounded),
        },
        exposure: headline.map(|headline| ExposureView {
            effect: exposure.effect.word().to_owned(),
            amount: money(exposure.amount, headline.currency),
            alone: Some(money(exposure.alone, headline.currency)),
            people: exposure.people,
        }),
        worth: worth::view(pass, index, outcome, rule),
        fix: FixView {
            says: front.fix.says.clone(),
            effort: front.fix.effort.clone(),
            effect: front.fix.effect.clone(),
        },
        innocent: rule.page.innocent.as_ref().and_then(|innocent| filled(pass, rule, outcome, innocent)),
        try_it: rule.page.try_it.as_ref().and_then(|try_it| filled(pass, rule, outcome, try_it)),
    })
}

/// Six decimals: beyond them statistics of different machines may differ.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

pub(crate) fn figure(cell: &Cell) -> String {
    match cell {
        Cell::Real(value) => rounded(*value).to_string(),
        other => other.to_string(),
    }
}

fn mandates(pass: &Pass) -> Result<Vec<MandateView>, EngineError> {
    let plan = &pass.look.texts.plan;
    let store = pass.look.catalogue.connect()?;
    let changed = store.query("select objective from mandates where changed = 1", &[])?;
    let levels = store.query("select objective, level, level_unit from levels", &[])?;
    let headline = pass.assessment.headline.as_ref().ok();
    let ground = pass.look.catalogue.ground();
    let year = ground.calendar.period(ground.as_of, Grain::Year);
    let mut views: Vec<MandateView> = standing_mandates(plan, ground.as_of)
        .into_iter()
        .map(|mandate| {
            let id = mandate.id.to_string();
            let is = |row: &Vec<Cell>| row.first().and_then(Cell::text) == Some(&id);
            let level = levels
                .rows
                .iter()
                .find(|row| is(row))
                .and_then(|row| level_text(row.get(1)?.int()?, row.get(2)?.text()?));
            let growth = mandate.growth.map(|growth| format!("{growth} a year"));
            MandateView {
                says: mandate.says.clone().unwrap_or_else(|| id.clone()),
                measure: mandate.measure.clone(),
                unit: mandate.unit.clone(),
                target: mandate.target.map(|target| target.to_string()).or(growth),
                growth: mandate.growth.map(|growth| growth.to_string()),
                level,
                so_far: year.as_ref().and_then(|year| came_to(plan, &store, &mandate.measure, year)),
                date: mandate.date.to_string(),
                headline: headline.is_some_and(|headline| headline.mandate == id),
                signed_by: mandate.signed_by.clone(),
                signed_on: mandate.signed_on.to_string(),
                changed_since: changed.rows.iter().any(is),
                id,
            }
        })
        .collect();
    views.sort_by(|a, b| (!a.headline, &a.id).cmp(&(!b.headline, &b.id)));
    Ok(views)
}

/// What a measure has come to in a fiscal year, as text with its unit.
fn came_to(plan: &Plan, store: &Store, measure: &str, year: &Period) -> Option<String> {
    let table = evaluate(store, plan.entity("measure", measure)?, &[], Some(year)).ok()?;
    match (table.rows.first()?.value?, table.unit.as_str()) {
        (Figure::Exact(value), "money") => {
            let money =
                Amount::from_millionths(value).to_money(plan.company.currency?, Rounding::HalfEven)?;
            Some(money.to_string())
        }
        (Figure::Exact(value), "count") => Some(Amount::from_millionths(value).to_string()),
        (Figure::Exact(minutes), _) => Some(format!("{minutes} minutes")),
        (Figure::Share(share), _) => Some(format!("{:.1} %", share * 100.0)),
    }
}

/// A level as text with its unit.
fn level_text(number: i64, unit: &str) -> Option<String> {
    Some(match unit {
        "rate" => plumb_units::Rate::from_millionths(number).to_string(),
        "count" => plumb_units::Amount::from_millionths(number).to_string(),
        _ => match Currency::parse(unit) {
            Ok(currency) => Quantity::Money(Money::new(number, currency)).to_string(),
            Err(_) => format!("{number} minutes"),
        },
    })
}

fn coverage(pass: &Pass) -> CoverageView {
    let coverage = &pass.assessment.coverage;
    CoverageView {
        seen: rounded(coverage.seen),
        declared_only: rounded(coverage.declared_only),
        waived: rounded(coverage.waived),
        rules: pass.rules.len(),
        would_show: coverage
            .would_show
            .iter()
            .map(|(input, share)| WouldShow { input: input.clone(), share: rounded(*share) })
            .collect(),
        inputs: inputs::inputs(pass),
    }
}

fn score(score: &plumb_rules::Score) -> ScoreView {
    let element = |index: usize| plumb_rules::ELEMENTS.get(index).copied().unwrap_or_default().to_owned();
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    ScoreView {
        value: tenth(score.value),
        cap: tenth(score.cap),
        elements: score
            .elements
            .iter()
            .enumerate()
            .map(|(index, credit)| ElementView { element: element(index), credit: credit.map(rounded) })
            .collect(),
        losses: score
            .losses
            .iter()
            .map(|(index, points)| LossView { element: element(*index), points: tenth(*points) })
            .collect(),
    }
}

fn strands(pass: &Pass) -> Vec<StrandView> {
    let count = |strand: Strand, standing: Standing| {
        let lines = pass.assessment.lines.iter();
        lines.filter(|line| line.strands.get(strand.index()).copied().flatten() == Some(standing)).count()
    };
    Strand::ALL
        .into_iter()
        .map(|strand| StrandView {
            strand: strand.word().to_owned(),
            element: plumb_rules::ELEMENTS.get(strand.element()).copied().unwrap_or_default().to_owned(),
            tested: pass.rules.iter().any(|rule| rule.page.front.touch == plumb_rules::Touch::Strand(strand)),
            sound: count(strand, Standing::Sound),
            strained: count(strand, Standing::Strained),
            unseen: count(strand, Standing::Unseen),
            missing: count(strand, Standing::Missing),
            broken: count(strand, Standing::Broken),
        })
        .collect()
}

fn lines(pass: &Pass) -> Vec<LineView> {
    let view = |line: &plumb_rules::Line| LineView {
        person: line.person.clone(),
        mandate: line.mandate.clone(),
        strands: Strand::ALL
            .into_iter()
            .filter_map(|strand| {
                let standing = line.strands.get(strand.index()).copied().flatten()?;
                Some((strand.word().to_owned(), standing.word().to_owned()))
            })
            .collect(),
    };
    pass.assessment.lines.iter().map(view).collect()
}

fn rule_view(rule: &Rule, outcomes: &[Outcome]) -> RuleView {
    let mine: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.rule == rule.page.name).collect();
    let count = |wanted: fn(&State) -> bool| mine.iter().filter(|outcome| wanted(&outcome.state)).count();
    RuleView {
        rule: rule.page.name.clone(),
        severity: rule.page.front.severity.word().to_owned(),
        strand: rule.page.front.touch.word().to_owned(),
        summary: rule.page.summary.clone(),
        passed: count(|state| *state == State::Pass),
        gaps: count(|state| matches!(state, State::Gap(_))),
        unknown: count(|state| matches!(state, State::Unknown(_))),
        not_applicable: count(|state| *state == State::NotApplicable),
        own: rule.page.path.starts_with("plan/"),
    }
}

/// Problems with the text around their places.
pub(crate) fn problems(problems: &[Problem], files: &Files) -> Vec<ProblemView> {
    let mut sources: BTreeMap<String, Arc<str>> = BTreeMap::new();
    let mut spot = |label: &Label| {
        let place = files.place(label.span);
        let source = sources.entry(place.path.clone()).or_insert_with(|| files.text(label.span.file).into());
        SpotView {
            source: Arc::clone(source),
            file: place.path,
            line: place.line,
            column: place.column,
            label: label.text.clone(),
            start: label.span.start,
            end: label.span.end,
        }
    };
    let view = |problem: &Problem| ProblemView {
        code: problem.code.to_owned(),
        severity: problem.severity.word().to_owned(),
        message: problem.message.clone(),
        at: problem.primary.iter().chain(&problem.secondary).map(&mut spot).collect(),
        help: problem.help.clone(),
    };
    problems.iter().map(view).collect()
}

fn facts(pass: &Pass) -> Result<Vec<FactsView>, EngineError> {
    let Some(path) = &pass.look.facts else { return Ok(Vec::new()) };
    let store = Store::open_read_only(path, &plumb_facts::migrations())?;
    let count = |sql: &str, table: &str| -> Result<i64, EngineError> {
        let counted = store.query(sql, &[("name", Cell::from(table))])?;
        Ok(counted.rows.first().and_then(|row| row.first()?.int()).unwrap_or(0))
    };
    let mut views = Vec::new();
    for table in plumb_facts::FactTable::all() {
        let rows = count(&format!("select count(*) from \"{}\"", table.name), table.name)?;
        let rejected = count("select count(*) from rejects where \"table\" = :name", table.name)?;
        if rows > 0 || rejected > 0 {
            views.push(FactsView { table: table.name.to_owned(), rows, rejected });
        }
    }
    let unread = count("select count(*) from rejects where \"table\" is null", "")?;
    if unread > 0 {
        views.push(FactsView {
            table: "(cells that could not be read)".to_owned(),
            rows: 0,
            rejected: unread,
        });
    }
    Ok(views)
}
