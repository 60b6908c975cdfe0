//! Kinds that say what is sold to whom, where and by which method.

use super::Type::{Choice, Count, Date, Duration, Flag, Keys, Money, Rate, Ref, Refs, Rows, Text};
use super::{Field, Kind, field, kind_of};

pub(super) const KINDS: &[Kind] = &[
    kind_of("offering", "something that is sold: a product, a service, a bundle", OFFERING).dated(),
    kind_of("segment", "a group of customers with the same need", SEGMENT),
    kind_of("channel", "a way to customers: direct, distributors, partners", CHANNEL),
    kind_of("campaign", "a marketing effort for a segment and an offering", CAMPAIGN).dated(),
    kind_of("territory", "a part of the market that people are assigned to", TERRITORY).dated(),
    kind_of("assignment", "who covers a territory or an account, with which share", ASSIGNMENT)
        .dated()
        .in_csv("assignments.csv", &["territory", "account", "person", "from"]),
    kind_of("account", "a customer or a prospect", ACCOUNT).in_csv("accounts.csv", &[]),
    kind_of("method", "a sales method: stages and what must be true to leave them", METHOD),
    kind_of("story", "what is told to customers, and why now", STORY),
];

const OFFERING: &[Field] = &[
    field("family", Text, "the family it belongs to"),
    field("list_price", Money, "price of one before any discount"),
    field("floor_price", Money, "lowest price of one that anybody may grant"),
    field("margin", Rate, "gross margin on the list price").signed(),
    field("stage", Choice(&["new", "growing", "mature", "ending"]), "where it stands in its life"),
    field("launched", Date, "first day on which it could be bought"),
    field("segments", Refs("segment"), "the segments it is for"),
    field("ready", Rows(READY), "what stands ready for those who sell it"),
    field("keys", Keys, "what other systems call it"),
];

const READY: &[Field] = &[
    field(
        "item",
        Choice(&["pricing", "demo", "story", "proof", "objections", "order", "delivery", "training"]),
        "what is ready",
    )
    .required(),
    field("says", Text, "where it is, or who has it"),
    field("date", Date, "day from which it was ready"),
];

const SEGMENT: &[Field] = &[
    field("priority", Flag, "whether the company wants to grow here first"),
    field("potential", Money, "what its customers could buy in a year"),
    field("growth", Rate, "how fast that grows a year").signed(),
    field("keys", Keys, "what other systems call it"),
];

const CHANNEL: &[Field] = &[
    field("says", Text, "what it is for"),
    field("partner", Flag, "whether somebody outside the company sells"),
    field("keys", Keys, "what other systems call it"),
];

const CAMPAIGN: &[Field] = &[
    field("segment", Ref("segment"), "the segment it speaks to"),
    field("offering", Ref("offering"), "the offering it is for"),
    field("budget", Money, "what it may cost"),
    field("objective", Ref("objective"), "the objective it is to help"),
    field("keys", Keys, "what other systems call it"),
];

const TERRITORY: &[Field] = &[
    field("unit", Ref("unit"), "the unit it belongs to"),
    field("potential", Money, "what its customers could buy in a year"),
    field("keys", Keys, "what other systems call it"),
];

const ASSIGNMENT: &[Field] = &[
    field("territory", Ref("territory"), "the territory that is covered"),
    field("person", Ref("person"), "who covers it").required(),
    field("share", Rate, "share of the territory; empty: 100 %").fraction(),
    field("account", Ref("account"), "a single account instead of a whole territory"),
];

const ACCOUNT: &[Field] = &[
    field("segment", Ref("segment"), "the segment it belongs to"),
    field("territory", Ref("territory"), "the territory it lies in"),
    field("owner", Ref("person"), "who answers for it"),
    field("potential", Money, "what it could buy in a year"),
    field("keys", Keys, "what other systems call it; in CSV one column `key.SOURCE` each"),
];

const METHOD: &[Field] = &[field("stage", Rows(STAGE), "the stages of a deal, first to last")];

const STAGE: &[Field] = &[
    field("id", Text, "id of the stage, kebab-case, unique within the method").required(),
    field("name", Text, "what people call it"),
    field("order", Count, "its place, from 1; empty: the place in the list"),
    field("longest", Duration, "longest time a deal should stay"),
    field("chance", Rate, "how likely a deal in this stage is won").fraction(),
    field("open", Flag, "whether deals in this stage are still open"),
    field("keys", Keys, "what other systems call it"),
    field("criterion", Rows(CRITERION), "what must be true to leave the stage"),
];

const CRITERION: &[Field] = &[
    field("says", Text, "what must be true").required(),
    field("field", Text, "the field of the CRM that shows it"),
    field("buyer", Flag, "whether it is something the buyer does"),
];

const STORY: &[Field] = &[
    field("unit", Ref("unit"), "the unit that tells it"),
    field("objective", Ref("objective"), "the objective it carries"),
    field("segment", Ref("segment"), "the segment it is for"),
    field("offering", Ref("offering"), "the offering it is about"),
    field("why_now", Text, "why the customer should act now"),
    field("customer", Text, "what the customer gains"),
    field("me", Text, "what the seller gains"),
    field("proof", Text, "what shows that it is true"),
    field("author", Ref("person"), "who keeps it"),
    field("updated", Date, "day on which it was last revised"),
];
