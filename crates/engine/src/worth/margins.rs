//! Each seller's margin of twelve months, from bookings: net less cost, else the offering's margin rate.

use std::collections::{BTreeMap, BTreeSet};

use plumb_rules::Seller;
use plumb_store::{Cell as Field, Store};
use plumb_value::Cell;

/// The share of what was sold for which cost or a margin rate must be told.
const TOLD_MIN: f64 = 0.5;

/// One million, by which amounts are whole numbers.
const MILLION: f64 = 1e6;

/// By person: what was sold, of how much cost or a rate is told, the margin of that, and what was renewed or bought besides.
const BY_PERSON: &str = "
with rates as (select id, max(margin) as rate from plan_offering group by id),
sold as (
  select coalesce(b.person, b.source || '/' || b.person_key) as person, b.kind, r.rate,
         converted(b.net, b.currency, b.date)  as net,
         converted(b.cost, b.currency, b.date) as cost
  from   bookings b
  left   join rates r on r.id = b.offering
  where  b.date <= as_of() and b.date > date(as_of(), '-12 months')
)
select person,
       sum(net)                                                                                      as net,
       sum(case when cost is not null or rate is not null then net else 0 end)                      as told,
       sum(case when cost is not null then net - cost when rate is not null then part(net, rate) else 0 end) as margin,
       sum(case when kind = 'renewal' then net else 0 end)                                           as renewed,
       sum(case when kind = 'expansion' then net else 0 end)                                         as expanded
from   sold
where  net is not null and person is not null
group  by person
order  by person";

/// By person: currencies of bookings that do not count, because no rate holds on their day.
const LEFT_OUT: &str = "
select distinct coalesce(person, source || '/' || person_key) as person, currency
from   bookings
where  date <= as_of() and date > date(as_of(), '-12 months')
and    net is not null and currency is not null and converted(net, currency, date) is null
and    coalesce(person, source || '/' || person_key) is not null
order  by person, currency";

/// The margin of each seller on the roster.
pub(crate) struct Margins {
    /// In the order of the sellers.
    pub(crate) cells: Vec<Cell>,
    /// The share of what they sold for which cost or a rate is told; the rest counts at the mean rate.
    pub(crate) told: f64,
    /// By person, the currencies of bookings that do not count for want of a rate.
    pub(crate) left_out: BTreeMap<String, BTreeSet<String>>,
}

/// Why a margin is not known where all that makes it was left out.
pub(crate) fn no_rate<'a>(currencies: impl IntoIterator<Item = &'a BTreeSet<String>>) -> Option<String> {
    let currencies: BTreeSet<&str> = currencies.into_iter().flatten().map(String::as_str).collect();
    let named: Vec<&str> = currencies.into_iter().collect();
    (!named.is_empty()).then(|| {
        format!("bookings are left out, as the plan has no exchange rate for {} on their day; add it to `rates.csv`", named.join(", "))
    })
}

fn left_out(store: &Store) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let table = store.query(LEFT_OUT, &[]);
    let table = table.map_err(|error| format!("the currencies of bookings cannot be read: {error}"))?;
    let mut left_out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &table.rows {
        if let [Some(person), Some(currency)] = [0, 1].map(|index| row.get(index).and_then(Field::text)) {
            left_out.entry(person.to_owned()).or_default().insert(currency.to_owned());
        }
    }
    Ok(left_out)
}

#[derive(Clone, Copy, Default)]
struct Sums {
    net: f64,
    told: f64,
    margin: f64,
    renewed: f64,
    expanded: f64,
}

/// Margins, or what would show them.
pub(crate) fn margins(store: &Store, sellers: &[Seller]) -> Result<Margins, String> {
    let table = store
        .query(BY_PERSON, &[])
        .map_err(|error| format!("the margin of bookings cannot be added up: {error}"))?;
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    for row in &table.rows {
        let number = |index: usize| row.get(index).and_then(Field::real).unwrap_or(0.0) / MILLION;
        if let Some(person) = row.first().and_then(Field::text) {
            let (renewed, expanded) = (number(4), number(5));
            sums.insert(
                person,
                Sums { net: number(1), told: number(2), margin: number(3), renewed, expanded },
            );
        }
    }
    let sold: Vec<Sums> =
        sellers.iter().map(|seller| sums.get(seller.person.as_str()).copied().unwrap_or_default()).collect();
    let sum = |of: fn(&Sums) -> f64| sold.iter().map(of).sum::<f64>();
    let (net, told, margin) = (sum(|s| s.net), sum(|s| s.told), sum(|s| s.margin));
    let left_out = left_out(store)?;
    if net <= 0.0 {
        let sellers = sellers.iter().filter_map(|seller| left_out.get(&seller.person));
        if let Some(why) = no_rate(sellers) {
            return Err(why);
        }
        return Err("bookings of the last twelve months would show it".to_owned());
    }
    if told < TOLD_MIN * net {
        return Err("`bookings.cost`, or `margin` of the offerings that are sold, would show it".to_owned());
    }
    let rate = margin / told;
    // Kinds are told where any booking is a renewal or an expansion; all new may as well mean that nobody says.
    let kinds = sum(|s| s.renewed) > 0.0 || sum(|s| s.expanded) > 0.0;
    let share = |part: f64, whole: f64| (kinds && whole > 0.0).then(|| part / whole);
    let cell = |s: &Sums| Cell {
        margin: s.margin + rate * (s.net - s.told),
        net: s.net,
        renewed: share(s.renewed, s.net),
        expanded: share(s.expanded, s.net),
    };
    Ok(Margins { cells: sold.iter().map(cell).collect(), told: told / net, left_out })
}
