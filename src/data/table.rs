//! The seam between formats and what is read from them: a header, and rows of cells as text.

use crate::columns::plain;
use crate::skipped_rows::{Skipped, shown};
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};

/// The place of a row, from 1, and what is wrong with it if it cannot be read.
pub(crate) type Place = (u64, Result<(), String>);

/// What a format provides.
pub(crate) trait Rows {
    /// Reads the next row into `cells`, which come empty.
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>>;

    /// Says that only these columns will be looked at; the cells of others may stay empty.
    fn keep(&mut self, _columns: &[usize]) -> Result<()> {
        Ok(())
    }
}

/// A table whose header is known.
pub(crate) struct Table<'r> {
    pub header: Vec<String>,
    /// What places are counted in.
    pub unit: &'static str,
    rows: Box<dyn Rows + 'r>,
    cells: StringRecord,
}

impl<'r> Table<'r> {
    pub fn new(header: Vec<String>, unit: &'static str, rows: impl Rows + 'r) -> Self {
        Self { header, unit, rows: Box::new(rows), cells: StringRecord::new() }
    }

    /// The column that goes by `called`, or else by the first of `names` that there is.
    pub fn find(&self, called: Option<&str>, names: &[&str]) -> Result<Option<usize>> {
        let position = |name: &str| self.header.iter().position(|column| plain(column) == name);
        match called {
            None => Ok(names.iter().find_map(|name| position(name))),
            Some("") => Ok(None),
            Some(name) => {
                let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|&place| place < self.header.len());
                let place = position(&plain(name)).or_else(number);
                place.map(Some).ok_or_else(|| {
                    let message = format!("the table has no column {name:?}: it has {}", self.columns());
                    Error::new(ErrorKind::DataFormat, message)
                })
            }
        }
    }

    /// As [`Self::find`], where the column must be there.
    pub fn require(&self, what: &str, called: Option<&str>, names: &[&str]) -> Result<usize> {
        self.find(called, names)?.ok_or_else(|| {
            let message = format!(
                "the table has no column for the {what}: it has {}, and one of {names:?} is wanted",
                self.columns()
            );
            Error::new(ErrorKind::DataFormat, message)
        })
    }

    /// A name that was given for the columns of several tables, if this one has a column of it.
    pub fn only_if_there<'n>(&self, called: Option<&'n str>) -> Option<&'n str> {
        called.filter(|name| self.header.iter().any(|column| plain(column) == plain(name)))
    }

    fn columns(&self) -> String {
        const SHOWN: usize = 20;
        let names: Vec<_> = self.header.iter().take(SHOWN).map(|name| shown(name)).collect();
        let more = if self.header.len() > SHOWN { ", …" } else { "" };
        format!("[{}{more}]", names.join(", "))
    }

    /// Says that only these columns will be looked at.
    pub fn keep(&mut self, columns: impl IntoIterator<Item = Option<usize>>) -> Result<()> {
        let columns: Vec<_> = columns.into_iter().flatten().collect();
        self.rows.keep(&columns)
    }

    /// Reads every row with `take`. Those that it or the format cannot use are counted.
    pub fn read(
        mut self,
        max_bad_rows: usize,
        mut take: impl FnMut(&StringRecord) -> Result<Result<(), String>>,
    ) -> Result<Skipped> {
        let mut skipped = Skipped { unit: self.unit, ..Skipped::default() };
        loop {
            self.cells.clear();
            let Some((place, readable)) = self.rows.next(&mut self.cells)? else { return Ok(skipped) };
            let outcome = match readable {
                Ok(()) if self.cells.len() != self.header.len() => {
                    Err(format!("it has {} cells instead of {}", self.cells.len(), self.header.len()))
                }
                Ok(()) => take(&self.cells).map_err(|error| error.about(format!("{} {place}", self.unit)))?,
                Err(what) => Err(what),
            };
            outcome.or_else(|what| skipped.add(place, what, max_bad_rows))?;
        }
    }
}
