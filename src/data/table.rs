//! The interface between formats and their readers: a header, and rows of cells as text.

use crate::cells::quote;
use crate::columns::{normalize_name, strip_id};
use crate::encoding::Encoding;
use crate::layout::{Header, Layout};
use crate::skipped_rows::SkippedRows;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// A row's number, from 1, and what is wrong with the row if it cannot be read.
pub(crate) type NumberedRow = (u64, Result<(), String>);

/// What a format provides.
pub(crate) trait Rows {
    /// Reads the next row into `cells`, which is empty before.
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>>;

    /// Announces that only these columns will be used; the cells of others may stay empty.
    fn select_columns(&mut self, _columns: &[usize]) -> Result<()> {
        Ok(())
    }

    /// The part of the table that the last row was in, if it has several.
    fn part(&self) -> Option<&str> {
        None
    }

    /// Adds what is known of the layout only after the last row was read.
    fn complete_layout(&self, _layout: &mut Layout) {}
}

/// A table whose header is known.
pub(crate) struct Table<'r> {
    pub header: Vec<String>,
    /// What the rows' numbers count: `line` or `row`.
    pub unit: &'static str,
    pub layout: Layout,
    /// The columns that hold lists in the sample, whose cells have their members.
    pub lists: Vec<usize>,
    /// What is known of the text's encoding.
    pub encoding: Option<Rc<RefCell<Encoding>>>,
    /// The first rows that can be read, to tell from them what columns are.
    pub sample: Vec<StringRecord>,
    /// Rows that were read for the sample, and are read again.
    read_ahead: VecDeque<(NumberedRow, StringRecord)>,
    rows: Box<dyn Rows + 'r>,
    cells: StringRecord,
}

/// Rows that were read ahead, and those after them.
pub(crate) type RowsOfPart<'r> = (VecDeque<(NumberedRow, StringRecord)>, Box<dyn Rows + 'r>);

/// The number of rows in a sample.
pub(crate) const SAMPLED_ROWS: usize = 1_000;

impl<'r> Table<'r> {
    /// A table of these rows, of which some were read ahead.
    pub fn new(
        header: Vec<String>,
        unit: &'static str,
        layout: Layout,
        read_ahead: VecDeque<(NumberedRow, StringRecord)>,
        rows: impl Rows + 'r,
    ) -> Self {
        let whole = |((_, readable), cells): &(NumberedRow, StringRecord)| {
            (readable.is_ok() && cells.len() == header.len()).then(|| cells.clone())
        };
        let sample = read_ahead.iter().filter_map(whole).collect();
        Self {
            header,
            unit,
            layout,
            lists: Vec::new(),
            encoding: None,
            sample,
            read_ahead,
            rows: Box::new(rows),
            cells: StringRecord::new(),
        }
    }

    /// The column that the caller named or, without a name, the first of `candidates` that exists.
    pub fn find_column(&self, name: Option<&str>, candidates: &[&str]) -> Result<Option<usize>> {
        match name {
            None => Ok(self.by_name(candidates)),
            Some("") => Ok(None),
            Some(name) => {
                let by_number =
                    || name.parse::<usize>().ok()?.checked_sub(1).filter(|&index| index < self.header.len());
                let column = self.position(&normalize_name(name)).or_else(by_number);
                column.map(Some).ok_or_else(|| self.no_column(name))
            }
        }
    }

    fn no_column(&self, name: &str) -> Error {
        let message = format!("the table has no column {name:?}; its columns are {}", self.columns());
        Error::new(ErrorKind::DataFormat, message)
    }

    /// The first of `candidates` that a column has as its name, with or without a word for id.
    pub fn by_name(&self, candidates: &[&str]) -> Option<usize> {
        if self.layout.header != Header::Names {
            return candidates.iter().find_map(|name| self.position(name));
        }
        let stripped = |name: &&str| self.header.iter().position(|column| strip_id(&normalize_name(column)) == *name);
        candidates.iter().find_map(|name| self.position(name)).or_else(|| candidates.iter().find_map(stripped))
    }

    /// The first of `candidates` that a column has as its name. Other than with [`Self::by_name`], a column of ids of
    /// artists is not one of artists.
    pub fn by_full_name(&self, candidates: &[&str]) -> Option<usize> {
        candidates.iter().find_map(|name| self.position(name))
    }

    /// The column of this name, in whatever way it is written, with or without a word for id.
    pub fn column_called(&self, name: &str) -> Result<usize> {
        self.by_name(&[&normalize_name(name)]).ok_or_else(|| self.no_column(name))
    }

    /// The column of a normalised name. Of a table without a header, columns have the names of the default header.
    fn position(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| normalize_name(column) == name)
    }

    /// As [`Self::find_column`], for a column that must exist. `what` says in the error what it holds.
    pub fn require_column(&self, what: &str, name: Option<&str>, candidates: &[&str]) -> Result<usize> {
        self.find_column(name, candidates)?.ok_or_else(|| {
            const MAX_NAMES: usize = 12;
            let more = if candidates.len() > MAX_NAMES { " or another known name" } else { "" };
            let message = format!(
                "the table has no column for the {what}; its columns are {}, and one of {:?}{more} was expected",
                self.columns(),
                &candidates[..candidates.len().min(MAX_NAMES)]
            );
            Error::new(ErrorKind::DataFormat, message)
        })
    }

    /// `name`, if this table has a column of that name: one name may be given for several tables.
    pub fn existing_name<'n>(&self, name: Option<&'n str>) -> Option<&'n str> {
        name.filter(|name| self.header.iter().any(|column| normalize_name(column) == normalize_name(name)))
    }

    /// The columns' names, for messages.
    pub fn columns(&self) -> String {
        const MAX_COLUMNS: usize = 20;
        let names: Vec<_> = self.header.iter().take(MAX_COLUMNS).map(|name| quote(name)).collect();
        let more = if self.header.len() > MAX_COLUMNS { ", …" } else { "" };
        format!("[{}{more}]", names.join(", "))
    }

    /// The cells of a column in the sample that are not empty.
    pub fn sampled(&self, column: usize) -> impl Iterator<Item = &str> + Clone {
        self.sample.iter().map(move |cells| cells[column].trim()).filter(|cell| !cell.is_empty())
    }

    /// Announces that only these columns will be used.
    pub fn select_columns(&mut self, columns: impl IntoIterator<Item = Option<usize>>) -> Result<()> {
        let columns: Vec<_> = columns.into_iter().flatten().collect();
        self.rows.select_columns(&columns)
    }

    /// Hands every row with its number to `read_row`. Rows that it or the format cannot use are counted.
    pub fn for_each_row(
        self,
        max_bad_rows: usize,
        mut read_row: impl FnMut(&StringRecord) -> Result<Result<(), String>>,
    ) -> Result<SkippedRows> {
        Ok(self.for_each_numbered_row(max_bad_rows, |_, cells| read_row(cells))?.0)
    }

    /// As [`Self::for_each_row`], with the rows' numbers, and the layout as it is known after the last row.
    pub fn for_each_numbered_row(
        mut self,
        max_bad_rows: usize,
        mut read_row: impl FnMut(u64, &StringRecord) -> Result<Result<(), String>>,
    ) -> Result<(SkippedRows, Layout)> {
        let mut skipped = SkippedRows { unit: self.unit, ..SkippedRows::default() };
        loop {
            let next = match self.read_ahead.pop_front() {
                Some((numbered, cells)) => {
                    self.cells = cells;
                    Some(numbered)
                }
                None => {
                    self.cells.clear();
                    self.rows.next(&mut self.cells)?
                }
            };
            let Some((number, readable)) = next else {
                self.rows.complete_layout(&mut self.layout);
                if let Some(encoding) = &self.encoding {
                    encoding.borrow().describe(&mut self.layout);
                }
                return Ok((skipped, self.layout));
            };
            let outcome = match readable {
                Ok(()) if self.cells.len() != self.header.len() => {
                    Err(format!("it has {} cells instead of {}", self.cells.len(), self.header.len()))
                }
                Ok(()) => {
                    read_row(number, &self.cells).map_err(|error| error.about(format!("{} {number}", self.unit)))?
                }
                Err(fault) => Err(fault),
            };
            let named =
                |fault: String| self.rows.part().map_or_else(|| fault.clone(), |part| format!("{part}: {fault}"));
            outcome.or_else(|fault| skipped.add(number, named(fault), max_bad_rows))?;
        }
    }

    /// Takes the table apart, for one that goes on with the rows of the next part.
    pub(crate) fn into_rows(self) -> RowsOfPart<'r> {
        (self.read_ahead, self.rows)
    }
}
