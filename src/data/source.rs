//! Bytes in, a table out: unpacks `.gz`, and guesses the format from the first bytes and the file's name.

use crate::formats::delimited::{self, Separator};
use crate::formats::json_lines;
use crate::formats::lines::{decode, read_error};
#[cfg(feature = "parquet")]
use crate::formats::parquet;
use crate::table::Table;
use flate2::read::MultiGzDecoder;
use penchant_base::{Error, ErrorKind, Result};
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;

/// Where a table comes from.
#[derive(Debug)]
pub enum Source<'r> {
    /// A file of any format.
    File(File),
    /// The bytes of a file of any format but Parquet.
    Bytes(&'r [u8]),
}

impl From<File> for Source<'_> {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}

impl<'r> From<&'r [u8]> for Source<'r> {
    fn from(bytes: &'r [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

/// How many bytes are looked at to guess a format.
const HEAD_BYTES: u64 = 64 << 10;
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
/// The first and the last bytes of a Parquet file.
const PARQUET_MAGIC: &[u8] = b"PAR1";
const UTF_8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
const UTF_16_MARKS: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];
const TSV_EXTENSIONS: &[&str] = &["tsv", "tab"];

/// Opens the table of a source. `name` only helps to guess the format; a table without a header has
/// the columns `default_header`.
pub(crate) fn open<'r>(source: Source<'r>, name: &Path, default_header: &[&str]) -> Result<Table<'r>> {
    match source {
        Source::Bytes(bytes) => open_stream(bytes, name, default_header),
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
            open_stream(file, name, default_header)
        }
    }
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

/// Opens the table in a text, compressed or not.
pub(crate) fn open_stream<'r>(mut bytes: impl Read + 'r, name: &Path, default_header: &[&str]) -> Result<Table<'r>> {
    let start = read_head(&mut bytes, GZIP_MAGIC.len() as u64)?;
    let is_compressed = start == GZIP_MAGIC;
    let bytes = Cursor::new(start).chain(bytes);
    let mut text: Box<dyn Read> =
        if is_compressed { Box::new(MultiGzDecoder::new(BufReader::new(bytes))) } else { Box::new(bytes) };

    let mut head = read_head(&mut text, HEAD_BYTES)?;
    if head.starts_with(UTF_8_MARK) {
        head.drain(..UTF_8_MARK.len());
    }
    let Some(first) = head.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()) else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    let first = decode(first.trim_ascii_end()).into_owned();
    if head.starts_with(PARQUET_MAGIC) {
        return Err(refusal(
            "this is Parquet, which is only read from an uncompressed file on the command line: give it there, or \
             save the table as CSV",
        ));
    }
    if UTF_16_MARKS.iter().any(|mark| head.starts_with(mark)) {
        return Err(refusal("the text is in UTF-16: save it as UTF-8"));
    }
    if head.iter().any(|byte| matches!(byte, 0..=8 | 14..=31)) {
        return Err(refusal(
            "these bytes are not text; expected CSV, TSV or JSON lines, as they are or as .gz, or a Parquet file",
        ));
    }
    let is_tsv = extension(name).is_some_and(|extension| TSV_EXTENSIONS.contains(&extension.as_str()));
    let text = BufReader::new(Cursor::new(head).chain(text));
    match first.trim_start().chars().next() {
        Some('{') => json_lines::open(text),
        Some('[') => Err(refusal("this is a JSON array: write one object per line instead (jq -c '.[]')")),
        _ if is_tsv => delimited::open(text, Separator::Byte(b'\t'), &first, default_header),
        _ => delimited::open(text, Separator::guess(&first), &first, default_header),
    }
}

/// The first bytes, at most `max_bytes`.
pub(crate) fn read_head(bytes: &mut impl Read, max_bytes: u64) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.take(max_bytes).read_to_end(&mut head).map_err(|error| read_error(&error))?;
    Ok(head)
}

/// A file name's extension before `.gz`, in lower case.
fn extension(name: &Path) -> Option<String> {
    let name = name.to_str()?.to_ascii_lowercase();
    let (_, extension) = name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.')?;
    Some(extension.to_owned())
}

fn refusal(message: &str) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
