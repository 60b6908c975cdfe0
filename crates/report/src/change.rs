//! A change to the plan in text: what it does, who wins, who loses, lines made and broken, and the lines of its files.

use plumb_engine::{
    ChangeStory, ChangeSummary, ChangeView, DoneView, FileView, GapMove, HistoryView, LineDiff, LineMove,
    MoneyMove, MoneyView, PersonMove, UnitMove,
};

use crate::cells::{cut, hanging, left, right, width};
use crate::figures::{count, exact, grouped, money};
use crate::paper::Paper;
use crate::problems::problems;

/// People, gaps and lines of files that are shown of each sort; all are in the JSON.
const SHOWN: usize = 12;

/// Problems that are shown.
const PROBLEMS_SHOWN: usize = 3;

/// Words for the groups of people, in the order in which they are told.
const EFFECTS: [(&str, &str); 7] = [
    ("wins", "Who wins: more pay, or a lower quota"),
    ("loses", "Who loses: less pay, or a higher quota"),
    ("both", "Who wins and loses at once"),
    ("carries more", "Who carries more of the mandate"),
    ("carries less", "Who carries less of the mandate"),
    ("begins", "Who begins"),
    ("ends", "Who ends"),
];

/// A change, what happened to it and what it does.
pub fn change_story(story: &ChangeStory, paper: Paper) -> String {
    let columns = paper.columns();
    let change = &story.change;
    let mut out = paper.heading(&cut(&format!("change {}: {}", change.id, change.says), columns)) + "\n";
    for step in &change.steps {
        let because = if step.says.is_empty() { String::new() } else { format!(" ({})", step.says) };
        out += &paper.quiet(&hanging(
            "  ",
            &format!("{} by {} at {}{because}", step.step, step.by, step.at),
            columns,
        ));
    }
    for file in &story.since {
        let fits = if file.clashes.is_empty() { "it still fits".to_owned() } else { file.clashes.join("; ") };
        out += &paper.strained(&hanging(
            "  ",
            &format!("`{}` was changed by other means since: {fits}", file.path),
            columns,
        ));
    }
    out + "\n" + &does(&story.does, paper)
}

fn does(view: &ChangeView, paper: Paper) -> String {
    let mut parts = vec![first(view, paper)];
    parts.extend(mandate(view, paper));
    if !view.signed.is_empty() {
        let says: String = view.signed.iter().map(|says| hanging("  ! ", says, paper.columns())).collect();
        parts.push(paper.heading("Signed mandates") + "\n" + &paper.broken(&says));
    }
    for (effect, heading) in EFFECTS {
        parts.extend(people(view, effect, heading, paper));
    }
    parts.extend(units(view, paper));
    parts.extend(lines(&view.lines_made, "Lines made", "1 strand holds again", "strands hold again", paper));
    parts.extend(lines(&view.lines_broken, "Lines broken", "1 strand breaks", "strands break", paper));
    parts.extend(gaps(&view.gaps_closed, "Gaps closed", paper));
    parts.extend(gaps(&view.gaps_opened, "Gaps opened", paper));
    if !view.problems.is_empty() {
        let shown = view.problems.get(..PROBLEMS_SHOWN).unwrap_or(&view.problems);
        let heading = format!("Wrong in the texts afterwards ({})", view.problems.len());
        let rest = view.problems.len() - shown.len();
        let more = if rest > 0 { format!("  {rest} more; `--format json` has all\n") } else { String::new() };
        parts.push(paper.heading(&heading) + "\n" + &problems(shown, paper) + &paper.quiet(&more));
    }
    parts.extend(view.files.iter().map(|file| file_lines(file, paper)));
    parts.join("\n")
}

/// The whole in one or two sentences.
fn first(view: &ChangeView, paper: Paper) -> String {
    let of = |effect: &str| view.people.iter().filter(|moved| moved.effect == effect).count();
    let added: usize = view.files.iter().map(|file| file.added).sum();
    let removed: usize = view.files.iter().map(|file| file.removed).sum();
    let mut says = vec![format!(
        "{} of {}: {} come, {} go",
        count(added.max(removed), "line", "lines"),
        count(view.files.len(), "file", "files"),
        grouped(&added.to_string()),
        grouped(&removed.to_string())
    )];
    let verb = |number: usize, one: &str, many: &str| {
        format!("{} {}", count(number, "person", "people"), if number == 1 { one } else { many })
    };
    match view.people.len() {
        0 => says.push("nobody's quota, part or pay changes".into()),
        _ => {
            says.push(verb(of("wins"), "wins", "win"));
            says.push(format!("{} {}", of("loses"), if of("loses") == 1 { "loses" } else { "lose" }));
        }
    }
    says.push(format!(
        "{} made, {} broken",
        count(view.lines_made.len(), "line", "lines"),
        view.lines_broken.len()
    ));
    if view.lines_gone > 0 {
        says.push(format!("{} no more", count(view.lines_gone, "line is", "lines are")));
    }
    says.push(format!(
        "{} closed, {} opened",
        count(view.gaps_closed.len(), "gap", "gaps"),
        view.gaps_opened.len()
    ));
    hanging("", &format!("{}; as of {}", says.join("; "), view.as_of), paper.columns())
}

fn mandate(view: &ChangeView, paper: Paper) -> Option<String> {
    let mandate = view.mandate.as_ref()?;
    let moves: Vec<_> = mandate.states.iter().filter(|state| !is_still(&state.amount)).collect();
    let total = mandate.total.after.as_ref().or(mandate.total.before.as_ref());
    let head = format!(
        "How the mandate `{}` is carried{}",
        mandate.mandate,
        total.map(|total| format!(", {}", money(total))).unwrap_or_default()
    );
    let mut out = paper.heading(&head) + "\n";
    if !is_still(&mandate.total) {
        out += &hanging("  its level: ", &told(&mandate.total), paper.columns());
    }
    if moves.is_empty() {
        return Some(out + "  nothing of it moves from one state to another\n");
    }
    let rows: Vec<Vec<String>> = moves
        .iter()
        .map(|state| {
            vec![
                state.state.clone(),
                cell(state.amount.before.as_ref()),
                cell(state.amount.after.as_ref()),
                signed(&state.amount),
            ]
        })
        .collect();
    Some(out + &table(&["", "before", "after", "difference"], &rows, paper))
}

fn people(view: &ChangeView, effect: &str, heading: &str, paper: Paper) -> Option<String> {
    let mut moved: Vec<&PersonMove> = view.people.iter().filter(|moved| moved.effect == effect).collect();
    if moved.is_empty() {
        return None;
    }
    moved.sort_by_key(|one| (std::cmp::Reverse(one.largest), &one.person));
    let mut out = paper.heading(&format!("{heading} ({})", moved.len())) + "\n";
    for one in moved.iter().take(SHOWN) {
        let unit = one.unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
        let mut says: Vec<String> = one
            .quotas
            .iter()
            .map(|quota| {
                let kind = if quota.kind == "direct" { String::new() } else { format!("{} ", quota.kind) };
                let what = format!("{kind}quota {} {}", quota.measure, quota.year);
                let amount = |amount: &Option<String>| amount.clone().unwrap_or_else(|| "none".to_owned());
                let by = quota.difference.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
                format!("{what}: {} → {}{by}", amount(&quota.before), amount(&quota.after))
            })
            .collect();
        says.extend(one.part.as_ref().map(|part| format!("part of the mandate: {}", told(part))));
        says.extend(one.pay.as_ref().map(|pay| format!("pay on target: {}", told(pay))));
        out += &hanging("  ", &format!("{}{unit}", one.name), paper.columns());
        for line in says {
            out += &hanging("      ", &line, paper.columns());
        }
    }
    Some(out + &more(moved.len(), paper))
}

fn units(view: &ChangeView, paper: Paper) -> Option<String> {
    let moves = |unit: &&UnitMove| unit.quota.is_some() || unit.part.is_some() || unit.pay.is_some();
    let rows: Vec<Vec<String>> = view
        .units
        .iter()
        .filter(moves)
        .map(|unit| {
            let moved = |of: &Option<MoneyMove>| of.as_ref().map_or_else(|| "·".to_owned(), signed);
            vec![
                format!("{}{}", "  ".repeat(unit.depth.min(8)), cut(&unit.name, 32)),
                unit.people.to_string(),
                moved(&unit.quota),
                moved(&unit.part),
                moved(&unit.pay),
            ]
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let head = ["", "people", "direct quotas", "part of the mandate", "pay on target"];
    let note = "quotas of people below them and parts of the mandate need not agree: the mandate is laid on people by their quotas";
    Some(
        paper.heading("What moves, unit by unit")
            + "\n"
            + &table(&head, &rows, paper)
            + &paper.quiet(&hanging("  ", note, paper.columns())),
    )
}

fn lines(lines: &[LineMove], heading: &str, one: &str, many: &str, paper: Paper) -> Option<String> {
    if lines.is_empty() {
        return None;
    }
    let says = if lines.len() == 1 { one.to_owned() } else { format!("{} {many}", lines.len()) };
    let mut out = paper.heading(&format!("{heading}: {says}")) + "\n";
    let mut groups: Vec<(&str, &str)> =
        lines.iter().map(|line| (line.mandate.as_str(), line.strand.as_str())).collect();
    groups.sort_unstable();
    groups.dedup();
    for (mandate, strand) in groups {
        let of_group = |line: &&LineMove| line.mandate == mandate && line.strand == strand;
        let all: Vec<&LineMove> = lines.iter().filter(of_group).collect();
        let names: Vec<String> = all
            .iter()
            .take(SHOWN)
            .map(|line| {
                let before = line.before.as_deref().unwrap_or("no line");
                let after = line.after.as_deref().unwrap_or("no line");
                format!("{} ({before} → {after})", line.name)
            })
            .collect();
        let rest = all.len().saturating_sub(SHOWN);
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        let says = format!("{}{rest}", names.join(", "));
        out += &hanging(&format!("  {strand} of `{mandate}`: "), &says, paper.columns());
    }
    Some(out)
}

fn gaps(gaps: &[GapMove], heading: &str, paper: Paper) -> Option<String> {
    if gaps.is_empty() {
        return None;
    }
    let mut out = paper.heading(&format!("{heading} ({})", gaps.len())) + "\n";
    for gap in gaps.iter().take(SHOWN) {
        let exposure = gap.exposure.as_ref().filter(|exposure| exposure.minor != 0);
        let exposure =
            exposure.map(|exposure| format!("; {} hang on it", money(exposure))).unwrap_or_default();
        out += &hanging("  ", &format!("{}: {}{exposure}", gap.rule, gap.message), paper.columns());
    }
    Some(out + &more(gaps.len(), paper))
}

fn file_lines(file: &FileView, paper: Paper) -> String {
    let head = format!("`{}` {}: {} added, {} removed", file.path, file.state, file.added, file.removed);
    let mut out = paper.heading(&cut(&head, paper.columns())) + "\n";
    for line in paired(&file.lines).into_iter().take(SHOWN * 2) {
        let text = cut(&format!("{:>6} {} {}", line.line, line.sign, line.text), paper.columns());
        let text = if line.sign == '+' { paper.sound(&text) } else { paper.broken(&text) };
        out += &format!("{text}\n");
    }
    if file.lines.len() > SHOWN * 2 {
        let rest = file.lines.len() - SHOWN * 2;
        out += &paper.quiet(&format!("  {} more; `--format json` has all\n", count(rest, "line", "lines")));
    }
    out
}

/// Lines with what replaces each below it, where as many come as go.
fn paired(lines: &[LineDiff]) -> Vec<&LineDiff> {
    let mut out = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let run = |lines: &[LineDiff], sign| lines.iter().take_while(|line| line.sign == sign).count();
        let (went, after) = rest.split_at(run(rest, '-'));
        let (came, after) = after.split_at(run(after, '+'));
        if went.len() == came.len() {
            out.extend(went.iter().zip(came).flat_map(|(went, came)| [went, came]));
        } else {
            out.extend(went.iter().chain(came));
        }
        if went.is_empty() && came.is_empty() {
            break;
        }
        rest = after;
    }
    out
}

/// All changes, the newest first.
pub fn change_list(changes: &[ChangeSummary], paper: Paper) -> String {
    if changes.is_empty() {
        return hanging(
            "",
            "no change was proposed yet; edit the plan, then `plumb change propose --from-files --by NAME --says WHY`",
            paper.columns(),
        );
    }
    let row = |change: &ChangeSummary| {
        let last = change.steps.last();
        vec![
            change.id.to_string(),
            change.state.clone(),
            cut(last.map_or("", |step| &step.by), 20),
            last.map_or_else(String::new, |step| step.at.clone()),
            cut(&change.says, 48),
        ]
    };
    table(&["", "state", "by", "at", "what for"], &changes.iter().map(row).collect::<Vec<_>>(), paper)
}

/// What was done with a change, and what comes next.
pub fn change_done(view: &DoneView, paper: Paper) -> String {
    let columns = paper.columns();
    let mut out: String = view.says.iter().map(|says| hanging("", says, columns)).collect();
    if !view.written.is_empty() {
        out += &hanging("  written: ", &view.written.join(", "), columns);
    }
    if let Some(version) = &view.version {
        out += &hanging("  version: ", version.id.get(..10).unwrap_or(&version.id), columns);
    }
    let id = view.id;
    let next = match view.state.as_str() {
        "proposed" => format!(
            "look at it: `plumb change show {id}`; then somebody else: `plumb change approve {id} --by NAME`"
        ),
        "approved" => format!("write it into the plan: `plumb change publish {id} --by NAME`"),
        "published" => format!("`plumb change undo {id} --by NAME` takes it back"),
        _ => return out,
    };
    out + &paper.quiet(&hanging("  ", &next, columns))
}

/// All versions, the newest first.
pub fn history(view: &HistoryView, paper: Paper) -> String {
    let row = |version: &plumb_engine::VersionView| {
        let id = version.id.get(..10).unwrap_or(&version.id).to_owned();
        vec![
            id,
            version.at.clone(),
            cut(&version.by, 24),
            cut(version.says.lines().next().unwrap_or_default(), 48),
        ]
    };
    let mut out = String::new();
    if !view.versions.is_empty() {
        out += &table(
            &["version", "at", "by", "what for"],
            &view.versions.iter().map(row).collect::<Vec<_>>(),
            paper,
        );
    }
    for path in &view.unkept {
        out += &hanging("", &format!("`{path}` was edited since the newest version"), paper.columns());
    }
    if !view.unkept.is_empty() {
        let next = "`plumb change propose --from-files --by NAME --says WHY` makes a change of it";
        out += &paper.quiet(&hanging("  ", next, paper.columns()));
    }
    out + &view.remarks.iter().map(|remark| hanging("", remark, paper.columns())).collect::<String>()
}

fn is_still(moved: &MoneyMove) -> bool {
    moved.before == moved.after
}

fn cell(amount: Option<&MoneyView>) -> String {
    amount.map_or_else(|| "none".to_owned(), exact)
}

/// `1 200.00 EUR → 1 100.00 EUR (-100.00 EUR)`.
fn told(moved: &MoneyMove) -> String {
    let amount = |amount: Option<&MoneyView>| amount.map_or_else(|| "none".to_owned(), money);
    format!("{} → {} ({})", amount(moved.before.as_ref()), amount(moved.after.as_ref()), signed(moved))
}

fn signed(moved: &MoneyMove) -> String {
    match &moved.difference {
        Some(difference) if difference.minor > 0 => format!("+{}", money(difference)),
        Some(difference) => money(difference),
        None => "another currency".to_owned(),
    }
}

fn more(all: usize, paper: Paper) -> String {
    match all.saturating_sub(SHOWN) {
        0 => String::new(),
        rest => paper.quiet(&format!("  {rest} more; `--format json` has all\n")),
    }
}

/// Columns: the first and texts to the left, figures to the right.
fn table(heads: &[&str], rows: &[Vec<String>], paper: Paper) -> String {
    let is_figure = |text: &String| {
        let digits = text.trim_start_matches(['+', '-']);
        digits.starts_with(|c: char| c.is_ascii_digit()) || text == "·" || text == "none" || text.is_empty()
    };
    let columns: Vec<(usize, bool)> = heads
        .iter()
        .enumerate()
        .map(|(index, head)| {
            let cells = || rows.iter().filter_map(|row| row.get(index));
            let wide = cells().map(|cell| width(cell)).chain([width(head)]).max().unwrap_or(0);
            (wide, index > 0 && cells().all(is_figure) && !cells().any(|cell| cell.contains('T')))
        })
        .collect();
    let line = |cells: Vec<&str>| {
        let each = cells
            .iter()
            .zip(&columns)
            .map(|(cell, (wide, figures))| if *figures { right(cell, *wide) } else { left(cell, *wide) });
        format!("  {}\n", each.collect::<Vec<_>>().join("   ").trim_end())
    };
    let mut out = if heads.iter().all(|head| head.is_empty()) {
        String::new()
    } else {
        paper.quiet(&line(heads.to_vec()))
    };
    for row in rows {
        out += &line(row.iter().map(String::as_str).collect());
    }
    out
}
