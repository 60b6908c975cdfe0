//! Guesses quotas: those of the facts, in the company's currency, without those that a plan cannot hold.

use std::collections::BTreeMap;
use std::fmt::Write;

use plumb_store::{Store, StoreError};
use plumb_units::{Amount, Date, Id, Money};

use super::measures::NET_REVENUE;
use super::seen::{People, date, text};
use super::written::{counted, row, shown};
use super::{Draft, Ground};

/// A quota as the facts have it.
struct Quota {
    person: Option<String>,
    measure: Option<String>,
    amount: Amount,
    currency: Option<String>,
    from: Option<Date>,
    until: Option<Date>,
    kind: String,
    issued: Option<Date>,
    accepted: Option<Date>,
}

/// A quota that the plan holds.
struct Held {
    person: String,
    kind: String,
    money: Money,
    from: Date,
    until: Date,
    issued: Option<Date>,
    accepted: Option<Date>,
    /// Whether the source says what it counts.
    told: bool,
    rounded: bool,
    note: String,
}

/// The quotas of the facts, sorted.
pub(super) struct Quotas {
    held: Vec<Held>,
    /// What is left out, as a line each.
    left_out: Vec<String>,
    rounded: usize,
    undated: usize,
}

impl Quotas {
    /// Reads them.
    pub(super) fn read(store: &Store, ground: &Ground<'_>, people: &People) -> Result<Self, StoreError> {
        let table = store.query(
            "select source, person, measure, amount, currency, valid_from, valid_until, kind, issued, accepted \
             from quotas order by source, person, valid_from, valid_until, key",
            &[],
        )?;
        let mut quotas = Self { held: Vec::new(), left_out: Vec::new(), rounded: 0, undated: 0 };
        for cells in &table.rows {
            let [source, person, measure, amount, currency, from, until, kind, issued, accepted] =
                cells.as_slice()
            else {
                continue;
            };
            let quota = Quota {
                person: people
                    .called(&source.to_string(), &person.to_string())
                    .map(|person| person.id.clone()),
                measure: text(measure),
                amount: Amount::from_millionths(amount.int().unwrap_or(0)),
                currency: text(currency),
                from: date(from),
                until: date(until),
                kind: text(kind).unwrap_or_else(|| "direct".to_owned()),
                issued: date(issued),
                accepted: date(accepted),
            };
            match quota.held(ground) {
                Ok(held) => quotas.held.push(held),
                Err(reason) => quotas.left_out.push(quota.line(&reason)),
            }
        }
        quotas.part_overlaps();
        quotas.rounded = quotas.held.iter().filter(|held| held.rounded).count();
        quotas.undated = quotas.held.iter().filter(|held| held.issued.is_none()).count();
        Ok(quotas)
    }

    /// Whether the plan holds any.
    pub(super) fn any(&self) -> bool {
        !self.held.is_empty()
    }

    /// How many the plan holds.
    pub(super) fn count(&self) -> usize {
        self.held.len()
    }

    /// Takes out what a person would carry twice at a time; the one that begins first stays.
    fn part_overlaps(&mut self) {
        let mut order: Vec<Held> = std::mem::take(&mut self.held);
        order.sort_by(|a, b| {
            (&a.person, &a.kind, a.from, a.until).cmp(&(&b.person, &b.kind, b.from, b.until))
        });
        let mut ends: BTreeMap<(String, String), Date> = BTreeMap::new();
        for held in order {
            let end = ends.entry((held.person.clone(), held.kind.clone())).or_insert(Date::MIN);
            if held.from < *end {
                self.left_out.push(format!(
                    "{},{NET_REVENUE},{},{},{},{}: overlaps another of the person until {end}",
                    held.person, held.money, held.from, held.until, held.kind
                ));
            } else {
                *end = held.until;
                self.held.push(held);
            }
        }
        self.held.sort_by(|a, b| (&a.person, a.from, &a.kind).cmp(&(&b.person, b.from, &b.kind)));
    }

    /// Writes `plan/private/quotas.csv`; nothing where the facts have none.
    pub(super) fn write(&self) -> Option<Draft> {
        if self.held.is_empty() && self.left_out.is_empty() {
            return None;
        }
        let count = counted(self.held.len(), "quota", "quotas");
        let all = self.held.len() + self.left_out.len();
        let of_all = format!("{} of {all} quotas of the facts", self.held.len());
        let told = self.held.iter().filter(|held| held.told).count();
        let told = format!("{told} say that they count `{NET_REVENUE}`, of the others it is thought");
        let mut text = format!("# guessed: {of_all}; {told}\n");
        text.push_str(
            "# Quotas are about single people: this folder is kept apart from the rest of the plan.\n",
        );
        if self.rounded > 0 {
            let rounded = counted(self.rounded, "amount is", "amounts are");
            let _ =
                writeln!(text, "# {rounded} not whole in the smallest coin: rounded half-even, with a note");
        }
        if self.undated > 0 {
            let undated = counted(self.undated, "quota does", "quotas do");
            let _ = writeln!(text, "# {undated} not say when the person was told: fill `issued`");
        }
        for line in &self.left_out {
            let _ = writeln!(text, "# left out: {line}");
        }
        let mut header = vec!["person", "measure", "amount", "from", "until", "kind", "issued", "accepted"];
        let notes = self.held.iter().any(|held| !held.note.is_empty());
        if notes {
            header.push("note");
        }
        text.push_str(&row(header));
        for held in &self.held {
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            let (money, from, until) =
                (held.money.to_string(), held.from.to_string(), held.until.to_string());
            let (issued, accepted) = (day(held.issued), day(held.accepted));
            let mut cells = vec![
                held.person.as_str(),
                NET_REVENUE,
                &money,
                &from,
                &until,
                &held.kind,
                &issued,
                &accepted,
            ];
            if notes {
                cells.push(&held.note);
            }
            text.push_str(&row(cells));
        }
        let mut evidence = of_all;
        if self.rounded > 0 {
            let _ = write!(evidence, "; {} rounded half-even", self.rounded);
        }
        let mut draft = Draft::new("plan/private/quotas.csv", text).guess(count, evidence);
        if !self.left_out.is_empty() {
            let what = counted(self.left_out.len(), "quota left out", "quotas left out");
            draft = draft.guess(what, "each stands in the file as a comment with the reason".to_owned());
        }
        Some(draft)
    }
}

impl Quota {
    /// The quota as the plan holds it, or why it cannot.
    fn held(&self, ground: &Ground<'_>) -> Result<Held, String> {
        let person = self.person.clone().ok_or("its person has no key")?;
        if let Some(measure) = &self.measure
            && Id::suggest(measure).is_none_or(|id| id.as_str() != NET_REVENUE)
        {
            return Err(format!("it counts `{}`, which is no measure of the plan yet", shown(measure)));
        }
        if self.amount.millionths() < 0 {
            return Err("it is below zero".to_owned());
        }
        let own = ground.currency();
        let code = self.currency.as_deref();
        let (money, exact) = ground.money(self.amount, code).ok_or_else(|| {
            format!("it is in `{}`, and the company counts in {own}", shown(code.unwrap_or("")))
        })?;
        let from = self.from.ok_or("it has no first day")?;
        let until = self.until.ok_or("it has no end")?;
        if until <= from {
            return Err("it ends before it begins".to_owned());
        }
        let accepted = self.accepted.filter(|accepted| self.issued.is_none_or(|issued| issued <= *accepted));
        let mut notes = Vec::new();
        if !exact {
            notes.push(format!("{} {own} in the source", self.amount));
        }
        if let (Some(accepted), None) = (self.accepted, accepted) {
            notes.push(format!("accepted on {accepted} in the source, before it was issued"));
        }
        let (kind, issued, note) = (self.kind.clone(), self.issued, notes.join("; "));
        Ok(Held {
            person,
            kind,
            money,
            from,
            until,
            issued,
            accepted,
            told: self.measure.is_some(),
            rounded: !exact,
            note,
        })
    }

    /// The quota as a comment.
    fn line(&self, reason: &str) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let person = self.person.as_deref().unwrap_or_default();
        let measure = self.measure.as_deref().map(shown).unwrap_or_default();
        let currency = self.currency.as_deref().map(shown).unwrap_or_default();
        let (from, until) = (day(self.from), day(self.until));
        format!("{person},{measure},{} {currency},{from},{until},{}: {reason}", self.amount, self.kind)
    }
}
