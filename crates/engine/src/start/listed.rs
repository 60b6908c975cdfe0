//! Questions whose answers are lists: each row becomes an entry of the plan.

use std::collections::BTreeSet;

use plumb_plan::edit::Edit;
use plumb_units::Id;

use super::Trouble;
use super::asked::Applied;
use super::form::{FieldView, Form, Values, cells};
use super::ground::{Ground, Told};
use super::guessed;
use crate::EngineError;

/// Entries of one kind that rows of an answer make.
struct Listed {
    question: &'static str,
    kind: &'static str,
    /// The field with the rows.
    field: &'static str,
    /// The file they stand in.
    path: &'static str,
    /// Columns and the fields of the plan that they fill.
    columns: &'static [(&'static str, &'static str)],
    /// The column that names an entry; the kind where it is empty.
    named: usize,
}

const CONTESTS: Listed = Listed {
    question: "contests",
    kind: "contest",
    field: "contests",
    path: "plan/contests.toml",
    columns: &[
        ("name", "name"),
        ("measure", "measure"),
        ("from", "from"),
        ("until", "until"),
        ("budget", "budget"),
        ("rules", "rules"),
    ],
    named: 0,
};

const MEETINGS: Listed = Listed {
    question: "meetings",
    kind: "rhythm",
    field: "meetings",
    path: "plan/rhythms.toml",
    columns: &[
        ("kind", "kind"),
        ("every", "every"),
        ("minutes", "minutes"),
        ("unit", "unit"),
        ("name", "name"),
        ("measure", "measures"),
        ("owner", "owner"),
    ],
    named: 4,
};

const CHANGES: Listed = Listed {
    question: "changes",
    kind: "pressure",
    field: "changes",
    path: "plan/pressures.toml",
    columns: &[
        ("kind", "kind"),
        ("says", "says"),
        ("from", "from"),
        ("until", "until"),
        ("unit", "unit"),
        ("segment", "segment"),
        ("offering", "offering"),
        ("effect", "effect"),
    ],
    named: 1,
};

const NEVER: Listed = Listed {
    question: "never",
    kind: "value",
    field: "never",
    path: "plan/values.toml",
    columns: &[("says", "says"), ("forbids", "forbids")],
    named: 0,
};

/// The columns of a table of a name, for rows that name their cells.
pub(super) fn columns(field: &str) -> Option<Vec<&'static str>> {
    let listed = [CONTESTS, MEETINGS, CHANGES, NEVER].into_iter().find(|listed| listed.field == field)?;
    Some(listed.columns.iter().map(|(column, _)| *column).collect())
}

const EVERY: [(&str, &str); 6] = [
    ("day", "daily"),
    ("week", "weekly"),
    ("fortnight", "every two weeks"),
    ("month", "monthly"),
    ("quarter", "quarterly"),
    ("year", "yearly"),
];

const MEETING_KINDS: [(&str, &str); 8] = [
    ("team", "the team meets"),
    ("one-to-one", "a leader with one person"),
    ("deal-review", "about deals"),
    ("forecast", "about the forecast"),
    ("month-review", "the month is looked at"),
    ("quarter-review", "the quarter is looked at"),
    ("hand-off", "work goes from one role to another"),
    ("other", "anything else"),
];

const CHANGE_KINDS: [(&str, &str); 8] = [
    ("ground", "territories, accounts or who has them"),
    ("pay", "how people are paid"),
    ("tools", "systems and how they are used"),
    ("rival", "what competitors do"),
    ("client", "what customers want"),
    ("budget", "money for selling"),
    ("market", "the market as a whole"),
    ("other", "anything else"),
];

const FORBIDS: [(&str, &str); 4] = [
    ("deadlines", "pressing deals to a date"),
    ("discounts", "buying deals with price"),
    ("overselling", "selling what is not needed"),
    ("rivalry", "setting people against each other"),
];

fn column(name: &str, kind: &str, label: &str, example: &str) -> FieldView {
    FieldView::new(name, kind, label, example)
}

/// Contests that run now.
pub(super) fn contests_form(ground: &Ground) -> Result<Form, EngineError> {
    let columns = vec![
        column("name", "text", "what it is called", "Spring sprint").required(),
        column("measure", "text", "the measure that decides it", "net-revenue"),
        column("from", "date", "first day", "2026-03-01"),
        column("until", "date", "the day after the last", "2026-04-01"),
        column("budget", "money", "what is given away", "20 000 EUR"),
        column("rules", "text", "how one wins", "most new customers"),
    ];
    Ok(Form {
        guess: guessed::of(ground, &["contest"]),
        fields: vec![
            FieldView::table(
                "contests",
                "contests and prizes that run now or ran in the last twelve months",
                "Spring sprint; net-revenue; 2026-03-01; 2026-04-01; 20 000 EUR; most new customers",
                columns,
            ),
            FieldView::new("none", "flag", "there are none", "yes"),
        ],
    })
}

pub(super) fn contests(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    CONTESTS.apply(ground, values, told)
}

/// Meetings that come back.
pub(super) fn meetings_form(ground: &Ground) -> Result<Form, EngineError> {
    let columns = vec![
        FieldView::choice("kind", "what kind it is", &MEETING_KINDS).required(),
        FieldView::choice("every", "how often it is held", &EVERY).required(),
        column("minutes", "text", "how long it takes", "45 minutes"),
        column("unit", "text", "the unit that meets", "north"),
        column("name", "text", "what it is called", "Monday call"),
        column("measure", "text", "the measure that is looked at", "net-revenue"),
        column("owner", "text", "who holds it", "Karin Holm"),
    ];
    let guess = guessed::of(ground, &["rhythm"]);
    let mut fields = vec![
        FieldView::table(
            "meetings",
            "meetings that come back, as they are held",
            "forecast; week; 45 minutes; north; Monday call; net-revenue",
            columns,
        ),
        FieldView::new("none", "flag", "there are none", "yes"),
    ];
    if !guess.is_empty() {
        fields.insert(0, FieldView::new("right", "flag", "those that were guessed are right", "yes"));
    }
    Ok(Form { guess, fields })
}

pub(super) fn meetings(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    let mut edits = Vec::new();
    if values.get("right").is_some_and(|right| right == "true") {
        let guessed = ground.plan.of_kind("rhythm").filter(|rhythm| rhythm.guessed.is_some());
        edits.extend(guessed.map(|rhythm| comment("rhythm", rhythm.id.as_str(), told)));
    }
    let troubles = ground.edit(&edits);
    if !troubles.is_empty() {
        return Ok((troubles, Vec::new()));
    }
    MEETINGS.apply(ground, values, told)
}

/// What changed in twelve months.
pub(super) fn changes_form(ground: &Ground) -> Result<Form, EngineError> {
    let columns = vec![
        FieldView::choice("kind", "where it comes from", &CHANGE_KINDS).required(),
        column("says", "text", "what happened", "Sweden went to the partner").required(),
        column("from", "date", "since when", "2026-01-01"),
        column("until", "date", "until when", "2026-07-01"),
        column("unit", "text", "the unit it bears on", "north"),
        column("segment", "text", "the segment it bears on", "mid-market"),
        column("offering", "text", "the offering it bears on", "CB-20"),
        column("effect", "rate", "what it does to sales there", "-10 %"),
    ];
    Ok(Form {
        guess: guessed::of(ground, &["pressure", "assignment"]),
        fields: vec![
            FieldView::table(
                "changes",
                "what changed in the last twelve months: ground, pay, tools, rivals, clients, budget",
                "ground; Sweden went to the partner; 2026-01-01; ; north",
                columns,
            ),
            FieldView::new("none", "flag", "nothing changed", "yes"),
        ],
    })
}

pub(super) fn changes(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    CHANGES.apply(ground, values, told)
}

/// What the company would never do.
pub(super) fn never_form(ground: &Ground) -> Result<Form, EngineError> {
    let columns = vec![
        column("says", "text", "what you would never do", "We do not press a customer to a date").required(),
        FieldView::choice("forbids", "what pay and contests must therefore not reward", &FORBIDS),
    ];
    Ok(Form {
        guess: guessed::of(ground, &["value"]),
        fields: vec![FieldView::table(
            "never",
            "what you would never do to win a deal",
            "We do not press a customer to a date; deadlines",
            columns,
        )],
    })
}

pub(super) fn never(ground: &mut Ground, values: &Values, told: &Told) -> Applied {
    NEVER.apply(ground, values, told)
}

/// The mark of what was told above an entry.
pub(super) fn comment(kind: &str, id: &str, told: &Told) -> Edit {
    Edit::Comment { kind: kind.to_owned(), id: id.to_owned(), says: Some(told.mark()) }
}

impl Listed {
    /// The entries that rows make: their ids, and the cells of each.
    fn entries(&self, value: &str) -> Vec<(String, Vec<String>)> {
        let mut taken = BTreeSet::new();
        let rows = value.lines().filter(|line| !line.trim().is_empty()).map(cells);
        rows.map(|row| {
            let name = row.get(self.named).filter(|name| !name.is_empty()).or_else(|| row.first());
            let suggested = name.and_then(|name| Id::suggest(name));
            let base: String = suggested.as_deref().unwrap_or(self.kind).chars().take(60).collect();
            let base = format!("told-{}", base.trim_end_matches('-'));
            let numbered =
                (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") });
            let id = numbered.into_iter().find(|id| taken.insert(id.clone())).unwrap_or(base);
            (id, row)
        })
        .collect()
    }

    /// Puts the entries of an answer in place of those that were told before.
    fn apply(&self, ground: &mut Ground, values: &Values, told: &Told) -> Applied {
        let rows = values.get(self.field).map(String::as_str).unwrap_or_default();
        let says_none = values.get("none").is_some_and(|none| none == "true");
        if says_none && !rows.is_empty() {
            let help = "leave `none` out, or the rows";
            let message = format!("`{}` says that there are none, and names some", self.question);
            return Ok((vec![Trouble::new("none", message, help)], Vec::new()));
        }
        let before = ground.kept.get(self.question).and_then(|entry| entry.values.get(self.field)).cloned();
        let mut edits: Vec<Edit> = self
            .entries(before.as_deref().unwrap_or_default())
            .into_iter()
            .filter(|(id, _)| ground.plan.entity(self.kind, id).is_some())
            .map(|(id, _)| Edit::remove(self.kind, &id))
            .collect();
        let entries = self.entries(rows);
        let mut troubles = Vec::new();
        for (index, (id, row)) in entries.iter().enumerate() {
            let mut fields = Vec::new();
            for ((column, field), cell) in self.columns.iter().zip(row) {
                if cell.is_empty() {
                    continue;
                }
                match self.cell(ground, field, cell) {
                    Ok(text) => fields.push(((*field).to_owned(), text)),
                    Err((message, help)) => {
                        let message = format!("row {}, {column}: {message}", index + 1);
                        troubles.push(Trouble::new(self.field, message, help));
                    }
                }
            }
            let path = Some(self.path.to_owned());
            edits.push(Edit::Add { kind: self.kind.to_owned(), id: id.clone(), fields, path });
            edits.push(comment(self.kind, id, told));
        }
        if troubles.is_empty() {
            troubles = ground.edit(&edits);
        }
        let says = match entries.len() {
            0 if says_none => vec![format!("`{}`: none, as was told", self.question)],
            0 => Vec::new(),
            1 => vec![format!("1 entry stands in `{}`", self.path)],
            many => vec![format!("{many} entries stand in `{}`", self.path)],
        };
        Ok((troubles, says))
    }

    /// A cell as the plan takes it: names become ids.
    fn cell(&self, ground: &Ground, field: &str, cell: &str) -> Result<String, (String, String)> {
        let kind = match field {
            "unit" | "segment" | "offering" | "measure" => field,
            "measures" => "measure",
            "owner" => "person",
            _ => return Ok(cell.to_owned()),
        };
        let id = match kind {
            "person" => ground.person(cell),
            kind => ground.named(kind, cell),
        };
        let id = id.ok_or_else(|| ground.unknown(kind, cell))?;
        Ok(if field == "measures" { format!("[\"{id}\"]") } else { id })
    }
}
