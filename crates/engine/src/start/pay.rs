//! How each role is paid, in six shapes. What it says is about people, so it stands in `plan/private/` alone.

use plumb_plan::edit::Edit;

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values, cells};
use super::ground::{Ground, Told};
use super::{guessed, listed::comment};
use crate::EngineError;
use crate::guess::counted;

const FILE: &str = "plan/private/pay.toml";

/// The six shapes.
const SHAPES: [(&str, &str); 6] = [
    ("salary", "salary only"),
    ("commission", "salary, and a commission from the first unit sold"),
    ("threshold", "salary, and a commission above a threshold of attainment"),
    ("accelerator", "a commission that is higher above 100 % of the target"),
    ("bonus", "a bonus when 100 % of the target is reached"),
    ("judgement", "a bonus for agreed goals, by judgement"),
];

const PERIODS: [(&str, &str); 4] =
    [("month", "monthly"), ("quarter", "quarterly"), ("half", "twice a year"), ("year", "yearly")];

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let selling: Vec<String> = ground
        .plan
        .of_kind("role")
        .filter(|role| role.flag("sells") == Some(true))
        .map(|role| role.id.to_string())
        .collect();
    let role = selling
        .first()
        .cloned()
        .or_else(|| ground.plan.of_kind("role").next().map(|role| role.id.to_string()));
    let role = role.unwrap_or_else(|| "seller".to_owned());
    let columns = vec![
        FieldView::new("role", "text", "the role", &role).required(),
        FieldView::choice("shape", "the shape", &SHAPES).required(),
        FieldView::new("on_target", "money", "variable pay of a year at exactly the target", "24 000 EUR"),
        FieldView::new("rate", "rate", "the commission on what is sold", "2 %"),
        FieldView::new("from", "rate", "the attainment from which a threshold pays", "80 %"),
        FieldView::new("above", "rate", "the commission above 100 %", "3 %"),
        FieldView::choice("period", "how often it is counted", &PERIODS),
        FieldView::new("measure", "text", "the measure that pays", "net-revenue"),
    ];
    let mut guess = guessed::of(ground, &["pay"]);
    if !selling.is_empty() {
        guess.push(format!("roles that sell: {}", selling.join(", ")));
    }
    Ok(Form {
        guess,
        fields: vec![FieldView::table(
            "roles",
            "how each role is paid",
            &format!("{role}; accelerator; 24 000 EUR; 2 %; ; 3 %; quarter"),
            columns,
        )],
    })
}

/// The columns of its table.
pub(super) const COLUMNS: [&str; 8] =
    ["role", "shape", "on_target", "rate", "from", "above", "period", "measure"];

/// Writes a pay plan for each role that is named.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let rows = values.get("roles").map(String::as_str).unwrap_or_default();
    let (mut edits, mut troubles) = (Vec::new(), Vec::new());
    let mut named = Vec::new();
    for (index, row) in rows.lines().map(cells).enumerate() {
        let cell = |place: usize| row.get(place).map(String::as_str).filter(|cell| !cell.is_empty());
        let mut wrong = |message: String, help: String| {
            troubles.push(Trouble::new("roles", format!("row {}: {message}", index + 1), help));
        };
        let (Some(word), Some(shape)) = (cell(0), cell(1)) else { continue };
        let Some(role) = ground.named("role", word) else {
            let (message, help) = ground.unknown("role", word);
            wrong(message, help);
            continue;
        };
        if named.contains(&role) {
            wrong(format!("`{role}` is paid in two ways"), "keep one row for each role".to_owned());
            continue;
        }
        let measure = match cell(7) {
            None => ground.named("measure", "net-revenue"),
            Some(word) => match ground.named("measure", word) {
                Some(measure) => Some(measure),
                None => {
                    let (message, help) = ground.unknown("measure", word);
                    wrong(message, help);
                    continue;
                }
            },
        };
        let component = match component(shape, measure.as_deref(), &cell) {
            Ok(component) => component,
            Err((message, help)) => {
                wrong(message, help);
                continue;
            }
        };
        let id = format!("told-{role}");
        if ground.plan.entity("pay", &id).is_some() {
            edits.push(Edit::remove("pay", &id));
        }
        let mut fields = vec![("roles".to_owned(), format!("[\"{role}\"]"))];
        let on_target = cell(2).map(str::to_owned).or_else(|| {
            let currency = ground.plan.company.currency?;
            (shape == "salary").then(|| format!("0 {currency}"))
        });
        fields.extend(on_target.map(|money| ("on_target".to_owned(), money)));
        fields.extend(component.map(|component| ("component".to_owned(), component)));
        edits.push(Edit::Add { kind: "pay".to_owned(), id: id.clone(), fields, path: Some(FILE.to_owned()) });
        edits.push(comment("pay", &id, told));
        named.push(role);
    }
    if troubles.is_empty() {
        troubles = ground.edit(&edits);
    }
    let plans = counted(named.len(), "role stands", "roles stands");
    Ok((troubles, vec![format!("the pay of {plans} in `{FILE}`, and nowhere else")]))
}

/// The one part of the variable pay, as the plan has it; none for a salary.
fn component<'c>(
    shape: &str,
    measure: Option<&str>,
    cell: &impl Fn(usize) -> Option<&'c str>,
) -> Result<Option<String>, (String, String)> {
    let needed = |place: usize, column: &str, example: &str| {
        cell(place).ok_or_else(|| {
            (format!("the shape `{shape}` needs `{column}`"), format!("write it, such as `{example}`"))
        })
    };
    let mut parts = Vec::new();
    if shape == "salary" {
        return Ok(None);
    }
    if shape != "judgement" {
        let measure = measure.ok_or_else(|| {
            (
                "the plan has no measure that could pay".to_owned(),
                "name one in the column `measure`".to_owned(),
            )
        })?;
        parts.push(format!("measure = \"{measure}\""));
    }
    parts.push("weight = \"100 %\"".to_owned());
    match shape {
        "commission" => parts.push(format!("rate = \"{}\"", needed(3, "rate", "2 %")?)),
        "threshold" => {
            parts.push(format!("rate = \"{}\"", needed(3, "rate", "2 %")?));
            parts.push(format!("threshold = \"{}\"", needed(4, "from", "80 %")?));
        }
        "accelerator" => {
            let (rate, above) = (needed(3, "rate", "2 %")?, needed(5, "above", "3 %")?);
            parts.push(format!(
                "tier = [{{ over = \"0 %\", rate = \"{rate}\" }}, {{ over = \"100 %\", rate = \"{above}\" }}]"
            ));
        }
        "bonus" => {
            needed(2, "on_target", "24 000 EUR")?;
            parts.push("threshold = \"100 %\", cap = \"100 %\"".to_owned());
        }
        _ => {}
    }
    if let Some(period) = cell(6) {
        parts.push(format!("period = \"{period}\""));
    }
    Ok(Some(format!("[{{ {} }}]", parts.join(", "))))
}
