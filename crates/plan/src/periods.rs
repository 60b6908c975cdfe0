//! A calendar whose periods are listed in a CSV file.

use plumb_diag::{Problem, Span};
use plumb_units::{Calendar, Date, Period, parse_date};

use crate::context::{Context, shortened};
use crate::csv_text::{Cell, CsvText, Record};
use crate::suggest;

/// Reads the list; `None` when it makes no calendar, with a problem for each reason.
pub(crate) fn calendar(cx: &mut Context<'_>, csv: &CsvText) -> Option<Calendar> {
    let column = |name: &str| csv.header.iter().position(|cell| cell.text.trim() == name);
    let (Some(name), Some(from), Some(until)) = (column("name"), column("from"), column("until")) else {
        let span = csv.header.first().zip(csv.header.last()).map(|(a, b)| Span { end: b.span.end, ..a.span });
        let problem =
            Problem::error("missing-field", "a list of periods has the columns `name`, `from`, `until`");
        let problem = problem.help("write a first line `name,from,until`");
        cx.report(match span {
            Some(span) => problem.at(span, ""),
            None => problem,
        });
        return None;
    };
    let mut periods: Vec<(Period, Span)> = Vec::new();
    let mut complete = true;
    for Record { cells: row, is_cut } in &csv.rows {
        if *is_cut {
            complete = false;
            continue;
        }
        let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
        let span = Span { end: last.span.end, ..first.span };
        let day = |cx: &mut Context<'_>, name: &str, index: usize| day(cx, name, row.get(index), span);
        let (from, until) = (day(cx, "from", from), day(cx, "until", until));
        let (Some(name), Some(from), Some(until)) = (row.get(name), from, until) else {
            complete = false;
            continue;
        };
        if from >= until {
            let message = format!("`{}` ends on {until}, not after {from}", shortened(&name.text));
            let problem = Problem::error("date-order", message).at(span, "");
            cx.report(problem.help("`until` is the day after the last one"));
            complete = false;
            continue;
        }
        periods.push((Period { name: name.text.trim().to_owned(), from, until }, span));
    }
    periods.sort_by_key(|(period, _)| period.from);
    let mut follows = true;
    for pair in periods.windows(2) {
        if let [(before, first), (after, second)] = pair
            && before.until != after.from
        {
            let what = if before.until < after.from { "hole" } else { "overlap" };
            let message = format!(
                "`{}` ends on {}, and `{}` begins on {}: a {what}",
                before.name, before.until, after.name, after.from
            );
            let problem = Problem::error("periods", message).at(*second, "").also(*first, "the one before");
            cx.report(problem.help("let each period begin on the day on which the one before ends"));
            follows = false;
        }
    }
    if !complete || !follows {
        return None;
    }
    let place = periods.first().map(|(_, span)| *span).or_else(|| csv.header.first().map(|cell| cell.span));
    match Calendar::periods(periods.into_iter().map(|(period, _)| period).collect()) {
        Ok(calendar) => Some(calendar),
        Err(error) => {
            let problem = Problem::error("periods", error.to_string());
            let problem =
                problem.help("list whole years, as `2026-Q1` to `2026-Q4` or `2026-M01` to `2026-M12`");
            cx.report(match place {
                Some(place) => problem.at(place, ""),
                None => problem,
            });
            None
        }
    }
}

fn day(cx: &mut Context<'_>, name: &str, cell: Option<&Cell>, row: Span) -> Option<Date> {
    let Some(cell) = cell.filter(|cell| !cell.text.trim().is_empty()) else {
        let problem = Problem::error("missing-field", format!("this period has no `{name}`")).at(row, "");
        cx.report(problem.help(format!("fill the column `{name}`, such as `2026-01-31`")));
        return None;
    };
    let text = cell.text.trim();
    let day = parse_date(text);
    if day.is_none() {
        let help = suggest::date(text).map_or_else(
            || "write year, month and day: `2026-01-31`".to_owned(),
            |date| format!("write it as `{date}`"),
        );
        let message = format!("`{}` is no date", shortened(text));
        cx.report(Problem::error("wrong-value", message).at(cell.span, "").help(help));
    }
    day
}
