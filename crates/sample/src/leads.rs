//! Leads: who asked, who answered when, and what became of it.

use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::Kind;
use crate::names;
use crate::offerings::{SEGMENTS, segment};
use crate::organisation::REGIONS;
use crate::programme;

/// Leads of a month, in thousandths.
const A_MONTH: i64 = 62_000;
/// Minutes of a working day.
const WORKING: i64 = 540;
/// The last minute of a day in which somebody asks.
const LAST_ASKED: i64 = 480;
/// Working minutes to an answer where nobody looks at the clock: one in two takes more than three quarters of it.
const SLOW: i64 = 2_415;
/// Of a thousand leads that become no deal, how many are turned down.
const TURNED_DOWN: i64 = 110;
/// Why: the same few words everywhere.
const REASONS: [&str; 3] = ["no measuring task", "no budget this year", "our instruments cannot do it"];
/// One lead in three becomes a deal.
const CONVERTS: usize = 3;

/// How a lead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Unanswered,
    Working,
    /// Not yet, but some day.
    Later,
    TurnedDown,
    Converted,
}

/// How a lead came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Web,
    TradeShow,
    Phone,
    Partner,
}

const SOURCES: [Source; 4] = [Source::Web, Source::TradeShow, Source::Phone, Source::Partner];

/// Somebody who asked.
pub(crate) struct Lead {
    /// Its place among all, which stays the same on whatever day the systems are asked.
    pub(crate) number: usize,
    /// Place in the list of people.
    pub(crate) owner: usize,
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) company: String,
    /// The segment, as the CRM calls it.
    pub(crate) industry: &'static str,
    pub(crate) source: Source,
    pub(crate) status: Status,
    /// The day, and minutes after seven in the morning, UTC.
    pub(crate) asked: (Day, i64),
    /// The same of the first answer.
    pub(crate) answered: Option<(Day, i64)>,
    /// Why it was turned down; empty where it was not.
    pub(crate) reason: &'static str,
    /// When somebody who sells took it over.
    pub(crate) accepted: Option<Day>,
    /// The deal that it became: a place in the list of deals.
    pub(crate) deal: Option<usize>,
}

/// All leads that had come in before the day on which the systems are asked, as they stood then.
pub(crate) fn known(company: &Company) -> Vec<Lead> {
    let developers: Vec<usize> = (0..company.people.all.len())
        .filter(|at| company.people.person(*at).role == "lead-developer")
        .collect();
    let mut leads = Vec::new();
    let mut number = 0;
    let mut month = 0;
    while days::month_start(month) < days::number(days::DAY_90) {
        let start = days::month_start(month);
        let mut chance = Chance::of(company.sample.seed, "leads of a month", month.unsigned_abs());
        // An enquiry that became a deal points to one of those that were opened in the month after it.
        let from = company.deals.partition_point(|deal| deal.created < start + 28);
        let mut asked: Vec<i64> = (0..chance.times(A_MONTH)).map(|_| chance.between(0, 27)).collect();
        asked.sort_unstable();
        for (nth, day) in asked.into_iter().enumerate() {
            let became = Some(from + nth).filter(|became| {
                let deal = company.deals.get(*became);
                deal.is_some_and(|deal| deal.kind != Kind::Renewal) && nth % CONVERTS == 0
            });
            let mut chance = Chance::of(company.sample.seed, "a lead", number as u64);
            let owner = *chance.pick(&developers);
            let lead = drawn(company, &mut chance, number, owner, on_workday(start + day), became);
            leads.extend(Some(lead).filter(|lead| lead.asked.0 < company.taken));
            number += 1;
        }
        month += 1;
    }
    leads
}

/// The day itself, or the Monday after it on a weekend.
fn on_workday(day: Day) -> Day {
    if days::workday(day) == day { day } else { days::workday(day) + 3 }
}

/// One lead. What is drawn does not hang on the day on which the systems are asked, only what is known of it does.
fn drawn(
    company: &Company,
    chance: &mut Chance,
    number: usize,
    owner: usize,
    asked: Day,
    became: Option<usize>,
) -> Lead {
    let deal = became.and_then(|became| company.deals.get(became));
    let account = deal.map(|deal| &company.accounts[deal.account]);
    // Drawn whether it became a deal or not, so that the lead is the same before and after.
    let (first, last) = names::person(chance, REGIONS[number % REGIONS.len()].tongue);
    let (partner, segment_drawn) = (*chance.pick(&["Co", "Partner"]), chance.pick(&SEGMENTS).name);
    let of = account.map_or_else(|| format!("{last} & {partner}"), |account| account.name.clone());
    let industry = account.map_or(segment_drawn, |account| segment(account.segment).name);
    let minutes = chance.between(0, LAST_ASKED);
    let answer = answered(company, chance, asked, minutes);
    let known = Some(answer).filter(|(day, _)| *day < company.taken);
    let converted = became.filter(|_| deal.is_some_and(|deal| deal.created < company.taken));
    let (turned_down, why) = (chance.happens(TURNED_DOWN), *chance.pick(&REASONS));
    let (status, reason) = match (converted, known) {
        (Some(_), _) => (Status::Converted, ""),
        (None, None) => (Status::Unanswered, ""),
        (None, Some(_)) if turned_down && became.is_none() => (Status::TurnedDown, why),
        (None, Some(_)) if company.taken - asked > 60 => (Status::Later, ""),
        (None, Some(_)) => (Status::Working, ""),
    };
    Lead {
        number,
        owner,
        first,
        last,
        company: of,
        industry,
        source: *chance.pick(&SOURCES),
        status,
        asked: (asked, minutes),
        answered: known,
        reason,
        accepted: converted.and(deal).map(|deal| deal.created),
        deal: converted,
    }
}

/// The day and the minute of the first answer.
fn answered(company: &Company, chance: &mut Chance, asked: Day, minutes: i64) -> (Day, i64) {
    let (slow, quick) = (chance.skewed(), 8 + chance.skewed() * 22 / 1_000);
    if company.sample.aligned || programme::answers_quickly(asked) {
        return (asked, minutes + quick);
    }
    let lasts = minutes + SLOW * slow / 1_000;
    let day = (0..lasts / WORKING).fold(asked, |day, _| on_workday(day + 1));
    (day, lasts % WORKING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Day as ProgrammeDay, Sample};

    fn company() -> Company {
        Company::drawn(&Sample { seed: 1, aligned: false, day: ProgrammeDay::Zero })
    }

    #[test]
    fn nobody_answers_before_being_asked() {
        let leads = known(&company());
        let answered: Vec<_> = leads.iter().filter_map(|lead| Some((lead.asked, lead.answered?))).collect();
        assert!(answered.iter().all(|(asked, answer)| asked < answer));
        assert!(answered.len() > 2_000, "{}", answered.len());
    }

    #[test]
    fn who_asked_and_how_does_not_hang_on_the_day_of_the_export() {
        let now = known(&company());
        let then = known(&company().taken_on(plumb_units::Date::constant(2026, 2, 10)));
        assert!(then.len() < now.len());
        for (then, now) in then.iter().zip(&now) {
            let who = |lead: &Lead| (lead.number, lead.owner, lead.last, lead.source, lead.asked);
            assert_eq!(who(then), who(now));
        }
    }
}
