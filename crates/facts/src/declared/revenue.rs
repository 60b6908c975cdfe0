//! Tables about what was sold.

use super::{choice, currency, date, money, person, quantity, reference, text, valid_from, valid_until};
use crate::tables::FactTable;

pub(super) const TABLES: &[FactTable] = &[
    FactTable {
        name: "bookings",
        says: "One sale, or one line of it, on the day it counts. Returns and credit notes are negative.",
        columns: &[
            date("date", "the day it counts").required().event(),
            person("whose sale it is"),
            reference("account", "account", "who bought"),
            reference("unit", "unit", "which team"),
            reference("territory", "territory", "which territory"),
            reference("offering", "offering", "what was sold"),
            reference("segment", "segment", "which segment"),
            reference("channel", "channel", "how it was sold"),
            quantity("quantity", "how many"),
            money("list", "price before discount"),
            money("net", "price after discount").required(),
            money("cost", "what it cost to deliver"),
            currency().required(),
            choice(
                "kind",
                &["new", "expansion", "renewal", "churn", "credit-note"],
                "what sort of sale; empty when the source does not say",
            ),
            date("contract_start", "first day of the contract"),
            date("contract_end", "the day after its last"),
            text("opportunity", "key of the opportunity it came from"),
        ],
    },
    FactTable {
        name: "products",
        says: "What the source lists as sold; its key is what sales and deals call it.",
        columns: &[
            text("name", "its name").required(),
            text("family", "the family that the source puts it in"),
        ],
    },
    FactTable {
        name: "renewals",
        says: "A contract that comes up for renewal.",
        columns: &[
            reference("account", "account", "whose").required(),
            reference("offering", "offering", "what"),
            person("who answers for it"),
            date("due", "when it runs out").required(),
            money("amount", "what it is worth in a year"),
            currency(),
            text("outcome", "as the source words it; empty while open"),
            date("decided", "when the customer decided").event(),
        ],
    },
    FactTable {
        name: "control_totals",
        says: "What Finance says a period brought: the other tables are reconciled with it.",
        columns: &[
            reference("measure", "measure", "what is counted").required(),
            valid_from("first day").required(),
            valid_until().required(),
            money("amount", "how much").required(),
            currency(),
        ],
    },
];
