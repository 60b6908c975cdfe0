//! Hours, money, weeks in which nothing may change, and whose law on data about people holds.

use plumb_plan::edit::Edit;

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values};
use super::ground::{Ground, Told};
use crate::EngineError;

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let hours = ground.plan.company.hours;
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let columns = vec![
        FieldView::new("from", "date", "the first day", "2026-12-14").required(),
        FieldView::new("until", "date", "the day after the last", "2027-01-07").required(),
        FieldView::new("why", "text", "why nothing may change then", "year end"),
    ];
    let mut guess = Vec::new();
    if hours.is_none() {
        guess.push("no business hours are told: answers to leads are timed by working days alone".to_owned());
    }
    Ok(Form {
        guess,
        fields: vec![
            FieldView::new("day_from", "text", "when the business day begins", "09:00")
                .or(hours.map(|(from, _)| clock(from))),
            FieldView::new("day_until", "text", "when it ends", "17:00")
                .or(hours.map(|(_, until)| clock(until))),
            FieldView::new("hours", "count", "hours a week that each leader can give to change", "4"),
            FieldView::new("budget", "money", "money for change in the next twelve months", "80 000 EUR"),
            FieldView::table(
                "quiet",
                "weeks in which nothing may change",
                "2026-12-14; 2027-01-07; year end",
                columns,
            ),
            FieldView::new("country", "text", "the country whose law on data about people holds", "DE"),
        ],
    })
}

/// Writes the settings that `plumb.toml` has; the rest is kept in the answers.
pub(super) fn apply(ground: &mut Ground, values: &Values, _: &Told) -> Applied {
    let (mut settings, mut troubles, mut says) = (Vec::new(), Vec::new(), Vec::new());
    let (from, until) = (values.get("day_from"), values.get("day_until"));
    match (from, until) {
        (Some(from), Some(until)) => {
            for (field, text) in [("day_from", from), ("day_until", until)] {
                if !is_clock(text) {
                    troubles.push(Trouble::new(
                        field,
                        format!("`{text}` is no time of day"),
                        "write it as `09:00`",
                    ));
                }
            }
            settings.push(("hours", "from", from.clone()));
            settings.push(("hours", "until", until.clone()));
            says.push(format!("the business day is from {from} to {until}"));
        }
        (None, None) => {}
        (one, _) => {
            let missing = if one.is_some() { "day_until" } else { "day_from" };
            let help = format!("write `{missing}` too, such as `17:00`");
            troubles.push(Trouble::whole(
                format!("a business day needs both ends, and `{missing}` is not told"),
                help,
            ));
        }
    }
    if let Some(country) = values.get("country") {
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            let help = "write two letters, such as `DE`";
            troubles.push(Trouble::new("country", format!("`{country}` is no code of a country"), help));
        } else {
            settings.push(("privacy", "country", country.to_uppercase()));
            says.push(format!("data about people is under the law of {}", country.to_uppercase()));
        }
    }
    if troubles.is_empty() {
        troubles = set(ground, &settings);
    }
    if values.keys().any(|name| ["hours", "budget", "quiet"].contains(&name.as_str())) {
        says.push("hours, money and quiet weeks are kept in `answers.toml`".to_owned());
    }
    Ok((troubles, says))
}

/// Sets fields of `plumb.toml`; a table that is not there yet is put at its end.
fn set(ground: &mut Ground, settings: &[(&str, &str, String)]) -> Vec<Trouble> {
    const FILE: &str = "plumb.toml";
    let mut edits = Vec::new();
    for (table, field, value) in settings {
        let mut text = ground.text(FILE);
        if !text.lines().any(|line| line.trim() == format!("[{table}]")) {
            let end = if text.ends_with('\n') { "" } else { "\n" };
            let fields = settings.iter().filter(|(of, ..)| of == table);
            let fields: String =
                fields.map(|(_, name, value)| format!("{name} = {}\n", super::kept::quoted(value))).collect();
            text.push_str(&format!("{end}\n[{table}]\n{fields}"));
            ground.put(FILE, text);
            ground.reread();
        } else {
            edits.push(Edit::set(FILE, table, field, value));
        }
    }
    ground.edit(&edits)
}

fn is_clock(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |text: &str| (text.len() == 2).then(|| text.parse::<u8>().ok()).flatten();
    match parts.as_slice() {
        [hour, minute] => {
            number(hour).is_some_and(|hour| hour < 25) && number(minute).is_some_and(|minute| minute < 60)
        }
        _ => false,
    }
}
