//! What pay plans pay, at which point, for what: results by period, the shape of each curve, what an extra unit of money earns.

use super::{ColumnDoc, Storage, date, real, text, whole};
use crate::tables::TableDoc;

pub(super) fn tables() -> Vec<TableDoc> {
    curves().into_iter().chain(incentives()).chain(results()).collect()
}

/// Millionths of one unit of the currency that the row names, else of the company's.
fn amount(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::new(name, Storage::Integer, "amount", Some("millionths of the currency"), says)
}

fn curves() -> Vec<TableDoc> {
    vec![
        TableDoc::new(
            "pay_shapes",
            "Every point at which pay bends, jumps or stops in a pay plan.",
            vec![
                text("pay", "id of the pay plan"),
                text("component", "id of the component"),
                whole("position", "place of the component in its plan, from 1"),
                text(
                    "kind",
                    "`kink` where the rate changes, `cliff` where pay jumps, `cap` from where nothing more is paid, `flat` for a stretch that pays nothing",
                ),
                real("attainment", "the point, as a share of the quota; NULL where it is an amount"),
                amount("at_amount", "the point as an amount; NULL where it is a share"),
                real(
                    "before",
                    "what one more unit pays just below it, per unit of target pay and of attainment",
                ),
                real("after", "the same just above it"),
                amount("jump", "by how much pay jumps there; 0 where it only bends"),
                real("jump_share", "the jump as a share of the plan's variable pay of a year"),
            ],
        ),
        TableDoc::new(
            "pay_curve",
            "What a pay plan pays at each attainment, from nothing to twice the quota.",
            vec![
                text("pay", "id of the pay plan"),
                text("component", "id of the component; NULL for the plan as a whole"),
                real(
                    "attainment",
                    "attainment of the quota, in steps of 0.05; where pay jumps, just below and from there on",
                ),
                real("paid_share", "pay as a share of variable pay at target"),
                real("slope", "what a little more attainment pays, per unit of target pay and of attainment"),
            ],
        ),
    ]
}

fn incentives() -> Vec<TableDoc> {
    vec![
        TableDoc::new(
            "pay_slopes",
            "What one more unit of money of an offering earns a person, or whoever is in the middle of a role; of roles also on later days.",
            vec![
                text("pay", "id of the pay plan"),
                text("role", "id of the role"),
                text("person", "id of the person; NULL for the one in the middle of the role"),
                text("offering", "id of the offering that is sold; `any-sale` where no offerings are known"),
                text("segment", "id of the segment it is sold in; NULL for all"),
                date("on_day", "the day on which it is booked"),
                real("now", "money earned at once per extra unit of money"),
                real("year", "money earned over the whole year per extra unit of money"),
                real("cash", "money in this month's payment per extra unit of money"),
            ],
        ),
        TableDoc::new(
            "pay_mix",
            "What is paid for each objective beside what it weighs.",
            vec![
                text("objective", "id of the objective"),
                text("pay", "id of the pay plan; NULL for all roles together"),
                real("weight", "weight of the objective among the objectives, as a share"),
                real("pay_share", "share of variable pay at target that hangs on it"),
                real("value", "weight per unit of money that is planned for it"),
                real("price", "pay per unit of money"),
            ],
        ),
        TableDoc::new(
            "pay_inversions",
            "Pairs of offerings of which the one that the objectives want less pays more.",
            vec![
                text("more", "the offering that a unit of money is worth more of"),
                text("less", "the offering that pays more all the same"),
                real("value_ratio", "worth of a unit of `more`, divided by that of `less`"),
                real("pay_ratio", "pay of a unit of `more`, divided by that of `less`"),
                amount("amount", "money of the two together in the last year"),
                date("on_day", "the first day on which it does"),
            ],
        ),
        TableDoc::new(
            "pay_timing",
            "What a person gains by moving a deal of the usual size by one period.",
            vec![
                text("pay", "id of the pay plan"),
                text("person", "id of the person"),
                text("period", "the period it would be moved out of"),
                amount("gain", "the most that moving it pays"),
                text("direction", "`later` or `earlier`"),
            ],
        ),
        TableDoc::new(
            "pay_cost",
            "What variable pay is likely to cost in the fiscal year, over the first paths of the forecast: what was earned, and what the deals of a path would earn with plans, people and quotas as they are.",
            vec![
                text("period", "the fiscal year"),
                amount("p10", "the cost that one path in ten stays below"),
                amount("p50", "the cost in the middle of the paths"),
                amount("p90", "the cost that nine paths in ten stay below"),
                amount("mean", "the mean of the paths"),
                amount("target", "variable pay at target"),
                real(
                    "share_p50",
                    "the middle of what the cost of a path is as a share of its revenue; NULL without revenue",
                ),
                whole("paths", "on how many paths it rests"),
            ],
        ),
        TableDoc::new(
            "pay_dead",
            "For how many people, and on how much money, a little more brought nothing at the end of each pay period.",
            vec![
                text("pay", "id of the pay plan"),
                text("period", "the pay period"),
                date("end_on", "its last day"),
                whole("people", "those with deals of their own up to then"),
                whole("earns_nothing", "of them, who earns nothing with more"),
                whole("paid_nothing", "of them, who is paid nothing more for it in that period"),
                amount("money", "what their deals of the period amount to"),
                amount("money_earns_nothing", "that of those who earn nothing with more"),
                amount("money_paid_nothing", "that of those who are paid nothing more"),
                text("currency", "currency of the amounts"),
            ],
        ),
    ]
}

fn results() -> Vec<TableDoc> {
    vec![
        TableDoc::new(
            "pay_results",
            "What each person earned and was paid in each pay period up to the day of the review.",
            vec![
                text("person", "id of the person"),
                text("pay", "id of the pay plan"),
                text("role", "id of the role"),
                text("period", "the pay period"),
                date("valid_from", "its first day"),
                date("valid_until", "the day after its last"),
                text("currency", "currency of the amounts"),
                amount("target", "variable pay at target for the period"),
                amount("earned", "what was earned in it"),
                amount("paid", "what was paid for it"),
                amount("held", "what is held back of it"),
                amount("balance", "advances that are still to be earned back after it"),
                real("attainment", "attainment of the quota; NULL without one"),
                amount("credited", "results that were credited to the person"),
            ],
        ),
        TableDoc::new(
            "pay_postings",
            "What was posted to each person's pay: earnings, and whatever changed them later.",
            vec![
                text("person", "id of the person"),
                text("pay", "id of the pay plan"),
                text("period", "the period in which it was earned"),
                text("posted_in", "the period in which it was posted"),
                date("posted_on", "the day on which it was posted"),
                text(
                    "kind",
                    "`earning`, `bonus`, `gate`, `multiplier`, `cap`, `floor`, `clawback`, `hold`, `release`, `forfeit`, `carried`, `leave`, `guarantee`, `draw-advance`, `draw-recovery`, `draw-forgiven` or `adjustment`",
                ),
                amount("amount", "how much; below zero for what is taken back"),
                text("reason", "why, in words"),
                text("run", "the computation that it came out of"),
            ],
        ),
        TableDoc::new(
            "pay_disputes",
            "What people said is wrong with their pay, and what came of it.",
            vec![
                text("id", "id of the dispute"),
                text("person", "id of the person"),
                text("period", "the pay period it is about"),
                text("line", "the line of the statement; NULL for the whole"),
                date("opened_on", "the day on which it was raised"),
                date("answered_on", "the day on which it was answered; NULL while it waits"),
                text("state", "`open`, `answered`, `upheld` or `refused`"),
                amount("amount", "how much it is about"),
            ],
        ),
        TableDoc::new(
            "pay_acceptances",
            "Which version of a pay plan was sent to whom, and who agreed to it.",
            vec![
                text("person", "id of the person"),
                text("pay", "id of the pay plan"),
                text("version", "the version that was sent"),
                date("sent_on", "the day on which it was sent"),
                date("accepted_on", "the day on which the person agreed; NULL while it waits"),
            ],
        ),
    ]
}
