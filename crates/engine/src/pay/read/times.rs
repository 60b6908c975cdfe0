//! What conditions and multiplies a component, and what is shared, won or paid later.

use plumb_diag::Problem;
use plumb_pay::component::{Due, Gate, Level, Point, Prizes, Ties, Times, Tranche};
use plumb_plan::Row;
use plumb_units::{MILLION, Rate};

use super::Reading;
use super::fields::Fields;
use super::levels::Levels;

impl Reading<'_> {
    pub(super) fn gates(&mut self, row: &Row) -> Vec<Gate> {
        let known = self.measure_ids();
        let mut gates = Vec::new();
        for gate in row.rows("gate") {
            let (Some(name), Some(at_least)) = (gate.text("of"), gate.quantity("at_least")) else { continue };
            let Some(measure) = self.place_of(name, gate.place("of"), "measure", &known) else { continue };
            let mut levels = Levels::default();
            let at_least = self.level(&mut levels, at_least, gate.place("at_least"));
            let level = self.level_of(measure, levels.unit());
            gates.push(Gate {
                measure,
                level,
                at_least,
                otherwise: gate.rate("otherwise").unwrap_or_default(),
            });
        }
        gates
    }

    pub(super) fn times(&mut self, row: &Row) -> Vec<Times> {
        row.rows("times").iter().filter_map(|times| self.one_times(times)).collect()
    }

    fn one_times(&mut self, row: &Row) -> Option<Times> {
        match self.only(row, &["when", "of", "figure"], "one condition, one measure or one figure") {
            Some("when") => {
                let Some(times) = row.rate("times") else {
                    if !row.has("times") {
                        let message = format!("`{}` has no `times`", row.path);
                        self.lacks(row, message, "add `times = \"150 %\"`".to_owned());
                    }
                    return None;
                };
                let name = row.text("name").map(str::to_owned);
                Some(Times::When { when: self.condition(row, "when"), rate: times, name })
            }
            Some("of") => {
                let known = self.measure_ids();
                let measure = self.place_of(row.text("of")?, row.place("of"), "measure", &known)?;
                let mut levels = Levels::default();
                let mut points = Vec::new();
                for point in row.rows("point") {
                    if let (Some(at), Some(times)) = (point.quantity("at"), point.rate("times")) {
                        points
                            .push(Point { at: self.level(&mut levels, at, point.place("at")), pays: times });
                    }
                }
                if points.is_empty() && !row.has("point") {
                    let message = format!("`{}` does not say what it multiplies by", row.path);
                    let help = "add `point = [{ at = \"0 %\", times = \"90 %\" }, { at = \"50 %\", times = \"100 %\" }]`";
                    self.lacks(row, message, help.to_owned());
                }
                let level: Level = self.level_of(measure, levels.unit());
                Some(Times::Step { measure, level, points })
            }
            Some(_) => {
                let words = row.rows("word").iter();
                let words = words.filter_map(|word| Some((word.text("is")?.to_owned(), word.rate("times")?)));
                let words: Vec<(String, Rate)> = words.collect();
                if words.is_empty() && !row.has("word") {
                    let message = format!("`{}` has no words to multiply by", row.path);
                    let help = "add `word = [{ is = \"low\", times = \"80 %\" }]`".to_owned();
                    self.lacks(row, message, help);
                }
                Some(Times::Word { figure: row.text("figure")?.to_owned(), words })
            }
            None => {
                let message = format!("`{}` does not say when it multiplies", row.path);
                let help = "add `when = \"promotion\"`, `of = \"measure\"` or `figure = \"name\"`".to_owned();
                self.lacks(row, message, help);
                None
            }
        }
    }

    pub(super) fn tranches(&mut self, row: &Row) -> Vec<Tranche> {
        let mut tranches = Vec::new();
        for tranche in row.rows("tranche") {
            let Some(share) = tranche.rate("share") else { continue };
            let when = tranche.text("after").map(str::to_owned);
            let when = when.and_then(|text| self.due(&text, tranche.place("after"))).unwrap_or(Due::AtOnce);
            let forfeit_after = days(tranche, "forfeit");
            tranches.push(Tranche { share, when, forfeit_after });
        }
        let sum: i64 = tranches.iter().fold(0, |sum, tranche| sum.saturating_add(tranche.share.millionths()));
        if !tranches.is_empty() && sum != MILLION {
            let message = format!("{} of what is earned are paid out", Rate::from_millionths(sum));
            let problem = Problem::error("wrong-value", message).at(row.place("tranche"), "");
            self.report(problem.help("let the shares of the tranches sum to 100 %"));
        }
        tranches
    }

    /// When something is paid: at once, after a time, or when an event happens.
    pub(super) fn due(&mut self, text: &str, span: plumb_diag::Span) -> Option<Due> {
        if text == "at once" {
            return Some(Due::AtOnce);
        }
        if let Some(months) = months(text) {
            return Some(Due::Months(months));
        }
        if let Ok(duration) = plumb_units::Duration::parse(text) {
            return Some(Due::Days(duration.days()));
        }
        let is_word =
            text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_word && text.starts_with(|first: char| first.is_ascii_lowercase()) {
            self.event(text, span);
            return Some(Due::On(text.to_owned()));
        }
        let problem = Problem::error("wrong-value", format!("`{text}` is no time and no event")).at(span, "");
        self.report(
            problem.help(
                "write `\"at once\"`, `\"90 days\"`, `\"12 months\"`, or an event such as `\"payment\"`",
            ),
        );
        None
    }

    pub(super) fn prizes(&mut self, row: &Row) -> Option<Prizes> {
        let prizes = row.quantities("prize");
        if prizes.is_empty() {
            return None;
        }
        let currency = self.currency;
        let amounts = prizes
            .iter()
            .filter_map(|prize| super::minor(prize.value, prize.span, "prize", currency, &mut self.problems));
        let amounts = amounts.collect();
        let at_least = match row.quantity("prize_at_least") {
            Some(plumb_units::Quantity::Money(_)) => self.money(row, "prize_at_least").unwrap_or(0),
            Some(quantity) => quantity.integer(),
            None => 0,
        };
        let ties = match row.choice("ties") {
            Some("all") => Ties::All,
            Some("first") => Ties::First,
            _ => Ties::Share,
        };
        Some(Prizes { amounts, ties, at_least })
    }
}

/// `12 months`, `1 month`, `2 years` as months.
pub(super) fn months(text: &str) -> Option<u32> {
    let (number, word) = text.trim().split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    match word.trim() {
        "month" | "months" => Some(number),
        "year" | "years" => number.checked_mul(12),
        _ => None,
    }
}

/// A length of time in days.
pub(super) fn days(of: &impl Fields, field: &str) -> Option<i64> {
    match of.get(field)?.data {
        plumb_plan::Data::Duration(duration) => Some(duration.days()),
        _ => None,
    }
}
