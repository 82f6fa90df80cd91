//! A catalogue as it is stored: one column for each property of its items.

use super::details::DetailColumns;
use super::strings::Strings;

/// The columns of a catalogue as they are stored. A year of 0 is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Ids, each once.
    pub ids: Strings,
    /// Titles, one for each id.
    pub titles: Strings,
    /// Years, one for each id.
    pub years: Vec<u16>,
    /// The names that `genres` refers to.
    pub genre_names: Vec<String>,
    /// Item `i` has `genres[genre_offsets[i]..genre_offsets[i + 1]]`.
    pub genre_offsets: Vec<u32>,
    /// Indices into `genre_names`.
    pub genres: Vec<u16>,
    /// What else is shown of items.
    pub details: DetailColumns,
}
