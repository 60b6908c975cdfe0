//! What is earned at some attainments, computed from the plan.

use plumb_units::{MILLION, Rate, divide};

use super::{Named, Section, Table, Writer};
use crate::check::{window_target, years};
use crate::component::{Component, Level, Limit, Price, Shape};
use crate::number::{Number, Ratio};
use crate::outline::{Ground, money, multiple};

/// The attainments of the table, in per cent.
const SHOWN: [i64; 5] = [50, 80, 100, 120, 150];

impl Writer<'_> {
    /// What each component earns in a full year at 50, 80, 100, 120 and 150 % of quota, and together.
    pub(super) fn worked(&self) -> Option<Section> {
        let lasting = |component: &&Component| {
            component.from.is_none()
                && component.until.is_none()
                && component.pool.is_none()
                && component.prizes.is_none()
                && component.circular.is_none()
        };
        let shown: Vec<&Component> = self.plan.components.iter().filter(lasting).collect();
        let cells: Vec<Vec<Option<i64>>> = SHOWN
            .iter()
            .map(|percent| {
                shown.iter().map(|component| self.at_attainment(component, percent * 10_000)).collect()
            })
            .collect();
        let known = |column: usize| cells.iter().all(|row| row.get(column).is_some_and(Option::is_some));
        let columns: Vec<usize> = (0..shown.len()).filter(|column| known(*column)).collect();
        if columns.is_empty() {
            return None;
        }
        let name = |column: &usize| {
            shown.get(*column).map_or_else(String::new, |c| self.name(Named::Component(&c.id)))
        };
        let mut head = vec!["Of quota".to_owned()];
        head.extend(columns.iter().map(name));
        head.push("Together".to_owned());
        let cap = self.yearly_cap();
        let mut capped = false;
        let rows = SHOWN.iter().zip(&cells).map(|(percent, cells)| {
            let amounts: Vec<i64> = columns.iter().filter_map(|column| *cells.get(*column)?).collect();
            let sum = amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(*amount));
            let paid = cap.map_or(sum, |cap| sum.min(cap));
            capped |= paid < sum;
            let said = amounts.iter().chain([&paid]).map(|amount| self.money(*amount));
            std::iter::once(format!("{percent} %")).chain(said).collect()
        });
        let rows = rows.collect();
        let mut paragraphs = vec![self.assumption(&shown, &columns)];
        let left_out = self.plan.components.iter().filter(|component| {
            !columns.iter().any(|column| shown.get(*column).is_some_and(|c| c.id == component.id))
        });
        let left_out: Vec<_> = left_out.map(|component| self.name(Named::Component(&component.id))).collect();
        if !left_out.is_empty() {
            let why = "which hang on what you sell or on others";
            paragraphs.push(format!("Not in the table: {}, {why}.", super::words::and(&left_out)));
        }
        if capped {
            paragraphs.push("The cap has been applied to the last column.".to_owned());
        }
        let table = Some(Table { head, rows });
        Some(Section { heading: "What you earn in a full year".to_owned(), paragraphs, table })
    }

    fn assumption(&self, shown: &[&Component], columns: &[usize]) -> String {
        let fixed =
            columns.iter().filter_map(|column| shown.get(*column)).filter(|component| !self.moves(component));
        let fixed: Vec<_> = fixed.map(|component| self.name(Named::Component(&component.id))).collect();
        let fixed = match fixed.as_slice() {
            [] => String::new(),
            fixed => format!(", and you are at target for {}", super::words::and(fixed)),
        };
        let all = "If every quota is reached to the same degree";
        format!(
            "{all}{fixed}, every condition is met, and nothing is multiplied, held or taken back, you earn this."
        )
    }

    /// Whether what a component pays goes with the attainment of a quota.
    fn moves(&self, component: &Component) -> bool {
        let measure = component.measure.and_then(|measure| self.plan.measures.get(measure));
        match component.level {
            Level::Attainment => measure.is_some(),
            Level::Value => measure.is_some_and(|measure| self.quota(measure).is_some()),
        }
    }

    fn at_attainment(&self, component: &Component, attainment: i64) -> Option<i64> {
        if !self.moves(component) {
            // Without a quota there is no degree of it: the component stands at its target.
            return match component.price {
                Price::Share => Some(self.yearly_target(component)),
                Price::Amount(_) if component.measure.is_none() => self.in_a_year(component, 0),
                _ => None,
            };
        }
        match component.level {
            Level::Attainment => self.in_a_year(component, attainment),
            Level::Value => {
                let quota = self.quota(self.plan.measures.get(component.measure?)?)?;
                let value =
                    i128::from(quota).checked_mul(i128::from(attainment))?.div_euclid(i128::from(MILLION));
                self.in_a_year(component, i64::try_from(value).ok()?)
            }
        }
    }

    fn yearly_target(&self, component: &Component) -> i64 {
        let share = component.weight.map_or(0, Rate::millionths);
        let target = Ratio::whole(self.on_target()).times(share, MILLION);
        target.and_then(|target| self.cents(&target)).unwrap_or(0)
    }

    /// What a component pays in a full year if all its windows end at this level, within its own limits.
    pub(super) fn in_a_year(&self, component: &Component, level: i64) -> Option<i64> {
        let measure = component.measure.and_then(|measure| self.plan.measures.get(measure));
        let window = years(self.plan, component.over)?;
        let target = window_target(self.plan, component, self.on_target());
        let quota = measure.and_then(|measure| {
            // The quota is for the measure's window; the component's may be shorter or longer.
            let of = years(self.plan, measure.over)?;
            let quota = Ratio::whole(self.quota(measure)?).by(&window)?.over(of)?;
            self.cents(&quota)
        });
        let across = match &component.shape {
            Shape::Matrix(matrix) => {
                let whole = Ratio::whole(MILLION);
                let at_target = |at: &&i64| multiple(component, &whole, Some(**at)) == Some(whole);
                matrix.across_at.iter().find(at_target).copied()
            }
            _ => None,
        };
        let ground = Ground { target: target.unwrap_or(0), quota, own: self.reader.rate, across };
        let exact = match (&component.price, component.measure) {
            (Price::Amount(amount), None) => Ratio::whole(*amount),
            _ => money(component, &Ratio::whole(level), &ground)?,
        };
        let limit = |limit: Limit| match limit {
            Limit::Money(amount) => Some(Ratio::whole(amount)),
            Limit::OfTarget(share) => Ratio::whole(target?).times(share.millionths(), MILLION),
        };
        let exact = component.most.and_then(limit).map_or(exact, |most| exact.min(most));
        let exact = component.least.and_then(limit).map_or(exact, |least| exact.max(least));
        self.cents(&exact.over(window)?)
    }

    fn yearly_cap(&self) -> Option<i64> {
        let cap = self.plan.settlement.cap?;
        match cap.limit {
            Limit::OfTarget(share) => {
                let cap = Ratio::whole(self.on_target()).times(share.millionths(), MILLION)?;
                self.cents(&cap)
            }
            Limit::Money(amount) => self.cents(&Ratio::whole(amount).over(years(self.plan, cap.over)?)?),
        }
    }

    fn cents(&self, exact: &Ratio) -> Option<i64> {
        i64::try_from(divide(exact.above(), exact.below(), self.plan.rounding)?).ok()
    }
}
