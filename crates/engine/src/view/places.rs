//! Where a gap stands: a place in the plan, or a row of facts.

use plumb_facts::FactTable;
use plumb_rules::Outcome;

use crate::pass::Pass;
use crate::review::PlaceView;

/// The places of an outcome: what its rule names, else the plan entry of its subject.
pub(crate) fn of(pass: &Pass, outcome: &Outcome) -> Vec<PlaceView> {
    let named = outcome.at.clone().into_iter().chain(of_subject(pass, outcome));
    named.filter_map(|path| at(pass, &path)).take(1).collect()
}

/// A plan path or `table/source/key` as a place.
pub(crate) fn at(pass: &Pass, path: &str) -> Option<PlaceView> {
    let texts = &pass.look.texts;
    if let Some(span) = texts.plan.place(path) {
        let place = texts.files.place(span);
        return Some(PlaceView {
            file: Some(place.path),
            line: Some(place.line),
            column: Some(place.column),
            fact: None,
            label: String::new(),
            path: path.to_owned(),
        });
    }
    let (table, _) = path.split_once('/')?;
    FactTable::named(table)?;
    Some(PlaceView {
        file: None,
        line: None,
        column: None,
        fact: Some(path.to_owned()),
        label: String::new(),
        path: path.to_owned(),
    })
}

fn of_subject(pass: &Pass, outcome: &Outcome) -> Option<String> {
    let (kind, id) = outcome.subject.split_once(':')?;
    Some(pass.look.texts.plan.entity(kind, id)?.path.clone())
}
