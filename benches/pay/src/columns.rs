//! Whole-number columns of Parquet files, decoded page by page straight into what keeps them.

use std::collections::BTreeMap;
use std::fs::File;

use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageReader};
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::Fallible;
use crate::runs::{Run, Runs, unpacked};

/// An open file.
pub(crate) struct Columns {
    path: String,
    reader: SerializedFileReader<File>,
}

impl Columns {
    pub(crate) fn open(path: String) -> Fallible<Self> {
        let file = File::open(&path).map_err(|error| format!("{path}: {error}"))?;
        Ok(Self { reader: SerializedFileReader::new(file)?, path })
    }

    /// The rows of the whole file.
    pub(crate) fn rows(&self) -> Fallible<usize> {
        Ok(usize::try_from(self.reader.metadata().file_metadata().num_rows())?)
    }

    /// The row groups.
    pub(crate) fn groups(&self) -> std::ops::Range<usize> {
        0..self.reader.num_row_groups()
    }

    /// Appends a column of a row group, each number as what it is kept as.
    pub(crate) fn read<T: Copy>(
        &self,
        group: usize,
        name: &str,
        to: &mut Vec<T>,
        of: impl Fn(i64) -> T + Copy,
    ) -> Fallible<()> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        let place = (0..schema.num_columns()).find(|place| schema.column(*place).name() == name);
        let place = place.ok_or_else(|| format!("{} has no column `{name}`", self.path))?;
        let column = schema.column(place);
        let rows = usize::try_from(self.reader.metadata().row_group(group).num_rows())?;
        let pages = self.reader.get_row_group(group)?.get_column_page_reader(place)?;
        let optional = column.max_def_level() > 0;
        let before = to.len();
        match column.physical_type() {
            Type::INT32 => decoded(pages, optional, to, |bytes| of(i32::from_le_bytes(bytes).into()))?,
            Type::INT64 => decoded(pages, optional, to, |bytes| of(i64::from_le_bytes(bytes)))?,
            _ => return Err(format!("`{name}` holds no whole numbers").into()),
        }
        match to.len() - before {
            found if found == rows => Ok(()),
            found => Err(format!("{found} rows of `{name}` are there, {rows} were told").into()),
        }
    }
}

/// Appends the numbers of all pages.
fn decoded<const WIDTH: usize, T: Copy>(
    mut pages: Box<dyn PageReader>,
    optional: bool,
    to: &mut Vec<T>,
    of: impl Fn([u8; WIDTH]) -> T,
) -> Fallible<()> {
    let mut dictionary = Vec::new();
    while let Some(page) = pages.get_next_page()? {
        let count = page.num_values() as usize;
        let plain = |bytes: &[u8], to: &mut Vec<T>| {
            to.extend(bytes.as_chunks().0.iter().take(count).map(|bytes| of(*bytes)));
        };
        match page {
            Page::DictionaryPage { buf, .. } => plain(&buf, &mut dictionary),
            Page::DataPage { buf, encoding, .. } => {
                let values = if optional { filled(&buf, count)? } else { &buf[..] };
                match encoding {
                    Encoding::PLAIN => plain(values, to),
                    Encoding::RLE_DICTIONARY => coded(values, count, &dictionary, to)?,
                    _ => return Err(format!("pages in {encoding} are not read").into()),
                }
            }
            Page::DataPageV2 { .. } => return Err("only pages of the first version are read".into()),
        }
    }
    Ok(())
}

/// The values of a page whose cells may be empty; none is.
fn filled(page: &[u8], count: usize) -> Fallible<&[u8]> {
    let (length, rest) = page.split_first_chunk().ok_or("a page ends early")?;
    let (levels, values) =
        rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or("a page ends early")?;
    let mut there = 0;
    for run in Runs::new(levels, 1, count) {
        there += match run {
            Run::Same(level, count) => level as usize * count,
            Run::Packed { bytes, width, count } => {
                unpacked(bytes, width, count).map(|level| level as usize).sum()
            }
        };
    }
    if there == count { Ok(values) } else { Err("a cell is empty".into()) }
}

/// Appends what places in a dictionary stand for.
fn coded<T: Copy>(page: &[u8], count: usize, dictionary: &[T], to: &mut Vec<T>) -> Fallible<()> {
    let (width, places) = page.split_first().ok_or("a page ends early")?;
    let first = *dictionary.first().ok_or("a page has no dictionary")?;
    let mut known = true;
    for run in Runs::new(places, usize::from(*width), count) {
        let mut word = |place: u32| {
            dictionary.get(place as usize).copied().unwrap_or_else(|| {
                known = false;
                first
            })
        };
        match run {
            Run::Same(place, count) => to.extend(std::iter::repeat_n(word(place), count)),
            Run::Packed { bytes, width, count } => to.extend(unpacked(bytes, width, count).map(word)),
        }
    }
    if known { Ok(()) } else { Err("a word is not in the dictionary".into()) }
}

/// A small table, whole.
pub(crate) struct Table(BTreeMap<String, Vec<i64>>);

impl Table {
    pub(crate) fn read(path: String) -> Fallible<Self> {
        let columns = Columns::open(path)?;
        let schema = columns.reader.metadata().file_metadata().schema_descr();
        let mut found = BTreeMap::new();
        for place in 0..schema.num_columns() {
            let (name, mut all) = (schema.column(place).name().to_owned(), Vec::new());
            for group in columns.groups() {
                columns.read(group, &name, &mut all, |value| value)?;
            }
            found.insert(name, all);
        }
        Ok(Self(found))
    }

    pub(crate) fn rows(&self) -> usize {
        self.0.values().next().map_or(0, Vec::len)
    }

    /// A number of the table; 0 where it has none.
    pub(crate) fn get(&self, column: &str, row: usize) -> i64 {
        self.0.get(column).and_then(|values| values.get(row)).copied().unwrap_or(0)
    }
}
