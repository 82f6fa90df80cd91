//! The interface between formats and their readers: a header, and rows of cells as text.

use crate::cells::quote;
use crate::columns::normalize_name;
use crate::skipped_rows::SkippedRows;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};

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
}

/// A table whose header is known.
pub(crate) struct Table<'r> {
    pub header: Vec<String>,
    /// What the rows' numbers count: `line` or `row`.
    pub unit: &'static str,
    rows: Box<dyn Rows + 'r>,
    cells: StringRecord,
}

impl<'r> Table<'r> {
    pub fn new(header: Vec<String>, unit: &'static str, rows: impl Rows + 'r) -> Self {
        Self { header, unit, rows: Box::new(rows), cells: StringRecord::new() }
    }

    /// The column that the caller named or, without a name, the first of `candidates` that exists.
    pub fn find_column(&self, name: Option<&str>, candidates: &[&str]) -> Result<Option<usize>> {
        let position = |name: &str| self.header.iter().position(|column| normalize_name(column) == name);
        match name {
            None => Ok(candidates.iter().find_map(|name| position(name))),
            Some("") => Ok(None),
            Some(name) => {
                let by_number =
                    || name.parse::<usize>().ok()?.checked_sub(1).filter(|&index| index < self.header.len());
                let column = position(&normalize_name(name)).or_else(by_number);
                column.map(Some).ok_or_else(|| {
                    let message = format!("the table has no column {name:?}; its columns are {}", self.columns());
                    Error::new(ErrorKind::DataFormat, message)
                })
            }
        }
    }

    /// As [`Self::find_column`], for a column that must exist. `what` says in the error what it holds.
    pub fn require_column(&self, what: &str, name: Option<&str>, candidates: &[&str]) -> Result<usize> {
        self.find_column(name, candidates)?.ok_or_else(|| {
            let message = format!(
                "the table has no column for the {what}; its columns are {}, and one of {candidates:?} was expected",
                self.columns()
            );
            Error::new(ErrorKind::DataFormat, message)
        })
    }

    /// `name`, if this table has a column of that name: one name may be given for several tables.
    pub fn existing_name<'n>(&self, name: Option<&'n str>) -> Option<&'n str> {
        name.filter(|name| self.header.iter().any(|column| normalize_name(column) == normalize_name(name)))
    }

    fn columns(&self) -> String {
        const MAX_COLUMNS: usize = 20;
        let names: Vec<_> = self.header.iter().take(MAX_COLUMNS).map(|name| quote(name)).collect();
        let more = if self.header.len() > MAX_COLUMNS { ", …" } else { "" };
        format!("[{}{more}]", names.join(", "))
    }

    /// Announces that only these columns will be used.
    pub fn select_columns(&mut self, columns: impl IntoIterator<Item = Option<usize>>) -> Result<()> {
        let columns: Vec<_> = columns.into_iter().flatten().collect();
        self.rows.select_columns(&columns)
    }

    /// Hands every row to `read_row`. Rows that it or the format cannot use are counted.
    pub fn for_each_row(
        mut self,
        max_bad_rows: usize,
        mut read_row: impl FnMut(&StringRecord) -> Result<Result<(), String>>,
    ) -> Result<SkippedRows> {
        let mut skipped = SkippedRows { unit: self.unit, ..SkippedRows::default() };
        loop {
            self.cells.clear();
            let Some((number, readable)) = self.rows.next(&mut self.cells)? else { return Ok(skipped) };
            let outcome = match readable {
                Ok(()) if self.cells.len() != self.header.len() => {
                    Err(format!("it has {} cells instead of {}", self.cells.len(), self.header.len()))
                }
                Ok(()) => read_row(&self.cells).map_err(|error| error.about(format!("{} {number}", self.unit)))?,
                Err(fault) => Err(fault),
            };
            outcome.or_else(|fault| skipped.add(number, fault, max_bad_rows))?;
        }
    }
}
