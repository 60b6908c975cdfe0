//! Who had to sign which quote, and how long it lay on whose desk.

use super::office::Office;
use super::plain::{self, Csv};
use super::week_of;
use crate::chance::Chance;
use crate::company::Company;
use crate::days::{self, Day};
use crate::deals::{Deal, Kind};
use crate::people::lead_of;

/// Weeks that the export holds.
const WEEKS: Day = 26;
/// Quotes from this amount on need a signature, in cents.
const LARGE: i64 = 10_000_000;
/// Minutes after midnight between which somebody works.
const OPENS: i64 = 8 * 60;
const CLOSES: i64 = 17 * 60;

/// `approvals.csv`.
pub(super) fn requests(company: &Company) -> Csv {
    let mut csv = Csv::new(&[
        "Request",
        "Opportunity",
        "For",
        "Asked",
        "Answered",
        "Asked by",
        "Answered by",
        "Outcome",
    ]);
    let first = super::monday(week_of(company.taken) - WEEKS);
    for (at, deal) in company.deals.iter().enumerate() {
        let mut chance = Chance::of(company.sample.seed, "signatures of a quote", at as u64);
        let asked = quoted(deal, &mut chance);
        let is_large = company.prices.in_euros(deal, &company.people.seats) >= LARGE;
        if deal.kind != Kind::Renewal && is_large && (first..company.taken).contains(&asked) {
            Quote { company, deal, at }.write(&mut csv, &mut chance, asked);
        }
    }
    csv
}

/// The day on which the quote of a deal was ready to be signed.
fn quoted(deal: &Deal, chance: &mut Chance) -> Day {
    days::workday((deal.close - chance.between(14, 30)).max(deal.created + 3))
}

struct Quote<'a> {
    company: &'a Company,
    deal: &'a Deal,
    at: usize,
}

impl Quote<'_> {
    /// One row for each desk, each asked when the one before has answered.
    fn write(&self, csv: &mut Csv, chance: &mut Chance, asked: Day) {
        let team = self.company.people.seats[self.deal.seat].team;
        let head = format!("head-{}", team.region);
        // How many hours of work it lies there; the last desk is the fullest.
        let desks: Vec<(String, (i64, i64))> = if Office::of(self.company).three_desks {
            let lead = team.has_lead().then(|| (lead_of(team), (1, 4)));
            lead.into_iter().chain([(head, (1, 7)), ("cro".to_owned(), (34, 70))]).collect()
        } else {
            vec![(head, (1, 6))]
        };
        let mut asked = asked * 1_440 + OPENS + chance.between(0, 150);
        for (desk, (post, (shortest, longest))) in desks.iter().enumerate() {
            let lay = chance.between(*shortest * 60, *longest * 60);
            let answered = after(asked, lay);
            let is_answered = answered < self.company.taken * 1_440;
            let by = self.company.in_post(post).map(|by| self.company.people.person(by));
            let by = by.map(crate::salesforce::email).unwrap_or_default();
            let outcome = if chance.happens(930) { "approved" } else { "approved with changes" };
            let owner = self.company.people.person(self.deal.owner());
            csv.row(&[
                &format!("{}-{}", self.at, desk + 1),
                &crate::salesforce::opportunity_id(self.at),
                "quote",
                &plain::moment(0, asked),
                &if is_answered { plain::moment(0, answered) } else { String::new() },
                &crate::salesforce::email(owner),
                &by,
                if is_answered { outcome } else { "" },
            ]);
            if !is_answered {
                break;
            }
            asked = answered;
        }
    }
}

/// The moment after so many minutes of work; both count from the first day.
fn after(moment: i64, work: i64) -> i64 {
    let (mut day, mut minute) = (moment.div_euclid(1_440), moment.rem_euclid(1_440).max(OPENS));
    let mut left = work;
    loop {
        let today = (CLOSES - minute).max(0);
        if days::workday(day) == day && left <= today {
            return day * 1_440 + minute + left;
        }
        if days::workday(day) == day {
            left -= today;
        }
        (day, minute) = (day + 1, OPENS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_signs_at_night_or_on_a_weekend() {
        // Monday 2026-06-01, three in the afternoon.
        let asked = days::number(days::TODAY) * 1_440 + 15 * 60;
        let said = |hours: i64| plain::moment(0, after(asked, hours * 60));
        assert_eq!(said(1), "2026-06-01T16:00:00");
        assert_eq!(said(3), "2026-06-02T09:00:00");
        assert_eq!(said(9 * 5), "2026-06-08T15:00:00");
    }
}
