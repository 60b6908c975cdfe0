//! Kebab-case ids.

use std::fmt;

/// An id as plan text writes it: `[a-z0-9][a-z0-9-]*`, at most 100 letters.
///
/// ```
/// use plumb_units::Id;
/// assert!(Id::parse("mid-market").is_ok());
/// assert!(Id::parse("Mid Market").is_err());
/// assert_eq!(Id::suggest("Mid Market & Co.").as_deref(), Some("mid-market-co"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// Text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id; use small letters, digits and hyphens, such as `mid-market`")]
pub struct IdError(String);

impl Id {
    const LENGTH_MAX: usize = 100;

    /// Reads an id.
    ///
    /// # Errors
    /// When a letter other than `a-z`, `0-9`, `-` occurs, it starts with a hyphen, is empty or too long.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty()
            || text.len() > Self::LENGTH_MAX
            || text.starts_with('-')
            || !text.bytes().all(legal)
        {
            return Err(IdError(text.chars().take(Self::LENGTH_MAX).collect()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The nearest legal id to free text; `None` when nothing legal is left.
    ///
    /// Common Latin letters lose their accents; everything else that is not a letter or digit becomes one hyphen.
    pub fn suggest(text: &str) -> Option<String> {
        let mut id = String::new();
        for character in text.chars() {
            match plain_letters(character) {
                Some(letters) => id.push_str(&letters),
                None if !id.is_empty() && !id.ends_with('-') => id.push('-'),
                None => {}
            }
        }
        id.truncate(Self::LENGTH_MAX);
        let id = id.trim_end_matches('-');
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain_letters(character: char) -> Option<String> {
    let lower = character.to_lowercase().next().unwrap_or(character);
    let plain = match lower {
        'a'..='z' | '0'..='9' => return Some(lower.to_string()),
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ů' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    };
    Some(plain.to_owned())
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_are_spelled_out() {
        assert_eq!(Id::suggest("José Müller-Ørsted").as_deref(), Some("jose-mueller-oersted"));
        assert_eq!(Id::suggest("…"), None);
    }

    proptest! {
        #[test]
        fn a_suggestion_is_a_legal_id(text in ".{0,200}") {
            if let Some(id) = Id::suggest(&text) {
                prop_assert!(Id::parse(&id).is_ok(), "{}", id);
            }
        }
    }
}
