//! Tables with a separator between cells: CSV, TSV, and the files of MovieLens, Book-Crossing and RecBole.

use crate::columns::has_recbole_type;
use crate::formats::lines::{Lines, decode, read_error};
use crate::table::{NumberedRow, Rows, Table};
use csv::{ByteRecord, Position, StringRecord};
use penchant_base::limits::MAX_ROW_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// What separates two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// One byte.
    Byte(u8),
    /// `::`, in MovieLens' `.dat` files.
    Colons,
}

impl Separator {
    /// The separator of a table whose first line this is.
    pub fn guess(line: &str) -> Self {
        let outside_quotes: String = line.split('"').step_by(2).collect();
        let count = |separator: char| outside_quotes.matches(separator).count();
        if outside_quotes.contains("::") {
            Self::Colons
        } else if count('\t') > 0 {
            Self::Byte(b'\t')
        } else if count(';') > count(',') {
            Self::Byte(b';')
        } else if count('|') > 0 && count(',') == 0 {
            Self::Byte(b'|')
        } else {
            Self::Byte(b',')
        }
    }
}

/// A table whose first line is `first`. If that is not a header, the columns are called `default_header`, and
/// further ones by their numbers.
pub(crate) fn open<'r>(
    text: impl BufRead + 'r,
    separator: Separator,
    first: &str,
    default_header: &[&str],
) -> Result<Table<'r>> {
    let mut rows: Box<dyn Rows> = match separator {
        Separator::Colons => Box::new(ColonSeparated(Lines::new(text))),
        Separator::Byte(byte) => Box::new(ByteSeparated::new(text, byte, first)),
    };
    let mut row = StringRecord::new();
    let Some((number, readable)) = rows.next(&mut row)? else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    readable.map_err(|fault| Error::new(ErrorKind::DataFormat, format!("line {number}: {fault}")))?;
    // Columns are not named by numbers; rows of ratings or items practically always have one.
    if row.iter().any(|cell| cell.trim().parse::<f64>().is_ok()) {
        let names = default_header.iter().map(|&name| name.to_owned());
        let header =
            names.chain((default_header.len() + 1..).map(|number| number.to_string())).take(row.len()).collect();
        return Ok(Table::new(header, "line", FirstThenRest { first: Some((number, row)), rows }));
    }
    Ok(Table::new(row.iter().map(|name| name.trim().to_owned()).collect(), "line", FirstThenRest { first: None, rows }))
}

/// Rows whose first was read already, unless it was the header.
struct FirstThenRest<'r> {
    first: Option<(u64, StringRecord)>,
    rows: Box<dyn Rows + 'r>,
}

impl Rows for FirstThenRest<'_> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        match self.first.take() {
            Some((number, row)) => {
                *cells = row;
                Ok(Some((number, Ok(()))))
            }
            None => self.rows.next(cells),
        }
    }
}

/// Cells separated by `::`, without quotes.
struct ColonSeparated<R>(Lines<R>);

impl<R: BufRead> Rows for ColonSeparated<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        Ok(self.0.next()?.map(|(number, line)| {
            decode(line).split("::").for_each(|cell| cells.push_field(cell));
            (number, Ok(()))
        }))
    }
}

/// Cells separated by a single byte, as the crate `csv` reads them.
struct ByteSeparated<R> {
    rows: csv::Reader<LimitedReader<R>>,
    row: ByteRecord,
    /// How many bytes the row may still take.
    bytes_left: Rc<Cell<usize>>,
    width: Option<usize>,
}

impl<R: Read> ByteSeparated<R> {
    fn new(text: R, separator: u8, first: &str) -> Self {
        let bytes_left = Rc::new(Cell::new(MAX_ROW_BYTES));
        // RecBole's and MovieLens' files do not quote cells, but have titles that begin with a quote.
        let quotes = separator != b'|' && !first.split(char::from(separator)).any(|name| has_recbole_type(name.trim()));
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .quoting(quotes)
            // Book-Crossing has \" inside of quotes.
            .escape((separator == b';').then_some(b'\\'))
            .from_reader(LimitedReader { text, bytes_left: bytes_left.clone() });
        Self { rows, row: ByteRecord::new(), bytes_left, width: None }
    }
}

impl<R: Read> Rows for ByteSeparated<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        self.bytes_left.set(MAX_ROW_BYTES);
        let more = self.rows.read_byte_record(&mut self.row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => read_error(&error),
            other => Error::new(ErrorKind::DataFormat, format!("the table cannot be read: {other:?}")),
        })?;
        if !more {
            return Ok(None);
        }
        let line = self.row.position().map_or(0, Position::line);
        let end = self.rows.position().line();
        if self.row.len() != *self.width.get_or_insert(self.row.len()) && end > line + 1 {
            // All rows after an open quote would be lost in this one.
            let message = format!(
                "a quote opened in line {line} is not closed before line {end}: close it, or double it if it is text"
            );
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        self.row.iter().for_each(|cell| cells.push_field(&decode(cell)));
        Ok(Some((line, Ok(()))))
    }
}

/// Refuses to read more than the rest of a row may take.
struct LimitedReader<R> {
    text: R,
    bytes_left: Rc<Cell<usize>>,
}

impl<R: Read> Read for LimitedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        let bytes_left = self.bytes_left.get().checked_sub(read).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, format!("a row is longer than {MAX_ROW_BYTES} bytes"))
        })?;
        self.bytes_left.set(bytes_left);
        Ok(read)
    }
}
