//! A line of pay, or an amount of a period, down to transactions and the lines of the plan.

use plumb_engine::{CreditView, ExplainView, PayLineView};

use super::tree::Tree;
use super::words::{
    amount, comes_to, credit_of, fact, factor, in_tiers, only_counts, period, plan, spoken, transaction,
};
use crate::aloud::day;
use crate::cells::clean;
use crate::figures::{count, money};
use crate::gaps::place;
use crate::paper::Paper;

/// Lines, and transactions of those below, that are drawn; more are counted.
const LINES_MAX: usize = 30;

/// Where an amount comes from: its lines, each with its tiers, its transaction and what rounding did; the conditions of the
/// component; the quota; the rule in the plan.
pub fn explain(view: &ExplainView, paper: Paper) -> String {
    let mut out = tree(view).drawn(paper);
    out += &format!("\n{}\n", paper.quiet(&format!("line {}", clean(&view.line))));
    out
}

/// The same as a tree.
pub(crate) fn tree(view: &ExplainView) -> Tree {
    let title = format!(
        "{} for {}, {}, {}",
        money(&view.amount),
        spoken(&view.component.id),
        clean(&view.name),
        period(&view.period)
    );
    let mut tree = Tree::of(title);
    tree = match view.lines.as_slice() {
        [one] => tree.from(of_line(view, one)),
        many => {
            let shown = many.iter().take(LINES_MAX);
            let lines = shown.map(|line| Tree::of(head(line)).from(of_line(view, line)));
            let more = many.len().saturating_sub(LINES_MAX);
            let rest = (more > 0).then(|| {
                Tree::of(format!("and {} more; `--format json` lists all", count(more, "line", "lines")))
            });
            tree.from(lines).from(rest)
        }
    };
    let credited = |credit: &&CreditView| !view.lines.iter().any(|line| credit.lines.contains(&line.id));
    tree = tree.from(view.credits.iter().filter(credited).take(LINES_MAX).map(of_credit));
    tree = tree.from(view.steps.iter().map(|step| {
        let when =
            step.earned_in.as_ref().map_or_else(String::new, |when| format!(", earned in {}", clean(when)));
        let why = step.reason.as_ref().map_or_else(String::new, |why| format!(": {}", clean(why)));
        Tree::of(format!("{} {}{when}{why}", money(&step.amount), clean(&step.words)))
    }));
    tree.from([rule(view)])
}

fn head(line: &PayLineView) -> String {
    let about = line.key.as_deref().map_or_else(|| day(&line.day), fact);
    format!("{} for {about}", money(&line.pays))
}

/// How one line was paid: rounding, tiers, what it was paid on.
fn of_line(view: &ExplainView, line: &PayLineView) -> Vec<Tree> {
    let mut found = Vec::new();
    if let Some(taken) = &line.takes_back {
        found.push(Tree::of(format!("takes back what `{}` paid", clean(taken))));
    }
    let tiers = line.tiers.iter().map(|tier| {
        let factor = factor(&tier.pays);
        let at =
            if factor == clean(&tier.pays) { factor } else { format!("{} × {factor}", clean(&line.price)) };
        Tree::of(format!(
            "{} from {} to {}, at {at}",
            amount(&tier.brings),
            amount(&tier.from),
            amount(&tier.to)
        ))
    });
    let at = if in_tiers(line) || only_counts(line) {
        String::new()
    } else {
        format!(" at {}", clean(&line.price))
    };
    let paid_on =
        format!("{} {}{at}", if only_counts(line) { "counted with" } else { "paid on" }, money(&line.basis));
    let exact = match &line.rounding {
        _ if only_counts(line) => "brings nothing by itself: it only counts towards the measure".to_owned(),
        Some(_) => format!("comes to {}", comes_to(line)),
        None => format!("comes to {}; nothing was rounded", comes_to(line)),
    };
    let multiplied = line.multiplied.iter().map(|why| Tree::of(format!("multiplied by {}", clean(why))));
    found.push(Tree::of(exact).from(tiers).from(multiplied));
    let reached = format!("the measure went from {} to {}", amount(&line.before), amount(&line.after));
    found.push(
        Tree::of(paid_on).from([Tree::of(reached)]).from(credit_of(line, &view.credits).map(of_credit)),
    );
    if !view.from_below.is_empty() && line.key.is_none() {
        let parts = view.from_below.iter().take(LINES_MAX).map(|below| {
            let key = below.key.as_deref().map_or_else(|| "a day of those below".to_owned(), fact);
            Tree::of(format!(
                "{} from {} of {}, {key}",
                money(&below.pays),
                money(&below.amount),
                clean(&below.person)
            ))
        });
        let more = view.from_below.len().saturating_sub(LINES_MAX);
        let rest = (more > 0).then(|| Tree::of(format!("and {more} more; `--format json` lists all")));
        let says =
            format!("made of {} of those below", count(view.from_below.len(), "transaction", "transactions"));
        found.push(Tree::of(says).from(parts).from(rest));
    }
    found
}

fn of_credit(credit: &CreditView) -> Tree {
    let mut says = format!("credited {}", money(&credit.credited));
    if credit.credited != credit.amount {
        says += &format!(" of {}", money(&credit.amount));
    }
    if credit.counts != credit.credited {
        says += &format!(", counts {}", money(&credit.counts));
    }
    says += &format!(": {} (rule `{}`)", clean(&credit.why), clean(&credit.credit));
    Tree::of(says).from([Tree::of(transaction(credit))])
}

/// The rule, where it stands, and what it counts against.
fn rule(view: &ExplainView) -> Tree {
    let at = view.component.at.as_ref().map_or_else(String::new, |at| format!(" at {}", place(at)));
    let says = format!("by component `{}` of {}{at}", clean(&view.component.id), plan(&view.plan));
    let mut below = Vec::new();
    if !view.component.how.is_empty() {
        below.push(Tree::of(clean(&view.component.how)));
    }
    if let Some(window) = &view.window {
        below.push(Tree::of(format!("counted over {}", period(window))));
    }
    if let Some(quota) = &view.quota {
        below.push(Tree::of(format!("quota: {}", clean(quota))));
    }
    // What stands in the tree already is not told again.
    let own = view.component.at.as_ref().map(place);
    let told = |at: &str| {
        own.as_deref() == Some(at)
            || view.credits.iter().any(|credit| credit.key.as_deref() == Some(at))
            || view.from_below.iter().any(|below| below.key.as_deref() == Some(at))
    };
    let mut places: Vec<(String, &str)> = Vec::new();
    for at in &view.at {
        let found = (place(at), at.label.as_str());
        if !told(&found.0) && !places.contains(&found) {
            places.push(found);
        }
    }
    below.extend(places.into_iter().map(|(at, label)| match clean(label) {
        none if none.is_empty() => Tree::place(at),
        label => Tree::of(format!("{label}: {at}")),
    }));
    Tree::of(says).from(below)
}
