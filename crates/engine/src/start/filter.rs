//! A filter told in columns of facts, said again in the file, columns and words of an export.

use plumb_units::{Calendar, Date, Grain};

use super::CheckView;

/// A rule's filter in the words of an export; nothing where a column of it leads to no single column of a file.
pub(super) fn in_words_of_the_export(says: &str, checks: &[CheckView]) -> Option<String> {
    let mut out = String::new();
    let mut file: Option<&str> = None;
    for (index, part) in says.split('`').enumerate() {
        let is_code = index % 2 == 1;
        if !is_code || !part.contains('.') {
            out += &if is_code { format!("`{part}`") } else { part.to_owned() };
            continue;
        }
        let (fact, value) = part.split_once(" = ").map_or((part, None), |(fact, value)| (fact, Some(value)));
        let mut found = checks.iter().filter(|check| check.means == fact);
        let check = found.next()?;
        if found.next().is_some() || file.is_some_and(|file| file != check.file) {
            return None;
        }
        file = Some(&check.file);
        out += &match value {
            Some(value) => {
                let (column, words) = words_for(&check.column, value)?;
                format!("`{column}` = {words}")
            }
            None if is_column(&check.column) => format!("`{}`", check.column),
            None => return None,
        };
    }
    Some(format!("in `{}` {out}", file?))
}

/// The column and its words that a mapping's `case COLUMN when 'WORD' then 'VALUE' …` makes a value of.
fn words_for(expression: &str, value: &str) -> Option<(String, String)> {
    if is_column(expression) {
        return Some((expression.to_owned(), format!("`{value}`")));
    }
    let lower = expression.to_ascii_lowercase();
    let body = expression.get("case ".len()..).filter(|_| lower.starts_with("case "))?;
    let (column, mut rest) = body.split_at_checked(body.to_ascii_lowercase().find(" when ")?)?;
    let mut words = Vec::new();
    while let Some(arm) = strip(rest, " when ") {
        let (word, after) = literal(arm)?;
        let (result, after) = literal(strip(after, " then ")?)?;
        if result == value {
            words.push(format!("`{word}`"));
        }
        rest = after;
    }
    let is_else = strip(rest, " else ").and_then(literal).is_some_and(|(result, _)| result == value);
    let column = column.rsplit_once('.').map_or(column, |(_, column)| column).trim_matches('"').to_owned();
    (is_column(&column) && !is_else && !words.is_empty()).then(|| (column, words.join(" or ")))
}

/// What stands behind a word, whose case does not matter.
fn strip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// A text in single quotes, and what follows it; none with a quote within.
fn literal(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.strip_prefix('\'')?.split_once('\'')?;
    (!rest.starts_with('\'')).then_some((word, rest))
}

/// Whether this is the name of a column, and no expression.
fn is_column(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ')
        && !text.to_ascii_lowercase().starts_with("case ")
}

/// Which months end the quarters, where quarters end with months.
pub(super) fn quarter_ends(calendar: &Calendar) -> String {
    let mut names = Vec::new();
    for (month, name) in (1_i8..).zip([
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]) {
        let day = Date::new(2023, month, 28).ok().and_then(|day| calendar.period(day, Grain::Quarter));
        let Some(quarter) = day else { return String::new() };
        if quarter.until.day() != 1 {
            return String::new();
        }
        if quarter.until.yesterday().is_ok_and(|last| last.month() == month) {
            names.push(name);
        }
    }
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!(" (quarters end with {} and {last})", others.join(", "))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(column: &str, means: &str) -> CheckView {
        CheckView { file: "deals.csv".to_owned(), column: column.to_owned(), means: means.to_owned() }
    }

    #[test]
    fn a_filter_names_the_file_the_column_and_its_word() {
        let case = "case d.stage when 'Won' then 'won' when 'Lost' then 'lost' when 'Dead' then 'lost' else 'open' end";
        let checks = [check(case, "opportunities.outcome"), check("Close Date", "opportunities.closed")];
        let says = "keep `opportunities.outcome = lost` of `north`, count `opportunities.closed`";
        assert_eq!(
            in_words_of_the_export(says, &checks).unwrap(),
            "in `deals.csv` keep `stage` = `Lost` or `Dead` of `north`, count `Close Date`"
        );
        assert_eq!(in_words_of_the_export("keep `opportunities.outcome = open`", &checks), None);
        assert_eq!(in_words_of_the_export("keep `bookings.net`", &checks), None);
        assert_eq!(in_words_of_the_export("keep nothing", &checks), None);
    }

    #[test]
    fn the_months_that_end_quarters_are_those_of_the_calendar() {
        let ends = |first| quarter_ends(&Calendar::months(first).unwrap());
        assert_eq!(ends(1), " (quarters end with March, June, September and December)");
        assert_eq!(ends(2), " (quarters end with January, April, July and October)");
    }
}
