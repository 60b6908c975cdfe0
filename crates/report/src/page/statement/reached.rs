//! How far along the measures are, and where on the curve of pay that is.

use maud::{Markup, html};
use plumb_engine::{AttainmentView, CurveView, StatementView};

use super::Drawing;
use crate::charts::{self, At, Curve, Say};
use crate::page::text::{name, prose};
use crate::pay::words::{amount, share, spoken};

/// A bar for each measure with a quota, the others as figures; the curve of pay.
pub(super) fn section(view: &StatementView, drawing: &Drawing<'_>) -> Markup {
    if view.attainments.is_empty() {
        return Markup::default();
    }
    let most = view.attainments.iter().filter_map(|one| one.attainment).fold(1.0_f64, f64::max) * 1.04;
    html! {
        section #reached {
            h2 { (drawing.pick("How far am I?", "How far along?")) }
            table.bars.reached {
                thead { tr { th scope="col" { "Measure" } th.bar scope="col" { "Beside its quota" } th.number scope="col" { "Reached" } } }
                tbody {
                    @for one in &view.attainments {
                        tr {
                            th scope="row" { (name(&spoken(&one.measure))) " " span.quiet { (name(&one.window)) } }
                            td.bar { (bar(one, most)) span.about { (told(one)) } }
                            td.number { @match one.attainment { Some(of) => (name(&share(of))), None => (prose(&amount(&one.value))) } }
                        }
                    }
                }
            }
            (curve(view, drawing))
        }
    }
}

fn told(one: &AttainmentView) -> Markup {
    html! {
        @match &one.quota {
            Some(quota) => { (prose(&amount(&one.value))) " of " (prose(&amount(quota))) },
            None => "no quota",
        }
    }
}

/// How far along as a bar, with a mark where all of the quota is.
fn bar(one: &AttainmentView, most: f64) -> Markup {
    let Some(of) = one.attainment.filter(|of| of.is_finite()) else { return Markup::default() };
    let place = |share: f64| format!("{:.3}%", 100.0 * share.clamp(0.0, most) / most.max(f64::MIN_POSITIVE));
    let says = format!("{}: {} of the quota", crate::cells::clean(&one.measure), share(of));
    html! {
        svg.bar width="100%" height="16" role="img" aria-label=(says) {
            rect.sound width=(place(of)) y="2" height="12" { title { (says) } }
            line.asked-mark x1=(place(1.0)) x2=(place(1.0)) y1="0" y2="16" {}
        }
    }
}

/// Pay over attainment with where the person stands: on the first measure with a quota.
fn curve(view: &StatementView, drawing: &Drawing<'_>) -> Markup {
    let points: Vec<At> = drawing
        .curve
        .iter()
        .filter(|point| point.plan == view.plan.id && point.component.is_none())
        .map(at)
        .collect();
    let Some((one, reached)) = view.attainments.iter().find_map(|one| Some((one, one.attainment?))) else {
        return Markup::default();
    };
    let Some(pays) = on_the_line(&points, reached) else { return Markup::default() };
    let several = view.attainments.iter().filter(|one| one.attainment.is_some()).count() > 1;
    let says = format!("{} {}", drawing.pick("you are here:", "here:"), share(reached));
    let picture = Curve {
        title: format!(
            "Variable pay of a whole year, by how much of the quota is reached{}",
            if several { " in each measure" } else { "" }
        ),
        reached: "Reached".to_owned(),
        pays: "Of the pay at target".to_owned(),
        points,
        here: Some((At { reached, pays }, says)),
    };
    html! {
        (charts::curve(&picture, Say { short: &share, exact: &share }, &share))
        @if several { p.about { "The mark is that of " (name(&one.measure.replace('-', " "))) "." } }
    }
}

fn at(point: &CurveView) -> At {
    At { reached: point.attainment, pays: point.paid_share }
}

/// What is paid at a level: on the straight line between two corners, after a jump on a corner, at the ends as there.
fn on_the_line(points: &[At], reached: f64) -> Option<f64> {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.reached.total_cmp(&b.reached));
    let before = points.iter().rev().find(|point| point.reached <= reached);
    let after = points.iter().find(|point| point.reached > reached);
    match (before, after) {
        (Some(a), Some(b)) if b.reached > a.reached => {
            Some(a.pays + (b.pays - a.pays) * (reached - a.reached) / (b.reached - a.reached))
        }
        (Some(end), _) | (None, Some(end)) => Some(end.pays),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_curve_lies_on_its_line_and_after_its_jump() {
        let points = [(0.0, 0.0), (0.5, 0.3), (0.5, 0.5), (1.0, 1.0)];
        let points = points.map(|(reached, pays)| At { reached, pays });
        let places = [-1.0, 0.25, 0.5, 0.75, 1.0, 3.0].map(|at| on_the_line(&points, at).unwrap());
        let hundredths = places.map(|pays| (pays * 100.0).round() as i64);
        assert_eq!(hundredths, [0, 15, 50, 75, 100, 100]);
        assert_eq!(on_the_line(&[], 1.0), None);
    }
}
