//! Life tables of deals: the hazards of being won and of being lost in each month ahead, from a landmark on.
//!
//! Competing risks in discrete time (Prentice et al. 1978; landmarking: van Houwelingen 2007). A landmark is the first day of a
//! month; every deal open then counts, month by month, until it ends. Hazards depend on the months since the landmark and on
//! what was known there: age, stage, and how far off the expected date was. Each finer cell is drawn to the coarser one
//! with the weight of [`PRIOR`] deal-months.

use plumb_units::Date;

use crate::course::Course;
use crate::grid::{Slot, days_between, slot_of};
use crate::history::{History, Outcome};

/// Deal-months with which a coarser cell speaks for a finer one: enough that a cell of a handful of deals hardly counts.
const PRIOR: f64 = 20.0;
/// The most of the deals still open that may end in one month.
const HAZARD_MAX: f64 = 0.98;
/// Stages that are told apart; those beyond count as one.
const STAGES_MAX: usize = 60;
/// Months ahead of a landmark that are followed.
const MONTHS_MAX: usize = 24;

/// What is known of an open deal on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    age: u8,
    stage: u16,
    due: u8,
}

/// The way of one deal through time.
pub(crate) struct Track {
    pub(crate) created: Date,
    pub(crate) closed: Option<Date>,
    pub(crate) outcome: Outcome,
    stages: Vec<(Date, Option<usize>)>,
    dates: Vec<(Date, Option<Date>)>,
}

impl Track {
    /// What was known on the morning of `day`.
    pub(crate) fn known(&self, day: Date) -> Known {
        let stage = at(&self.stages, day).flatten();
        let expected = at(&self.dates, day).flatten();
        Known {
            age: age(days_between(self.created, day)),
            stage: stage.map_or(0, |stage| u16::try_from(stage + 1).unwrap_or(u16::MAX)),
            due: due(expected, day),
        }
    }

    fn open_on(&self, day: Date) -> bool {
        self.created < day && self.closed.is_none_or(|closed| closed >= day)
    }
}

/// The newest value from before the morning of `day`, or else the first.
fn at<T: Copy>(values: &[(Date, T)], day: Date) -> Option<T> {
    let after = values.partition_point(|(from, _)| *from < day);
    values.get(after.saturating_sub(1)).map(|(_, value)| *value)
}

/// Half months at first, as many deals end early; then months, then quarters.
fn age(days: i64) -> u8 {
    const BOUNDS: [i64; 10] = [15, 31, 61, 92, 122, 153, 183, 274, 365, 730];
    BOUNDS.iter().position(|bound| days < *bound).unwrap_or(BOUNDS.len()) as u8
}

/// Whether the expected date is unknown, past, or how many months off.
fn due(expected: Option<Date>, day: Date) -> u8 {
    let Some(expected) = expected else { return 0 };
    match days_between(day, expected) {
        ..0 => 1,
        0..31 => 2,
        31..62 => 3,
        62..123 => 4,
        _ => 5,
    }
}

/// Months ahead in bands.
fn band(months: usize) -> u8 {
    match months {
        0..4 => months as u8,
        4..6 => 4,
        6..9 => 5,
        9..12 => 6,
        _ => 7,
    }
}

/// The ways of all deals; nothing for those without a first day.
pub(crate) fn tracks(history: &History) -> Vec<Option<Track>> {
    let mut tracks: Vec<Option<Track>> = history
        .deals
        .iter()
        .map(|deal| {
            let created = deal.created?;
            Some(Track {
                created,
                closed: deal.closed,
                outcome: deal.outcome,
                stages: Vec::new(),
                dates: Vec::new(),
            })
        })
        .collect();
    let mut moves: Vec<_> = history.stage_moves.iter().collect();
    moves.sort_by_key(|moved| (moved.deal, moved.day));
    for moved in moves {
        if let Some(Some(track)) = tracks.get_mut(moved.deal) {
            if track.stages.is_empty() && moved.day > track.created {
                track.stages.push((track.created, moved.from));
            }
            track.stages.push((moved.day, Some(moved.to)));
        }
    }
    let mut moves: Vec<_> = history.date_moves.iter().collect();
    moves.sort_by_key(|moved| (moved.deal, moved.day));
    for moved in moves {
        if let Some(Some(track)) = tracks.get_mut(moved.deal) {
            if track.dates.is_empty() && moved.day > track.created {
                track.dates.push((track.created, moved.old));
            }
            track.dates.push((moved.day, moved.new));
        }
    }
    for (track, deal) in tracks.iter_mut().zip(&history.deals) {
        let Some(track) = track else { continue };
        // A stage without any move tells only where an open deal is, never where a closed one was.
        if track.stages.is_empty() && deal.outcome == Outcome::Open {
            track.stages.push((track.created, deal.stage));
        }
        if track.dates.is_empty() {
            track.dates.push((track.created, deal.expected));
        }
    }
    tracks
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    won: f64,
    lost: f64,
    risk_won: f64,
    risk_lost: f64,
}

/// Hazards of a month: of being won and of being lost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Hazard {
    pub(crate) won: f64,
    pub(crate) lost: f64,
}

/// Bands of months ahead, of ages, and of how far off the expected date is.
const BANDS: usize = 8;
const AGES: usize = 11;
const DUES: usize = 6;

/// Places of a cell in its table, from coarse to fine.
type Key = [usize; 4];

/// All cells of a table, in one row.
#[derive(Clone, Debug, Default)]
struct Cells {
    stages: usize,
    counts: Vec<Count>,
}

impl Cells {
    fn new(stages: usize) -> Self {
        let len = BANDS * (1 + AGES * (1 + stages * (1 + DUES)));
        Self { stages, counts: vec![Count::default(); len] }
    }

    fn key(&self, band: u8, known: Known) -> Key {
        let band = usize::from(band).min(BANDS - 1);
        let by_age = band * AGES + usize::from(known.age).min(AGES - 1);
        let by_stage = by_age * self.stages + usize::from(known.stage).min(self.stages.saturating_sub(1));
        let by_due = by_stage * DUES + usize::from(known.due).min(DUES - 1);
        let (ages, stages) = (BANDS, BANDS + BANDS * AGES);
        [band, ages + by_age, stages + by_stage, stages + BANDS * AGES * self.stages + by_due]
    }

    fn hazard(&self, key: Key) -> Hazard {
        // Of 20 deals one wins and one is lost in a month, where nothing was ever seen.
        let mut hazard = Hazard { won: 0.05, lost: 0.05 };
        let mut prior = 1.0;
        for place in key {
            if let Some(count) = self.counts.get(place) {
                hazard.won = (count.won + prior * hazard.won) / (count.risk_won + prior);
                hazard.lost = (count.lost + prior * hazard.lost) / (count.risk_lost + prior);
            }
            prior = PRIOR;
        }
        hazard
    }
}

/// The life tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    open: Cells,
    fresh: Cells,
    /// The first slot in which ends were kept whole.
    pub(crate) watched: usize,
}

impl Table {
    /// Counts what became of deals; `won` and `lost` are the seasons and levels of the months behind.
    ///
    /// Ends before the first one recorded are not known to be kept, so deals come under watch only then (delayed entry).
    pub(crate) fn count(tracks: &[Option<Track>], past: &[Slot], won: &Course, lost: &Course) -> Self {
        let stages =
            tracks.iter().flatten().flat_map(|track| &track.stages).filter_map(|(_, stage)| *stage).max();
        let stages = stages.map_or(1, |stage| stage.min(STAGES_MAX) + 2);
        let mut table =
            Self { watched: watched(tracks, past), open: Cells::new(stages), fresh: Cells::new(1) };
        let month = |slot: usize, course: &Course| {
            let season = past.get(slot).map_or(1.0, |slot| course.season(slot.season));
            (season * course.behind.get(slot).copied().unwrap_or(1.0)).max(0.02)
        };
        let factor: Vec<(f64, f64)> =
            (0..past.len()).map(|slot| (month(slot, won), month(slot, lost))).collect();
        let end = past.last().map(|slot| slot.until);
        for track in tracks.iter().flatten() {
            let closed = track.closed.and_then(|closed| slot_of(past, closed));
            let created = slot_of(past, track.created);
            let known_end = track.closed.filter(|closed| end.is_some_and(|end| *closed < end));
            let last = if known_end.is_some() { closed } else { past.len().checked_sub(1) };
            let Some(last) = last else { continue };
            let watched = table.watched;
            let follow = |cells: &mut Cells, start: usize, known: Known| {
                for slot in start.max(watched)..=last.min(start + MONTHS_MAX) {
                    let (risk_won, risk_lost) = factor.get(slot).copied().unwrap_or((1.0, 1.0));
                    let ends = known_end.is_some() && slot == last;
                    for place in cells.key(band(slot - start), known) {
                        let Some(count) = cells.counts.get_mut(place) else { continue };
                        count.risk_won += risk_won;
                        count.risk_lost += risk_lost;
                        if ends && track.outcome == Outcome::Won {
                            count.won += 1.0;
                        } else if ends {
                            count.lost += 1.0;
                        }
                    }
                }
            };
            if let Some(created) = created {
                follow(&mut table.fresh, created, FRESH);
            }
            for start in created.map_or(0, |created| created + 1).max(watched)..=last {
                let Some(from) = past.get(start).map(|slot| slot.from) else { continue };
                if track.open_on(from) {
                    follow(&mut table.open, start, track.known(from));
                }
            }
        }
        table
    }

    /// Hazards of an open deal, so many months ahead of the day on which `known` was so.
    pub(crate) fn open(&self, months: usize, known: Known) -> Hazard {
        self.open.hazard(self.open.key(band(months), known))
    }

    /// Hazards of a deal so many months after the one in which it was opened.
    pub(crate) fn fresh(&self, months: usize) -> Hazard {
        self.fresh.hazard(self.fresh.key(band(months), FRESH))
    }

    /// What was to be expected in a past month of the deals open at its start or opened in it, before seasons.
    pub(crate) fn expected(&self, track: &Track, past: &[Slot], slot: usize) -> Hazard {
        let Some(month) = past.get(slot) else { return Hazard::default() };
        if track.open_on(month.from) {
            self.open(0, track.known(month.from))
        } else if track.created >= month.from && track.created < month.until {
            self.fresh(0)
        } else {
            Hazard::default()
        }
    }
}

const FRESH: Known = Known { age: 0, stage: 0, due: 0 };

fn watched(tracks: &[Option<Track>], past: &[Slot]) -> usize {
    let first = tracks.iter().flatten().filter_map(|track| track.closed).min();
    let Some(first) = first else { return 0 };
    past.iter().position(|slot| first < slot.until).map_or(past.len(), |slot| {
        // The month counts when ends reach back into its first quarter.
        let early = past.get(slot).is_some_and(|month| {
            days_between(month.from, first) * 4 <= days_between(month.from, month.until)
        });
        if early { slot } else { slot + 1 }
    })
}

/// The shares of deals won in each step, given hazards; competing risks, so both together never pass one.
pub(crate) fn incidence(hazards: impl Iterator<Item = Hazard>) -> Vec<f64> {
    let mut open = 1.0_f64;
    hazards
        .map(|Hazard { won, lost }| {
            let (won, lost) = (won.max(0.0), lost.max(0.0));
            let scale = if won + lost > HAZARD_MAX { HAZARD_MAX / (won + lost) } else { 1.0 };
            let wins = open * won * scale;
            open = (open * (1.0 - (won + lost) * scale)).max(0.0);
            wins
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_won_never_pass_one() {
        let always = Hazard { won: 0.9, lost: 0.9 };
        let won = incidence(std::iter::repeat_n(always, 5));
        assert!(won.iter().sum::<f64>() <= 1.0 && won[0] > 0.4, "{won:?}");
        let half = incidence(std::iter::repeat_n(Hazard { won: 0.5, lost: 0.0 }, 3));
        assert_eq!(half, [0.5, 0.25, 0.125]);
    }

    #[test]
    fn ages_and_dates_fall_into_bands() {
        assert_eq!((age(0), age(15), age(31), age(10_000)), (0, 1, 2, 10));
        let day = plumb_units::parse_date("2026-01-01").unwrap();
        assert_eq!(due(None, day), 0);
        assert_eq!(due(plumb_units::parse_date("2025-12-31"), day), 1);
        assert_eq!(due(plumb_units::parse_date("2026-01-20"), day), 2);
    }
}
