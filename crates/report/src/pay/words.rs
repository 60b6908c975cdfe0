//! Words of pay: periods, shares, rates and deals as people say them.

use plumb_engine::{CreditView, PayLineView, PayPlanView, PayRunView, PeriodView, StatementView, parse_date};

use crate::aloud;
use crate::cells::clean;
use crate::figures::grouped;

/// A pay period as people say it: `February 2026` where it is a month of the calendar, else its name.
pub(crate) fn period(period: &PeriodView) -> String {
    let whole_month = || {
        let (from, until) = (parse_date(&period.from)?, parse_date(&period.until)?);
        let next = from.last_of_month().tomorrow().ok()?;
        (from.day() == 1 && until == next).then(|| aloud::day(&period.from))
    };
    match whole_month() {
        Some(said) => said.split_once(' ').map_or(said.clone(), |(_, month)| month.to_owned()),
        None => clean(&period.name).into_owned(),
    }
}

/// From its first to its last day: `1 to 28 February 2027`.
pub(crate) fn days(period: &PeriodView) -> String {
    let (from, last) = (aloud::day(&period.from), aloud::day(&last_day(&period.until)));
    match (from.split_once(' '), last.split_once(' ')) {
        (Some((day, month)), Some((_, same))) if month == same => format!("{day} to {last}"),
        _ => format!("{from} to {last}"),
    }
}

/// A day without its year, the month in three letters: `4 Feb`. What is no day stays as it is.
pub(crate) fn short_day(iso: &str) -> String {
    let said = aloud::day(iso);
    let mut words = said.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some(day), Some(month), Some(_)) => format!("{day} {}", month.chars().take(3).collect::<String>()),
        _ => clean(iso).into_owned(),
    }
}

/// An amount that is written with its unit, its thousands apart.
pub(crate) fn amount(written: &str) -> String {
    let written = clean(written);
    match written.split_once(' ') {
        Some((digits, unit)) if is_digits(digits) => format!("{} {unit}", grouped(digits)),
        None if is_digits(&written) => grouped(&written),
        _ => written.into_owned(),
    }
}

fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// What a tier pays, of a number of times only the number: `1.5`.
pub(crate) fn factor(pays: &str) -> String {
    let pays = clean(pays);
    pays.strip_suffix(" times").or_else(|| pays.strip_suffix(" time")).unwrap_or(&pays).to_owned()
}

/// The day before the one after the last.
pub(crate) fn last_day(until: &str) -> String {
    let day = parse_date(until).and_then(|day| day.yesterday().ok());
    day.map_or_else(|| until.to_owned(), |day| day.to_string())
}

/// An id as words: `new-business` as `New business`.
pub(crate) fn spoken(id: &str) -> String {
    let id = clean(id).replace('-', " ");
    let mut letters = id.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A share in per cent, with a decimal only where there is one: `85 %`, `12.5 %`.
pub(crate) fn share(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", plain(text.strip_suffix(".0").unwrap_or(&text)))
}

/// How many times: `0.4 times`.
pub(crate) fn times(ratio: f64) -> String {
    format!(
        "{} times",
        plain(&if ratio.abs() < 0.095 { format!("{ratio:.2}") } else { format!("{ratio:.1}") })
    )
}

fn plain(text: &str) -> &str {
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| matches!(c, '0' | '.')) => zero,
        _ => text,
    }
}

/// Which plan: its name, id and version.
pub(crate) fn plan(plan: &PayPlanView) -> String {
    let name = clean(&plan.name);
    match name == plan.id || name.is_empty() {
        true => format!("plan `{}`, version {}", clean(&plan.id), plan.version),
        false => format!("{name} (plan `{}`, version {})", clean(&plan.id), plan.version),
    }
}

/// What the figures of a statement rest on.
pub(crate) fn made(view: &StatementView) -> String {
    let mut says = match &view.run {
        Some(run) => format!("{}, {}", view.state, of_run(run)),
        None => format!("{}, as computed now", view.state),
    };
    if let Some(known) = &view.known_on {
        says += &format!(", as it was known on {}", aloud::day(known));
    }
    clean(&says).into_owned()
}

/// A run in a few words.
pub(crate) fn of_run(run: &PayRunView) -> String {
    format!(
        "run {}, of {}, on {} by {}, with facts until {}",
        run.run,
        clean(&run.period),
        aloud::day(&run.made_on),
        clean(&run.made_by),
        aloud::day(&run.as_of)
    )
}

/// A fact without its table: `crm/7` of `bookings/crm/7`.
pub(crate) fn fact(key: &str) -> String {
    let key = clean(key);
    key.split_once('/').map_or(key.as_ref(), |(_, rest)| rest).to_owned()
}

/// What a line is about: the account, else the fact, else a day of those below.
pub(crate) fn deal(line: &PayLineView, credits: &[CreditView]) -> String {
    // A line that only counts is named by no credit: what is about the same fact has the same account.
    let same = |credit: &&CreditView| line.key.is_some() && credit.key == line.key;
    let credit = credit_of(line, credits).or_else(|| credits.iter().find(same));
    match (credit.and_then(|credit| credit.account.as_deref()), &line.key) {
        (Some(account), _) => clean(account).into_owned(),
        (None, Some(key)) => fact(key),
        (None, None) => "those below".to_owned(),
    }
}

/// The credit that a line pays.
pub(crate) fn credit_of<'c>(line: &PayLineView, credits: &'c [CreditView]) -> Option<&'c CreditView> {
    credits.iter().find(|credit| credit.lines.contains(&line.id))
}

/// What was credited: `booking of instruments, Nordkai AG, 12 February 2026 (crm/7)`.
pub(crate) fn transaction(credit: &CreditView) -> String {
    let mut says = clean(&credit.what).into_owned();
    if let Some(offering) = &credit.offering {
        says += &format!(" of {}", clean(offering).replace('-', " "));
    }
    if let Some(account) = &credit.account {
        says += &format!(", {}", clean(account));
    }
    says += &format!(", {}", aloud::day(&credit.day));
    if let Some(key) = &credit.key {
        says += &format!(" ({})", fact(key));
    }
    says
}

/// What a line is paid at, with what multiplies it: `1.4 % × 200 %`.
pub(crate) fn multiplied(line: &PayLineView) -> String {
    let by = line.multiplied.iter().filter_map(|why| why.split_once(": ")).map(|(rate, _)| clean(rate));
    by.fold(rate(line), |at, by| format!("{at} × {by}"))
}

/// Whether a line brings nothing by itself and only counts towards its measure.
pub(crate) fn only_counts(line: &PayLineView) -> bool {
    line.pays.minor == 0 && !line.exact.contains(|c: char| matches!(c, '1'..='9'))
}

/// What is said of lines that pay nothing by themselves.
pub(crate) fn counting(lines: usize) -> String {
    match lines {
        1 => "1 deal counts towards it and pays nothing by itself".to_owned(),
        many => {
            format!("{} deals count towards it and pay nothing by themselves", grouped(&many.to_string()))
        }
    }
}

/// Whether every tier of a line has a rate of its own, so that there is no price before tiers.
pub(crate) fn in_tiers(line: &PayLineView) -> bool {
    !line.tiers.is_empty() && line.tiers.iter().all(|tier| factor(&tier.pays) == clean(&tier.pays))
}

/// What a line comes to before rounding, and what rounding did.
pub(crate) fn comes_to(line: &PayLineView) -> String {
    let exact = amount(&line.exact);
    let Some(rounding) = &line.rounding else { return exact };
    let rounding = clean(rounding);
    match rounding.strip_prefix(&*clean(&line.exact)) {
        Some(rest) => match rest.strip_prefix(" becomes ") {
            Some(rounded) => format!("{exact}, rounded to {rounded}"),
            None => format!("{exact}{rest}"),
        },
        None => format!("{exact}; {rounding}"),
    }
}

/// What a line was paid at: the price, times what its tiers pay: `8 % × 0.8 and 1.2`.
pub(crate) fn rate(line: &PayLineView) -> String {
    if only_counts(line) {
        return "counts only".to_owned();
    }
    let price = clean(&line.price);
    let mut factors: Vec<String> = Vec::new();
    let mut own: Vec<String> = Vec::new();
    for tier in &line.tiers {
        let word = factor(&tier.pays);
        let list = if word == clean(&tier.pays) { &mut own } else { &mut factors };
        if list.last() != Some(&word) {
            list.push(word);
        }
    }
    match (factors.as_slice(), own.as_slice()) {
        ([], []) => price.into_owned(),
        ([], own) => own.join(" and "),
        ([one], _) if one == "1" && !price.is_empty() => price.into_owned(),
        (factors, _) if price.is_empty() => format!("{} times", factors.join(" and ")),
        (factors, _) => format!("{price} × {}", factors.join(" and ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, from: &str, until: &str) -> PeriodView {
        PeriodView { name: name.into(), from: from.into(), until: until.into() }
    }

    #[test]
    fn a_month_of_the_calendar_is_said_as_one() {
        assert_eq!(period(&of("2026-M11", "2027-02-01", "2027-03-01")), "February 2027");
        assert_eq!(period(&of("2026-Q1", "2026-04-01", "2026-07-01")), "2026-Q1");
        assert_eq!(period(&of("2026-W07", "2026-02-05", "2026-02-12")), "2026-W07");
        assert_eq!(period(&of("odd", "then", "later")), "odd");
        assert_eq!(days(&of("2026-M11", "2027-02-01", "2027-03-01")), "1 to 28 February 2027");
        assert_eq!(days(&of("2026-Q4", "2027-01-01", "2027-04-01")), "1 January 2027 to 31 March 2027");
        assert_eq!((short_day("2027-02-04").as_str(), short_day("soon").as_str()), ("4 Feb", "soon"));
    }

    #[test]
    fn shares_and_ratios_have_no_more_digits_than_they_need() {
        assert_eq!([0.85, 0.125, 1.0, -0.000_1, 1.4].map(share), ["85 %", "12.5 %", "100 %", "0 %", "140 %"]);
        assert_eq!([0.4, 2.1, 0.05, 12.0].map(times), ["0.4 times", "2.1 times", "0.05 times", "12.0 times"]);
    }
}
