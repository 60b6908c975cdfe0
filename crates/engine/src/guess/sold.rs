//! Guesses what is sold, to whom and how: offerings, segments and channels that facts name.

use std::collections::BTreeMap;
use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::{Amount, MILLION, Rounding, divide};

use super::seen::{named, text};
use super::written::{Ids, counted, keys, quoted};
use super::{Draft, Ground};

/// Writes `plan/offerings.toml`; nothing where no fact names an offering.
pub(super) fn offerings(store: &Store, ground: &Ground<'_>) -> Result<Option<Draft>, StoreError> {
    let prices = prices(store, ground)?;
    let beside = |word: &str| {
        let (median, count) = prices.get(word)?;
        let money = ground.money(*median, None)?.0;
        Some(format!("# median list price: {money} a piece, of {}", counted(*count, "booking", "bookings")))
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
    )?;
    let priced = counted(prices.len(), "of them has a list price", "of them have list prices");
    Ok(draft.map(|draft| if prices.is_empty() { draft } else { draft.evidence(&priced) }))
}

/// Writes `plan/segments.toml`; nothing where no fact names a segment.
pub(super) fn segments(store: &Store) -> Result<Option<Draft>, StoreError> {
    let head = "# Groups of customers, as the facts word them. Where the company wants to grow first is for you to say.\n";
    let things_of = Things { kind: "segment", file: "plan/segments.toml", many: "segments", head };
    things(store, things_of, |_| None)
}

/// Writes `plan/channels.toml`; nothing where no fact names a channel.
pub(super) fn channels(store: &Store) -> Result<Option<Draft>, StoreError> {
    let head = "# Ways to customers, as the facts word them. Whether somebody outside the company sells there is for you to say.\n";
    let things_of = Things { kind: "channel", file: "plan/channels.toml", many: "channels", head };
    things(store, things_of, |_| None)
}

struct Things {
    kind: &'static str,
    file: &'static str,
    many: &'static str,
    head: &'static str,
}

/// One entry for each word of a kind, with its key and, maybe, a comment beside it.
fn things(
    store: &Store,
    of: Things,
    beside: impl Fn(&str) -> Option<String>,
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
        let id = taken.take(of.kind, word);
        let _ = writeln!(written, "\n# guessed: in {}", named.evidence());
        if let Some(comment) = beside(word) {
            let _ = writeln!(written, "{comment}");
        }
        let _ = writeln!(written, "[{}.{id}]\nname = {}", of.kind, quoted(word.trim()));
        let _ = writeln!(written, "keys = {}", keys(&named.sources, word));
    }
    let what = counted(words.len(), of.kind, of.many);
    let evidence = format!("{} name them", counted(rows, "row of the facts", "rows of the facts"));
    Ok(Some(Draft::new(of.file, written).guess(what, evidence)))
}

/// The median list price of a piece by offering, in the company's currency, and how many bookings it is of. Without a
/// quantity a booking is one piece.
fn prices(store: &Store, ground: &Ground<'_>) -> Result<BTreeMap<String, (Amount, usize)>, StoreError> {
    let table = store.query(
        "select offering, list, quantity from bookings where offering <> '' and list > 0 and currency = :currency",
        &[("currency", ground.currency().code().into())],
    )?;
    let mut lists: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for cells in &table.rows {
        let [offering, list, quantity] = cells.as_slice() else { continue };
        let (Some(offering), Some(list)) = (text(offering), list.int()) else { continue };
        let piece = match quantity.int() {
            None => Some(list),
            Some(quantity) => {
                let whole = i128::from(list) * i128::from(MILLION);
                divide(whole, i128::from(quantity), Rounding::HalfEven)
                    .and_then(|piece| i64::try_from(piece).ok())
            }
        };
        if let Some(piece) = piece {
            lists.entry(offering).or_default().push(piece);
        }
    }
    let median = |mut pieces: Vec<i64>| {
        pieces.sort_unstable();
        // Of an even number the lower one, so that it is a price that was really asked.
        let middle = pieces.get(pieces.len().checked_sub(1)? / 2)?;
        Some((Amount::from_millionths(*middle), pieces.len()))
    };
    Ok(lists.into_iter().filter_map(|(offering, pieces)| Some((offering, median(pieces)?))).collect())
}
