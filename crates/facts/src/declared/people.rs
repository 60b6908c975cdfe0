//! Tables about people: who they are, what they own, what they are paid and promised.

use super::{
    choice, currency, date, flag, fraction, money, person, reference, text, valid_from, valid_until,
};
use crate::tables::FactTable;

pub(super) const TABLES: &[FactTable] = &[
    FactTable {
        name: "people",
        says: "One person, as a source knows them. `key` is what the source calls the person everywhere else.",
        columns: &[
            text("name", "the name a reader knows").required(),
            reference("role", "role", "job, as the source words it"),
            reference("unit", "unit", "team, region or office"),
            reference("manager", "person", "key of the person they report to"),
            text("email", "address"),
            flag("sells", "1 when the person carries sales of their own, 0 when not, empty when not known"),
            valid_from("first day"),
            valid_until(),
            text("leaving", "why the person left, as the source words it"),
        ],
    },
    FactTable {
        name: "assignments",
        says: "A person answers for a territory or an account from one day until another.",
        columns: &[
            person("who").required(),
            reference("territory", "territory", "which territory"),
            reference("account", "account", "which account"),
            valid_from("first day").required(),
            valid_until(),
            money("potential", "what the territory or account is thought to be worth in a year"),
            currency(),
        ],
    },
    FactTable {
        name: "quotas",
        says: "What a person is to bring from one day until another.",
        columns: &[
            person("who").required(),
            reference("measure", "measure", "what is counted"),
            valid_from("first day that counts").required(),
            valid_until(),
            money("amount", "how much").required(),
            currency(),
            date("issued", "when the person was told"),
            date("accepted", "when the person agreed"),
            choice(
                "kind",
                &["direct", "roll-up", "overlay"],
                "own sales, those of a team, or shared ones; empty is direct",
            ),
        ],
    },
    FactTable {
        name: "pay",
        says: "One element of a person's pay.",
        columns: &[
            person("who").required(),
            text("kind", "what it is: `commission`, `bonus`, `base`, …").required(),
            valid_from("first day"),
            valid_until(),
            money("amount", "a fixed amount"),
            currency(),
            fraction("rate", "a share of what is sold"),
        ],
    },
    FactTable {
        name: "scores",
        says: "How a person or a unit stood on a figure or a goal that other tables do not give: a key figure, a goal of one's own, a result of the company.",
        columns: &[
            person("whose"),
            reference("unit", "unit", "which team's, where it is no single person's"),
            text("name", "which figure or goal, as pay plans name it").required(),
            valid_from("first day it speaks of").required(),
            valid_until(),
            fraction("score", "how far it was reached: 1 is fully"),
            money("amount", "the figure, where it is money"),
            currency(),
            text("word", "the band, where it is a word such as `low`"),
            reference("approved_by", "person", "who approved it; empty while nobody has"),
        ],
    },
    FactTable {
        name: "absences",
        says: "A person was away.",
        columns: &[
            person("who").required(),
            text("kind", "why, as the source words it: `parental`, `sick`, `unpaid`, …"),
            valid_from("first day").required(),
            valid_until(),
            fraction("share", "how much of the work was missed; empty: all"),
        ],
    },
    FactTable {
        name: "skills",
        says: "How well a person was seen to do something.",
        columns: &[
            person("who").required(),
            reference("skill", "skill", "which skill").required(),
            text("level", "how well, as the source words it"),
            date("assessed", "when").event(),
        ],
    },
    FactTable {
        name: "answers",
        says: "One answer of one person to one question of a survey.",
        columns: &[
            person("who").required(),
            text("question", "which question").required(),
            date("answered", "when").required().event(),
            text("answer", "in words"),
            fraction("score", "on a scale from 0 to 1"),
        ],
    },
];
