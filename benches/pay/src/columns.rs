//! Whole-number columns of Parquet files.

use std::collections::BTreeMap;
use std::fs::File;

use parquet::column::reader::ColumnReader;
use parquet::file::reader::{FileReader, SerializedFileReader};

/// One column of one batch.
pub(crate) enum Column {
    Short(Vec<i32>),
    Long(Vec<i64>),
}

impl Column {
    pub(crate) fn each(&self, mut with: impl FnMut(i64)) {
        match self {
            Self::Short(values) => values.iter().for_each(|value| with(i64::from(*value))),
            Self::Long(values) => values.iter().for_each(|value| with(*value)),
        }
    }

    /// The values of a column of short numbers.
    pub(crate) fn short(&self) -> &[i32] {
        match self {
            Self::Short(values) => values,
            Self::Long(_) => panic!("a column of short numbers is expected"),
        }
    }
}

/// Calls with the wanted columns of each row group, and the number of rows of the whole file.
pub(crate) fn batches(path: &str, wanted: &[&str], mut with: impl FnMut(usize, &[Column])) {
    let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let reader = SerializedFileReader::new(file).unwrap();
    let meta = reader.metadata();
    let total = meta.file_metadata().num_rows() as usize;
    let schema = meta.file_metadata().schema_descr();
    let places: Vec<usize> = wanted
        .iter()
        .map(|name| (0..schema.num_columns()).find(|place| schema.column(*place).name() == *name).unwrap())
        .collect();
    for group in 0..meta.num_row_groups() {
        let reader = reader.get_row_group(group).unwrap();
        let rows = meta.row_group(group).num_rows() as usize;
        let columns: Vec<Column> = places.iter().map(|place| column(reader.get_column_reader(*place).unwrap(), rows)).collect();
        with(total, &columns);
    }
}

fn column(reader: ColumnReader, rows: usize) -> Column {
    let mut levels = Vec::new();
    match reader {
        ColumnReader::Int32ColumnReader(mut reader) => {
            let mut values = Vec::with_capacity(rows);
            while values.len() < rows {
                levels.clear();
                let (_, read, _) = reader.read_records(rows, Some(&mut levels), None, &mut values).unwrap();
                if read == 0 { break }
            }
            Column::Short(values)
        }
        ColumnReader::Int64ColumnReader(mut reader) => {
            let mut values = Vec::with_capacity(rows);
            while values.len() < rows {
                levels.clear();
                let (_, read, _) = reader.read_records(rows, Some(&mut levels), None, &mut values).unwrap();
                if read == 0 { break }
            }
            Column::Long(values)
        }
        _ => panic!("only whole numbers are read"),
    }
}

/// A small table, whole.
pub(crate) struct Table(BTreeMap<String, Vec<i64>>);

impl Table {
    pub(crate) fn read(path: &str) -> Self {
        let file = File::open(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let reader = SerializedFileReader::new(file).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<String> = (0..schema.num_columns()).map(|place| schema.column(place).name().to_owned()).collect();
        let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        batches(path, &wanted, |_, columns| {
            for (name, column) in names.iter().zip(columns) {
                let all = found.entry(name.clone()).or_default();
                column.each(|value| all.push(value));
            }
        });
        Self(found)
    }

    pub(crate) fn rows(&self) -> usize {
        self.0.values().next().map_or(0, Vec::len)
    }

    pub(crate) fn get(&self, column: &str, row: usize) -> i64 {
        self.0[column][row]
    }
}
