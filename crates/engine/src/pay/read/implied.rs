//! What drives a component: a measure of the plan, one of the company, or simply the credits that it pays.

use plumb_pay::component::Price;
use plumb_pay::credit::To;
use plumb_pay::measure::{Prorate, Quota, What};
use plumb_pay::{Credit, Measure, Over, Predicate};
use plumb_plan::Row;
use plumb_units::{Quantity, Rate};

use super::fields::Fields;
use super::levels::{Levels, Unit};
use super::{Reading, over};

/// What drives a component.
#[derive(Default)]
pub(super) struct Driver {
    pub(super) measure: Option<usize>,
    pub(super) credits: Vec<usize>,
    pub(super) over: Option<Over>,
}

/// The number column that holds a company's measure, one line at a time.
pub(crate) fn column_of_measure(id: &str) -> String {
    id.to_owned()
}

/// The two number columns that hold a company's ratio: above the line and below it.
pub(crate) fn columns_of_ratio(id: &str) -> [String; 2] {
    [format!("{id}.above"), format!("{id}.below")]
}

/// Whether a credit counts what a company's measure counts: its column, or the same value of the same table.
pub(crate) fn is_counted(plan: &plumb_plan::Plan, credit: &Credit, measure: &str) -> bool {
    let [above, _] = columns_of_ratio(measure);
    let same = |measure: &plumb_plan::Entity| {
        let table = measure.text("table").map(super::super::kind_of_table);
        let on = credit.on.is_empty() || table.is_some_and(|table| credit.on.iter().any(|on| on == table));
        on && measure.text("value") == Some(credit.amount.as_str())
    };
    credit.amount == column_of_measure(measure)
        || credit.amount == above
        || plan.entity("measure", measure).is_some_and(same)
}

impl Reading<'_> {
    /// What drives a component: `of`, else the company's `measure`, else the credits it pays.
    pub(super) fn driver(&mut self, row: &Row, levels: &Levels, price: Option<&Price>) -> Driver {
        let known = self.credit_ids();
        let credits = self.places_of(row.texts("credit"), "credit", &known);
        if let Some(name) = row.text("of") {
            let known = self.measure_ids();
            let measure = self.place_of(name, row.place("of"), "measure", &known);
            let credits = if row.has("credit") { credits } else { self.gathered(measure) };
            return Driver { measure, credits, over: None };
        }
        if row.has("of") {
            return Driver { credits, ..Driver::default() };
        }
        if !row.has("credit")
            && let Some(id) = self.company_measure(row)
        {
            return self.of_company(row, &id);
        }
        let credits = if row.has("credit") { credits } else { self.only_credit(row) };
        // Tiers and levels need something to be counted by: what is paid.
        let curved = !row.rows("tier").is_empty() || !row.rows("point").is_empty() || levels.any();
        let circular = row.is("after_bonus") || row.has("tax");
        let by_quota = matches!(price, Some(Price::ShareOverQuota));
        if credits.is_empty() || !(curved || circular || by_quota) {
            return Driver { credits, ..Driver::default() };
        }
        let word = row.choice("period");
        let over = word.and_then(|word| over(word, 0)).unwrap_or(Over::Year);
        let quota = if levels.unit() == Unit::Share { Quota::Table(self.own_id(row)) } else { Quota::None };
        let measure = self.imply(row, self.own_id(row), What::Sum(credits.clone()), over, quota);
        Driver { measure: Some(measure), credits, over: Some(over) }
    }

    /// The id of a component; where none is written, what it pays for and how, since statements show it.
    pub(super) fn own_id(&self, row: &Row) -> String {
        if let Some(id) = row.text("id") {
            return id.to_owned();
        }
        let told = told_by(row);
        let taken = |id: &str| {
            self.components.iter().any(|other| other.id == id)
                || self.pay.rows("component").iter().any(|other| other.text("id") == Some(id))
        };
        numbered(told, taken)
    }

    /// The credits of a measure: those whose lines are paid where a component names none.
    fn gathered(&self, measure: Option<usize>) -> Vec<usize> {
        match measure.and_then(|measure| self.measures.get(measure)).map(|measure| &measure.what) {
            Some(
                What::Sum(credits)
                | What::Count(credits)
                | What::Average(credits)
                | What::Growth(credits)
                | What::Rank(credits),
            ) => credits.clone(),
            Some(What::Ratio { above, .. }) => above.clone(),
            _ => Vec::new(),
        }
    }

    /// The only credit of the plan, where a component does not say which it pays; every sale where the plan has none.
    fn only_credit(&mut self, row: &Row) -> Vec<usize> {
        match self.credits.len() {
            1 => vec![0],
            0 if !self.pay.has("credit") && pays_lines(row) => {
                self.credits.push(Credit {
                    id: "sales".to_owned(),
                    on: vec!["booking".to_owned()],
                    ..every_row("net")
                });
                vec![0]
            }
            _ => Vec::new(),
        }
    }

    /// The company's measure that a component pays for: its own, else that of its objective.
    pub(super) fn company_measure(&self, row: &Row) -> Option<String> {
        if let Some(id) = row.reference("measure") {
            return Some(id.to_string());
        }
        if !self.credits.is_empty() || row.has("measure") {
            return None;
        }
        let objective = self.plan.entity("objective", row.id_of("objective")?)?;
        objective.reference("measure").map(ToString::to_string)
    }

    /// A measure of the company: its facts are credited to whoever brought them.
    fn of_company(&mut self, row: &Row, id: &str) -> Driver {
        let over = row.choice("period").and_then(|word| over(word, 0)).unwrap_or(Over::Year);
        let is_ratio =
            self.plan.entity("measure", id).and_then(|measure| measure.choice("aggregate")) == Some("ratio");
        if is_ratio {
            let [above, below] = columns_of_ratio(id);
            let above = self.credit_of_company(row, id, &above);
            let below = self.credit_of_company(row, id, &below);
            let quota = self.target_of(row, id);
            let what = What::Ratio { above: vec![above], below: vec![below] };
            let measure = self.imply(row, id.to_owned(), what, over, quota);
            return Driver { measure: Some(measure), credits: vec![above], over: Some(over) };
        }
        let credit = self.credit_of_company(row, id, &column_of_measure(id));
        let measure =
            self.imply(row, id.to_owned(), What::Sum(vec![credit]), over, Quota::Table(id.to_owned()));
        Driver { measure: Some(measure), credits: vec![credit], over: Some(over) }
    }

    /// The credit of a company's measure, with the offering and the segment that the component asks for.
    fn credit_of_company(&mut self, row: &Row, measure: &str, column: &str) -> usize {
        let mut parts = Vec::new();
        for field in ["offering", "segment"] {
            if let Some(id) = row.id_of(field) {
                parts.push(Predicate::In { column: field.to_owned(), values: vec![id.to_owned()] });
            }
        }
        let when = match parts.len() {
            0 => Predicate::Always,
            1 => parts.remove(0),
            _ => Predicate::All(parts),
        };
        if let Some(place) =
            self.credits.iter().position(|credit| credit.amount == column && credit.when == when)
        {
            return place;
        }
        let same = self.credits.iter().filter(|credit| credit.id.starts_with(column)).count();
        let id = if same == 0 { column.to_owned() } else { format!("{column}-{}", same + 1) };
        let on = self.plan.entity("measure", measure).and_then(|measure| measure.text("table"));
        let on = on.map(|table| super::super::kind_of_table(table).to_owned()).into_iter().collect();
        self.credits.push(Credit { id, on, when, ..every_row(column) });
        let path = format!("pay.{}.credit.{}", self.pay.id, self.credits.len());
        self.places.implied.insert(path, row.path.clone());
        self.credits.len() - 1
    }

    /// The target of a ratio: that of the component's objective, else of the first objective with this measure.
    fn target_of(&self, row: &Row, id: &str) -> Quota {
        let own = row.id_of("objective").and_then(|objective| self.plan.entity("objective", objective));
        let first = || {
            self.plan.of_kind("objective").find(|objective| {
                objective.reference("measure").is_some_and(|measure| measure.as_str() == id)
            })
        };
        match own.or_else(first).and_then(|objective| objective.quantity("target")) {
            Some(Quantity::Rate(rate)) => Quota::Fixed(rate.millionths()),
            _ => Quota::Table(id.to_owned()),
        }
    }

    /// Adds a measure that is implied, or finds the same one.
    fn imply(&mut self, row: &Row, id: String, what: What, over: Over, quota: Quota) -> usize {
        if let Some(place) = self
            .measures
            .iter()
            .position(|other| other.what == what && other.over == over && other.quota == quota)
        {
            return place;
        }
        let taken = |id: &str| self.measures.iter().any(|other| other.id == id);
        let id = match super::super::words::time(over).filter(|_| taken(&id)) {
            Some(word) => numbered(format!("{id}-of-the-{word}"), taken),
            None => numbered(id, taken),
        };
        self.quota_written.push(quota != Quota::None);
        self.measures.push(Measure {
            id,
            what,
            over,
            quota,
            seasons: Vec::new(),
            ramp: Vec::new(),
            prorate: Prorate::Days { first_counts: true },
            to_date: false,
        });
        let path = format!("pay.{}.measure.{}", self.pay.id, self.measures.len());
        self.places.implied.insert(path, row.path.clone());
        self.measures.len() - 1
    }
}

/// What a component pays for and how: `net-revenue-commission`, `service-share-bonus`.
fn told_by(row: &Row) -> String {
    let of = ["offering", "segment", "measure"]
        .iter()
        .find_map(|field| row.id_of(field))
        .or_else(|| row.text("of"))
        .or_else(|| row.texts("credit").first().map(|credit| credit.value.as_str()))
        .or_else(|| row.id_of("objective"));
    let kind = if row.has("prize") {
        "prize"
    } else if row.has("pool") {
        "fund"
    } else if pays_lines(row) || row.choice("pays") == Some("share-over-quota") {
        "commission"
    } else {
        "bonus"
    };
    match of {
        Some(of) if of.ends_with(kind) => of.to_owned(),
        Some(of) => format!("{of}-{kind}"),
        None => kind.to_owned(),
    }
}

/// A name that nothing has, with a number behind it where it is taken.
fn numbered(name: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    (2..).map(|number| format!("{name}-{number}")).find(|name| !taken(name)).unwrap_or(name)
}

fn pays_lines(row: &Row) -> bool {
    row.choice("pays") == Some("own-rate")
        || ["rate", "rate_by", "each"].iter().any(|field| row.has(field))
        || row.rows("tier").iter().any(|tier| tier.has("rate") || tier.has("whole"))
}

fn every_row(column: &str) -> Credit {
    Credit {
        id: column.to_owned(),
        on: Vec::new(),
        amount: column.to_owned(),
        when: Predicate::Always,
        to: To::Owner,
        share: Rate::ONE,
        share_when: Vec::new(),
        weight: None,
        most: None,
    }
}
