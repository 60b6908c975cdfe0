//! The first screen: one sentence, one picture, three moves, three inputs.

use plumb_engine::{FindingView, FirstScreen, InputView, PictureRow};

use crate::cells::{clean, cut, hanging, left};
use crate::figures::{count, points, short};
use crate::moves::effort;
use crate::paper::Paper;

/// Columns of the names in the picture, and of its longest bar.
const NAMES: usize = 24;
const BAR: usize = 40;

/// How each state is drawn, and what it is called.
const MARKS: [(&str, char, &str); 7] = [
    ("sound", '█', "sound"),
    ("seen", '█', "can be tested"),
    ("strained", '▒', "strained"),
    ("broken", 'x', "broken"),
    ("missing", 'o', "missing"),
    ("unseen", '░', "unseen"),
    ("nobodys", '·', "nobody's"),
];

/// The first screen as text.
pub fn first_screen(screen: &FirstScreen, paper: Paper) -> String {
    let head = format!("{} on {}", screen.company, screen.as_of);
    let mut out = paper.heading(&clean(&head)) + "\n";
    out += &hanging("", &screen.sentence, paper.columns());
    out += &format!("\n{}\n", paper.heading(&clean(&screen.picture_says)));
    out += &picture(&screen.picture);
    if !screen.moves.is_empty() {
        out += &format!("\n{}\n", paper.heading("What do we do first?"));
        for (number, one) in screen.moves.iter().enumerate() {
            out += &hanging(&format!("  {} ", number + 1), &one.says, paper.columns());
            if let Some(because) = screen.because.get(number).filter(|because| !because.is_empty()) {
                out += &hanging("    because ", because, paper.columns());
            }
            let mut parts: Vec<String> = one
                .reaches
                .iter()
                .map(|reaches| format!("reaches {} of the mandate", short(reaches)))
                .collect();
            parts.extend(effort(one));
            parts.push(format!("closes {} of {}", count(one.gaps.len(), "gap", "gaps"), one.rule));
            out += &paper.quiet(&hanging("    ", &parts.join("; "), paper.columns()));
        }
    }
    if let Some(finding) = &screen.finding {
        out += &format!("\n{}\n", paper.heading("What the exports show by themselves"));
        out += &finding_says(finding, paper);
    }
    out += &format!("\n{}\n", paper.heading("What would teach most next?"));
    out += &hanging("  ", &teaches(screen), paper.columns());
    for input in &screen.inputs {
        out += &hanging("  - ", &input_says(input), paper.columns());
    }
    out
}

/// A finding, what would make it harmless, and where to see it.
fn finding_says(finding: &FindingView, paper: Paper) -> String {
    let mut out = hanging("  ", &finding.says, paper.columns());
    out += &hanging("  harmless if ", &finding.innocent, paper.columns());
    if let Some(try_it) = &finding.try_it {
        out += &hanging("  see it in a spreadsheet: ", try_it, paper.columns());
    } else if !finding.check.is_empty() {
        out += "  to check it in a spreadsheet, filter and count by\n";
        for check in &finding.check {
            let text = format!("`{}` in `{}` ({})", check.column, check.file, check.means);
            out += &hanging("    - ", &text, paper.columns());
        }
    }
    out += &hanging(
        "  ",
        &format!("`plumb explain {}` lists its rows, each with file and line", finding.gap),
        paper.columns(),
    );
    out
}

/// How much is seen, and how much more would be.
pub(crate) fn teaches(screen: &FirstScreen) -> String {
    let seen = points(screen.seen);
    let which = match screen.inputs.len() {
        0 => return format!("we can see {seen} %, and nothing that is missing has a name"),
        1 => "this file".to_owned(),
        2 => "these two files".to_owned(),
        _ => "these three files".to_owned(),
    };
    let score = screen.score.map_or_else(String::new, |score| format!("; the score is {score:.1} of 100"));
    format!("we can see {seen} %; {which} would show {} points more{score}", points(screen.inputs_share))
}

fn input_says(input: &InputView) -> String {
    let mut says = format!("{} ({} points", input.input, points(input.share));
    if let Some(money) = input.money.as_ref().filter(|money| money.minor != 0) {
        says += &format!("; a strand under {} of the mandate", short(money));
    }
    says.push(')');
    if let Some(question) = &input.question {
        says += &format!(": `plumb start` asks for it as `{question}`");
    }
    says
}

fn picture(rows: &[PictureRow]) -> String {
    let used = |state: &str| rows.iter().flat_map(|row| &row.parts).any(|part| part.state == state);
    let legend: Vec<String> = MARKS
        .iter()
        .filter(|(state, ..)| used(state))
        .map(|(_, mark, word)| format!("{mark} {word}"))
        .collect();
    let mut out = format!("  {}\n", legend.join("   "));
    for row in rows {
        let name = format!("{}{}", "  ".repeat(row.depth), clean(&row.name));
        let amount = row.amount.as_ref().map_or_else(String::new, |amount| format!("  {}", short(amount)));
        let line = format!("  {} {}{amount}", left(&cut(&name, NAMES), NAMES), bar(row));
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// The bar of a row; its parts end where their sums do, so that rounding never adds up.
fn bar(row: &PictureRow) -> String {
    let (mut bar, mut sum, mut drawn) = (String::new(), 0.0, 0_usize);
    for part in &row.parts {
        sum += part.share;
        let end = ((sum * BAR as f64).round() as usize).min(BAR);
        let mark = MARKS.iter().find(|(state, ..)| *state == part.state).map_or('?', |(_, mark, _)| *mark);
        bar.extend(std::iter::repeat_n(mark, end.saturating_sub(drawn)));
        drawn = drawn.max(end);
    }
    bar
}
