//! How the text of a table is laid out, as it was told or guessed: what a reader says of it before it says what the
//! columns are.

use serde::Serialize;

/// Why something is taken to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The caller said so.
    Option,
    /// A column's name.
    Name,
    /// Words in a column's name, which has others too.
    PartOfName,
    /// A column's place.
    Place,
    /// What is in the table.
    Content,
}

/// The names of a table's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Header {
    /// The first row has names.
    Names,
    /// The first row has the numbers 0, 1, 2, … instead of names.
    Numbers,
    /// There is no header: the first row is data.
    None,
}

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Layout {
    /// `CSV`, `text`, `JSON lines`, `JSON array` or `Parquet`.
    pub format: &'static str,
    /// `gzip`, `zip` or `zstd`, if the table was packed.
    pub packing: Option<&'static str>,
    /// The name of the text's encoding, if the format has one.
    pub encoding: Option<String>,
    /// Why this encoding.
    pub encoding_by: By,
    /// Places that the encoding does not have, which were replaced by `�`.
    pub replaced: usize,
    /// The line of the first such place.
    pub first_replaced: u64,
    /// What separates cells, if something does.
    pub separator: Option<String>,
    /// Why this separator.
    pub separator_by: By,
    /// What encloses cells that have the separator in them, if something does.
    pub quote: Option<char>,
    /// Whether a backslash escapes quotes.
    pub backslash: bool,
    /// Where the columns' names are.
    pub header: Header,
    /// Why there.
    pub header_by: By,
    /// Lines that hold no rows: comments, rulers and sums.
    pub comments: usize,
    /// The number of files, if the table has several.
    pub parts: usize,
}

impl Layout {
    /// A format whose columns have names of their own.
    pub(crate) fn named(format: &'static str) -> Self {
        Self {
            format,
            packing: None,
            encoding: None,
            encoding_by: By::Content,
            replaced: 0,
            first_replaced: 0,
            separator: None,
            separator_by: By::Content,
            quote: None,
            backslash: false,
            header: Header::Names,
            header_by: By::Content,
            comments: 0,
            parts: 1,
        }
    }
}
