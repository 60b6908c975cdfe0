//! Lines of a text with carets under them, as compilers draw them.

use annotate_snippets::{AnnotationKind, Element, Level, Message, Renderer, Snippet};

use crate::cells::{clean, steers, width, wrap, wrap_after};
use crate::paper::{Colour, Paper};

/// A place in a text that is to be drawn.
pub(crate) struct Spot<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    /// The line in the file that holds `start`, from 1.
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: &'a str,
    pub(crate) primary: bool,
}

/// Bytes of a line that are drawn around a place, on either side.
const AROUND: usize = 300;

/// A line of more bytes is cut before it is drawn; shorter ones are cut at the width of the paper.
const LINE_MAX: usize = 1000;

/// Places of one file that lie closer than so many lines are drawn in one piece.
const NEAR: usize = 8;

/// Columns beside its label that a title wants; where there are fewer, it goes on below the label.
const TITLE_MIN: usize = 40;

/// Indent of a title that goes on below its label.
const TITLE_INDENT: usize = 4;

/// The first line of a message.
pub(crate) struct Title<'a> {
    pub(crate) severity: &'a str,
    pub(crate) id: &'a str,
    pub(crate) text: &'a str,
}

/// Pieces of files, and the places that cutting has moved: as they will be drawn, and as they are.
#[derive(Default)]
pub(crate) struct Pieces {
    pub(crate) elements: Vec<Element<'static>>,
    moved: Vec<(String, String)>,
    /// The last line of a text that is drawn, from 1; 0 where none is.
    last_line: usize,
}

impl Pieces {
    /// A whole message as text.
    pub(crate) fn rendered(&self, title: &Title<'_>, notes: Vec<Message<'_>>, paper: Paper) -> String {
        let renderer = match paper.colour {
            Colour::Plain => Renderer::plain(),
            Colour::Ansi => Renderer::styled(),
        };
        let label = format!("{}[{}]: ", word(title.severity), clean(title.id));
        let room = paper.columns().saturating_sub(width(&label));
        let hangs = room >= TITLE_MIN;
        let rest = if hangs { room } else { paper.columns() - TITLE_INDENT };
        let lines = wrap_after(title.text, room, rest);
        let group = level(title.severity)
            .primary_title(lines.join("\n"))
            .id(clean(title.id))
            .elements(self.elements.clone())
            .elements(notes);
        let mut text = renderer.term_width(paper.columns()).render(&[group]);
        if !hangs {
            text = indented_again(&text, lines.len());
        }
        let text = self.moved.iter().fold(text, |text, (drawn, real)| text.replacen(drawn, real, 1));
        drawn_clean(&text, paper.colour)
    }

    /// A note below the pieces, wrapped, what follows under its first word.
    pub(crate) fn note(
        &self,
        level: Level<'static>,
        name: &str,
        text: &str,
        paper: Paper,
    ) -> Message<'static> {
        let digits = if self.last_line == 0 { 0 } else { self.last_line.to_string().len() };
        let label = digits + " = ".len() + name.len() + ": ".len();
        level.message(wrap(text, paper.columns().saturating_sub(label)).join("\n"))
    }

    /// Adds those of another place.
    pub(crate) fn append(&mut self, other: Self) {
        self.elements.extend(other.elements);
        self.moved.extend(other.moved);
        self.last_line = self.last_line.max(other.last_line);
    }
}

/// The text without what the renderer leaves of control and direction characters in lines of files; it makes escape
/// characters itself only for colours, and replaces those of files.
fn drawn_clean(text: &str, colour: Colour) -> String {
    let own = |c: char| c == '\n' || (c == '\u{1b}' && colour == Colour::Ansi);
    text.chars().map(|c| if !own(c) && steers(c) { '\u{fffd}' } else { c }).collect()
}

/// The lines of a title after the first, which are drawn below its text, moved below its label.
fn indented_again(text: &str, lines: usize) -> String {
    let moved = |(index, line): (usize, &str)| match index {
        1.. if index < lines => format!("{}{}", " ".repeat(TITLE_INDENT), line.trim_start()),
        _ => line.to_owned(),
    };
    text.split('\n').enumerate().map(moved).collect::<Vec<_>>().join("\n")
}

fn word(severity: &str) -> &str {
    if matches!(severity, "error" | "warning") { severity } else { "note" }
}

fn level(severity: &str) -> Level<'static> {
    match severity {
        "error" => Level::ERROR,
        "warning" => Level::WARNING,
        _ => Level::NOTE,
    }
}

/// The places as pieces of their files, the first place's file first.
pub(crate) fn pieces(spots: &[Spot<'_>]) -> Pieces {
    let mut files: Vec<&str> = Vec::new();
    for spot in spots {
        if !files.contains(&spot.file) {
            files.push(spot.file);
        }
    }
    let mut pieces = Pieces::default();
    for file in files {
        let mut here: Vec<&Spot<'_>> = spots.iter().filter(|spot| spot.file == file).collect();
        here.sort_by_key(|spot| (spot.start, spot.end));
        let mut groups: Vec<Vec<&Spot<'_>>> = Vec::new();
        for spot in here {
            match groups.last_mut() {
                Some(group) if group.last().is_some_and(|last| spot.line <= last.line + NEAR) => {
                    group.push(spot)
                }
                _ => groups.push(vec![spot]),
            }
        }
        // What the message is about comes first, wherever it stands in the file.
        groups.sort_by_key(|group| !group.iter().any(|spot| spot.primary));
        for group in groups {
            piece(&group, &mut pieces);
        }
    }
    pieces
}

/// One run of lines with everything that is marked on them.
fn piece(spots: &[&Spot<'_>], pieces: &mut Pieces) {
    let (Some(first), Some(last)) = (spots.first(), spots.last()) else { return };
    let text = first.text;
    let from = line_start(text, floor(text, first.start));
    let until = line_end(text, floor(text, last.start));
    let mut window = String::new();
    let mut moved = None;
    let mut marks: Vec<(usize, usize, &Spot<'_>)> = Vec::new();
    let mut at = from;
    for line in text.get(from..until).unwrap_or_default().split('\n') {
        let end = at + line.len();
        let here: Vec<&&Spot<'_>> =
            spots.iter().filter(|spot| (at..=end).contains(&floor(text, spot.start))).collect();
        let first_mark = here.iter().map(|spot| floor(text, spot.start)).min().unwrap_or(at);
        let (mut low, mut high) = (at, at + line.trim_end_matches('\r').len());
        if line.len() > LINE_MAX {
            low = if first_mark - at > AROUND { floor(text, first_mark - AROUND) } else { at };
            high = high.min(floor(text, low + LINE_MAX));
        }
        if low > at {
            window.push('…');
        }
        let shift = window.len();
        window.push_str(text.get(low..high).unwrap_or_default());
        for spot in here {
            let start = floor(text, spot.start).clamp(low, high);
            let stop = floor(text, spot.end.max(spot.start)).clamp(start, high);
            if low > at && (moved.is_none() || spot.primary) {
                let drawn = text.get(low..start).map_or(0, |before| before.chars().count()) + 2;
                moved = Some((spot.line, drawn, spot.column));
            }
            marks.push((start - low + shift, stop - low + shift, spot));
        }
        if high < at + line.trim_end_matches('\r').len() {
            window.push('…');
        }
        window.push('\n');
        at = end + 1;
    }
    if !window.trim_end_matches('\n').is_empty() || window.len() == 1 {
        // A last line feed would draw a line that is not there.
        window.pop();
    }
    let mut snippet = Snippet::source(window).line_start(first.line);
    for (start, stop, spot) in marks {
        let kind = if spot.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(start..stop);
        let label = clean(spot.label);
        snippet = snippet.annotation(if label.is_empty() {
            annotation
        } else {
            annotation.label(label.into_owned())
        });
    }
    pieces.last_line = pieces.last_line.max(last.line);
    let path = clean(first.file).into_owned();
    if let Some((line, drawn, real)) = moved {
        pieces.moved.push((format!("{path}:{line}:{drawn}"), format!("{path}:{line}:{real}")));
    }
    pieces.elements.push(snippet.path(path).into());
}

/// The nearest place at or before `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |feed| feed + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |feed| at + feed)
}
