//! The course of a monthly series: its seasons, its level, and how it goes on.

/// Half-lives in months with which the level is tried; a season, a third of a year and two thirds.
const HALF_LIVES: [f64; 3] = [4.0, 2.0, 8.0];
/// How much of a trend is left after a month: Gardner and McKenzie (1985) find 0.8 to 0.98 to forecast best.
const DAMPING: f64 = 0.85;
/// By how much a trend must do better in the past before it is believed.
const TREND_MUST_WIN: f64 = 0.95;
/// Months below which nothing is tried.
const MONTHS_MIN: usize = 8;
/// The noise of one month against the strength of a season, where no season was seen twice: half of it is believed.
const NOISE: f64 = 1.0;

/// How a series goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Course {
    /// Factor by position in the fiscal year; 1 in the mean.
    pub(crate) season: [f64; 12],
    /// The level of each month behind, against the level now.
    pub(crate) behind: Vec<f64>,
    /// The level of each month ahead, against the level now.
    pub(crate) ahead: Vec<f64>,
    /// The level now.
    pub(crate) now: f64,
}

impl Course {
    pub(crate) fn flat(behind: usize, ahead: usize) -> Self {
        Self { season: [1.0; 12], behind: vec![1.0; behind], ahead: vec![1.0; ahead], now: 0.0 }
    }

    pub(crate) fn season(&self, position: u8) -> f64 {
        self.season.get(usize::from(position) % 12).copied().unwrap_or(1.0)
    }
}

/// Fits the course of `values`, one for each month with its position in the year; nothing where nothing was seen.
pub(crate) fn fit(values: &[Option<f64>], positions: &[u8], steps: usize) -> Course {
    let seen: Vec<(usize, f64, u8)> = values
        .iter()
        .zip(positions)
        .enumerate()
        .filter_map(|(month, (value, position))| {
            value
                .filter(|value| value.is_finite() && *value >= 0.0)
                .map(|value| (month, value, *position % 12))
        })
        .collect();
    let total: f64 = seen.iter().map(|(_, value, _)| value).sum();
    let mut course = Course::flat(values.len(), steps);
    if total <= 0.0 {
        return course;
    }
    let mut trend = Vec::new();
    for _ in 0..4 {
        let plain: Vec<f64> = plain(&seen, &course.season);
        trend = smooth(&seen, &plain);
        course.season = seasons(&seen, &trend);
    }
    let plain = plain(&seen, &course.season);
    let way = choose(&plain, steps.clamp(1, 3));
    course.now = level(&plain, way);
    if course.now <= 0.0 {
        course.now = total / seen.len() as f64;
    }
    let slope = if way.trend { slope(&plain) } else { 0.0 };
    for (step, ahead) in course.ahead.iter_mut().enumerate() {
        *ahead = ((course.now + slope * damped(step + 1)) / course.now).clamp(0.25, 4.0);
    }
    for ((month, _, _), trend) in seen.iter().zip(&trend) {
        if let Some(behind) = course.behind.get_mut(*month) {
            *behind = (trend / course.now).clamp(0.1, 10.0);
        }
    }
    course
}

fn plain(seen: &[(usize, f64, u8)], season: &[f64; 12]) -> Vec<f64> {
    seen.iter()
        .map(|(_, value, position)| value / season.get(usize::from(*position)).copied().unwrap_or(1.0))
        .collect()
}

/// A line through the neighbourhood of each month, or through all where they are few, or their mean.
fn smooth(seen: &[(usize, f64, u8)], plain: &[f64]) -> Vec<f64> {
    let mean = plain.iter().sum::<f64>() / plain.len().max(1) as f64;
    let width = match seen.len() {
        0..6 => return vec![mean; seen.len()],
        6..18 => f64::INFINITY,
        _ => 12.0,
    };
    seen.iter()
        .map(|(centre, _, _)| {
            let points = seen.iter().zip(plain).map(|((month, _, _), value)| {
                let distance = *month as f64 - *centre as f64;
                let weight = if width.is_finite() {
                    let share = (distance / (width + 1.0)).abs().min(1.0);
                    (1.0 - share.powi(3)).powi(3)
                } else {
                    1.0
                };
                (distance, *value, weight)
            });
            line(points).0.max(mean * 0.1)
        })
        .collect()
}

/// Weighted least squares: height at 0, and slope.
fn line(points: impl Iterator<Item = (f64, f64, f64)>) -> (f64, f64) {
    let (mut w, mut wx, mut wy, mut wxx, mut wxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y, weight) in points {
        w += weight;
        wx += weight * x;
        wy += weight * y;
        wxx += weight * x * x;
        wxy += weight * x * y;
    }
    let below = w * wxx - wx * wx;
    if w <= 0.0 {
        return (0.0, 0.0);
    }
    if below <= 1e-9 {
        return (wy / w, 0.0);
    }
    let slope = (w * wxy - wx * wy) / below;
    ((wy - slope * wx) / w, slope)
}

/// Place in the quarter first, as it is seen four times a year; then what place in the year adds.
fn seasons(seen: &[(usize, f64, u8)], trend: &[f64]) -> [f64; 12] {
    let ratios: Vec<(usize, f64)> = seen
        .iter()
        .zip(trend)
        .map(|((_, value, position), trend)| (usize::from(*position), value / trend.max(1e-12)))
        .collect();
    let quarter: Vec<(usize, f64)> = ratios.iter().map(|(position, ratio)| (position % 3, *ratio)).collect();
    let in_quarter = pooled::<3>(&quarter);
    let rest: Vec<(usize, f64)> = ratios
        .iter()
        .map(|(position, ratio)| {
            (*position, ratio / in_quarter.get(position % 3).copied().unwrap_or(1.0).max(0.05))
        })
        .collect();
    let in_year = pooled::<12>(&rest);
    let mut season = [1.0; 12];
    for (position, season) in season.iter_mut().enumerate() {
        *season = (in_quarter.get(position % 3).copied().unwrap_or(1.0)
            * in_year.get(position).copied().unwrap_or(1.0))
        .max(0.02);
    }
    let mean = season.iter().sum::<f64>() / 12.0;
    season.map(|season| season / mean)
}

/// Means by place, drawn to 1 by as many pretended months as noise outweighs season.
fn pooled<const N: usize>(ratios: &[(usize, f64)]) -> [f64; N] {
    let mut count = [0.0; N];
    let mut sum = [0.0; N];
    let mut squares = [0.0; N];
    for (place, ratio) in ratios {
        if let (Some(count), Some(sum), Some(squares)) =
            (count.get_mut(*place), sum.get_mut(*place), squares.get_mut(*place))
        {
            *count += 1.0;
            *sum += ratio;
            *squares += ratio * ratio;
        }
    }
    let (mut within, mut free, mut between, mut places) = (0.0, 0.0, 0.0, 0.0);
    for ((count, sum), squares) in count.iter().zip(&sum).zip(&squares) {
        if *count > 0.0 {
            within += squares - sum * sum / count;
            free += count - 1.0;
            between += (sum / count - 1.0).powi(2);
            places += 1.0;
        }
    }
    let mut noise = NOISE;
    if free >= 2.0 && places > 1.0 {
        let error = within / free;
        let mean_count = count.iter().sum::<f64>() / places;
        let season = (between / places - error / mean_count).max(error * 0.02);
        noise = if season > 0.0 { (error / season).clamp(0.1, 20.0) } else { NOISE };
    }
    let mut pooled = [1.0; N];
    for ((pooled, count), sum) in pooled.iter_mut().zip(&count).zip(&sum) {
        *pooled = (sum + noise) / (count + noise);
    }
    pooled
}

#[derive(Clone, Copy, Debug)]
struct Way {
    half_life: f64,
    trend: bool,
}

fn level(plain: &[f64], way: Way) -> f64 {
    let keep = 0.5_f64.powf(1.0 / way.half_life);
    let (mut weight, mut sum, mut share) = (0.0, 0.0, 1.0);
    for value in plain.iter().rev() {
        weight += share;
        sum += share * value;
        share *= keep;
    }
    let mean = if weight > 0.0 { sum / weight } else { 0.0 };
    if way.trend { line(last(plain)).0.max(mean * 0.5) } else { mean }
}

/// The months of the last two years with their distance to the last, the recent ones heavier.
fn last(plain: &[f64]) -> impl Iterator<Item = (f64, f64, f64)> {
    let months = plain.len();
    plain.iter().enumerate().map(move |(month, value)| {
        let distance = month as f64 - months as f64 + 1.0;
        (distance, *value, 0.5_f64.powf(-distance / 8.0))
    })
}

fn slope(plain: &[f64]) -> f64 {
    line(last(plain)).1
}

/// How many months' worth of trend are added by a month ahead.
fn damped(step: usize) -> f64 {
    DAMPING * (1.0 - DAMPING.powi(i32::try_from(step).unwrap_or(i32::MAX))) / (1.0 - DAMPING)
}

/// The way that would have done best so far, at the length of the horizon; a trend only where it wins clearly.
fn choose(plain: &[f64], length: usize) -> Way {
    let first = Way { half_life: HALF_LIVES[0], trend: false };
    if plain.len() < MONTHS_MIN + length {
        return first;
    }
    let mut best = (f64::INFINITY, first);
    for trend in [false, true] {
        for half_life in HALF_LIVES {
            if trend && half_life > HALF_LIVES[0] {
                continue;
            }
            let way = Way { half_life, trend };
            let mut miss = 0.0;
            for end in (plain.len() / 3).max(5)..=plain.len() - length {
                let (known, rest) = plain.split_at(end);
                let now = level(known, way);
                let slope = if trend { slope(known) } else { 0.0 };
                let gap: f64 = rest
                    .iter()
                    .take(length)
                    .enumerate()
                    .map(|(step, value)| now + slope * damped(step + 1) - value)
                    .sum();
                miss += gap.abs();
            }
            if miss < best.0 * if trend { TREND_MUST_WIN } else { 0.98 } {
                best = (miss, way);
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_of_one_season_are_found_and_the_level_too() {
        let wave = |month: usize| 100.0 * [0.6, 0.8, 1.6][month % 3];
        let values: Vec<Option<f64>> = (0..36).map(|month| Some(wave(month))).collect();
        let positions: Vec<u8> = (0..36).map(|month| (month % 12) as u8).collect();
        let course = fit(&values, &positions, 3);
        assert!((course.now - 100.0).abs() < 3.0, "{}", course.now);
        assert!((course.season(2) - 1.6).abs() < 0.05, "{:?}", course.season);
    }

    #[test]
    fn a_single_year_is_believed_by_half() {
        let values: Vec<Option<f64>> =
            (0..12).map(|month| Some(if month == 6 { 200.0 } else { 100.0 })).collect();
        let positions: Vec<u8> = (0..12).collect();
        let course = fit(&values, &positions, 1);
        assert!(course.season(6) > 1.15 && course.season(6) < 1.7, "{:?}", course.season);
    }

    #[test]
    fn nothing_seen_is_flat() {
        assert_eq!(fit(&[None, Some(0.0)], &[0, 1], 2), Course::flat(2, 2));
    }
}
