//! Measures of a pay plan.

use plumb_diag::Problem;
use plumb_pay::Measure;
use plumb_pay::measure::{Prorate, Quota, What};
use plumb_plan::Row;
use plumb_units::{MILLION, Quantity, Rate};

use super::fields::Fields;
use super::{Reading, over};

const WHATS: &[&str] = &["sum", "count", "average", "growth", "rank", "above", "figure", "reports_at_quota"];

impl<'p> Reading<'p> {
    pub(super) fn read_measures(&mut self) {
        let pay: &'p plumb_plan::Entity = self.pay;
        for row in pay.rows("measure") {
            let measure = self.measure(row);
            self.quota_written.push(row.has("quota") || row.has("quota_of"));
            self.measures.push(measure);
        }
    }

    fn measure(&mut self, row: &Row) -> Measure {
        let id = row.text("id").unwrap_or_default().to_owned();
        let months = row.count("months").map_or(3, |months| u8::try_from(months).unwrap_or(u8::MAX));
        let seasons = self.shares(row, "seasons");
        if !seasons.is_empty() {
            let sum: i64 = seasons.iter().fold(0, |sum, share| sum.saturating_add(share.millionths()));
            if !matches!(seasons.len(), 4 | 12) || sum != MILLION {
                let message = format!(
                    "{} seasons sum to {}: a year has 4 quarters or 12 months, and they sum to 100 %",
                    seasons.len(),
                    Rate::from_millionths(sum)
                );
                let problem = Problem::error("wrong-value", message).at(row.place("seasons"), "");
                self.report(problem.help("write four or twelve shares that sum to `\"100 %\"`"));
            }
        }
        Measure {
            what: self.what(row),
            over: row.choice("over").and_then(|word| over(word, months)).unwrap_or(plumb_pay::Over::Year),
            quota: self.quota(row, &id),
            seasons,
            ramp: self.shares(row, "ramp"),
            prorate: match row.choice("prorate") {
                Some("no") => Prorate::No,
                Some("months") => Prorate::Months,
                word => Prorate::Days { first_counts: word != Some("days-after-first") },
            },
            to_date: row.is("to_date"),
            id,
        }
    }

    fn shares(&mut self, row: &Row, field: &str) -> Vec<Rate> {
        row.quantities(field).iter().filter_map(|share| self.rate_of(share, field)).collect()
    }

    fn what(&mut self, row: &Row) -> What {
        let known = self.credit_ids();
        let what = self.only(row, WHATS, "a measure is one thing");
        let credits = |reading: &mut Self, field: &str| reading.places_of(row.texts(field), "credit", &known);
        match what {
            Some("count") => What::Count(credits(self, "count")),
            Some("average") => What::Average(credits(self, "average")),
            Some("growth") => What::Growth(credits(self, "growth")),
            Some("rank") => What::Rank(credits(self, "rank")),
            Some("figure") => What::Figure(row.text("figure").unwrap_or_default().to_owned()),
            Some("reports_at_quota") => self.reports(row),
            Some("above") => {
                if !row.has("below") {
                    let message = format!("`{}` is a ratio without a `below`", row.path);
                    self.lacks(row, message, "add `below = [\"credit\"]`, what it is divided by".to_owned());
                }
                What::Ratio { above: credits(self, "above"), below: credits(self, "below") }
            }
            Some(_) => What::Sum(credits(self, "sum")),
            None => {
                let message = format!("`{}` does not say what it is", row.path);
                self.lacks(
                    row,
                    message,
                    "add `sum = [\"credit\"]`, or `count`, `above` and `below`, `figure`".to_owned(),
                );
                What::Sum(Vec::new())
            }
        }
    }

    fn reports(&mut self, row: &Row) -> What {
        let name = row.text("reports_at_quota").unwrap_or_default().to_owned();
        let own = format!("{}.", self.pay.id);
        let full = if name.contains('.') { name.clone() } else { format!("{own}{name}") };
        let of_plan = |pay: &plumb_plan::Entity| {
            let ids = pay.rows("measure").iter().filter_map(|measure| measure.text("id"));
            ids.map(|id| format!("{}.{id}", pay.id)).collect::<Vec<_>>()
        };
        let known: Vec<String> = self.plan.of_kind("pay").flat_map(of_plan).collect();
        if !known.contains(&full) {
            let help = match plumb_diag::nearest(&full, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{}`?", near.strip_prefix(&own).unwrap_or(near)),
                None => "write `measure`, or `plan.measure` of another plan".to_owned(),
            };
            let message = format!("no pay plan has a measure `{name}`");
            let problem = Problem::error("unknown-name", message).at(row.place("reports_at_quota"), "");
            self.report(problem.help(help));
        }
        What::ReportsAtQuota(name)
    }

    fn quota(&mut self, row: &Row, id: &str) -> Quota {
        if self.only(row, &["quota", "quota_of"], "one for everybody, or those that are listed")
            == Some("quota_of")
        {
            return Quota::Table(row.text("quota_of").unwrap_or(id).to_owned());
        }
        match row.quantity("quota") {
            Some(Quantity::Money(_)) => self.money(row, "quota").map_or(Quota::None, Quota::Fixed),
            Some(quantity) => Quota::Fixed(quantity.integer()),
            None => Quota::None,
        }
    }
}
