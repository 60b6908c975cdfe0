//! Who is to bring what: the target handed down, how good the numbers are, and the change that would set them.

use plumb_engine::{AllocationView, AsOf, OutlookNode, OutlookView, TableView};
use serde_json::Value;

use super::{beside_pace, between, cell, head, indented, odds, plain};
use crate::cells::{clean, hanging};
use crate::figures::{count, money};
use crate::paper::Paper;
use crate::table::justified;

/// People are listed below a unit only where one asks for it.
fn shown<'o>(outlook: &'o OutlookView, subject: Option<&str>, people: bool) -> Vec<&'o OutlookNode> {
    let fits = |node: &&OutlookNode| match subject {
        None => people || node.person.is_none(),
        Some(subject) => {
            below(outlook, node, subject)
                && (people || node.person.is_none() || is(node, subject) || parent_is(node, subject))
        }
    };
    outlook.nodes.iter().filter(fits).collect()
}

fn is(node: &OutlookNode, subject: &str) -> bool {
    node.subject == subject || node.subject.split_once(':').is_some_and(|(_, id)| id == subject)
}

fn parent_is(node: &OutlookNode, subject: &str) -> bool {
    node.parent.as_deref().is_some_and(|parent| {
        parent == subject || parent.split_once(':').is_some_and(|(_, id)| id == subject)
    })
}

/// Whether a node is the subject or stands below it.
fn below(outlook: &OutlookView, node: &OutlookNode, subject: &str) -> bool {
    let mut at = Some(node);
    for _ in 0..=outlook.nodes.len() {
        let Some(node) = at else { return false };
        if is(node, subject) {
            return true;
        }
        at = node
            .parent
            .as_ref()
            .and_then(|parent| outlook.nodes.iter().find(|other| other.subject == *parent));
    }
    false
}

/// The cascade: asked, by the bases alone, quotas together, what is not handed on; then the pace; then what people say.
///
/// With a subject only that unit or person and what stands below it, with the months and the reason of its amount.
pub fn target(
    outlook: &OutlookView,
    as_of: &AsOf,
    subject: Option<&str>,
    people: bool,
    paper: Paper,
) -> String {
    let nodes = shown(outlook, subject, people);
    let asked = outlook.nodes.iter().any(|node| !node.target.is_zero());
    let Some(first) = nodes.first().filter(|_| asked || subject.is_some()) else {
        let says = match subject {
            Some(subject) => format!("nobody and no unit is called `{}`; `plumb target show --people` lists all", clean(subject)),
            None => "no objective and no quota asks for anything in this fiscal year; write an objective with `target` or `growth`, or quotas".to_owned(),
        };
        return hanging("", &says, paper.columns());
    };
    let title = format!(
        "Who is to bring what of `{}` in {}, in {}",
        outlook.measure, outlook.period.name, first.target.currency
    );
    let mut out = head(&title, as_of, paper);
    out += &justified(&handed(&nodes), paper);
    out.push('\n');
    out += &justified(&pace(&nodes), paper);
    if let Some(node) = subject.and_then(|subject| nodes.iter().find(|node| is(node, subject))) {
        out += &format!("\n{}\n", paper.heading(&format!("{} month by month", clean(&node.name))));
        out += &hanging(
            "",
            &format!("by the bases {}: {}", money(&node.by_bases), clean(&node.why)),
            paper.columns(),
        );
        out += &justified(&months(node), paper);
    }
    out += &milestones(outlook, subject, paper);
    if subject.is_none() {
        out += &sums(outlook, paper);
        out += &said(&nodes, paper);
        out += &levels(outlook, paper);
    }
    for remark in &outlook.remarks {
        out += &hanging("note: ", &clean(remark), paper.columns());
    }
    out
}

fn table(columns: &[&str], rows: Vec<Vec<Value>>) -> TableView {
    TableView {
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        rows,
        notes: Vec::new(),
    }
}

fn handed(nodes: &[&OutlookNode]) -> TableView {
    let rows = nodes.iter().map(|node| {
        vec![
            indented(node).into(),
            plain(&node.target).into(),
            plain(&node.by_bases).into(),
            cell(node.quota.as_ref()),
            cell(node.unallocated.as_ref().filter(|left| !left.is_zero())),
        ]
    });
    table(&["", "asked", "by the bases", "quotas", "not handed on"], rows.collect())
}

fn pace(nodes: &[&OutlookNode]) -> TableView {
    let rows = nodes.iter().map(|node| {
        vec![
            indented(node).into(),
            plain(&node.pace.actual).into(),
            plain(&node.pace.expected).into(),
            beside_pace(node).into(),
            cell(node.pace.per_day.as_ref()),
            cell(node.pace.so_far_per_day.as_ref()),
            node.chance.map_or(Value::Null, |chance| odds(chance).into()),
        ]
    });
    table(
        &["", "came so far", "due by today", "pace", "needed a day", "so far a day", "odds"],
        rows.collect(),
    )
}

fn months(node: &OutlookNode) -> TableView {
    let rows = node.months.iter().map(|month| {
        vec![
            clean(&month.period).into_owned().into(),
            plain(&month.target).into(),
            cell(month.actual.as_ref()),
            month.range.as_ref().map_or(Value::Null, |range| between(range).into()),
        ]
    });
    table(&["by the end of", "asked", "came", "eight in ten end between"], rows.collect())
}

/// Milestones on the way, of all objectives or of those of one unit.
fn milestones(outlook: &OutlookView, subject: Option<&str>, paper: Paper) -> String {
    let fits = |unit: Option<&str>| match subject {
        None => true,
        Some(subject) => unit.is_some_and(|unit| unit == subject || format!("unit:{unit}") == subject),
    };
    let rows: Vec<Vec<Value>> = outlook
        .milestones
        .iter()
        .filter(|one| fits(one.unit.as_deref()))
        .map(|one| {
            let state = match one.kept {
                Some(true) => "kept".to_owned(),
                Some(false) => "missed".to_owned(),
                None => one.state.clone(),
            };
            vec![
                clean(&one.objective).into_owned().into(),
                crate::aloud::day(&one.date).into(),
                plain(&one.target).into(),
                format!("{:.1} %", one.tolerance * 100.0).into(),
                plain(&one.actual).into(),
                state.into(),
                cell(one.per_day.as_ref()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let view = table(&["objective", "by", "level", "within", "there", "state", "needed a day"], rows);
    format!("\n{}\n{}", paper.heading("Milestones"), justified(&view, paper))
}

/// Objectives that others serve and that do not add up.
fn sums(outlook: &OutlookView, paper: Paper) -> String {
    let off: Vec<_> = outlook
        .sums
        .iter()
        .filter(|sum| sum.kind == "sum")
        .filter(|sum| {
            sum.difference
                .as_deref()
                .is_some_and(|text| text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)))
                || sum.twice.is_some()
        })
        .collect();
    if off.is_empty() {
        return String::new();
    }
    let rows = off.iter().map(|sum| {
        vec![
            clean(&sum.objective).into_owned().into(),
            sum.level.clone().into(),
            sum.made.clone().into(),
            sum.difference.clone().into(),
            sum.twice.clone().into(),
        ]
    });
    let view = table(
        &[
            "objective",
            "asks for",
            "what serves it makes",
            "nobody has (below zero: too much)",
            "counted twice",
        ],
        rows.collect(),
    );
    format!("\n{}\n{}", paper.heading("Objectives that do not add up"), justified(&view, paper))
}

/// What people say beside what is asked of them.
fn said(nodes: &[&OutlookNode], paper: Paper) -> String {
    let spoke: Vec<_> = nodes.iter().filter(|node| node.committed.is_some()).collect();
    if spoke.is_empty() {
        return String::new();
    }
    let rows = spoke.iter().map(|node| {
        let difference =
            node.committed.as_ref().zip(node.asked_of_those.as_ref()).map(|(said, asked)| {
                plain(&crate::figures::like(said, said.minor.saturating_sub(asked.minor)))
            });
        vec![
            indented(node).into(),
            cell(node.committed.as_ref()),
            cell(node.asked_of_those.as_ref()),
            difference.map_or(Value::Null, Value::from),
            node.silent.into(),
        ]
    });
    let view = table(&["", "what people say", "asked of those", "difference", "silent"], rows.collect());
    format!("\n{}\n{}", paper.heading("From below"), justified(&view, paper))
}

/// How much more each level asks for.
fn levels(outlook: &OutlookView, paper: Paper) -> String {
    if outlook.levels.len() < 2 {
        return String::new();
    }
    let share =
        |share: Option<f64>| share.map_or(Value::Null, |share| format!("{:+.1} %", share * 100.0).into());
    let rows = outlook.levels.iter().map(|level| {
        vec![
            clean(&level.level).into_owned().into(),
            plain(&level.asked).into(),
            share(level.over),
            share(level.stacked),
        ]
    });
    let view = table(&["level", "asks for", "beside the level above", "beside the target"], rows.collect());
    format!("\n{}\n{}", paper.heading("Level by level"), justified(&view, paper))
}

/// How good the numbers of each unit's people are.
pub fn quality(outlook: &OutlookView, as_of: &AsOf, paper: Paper) -> String {
    let mut out = head(&format!("How good are the numbers of {}?", outlook.period.name), as_of, paper);
    if outlook.quality.is_empty() {
        let says = "nobody has a number in this fiscal year; write quotas into `plan/private/quotas.csv`, or `plumb target allocate` proposes some";
        return out + &hanging("", says, paper.columns());
    }
    let decimal = |number: Option<f64>| number.map_or(Value::Null, |number| format!("{number:.2}").into());
    let slope = |slope: Option<[f64; 3]>| {
        slope.map_or(Value::Null, |[low, middle, high]| format!("{middle:.2} ({low:.2} to {high:.2})").into())
    };
    let rows = outlook.quality.iter().map(|quality| {
        vec![
            clean(&quality.unit).into_owned().into(),
            quality.people.into(),
            quality.likely.into(),
            quality.chance.map_or(Value::Null, |chance| odds(chance).into()),
            decimal(quality.spread),
            decimal(quality.gini),
            decimal(quality.rank_correlation),
            slope(quality.up),
            slope(quality.down),
        ]
    });
    let columns = [
        "unit",
        "people",
        "likely",
        "mean odds",
        "spread",
        "inequality",
        "rank with potential",
        "taken up next",
        "given back next",
    ];
    out += &justified(&table(&columns, rows.collect()), paper);
    out += "\n";
    for line in [
        "likely: people who reach their number more likely than not.",
        "spread, inequality: of number by potential; 0 when everyone is asked the same of their ground.",
        "rank with potential: 1 when larger ground always has the larger number, 0 when the two have nothing to do with one another.",
        "taken up next: of a result above the number, how much the next number takes up; given back next: of a shortfall, how much the next one gives back (95 % intervals).",
    ] {
        out += &hanging("", &paper.quiet(line), paper.columns());
    }
    out
}

/// What handing the target down would change.
pub fn allocation(view: &AllocationView, as_of: &AsOf, paper: Paper) -> String {
    let title =
        format!("The target of {} handed down: {} of `{}`", view.period, money(&view.target), view.measure);
    let mut out = head(&title, as_of, paper);
    if view.changes.is_empty() {
        out += "no number changes\n";
    } else {
        let rows = view.changes.iter().map(|change| {
            vec![
                clean(&change.person).into_owned().into(),
                change.unit.as_ref().map_or(Value::Null, |unit| clean(unit).into_owned().into()),
                cell(change.before.as_ref()),
                plain(&change.after).into(),
                clean(&change.why).into_owned().into(),
            ]
        });
        out += &justified(
            &table(&["person", "unit", "number now", "number then", "why"], rows.collect()),
            paper,
        );
        let people = money(&view.people);
        out += &format!(
            "{}; together all people then have {people}\n",
            count(view.changes.len(), "number changes", "numbers change")
        );
    }
    for left in &view.left {
        out += &hanging("left as it is: ", &clean(left), paper.columns());
    }
    out
}
