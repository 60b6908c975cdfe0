//! Guesses what is sold, to whom and how: offerings, segments and channels that facts name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::{Amount, MILLION, Rate, Rounding, divide};

use super::seen::{named, text};
use super::written::{Ids, counted, keys, quoted, shown};
use super::{Draft, Ground};

/// Writes `plan/offerings.toml`; nothing where no fact names an offering.
pub(super) fn offerings(store: &Store, ground: &Ground<'_>) -> Result<Option<Draft>, StoreError> {
    let prices = prices(store, ground)?;
    let listed = listed(store)?;
    let beside = |word: &str| {
        let prices = prices.get(word)?;
        let mut lines = Vec::new();
        if let Some((median, count)) = prices.list {
            let money = ground.money(median, None)?.0;
            lines.push(format!(
                "# median list price: {money} a piece, of {}",
                counted(count, "booking", "bookings")
            ));
        }
        if let Some((low, high, count)) = prices.net {
            let (low, high) = (ground.money(low, None)?.0, ground.money(high, None)?.0);
            let of = counted(count, "booking", "bookings");
            lines.push(format!("# sold at {low} to {high} a piece: eight of ten of {of} lie between"));
        }
        if let Some((low, high)) = prices.part {
            lines.push(format!(
                "# that is {} to {} of the list price",
                Rate::from_millionths(low),
                Rate::from_millionths(high)
            ));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    };
    let draft = things(
        store,
        Things {
            kind: "offering",
            file: "plan/offerings.toml",
            many: "offerings",
            head: "# What is sold, as the facts word it. The median of list prices stands beside it; what the price should be is for you to say.\n",
        },
        beside,
        |word| listed.get(word),
    )?;
    let Some(mut draft) = draft else { return Ok(None) };
    let priced = prices.values().filter(|prices| prices.list.is_some()).count();
    if priced > 0 {
        draft = draft.evidence(&counted(priced, "of them has a list price", "of them have list prices"));
    }
    let words = named(store, "offering")?;
    let families: BTreeSet<&str> =
        words.keys().filter_map(|word| listed.get(word)?.family.as_deref()).collect();
    if !families.is_empty() {
        let told =
            words.keys().filter(|word| listed.get(*word).is_some_and(|one| one.family.is_some())).count();
        let names =
            families.iter().map(|family| format!("`{}`", shown(family))).collect::<Vec<_>>().join(", ");
        let what = counted(families.len(), "product family", "product families");
        let evidence =
            format!("{names}: the source's list puts {told} of {} offerings into one", words.len());
        draft = draft.guess(what, evidence).sure(told, words.len());
    }
    Ok(Some(draft))
}

/// What the source lists of an offering.
struct Listed {
    name: String,
    family: Option<String>,
}

/// The source's list of what is sold, by the word for it; words on which two sources disagree are left out.
fn listed(store: &Store) -> Result<BTreeMap<String, Listed>, StoreError> {
    let table = store.query(
        "select key, max(name), max(family) from products group by key \
         having count(distinct name) = 1 and count(distinct family) <= 1",
        &[],
    )?;
    let row = |row: &Vec<plumb_store::Cell>| {
        Some((row.first()?.to_string(), Listed { name: text(row.get(1)?)?, family: text(row.get(2)?) }))
    };
    Ok(table.rows.iter().filter_map(row).collect())
}

/// Writes `plan/segments.toml`; nothing where no fact names a segment.
pub(super) fn segments(store: &Store) -> Result<Option<Draft>, StoreError> {
    let head = "# Groups of customers, as the facts word them. Where the company wants to grow first is for you to say.\n";
    let things_of = Things { kind: "segment", file: "plan/segments.toml", many: "segments", head };
    things(store, things_of, |_| None, |_| None)
}

/// Writes `plan/channels.toml`; nothing where no fact names a channel.
pub(super) fn channels(store: &Store) -> Result<Option<Draft>, StoreError> {
    let head = "# Ways to customers, as the facts word them. Whether somebody outside the company sells there is for you to say.\n";
    let things_of = Things { kind: "channel", file: "plan/channels.toml", many: "channels", head };
    things(store, things_of, |_| None, |_| None)
}

struct Things {
    kind: &'static str,
    file: &'static str,
    many: &'static str,
    head: &'static str,
}

/// One entry for each word of a kind, with its key and, maybe, a comment beside it and what a list says of it.
fn things<'l>(
    store: &Store,
    of: Things,
    beside: impl Fn(&str) -> Option<String>,
    listed: impl Fn(&str) -> Option<&'l Listed>,
) -> Result<Option<Draft>, StoreError> {
    let words = named(store, of.kind)?;
    if words.is_empty() {
        return Ok(None);
    }
    let mut taken = Ids::default();
    let mut written = of.head.to_owned();
    let mut rows = 0;
    for (word, named) in &words {
        rows += named.rows.values().sum::<usize>();
        let listed = listed(word);
        let name = listed.map_or(word.as_str(), |listed| listed.name.as_str()).trim();
        let id = taken.take(of.kind, name);
        let _ = writeln!(written, "\n# guessed: in {}", named.evidence());
        if let Some(comment) = beside(word) {
            let _ = writeln!(written, "{comment}");
        }
        let _ = writeln!(written, "[{}.{id}]\nname = {}", of.kind, quoted(name));
        if let Some(family) = listed.and_then(|listed| listed.family.as_deref()) {
            let _ = writeln!(written, "family = {}", quoted(family.trim()));
        }
        let _ = writeln!(written, "keys = {}", keys(&named.sources, word));
    }
    let what = counted(words.len(), of.kind, of.many);
    let evidence = format!("{} name them", counted(rows, "row of the facts", "rows of the facts"));
    Ok(Some(Draft::new(of.file, written).guess(what, evidence)))
}

/// Prices of a piece of an offering, in the company's currency.
#[derive(Default)]
struct Prices {
    /// The median of list prices, and of how many bookings.
    list: Option<(Amount, usize)>,
    /// Below the lower lies a tenth of what was paid, above the higher another; and of how many bookings.
    net: Option<(Amount, Amount, usize)>,
    /// The same for what was paid as a part of the list price, in millionths.
    part: Option<(i64, i64)>,
}

/// Bookings from which a tenth of them says something.
const BAND_MIN: usize = 20;

/// The prices by offering. Without a quantity a booking is one piece; what was given back counts in no price.
fn prices(store: &Store, ground: &Ground<'_>) -> Result<BTreeMap<String, Prices>, StoreError> {
    let table = store.query(
        "select offering, list, net, quantity from bookings where offering <> '' and currency = :currency",
        &[("currency", ground.currency().code().into())],
    )?;
    let mut seen: BTreeMap<String, [Vec<i64>; 3]> = BTreeMap::new();
    for cells in &table.rows {
        let [offering, list, net, quantity] = cells.as_slice() else { continue };
        let Some(offering) = text(offering) else { continue };
        let over = |amount: i64, by: i64| {
            divide(i128::from(amount) * i128::from(MILLION), i128::from(by), Rounding::HalfEven)
                .and_then(|piece| i64::try_from(piece).ok())
        };
        let piece = |amount: i64| match quantity.int() {
            None => Some(amount),
            Some(quantity) => over(amount, quantity),
        };
        let list = list.int().filter(|list| *list > 0);
        let net = net.int().filter(|net| *net > 0);
        let [lists, nets, parts] = seen.entry(offering).or_default();
        lists.extend(list.and_then(piece));
        nets.extend(net.and_then(piece).filter(|net| *net > 0));
        parts.extend(list.zip(net).and_then(|(list, net)| over(net, list)));
    }
    let of = |[mut lists, mut nets, mut parts]: [Vec<i64>; 3]| {
        for amounts in [&mut lists, &mut nets, &mut parts] {
            amounts.sort_unstable();
        }
        // Of an even number the lower one, so that it is a price that was really asked.
        let middle = lists.len().checked_sub(1).and_then(|last| lists.get(last / 2));
        let band = |amounts: &[i64]| {
            let tenth = amounts.len() / 10;
            let (low, high) = (amounts.get(tenth)?, amounts.get(amounts.len().checked_sub(1 + tenth)?)?);
            (amounts.len() >= BAND_MIN).then_some((*low, *high))
        };
        Prices {
            list: middle.map(|middle| (Amount::from_millionths(*middle), lists.len())),
            net: band(&nets)
                .map(|(low, high)| (Amount::from_millionths(low), Amount::from_millionths(high), nets.len())),
            // To a tenth of a per cent.
            part: band(&parts).map(|(low, high)| (low / 1000 * 1000, high / 1000 * 1000)),
        }
    };
    Ok(seen.into_iter().map(|(offering, seen)| (offering, of(seen))).collect())
}
