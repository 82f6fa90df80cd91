//! How a table is read.

use serde::Deserialize;

/// How a table is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The names of columns that are not to be guessed.
    pub columns: ColumnNames,
    /// The number of unusable rows beyond which the table is refused.
    pub max_bad_rows: usize,
    /// The number of ratings beyond which the table is refused.
    pub max_rows: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { columns: ColumnNames::default(), max_bad_rows: 100, max_rows: usize::MAX }
    }
}

/// The names of columns, where they are not to be guessed.
///
/// A name is compared without case, spaces, `_` and `-`. A number counts columns from 1, for tables
/// without a header. An empty name means that there is no such column, even if one looks like it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnNames {
    /// The user who rated.
    pub user: Option<String>,
    /// The item that was rated. Also used in tables of items, if they have a column of this name.
    pub item: Option<String>,
    /// The rating. Without such a column, every row is a rating of 1.
    pub rating: Option<String>,
    /// The time of the rating.
    pub timestamp: Option<String>,
}
