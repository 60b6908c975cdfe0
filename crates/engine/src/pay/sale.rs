//! A sale that somebody could make next: like the last one of its sort, but the person's own.

use std::collections::BTreeMap;

use plumb_pay::events::{NONE, Shares};
use plumb_pay::{Events, PayPlan, day_number};
use plumb_units::{Currency, Date};

use super::inputs::Inputs;

/// Who sells under which plan, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seller {
    pub(super) person: u32,
    pub(super) plan: usize,
    pub(super) day: Date,
}

/// Where a sale was made, which is its owner's alone.
const OWN: [&str; 3] = ["account", "territory", "unit"];

/// The last sale of an offering or of any, in a segment or in any, in a currency where there is one.
pub(super) fn template(
    events: &Events,
    currency: Currency,
    offering: Option<&str>,
    segment: Option<&str>,
) -> Option<usize> {
    let booking = events.kinds.iter().position(|kind| kind == "booking")?;
    let own = events.currencies.iter().position(|known| *known == currency);
    let fits = |row: &usize| {
        events.on.get(*row).copied().map(usize::from) == Some(booking)
            && offering.is_none_or(|offering| events.text("offering", *row) == Some(offering))
            && segment.is_none_or(|segment| events.text("segment", *row) == Some(segment))
            && events.number("net", *row) > 0
    };
    let in_own = |row: usize| {
        let code = events.currency.get(row).copied().map(usize::from);
        code.is_none() || code == own
    };
    (0..events.len()).filter(fits).max_by_key(|row| (in_own(*row), events.days.get(*row).copied(), *row))
}

/// A sale like the template for each seller: on the seller's day, in the currency of the plan, of the kind of event for which
/// the plan pays, where the seller sold last. Nobody shares it. `None` where the template is no row.
pub(super) fn sales(inputs: &Inputs, template: usize, sellers: &[Seller], sized: bool) -> Option<Events> {
    let like = u32::try_from(template).ok()?;
    let copies: Vec<(u32, i32)> = sellers.iter().map(|seller| (like, day_number(seller.day))).collect();
    let mut sales = inputs.events.copies(&copies, sized);
    sales.owner = sellers.iter().map(|seller| seller.person).collect();
    sales.shares = Shares { starts: vec![0; sellers.len() + 1], of: Vec::new() };
    sales.roles.values_mut().for_each(|people| people.fill(NONE));
    let last = last_sales(&inputs.events);
    for name in OWN {
        let before = inputs.events.texts.get(name);
        let Some(words) = sales.texts.get_mut(name) else { continue };
        for (seller, cell) in sellers.iter().zip(&mut words.of) {
            let own = last.get(&seller.person).and_then(|row| before?.of.get(*row)).copied();
            let unit = || {
                let unit =
                    inputs.people.get(seller.person as usize)?.unit.as_ref().filter(|_| name == "unit")?;
                words.names.iter().position(|known| known == unit).and_then(|code| u16::try_from(code).ok())
            };
            *cell = own.or_else(unit).unwrap_or(u16::MAX);
        }
    }
    for (row, seller) in sellers.iter().enumerate() {
        let plan = inputs.plans.get(seller.plan)?;
        if let Some(cell) = sales.currency.get_mut(row) {
            *cell = place(&mut sales.currencies, plan.currency)?;
        }
        if let (Some(cell), Some(kind)) = (sales.on.get_mut(row), paid_on(plan)) {
            *cell = place(&mut sales.kinds, kind.to_owned())?;
        }
    }
    Some(sales)
}

/// The kind of event for which a plan pays: a booking wherever that counts.
fn paid_on(plan: &PayPlan) -> Option<&str> {
    let all = || plan.credits.iter().map(|credit| &credit.on);
    let booking = all().any(|on| on.is_empty() || on.iter().any(|kind| kind == "booking"));
    if booking { Some("booking") } else { all().flatten().map(String::as_str).next() }
}

/// The row of everybody's newest sale.
fn last_sales(events: &Events) -> BTreeMap<u32, usize> {
    let mut found: BTreeMap<u32, usize> = BTreeMap::new();
    for (row, (owner, day)) in events.owner.iter().zip(&events.days).enumerate() {
        if *owner == NONE || events.number("net", row) <= 0 {
            continue;
        }
        let newest = found.entry(*owner).or_insert(row);
        if events.days.get(*newest).is_some_and(|before| before <= day) {
            *newest = row;
        }
    }
    found
}

/// The place of something in a list, at whose end it is put where it is not there.
fn place<T: PartialEq>(all: &mut Vec<T>, one: T) -> Option<u8> {
    let at = all.iter().position(|known| *known == one).unwrap_or_else(|| {
        all.push(one);
        all.len() - 1
    });
    u8::try_from(at).ok()
}
