//! Bytes in, a table out: unpacks `.gz`, and guesses the format from the first bytes and the file's name.

use crate::formats::delimited::{self, Separator};
use crate::formats::json_lines;
use crate::formats::lines::{decode, unreadable};
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
    /// A file, of any format.
    File(File),
    /// The bytes of one; Parquet is read from files only.
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
const GZIP: &[u8] = &[0x1f, 0x8b];
const UTF_8: &[u8] = &[0xef, 0xbb, 0xbf];
/// What files with tabs are called.
const TABBED: &[&str] = &["tsv", "tab"];

/// The first and the last bytes of a Parquet file.
pub(crate) const PARQUET: &[u8] = b"PAR1";

/// The table of a source. `name` is only looked at, for the format.
pub(crate) fn open<'r>(source: Source<'r>, name: &Path, positional: &[&str]) -> Result<Table<'r>> {
    match source {
        Source::Bytes(bytes) => stream(bytes, name, positional),
        Source::File(mut file) => {
            let head = head(&mut file, PARQUET.len() as u64)?;
            file.rewind().map_err(|error| unreadable(&error))?;
            #[cfg(feature = "parquet")]
            if head == PARQUET {
                return parquet::open(file);
            }
            if head != PARQUET && extension(name).is_some_and(|extension| extension == "parquet") {
                return Err(Error::new(ErrorKind::DataFormat, "its bytes are not those of a Parquet file"));
            }
            stream(file, name, positional)
        }
    }
}

/// The table in a text, compressed or not.
pub(crate) fn stream<'r>(mut bytes: impl Read + 'r, name: &Path, positional: &[&str]) -> Result<Table<'r>> {
    let start = head(&mut bytes, GZIP.len() as u64)?;
    let zipped = start == GZIP;
    let bytes = Cursor::new(start).chain(bytes);
    let mut text: Box<dyn Read> =
        if zipped { Box::new(MultiGzDecoder::new(BufReader::new(bytes))) } else { Box::new(bytes) };

    let mut head = head(&mut text, HEAD_BYTES)?;
    if head.starts_with(UTF_8) {
        head.drain(..UTF_8.len());
    }
    let Some(first) = head.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()) else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    let first = decode(first.trim_ascii_end()).into_owned();
    let refuse = |message: &str| Err(Error::new(ErrorKind::DataFormat, message));
    if head.starts_with(PARQUET) {
        return refuse(
            "a Parquet file is read from its end: give it unpacked, as a file, to the command line, or save it as CSV",
        );
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return refuse("the text is in UTF-16: save it as UTF-8");
    }
    if head.iter().any(|byte| matches!(byte, 0..=8 | 14..=31)) {
        return refuse("these bytes are no text: a table is CSV, TSV, JSON lines or Parquet, or one of them in .gz");
    }
    let tabbed = extension(name).is_some_and(|extension| TABBED.contains(&extension.as_str()));
    let text = BufReader::new(Cursor::new(head).chain(text));
    match first.trim_start().chars().next() {
        Some('{') => json_lines::open(text),
        Some('[') => refuse("this is a JSON array: write one object a line instead (jq -c '.[]')"),
        _ if tabbed => delimited::open(text, Separator::Byte(b'\t'), &first, positional),
        _ => delimited::open(text, Separator::of(&first), &first, positional),
    }
}

/// The first bytes, at most as many.
pub(crate) fn head(bytes: &mut impl Read, at_most: u64) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.take(at_most).read_to_end(&mut head).map_err(|error| unreadable(&error))?;
    Ok(head)
}

/// What a file's name ends with, before `.gz`, in small letters.
fn extension(name: &Path) -> Option<String> {
    let name = name.to_str()?.to_ascii_lowercase();
    let (_, extension) = name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.')?;
    Some(extension.to_owned())
}
