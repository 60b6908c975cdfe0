//! The figures that an example can expect, from its run.

use plumb_pay::capitalise::{Cost, capitalise};
use plumb_pay::events::NONE;
use plumb_pay::explain::Explained;
use plumb_pay::measure::{Measure, What};
use plumb_pay::number::{Number, Ratio};
use plumb_pay::periods::windows;
use plumb_pay::{Over, Paid, PaidPeriod, PayPlan};
use plumb_units::{Date, Grain, MILLION, Period, Rounding, divide};

use super::expect::{Figure, Ran};

impl Ran<'_> {
    /// The figure that came out; `None` where it cannot be told.
    pub(super) fn value(&self, plan: &PayPlan, paid: &Paid, figure: &Figure<'_>) -> Option<i64> {
        let periods: Vec<&PaidPeriod> = match &figure.period {
            Some((place, _)) => vec![paid.periods.get(*place)?],
            None => paid.periods.iter().collect(),
        };
        let sum = |of: &dyn Fn(&PaidPeriod) -> i64| {
            Some(periods.iter().fold(0_i64, |sum, period| sum.saturating_add(of(period))))
        };
        let of_component =
            |entry: &&plumb_pay::Entry| figure.component.is_none_or(|place| entry.component == Some(place));
        match figure.what {
            "earned" => sum(&|period| match figure.component {
                Some(place) => period.earned.get(place).copied().unwrap_or(0),
                None => period.earned.iter().fold(0, |sum, earned| sum.saturating_add(*earned)),
            }),
            "paid" if figure.component.is_some() => sum(&|period| {
                period
                    .entries
                    .iter()
                    .filter(of_component)
                    .fold(0, |sum, entry| sum.saturating_add(entry.amount))
            }),
            "paid" => sum(&|period| period.paid),
            "held" => self.last_known(plan, &periods).map(|period| period.held),
            "balance" => self.last_known(plan, &periods).map(|period| period.balance),
            "base" => self.base(plan, paid, figure),
            "total" => sum(&|period| period.paid)?.checked_add(self.base(plan, paid, figure)?),
            "line" | "credit" => self.line(paid, figure),
            "quota" | "value" | "attainment" => self.of_measure(plan, paid, figure),
            "target" => self.target(plan, paid, figure),
            "asset" | "monthly" => self.books(plan, paid, figure),
            word => sum(&|period| {
                let of_kind = period.entries.iter().filter(|entry| entry.kind.word() == word);
                of_kind.filter(of_component).fold(0, |sum, entry| sum.saturating_add(entry.amount))
            }),
        }
    }

    /// The last of these pay periods of which something is known.
    fn last_known<'p>(&self, plan: &PayPlan, periods: &[&'p PaidPeriod]) -> Option<&'p PaidPeriod> {
        let all = windows(&self.given.calendar, plan.every, plan.from, plan.until);
        let known = all.iter().take_while(|period| period.from <= self.given.as_of).count();
        periods.get(known.clamp(1, periods.len().max(1)) - 1).or_else(|| periods.first()).copied()
    }

    fn lines(&self, paid: &Paid) -> Vec<Explained> {
        self.run.explain(self.plans, self.events, self.given, paid.person, paid.plan)
    }

    /// Everything that a person is credited with, once for each rule of crediting: whether it is paid or not.
    fn credited(&self, paid: &Paid) -> Vec<Explained> {
        let mut plans = self.plans.to_vec();
        let Some(plan) = plans.get_mut(paid.plan) else { return Vec::new() };
        plan.components = vec![nothing_for_all(plan.credits.len())];
        plan.settlement = plumb_pay::Settlement::default();
        let run = plumb_pay::run(&plans, self.events, self.given, 1);
        run.explain(&plans, self.events, self.given, paid.person, paid.plan)
    }

    /// What a transaction brings, or how much of it is credited: once for each rule of crediting.
    fn line(&self, paid: &Paid, figure: &Figure<'_>) -> Option<i64> {
        if figure.what == "credit" {
            let of_event = self.credited(paid).into_iter().filter(|line| line.event == figure.line);
            return Some(of_event.fold(0, |sum, line| sum.saturating_add(line.amount)));
        }
        let lines = self.lines(paid).into_iter().filter(|line| {
            line.event == figure.line && figure.component.is_none_or(|place| line.component == place)
        });
        Some(lines.fold(0, |sum, line| sum.saturating_add(line.pays)))
    }

    /// The window of a time that holds a pay period, or the last day that is known.
    fn window(&self, plan: &PayPlan, over: Over, figure: &Figure<'_>) -> Option<Period> {
        let last = plan.until.yesterday().ok()?.min(self.given.as_of);
        let day = match &figure.period {
            Some((_, period)) => period.until.yesterday().ok()?.min(last.max(period.from)),
            None => last,
        };
        let all = windows(&self.given.calendar, over, plan.from, plan.until);
        all.into_iter().find(|window| window.from <= day && day < window.until)
    }

    fn of_measure(&self, plan: &PayPlan, paid: &Paid, figure: &Figure<'_>) -> Option<i64> {
        let measure = figure.measure?;
        let window = self.window(plan, measure.over, figure)?;
        let member = self
            .given
            .members
            .iter()
            .find(|member| (member.person, member.plan) == (paid.person, paid.plan))?;
        let quota = || plumb_pay::quota::quota(plan, measure, member, self.given, &window);
        if figure.what == "quota" {
            return quota();
        }
        let until = figure.period.as_ref().map_or(window.until, |(_, period)| period.until.min(window.until));
        let value = self.gathered(paid, measure, window.from, until)?;
        if figure.what == "value" {
            return rounded(value);
        }
        match quota() {
            Some(quota) if quota > 0 => rounded(value.times(MILLION, quota)?),
            // What has no quota is its own attainment: a margin, a score.
            None if !matches!(measure.what, What::Sum(_) | What::Count(_) | What::Average(_)) => {
                rounded(value)
            }
            _ => None,
        }
    }

    /// What a measure comes to between two days.
    fn gathered(&self, paid: &Paid, measure: &Measure, from: Date, until: Date) -> Option<Ratio> {
        if let What::Figure(name) = &measure.what {
            let holds = |figure: &&plumb_pay::given::Figure| {
                figure.name == *name
                    && figure.person.is_none_or(|person| person == paid.person)
                    && figure.from < until
                    && figure.until > from
            };
            let figures = self.given.figures.iter().filter(holds);
            return figures
                .max_by_key(|figure| (figure.person.is_some(), figure.from))
                .and_then(|figure| figure.value)
                .map(Ratio::whole);
        }
        let mut lines = self.credited(paid);
        lines.retain(|line| from <= line.day && line.day < until);
        let of = |credits: &[usize], weighted: bool| -> i64 {
            let counted = lines.iter().filter(|line| credits.contains(&line.credit));
            counted
                .fold(0, |sum, line| sum.saturating_add(if weighted { line.weighted } else { line.amount }))
        };
        let count = |credits: &[usize]| -> i64 {
            let counted = lines.iter().filter(|line| credits.contains(&line.credit));
            counted.fold(0, |sum, line| sum.saturating_add(if line.amount < 0 { -MILLION } else { MILLION }))
        };
        match &measure.what {
            What::Sum(credits) => Some(Ratio::whole(of(credits, true))),
            What::Count(credits) => Some(Ratio::whole(count(credits))),
            What::Average(credits) => Ratio::whole(of(credits, true)).times(MILLION, count(credits)),
            What::Ratio { above, below } => Ratio::whole(of(above, false)).times(MILLION, of(below, false)),
            _ => None,
        }
    }

    fn target(&self, plan: &PayPlan, paid: &Paid, figure: &Figure<'_>) -> Option<i64> {
        let member = self
            .given
            .members
            .iter()
            .find(|member| (member.person, member.plan) == (paid.person, paid.plan))?;
        let of = |component: &plumb_pay::Component| -> i64 {
            let all = windows(&self.given.calendar, component.over, plan.from, plan.until);
            let wanted = |window: &&Period| {
                figure
                    .period
                    .as_ref()
                    .is_none_or(|(_, period)| window.from < period.until && period.from < window.until)
            };
            let targets = all.iter().filter(wanted);
            targets.fold(0, |sum, window| {
                sum.saturating_add(plumb_pay::quota::target(plan, component, member, self.given, window))
            })
        };
        match figure.component {
            Some(place) => plan.components.get(place).map(of),
            None => Some(plan.components.iter().fold(0, |sum, component| sum.saturating_add(of(component)))),
        }
    }

    /// Fixed pay of a pay period, or of all in which the person is there.
    fn base(&self, plan: &PayPlan, paid: &Paid, figure: &Figure<'_>) -> Option<i64> {
        let mut total = Ratio::ZERO;
        for (place, period) in
            windows(&self.given.calendar, plan.every, plan.from, plan.until).iter().enumerate()
        {
            if figure.period.as_ref().is_some_and(|(wanted, _)| *wanted != place) {
                continue;
            }
            let share = match plan.every {
                Over::Month => Ratio::new(1, 12)?,
                Over::Quarter => Ratio::new(1, 4)?,
                Over::Half => Ratio::new(1, 2)?,
                Over::Year => Ratio::ONE,
                _ => {
                    let year = self.given.calendar.period(period.from, Grain::Year)?;
                    Ratio::new(days(period.from, period.until), days(year.from, year.until))?
                }
            };
            for member in
                self.given.members.iter().filter(|row| (row.person, row.plan) == (paid.person, paid.plan))
            {
                let from = member.from.max(period.from);
                let until = member.until.unwrap_or(period.until).min(period.until);
                if from < until {
                    let held = Ratio::new(days(from, until), days(period.from, period.until))?;
                    let base = Ratio::whole(member.base.unwrap_or(plan.base));
                    total = total.plus(&base.by(&share)?.by(&held)?)?;
                }
            }
        }
        rounded(total)
    }

    /// The asset that commission makes, or what it is written down by in its first month.
    fn books(&self, plan: &PayPlan, paid: &Paid, figure: &Figure<'_>) -> Option<i64> {
        let rules = plan.settlement.capitalise.as_ref()?;
        let mut costs: Vec<Cost<u32>> = Vec::new();
        for line in self.lines(paid) {
            let event = line.event.unwrap_or(NONE);
            let row = usize::try_from(event).ok()?;
            let refers = self.events.refers.get(row).copied().filter(|_| line.pays < 0);
            let term = self.events.number("term", row) / MILLION;
            costs.push(Cost {
                contract: refers.filter(|sale| *sale != NONE).unwrap_or(event),
                component: line.component,
                amount: line.pays,
                day: line.day,
                months: u32::try_from(term).ok().filter(|term| *term > 0),
                ends: refers.is_some(),
            });
        }
        let (books, _) = capitalise(rules, &costs);
        let assets =
            books.assets.iter().filter(|asset| figure.component.is_none_or(|place| asset.component == place));
        Some(match figure.what {
            "asset" => assets.fold(0, |sum, asset| sum.saturating_add(asset.amount)),
            _ => assets.fold(0, |sum, asset| {
                sum.saturating_add(asset.schedule().first().map_or(0, |charge| charge.amount))
            }),
        })
    }
}

/// A component that meets every line of the plan and pays nothing for it.
fn nothing_for_all(credits: usize) -> plumb_pay::Component {
    let nothing = plumb_pay::component::Price::Rate(plumb_units::Rate::from_millionths(0));
    plumb_pay::Component::flat("all", (0..credits).collect(), nothing)
}

fn days(from: Date, until: Date) -> i128 {
    i128::from((until - from).get_days())
}

fn rounded(exact: Ratio) -> Option<i64> {
    i64::try_from(divide(exact.above(), exact.below(), Rounding::HalfUp)?).ok()
}
