//! From nothing to what is paid: the entries of a statement, those of one sort as one.

use plumb_engine::{EntryView, MoneyView, StatementView};

use super::words::spoken;
use crate::cells::clean;
use crate::figures::like;

/// Entries of one sort.
pub(crate) struct Stage {
    /// What it is, in words.
    pub(crate) label: String,
    /// A few quiet words: of which component, earned when, or why.
    pub(crate) note: Option<String>,
    /// How much; what lowers pay is negative.
    pub(crate) amount: MoneyView,
    /// Whether it takes part in what is earned; the others turn that into what is paid.
    pub(crate) earns: bool,
}

/// The stages: those that are earned first, each group in the order of its entries.
pub(crate) fn stages(view: &StatementView) -> Vec<Stage> {
    let mut groups: Vec<(&EntryView, i64)> = Vec::new();
    for entry in &view.steps {
        let same = |of: &EntryView| {
            (&of.kind, &of.words, &of.component, &of.earned_in)
                == (&entry.kind, &entry.words, &entry.component, &entry.earned_in)
        };
        match groups.iter_mut().find(|(of, _)| same(of)) {
            Some((_, sum)) => *sum = sum.saturating_add(entry.amount.minor),
            None => groups.push((entry, entry.amount.minor)),
        }
    }
    let stage = |(entry, sum): (&EntryView, i64)| Stage {
        label: label(entry),
        note: note(entry),
        amount: like(&entry.amount, sum),
        earns: earns(entry),
    };
    let mut stages: Vec<Stage> = groups.into_iter().map(stage).collect();
    stages.sort_by_key(|stage| !stage.earns);
    stages
}

/// What an entry is called: a component by its name, everything else by its words.
fn label(entry: &EntryView) -> String {
    match (&entry.component, entry.kind.as_str()) {
        (Some(component), "earning") => spoken(component),
        _ => spoken_words(&entry.words),
    }
}

/// Words with their first letter in upper case; dashes in them stay.
fn spoken_words(words: &str) -> String {
    let words = clean(words);
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn note(entry: &EntryView) -> Option<String> {
    let mut words = Vec::new();
    if let Some(component) = entry.component.as_ref().filter(|_| entry.kind != "earning") {
        words.push(clean(component).replace('-', " "));
    }
    if let Some(earned_in) = &entry.earned_in {
        words.push(format!("earned in {}", clean(earned_in)));
    }
    // Why something is corrected stands with the corrections.
    if let Some(reason) =
        entry.reason.as_ref().filter(|reason| !reason.is_empty() && entry.kind != "adjustment")
    {
        words.push(clean(reason).into_owned());
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// Whether an entry takes part in what is earned in the period: lines, bonuses, conditions, and limits of a component.
fn earns(entry: &EntryView) -> bool {
    let kinds = ["earning", "clawback", "bonus", "gate", "multiplier", "cap", "floor"];
    entry.component.is_some() && entry.earned_in.is_none() && kinds.contains(&entry.kind.as_str())
}
