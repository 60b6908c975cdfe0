//! Runs pages over a catalogue: one query each, one answer per subject.

use std::collections::BTreeSet;

use plumb_catalog::statistics::adjust;
use plumb_catalog::{Catalogue, forbidden};
use plumb_diag::{Problem, Span};
use plumb_store::{Cell, Store, StoreError, Table};

use crate::front::MinimumN;
use crate::outcome::{Evidence, Outcome, State};
use crate::page::Page;
use crate::privacy;
use crate::rule::Rule;
use crate::threshold::Threshold;

/// The share of false alarms that is accepted over the nodes of one rule.
const FALSE_ALARMS: f64 = 0.10;

/// Steps of SQLite's machine that one page may take; some 50 million pass in a second.
const STEPS_MAX: u64 = 1_000_000_000;

/// Columns of a query that are not figures.
const FIXED: [&str; 12] = [
    "subject",
    "objective",
    "node",
    "person",
    "role",
    "at",
    "magnitude",
    "p",
    "missing",
    "evidence",
    "not_applicable",
    "praise",
];

/// What one rule answers, or what is wrong with its page.
type Answer = Result<Vec<Outcome>, Vec<Problem>>;

/// Runs all rules on up to `threads` connections. Answers come in the order of rules, then subjects, whatever the
/// number of threads.
///
/// A page that fails gives its problems, and all of its subjects are unknown: what could not be tested is never sound. The
/// others go on.
pub fn run(rules: &[Rule], catalogue: &Catalogue, threads: usize) -> (Vec<Outcome>, Vec<Problem>) {
    let threads = threads.clamp(1, rules.len().max(1));
    let mut answers: Vec<(usize, Answer)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                scope.spawn(move || {
                    let mine = rules.iter().enumerate().skip(worker).step_by(threads);
                    match catalogue.connect() {
                        Ok(store) => mine.map(|(index, rule)| (index, answer(rule, &store))).collect(),
                        Err(error) => mine
                            .map(|(index, rule)| (index, Err(vec![failed(&rule.page, &error.to_string())])))
                            .collect::<Vec<_>>(),
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .enumerate()
            .flat_map(|(worker, handle)| {
                handle.join().unwrap_or_else(|_| {
                    let mine = rules.iter().enumerate().skip(worker).step_by(threads);
                    mine.map(|(index, rule)| {
                        (index, Err(vec![failed(&rule.page, "the rule stopped unexpectedly")]))
                    })
                    .collect()
                })
            })
            .collect()
    });
    answers.sort_by_key(|(index, _)| *index);
    let mut outcomes = Vec::new();
    let mut problems = Vec::new();
    for (index, answer) in answers {
        match answer {
            Ok(found) => outcomes.extend(found),
            Err(found) => {
                if let Some(rule) = rules.get(index) {
                    outcomes.extend(unanswered(rule, catalogue));
                }
                problems.extend(found);
            }
        }
    }
    (outcomes, problems)
}

/// What a rule that could not be run leaves: every required subject unknown; where even those cannot be read, everyone.
fn unanswered(rule: &Rule, catalogue: &Catalogue) -> Vec<Outcome> {
    let subjects = catalogue.connect().ok().and_then(|store| required_subjects(&rule.page, &store).ok());
    let subjects = subjects.unwrap_or_else(|| BTreeSet::from([format!("rule:{}", rule.page.name)]));
    let unknown = |subject: String| {
        let (kind, id) = subject.split_once(':').unwrap_or(("", ""));
        let of = |wanted: &str| (kind == wanted).then(|| id.to_owned());
        Outcome {
            rule: rule.page.name.clone(),
            objective: of("objective"),
            node: of("unit"),
            person: of("person"),
            role: of("role"),
            at: None,
            state: State::Unknown(format!("rule `{}` put right: it could not be run", rule.page.name)),
            evidence: Evidence::Nothing,
            required: true,
            p: None,
            praise: None,
            figures: std::collections::BTreeMap::new(),
            exception: None,
            subject,
        }
    };
    subjects.into_iter().map(unknown).collect()
}

fn failed(page: &Page, why: &str) -> Problem {
    Problem::error("page-check", format!("rule `{}` could not be run: {why}", page.name))
        .at(page.query.span, "")
}

fn answer(rule: &Rule, store: &Store) -> Answer {
    let page = &rule.page;
    if let Some(found) = forbidden(&page.query.text) {
        let span = Span {
            start: page.query.span.start + found.start,
            end: page.query.span.start + found.end,
            ..page.query.span
        };
        let message = format!("`{}` may not stand in the check of a rule", found.what);
        return Err(vec![Problem::error("page-check", message).at(span, "").help(found.instead)]);
    }
    let table = store
        .query_within_steps(&page.query.text, &rule.parameters(), STEPS_MAX)
        .map_err(|error| vec![failed(page, &error.to_string())])?;
    let required = required_subjects(page, store).map_err(|why| vec![failed(page, &why)])?;
    let mut problems = complain_of_columns(page, &table);
    let not_applicable = match &page.front.na_when {
        Some(predicate) => holds(predicate, store).map_err(|why| vec![failed(page, &why)])?,
        None => false,
    };
    let mut outcomes = Vec::with_capacity(table.rows.len());
    let mut small = BTreeSet::new();
    for row in &table.rows {
        match outcome(rule, &table, row, &required) {
            Ok((outcome, is_small)) => {
                if is_small {
                    small.insert((outcome.subject.clone(), outcome.objective.clone()));
                }
                outcomes.push(outcome);
            }
            Err(why) => problems.push(failed(page, &why)),
        }
    }
    if not_applicable {
        for outcome in &mut outcomes {
            outcome.state = State::NotApplicable;
            outcome.praise = None;
        }
    }
    outcomes.sort_by(|a, b| (&a.subject, &a.objective).cmp(&(&b.subject, &b.objective)));
    problems.extend(complain_of_subjects(page, &outcomes, &required));
    if !problems.is_empty() {
        return Err(problems);
    }
    correct_for_many(&mut outcomes);
    if page.front.rolls_up {
        let least =
            page.front.group.as_ref().map(|group| (group.column.as_str(), smallest_group(rule, group)));
        privacy::roll_up(&mut outcomes, store, least)
            .map_err(|error| vec![failed(page, &error.to_string())])?;
    }
    answer_from_above(&mut outcomes, &small, store)
        .map_err(|error| vec![failed(page, &error.to_string())])?;
    Ok(outcomes)
}

/// A unit that has too few of what its page counts is answered by the same rule for a unit above it, where that has
/// enough: whatever is found there holds for its people too.
fn answer_from_above(
    outcomes: &mut [Outcome],
    small: &BTreeSet<(String, Option<String>)>,
    store: &Store,
) -> Result<(), StoreError> {
    if small.is_empty() {
        return Ok(());
    }
    let of_unit = |outcome: &Outcome| {
        let unit = outcome.subject.strip_prefix("unit:")?;
        (outcome.node.as_deref() == Some(unit)).then(|| unit.to_owned())
    };
    let answered: BTreeSet<(String, Option<String>)> = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.state, State::Pass | State::Gap(_)) && outcome.required)
        .filter_map(|outcome| Some((of_unit(outcome)?, outcome.objective.clone())))
        .collect();
    let pairs = store.query("select unit, above from plan_unit_above where above <> unit", &[])?;
    let mut covered: BTreeSet<(String, Option<String>)> = BTreeSet::new();
    for row in &pairs.rows {
        if let [unit, above] = row.as_slice()
            && let (Some(unit), Some(above)) = (unit.text(), above.text())
        {
            let of_above = answered.iter().filter(|(answered, _)| answered == above);
            covered.extend(of_above.map(|(_, objective)| (unit.to_owned(), objective.clone())));
        }
    }
    for outcome in outcomes.iter_mut() {
        if outcome.is_unknown()
            && small.contains(&(outcome.subject.clone(), outcome.objective.clone()))
            && of_unit(outcome).is_some_and(|unit| covered.contains(&(unit, outcome.objective.clone())))
        {
            outcome.state = State::NotApplicable;
            outcome.praise = None;
        }
    }
    Ok(())
}

/// The smallest group that a page shows: never smaller than its own default, whatever the company sets.
fn smallest_group(rule: &Rule, group: &MinimumN) -> usize {
    let value = |threshold: Option<&Threshold>| threshold.and_then(|threshold| threshold.value.int());
    let default = value(rule.page.front.thresholds.get(&group.threshold));
    let own = value(rule.thresholds.get(&group.threshold));
    let least = default.into_iter().chain(own).max().and_then(|least| usize::try_from(least).ok());
    least.unwrap_or(privacy::GROUP_MIN).max(privacy::GROUP_MIN)
}

/// The rows behind a gap, as its page lists them; `None` when the page has no such query.
///
/// # Errors
/// The query's own.
pub fn figures_behind(rule: &Rule, outcome: &Outcome, store: &Store) -> Result<Option<Table>, String> {
    let Some(rows) = &rule.page.rows else { return Ok(None) };
    if let Some(found) = forbidden(&rows.text) {
        return Err(format!("`{}` may not stand in the section `Rows`: {}", found.what, found.instead));
    }
    let mut parameters = rule.parameters();
    let texts = [
        ("subject", Some(&outcome.subject)),
        ("objective", outcome.objective.as_ref()),
        ("node", outcome.node.as_ref()),
        ("person", outcome.person.as_ref()),
        ("role", outcome.role.as_ref()),
    ];
    parameters
        .extend(texts.map(|(name, text)| (name, text.map_or(Cell::Null, |text| Cell::from(text.as_str())))));
    store.query_within_steps(&rows.text, &parameters, STEPS_MAX).map(Some).map_err(|error| error.to_string())
}

fn required_subjects(page: &Page, store: &Store) -> Result<BTreeSet<String>, String> {
    let name = &page.front.subjects;
    if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Err(format!("`{name}` is not the name of a table"));
    }
    let table = store
        .query(&format!("select distinct subject from {name} order by subject"), &[])
        .map_err(|_| format!("`{name}` is no table of required subjects; `plumb tables` lists them"))?;
    Ok(table.rows.iter().filter_map(|row| row.first()?.text().map(str::to_owned)).collect())
}

fn holds(predicate: &str, store: &Store) -> Result<bool, String> {
    let sql = format!("select holds from profile where predicate = '{}'", predicate.replace('\'', "''"));
    let table = store.query(&sql, &[]).map_err(|error| error.to_string())?;
    let cell = table.rows.first().and_then(|row| row.first());
    cell.map(|cell| cell.int() == Some(1))
        .ok_or_else(|| format!("`{predicate}` is no predicate of the table `profile`"))
}

fn complain_of_columns(page: &Page, table: &Table) -> Vec<Problem> {
    let mut problems = Vec::new();
    for column in ["subject", "magnitude", "evidence"] {
        if table.column(column).is_none() {
            problems.push(failed(page, &format!("its query has no column `{column}`")));
        }
    }
    if page.praise.is_some() && table.column("praise").is_none() {
        problems.push(failed(page, "it has a section `## Praise`, and its query no column `praise`"));
    }
    let messages = std::iter::once(&page.says).chain(&page.praise).chain(&page.innocent).chain(&page.try_it);
    for (says, (name, form_known)) in messages.flat_map(|says| says.names().map(move |name| (says, name))) {
        if table.column(name).is_none() && !page.front.thresholds.contains_key(name) {
            let near = plumb_diag::nearest(name, table.columns.iter().map(String::as_str));
            let help = near.map_or_else(
                || "name a column of the query or a threshold".to_owned(),
                |near| format!("did you mean `{{{near}}}`?"),
            );
            let problem = Problem::error(
                "page-says",
                format!("`{{{name}}}` is neither a column of the query nor a threshold"),
            );
            problems.push(problem.at(says.span, "").help(help));
        }
        if !form_known {
            let problem = Problem::error("page-says", format!("`{{{name}:…}}` has a form that is not known"));
            problems.push(problem.at(says.span, "").help("forms are `%`, `money`, `amount` and `one|many`"));
        }
    }
    for (field, named) in [("min_n", &page.front.min_n), ("rolls_up", &page.front.group)] {
        if let Some(named) = named
            && table.column(&named.column).is_none()
        {
            let why = format!("{field} names `{}`, which is no column of its query", named.column);
            problems.push(failed(page, &why));
        }
    }
    problems
}

fn complain_of_subjects(page: &Page, outcomes: &[Outcome], required: &BTreeSet<String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let answered: BTreeSet<&str> = outcomes.iter().map(|outcome| outcome.subject.as_str()).collect();
    for subject in required {
        if !answered.contains(subject.as_str()) {
            problems.push(failed(
                page,
                &format!("its query says nothing of `{subject}`, which `{}` requires", page.front.subjects),
            ));
        }
    }
    for pair in outcomes.windows(2) {
        if let [a, b] = pair
            && (&a.subject, &a.objective) == (&b.subject, &b.objective)
        {
            problems.push(failed(page, &format!("its query speaks twice of `{}`", a.subject)));
        }
    }
    problems.truncate(5);
    problems
}

/// What a row says, and whether it says so little because there are too few of what its page counts.
fn outcome(
    rule: &Rule,
    table: &Table,
    row: &[Cell],
    required: &BTreeSet<String>,
) -> Result<(Outcome, bool), String> {
    let cell = |name: &str| table.column(name).and_then(|index| row.get(index));
    let text = |name: &str| cell(name).and_then(Cell::text).map(str::to_owned);
    let subject = text("subject").ok_or("a row has no subject")?;
    let evidence = match text("evidence") {
        Some(word) => Evidence::parse(&word)
            .ok_or_else(|| format!("`{word}` is no evidence; it is nothing, declared, stale or fresh"))?,
        None => Evidence::Nothing,
    };
    let magnitude = cell("magnitude").and_then(Cell::real);
    if let Some(magnitude) = magnitude
        && !(0.0..=1.0).contains(&magnitude)
    {
        return Err(format!("the magnitude {magnitude} of `{subject}` lies outside 0 to 1"));
    }
    let too_few = too_few(rule, &cell, text("node").filter(|_| subject.starts_with("unit:")), &subject);
    let mut is_small = false;
    let state = if cell("not_applicable").and_then(Cell::int) == Some(1) {
        State::NotApplicable
    } else if let Some(missing) = text("missing").filter(|_| magnitude.is_none()) {
        State::Unknown(missing)
    } else if let Some(too_few) = too_few {
        is_small = true;
        State::Unknown(too_few)
    } else {
        match magnitude {
            None => return Err(format!("`{subject}` has neither a magnitude nor says what is missing")),
            Some(magnitude) if magnitude > 0.0 => State::Gap(magnitude),
            Some(_) => State::Pass,
        }
    };
    let praise = cell("praise").and_then(Cell::real);
    if let Some(praise) = praise
        && !(0.0..=1.0).contains(&praise)
    {
        return Err(format!("the praise {praise} of `{subject}` lies outside 0 to 1"));
    }
    let earned = rule.page.praise.is_some() && state == State::Pass && evidence == Evidence::Fresh;
    let role = text("role").or_else(|| subject.strip_prefix("role:").map(str::to_owned));
    let figures = table.columns.iter().zip(row).filter(|(name, _)| {
        !FIXED.contains(&name.as_str()) || ["objective", "node", "person", "role"].contains(&name.as_str())
    });
    let outcome = Outcome {
        rule: rule.page.name.clone(),
        objective: text("objective"),
        node: text("node"),
        // A column `person` that is empty says that a whole group waits for the one whom the subject names.
        person: match table.column("person") {
            Some(_) => text("person"),
            None => subject.strip_prefix("person:").map(str::to_owned),
        },
        role,
        at: text("at"),
        state,
        evidence,
        required: required.contains(&subject),
        p: cell("p").and_then(Cell::real),
        praise: praise.filter(|praise| earned && *praise > 0.0),
        figures: figures.map(|(name, cell)| (name.clone(), cell.clone())).collect(),
        exception: None,
        subject,
    };
    Ok((outcome, is_small))
}

/// Says that there are too few of what the page counts, or nothing when there are enough.
fn too_few<'a>(
    rule: &Rule,
    cell: &impl Fn(&str) -> Option<&'a Cell>,
    unit: Option<String>,
    subject: &str,
) -> Option<String> {
    let min_n = rule.page.front.min_n.as_ref()?;
    let threshold = rule.thresholds.get(&min_n.threshold)?;
    let needed = threshold.value.real()?;
    let count = cell(&min_n.column).and_then(Cell::real).unwrap_or(0.0);
    let place = unit.unwrap_or_else(|| subject.to_owned());
    let column = min_n.column.replace('_', " ");
    (count < needed)
        .then(|| format!("more {column} at `{place}`: {count} of {needed} needed ({})", threshold.says))
}

/// Over many nodes some tests fire by chance: a gap stands only if it survives the correction over its rule.
fn correct_for_many(outcomes: &mut [Outcome]) {
    let tested: Vec<usize> = (0..outcomes.len())
        .filter(|index| {
            outcomes.get(*index).is_some_and(|outcome| {
                outcome.p.is_some() && matches!(outcome.state, State::Gap(_) | State::Pass)
            })
        })
        .collect();
    let p: Vec<Option<f64>> =
        tested.iter().map(|index| outcomes.get(*index).and_then(|outcome| outcome.p)).collect();
    for (index, stands) in tested.into_iter().zip(adjust(&p, FALSE_ALARMS)) {
        if let Some(outcome) = outcomes.get_mut(index)
            && outcome.is_gap()
            && !stands
        {
            outcome.state = State::Pass;
        }
    }
}
