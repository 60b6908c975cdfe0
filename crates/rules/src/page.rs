//! A rule page: documentation, check and test in one Markdown file.

use plumb_diag::{FileId, Files, Problem, Span};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::front::{self, Front};
use crate::says::Says;

/// The sections that every page has, in order.
pub const SECTIONS: [&str; 7] = [
    "What it finds",
    "Why it matters",
    "Check",
    "Says",
    "Example",
    "Use instead",
    "What it leaves to others",
];

/// A section that a page may have: a query for the rows behind one gap.
pub(crate) const ROWS: &str = "Rows";

/// A section that a page may have: what to say of a subject that is sound beyond the mark.
pub(crate) const PRAISE: &str = "Praise";

/// A section that a page may have: the explanation that would make a gap harmless, and how to tell.
pub(crate) const INNOCENT: &str = "Innocent";

/// A section that a page may have: the filter by which a reader sees the gap in the export itself.
pub(crate) const TRY_IT: &str = "Try it";

/// The sections that a page may have.
const OPTIONAL: [&str; 4] = [ROWS, PRAISE, INNOCENT, TRY_IT];

/// The largest page that is read, in bytes.
pub const PAGE_BYTES_MAX: usize = 256 * 1024;

/// One rule, as its page tells it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its name, kebab-case, the same as the file's.
    pub name: String,
    /// Where the page stands.
    pub path: String,
    /// The page itself.
    pub file: FileId,
    /// The front matter.
    pub front: Front,
    /// The sentence under the title.
    pub summary: String,
    /// The check.
    pub query: Code,
    /// The rows behind a gap, if the page can list them.
    pub rows: Option<Code>,
    /// The message of a gap.
    pub says: Says,
    /// The message of a strength, if the page names any.
    pub praise: Option<Says>,
    /// The explanation that would make a gap harmless, and how to tell, if the page offers any.
    pub innocent: Option<Says>,
    /// The filter by which a reader sees the gap in the export itself, with columns of facts in back-ticks such as
    /// `opportunities.outcome = lost`, if the page tells one.
    pub try_it: Option<Says>,
    /// Text of each section, in order, without its heading.
    pub sections: Vec<(String, String)>,
    /// The blocks of *Example* and *Use instead*.
    pub examples: Vec<Example>,
}

/// A block of code and its place.
#[derive(Clone, Debug)]
pub struct Code {
    /// The code.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A small world and what the rule says of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// `Example` or `Use instead`.
    pub section: String,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// A fenced block: what its first line says, and its text.
#[derive(Clone, Debug)]
pub struct Block {
    /// The words after the fence.
    pub info: String,
    /// The text and its place.
    pub code: Code,
}

impl Page {
    /// Reads a page. All problems come at once; with any of them there is no page.
    pub fn read(files: &mut Files, path: &str, text: &str) -> (Option<Self>, Vec<Problem>) {
        if text.len() > PAGE_BYTES_MAX {
            let file = files.add(path, "");
            let message =
                format!("{} bytes are more than the {PAGE_BYTES_MAX} that a page may have", text.len());
            return (
                None,
                vec![Problem::error("page-too-long", message).at(Span { file, start: 0, end: 0 }, "")],
            );
        }
        let file = files.add(path, text);
        let mut problems = Vec::new();
        let Some((front_range, body_start)) = front_matter(text) else {
            let span = Span { file, start: 0, end: text.lines().next().map_or(0, str::len) };
            let problem = Problem::error(
                "page-without-front-matter",
                "the page does not open with front matter between two lines `+++`",
            )
            .at(span, "")
            .help("see `docs/rules/README.md` for the form of a page");
            return (None, vec![problem]);
        };
        let (front, front_problems) = front::read(files, file, front_range);
        problems.extend(front_problems);
        let body = Body::read(file, text, body_start);
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md").to_owned();
        body.complain(&name, &mut problems);
        let message = |title: &str| {
            let (text, start) = body.section(title).filter(|(text, _)| !text.is_empty())?;
            Some(Says::read(text, Span { file, start, end: start + text.len() }))
        };
        let says = message("Says");
        let query = body.block("Check", "sql");
        let page = (|| {
            Some(Self {
                name,
                path: path.to_owned(),
                file,
                front: front?,
                summary: body.summary.clone(),
                query: query?,
                rows: body.block(ROWS, "sql"),
                says: says?,
                praise: message(PRAISE),
                innocent: message(INNOCENT),
                try_it: message(TRY_IT),
                sections: body
                    .sections
                    .iter()
                    .map(|section| (section.title.clone(), section.text.clone()))
                    .collect(),
                examples: body.examples(),
            })
        })();
        if let Some(page) = &page {
            page.complain(&mut problems);
        }
        (page.filter(|_| problems.is_empty()), problems)
    }

    /// The family: the folder that the page stands in.
    pub fn family(&self) -> &str {
        self.path.rsplit('/').nth(1).unwrap_or("")
    }

    /// The text of a section.
    pub fn section(&self, title: &str) -> Option<&str> {
        self.sections.iter().find(|(name, _)| name == title).map(|(_, text)| text.as_str())
    }

    /// What can be told wrong without a database: thresholds unused or unknown.
    fn complain(&self, problems: &mut Vec<Problem>) {
        let parameters: Vec<&str> = parameters(&self.query.text).collect();
        for name in self.front.thresholds.keys() {
            let in_min_n = self.front.min_n.as_ref().is_some_and(|min_n| min_n.threshold == *name);
            if !parameters.contains(&name.as_str()) && !in_min_n {
                let problem = Problem::error(
                    "page-unused-threshold",
                    format!("threshold `{name}` is used nowhere in the check"),
                )
                .at(self.query.span, "")
                .help(format!("write `:{name}` in the query or take the threshold out"));
                problems.push(problem);
            }
        }
        for name in parameters {
            if !self.front.thresholds.contains_key(name) {
                let known = self.front.thresholds.keys().map(String::as_str);
                let help = plumb_diag::nearest(name, known).map_or_else(
                    || format!("add `{name} = {{ default = …, says = … }}` under [threshold]"),
                    |near| format!("did you mean `:{near}`?"),
                );
                problems.push(
                    Problem::error(
                        "page-unknown-threshold",
                        format!("`:{name}` is no threshold of this page"),
                    )
                    .at(self.query.span, "")
                    .help(help),
                );
            }
        }
        if let Some(min_n) = &self.front.min_n
            && !self.front.thresholds.contains_key(&min_n.threshold)
        {
            problems.push(
                Problem::error(
                    "page-unknown-threshold",
                    format!("`{}` in min_n is no threshold of this page", min_n.threshold),
                )
                .at(self.query.span, ""),
            );
        }
    }
}

/// The names behind a colon in SQL, outside of texts and comments.
pub(crate) fn parameters(sql: &str) -> impl Iterator<Item = &str> {
    let plain = blank_out(sql);
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(at) = plain.get(rest..).and_then(|text| text.find(':')) {
        let start = rest + at + 1;
        let length =
            plain[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if length > 0 {
            found.push(&sql[start..start + length]);
        }
        rest = start + length;
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter()
}

/// The same SQL with texts and comments replaced by as many spaces.
fn blank_out(sql: &str) -> String {
    let mut plain = String::with_capacity(sql.len());
    let mut within: Option<&str> = None;
    let mut rest = sql;
    while let Some(character) = rest.chars().next() {
        let mut taken = character.len_utf8();
        match within {
            None => {
                within = if rest.starts_with("--") {
                    Some("\n")
                } else if rest.starts_with("/*") {
                    taken = 2;
                    Some("*/")
                } else if character == '\'' {
                    Some("'")
                } else {
                    None
                };
                if within.is_none() { plain.push(character) } else { plain.push_str(&" ".repeat(taken)) }
            }
            Some(end) => {
                if rest.starts_with(end) {
                    taken = end.len();
                    within = None;
                }
                plain.push_str(&" ".repeat(taken));
            }
        }
        rest = &rest[taken..];
    }
    plain
}

fn front_matter(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let start = text
        .strip_prefix("+++")
        .and_then(|rest| rest.find('\n').filter(|at| rest[..*at].trim().is_empty()))?
        + 4;
    let end = start + text.get(start..)?.find("\n+++")? + 1;
    let after = end + 3;
    let body = text.get(after..)?.find('\n').map_or(text.len(), |at| after + at + 1);
    Some((start..end, body))
}

struct Section {
    title: String,
    title_span: std::ops::Range<usize>,
    text: String,
    text_start: usize,
    blocks: Vec<Block>,
}

struct Body {
    file: FileId,
    title: Option<(String, std::ops::Range<usize>)>,
    summary: String,
    sections: Vec<Section>,
    end: usize,
}

impl Body {
    fn read(file: FileId, text: &str, start: usize) -> Self {
        let body = text.get(start..).unwrap_or("");
        let mut read =
            Self { file, title: None, summary: String::new(), sections: Vec::new(), end: text.len() };
        let mut heading: Option<(HeadingLevel, String, std::ops::Range<usize>)> = None;
        let mut block: Option<(String, String, Option<usize>)> = None;
        let mut content_from: Option<usize> = None;
        for (event, range) in Parser::new(body).into_offset_iter() {
            let range = start + range.start..start + range.end;
            match event {
                Event::Start(Tag::Heading { level, .. }) if level <= HeadingLevel::H2 => {
                    read.close(text, content_from, range.start);
                    heading = Some((level, String::new(), range));
                }
                Event::End(TagEnd::Heading(level)) if level <= HeadingLevel::H2 => {
                    if let Some((level, title, span)) = heading.take() {
                        content_from = Some(span.end);
                        if level == HeadingLevel::H1 {
                            read.title = Some((title, span));
                        } else {
                            read.sections.push(Section {
                                title,
                                title_span: span,
                                text: String::new(),
                                text_start: 0,
                                blocks: Vec::new(),
                            });
                        }
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    block = Some((info.to_string(), String::new(), None))
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let (Some((info, code, at)), Some(section)) = (block.take(), read.sections.last_mut())
                    {
                        let code_start = at.unwrap_or(range.start);
                        let span =
                            Span { file, start: code_start, end: (code_start + code.len()).min(text.len()) };
                        section.blocks.push(Block { info, code: Code { text: code, span } });
                    }
                }
                Event::Text(words) => {
                    if let Some((_, code, at)) = &mut block {
                        at.get_or_insert(range.start);
                        code.push_str(&words);
                    } else if let Some((_, title, _)) = &mut heading {
                        title.push_str(&words);
                    }
                }
                Event::Code(words) => {
                    if let Some((_, title, _)) = &mut heading {
                        title.push_str(&words);
                    }
                }
                _ => {}
            }
        }
        read.close(text, content_from, text.len());
        read
    }

    /// Gives the text since the last heading to what it belongs to.
    fn close(&mut self, text: &str, from: Option<usize>, until: usize) {
        let Some(content) = from.and_then(|from| text.get(from..until)) else { return };
        let lead = content.len() - content.trim_start().len();
        match self.sections.last_mut() {
            Some(section) => {
                section.text = content.trim().to_owned();
                section.text_start = from.unwrap_or(0) + lead;
            }
            None => self.summary = content.trim().to_owned(),
        }
    }

    fn section(&self, title: &str) -> Option<(&str, usize)> {
        self.sections
            .iter()
            .find(|section| section.title == title)
            .map(|section| (section.text.as_str(), section.text_start))
    }

    fn block(&self, title: &str, info: &str) -> Option<Code> {
        let section = self.sections.iter().find(|section| section.title == title)?;
        section.blocks.iter().find(|block| block.info == info).map(|block| block.code.clone())
    }

    fn examples(&self) -> Vec<Example> {
        let shown = self
            .sections
            .iter()
            .filter(|section| ["Example", "Use instead"].contains(&section.title.as_str()));
        shown
            .map(|section| Example { section: section.title.clone(), blocks: section.blocks.clone() })
            .collect()
    }

    fn complain(&self, name: &str, problems: &mut Vec<Problem>) {
        let whole = Span { file: self.file, start: self.end, end: self.end };
        match &self.title {
            Some((title, _)) if title == name => {}
            Some((title, span)) => {
                let span = Span { file: self.file, start: span.start, end: span.end };
                let problem = Problem::error(
                    "page-title",
                    format!("the title is `{title}`, and the file is `{name}.md`"),
                );
                problems.push(problem.at(span, "").help("give both the same name"));
            }
            None => problems.push(
                Problem::error("page-title", "the page has no title")
                    .at(whole, "")
                    .help(format!("write `# {name}`")),
            ),
        }
        if self.summary.is_empty() {
            problems.push(
                Problem::error("page-summary", "the page has no sentence under its title").at(whole, ""),
            );
        }
        for title in SECTIONS {
            if self.section(title).is_none_or(|(text, _)| text.is_empty()) {
                let problem =
                    Problem::error("page-section", format!("the section `## {title}` is missing or empty"));
                problems.push(
                    problem.at(whole, "").help(format!("a page has the sections {}", SECTIONS.join(", "))),
                );
            }
        }
        for section in &self.sections {
            if [PRAISE, INNOCENT, TRY_IT].contains(&section.title.as_str()) && section.text.is_empty() {
                let span =
                    Span { file: self.file, start: section.title_span.start, end: section.title_span.end };
                let problem =
                    Problem::error("page-section", format!("the section `## {}` is empty", section.title));
                let help = if section.title == PRAISE {
                    "say what is sound, with its figures, or take it out"
                } else if section.title == TRY_IT {
                    "say what to filter and what to count, or take it out"
                } else {
                    "say what would make the gap harmless and how to tell, or take it out"
                };
                problems.push(problem.at(span, "").help(help));
            }
            if !SECTIONS.contains(&section.title.as_str()) && !OPTIONAL.contains(&section.title.as_str()) {
                let span =
                    Span { file: self.file, start: section.title_span.start, end: section.title_span.end };
                let mut problem =
                    Problem::error("page-section", format!("`{}` is not a section of a page", section.title))
                        .at(span, "");
                if let Some(near) = plumb_diag::nearest(&section.title, SECTIONS.into_iter().chain(OPTIONAL))
                {
                    problem = problem.help(format!("did you mean `{near}`?"));
                }
                problems.push(problem);
            }
        }
        if self.section("Check").is_some() && self.block("Check", "sql").is_none() {
            problems.push(
                Problem::error("page-check", "the section `## Check` has no block of sql").at(whole, ""),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_a_colon_are_parameters_but_not_in_texts_or_comments() {
        let sql = "select :gap, ':no', x -- :nor\n from t /* :this */ where y > :min_n and y < :gap";
        assert_eq!(parameters(sql).collect::<Vec<_>>(), ["gap", "min_n"]);
    }

    #[test]
    fn a_page_without_front_matter_says_so() {
        let (page, problems) = Page::read(&mut Files::default(), "plan/rules/x.md", "# x\n");
        assert!(page.is_none());
        assert_eq!(problems[0].code, "page-without-front-matter");
    }

    #[test]
    fn all_that_is_missing_is_said_at_once() {
        let (_, problems) =
            Page::read(&mut Files::default(), "plan/rules/x.md", "+++\nseverty = \"error\"\n+++\n# y\n");
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert!(
            codes.contains(&"page-front-matter")
                && codes.contains(&"page-title")
                && codes.contains(&"page-section"),
            "{codes:?}"
        );
        assert!(problems.iter().any(|problem| problem.help.as_deref() == Some("did you mean `severity`?")));
    }
}
