//! What is paid for what is reached: a line with its bends and jumps, and where somebody stands on it.

use maud::{Markup, html};

use super::axis::Axis;
use super::{Say, across, as_table, number};
use crate::cells::{clean, cut};

/// A curve of pay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// What is drawn, in a few words.
    pub title: String,
    /// What is reached, in a word or two: the head of the table's first column.
    pub reached: String,
    /// What is paid, likewise.
    pub pays: String,
    /// The corners, in rising order of what is reached. Two at one place are a jump.
    pub points: Vec<At>,
    /// Where somebody stands, and how that is said.
    pub here: Option<(At, String)>,
}

/// A place on a curve. One that is no number is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct At {
    /// What is reached.
    pub reached: f64,
    /// What is paid for it.
    pub pays: f64,
}

/// Height of the plot, room above it and below it for words.
const PLOT: f64 = 200.0;
const ABOVE: f64 = 26.0;
const BELOW: f64 = 24.0;

/// Where the plot begins and ends, in per cent of the width.
const START: f64 = 14.0;
const EDGE: f64 = 97.0;

/// Columns that a word in the picture may take.
const WORD_MAX: usize = 12;
const HERE_MAX: usize = 32;

/// Corners that are drawn and listed.
const POINTS_MAX: usize = 400;

/// The picture and its table; nothing with fewer than two corners. `say` writes what is paid, `level` what is reached.
pub fn curve(curve: &Curve, say: Say<'_>, level: &dyn Fn(f64) -> String) -> Markup {
    let sane = |at: &&At| at.reached.is_finite() && at.pays.is_finite() && at.pays.abs() < 1e300;
    let mut points: Vec<At> = curve.points.iter().filter(sane).take(POINTS_MAX).copied().collect();
    // Equal places keep their order: that is which way the jump goes.
    points.sort_by(|a, b| a.reached.total_cmp(&b.reached));
    let here = curve.here.as_ref().filter(|(at, _)| sane(&at));
    let all = || points.iter().copied().chain(here.map(|(at, _)| *at));
    let (Some(over), Some(up)) = (Axis::of(all().map(|at| at.reached)), Axis::of(all().map(|at| at.pays)))
    else {
        return Markup::default();
    };
    if points.len() < 2 {
        return Markup::default();
    }
    let (x, y) = (|at: &At| 100.0 * over.share(at.reached), |at: &At| PLOT * (1.0 - up.share(at.pays)));
    let whole = ABOVE + PLOT + BELOW;
    html! {
        figure.chart {
            figcaption { (clean(&curve.title)) }
            svg.chart width="100%" height=(number(whole)) role="img" aria-label=(aloud(curve, &points, say, level)) {
                @for height in up.levels() {
                    @let place = ABOVE + PLOT * (1.0 - up.share(height));
                    line.grid x1="0%" x2=(across(EDGE)) y1=(number(place)) y2=(number(place)) {}
                    text.quiet x="0%" y=(number(place - 4.0)) { (cut(&(say.short)(height), WORD_MAX)) }
                }
                svg x=(across(START)) y=(number(ABOVE)) width=(across(EDGE - START)) height=(number(PLOT)) viewBox=(format!("0 0 100 {}", number(PLOT))) preserveAspectRatio="none" overflow="visible" aria-hidden="true" {
                    @for part in parts(&points) { polyline.actual points=(places(part, x, y)) {} }
                    @for (from, to) in jumps(&points) { line.asked x1=(number(x(from))) x2=(number(x(to))) y1=(number(y(from))) y2=(number(y(to))) {} }
                }
                @if let Some((at, says)) = here {
                    @let (place, height) = (x(at), ABOVE + y(at));
                    line.here x1=(within(place)) x2=(within(place)) y1=(number(height)) y2=(number(ABOVE + PLOT)) {}
                    circle.here cx=(within(place)) cy=(number(height)) r="5" {}
                    text.name x=(within(place)) y=(number((height - if place < 35.0 { 20.0 } else { 8.0 }).max(12.0))) text-anchor=(anchor(place)) { (cut(says, HERE_MAX)) }
                }
                @for reached in over.levels() {
                    @let place = 100.0 * over.share(reached);
                    text.quiet x=(within(place)) y=(number(whole - 6.0)) text-anchor=(if place < 99.0 { "middle" } else { "end" }) { (cut(&level(reached), WORD_MAX)) }
                }
            }
            (as_table(&[&clean(&curve.reached), &clean(&curve.pays)], &rows(&points, say, level)))
        }
    }
}

/// A place across the plot as one across the picture.
fn within(place: f64) -> String {
    across(START + place * (EDGE - START) / 100.0)
}

/// Towards where there is room for words: a line that rises leaves room before it.
fn anchor(place: f64) -> &'static str {
    if place < 35.0 { "start" } else { "end" }
}

fn is_jump(from: &At, to: &At) -> bool {
    to.reached.total_cmp(&from.reached).is_eq()
}

/// What is drawn in one go: between two jumps.
fn parts(points: &[At]) -> impl Iterator<Item = &[At]> {
    points.chunk_by(|from, to| !is_jump(from, to)).filter(|part| part.len() > 1)
}

fn jumps(points: &[At]) -> impl Iterator<Item = (&At, &At)> {
    points.iter().zip(points.iter().skip(1)).filter(|(from, to)| is_jump(from, to))
}

fn places(points: &[At], x: impl Fn(&At) -> f64, y: impl Fn(&At) -> f64) -> String {
    let place = |at: &At| format!("{},{}", number(x(at)), number(y(at)));
    points.iter().map(place).collect::<Vec<_>>().join(" ")
}

/// The picture in words.
fn aloud(curve: &Curve, points: &[At], say: Say<'_>, level: &dyn Fn(f64) -> String) -> String {
    let mut words = vec![curve.title.clone()];
    for at in [points.first(), points.last()].into_iter().flatten() {
        words.push(format!("at {} it pays {}", level(at.reached), (say.short)(at.pays)));
    }
    for (from, to) in jumps(points) {
        let (before, after) = ((say.short)(from.pays), (say.short)(to.pays));
        words.push(format!("at {} it jumps from {before} to {after}", level(from.reached)));
    }
    if let Some((at, says)) = &curve.here {
        words.push(format!("{says}: {} for {}", (say.short)(at.pays), level(at.reached)));
    }
    clean(&words.join("; ")).into_owned()
}

fn rows(points: &[At], say: Say<'_>, level: &dyn Fn(f64) -> String) -> Vec<Vec<String>> {
    points.iter().map(|at| vec![level(at.reached), (say.exact)(at.pays)]).collect()
}
