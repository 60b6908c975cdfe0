//! Guesses the stages of a deal from opportunities and their history; what must be true to leave a stage is asked, never guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use plumb_store::{Store, StoreError};

use super::Draft;
use plumb_units::Rate;

use super::seen::{number, text};
use super::stays::Stays;
use super::vote::Vote;
use super::written::{Ids, counted, of_sources, quoted, shown};

/// A stage as the facts show it.
#[derive(Default)]
struct Stage {
    sources: BTreeSet<String>,
    open: usize,
    won: usize,
    lost: usize,
    /// Changes that led out of it.
    left: usize,
    /// Changes that led into it.
    entered: usize,
}

/// What orders the stages.
enum Order {
    /// The history of so many deals.
    History(usize),
    /// The chance that the source gives deals in each stage.
    Chance,
    /// Nothing but the alphabet.
    Alphabet,
}

/// Writes `plan/method.toml`; nothing where no fact names a stage.
pub(super) fn write(store: &Store) -> Result<Option<Draft>, StoreError> {
    let mut stages = current(store)?;
    let paths = history(store, &mut stages)?;
    if stages.is_empty() {
        return Ok(None);
    }
    let (order, by) = ordered(store, &stages, &paths)?;
    let because = match by {
        Order::History(deals) => {
            format!("in the order in which {} first reached them", counted(deals, "deal", "deals"))
        }
        Order::Chance => "in the order of the chances that the source gives them".to_owned(),
        Order::Alphabet => "open ones first, then by the alphabet, for the facts hold no history".to_owned(),
    };
    let mut written = String::from(
        "# How a deal goes: the stages that the facts name. What must be true to leave a stage, and how long a deal may\n\
         # stay, is for you to say: add `criterion` and `longest` to each.\n",
    );
    let count = counted(stages.len(), "stage", "stages");
    let _ = writeln!(written, "\n# guessed: {count}, {because}\n[method.sales]\nname = \"Sales\"");
    let stays = Stays::read(store)?;
    let renamed = stays.renamed();
    let told = told_chances(store)?;
    let mut taken = Ids::default();
    let mut chances = 0;
    for word in order.into_iter().filter(|word| !renamed.contains_key(*word)) {
        let Some(stage) = stages.get(word) else { continue };
        let earlier: Vec<(&str, &str)> = renamed
            .iter()
            .filter(|(_, (new, _))| new == word)
            .map(|(old, (_, says))| (old.as_str(), says.as_str()))
            .collect();
        let id = taken.take("stage", word);
        let _ = writeln!(written, "\n# {}", stage.evidence());
        let names: Vec<&str> = std::iter::once(word).chain(earlier.iter().map(|(old, _)| *old)).collect();
        for line in stays.says(&names).iter().map(String::as_str).chain(earlier.iter().map(|(_, says)| *says))
        {
            let _ = writeln!(written, "# {line}");
        }
        let chance = told.get(word).filter(|_| !stage.is_closed());
        if let Some(Vote::Most { agree, all, .. }) = chance {
            let _ = writeln!(written, "# chance: that of {agree} of {all} open deals in it");
        }
        let _ = writeln!(written, "[[method.sales.stage]]\nid = \"{id}\"\nname = {}", quoted(word.trim()));
        if let Some(Vote::Most { value, .. }) = chance {
            chances += 1;
            let _ = writeln!(written, "chance = \"{}\"", Rate::from_millionths(*value));
        }
        if let Some(open) = stage.is_open() {
            let _ = writeln!(written, "open = {open}");
        }
        let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in &names {
            for source in stages.get(*name).into_iter().flat_map(|stage| &stage.sources) {
                keys.entry(source.clone()).or_default().push((*name).to_owned());
            }
        }
        let _ = writeln!(written, "keys = {}", of_sources(keys));
    }
    let mut draft = Draft::new("plan/method.toml", written).guess(count, because);
    for (old, (new, says)) in &renamed {
        draft = draft.guess(format!("the stage `{}` is `{}` now", shown(old), shown(new)), says.clone());
    }
    if chances > 0 {
        let what = counted(chances, "chance of a stage", "chances of stages");
        draft = draft.guess(what, "what the source puts beside most open deals in it".to_owned());
    }
    Ok(Some(draft))
}

/// What most open deals in a stage have as their chance.
fn told_chances(store: &Store) -> Result<BTreeMap<String, Vote<i64>>, StoreError> {
    let table = store.query(
        "select stage, chance, count(*) from opportunities where outcome = 'open' and chance between 0 and 1000000 group by 1, 2",
        &[],
    )?;
    let mut ballots: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for cells in &table.rows {
        if let [stage, chance, count] = cells.as_slice()
            && let Some(chance) = chance.int()
        {
            ballots.entry(stage.to_string()).or_default().extend(vec![chance; number(count)]);
        }
    }
    Ok(ballots.into_iter().map(|(stage, chances)| (stage, Vote::of(chances))).collect())
}

impl Stage {
    fn evidence(&self) -> String {
        let moves = match (self.entered, self.left) {
            (0, 0) => String::new(),
            (entered, left) => format!("; {entered} changes led into it, {left} out of it"),
        };
        format!("{} open, {} won, {} lost deals stand in it{moves}", self.open, self.won, self.lost)
    }

    /// Whether deals in it are open; `None` where no deal stands in it, or closed ones stand where others moved on.
    fn is_open(&self) -> Option<bool> {
        match (self.open, self.won + self.lost, self.left) {
            (0, 0, _) => None,
            (0, _, 0) => Some(false),
            (0, _, _) => None,
            _ => Some(true),
        }
    }

    /// Closed stages come after open ones.
    fn is_closed(&self) -> bool {
        self.is_open() == Some(false)
    }
}

fn current(store: &Store) -> Result<BTreeMap<String, Stage>, StoreError> {
    let table = store.query(
        "select stage, source, outcome, count(*) from opportunities where stage <> '' group by 1, 2, 3",
        &[],
    )?;
    let mut stages: BTreeMap<String, Stage> = BTreeMap::new();
    for cells in &table.rows {
        let [stage, source, outcome, count] = cells.as_slice() else { continue };
        let entry = stages.entry(stage.to_string()).or_default();
        entry.sources.insert(source.to_string());
        match outcome.text() {
            Some("won") => entry.won += number(count),
            Some("lost") => entry.lost += number(count),
            _ => entry.open += number(count),
        }
    }
    Ok(stages)
}

/// The stages of each deal in the order in which it first reached them; counts moves on the way.
fn history(store: &Store, stages: &mut BTreeMap<String, Stage>) -> Result<Vec<Vec<String>>, StoreError> {
    let table = store.query(
        "select source, opportunity, old, new from opportunity_changes where field = 'stage' \
         order by source, opportunity, changed_at, key",
        &[],
    )?;
    let mut paths: Vec<Vec<String>> = Vec::new();
    let mut deal = None;
    for cells in &table.rows {
        let [source, opportunity, old, new] = cells.as_slice() else { continue };
        if deal != Some((source, opportunity)) {
            deal = Some((source, opportunity));
            paths.push(Vec::new());
        }
        let (old, new) = (text(old), text(new));
        if old == new {
            continue;
        }
        for (word, entered) in [(old, false), (new, true)] {
            let Some(word) = word else { continue };
            let stage = stages.entry(word.clone()).or_default();
            stage.sources.insert(source.to_string());
            *(if entered { &mut stage.entered } else { &mut stage.left }) += 1;
            if let Some(path) = paths.last_mut().filter(|path| !path.contains(&word)) {
                path.push(word);
            }
        }
    }
    paths.retain(|path| path.len() > 1);
    Ok(paths)
}

fn ordered<'s>(
    store: &Store,
    stages: &'s BTreeMap<String, Stage>,
    paths: &[Vec<String>],
) -> Result<(Vec<&'s str>, Order), StoreError> {
    let mut words: Vec<&str> = stages.keys().map(String::as_str).collect();
    // Open ones first, then those in which deals are won, then those in which they are lost.
    let closed = |word: &str| match stages.get(word) {
        Some(stage) if stage.is_closed() => 1 + usize::from(stage.lost > stage.won),
        _ => 0,
    };
    if !paths.is_empty() {
        let before = wins(paths);
        words.sort_by_key(|word| {
            let wins = before.get(word).copied().unwrap_or(0);
            (closed(word), std::cmp::Reverse(wins), *word)
        });
        return Ok((words, Order::History(paths.len())));
    }
    let chances = chances(store)?;
    let open = words.iter().filter(|word| closed(word) == 0);
    let told: Option<Vec<i64>> = open.map(|word| chances.get(*word).copied()).collect();
    let told = told.filter(|told| told.len() > 1 && told.iter().collect::<BTreeSet<_>>().len() == told.len());
    let by = if told.is_some() { Order::Chance } else { Order::Alphabet };
    let chance = |word: &str| if told.is_some() { chances.get(word).copied().unwrap_or(0) } else { 0 };
    words.sort_by_key(|word| (closed(word), if closed(word) > 0 { 0 } else { chance(word) }, *word));
    Ok((words, by))
}

/// Of each stage, over how many others it comes first in more deals than last.
fn wins(paths: &[Vec<String>]) -> BTreeMap<&str, usize> {
    let mut firsts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for path in paths {
        for (index, earlier) in path.iter().enumerate() {
            for later in path.iter().skip(index + 1) {
                *firsts.entry((earlier, later)).or_insert(0) += 1;
            }
        }
    }
    let mut wins: BTreeMap<&str, usize> = BTreeMap::new();
    for ((earlier, later), count) in &firsts {
        if *count > firsts.get(&(*later, *earlier)).copied().unwrap_or(0) {
            *wins.entry(earlier).or_insert(0) += 1;
        }
    }
    wins
}

/// The median chance that the source gives open deals, by stage.
fn chances(store: &Store) -> Result<BTreeMap<String, i64>, StoreError> {
    let table = store.query(
        "select stage, chance from opportunities where outcome = 'open' and chance is not null order by 1, 2",
        &[],
    )?;
    let mut of_stage: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for cells in &table.rows {
        if let [stage, chance] = cells.as_slice()
            && let Some(chance) = chance.int()
        {
            of_stage.entry(stage.to_string()).or_default().push(chance);
        }
    }
    let middle = |chances: Vec<i64>| chances.get(chances.len() / 2).copied();
    Ok(of_stage.into_iter().filter_map(|(stage, chances)| Some((stage, middle(chances)?))).collect())
}
