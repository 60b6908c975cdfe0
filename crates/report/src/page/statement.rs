//! What somebody is paid for a period, and why: for a phone, a screen and paper.

mod calculation;
mod disputes;
mod reached;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use plumb_engine::{AdjustmentView, CurveView, DisputeView, NextView, PayLineView, StatementView};

use crate::charts::{Stand, Step, waterfall};
use crate::figures::{count, money};
use crate::page::outlook::saying;
use crate::page::text::{name, prose, sentence};
use crate::page::{POLICY, STYLE, patterns};
use crate::pay::alike::alike;
use crate::pay::stages::stages;
use crate::pay::words::{days, made, period, plan, spoken};

/// How a statement is drawn, and what whoever draws it sets beside its parts.
pub struct Drawing<'a> {
    /// Whether it speaks to whose pay it is.
    pub own: bool,
    /// What the plan pays at each attainment; where there is none, no curve is drawn.
    pub curve: &'a [CurveView],
    /// Drawn in a line when it is opened.
    pub line: &'a dyn Fn(&PayLineView) -> Markup,
    /// Drawn below what is said to be wrong, with its answers.
    pub dispute: &'a dyn Fn(&DisputeView) -> Markup,
    /// Drawn below all that is said to be wrong.
    pub about_all: Markup,
}

impl Drawing<'_> {
    /// Without anything beside it.
    pub fn plain(own: bool, curve: &[CurveView]) -> Drawing<'_> {
        let (line, dispute) = (&|_: &PayLineView| Markup::default(), &|_: &DisputeView| Markup::default());
        Drawing { own, curve, line, dispute, about_all: Markup::default() }
    }

    fn pick<'v>(&self, own: &'v str, other: &'v str) -> &'v str {
        if self.own { own } else { other }
    }
}

/// A statement as one page that a browser shows offline and prints on A4.
pub fn statement_page(view: &StatementView, company: &str, curve: &[CurveView]) -> String {
    let title = format!("Pay of {} for {}", crate::cells::clean(&view.name), period(&view.period));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(FOOT)) }
            }
            body {
                (patterns())
                main { (statement(view, company, &Drawing::plain(false, curve))) }
            }
        }
    };
    page.into_string() + "\n"
}

/// What stands below each sheet of paper.
const FOOT: &str =
    "@page { @bottom-center { content: \"Confidential: for whose pay it is, and for who pays it\"; } }";

/// All of it.
pub(crate) fn statement(view: &StatementView, company: &str, drawing: &Drawing<'_>) -> Markup {
    html! {
        div.statement {
            (opening(view, company, drawing))
            (to_paid(view))
            (reached::section(view, drawing))
            (next_deal(&view.next, drawing.own))
            (calculation::section(view, drawing))
            (calculation::credits(view, drawing))
            (corrections(&view.adjustments))
            (disputes::section(view, drawing))
            (problems(view))
            p.about {
                "It holds without a signature. " (sentence(&made(view))) "."
                @if let Some(run) = &view.run { " Made from inputs " code { (name(run.hash.get(..12).unwrap_or(&run.hash))) } "." }
            }
        }
    }
}

fn opening(view: &StatementView, company: &str, drawing: &Drawing<'_>) -> Markup {
    html! {
        p.eyebrow {
            strong { (name(company)) } " · pay for " (name(&period(&view.period))) " · " span.severity { (name(&view.state)) }
        }
        h1 {
            @if drawing.own { "What do I earn, and why?" } @else { "What does " (name(&view.name)) " earn, and why?" }
        }
        p.about {
            @if let Some(role) = &view.role { (name(&spoken(role))) " · " }
            (prose(&plan(&view.plan))) " · " (name(&days(&view.period)))
        }
        p.answer {
            @if drawing.own { "You are paid " strong { (prose(&money(&view.paid))) } }
            @else { strong { (prose(&money(&view.paid))) } " are paid" }
            "; " strong { (prose(&money(&view.earned))) } " were earned."
            @if view.held.minor != 0 { " " (prose(&money(&view.held))) " are held back until later." }
            @if view.balance.minor != 0 { " " (prose(&money(&view.balance))) (drawing.pick(" you owe from draws or from earlier periods.", " are owed from draws or from earlier periods.")) }
        }
        dl.stand {
            (one("Paid", view, |view| &view.paid, "beside fixed pay of", Some(&view.base)))
            (one("Earned", view, |view| &view.earned, "at exactly the target", Some(&view.target)))
            @if view.held.minor != 0 { (one("Held back", view, |view| &view.held, "at the end of the period", None)) }
            @if view.balance.minor != 0 { (one("Owed", view, |view| &view.balance, "at the end of the period", None)) }
            (one("Paid this fiscal year", view, |view| &view.to_date.paid, "earned", Some(&view.to_date.earned)))
        }
    }
}

/// A figure below its name, with a word on what stands beside it.
fn one(
    name: &str,
    view: &StatementView,
    of: fn(&StatementView) -> &plumb_engine::MoneyView,
    beside: &str,
    amount: Option<&plumb_engine::MoneyView>,
) -> Markup {
    html! {
        div {
            dt { (name) }
            dd { (prose(&money(of(view)))) span.about { (beside) @if let Some(amount) = amount { " " (prose(&money(amount))) } } }
        }
    }
}

/// From nothing over what is earned to what is paid.
fn to_paid(view: &StatementView) -> Markup {
    let stages = stages(view);
    let step = |stage: &crate::pay::stages::Stage| Step {
        label: stage.label.clone(),
        note: stage.note.clone(),
        amount: stage.amount.minor,
        stand: Stand::Move,
    };
    let level = |label: &str, amount: &plumb_engine::MoneyView| Step {
        label: label.to_owned(),
        note: None,
        amount: amount.minor,
        stand: Stand::Level,
    };
    let mut steps: Vec<Step> = stages.iter().filter(|stage| stage.earns).map(step).collect();
    let others: Vec<Step> = stages.iter().filter(|stage| !stage.earns).map(step).collect();
    if steps.is_empty() && others.is_empty() {
        return Markup::default();
    }
    if !others.is_empty() {
        steps.push(level("Earned", &view.earned));
        steps.extend(others);
    }
    steps.push(level("Paid", &view.paid));
    html! {
        section #paid {
            h2 { "From what was earned to what is paid" }
            (saying(&view.paid, |say| {
                let exact = crate::charts::Say { short: say.exact, exact: say.exact };
                waterfall(&steps, exact)
            }))
        }
    }
}

/// What the next sales of each offering would pay.
pub(crate) fn next_deal(next: &[NextView], own: bool) -> Markup {
    let groups = alike(next);
    let Some(first) = groups.first() else { return Markup::default() };
    let sold_alike = groups.iter().all(|one| one.sold == first.sold);
    let most = groups.iter().max_by_key(|one| one.pays.minor).unwrap_or(first);
    let to = if own { " you" } else { "" };
    let same = groups.iter().all(|one| one.pays == first.pays);
    html! {
        section #next {
            h2 { "What does the next deal pay?" }
            @if most.pays.minor > 0 && sold_alike {
                p {
                    @if !same { "As things stand, " strong { (name(&most.within())) } (if most.len() > 1 { " pay" } else { " pays" }) (to) " most: " }
                    @else if groups.len() > 1 { "As things stand, each offering pays" (to) " the same at once: " }
                    @else if first.len() > 1 { "As things stand, each offering pays" (to) " the same: " }
                    @else { "As things stand, it pays" (to) " " }
                    strong { (prose(&money(most.pays))) } " of the next " (prose(&money(most.sold))) "."
                }
            }
            table.stack.next {
                @if sold_alike { caption { "Of the next " (prose(&money(first.sold))) } }
                thead { tr { th scope="col" { "Offering" } @if !sold_alike { th.number scope="col" { "Sold" } } th.number scope="col" { "Pays" } th scope="col" { "Why" } } }
                tbody {
                    @for one in &groups {
                        tr {
                            th scope="row" { (name(&one.names(", "))) }
                            @if !sold_alike { td.number data-label="Sold" { (prose(&money(one.sold))) } }
                            td.number data-label="Pays" { (prose(&money(one.pays))) }
                            td.why data-label="Why" { (sentence(one.why)) }
                        }
                    }
                }
            }
        }
    }
}

/// What was posted for earlier periods.
fn corrections(adjustments: &[AdjustmentView]) -> Markup {
    html! {
        @if !adjustments.is_empty() {
            section #corrections {
                h2 { "What was corrected of earlier periods?" }
                table.stack {
                    thead { tr { th scope="col" { "Of" } th scope="col" { "Earned in" } th.number scope="col" { "Amount" } th scope="col" { "Why" } } }
                    tbody {
                        @for one in adjustments {
                            tr {
                                th scope="row" { (name(&spoken(&one.component))) }
                                td data-label="Earned in" { (name(&one.earned_in)) }
                                td.number data-label="Amount" { (prose(&money(&one.amount))) }
                                td data-label="Why" { (prose(&one.reason)) @if let Some(line) = &one.line { " " code { (name(line)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn problems(view: &StatementView) -> Markup {
    html! {
        @if !view.problems.is_empty() {
            section #problems {
                h2 { "What could not be computed?" }
                p { (count(view.problems.len(), "thing is", "things are")) " missing; everything else is computed all the same." }
                ul { @for problem in &view.problems { li { (sentence(problem)) } } }
            }
        }
    }
}
