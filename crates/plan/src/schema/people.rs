//! Kinds that say who is there, where they belong and what they learn.

use super::Type::{Count, Date, Duration, Flag, Keys, Rate, Ref, Refs, Text, Texts};
use super::{Field, Kind, field, kind_of};

pub(super) const KINDS: &[Kind] = &[
    kind_of("unit", "a part of the organisation: company, region, team", UNIT).dated(),
    kind_of("role", "what a person is there to do", ROLE),
    kind_of("person", "one person, with role, unit and manager", PERSON).dated().in_csv("people.csv", &[]),
    kind_of("capacity", "how many people of a role a unit counts on, from when until when", CAPACITY)
        .dated()
        .in_csv("capacity.csv", &["unit", "role", "from"]),
    kind_of("skill", "something people must be able to do", SKILL),
    kind_of("development", "what one person is learning, with whom, until when", DEVELOPMENT),
];

const UNIT: &[Field] = &[
    field("parent", Ref("unit"), "the unit above; empty at the top"),
    field("lead", Ref("person"), "the person who leads it"),
    field("level", Text, "its level, as the company calls it: region, team"),
    field("country", Text, "country whose holidays count, as in `holidays.csv`"),
    field("keys", Keys, "what other systems call it"),
];

const ROLE: &[Field] = &[
    field("sells", Flag, "whether it brings in orders of its own"),
    field("leads", Flag, "whether it leads people"),
    field("overlay", Flag, "whether it helps others sell and shares the credit"),
    field("controls", Refs("measure"), "the measures it can move by its own work"),
    field("method", Ref("method"), "the sales method it works by"),
    field("sell_time", Rate, "share of working time spent with customers").fraction(),
    field("discount_limit", Rate, "largest discount it may grant alone").fraction(),
    field("decides", Texts, "what it may decide alone"),
    field("span", Count, "how many people it should lead at most"),
    field("keys", Keys, "what other systems call it"),
];

const PERSON: &[Field] = &[
    field("role", Ref("role"), "what the person is there to do"),
    field("unit", Ref("unit"), "the unit the person belongs to"),
    field("manager", Ref("person"), "who leads the person"),
    field("email", Text, "address for calendar and mail"),
    field("fte", Rate, "share of a full working week; empty: 100 %"),
    field("ramp", Duration, "time from the first day to full result"),
    field("keys", Keys, "what other systems call the person; in CSV one column `key.SOURCE` each"),
];

const CAPACITY: &[Field] = &[
    field("unit", Ref("unit"), "the unit").required(),
    field("role", Ref("role"), "the role"),
    field("heads", Count, "people that the plan counts on").required(),
    field("ramped", Flag, "whether they count in full from the first day"),
];

const SKILL: &[Field] = &[
    field("says", Text, "what a person with the skill does"),
    field("roles", Refs("role"), "the roles that need it"),
];

const DEVELOPMENT: &[Field] = &[
    field("person", Ref("person"), "who learns"),
    field("skill", Ref("skill"), "what is learned"),
    field("objective", Ref("objective"), "the objective it is to help"),
    field("goal", Text, "what will be different"),
    field("from", Date, "first day"),
    field("date", Date, "day on which it is looked at"),
    field("coach", Ref("person"), "who helps"),
];
