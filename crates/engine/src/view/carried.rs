//! Who carries the mandate, as it is shown: units with their four parts, people, strands.

use std::collections::{BTreeMap, BTreeSet};

use plumb_catalog::standing_mandates;
use plumb_rules::{Headline, Line, PartState, Seller, Standing, Strand};

use crate::pass::Pass;
use crate::review::{Carry, PersonCarry, Split, StrandAmount, UnitCarry};
use crate::view::money;

/// One seller with the part and how it stands.
struct Part<'a> {
    seller: &'a Seller,
    amount: i64,
    line: Option<&'a Line>,
    state: PartState,
}

/// Sums of the four parts, in minor units.
#[derive(Clone, Copy, Default)]
struct Sums {
    sound: i64,
    broken: i64,
    unseen: i64,
    nobodys: i64,
}

pub(super) fn carry(pass: &Pass, headline: &Headline) -> Carry {
    let lines: BTreeMap<&str, &Line> = pass
        .assessment
        .lines
        .iter()
        .filter(|line| line.mandate == headline.mandate)
        .map(|line| (line.person.as_str(), line))
        .collect();
    let parts: Vec<Part<'_>> = pass
        .assessment
        .sellers
        .iter()
        .filter_map(|seller| {
            let amount = *headline.allocation.parts.get(&seller.person)?;
            let line = lines.get(seller.person.as_str()).copied();
            let state = line.map_or_else(|| PartState::Unseen(Vec::new()), Line::state);
            Some(Part { seller, amount, line, state })
        })
        .collect();
    let standing = standing_mandates(&pass.look.texts.plan, pass.look.catalogue.ground().as_of);
    let mandate = standing.into_iter().find(|mandate| mandate.id.as_str() == headline.mandate);
    let root = mandate.map(|mandate| mandate.unit.clone()).unwrap_or_default();
    let sums = sums_by_unit(pass, headline, &parts, &root);
    let whole = sums.get(&root).copied().unwrap_or_default();
    Carry {
        mandate: headline.mandate.clone(),
        says: mandate.and_then(|mandate| mandate.says.clone()).unwrap_or_else(|| headline.mandate.clone()),
        total: money(headline.allocation.total, headline.currency),
        split: Some(whole.split(headline)),
        units: units(pass, headline, &parts, &sums, &root),
        people: people(headline, &parts),
        broken_at: by_strand(headline, &parts, Standing::cuts),
        unseen_at: by_strand(headline, &parts, |standing| standing == Standing::Unseen),
    }
}

impl Sums {
    fn split(self, headline: &Headline) -> Split {
        let money = |minor| money(minor, headline.currency);
        Split {
            soundly_carried: money(self.sound),
            carried_but_broken: money(self.broken),
            unseen: money(self.unseen),
            nobodys: money(self.nobodys),
        }
    }
}

/// The units that a seller's part counts in: those of the mandate among the seller's, else the mandate's own.
fn counted_in<'a>(seller: &'a Seller, headline: &Headline, root: &'a str) -> BTreeSet<&'a str> {
    let inside = seller
        .above
        .iter()
        .map(String::as_str)
        .filter(|unit| headline.allocation.amounts.contains_key(*unit));
    inside.chain([root]).collect()
}

fn sums_by_unit(pass: &Pass, headline: &Headline, parts: &[Part<'_>], root: &str) -> BTreeMap<String, Sums> {
    let mut sums: BTreeMap<String, Sums> =
        headline.allocation.amounts.keys().map(|unit| (unit.clone(), Sums::default())).collect();
    for part in parts {
        for unit in counted_in(part.seller, headline, root) {
            let sum = sums.entry(unit.to_owned()).or_default();
            match part.state {
                PartState::Sound => sum.sound += part.amount,
                PartState::BrokenAt(_) => sum.broken += part.amount,
                PartState::Unseen(_) => sum.unseen += part.amount,
            }
        }
    }
    for (unit, amount) in &headline.allocation.nobodys {
        let above = pass.assessment.above.get(unit).into_iter().flatten().map(String::as_str);
        let inside: BTreeSet<&str> =
            above.filter(|unit| headline.allocation.amounts.contains_key(*unit)).chain([root]).collect();
        for unit in inside {
            sums.entry(unit.to_owned()).or_default().nobodys += amount;
        }
    }
    sums.entry(root.to_owned()).or_default().unseen += headline.allocation.not_told;
    sums
}

fn units(
    pass: &Pass,
    headline: &Headline,
    parts: &[Part<'_>],
    sums: &BTreeMap<String, Sums>,
    root: &str,
) -> Vec<UnitCarry> {
    let plan = &pass.look.texts.plan;
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for unit in plan.of_kind("unit") {
        if let Some(parent) = unit.reference("parent") {
            children.entry(parent.to_string()).or_default().push(unit.id.to_string());
        }
    }
    let mut views = Vec::new();
    let mut next = vec![(root.to_owned(), 0)];
    let mut seen = BTreeSet::new();
    while let Some((unit, depth)) = next.pop() {
        if !seen.insert(unit.clone()) {
            continue;
        }
        let below = children.get(&unit).into_iter().flatten().rev();
        next.extend(below.map(|child| (child.clone(), depth + 1)));
        let Some(amount) = headline.allocation.amounts.get(&unit) else { continue };
        let sellers = parts
            .iter()
            .filter(|part| counted_in(part.seller, headline, root).contains(unit.as_str()))
            .count();
        let name =
            plan.entity("unit", &unit).and_then(|entity| entity.text("name")).unwrap_or(&unit).to_owned();
        views.push(UnitCarry {
            name,
            depth,
            sellers,
            amount: money(*amount, headline.currency),
            split: sums.get(&unit).copied().unwrap_or_default().split(headline).into(),
            excess: headline.allocation.excess.get(&unit).map(|excess| money(*excess, headline.currency)),
            unit,
        });
    }
    views
}

fn people(headline: &Headline, parts: &[Part<'_>]) -> Vec<PersonCarry> {
    let mut people: Vec<PersonCarry> = parts
        .iter()
        .map(|part| {
            let (state, at) = match &part.state {
                PartState::Sound => ("sound", Vec::new()),
                PartState::BrokenAt(strands) => ("broken", strands.clone()),
                PartState::Unseen(strands) => ("unseen", strands.clone()),
            };
            PersonCarry {
                person: part.seller.person.clone(),
                name: part.seller.name.clone(),
                unit: part.seller.unit.clone(),
                role: part.seller.role.clone(),
                part: money(part.amount, headline.currency),
                state: state.to_owned(),
                at: at.into_iter().map(|strand| strand.word().to_owned()).collect(),
            }
        })
        .collect();
    people.sort_by(|a, b| (&a.unit, &a.person).cmp(&(&b.unit, &b.person)));
    people
}

fn by_strand(
    headline: &Headline,
    parts: &[Part<'_>],
    wanted: impl Fn(Standing) -> bool,
) -> Vec<StrandAmount> {
    let amounts = Strand::ALL.into_iter().filter_map(|strand| {
        let under = parts.iter().filter(|part| {
            part.line
                .and_then(|line| line.strands.get(strand.index()).copied().flatten())
                .is_some_and(&wanted)
        });
        let (mut amount, mut people) = (0, 0);
        for part in under {
            amount += part.amount;
            people += 1;
        }
        (people > 0).then(|| StrandAmount {
            strand: strand.word().to_owned(),
            amount: money(amount, headline.currency),
            people,
        })
    });
    amounts.collect()
}
