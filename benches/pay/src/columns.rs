//! Whole-number columns of Parquet files.

use std::collections::BTreeMap;
use std::fs::File;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::Fallible;

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

    /// The values of a column of short numbers; none of a column of long ones.
    pub(crate) fn short(&self) -> &[i32] {
        match self {
            Self::Short(values) => values,
            Self::Long(_) => &[],
        }
    }
}

fn open(path: &str) -> Fallible<SerializedFileReader<File>> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(SerializedFileReader::new(file)?)
}

/// Calls with the wanted columns of each row group, and the number of rows of the whole file.
pub(crate) fn batches(path: &str, wanted: &[&str], mut with: impl FnMut(usize, &[Column])) -> Fallible<()> {
    let reader = open(path)?;
    let meta = reader.metadata();
    let total = usize::try_from(meta.file_metadata().num_rows())?;
    let schema = meta.file_metadata().schema_descr();
    let place = |name: &&str| {
        let found = (0..schema.num_columns()).find(|place| schema.column(*place).name() == *name);
        found.ok_or_else(|| format!("{path} has no column `{name}`"))
    };
    let places = wanted.iter().map(place).collect::<Result<Vec<usize>, String>>()?;
    for group in 0..meta.num_row_groups() {
        let reader = reader.get_row_group(group)?;
        let rows = usize::try_from(meta.row_group(group).num_rows())?;
        let columns = places.iter().map(|place| column(reader.get_column_reader(*place)?, rows));
        with(total, &columns.collect::<Fallible<Vec<Column>>>()?);
    }
    Ok(())
}

fn column(reader: ColumnReader, rows: usize) -> Fallible<Column> {
    match reader {
        ColumnReader::Int32ColumnReader(reader) => Ok(Column::Short(values(reader, rows)?)),
        ColumnReader::Int64ColumnReader(reader) => Ok(Column::Long(values(reader, rows)?)),
        _ => Err("only columns of whole numbers are read".into()),
    }
}

fn values<T: DataType>(mut reader: ColumnReaderImpl<T>, rows: usize) -> Fallible<Vec<T::T>> {
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::new());
    while values.len() < rows {
        levels.clear();
        let (_, read, _) = reader.read_records(rows, Some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Err(format!("{} rows are there, {rows} were told", values.len()).into());
        }
    }
    Ok(values)
}

/// A small table, whole.
pub(crate) struct Table(BTreeMap<String, Vec<i64>>);

impl Table {
    pub(crate) fn read(path: &str) -> Fallible<Self> {
        let reader = open(path)?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<String> =
            (0..schema.num_columns()).map(|place| schema.column(place).name().to_owned()).collect();
        let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        batches(path, &wanted, |_, columns| {
            for (name, column) in names.iter().zip(columns) {
                let all = found.entry(name.clone()).or_default();
                column.each(|value| all.push(value));
            }
        })?;
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
