//! The users' manual of rules, from their pages.

use std::fmt::Write as _;

use crate::front::Concerns;
use crate::page::Page;

/// The folder of the manual.
const FOLDER: &str = "docs/rules";

const FORM: &str = "\
# Rules

One page is one rule: what it finds, why it matters, the query that finds it, the message, a small world in which it fires and
one in which it does not. `plumb explain RULE` shows the same page. This folder is generated from the pages that come with Plumb.

| rule | severity | strand | finds |
|---|---|---|---|
";

const OWN: &str = "
## Rules of your own

Put a page of the same form into `plan/rules/`; its file name is the rule's name. It is read, checked and run like the others,
and what is wrong with it is told with its place. The front matter stands between two lines `+++`:

| field | meaning |
|---|---|
| `severity` | `error`, `warning` or `note` |
| `strand` | the strand of a line that its gap cuts or strains, or `symptom` |
| `driver` | the one driver of growth that it acts on |
| `prior` | how large the effect may be: `low`, `mid`, `high`, `grade` (A to C by source, X where there is none), `source`; `anchored = true` only where the source measured these figures in the field, not just the mechanism |
| `fix` | what closes the gap: `says`, `effort`, `effect` |
| `concerns` | `leaders` where those who lead must close the gap: such gaps stand above all others; `everyone` by default |
| `subjects` | the table of subjects that must be answered for; each of its `subject`s needs a row of the query |
| `na_when` | a predicate of the table `profile` that makes the rule not applicable |
| `min_n` | `column >= threshold`: below it the answer is unknown, not a gap; a unit with too few is answered by a unit above it that has enough |
| `rolls_up` | `true` where fewer than five people must not be shown by themselves; `column >= threshold` where more are needed, such as answers |
| `[threshold]` | `name = { default = \"10 days\", says = \"…\" }`; `:name` in the query; `[threshold.RULE]` in `plumb.toml` sets another value |

The query gives one row for every subject, whether something is wrong with it or not:

| column | meaning |
|---|---|
| `subject` | what it is about, as `kind:id` |
| `objective`, `node`, `person`, `role` | whom it concerns: everyone of the role in the node, or the person; for one mandate or all |
| `at` | plan path or `table/source/key`: where it stands |
| `magnitude` | 0 sound, above 0 and at most 1 a gap, NULL unknown, and then `missing` names what would tell |
| `evidence` | `nothing`, `declared`, `stale` or `fresh` |
| `p` | the p-value, where the rule is a test; tests of many nodes are corrected together |
| `not_applicable` | 1 where facts show that it cannot apply |
| `praise` | 0 to 1, how far beyond the mark a subject is; NULL or 0: nothing to praise |
| any other | a figure for the message: `{name}`, `{name:%}`, `{name:money}`, `{name:amount}`, `{name:deal\\|deals}` |

The sections are those of any page here. Four more may stand among them: `## Rows`, a query for the rows behind one gap;
`## Innocent`, a message that names the explanation which would make the gap harmless, and how to tell;
`## Try it`, a message with the filter that shows the gap in the export itself, its columns of facts written in back-ticks as
`opportunities.closed` or `opportunities.outcome = lost`, for which the reader sees the column and the words of their own file; and
`## Praise`, a message like that under `## Says`. It is used where the rule passes with fresh evidence and the column `praise` is
above 0; it needs that column, and the review names such subjects as strengths. Under *Example* and *Use instead*, a line
`praise RULE subject=unit:north` tests it; a block of gaps without such a line says nothing of praise.

`/`, `avg`, `total` and the clock are refused: use `share(a, b)`, `mean(x)` and `as_of()`. `docs/measures.md` lists the functions,
`plumb tables` the tables.
";

/// The files of the manual with their texts, by path.
pub fn manual(pages: &[Page]) -> Vec<(String, String)> {
    let mut index = FORM.to_owned();
    let mut files = Vec::new();
    for page in pages {
        let _ = writeln!(
            index,
            "| [`{0}`]({0}.md) | {1} | {2} | {3} |",
            page.name,
            page.front.severity.word(),
            page.front.touch.word(),
            page.summary.replace('\n', " ")
        );
        files.push((format!("{FOLDER}/{}.md", page.name), chapter(page)));
    }
    index.push_str(OWN);
    files.push((format!("{FOLDER}/README.md"), index));
    files.sort();
    files
}

fn chapter(page: &Page) -> String {
    let front = &page.front;
    let mut text = format!("# {}\n\n{}\n\n", page.name, page.summary);
    let _ = writeln!(text, "| | |\n|---|---|\n| severity | {} |", front.severity.word());
    let _ = writeln!(text, "| strand | {} |\n| driver | {} |", front.touch.word(), front.driver);
    if front.concerns == Concerns::Leaders {
        text.push_str("| concerns | leaders: such gaps stand above all others |\n");
    }
    if let Some(prior) = &front.prior {
        let percent = |millionths| plumb_units::Rate::from_millionths(millionths);
        let _ = writeln!(
            text,
            "| effect at full magnitude | {} to {}, most likely {}; grade {}{}: {} |",
            percent(prior.low),
            percent(prior.high),
            percent(prior.mid),
            prior.grade,
            if prior.anchored { ", measured in the field" } else { "" },
            prior.source
        );
    }
    let effort = front.fix.effort.as_ref().map(|effort| format!("; {effort} of work")).unwrap_or_default();
    let effect = front.fix.effect.as_ref().map(|effect| format!("; shows by {effect}")).unwrap_or_default();
    let _ = writeln!(text, "| fix | {}{effort}{effect} |", front.fix.says);
    if let Some(origin) = &front.origin {
        let _ = writeln!(text, "| known in the field as | {origin} |");
    }
    for (name, threshold) in &front.thresholds {
        let _ = writeln!(text, "| `{name}` | {} by default: {} |", threshold.text, threshold.says);
    }
    for (title, body) in &page.sections {
        let _ = write!(text, "\n## {title}\n\n{body}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_chapter_and_its_line() {
        let pages = crate::example::shipped_pages();
        let files = manual(&pages);
        assert_eq!(files.len(), pages.len() + 1);
        let (_, index) = files.iter().find(|(path, _)| path.ends_with("README.md")).unwrap();
        assert!(pages.iter().all(|page| index.contains(&format!("({}.md)", page.name))));
    }
}
