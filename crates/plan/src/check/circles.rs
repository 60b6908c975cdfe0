//! Units, managers and objectives that stand above themselves.

use std::collections::BTreeMap;

use plumb_diag::{Problem, Span};
use plumb_units::Id;

use super::{Entities, of_kind};
use crate::context::Context;
use crate::value::Data;

/// Reports each circle and takes out the reference that closes it.
pub(crate) fn break_up(cx: &mut Context<'_>, entities: &mut Entities) {
    for (kind, field, says) in
        [("unit", "parent", "below"), ("person", "manager", "led by"), ("objective", "serves", "below")]
    {
        let mut edges: Edges = BTreeMap::new();
        for entity in of_kind(entities, kind) {
            let single = entity.reference(field).map(|id| (id.clone(), entity.place(field)));
            let rows = entity.rows(field).iter();
            let rows =
                rows.filter_map(|row| Some((row.reference("objective")?.clone(), row.place("objective"))));
            edges.insert(entity.id.clone(), single.into_iter().chain(rows).collect());
        }
        for circle in circles(&edges) {
            report(cx, kind, says, &circle);
            let Some((from, to, _)) = circle.last() else { continue };
            let Some(entity) = entities.get_mut(kind).and_then(|of_kind| of_kind.get_mut(from)) else {
                continue;
            };
            match entity.fields.get_mut(field).map(|value| &mut value.data) {
                Some(Data::Rows(rows)) => rows.retain(|row| row.reference("objective") != Some(to)),
                _ => drop(entity.fields.remove(field)),
            }
        }
    }
}

type Edges = BTreeMap<Id, Vec<(Id, Span)>>;
type Circle = Vec<(Id, Id, Span)>;

/// One circle per closing reference, each as the references that make it up. Walks with a stack of its own, so that
/// a long chain is no danger.
fn circles(edges: &Edges) -> Vec<Circle> {
    let mut found = Vec::new();
    let mut done: BTreeMap<&Id, ()> = BTreeMap::new();
    for start in edges.keys() {
        // The way from the start to here, and how many references of each were followed.
        let mut way: Vec<(&Id, usize)> = vec![(start, 0)];
        let mut on_way: BTreeMap<&Id, usize> = BTreeMap::from([(start, 0)]);
        while let Some((at, followed)) = way.last_mut() {
            let at = *at;
            let next = edges.get(at).and_then(|out| out.get(*followed));
            *followed += 1;
            let Some((to, _)) = next.filter(|_| !done.contains_key(at)) else {
                done.insert(at, ());
                on_way.remove(at);
                way.pop();
                continue;
            };
            if let Some(first) = on_way.get(to) {
                let steps = way.iter().skip(*first).filter_map(|(from, followed)| {
                    let (to, span) = edges.get(*from)?.get(followed.checked_sub(1)?)?;
                    Some(((*from).clone(), to.clone(), *span))
                });
                found.push(steps.collect());
            } else if !done.contains_key(to) && edges.contains_key(to) {
                on_way.insert(to, way.len());
                way.push((to, 0));
            }
        }
    }
    found
}

fn report(cx: &mut Context<'_>, kind: &str, says: &str, circle: &Circle) {
    const SHOWN_MAX: usize = 8;
    let Some((last, back, span)) = circle.last() else { return };
    let message = if circle.len() == 1 {
        format!("the {kind} `{last}` is {says} itself")
    } else {
        format!(
            "{} entries of {kind} stand in a circle: `{last}` is {says} `{back}`, and so on back to it",
            circle.len()
        )
    };
    let mut problem = Problem::error("circle", message).at(*span, "this closes the circle; it is left out");
    for (from, to, span) in circle.iter().rev().skip(1).take(SHOWN_MAX) {
        problem = problem.also(*span, format!("`{from}` is {says} `{to}`"));
    }
    cx.report(problem.help("name the one that is really above, or leave it out at the top"));
}
