//! How much is asked of one person in one window, and what variable pay is at stake in it.
//!
//! A quota lies on the days of its row, evenly or by seasons; a window has what lies on its days. Everything is a
//! fraction until the end and is rounded once, half away from zero. So the quotas of four quarters may differ from the
//! year's by a cent or two.

use plumb_units::{Calendar, Date, Grain, MILLION, Period, Rate, Rounding, divide};

use crate::component::{Component, Limit};
use crate::given::{Given, Member};
use crate::measure::{Measure, Prorate, Quota};
use crate::number::{Number, Ratio};
use crate::person::{Person, Span, block};
use crate::plan::{Over, PayPlan};

/// The quota of one person for one window, in the unit of the quota's row.
///
/// `None`: the measure has no quota, or no row of the person's lies on the window, or a number does not fit. For a
/// measure whose quota counts to date, what lies on the days up to [`Given::as_of`] counts; [`Person::quota`] takes
/// another day.
///
/// - **Rows**: on each day the row recorded last counts; of equally late ones the shorter, then the later. A row without
///   a day of recording is the earliest.
/// - **Spread**: a row lies on its days evenly; with 4 or 12 `seasons` by fiscal quarters or months, in proportion where
///   the row is not a whole year; with [`Prorate::Months`] evenly on months.
/// - **Parts of a window**: days before the first and after the last day of the person under the plan do not count; by
///   months, the months of the first and the last day count wholly. With [`Prorate::No`] all count.
/// - **First day**: where it does not count, it counts all the same for whoever is there from the plan's first day on.
/// - **Ramp**: months from the first day of the person in the role, by fiscal months where prorating is not by days.
/// - **Relief**: an absence of more days than the plan says lowers the quota by all of its days.
///
/// ```
/// # use plumb_pay::{Given, Measure, Over, PayPlan, RoundAt, Settlement};
/// # use plumb_pay::given::{Member, QuotaRow};
/// # use plumb_pay::measure::{Prorate, Quota, What};
/// # use plumb_pay::plan::Convert;
/// # use plumb_units::{Calendar, Currency, Grain, Rounding, parse_date};
/// # let day = |text: &str| parse_date(text).unwrap();
/// # let plan = PayPlan {
/// #     id: "p".into(), name: "P".into(), version: 1, from: day("2026-01-01"), until: day("2027-01-01"),
/// #     currency: Currency::parse("EUR").unwrap(), every: Over::Month, on_target: 0, base: 0, round_at: RoundAt::Line,
/// #     rounding: Rounding::HalfUp, convert: Convert::PlanRate, credits: vec![], measures: vec![], components: vec![],
/// #     settlement: Settlement::default(),
/// # };
/// # let member = Member {
/// #     person: 0, plan: 0, from: day("2026-06-01"), until: None, on_target: None, base: None, draw: None, rate: None,
/// #     role: "seller".into(),
/// # };
/// let measure = Measure {
///     id: "arr".into(), what: What::Sum(vec![0]), over: Over::Year, quota: Quota::Table("arr".into()),
///     seasons: vec![], ramp: vec![], prorate: Prorate::Days { first_counts: true }, to_date: false,
/// };
/// let mut given = Given::new(Calendar::months(1).unwrap(), day("2026-12-31"));
/// given.quotas.push(QuotaRow {
///     person: 0, measure: "arr".into(), from: day("2026-01-01"), until: day("2027-01-01"), amount: 80_000_000,
///     recorded: None,
/// });
/// let year = given.calendar.period(day("2026-06-01"), Grain::Year).unwrap();
/// // 214 of 365 days of 800 000.00
/// assert_eq!(plumb_pay::quota::quota(&plan, &measure, &member, &given, &year), Some(46_904_110));
/// ```
pub fn quota(
    plan: &PayPlan,
    measure: &Measure,
    member: &Member,
    given: &Given,
    window: &Period,
) -> Option<i64> {
    Person::of(given, member).quota(plan, measure, window, None)
}

/// The share of variable pay that a component has in a window: the year's, times the weight, times the window's share
/// of a year, less what membership and relief of absence leave out. In minor units; 0 when it does not fit.
///
/// A month is a twelfth of a year, a quarter a fourth, a half a half; weeks count by days of the fiscal year, the plan's
/// time and everything else by months. A component without a weight has what the others leave, if it is the only one
/// without. Prorating is that of the component's measure, without one by days with the first. A ramp lowers quotas only.
/// Of two memberships in a window each has the days it holds, at its own pay.
pub fn target(plan: &PayPlan, component: &Component, member: &Member, given: &Given, window: &Period) -> i64 {
    Person::of(given, member).target(plan, component, window).unwrap_or_default()
}

/// The share of variable pay that is a component's: its weight, or, for the only one without, what the others leave.
pub fn weight(plan: &PayPlan, component: &Component) -> Rate {
    if let Some(weight) = component.weight {
        return weight;
    }
    let others = plan.components.iter().filter(|other| other.id != component.id);
    let weights: Option<Vec<i64>> = others.map(|other| other.weight.map(Rate::millionths)).collect();
    let rest = weights.map_or(0, |weights| {
        weights.iter().fold(MILLION, |rest, weight| rest.saturating_sub(*weight)).max(0)
    });
    Rate::from_millionths(rest)
}

impl Person<'_> {
    /// As [`quota`](fn@quota). `until` is the day up to which, without it, a quota to date counts; it says nothing for others.
    pub fn quota(
        &self,
        plan: &PayPlan,
        measure: &Measure,
        window: &Period,
        until: Option<Date>,
    ) -> Option<i64> {
        let whole = Span { from: window.from, until: window.until };
        let rows = match &measure.quota {
            Quota::None => return None,
            Quota::Fixed(amount) => vec![(*amount, whole, vec![whole])],
            Quota::Table(name) => self.owned(name, whole),
        };
        if rows.is_empty() {
            return None;
        }
        let mut seen = whole;
        if measure.to_date {
            let until = until.or_else(|| self.as_of.tomorrow().ok()).unwrap_or(whole.until);
            seen.until = seen.until.min(until);
        }
        let counted = self.counted(plan, measure.prorate, whole, &measure.ramp, true);
        let mut total = Ratio::ZERO;
        for (amount, row, owned) in rows {
            let cells = cells(self.calendar, &measure.seasons, measure.prorate, row)?;
            let (mut share, mut all) = (Ratio::ZERO, Ratio::ZERO);
            for cell in cells {
                let mut days = 0_i128;
                let parts = owned.iter().filter_map(|span| span.meet(cell.span)?.meet(seen));
                for part in parts {
                    for counted in &counted {
                        let held = counted.span.meet(part).map_or(0, Span::days);
                        days += i128::from(held) * i128::from(counted.factor);
                    }
                }
                all = all.plus(&cell.weight)?;
                if days != 0 {
                    let whole = i128::from(cell.span.days()) * i128::from(MILLION);
                    share = share.plus(&cell.weight.by(&Ratio::new(days, whole)?)?)?;
                }
            }
            total = total.plus(&part_of(amount, share, all)?)?;
        }
        rounded(total)
    }

    /// As [`target`](fn@target); `None` when it does not fit.
    pub fn target(&self, plan: &PayPlan, component: &Component, window: &Period) -> Option<i64> {
        let measure = component.measure.and_then(|place| plan.measures.get(place));
        let prorate = measure.map_or(Prorate::Days { first_counts: true }, |measure| measure.prorate);
        let year = share_of_year(self.calendar, component.over, window)?;
        let held = Span {
            from: component.from.unwrap_or(window.from).max(window.from),
            until: component.until.unwrap_or(window.until).min(window.until),
        };
        let variable = |row: &Member| row.on_target.unwrap_or(plan.on_target);
        let pay = self.prorated(plan, prorate, true, window, held, variable)?;
        let weight = weight(plan, component).millionths();
        rounded(pay.by(&year)?.times(weight, MILLION)?)
    }

    /// The variable pay of a pay period at target, as if nobody were ever absent: what leave pay is measured by.
    pub fn at_target(&self, plan: &PayPlan, period: &Period) -> Option<i64> {
        let prorate = Prorate::Days { first_counts: true };
        let variable = |row: &Member| row.on_target.unwrap_or(plan.on_target);
        let whole = Span { from: period.from, until: period.until };
        let pay = self.prorated(plan, prorate, false, period, whole, variable)?;
        rounded(pay.by(&share_of_year(self.calendar, plan.every, period)?)?)
    }

    /// What the plan's cap leaves room for in a window of its [`Cap::over`](crate::settlement::Cap::over), in proportion
    /// to the days of membership; `None`: no cap, or it does not fit.
    pub fn cap(&self, plan: &PayPlan, window: &Period) -> Option<i64> {
        let cap = plan.settlement.cap?;
        let prorate = Prorate::Days { first_counts: true };
        let whole = Span { from: window.from, until: window.until };
        let of = |amount: &dyn Fn(&Member) -> i64| self.prorated(plan, prorate, false, window, whole, amount);
        match cap.limit {
            Limit::Money(most) => rounded(of(&|_| most)?),
            Limit::OfTarget(rate) => {
                let pay = of(&|row| row.on_target.unwrap_or(plan.on_target))?;
                let year = share_of_year(self.calendar, cap.over, window)?;
                rounded(pay.by(&year)?.times(rate.millionths(), MILLION)?)
            }
        }
    }

    /// The mean of an amount over the window, by the days that count within `held`; others count nothing.
    fn prorated(
        &self,
        plan: &PayPlan,
        prorate: Prorate,
        relief: bool,
        window: &Period,
        held: Span,
        amount: impl Fn(&Member) -> i64,
    ) -> Option<Ratio> {
        let whole = Span { from: window.from, until: window.until };
        let counted = self.counted(plan, prorate, whole, &[], relief);
        let (mut sum, mut all) = (Ratio::ZERO, Ratio::ZERO);
        for cell in cells(self.calendar, &[], prorate, whole)? {
            all = all.plus(&cell.weight)?;
            let mut days = 0_i128;
            for counted in &counted {
                let part = counted.span.meet(cell.span).and_then(|span| span.meet(held));
                days += i128::from(part.map_or(0, Span::days)) * i128::from(amount(counted.row));
            }
            if days != 0 {
                let mean = Ratio::new(days, i128::from(cell.span.days()))?;
                sum = sum.plus(&cell.weight.by(&mean)?)?;
            }
        }
        sum.over(all)
    }

    /// The rows that count on days of the window: how much, from when until when, and on which days they count.
    fn owned(&self, measure: &str, window: Span) -> Vec<(i64, Span, Vec<Span>)> {
        let mut rows: Vec<_> = self
            .quotas
            .iter()
            .filter(|row| row.measure == measure && row.from < row.until)
            .map(|row| (row.recorded, Span { from: row.from, until: row.until }, row.amount))
            .filter(|(_, span, _)| span.meet(window).is_some())
            .collect();
        rows.sort_by_key(|(recorded, span, amount)| {
            (std::cmp::Reverse(*recorded), span.days(), std::cmp::Reverse((span.from, *amount)))
        });
        let mut free = vec![window];
        let mut found = Vec::new();
        for (_, span, amount) in rows {
            let owned: Vec<Span> = free.iter().filter_map(|part| part.meet(span)).collect();
            free = free.iter().flat_map(|part| part.without(span)).collect();
            if !owned.is_empty() {
                found.push((amount, span, owned));
            }
        }
        found
    }
}

/// Days on which something lies evenly, and how much of it relative to other cells.
struct Cell {
    span: Span,
    weight: Ratio,
}

/// More cells than this and days are as good as months.
const MOST_CELLS: usize = 2_000;

fn cells(calendar: &Calendar, seasons: &[Rate], prorate: Prorate, span: Span) -> Option<Vec<Cell>> {
    let days = |span: Span| Cell { span, weight: Ratio::whole(span.days()) };
    let grain = match (seasons.len(), prorate) {
        (12, _) | (_, Prorate::Months) => Grain::Month,
        (4, _) => Grain::Quarter,
        _ => return Some(vec![days(span)]),
    };
    let mut found = Vec::new();
    let mut day = span.from;
    while day < span.until {
        let block = block(calendar, day, grain)?;
        let until = block.until.min(span.until);
        if until <= day || found.len() == MOST_CELLS {
            return Some(vec![days(span)]);
        }
        let part = Span { from: day, until };
        let whole = Span { from: block.from.min(day), until: block.until };
        let weight = Ratio::new(i128::from(part.days()), i128::from(whole.days()))?;
        let weight = weight.times(season(calendar, seasons, grain, day, &block), MILLION)?;
        found.push(Cell { span: part, weight });
        day = until;
    }
    let nothing = found.iter().all(|cell| cell.weight == Ratio::ZERO);
    Some(if nothing { vec![days(span)] } else { found })
}

/// The season's share of a cell's block, relative to the others.
fn season(calendar: &Calendar, seasons: &[Rate], grain: Grain, day: Date, holding: &Period) -> i64 {
    let place = match (seasons.len(), grain) {
        (4, Grain::Month) => block(calendar, day, Grain::Quarter).and_then(|quarter| place(&quarter.name)),
        (4, _) | (12, _) => place(&holding.name),
        _ => return MILLION,
    };
    place.and_then(|place| seasons.get(place)).map_or(0, |share| share.millionths())
}

/// The place of a quarter or month in its year, from 0, by its name: `2026-Q3`, `2026-M07`.
fn place(name: &str) -> Option<usize> {
    let digits = name.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse::<usize>().ok()?.checked_sub(1)
}

/// What a window is of a year.
pub(crate) fn share_of_year(calendar: &Calendar, over: Over, window: &Period) -> Option<Ratio> {
    // A part of a window, such as a year up to its second quarter, counts by its months.
    let over = match whole_until(calendar, over, window.from) {
        Some(until) if window.until < until => Over::Plan,
        _ => over,
    };
    match over {
        Over::Year => Some(Ratio::ONE),
        Over::Half => Ratio::new(1, 2),
        Over::Quarter => Ratio::new(1, 4),
        Over::Month => Ratio::new(1, 12),
        Over::Rolling(months) => Ratio::new(i128::from(months), 12),
        Over::Week => {
            let year = block(calendar, window.from, Grain::Year)?;
            let days = |from, until| i128::from(Span { from, until }.days());
            Ratio::new(days(window.from, window.until), days(year.from, year.until))
        }
        Over::Plan | Over::Transaction => {
            let span = Span { from: window.from, until: window.until };
            let months = cells(calendar, &[], Prorate::Months, span)?;
            months.iter().try_fold(Ratio::ZERO, |sum, cell| sum.plus(&cell.weight))?.times(1, 12)
        }
    }
}

/// The day after the last of the whole window that begins on a day.
fn whole_until(calendar: &Calendar, over: Over, from: Date) -> Option<Date> {
    let grain = match over {
        Over::Year => Grain::Year,
        Over::Quarter => Grain::Quarter,
        Over::Month => Grain::Month,
        Over::Half => {
            let quarter = block(calendar, from, Grain::Quarter)?;
            return block(calendar, quarter.until, Grain::Quarter).map(|second| second.until);
        }
        _ => return None,
    };
    block(calendar, from, grain).filter(|period| period.from == from).map(|period| period.until)
}

/// The amount times `share / all`: exactly, or, where seasons, ramps and months have so many odd digits that the fraction
/// does not fit, to a thousandth of a unit.
fn part_of(amount: i64, share: Ratio, all: Ratio) -> Option<Ratio> {
    let exact = || Ratio::whole(amount).by(&share.over(all)?);
    exact().or_else(|| {
        let (mut above, mut below) = (share.above(), share.below());
        let (mut all_above, mut all_below) = (all.above(), all.below());
        while below > 1 << 50 {
            (above, below) = (above >> 1, below >> 1);
        }
        while all_above > 1 << 50 || all_below > 1 << 50 {
            (all_above, all_below) = (all_above >> 1, all_below >> 1);
        }
        let (mut above, mut below) = (above.checked_mul(all_below)?, below.checked_mul(all_above)?);
        while above > 1 << 50 || below > 1 << 50 {
            (above, below) = (above >> 1, below >> 1);
        }
        let thousandths = i128::from(amount).checked_mul(1000)?.checked_mul(above)?;
        Ratio::new(divide(thousandths, below, Rounding::HalfUp)?, 1000)
    })
}

fn rounded(value: Ratio) -> Option<i64> {
    i64::try_from(divide(value.above(), value.below(), Rounding::HalfUp)?).ok()
}
