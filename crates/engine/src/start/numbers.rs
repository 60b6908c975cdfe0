//! The number of each person: from a list, none, or a proposal that nobody takes for told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plumb_catalog::standing_mandates;
use plumb_plan::levels::Course;
use plumb_units::{Currency, Date, Grain, Money, NumberFormat, Period, Quantity, Rounding, parse_date};

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values};
use super::ground::{Ground, Told};
use super::{guessed, table_file};
use crate::EngineError;
use crate::guess::counted;

/// Where numbers stand.
const FILE: &str = "plan/private/quotas.csv";
/// Where proposals stand; it is no list of the plan, so nothing in it counts as told.
const PROPOSALS: &str = "plan/private/quotas-proposed.txt";
const HEADER: &str = "person,measure,amount,from,until,kind,issued,accepted\n";

/// What people call the columns of a list.
const PERSON: [&str; 8] = ["person", "name", "seller", "rep", "owner", "mitarbeiter", "email", "id"];
const AMOUNT: [&str; 7] = ["amount", "quota", "target", "number", "ziel", "quote", "betrag"];

const HOW: [(&str, &str); 3] = [
    ("file", "they stand in a list"),
    ("none", "nobody has a number"),
    ("propose", "propose some from last year; they are marked and do not count as told"),
];

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let mut guess = guessed::of(ground, &["quota"]);
    if ground.plan.of_kind("quota").next().is_none() {
        guess.push("the exports hold no quotas".to_owned());
    }
    Ok(Form {
        guess,
        fields: vec![
            FieldView::choice("how", "where the numbers are", &HOW).required(),
            FieldView::new(
                "file",
                "file",
                "the list: a CSV or .xlsx with a column for the person and one for the amount, maybe `from` and `until`",
                "quotas.csv",
            ),
        ],
    })
}

/// Writes numbers or proposals.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    match values.get("how").map(String::as_str) {
        Some("file") => match values.get("file") {
            Some(path) => from_file(ground, path, told),
            None => {
                let help = "write `file = \"quotas.csv\"`";
                Ok((
                    vec![Trouble::new("how", "the numbers stand in a list, and no list is named", help)],
                    Vec::new(),
                ))
            }
        },
        Some("propose") => propose(ground, told),
        _ => Ok((Vec::new(), vec!["nobody has a number, as was told".to_owned()])),
    }
}

/// The fiscal year of the newest day.
fn this_year(ground: &Ground) -> Option<Period> {
    ground.plan.company.calendar.period(ground.day?, Grain::Year)
}

/// A quota of a list.
struct Number {
    person: String,
    amount: Quantity,
    from: Date,
    until: Date,
    issued: Option<Date>,
}

fn from_file(ground: &mut Ground, path: &str, told: &Told) -> Applied {
    let stop = |message: String, help: &str| Ok((vec![Trouble::new("file", message, help)], Vec::new()));
    let is_ours = {
        let text = ground.text(FILE);
        text.is_empty() || text.starts_with("# told:") || text.starts_with("# guessed:")
    };
    if !is_ours {
        return stop(
            format!("`{FILE}` was written by somebody already"),
            "change the numbers there, or with `plumb sheet`",
        );
    }
    let list = match table_file::read(std::path::Path::new(path), &[&PERSON, &AMOUNT]) {
        Ok(list) => list,
        Err((message, help)) => return Ok((vec![Trouble::new("file", message, help)], Vec::new())),
    };
    let Some(year) = this_year(ground) else {
        return stop(
            "the fiscal year of the facts is not known".to_owned(),
            "give the columns `from` and `until`",
        );
    };
    let Some(measure) = ground.named("measure", "net-revenue").or_else(|| {
        let mut money =
            ground.plan.of_kind("measure").filter(|measure| measure.choice("unit") == Some("money"));
        money.next().map(|measure| measure.id.to_string())
    }) else {
        return stop("the plan has no measure in money".to_owned(), "answer `last-year` first");
    };
    let (person, amount) = (list.column(&PERSON), list.column(&AMOUNT));
    let (Some(person), Some(amount)) = (person, amount) else {
        let message = format!("`{path}` has the columns `{}`", list.header.join("`, `"));
        return stop(message, "call one `person` and one `amount`");
    };
    let (from, until) = (list.column(&["from", "start", "von"]), list.column(&["until", "end", "bis"]));
    let period = list.column(&["period", "year", "jahr"]);
    let unit = list.column(&["currency", "amount unit", "unit of amount", "währung"]);
    let issued = list.column(&["issued", "told on"]);
    let (mut numbers, mut troubles) = (Vec::new(), Vec::new());
    for row in &list.rows {
        let cell = |place: Option<usize>| {
            place
                .and_then(|place| row.cells.get(place))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
        };
        let mut wrong = |message: String, help: String| {
            troubles.push(Trouble::new("file", format!("`{path}` line {}: {message}", row.line), help));
        };
        let (Some(name), Some(text)) = (cell(Some(person)), cell(Some(amount))) else { continue };
        let id = ground.person(name).or_else(|| ground.by_key_or_email(name));
        let Some(id) = id else {
            let (message, help) = ground.unknown("person", name);
            wrong(message, help);
            continue;
        };
        let told = match cell(unit).filter(|_| !text.contains(char::is_alphabetic)) {
            Some(unit) => format!("{text} {unit}"),
            None => text.to_owned(),
        };
        let money = match number(&told, ground.plan.company.currency) {
            Some(money) => money,
            None => {
                wrong(format!("`{text}` is no amount"), "write it as `900000` or `900 000 EUR`".to_owned());
                continue;
            }
        };
        let named = cell(period).and_then(|name| ground.plan.company.calendar.named(name));
        let day = |place: Option<usize>| cell(place).and_then(parse_date);
        let whole = named.as_ref().unwrap_or(&year);
        let (from, until) = (day(from).unwrap_or(whole.from), day(until).unwrap_or(whole.until));
        if until <= from {
            wrong(
                format!("it ends on {until} and begins on {from}"),
                "put the later day into `until`".to_owned(),
            );
            continue;
        }
        numbers.push(Number { person: id, amount: Quantity::Money(money), from, until, issued: day(issued) });
    }
    if troubles.is_empty() && numbers.is_empty() {
        return stop(format!("`{path}` holds no row with a person and an amount"), "is it the right file?");
    }
    if !troubles.is_empty() {
        return Ok((troubles, Vec::new()));
    }
    numbers.sort_by(|a, b| (&a.person, a.from).cmp(&(&b.person, b.from)));
    let mut text = format!("# {}\n{HEADER}", told.mark());
    for number in &numbers {
        let issued = number.issued.map_or_else(String::new, |issued| issued.to_string());
        let _ = writeln!(
            text,
            "{},{measure},{},{},{},direct,{issued},",
            number.person, number.amount, number.from, number.until
        );
    }
    ground.put(FILE, text);
    let mut by_person: BTreeMap<&str, usize> = BTreeMap::new();
    for number in &numbers {
        *by_person.entry(&number.person).or_default() += 1;
    }
    let says = format!(
        "`{FILE}` holds {} of {}, and no other file does",
        counted(numbers.len(), "number", "numbers"),
        counted(by_person.len(), "person", "people")
    );
    Ok((Vec::new(), vec![says]))
}

/// An amount as people write it in a list; without a currency in the company's.
fn number(text: &str, company: Option<Currency>) -> Option<Money> {
    if let Ok(Quantity::Money(money)) = Quantity::parse(text) {
        return Some(money);
    }
    let currency = company?;
    let bare: String = text
        .chars()
        .filter(|character| !matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '€' | '$' | '£'))
        .collect();
    let group = |decimal: char, group: char| NumberFormat { decimal, group: Some(group) };
    let formats = [NumberFormat::POINT, group('.', ','), group(',', '.')];
    let amount = formats.into_iter().find_map(|format| plumb_units::Amount::parse(&bare, format).ok())?;
    amount.to_money(currency, Rounding::HalfEven)
}

/// Writes a proposal: this year's level of the mandate, laid on those who sold last year by what they sold.
fn propose(ground: &mut Ground, told: &Told) -> Applied {
    let stop = |message: &str, help: &str| Ok((vec![Trouble::new("how", message, help)], Vec::new()));
    let (Some(year), Some(last)) = (this_year(ground), ground.last_year()) else {
        return stop("the facts hold no fiscal year that is over", "choose `file` or `none`");
    };
    let Some(day) = ground.day else {
        return stop("no day is known", "import an export first");
    };
    let mandates = standing_mandates(&ground.plan, day);
    let headline = mandates.iter().find(|mandate| mandate.headline).or(mandates.first());
    let level = headline.and_then(|mandate| {
        let objective = ground.plan.entity("objective", mandate.id.as_str())?;
        let level = Course::of(objective).level(&ground.plan.company.calendar, year.from).ok()?;
        level.quantity.money()
    });
    let Some(level) = level else {
        return stop(
            "no mandate in money is signed, so there is nothing to propose from",
            "answer `mandate` first",
        );
    };
    let sold = super::nearest::sold(ground, &last)?;
    let weights: Vec<u128> = sold.values().copied().collect();
    let Some(parts) = level.split(&weights).filter(|_| !weights.is_empty()) else {
        return stop("nobody of the plan sold anything last year", "choose `file` or `none`");
    };
    let measure = headline.map(|mandate| mandate.measure.clone()).unwrap_or_default();
    let mut text = format!(
        "# PROPOSED, not told: {level} of {} laid on {} people by what each sold in {}.\n\
         # Asked for {}. Nothing here counts. To make it count, change what is wrong, tell people, and give this file\n\
         # to `plumb start DIR --answers FILE` with `[numbers]`, `how = \"file\"`, `file = \"{PROPOSALS}\"`.\n{HEADER}",
        year.name,
        parts.len(),
        last.name,
        told.mark().trim_start_matches("told: ")
    );
    for (person, part) in sold.keys().zip(parts) {
        let _ = writeln!(text, "{person},{measure},{part},{},{},direct,,", year.from, year.until);
    }
    ground.put(PROPOSALS, text);
    let says = format!(
        "{} stand in `{PROPOSALS}`; nothing there counts as told",
        counted(sold.len(), "proposal", "proposals")
    );
    Ok((Vec::new(), vec![says]))
}
