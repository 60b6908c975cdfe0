//! What has been promised: the objective, and the signature in the lock.

use plumb_plan::edit::Edit;
use plumb_plan::lock;
use plumb_store::Cell;
use plumb_units::{Amount, MILLION, Money, Period, Rounding, parse_date};

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values};
use super::ground::{Ground, Told};
use crate::EngineError;

/// The objective that the answer makes.
const OBJECTIVE: &str = "grow";
const FILE: &str = "plan/objectives.toml";
const LOCK: &str = "plan.lock";

/// Behind the mark, where nobody told the baseline.
const FROM_FACTS: &str = "; its baseline is what the facts add up to, and nobody told it";

/// What it asks for.
pub(super) fn form(ground: &Ground) -> Result<Form, EngineError> {
    let mut guess = Vec::new();
    let baseline = baseline(ground)?;
    let without_rate = super::last_year::without_rate(ground)?;
    let left_out: Vec<String> =
        without_rate.iter().map(|(currency, rows)| format!("{rows} bookings in {currency}")).collect();
    if let Some((year, money, rows)) = &baseline {
        let but = if left_out.is_empty() {
            String::new()
        } else {
            format!("; {} have no rate and are not in it", left_out.join(" and "))
        };
        guess.push(format!(
            "net revenue in {} ({} to {}) comes to {money} in the facts, from {rows} bookings{but}",
            year.name,
            year.from,
            year.until.yesterday().unwrap_or(year.until)
        ));
    } else {
        guess.push(
            "the facts hold no bookings of a fiscal year that is over, so a growth needs a baseline"
                .to_owned(),
        );
    }
    guess.push("no mandate is guessed: what is promised is for those who promised it to say".to_owned());
    let measures = ground.plan.of_kind("measure").map(|measure| measure.id.to_string());
    let start = baseline.as_ref().map(|(year, ..)| year.until.to_string());
    let head = head(ground);
    Ok(Form {
        guess,
        fields: vec![
            FieldView::new(
                "growth",
                "rate",
                "growth a year that was promised, or leave it empty and give a target",
                "11 %",
            ),
            FieldView::new(
                "target",
                "money",
                "the level that was promised, for the fiscal year in which it is due",
                "70 000 000 EUR",
            ),
            FieldView::new("date", "date", "the day by which it is due", "2028-12-31").required(),
            FieldView::new("signed_by", "text", "who signed it", "Karin Holm").or(head.clone()),
            FieldView::new("signed_on", "date", "the day on which it was signed", "2026-04-02"),
            FieldView::new(
                "says",
                "text",
                "the promise in its own words",
                "Net revenue grows by 11 % a year",
            ),
            FieldView::new(
                "baseline",
                "money",
                "the level it grows from, as Finance has it",
                "62 000 000 EUR",
            )
            .or(baseline.as_ref().map(|(_, money, _)| money.to_string())),
            FieldView::new("start", "date", "the day from which it counts", "2026-01-01").or(start),
            FieldView::new("owner", "text", "the person who answers for it", "Karin Holm").or(head),
            FieldView::new(
                "measure",
                "text",
                "the measure it is counted in, as the plan names it",
                "net-revenue",
            )
            .or(measure(ground).or_else(|| measures.into_iter().next())),
            FieldView::new("unit", "text", "the unit that carries it", "acme").or(ground.root_unit()),
        ],
    })
}

/// Who leads the whole company, by name.
fn head(ground: &Ground) -> Option<String> {
    let root = ground.plan.entity("unit", &ground.root_unit()?)?;
    let lead = ground.plan.entity("person", root.reference("lead")?.as_str())?;
    lead.text("name").map(str::to_owned).or_else(|| Some(lead.id.to_string()))
}

/// The measure of money that mandates are counted in where nobody says.
fn measure(ground: &Ground) -> Option<String> {
    let money = |measure: &&plumb_plan::Entity| measure.choice("unit") == Some("money");
    let named = ground.plan.entity("measure", "net-revenue").filter(money);
    named.or_else(|| ground.plan.of_kind("measure").find(money)).map(|measure| measure.id.to_string())
}

/// Net revenue of the last fiscal year by the facts, in the company's currency, and of how many bookings.
fn baseline(ground: &Ground) -> Result<Option<(Period, Money, i64)>, EngineError> {
    let (Some(year), Some(currency)) = (ground.last_year(), ground.plan.company.currency) else {
        return Ok(None);
    };
    // Whole units and the rest apart, so that no sum overflows.
    let sql = "select sum(net / 1000000), sum(net % 1000000), count(*) from bookings \
               where currency = :currency and date >= :from and date < :until";
    let rows = ground.rows(
        sql,
        &[
            ("currency", currency.code().into()),
            ("from", year.from.to_string().into()),
            ("until", year.until.to_string().into()),
        ],
    )?;
    let cell = |place: usize| rows.first().and_then(|row| row.get(place)).and_then(Cell::int);
    let (Some(whole), Some(rest), Some(count)) = (cell(0), cell(1), cell(2)) else { return Ok(None) };
    let sum = whole.checked_mul(MILLION).and_then(|whole| whole.checked_add(rest));
    let money = sum.and_then(|sum| Amount::from_millionths(sum).to_money(currency, Rounding::HalfEven));
    Ok(money.map(|money| (year, money, count)))
}

/// Writes the objective and signs it.
pub(super) fn apply(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let mut troubles = Vec::new();
    let value = |name: &str| values.get(name).cloned();
    let (growth, target) = (value("growth"), value("target"));
    match (&growth, &target) {
        (None, None) => troubles.push(Trouble::whole(
            "`mandate` needs `growth` or `target`: how much was promised",
            "write `growth = \"11 %\"` a year, or `target = \"70 000 000 EUR\"` for the year in which it is due",
        )),
        (Some(_), Some(_)) => troubles.push(Trouble::new(
            "target",
            "`mandate` has both `growth` and `target`",
            "give the one that was promised; the other follows from it",
        )),
        _ => {}
    }
    let facts = baseline(ground)?;
    let start = value("start").or_else(|| facts.as_ref().map(|(year, ..)| year.until.to_string()));
    // What Finance said comes before what the facts add up to.
    let finance = ground.kept.get("last-year").and_then(|entry| entry.values.get("figure"));
    let finance =
        finance.and_then(|figure| super::form::money(ground, figure).ok()).map(|figure| figure.to_string());
    let from_facts = value("baseline").is_none() && finance.is_none();
    let without_rate = super::last_year::without_rate(ground)?;
    let baseline = value("baseline").or(finance).or_else(|| {
        facts.as_ref().filter(|_| without_rate.is_empty()).map(|(_, money, _)| money.to_string())
    });
    if let (Some(_), None, Some((currency, rows))) = (&growth, &baseline, without_rate.first()) {
        troubles.push(Trouble::new(
            "growth",
            format!("a growth needs the level it is on, and the facts' own sum leaves out {rows} bookings in {currency}, for which no rate is told"),
            "write `baseline = \"62 000 000 EUR\"`, the last year's figure by Finance",
        ));
    } else if growth.is_some() && baseline.is_none() {
        troubles.push(Trouble::new(
            "growth",
            "a growth needs the level it is on, and the facts hold no year that is over",
            "write `baseline = \"62 000 000 EUR\"`, the last year's figure by Finance",
        ));
    }
    if let (Some(start), Some(date)) =
        (start.as_deref().and_then(parse_date), value("date").as_deref().and_then(parse_date))
        && date <= start
    {
        troubles.push(Trouble::new(
            "date",
            format!("it is due on {date}, and it counts from {start}"),
            "give a later day, or an earlier `start`",
        ));
    }
    let measure = named(ground, "measure", value("measure"), measure(ground), &mut troubles);
    let unit = named(ground, "unit", value("unit"), ground.root_unit(), &mut troubles);
    let owner = match value("owner") {
        None => None,
        Some(owner) => {
            let person = ground.person(&owner);
            if person.is_none() {
                let (message, help) = ground.unknown("person", &owner);
                troubles.push(Trouble::new("owner", message, help));
            }
            person
        }
    };
    if !troubles.is_empty() {
        return Ok((troubles, Vec::new()));
    }
    let signed_by = value("signed_by").map(|name| ground.person(&name).unwrap_or(name));
    let owner = owner.or_else(|| signed_by.clone().filter(|by| ground.plan.entity("person", by).is_some()));
    let says = value("says")
        .unwrap_or_else(|| promise(ground, measure.as_deref(), growth.as_deref(), target.as_deref()));
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut field =
        |name: &str, value: Option<String>| fields.extend(value.map(|value| (name.to_owned(), value)));
    field("says", Some(says.clone()));
    field("measure", measure);
    field("unit", unit);
    field("baseline", baseline);
    field("growth", growth);
    field("target", target);
    field("start", start);
    field("date", value("date"));
    field("owner", owner);
    field("headline", Some("true".to_owned()));
    let beside = if from_facts { FROM_FACTS } else { "" };
    let trouble = write_objective(ground, fields, &format!("{}{beside}", told.mark()));
    if !trouble.is_empty() {
        return Ok((trouble, Vec::new()));
    }
    let mut done = vec![format!("“{says}” stands in `{FILE}` as the objective `{OBJECTIVE}`")];
    let Some(by) = signed_by else {
        done.push(
            "it is not signed, for nobody was named who signed it: nothing hangs from it yet".to_owned(),
        );
        return Ok((troubles, done));
    };
    let on = value("signed_on").as_deref().and_then(parse_date).or(told.on);
    let Some(on) = on else {
        let help = "write `signed_on = \"2026-04-02\"`";
        return Ok((vec![Trouble::new("signed_by", "the day of the signature is not known", help)], done));
    };
    ground.reread();
    match lock::sign(&ground.plan, OBJECTIVE, &by, on) {
        Ok(lock) => {
            ground.put(LOCK, lock);
            done.push(format!("`{OBJECTIVE}` is signed by {by} on {on}"));
        }
        Err(problems) if problems.iter().all(|problem| problem.code == "nothing-changed") => {}
        Err(problems) => troubles.extend(problems.into_iter().map(|problem| {
            let help =
                problem.help.unwrap_or_else(|| "put it right in the plan, then answer again".to_owned());
            Trouble::new("signed_by", problem.message, help)
        })),
    }
    Ok((troubles, done))
}

/// The id of something that must be in the plan; where nobody names one, what would be guessed.
fn named(
    ground: &Ground,
    kind: &str,
    given: Option<String>,
    guessed: Option<String>,
    troubles: &mut Vec<Trouble>,
) -> Option<String> {
    let Some(word) = given else {
        if guessed.is_none() {
            let help = format!("write a [{kind}.ID] into the plan first");
            troubles
                .push(Trouble::whole(format!("the plan has no {kind} that a mandate could hang from"), help));
        }
        return guessed;
    };
    let found = ground.named(kind, &word);
    if found.is_none() {
        let (message, help) = ground.unknown(kind, &word);
        troubles.push(Trouble::new(kind, message, help));
    }
    found
}

/// The promise in words, where nobody gave any.
fn promise(ground: &Ground, measure: Option<&str>, growth: Option<&str>, target: Option<&str>) -> String {
    let name =
        measure.and_then(|id| ground.plan.entity("measure", id)).and_then(|measure| measure.text("name"));
    let name = name.or(measure).unwrap_or("revenue").replace('-', " ");
    let mut letters = name.chars();
    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    match (growth, target) {
        (Some(growth), _) => format!("{name} grows by {growth} a year"),
        (None, Some(target)) => format!("{name} reaches {target}"),
        (None, None) => name,
    }
}

/// Puts the objective in place of the one that was told before; a file of comments only makes room for it.
fn write_objective(ground: &mut Ground, fields: Vec<(String, String)>, mark: &str) -> Vec<Trouble> {
    let text = ground.text(FILE);
    let mut lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty());
    if lines.all(|line| line.starts_with('#')) {
        ground.put(FILE, "# What the company has promised.\n".to_owned());
    }
    let (kind, id) = ("objective".to_owned(), OBJECTIVE.to_owned());
    let mut edits = Vec::new();
    if ground.plan.entity(&kind, &id).is_some() {
        edits.push(Edit::remove(&kind, &id));
    }
    let path = Some(FILE.to_owned());
    edits.push(Edit::Add { kind: kind.clone(), id: id.clone(), fields, path });
    edits.push(Edit::Comment { kind, id, says: Some(mark.to_owned()) });
    ground.edit(&edits)
}
