//! The picture in the README: what `plumb review` says of the shipped example, drawn as it is printed.

use std::fmt::Write as _;
use std::path::Path;

use plumb_engine::{ImportOptions, Options, Viewer, Workspace};
use plumb_report::{Colour, Paper};

/// The file of the picture.
pub(crate) const FILE: &str = "docs/images/who-carries.svg";

/// Width and height of one character cell, and the margin around all, in units of the picture.
const CELL: (usize, usize) = (9, 20);
const MARGIN: usize = 24;

/// Draws the picture anew.
///
/// # Errors
/// When the example cannot be reviewed.
pub(crate) fn draw(root: &Path) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    copy(&root.join("examples/quayside"), folder.path()).map_err(|error| error.to_string())?;
    let workspace = Workspace::open(folder.path()).map_err(|error| error.to_string())?;
    let exports = [folder.path().join("exports")];
    let mapping = folder.path().join("mappings/quayside.toml");
    workspace
        .import(&mapping, &exports, &ImportOptions::default(), &mut |_| {})
        .map_err(|error| error.to_string())?;
    let review =
        workspace.check(&Options { threads: 1, ..Options::default() }).map_err(|error| error.to_string())?;
    let paper = Paper { width: 84, colour: Colour::Plain };
    let page = plumb_report::summary(&review.seen_by(&Viewer::Operator), &[], paper);
    Ok(svg(&shown(&page)))
}

/// From the first sentence to the end of the bars.
fn shown(page: &str) -> Vec<&str> {
    let lines: Vec<&str> = page.lines().collect();
    let sentence = lines.iter().position(|line| line.starts_with('“')).unwrap_or(0);
    let mandates = lines.iter().position(|line| line.starts_with("  `")).unwrap_or(sentence);
    let bars = lines.iter().position(|line| line.starts_with("Who carries")).unwrap_or(mandates);
    let table = lines.iter().position(|line| line.starts_with("  in ")).unwrap_or(lines.len());
    let mut shown = lines.get(sentence..mandates).unwrap_or_default().to_vec();
    shown.push("");
    shown.extend(lines.get(bars..table.saturating_sub(1)).unwrap_or_default());
    shown
}

fn svg(lines: &[&str]) -> String {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) * CELL.0 + 2 * MARGIN;
    let height = lines.len() * CELL.1 + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <title>Who carries the mandate, unit by unit, as `plumb review` prints it for the shipped example</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#fbfaf7\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        draw_line(&mut svg, row, line);
    }
    svg.push_str("</svg>\n");
    svg
}

/// A line: runs of the same bar character as one block, everything else as text at its column.
fn draw_line(svg: &mut String, row: usize, line: &str) {
    let y = MARGIN + row * CELL.1;
    let characters: Vec<char> = line.chars().collect();
    let mut column = 0;
    while let Some(character) = characters.get(column) {
        let kind = |character: &char| fill(*character);
        // A single `x` among letters is a letter: a bar stands alone or in a run, with a space or a bar before it.
        let free = column == 0
            || characters.get(column - 1).is_some_and(|before| *before == ' ' || kind(before).is_some());
        let run = characters.iter().skip(column).take_while(|next| *next == character).count();
        let ends = characters.get(column + run).is_none_or(|after| *after == ' ' || kind(after).is_some());
        if let Some(fill) = kind(character).filter(|_| free && ends) {
            let _ = writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
                MARGIN + column * CELL.0,
                y + 3,
                run * CELL.0,
                CELL.1 - 6
            );
            column += run;
            continue;
        }
        let text: String = characters.iter().skip(column).take_while(|next| **next != ' ').collect();
        let length = text.chars().count();
        if length > 0 {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{}\" textLength=\"{}\" fill=\"#22272e\">{escaped}</text>",
                MARGIN + column * CELL.0,
                y + 15,
                length * CELL.0
            );
        }
        column += length.max(1);
    }
}

/// The colour of a bar character, told apart without seeing red or green.
fn fill(character: char) -> Option<&'static str> {
    match character {
        '█' => Some("#2166ac"),
        'x' => Some("#d6604d"),
        '░' => Some("#c9c9c9"),
        '·' => Some("#f0d9b5"),
        _ => None,
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_become_blocks_and_letters_stay_letters() {
        let mut svg = String::new();
        draw_line(&mut svg, 0, "exact x██ xx·· 1 M");
        assert_eq!(svg.matches("<rect").count(), 4, "{svg}");
        assert!(svg.contains(">exact<") && svg.contains(">M<"), "{svg}");
    }
}
