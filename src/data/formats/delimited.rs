//! Tables with a separator between cells: CSV, TSV, and the files of MovieLens, Book-Crossing and RecBole.

use crate::columns::is_typed;
use crate::formats::lines::{Lines, decode, unreadable};
use crate::table::{Place, Rows, Table};
use csv::{ByteRecord, Position, StringRecord};
use penchant_base::limits::MAX_ROW_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// One byte.
    Byte(u8),
    /// `::`, in MovieLens' `.dat` files.
    Colons,
}

impl Separator {
    /// The separator of a table that begins with this line.
    pub fn of(line: &str) -> Self {
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

/// A table whose first line is `first`. Where that is no header, the columns go by `positional`, and by
/// numbers beyond.
pub(crate) fn open<'r>(
    text: impl BufRead + 'r,
    separator: Separator,
    first: &str,
    positional: &[&str],
) -> Result<Table<'r>> {
    let mut rows: Box<dyn Rows> = match separator {
        Separator::Colons => Box::new(Colons(Lines::new(text))),
        Separator::Byte(byte) => Box::new(Separated::new(text, byte, first)),
    };
    let mut row = StringRecord::new();
    let Some((place, readable)) = rows.next(&mut row)? else {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    };
    readable.map_err(|what| Error::new(ErrorKind::DataFormat, format!("line {place}: {what}")))?;
    // Names of columns are no numbers; a row of ratings or items without a single number is unheard of.
    if row.iter().any(|cell| cell.trim().parse::<f64>().is_ok()) {
        let names = positional.iter().map(|&name| name.to_owned());
        let header = names.chain((positional.len() + 1..).map(|number| number.to_string())).take(row.len()).collect();
        return Ok(Table::new(header, "line", Replayed { row: Some((place, row)), rows }));
    }
    Ok(Table::new(row.iter().map(|name| name.trim().to_owned()).collect(), "line", Replayed { row: None, rows }))
}

/// Rows of which the first may have been read already.
struct Replayed<'r> {
    row: Option<(u64, StringRecord)>,
    rows: Box<dyn Rows + 'r>,
}

impl Rows for Replayed<'_> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>> {
        match self.row.take() {
            Some((place, row)) => {
                *cells = row;
                Ok(Some((place, Ok(()))))
            }
            None => self.rows.next(cells),
        }
    }
}

/// Cells between `::`, without quotes.
struct Colons<R>(Lines<R>);

impl<R: BufRead> Rows for Colons<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>> {
        Ok(self.0.next()?.map(|(number, line)| {
            decode(line).split("::").for_each(|cell| cells.push_field(cell));
            (number, Ok(()))
        }))
    }
}

/// Cells between single bytes, as the crate `csv` reads them.
struct Separated<R> {
    rows: csv::Reader<Bounded<R>>,
    row: ByteRecord,
    /// How many bytes the row may still take.
    left: Rc<Cell<usize>>,
    width: Option<usize>,
}

impl<R: Read> Separated<R> {
    fn new(text: R, separator: u8, first: &str) -> Self {
        let left = Rc::new(Cell::new(MAX_ROW_BYTES));
        // RecBole's and MovieLens' files have no quotes around cells, but titles that begin with one.
        let quotes = separator != b'|' && !first.split(char::from(separator)).any(|name| is_typed(name.trim()));
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .quoting(quotes)
            // Book-Crossing has \" inside of quotes.
            .escape((separator == b';').then_some(b'\\'))
            .from_reader(Bounded { text, left: left.clone() });
        Self { rows, row: ByteRecord::new(), left, width: None }
    }
}

impl<R: Read> Rows for Separated<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>> {
        self.left.set(MAX_ROW_BYTES);
        let more = self.rows.read_byte_record(&mut self.row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => unreadable(&error),
            other => Error::new(ErrorKind::DataFormat, format!("the table cannot be read: {other:?}")),
        })?;
        if !more {
            return Ok(None);
        }
        let line = self.row.position().map_or(0, Position::line);
        let end = self.rows.position().line();
        if self.row.len() != *self.width.get_or_insert(self.row.len()) && end > line + 1 {
            // Anything that follows an open quote would be lost in this one row.
            let message = format!("a quote opened in line {line} ends as late as line {end}, if at all: close it");
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        self.row.iter().for_each(|cell| cells.push_field(&decode(cell)));
        Ok(Some((line, Ok(()))))
    }
}

/// Refuses a row that does not end.
struct Bounded<R> {
    text: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        let left = self.left.get().checked_sub(read).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, format!("a row is longer than {MAX_ROW_BYTES} bytes"))
        })?;
        self.left.set(left);
        Ok(read)
    }
}
