//! The arithmetic of the mandates, said as one would say it aloud.

use plumb_engine::{OtherAloud, PartAloud, SaidAloud};

use crate::figures::{bare, short};

const MONTHS: [&str; 12] = [
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
];

/// What the headline comes to, and each share of it: one sentence.
pub(crate) fn sentence(said: &SaidAloud) -> String {
    let becomes = match &said.from {
        Some(from) => format!("{} becomes {}", short(from), short(&said.to)),
        None => format!("{} is to be reached", short(&said.to)),
    };
    let growth =
        said.growth.filter(|_| said.parts.is_empty()).map(|growth| format!(", {} a year", whole(growth)));
    let mut text = format!("{becomes} by {}{}", day(&said.by), growth.unwrap_or_default());
    for part in &said.parts {
        text += &self::part(part, said);
    }
    text + "."
}

fn part(part: &PartAloud, said: &SaidAloud) -> String {
    let when = if part.by == said.by { String::new() } else { format!(" by {}", day(&part.by)) };
    let is = format!("; {} of it is {} of {}{when}", part.share, bare(&part.to), part.name);
    let from = format!("; from {} today", bare(&part.today));
    match (part.growth, part.rest_growth) {
        (Some(growth), Some(rest)) => format!(
            "{is}{from} that is {} a year for the {} and {} for everything else",
            whole(growth),
            part.name,
            under(rest)
        ),
        (Some(growth), None) => format!("{is}{from} that is {} a year", whole(growth)),
        (None, _) if part.today.minor == 0 => format!("{is}; today there is none"),
        (None, _) => format!("{is}{from}"),
    }
}

/// A mandate that is no share of the headline's money, in a sentence of its own.
pub(crate) fn other(other: &OtherAloud) -> String {
    let target = other.target.as_ref().filter(|target| !other.says.contains(target.as_str()));
    let asks = target.map_or_else(String::new, |target| format!(": {target}"));
    let was = match (&other.last_year, &other.period) {
        (Some(figure), Some(year)) => format!("; in fiscal year {year} it was {figure}"),
        _ => String::new(),
    };
    format!("{}{asks}, by {}{was}.", other.says.trim_end_matches('.'), day(&other.by))
}

/// Whole per cent, rounded.
fn whole(growth: f64) -> String {
    format!("{:.0} %", growth * 100.0)
}

/// Whole per cent that are not reached, so that little never reads as more.
fn under(growth: f64) -> String {
    let percent = growth * 100.0;
    if percent < -0.05 {
        return format!("{:.1} % less each year", -percent);
    }
    match percent.round() {
        near if (percent - near).abs() < 0.05 => format!("{near:.0} %"),
        _ => format!("under {:.0} %", percent.ceil()),
    }
}

/// A day as people say it: `31 March 2029`. What is no day stays as it is.
pub(crate) fn day(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    let named = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (named, day.parse::<u8>()) {
        (Some(month), Ok(day)) => format!("{day} {month} {year}"),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::company::euro;

    fn said() -> SaidAloud {
        SaidAloud {
            mandate: "grow".into(),
            from: Some(euro(6_200_000_000)),
            to: euro(8_479_312_200),
            by: "2029-03-31".into(),
            growth: Some(0.11),
            parts: vec![PartAloud {
                mandate: "service-share".into(),
                name: "service".into(),
                share: "30 %".into(),
                by: "2029-03-31".into(),
                to: euro(2_543_793_660),
                rest_to: euro(5_935_518_540),
                period: "2026".into(),
                today: euro(740_000_000),
                rest_today: euro(5_460_000_000),
                years: 3,
                growth: Some(0.509_3),
                rest_growth: Some(0.028_2),
            }],
            others: vec![],
        }
    }

    #[test]
    fn the_arithmetic_is_one_sentence() {
        assert_eq!(
            sentence(&said()),
            "62.0 M EUR becomes 84.8 M EUR by 31 March 2029; 30 % of it is 25.4 M of service; from 7.4 M today that is \
             51 % a year for the service and under 3 % for everything else."
        );
    }

    #[test]
    fn without_a_share_the_growth_is_said() {
        let plain = SaidAloud { parts: vec![], ..said() };
        assert_eq!(sentence(&plain), "62.0 M EUR becomes 84.8 M EUR by 31 March 2029, 11 % a year.");
    }

    #[test]
    fn where_there_is_nothing_to_grow_from_no_growth_is_said() {
        let mut said = said();
        (said.parts[0].today, said.parts[0].growth) = (euro(0), None);
        assert!(sentence(&said).ends_with("25.4 M of service; today there is none."), "{}", sentence(&said));
    }

    #[test]
    fn little_never_reads_as_more() {
        assert_eq!(
            (under(0.0282), under(0.03), under(0.0), under(-0.021)),
            ("under 3 %".into(), "3 %".into(), "0 %".into(), "2.1 % less each year".into())
        );
    }

    #[test]
    fn a_day_is_said_as_people_say_it() {
        assert_eq!(
            (day("2029-03-31").as_str(), day("soon").as_str(), day("2029-13-01").as_str()),
            ("31 March 2029", "soon", "2029-13-01")
        );
    }
}
