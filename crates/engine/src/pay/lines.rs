//! The lines of one person under one plan, as they are shown: each with an id that stays, its tiers and its rounding.

use std::collections::BTreeMap;

use plumb_pay::component::Times;
use plumb_pay::credit::To;
use plumb_pay::explain::{Explained, Explanation};
use plumb_pay::number::{Number as _, Ratio};
use plumb_pay::standing::Credited;
use plumb_pay::{Component, PayPlan};
use plumb_units::Date;

use super::computed::Computed;
use super::view::{CreditView, PayLineView, TierView};
use super::{columns, words};
use crate::view::money;

/// Explained lines with their ids.
pub(super) struct Lines {
    pub(super) lines: Vec<(String, Explained)>,
}

impl Lines {
    pub(super) fn of(computed: &Computed, person: u32, plan: usize) -> Self {
        let inputs = &computed.inputs;
        let explained = computed.run.explain(&inputs.plans, &inputs.events, &inputs.given, person, plan);
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut lines = Vec::with_capacity(explained.len());
        for line in explained {
            let mut id = id(computed, person, plan, line.component, line.event, line.day);
            let times = known.entry(id.clone()).or_default();
            *times += 1;
            if *times > 1 {
                // Credited by a second rule.
                let credit = computed.plan(plan).and_then(|plan| plan.credits.get(line.credit));
                id = format!("{id}:{}", credit.map_or("", |credit| credit.id.as_str()));
            }
            lines.push((id, line));
        }
        Self { lines }
    }

    /// Those of a pay period that bring something, or that count for something.
    pub(super) fn views(&self, computed: &Computed, plan: usize, period: usize) -> Vec<PayLineView> {
        let shown = self
            .lines
            .iter()
            .filter(|(_, line)| line.period == period && (line.pays != 0 || line.basis != 0));
        shown.filter_map(|(id, line)| self.view(computed, plan, id, line)).collect()
    }

    pub(super) fn view(
        &self,
        computed: &Computed,
        place: usize,
        id: &str,
        line: &Explained,
    ) -> Option<PayLineView> {
        let plan = computed.plan(place)?;
        let component = plan.components.get(line.component)?;
        let currency = plan.currency;
        let rounded = Ratio::whole(line.pays);
        let rounding = (line.exact != rounded).then(|| {
            let exact = words::exact(line.exact, currency);
            match component.round_at.unwrap_or(plan.round_at) {
                plumb_pay::RoundAt::Line => {
                    format!("{exact} becomes {}", plumb_units::Money::new(line.pays, currency))
                }
                plumb_pay::RoundAt::Period => format!("{exact}, rounded in the sum of the period"),
            }
        });
        let takes_back = line.takes_back.and_then(|event| {
            let same = |(_, other): &&(String, Explained)| {
                other.event == Some(event) && other.component == line.component
            };
            self.lines.iter().find(same).map(|(id, _)| id.clone())
        });
        Some(PayLineView {
            id: id.to_owned(),
            component: component.id.clone(),
            day: line.day.to_string(),
            key: key(computed, line.event),
            basis: money(line.basis, currency),
            price: words::price(component, line.price, currency),
            multiplied: multiplied(computed, plan, component, line),
            before: words::level(plan, component, line.before, line.quota),
            after: words::level(plan, component, line.after, line.quota),
            tiers: line.pieces.iter().filter_map(|piece| tier(plan, component, line, piece)).collect(),
            exact: words::exact(line.exact, currency),
            pays: money(line.pays, currency),
            rounding,
            takes_back,
        })
    }
}

/// What multiplies a line's price, and by which name or condition.
fn multiplied(computed: &Computed, plan: &PayPlan, component: &Component, line: &Explained) -> Vec<String> {
    let said = |place: &usize| {
        let Times::When { when, rate, name } = component.times.get(*place)? else { return None };
        let columns = || columns::of_events(&computed.inputs.events, plan.currency);
        let why = name.clone().unwrap_or_else(|| when.shown(&columns()));
        Some(format!("{rate}: {why}"))
    };
    line.times.iter().filter_map(said).collect()
}

fn tier(plan: &PayPlan, component: &Component, line: &Explained, piece: &Explanation) -> Option<TierView> {
    match piece {
        Explanation::Tier { from, to, times, brings, .. } => {
            let by_rate = matches!(component.price, plumb_pay::component::Price::InTiers);
            let pays = if by_rate || times.below() != 1 && times.above() < times.below() {
                words::share(*times)
            } else {
                format!("{} times", words::plain(*times))
            };
            Some(TierView {
                from: words::level(plan, component, *from, line.quota),
                to: words::level(plan, component, *to, line.quota),
                pays,
                brings: words::exact(*brings, plan.currency),
            })
        }
        Explanation::Whole { before, now } if *before != Ratio::ZERO || line.pieces.len() > 1 => {
            Some(TierView {
                from: words::level(plan, component, 0, line.quota),
                to: words::level(plan, component, line.after, line.quota),
                pays: "for all from the first unit".to_owned(),
                brings: words::exact(now.minus(before)?, plan.currency),
            })
        }
        Explanation::Whole { .. } => None,
    }
}

/// The id of a line: it stays while the fact, the person and the component stay.
pub(super) fn id(
    computed: &Computed,
    person: u32,
    plan: usize,
    component: usize,
    event: Option<u32>,
    day: Date,
) -> String {
    let of = computed.plan(plan);
    let component =
        of.and_then(|plan| plan.components.get(component)).map_or("", |component| component.id.as_str());
    let what = key(computed, event).unwrap_or_else(|| day.to_string());
    format!("{}/{}/{component}/{what}", of.map_or("", |plan| plan.id.as_str()), computed.id(person))
}

/// `table/source/key` of a transaction.
pub(super) fn key(computed: &Computed, event: Option<u32>) -> Option<String> {
    computed.inputs.facts.get(event? as usize).map(|fact| fact.at.clone())
}

/// Everything that was credited in a stretch of days, with the lines by which it is paid.
pub(super) fn credits(
    computed: &Computed,
    (person, plan): (u32, usize),
    lines: &Lines,
    (from, until): (Date, Date),
) -> Vec<CreditView> {
    let mut ids: BTreeMap<(usize, Option<u32>, Date), Vec<String>> = BTreeMap::new();
    let mut below: BTreeMap<(usize, Date), usize> = BTreeMap::new();
    for (id, line) in &lines.lines {
        let of = ids.entry((line.credit, line.event, line.day)).or_default();
        if line.pays != 0 {
            of.push(id.clone());
        }
        if line.event.is_none() {
            let people: std::collections::BTreeSet<u32> =
                line.from_below.iter().map(|part| part.person).collect();
            below.insert((line.credit, line.day), people.len());
        }
    }
    let credited = computed.run.credited(person, plan);
    let inside = credited.into_iter().filter(|credited| {
        from <= credited.day && credited.day < until && (credited.amount != 0 || credited.weighted != 0)
    });
    let view = |credited: Credited| {
        let of = computed.plan(plan)?;
        let rule = of.credits.get(credited.credit)?;
        let events = &computed.inputs.events;
        let row = credited.event.map(|event| event as usize);
        let text = |column: &str| row.and_then(|row| events.text(column, row)).map(str::to_owned);
        let kind = row.and_then(|row| events.kinds.get(usize::from(*events.on.get(row)?)));
        // A sale taken back stands with its own sign.
        let whole = row.map_or(credited.amount, |row| events.number(&rule.amount, row));
        let is_money = events.numbers.get(&rule.amount).is_none_or(|numbers| numbers.money);
        let currency =
            row.and_then(|row| events.currencies.get(usize::from(*events.currency.get(row)?))).copied();
        let amount = money(whole, currency.filter(|_| is_money).unwrap_or(of.currency));
        Some(CreditView {
            lines: ids.get(&(credited.credit, credited.event, credited.day)).cloned().unwrap_or_default(),
            credit: rule.id.clone(),
            day: credited.day.to_string(),
            key: key(computed, credited.event),
            account: row
                .and_then(|row| computed.inputs.facts.get(row)?.account.clone())
                .or_else(|| text("account")),
            offering: text("offering"),
            what: kind.cloned().unwrap_or_else(|| "roll-up".to_owned()),
            amount,
            credited: money(credited.amount, of.currency),
            counts: money(credited.weighted, of.currency),
            why: why(computed, person, rule, row, below.get(&(credited.credit, credited.day)).copied()),
        })
    };
    inside.filter_map(view).collect()
}

/// Why somebody is credited.
fn why(
    computed: &Computed,
    person: u32,
    rule: &plumb_pay::Credit,
    row: Option<usize>,
    below: Option<usize>,
) -> String {
    let share =
        if rule.share == plumb_units::Rate::ONE { String::new() } else { format!(", {}", rule.share) };
    let text = match &rule.to {
        To::Owner => "own".to_owned(),
        To::Split { .. } => {
            let shared = row.map_or(&[][..], |row| computed.inputs.events.shared(row));
            match shared.iter().find(|(who, _)| *who == person) {
                Some((_, share)) => {
                    format!("split {}", plumb_units::Rate::from_millionths(i64::from(*share)))
                }
                None if shared.is_empty() => "own".to_owned(),
                None => "own, with what others leave".to_owned(),
            }
        }
        To::Role(role) => format!("as {role}"),
        To::Assigned { by, .. } => format!("for the {by}"),
        To::RollUp { .. } => match below {
            Some(1) => "from 1 of the team".to_owned(),
            Some(many) => format!("from {many} of the team"),
            None => "from the team".to_owned(),
        },
    };
    format!("{text}{share}")
}
