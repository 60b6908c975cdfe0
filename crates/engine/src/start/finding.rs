//! What the exports show by themselves, with what would make it harmless and how to see it in a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use plumb_facts::FactTable;
use serde::Serialize;
use toml::de::{DeTable, DeValue};

use super::{FirstScreen, filter};
use crate::pass::Options;
use crate::review::{Gap, Review};
use crate::{EngineError, Workspace};

/// Something true that the exports show by themselves.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// The gap.
    pub gap: String,
    /// What was found.
    pub says: String,
    /// What would make it harmless, and how to tell.
    pub innocent: String,
    /// The filter by which a spreadsheet shows it, in the columns and words of the exports; absent where its rule tells none.
    pub try_it: Option<String>,
    /// The columns of the exports that it rests on: file, column or expression, and what the rule takes it for.
    pub check: Vec<CheckView>,
}

/// A column of an export that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CheckView {
    /// The file.
    pub file: String,
    /// The column, or the mapping's expression where it is more than one.
    pub column: String,
    /// What the rule takes it for, as `table.column`.
    pub means: String,
}

/// The finding of a review without a mandate: the first move's gap whose page knows what would make it harmless.
pub(super) fn finding(review: &Review) -> Option<FindingView> {
    if !review.mandates.is_empty() {
        return None;
    }
    let by_id: BTreeMap<&str, &Gap> = review.gaps.iter().map(|gap| (gap.id.as_str(), gap)).collect();
    let gaps = review.moves.iter().filter_map(|one| by_id.get(one.gaps.first()?.as_str()));
    gaps.filter_map(|gap| {
        Some(FindingView {
            gap: gap.id.clone(),
            says: gap.message.clone(),
            innocent: gap.innocent.clone()?,
            try_it: gap.try_it.clone(),
            check: Vec::new(),
        })
    })
    .next()
}

impl Workspace {
    /// The first screen with the files and columns in which its finding can be checked.
    ///
    /// # Errors
    /// As of [`Workspace::check`].
    pub fn with_check(&self, mut screen: FirstScreen, options: &Options) -> Result<FirstScreen, EngineError> {
        if let Some(finding) = &mut screen.finding {
            let rule = finding.gap.rsplit_once('-').map_or("", |(rule, _)| rule);
            finding.check = self.columns_behind(rule, options)?;
            let says =
                finding.try_it.take().and_then(|says| filter::in_words_of_the_export(&says, &finding.check));
            if let Some(says) = says {
                let ends = filter::quarter_ends(&self.read()?.plan.company.calendar);
                finding.try_it = Some(says + &ends);
            }
        }
        Ok(screen)
    }

    /// The columns of exports from which a rule's query reads facts, as the workspace's mappings have them.
    fn columns_behind(&self, rule: &str, options: &Options) -> Result<Vec<CheckView>, EngineError> {
        let look = self.look(options, crate::pass::Engines::Rest)?;
        let Some(rule) = look.texts.rules.iter().find(|known| known.page.name == rule) else {
            return Ok(Vec::new());
        };
        let query = rule.page.query.text.to_lowercase();
        let reads = look.catalogue.connect()?.reads(&rule.page.query.text)?;
        let words: BTreeSet<&str> =
            query.split(|character: char| !character.is_alphanumeric() && character != '_').collect();
        // A view reads all columns of its table; those that the query names count.
        let columns: BTreeSet<(String, String)> = reads
            .into_iter()
            .filter(|(table, column)| {
                FactTable::named(table).is_some()
                    && words.contains(table.as_str())
                    && words.contains(column.as_str())
            })
            .collect();
        let mut checks = BTreeSet::new();
        for text in mappings(self)? {
            let Ok(root) = DeTable::parse(&text) else { continue };
            for (table, column) in &columns {
                for sql in selects(root.get_ref(), table) {
                    if let Some((file, expression)) = source_of(root.get_ref(), &sql, column) {
                        let means = format!("{table}.{column}");
                        checks.insert(CheckView { file, column: expression, means });
                    }
                }
            }
        }
        Ok(checks.into_iter().collect())
    }
}

/// The texts of the workspace's mappings, in the order of their names.
fn mappings(workspace: &Workspace) -> Result<Vec<String>, EngineError> {
    let folder = workspace.dir().join("mappings");
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(EngineError::file(&folder))?,
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).map_err(EngineError::file(path))).collect()
}

/// The queries of a mapping that fill a table.
fn selects(root: &DeTable<'_>, table: &str) -> Vec<String> {
    let Some(DeValue::Table(tables)) = root.get("table").map(|value| value.get_ref()) else {
        return Vec::new();
    };
    let sql = |entry: &DeTable<'_>| match entry.get("sql").map(|value| value.get_ref()) {
        Some(DeValue::String(sql)) => Some(sql.to_string()),
        _ => None,
    };
    match tables.get(table).map(|value| value.get_ref()) {
        Some(DeValue::Table(entry)) => sql(entry).into_iter().collect(),
        Some(DeValue::Array(entries)) => {
            let tables = entries.iter().filter_map(|entry| match entry.get_ref() {
                DeValue::Table(entry) => sql(entry),
                _ => None,
            });
            tables.collect()
        }
        _ => Vec::new(),
    }
}

/// The file and the expression from which a query fills a column.
fn source_of(root: &DeTable<'_>, sql: &str, column: &str) -> Option<(String, String)> {
    let flat = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = flat.to_lowercase();
    let list = flat.get(lower.find("select ")? + "select ".len()..lower.find(" from ")?)?;
    let expression = parts(list).into_iter().find_map(|part| {
        let at = part.to_lowercase().rfind(" as ")?;
        let name = part.get(at + " as ".len()..)?.trim();
        (name == column).then(|| part.get(..at).map(|expression| expression.trim().to_owned())).flatten()
    })?;
    // A constant stands in no file.
    if expression.starts_with('\'') || expression.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let alias = expression.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').find_map(|word| {
        let (alias, _) = word.split_once('.')?;
        alias.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()).then(|| alias.to_owned())
    });
    let mut first = None;
    let mut found = None;
    for piece in flat.split("src.").skip(1) {
        let mut words = piece.split([' ', ')', ',']);
        let source = words.next().unwrap_or_default().to_owned();
        let named = words.find(|word| !word.eq_ignore_ascii_case("as")).unwrap_or_default();
        first = first.or_else(|| Some(source.clone()));
        if alias.as_deref() == Some(named) {
            found = Some(source);
            break;
        }
    }
    let source = found.or(first)?;
    let bare = alias.and_then(|alias| expression.strip_prefix(&format!("{alias}.")).map(str::to_owned));
    let is_word =
        |text: &String| text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '"' || c == ' ');
    let shown = bare.filter(is_word).map_or(expression, |bare| bare.trim_matches('"').to_owned());
    Some((file_of(root, &source)?, shown))
}

/// The parts of a list of columns: commas within brackets and quotes divide nothing.
fn parts(list: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth, mut quote) = (Vec::new(), String::new(), 0_i32, None);
    for character in list.chars() {
        match (character, quote) {
            (mark, Some(open)) if mark == open => quote = None,
            ('\'' | '"', None) => quote = Some(character),
            ('(', None) => depth += 1,
            (')', None) => depth -= 1,
            (',', None) if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(character);
    }
    parts.push(part);
    parts
}

/// The file of a source, as the mapping names it first.
fn file_of(root: &DeTable<'_>, source: &str) -> Option<String> {
    let Some(DeValue::Table(sources)) = root.get("source").map(|value| value.get_ref()) else { return None };
    let DeValue::Table(source) = sources.get(source)?.get_ref() else { return None };
    match source.get("file")?.get_ref() {
        DeValue::String(file) => Some(file.to_string()),
        DeValue::Array(files) => files.iter().find_map(|file| match file.get_ref() {
            DeValue::String(file) => Some(file.to_string()),
            _ => None,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str = "[source.deals]\nfile = \"deals.csv\"\n[source.teams]\nfile = [\"teams.csv\", \"t.csv\"]\n\
        [table.opportunities]\nsql = '''\nselect d.id as key, t.team as unit, d.\"Close Date\" as closed,\n\
        case d.stage when 'Won, at last' then 'won' else 'open' end as outcome, 'EUR' as currency\n\
        from src.deals d\nleft join src.teams t on t.agent = d.agent'''\n";

    #[test]
    fn a_column_of_facts_leads_back_to_its_file_and_column() {
        let root = DeTable::parse(MAPPING).unwrap();
        let sql = selects(root.get_ref(), "opportunities").remove(0);
        let of = |column: &str| source_of(root.get_ref(), &sql, column);
        let pair = |file: &str, column: &str| Some((file.to_owned(), column.to_owned()));
        assert_eq!(of("closed"), pair("deals.csv", "Close Date"));
        assert_eq!(of("unit"), pair("teams.csv", "team"));
        let outcome = "case d.stage when 'Won, at last' then 'won' else 'open' end";
        assert_eq!(of("outcome"), pair("deals.csv", outcome));
        assert_eq!((of("currency"), of("amount")), (None, None));
    }
}
