//! Parts of pages, for whoever makes other pages of a review than [`crate::page`]: the same words, pictures and style.

use maud::{Markup, html};
use plumb_engine::{
    AnalyseView, ExplainView, ExposureView, FirstScreen, FixView, Gap, MoneyView, NextView, OutlookNode,
    PeriodView, PlaceView, SeenReview, StatementView, WorthView,
};

use crate::page::{
    self, analysis, bars, bridge, coverage, matrix, moves, outlook, statement, strengths, targets, text,
};
use crate::{aloud, cells, figures, gaps, pay};

pub use crate::page::statement::Drawing;

/// How pages look on a screen, on a phone and on paper.
pub fn style() -> &'static str {
    page::STYLE
}

/// Hatchings that the pictures of a page need once, at its beginning.
pub fn patterns() -> Markup {
    page::patterns()
}

/// The headline mandate in a sentence.
pub fn sentence_of(seen: &SeenReview) -> Markup {
    page::said(seen.review())
}

/// How much of the mandate is carried, and what the other mandates ask for.
pub fn answer(seen: &SeenReview) -> Markup {
    page::answered(seen.review())
}

/// Who carries the mandate, as bars; `beside` is drawn after the part of a unit, by its id.
pub fn who_carries(seen: &SeenReview, beside: &dyn Fn(&str) -> Markup) -> Markup {
    bars::section(seen.review(), beside)
}

/// The three moves that reach most; `of_rule` says where the gaps of a rule are, `beside` is drawn
/// after what a move reaches, by its rule.
pub fn three_moves(
    seen: &SeenReview,
    of_rule: &dyn Fn(&str) -> String,
    beside: &dyn Fn(&str) -> Markup,
) -> Markup {
    moves::section(seen.review(), of_rule, beside)
}

/// Units beside elements.
pub fn units_by_element(seen: &SeenReview) -> Markup {
    matrix::section(seen.review())
}

/// Where the growth is to come from: the whole page of it, or what would fill it.
pub fn growth(seen: &SeenReview) -> Markup {
    bridge::whole(seen.review())
}

/// What will happen: the whole page of it, or what would fill it. `link` leads to more about a unit or a person.
pub fn ahead(seen: &SeenReview, link: &dyn Fn(&OutlookNode) -> Option<String>) -> Markup {
    outlook::section(seen.review(), link)
}

/// Who carries what: the whole page of it, or what would fill it. `link` leads to more about a unit or a person.
pub fn targets(seen: &SeenReview, link: &dyn Fn(&OutlookNode) -> Option<String>) -> Markup {
    targets::section(seen.review(), link)
}

/// Whether anything can be said of targets and of what will happen.
pub fn looks_ahead(seen: &SeenReview) -> bool {
    seen.review().outlook.as_ref().is_some_and(outlook::has_any)
}

/// The odds of the headline; nothing without an outlook.
pub fn odds(seen: &SeenReview) -> Markup {
    outlook::odds(seen.review())
}

/// Who is furthest behind pace; nothing without an outlook.
pub fn furthest_behind(seen: &SeenReview) -> Markup {
    outlook::behind(seen.review())
}

/// Where growth is to come from, in a sentence or two; nothing without a bridge.
pub fn growth_in_short(seen: &SeenReview) -> Markup {
    bridge::in_short(seen.review())
}

/// What is strong.
pub fn what_is_strong(seen: &SeenReview) -> Markup {
    strengths::section(seen.review())
}

/// How much was seen, and what would show more.
pub fn how_much_is_seen(seen: &SeenReview) -> Markup {
    coverage::section(seen.review())
}

/// What all figures rest on.
pub fn what_it_rests_on(seen: &SeenReview) -> Markup {
    coverage::rests_on(seen.review())
}

/// How much is seen, and how much the inputs of the first screen would show more, in a sentence.
pub fn teaches(screen: &FirstScreen) -> String {
    crate::start::teaches(screen)
}

/// The inputs that would show most, with what each would show; so many of them.
pub fn inputs(seen: &SeenReview, most: usize) -> Markup {
    let would_show = &seen.review().coverage.would_show;
    html! {
        ul.inputs {
            @for input in would_show.iter().take(most) { li { (coverage::input(input)) } }
        }
    }
}

/// What somebody is paid for a period, and why: the whole page of it.
pub fn statement(view: &StatementView, company: &str, drawing: &Drawing<'_>) -> Markup {
    statement::statement(view, company, drawing)
}

/// Where an amount of pay comes from, down to transactions and the lines of the plan, as lists in lists.
pub fn pay_explained(view: &ExplainView) -> Markup {
    pay::explain::tree(view).listed()
}

/// What the next sales of each offering would pay; nothing where none is known.
pub fn next_deal(next: &[NextView]) -> Markup {
    statement::next_deal(next, true)
}

/// What pay plans pay for: the whole page of it, or what would fill it. No person's amounts are on it.
pub fn pay_analysis(view: &AnalyseView) -> Markup {
    analysis::section(view)
}

/// A pay period as people say it: `February 2027` where it is a month of the calendar, else its name.
pub fn pay_period(period: &PeriodView) -> String {
    pay::words::period(period)
}

/// A text from outside: escaped, nothing in it steers, what stands in back-ticks is code.
pub fn prose(says: &str) -> Markup {
    text::prose(says)
}

/// The same, its first letter in upper case.
pub fn sentence(says: &str) -> Markup {
    text::sentence(says)
}

/// A text from outside as plain text in which nothing steers.
pub fn clean(says: &str) -> String {
    cells::clean(says).into_owned()
}

/// Money as headings show it, to the cent in its tooltip.
pub fn figure(amount: &MoneyView) -> Markup {
    text::figure(amount)
}

/// Money to the cent: `3 120 000.00 EUR`.
pub fn money(amount: &MoneyView) -> String {
    figures::money(amount)
}

/// Money as headings show it, as text.
pub fn short(amount: &MoneyView) -> String {
    figures::short(amount)
}

/// So many minor units in the currency and form of another amount.
pub fn like(amount: &MoneyView, minor: i64) -> MoneyView {
    figures::like(amount, minor)
}

/// A part of a whole in per cent.
pub fn percent(part: &MoneyView, whole: &MoneyView) -> Option<String> {
    figures::percent(part.minor, whole.minor)
}

/// A written amount with its thousands apart: `1234.5 EUR` becomes `1 234.5 EUR`.
pub fn grouped(written: &str) -> String {
    match written.split_once(' ') {
        Some((digits, unit)) => format!("{} {unit}", figures::grouped(digits)),
        None => figures::grouped(written),
    }
}

/// `1 gap`, `2 gaps`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    figures::count(number, one, many)
}

/// A day as people say it.
pub fn day(iso: &str) -> String {
    aloud::day(iso)
}

/// What hangs on a gap.
pub fn exposure(known: &ExposureView, strand: &str) -> String {
    gaps::exposure(known, strand)
}

/// Why it is not known what hangs on a gap.
pub fn no_exposure(seen: &SeenReview) -> &'static str {
    gaps::no_exposure(seen.review())
}

/// What closing a gap is worth, where it is known.
pub fn worth(worth: &WorthView) -> Option<String> {
    gaps::worth(worth)
}

/// What supports a gap.
pub fn evidence(gap: &Gap) -> String {
    gaps::evidence(gap)
}

/// What closes a gap.
pub fn fix(fix: &FixView) -> String {
    gaps::fix(fix)
}

/// A place in the plan or in the facts.
pub fn place(place: &PlaceView) -> String {
    gaps::place(place)
}
