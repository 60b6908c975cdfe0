//! Components: what drives them, what they pay, how the parts of the text fit together.

use plumb_diag::Problem;
use plumb_pay::component::{
    Circular, Component, Counts, Level, Limit, Pool, PoolBy, Price, Settles, Shape, Threshold,
};
use plumb_pay::measure::What;
use plumb_pay::{Measure, Over};
use plumb_plan::Row;
use plumb_units::{Quantity, Rate};

use super::fields::Fields;
use super::levels::{Levels, Unit};
use super::{Reading, over, round_at};

impl<'p> Reading<'p> {
    pub(super) fn read_components(&mut self) {
        let pay: &'p plumb_plan::Entity = self.pay;
        let rows: &'p [Row] = pay.rows("component");
        for row in rows {
            let component = self.component(row);
            // Two that write the same id are reported where rows are read.
            let same = self.components.iter().zip(rows).find(|(other, _)| other.id == component.id);
            if same.is_some_and(|(_, other)| !(row.has("id") && other.has("id"))) {
                let message = format!("two components are called `{}`", component.id);
                let problem = Problem::error("duplicate-id", message).at(row.place("id"), "");
                self.report(problem.help("give one of them another id"));
            }
            self.components.push(component);
        }
        self.weights(rows);
        if rows.is_empty() && !pay.has("component") && !self.credits.is_empty() {
            let message = format!("`pay.{}` has no component: it pays nothing", pay.id);
            let problem = Problem::error("missing-field", message).at(pay.span, "");
            self.report(problem.help(format!("add `[[pay.{}.component]]`", pay.id)));
        }
    }

    fn component(&mut self, row: &Row) -> Component {
        let id = self.own_id(row);
        let price = self.price(row);
        let mut levels = Levels::default();
        let shape = self.shape(row, price.as_ref(), &mut levels);
        let threshold =
            row.quantity("threshold").map(|at| self.level(&mut levels, at, row.place("threshold")));
        let top = row.quantity("cap").map(|at| self.level(&mut levels, at, row.place("cap")));
        let driver = self.driver(row, &levels, price.as_ref());
        let (measure, credits, implied_over) = (driver.measure, driver.credits, driver.over);
        let price = price.unwrap_or_else(|| self.price_told_by(row, &shape));
        let by_level = levels.any() || matches!(price, Price::Share | Price::ShareOverQuota);
        let level = measure.filter(|_| by_level).map(|measure| self.level_of(measure, levels.unit()));
        // A measure that could not be found leaves levels as they are written.
        let lost = measure.is_none() && row.has("of") && levels.unit() == Unit::Share;
        let level = level.unwrap_or(if lost { Level::Attainment } else { Level::Value });
        if let (Price::ShareOverQuota, Some(measure)) = (&price, measure) {
            self.with_quota(measure);
        }
        let over = self.window(row, measure, implied_over);
        let settles = match row.choice("settles") {
            Some("at-end") => Settles::AtEnd,
            Some(_) => Settles::AsEarned,
            None => {
                measure.and_then(|measure| self.measures.get(measure)).map_or(Settles::AsEarned, settles_of)
            }
        };
        self.needs(row, &price, measure, &credits);
        let component = Component {
            objective: row.id_of("objective").map(str::to_owned),
            weight: row.rate("weight"),
            measure,
            credits,
            over,
            counts: match row.choice("counts") {
                Some("credit") => Counts::Credit,
                _ => Counts::Amount,
            },
            threshold: threshold.map(|at| Threshold {
                at,
                from_zero: row.choice("threshold_pays") != Some("from-threshold"),
            }),
            top,
            most: self.limit(row, "most"),
            least: self.limit(row, "least"),
            gates: self.gates(row),
            times: self.times(row),
            settles,
            round_at: round_at(row.choice("round_at")),
            tranches: self.tranches(row),
            from: row.date("from"),
            until: row.date("until"),
            pool: self.pool(row),
            prizes: self.prizes(row),
            decelerates: row.is("decelerates"),
            circular: circular(row),
            level,
            price,
            shape,
            id,
        };
        closed(component)
    }

    /// Components that pay a part of the variable pay and do not say which have what the others leave.
    fn weights(&mut self, rows: &[Row]) {
        let of_target =
            |component: &Component| matches!(component.price, Price::Share | Price::ShareOverQuota);
        let told = self.components.iter().filter_map(|component| component.weight);
        let told: i64 = told.fold(0, |sum, weight| sum.saturating_add(weight.millionths()));
        let silent = |component: &Component| of_target(component) && component.weight.is_none();
        let many = self.components.iter().filter(|component| silent(component)).count();
        let Ok(many) = i64::try_from(many) else { return };
        if many == 0 {
            return;
        }
        let rest = Rate::from_millionths((plumb_units::MILLION - told).max(0) / many);
        if many > 1 || rest.millionths() == 0 {
            let place = self.components.iter().position(silent);
            if let Some(row) = place.and_then(|place| rows.get(place)) {
                let message = if many > 1 {
                    format!("{many} components share the variable pay and do not say which part")
                } else {
                    format!(
                        "`{}` pays a part of the variable pay, and the others leave nothing of it",
                        row.path
                    )
                };
                self.lacks(row, message, "add `weight = \"50 %\"` to each".to_owned());
            }
        }
        for component in self.components.iter_mut().filter(|component| silent(component)) {
            component.weight = Some(rest);
        }
    }

    /// The time after which a component starts anew.
    fn window(&mut self, row: &Row, measure: Option<usize>, implied: Option<Over>) -> Over {
        let written = row.choice("period").and_then(|word| over(word, 0));
        let of_measure =
            measure.and_then(|measure| self.measures.get(measure)).map(|measure| match measure.over {
                Over::Rolling(_) => Over::Month,
                over => over,
            });
        // A gate holds back everything that is counted with its measure, and lets all of it through at once.
        let gates = row.rows("gate").iter().chain(row.rows("times")).filter_map(|row| row.text("of"));
        let of_gate = gates.filter_map(|name| self.measures.iter().find(|measure| measure.id == name)).next();
        let of_gate = of_gate.map(|measure| measure.over).filter(|over| {
            matches!(over, Over::Week | Over::Month | Over::Quarter | Over::Half | Over::Year | Over::Plan)
        });
        let every = self.pay.choice("every").and_then(|word| over(word, 0)).unwrap_or(Over::Month);
        written.or(implied).or(of_measure).or(of_gate).unwrap_or(every)
    }

    /// What a component cannot do without.
    fn needs(&mut self, row: &Row, price: &Price, measure: Option<usize>, credits: &[usize]) {
        let id = &row.path;
        if matches!(price, Price::ShareOverQuota) && measure.is_none() {
            let message = format!("`{id}` pays a share over the quota, and no measure says which quota");
            self.lacks(row, message, "add `of = \"measure\"`".to_owned());
        }
        let of_lines =
            matches!(price, Price::Rate(_) | Price::Table(_) | Price::Each(_) | Price::Own | Price::InTiers);
        let named = ["credit", "of", "measure", "objective"].iter().any(|field| row.has(field));
        if of_lines && credits.is_empty() && measure.is_none() && !named {
            let known = self.credit_ids();
            let help = if known.is_empty() {
                format!("add `[[pay.{}.credit]]`, or `measure` with one of the company's", self.pay.id)
            } else {
                format!("add `credit`: the plan has `{}`", known.join("`, `"))
            };
            self.lacks(row, format!("`{id}` does not say which results it pays"), help);
        }
        let told = [
            "of",
            "measure",
            "objective",
            "weight",
            "pays",
            "prize",
            "pool",
            "rate",
            "rate_by",
            "rates",
            "each",
            "amount",
            "tier",
        ];
        if matches!(price, Price::Share) && measure.is_none() && !told.iter().any(|field| row.has(field)) {
            let message = format!("`{id}` does not say what it pays");
            self.lacks(row, message, "add `rate = \"8 %\"`, or `weight` and `of`".to_owned());
        }
    }

    fn limit(&mut self, row: &Row, field: &str) -> Option<Limit> {
        match row.quantity(field)? {
            Quantity::Rate(rate) => Some(Limit::OfTarget(rate)),
            _ => self.money(row, field).map(Limit::Money),
        }
    }

    fn pool(&mut self, row: &Row) -> Option<Pool> {
        let amount = self.money(row, "pool");
        if row.has("pool_by") && !row.has("pool") {
            let message = format!("`{}` says how a fund is shared and has no `pool`", row.path);
            self.lacks(row, message, "add `pool = \"60 000 EUR\"`".to_owned());
        }
        let by = match row.choice("pool_by") {
            Some("first-come") => PoolBy::FirstCome,
            Some("credited") => PoolBy::Credited,
            _ => PoolBy::Earned,
        };
        Some(Pool { amount: amount?, by })
    }
}

fn circular(row: &Row) -> Option<Circular> {
    let (after_bonus, tax) = (row.is("after_bonus"), row.rate("tax"));
    (after_bonus || tax.is_some()).then(|| Circular {
        after_bonus,
        tax,
        bonus_lowers_tax: row.is("bonus_lowers_tax"),
    })
}

/// What is known only at the end of its window is earned then.
fn settles_of(measure: &Measure) -> Settles {
    match measure.what {
        _ if measure.over == Over::Transaction => Settles::AsEarned,
        What::Sum(_) | What::Count(_) => Settles::AsEarned,
        _ => Settles::AtEnd,
    }
}

/// A share that pays from one level on and no more above it pays all of it there; an amount pays whole.
fn closed(mut component: Component) -> Component {
    let whole = |at| {
        let point = |at, pays| plumb_pay::component::Point { at, pays };
        vec![point(0, Rate::from_millionths(0)), point(at, Rate::ONE)]
    };
    let edge = plumb_pay::component::Edge::Upper;
    if component.shape != Shape::Flat {
        return component;
    }
    match (&component.price, component.threshold, component.top) {
        (Price::Share, Some(threshold), Some(top)) if threshold.at == top && threshold.at > 0 => {
            component.shape = Shape::Step { points: whole(threshold.at), edge };
            (component.threshold, component.top) = (None, None);
        }
        (Price::Amount(_), Some(threshold), _) if threshold.at > 0 => {
            component.shape = Shape::Step { points: whole(threshold.at), edge };
            (component.threshold, component.top) = (None, None);
        }
        (Price::Amount(_), None, _) if component.measure.is_some() => {
            component.shape = Shape::Linear(vec![plumb_pay::component::Point { at: 0, pays: Rate::ONE }]);
            component.level = Level::Value;
        }
        _ => {}
    }
    component
}
