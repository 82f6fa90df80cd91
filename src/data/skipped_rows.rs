//! Rows that cannot be used: counted, the first of them kept to be told.

use penchant_base::{Error, ErrorKind, Result};

/// Rows that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// How many there were.
    pub count: usize,
    /// The first few: the place, from 1, and what is wrong there.
    pub examples: Vec<(u64, String)>,
    /// What places are counted in: `line` in a text, `row` in a Parquet file.
    pub unit: &'static str,
}

impl Default for Skipped {
    fn default() -> Self {
        Self { count: 0, examples: Vec::new(), unit: "line" }
    }
}

impl Skipped {
    const EXAMPLES: usize = 5;

    /// Counts a row; an error once there are more than `at_most`.
    pub(crate) fn add(&mut self, place: u64, what: String, at_most: usize) -> Result<()> {
        self.count += 1;
        if self.examples.len() < Self::EXAMPLES {
            self.examples.push((place, what));
        }
        if self.count <= at_most {
            return Ok(());
        }
        let message = match at_most {
            0 => format!("{} {place}: {}", self.unit, self.examples[0].1),
            _ => format!("more than {at_most} rows cannot be used:{self}"),
        };
        Err(Error::new(ErrorKind::DataFormat, message))
    }
}

/// The examples, each on a line of its own.
impl std::fmt::Display for Skipped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.examples.iter().try_for_each(|(place, what)| write!(formatter, "\n  {} {place}: {what}", self.unit))
    }
}

/// A cell as a message shows it: quoted, and cut if it is long.
pub(crate) fn shown(cell: &str) -> String {
    const CHARACTERS: usize = 60;
    match cell.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{:?}…", &cell[..end]),
        None => format!("{cell:?}"),
    }
}
