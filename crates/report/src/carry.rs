//! Who carries the mandate: a bar for each unit, and the same in money, to the cent.

use plumb_engine::{Carry, MandateView, Review, Split, StrandAmount, UnitCarry};

use crate::cells::{clean, cut, hanging, left, right, width};
use crate::figures::{count, exact, like, list, money, percent, short};
use crate::paper::Paper;

/// The four ways in which a part is carried, with the character that draws each.
const WAYS: [(char, &str); 4] =
    [('█', "soundly carried"), ('x', "carried but broken"), ('░', "unseen"), ('·', "nobody's")];

/// Units that are drawn; more are counted.
const UNITS_MAX: usize = 40;

/// Columns of the longest bar.
const BAR: usize = 40;

/// Columns of the longest bar where there is little room.
const BAR_MIN: usize = 10;

/// The question, the bars, the table, and where lines are cut.
pub(crate) fn who_carries(carry: &Carry, mandate: Option<&MandateView>, paper: Paper) -> String {
    let growth = mandate.and_then(|mandate| mandate.growth.as_deref());
    let question = growth
        .map_or_else(|| "Who carries it?".to_owned(), |growth| format!("Who carries the {}?", clean(growth)));
    let mut out = paper.heading(&question) + "\n";
    let legend: Vec<String> = WAYS.iter().map(|(mark, word)| format!("{mark} {word}")).collect();
    out += &format!("  {}\n\n", legend.join("   "));
    let rows = rows(carry);
    let drawn: Vec<&Row> = rows.iter().take(UNITS_MAX).collect();
    out += &bars(carry, &drawn, paper);
    if rows.len() > UNITS_MAX {
        out += &format!(
            "  and {} more; `--format json` lists them all\n",
            count(rows.len() - UNITS_MAX, "unit", "units")
        );
    }
    out.push('\n');
    out += &exact_table(carry, &drawn, paper);
    let hung = |text: &String| hanging("  ", text, paper.columns());
    let excesses: String = excesses(carry).iter().map(hung).collect();
    let strands = [
        strands("Lines are cut at", &carry.broken_at, carry),
        strands("Lines cannot be seen at", &carry.unseen_at, carry),
    ];
    for says in [excesses].into_iter().chain(strands.iter().flatten().map(hung)) {
        if !says.is_empty() {
            out += &format!("\n{says}");
        }
    }
    out
}

/// The mandate that is drawn.
pub(crate) fn headline(review: &Review) -> Option<&MandateView> {
    match &review.carry {
        Some(carry) => review.mandates.iter().find(|mandate| mandate.id == carry.mandate),
        None => review.mandates.iter().find(|mandate| mandate.headline),
    }
}

/// Whether money is placed nowhere: no quota tells whose which part is, so nobody is known to hold anything.
pub(crate) fn is_not_placed(carry: &Carry) -> bool {
    let unseen = carry.split.as_ref().map(|split| split.unseen.minor);
    carry.total.minor > 0 && unseen == Some(carry.total.minor) && is_nobodys(carry)
}

/// Whether no person at any strand holds a part.
fn is_nobodys(carry: &Carry) -> bool {
    carry.broken_at.iter().chain(&carry.unseen_at).all(|at| at.amount.minor == 0)
}

/// One line of the picture.
pub(crate) struct Row {
    /// The unit's id; none for what stands in the outermost unit directly.
    pub(crate) unit: Option<String>,
    pub(crate) name: String,
    pub(crate) depth: usize,
    pub(crate) amount: i64,
    /// Soundly carried, carried but broken, unseen, nobody's.
    pub(crate) parts: [i64; 4],
}

/// Soundly carried, carried but broken, unseen, nobody's.
pub(crate) fn parts(split: &Split) -> [i64; 4] {
    [&split.soundly_carried, &split.carried_but_broken, &split.unseen, &split.nobodys].map(|part| part.minor)
}

/// Units whose split is shown, below the mandate's own, which is the total; what stands in that one directly has its own line.
pub(crate) fn rows(carry: &Carry) -> Vec<Row> {
    let mut rows: Vec<Row> = carry.units.iter().filter_map(row).collect();
    let whole =
        rows.first().is_some_and(|first| first.depth == 0 && rows.iter().skip(1).all(|row| row.depth > 0));
    if rows.len() < 2 || !whole {
        return rows;
    }
    let top = rows.remove(0);
    let mut direct = Row {
        unit: None,
        name: format!("{} itself", top.name),
        depth: 1,
        amount: top.amount,
        parts: top.parts,
    };
    for row in rows.iter().filter(|row| row.depth == 1) {
        direct.amount -= row.amount;
        for (part, below) in direct.parts.iter_mut().zip(row.parts) {
            *part -= below;
        }
    }
    if direct.amount != 0 || direct.parts.iter().any(|part| *part != 0) {
        rows.push(direct);
    }
    rows
}

fn row(unit: &UnitCarry) -> Option<Row> {
    let parts = parts(unit.split.as_ref()?);
    Some(Row {
        unit: Some(unit.unit.clone()),
        name: unit.name.clone(),
        depth: unit.depth,
        amount: unit.amount.minor,
        parts,
    })
}

fn bars(carry: &Carry, rows: &[&Row], paper: Paper) -> String {
    let names: Vec<String> = rows.iter().map(|row| named(row, rows)).collect();
    let name_columns = names.iter().map(|name| width(name)).chain([5]).max().unwrap_or(5);
    let most = rows.iter().map(|row| row.amount).max().unwrap_or(0).max(1);
    let figures: Vec<(String, String)> = rows
        .iter()
        .map(|row| {
            let sound = row.parts.first().copied().unwrap_or(0);
            let share = percent(sound, row.amount).map_or_else(String::new, |share| format!("{share} sound"));
            (short(&like(&carry.total, row.amount)), share)
        })
        .collect();
    let amounts = figures.iter().map(|(amount, _)| width(amount)).max().unwrap_or(0);
    let shares = figures.iter().map(|(_, share)| width(share)).max().unwrap_or(0);
    let beside = 2 + name_columns + 2 + 2 + amounts + 2 + shares;
    let longest = paper.columns().saturating_sub(beside).clamp(BAR_MIN, BAR);
    let mut out = String::new();
    for ((row, name), (amount, share)) in rows.iter().zip(&names).zip(&figures) {
        let cells = scaled(row.amount, most, longest);
        let drawn = bar(&row.parts, cells);
        let line = format!(
            "  {}  {}  {}  {}",
            left(name, name_columns),
            painted(&drawn, longest, paper),
            right(amount, amounts),
            right(share, shares)
        );
        out += &format!("{}\n", line.trim_end());
    }
    out
}

fn named(row: &Row, rows: &[&Row]) -> String {
    let least = rows.iter().map(|row| row.depth).min().unwrap_or(0);
    format!("{}{}", "  ".repeat((row.depth - least).min(8)), cut(&row.name, 22))
}

fn scaled(part: i64, whole: i64, cells: usize) -> usize {
    if part <= 0 {
        return 0;
    }
    let cells = i128::try_from(cells).unwrap_or(0);
    let scaled = (i128::from(part) * cells + i128::from(whole) / 2) / i128::from(whole);
    usize::try_from(scaled.max(1)).unwrap_or(1)
}

/// So many cells, shared out by the parts; every part that is there has at least one while there is room.
fn bar(parts: &[i64; 4], cells: usize) -> Vec<(char, usize)> {
    let whole: i128 = parts.iter().map(|part| i128::from((*part).max(0))).sum();
    if whole == 0 {
        return Vec::new();
    }
    let mut counts: Vec<usize> = parts
        .iter()
        .map(|part| {
            usize::try_from(i128::from((*part).max(0)) * i128::try_from(cells).unwrap_or(0) / whole)
                .unwrap_or(0)
        })
        .collect();
    for (count, part) in counts.iter_mut().zip(parts) {
        if *part > 0 && *count == 0 {
            *count = 1;
        }
    }
    loop {
        let sum: usize = counts.iter().sum();
        // The longest gives and takes: there one cell changes the picture least.
        let Some(longest) = (0..counts.len()).rev().max_by_key(|index| counts.get(*index).copied()) else {
            break;
        };
        let Some(count) = counts.get_mut(longest) else { break };
        match sum.cmp(&cells) {
            std::cmp::Ordering::Equal => break,
            std::cmp::Ordering::Less => *count += 1,
            std::cmp::Ordering::Greater if *count > 0 => *count -= 1,
            std::cmp::Ordering::Greater => break,
        }
    }
    WAYS.iter().zip(counts).map(|((mark, _), count)| (*mark, count)).collect()
}

fn painted(bar: &[(char, usize)], columns: usize, paper: Paper) -> String {
    let mut out = String::new();
    let mut used = 0;
    for (mark, count) in bar {
        let text = mark.to_string().repeat(*count);
        used += count;
        out += &match mark {
            '█' => paper.sound(&text),
            'x' => paper.broken(&text),
            _ => paper.quiet(&text),
        };
    }
    out + &" ".repeat(columns.saturating_sub(used))
}

/// The same to the cent: the units at the outer level add up to the last line.
fn exact_table(carry: &Carry, rows: &[&Row], paper: Paper) -> String {
    let line = |name: String, parts: &[i64; 4], amount: i64| {
        let figures = parts.iter().chain([&amount]).map(|minor| exact(&like(&carry.total, *minor)));
        [name].into_iter().chain(figures).collect::<Vec<String>>()
    };
    let currency = format!("in {}", carry.total.currency);
    let heads = [currency.as_str(), "sound", "broken", "unseen", "nobody's", "amount"].map(str::to_owned);
    let mut lines = vec![heads.to_vec()];
    lines.extend(rows.iter().map(|row| line(named(row, rows), &row.parts, row.amount)));
    lines.extend(carry.split.iter().map(|split| line("total".to_owned(), &parts(split), carry.total.minor)));
    let columns =
        |index: usize| lines.iter().filter_map(|line| line.get(index)).map(|cell| width(cell)).max();
    let aligned = |line: &Vec<String>| {
        let cells = line.iter().enumerate().map(|(index, cell)| match (index, columns(index).unwrap_or(0)) {
            (0, columns) => left(cell, columns),
            (_, columns) => right(cell, columns),
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    let lines: Vec<String> = lines.iter().map(aligned).collect();
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index + 1 == lines.len() {
            out += &format!("  {}\n", paper.quiet(&"─".repeat(width(line))));
        }
        out += &format!("  {}\n", if index == 0 { paper.quiet(line) } else { line.clone() });
    }
    out
}

/// Of what a unit carries, in per cent: up to here more is a margin of safety, and told in one sentence for all units.
const SAFETY: i64 = 5;

/// Where more is handed out than there is to carry.
pub(crate) fn excesses(carry: &Carry) -> Vec<String> {
    let over = carry.units.iter().filter_map(|unit| {
        let excess = unit.excess.as_ref().filter(|excess| excess.minor > 0)?;
        Some((unit, excess, unit.amount.minor.saturating_add(excess.minor)))
    });
    let (little, much): (Vec<_>, Vec<_>) = over.partition(|(unit, excess, _)| {
        i128::from(excess.minor) * 100 <= i128::from(unit.amount.minor) * i128::from(SAFETY)
    });
    let mut says = Vec::new();
    let share = |unit: &UnitCarry, sum: i64| {
        percent(sum, unit.amount.minor).unwrap_or_else(|| "more than all".to_owned())
    };
    for (unit, excess, sum) in much {
        says.push(format!(
            "The quotas in {} add up to {} of its {}: {} too much; each part counts here for its share.",
            unit.name,
            share(unit, sum),
            money(&unit.amount),
            money(excess)
        ));
    }
    let most = little.iter().max_by_key(|(unit, excess, _)| {
        i128::from(excess.minor) * 1_000_000 / i128::from(unit.amount.minor.max(1))
    });
    if let Some((unit, _, sum)) = most {
        says.push(format!(
            "In {} the quotas add up to a little more than there is to carry, at most {}, in {}; each part counts here for its share.",
            count(little.len(), "unit", "units"),
            share(unit, *sum),
            unit.name,
        ));
    }
    says
}

/// Parts under strands, in a sentence; `None` without any.
pub(crate) fn strands(says: &str, amounts: &[StrandAmount], carry: &Carry) -> Option<String> {
    if amounts.is_empty() {
        return None;
    }
    let people_only = is_nobodys(carry);
    let mut amounts: Vec<&StrandAmount> = amounts.iter().collect();
    if people_only {
        amounts.sort_by_key(|at| std::cmp::Reverse(at.people));
    }
    let mut together: Vec<(Vec<String>, &StrandAmount)> = Vec::new();
    for at in &amounts {
        match together
            .iter_mut()
            .find(|(_, like)| (like.amount.minor, like.people) == (at.amount.minor, at.people))
        {
            Some((strands, _)) => strands.push(at.strand.clone()),
            None => together.push((vec![at.strand.clone()], at)),
        }
    }
    let each: Vec<String> = together
        .iter()
        .map(|(strands, at)| {
            let share = percent(at.amount.minor, carry.total.minor).unwrap_or_default();
            let each = if strands.len() > 1 { " each" } else { "" };
            let people = count(at.people, "person", "people");
            let of_money =
                if people_only { String::new() } else { format!("{}, {share}, ", money(&at.amount)) };
            format!("{} ({of_money}{people}{each})", list(strands))
        })
        .collect();
    let again = match (amounts.len() > 1, people_only) {
        (false, _) => "",
        (true, false) => " A part may stand at several.",
        (true, true) => " A person may stand at several.",
    };
    Some(format!("{says} {}.{again}", each.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bar_has_its_cells_and_hides_nothing(parts in prop::array::uniform4(0_i64..1_000_000_000), cells in 4_usize..60) {
            let drawn = bar(&parts, cells);
            if parts.iter().any(|part| *part > 0) {
                prop_assert_eq!(drawn.iter().map(|(_, count)| count).sum::<usize>(), cells);
                for ((_, count), part) in drawn.iter().zip(parts) {
                    prop_assert_eq!(*count > 0, part > 0);
                }
            }
        }
    }
}
