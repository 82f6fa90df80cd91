//! What columns are called: by the caller, or in the data sets that people have.

/// The names of columns, where they are not to be guessed.
///
/// A name is compared without case, spaces, `_` and `-`. A number counts columns from 1, for tables
/// without a header. An empty name says that there is no such column, although one looks like it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Columns {
    /// Who rated.
    pub user: Option<String>,
    /// What was rated. A table of items is looked through for it, too.
    pub item: Option<String>,
    /// How much it was liked. Without one, every row is a 1.
    pub rating: Option<String>,
    /// When.
    pub timestamp: Option<String>,
}

/// How a table is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Names that the columns go by.
    pub columns: Columns,
    /// How many rows may be unusable before the whole table is refused.
    pub max_bad_rows: usize,
    /// How many ratings are taken in before the table is refused.
    pub max_rows: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { columns: Columns::default(), max_bad_rows: 100, max_rows: usize::MAX }
    }
}

/// Names as [`plain`] gives them, in the order of preference.
pub(crate) const USER: &[&str] = &["userid", "user", "uid", "reviewerid", "visitorid", "customerid"];
pub(crate) const ITEM: &[&str] = &[
    "itemid",
    "item",
    "movieid",
    "songid",
    "trackid",
    "artistid",
    "gameid",
    "bookid",
    "isbn",
    "parentasin",
    "asin",
    "productid",
    "id",
];
pub(crate) const RATING: &[&str] = &["rating", "score", "bookrating", "overall", "stars", "playcount", "weight"];
pub(crate) const TIMESTAMP: &[&str] = &["timestamp", "unixreviewtime", "time", "date"];
pub(crate) const TITLE: &[&str] = &["title", "name", "booktitle", "movietitle"];
pub(crate) const YEAR: &[&str] = &["year", "yearofpublication", "releaseyear"];
pub(crate) const GENRES: &[&str] = &["genres", "genre", "tags", "class"];
/// Every one of these is read, unless it is taken for something else.
pub(crate) const TEXTS: &[&str] =
    &["tags", "keywords", "description", "overview", "plot", "summary", "synopsis", "tagline"];
pub(crate) const TAG: &[&str] = &["tag", "tags", "keyword", "keywords"];

/// What is liked, what it speaks for, and by how much.
pub(crate) const SOURCE: &[&str] = &["source", "sourceid"];
pub(crate) const NEIGHBOUR: &[&str] =
    &["neighbour", "neighbor", "neighbourid", "neighborid", "target", "targetid", "otheritem", "other", "otherid"];
pub(crate) const WEIGHT: &[&str] = &["weight", "similarity", "score", "value"];
/// Lists of an item's factors; Spark's column is `features`.
pub(crate) const FACTORS: &[&str] = &["features", "factors", "itemfactors", "embedding", "vector"];

/// The columns of a table of ratings without a header, as in MovieLens' `u.data` and `ratings.dat`.
pub(crate) const RATINGS_WITHOUT_HEADER: &[&str] = &["user", "item", "rating", "timestamp"];
/// Those of a table of items, as in MovieLens' `movies.dat`.
pub(crate) const ITEMS_WITHOUT_HEADER: &[&str] = &["item", "title", "genres"];
/// Those of a table of neighbours.
pub(crate) const NEIGHBOURS_WITHOUT_HEADER: &[&str] = &["item", "neighbour", "weight"];

/// What [RecBole](https://recbole.io/docs/user_guide/data/atomic_files.html) puts behind a column's name.
const TYPES: &[&str] = &[":token", ":token_seq", ":float", ":float_seq"];
/// The type of texts that hold several words.
pub(crate) const WORDS: &str = ":token_seq";

/// Whether a header is one of RecBole's.
pub(crate) fn is_typed(header: &str) -> bool {
    TYPES.iter().any(|kind| header.ends_with(kind))
}

/// A name without what differs from table to table: its case, its joints and its type.
pub(crate) fn plain(name: &str) -> String {
    let name = TYPES.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
    name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}
