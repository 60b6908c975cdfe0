//! The schema as the tables of the users' guide.

use std::fmt::Write as _;

use super::{COMMON, DATED, Field, Kind, Type, kinds};

/// One table per kind, as Markdown: what the guide shows between its markers.
pub fn markdown() -> String {
    let mut page = String::new();
    section(&mut page, "every kind", "Fields that every entry may have.", COMMON);
    let dated = "Fields of kinds that hold from a day until a day. `until` is the first day after.";
    section(&mut page, "dated kinds", dated, DATED);
    for kind in kinds() {
        section(&mut page, &format!("`{}`", kind.name), &about(kind), kind.fields);
        nested(&mut page, kind.name, kind.fields);
    }
    page
}

fn section(page: &mut String, title: &str, says: &str, fields: &[Field]) {
    let _ = write!(page, "### {title}\n\n{says}\n\n");
    table(page, fields);
}

fn about(kind: &Kind) -> String {
    let mut about = format!("{}.", capital(kind.says));
    if kind.bounded {
        about.push_str(" Dated; `from` and `until` are required.");
    } else if kind.dated {
        about.push_str(" Dated.");
    }
    if let Some(csv) = kind.csv {
        let _ = write!(about, " May be a list: `plan/{csv}`");
        if kind.identity.is_empty() {
            about.push_str(", with a column `id`.");
        } else {
            let _ = write!(
                about,
                "; without a column `id`, a row is known by its `{}`.",
                kind.identity.join("`, `")
            );
        }
    }
    about
}

fn nested(page: &mut String, path: &str, fields: &[Field]) {
    for field in fields {
        if let Type::Rows(inner) = field.ty {
            let path = format!("{path}.{}", field.name);
            let _ = write!(page, "#### Rows of `{path}`\n\n");
            table(page, inner);
            nested(page, &path, inner);
        }
    }
}

fn table(page: &mut String, fields: &[Field]) {
    page.push_str("| field | value | meaning |\n|---|---|---|\n");
    for field in fields {
        let required = if field.required { " **required**" } else { "" };
        let default = field.default.map(|word| format!(" If absent: `{word}`.")).unwrap_or_default();
        let _ = writeln!(
            page,
            "| `{}`{required} | {} | {}.{default} |",
            field.name,
            value(field),
            capital(field.says)
        );
    }
    page.push('\n');
}

fn value(field: &Field) -> String {
    match field.ty {
        Type::Choice(words) => format!("one of `{}`", words.join("`, `")),
        Type::Ref(kind) => format!("id of one `{kind}`"),
        Type::Refs(kind) => format!("list of ids of `{kind}`"),
        Type::Text | Type::Texts => field.ty.word().to_owned(),
        Type::Rows(_) => "rows, see below".to_owned(),
        ty => format!("{}: `{}`", ty.word(), ty.example()),
    }
}

fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
