//! The target's year: its working days, who is there on them, and how an amount spreads over its periods.

use std::collections::{BTreeMap, BTreeSet};

use plumb_units::Date;

use super::{Kind, Node, PeriodWeight, Problem, Request};
use crate::split::{split, weight};

/// The working days inside the periods, by country.
pub(super) struct Year<'a> {
    periods: &'a [PeriodWeight],
    seasons: Vec<u128>,
    days: Vec<Date>,
    by_country: BTreeMap<&'a str, Vec<Date>>,
}

impl<'a> Year<'a> {
    pub(super) fn of(request: &'a Request, problems: &mut Vec<Problem>) -> Self {
        let periods = &request.periods;
        let inside = |days: &[Date]| -> Vec<Date> {
            let sorted: BTreeSet<Date> = days.iter().copied().collect();
            let in_a_period = |day: &Date| periods.is_empty() || periods.iter().any(|one| one.holds(*day));
            sorted.into_iter().filter(in_a_period).collect()
        };
        let by_country =
            request.days.by_country.iter().map(|(country, days)| (country.as_str(), inside(days))).collect();
        let mut seasons: Vec<u128> =
            periods.iter().map(|one| weight(i128::from(one.weight.millionths()))).collect();
        if seasons.iter().all(|season| *season == 0) {
            seasons.fill(1);
        }
        let year = Self { periods, seasons, days: inside(&request.days.days), by_country };
        year.complain(problems);
        year
    }

    fn complain(&self, problems: &mut Vec<Problem>) {
        let by_from = |one: &&PeriodWeight| (one.from, one.until, one.name.clone());
        let mut sorted: Vec<&PeriodWeight> = self.periods.iter().filter(|one| one.from < one.until).collect();
        sorted.sort_by_key(by_from);
        for pair in sorted.windows(2) {
            if let [first, second] = pair
                && second.from < first.until
            {
                let (first, second) = (first.name.clone(), second.name.clone());
                problems.push(Problem::PeriodsOverlap { first, second });
            }
        }
        for (index, period) in self.periods.iter().enumerate() {
            if period.weight.millionths() < 0 {
                problems.push(Problem::NegativePeriod { period: period.name.clone() });
            }
            let works =
                self.days.iter().chain(self.by_country.values().flatten()).any(|day| period.holds(*day));
            if self.seasons[index] > 0 && !works {
                problems.push(Problem::PeriodWithoutDays { period: period.name.clone() });
            }
        }
    }

    /// The working days that count for a node.
    pub(super) fn days(&self, node: &Node) -> &[Date] {
        node.country.as_deref().and_then(|country| self.by_country.get(country)).unwrap_or(&self.days)
    }

    /// Whether the node names a country that has no days of its own.
    pub(super) fn is_stranger(&self, node: &Node) -> bool {
        node.country.as_deref().is_some_and(|country| !self.by_country.contains_key(country))
    }

    /// The working days on which a person is there.
    pub(super) fn present(&self, node: &Node) -> Vec<Date> {
        let days = self.days(node);
        if node.stints.is_empty() {
            return days.to_vec();
        }
        days.iter().copied().filter(|day| node.stints.iter().any(|stint| stint.covers(*day))).collect()
    }

    /// An amount by period: of a person by seasonal weight × days present, else by seasonal weight × working days, and where
    /// there are none by seasonal weight.
    pub(super) fn spread(&self, amount: i64, node: &Node) -> Vec<i64> {
        let own = (node.kind == Kind::Person).then(|| self.weights(&self.present(node)));
        let by_own = own.and_then(|weights| split(amount, &weights));
        let by_days = || split(amount, &self.weights(self.days(node)));
        by_own.or_else(by_days).or_else(|| split(amount, &self.seasons)).unwrap_or_default()
    }

    fn weights(&self, days: &[Date]) -> Vec<u128> {
        let count = |period: &PeriodWeight| {
            let from = days.partition_point(|day| *day < period.from);
            days.partition_point(|day| *day < period.until).saturating_sub(from) as u128
        };
        self.periods.iter().zip(&self.seasons).map(|(period, season)| season * count(period)).collect()
    }
}

impl PeriodWeight {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}
