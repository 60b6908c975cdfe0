//! Exceptions that say what they are for.

use plumb_diag::Problem;
use plumb_units::Id;

use super::{Entities, of_kind};
use crate::context::{Context, shortened};
use crate::schema;

pub(crate) fn check(cx: &mut Context<'_>, entities: &Entities) {
    for exception in of_kind(entities, "exception") {
        for field in ["rule", "reason"] {
            if exception.text(field).is_some_and(|text| text.trim().is_empty()) {
                let message = format!("`{}` has an empty `{field}`", exception.path);
                let problem = Problem::error("missing-field", message).at(exception.place(field), "");
                cx.report(problem.help(format!("write the {field}, or remove the exception")));
            }
        }
        let Some(subject) = exception.text("subject") else { continue };
        let span = exception.place("subject");
        match subject.split_once(':') {
            Some((kind, id)) if !kind.is_empty() && !id.is_empty() => {
                // Subjects may be things of the facts; only those of the plan can be looked up here.
                if let Some(kind) = schema::kind(kind)
                    && !Id::parse(id)
                        .is_ok_and(|id| entities.get(kind.name).is_some_and(|of| of.contains_key(&id)))
                {
                    cx.resolve(kind.name, id, span);
                }
            }
            _ => {
                let message = format!("`{}` names no subject", shortened(subject));
                let problem = Problem::error("wrong-value", message).at(span, "");
                cx.report(problem.help("write kind and id, such as `unit:north`"));
            }
        }
    }
}
