//! Tables in Parquet, the only format that is read from its end, and so from a file only.

use crate::formats::lines::decode;
use crate::skipped_rows::shown;
use crate::table::{Place, Rows, Table};
use csv::StringRecord;
use parquet::basic::ConvertedType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type};
use penchant_base::{Error, ErrorKind, Result};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

struct Parquet {
    file: SerializedFileReader<File>,
    /// The columns that are read, and their places in the header.
    schema: SchemaDescPtr,
    kept: Vec<usize>,
    width: usize,
    row_group: usize,
    rows: Option<ReaderIter>,
    row: u64,
}

/// A table whose columns are the file's at top level.
pub(crate) fn open<'r>(file: File) -> Result<Table<'r>> {
    let file = guarded(|| SerializedFileReader::new(file))?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let header: Vec<_> = schema.root_schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
    let width = header.len();
    let kept = (0..width).collect();
    Ok(Table::new(header, "row", Parquet { file, schema, kept, width, row_group: 0, rows: None, row: 0 }))
}

impl Parquet {
    /// The next row that is in the file, from one row group after the other.
    fn advance(&mut self) -> Result<Option<parquet::record::Row>, ParquetError> {
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
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>> {
        let Some(row) = guarded(|| self.advance())? else { return Ok(None) };
        self.row += 1;
        let mut fields = self.kept.iter().zip(row.get_column_iter()).peekable();
        for place in 0..self.width {
            match fields.next_if(|&(&kept, _)| kept == place) {
                Some((_, (_, field))) => cells.push_field(&text(field)),
                None => cells.push_field(""),
            }
        }
        Ok(Some((self.row, Ok(()))))
    }

    fn keep(&mut self, columns: &[usize]) -> Result<()> {
        self.kept = columns.to_vec();
        self.kept.sort_unstable();
        self.kept.dedup();
        let whole = self.file.metadata().file_metadata().schema_descr_ptr();
        let root = whole.root_schema();
        let fields: Vec<_> = self.kept.iter().map(|&place| root.get_fields()[place].clone()).collect();
        if let Some(odd) = fields.iter().find(|field| !is_text_or_number(field)) {
            let message = format!("the column {} holds neither text nor numbers", shown(odd.name()));
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        let root = Type::group_type_builder(root.name()).with_fields(fields).build().map_err(unreadable)?;
        self.schema = Arc::new(SchemaDescriptor::new(Arc::new(root)));
        Ok(())
    }
}

/// Whether a column has one value a row, or a list of them, that [`text`] can write.
fn is_text_or_number(field: &Type) -> bool {
    match field.get_basic_info().converted_type() {
        ConvertedType::LIST => true,
        ConvertedType::DECIMAL | ConvertedType::INTERVAL | ConvertedType::MAP => false,
        _ => field.is_primitive(),
    }
}

/// A value as a text table has it: times in seconds since 1970, the members of a list between `|`.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => decode(bytes.data()).into_owned(),
        // Without an exponent or ".0", so that ids are those of a text table.
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::TimestampMillis(time) => time.div_euclid(1_000).to_string(),
        Field::TimestampMicros(time) => time.div_euclid(1_000_000).to_string(),
        Field::Date(days) => (i64::from(*days) * 86_400).to_string(),
        Field::ListInternal(list) => list.elements().iter().map(text).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}

/// The crate `parquet` panics where the bytes of a page contradict themselves. Nothing of what it was
/// reading is used after that.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T> {
    let panicked = |_| Err(ParquetError::General("its pages contradict themselves".to_owned()));
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(panicked).map_err(unreadable)
}

fn unreadable(error: ParquetError) -> Error {
    let message = format!("the Parquet file is cut off, damaged or of an unknown kind: {error}");
    Error::new(ErrorKind::DataFormat, message)
}
