//! Why the pay of a period is not what it was.

use std::collections::BTreeMap;

use plumb_engine::{DiffView, MoneyView};

use super::sums::{Row, sums};
use super::words::period;
use crate::cells::{clean, hanging};
use crate::figures::{count, like, money};
use crate::gaps::place;
use crate::paper::Paper;

/// Causes that are listed; more are summed.
const CAUSES_MAX: usize = 60;

/// What was paid before, every cause with its amount, what is paid after: a sum for each currency.
pub fn diff(view: &DiffView, paper: Paper) -> String {
    let whose =
        view.person.as_ref().map_or_else(|| "everybody".to_owned(), |person| clean(person).into_owned());
    let title = format!("Why is the pay of {whose} for {} not what it was?", period(&view.period));
    let mut out = format!("{}\n", paper.heading(&title));
    let compared = format!("{} beside {}", clean(&view.before_is), clean(&view.after_is));
    for line in crate::cells::wrap(&compared, paper.columns()) {
        out += &format!("{}\n", paper.quiet(&line));
    }
    let mut currencies: BTreeMap<&str, [Option<&MoneyView>; 2]> = BTreeMap::new();
    for (side, amounts) in [&view.before, &view.after].into_iter().enumerate() {
        for amount in amounts {
            if let Some(place) = currencies.entry(&amount.currency).or_default().get_mut(side) {
                *place = Some(amount);
            }
        }
    }
    if currencies.is_empty() {
        return out + "\nnothing is paid, before or after\n";
    }
    for (currency, sides) in currencies {
        let Some(known) = sides.iter().copied().flatten().next() else { continue };
        let [before, after] = sides.map(|side| side.cloned().unwrap_or_else(|| like(known, 0)));
        out += &format!("\n{}", of_currency(view, currency, &before, &after, paper));
    }
    out
}

fn of_currency(
    view: &DiffView,
    currency: &str,
    before: &MoneyView,
    after: &MoneyView,
    paper: Paper,
) -> String {
    let causes: Vec<_> = view.causes.iter().filter(|cause| cause.amount.currency == currency).collect();
    let off = after.minor.saturating_sub(before.minor);
    let by = like(before, off.saturating_abs());
    let says = match off {
        0 if causes.is_empty() => format!("{} before and after: nothing changed", money(after)),
        0 => format!("{} before and after", money(after)),
        more if more > 0 => format!("{} more", money(&by)),
        _ => format!("{} less", money(&by)),
    };
    let mut out = hanging("", &says, paper.columns());
    if causes.is_empty() && off == 0 {
        return out;
    }
    let everybody = view.person.is_none();
    let told: Vec<(String, &MoneyView, Option<String>)> = causes
        .iter()
        .take(CAUSES_MAX)
        .map(|cause| {
            let whose = if everybody { format!("{}: ", clean(&cause.person)) } else { String::new() };
            (format!("{whose}{}", clean(&cause.what)), &cause.amount, cause.at.as_ref().map(place))
        })
        .collect();
    let rest = causes.get(CAUSES_MAX..).unwrap_or_default();
    let sum = like(before, rest.iter().fold(0, |sum: i64, cause| sum.saturating_add(cause.amount.minor)));
    let mut rows = vec![Row::of("Before", before)];
    rows.extend(told.iter().map(|(says, amount, at)| Row::of(says, amount).with(at.as_deref())));
    if !rest.is_empty() {
        let says = format!("and {} more; `--format json` lists all", count(rest.len(), "cause", "causes"));
        rows.push(Row::of(says, &sum));
    }
    rows.push(Row::total("After", after));
    out += &sums(&rows, paper);
    out
}
