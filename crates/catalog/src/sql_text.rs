//! SQL as text: its tokens, its statements, and what must not stand in a rule or a measure.

/// What a piece of SQL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word that is not quoted.
    Word,
    /// A name in double quotes, backticks or square brackets.
    Quoted,
    /// A text in single quotes.
    Text,
    /// A number.
    Number,
    /// Anything else, one character.
    Sign,
    /// Blanks and comments.
    Blank,
    /// A text, name or comment that does not end.
    Open,
}

/// One piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'s> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'s str,
    /// First byte.
    pub(crate) start: usize,
}

/// Cuts SQL into tokens, as SQLite does; together they are the whole text.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = sql.get(start..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = first(rest);
        tokens.push(Token { kind, text: rest.get(..length).unwrap_or(rest), start });
        start += length;
    }
    tokens
}

/// The kind and length of the first token; the length ends on a character's border and is above zero.
fn first(rest: &str) -> (TokenKind, usize) {
    let mut characters = rest.chars();
    let one = characters.next().unwrap_or(' ');
    let two = characters.next();
    let while_true = |test: fn(char) -> bool| rest.find(|c| !test(c)).unwrap_or(rest.len());
    match (one, two) {
        ('-', Some('-')) => (TokenKind::Blank, rest.find('\n').unwrap_or(rest.len())),
        ('/', Some('*')) => match rest.get(2..).and_then(|inner| inner.find("*/")) {
            Some(end) => (TokenKind::Blank, end + 4),
            None => (TokenKind::Open, rest.len()),
        },
        ('\'', _) => within(rest, '\'', TokenKind::Text),
        ('"' | '`', _) => within(rest, one, TokenKind::Quoted),
        ('[', _) => rest.find(']').map_or((TokenKind::Open, rest.len()), |end| (TokenKind::Quoted, end + 1)),
        (digit, next)
            if digit.is_ascii_digit() || (digit == '.' && next.is_some_and(|c| c.is_ascii_digit())) =>
        {
            (TokenKind::Number, number(rest))
        }
        (letter, _) if is_word(letter) => (TokenKind::Word, while_true(is_word)),
        (blank, _) if blank.is_whitespace() => (TokenKind::Blank, while_true(char::is_whitespace)),
        (sign, _) => (TokenKind::Sign, sign.len_utf8()),
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$') || !character.is_ascii()
}

fn number(rest: &str) -> usize {
    let mut before = ' ';
    for (at, character) in rest.char_indices() {
        let exponent = matches!(character, '+' | '-') && matches!(before, 'e' | 'E');
        if !(character.is_ascii_alphanumeric() || matches!(character, '.' | '_') || exponent) {
            return at;
        }
        before = character;
    }
    rest.len()
}

/// Up to the closing mark; a doubled one stands for itself.
fn within(rest: &str, mark: char, kind: TokenKind) -> (TokenKind, usize) {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == mark && characters.next_if(|(_, next)| *next == mark).is_none() {
            return (kind, at + 1);
        }
    }
    (TokenKind::Open, rest.len())
}

/// The statements of a text, without the semicolons between them; those of only blanks and comments left out.
pub(crate) fn statements(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut says_something) = (0, false);
    for token in tokens(sql) {
        if token.text == ";" && token.kind == TokenKind::Sign {
            if says_something {
                found.extend(sql.get(start..token.start));
            }
            (start, says_something) = (token.start + 1, false);
        } else if token.kind != TokenKind::Blank {
            says_something = true;
        }
    }
    if says_something {
        found.extend(sql.get(start..));
    }
    found
}

/// The table that a statement makes, with what the comment right above it tells.
pub(crate) fn made_by(statement: &str) -> Option<(&str, String)> {
    let mut lines: Vec<&str> = Vec::new();
    let mut words = Vec::new();
    for token in tokens(statement) {
        if token.kind != TokenKind::Blank {
            words.push(token);
            continue;
        }
        if !words.is_empty() {
            continue;
        }
        match token.text.strip_prefix("--") {
            Some(comment) => lines.push(comment.trim()),
            None if token.text.matches('\n').count() > 1 => lines.clear(),
            None => {}
        }
    }
    let is = |token: &Token<'_>, word: &str| token.text.eq_ignore_ascii_case(word);
    match words.as_slice() {
        [create, table, name, ..] if is(create, "create") && is(table, "table") => {
            Some((name.text.trim_matches('"'), lines.join(" ")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_semicolon_in_a_text_ends_nothing() {
        let sql = "-- first; really\nselect ';' as \"a;b\"; ;\n/* ; */ select 2 ; -- end";
        let found: Vec<&str> = statements(sql).into_iter().map(str::trim).collect();
        assert_eq!(found, ["-- first; really\nselect ';' as \"a;b\"", "/* ; */ select 2"]);
    }

    #[test]
    fn the_comment_above_a_statement_tells_of_its_table() {
        let sql = "-- A file.\n\n-- Everybody\n-- who sells.\ncreate table roster as select 1; drop table x";
        let made: Vec<_> = statements(sql).into_iter().map(made_by).collect();
        assert_eq!(made, [Some(("roster", "Everybody who sells.".to_owned())), None]);
    }

    proptest! {
        #[test]
        fn tokens_are_the_whole_text(sql in "[-/*'\"`\\[\\];a-c1.e+ öλ\n]{0,40}") {
            let joined: String = tokens(&sql).iter().map(|token| token.text).collect();
            prop_assert_eq!(joined, sql);
        }
    }
}
