//! Something and what it comes from, as a tree of lines.

use maud::{Markup, html};

use crate::cells::wrap;
use crate::page::text::{name, sentence};
use crate::paper::Paper;

/// Something with what it comes from.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    says: String,
    /// Whether it is a place, whose letters stay as they are.
    is_place: bool,
    from: Vec<Tree>,
}

impl Tree {
    pub(super) fn of(says: impl Into<String>) -> Self {
        Self { says: says.into(), ..Self::default() }
    }

    /// A place in a file or a fact.
    pub(super) fn place(at: String) -> Self {
        Self { says: at, is_place: true, ..Self::default() }
    }

    pub(super) fn from(mut self, below: impl IntoIterator<Item = Tree>) -> Self {
        self.from.extend(below);
        self
    }

    /// The tree, wrapped; the first line as a heading.
    pub(super) fn drawn(&self, paper: Paper) -> String {
        let mut out = String::new();
        for line in wrap(&self.says, paper.columns()) {
            out += &format!("{}\n", paper.heading(&line));
        }
        self.below("", paper, &mut out);
        out
    }

    /// What it comes from as lists in lists, without the first line.
    pub(crate) fn listed(&self) -> Markup {
        html! {
            @if !self.from.is_empty() {
                ul.tree { @for tree in &self.from { li { @if tree.is_place { code { (name(&tree.says)) } } @else { (sentence(&tree.says)) } (tree.listed()) } } }
            }
        }
    }

    fn below(&self, before: &str, paper: Paper, out: &mut String) {
        let last = self.from.len().saturating_sub(1);
        for (index, tree) in self.from.iter().enumerate() {
            let (knot, on) = if index == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let room = paper.columns().saturating_sub(before.chars().count() + 3).max(24);
            for (number, line) in wrap(&tree.says, room).iter().enumerate() {
                let held = if number == 0 { knot } else { on };
                out.push_str(&format!("{}{line}\n", paper.quiet(&format!("{before}{held}"))));
            }
            tree.below(&format!("{before}{on}"), paper, out);
        }
    }
}
