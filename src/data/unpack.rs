//! Packed bytes in, the table's own bytes out: `.gz`, `.zip` and `.zst`; and files of other kinds refused by name.

use crate::formats::lines::read_error;
use crate::source::Source;
use flate2::read::MultiGzDecoder;
use penchant_base::{Error, ErrorKind, Result};
use std::io::{BufReader, Cursor, Read, Seek};

pub(crate) const PARQUET_MAGIC: &[u8] = b"PAR1";
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// A table's bytes, how they were packed, and their own name, if the archive has one.
pub(crate) struct Unpacked<'r> {
    pub bytes: Box<dyn Read + 'r>,
    pub packing: Option<&'static str>,
    pub name: Option<String>,
}

/// Unpacks the bytes of a source.
pub(crate) fn unpack<'r>(mut source: Source<'r>) -> Result<Unpacked<'r>> {
    let start = match &mut source {
        Source::Bytes(bytes) => bytes[..bytes.len().min(4)].to_vec(),
        Source::File(file) => {
            let start = read_head(file, 4)?;
            file.rewind().map_err(|error| read_error(&error))?;
            start
        }
    };
    if start == ZIP_MAGIC {
        return match source {
            Source::Bytes(bytes) => unzip(Cursor::new(bytes)),
            Source::File(file) => unzip(file),
        };
    }
    match source {
        Source::Bytes(bytes) => unpack_stream(bytes),
        Source::File(file) => unpack_stream(file),
    }
}

/// As [`unpack`], of bytes that are read once. An archive is held in memory.
pub(crate) fn unpack_stream<'r>(mut bytes: impl Read + 'r) -> Result<Unpacked<'r>> {
    let start = read_head(&mut bytes, 4)?;
    let mut bytes = Cursor::new(start.clone()).chain(bytes);
    let unpacked = |bytes: Box<dyn Read + 'r>, packing| Unpacked { bytes, packing, name: None };
    if start.starts_with(ZIP_MAGIC) {
        let mut archive = Vec::new();
        bytes.read_to_end(&mut archive).map_err(|error| read_error(&error))?;
        return unzip(Cursor::new(archive));
    }
    let mut unpacked = if start.starts_with(GZIP_MAGIC) {
        unpacked(Box::new(MultiGzDecoder::new(BufReader::new(bytes))), Some("gzip"))
    } else if start.starts_with(ZSTD_MAGIC) {
        unpacked(unzstd(bytes)?, Some("zstd"))
    } else {
        unpacked(Box::new(bytes), None)
    };
    // Enough for what is told apart by its first bytes, of which tar has its own the farthest in.
    let head = read_head(&mut unpacked.bytes, 512)?;
    if let Some(message) = refuse_by_magic(&head) {
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    unpacked.bytes = Box::new(Cursor::new(head).chain(unpacked.bytes));
    Ok(unpacked)
}

#[cfg(feature = "zstd")]
fn unzstd<'r>(bytes: impl Read + 'r) -> Result<Box<dyn Read + 'r>> {
    let decoder = zstd::stream::read::Decoder::new(bytes).map_err(|error| read_error(&error))?;
    Ok(Box::new(decoder))
}

#[cfg(not(feature = "zstd"))]
fn unzstd<'r>(_: impl Read + 'r) -> Result<Box<dyn Read + 'r>> {
    Err(refusal("the table is packed with zstd, which is read on the command line only: unpack it, or use gzip"))
}

#[cfg(feature = "zip")]
fn unzip<'r>(archive: impl Read + Seek + 'r) -> Result<Unpacked<'r>> {
    use flate2::CrcReader;
    use flate2::read::DeflateDecoder;
    use std::io::SeekFrom;
    use zip::{CompressionMethod, ZipArchive};

    let damaged = |_| refusal("the zip archive is damaged or cut off: fetch or copy it again");
    let mut archive = ZipArchive::new(archive).map_err(damaged)?;
    let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(damaged)?;
    if let Some(kind) = office_document(&names) {
        return Err(refusal(&kind));
    }
    // What archives have besides tables.
    let is_table = |name: &&String| {
        let last = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let texts = ["readme", "license", "licence", ".md", ".pdf", ".html", ".png", ".jpg"];
        !name.ends_with('/')
            && !name.starts_with("__MACOSX")
            && !last.starts_with('.')
            && !texts.iter().any(|text| last.contains(text))
    };
    let tables: Vec<&String> = names.iter().filter(is_table).collect();
    let [name] = tables[..] else {
        let message = format!(
            "the zip archive has {} tables, and one was expected: unpack it and give the right one of {tables:?}",
            tables.len()
        );
        return Err(refusal(&message));
    };
    let entry = archive.by_name(name);
    let entry = entry.map_err(|_| refusal("the table in the zip archive is encrypted or damaged: unpack it first"))?;
    let (start, packed, method, checksum) =
        (entry.data_start(), entry.compressed_size(), entry.compression(), entry.crc32());
    let is_encrypted = entry.encrypted();
    drop(entry);
    let Some(start) = start.filter(|_| !is_encrypted) else {
        return Err(refusal("the table in the zip archive is encrypted: unpack it first"));
    };
    let mut file = archive.into_inner();
    file.seek(SeekFrom::Start(start)).map_err(|error| read_error(&error))?;
    let bytes = BufReader::new(file.take(packed));
    let bytes: Box<dyn Read + 'r> = match method {
        CompressionMethod::Stored => Box::new(bytes),
        CompressionMethod::Deflated => Box::new(DeflateDecoder::new(bytes)),
        other => {
            let message = format!("the zip archive is packed with {other}, which cannot be read: unpack it first");
            return Err(refusal(&message));
        }
    };
    let bytes = Checked { bytes: CrcReader::new(bytes), checksum };
    let mut inner = unpack_stream(bytes)?;
    (inner.packing, inner.name) = (Some("zip"), Some(name.clone()));
    Ok(inner)
}

/// Bytes whose checksum is compared at their end.
#[cfg(feature = "zip")]
struct Checked<R: Read> {
    bytes: flate2::CrcReader<R>,
    checksum: u32,
}

#[cfg(feature = "zip")]
impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if read == 0 && !buffer.is_empty() && self.bytes.crc().sum() != self.checksum {
            return Err(std::io::Error::new(
                std::io::ErrorKind::InvalidData,
                "its checksum is not that of the zip archive: fetch or copy it again",
            ));
        }
        Ok(read)
    }
}

#[cfg(not(feature = "zip"))]
fn unzip<'r>(_: impl Read + Seek + 'r) -> Result<Unpacked<'r>> {
    Err(refusal(
        "this is a zip archive or an Excel workbook: unpack it, or save the sheet as CSV, and give the table itself",
    ))
}

/// What office programs write as zip archives.
#[cfg(feature = "zip")]
fn office_document(names: &[String]) -> Option<String> {
    let has = |part: &str| names.iter().any(|name| name.starts_with(part));
    let kind = if has("xl/") {
        "an Excel workbook"
    } else if has("content.xml") {
        "an OpenDocument sheet"
    } else if has("word/") {
        "a Word document"
    } else if names.iter().any(|name| name.ends_with(".npy")) {
        return Some("these are NumPy's arrays and not a table: save it with DataFrame.to_csv".to_owned());
    } else {
        return None;
    };
    Some(format!("this is {kind} and not a table of text: save the sheet as CSV (UTF-8), and give that"))
}

/// Why a file whose first bytes these are is not read; `None` if it may be a table.
fn refuse_by_magic(head: &[u8]) -> Option<String> {
    const KINDS: &[(&[u8], &str, &str)] = &[
        (b"BZh", "packed with bzip2", "unpack it, or pack it with gzip"),
        (&[0xfd, b'7', b'z', b'X', b'Z', 0], "packed with xz", "unpack it, or pack it with gzip"),
        (&[0x04, 0x22, 0x4d, 0x18], "packed with lz4", "unpack it, or pack it with gzip"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it, and give the table itself"),
        (b"Rar!", "a RAR archive", "unpack it, and give the table itself"),
        (&[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook", "save the sheet as CSV (UTF-8)"),
        (b"SQLite format 3\0", "a SQLite database", "export the table: sqlite3 -csv -header FILE 'select …'"),
        (b"\x89HDF", "an HDF5 file", "save the table with DataFrame.to_csv or to_parquet"),
        (b"ARROW1", "an Arrow or Feather file", "save the table with DataFrame.to_parquet or to_csv"),
        (b"FEA1", "a Feather file", "save the table with DataFrame.to_parquet or to_csv"),
        (b"ORC", "an ORC file", "save the table as Parquet or CSV"),
        (b"Obj\x01", "an Avro file", "save the table as Parquet or CSV"),
        (b"\x93NUMPY", "a NumPy array", "save the table with numpy.savetxt or DataFrame.to_csv"),
        (b"\x80\x04\x95", "a Python pickle", "save the table with DataFrame.to_csv or to_parquet"),
        (b"\x80\x05\x95", "a Python pickle", "save the table with DataFrame.to_csv or to_parquet"),
        (b"%PDF", "a PDF", "give the table itself"),
        (b"RDX", "an R workspace", "save the table with write.csv"),
        (b"version https://git-lfs", "a pointer of Git LFS instead of the file", "fetch it with git lfs pull"),
        (b"%%MatrixMarket", "a matrix of Matrix Market", "write one row for each user, item and value as CSV"),
    ];
    let kind = KINDS.iter().find(|(magic, ..)| head.starts_with(magic));
    if let Some((_, kind, remedy)) = kind {
        return Some(format!("this is {kind}, which is not read: {remedy}"));
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some("this is a tar archive: unpack it, and give the table itself".to_owned());
    }
    let text = head.trim_ascii_start().to_ascii_lowercase();
    if text.starts_with(b"<!doctype") || text.starts_with(b"<html") || text.starts_with(b"<?xml") {
        let message = "this is a page of HTML or XML and not a table: fetch the table itself, perhaps after logging in";
        return Some(message.to_owned());
    }
    None
}

/// The first bytes, at most `max_bytes`.
pub(crate) fn read_head(bytes: &mut impl Read, max_bytes: u64) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.take(max_bytes).read_to_end(&mut head).map_err(|error| read_error(&error))?;
    Ok(head)
}

fn refusal(message: &str) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
