//! Markdown for a terminal: headings stand out, text is wrapped, code and tables stay as they are.

use crate::cells::{clean, hanging};
use crate::paper::Paper;

/// The text, indented by two.
pub(crate) fn rendered(markdown: &str, paper: Paper) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        let line = line.trim_end();
        if line.trim_start().starts_with("```") {
            flush(&mut paragraph, &mut out, paper);
            in_code = !in_code;
            let info = line.trim_start().trim_start_matches('`').trim();
            // What a block of SQL is, one sees.
            if in_code && !matches!(info, "" | "sql") {
                out += &format!("    {}\n", paper.quiet(&clean(info)));
            }
        } else if in_code || line.starts_with('|') {
            flush(&mut paragraph, &mut out, paper);
            out += &format!("    {}\n", clean(line));
        } else if line.is_empty() {
            flush(&mut paragraph, &mut out, paper);
            out.push('\n');
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(&mut paragraph, &mut out, paper);
            out += &format!("  {}\n", paper.heading(&clean(heading.trim_start_matches('#').trim())));
        } else if let Some((mark, item)) = item(line) {
            flush(&mut paragraph, &mut out, paper);
            paragraph = format!("{mark}\n{item}");
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim_start());
        }
    }
    flush(&mut paragraph, &mut out, paper);
    out.trim_matches('\n').to_owned() + "\n"
}

/// The mark and the text of a list's item.
fn item(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (mark, rest) = line.split_once(' ')?;
    let numbered = mark
        .strip_suffix('.')
        .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
    (matches!(mark, "-" | "*") || numbered).then_some((mark, rest))
}

fn flush(paragraph: &mut String, out: &mut String, paper: Paper) {
    if paragraph.is_empty() {
        return;
    }
    let text = paragraph.replace("**", "");
    *out += &match text.split_once('\n') {
        Some((mark, item)) => hanging(&format!("  {mark} "), item, paper.columns()),
        None => hanging("  ", &text, paper.columns()),
    };
    paragraph.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_and_code_is_not() {
        let long = "select unit, sum(net) from bookings group by unit order by unit desc limit 1000 offset 0";
        let text =
            format!("One **bold**\nsentence.\n\n```sql\n{long}\n```\n- an item\n  that goes on\n- another\n");
        let expected = format!("  One bold sentence.\n\n    {long}\n  - an item that goes on\n  - another\n");
        assert_eq!(rendered(&text, Paper { width: 60, ..Paper::default() }), expected);
    }
}
