//! An amount on its way down: from the company over its regions to its teams, in bands as wide as the amounts.

use maud::{Markup, html};

use super::{Say, across, as_table, number};
use crate::cells::{clean, cut};

/// A unit and what it hands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// Its amount, in minor units. What is not above nothing is not drawn, but stands in the table.
    pub amount: i64,
    /// Whom it hands it on to, in the order in which they are drawn.
    pub below: Vec<Branch>,
    /// What the rest is, that none of these has.
    pub rest: Rest,
}

/// What is left of a unit beside those drawn below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// Nobody has it.
    #[default]
    NotHandedOn,
    /// Others have it, and they are not shown.
    NotShown,
}

impl Rest {
    fn says(self) -> &'static str {
        match self {
            Self::NotHandedOn => "Not handed on",
            Self::NotShown => "Not shown",
        }
    }

    /// How its unit and the band to it are drawn.
    fn classes(self) -> (&'static str, &'static str) {
        match self {
            Self::NotHandedOn => ("nobodys", "band-open"),
            Self::NotShown => ("unseen", "band-unseen"),
        }
    }
}

/// Where the columns begin, how wide a unit is, and where its words begin, in per cent of the width.
const COLUMNS: [f64; 3] = [0.0, 33.0, 66.0];
const UNIT: f64 = 1.6;
const WORDS: f64 = 2.6;

/// Height of the widest unit; the least height that two lines of words need; room between two units.
const TALLEST: f64 = 260.0;
const SLOT: f64 = 40.0;
const BETWEEN: f64 = 8.0;

/// Columns of a word.
const WORDS_MAX: usize = 14;

/// Units that are drawn below one; the others are drawn as one.
const BELOW_MAX: usize = 12;

/// The picture and its table; nothing where the first unit has no amount.
///
/// Where units below have less than the one above, the rest is drawn as open. Where they have more, their bands leave the unit above
/// scaled down, and the words say by how much they are above it.
pub fn cascade(title: &str, top: &Branch, say: Say<'_>) -> Markup {
    if top.amount <= 0 {
        return Markup::default();
    }
    let scale = TALLEST / widest(top).max(1) as f64;
    let mut drawn = Drawn { scale, units: Vec::new(), bands: Vec::new() };
    let height = drawn.place(top, 0, 0.0).slot;
    html! {
        figure.chart {
            figcaption { (clean(title)) }
            svg.chart width="100%" height=(number(height)) role="img" aria-label=(aloud(title, top, say)) {
                svg width="100%" height=(number(height)) viewBox=(format!("0 0 100 {}", number(height))) preserveAspectRatio="none" aria-hidden="true" {
                    @for band in &drawn.bands { path.(band.class) d=(band.path()) {} }
                }
                @for unit in &drawn.units {
                    rect.(unit.class) x=(across(unit.x)) y=(number(unit.top)) width=(across(UNIT)) height=(number(unit.height)) {
                        title { (unit.name) ": " (clean(&(say.exact)(unit.amount))) }
                    }
                    text.name x=(across(unit.x + WORDS)) y=(number(unit.middle - 3.0)) { (cut(&unit.name, WORDS_MAX)) }
                    text x=(across(unit.x + WORDS)) y=(number(unit.middle + 12.0)) { (cut(&(say.short)(unit.amount), WORDS_MAX)) }
                }
            }
            @let more = above(top, say);
            @if !more.is_empty() { p.about { (more.join(" ")) } }
            (as_table(&["Unit", "Amount", "Of it handed on"], &rows(top, say)))
        }
    }
}

/// The largest amount that is drawn at once: of the first unit, or of all below it together.
fn widest(top: &Branch) -> i128 {
    let below: i128 =
        top.below.iter().map(|branch| i128::from(branch.amount.max(0)).max(handed_on(branch))).sum();
    below.max(top.amount.into())
}

fn handed_on(branch: &Branch) -> i128 {
    branch.below.iter().map(|below| i128::from(below.amount.max(0))).sum()
}

/// A unit as it is drawn.
struct Unit {
    name: String,
    amount: f64,
    class: &'static str,
    x: f64,
    top: f64,
    height: f64,
    middle: f64,
}

/// A band from a unit to one below it.
struct Band {
    class: &'static str,
    from: (f64, f64, f64),
    to: (f64, f64, f64),
}

impl Band {
    fn path(&self) -> String {
        let ((x0, y0, h0), (x1, y1, h1)) = (self.from, self.to);
        let middle = number(f64::midpoint(x0, x1));
        let [x0, y0, b0, x1, y1, b1] = [x0, y0, y0 + h0, x1, y1, y1 + h1].map(number);
        format!(
            "M{x0},{y0} C{middle},{y0} {middle},{y1} {x1},{y1} L{x1},{b1} C{middle},{b1} {middle},{b0} {x0},{b0} Z"
        )
    }
}

/// Where a unit came to lie.
struct Placed {
    slot: f64,
    top: f64,
    height: f64,
}

struct Drawn {
    scale: f64,
    units: Vec<Unit>,
    bands: Vec<Band>,
}

impl Drawn {
    /// Lays a unit and all below it from `from` on. Every unit has a slot of its own in its column, high enough for its words, and the
    /// slots of those below it lie beside its own: so nothing in a column lies over anything else.
    fn place(&mut self, branch: &Branch, depth: usize, from: f64) -> Placed {
        let height = (branch.amount as f64 * self.scale).max(1.0);
        let (below, open) = if depth + 1 < COLUMNS.len() { shown(branch) } else { (Vec::new(), 0) };
        let mut next = from;
        let mut ends = Vec::new();
        for child in &below {
            let placed = self.place(child, depth + 1, next);
            next += placed.slot;
            ends.push((child.amount, "band", placed));
        }
        if open > 0 && !below.is_empty() {
            let rest = Branch { name: branch.rest.says().to_owned(), amount: open, ..Branch::default() };
            let (class, band) = branch.rest.classes();
            let placed = self.lay(&rest, depth + 1, next, (open as f64 * self.scale).max(1.0), 0.0, class);
            next += placed.slot;
            ends.push((open, band, placed));
        }
        let placed = self.lay(branch, depth, from, height, next - from, "sound");
        let whole: f64 = ends.iter().map(|(amount, ..)| *amount as f64).sum();
        let mut leaves = placed.top;
        let x = |depth: usize| COLUMNS.get(depth).copied().unwrap_or(0.0);
        for (amount, class, end) in ends {
            let thick = placed.height * amount as f64 / whole.max(1.0);
            self.bands.push(Band {
                class,
                from: (x(depth) + UNIT, leaves, thick),
                to: (x(depth + 1), end.top, end.height),
            });
            leaves += thick;
        }
        placed
    }

    fn lay(
        &mut self,
        branch: &Branch,
        depth: usize,
        from: f64,
        height: f64,
        below: f64,
        class: &'static str,
    ) -> Placed {
        let slot = (height + BETWEEN).max(SLOT).max(below);
        let top = from + (slot - height) / 2.0;
        self.units.push(Unit {
            name: clean(&branch.name).into_owned(),
            amount: branch.amount as f64,
            class,
            x: COLUMNS.get(depth).copied().unwrap_or(0.0),
            top,
            height,
            middle: from + slot / 2.0,
        });
        Placed { slot, top, height }
    }
}

/// The units below one that are drawn, and what it does not hand on.
fn shown(branch: &Branch) -> (Vec<Branch>, i64) {
    let all: Vec<&Branch> = branch.below.iter().filter(|below| below.amount > 0).collect();
    let open = i64::try_from((i128::from(branch.amount) - handed_on(branch)).max(0)).unwrap_or(0);
    if all.len() <= BELOW_MAX {
        return (all.into_iter().cloned().collect(), open);
    }
    let (drawn, rest) = all.split_at(BELOW_MAX - 1);
    let mut below: Vec<Branch> = drawn.iter().map(|below| (*below).clone()).collect();
    let amount = rest.iter().fold(0_i64, |sum, below| sum.saturating_add(below.amount));
    below.push(Branch { name: format!("{} more", rest.len()), amount, ..Branch::default() });
    (below, open)
}

/// A sentence for each unit that hands on more than it has.
fn above(branch: &Branch, say: Say<'_>) -> Vec<String> {
    let more = handed_on(branch) - i128::from(branch.amount.max(0));
    let mut words = Vec::new();
    if more > 0 && !branch.below.is_empty() {
        words.push(format!(
            "{} hands on {} more than it has.",
            clean(&branch.name),
            clean(&(say.short)(more as f64))
        ));
    }
    words.extend(
        branch.below.iter().filter(|below| !below.below.is_empty()).flat_map(|below| above(below, say)),
    );
    words
}

/// The picture in words.
fn aloud(title: &str, top: &Branch, say: Say<'_>) -> String {
    let parts: Vec<String> = top
        .below
        .iter()
        .map(|below| format!("{} {}", below.name, (say.short)(below.amount as f64)))
        .collect();
    let words = format!(
        "{title}: {} {}; below it {}",
        top.name,
        (say.short)(top.amount as f64),
        crate::figures::list(&parts)
    );
    clean(if parts.is_empty() { title } else { &words }).into_owned()
}

fn rows(top: &Branch, say: Say<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut open: Vec<(usize, &Branch)> = vec![(0, top)];
    while let Some((depth, branch)) = open.pop() {
        let on =
            if branch.below.is_empty() { "–".to_owned() } else { (say.exact)(handed_on(branch) as f64) };
        rows.push(vec![
            format!("{}{}", "– ".repeat(depth.min(4)), branch.name),
            (say.exact)(branch.amount as f64),
            on,
        ]);
        open.extend(branch.below.iter().rev().map(|below| (depth + 1, below)));
    }
    rows
}
