//! Targets, pace and forecast as they are shown.

use std::collections::BTreeMap;

use plumb_forecast::Backtest;
use plumb_targets::quality::Slope;
use plumb_units::{Amount, Currency, Money, Rate};

use crate::engines::{Computed, Odds, Target, level_word, levels_in_words, months_ahead, ones, rule_word};
use crate::outlook::{
    LevelView, LookBackView, MilestoneCheckView, MonthView, OddsView, OutlookNode, OutlookView, PaceView,
    QualityView, RangeView, SumView,
};
use crate::pass::Pass;
use crate::review::PeriodView;
use crate::view::{money, rounded};

/// Changes of numbers from which on it is told how the next number follows the last result.
const CHANGES_MIN: usize = 20;

/// The outlook; `None` where nothing is followed.
pub(super) fn outlook(pass: &Pass) -> Option<OutlookView> {
    of(pass.look.computed.as_ref()?)
}

/// As [`outlook`], of what the engines found.
pub(crate) fn of(computed: &Computed) -> Option<OutlookView> {
    let inputs = &computed.inputs;
    let nodes: Vec<OutlookNode> = computed
        .targets
        .iter()
        .flat_map(|targets| &targets.nodes)
        .map(|target| node(computed, target))
        .collect();
    if nodes.is_empty() && computed.ahead.is_none() {
        return None;
    }
    Some(OutlookView {
        measure: inputs.measure.clone(),
        objective: inputs.objective.clone(),
        period: PeriodView {
            name: inputs.year.name.clone(),
            from: inputs.year.from.to_string(),
            until: inputs.year.until.to_string(),
        },
        odds: odds(computed),
        nodes,
        milestones: milestones(computed),
        sums: sums(computed),
        quality: quality(computed),
        levels: levels(computed),
        looks_back: computed.ahead.as_ref().map(|ahead| looks_back(&ahead.backtest)).unwrap_or_default(),
        remarks: computed.remarks.clone(),
    })
}

fn range([p10, p50, p90]: [i64; 3], currency: Currency) -> RangeView {
    RangeView { p10: money(p10, currency), p50: money(p50, currency), p90: money(p90, currency) }
}

fn node(computed: &Computed, target: &Target) -> OutlookNode {
    let inputs = &computed.inputs;
    let currency = inputs.currency;
    let shown = |minor: i64| money(minor, currency);
    let unit = target.unit.and_then(|unit| inputs.units.get(unit));
    let person = target.person.and_then(|person| inputs.people.get(person));
    let odds =
        computed.ahead.iter().flat_map(|ahead| &ahead.odds).find(|odds| odds.subject == target.subject);
    let said = computed.said.iter().find(|said| said.id == target.subject);
    let silent = said.map_or(0, |said| said.silent.len());
    let spoke =
        said.filter(|said| said.silent.len() < said.persons || said.persons == 0 && said.committed != 0);
    let asked_by = match (target.asked, person, target.locked) {
        (Some(_), Some(_), _) => "quota".to_owned(),
        (Some(_), None, _) => target.at.clone(),
        (None, ..) if !target.is_asked() => "nothing is asked".to_owned(),
        (None, _, true) => "settled".to_owned(),
        (None, _, false) => "handed down".to_owned(),
    };
    let pace = &target.pace;
    OutlookNode {
        subject: target.subject.clone(),
        unit: unit.map(|unit| unit.id.clone()),
        person: person.map(|person| person.id.clone()),
        name: person.map_or_else(
            || unit.map_or_else(|| target.subject.clone(), |unit| unit.name.clone()),
            |person| person.name.clone(),
        ),
        parent: target.parent.clone(),
        depth: target.depth,
        sellers: crate::engines::sellers_in(computed, target),
        target: shown(target.amount()),
        asked_by,
        by_bases: shown(target.by_bases),
        quota: target.quota.map(shown),
        unallocated: target.unallocated().map(shown),
        why: target.why.clone(),
        why_plainly: target.why_plainly.clone(),
        pace: PaceView {
            actual: shown(pace.actual),
            expected: shown(pace.expected_by_today),
            low: shown(pace.low),
            high: shown(pace.high),
            remaining: shown(pace.remaining),
            days_left: pace.days_left,
            per_day: pace.required_per_day.map(shown),
            so_far_per_day: pace.per_day_so_far.map(shown),
            state: if target.is_asked() { crate::engines::pace_word(pace.state) } else { "nothing asked" }
                .to_owned(),
        },
        chance: odds.and_then(|odds| odds.chance).map(rounded),
        range: odds
            .and_then(|odds| odds.range)
            .map(|(low, middle, high)| range([low, middle, high], currency)),
        committed: spoke.map(|said| shown(said.committed)),
        asked_of_those: spoke.map(|said| shown(said.asked_of_those)),
        silent,
        months: months_ahead(computed, target)
            .into_iter()
            .map(|month| MonthView {
                period: month.period,
                until: month.until.to_string(),
                target: shown(month.target),
                actual: month.actual.map(shown),
                range: month.range.map(|part| range(part, currency)),
            })
            .collect(),
    }
}

/// The odds of objectives, the followed one first.
fn odds(computed: &Computed) -> Vec<OddsView> {
    let inputs = &computed.inputs;
    let of = computed.ahead.iter().flat_map(|ahead| &ahead.odds);
    let mut objectives: Vec<&Odds> = of.filter(|odds| odds.subject.starts_with("objective:")).collect();
    objectives.sort_by_key(|odds| (odds.objective != inputs.objective, odds.subject.clone()));
    let shown = objectives.into_iter().map(|odds| {
        let text = |value: i64| quantity(value, &odds.target_unit);
        OddsView {
            objective: odds.objective.clone().unwrap_or_default(),
            unit: odds.unit.and_then(|unit| inputs.units.get(unit)).map(|unit| unit.id.clone()),
            measure: odds.measure.clone(),
            target: text(odds.target),
            chance: odds.chance.map(rounded),
            p10: odds.range.map(|range| text(range.0)),
            p50: odds.range.map(|range| text(range.1)),
            p90: odds.range.map(|range| text(range.2)),
            missing: odds.missing.clone(),
        }
    });
    shown.collect()
}

/// A whole number of a unit as text: minor units of a currency, else millionths.
pub(crate) fn quantity(value: i64, unit: &str) -> String {
    match Currency::parse(unit) {
        Ok(currency) => Money::new(value, currency).to_string(),
        Err(_) if unit == "rate" => Rate::from_millionths(value).to_string(),
        Err(_) => Amount::from_millionths(value).to_string(),
    }
}

fn milestones(computed: &Computed) -> Vec<MilestoneCheckView> {
    let inputs = &computed.inputs;
    let rows = computed.milestones.iter().map(|checked| {
        let (check, pace) = (&checked.check, &checked.check.pace);
        let shown = |minor: i64| money(minor, inputs.currency);
        MilestoneCheckView {
            objective: checked.objective.clone(),
            unit: checked.unit.and_then(|unit| inputs.units.get(unit)).map(|unit| unit.id.clone()),
            date: check.date.to_string(),
            target: shown(pace.target),
            tolerance: rounded(ones(checked.tolerance)),
            actual: shown(pace.actual),
            kept: check.kept,
            days_left: pace.days_left,
            per_day: pace.required_per_day.map(shown),
            state: crate::engines::pace_word(pace.state).to_owned(),
        }
    });
    rows.collect()
}

fn sums(computed: &Computed) -> Vec<SumView> {
    let rows = computed.sums.parents.iter().map(|sum| {
        let unit = computed.sum_units.get(&sum.parent).map_or("", |unit| unit.as_str());
        let twice: i64 = computed
            .sums
            .counted_twice
            .iter()
            .filter(|twice| twice.at.as_deref() == Some(sum.parent.as_str()))
            .fold(0, |all, part| all.saturating_add(part.amount));
        SumView {
            objective: sum.parent.clone(),
            kind: crate::engines::edge_word(sum.kind).to_owned(),
            level: quantity(sum.level, unit),
            made: sum.makes.map(|makes| quantity(makes, unit)),
            difference: sum.difference.map(|difference| quantity(difference, unit)),
            twice: (twice != 0).then(|| quantity(twice, unit)),
            children: sum.children.len(),
        }
    });
    rows.collect()
}

fn quality(computed: &Computed) -> Vec<QualityView> {
    // Fewer changes say nothing that a reader should look at.
    let slope = |slope: &Option<Slope>, changes: usize| {
        let slope = slope.as_ref().filter(|_| changes >= CHANGES_MIN)?;
        let (lower, upper) = slope.interval?;
        Some([lower, slope.value, upper].map(rounded))
    };
    let rows = computed.qualities.iter().filter_map(|quality| {
        Some(QualityView {
            unit: computed.inputs.units.get(quality.unit)?.id.clone(),
            people: quality.attainability.n,
            likely: quality.attainability.likely,
            chance: quality.attainability.expected_share.map(rounded),
            spread: quality.spread.cv.map(rounded),
            gini: quality.spread.gini.map(rounded),
            rank_correlation: quality.rank_correlation.map(rounded),
            up: slope(&quality.ratchet.up, quality.ratchet.n),
            down: slope(&quality.ratchet.down, quality.ratchet.n),
            changes: quality.ratchet.n,
        })
    });
    rows.collect()
}

fn levels(computed: &Computed) -> Vec<LevelView> {
    let words: BTreeMap<usize, String> = levels_in_words(computed);
    let rows = computed.targets.iter().flat_map(|targets| &targets.ladder).map(|level| LevelView {
        level: words.get(&level.depth).cloned().unwrap_or_else(|| "person".to_owned()),
        asked: money(level.sum, computed.inputs.currency),
        over: level.over_assignment.map(ones).map(rounded),
        stacked: level.cumulative.map(ones).map(rounded),
    });
    rows.collect()
}

/// Simple rules beside the forecast on past days.
pub(crate) fn looks_back(backtest: &Backtest) -> Vec<LookBackView> {
    let mut origins: Vec<_> = backtest.rows.iter().map(|row| row.origin).collect();
    origins.dedup();
    let rows = backtest.scores.iter().map(|score| {
        let of = backtest.coverage.iter().find(|coverage| coverage.level == score.level);
        LookBackView {
            level: level_word(score.level).to_owned(),
            rule: rule_word(score.rule).to_owned(),
            origins: origins.len(),
            n: score.count,
            loss: rounded(score.pinball),
            forecast_loss: rounded(score.ours),
            miss: rounded(score.miss),
            forecast_miss: rounded(score.our_miss),
            coverage: of.map(|of| rounded(of.share)),
            bias: of.map(|of| rounded(of.bias)),
        }
    });
    rows.collect()
}
