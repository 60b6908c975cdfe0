//! As much of SQL's grammar as is needed to see where the rows of a select come from.

/// A word, a quoted name or a mark of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'s> {
    /// Without its quotes.
    pub(crate) text: &'s str,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How many parentheses are open around it.
    pub(crate) depth: usize,
    quoted: bool,
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(word)
    }

    fn is_name(&self) -> bool {
        self.quoted || self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// One `src.NAME` of a statement, with the name by which its columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Used<'s> {
    pub(crate) source: &'s str,
    pub(crate) alias: &'s str,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Splits a statement; comments and text literals are left out. Any text can be split.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let bytes = sql.as_bytes();
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = sql.get(at..).unwrap_or("");
        let token = |text, end, quoted| Token { text, start: at, end, depth, quoted };
        at = match byte {
            b'\'' => end_of_quote(rest, '\'').map_or(sql.len(), |end| at + end),
            b'"' | b'`' | b'[' => {
                let close = if byte == b'[' { ']' } else { char::from(byte) };
                let end = end_of_quote(rest, close).map_or(sql.len(), |end| at + end);
                found.push(token(sql.get(at + 1..end.max(at + 2) - 1).unwrap_or(""), end, true));
                end
            }
            b'-' if rest.starts_with("--") => rest.find('\n').map_or(sql.len(), |end| at + end),
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(sql.len(), |end| at + end + 2),
            _ if byte.is_ascii_whitespace() => at + 1,
            _ => {
                let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                let end = match rest.find(|c| !is_word(c)) {
                    Some(0) => at + rest.chars().next().map_or(1, char::len_utf8),
                    Some(end) => at + end,
                    None => sql.len(),
                };
                depth = if byte == b')' { depth.saturating_sub(1) } else { depth };
                let token =
                    Token { text: sql.get(at..end).unwrap_or(""), start: at, end, depth, quoted: false };
                found.push(token);
                depth += usize::from(byte == b'(');
                end
            }
        };
    }
    found
}

/// Every `src.NAME` with its alias.
pub(crate) fn used<'s>(tokens: &[Token<'s>]) -> Vec<Used<'s>> {
    let mut found = Vec::new();
    for (index, window) in tokens.windows(3).enumerate() {
        let [schema, dot, name] = window else { continue };
        let field =
            index.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| before.is("."));
        if !schema.is("src") || !dot.is(".") || !name.is_name() || field {
            continue;
        }
        let after = tokens.get(index + 3);
        let alias = match after {
            Some(word) if word.is("as") => tokens.get(index + 4),
            Some(word) if word.is_name() && !KEYWORDS.iter().any(|keyword| word.is(keyword)) => Some(word),
            _ => None,
        };
        let alias = alias.map_or(name.text, |alias| alias.text);
        found.push(Used { source: name.text, alias, start: schema.start, end: name.end });
    }
    found
}

/// The sources behind one column of a statement: those whose aliases stand in what is selected as it.
pub(crate) fn behind<'s>(sql: &'s str, column: &str) -> Vec<&'s str> {
    let tokens = tokens(sql);
    let mut before = tokens.windows(2).enumerate().filter(|(_, pair)| {
        matches!(pair, [word, name] if word.depth == 0 && word.is("as") && name.text.eq_ignore_ascii_case(column))
    });
    let Some((end, _)) = before.next() else { return Vec::new() };
    let told = tokens.get(..end).unwrap_or_default();
    let is_start = |token: &Token<'_>| token.depth == 0 && (token.is(",") || token.is("select"));
    let start = told.iter().rposition(is_start).map_or(0, |at| at + 1);
    let aliases = told.get(start..).unwrap_or_default().windows(2);
    let aliases: Vec<&str> = aliases
        .filter_map(|pair| matches!(pair, [_, dot] if dot.is(".")).then_some(pair.first()?.text))
        .collect();
    let mut sources: Vec<&str> = used(&tokens)
        .into_iter()
        .filter(|used| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(used.alias)))
        .map(|used| used.source)
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// The statement with `_file` and `_line` of its main row added; `None` where it is not clear which row that is.
pub(crate) fn with_origin(sql: &str) -> Option<String> {
    let tokens = tokens(sql);
    let outer: Vec<&Token<'_>> = tokens.iter().filter(|token| token.depth == 0).collect();
    let has = |words: &[&str]| outer.iter().any(|token| words.iter().any(|word| token.is(word)));
    if has(&["union", "intersect", "except", "distinct"]) {
        return None;
    }
    let select = outer.iter().position(|token| token.is("select"))?;
    let from = outer.iter().skip(select).position(|token| token.is("from")).map(|index| index + select)?;
    let first = outer.get(from + 1)?;
    let alias = used(&tokens).into_iter().find(|used| used.start == first.start).map(|used| used.alias);
    let columns = match (alias, has(&["group"])) {
        (Some(alias), true) => format!(" min(\"{alias}\"._file) as _file, min(\"{alias}\"._line) as _line,"),
        (Some(alias), false) => format!(" \"{alias}\"._file as _file, \"{alias}\"._line as _line,"),
        (None, true) => return None,
        (None, false) => " _file, _line,".to_owned(),
    };
    let at = outer.get(select)?.end;
    Some(format!("{}{columns}{}", sql.get(..at)?, sql.get(at..)?))
}

/// The source that stands first after `from`, where each of its rows makes one row from its own cells alone and from what
/// is joined to it; `None` where that is not clear.
pub(crate) fn main_source(sql: &str) -> Option<&str> {
    const SEVERAL: [&str; 7] = ["union", "intersect", "except", "group", "over", "right", "full"];
    let tokens = tokens(sql);
    if tokens.iter().any(|token| SEVERAL.iter().any(|word| token.is(word))) {
        return None;
    }
    let from = tokens.iter().position(|token| token.depth == 0 && token.is("from"))?;
    let first = tokens.get(from + 1)?;
    let used = used(&tokens);
    let main = used.iter().find(|used| used.start == first.start)?.source;
    let times = used.iter().filter(|used| used.source.eq_ignore_ascii_case(main)).count();
    (times == 1).then_some(main)
}

const KEYWORDS: [&str; 22] = [
    "on",
    "using",
    "where",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "outer",
    "cross",
    "natural",
    "group",
    "order",
    "limit",
    "window",
    "union",
    "except",
    "intersect",
    "having",
    "indexed",
    "not",
    "as",
];

/// Where a quoted part that starts here ends; a doubled quote does not end it.
fn end_of_quote(text: &str, close: char) -> Option<usize> {
    let mut from = 1;
    loop {
        let end = from + text.get(from..)?.find(close)?;
        let doubled = close != ']' && text.get(end + 1..)?.starts_with(close);
        if !doubled {
            return Some(end + 1);
        }
        from = end + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_found_with_their_aliases_and_not_in_texts() {
        let sql = "select 'src.no', a.x -- src.no\nfrom src.\"Order Lines\" as a left join src.people on x /* src.no */";
        let tokens = tokens(sql);
        let found: Vec<_> = used(&tokens).iter().map(|used| (used.source, used.alias)).collect();
        assert_eq!(found, [("Order Lines", "a"), ("people", "people")]);
    }

    #[test]
    fn the_main_row_is_the_first_one_after_from() {
        assert_eq!(
            with_origin("with w as (select 1 from src.b) select x from src.a o join w").as_deref(),
            Some(
                "with w as (select 1 from src.b) select \"o\"._file as _file, \"o\"._line as _line, x from src.a o join w"
            )
        );
        assert_eq!(with_origin("select distinct x from src.a"), None);
        assert_eq!(with_origin("select x from src.a union all select x from src.b"), None);
        assert_eq!(with_origin("select 1"), None);
    }

    #[test]
    fn the_main_source_is_read_once_and_row_by_row() {
        assert_eq!(main_source("select \"From\", x from src.a left join src.b on y"), Some("a"));
        assert_eq!(
            main_source("with w as (select 1 from src.b) select x from src.\"A b\" o, w"),
            Some("A b")
        );
        for unclear in [
            "select x from src.a o left join src.A other on y",
            "select max(x) from src.a group by y",
            "select x from src.a union all select x from src.b",
            "select x from src.a right join src.b on y",
            "select lag(x) over (order by y) from src.a",
            "select x from (select x from src.a)",
            "select 1",
        ] {
            assert_eq!(main_source(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn quotes_that_never_end_do_no_harm() {
        for text in ["'", "\"", "[", "'a''", "/*", "--", "((", "))", "\u{e9}\"", "src.", "[é"] {
            let _ = used(&tokens(text));
            let _ = with_origin(text);
            let _ = main_source(text);
        }
    }
}
