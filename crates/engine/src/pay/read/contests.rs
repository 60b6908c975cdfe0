//! Contests of the company that raise what a sale earns while they run: they multiply components that pay for sales.

use plumb_pay::component::{Price, Times};
use plumb_pay::credit::To;
use plumb_pay::predicate::{Compare, DATE};
use plumb_pay::{Component, Credit, Predicate, day_number};
use plumb_plan::{Entity, Row};
use plumb_units::{Date, Rate};

use super::fields::Fields;
use super::{Reading, is_counted};

impl<'p> Reading<'p> {
    /// Adds a multiplier to each component that a contest raises. Contests with places and prizes are not read here: what
    /// each place wins stands in a component with `prize`.
    pub(super) fn read_contests(&mut self, (from, until): (Date, Date)) {
        let plan = self.plan;
        let rows: &'p [Row] = self.pay.rows("component");
        for contest in plan.of_kind("contest") {
            let Some(pays) = contest.rate("pays").filter(|pays| *pays != Rate::ONE) else { continue };
            if contest.has("winners") {
                continue;
            }
            let (starts, ends) =
                (contest.date("from").unwrap_or(from), contest.date("until").unwrap_or(until));
            if starts >= until || ends <= from || starts >= ends {
                continue;
            }
            let when = self.takes_part(contest, (starts, ends));
            let name = Some(contest.text("name").unwrap_or(contest.id.as_str()).to_owned());
            for (place, row) in rows.iter().enumerate() {
                let raised = self.components.get(place).is_some_and(|of| self.is_raised(contest, of));
                let Some(component) = self.components.get_mut(place).filter(|_| raised) else { continue };
                component.times.push(Times::When { when: when.clone(), rate: pays, name: name.clone() });
                let path = format!("{}.times.{}", row.path, component.times.len());
                self.places.implied.insert(path, format!("contest.{}", contest.id));
            }
        }
    }

    /// Whether a component pays for sales of what the contest is about.
    fn is_raised(&self, contest: &Entity, component: &Component) -> bool {
        let counts = |credit: &Credit| {
            contest.reference("measure").is_none_or(|measure| is_counted(self.plan, credit, measure.as_str()))
        };
        // What rolls up is the sale of somebody below.
        let own = |credit: &Credit| !matches!(credit.to, To::RollUp { .. });
        let mut credits = component.credits.iter().filter_map(|credit| self.credits.get(*credit));
        let sales = !matches!(component.price, Price::Share | Price::Amount(_));
        sales && credits.any(|credit| own(credit) && counts(credit))
    }

    /// The sales that take part.
    fn takes_part(&self, contest: &Entity, (from, until): (Date, Date)) -> Predicate {
        let mut parts = Vec::new();
        if let Some(offering) = contest.id_of("offering") {
            parts.push(Predicate::In { column: "offering".to_owned(), values: vec![offering.to_owned()] });
        }
        if let Some(unit) = contest.id_of("unit")
            && self.plan.entity("unit", unit).is_some_and(|unit| unit.has("parent"))
        {
            parts.push(Predicate::In { column: "unit".to_owned(), values: self.unit_and_below(unit) });
        }
        let day =
            |how, day| Predicate::Compare { column: DATE.to_owned(), how, with: i64::from(day_number(day)) };
        parts.push(day(Compare::AtLeast, from));
        parts.push(day(Compare::Below, until));
        Predicate::All(parts)
    }

    fn unit_and_below(&self, unit: &str) -> Vec<String> {
        let mut found = vec![unit.to_owned()];
        loop {
            let more: Vec<String> = self
                .plan
                .of_kind("unit")
                .filter(|below| !found.iter().any(|known| known == below.id.as_str()))
                .filter(|below| below.id_of("parent").is_some_and(|above| found.iter().any(|id| id == above)))
                .map(|below| below.id.to_string())
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }
}
