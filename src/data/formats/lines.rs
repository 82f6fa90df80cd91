//! Text in, lines out, none longer than a row may be.

use crate::encoding::Refusal;
use penchant_base::limits::MAX_ROW_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use std::io::{self, BufRead, Read};

/// The lines of a text, with their numbers. Zeros at the end of a line are padding, and left out.
pub(crate) struct Lines<R> {
    text: R,
    /// The byte that ends a line: that of old Macintosh files is a carriage return.
    end: u8,
    number: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(text: R, end: u8) -> Self {
        Self { text, end, number: 0, line: Vec::new() }
    }

    /// The next line that is not blank, without its end.
    pub fn next(&mut self) -> Result<Option<(u64, &str)>> {
        loop {
            if !self.read()? {
                return Ok(None);
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some((self.number, self.text())));
            }
        }
    }

    /// The next line, blank or not, without its end.
    pub fn next_or_blank(&mut self) -> Result<Option<(u64, &str)>> {
        Ok(if self.read()? { Some((self.number, self.text())) } else { None })
    }

    /// Reads a line; whether there was one.
    fn read(&mut self) -> Result<bool> {
        self.line.clear();
        let mut bounded = self.text.by_ref().take(MAX_ROW_BYTES as u64 + 1);
        if bounded.read_until(self.end, &mut self.line).map_err(|error| read_error(&error))? == 0 {
            return Ok(false);
        }
        self.number += 1;
        if self.line.len() > MAX_ROW_BYTES {
            return Err(too_long(self.number));
        }
        while self.line.pop_if(|last| matches!(last, b'\n' | b'\r' | 0)).is_some() {}
        // A text that an old editor ended with Ctrl-Z.
        if self.line == [26] {
            self.line.clear();
        }
        Ok(true)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.line).unwrap_or_default()
    }
}

/// The error of a row that is longer than any table has.
pub(crate) fn too_long(line: u64) -> Error {
    let message = format!("line {line} is longer than {MAX_ROW_BYTES} bytes; expected a table with a row on each line");
    Error::new(ErrorKind::DataFormat, message)
}

/// The error of a table whose bytes cannot be read.
pub(crate) fn read_error(error: &io::Error) -> Error {
    if let Some(Refusal(error)) = error.get_ref().and_then(|error| error.downcast_ref()) {
        return error.clone();
    }
    let (kind, message) = match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            (ErrorKind::DataFormat, "the compressed table ends too early: fetch or copy it again".to_owned())
        }
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            (ErrorKind::DataFormat, format!("the table is damaged: {error}"))
        }
        _ => (ErrorKind::Io, format!("the table cannot be read: {error}")),
    };
    Error::new(kind, message)
}
