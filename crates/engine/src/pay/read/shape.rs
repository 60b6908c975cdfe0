//! Prices, and how they change: tiers, points, tables of two measures.

use plumb_diag::Problem;
use plumb_pay::component::{Edge, Level, Matrix, Point, Price, Shape, Tier, TierPays, Tiers};
use plumb_plan::Row;
use plumb_units::Rate;

use super::Reading;
use super::fields::Fields;
use super::levels::Levels;

const PRICES: &[&str] = &["rate", "rate_by", "each", "amount"];

impl Reading<'_> {
    /// What a unit brings, where the component itself says it.
    pub(super) fn price(&mut self, row: &Row) -> Option<Price> {
        let written = self.only(row, PRICES, "a component has one price");
        let tiers_have_rates = row.rows("tier").iter().any(|tier| tier.has("rate") || tier.has("whole"));
        if let (Some(field), true) = (written, tiers_have_rates) {
            let message = format!("`{}` has two prices: `{field}`, and those of its tiers", row.path);
            let problem = Problem::error("says-two-things", message).at(row.place(field), "");
            self.report(
                problem.help("write `times` in the tiers for so many times the price, or leave it out here"),
            );
        }
        let table = self.table(row, ("rate_by", "rates", "rate_other"));
        let pays = row.choice("pays");
        let needed = match pays {
            Some("rate") => Some("rate"),
            Some("table") => Some("rate_by"),
            Some("each") => Some("each"),
            Some("amount") => Some("amount"),
            _ => None,
        };
        if let Some(field) = needed.filter(|field| !row.has(field)) {
            let message = format!("`{}` has no `{field}`, and pays by it", row.path);
            let example = match field {
                "rate" => "rate = \"8 %\"",
                "rate_by" => "rate_by = \"offering\"",
                "each" => "each = \"150 EUR\"",
                _ => "amount = \"500 EUR\"",
            };
            self.lacks(row, message, format!("add `{example}`"));
        }
        let told = pays.and_then(|pays| match pays {
            "share-over-quota" => Some(Price::ShareOverQuota),
            "share" => Some(Price::Share),
            "own-rate" => Some(Price::Own),
            "tiers" => Some(Price::InTiers),
            _ => None,
        });
        if let (Some(_), Some(field), Some(pays)) = (&told, written, pays) {
            let message = format!("`{}` has two prices: `{field}`, and `pays = \"{pays}\"`", row.path);
            let problem = Problem::error("says-two-things", message).at(row.place(field), "");
            self.report(problem.also(row.place("pays"), "").help("keep one of them"));
        }
        told.or_else(|| match written? {
            "rate" => row.rate("rate").map(Price::Rate),
            "rate_by" => table.map(Price::Table),
            "each" => self.money(row, "each").map(Price::Each),
            _ => self.money(row, "amount").map(Price::Amount),
        })
    }

    /// The price where the rows alone tell it.
    pub(super) fn price_told_by(&mut self, row: &Row, shape: &Shape) -> Price {
        match shape {
            Shape::Marginal(tiers) | Shape::Retro(tiers) if !row.rows("tier").is_empty() => {
                if tiers.rows.iter().any(|tier| matches!(tier.pays, TierPays::Times(_))) {
                    Price::ShareOverQuota
                } else {
                    Price::InTiers
                }
            }
            // Prizes, and funds shared by credits, need no price.
            _ if row.has("prize") || row.has("pool") => Price::Amount(0),
            // A price that could not be read was told of.
            _ if PRICES.iter().any(|price| row.has(price)) => Price::Rate(Rate::default()),
            _ => Price::Share,
        }
    }

    /// How the price changes.
    pub(super) fn shape(&mut self, row: &Row, price: Option<&Price>, levels: &mut Levels) -> Shape {
        let rows = self.only(row, &["tier", "point", "row"], "tiers, points or a table");
        let edge = self.edge(row);
        let word = row.choice("shape");
        let fits = match word {
            Some("marginal" | "retro") => matches!(rows, None | Some("tier")),
            Some("linear" | "step") => matches!(rows, None | Some("point")),
            Some("matrix") => matches!(rows, None | Some("row")),
            Some(_) => rows.is_none(),
            None => true,
        };
        if let (false, Some(rows), Some(word)) = (fits, rows, word) {
            let message = format!("`{}` is `{word}` and has rows of `{rows}`", row.path);
            let problem = Problem::error("says-two-things", message).at(row.place("shape"), "");
            self.report(problem.also(row.place(rows), "").help(match word {
                "marginal" | "retro" => "tiers stand in rows of `tier`",
                "linear" | "step" => "points stand in rows of `point`",
                "matrix" => "a table of two measures stands in rows of `row`",
                _ => "leave out the rows, or say how the price changes",
            }));
        }
        if let (None, Some(word)) = (rows, word.filter(|word| *word != "flat")) {
            let field = match word {
                "marginal" | "retro" => "tier",
                "matrix" => "row",
                _ => "point",
            };
            if !row.has(field) {
                let message = format!("`{}` is `{word}` and has no rows of `{field}`", row.path);
                self.lacks(row, message, format!("add `[[{}.{field}]]`", plain_path(&row.path)));
            }
        }
        match rows {
            Some("tier") => {
                let tiers = Tiers { edge, rows: self.tiers(row, price, levels) };
                if word == Some("retro") { Shape::Retro(tiers) } else { Shape::Marginal(tiers) }
            }
            Some("point") => {
                let points = self.points(row, levels);
                if word == Some("step") { Shape::Step { points, edge } } else { Shape::Linear(points) }
            }
            Some(_) => self.matrix(row, levels).map_or(Shape::Flat, Shape::Matrix),
            None => Shape::Flat,
        }
    }

    fn edge(&self, row: &Row) -> Edge {
        match row.choice("edge").or_else(|| self.pay.choice("edge")) {
            Some("lower") => Edge::Lower,
            _ => Edge::Upper,
        }
    }

    fn tiers(&mut self, row: &Row, price: Option<&Price>, levels: &mut Levels) -> Vec<Tier> {
        let rows = row.rows("tier");
        let (mut tiers, mut before): (Vec<Tier>, Option<i64>) = (Vec::new(), Some(0));
        for (index, tier) in rows.iter().enumerate() {
            let over = tier.quantity("over").map(|over| self.level(levels, over, tier.place("over")));
            let to = tier.quantity("to").map(|to| self.level(levels, to, tier.place("to")));
            let from = match over.or(before) {
                Some(from) => from,
                None => {
                    if !tier.has("over") {
                        let message = format!("`{}` does not say where it begins", tier.path);
                        let help = "add `over = \"100 %\"`, or `to` in the tier before".to_owned();
                        self.lacks(tier, message, help);
                    }
                    tiers.last().map_or(0, |last: &Tier| last.from)
                }
            };
            if let (Some(last), None) = (tiers.last_mut(), before) {
                last.to = last.to.or(Some(from));
            }
            let pays = self.tier_pays(tier);
            if matches!(pays, TierPays::Times(_)) && matches!(price, Some(Price::InTiers)) {
                let message = format!("`{}` is so many times a price, and there is none", tier.path);
                let problem = Problem::error("missing-field", message).at(tier.place("times"), "");
                self.report(problem.help("write `rate` here, or a price in the component"));
            }
            if matches!(pays, TierPays::Whole(_)) && to.is_none() && index + 1 == rows.len() {
                let message = format!("`{}` pays an amount for the whole tier, and has no end", tier.path);
                let problem = Problem::error("missing-field", message).at(tier.place("whole"), "");
                self.report(problem.help("add `to = \"20 000 EUR\"`, or write a `rate`"));
            }
            tiers.push(Tier { from, to, pays });
            before = to;
        }
        tiers
    }

    fn tier_pays(&mut self, tier: &Row) -> TierPays {
        match self.only(tier, &["rate", "times", "whole"], "a tier pays in one way") {
            Some("times") => TierPays::Times(tier.rate("times").unwrap_or(Rate::ONE)),
            Some("whole") => TierPays::Whole(self.money(tier, "whole").unwrap_or(0)),
            Some(_) => TierPays::Rate(tier.rate("rate").unwrap_or_default()),
            None => {
                let message = format!("`{}` does not say what it pays", tier.path);
                let help = "add `rate = \"8 %\"`, or `times = \"150 %\"` of the component's price".to_owned();
                self.lacks(tier, message, help);
                TierPays::Times(Rate::ONE)
            }
        }
    }

    fn points(&mut self, row: &Row, levels: &mut Levels) -> Vec<Point> {
        let mut points = Vec::new();
        for point in row.rows("point") {
            if let (Some(at), Some(pays)) = (point.quantity("at"), point.rate("pays")) {
                points.push(Point { at: self.level(levels, at, point.place("at")), pays });
            }
        }
        points
    }

    fn matrix(&mut self, row: &Row, levels: &mut Levels) -> Option<Matrix> {
        let known = self.measure_ids();
        let across = match row.text("across") {
            Some(name) => self.place_of(name, row.place("across"), "measure", &known),
            None => {
                if !row.has("across") {
                    let message = format!("`{}` is a table of two measures and names only one", row.path);
                    self.lacks(row, message, "add `across = \"measure\"`".to_owned());
                }
                None
            }
        };
        let mut columns = Levels::default();
        let across_at: Vec<i64> =
            row.quantities("columns").iter().map(|at| self.level(&mut columns, at.value, at.span)).collect();
        if across_at.is_empty() && !row.has("columns") {
            let message = format!("`{}` is a table and says nothing of its columns", row.path);
            self.lacks(row, message, "add `columns = [\"18 %\", \"22 %\", \"26 %\"]`".to_owned());
        }
        let across_level = across.map_or(Level::Value, |across| self.level_of(across, columns.unit()));
        let (mut down_at, mut cells) = (Vec::new(), Vec::new());
        for line in row.rows("row") {
            let Some(at) = line.quantity("at") else { continue };
            down_at.push(self.level(levels, at, line.place("at")));
            let pays: Vec<Rate> =
                line.quantities("pays").iter().filter_map(|cell| self.rate_of(cell, "pays")).collect();
            if pays.len() != across_at.len() && !line.is_unreadable("pays") && !across_at.is_empty() {
                let message = format!("{} cells stand under {} columns", pays.len(), across_at.len());
                let problem = Problem::error("wrong-value", message).at(line.place("pays"), "");
                self.report(problem.also(row.place("columns"), "").help("write one share for each column"));
            }
            cells.push(pays);
        }
        let bilinear = row.flag("bilinear").unwrap_or(true);
        Some(Matrix { across: across?, down_at, across_level, across_at, cells, bilinear })
    }
}

/// A path without the numbers of rows: as headers write it.
fn plain_path(path: &str) -> String {
    path.split('.').filter(|step| step.parse::<usize>().is_err()).collect::<Vec<_>>().join(".")
}
