//! Tables in Parquet, whose metadata is at the end, so that they are read from files only.

use crate::cells::quote;
use crate::layout::Layout;
use crate::table::{NumberedRow, Rows, SAMPLED_ROWS, Table};
use csv::StringRecord;
use jiff::Timestamp;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::VecDeque;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

struct Parquet {
    file: SerializedFileReader<File>,
    /// The columns that are read, and their indices in the header.
    schema: SchemaDescPtr,
    selected: Vec<usize>,
    /// How the values of each column of the header are written as text.
    writers: Vec<Writer>,
    row_group: usize,
    rows: Option<ReaderIter>,
    row: u64,
}

/// How a column's values are written as text, where their own type does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writer {
    Plain,
    Hexadecimal,
    Uuid,
    Nanoseconds,
}

/// A table of the file's columns at top level.
pub(crate) fn open<'r>(file: File) -> Result<Table<'r>> {
    let file = catch_panics(|| SerializedFileReader::new(file))?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let fields = schema.root_schema().get_fields();
    let header: Vec<_> = fields.iter().map(|field| field.name().to_owned()).collect();
    let writers = fields.iter().map(|field| writer_of(field)).collect();
    let readable: Vec<usize> = (0..fields.len()).filter(|&index| is_text_or_number(&fields[index])).collect();
    let is_list = |field: &Type| field.get_basic_info().converted_type() == ConvertedType::LIST;
    let lists = (0..fields.len()).filter(|&index| is_list(&fields[index])).collect();
    let mut rows =
        Parquet { file, schema: schema.clone(), selected: Vec::new(), writers, row_group: 0, rows: None, row: 0 };
    let mut sample = Vec::new();
    if !readable.is_empty() {
        rows.select_columns(&readable)?;
        // A second time if bytes were found that are not text.
        let mut before = None;
        while before.as_ref() != Some(&rows.writers) {
            before = Some(rows.writers.clone());
            sample = rows.sample()?;
        }
    }
    let mut table = Table::new(header, "row", Layout::named("Parquet"), VecDeque::new(), rows);
    table.sample = sample;
    table.lists = lists;
    Ok(table)
}

fn writer_of(field: &Type) -> Writer {
    match field.get_basic_info().logical_type_ref() {
        Some(LogicalType::Uuid) => Writer::Uuid,
        Some(LogicalType::Timestamp(timestamp)) if timestamp.unit == TimeUnit::NANOS => Writer::Nanoseconds,
        _ => Writer::Plain,
    }
}

impl Parquet {
    /// The first rows, after which it begins again.
    fn sample(&mut self) -> Result<Vec<StringRecord>> {
        let mut sample = Vec::new();
        while sample.len() < SAMPLED_ROWS {
            let mut cells = StringRecord::new();
            let Some((_, readable)) = self.next(&mut cells)? else { break };
            if readable.is_ok() {
                sample.push(cells);
            }
        }
        (self.row_group, self.rows, self.row) = (0, None, 0);
        Ok(sample)
    }

    /// The next row of the file, across row groups.
    fn next_row(&mut self) -> Result<Option<parquet::record::Row>, ParquetError> {
        loop {
            if let Some(row) = self.rows.as_mut().and_then(Iterator::next) {
                return row.map(Some);
            }
            if self.row_group == self.file.num_row_groups() {
                return Ok(None);
            }
            let row_group = self.file.get_row_group(self.row_group)?;
            self.rows = Some(TreeBuilder::new().as_iter(self.schema.clone(), &*row_group)?);
            self.row_group += 1;
        }
    }
}

impl Rows for Parquet {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        let Some(row) = catch_panics(|| self.next_row())? else { return Ok(None) };
        self.row += 1;
        let mut fields = self.selected.iter().zip(row.get_column_iter()).peekable();
        let mut fault = None;
        for (column, writer) in self.writers.iter_mut().enumerate() {
            let Some((_, (_, field))) = fields.next_if(|&(&selected, _)| selected == column) else {
                cells.push_field("");
                continue;
            };
            // Bytes that are not text, in a column of bytes: all of them are in hexadecimal, so that none is taken for
            // another.
            if *writer == Writer::Plain && matches!(field, Field::Bytes(bytes) if text_of(bytes.data()).is_none()) {
                *writer = Writer::Hexadecimal;
                if self.row > SAMPLED_ROWS as u64 {
                    fault = Some("it has bytes that are not text, in a column of texts".to_owned());
                }
            }
            cells.push_field(&to_text(field, *writer));
        }
        match fault {
            None => Ok(Some((self.row, Ok(())))),
            Some(fault) => Err(Error::new(ErrorKind::DataFormat, format!("row {}: {fault}", self.row))),
        }
    }

    fn select_columns(&mut self, columns: &[usize]) -> Result<()> {
        self.selected = columns.to_vec();
        self.selected.sort_unstable();
        self.selected.dedup();
        let full_schema = self.file.metadata().file_metadata().schema_descr_ptr();
        let root = full_schema.root_schema();
        let fields: Vec<_> = self.selected.iter().map(|&column| root.get_fields()[column].clone()).collect();
        if let Some(unsupported) = fields.iter().find(|field| !is_text_or_number(field)) {
            let message = format!("the column {} holds neither text nor numbers", quote(unsupported.name()));
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        let root = Type::group_type_builder(root.name()).with_fields(fields).build().map_err(format_error)?;
        self.schema = Arc::new(SchemaDescriptor::new(Arc::new(root)));
        Ok(())
    }
}

/// Whether a column has in each row a value, or a list of values, that [`to_text`] can write.
fn is_text_or_number(field: &Type) -> bool {
    match field.get_basic_info().converted_type() {
        ConvertedType::LIST => true,
        ConvertedType::INTERVAL | ConvertedType::MAP => false,
        _ => field.is_primitive(),
    }
}

/// The text of a value: times as dates, the members of a list separated by `|`, bytes that are not text in hexadecimal.
fn to_text(field: &Field, writer: Writer) -> String {
    let date = |time: Result<Timestamp, jiff::Error>| time.map(|time| time.to_string()).unwrap_or_default();
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) if writer == Writer::Uuid => to_uuid(bytes.data()),
        Field::Bytes(bytes) => match text_of(bytes.data()) {
            Some(text) if writer != Writer::Hexadecimal => text.to_owned(),
            _ => bytes.data().iter().map(|byte| format!("{byte:02x}")).collect(),
        },
        Field::Long(nanos) if writer == Writer::Nanoseconds => date(Timestamp::from_nanosecond((*nanos).into())),
        // Without an exponent or ".0", so that ids are those of a text table.
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Decimal(_) => {
            let text = catch_panics(|| Ok(field.to_string())).unwrap_or_default();
            text.strip_suffix('.').map_or(text.clone(), str::to_owned)
        }
        Field::TimestampMillis(time) => date(Timestamp::from_millisecond(*time)),
        Field::TimestampMicros(time) => date(Timestamp::from_microsecond(*time)),
        Field::Date(days) => date(Timestamp::from_second(i64::from(*days) * 86_400)),
        Field::ListInternal(list) => {
            list.elements().iter().map(|member| to_text(member, Writer::Plain)).collect::<Vec<_>>().join("|")
        }
        other => other.to_string(),
    }
}

/// Bytes as text, if they are one.
fn text_of(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}

/// A UUID as it is usually written.
fn to_uuid(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match bytes.len() {
        16 => [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"),
        _ => hex,
    }
}

/// Reads, and turns panics into errors: the crate `parquet` panics where the bytes of a page contradict
/// themselves. Nothing of what it was reading is used after that.
fn catch_panics<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T> {
    let panicked = |_| Err(ParquetError::General("its pages contradict themselves".to_owned()));
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(panicked).map_err(format_error)
}

fn format_error(error: ParquetError) -> Error {
    let codec =
        ["LZO", "LZ4", "BROTLI", "ZSTD", "GZIP", "SNAPPY"].into_iter().find(|codec| error.to_string().contains(codec));
    let message = match (&error, codec) {
        (ParquetError::NYI(_), Some(codec)) => format!(
            "the Parquet file is compressed with {}, which cannot be read: write it with zstd, snappy or gzip",
            codec.to_lowercase()
        ),
        _ => "the Parquet file is cut off, damaged or of an unknown kind: fetch or write it again".to_owned(),
    };
    Error::new(ErrorKind::DataFormat, message).with_source(error)
}
