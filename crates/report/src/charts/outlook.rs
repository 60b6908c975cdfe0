//! What came in so far, what is to come with its spread, and what is asked for: a fan between two lines.

use maud::{Markup, html};

use super::axis::Axis;
use super::{Say, across, as_table, number};
use crate::cells::{clean, cut};

/// A picture of one measure over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// What is drawn, in a few words.
    pub title: String,
    /// The periods, in order.
    pub moments: Vec<Moment>,
}

/// One period of an outlook. Amounts that are no numbers are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// The name of the period.
    pub period: String,
    /// What came in.
    pub actual: Option<f64>,
    /// What is to come: one in ten is below the first, half below the second, nine in ten below the third.
    pub forecast: Option<[f64; 3]>,
    /// What is asked for.
    pub target: Option<f64>,
}

/// Height of the plot, room above it and below it for words.
const PLOT: f64 = 220.0;
const ABOVE: f64 = 18.0;
const BELOW: f64 = 24.0;

/// Where the plot begins, where it ends, and where the words beside it begin, in per cent of the width.
const START: f64 = 12.0;
const EDGE: f64 = 74.0;
const WORDS: f64 = 75.5;

/// Least distance of two words above one another.
const LINE: f64 = 16.0;

/// Names of periods below the plot, and the columns each may take.
const NAMES_MAX: usize = 3;
const NAME_MAX: usize = 9;

/// Columns that the words at the end of a line may take.
const END_MAX: usize = 16;

/// Periods that are drawn; of more, the last ones are.
const MOMENTS_MAX: usize = 120;

/// The picture and its table; nothing where no period has a number.
pub fn outlook(outlook: &Outlook, say: Say<'_>) -> Markup {
    let skipped = outlook.moments.len().saturating_sub(MOMENTS_MAX);
    let moments: Vec<Moment> = outlook.moments.iter().skip(skipped).map(sane).collect();
    let Some(scale) = Scale::of(&moments) else { return Markup::default() };
    let whole = ABOVE + PLOT + BELOW;
    let (told, asked) =
        (line(&moments, &scale, |moment| moment.actual), line(&moments, &scale, |moment| moment.target));
    let fan = fan(&moments);
    let band = band(&fan, &scale);
    let middle: Vec<(f64, f64)> = fan.iter().map(|(index, of)| (scale.x(*index), scale.y(of[1]))).collect();
    html! {
        figure.chart {
            figcaption { (clean(&outlook.title)) }
            ul.legend {
                li { (key("actual")) " came in" }
                @if !fan.is_empty() { li { (key("middle")) " as likely above as below (P50)" } li { (key("spread")) " eight in ten (P10 to P90)" } }
                @if !asked.is_empty() { li { (key("asked")) " asked for" } }
            }
            svg.chart width="100%" height=(number(whole)) role="img" aria-label=(aloud(outlook, &moments, say)) {
                @for level in scale.levels() {
                    @let y = ABOVE + scale.y(level);
                    line.grid x1="0%" x2=(across(EDGE)) y1=(number(y)) y2=(number(y)) {}
                    text.quiet x="0%" y=(number(y - 4.0)) { (cut(&(say.short)(level), END_MAX)) }
                }
                svg x=(across(START)) y=(number(ABOVE)) width=(across(EDGE - START)) height=(number(PLOT)) viewBox=(format!("0 0 100 {}", number(PLOT))) preserveAspectRatio="none" overflow="visible" aria-hidden="true" {
                    @if !band.is_empty() { polygon.spread points=(points(&band)) {} }
                    @if middle.len() > 1 { polyline.middle points=(points(&middle)) {} }
                    @if asked.len() > 1 { polyline.asked points=(points(&asked)) {} }
                    @if told.len() > 1 { polyline.actual points=(points(&told)) {} }
                }
                @for (x, y) in &told { circle.actual cx=(within(*x)) cy=(number(ABOVE + y)) r="3.5" {} }
                @if let [(x, y)] = asked.as_slice() { circle.asked cx=(within(*x)) cy=(number(ABOVE + y)) r="3.5" {} }
                @if let ([(x, _)], Some((_, of))) = (middle.as_slice(), fan.last()) {
                    line.middle x1=(within(*x)) x2=(within(*x)) y1=(number(ABOVE + scale.y(of[2]))) y2=(number(ABOVE + scale.y(of[0]))) {}
                }
                @for (y, words) in ends(&moments, &fan, &scale, say) {
                    text x=(across(WORDS)) y=(number(ABOVE + y + 4.0)) { (cut(&words, END_MAX)) }
                }
                @for (x, anchor, name) in names(&moments, &scale) {
                    text.quiet x=(within(x)) y=(number(whole - 6.0)) text-anchor=(anchor) { (name) }
                }
            }
            @if skipped > 0 { p.quiet { "The last " (MOMENTS_MAX) " periods are drawn." } }
            (as_table(&["Period", "Came in", "P10", "P50", "P90", "Asked for"], &rows(&moments, say)))
        }
    }
}

/// A place across the plot as one across the picture.
fn within(place: f64) -> String {
    across(START + place * (EDGE - START) / 100.0)
}

/// A short piece of a line, for the legend.
fn key(class: &str) -> Markup {
    html! {
        svg.swatch width="28" height="12" aria-hidden="true" {
            @if class == "spread" { rect.spread x="1" y="1" width="26" height="10" {} }
            @else { line.(class) x1="1" x2="27" y1="6" y2="6" {} }
            @if class == "actual" { circle.actual cx="14" cy="6" r="3.5" {} }
        }
    }
}

/// The moment without what is no number, its three levels in order.
fn sane(moment: &Moment) -> Moment {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite() && value.abs() < 1e300);
    let forecast = moment.forecast.filter(|of| of.iter().all(|value| finite(Some(*value)).is_some()));
    let forecast = forecast.map(|mut of| {
        of.sort_by(f64::total_cmp);
        of
    });
    Moment {
        period: moment.period.clone(),
        actual: finite(moment.actual),
        forecast,
        target: finite(moment.target),
    }
}

/// From numbers to places: across 0 to 100, down 0 to the height of the plot.
struct Scale {
    count: usize,
    axis: Axis,
}

impl Scale {
    fn of(moments: &[Moment]) -> Option<Self> {
        let all = moments.iter().flat_map(|moment| {
            [moment.actual, moment.target].into_iter().flatten().chain(moment.forecast.into_iter().flatten())
        });
        Some(Self { count: moments.len(), axis: Axis::of(all)? })
    }

    fn x(&self, index: usize) -> f64 {
        if self.count < 2 { 50.0 } else { 100.0 * index as f64 / (self.count - 1) as f64 }
    }

    fn y(&self, value: f64) -> f64 {
        PLOT * (1.0 - self.axis.share(value))
    }

    fn levels(&self) -> impl Iterator<Item = f64> + '_ {
        self.axis.levels()
    }
}

fn line(moments: &[Moment], scale: &Scale, of: fn(&Moment) -> Option<f64>) -> Vec<(f64, f64)> {
    let places = moments.iter().enumerate();
    places.filter_map(|(index, moment)| Some((scale.x(index), scale.y(of(moment)?)))).collect()
}

/// The levels of the fan; it opens at the last period that came in before it.
fn fan(moments: &[Moment]) -> Vec<(usize, [f64; 3])> {
    let mut fan: Vec<(usize, [f64; 3])> =
        moments.iter().enumerate().filter_map(|(index, moment)| Some((index, moment.forecast?))).collect();
    let before = fan.first().map_or(0, |(first, _)| *first);
    let told = moments.iter().take(before).enumerate();
    if let Some((index, actual)) =
        told.filter_map(|(index, moment)| Some((index, moment.actual?))).next_back()
    {
        fan.insert(0, (index, [actual; 3]));
    }
    fan
}

fn band(fan: &[(usize, [f64; 3])], scale: &Scale) -> Vec<(f64, f64)> {
    if fan.len() < 2 {
        return Vec::new();
    }
    let above = fan.iter().map(|(index, of)| (scale.x(*index), scale.y(of[2])));
    let below = fan.iter().rev().map(|(index, of)| (scale.x(*index), scale.y(of[0])));
    above.chain(below).collect()
}

fn points(places: &[(f64, f64)]) -> String {
    places.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect::<Vec<_>>().join(" ")
}

/// The words at the end of the lines, moved apart from top to bottom, then back up where they would leave the plot.
fn ends(moments: &[Moment], fan: &[(usize, [f64; 3])], scale: &Scale, say: Say<'_>) -> Vec<(f64, String)> {
    let words = |what: &str, value: f64| (scale.y(value), format!("{what} {}", (say.short)(value)));
    let mut ends = Vec::new();
    match fan.last() {
        Some((_, [low, middle, high])) => {
            ends.extend([words("P90", *high), words("P50", *middle), words("P10", *low)]);
        }
        None => {
            ends.extend(moments.iter().rev().find_map(|moment| moment.actual).map(|value| words("In", value)))
        }
    }
    ends.extend(moments.iter().rev().find_map(|moment| moment.target).map(|value| words("Goal", value)));
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut least = 0.0;
    for (y, _) in &mut ends {
        *y = y.max(least);
        least = *y + LINE;
    }
    let mut most = PLOT;
    for (y, _) in ends.iter_mut().rev() {
        *y = y.min(most);
        most = *y - LINE;
    }
    ends
}

/// Names below the plot: the first and the last, and evenly between them.
fn names(moments: &[Moment], scale: &Scale) -> Vec<(f64, &'static str, String)> {
    let last = moments.len().saturating_sub(1);
    let shown = NAMES_MAX.min(moments.len());
    let mut places: Vec<usize> = (0..shown).map(|index| index * last / (shown.max(2) - 1)).collect();
    places.dedup();
    let anchor = |index: usize| match index {
        _ if last == 0 => "middle",
        0 => "start",
        index if index == last => "end",
        _ => "middle",
    };
    let named = places.into_iter().filter_map(|index| Some((index, moments.get(index)?)));
    named.map(|(index, moment)| (scale.x(index), anchor(index), cut(&moment.period, NAME_MAX))).collect()
}

/// The picture in words.
fn aloud(outlook: &Outlook, moments: &[Moment], say: Say<'_>) -> String {
    let mut words = vec![clean(&outlook.title).into_owned()];
    let last = |of: fn(&Moment) -> Option<f64>| {
        moments.iter().rev().find_map(|moment| Some((clean(&moment.period), (say.short)(of(moment)?))))
    };
    if let Some((period, amount)) = last(|moment| moment.actual) {
        words.push(format!("in {period} {amount} had come in"));
    }
    if let Some((period, of)) =
        moments.iter().rev().find_map(|moment| Some((clean(&moment.period), moment.forecast?)))
    {
        let [low, middle, high] = of.map(say.short);
        words.push(format!(
            "for {period} between {low} and {high} are expected, half of the time above {middle}"
        ));
    }
    if let Some((period, amount)) = last(|moment| moment.target) {
        words.push(format!("for {period} {amount} are asked for"));
    }
    clean(&words.join("; ")).into_owned()
}

fn rows(moments: &[Moment], say: Say<'_>) -> Vec<Vec<String>> {
    let cell = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), say.exact);
    moments
        .iter()
        .map(|moment| {
            let of = |index: usize| cell(moment.forecast.and_then(|of| of.get(index).copied()));
            vec![moment.period.clone(), cell(moment.actual), of(0), of(1), of(2), cell(moment.target)]
        })
        .collect()
}
