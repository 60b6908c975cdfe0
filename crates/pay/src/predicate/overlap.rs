//! Whether two conditions can hold of one transaction.

use std::collections::{BTreeMap, BTreeSet};

use super::{Compare, Predicate};

/// Alternatives above which no answer is sought.
const ALTERNATIVES_MAX: usize = 512;

/// Whether two conditions can hold of one transaction for one person; `None` when they are too large to tell.
///
/// Columns are taken as independent: that no new customer is ever a renewal is not known here. Under that reading the
/// answer is exact. Each condition is written as alternatives of cells that must be, and two alternatives exclude each
/// other when no text, number, flag or role is left for some column.
///
/// ```
/// use plumb_pay::predicate::{Compare, Predicate, overlaps};
/// let net = |how| Predicate::Compare { column: "net".into(), how, with: 100 };
/// assert_eq!(overlaps(&net(Compare::Below), &net(Compare::AtLeast)), Some(false));
/// assert_eq!(overlaps(&net(Compare::AtMost), &net(Compare::AtLeast)), Some(true));
/// ```
pub fn overlaps(a: &Predicate, b: &Predicate) -> Option<bool> {
    let (a, b) = (alternatives(a, true)?, alternatives(b, true)?);
    Some(a.iter().any(|a| b.iter().any(|b| a.clone().with(b).is_some())))
}

/// What the cells of a transaction must be; `None` in building it means that nothing is left.
#[derive(Clone, Default)]
struct Cells<'a> {
    texts: BTreeMap<&'a str, Texts<'a>>,
    numbers: BTreeMap<&'a str, Interval>,
    /// Flags and roles, told apart by the first.
    marks: BTreeMap<(bool, &'a str), bool>,
}

#[derive(Clone, Default)]
struct Texts<'a> {
    only: Option<BTreeSet<&'a str>>,
    never: BTreeSet<&'a str>,
}

#[derive(Clone)]
struct Interval {
    from: i64,
    to: i64,
    never: BTreeSet<i64>,
}

impl Default for Interval {
    fn default() -> Self {
        Self { from: i64::MIN, to: i64::MAX, never: BTreeSet::new() }
    }
}

impl<'a> Cells<'a> {
    fn with(mut self, other: &Self) -> Option<Self> {
        for (column, texts) in &other.texts {
            self = self.text(column, texts.only.clone(), &texts.never)?;
        }
        for (column, interval) in &other.numbers {
            self = self.number(column, interval)?;
        }
        for (mark, set) in &other.marks {
            if self.marks.insert(*mark, *set).is_some_and(|before| before != *set) {
                return None;
            }
        }
        Some(self)
    }

    fn text(
        mut self,
        column: &'a str,
        only: Option<BTreeSet<&'a str>>,
        never: &BTreeSet<&'a str>,
    ) -> Option<Self> {
        let cell = self.texts.entry(column).or_default();
        cell.never.extend(never);
        cell.only = match (cell.only.take(), only) {
            (Some(a), Some(b)) => Some(a.intersection(&b).copied().collect()),
            (a, b) => a.or(b),
        };
        let left = cell.only.as_ref().is_none_or(|only| only.difference(&cell.never).next().is_some());
        left.then_some(self)
    }

    fn number(mut self, column: &'a str, other: &Interval) -> Option<Self> {
        let cell = self.numbers.entry(column).or_default();
        cell.from = cell.from.max(other.from);
        cell.to = cell.to.min(other.to);
        cell.never.extend(&other.never);
        if cell.from > cell.to {
            return None;
        }
        let numbers = i128::from(cell.to) - i128::from(cell.from) + 1;
        let never = cell.never.range(cell.from..=cell.to).count();
        (numbers > never as i128).then_some(self)
    }

    fn mark(mut self, mark: (bool, &'a str), set: bool) -> Self {
        self.marks.insert(mark, set);
        self
    }
}

/// The alternatives under which a condition holds, or does not; `None` when they are too many.
fn alternatives(predicate: &Predicate, holds: bool) -> Option<Vec<Cells<'_>>> {
    let one = Cells::default();
    match predicate {
        Predicate::Always => Some(if holds { vec![one] } else { Vec::new() }),
        Predicate::Not(part) => alternatives(part, !holds),
        Predicate::All(parts) => {
            if holds {
                every(parts, true)
            } else {
                some(parts, false)
            }
        }
        Predicate::Any(parts) => {
            if holds {
                some(parts, true)
            } else {
                every(parts, false)
            }
        }
        Predicate::In { column, values } => {
            let values: BTreeSet<&str> = values.iter().map(String::as_str).collect();
            let cells = if holds {
                one.text(column, Some(values), &BTreeSet::new())
            } else {
                one.text(column, None, &values)
            };
            Some(cells.into_iter().collect())
        }
        Predicate::Compare { column, how, with } => {
            Some(interval(*how, *with, holds).and_then(|it| one.number(column, &it)).into_iter().collect())
        }
        Predicate::Has { role } => Some(vec![one.mark((true, role), holds)]),
        Predicate::Set { column } => Some(vec![one.mark((false, column), holds)]),
    }
}

fn some(parts: &[Predicate], holds: bool) -> Option<Vec<Cells<'_>>> {
    let mut found = Vec::new();
    for part in parts {
        found.extend(alternatives(part, holds)?);
        if found.len() > ALTERNATIVES_MAX {
            return None;
        }
    }
    Some(found)
}

fn every(parts: &[Predicate], holds: bool) -> Option<Vec<Cells<'_>>> {
    let mut found = vec![Cells::default()];
    for part in parts {
        let more = alternatives(part, holds)?;
        if found.len().checked_mul(more.len())? > ALTERNATIVES_MAX * 8 {
            return None;
        }
        found =
            found.iter().flat_map(|one| more.iter().filter_map(|other| one.clone().with(other))).collect();
        if found.len() > ALTERNATIVES_MAX {
            return None;
        }
    }
    Some(found)
}

fn interval(how: Compare, with: i64, holds: bool) -> Option<Interval> {
    let all = Interval::default();
    let how = match (how, holds) {
        (Compare::Is, true) => return Some(Interval { from: with, to: with, ..all }),
        (Compare::Is, false) => return Some(Interval { never: BTreeSet::from([with]), ..all }),
        (how, true) => how,
        (Compare::Below, false) => Compare::AtLeast,
        (Compare::AtMost, false) => Compare::Above,
        (Compare::Above, false) => Compare::AtMost,
        (Compare::AtLeast, false) => Compare::Below,
    };
    Some(match how {
        Compare::Below => Interval { to: with.checked_sub(1)?, ..all },
        Compare::AtMost => Interval { to: with, ..all },
        Compare::Above => Interval { from: with.checked_add(1)?, ..all },
        Compare::AtLeast | Compare::Is => Interval { from: with, ..all },
    })
}
