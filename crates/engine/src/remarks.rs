//! What a review should not pass over in silence: facts that do not count, mandates out of their time, examples that fail.

use plumb_catalog::measure::evaluate;
use plumb_catalog::standing_mandates;
use plumb_diag::{Problem, Severity, nearest};
use plumb_rules::{Rule, example};
use plumb_store::Store;

use crate::EngineError;
use crate::pass::Look;

/// Everything worth a remark, in no particular order.
pub(crate) fn remarks(look: &Look, rules: &[Rule]) -> Result<Vec<Problem>, EngineError> {
    let store = look.catalogue.connect()?;
    let mut problems = left_out(look, &store);
    problems.extend(unread(look)?);
    problems.extend(out_of_time(look));
    problems.extend(unknown_exceptions(look, rules));
    problems.extend(failing_examples(rules));
    Ok(problems)
}

/// Rows that do not count, because no rate of their currency is told.
fn left_out(look: &Look, store: &Store) -> Vec<Problem> {
    let plan = &look.texts.plan;
    let measures = plan.of_kind("measure");
    measures
        .filter_map(|measure| {
            let remark = evaluate(store, measure, &[], None).ok()?.remark()?;
            let message = format!("of the measure `{}`, {remark}", measure.id);
            Some(Problem::error("missing-rate", message).at(measure.place("table"), ""))
        })
        .collect()
}

/// Rows of exports that no import could read.
pub(crate) fn unread(look: &Look) -> Result<Option<Problem>, EngineError> {
    let Some(facts) = &look.facts else { return Ok(None) };
    let store = Store::open_read_only(facts, &plumb_facts::migrations())?;
    let counted = store.query("select count(*) from rejects", &[])?;
    let rows = counted.rows.first().and_then(|row| row.first()?.int()).unwrap_or(0);
    let message = match rows {
        0 => return Ok(None),
        1 => "1 row of the exports could not be read, and does not count".to_owned(),
        many => format!("{many} rows of the exports could not be read, and do not count"),
    };
    let help =
        "see `out/rejects.csv`, or `plumb sql \"select * from rejects\"`; put them right and import again";
    Ok(Some(Problem::warning("rejected-rows", message).help(help)))
}

/// Mandates that have not begun, are over, or were signed after the day of the review; two headlines, or one without money.
fn out_of_time(look: &Look) -> Vec<Problem> {
    let plan = &look.texts.plan;
    let day = look.catalogue.ground().as_of;
    let mut problems = Vec::new();
    let standing = standing_mandates(plan, day);
    for mandate in &standing {
        let id = &mandate.id;
        if let Some(start) = mandate.start.filter(|start| *start > day) {
            let message =
                format!("the mandate `{id}` begins on {start}, after the day of this review, {day}");
            let help = "its level is the baseline until then; give a later day with `--as-of`";
            problems.push(Problem::warning("mandate-not-begun", message).at(mandate.span, "").help(help));
        } else if mandate.date < day {
            let message = format!(
                "the mandate `{id}` was due on {}, before the day of this review, {day}",
                mandate.date
            );
            let help = format!("end it with `plumb lock end {id} --by NAME --on DATE`, or sign a new one");
            problems.push(Problem::warning("mandate-over", message).at(mandate.span, "").help(help));
        }
        if mandate.signed_on > day {
            let message = format!(
                "the mandate `{id}` was signed on {}, after the day of this review, {day}",
                mandate.signed_on
            );
            let mut problem = Problem::warning("signed-later", message).at(mandate.span, "");
            problem.severity = Severity::Note;
            problems.push(problem);
        }
    }
    for mandate in standing.iter().filter(|mandate| mandate.headline) {
        let in_money =
            [mandate.target, mandate.baseline].into_iter().flatten().any(|level| level.money().is_some());
        if !in_money {
            let message = format!(
                "the headline `{}` is not in money, so another mandate's money is followed, or none",
                mandate.id
            );
            let help = "sign a mandate in money with `headline = true`";
            problems
                .push(Problem::warning("headline-without-money", message).at(mandate.span, "").help(help));
        }
    }
    let headlines: Vec<_> = standing.iter().filter(|mandate| mandate.headline).collect();
    if let [first, second, ..] = headlines.as_slice() {
        let message = format!(
            "`{}` and `{}` are both signed as headline, and money can be followed of one only",
            first.id, second.id
        );
        let problem =
            Problem::error("two-headlines", message).at(second.span, "").also(first.span, "the first");
        problems.push(problem.help("end one of them and sign it again without `headline`"));
    }
    problems
}

/// Exceptions for rules that do not exist.
fn unknown_exceptions(look: &Look, rules: &[Rule]) -> Vec<Problem> {
    let known = || rules.iter().map(|rule| rule.page.name.as_str());
    let mut problems = Vec::new();
    for exception in look.texts.plan.of_kind("exception") {
        let Some(rule) = exception.text("rule") else { continue };
        if known().all(|name| name != rule) {
            let problem = Problem::error("unknown-rule", format!("no rule is called `{rule}`"))
                .at(exception.place("rule"), "");
            problems.push(match nearest(rule, known()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("`docs/rules` lists the rules; `plumb review` counts them"),
            });
        }
    }
    problems
}

/// Examples on the company's own pages that do not say what their page says.
fn failing_examples(rules: &[Rule]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in rules.iter().filter(|rule| rule.page.path.starts_with("plan/")) {
        for shown in &rule.page.examples {
            let outcome = tempfile::tempdir()
                .map_err(|error| error.to_string())
                .and_then(|folder| example::check(&rule.page, shown, folder.path()));
            if let Err(difference) = outcome {
                let block = shown.blocks.last().map_or(rule.page.query.span, |block| block.code.span);
                let told = difference.split_whitespace().collect::<Vec<_>>().join(" ");
                let message = format!(
                    "`{}` of rule `{}` does not say what the page says: {told}",
                    shown.section, rule.page.name
                );
                problems.push(
                    Problem::error("page-example", message)
                        .at(block, "")
                        .help("change the query, or what the example expects"),
                );
            }
        }
    }
    problems
}
