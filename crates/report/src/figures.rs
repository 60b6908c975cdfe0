//! Figures as people read them: money with its thousands apart, or short; shares; counts with their words.

use plumb_engine::MoneyView;

/// Money, exact, with thousands apart and without its currency: `3 120 000.00`.
pub(crate) fn exact(money: &MoneyView) -> String {
    grouped(&money.amount)
}

/// Money, exact, with its currency: `3 120 000.00 EUR`.
pub(crate) fn money(money: &MoneyView) -> String {
    format!("{} {}", exact(money), money.currency)
}

/// Money as headings show it: `12.4 M EUR`. Below ten thousand it is exact.
pub(crate) fn short(money: &MoneyView) -> String {
    let digits = decimals(money);
    let unit = 10_i128.pow(u32::try_from(digits.min(9)).unwrap_or(0));
    let whole = i128::from(money.minor).abs();
    let sign = if money.minor < 0 { "-" } else { "" };
    let scaled = |scale: i128, word: &str| {
        let tenths = (whole * 10 + scale * unit / 2) / (scale * unit);
        format!("{sign}{}.{} {word} {}", grouped(&(tenths / 10).to_string()), tenths % 10, money.currency)
    };
    if whole >= 999_950_000 * unit {
        scaled(1_000_000_000, "bn")
    } else if whole >= 999_950 * unit {
        scaled(1_000_000, "M")
    } else if whole >= 10_000 * unit {
        scaled(1_000, "k")
    } else {
        self::money(money)
    }
}

/// Money as headings show it, without its currency: `12.4 M`.
pub(crate) fn bare(money: &MoneyView) -> String {
    let text = short(money);
    text.strip_suffix(&money.currency).map_or(text.clone(), |text| text.trim_end().to_owned())
}

/// One scale for all figures of a table, so that they can be compared by their length: `In k EUR`.
pub(crate) struct Scale {
    divisor: i128,
    word: &'static str,
    currency: String,
}

impl Scale {
    /// The scale for amounts of which the largest is one of these, in the currency of another.
    pub(crate) fn of(like_this: &MoneyView, amounts: impl IntoIterator<Item = i64>) -> Self {
        let unit = 10_i128.pow(u32::try_from(decimals(like_this).min(9)).unwrap_or(0));
        let most = amounts.into_iter().map(|minor| i128::from(minor).abs()).max().unwrap_or(0);
        let (scale, word) = match most / unit {
            10_000_000_000.. => (1_000_000, "M "),
            1_000_000.. => (1_000, "k "),
            _ => (1, ""),
        };
        Self { divisor: scale * unit, word, currency: like_this.currency.clone() }
    }

    /// What the figures are counted in: `k EUR`.
    pub(crate) fn says(&self) -> String {
        format!("{}{}", self.word, self.currency)
    }

    /// An amount without what it is counted in, whole.
    pub(crate) fn whole(&self, minor: i64) -> String {
        let minor = i128::from(minor);
        let rounded = (minor.abs() * 2 + self.divisor) / (self.divisor * 2);
        if rounded == 0 && minor != 0 {
            return self.tenths(minor);
        }
        format!("{}{}", if minor < 0 { "-" } else { "" }, grouped(&rounded.to_string()))
    }

    /// An amount without what it is counted in, with a tenth.
    pub(crate) fn tenth(&self, minor: i64) -> String {
        self.tenths(minor.into())
    }

    fn tenths(&self, minor: i128) -> String {
        let tenths = (minor.abs() * 20 + self.divisor) / (self.divisor * 2);
        let sign = if minor < 0 && tenths > 0 { "-" } else { "" };
        format!("{sign}{}.{}", grouped(&(tenths / 10).to_string()), tenths % 10)
    }

    /// Whole, with a sign before what adds.
    pub(crate) fn signed(&self, minor: i64) -> String {
        format!("{}{}", if minor > 0 { "+" } else { "" }, self.whole(minor))
    }
}

/// So many minor units in the currency and form of another amount.
pub(crate) fn like(money: &MoneyView, minor: i64) -> MoneyView {
    let digits = decimals(money);
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    let sign = if minor < 0 { "-" } else { "" };
    let amount = if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") };
    MoneyView { amount, currency: money.currency.clone(), minor }
}

/// A part of a whole in per cent with one decimal. What is not all never reads as all, and what is not nothing never as
/// nothing.
pub(crate) fn percent(part: i64, whole: i64) -> Option<String> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    (whole > 0).then(|| {
        let mut tenths = (part * 2000 + whole).div_euclid(whole * 2);
        if part < whole {
            tenths = tenths.min(999);
        }
        if part > 0 && tenths == 0 {
            "under 0.1 %".to_owned()
        } else {
            format!("{}.{} %", tenths / 10, tenths % 10)
        }
    })
}

/// A share from 0 to 1 in whole per cent or points, rounded down to what is certain: `31`.
pub(crate) fn points(share: f64) -> String {
    let points = share * 100.0;
    if points > 0.0 && points < 1.0 { "under 1".to_owned() } else { format!("{}", (points + 1e-9).floor()) }
}

/// `1 gap`, `2 gaps`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(&number.to_string()), if number == 1 { one } else { many })
}

/// Words as a list: `a, b and c`.
pub(crate) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn decimals(money: &MoneyView) -> usize {
    money.amount.split_once('.').map_or(0, |(_, part)| part.len())
}

/// Thousands apart.
pub(crate) fn grouped(digits: &str) -> String {
    let (sign, rest) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut out = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.chars().count() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn euro(minor: i64) -> MoneyView {
        like(&MoneyView { amount: "0.00".into(), currency: "EUR".into(), minor: 0 }, minor)
    }

    #[test]
    fn money_is_exact_in_tables_and_short_in_headings() {
        assert_eq!(money(&euro(312_000_000)), "3 120 000.00 EUR");
        assert_eq!(short(&euro(1_240_000_000)), "12.4 M EUR");
        assert_eq!(short(&euro(99_999_999)), "1.0 M EUR");
        assert_eq!(short(&euro(41_200_000)), "412.0 k EUR");
        assert_eq!(short(&euro(-41_200_000)), "-412.0 k EUR");
        assert_eq!(short(&euro(999)), "9.99 EUR");
        assert_eq!(money(&euro(-5)), "-0.05 EUR");
    }

    #[test]
    fn figures_of_a_table_share_their_scale() {
        let scale = Scale::of(&euro(0), [6_882_000_000, -5]);
        assert_eq!(scale.says(), "k EUR");
        assert_eq!((scale.whole(6_882_000_000), scale.whole(0)), ("68 820".into(), "0".into()));
        assert_eq!((scale.tenth(931_078), scale.signed(49_949_900)), ("9.3".into(), "+499".into()));
        assert_eq!((scale.whole(-32_000), scale.whole(-5)), ("-0.3".into(), "0.0".into()));
        assert_eq!(Scale::of(&euro(0), [99_999_999]).says(), "EUR");
    }

    #[test]
    fn yen_have_no_decimals() {
        let yen = like(&MoneyView { amount: "0".into(), currency: "JPY".into(), minor: 0 }, 12_345_678);
        assert_eq!((money(&yen), short(&yen)), ("12 345 678 JPY".into(), "12.3 M JPY".into()));
    }

    #[test]
    fn what_is_not_all_never_reads_as_all() {
        assert_eq!(percent(999_999, 1_000_000).as_deref(), Some("99.9 %"));
        assert_eq!(percent(4_324, 3_335).as_deref(), Some("129.7 %"));
        assert_eq!(percent(1, 1_000_000).as_deref(), Some("under 0.1 %"));
        assert_eq!(percent(0, 5).as_deref(), Some("0.0 %"));
        assert_eq!(percent(0, 0), None);
        assert_eq!(
            (points(0.5999), points(0.31), points(0.001), points(0.0)),
            ("59".into(), "31".into(), "under 1".into(), "0".into())
        );
    }

    proptest! {
        #[test]
        fn any_amount_fits_any_scale(minor in any::<i64>(), most in any::<i64>()) {
            let scale = Scale::of(&euro(0), [most]);
            prop_assert!(scale.whole(minor).len() <= 40 && scale.tenth(minor).contains('.'));
        }

        #[test]
        fn any_amount_reads_back(minor in any::<i64>()) {
            let text = exact(&euro(minor)).replace([' ', '.'], "");
            prop_assert_eq!(text.parse::<i128>().unwrap(), i128::from(minor));
        }

        #[test]
        fn any_amount_has_a_short_form(minor in any::<i64>()) {
            prop_assert!(short(&euro(minor)).ends_with(" EUR"));
        }
    }
}
