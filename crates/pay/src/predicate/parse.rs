//! From text to condition, with the place of what cannot be read.

use std::ops::Range;

use plumb_units::Quantity;

use super::{ColumnKind, Columns, Compare, Predicate};

/// The longest text that is read.
const LENGTH_MAX: usize = 4_096;
/// How deep parentheses and `not` may stand in one another.
const DEPTH_MAX: usize = 32;
/// Words with a meaning of their own; as a value they stand in quotes.
pub(super) const KEYWORDS: [&str; 7] = ["and", "or", "not", "in", "is", "always", "never"];

/// Text that is no condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{says}")]
pub struct PredicateError {
    /// Which bytes of the text.
    pub at: Range<usize>,
    /// What is wrong, and what could stand there.
    pub says: String,
    /// The column that is not known, for a suggestion.
    pub unknown: Option<String>,
}

impl Predicate {
    /// Reads a condition; empty text and `always` hold of every transaction.
    ///
    /// Comparisons are `=`, `!=`, `is`, `is not`, `in (…)`, `not in (…)`, `<`, `<=`, `>`, `>=`; a flag stands alone; a role
    /// is compared to `payee`. They are joined by `and`, `or`, `not` and parentheses; `and` binds closer than `or`. Words
    /// stand bare or in single quotes, a quote within them doubled. Money may carry the currency of the columns.
    ///
    /// # Errors
    /// With the place, when the text cannot be read, names no known column, compares what cannot be compared, is longer
    /// than 4 096 bytes or deeper than 32.
    pub fn parse(text: &str, columns: &Columns) -> Result<Self, PredicateError> {
        if text.len() > LENGTH_MAX {
            let says = format!("{} bytes are too many for a condition; {LENGTH_MAX} is the most", text.len());
            return Err(error(0..text.len(), says));
        }
        let mut parser = Parser { text, at: 0, depth: 0, columns };
        parser.space();
        if parser.rest().is_empty() {
            return Ok(Self::Always);
        }
        let found = parser.any()?;
        if parser.rest().is_empty() {
            return Ok(found);
        }
        let at = parser.piece();
        let says =
            format!("`{}` stands where the condition should end, or `and` or `or` follow", &text[at.clone()]);
        Err(error(at, says))
    }
}

fn error(at: Range<usize>, says: impl Into<String>) -> PredicateError {
    PredicateError { at, says: says.into(), unknown: None }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    columns: &'a Columns,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.space();
    }

    fn take(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        if found {
            self.skip(mark.len());
        }
        found
    }

    fn word_length(&self) -> usize {
        let rest = self.rest();
        rest.find(|c| !is_word(c)).unwrap_or(rest.len())
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.rest().get(..self.word_length()) == Some(word);
        if found {
            self.skip(word.len());
        }
        found
    }

    /// The bytes that a message shows: the word or mark that stands here.
    fn piece(&self) -> Range<usize> {
        let length = match self.word_length() {
            0 => self.rest().chars().next().map_or(0, char::len_utf8),
            length => length,
        };
        self.at..self.at + length
    }

    fn fails<T>(&self, expected: &str) -> Result<T, PredicateError> {
        let at = self.piece();
        let found = self.text.get(at.clone()).unwrap_or("");
        let says = match found {
            "" => format!("the condition ends where {expected} should stand"),
            found => format!("`{found}` stands where {expected} should"),
        };
        Err(error(at, says))
    }

    fn any(&mut self) -> Result<Predicate, PredicateError> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Predicate::Any, |part| match part {
            Predicate::Any(inner) if !inner.is_empty() => Ok(inner),
            part => Err(part),
        }))
    }

    fn all(&mut self) -> Result<Predicate, PredicateError> {
        let mut parts = vec![self.one()?];
        while self.take_word("and") {
            parts.push(self.one()?);
        }
        Ok(joined(parts, Predicate::All, |part| match part {
            Predicate::All(inner) if !inner.is_empty() => Ok(inner),
            part => Err(part),
        }))
    }

    fn one(&mut self) -> Result<Predicate, PredicateError> {
        let start = self.at;
        let not = self.take_word("not");
        if !not && !self.take("(") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            let says =
                format!("more than {DEPTH_MAX} parentheses or `not` stand in one another; write it flatter");
            return Err(error(start..self.at, says));
        }
        let found = if not {
            Predicate::Not(Box::new(self.one()?))
        } else {
            let inner = self.any()?;
            if !self.take(")") {
                return self.fails("`)`");
            }
            inner
        };
        self.depth -= 1;
        Ok(found)
    }

    fn comparison(&mut self) -> Result<Predicate, PredicateError> {
        if self.take_word("always") {
            return Ok(Predicate::Always);
        }
        if self.take_word("never") {
            return Ok(Predicate::Any(Vec::new()));
        }
        let length = self.word_length();
        let place = self.at..self.at + length;
        let name = &self.text[place.clone()];
        if name.is_empty() || KEYWORDS.contains(&name) {
            return self.fails("the name of a column");
        }
        let Some(kind) = self.columns.kind(name) else {
            let known: Vec<_> = self.columns.names().map(|name| format!("`{name}`")).collect();
            let says = format!("`{name}` is no column of a transaction; known are {}", known.join(", "));
            return Err(PredicateError { at: place, says, unknown: Some(name.to_owned()) });
        };
        self.skip(length);
        match kind {
            ColumnKind::Text => self.text_comparison(name),
            ColumnKind::Money | ColumnKind::Number | ColumnKind::Date => self.number_comparison(name, kind),
            ColumnKind::Flag => self.flag(name),
            ColumnKind::Role => self.role(name),
        }
    }

    /// Reads `=`, `is`, `!=`, `is not`, `in` or `not in`: whether it is negated, and whether a list follows.
    fn sameness(&mut self) -> Option<(bool, bool)> {
        if self.take("!=") {
            return Some((true, false));
        }
        if self.take("=") {
            return Some((false, false));
        }
        if self.take_word("is") {
            let not = self.take_word("not");
            return Some((not, self.take_word("in")));
        }
        if self.take_word("in") {
            return Some((false, true));
        }
        let before = self.at;
        if self.take_word("not") && self.take_word("in") {
            return Some((true, true));
        }
        self.at = before;
        None
    }

    fn text_comparison(&mut self, column: &str) -> Result<Predicate, PredicateError> {
        let Some((not, list)) = self.sameness() else {
            return self.fails(&format!("`=`, `!=`, `in` or `not in` after the text column `{column}`"));
        };
        let values = if list { self.list(Self::text_value)? } else { vec![self.text_value()?] };
        let found = Predicate::In { column: column.to_owned(), values };
        Ok(if not { Predicate::Not(Box::new(found)) } else { found })
    }

    fn number_comparison(&mut self, column: &str, kind: ColumnKind) -> Result<Predicate, PredicateError> {
        let compare = |how, with| Predicate::Compare { column: column.to_owned(), how, with };
        let how = if self.take("<=") {
            Some(Compare::AtMost)
        } else if self.take("<") {
            Some(Compare::Below)
        } else if self.take(">=") {
            Some(Compare::AtLeast)
        } else if self.take(">") {
            Some(Compare::Above)
        } else {
            None
        };
        if let Some(how) = how {
            return Ok(compare(how, self.number_value(column, kind)?));
        }
        let Some((not, list)) = self.sameness() else {
            let what = if kind == ColumnKind::Date { "" } else { "the number column " };
            return self.fails(&format!("a comparison such as `>=` after {what}`{column}`"));
        };
        let mut values = if list {
            self.list(|parser| parser.number_value(column, kind))?
        } else {
            vec![self.number_value(column, kind)?]
        };
        let last = values.pop().map(|with| compare(Compare::Is, with));
        let found = match last {
            Some(last) if values.is_empty() => last,
            last => {
                let all = values.into_iter().map(|with| compare(Compare::Is, with));
                Predicate::Any(all.chain(last).collect())
            }
        };
        Ok(if not { Predicate::Not(Box::new(found)) } else { found })
    }

    fn flag(&mut self, column: &str) -> Result<Predicate, PredicateError> {
        let at = self.at;
        if self.sameness().is_some() {
            let says = format!("`{column}` is yes or no; write `{column}` or `not {column}`");
            return Err(error(at..self.at, says));
        }
        Ok(Predicate::Set { column: column.to_owned() })
    }

    fn role(&mut self, role: &str) -> Result<Predicate, PredicateError> {
        match self.sameness() {
            Some((not, false)) if self.take_word("payee") => {
                let found = Predicate::Has { role: role.to_owned() };
                Ok(if not { Predicate::Not(Box::new(found)) } else { found })
            }
            _ => self.fails(&format!("`is payee` after the role `{role}`")),
        }
    }

    fn list<T>(
        &mut self,
        mut value: impl FnMut(&mut Self) -> Result<T, PredicateError>,
    ) -> Result<Vec<T>, PredicateError> {
        if !self.take("(") {
            return self.fails("`(`");
        }
        let mut values = vec![value(self)?];
        while self.take(",") {
            values.push(value(self)?);
        }
        if self.take(")") { Ok(values) } else { self.fails("`,` or `)`") }
    }

    fn text_value(&mut self) -> Result<String, PredicateError> {
        let start = self.at;
        if let Some(mut rest) = self.rest().strip_prefix('\'') {
            let mut value = String::new();
            while let Some((part, after)) = rest.split_once('\'') {
                value.push_str(part);
                rest = after;
                if let Some(after) = rest.strip_prefix('\'') {
                    value.push('\'');
                    rest = after;
                } else {
                    let length = self.rest().len() - rest.len();
                    self.skip(length);
                    return Ok(value);
                }
            }
            return Err(error(start..self.text.len(), "the quote is not closed"));
        }
        let value = &self.text[self.piece()];
        if !is_bare(value) {
            return self.fails("a word, or text in single quotes,");
        }
        self.skip(value.len());
        Ok(value.to_owned())
    }

    /// A day as its number.
    fn day(&mut self, column: &str) -> Result<i64, PredicateError> {
        let quoted = self.rest().starts_with('\'');
        let before = self.at;
        if quoted && let Some(day) = self.text_value().ok().and_then(|text| plumb_units::parse_date(&text)) {
            return Ok(i64::from(crate::day_number(day)));
        }
        self.at = before;
        let at = self.piece();
        let text = self.text.get(at.clone()).unwrap_or("");
        match plumb_units::parse_date(text) {
            Some(day) => {
                self.skip(text.len());
                Ok(i64::from(crate::day_number(day)))
            }
            None => self.fails(&format!("a day such as `2027-04-01` to compare `{column}` with")),
        }
    }

    fn number_value(&mut self, column: &str, kind: ColumnKind) -> Result<i64, PredicateError> {
        if kind == ColumnKind::Date {
            return self.day(column);
        }
        let length = number_length(self.rest());
        if length == 0 {
            return self.fails(&format!("a number to compare `{column}` with"));
        }
        let at = self.at..self.at + length;
        let text = &self.text[at.clone()];
        let currency = self.columns.currency();
        let found = match Quantity::parse(text) {
            Ok(Quantity::Money(money)) if kind == ColumnKind::Money && money.currency() == currency => {
                money.minor()
            }
            Ok(Quantity::Money(_)) if kind == ColumnKind::Money => {
                return Err(error(
                    at,
                    format!("`{column}` is in {currency}; `{text}` cannot be compared with it"),
                ));
            }
            Ok(Quantity::Count(_)) if kind == ColumnKind::Money => {
                match Quantity::parse(&format!("{text} {currency}")) {
                    Ok(quantity) => quantity.integer(),
                    Err(problem) => return Err(error(at, problem.to_string())),
                }
            }
            Ok(quantity @ (Quantity::Count(_) | Quantity::Rate(_))) if kind == ColumnKind::Number => {
                quantity.integer()
            }
            Ok(_) => {
                let holds = if kind == ColumnKind::Money { "money" } else { "a plain number" };
                return Err(error(at, format!("`{column}` is {holds}; `{text}` cannot be compared with it")));
            }
            Err(problem) => return Err(error(at, problem.to_string())),
        };
        self.skip(length);
        Ok(found)
    }
}

/// Joins parts; parts of the same kind become parts of the whole, so that text and tree are one to one.
fn joined(
    mut parts: Vec<Predicate>,
    whole: impl Fn(Vec<Predicate>) -> Predicate,
    inner: impl Fn(Predicate) -> Result<Vec<Predicate>, Predicate>,
) -> Predicate {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match inner(part) {
            Ok(several) => flat.extend(several),
            Err(one) => flat.push(one),
        }
    }
    whole(flat)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '/' | '&' | '+')
}

/// Whether a value may stand without quotes.
pub(super) fn is_bare(value: &str) -> bool {
    !value.is_empty() && value.chars().all(is_word) && !KEYWORDS.contains(&value)
}

/// How many bytes a number takes with its unit: `-1 000.50 EUR`, `12 %`. Spaces count only between groups of three.
fn number_length(text: &str) -> usize {
    let sign = text.chars().next().filter(|c| matches!(c, '-' | '+' | '\u{2212}')).map_or(0, char::len_utf8);
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut at = sign + digits(sign);
    if at == sign {
        return 0;
    }
    while let Some(gap) = text[at..].chars().next().filter(|c| matches!(c, ' ' | '_' | '\u{a0}' | '\u{202f}'))
    {
        let group = at + gap.len_utf8();
        if digits(group) != 3 {
            break;
        }
        at = group + 3;
    }
    if text[at..].starts_with('.') && digits(at + 1) > 0 {
        at += 1 + digits(at + 1);
    }
    let rest = &text[at..];
    let unit = rest.trim_start();
    let gap = rest.len() - unit.len();
    if unit.starts_with('%') {
        return at + gap + 1;
    }
    let word = unit.find(|c| !is_word(c)).unwrap_or(unit.len());
    match &unit[..word] {
        word if gap > 0 && KEYWORDS.contains(&word) => at,
        word => at + if word.is_empty() { 0 } else { gap } + word.len(),
    }
}
