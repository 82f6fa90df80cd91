//! Bytes in, lines out, none longer than a row may be; and text from bytes of either usual encoding.

use penchant_base::limits::MAX_ROW_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// The lines of a text that are not blank, with their numbers.
pub(crate) struct Lines<R> {
    text: R,
    number: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(text: R) -> Self {
        Self { text, number: 0, line: Vec::new() }
    }

    /// The next line, without its end.
    pub fn next(&mut self) -> Result<Option<(u64, &[u8])>> {
        loop {
            self.line.clear();
            self.number += 1;
            let mut bounded = self.text.by_ref().take(MAX_ROW_BYTES as u64 + 1);
            if bounded.read_until(b'\n', &mut self.line).map_err(|error| unreadable(&error))? == 0 {
                return Ok(None);
            }
            if self.line.len() > MAX_ROW_BYTES {
                let message = format!("line {} is longer than {MAX_ROW_BYTES} bytes: is this a table?", self.number);
                return Err(Error::new(ErrorKind::DataFormat, message));
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        Ok(Some((self.number, line.strip_suffix(b"\r").unwrap_or(line))))
    }
}

/// UTF-8, or else ISO 8859-1, in which MovieLens' and Book-Crossing's older files are.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// Why bytes stopped coming.
pub(crate) fn unreadable(error: &io::Error) -> Error {
    let (kind, what) = match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            (ErrorKind::DataFormat, "the compressed table ends too early: fetch or copy it again".to_owned())
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            (ErrorKind::DataFormat, format!("the table is damaged: {error}"))
        }
        _ => (ErrorKind::Io, format!("the table cannot be read: {error}")),
    };
    Error::new(kind, what)
}
