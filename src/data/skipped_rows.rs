//! Rows that cannot be used: counted, and the first of them kept as examples.

use penchant_base::{Error, ErrorKind, Result};
use std::fmt;

/// Rows that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRows {
    /// How many there were.
    pub count: usize,
    /// The first few: the number of the line or row, from 1, and what is wrong with it.
    pub examples: Vec<(u64, String)>,
    /// What the examples' numbers count: `line` in a text, `row` in a Parquet file.
    pub unit: &'static str,
}

impl Default for SkippedRows {
    fn default() -> Self {
        Self { count: 0, examples: Vec::new(), unit: "line" }
    }
}

impl SkippedRows {
    const MAX_EXAMPLES: usize = 5;

    /// Counts a row; an error once there are more than `max_bad_rows`.
    pub(crate) fn add(&mut self, number: u64, fault: String, max_bad_rows: usize) -> Result<()> {
        self.count += 1;
        if self.examples.len() < Self::MAX_EXAMPLES {
            self.examples.push((number, fault));
        }
        if self.count <= max_bad_rows {
            return Ok(());
        }
        let message = match max_bad_rows {
            0 => format!("{} {number}: {}", self.unit, self.examples[0].1),
            _ => format!("more than {max_bad_rows} rows cannot be used:{self}"),
        };
        Err(Error::new(ErrorKind::DataFormat, message))
    }
}

/// The examples, each on a line of its own.
impl fmt::Display for SkippedRows {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.examples.iter().try_for_each(|(number, fault)| write!(formatter, "\n  {} {number}: {fault}", self.unit))
    }
}
