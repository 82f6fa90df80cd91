//! Bytes in, a table out: unpacked, decoded, and its format guessed from the first bytes and the file's name.

use crate::encoding::DecodedText;
use crate::formats::delimited;
use crate::formats::json;
use crate::formats::lines::read_error;
#[cfg(feature = "parquet")]
use crate::formats::parquet;
use crate::layout::Layout;
use crate::options::TextOptions;
use crate::source::Source;
use crate::table::{NumberedRow, Rows, RowsOfPart, Table};
use crate::unpack::{self, PARQUET_MAGIC, Unpacked, read_head};
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

/// How many bytes of text are looked at to guess a format.
const HEAD_BYTES: u64 = 64 << 10;

/// Opens the table of a source. `name` only helps to guess the format; a table without a header has the columns
/// `default_header`.
pub(crate) fn open<'r>(
    source: Source<'r>,
    name: &Path,
    default_header: &[&str],
    options: &TextOptions,
) -> Result<Table<'r>> {
    let source = match source {
        Source::File(mut file) => {
            let is_parquet = read_head(&mut file, PARQUET_MAGIC.len() as u64)? == PARQUET_MAGIC;
            file.rewind().map_err(|error| read_error(&error))?;
            if is_parquet {
                return open_parquet(file);
            }
            if name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
                return Err(refusal(
                    "the file is named .parquet, but its bytes are not Parquet: fetch or write it again",
                ));
            }
            Source::File(file)
        }
        bytes => bytes,
    };
    open_unpacked(unpack::unpack(source)?, name, default_header, options)
}

#[cfg(feature = "parquet")]
fn open_parquet<'r>(file: File) -> Result<Table<'r>> {
    parquet::open(file)
}

#[cfg(not(feature = "parquet"))]
fn open_parquet<'r>(_: File) -> Result<Table<'r>> {
    Err(refusal(
        "this is a Parquet file, which this build does not read: save the table as CSV, or build penchant-data with \
         its feature `parquet`",
    ))
}

/// Opens the table in a text that is read once, packed or not.
pub(crate) fn open_stream<'r>(
    bytes: impl Read + 'r,
    name: &Path,
    default_header: &[&str],
    options: &TextOptions,
) -> Result<Table<'r>> {
    open_unpacked(unpack::unpack_stream(bytes)?, name, default_header, options)
}

fn open_unpacked<'r>(
    Unpacked { mut bytes, packing, name: inner }: Unpacked<'r>,
    name: &Path,
    default_header: &[&str],
    options: &TextOptions,
) -> Result<Table<'r>> {
    let start = read_head(&mut bytes, PARQUET_MAGIC.len() as u64)?;
    if start == PARQUET_MAGIC {
        return Err(refusal(
            "this is Parquet, which is only read from an uncompressed file on the command line: give it there, or \
             save the table as CSV",
        ));
    }
    let mut text = DecodedText::new(Cursor::new(start).chain(bytes), options.encoding.as_deref());
    let encoding = text.encoding();
    let head = read_head(&mut text, HEAD_BYTES)?;
    let is_whole = (head.len() as u64) < HEAD_BYTES;
    let end = head.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    if head[..end].iter().any(|byte| matches!(byte, 0..=8 | 14..=25 | 27..=31)) {
        // Only what this build reads is worth a try.
        let packings = [(".gz", true), (".zip", cfg!(feature = "zip")), (".zst", cfg!(feature = "zstd"))];
        let packings: Vec<&str> = packings.iter().filter(|(_, is_read)| *is_read).map(|(name, _)| *name).collect();
        let others = if cfg!(feature = "parquet") { ", or a Parquet file" } else { "" };
        let expected = format!("CSV, TSV or JSON, as they are or as {}{others}", packings.join(" or "));
        return Err(refusal(&format!("these bytes are not text; expected {expected}")));
    }
    let first = String::from_utf8_lossy(&head[..end]).trim_start().chars().next();
    let Some(first) = first else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    let inner = inner.unwrap_or_default();
    let name = if inner.is_empty() { name } else { Path::new(&inner) };
    let whole = BufReader::new(Cursor::new(head.clone()).chain(text));
    let mut table = match first {
        '{' => json::open_lines(whole)?,
        '[' => json::open_array(whole)?,
        _ => {
            let sample = String::from_utf8_lossy(&head);
            // The last line may be cut.
            let sample = if is_whole { &sample } else { sample.rsplit_once('\n').map_or(&*sample, |(lines, _)| lines) };
            delimited::open(whole, sample, name, default_header, options)?
        }
    };
    table.layout.packing = packing;
    table.encoding = Some(encoding);
    Ok(table)
}

/// Opens a table in several files, one after the other. All have the columns of the first that has rows; those without
/// rows are left out, as the ones of empty partitions.
pub(crate) fn open_parts<'r>(
    parts: impl Iterator<Item = (PathBuf, Source<'r>)> + 'r,
    default_header: &[&'static str],
    options: &TextOptions,
) -> Result<Table<'r>> {
    let default_header = default_header.to_vec();
    let options = options.clone();
    let open_part = move |(name, source): (PathBuf, Source<'r>)| -> Result<Option<(String, Table<'r>)>> {
        let short = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match open(source, &name, &default_header, &options) {
            Ok(table) => Ok(Some((short, table))),
            Err(error) if error.kind() == ErrorKind::DataEmpty => Ok(None),
            Err(error) => Err(error.about(short)),
        }
    };
    let mut opened = parts.map(open_part).filter_map(Result::transpose);
    let Some(first) = opened.next() else {
        return Err(Error::new(ErrorKind::DataEmpty, "none of the files has a row"));
    };
    let (name, first) = first?;
    let (header, unit, layout, sample, encoding) =
        (first.header.clone(), first.unit, first.layout.clone(), first.sample.clone(), first.encoding.clone());
    let parts = Parts {
        columns: header.clone(),
        selected: None,
        name,
        current: first.into_rows(),
        others: Box::new(opened),
        parts: 1,
    };
    let mut table = Table::new(header, unit, layout, VecDeque::new(), parts);
    (table.sample, table.encoding) = (sample, encoding);
    Ok(table)
}

type OpenedPart<'r> = Result<(String, Table<'r>)>;

/// The rows of several files.
struct Parts<'r> {
    columns: Vec<String>,
    selected: Option<Vec<usize>>,
    name: String,
    current: RowsOfPart<'r>,
    others: Box<dyn Iterator<Item = OpenedPart<'r>> + 'r>,
    parts: usize,
}

impl Rows for Parts<'_> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        loop {
            if let Some((row, read)) = self.current.0.pop_front() {
                *cells = read;
                return Ok(Some(row));
            }
            if let Some(row) = self.current.1.next(cells)? {
                return Ok(Some(row));
            }
            let Some(part) = self.others.next() else { return Ok(None) };
            let (name, mut part) = part?;
            if part.header != self.columns {
                let message = format!(
                    "{name} has the columns {}, and those before have {:?}: give the folder of one table",
                    part.columns(),
                    self.columns
                );
                return Err(Error::new(ErrorKind::DataFormat, message));
            }
            if let Some(selected) = &self.selected {
                part.select_columns(selected.iter().copied().map(Some))?;
            }
            (self.name, self.current, self.parts) = (name, part.into_rows(), self.parts + 1);
        }
    }

    fn select_columns(&mut self, columns: &[usize]) -> Result<()> {
        self.selected = Some(columns.to_vec());
        self.current.1.select_columns(columns)
    }

    fn part(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn complete_layout(&self, layout: &mut Layout) {
        layout.parts = self.parts;
    }
}

fn refusal(message: &str) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
