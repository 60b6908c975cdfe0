//! What is wrong in words: the fact with its number, then what to do.

use std::fmt;

use plumb_units::Quantity;

use super::Complaint;
use crate::plan::Over;

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&said(self))
    }
}

/// The word for a window in messages and letters.
pub(crate) fn window(over: Over) -> String {
    match over {
        Over::Transaction => "transaction".to_owned(),
        Over::Week => "week".to_owned(),
        Over::Month => "month".to_owned(),
        Over::Quarter => "quarter".to_owned(),
        Over::Half => "half-year".to_owned(),
        Over::Year => "year".to_owned(),
        Over::Plan => "plan".to_owned(),
        Over::Rolling(months) => format!("{months} rolling months"),
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn said(complaint: &Complaint) -> String {
    match complaint {
        Complaint::RateOfQuantity(credit, column) => {
            format!("a rate needs money, and `{credit}` counts `{column}`; pay `each`, or credit an amount of money")
        }
        Complaint::EachOfMoney(credit, column) => {
            format!("money for each unit needs a quantity, and `{credit}` counts `{column}`; pay a `rate`, or credit `quantity`")
        }
        Complaint::MixedUnits(money, number) => {
            format!("`{money}` is money and `{number}` is a quantity; a sum needs one unit: make two measures of them")
        }
        Complaint::NoAttainment(measure) => {
            format!("levels are shares of a quota, and `{measure}` has none; give it a quota, or write levels as amounts")
        }
        Complaint::NoMeasure => "levels are given, and no measure has them; name the measure".to_owned(),
        Complaint::OtherUnitThanQuota(measure, credit) => format!(
            "the share is divided by the quota of `{measure}`, and `{credit}` is counted in another unit; pay credits of the measure"
        ),
        Complaint::TwoPrices => {
            "a tier has a rate of its own beside the price of the component; keep one, or write `times` in the tier".to_owned()
        }
        Complaint::NoPrice => "a tier multiplies a price, and the component has none; write a `rate` in each tier".to_owned(),
        Complaint::NoWeight => "a share of the target is paid, and there is no weight; write its `weight`".to_owned(),
        Complaint::NothingPaid => "0 credits and 0 measures are paid; name a `credit` or a `measure`".to_owned(),
        Complaint::OtherCurrency(plan, currency, true) => {
            format!("`{plan}` credits {currency}, and no rate of exchange is given; add one, or pay both in one currency")
        }
        Complaint::OtherCurrency(plan, currency, false) => {
            format!("`{plan}` credits {currency}; what rolls up is converted by the rates of exchange")
        }
        Complaint::UnknownColumn(column) => {
            format!("transactions have no column `{column}`; name one that they have, or add it to the mapping")
        }
        Complaint::NotANumber(column) => format!("`{column}` is no number and cannot be credited; name an amount such as `net`"),
        Complaint::NotAText(column) => format!("`{column}` is no text; a table of rates goes by a text column such as `offering`"),
        Complaint::Unknown(what, name) => format!("there is no {what} `{name}`; write one of the plan's, or add it"),
        Complaint::Duplicate(what, id) => format!("2 {what}s have the id `{id}`; rename one"),
        Complaint::Cycle(names) => {
            format!("{} refer to one another in a circle; let one of them stand on its own", listed(names))
        }
        Complaint::Unused(what, id) => format!("nothing uses the {what} `{id}`; use it, or take it out"),
        Complaint::TooManyCredits(count, most) => format!("{count} credits are more than {most}; join some, or make two plans"),
        Complaint::PlanTwice(from, until) => {
            format!("2 versions of the plan hold from {from} until {until}; end the older one where the newer begins")
        }

        Complaint::Empty(what) => format!("0 {what}s; write at least one"),
        Complaint::TierEnds(from, to) => format!("the tier begins at {from} and ends at {to}; let it end above its beginning"),
        Complaint::Hole(end, begin) => {
            format!("nothing is said between {end} and {begin}; let the tier before end where this one begins")
        }
        Complaint::Overlap(begin, Some(end)) => {
            format!("the tier begins at {begin}, and the one before ends at {end}; let them meet")
        }
        Complaint::Overlap(begin, None) => {
            format!("the tier begins at {begin}, and the one before has no end; give it one, or take this one out")
        }
        Complaint::ClosedTop(end) => {
            format!("nothing is paid for what lies above {end}; leave the last tier open, or write `cap = \"{end}\"` if it is meant")
        }
        Complaint::BelowFirst(begin) => {
            format!("nothing is paid below {begin}, where tiers begin; write it as the `threshold`, or let the first tier begin at 0")
        }
        Complaint::ThresholdPastTier(threshold, end) => {
            format!("the threshold is {threshold}, and the first tier ends at {end}; let it begin at the threshold")
        }
        Complaint::PastTop(begin, top) => {
            format!("nothing more is paid above {top}, and this tier begins at {begin}; take it out, or raise the cap")
        }
        Complaint::FallingTier(before, after) => {
            format!("a unit pays {after} here after {before} below; raise it, or write `decelerates = true` if it is meant")
        }
        Complaint::Falling(at, before, after) => {
            format!("pay falls from {before} to {after} at {at}; raise it, or write `decelerates = true` if it is meant")
        }
        Complaint::Unsorted(before, after) => format!("{after} follows {before}; write levels in rising order"),
        Complaint::MatrixSize(rows, columns, row, cells) => {
            format!("row {row} has {cells} cells; the table has {rows} rows of {columns}")
        }
        Complaint::WholeWithoutEnd => {
            "a whole amount needs a tier with an end that is filled unit by unit; write `to`, or a `rate`".to_owned()
        }

        Complaint::Weights(sum) => format!("weights sum to {sum}; let them sum to 100 %"),
        Complaint::AtTarget(least, most) if least == most => {
            format!("pays {least} at 100 %; change tiers or points until 100 % of quota pays 100 %")
        }
        Complaint::AtTarget(least, most) => {
            format!("pays {least} to {most} at 100 %; let one cell pay 100 % there")
        }
        Complaint::NeverWhole(most) => format!("pays {most} at most; let one level pay 100 %"),
        Complaint::TimesAtTarget(times) => format!("multiplies by {times} at 100 %; let it be 100 % there, so that the target pays the target"),
        Complaint::MostBelow(most, pays, at) => {
            format!("at most {most} is paid, and the curve pays {pays} at {at}; raise `most`, or end the curve earlier")
        }
        Complaint::LeastAboveMost(least, most) => format!("the least is {least} and the most is {most}; let the least be below the most"),
        Complaint::CapBelow(cap, pays, at) => {
            format!("the cap is {cap} of the target, and components pay {pays} at {at}; raise the cap, or flatten the curve")
        }
        Complaint::AboveExpected(what, amount, expected) => {
            format!("the {what} of {amount} is above the {expected} expected in a pay period; lower it, or say why in the plan")
        }
        Complaint::NoTarget(target) => {
            format!("shares of the target are paid, and the target is {target}; write `on_target`")
        }
        Complaint::Backwards(from, until) => format!("it ends on {until} and begins on {from}; let it end after its first day"),
        Complaint::NoPayPeriod(over) => {
            format!("pay every {} cannot be; write week, month, quarter, half or year", window(*over))
        }
        Complaint::WindowAndPay(over, every) => {
            format!("counts by the {} and pays every {}; let one divide the other", window(*over), window(*every))
        }
        Complaint::MeasureShorter(measure, over) => {
            format!("the measure starts anew every {}, within the {} of the component; give both the same", window(*measure), window(*over))
        }
        Complaint::MeasureLonger(measure, over) => format!(
            "the measure runs over the {}, the component over the {}; write `to_date = true`, or give both the same",
            window(*measure),
            window(*over)
        ),
        Complaint::OutsidePlan(from, until) => format!("it holds from {from} until {until}, not wholly inside the plan; move it inside"),
        Complaint::PastTheEnd(what, count, periods) => {
            format!("the {what} lasts {count} pay periods, and the plan has {periods}; shorten it")
        }
        Complaint::SeasonCount(count) => format!("{count} seasons; write 4 for quarters or 12 for months"),
        Complaint::SeasonSum(sum) => format!("seasons sum to {sum}; let them sum to 100 %"),
        Complaint::RampShare(month, share) => format!("{share} of the quota counts in month {month}; write a share from 0 % to 100 %"),
        Complaint::RollingWindow => {
            "a component over rolling months would pay a result once for each of them; let the measure roll, and the component count by month".to_owned()
        }

        Complaint::MemberTwice(person, from, until) => {
            format!("{person} is paid by the plan twice from {from} until {until}; end one of the rows")
        }
        Complaint::PaidTwice(person, plan, from, until) => {
            format!("{person} is also paid by `{plan}` from {from} until {until}, for the same transactions; end one of them, or part their conditions")
        }
        Complaint::QuotaTwice(person, measure, from, until) => {
            format!("{person} has 2 quotas of `{measure}` from {from} until {until}; end one, or say when each was recorded")
        }
        Complaint::NoQuota(person, measure, from, until) => {
            format!("{person} has no quota of `{measure}` from {from} until {until}; add a row to quotas")
        }
        Complaint::QuotaNotPositive(person, measure, amount) => {
            format!("{person} has a quota of {amount} for `{measure}`; a quota is above 0")
        }
        Complaint::TwoAbove(person, one, other, day) => {
            format!("{person} reports to 2 people from {day}, {one} and {other}; end one of the rows")
        }
        Complaint::NobodyAbove(person, from, until) => {
            format!("nobody stands above {person} from {from} until {until}, and what they are credited with rolls up; add a reporting line")
        }
        Complaint::ReportingCycle(people, day) => {
            format!("{} report to one another in a circle on {day}; end one of the rows", people.join(", "))
        }
        Complaint::NobodyAssigned(by) => format!("0 people are assigned by {by}; add rows of who answers for which {by}"),
        Complaint::AssignedHole(by, is, from, until) => {
            format!("nobody answers for the {by} `{is}` from {from} until {until}; close the gap")
        }
        Complaint::AssignedTwice(by, is, one, other, from, until) => {
            format!("2 people, {one} and {other}, answer for the {by} `{is}` from {from} until {until}, and both are credited; name a role in the credit, or end one")
        }
        Complaint::NoFigure(name) => format!("0 values of the figure `{name}` are given; add its rows"),
        Complaint::FigureTwice(name, Some(person), from, until) => {
            format!("the figure `{name}` of {person} has 2 values from {from} until {until}; end one of the rows")
        }
        Complaint::FigureTwice(name, None, from, until) => {
            format!("the figure `{name}` has 2 values from {from} until {until}; end one of the rows")
        }
        Complaint::NoOwnRate(person) => format!("{person} has no rate, and the plan pays a rate of their own; add it to the member"),

        Complaint::DoubleCredit(one, other) => {
            format!("`{one}` and `{other}` credit one transaction twice to the same person; part their conditions, or take one out")
        }
        Complaint::MayDouble(one, other) => {
            format!("`{one}` and `{other}` may credit one transaction twice; their conditions are too large to tell: make them simpler")
        }
        Complaint::RollUpDoubles(sources) => {
            format!("{} can credit more than the whole of one transaction, and all of it rolls up; write `once = true`", listed(sources))
        }
        Complaint::ShareAbove(share) => format!("{share} of the amount is credited, more than the whole; fine if it is meant"),
        Complaint::ShareNotPositive(share) => format!("{share} of the amount is credited; write a share above 0 %"),
        Complaint::RollUpLevels(levels, first) => {
            format!("levels from {first} to {levels} credit nobody; let `first_level` be from 1 to `levels`")
        }
        Complaint::NeverHolds => "0 transactions can meet the condition; it contradicts itself".to_owned(),
        Complaint::Tranches(sum) => format!("tranches sum to {sum}; let them sum to 100 %"),
        Complaint::IdleGate(otherwise) => {
            format!("{otherwise} is paid even if the gate is missed; write less than 100 %, or take the gate out")
        }
        Complaint::NoDates(what) => format!("the {what} has no days of its own; write `from` and `until`"),
        Complaint::PrizesRise(before, after) => format!("a prize of {after} follows one of {before}; write the highest first"),
        Complaint::ClawbackOnNothing => {
            "0 events trigger the refund; write `clawback_on`, and a time of at least 1 day".to_owned()
        }
        Complaint::HoldShare(share) => format!("{share} is held; write a share above 0 % and at most 100 %"),
        Complaint::NoClawback => {
            "0 events take pay back; write `clawback_on` and `clawback`, or tell people that a sale once paid stays paid".to_owned()
        }
        Complaint::TooLarge(lines, amount) => {
            format!("{lines} transactions of {amount} would not fit; take out multipliers, or write rates with fewer decimals")
        }
        Complaint::ManyMeasures(count, most) => format!("{count} measures are paid for, and people keep {most} in mind; drop the least of them"),
        Complaint::ManyComponents(count, most) => format!("{count} components, and a plan that fits a page has at most {most}; join some"),
        Complaint::SmallWeight(weight, least, _) => {
            format!("a weight of {weight} moves nobody; {least} or more does, or take the component out")
        }
        Complaint::Capped => "pay stops at a cap, and so may selling; keep it only where quotas are unsure or windfalls come".to_owned(),
        Complaint::Cliff(at, jump, _) => {
            let of = if matches!(jump, Quantity::Rate(_)) { " of the component's target" } else { "" };
            format!("{jump}{of} hangs on reaching {at}, and deals are moved in time for it; let tiers pay unit by unit, or join points by lines")
        }
        Complaint::CliffOfQuota(at, jump) => {
            format!("pay worth {jump} of the quota hangs on reaching {at}, and deals are moved in time for it; let tiers pay unit by unit")
        }
        Complaint::NoAccelerator => "a unit above 100 % pays no more than one below; pay more there if growth is wanted".to_owned(),
        Complaint::SteepAccelerator(times, most) => {
            format!("a unit at the top pays {times} of what one pays at 100 %; more than {most} invites holding deals back")
        }
        Complaint::PayMix(share, least, most) => {
            format!("{share} of all pay is variable; most plans have {least} to {most}")
        }
        Complaint::ManyLinks(count, most) => {
            format!("{count} gates and multipliers link results to one another; keep {most}, and check what is paid when both are missed")
        }
        Complaint::Scored(weight, most) => {
            format!("a weight of {weight} hangs on figures that somebody enters; keep it at {most} or below, or measure results")
        }
    }
}
