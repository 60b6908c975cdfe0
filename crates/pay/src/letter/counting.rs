//! What counts for whom, and against which quota.

use plumb_units::Rate;

use super::words::{and, count, counted_over, day, last_day, or, place};
use super::{Named, Section, Table, Writer};
use crate::check::{Unit, level, unit};
use crate::component::Level;
use crate::credit::{Credit, Remainder, To};
use crate::measure::{Measure, Prorate, Quota, What};
use crate::plan::{Over, RateTable};
use crate::predicate::Predicate;

impl Writer<'_> {
    pub(super) fn what_counts(&self) -> Section {
        let paragraphs = self.plan.credits.iter().map(|credit| self.credit(credit)).collect();
        Section { heading: "What counts".to_owned(), paragraphs, table: None }
    }

    fn credit(&self, credit: &Credit) -> String {
        let events: Vec<_> = credit.on.iter().map(|event| self.name(Named::Event(event))).collect();
        let event = if events.is_empty() { "event of a sale".to_owned() } else { or(&events) };
        let which = match &credit.when {
            Predicate::Always => String::new(),
            when => format!(", if {}", self.condition(when)),
        };
        let mut text = format!(
            "{}: at each {event}{which}, {} of its {} counts {}.",
            capital(&self.name(Named::Credit(&credit.id))),
            credit.share,
            self.column(&credit.amount),
            self.for_whom(&credit.to),
        );
        for (when, share) in &credit.share_when {
            text += &format!(" It is {share} instead if {}.", self.condition(when));
        }
        if !credit.share_when.is_empty() && credit.share_when.len() > 1 {
            text += " The first of these that is true decides.";
        }
        if let Some(weight) = &credit.weight {
            text +=
                &format!(" Towards the quota it is weighted: {}; cut to whole cents.", self.rates(weight));
        }
        if let Some(most) = credit.most {
            text += &format!(" No single sale counts for more than {}.", self.money(most));
        }
        text + &self.after(&credit.to)
    }

    fn for_whom(&self, to: &To) -> String {
        match to {
            To::Owner => "for you if the sale is yours".to_owned(),
            To::Split { .. } => {
                "for those who share the sale, each with their agreed part; the owner has what they leave"
                    .to_owned()
            }
            To::Role(role) => format!("for you if you are its {}", self.name(Named::Role(role))),
            To::Assigned { by, role } => {
                let role = role.as_ref().map(|role| format!(" as {}", self.name(Named::Role(role))));
                format!(
                    "for you if you answer for its {}{} on that day",
                    self.column(by),
                    role.unwrap_or_default()
                )
            }
            To::RollUp { of, levels, first, .. } => {
                let of: Vec<_> = of.iter().map(|source| self.name(Named::Credit(source))).collect();
                let which = match (first, levels) {
                    (1, 1) => "report to you directly".to_owned(),
                    (1, levels) => format!("report to you through up to {}", count(*levels, "level")),
                    (first, levels) => format!("report to you, {first} to {levels} levels below"),
                };
                format!(
                    "for you if it counts (as {}) for people who {which}, as reporting lines stand on that day",
                    or(&of)
                )
            }
        }
    }

    fn after(&self, to: &To) -> String {
        match to {
            To::Split { remainder: Remainder::Owner } => {
                " Parts are cut to whole cents and the owner has the rest.".to_owned()
            }
            To::Split { remainder: Remainder::Largest } => {
                " Cents that do not divide go to the largest fractions.".to_owned()
            }
            To::RollUp { once: true, .. } => {
                " A sale that counts for several of them counts once for you, at most with its whole amount."
                    .to_owned()
            }
            To::RollUp { once: false, .. } => {
                " A sale that counts for several of them counts for you with each of their parts.".to_owned()
            }
            _ => String::new(),
        }
    }

    /// Rates by a column, in a sentence: `by offering, cloud 200 %, other 100 %`.
    pub(super) fn rates(&self, table: &RateTable) -> String {
        let mut parts: Vec<String> = Vec::new();
        for row in &table.rows {
            let days = match (row.from, row.until) {
                (None, None) => String::new(),
                (Some(from), None) => format!(" from {}", day(from)),
                (None, Some(until)) => format!(" to {}", last_day(until)),
                (Some(from), Some(until)) => format!(" from {} to {}", day(from), last_day(until)),
            };
            parts.push(format!("{} {}{days}", self.name(Named::Value(&table.by, &row.is)), row.rate));
        }
        parts.push(match table.other {
            Some(other) => format!("everything else {other}"),
            None => "everything else nothing".to_owned(),
        });
        format!("by {}, {}", self.column(&table.by), parts.join(", "))
    }

    /// What is measured, and the quotas.
    pub(super) fn measures(&self) -> Option<Section> {
        if self.plan.measures.is_empty() {
            return None;
        }
        let mut paragraphs = Vec::new();
        let mut rows = Vec::new();
        for (index, measure) in self.plan.measures.iter().enumerate() {
            paragraphs.push(self.measure(index, measure));
            if let Some(quota) = self.quota(measure) {
                let quota = level(self.plan, Some(index), Level::Value, quota, self.reader.columns);
                rows.push(vec![self.name(Named::Measure(&measure.id)), per(measure.over), quota.to_string()]);
            }
        }
        let head = ["Quota", "For", "Amount"].map(str::to_owned).to_vec();
        let table = (!rows.is_empty()).then_some(Table { head, rows });
        Some(Section { heading: "How results are measured".to_owned(), paragraphs, table })
    }

    /// The quota of a full window, where it is known.
    pub(super) fn quota(&self, measure: &Measure) -> Option<i64> {
        match &measure.quota {
            Quota::None => None,
            Quota::Fixed(quota) => Some(*quota),
            Quota::Table(name) => {
                // Two measures may share one list of quotas and count over other times.
                let of = |id: &str| self.reader.quotas.iter().find(|(of, _)| of == id);
                of(&measure.id).or_else(|| of(name)).map(|(_, quota)| *quota)
            }
        }
    }

    fn measure(&self, index: usize, measure: &Measure) -> String {
        let credits = |of: &[usize]| {
            let names = of.iter().filter_map(|credit| self.plan.credits.get(*credit));
            let names: Vec<_> = names.map(|credit| self.name(Named::Credit(&credit.id))).collect();
            and(&names)
        };
        let what = match &measure.what {
            What::Sum(of) => format!("is the sum of {}", credits(of)),
            What::Count(of) => {
                format!("is the number of sales in {}; one taken back counts as minus one", credits(of))
            }
            What::Average(of) => format!("is the mean amount of a sale in {}", credits(of)),
            What::Ratio { above, below } => {
                format!(
                    "is {} divided by {}; it has no value while the latter is not above zero",
                    credits(above),
                    credits(below)
                )
            }
            What::Growth(of) => {
                format!("is the change of {} against the window before, as a share of it", credits(of))
            }
            What::Figure(figure) => {
                format!("is “{}”, a figure entered by the company", self.name(Named::Figure(figure)))
            }
            What::ReportsAtQuota(of) => format!(
                "is the share of your direct reports who have reached their quota of {}",
                self.name(Named::Measure(of))
            ),
            What::Rank(of) => format!("is your place among all paid by this plan, by {}", credits(of)),
        };
        let mut text = format!(
            "{} {what}.{} It counts {}.",
            capital(&self.name(Named::Measure(&measure.id))),
            self.definition(measure),
            counted_over(measure.over)
        );
        match &measure.quota {
            Quota::None => {}
            Quota::Table(_) if self.quota(measure).is_some() => {
                text += " It is held against your quota in the table below; attainment is the one divided by the other."
            }
            Quota::Table(_) => {
                text += " It is held against your quota, which you are told in writing; attainment is the one divided by the other."
            }
            Quota::Fixed(quota) => {
                let quota = level(self.plan, Some(index), Level::Value, *quota, self.reader.columns);
                text += &format!(
                    " It is held against a quota of {quota}, the same for everybody; attainment is the one divided by the other."
                );
            }
        }
        if measure.quota != Quota::None {
            text += &self.quota_terms(measure);
        }
        text
    }

    /// What the company says a measure counts: that of the first column it gathers.
    fn definition(&self, measure: &Measure) -> String {
        let credits = match &measure.what {
            What::Sum(of) | What::Ratio { above: of, .. } => of,
            _ => return String::new(),
        };
        let column = credits.first().and_then(|credit| self.plan.credits.get(*credit));
        let says = column
            .zip(self.reader.names)
            .and_then(|(credit, names)| names(Named::Definition(&credit.amount)));
        says.map_or_else(String::new, |says| {
            format!(" The company says of it: “{}”.", says.trim_end_matches('.'))
        })
    }

    fn quota_terms(&self, measure: &Measure) -> String {
        let mut text = String::new();
        if !measure.seasons.is_empty() {
            let noun = if measure.seasons.len() == 4 { "quarters" } else { "months" };
            text += &format!(" A year's quota lies on its {noun} as {}.", list(&measure.seasons));
        }
        if !measure.ramp.is_empty() {
            text += &format!(
                " In your first {} only a part of the quota counts: {}.",
                count(measure.ramp.len() as i64, "month"),
                list(&measure.ramp)
            );
        }
        text += match measure.prorate {
            Prorate::No => " The quota is the same if you are there for a part of the window only.",
            Prorate::Days { first_counts: true } => {
                " If you are there for a part of the window only, the quota and the target shrink by calendar days, your first day included."
            }
            Prorate::Days { first_counts: false } => {
                " If you are there for a part of the window only, the quota and the target shrink by calendar days, your first day not included."
            }
            Prorate::Months => {
                " If you are there for a part of the window only, the quota and the target shrink by whole months, the month of your first day included."
            }
        };
        if measure.to_date {
            text += " Before the window ends, the quota counts up to the current day.";
        }
        text
    }

    /// A level in words: `80 % of quota`, `1 000.00 EUR`.
    pub(super) fn level(&self, measure: Option<usize>, unit_of: Level, at: i64) -> String {
        let said = level(self.plan, measure, unit_of, at, self.reader.columns);
        match unit_of {
            Level::Attainment => format!("{said} of quota"),
            Level::Value => said.to_string(),
        }
    }

    /// Whether a measure counts pieces rather than money.
    pub(super) fn counts_pieces(&self, measure: Option<usize>) -> bool {
        let measure = measure.and_then(|measure| self.plan.measures.get(measure));
        measure.is_some_and(|measure| unit(self.plan, measure, self.reader.columns) == Unit::Number)
    }
}

/// The window that a quota is for.
fn per(over: Over) -> String {
    match over {
        Over::Transaction => "each sale".to_owned(),
        Over::Plan => "the whole plan".to_owned(),
        Over::Rolling(months) => format!("{months} months"),
        over => format!("a full {}", super::words::window(over)),
    }
}

fn list(rates: &[Rate]) -> String {
    rates.iter().map(Rate::to_string).collect::<Vec<_>>().join(", ")
}

/// The first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The place of a prize, in words.
pub(super) fn placed(index: usize) -> String {
    place(index + 1)
}
