//! How deals really went through their stages: how long they stayed, how many went on, and which stage was renamed.

use std::collections::{BTreeMap, BTreeSet};

use plumb_store::{Store, StoreError};
use plumb_units::{Date, parse_date};

use super::seen::text;
use super::written::{counted, shown};

/// What became of the deals that stood in a stage.
#[derive(Clone, Debug, Default)]
pub(super) struct Stay {
    /// Deals that reached it.
    reached: BTreeSet<usize>,
    /// Of these, those that went on to a stage that does not end them as lost.
    went_on: BTreeSet<usize>,
    /// Of these, those that are decided, and won.
    decided: BTreeSet<usize>,
    won: BTreeSet<usize>,
    /// Days from each entry until the next stage.
    days: Vec<i32>,
    /// Days on which deals entered it.
    entered: Vec<Date>,
    before: BTreeMap<String, usize>,
    after: BTreeMap<String, usize>,
}

/// All stages of the history.
#[derive(Debug, Default)]
pub(super) struct Stays {
    of: BTreeMap<String, Stay>,
}

/// Entries from which a stage can be told to be another's earlier name.
const ENTRIES_MIN: usize = 20;

/// A deal's way: stages with the day on which each was entered.
type Way = Vec<(String, Date)>;

impl Stays {
    /// Reads the history.
    pub(super) fn read(store: &Store) -> Result<Self, StoreError> {
        let table = store.query(
            "select c.source, c.opportunity, c.new, substr(c.changed_at, 1, 10), o.outcome from opportunity_changes c \
             left join opportunities o on o.source = c.source and o.key = c.opportunity \
             where c.field = 'stage' and c.new <> '' and c.new is not c.old \
             order by c.source, c.opportunity, c.changed_at, c.key",
            &[],
        )?;
        let mut stays = Self::default();
        let mut number = 0;
        let mut deal: Option<(String, String, Option<String>)> = None;
        let mut way: Way = Vec::new();
        for cells in &table.rows {
            let [source, opportunity, stage, day, outcome] = cells.as_slice() else { continue };
            let (Some(stage), Some(day)) = (text(stage), day.text().and_then(parse_date)) else { continue };
            let next = (source.to_string(), opportunity.to_string(), text(outcome));
            if deal.as_ref() != Some(&next) {
                stays.take(number, &way, deal.as_ref().and_then(|(_, _, outcome)| outcome.as_deref()));
                (number, deal, way) = (number + 1, Some(next), Vec::new());
            }
            way.push((stage, day));
        }
        stays.take(number, &way, deal.as_ref().and_then(|(_, _, outcome)| outcome.as_deref()));
        Ok(stays)
    }

    fn take(&mut self, number: usize, way: &Way, outcome: Option<&str>) {
        for (at, (stage, day)) in way.iter().enumerate() {
            let stay = self.of.entry(stage.clone()).or_default();
            stay.reached.insert(number);
            stay.entered.push(*day);
            if let Some((before, _)) = at.checked_sub(1).and_then(|before| way.get(before)) {
                *stay.before.entry(before.clone()).or_insert(0) += 1;
            }
            if let Some((after, left)) = way.get(at + 1) {
                *stay.after.entry(after.clone()).or_insert(0) += 1;
                stay.days.push((*left - *day).get_days());
                if outcome != Some("lost") || at + 2 < way.len() {
                    stay.went_on.insert(number);
                }
            }
            if matches!(outcome, Some("won" | "lost")) {
                stay.decided.insert(number);
            }
            if outcome == Some("won") {
                stay.won.insert(number);
            }
        }
    }

    /// What became of the deals of a stage and of its earlier names, in a sentence; nothing where no history tells.
    pub(super) fn says(&self, words: &[&str]) -> Option<String> {
        let stays: Vec<&Stay> = words.iter().filter_map(|word| self.of.get(*word)).collect();
        let all = |set: fn(&Stay) -> &BTreeSet<usize>| -> usize {
            stays.iter().flat_map(|stay| set(stay)).collect::<BTreeSet<_>>().len()
        };
        let reached = all(|stay| &stay.reached);
        let mut days: Vec<i32> = stays.iter().flat_map(|stay| stay.days.iter().copied()).collect();
        if reached == 0 || days.is_empty() {
            return None;
        }
        days.sort_unstable();
        let middle = days.get(days.len() / 2).copied().unwrap_or_default();
        let (went_on, decided, won) =
            (all(|stay| &stay.went_on), all(|stay| &stay.decided), all(|stay| &stay.won));
        Some(format!(
            "{} reached it: {went_on} went on, {won} of the {decided} decided ones were won; the median stay is {}",
            counted(reached, "deal", "deals"),
            counted(usize::try_from(middle).unwrap_or(0), "day", "days")
        ))
    }

    /// Stages that others were called before, each with its newer name and why it is thought so.
    pub(super) fn renamed(&self) -> BTreeMap<String, (String, String)> {
        let mut renamed = BTreeMap::new();
        for (old, earlier) in &self.of {
            let fits = |(new, later): &(&String, &Stay)| {
                *new != old
                    && earlier.entered.len().min(later.entered.len()) >= ENTRIES_MIN
                    && earlier.entered.iter().max() < later.entered.iter().min()
                    && most(&earlier.before).is_some()
                    && most(&earlier.before) == most(&later.before)
                    && most(&earlier.after) == most(&later.after)
            };
            let mut later = self.of.iter().filter(fits);
            if let (Some((new, stay)), None) = (later.next(), later.next())
                && let (Some(last), Some(first)) = (earlier.entered.iter().max(), stay.entered.iter().min())
            {
                let says = format!(
                    "`{}` is taken for its earlier name: deals entered it until {last}, and this one from {first} on, on the same way",
                    shown(old)
                );
                renamed.insert(old.clone(), (new.clone(), says));
            }
        }
        renamed
    }
}

fn most(counts: &BTreeMap<String, usize>) -> Option<&str> {
    let most = counts.values().max()?;
    counts.iter().find(|(_, count)| *count == most).map(|(word, _)| word.as_str())
}
