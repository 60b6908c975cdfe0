//! Keys of other systems that lead to one thing only.

use std::collections::BTreeMap;

use plumb_diag::{Problem, Span};
use plumb_units::Id;

use super::Entities;
use crate::context::{Context, shortened};

pub(crate) fn check(cx: &mut Context<'_>, entities: &Entities) {
    for (kind, of_kind) in entities {
        let mut firsts: BTreeMap<(&str, &str), (&Id, Span)> = BTreeMap::new();
        let mut keys: Vec<_> = of_kind
            .values()
            .flat_map(|entity| entity.keys("keys").iter().map(move |key| (key, &entity.id)))
            .collect();
        keys.sort_by_key(|(key, _)| key.span);
        for (key, id) in keys {
            match firsts.get(&(&key.source, &key.key)) {
                Some((first, span)) => {
                    let message = if *first == id {
                        format!("the key `{}` of `{}` is written twice", shortened(&key.key), key.source)
                    } else {
                        format!(
                            "the key `{}` of `{}` leads to `{first}` and to `{id}`",
                            shortened(&key.key),
                            key.source
                        )
                    };
                    let problem =
                        Problem::error("duplicate-key", message).at(key.span, format!("{kind} `{id}`"));
                    cx.report(
                        problem.also(*span, format!("{kind} `{first}`")).help("keep the one that is right"),
                    );
                }
                None => drop(firsts.insert((&key.source, &key.key), (id, key.span))),
            }
        }
    }
}
