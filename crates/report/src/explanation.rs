//! What stands behind a rule or a gap.

use plumb_engine::{Explanation, GapStory, RulePage};

use crate::cells::{clean, hanging, left, right, width};
use crate::figures::{count, grouped};
use crate::gaps::{LEADERS, evidence, exposure, fix, place, worth};
use crate::markdown::rendered;
use crate::paper::Paper;
use crate::table::aligned;

/// A rule's page, or where a gap came from: its figures, lines of the plan, facts with the lines they were read from,
/// people, thresholds, and what closes it.
pub fn explanation(explanation: &Explanation, paper: Paper) -> String {
    match explanation {
        Explanation::Rule(page) => rule(page, paper),
        Explanation::Gap(story) => gap(story, paper),
    }
}

fn rule(page: &RulePage, paper: Paper) -> String {
    let mut out = format!("{}\n", paper.heading(&clean(&page.rule)));
    out += &hanging("  ", &page.summary, paper.columns());
    let touches = match page.strand.as_str() {
        "symptom" => "a symptom: it shows in the facts and breaks no line".to_owned(),
        strand => format!("strand {strand}"),
    };
    out += &hanging("  ", &format!("{}, {touches}", page.severity), paper.columns());
    for (heading, text) in &page.sections {
        out += &format!("\n{}\n{}", paper.heading(&clean(heading)), rendered(text, paper));
    }
    out += &thresholds(&page.thresholds, paper);
    out + &format!("\n{}\n{}", paper.heading("What closes it"), hanging("  ", &page.fix, paper.columns()))
}

fn gap(story: &GapStory, paper: Paper) -> String {
    let gap = &story.gap;
    let title = format!("{}[{}]", gap.severity, gap.rule);
    let mut out = hanging(&format!("{title}: "), &gap.message, paper.columns()).replacen(
        &title,
        &paper.severity(&gap.severity, &title),
        1,
    );
    let mut line =
        |name: &str, text: &str| out += &hanging(&format!("  {}", left(name, 11)), text, paper.columns());
    line("about", &gap.subject);
    if let Some(first) = gap.at.first() {
        line("place", &place(first));
    }
    match &gap.exposure {
        Some(view) => line("exposure", &exposure(view, &gap.strand)),
        None => line("exposure", "not known: no quota is told, or no signed mandate in money reaches it"),
    }
    line("worth", &worth(&gap.worth).unwrap_or_else(|| gap.worth.why.clone()));
    if gap.concerns == "leaders" {
        line("concerns", LEADERS);
    }
    line("evidence", &evidence(gap));
    if let Some(innocent) = &gap.innocent {
        line("harmless if", innocent);
    }
    line("fix", &fix(&gap.fix));
    line(
        "state",
        &gap.exception.as_ref().map_or(gap.state.clone(), |id| format!("{} by exception `{id}`", gap.state)),
    );
    line("id", &gap.id);
    out +=
        &format!("\n{}\n{}", paper.heading("Why it matters"), hanging("  ", &story.summary, paper.columns()));
    if !story.why.trim().is_empty() {
        out += &rendered(&story.why, paper);
    }
    out += &figures(story, paper);
    out += &plan_lines(story, paper);
    out += &facts(story, paper);
    if !story.people.is_empty() {
        out += &format!("\n{}\n", paper.heading("Whose lines it concerns"));
        let columns = story.people.iter().map(|(person, _)| width(&clean(person))).max().unwrap_or(0);
        let parts = story.people.iter().map(|(_, part)| width(&clean(part))).max().unwrap_or(0);
        for (person, part) in &story.people {
            let line = format!("  {}  {}", left(&clean(person), columns), right(&clean(part), parts));
            out += &format!("{}\n", line.trim_end());
        }
    }
    if !story.worth.is_empty() {
        out += &format!("\n{}\n", paper.heading("What closing it is worth"));
        for (number, step) in story.worth.iter().enumerate() {
            out += &hanging(&format!("  {}. ", number + 1), step, paper.columns());
        }
    }
    out += &thresholds(&story.thresholds, paper);
    out + &format!("\nThe rule: `plumb explain {}`\n", clean(&gap.rule))
}

/// The columns of the rule's query for this subject.
fn figures(story: &GapStory, paper: Paper) -> String {
    let figures = &story.figures;
    if figures.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paper.heading("What was computed"));
    let names = figures.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, figure) in figures {
        out += &hanging(&format!("  {}  ", left(&clean(name), names)), figure, paper.columns());
    }
    out
}

fn plan_lines(story: &GapStory, paper: Paper) -> String {
    if story.plan_lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paper.heading("What the plan says"));
    for line in &story.plan_lines {
        out += &format!("  {}\n", paper.quiet(&place(&line.at)));
        out += &format!("    {}\n", clean(line.text.trim_end()));
    }
    out
}

/// The rows behind it, each with the file and line that it was read from.
fn facts(story: &GapStory, paper: Paper) -> String {
    let Some(rows) = story.rows.as_ref().filter(|rows| !rows.rows.is_empty()) else { return String::new() };
    let shown = rows.rows.len();
    let heading = if story.rows_in_all > shown {
        format!(
            "What the facts say: {} of {}",
            grouped(&shown.to_string()),
            count(story.rows_in_all, "row", "rows")
        )
    } else {
        format!("What the facts say: {}", count(shown, "row", "rows"))
    };
    let mut with_origin = rows.clone();
    if story.origins.iter().any(Option::is_some) {
        with_origin.columns.push("read from".to_owned());
        for (index, row) in with_origin.rows.iter_mut().enumerate() {
            let origin = story.origins.get(index).and_then(Option::as_ref);
            let origin =
                origin.map(|origin| serde_json::Value::from(format!("{}:{}", origin.file, origin.line)));
            row.push(origin.unwrap_or(serde_json::Value::Null));
        }
    }
    let table: String = aligned(&with_origin, paper).lines().map(|line| format!("  {line}\n")).collect();
    let notes: String = rows.notes.iter().map(|note| hanging("  ", note, paper.columns())).collect();
    format!("\n{}\n{table}{notes}", paper.heading(&heading))
}

fn thresholds(thresholds: &[(String, String, String)], paper: Paper) -> String {
    if thresholds.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paper.heading("Thresholds"));
    let names = thresholds.iter().map(|(name, ..)| width(name)).max().unwrap_or(0);
    let values = thresholds.iter().map(|(_, value, _)| width(value)).max().unwrap_or(0);
    for (name, value, says) in thresholds {
        let first = format!("  {}  {}  ", left(name, names), left(value, values));
        out += &hanging(&first, says, paper.columns());
    }
    out
}
