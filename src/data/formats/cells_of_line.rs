//! One row's lines in, its cells out, by the rules of a dialect.

use csv::StringRecord;
use csv_core::ReadRecordResult;
use penchant_base::limits::MAX_ROW_BYTES;
use penchant_base::{Error, ErrorKind, Result};

/// What separates two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// One byte.
    Byte(u8),
    /// `::`, in MovieLens' `.dat` files.
    Colons,
    /// One or more spaces or tabs.
    Spaces,
}

/// How the cells of a row are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub separator: Separator,
    /// What encloses cells, if something does.
    pub quote: Option<u8>,
    /// Whether a backslash before a quote makes it part of a quoted cell.
    pub backslash: bool,
    /// Whether rows begin and end with the separator, as databases print them.
    pub framed: bool,
}

/// Splits rows into cells.
pub(crate) struct Splitter {
    pub dialect: Dialect,
    quoted: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// The line that follows in a row whose quote is open.
pub(crate) type NextLine<'l> = &'l mut dyn FnMut() -> Result<Option<String>>;

impl Splitter {
    pub fn new(dialect: Dialect) -> Self {
        let delimiter = match dialect.separator {
            Separator::Byte(byte) => byte,
            Separator::Colons | Separator::Spaces => b' ',
        };
        let quoted = csv_core::ReaderBuilder::new()
            .delimiter(delimiter)
            .quote(dialect.quote.unwrap_or(b'"'))
            .escape(dialect.backslash.then_some(b'\\'))
            .build();
        Self { dialect, quoted, text: vec![0; 1024], ends: vec![0; 64] }
    }

    /// Splits a row that begins with `line` and goes on with further lines if a quote is open at the end. The number
    /// of these lines, and whether the row ends because the text does.
    pub fn split(&mut self, line: &str, next_line: NextLine<'_>, cells: &mut StringRecord) -> Result<usize> {
        let line = if self.dialect.framed {
            let inner = line.trim();
            inner.strip_prefix('|').unwrap_or(inner).strip_suffix('|').unwrap_or(inner)
        } else {
            line
        };
        let has = |quote| line.as_bytes().contains(&quote);
        if self.dialect.quote.is_some_and(has) && self.dialect.separator != Separator::Colons {
            return self.split_quoted(line, next_line, cells);
        }
        match self.dialect.separator {
            Separator::Byte(byte) => line.split(char::from(byte)).for_each(|cell| cells.push_field(cell)),
            Separator::Colons => line.split("::").for_each(|cell| cells.push_field(cell)),
            Separator::Spaces => line.split_whitespace().for_each(|cell| cells.push_field(cell)),
        }
        Ok(0)
    }

    fn split_quoted(&mut self, line: &str, next_line: NextLine<'_>, cells: &mut StringRecord) -> Result<usize> {
        let mut input = format!("{line}\n").into_bytes();
        let (mut consumed, mut bytes, mut fields, mut lines, mut length) = (0, 0, 0, 0, input.len());
        loop {
            let (result, read, written, ended) =
                self.quoted.read_record(&input[consumed..], &mut self.text[bytes..], &mut self.ends[fields..]);
            consumed += read;
            bytes += written;
            fields += ended;
            match result {
                ReadRecordResult::OutputFull => self.text.resize(2 * self.text.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::InputEmpty if input.is_empty() => {}
                ReadRecordResult::InputEmpty => {
                    consumed = 0;
                    input.clear();
                    // Without a further line the input stays empty, which ends the row.
                    if let Some(line) = next_line()? {
                        lines += 1;
                        length += line.len() + 1;
                        input.extend_from_slice(line.as_bytes());
                        input.push(b'\n');
                    }
                    if length > MAX_ROW_BYTES {
                        let message = format!("a row is longer than {MAX_ROW_BYTES} bytes: a quote may not be closed");
                        return Err(Error::new(ErrorKind::DataFormat, message));
                    }
                }
            }
        }
        let mut start = 0;
        for &end in &self.ends[..fields] {
            let cell = std::str::from_utf8(&self.text[start..end]).unwrap_or_default();
            // A run of spaces is one separator.
            if !(self.dialect.separator == Separator::Spaces && cell.is_empty()) {
                cells.push_field(cell);
            }
            start = end;
        }
        Ok(lines)
    }
}
