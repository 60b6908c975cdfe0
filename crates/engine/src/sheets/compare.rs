//! What a sheet was made from, what came back and what the plan says now: three texts of each cell to edits and clashes.

use std::collections::{BTreeMap, BTreeSet};

use plumb_diag::Severity;
use plumb_facts::GridCell;
use plumb_plan::Plan;
use plumb_plan::edit::{Edit, edit};
use plumb_units::Id;

use super::cell::{plan_text, quantity, read, short};
use super::columns::{Column, Form, On, columns, plan_kind};
use super::upload::{Complaint, Upload, UploadRow, cell_name};
use super::{SheetKind, rows};

/// Edits are tried one by one up to this many, to name the cell of one that cannot be made.
const TRIED_MAX: usize = 200;

/// What changed, with the place of each edit in the sheet.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) edits: Vec<(Edit, String)>,
    pub(super) cells: usize,
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
    pub(super) notes: Vec<String>,
}

type Cells = Vec<String>;

struct Comparison<'a> {
    upload: &'a Upload,
    plan: &'a Plan,
    columns: &'static [Column],
    now: BTreeMap<String, Cells>,
    out: Compared,
    complaints: Vec<Complaint>,
}

/// Compares an uploaded sheet with the plan.
pub(super) fn changes(plan: &Plan, upload: &Upload) -> Result<Compared, Vec<Complaint>> {
    let now = rows::rows(plan, upload.kind).into_iter().map(|row| (row.id, row.cells)).collect();
    let out = Compared { notes: upload.notes.clone(), ..Compared::default() };
    let mut this =
        Comparison { upload, plan, columns: columns(upload.kind), now, out, complaints: Vec::new() };
    let of = this.known_rows();
    let mut fresh = Vec::new();
    for (index, row) in upload.rows.iter().enumerate() {
        let Some(cells) = this.cells(row) else { continue };
        match row.id.as_ref().filter(|id| of.get(*id) == Some(&index)) {
            Some(id) => this.known(id, row, &cells),
            None => fresh.push((row, cells)),
        }
    }
    this.gone(&of);
    this.fresh(&fresh);
    if this.complaints.is_empty() { Ok(this.out) } else { Err(this.complaints) }
}

impl Comparison<'_> {
    /// The row of each known id. A copied row brings its id along: the one that says what was said is the row itself.
    fn known_rows(&self) -> BTreeMap<String, usize> {
        let mut of: BTreeMap<String, usize> = BTreeMap::new();
        for (index, row) in self.upload.rows.iter().enumerate() {
            let Some(id) = row.id.as_ref().filter(|id| self.upload.base.contains_key(*id)) else { continue };
            let same = |index: usize| {
                let row = self.upload.rows.get(index);
                let same = |(position, column): (usize, &Column)| {
                    let cell = row.and_then(|row| row.cells.get(position)).and_then(Option::as_ref);
                    read(self.plan, cell, column.form).ok().as_deref() == Some(self.base(id, column))
                };
                self.columns.iter().enumerate().filter(|pair| same(*pair)).count()
            };
            match of.get(id) {
                Some(first) if same(*first) >= same(index) => {}
                _ => {
                    of.insert(id.clone(), index);
                }
            }
        }
        of
    }

    fn base(&self, id: &str, column: &Column) -> &str {
        self.upload.base.get(id).and_then(|cells| cells.get(column.field)).map_or("", String::as_str)
    }

    /// The cells of a row as texts; a column that is not there has what it had.
    fn cells(&mut self, row: &UploadRow) -> Option<Cells> {
        let mut cells = Vec::new();
        let before = self.complaints.len();
        for (position, column) in self.columns.iter().enumerate() {
            let place = self.upload.places.get(position).copied().flatten();
            let Some(place) = place else {
                cells.push(row.id.as_deref().map_or(String::new(), |id| self.base(id, column).to_owned()));
                continue;
            };
            let cell = row.cells.get(position).and_then(Option::as_ref);
            // What stands as it stood is no change, also where the plan would not have it any more.
            if let (Some(id), Some(GridCell::Text(text))) = (&row.id, cell)
                && self.upload.base.contains_key(id)
                && text.trim() == self.base(id, column)
            {
                cells.push(text.trim().to_owned());
                continue;
            }
            match read(self.plan, cell, column.form) {
                Ok(text) => cells.push(text),
                Err(wrong) => {
                    let place = cell_name(row.row, place);
                    self.complaints.push(Complaint::at(&self.upload.sheet, &place, wrong));
                }
            }
        }
        (self.complaints.len() == before).then_some(cells)
    }

    fn place(&self, row: &UploadRow, position: usize) -> String {
        let column = self.upload.places.get(position).copied().flatten();
        column.map_or_else(|| format!("row {}", row.row + 1), |column| cell_name(row.row, column))
    }

    fn complain(&mut self, row: &UploadRow, position: usize, fact: String, help: &str) {
        let place = self.place(row, position);
        self.complaints.push(Complaint::at(&self.upload.sheet, &place, (fact, help.to_owned())));
    }

    /// A row that was in the sheet when it was made.
    fn known(&mut self, id: &str, row: &UploadRow, cells: &Cells) {
        let changed: BTreeSet<usize> = (0..self.columns.len())
            .filter(|position| {
                let column = self.columns.get(*position);
                column.is_some_and(|column| {
                    cells.get(*position).map(String::as_str) != Some(self.base(id, column))
                })
            })
            .collect();
        if changed.is_empty() {
            return;
        }
        let Some(now) = self.now.get(id).cloned() else {
            let first = changed.first().copied().unwrap_or(0);
            let fact = format!("`{}` is not in the plan any more", short(id));
            self.complain(row, first, fact, "take the row out of the sheet, or add it as a new one");
            return;
        };
        let mut merged = now.clone();
        let mut fields: BTreeMap<&'static str, usize> = BTreeMap::new();
        for position in changed {
            let (Some(column), Some(new), Some(current)) =
                (self.columns.get(position), cells.get(position), now.get(position))
            else {
                continue;
            };
            let base = self.base(id, column).to_owned();
            if new == current {
                continue;
            }
            if let Some((fact, help)) = not_here(column, id) {
                self.complain(row, position, fact, help);
            } else if *current != base {
                let said = |text: &str| {
                    if text.is_empty() { "nothing".to_owned() } else { format!("`{}`", short(text)) }
                };
                let fact = format!(
                    "{} stood here, the sheet says {}, and by now the plan says {}",
                    said(&base),
                    said(new),
                    said(current)
                );
                self.complain(row, position, fact, "agree on one of them, and download the sheet anew");
            } else {
                self.out.cells += 1;
                if let Some(cell) = merged.get_mut(position) {
                    cell.clone_from(new);
                }
                let field = column.field.strip_suffix(".unit").unwrap_or(column.field);
                fields.insert(field, position);
            }
        }
        let mut set: Vec<(usize, &'static str)> =
            fields.into_iter().map(|(field, position)| (position, field)).collect();
        set.sort_unstable();
        for (position, field) in set {
            let value = Some(self.value(field, &merged)).filter(|value| !value.is_empty());
            let (entry, field) = match id.split_once('/') {
                Some((entry, number)) => (entry, format!("component.{number}.{field}")),
                None => (id, field.to_owned()),
            };
            let kind = plan_kind(self.upload.kind).to_owned();
            let edit = Edit::Set { kind, id: entry.to_owned(), field, value };
            let place = self.place(row, position);
            self.out.edits.push((edit, place));
        }
    }

    /// A field of a row as the plan writes it.
    fn value(&self, field: &str, cells: &Cells) -> String {
        let text = |wanted: &str| {
            let position = self.columns.iter().position(|column| column.field == wanted);
            position.and_then(|position| cells.get(position)).map_or("", String::as_str)
        };
        let form =
            self.columns.iter().find(|column| column.field == field).map_or(Form::Text, |column| column.form);
        if form == Form::Number {
            let own = self.plan.company.currency.as_ref().map_or("", |currency| currency.code());
            let unit = text(&format!("{field}.unit"));
            return quantity(text(field), if unit.is_empty() { own } else { unit });
        }
        plan_text(text(field), form)
    }

    /// Rows that are in the sheet no more.
    fn gone(&mut self, of: &BTreeMap<String, usize>) {
        let ids: Vec<&String> = self.upload.base.keys().filter(|id| !of.contains_key(*id)).collect();
        let whole: BTreeSet<&str> = ids.iter().filter(|id| !id.contains('/')).map(|id| id.as_str()).collect();
        let kind = plan_kind(self.upload.kind);
        let mut removals = Vec::new();
        for id in ids {
            let Some(now) = self.now.get(id) else { continue };
            let stays = self
                .columns
                .iter()
                .zip(now)
                .all(|(column, now)| column.form == Form::Shown || self.base(id, column) == now);
            if !stays {
                self.complaints.push(Complaint::new(
                    format!(
                        "`{}` has no row for `{}` any more, and the plan changed it since",
                        self.upload.sheet,
                        short(id)
                    ),
                    "download the sheet anew, and take the row out of that one",
                ));
                continue;
            }
            let edit = match id.split_once('/') {
                Some((entry, _)) if whole.contains(entry) => continue,
                Some((entry, number)) => Edit::clear(kind, entry, &format!("component.{number}")),
                None => Edit::remove(kind, id),
            };
            self.out.removed.push(id.clone());
            let number = id.split_once('/').and_then(|(_, number)| number.parse::<usize>().ok()).unwrap_or(0);
            removals.push((std::cmp::Reverse(number), edit));
        }
        // The last component first, so that the numbers of the others stay.
        removals.sort();
        self.out.edits.extend(removals.into_iter().map(|(_, edit)| (edit, "a row that is gone".to_owned())));
    }

    /// Rows that are new.
    fn fresh(&mut self, fresh: &[(&UploadRow, Cells)]) {
        let kind = plan_kind(self.upload.kind);
        let mut taken: BTreeSet<String> =
            self.plan.of_kind(kind).map(|entity| entity.id.to_string()).collect();
        let mut components: BTreeMap<String, usize> = BTreeMap::new();
        for (row, cells) in fresh {
            let cell = |field: &str| {
                let position = self.columns.iter().position(|column| column.field == field);
                position.and_then(|position| cells.get(position)).cloned().unwrap_or_default()
            };
            let place = format!("row {}", row.row + 1);
            let is_component = cell("line") == "component";
            let mut fields: Vec<(String, String)> = Vec::new();
            let mut misplaced = None;
            for (position, column) in self.columns.iter().enumerate() {
                if matches!(column.form, Form::Shown | Form::Unit) || matches!(column.field, "pay" | "line") {
                    continue;
                }
                let value = self.value(column.field, cells);
                if value.is_empty() {
                    continue;
                }
                let wanted = if is_component { On::Component } else { On::Plan };
                if column.on != On::All && column.on != wanted {
                    misplaced.get_or_insert(position);
                }
                fields.push((column.field.to_owned(), value));
            }
            if let Some(position) = misplaced {
                let fact = "this cell is for the other kind of row".to_owned();
                self.complain(row, position, fact, "`Row is` says which columns a row fills");
                continue;
            }
            let name = match self.upload.kind {
                SheetKind::Pay => cell("pay"),
                SheetKind::Quotas => String::new(),
                _ => cell("name"),
            };
            if name.is_empty() && self.upload.kind != SheetKind::Quotas {
                let what = if self.upload.kind == SheetKind::Pay { "pay plan" } else { "name" };
                self.complain(row, 0, format!("this new row has no {what}"), "fill it, or take the row out");
                continue;
            }
            if is_component {
                let id = name;
                let count = components.entry(id.clone()).or_insert_with(|| {
                    let removed =
                        self.out.removed.iter().filter(|gone| gone.starts_with(&format!("{id}/"))).count();
                    let there = self.plan.entity("pay", &id).map_or(0, |pay| pay.rows("component").len());
                    there.saturating_sub(removed)
                });
                *count += 1;
                let pairs: Vec<String> = fields
                    .iter()
                    .map(|(field, value)| match field.as_str() {
                        "tier" => format!("tier = {value}"),
                        _ => format!("{field} = {}", toml_text(value)),
                    })
                    .collect();
                let edit = Edit::set(
                    "pay",
                    &id,
                    &format!("component.{count}"),
                    &format!("{{ {} }}", pairs.join(", ")),
                );
                self.out.added.push(format!("{id}/{count}"));
                self.out.edits.push((edit, place));
                continue;
            }
            let id = if self.upload.kind == SheetKind::Quotas {
                String::new()
            } else {
                free(&mut taken, Id::suggest(&name).unwrap_or_else(|| kind.to_owned()))
            };
            let said: Vec<&str> = fields.iter().take(4).map(|(_, value)| value.as_str()).collect();
            self.out.added.push(if id.is_empty() { said.join(", ") } else { id.clone() });
            self.out.edits.push((Edit::Add { kind: kind.to_owned(), id, fields, path: None }, place));
        }
    }
}

/// Why a cell is not changed in this sheet, if it is not.
fn not_here(column: &Column, id: &str) -> Option<(String, &'static str)> {
    if column.form == Form::Shown {
        return Some((format!("`{}` is only shown here", column.heading), "change it where it is kept"));
    }
    if matches!(column.field, "pay" | "line") {
        return Some((
            format!("`{}` of a row stays as it is", column.heading),
            "add a new row, and take this one out",
        ));
    }
    let is_component = id.contains('/');
    let other = if is_component { On::Plan } else { On::Component };
    (column.on == other && column.on != On::All).then(|| {
        ("this cell is for the other kind of row".to_owned(), "`Row is` says which columns a row fills")
    })
}

fn free(taken: &mut BTreeSet<String>, id: String) -> String {
    let mut number = 1;
    let mut wanted = id.clone();
    while !taken.insert(wanted.clone()) {
        number += 1;
        wanted = format!("{id}-{number}");
    }
    wanted
}

fn toml_text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            control if control.is_control() => format!("\\u{:04X}", u32::from(control)),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// The edits that cannot be made alone, with their cells.
pub(super) fn placed(texts: &[(String, Vec<u8>)], edits: &[(Edit, String)]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (one, place) in edits.iter().take(TRIED_MAX) {
        let Err(refusal) = edit(texts, std::slice::from_ref(one)) else { continue };
        for problem in refusal.problems.into_iter().filter(|problem| problem.severity == Severity::Error) {
            let help = problem.help.unwrap_or_else(|| "write it as the plan's guide shows".to_owned());
            complaints.push(Complaint::new(format!("{place}: {}", problem.message), help));
        }
    }
    complaints
}
