//! What must not stand in the SQL of a rule or a measure, because it loses exactness or hangs on more than the tables.

use crate::sql_text::{Token, TokenKind, tokens};

/// Something in SQL that is not allowed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// What it is, as written: `/` or `avg(`.
    pub what: String,
    /// Its first byte in the SQL.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What to write instead.
    pub instead: &'static str,
}

const FLOATS: &str = "write `mean(x)`, or `sum` of whole numbers; floats of SQL hang on the order of rows";
const CLOCK: &str = "write `as_of()` for the day of the review, and `period`, `days`, `day_after` for days";
const CHANCE: &str = "leave it out; the same facts must give the same result";
const ORDER: &str = "leave it out; its result hangs on the order of rows";

/// Functions that are not allowed, with what to write instead.
const CALLS: &[(&str, &str)] = &[
    ("avg", FLOATS),
    ("total", FLOATS),
    ("group_concat", ORDER),
    ("string_agg", ORDER),
    ("json_group_array", ORDER),
    ("json_group_object", ORDER),
    ("random", CHANCE),
    ("randomblob", CHANCE),
    ("changes", CHANCE),
    ("total_changes", CHANCE),
    ("last_insert_rowid", CHANCE),
    ("sqlite_version", CHANCE),
    ("sqlite_source_id", CHANCE),
    ("load_extension", CHANCE),
    ("date", CLOCK),
    ("time", CLOCK),
    ("datetime", CLOCK),
    ("julianday", CLOCK),
    ("unixepoch", CLOCK),
    ("strftime", CLOCK),
    ("timediff", CLOCK),
];

/// Words that read the clock without brackets.
const WORDS: &[&str] = &["current_date", "current_time", "current_timestamp"];

/// The first thing in SQL that a rule or a measure may not use: `/`, float aggregates, chance, the clock, a text or
/// comment that does not end. What stands in texts, quoted names and comments does not count.
///
/// ```
/// use plumb_catalog::forbidden;
/// assert_eq!(forbidden("select net / 2 from bookings").map(|found| found.what).as_deref(), Some("/"));
/// assert_eq!(forbidden("select Avg (net) from bookings").map(|found| found.start), Some(7));
/// assert_eq!(forbidden("select 'avg(a/b)' as \"a/b\", date from bookings -- a/b"), None);
/// ```
pub fn forbidden(sql: &str) -> Option<Forbidden> {
    let all = tokens(sql);
    let spoken: Vec<&Token<'_>> = all.iter().filter(|token| token.kind != TokenKind::Blank).collect();
    for (index, token) in spoken.iter().enumerate() {
        let called =
            spoken.get(index + 1).is_some_and(|next| next.kind == TokenKind::Sign && next.text == "(");
        let name = token.text.trim_matches(['"', '`', '[', ']']);
        let (what, instead) = match token.kind {
            TokenKind::Sign if token.text == "/" => (
                "/".to_owned(),
                "write `share(a, b)`, which is NULL when b is 0, or `part(amount, fraction)`",
            ),
            TokenKind::Open => {
                let start: String = token.text.chars().take(12).collect();
                (start, "close it: nothing ends what begins here")
            }
            TokenKind::Word if WORDS.iter().any(|word| token.text.eq_ignore_ascii_case(word)) => {
                (token.text.to_owned(), CLOCK)
            }
            TokenKind::Word | TokenKind::Quoted if called => {
                match CALLS.iter().find(|(call, _)| name.eq_ignore_ascii_case(call)) {
                    Some((_, instead)) => (format!("{name}("), *instead),
                    None => continue,
                }
            }
            _ => continue,
        };
        return Some(Forbidden { what, start: token.start, end: token.start + token.text.len(), instead });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(sql: &str) -> Option<String> {
        forbidden(sql).map(|found| found.what)
    }

    #[test]
    fn a_division_is_found_wherever_it_stands() {
        assert_eq!(found("sum(net)/count(*)").as_deref(), Some("/"));
        assert_eq!(found("net/*half*/ / 2").as_deref(), Some("/"));
        assert_eq!(found("case when 'it''s' then a/b end").as_deref(), Some("/"));
        assert_eq!(found("net /* a / b */ + 1 -- c / d"), None);
    }

    #[test]
    fn a_call_is_told_from_a_column_of_that_name() {
        assert_eq!(found("date >= '2026-01-01' and total > 0"), None);
        assert_eq!(found("date('now')").as_deref(), Some("date("));
        assert_eq!(found("\"Total\" (net)").as_deref(), Some("Total("));
        assert_eq!(found("late(date, 10)"), None);
        assert_eq!(found("CURRENT_DATE").as_deref(), Some("CURRENT_DATE"));
    }

    #[test]
    fn what_does_not_end_is_not_let_through() {
        assert_eq!(found("net + 'abc").as_deref(), Some("'abc"));
        assert_eq!(found("net /* and so on").as_deref(), Some("/* and so on"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(sql in ".{0,60}") {
            let found = forbidden(&sql);
            prop_assert!(found.is_none_or(|found| sql.get(found.start..found.end).is_some()));
        }
    }
}
