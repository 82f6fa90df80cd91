//! How a table is read.

use crate::links::LinkTemplate;
use crate::scale::Feedback;
use crate::times::TimeUnit;
use penchant_base::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::str::FromStr;

/// How a table is read. What is not told is guessed, and what was guessed is in the report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOptions {
    /// The names of columns that are not to be guessed.
    pub columns: ColumnNames,
    /// How the text is laid out.
    pub text: TextOptions,
    /// What the times of the column of times count.
    pub time_unit: Option<TimeUnit>,
    /// Whether the column of ratings has ratings or counts.
    pub feedback: Option<Feedback>,
    /// Whether ids are texts or whole numbers.
    pub ids: Option<IdForm>,
    /// What separates the genres of an item, and the names of people.
    pub genre_separator: Option<String>,
    /// What the links of items are made of, instead of a column that has them.
    pub link: Option<LinkTemplate>,
    /// The number of unusable rows beyond which the table is refused.
    pub max_bad_rows: usize,
    /// The number of ratings beyond which the table is refused.
    pub max_rows: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            columns: ColumnNames::default(),
            text: TextOptions::default(),
            time_unit: None,
            feedback: None,
            ids: None,
            genre_separator: None,
            link: None,
            max_bad_rows: 100,
            max_rows: usize::MAX,
        }
    }
}

impl ReadOptions {
    /// How the text is laid out, with the names that a header may have.
    pub(crate) fn text(&self) -> TextOptions {
        let ColumnNames { user, item, rating, timestamp, .. } = self.columns.clone();
        TextOptions { column_names: [user, item, rating, timestamp], ..self.text.clone() }
    }
}

/// How a text is laid out, where that is not to be guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextOptions {
    /// The name of the encoding, such as `gb18030`.
    pub encoding: Option<String>,
    /// What separates cells: a character, `::`, or one of the words `tab`, `space` and `comma`.
    pub separator: Option<String>,
    /// Whether the first row has the columns' names.
    pub header: Option<bool>,
    /// What encloses cells.
    pub quote: Option<CellQuote>,
    /// Whether a backslash before a quote makes it part of a quoted cell.
    pub backslash: Option<bool>,
    /// Whether numbers have a decimal comma.
    pub decimal_comma: Option<bool>,
    /// What lines that are not rows begin with; empty if every line is a row.
    pub comment: Option<String>,
    /// The names of columns that were given, by which a header is known.
    pub column_names: [Option<String>; 4],
}

/// What encloses cells that have the separator in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellQuote {
    /// `"`.
    Double,
    /// `'`.
    Single,
    /// Nothing.
    None,
}

impl FromStr for CellQuote {
    type Err = Error;

    /// Errors: `argument`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "\"" => Ok(Self::Double),
            "'" => Ok(Self::Single),
            "none" => Ok(Self::None),
            _ => Err(Error::new(
                ErrorKind::Argument,
                format!("{text:?} does not enclose cells; choose from \", ' and none"),
            )),
        }
    }
}

impl CellQuote {
    /// The byte.
    pub(crate) fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::Single => Some(b'\''),
            Self::None => None,
        }
    }
}

/// What ids are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// Texts: `101`, `0101` and `101.0` differ.
    Text,
    /// Whole numbers: `101`, `0101` and `101.0` are one.
    Numbers,
}

impl FromStr for IdForm {
    type Err = Error;

    /// Errors: `argument`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "text" => Ok(Self::Text),
            "numbers" => Ok(Self::Numbers),
            _ => Err(Error::new(
                ErrorKind::Argument,
                format!("{text:?} is not a form of ids; choose from text and numbers"),
            )),
        }
    }
}

/// The names of columns, where they are not to be guessed.
///
/// A name is compared without case, spaces, `_`, `-` and `.`. A number counts columns from 1, for tables
/// without a header. An empty name means that there is no such column, even if one looks like it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnNames {
    /// The user who rated.
    pub user: Option<String>,
    /// The item that was rated. Also used in tables of items, if they have a column of this name.
    pub item: Option<String>,
    /// The rating. Without such a column, every row is a like.
    pub rating: Option<String>,
    /// The time of the rating.
    pub timestamp: Option<String>,
    /// In tables of items, as all that follow: who made an item.
    pub creators: Option<String>,
    /// Who is in it.
    pub cast: Option<String>,
    /// What it is about.
    pub synopsis: Option<String>,
    /// How many minutes it takes.
    pub minutes: Option<String>,
    /// The address of a page about it.
    pub link: Option<String>,
}
