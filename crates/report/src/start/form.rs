//! One question as a page to be printed or filled in and sent back.

use maud::{DOCTYPE, html};
use plumb_engine::{FieldView, QuestionView};

use crate::cells::clean;

const STYLE: &str = "body{font:16px/1.45 system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1c2128}\
h1{font-size:1.35rem}.why,.guess{color:#5b6470}label{display:block;margin-top:1rem;font-weight:600}small{font-weight:400;color:#5b6470}\
pre{background:#f4f5f7;padding:1rem;white-space:pre-wrap;border-radius:6px}@media print{pre{border:1px solid #bbb}}";

/// The page for a colleague: the question, why it is asked, and the answer as text to be filled in, which `--answers` reads.
pub fn form_page(question: &QuestionView, company: &str, to: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (clean(&question.says)) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                p.why { (clean(company)) ", a question for " (clean(to)) }
                h1 { (clean(&question.says)) }
                p.why { "Why we ask: " (clean(&question.why)) }
                @for guess in &question.guess {
                    p.guess { "What the exports make us think: " (clean(guess)) }
                }
                @for field in &question.form {
                    label { (clean(&field.label)) @if field.required { " (needed)" } }
                    small { (clean(&how(field))) }
                }
                h2 { "Your answer" }
                p { "Copy these lines into an answer or a file, write behind the equals sign, take the # in front away, and send them back. What you leave as it is counts as not told." }
                pre { (template(question, to)) }
            }
        }
    };
    page.into_string() + "\n"
}

/// How a field is written.
fn how(field: &FieldView) -> String {
    match field.kind.as_str() {
        "choice" => {
            let options = field.options.iter().map(|option| format!("{} ({})", option.value, option.label));
            format!("one of: {}", options.collect::<Vec<_>>().join("; "))
        }
        "table" => {
            let columns = field.columns.iter().map(|column| column.name.clone());
            format!("one line each: {}; such as {}", columns.collect::<Vec<_>>().join("; "), field.example)
        }
        "lines" => format!("one line each, such as {}", field.example),
        _ => format!("such as {}", field.example),
    }
}

/// The answer as a file of answers, every field commented out.
fn template(question: &QuestionView, to: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = format!("[{}]\nby = {}\n", question.id, quoted(to));
    for field in &question.form {
        let example = quoted(&field.example);
        match field.kind.as_str() {
            "table" | "lines" => text += &format!("# {} = [\n#   {example},\n# ]\n", field.name),
            _ => text += &format!("# {} = {example}\n", field.name),
        }
    }
    // Line by line: what is unsafe to show goes, the ends of lines stay, for the text must be read back.
    text.lines().map(|line| clean(line) + "\n").collect()
}
