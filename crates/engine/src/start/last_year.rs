//! What Finance says last year brought, and the sum of facts that comes nearest to it.

use plumb_plan::edit::Edit;
use plumb_plan::lock;
use plumb_units::{Money, parse_date};

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, OptionView, Values, money};
use super::ground::{Ground, Told};
use super::listed::comment;
use super::nearest::{Sum, sums, year};
use crate::EngineError;

const MAPPING: &str = "mappings/finance.toml";
const TOTALS: &str = "exports/finance/control-totals.csv";
const MEASURE: &str = "net-revenue";

/// Beyond this share of Finance's figure, in per cent, no sum of facts is taken for it.
const FAR: i128 = 10;

/// Sums that are told.
const TOLD_MAX: usize = 8;

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let Some(last) = ground.last_year() else {
        let guess = vec!["no fiscal year is over by the newest day of the facts".to_owned()];
        return Ok(Form { guess, fields: fields(None, &[], ground)? });
    };
    let sums = sums(ground, &last)?;
    let mut guess: Vec<String> = different(&sums)
        .iter()
        .take(TOLD_MAX)
        .map(|sum| format!("{} come to {}, of {} rows", sum.says(), sum.money, sum.rows))
        .collect();
    if let Some(left_out) = sums.iter().map(|sum| sum.left_out).max().filter(|left_out| *left_out > 0) {
        let currencies = without_rate(ground)?;
        let names: Vec<&str> = currencies.iter().map(|(currency, _)| currency.as_str()).collect();
        guess.push(format!(
            "up to {left_out} rows are left out of these sums, for no rate of {} is told",
            if names.is_empty() { "their currency".to_owned() } else { names.join(" and ") }
        ));
    }
    Ok(Form { guess, fields: fields(Some(&last.name), &sums, ground)? })
}

fn fields(last: Option<&str>, sums: &[Sum], ground: &Ground) -> Result<Vec<FieldView>, EngineError> {
    let mut fields = vec![
        FieldView::new("figure", "money", "what Finance says the year brought", "62 000 000 EUR").required(),
        FieldView::new("year", "text", "the fiscal year", "2025").or(last.map(str::to_owned)),
    ];
    let mut currencies = without_rate(ground)?;
    let told = ground.kept.get("last-year").into_iter().flat_map(|entry| entry.values.keys());
    for currency in told.filter_map(|name| name.strip_prefix("rate.")) {
        if currencies.iter().all(|(known, _)| known != currency) {
            currencies.push((currency.to_owned(), bookings_in(ground, currency)?));
        }
    }
    for (currency, rows) in currencies {
        let company = ground.plan.company.currency.map_or_else(String::new, |currency| currency.to_string());
        let label = format!("what 1 {currency} is worth in {company}; {rows} bookings are in it");
        fields.push(FieldView::new(format!("rate.{currency}"), "text", &label, "0.0855"));
    }
    let mut reading =
        FieldView::new("reading", "choice", "the sum that Finance means; without it, the nearest", "net");
    reading.options = sums
        .iter()
        .map(|sum| OptionView { value: sum.id.clone(), label: format!("{}: {}", sum.says(), sum.money) })
        .collect();
    if !sums.is_empty() {
        fields.push(reading);
    }
    Ok(fields)
}

fn bookings_in(ground: &Ground, currency: &str) -> Result<i64, EngineError> {
    let sql = "select count(*) from bookings where currency = :currency";
    let rows = ground.rows(sql, &[("currency", currency.into())])?;
    Ok(rows.first().and_then(|row| row.first()?.int()).unwrap_or(0))
}

/// Currencies of bookings that the plan has no rate of, with the number of rows.
pub(super) fn without_rate(ground: &Ground) -> Result<Vec<(String, i64)>, EngineError> {
    let Some(company) = ground.plan.company.currency else { return Ok(Vec::new()) };
    let told: Vec<&str> =
        ground.plan.of_kind("exchange").filter_map(|exchange| exchange.text("currency")).collect();
    let rows = ground.rows("select currency, count(*) from bookings group by 1 order by 1", &[])?;
    let pairs = rows.iter().filter_map(|row| Some((row.first()?.text()?.to_owned(), row.get(1)?.int()?)));
    Ok(pairs.filter(|(code, _)| code != company.code() && !told.contains(&code.as_str())).collect())
}

/// Records Finance's figure as a control total, and the nearest sum as the measure.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let figure = values.get("figure").map(|figure| money(ground, figure));
    let Some(Ok(figure)) = figure else { return Ok((Vec::new(), Vec::new())) };
    if ground.plan.company.currency != Some(figure.currency()) {
        let help = "give it in the company's currency";
        return Ok((
            vec![Trouble::new("figure", format!("{figure} is in another currency"), help)],
            Vec::new(),
        ));
    }
    if figure.minor() <= 0 {
        let help = "give what the year brought";
        return Ok((
            vec![Trouble::new("figure", format!("a year of {figure} has nothing to compare"), help)],
            Vec::new(),
        ));
    }
    let troubles = rates(ground, values)?;
    if !troubles.is_empty() {
        return Ok((troubles, Vec::new()));
    }
    let Some(of_year) = year(ground, values.get("year").map(String::as_str)) else {
        let help = "write a fiscal year of the company's calendar, such as `2025`";
        return Ok((
            vec![Trouble::new("year", "that year is not in the company's calendar", help)],
            Vec::new(),
        ));
    };
    let mut sums = sums(ground, &of_year)?;
    sums.sort_by_key(|sum| (sum.beyond(figure).unsigned_abs(), sum.left_out, !sum.is_fiscal));
    let mut says: Vec<String> = Vec::new();
    let wanted = values.get("reading");
    let chosen = match wanted {
        Some(wanted) => sums.iter().find(|sum| sum.id == *wanted).cloned(),
        None => sums
            .first()
            .cloned()
            .filter(|sum| i128::from(sum.beyond(figure)).abs() * 100 <= i128::from(figure.minor()) * FAR),
    };
    if let (Some(wanted), None) = (wanted, &chosen) {
        let message = format!("the facts have no sum `{wanted}` in {}", of_year.name);
        return Ok((vec![Trouble::new("reading", message, "leave it out, and the nearest is taken")], says));
    }
    for sum in different(&sums).into_iter().take(TOLD_MAX) {
        let mark =
            if chosen.as_ref().is_some_and(|chosen| chosen.id == sum.id) { "taken" } else { "not taken" };
        says.push(format!("{}: {}, {} ({mark})", sum.says(), sum.money, difference(sum, figure)));
    }
    let (from, until) =
        chosen.as_ref().map_or((of_year.from, of_year.until), |sum| (sum.year.from, sum.year.until));
    let mut troubles = match &chosen {
        Some(sum) => define(ground, sum, told),
        None => {
            says.push(format!(
                "no sum of facts comes within {FAR} % of {figure}, so the measure `{MEASURE}` stays as it is; `plumb reconcile` will show the difference"
            ));
            Vec::new()
        }
    };
    if ground.plan.entity("measure", MEASURE).is_some() {
        totals(ground, figure, &from.to_string(), &until.to_string(), told);
        says.push(format!("{figure} stands as a control total in `{TOTALS}`; `plumb reconcile` compares it"));
    }
    if troubles.is_empty() {
        troubles = baseline(ground, figure)?;
    }
    Ok((troubles, says))
}

/// The first of each group of sums that come to the same from as many rows.
fn different(sums: &[Sum]) -> Vec<&Sum> {
    let same = |a: &Sum, b: &Sum| (a.money, a.rows, a.is_fiscal) == (b.money, b.rows, b.is_fiscal);
    let mut different: Vec<&Sum> = Vec::new();
    for sum in sums {
        if !different.iter().any(|known| same(known, sum)) {
            different.push(sum);
        }
    }
    different
}

/// How far a sum lies from Finance's figure.
fn difference(sum: &Sum, figure: Money) -> String {
    let beyond = sum.beyond(figure);
    let tenths = i128::from(beyond) * 1000 / i128::from(figure.minor().max(1));
    let sign = if beyond < 0 { "-" } else { "" };
    let left = match sum.left_out {
        0 => String::new(),
        rows => format!("; {rows} rows have no rate"),
    };
    format!(
        "{} apart, {sign}{}.{} %{left}",
        Money::new(beyond, figure.currency()),
        tenths.abs() / 10,
        tenths.abs() % 10
    )
}

/// Puts exchange rates that were told into the plan.
fn rates(ground: &mut Ground, values: &Values) -> Result<Vec<Trouble>, EngineError> {
    let Some(into) = ground.plan.company.currency else { return Ok(Vec::new()) };
    let (mut edits, mut troubles) = (Vec::new(), Vec::new());
    for (name, rate) in values {
        let Some(currency) = name.strip_prefix("rate.") else { continue };
        let number = plumb_units::Amount::parse(rate, plumb_units::NumberFormat::POINT);
        if !number.is_ok_and(|number| number.millionths() > 0) {
            let help = "write how much one unit is worth, such as `0.0855`";
            troubles.push(Trouble::new(name, format!("`{rate}` is no rate of {currency}"), help));
            continue;
        }
        let sql = "select min(date) from bookings where currency = :currency";
        let first = ground.rows(sql, &[("currency", currency.into())])?;
        let first = first.first().and_then(|row| row.first()?.text()).and_then(parse_date);
        let Some(first) = first else { continue };
        let told = ground.plan.of_kind("exchange").find(|exchange| {
            exchange.text("currency") == Some(currency) && exchange.text("into") == Some(into.code())
        });
        if let Some(told) = told {
            if told.text("rate") != Some(rate.as_str()) {
                edits.push(Edit::set("exchange", told.id.as_str(), "rate", rate));
            }
            continue;
        }
        let fields = [
            ("currency", currency.to_owned()),
            ("into", into.code().to_owned()),
            ("date", first.to_string()),
            ("rate", rate.clone()),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
        edits.push(Edit::Add {
            kind: "exchange".to_owned(),
            id: String::new(),
            fields,
            path: Some("plan/rates.csv".to_owned()),
        });
    }
    if troubles.is_empty() && !edits.is_empty() {
        troubles = ground.edit(&edits);
    }
    Ok(troubles)
}

/// Makes a sum the measure of the company's revenue.
fn define(ground: &mut Ground, sum: &Sum, told: &Told) -> Vec<Trouble> {
    let reading = sum.reading;
    let mut edits = Vec::new();
    let says = {
        let mut letters = reading.says.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}", letters.as_str())
    };
    match ground.plan.entity("measure", MEASURE) {
        None => {
            let fields = [
                ("says", says.as_str()),
                ("table", reading.table),
                ("value", reading.value),
                ("time", reading.time),
                ("person", "person"),
                ("unit", "money"),
                ("filter", reading.filter.unwrap_or_default()),
            ];
            edits.push(Edit::add("measure", MEASURE, &fields));
        }
        Some(measure) => {
            let mut set = |field: &str, value: &str| {
                if measure.text(field) != Some(value) {
                    edits.push(Edit::set("measure", MEASURE, field, value));
                }
            };
            let is_same = measure.text("table") == Some(reading.table);
            set("table", reading.table);
            set("value", reading.value);
            set("time", reading.time);
            match reading.filter {
                Some(filter) => set("filter", filter),
                None if measure.text("filter").is_some() => {
                    edits.push(Edit::clear("measure", MEASURE, "filter"))
                }
                None => {}
            }
            if !is_same || !edits.is_empty() {
                edits.push(Edit::set("measure", MEASURE, "says", &says));
            }
        }
    }
    edits.push(comment("measure", MEASURE, told));
    ground.edit(&edits)
}

/// Writes the control total, and the mapping that brings it in as any other export.
fn totals(ground: &mut Ground, figure: Money, from: &str, until: &str, told: &Told) {
    let on = told.on.map_or_else(|| until.to_owned(), |on| on.to_string());
    let mapping = format!(
        "# What Finance says periods brought; add lines to `{TOTALS}` and run\n\
         # `plumb import {MAPPING} exports/finance --full`.\n\
         [mapping]\nname = \"finance\"\nsays = \"control totals of Finance\"\nexported_at = {on}\n\n\
         [source.totals]\nfile = \"control-totals.csv\"\n\
         columns = {{ from = \"date\", until = \"date\", amount = \"amount\" }}\n\n\
         [table.control_totals]\n\
         sql = 'select measure || \"from\" as key, measure, \"from\" as valid_from, \"until\" as valid_until, amount, currency from src.totals'\n"
    );
    let row = format!("{MEASURE},{from},{until},{},{}\n", figure.decimal(), figure.currency());
    ground.put(MAPPING, mapping);
    ground.put(TOTALS, format!("measure,from,until,amount,currency\n{row}"));
    ground.import(MAPPING, "exports/finance");
}

/// A mandate that was told without the level it grows from grows from Finance's figure; who signed it signs that.
fn baseline(ground: &mut Ground, figure: Money) -> Result<Vec<Trouble>, EngineError> {
    const OBJECTIVE: &str = "grow";
    let is_told = match ground.kept.get("mandate") {
        None => true,
        Some(entry) => entry.values.contains_key("baseline"),
    };
    let Some(objective) = ground.plan.entity("objective", OBJECTIVE).filter(|_| !is_told) else {
        return Ok(Vec::new());
    };
    if objective.quantity("baseline").and_then(|baseline| baseline.money()) == Some(figure) {
        return Ok(Vec::new());
    }
    let signed =
        ground.plan.lock.mandate(OBJECTIVE).map(|mandate| (mandate.signed_by.clone(), mandate.signed_on));
    let troubles = ground.edit(&[Edit::set("objective", OBJECTIVE, "baseline", &figure.to_string())]);
    let Some((by, on)) = signed.filter(|_| troubles.is_empty()) else { return Ok(troubles) };
    match lock::sign(&ground.plan, OBJECTIVE, &by, on) {
        Ok(lock) => {
            ground.put("plan.lock", lock);
            ground.reread();
            Ok(Vec::new())
        }
        Err(problems) => Ok(problems
            .into_iter()
            .map(|problem| Trouble::whole(problem.message, problem.help.unwrap_or_default()))
            .collect()),
    }
}
