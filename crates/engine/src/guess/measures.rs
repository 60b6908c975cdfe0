//! Guesses the measures that the facts can fill: net revenue, gross margin, win rate.

use plumb_store::{Store, StoreError};

use super::Draft;
use super::quotas::Quotas;
use super::seen::number;

/// The id of the measure that bookings fill.
pub(super) const NET_REVENUE: &str = "net-revenue";

const NET: &str = r#"[measure.net-revenue]
says = "Bookings at the price after discounts, on the day they count"
table = "bookings"
value = "net"
time = "date"
person = "person"
unit = "money"
"#;

const MARGIN: &str = r#"[measure.gross-margin]
says = "What is left of net revenue after the cost to deliver, as a share of it; bookings whose cost is not known do not count"
table = "bookings"
numerator = "net - cost"
denominator = "net"
time = "date"
person = "person"
filter = "cost is not null"
unit = "rate"
aggregate = "ratio"
"#;

const WINS: &str = r#"[measure.win-rate]
says = "Deals won, as a share of deals won or lost, on the day they closed"
table = "opportunities"
numerator = "case when outcome = 'won' then 1 else 0 end"
denominator = "1"
time = "closed"
person = "person"
filter = "outcome in ('won', 'lost')"
unit = "rate"
aggregate = "ratio"
"#;

/// How many rows the imports that brought a table left out, with where they are told: rows of their files that could not
/// be read, and rows that did not fit the table. `None` when all of them came in.
pub(super) fn left_out(store: &Store, table: &str) -> Result<Option<String>, StoreError> {
    let sql = "select count(distinct file || ':' || coalesce(line, -number)) from rejects \
               where import in (select import from origins where table_name = :table) \
               and (\"table\" is null or \"table\" = :table)";
    let rows = store.query(sql, &[("table", table.into())])?;
    let rows = rows.rows.first().and_then(|row| row.first()).map_or(0, number);
    let were = if rows == 1 { "1 row was".to_owned() } else { format!("{rows} rows were") };
    Ok((rows > 0).then(|| format!("{were} left out by the import, see `out/rejects.csv`")))
}

/// Writes `plan/measures.toml`; nothing where the facts fill no measure and no quota needs one.
pub(super) fn write(store: &Store, quotas: &Quotas) -> Result<Option<Draft>, StoreError> {
    let count = |sql: &str| -> Result<usize, StoreError> {
        let table = store.query(sql, &[])?;
        Ok(table.rows.first().and_then(|row| row.first()).map_or(0, number))
    };
    let bookings = count("select count(*) from bookings")?;
    let costed = count("select count(*) from bookings where cost is not null")?;
    let ended = count("select count(*) from opportunities where outcome in ('won', 'lost')")?;
    let dated =
        count("select count(*) from opportunities where outcome in ('won', 'lost') and closed is not null")?;
    let beside = |table: &str| -> Result<String, StoreError> {
        Ok(left_out(store, table)?.map(|left_out| format!("; {left_out}")).unwrap_or_default())
    };
    let (of_bookings, of_deals) = (beside("bookings")?, beside("opportunities")?);
    let mut found = Vec::new();
    if bookings > 0 {
        let evidence = format!("the sum of `net` over {bookings} of {bookings} bookings{of_bookings}");
        found.push((NET_REVENUE, evidence, NET));
    } else if quotas.any() {
        let evidence =
            format!("{} quotas are thought to count it; no bookings are in the facts yet", quotas.count());
        found.push((NET_REVENUE, evidence, NET));
    }
    if costed > 0 {
        let evidence = format!("{costed} of {bookings} bookings carry a cost{of_bookings}");
        found.push(("gross-margin", evidence, MARGIN));
    }
    if ended > 0 {
        found.push((
            "win-rate",
            format!("{dated} of {ended} deals that are won or lost carry the day they closed{of_deals}"),
            WINS,
        ));
    }
    if found.is_empty() {
        return Ok(None);
    }
    let mut text =
        String::from("# The one definition of each number. Values are SQL over the fact tables.\n");
    let mut guesses = Vec::new();
    for (name, evidence, definition) in found {
        text.push_str(&format!("\n# guessed: {evidence}\n{definition}"));
        guesses.push((format!("`{name}`"), evidence));
    }
    let draft = Draft::new("plan/measures.toml", text);
    Ok(Some(guesses.into_iter().fold(draft, |draft, (what, evidence)| draft.guess(what, evidence))))
}
