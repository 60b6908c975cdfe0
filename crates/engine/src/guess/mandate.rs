//! Asks for the mandate: an example in comments, with what the facts can say about it, and no mandate.

use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::{Amount, Currency, Date, Grain, MILLION, Money, Period, Rounding, parse_date};

use super::measures::{NET_REVENUE, left_out};
use super::written::quoted;
use super::{Draft, Ground};

/// Net revenue of a fiscal year that is over.
struct LastYear {
    year: Period,
    money: Money,
    bookings: usize,
    /// Whether the sum had to be rounded.
    exact: bool,
    first: Date,
    last: Date,
    /// The year's net revenue in other currencies, a phrase each.
    others: Vec<String>,
}

/// Writes `plan/objectives.toml`: comments only.
pub(super) fn write(store: &Store, ground: &Ground<'_>, company: &str) -> Result<Draft, StoreError> {
    let last = last_year(store, ground)?;
    let mut text = String::from(
        "# What the company has promised is for its leaders to say: no mandate is guessed.\n\
         # Write it as in the example below, without the `# ` in front, then run\n#\n\
         #     plumb check\n\
         #     plumb lock sign grow --by NAME --on DATE\n#\n",
    );
    let evidence = match &last {
        Some(last) => {
            let left_out = left_out(store, "bookings")?;
            let mut about = last.says();
            let _ = writeln!(text, "# {about}");
            for other in &last.others {
                let _ = writeln!(text, "# besides, in other currencies: {other}");
                let _ = write!(about, "; besides {other}");
            }
            for remark in last.remarks().iter().chain(&left_out) {
                let _ = writeln!(text, "# {remark}");
            }
            if let Some(left_out) = left_out {
                let _ = write!(about, "; {left_out}");
            }
            about
        }
        None => {
            let about =
                "the facts hold no bookings of a fiscal year that is over, so no baseline is suggested";
            let _ = writeln!(text, "# {about}");
            about.to_owned()
        }
    };
    let currency = ground.currency();
    let baseline = last.as_ref().map_or_else(|| format!("… {currency}"), |last| last.money.to_string());
    let start = last.as_ref().map_or_else(|| "…".to_owned(), |last| last.year.until.to_string());
    let _ = write!(
        text,
        "#\n# [objective.grow]\n\
         # says = \"Net revenue grows by … % a year\"\n\
         # measure = \"{NET_REVENUE}\"\n\
         # unit = \"{company}\"\n\
         # baseline = {}\n\
         # growth = \"… %\"\n\
         # start = \"{start}\"\n\
         # date = \"…\"\n\
         # owner = \"…\"\n\
         # headline = true\n",
        quoted(&baseline)
    );
    Ok(Draft::new("plan/objectives.toml", text).guess("no mandate: it is asked for".to_owned(), evidence))
}

impl LastYear {
    fn says(&self) -> String {
        let Self { year, money, bookings, .. } = self;
        let last = year.until.yesterday().unwrap_or(year.until);
        let rounded = if self.exact { "" } else { ", rounded half-even" };
        format!(
            "net revenue of the fiscal year {} ({} to {last}) was {money}, the sum of {bookings} bookings{rounded}",
            year.name, year.from
        )
    }

    /// What speaks against taking the sum for a whole year.
    fn remarks(&self) -> Vec<String> {
        /// Days without a booking at an end of the year from which it is worth a remark.
        const QUIET_DAYS: i32 = 14;
        let mut remarks = Vec::new();
        if (self.first - self.year.from).get_days() > QUIET_DAYS {
            let (first, from) = (self.first, self.year.from);
            remarks
                .push(format!("its first booking is of {first}, and the year began on {from}: is it whole?"));
        }
        if (self.year.until - self.last).get_days() > QUIET_DAYS + 1 {
            let (last, until) = (self.last, self.year.until);
            remarks.push(format!(
                "its last booking is of {last}, and the year ended before {until}: is it whole?"
            ));
        }
        remarks
    }
}

/// The newest fiscal year with bookings that was over when the facts were exported.
fn last_year(store: &Store, ground: &Ground<'_>) -> Result<Option<LastYear>, StoreError> {
    let currency = ground.currency();
    let code = || ("currency", currency.code().into());
    let table = store.query(
        "select max(date) from bookings where currency = :currency and date < :exported_at",
        &[code(), ("exported_at", ground.exported_at.to_string().into())],
    )?;
    let newest = table.rows.first().and_then(|row| row.first()?.text().and_then(parse_date));
    let calendar = &ground.company.calendar;
    let Some(mut year) = newest.and_then(|day| calendar.period(day, Grain::Year)) else { return Ok(None) };
    if year.until > ground.exported_at {
        let before = year.from.yesterday().ok().and_then(|day| calendar.period(day, Grain::Year));
        let Some(before) = before else { return Ok(None) };
        year = before;
    }
    // Whole units and the rest apart, so that no sum of SQLite overflows.
    let sql = "select sum(net / 1000000), sum(net % 1000000), count(*), min(date), max(date) from bookings \
               where currency = :currency and date >= :from and date < :until";
    let days = [code(), ("from", year.from.to_string().into()), ("until", year.until.to_string().into())];
    let table = store.query(sql, &days)?;
    let Some([whole, rest, bookings, first, last]) = table.rows.first().map(Vec::as_slice) else {
        return Ok(None);
    };
    let day = |cell: &plumb_store::Cell| cell.text().and_then(parse_date);
    let (Some(whole), Some(rest), Some(first), Some(last)) = (whole.int(), rest.int(), day(first), day(last))
    else {
        return Ok(None);
    };
    let sum =
        whole.checked_mul(MILLION).and_then(|whole| whole.checked_add(rest)).map(Amount::from_millionths);
    let Some((amount, money)) = sum.and_then(|sum| Some((sum, sum.to_money(currency, Rounding::HalfEven)?)))
    else {
        return Ok(None);
    };
    let exact = ground.is_exact(amount, money);
    let others = others(store, &days)?;
    Ok(Some(LastYear { year, money, bookings: super::seen::number(bookings), exact, first, last, others }))
}

/// Net revenue of the same days in other currencies.
fn others(store: &Store, days: &[(&str, plumb_store::Cell)]) -> Result<Vec<String>, StoreError> {
    let sql = "select currency, sum(net / 1000000), sum(net % 1000000), count(*) from bookings \
               where currency <> :currency and date >= :from and date < :until group by 1 order by 1";
    let table = store.query(sql, days)?;
    let phrase = |row: &Vec<plumb_store::Cell>| {
        let currency = Currency::parse(row.first()?.text()?).ok()?;
        let sum = row.get(1)?.int()?.checked_mul(MILLION)?.checked_add(row.get(2)?.int()?)?;
        let money = Amount::from_millionths(sum).to_money(currency, Rounding::HalfEven)?;
        Some(format!("{money}, the sum of {} bookings", super::seen::number(row.get(3)?)))
    };
    Ok(table.rows.iter().filter_map(phrase).collect())
}
