//! One component: what a unit brings, how that changes, what conditions it.

use plumb_units::{MILLION, Rate};

use super::counting::{capital, placed};
use super::words::{count, counted_over, day, last_day, or, window};
use super::{Named, Section, Table, Writer};
use crate::check::level;
use crate::component::{
    Component, Counts, Edge, Level, Limit, Matrix, PoolBy, Price, Settles, Shape, TierPays, Tiers, Ties,
    Times,
};
use crate::number::Ratio;
use crate::plan::{Over, RoundAt};

impl Writer<'_> {
    pub(super) fn component(&self, component: &Component) -> Section {
        let weight = component.weight.map(|weight| format!(" ({weight} of your target)"));
        let name = capital(&self.name(Named::Component(&component.id)));
        let mut paragraphs = vec![self.price(component)];
        let mut table = None;
        match &component.shape {
            Shape::Flat => {}
            Shape::Marginal(tiers) => {
                paragraphs.push(format!(
                    "Each step pays for what lies in it; a sale across a boundary is divided. {}",
                    edge(tiers.edge)
                ));
                table = Some(self.tiers(component, tiers));
            }
            Shape::Retro(tiers) => {
                paragraphs.push(format!(
                    "The step that you reach pays for everything from the first unit on, also for what came before it was reached. {}",
                    edge(tiers.edge)
                ));
                table = Some(self.tiers(component, tiers));
            }
            Shape::Linear(points) => {
                paragraphs.push("Between the levels of the table pay rises in a straight line; below the first it is as at the first, above the last as at the last.".to_owned());
                let rows = points.iter().map(|point| (point.at, point.pays));
                table = Some(self.points(component, rows));
            }
            Shape::Step { points, edge: at } => {
                paragraphs.push(format!("The last level of the table that you have reached counts; below the first nothing is paid. {}", edge(*at)));
                let rows = points.iter().map(|point| (point.at, point.pays));
                table = Some(self.points(component, rows));
            }
            Shape::Matrix(matrix) => {
                paragraphs.push(self.about(component, matrix));
                table = Some(self.matrix(component, matrix));
            }
        }
        paragraphs.extend(self.conditions(component));
        paragraphs.extend(self.timing(component));
        Section { heading: format!("{name}{}", weight.unwrap_or_default()), paragraphs, table }
    }

    /// What is paid for: the component's own credits, or those of its measure.
    fn of_what(&self, component: &Component) -> String {
        let own: Vec<String> = component
            .credits
            .iter()
            .filter_map(|credit| self.plan.credits.get(*credit))
            .map(|credit| self.name(Named::Credit(&credit.id)))
            .collect();
        let measure = component.measure.and_then(|measure| self.plan.measures.get(measure));
        match (own.is_empty(), measure) {
            (true, Some(measure)) => self.name(Named::Measure(&measure.id)),
            (true, None) => "what counts for you".to_owned(),
            (false, _) => or(&own),
        }
    }

    fn measured(&self, component: &Component) -> String {
        let measure = component.measure.and_then(|measure| self.plan.measures.get(measure));
        let measure = measure.map(|measure| format!(" by {}", self.name(Named::Measure(&measure.id))));
        measure.unwrap_or_default()
    }

    fn price(&self, component: &Component) -> String {
        let target = component.weight.map_or(0, |weight| share_of(self.on_target(), weight));
        let of = self.of_what(component);
        let piece = if self.counts_pieces(component.measure) {
            "piece".to_owned()
        } else {
            self.currency().to_string()
        };
        let has_table = !matches!(component.shape, Shape::Flat);
        let times = if has_table { ", times what the table says" } else { "" };
        let price = match &component.price {
            Price::Rate(rate) => format!("You earn {rate} of {of}{times}."),
            Price::Table(table) => format!("You earn a share of {of}, {}{times}.", self.rates(table)),
            Price::Each(amount) => format!("You earn {} for each unit of {of}{times}.", self.money(*amount)),
            Price::ShareOverQuota => {
                let earns = match component.over {
                    Over::Year => "this amount divided by your quota".to_owned(),
                    over => format!(
                        "the part of this amount that falls on the {}, divided by your quota for it",
                        window(over)
                    ),
                };
                let target = self.money(target);
                format!(
                    "At 100 % of quota this part is worth {target} in a full year. Each {piece} of {of} earns {earns}{times}."
                )
            }
            Price::Share => {
                let by = if has_table {
                    "the table says how much of it you earn"
                } else {
                    "you earn as much of it as your attainment says"
                };
                format!("At 100 % this part is worth {} in a full year; {by}.", self.money(target))
            }
            Price::Amount(amount) => {
                let by = if has_table {
                    "the table says how much of it you earn"
                } else {
                    "you earn it as your attainment says"
                };
                let by = if component.measure.is_none() { "you earn it in full" } else { by };
                format!(
                    "This part is worth {} for each {}; {by}.",
                    self.money(*amount),
                    window(component.over)
                )
            }
            Price::Own => match self.reader.rate {
                Some(rate) => format!("You earn a rate of your own, {rate}, of {of}{times}."),
                None => {
                    format!("You earn a rate of your own, which you are told in writing, of {of}{times}.")
                }
            },
            Price::InTiers => format!("You earn of {of} what the table says."),
        };
        let measured = if component.measure.is_some() { self.measured(component) } else { String::new() };
        let counts = match component.counts {
            Counts::Amount => "",
            Counts::Credit => " What is paid is counted after weights.",
        };
        let objective = component.objective.as_ref();
        let objective =
            objective.map(|id| format!(" It pays for the objective “{}”.", self.name(Named::Objective(id))));
        format!(
            "{price} It goes{measured} and counts {}.{counts}{}",
            counted_over(component.over),
            objective.unwrap_or_default()
        )
        .replace("It goes and counts", "It counts")
    }

    fn tiers(&self, component: &Component, tiers: &Tiers) -> Table {
        let unit = |at: i64| self.level(component.measure, component.level, at);
        let rows = tiers.rows.iter().map(|tier| {
            let pays = match tier.pays {
                TierPays::Times(rate) => format!("{} times", times(rate)),
                TierPays::Rate(rate) => rate.to_string(),
                TierPays::Whole(amount) => {
                    format!("{} when filled, in proportion before", self.money(amount))
                }
            };
            let to = tier.to.map_or_else(|| "and above".to_owned(), unit);
            let start = self.in_a_year(component, tier.from);
            vec![unit(tier.from), to, pays, start.map_or_else(String::new, |money| self.money(money))]
        });
        let head = ["From", "To", "A unit earns", "In a year at its start"];
        Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
    }

    fn points(&self, component: &Component, points: impl Iterator<Item = (i64, Rate)>) -> Table {
        let rows = points.map(|(at, pays)| {
            let money = self.in_a_year(component, at);
            vec![
                self.level(component.measure, component.level, at),
                pays.to_string(),
                money.map_or_else(String::new, |money| self.money(money)),
            ]
        });
        let head = ["At", "Pays", "In a full year"];
        Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
    }

    fn about(&self, component: &Component, matrix: &Matrix) -> String {
        let name = |measure: usize| {
            let measure = self.plan.measures.get(measure);
            measure.map_or_else(String::new, |measure| self.name(Named::Measure(&measure.id)))
        };
        let between = if matrix.bilinear {
            "between levels pay rises in straight lines in both directions"
        } else {
            "the last level reached counts in both directions, and a level on a boundary is reached"
        };
        let down = component.measure.map_or_else(String::new, name);
        format!(
            "Two results decide together: {down} down the table, {} across; {between}.",
            name(matrix.across)
        )
    }

    fn matrix(&self, component: &Component, matrix: &Matrix) -> Table {
        let across =
            matrix.across_at.iter().map(|at| self.level(Some(matrix.across), matrix.across_level, *at));
        let head = std::iter::once(String::new()).chain(across).collect();
        let rows = matrix.down_at.iter().zip(&matrix.cells).map(|(at, cells)| {
            let at = self.level(component.measure, component.level, *at);
            std::iter::once(at).chain(cells.iter().map(Rate::to_string)).collect()
        });
        Table { head, rows: rows.collect() }
    }

    /// Thresholds, limits, gates and multipliers, a sentence each.
    fn conditions(&self, component: &Component) -> Vec<String> {
        let mut said = Vec::new();
        let unit = |at: i64| self.level(component.measure, component.level, at);
        if let Some(threshold) = component.threshold {
            let then = if threshold.from_zero {
                "it pays for everything from the first unit on"
            } else {
                "it pays for what lies above only"
            };
            said.push(format!(
                "Below {} this part pays nothing; once that is reached, {then}.",
                unit(threshold.at)
            ));
        }
        if let Some(top) = component.top {
            said.push(format!("Above {} nothing more is paid.", unit(top)));
        }
        let limit = |limit: Limit| match limit {
            Limit::Money(amount) => self.money(amount),
            Limit::OfTarget(rate) => format!("{rate} of its target"),
        };
        if let Some(most) = component.most {
            said.push(format!("It pays at most {} for each {}.", limit(most), window(component.over)));
        }
        if let Some(least) = component.least {
            said.push(format!("It pays at least {} for each {}.", limit(least), window(component.over)));
        }
        for gate in &component.gates {
            let measure = self.plan.measures.get(gate.measure);
            let measure = measure.map_or_else(String::new, |measure| self.name(Named::Measure(&measure.id)));
            let at = self.level(Some(gate.measure), gate.level, gate.at_least);
            let otherwise = match gate.otherwise.millionths() {
                0 => "nothing of it is paid".to_owned(),
                _ => format!("only {} of it is paid", gate.otherwise),
            };
            said.push(format!("While {measure} is below {at}, {otherwise}."));
        }
        for times in &component.times {
            said.push(self.multiplier(times));
        }
        if component.decelerates {
            said.push("It is meant that more result can pay less for each unit here.".to_owned());
        }
        if let Some(circular) = component.circular {
            let base = if circular.after_bonus {
                "The rate applies to what is left after the bonus itself"
            } else {
                "The rate applies before the bonus is taken off"
            };
            let tax = circular.tax.map(|tax| {
                let lowers = if circular.bonus_lowers_tax {
                    "the bonus lowers the tax"
                } else {
                    "the bonus does not lower the tax"
                };
                format!(" and after tax of {tax}; {lowers}")
            });
            said.push(format!("{base}{}.", tax.unwrap_or_default()));
        }
        said
    }

    fn multiplier(&self, times_: &Times) -> String {
        match times_ {
            Times::When { when, rate, name } => {
                let name = name.as_ref().map_or_else(String::new, |name| format!("{name}: "));
                let a = if name.is_empty() { "A" } else { "a" };
                format!("{name}{a} sale earns {} times as much if {}.", times(*rate), self.condition(when))
            }
            Times::Step { measure, level: unit, points } => {
                let name = self.plan.measures.get(*measure);
                let name = name.map_or_else(String::new, |measure| self.name(Named::Measure(&measure.id)));
                let steps = points.iter().map(|point| {
                    format!(
                        "{} from {} on",
                        times(point.pays),
                        level(self.plan, Some(*measure), *unit, point.at, self.reader.columns)
                    )
                });
                let of = if *unit == Level::Attainment { " (of quota)" } else { "" };
                format!(
                    "The whole is multiplied by the last step that {name} has reached{of}: {}.",
                    steps.collect::<Vec<_>>().join(", ")
                )
            }
            Times::Word { figure, words } => {
                let words = words.iter().map(|(word, rate)| format!("“{word}” {}", times(*rate)));
                format!(
                    "The whole is multiplied by what “{}” says: {}.",
                    self.name(Named::Figure(figure)),
                    words.collect::<Vec<_>>().join(", ")
                )
            }
        }
    }

    /// When it is earned and paid, for how long it holds, and who shares it.
    fn timing(&self, component: &Component) -> Vec<String> {
        let mut said = Vec::new();
        let alone = component.measure.is_none() && matches!(component.price, Price::Amount(_));
        said.push(match (component.settles, &component.price) {
            (Settles::AtEnd, _) if component.over == Over::Transaction => "It is earned once the sale is complete.".to_owned(),
            (settles, _) if settles == Settles::AtEnd || alone => format!("It is earned at the end of the {}.", window(component.over)),
            (_, Price::Share | Price::Amount(_)) => {
                "It is earned as results come in: each pay period pays what has been added since the one before.".to_owned()
            }
            _ => "It is earned with each sale and paid with the next pay.".to_owned(),
        });
        if let Some(round_at) = component.round_at {
            said.push(rounded(round_at).to_owned());
        }
        if !component.tranches.is_empty() {
            let parts = component.tranches.iter().map(|part| {
                let lost = part
                    .forfeit_after
                    .map(|days| format!(" (lost if that takes more than {})", count(days, "day")));
                format!("{} {}{}", part.share, self.due(&part.when), lost.unwrap_or_default())
            });
            said.push(format!(
                "What you earn here is paid in parts: {}.",
                parts.collect::<Vec<_>>().join("; ")
            ));
        }
        match (component.from, component.until) {
            (None, None) => {}
            (Some(from), None) => said.push(format!("It holds from {}.", day(from))),
            (None, Some(until)) => said.push(format!("It holds to {}.", last_day(until))),
            (Some(from), Some(until)) => {
                said.push(format!("It holds from {} to {}.", day(from), last_day(until)))
            }
        }
        if let Some(pool) = component.pool {
            let by = match pool.by {
                PoolBy::FirstCome => "in the order of sales until it is empty",
                PoolBy::Earned => "in proportion to what each would have earned without this limit",
                PoolBy::Credited => "in proportion to what counts for each",
            };
            said.push(format!("All who take part share a fund of {}, {by}.", self.money(pool.amount)));
        }
        if let Some(prizes) = &component.prizes {
            let places = prizes
                .amounts
                .iter()
                .enumerate()
                .map(|(index, amount)| format!("{} {}", placed(index), self.money(*amount)));
            let ties = match prizes.ties {
                Ties::Share => "those who are equal share the prizes of their places",
                Ties::All => {
                    "those who are equal each have the higher prize, and the places after are left out"
                }
                Ties::First => "of those who are equal, the one who was there first has the higher prize",
            };
            let least = match prizes.at_least {
                0 => String::new(),
                least => format!(" A place needs at least {}.", self.money(least)),
            };
            said.push(format!(
                "Prizes go by rank: {}; {ties}.{least}",
                places.collect::<Vec<_>>().join(", ")
            ));
        }
        said
    }
}

fn edge(edge: Edge) -> &'static str {
    match edge {
        Edge::Upper => "A result exactly on a boundary belongs to the higher step.",
        Edge::Lower => "A result exactly on a boundary belongs to the lower step.",
    }
}

/// Where amounts become whole.
pub(super) fn rounded(round_at: RoundAt) -> &'static str {
    match round_at {
        RoundAt::Line => "Each sale's pay is rounded by itself.",
        RoundAt::Period => {
            "The sum since the start of the window is rounded, and each pay period pays the difference to the one before."
        }
    }
}

/// A multiplier as a number: `1.2`.
fn times(rate: Rate) -> String {
    plumb_units::Amount::from_millionths(rate.millionths()).to_string()
}

fn share_of(amount: i64, share: Rate) -> i64 {
    use crate::number::Number;
    let exact = Ratio::whole(amount).times(share.millionths(), MILLION);
    let rounded = exact
        .and_then(|exact| plumb_units::divide(exact.above(), exact.below(), plumb_units::Rounding::HalfUp));
    rounded.and_then(|amount| i64::try_from(amount).ok()).unwrap_or(i64::MAX)
}
