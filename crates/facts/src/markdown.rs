//! The documentation page of the canonical tables.

use std::fmt::Write;

use crate::tables::{ColumnKind, FactColumn, FactTable};

/// `docs/tables.md`: every canonical table with its columns, units and meaning, from what is declared.
pub fn tables_markdown() -> String {
    let mut page = String::from(HEAD);
    for table in FactTable::all() {
        let _ = write!(page, "\n### {}\n\n{}\n\n", table.name, table.says);
        page.push_str("| column | type | unit | meaning |\n|---|---|---|---|\n");
        for column in table.columns {
            let required = if column.required { " **required**" } else { "" };
            let _ = writeln!(
                page,
                "| `{}` | {}{required} | {} | {} |",
                column.name,
                kind(column),
                column.unit.unwrap_or(""),
                meaning(column)
            );
        }
    }
    page.push_str(KEPT);
    page
}

fn kind(column: &FactColumn) -> String {
    match column.kind {
        ColumnKind::Choice(words) => format!("`{}`", words.join("`, `")),
        other => other.word().to_owned(),
    }
}

fn meaning(column: &FactColumn) -> String {
    match column.refers {
        Some(kind) => format!("{} (plan kind `{kind}`)", column.says),
        None => column.says.to_owned(),
    }
}

const HEAD: &str = "# Tables

What every source becomes, whatever it was called there. This page is generated from what the program declares.

## Facts

They live in `plumb.db`; any SQLite tool opens it. Every table has these columns besides its own:

| column | type | meaning |
|---|---|---|
| `source` | text | name of the mapping that brought the row |
| `key` | text | what the source calls the row; unique per source |
| `exported_at` | date | the newest export that held the row |
| `at` | text | `table/source/key` |

Types: **date** is text like `2026-01-31`. **instant** is a date, or a date and time like `2026-01-31T09:00:00Z` (UTC) or
`2026-01-31T10:00:00` (local time of the source). **amount** and **fraction** are whole numbers of millionths, exactly as the source gave
them: 12.30 is 12300000, 15 % is 150000. **flag** is 0 or 1. A column that names something of the plan holds the source's key for it.
";

const KEPT: &str = "
## What is kept about imports

| table | one row is | columns |
|---|---|---|
| `imports` | one import that was made | `number`, `fingerprint` (hash of mapping, options and files), `source`, `exported_at`, `recorded_at`, `mode` (`increment` or `full`), `files`, `rows_read`, `rejected` |
| `rejects` | one thing that could not be taken over | `import`, `table` (empty while still in its source), `file`, `line`, `column` (character, from 1), `field`, `value`, `reason` |
| `changes` | one value that a later export changed | `table_name`, `source`, `key`, `column_name`, `old`, `new` (as stored), `changed_at` (date of the export), `recorded_at`, `import`, `corrects` (1: an export of the same day had brought the row, so the change corrects it and is none of the world). A row that a full export no longer holds has one record with the column `deleted` and the whole row as JSON in `old`; when it comes back, one with `restored` |
| `origins` | where a row stands now | `table_name`, `source`, `key`, `file`, `line`, `import` |

<!-- end of the fact tables -->
";
