//! Decimal text to whole numbers of a fixed scale, exactly.

/// The marks that a source uses in its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    /// Between units and fractions.
    pub decimal: char,
    /// Between thousands, if any. Spaces and underscores are accepted always.
    pub group: Option<char>,
}

impl NumberFormat {
    /// `1,234.50`
    pub const POINT: Self = Self { decimal: '.', group: Some(',') };
    /// `1.234,50`
    pub const COMMA: Self = Self { decimal: ',', group: Some('.') };
    /// `1234.50`, with nothing between thousands but spaces or underscores.
    pub const PLAIN: Self = Self { decimal: '.', group: None };
}

/// Reads decimal text as a whole number of `10^-scale`; the error is a reason to show.
pub(crate) fn parse_scaled(text: &str, format: NumberFormat, scale: u32) -> Result<i64, String> {
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let mut value: i64 = 0;
    let mut fraction_digits: Option<u32> = None;
    let mut seen_digit = false;
    let mut since_group: Option<u32> = None;
    for character in digits.chars() {
        if let Some(digit) = character.to_digit(10) {
            seen_digit = true;
            if let Some(count) = &mut fraction_digits {
                if *count == scale {
                    if digit != 0 {
                        return Err(format!("`{trimmed}` has more than {scale} decimals"));
                    }
                    continue;
                }
                *count += 1;
            } else if let Some(count) = &mut since_group {
                *count += 1;
            }
            value = value
                .checked_mul(10)
                .and_then(|value| value.checked_add(i64::from(digit)))
                .ok_or_else(|| format!("`{trimmed}` is too large"))?;
        } else if character == format.decimal && fraction_digits.is_none() {
            if since_group.is_some_and(|count| count != 3) {
                return Err(format!("`{trimmed}` has thousands that are not groups of three"));
            }
            fraction_digits = Some(0);
        } else if Some(character) == format.group && fraction_digits.is_none() && seen_digit {
            if since_group.is_some_and(|count| count != 3) {
                return Err(format!("`{trimmed}` has thousands that are not groups of three"));
            }
            since_group = Some(0);
        } else if matches!(character, ' ' | '_' | '\u{a0}' | '\u{202f}' | '\'') && seen_digit {
            continue;
        } else {
            return Err(format!("`{trimmed}` is not a number"));
        }
    }
    if !seen_digit {
        return Err(format!("`{trimmed}` is not a number"));
    }
    if fraction_digits.is_none() && since_group.is_some_and(|count| count != 3) {
        return Err(format!("`{trimmed}` has thousands that are not groups of three"));
    }
    for _ in fraction_digits.unwrap_or(0)..scale {
        value = value.checked_mul(10).ok_or_else(|| format!("`{trimmed}` is too large"))?;
    }
    Ok(if negative { -value } else { value })
}

/// Writes a whole number of `10^-scale` with at least `least` decimals.
pub(crate) fn write_scaled(value: i64, scale: u32, least: usize, group: &str) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let kept = fraction.trim_end_matches('0').len().max(least);
    let mut text = String::new();
    if value < 0 {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    if kept > 0 {
        text.push('.');
        text.push_str(&fraction[..kept]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_must_be_groups_of_three() {
        assert_eq!(parse_scaled("1,234.5", NumberFormat::POINT, 2), Ok(123_450));
        assert_eq!(parse_scaled("1.234.567,5", NumberFormat::COMMA, 2), Ok(123_456_750));
        assert!(parse_scaled("1,23", NumberFormat::POINT, 2).is_err());
        assert!(parse_scaled("1.23", NumberFormat::COMMA, 2).is_err());
    }

    #[test]
    fn digits_past_the_scale_must_be_zeros() {
        assert_eq!(parse_scaled("1.2300", NumberFormat::PLAIN, 2), Ok(123));
        assert_eq!(
            parse_scaled("1.235", NumberFormat::PLAIN, 2),
            Err("`1.235` has more than 2 decimals".into())
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(parse_scaled("99999999999999999999", NumberFormat::PLAIN, 0).is_err());
        assert!(parse_scaled("", NumberFormat::PLAIN, 0).is_err());
        assert!(parse_scaled("-", NumberFormat::PLAIN, 0).is_err());
        assert!(parse_scaled("1e6", NumberFormat::PLAIN, 0).is_err());
    }

    #[test]
    fn a_fraction_without_whole_digits_is_read() {
        assert_eq!(parse_scaled(".0120", NumberFormat::PLAIN, 6), Ok(12_000));
    }

    #[test]
    fn writing_groups_thousands_and_keeps_the_sign() {
        assert_eq!(write_scaled(-123_456_789, 2, 2, " "), "-1 234 567.89");
        assert_eq!(write_scaled(5, 2, 2, " "), "0.05");
        assert_eq!(write_scaled(1_000_000, 6, 0, ""), "1");
    }
}
