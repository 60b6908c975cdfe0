//! The whole sample company, drawn from one seed.

use crate::accounts::{self, Account};
use crate::days::{self, Day};
use crate::deals::{self, Deal};
use crate::habits::Habits;
use crate::people::{self, People};
use crate::prices::{self, Prices};
use crate::{Sample, cover, ground, left_behind, organisation, volume};
use plumb_units::Date;

/// Posts whose holders carry much of the year.
pub(crate) const CARRY: [&str; 4] = ["seat-oslo-2", "seat-helsinki-1", "seat-utrecht-2", "seat-antwerp-2"];

/// Everything that plan and exports are written from.
pub(crate) struct Company {
    pub(crate) sample: Sample,
    pub(crate) people: People,
    pub(crate) accounts: Vec<Account>,
    pub(crate) deals: Vec<Deal>,
    /// What each deal comes to, in the order of the deals.
    worth: Vec<Sales>,
    pub(crate) prices: Prices,
    /// The day on whose morning its systems are asked: nothing of that day and after it is known yet.
    pub(crate) taken: Day,
}

/// Sales of a part of the company in one fiscal year, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sales {
    pub(crate) net: i64,
    pub(crate) cost: i64,
    pub(crate) service: i64,
}

impl Sales {
    /// What a deal comes to.
    fn of(deal: &Deal, prices: &Prices, people: &People) -> Self {
        let net = prices.in_euros(deal, &people.seats);
        let service = if deal.is_service() { net } else { 0 };
        Self { net, cost: prices.cost_in_euros(deal, &people.seats), service }
    }

    /// Service in millionths of net.
    pub(crate) fn service_share(&self) -> i64 {
        prices::scaled(self.service, plumb_units::MILLION, self.net.max(1))
    }

    /// What is left after cost, in millionths of net.
    pub(crate) fn margin(&self) -> i64 {
        prices::scaled(self.net - self.cost, plumb_units::MILLION, self.net.max(1))
    }
}

impl Company {
    pub(crate) fn drawn(sample: &Sample) -> Self {
        let people = people::drawn(sample);
        let accounts = accounts::drawn(sample, &people);
        let mut deals = deals::drawn(sample.seed, &people, &accounts, &Habits::of(sample.aligned));
        if !sample.aligned {
            let carries = |seat: usize| CARRY.contains(&ground::post(&people, &people.seats[seat]));
            volume::concentrate(sample.seed, &mut deals, carries);
        }
        volume::steady(sample.seed, &mut deals);
        cover::holidays(sample.seed, &people, &mut deals);
        let prices = Prices::set(sample.seed, &deals, &people.seats);
        let taken = days::number(sample.as_of());
        // What is drawn are the deals as they ended; what is known are those of the past.
        let mut deals = deals::seen_before(deals, taken);
        if !sample.aligned {
            left_behind::nobody_took(sample.seed, &people, &mut deals, taken);
        }
        let worth = deals.iter().map(|deal| Sales::of(deal, &prices, &people)).collect();
        Self { sample: *sample, people, accounts, deals, worth, prices, taken }
    }

    /// The same company, its systems asked on another day; after the last day they know no more than on it.
    pub(crate) fn taken_on(self, on: Date) -> Self {
        Self { taken: days::number(on).min(self.taken), ..self }
    }

    /// Who answers for a seat's accounts on the day its systems are asked: a place in the list of people.
    pub(crate) fn answers(&self, seat: usize) -> usize {
        let held = self.people.seats.get(seat).map_or(&[][..], |seat| &seat.held_by);
        let there = |at: &&usize| self.people.person(**at).from < self.taken;
        held.iter().rev().find(there).or(held.first()).copied().unwrap_or(0)
    }

    /// Who holds a post on the day its systems are asked, or held it last.
    pub(crate) fn in_post(&self, post: &str) -> Option<usize> {
        let all = || self.people.all.iter();
        let there = all().rposition(|person| person.post == post && person.from < self.taken);
        there.or_else(|| all().position(|person| person.post == post))
    }

    /// Who answers for an account on the day the systems are asked, and since when.
    pub(crate) fn answers_for(&self, account: &Account) -> (usize, Day) {
        let owners = ground::owners(&self.people, account, self.sample.aligned);
        owners.iter().rev().find(|(_, from)| *from < self.taken).or(owners.first()).copied().unwrap_or((0, 0))
    }

    /// Sum of what the deals for which `counts` holds brought in a fiscal year.
    pub(crate) fn sales(&self, year: i16, counts: impl Fn(&Deal) -> bool) -> Sales {
        let mut sales = Sales::default();
        for (deal, worth) in self.deals.iter().zip(&self.worth) {
            if prices::is_of_year(deal, year) && counts(deal) {
                sales.net += worth.net;
                sales.cost += worth.cost;
                sales.service += worth.service;
            }
        }
        sales
    }

    /// What a unit sold in the last completed year: the company, a region or a team.
    pub(crate) fn last_year(&self, unit: &str) -> Sales {
        self.sales(days::LAST_YEAR, |deal| {
            let team = self.people.seats[deal.seat].team;
            unit == organisation::COMPANY || unit == team.region || unit == team.id
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;
    use crate::deals::Kind;

    fn company(seed: u64, aligned: bool) -> Company {
        Company::drawn(&Sample { seed, aligned, day: Day::Zero })
    }

    #[test]
    fn the_years_grow_and_the_last_is_sixty_two_million_with_twelve_per_cent_of_service() {
        for (seed, aligned) in [(1, false), (2, false), (3, true), (4, true), (5, false)] {
            let company = company(seed, aligned);
            let years = [2024, 2025, 2026].map(|year| company.sales(year, |_| true));
            let [first, second, last] = years.map(|sales| sales.net);
            assert!(first < second + second / 50 && second < last, "{years:?}");
            assert!((last - prices::NET).abs() < prices::NET / 100, "{last}");
            assert_eq!(years[0].service, 0, "nothing is sold before its launch");
            assert!((115_000..125_000).contains(&years[2].service_share()), "{years:?}");
            assert!((400_000..460_000).contains(&years[2].margin()), "{years:?}");
        }
    }

    #[test]
    fn units_add_up_to_the_company_and_none_is_idle() {
        let company = company(1, false);
        let all = company.last_year(organisation::COMPANY);
        let regions = organisation::REGIONS.iter().map(|region| company.last_year(region.id).net);
        let teams = organisation::TEAMS.iter().map(|team| company.last_year(team.id).net);
        assert_eq!((regions.sum::<i64>(), teams.clone().sum::<i64>()), (all.net, all.net));
        assert!(teams.min() > Some(100_000_000));
    }

    #[test]
    fn a_few_customers_are_large_and_most_buy_nothing_in_a_year() {
        let company = company(1, false);
        let mut bought = vec![0; company.accounts.len()];
        for deal in company.deals.iter().filter(|deal| prices::is_of_year(deal, days::LAST_YEAR)) {
            bought[deal.account] += company.prices.in_euros(deal, &company.people.seats);
        }
        bought.sort_unstable_by(|a, b| b.cmp(a));
        let top = bought.iter().take(10).sum::<i64>();
        assert!(top > prices::NET / 10 && top < prices::NET / 4, "{top}");
        assert!(bought.iter().filter(|net| **net == 0).count() > company.accounts.len() / 2);
    }

    #[test]
    fn nothing_happens_after_today_and_only_people_who_are_there_own_open_deals() {
        let company = company(2, true);
        let today = days::number(days::TODAY);
        for deal in &company.deals {
            assert!(deal.created < today && deal.created <= deal.close);
            assert!(deal.moved.iter().all(|(on, _)| *on < today));
            if deal.outcome == crate::deals::Outcome::Open && deal.kind != Kind::Renewal {
                assert!(company.people.person(deal.owner()).is_there(today));
            }
        }
    }
}
