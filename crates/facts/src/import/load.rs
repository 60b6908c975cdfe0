//! Files into typed sources: every row is read or rejected.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use plumb_store::Store;
use plumb_store::rusqlite::params_from_iter;

use super::produce::Absent;
use super::records::{Record, Records, column_of};
use super::report::{ImportError, Progress, Reject, SourceCounts, shown};
use super::sheet::Sheet;
use super::typing::{Typed, typed};
use crate::mapping::{self, Column, ExportedAt, Mapping, Select, Source, SourceInput, suggestion};

/// One file, decoded.
pub(crate) struct Text<'i> {
    pub(crate) path: Cow<'i, str>,
    pub(crate) text: Cow<'i, str>,
    /// Lines above the text, where it is a part of another file.
    pub(crate) lines_above: usize,
    /// Whether some bytes were none of the encoding.
    pub(crate) damaged: bool,
    /// The sheet that it was, without its text.
    pub(crate) sheet: Option<Sheet>,
}

impl Text<'_> {
    /// The line of the file, or the row of the sheet, from the line of the text.
    fn line(&self, line: usize) -> i64 {
        let row = self.sheet.as_ref().map(|sheet| line.checked_sub(1).and_then(|at| sheet.rows.get(at)));
        match row {
            Some(row) => row.map_or(0, |row| i64::from(*row)),
            None => i64::try_from(line + self.lines_above).unwrap_or(i64::MAX),
        }
    }

    /// Lines above the header that are still in the text.
    fn skip_top(&self, source: &Source) -> usize {
        if self.sheet.is_some() { 0 } else { source.skip_top }
    }
}

/// A source with its files and the columns that they have.
pub(crate) struct Loading<'m> {
    pub(crate) source: &'m Source,
    pub(crate) texts: Vec<Text<'m>>,
    /// Per file: what each of its columns is called in the mapping.
    headers: Vec<Vec<String>>,
}

impl<'m> Loading<'m> {
    pub(crate) fn of(source: &'m Source, texts: Vec<Text<'m>>) -> Self {
        let headers = texts.iter().map(|text| header(source, text)).collect();
        Self { source, texts, headers }
    }

    /// All columns that the files or the mapping name.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let mut columns = self.source.columns.clone();
        let unseen = self.texts.is_empty() || self.source.may_lack_any;
        let only_read = if unseen { self.source.only_read.as_slice() } else { &[] };
        for name in self.headers.iter().flatten().chain(&self.source.optional).chain(only_read) {
            if !columns.iter().any(|column| column.name.eq_ignore_ascii_case(name)) {
                columns.push(Column::text(name.as_str()));
            }
        }
        columns
    }

    /// The files whose header is one cell with another usual delimiter in it, as sentences.
    fn undivided(&self) -> impl Iterator<Item = String> {
        self.texts.iter().zip(&self.headers).filter_map(|(text, header)| {
            let mark = self.other_delimiter(header)?;
            let mark = if mark == '\t' { "\\t".to_owned() } else { mark.to_string() };
            Some(format!(
                "the header of `{}` is one cell; is `delimiter` of source `{}` right? It looks like `{mark}`",
                text.path, self.source.name
            ))
        })
    }

    /// The usual delimiter that stands most often in a header of one cell, where it is not the one that is told.
    fn other_delimiter(&self, header: &[String]) -> Option<char> {
        let [only] = header else { return None };
        let others =
            [';', ',', '\t', '|'].into_iter().filter(|mark| char::from(self.source.delimiter) != *mark);
        let counted = others.map(|mark| (only.matches(mark).count(), mark));
        counted.filter(|(count, _)| *count > 0).rev().max_by_key(|(count, _)| *count).map(|(_, mark)| mark)
    }

    /// The file that the source would be read from, where none was given.
    pub(crate) fn absent_file(&self) -> Option<Absent<'m>> {
        match &self.source.input {
            SourceInput::Files(patterns) if self.texts.is_empty() => {
                Some(Absent { source: &self.source.name, file: patterns.first()? })
            }
            _ => None,
        }
    }

    /// The files without a heading that can be read, as sentences.
    pub(crate) fn headless(&self) -> impl Iterator<Item = String> {
        let wanted = self.source.header && !self.source.may_lack_any;
        self.texts.iter().filter(move |_| wanted).filter_map(|text| {
            let first = text.text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
            if first.is_empty() {
                return Some(format!("`{}` is empty: it has not even a heading", text.path));
            }
            let is_binary = first.lines().next().is_some_and(|line| line.contains('\0'));
            is_binary.then(|| format!("`{}` is no CSV: its first line is not text", text.path))
        })
    }

    /// Columns that a file has to have and has not, as sentences.
    fn absent(&self, wanted: &BTreeSet<String>) -> Vec<String> {
        let mut sentences = Vec::new();
        let mut undivided = false;
        for (text, header) in self.texts.iter().zip(&self.headers) {
            let has = |name: &str| header.iter().any(|column| column.eq_ignore_ascii_case(name));
            for name in wanted.iter().filter(|name| !has(name) && !self.may_lack(name)) {
                if self.other_delimiter(header).is_some() {
                    undivided = true;
                    continue;
                }
                let near = suggestion(name, header.iter().map(String::as_str));
                sentences.push(format!(
                    "`{}` has no column `{name}`{near} (source `{}` may say `optional = [\"{name}\"]`)",
                    text.path, self.source.name
                ));
            }
        }
        if undivided {
            sentences.extend(self.undivided());
        }
        sentences
    }

    fn may_lack(&self, name: &str) -> bool {
        self.source.may_lack_any
            || self.source.optional.iter().any(|optional| optional.eq_ignore_ascii_case(name))
    }

    /// Loads the columns that are wanted into `src.NAME` of the scratch database.
    pub(crate) fn load(
        &self,
        scratch: &Store,
        columns: &[Column],
        zone: Option<&TimeZone>,
        rejects: &mut Vec<Reject>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<SourceCounts, ImportError> {
        mapping::make_source(scratch, &self.source.name, columns)?;
        let mut counts = SourceCounts { source: self.source.name.clone(), ..SourceCounts::default() };
        let marks = vec!["?"; columns.len() + 2].join(", ");
        let name = self.source.name.replace('"', "\"\"");
        let transaction = scratch.connection().unchecked_transaction()?;
        let mut insert = transaction.prepare(&format!("insert into src.\"{name}\" values ({marks})"))?;
        for (text, header) in self.texts.iter().zip(&self.headers) {
            counts.files.push(text.path.to_string());
            let file = File { source: self.source, text, header, zone, columns: placed(columns, header) };
            let mut records = file.records();
            let mut record = Record::default();
            while records.next(&mut record) {
                if file.is_footer(&record) {
                    continue;
                }
                counts.rows += 1;
                if counts.rows.is_multiple_of(10_000) {
                    progress(&Progress { stage: "reading", name: counts.source.clone(), rows: counts.rows });
                }
                if let Some(reason) = file.misfit(&record) {
                    counts.rejected += 1;
                    let place = (record.start, record.line, 0);
                    rejects.push(file.reject(place, None, file.line_of(&record), reason));
                    if text.sheet.is_none()
                        && record.broken.is_none()
                        && record.fields.last().is_some_and(|last| last.line > record.line)
                    {
                        records.resume_after_first_line(&record);
                    }
                } else if let Some(values) = file.type_row(&record, rejects) {
                    counts.typed += 1;
                    insert.execute(params_from_iter(&values))?;
                } else {
                    counts.rejected += 1;
                }
            }
        }
        drop(insert);
        transaction.commit()?;
        progress(&Progress { stage: "reading", name: counts.source.clone(), rows: counts.rows });
        Ok(counts)
    }
}

/// Which columns of which source the selects read, with the columns that the mapping tells; problems as sentences.
pub(crate) fn wanted(loadings: &[Loading<'_>], mapping: &Mapping) -> Result<Vec<Vec<Column>>, ImportError> {
    let scratch = mapping::scratch()?;
    for loading in loadings {
        mapping::make_source(&scratch, &loading.source.name, &loading.columns())?;
    }
    let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if let Some(ExportedAt::Column { source, column }) = mapping.exported_at() {
        read.entry(source.to_lowercase()).or_default().insert(column.to_lowercase());
    }
    let mut sentences = Vec::new();
    for select in mapping.selects() {
        match scratch.reads(&select.with_origin) {
            Ok(reads) => {
                for (source, column) in reads {
                    read.entry(source.to_lowercase()).or_default().insert(column.to_lowercase());
                }
            }
            Err(error) => sentences.push(unreadable(select, &error.to_string(), loadings, mapping.path())),
        }
    }
    let mut lacking = Vec::new();
    let mut columns = Vec::new();
    for loading in loadings {
        let read = read.get(&loading.source.name.to_lowercase());
        let told = |name: &str| loading.source.columns.iter().any(|column| column.name == name);
        let is_read = |name: &str| read.is_some_and(|read| read.contains(&name.to_lowercase()));
        let kept: Vec<Column> = loading
            .columns()
            .into_iter()
            .filter(|column| {
                told(&column.name) || is_read(&column.name) || loading.source.required.contains(&column.name)
            })
            .collect();
        let mut names: BTreeSet<String> = kept.iter().map(|column| column.name.clone()).collect();
        names.extend(loading.source.required.iter().cloned());
        lacking.extend(loading.absent(&names));
        columns.push(kept);
    }
    // Which column no file has is known only once every header is divided.
    let undivided: Vec<String> = match sentences.is_empty() {
        true => Vec::new(),
        false => loadings.iter().flat_map(Loading::undivided).collect(),
    };
    let mut told = if undivided.is_empty() { sentences } else { undivided };
    lacking.retain(|sentence| !told.contains(sentence));
    told.append(&mut lacking);
    if told.is_empty() { Ok(columns) } else { Err(ImportError::Inputs(told)) }
}

/// Why a select cannot run, as a sentence.
fn unreadable(select: &Select, message: &str, loadings: &[Loading<'_>], mapping_path: &str) -> String {
    let place =
        format!("{mapping_path}:{}: the select of table `{}` cannot run: ", select.line, select.table.name);
    let Some(name) = message.strip_prefix("no such column: ").and_then(|name| name.split(" - ").next())
    else {
        return format!("{place}{message}");
    };
    let (alias, name) = name.rsplit_once('.').map_or((None, name), |(alias, name)| (Some(alias), name));
    let name = name.trim_matches('"');
    let source = alias.and_then(|alias| select.source_called(alias.trim_matches('"')));
    let of_source =
        |loading: &&Loading<'_>| source.is_none_or(|source| loading.source.name.eq_ignore_ascii_case(source));
    let columns = || loadings.iter().filter(of_source).flat_map(Loading::columns);
    let known: Vec<String> = columns().map(|column| column.name).collect();
    // Another source may have it.
    let elsewhere = loadings.iter().filter(|loading| !of_source(loading)).flat_map(Loading::columns);
    let whose = match source {
        Some(source) if elsewhere.into_iter().any(|column| column.name.eq_ignore_ascii_case(name)) => {
            format!("no file of source `{source}`")
        }
        _ => "no file".to_owned(),
    };
    format!("{place}{whose} has a column `{name}`{}", suggestion(name, known.iter().map(String::as_str)))
}

/// One file while its rows are read.
struct File<'f> {
    source: &'f Source,
    text: &'f Text<'f>,
    header: &'f [String],
    zone: Option<&'f TimeZone>,
    /// Per wanted column: where it stands in this file.
    columns: Vec<(&'f Column, Option<usize>)>,
}

fn placed<'c>(columns: &'c [Column], header: &[String]) -> Vec<(&'c Column, Option<usize>)> {
    let place = |column: &Column| header.iter().position(|name| name.eq_ignore_ascii_case(&column.name));
    columns.iter().map(|column| (column, place(column))).collect()
}

impl<'f> File<'f> {
    /// The records below the header.
    fn records(&self) -> Records<'f> {
        let mut records = Records::of(&self.text.text, self.source.delimiter);
        records.skip_lines(self.text.skip_top(self.source));
        if self.source.header {
            records.next(&mut Record::default());
        }
        records
    }

    fn line_of<'r>(&self, record: &'r Record<'_>) -> &'r str
    where
        'f: 'r,
    {
        self.text.text.get(record.start..record.end).unwrap_or("")
    }

    fn is_footer(&self, record: &Record<'_>) -> bool {
        if record.broken.is_none() && record.fields.iter().all(|field| field.text.is_empty()) {
            return true;
        }
        let line = self.line_of(record).trim_start_matches('"');
        self.source.footer.iter().any(|footer| {
            let pattern = footer.contains(['*', '?']).then(|| glob::Pattern::new(footer).ok()).flatten();
            pattern.map_or_else(|| line.starts_with(footer.as_str()), |pattern| pattern.matches(line))
        })
    }

    /// Why a record is no row at all.
    fn misfit(&self, record: &Record<'_>) -> Option<String> {
        if let Some(reason) = record.broken {
            return Some(reason.to_owned());
        }
        let (found, wanted) = (record.fields.len(), self.header.len());
        if found == wanted {
            return None;
        }
        let lines = record.fields.last().map_or(0, |field| field.line - record.line);
        let lines = if self.text.sheet.is_some() { 0 } else { lines };
        let swallowed = match lines {
            0 => String::new(),
            lines => format!(" and runs over {} lines; is a quote not closed?", lines + 1),
        };
        let cells = if found == 1 { "cell" } else { "cells" };
        Some(format!("the row has {found} {cells} where the header has {wanted}{swallowed}"))
    }

    /// Types the wanted cells of a row, and adds its file and line. Each cell that cannot be read is a reject.
    fn type_row<'v>(&'v self, record: &'v Record<'_>, rejects: &mut Vec<Reject>) -> Option<Vec<Typed<'v>>> {
        let before = rejects.len();
        let mut values = Vec::with_capacity(self.columns.len() + 2);
        for (column, place) in &self.columns {
            let Some((at, field)) = place.and_then(|place| Some((place, record.fields.get(place)?))) else {
                values.push(Typed::Null);
                continue;
            };
            let outcome = if self.text.damaged && field.text.contains('\u{fffd}') {
                Err(format!("some bytes are not {}; is `encoding` another one?", self.source.encoding.name()))
            } else if let Some(reason) = self.unreadable(record.line, at) {
                Err(reason.to_owned())
            } else {
                typed(&field.text, column, self.source, self.zone, self.text.sheet.is_some())
            };
            let outcome = match outcome {
                Ok(Typed::Null) if self.source.required.contains(&column.name) => {
                    Err("is empty, but every row needs one".to_owned())
                }
                other => other,
            };
            match outcome {
                Ok(value) => values.push(value),
                Err(reason) => {
                    rejects.push(self.reject(
                        (field.start, field.line, at),
                        Some(&column.name),
                        &field.text,
                        reason,
                    ));
                }
            }
        }
        values.push(Typed::Text(Cow::Borrowed(&self.text.path)));
        values.push(Typed::Int(self.text.line(record.line)));
        (rejects.len() == before).then_some(values)
    }

    /// Why a cell of a sheet cannot be read, if so.
    fn unreadable(&self, line: usize, place: usize) -> Option<&'static str> {
        self.text.sheet.as_ref()?.errors.get(&(line, place)).copied()
    }

    /// `start` and `line` in the text, and the place in the row.
    fn reject(
        &self,
        (start, line, place): (usize, usize, usize),
        field: Option<&str>,
        value: &str,
        reason: String,
    ) -> Reject {
        let column = match self.text.sheet {
            Some(_) => place + 1,
            None => column_of(&self.text.text, start),
        };
        Reject {
            table: None,
            file: self.text.path.to_string(),
            line: Some(self.text.line(line)),
            column: i64::try_from(column).ok(),
            field: field.map(str::to_owned),
            value: Some(shown(value)),
            reason,
        }
    }
}

/// What the columns of a file are called in the mapping.
fn header(source: &Source, text: &Text<'_>) -> Vec<String> {
    if !source.header {
        return source.columns.iter().map(|column| column.name.clone()).collect();
    }
    let mut records = Records::of(&text.text, source.delimiter);
    records.skip_lines(text.skip_top(source));
    let mut record = Record::default();
    records.next(&mut record);
    let mut names: Vec<String> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (index, field) in record.fields.iter().enumerate() {
        let found = field.text.trim();
        let name = match source.meant(found) {
            Some(name) => name.to_owned(),
            None if found.is_empty() => format!("column {}", index + 1),
            None => found.to_owned(),
        };
        // Exports do repeat a header; the second `Amount` is `Amount 2`.
        let mut unique = name.clone();
        let count = counts.entry(name.to_ascii_lowercase()).or_insert(1);
        while !taken.insert(unique.to_ascii_lowercase()) {
            *count += 1;
            unique = format!("{name} {count}");
        }
        names.push(unique);
    }
    names
}
