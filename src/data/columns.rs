//! The names that columns have in the data sets people use.

/// Names as [`normalize_name`] gives them, in the order of preference.
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
/// All of these are read as texts, except the one that holds the genres.
pub(crate) const TEXTS: &[&str] =
    &["tags", "keywords", "description", "overview", "plot", "summary", "synopsis", "tagline"];
pub(crate) const TAG: &[&str] = &["tag", "tags", "keyword", "keywords"];

/// The liked item, its neighbour, and the weight from the one to the other.
pub(crate) const SOURCE: &[&str] = &["source", "sourceid"];
pub(crate) const NEIGHBOUR: &[&str] =
    &["neighbour", "neighbor", "neighbourid", "neighborid", "target", "targetid", "otheritem", "other", "otherid"];
pub(crate) const WEIGHT: &[&str] = &["weight", "similarity", "score", "value"];
/// Lists of an item's factors; Spark's column is `features`.
pub(crate) const FACTORS: &[&str] = &["features", "factors", "itemfactors", "embedding", "vector"];

/// The columns of a table of ratings without a header, as in MovieLens' `u.data` and `ratings.dat`.
pub(crate) const RATINGS_COLUMNS: &[&str] = &["user", "item", "rating", "timestamp"];
/// The columns of a table of items without a header, as in MovieLens' `movies.dat`.
pub(crate) const ITEMS_COLUMNS: &[&str] = &["item", "title", "genres"];
/// The columns of a table of neighbours without a header.
pub(crate) const NEIGHBOURS_COLUMNS: &[&str] = &["item", "neighbour", "weight"];

/// The types that [RecBole](https://recbole.io/docs/user_guide/data/atomic_files.html) appends to column names.
const RECBOLE_TYPES: &[&str] = &[":token", ":token_seq", ":float", ":float_seq"];
/// RecBole's type of cells that hold several words.
pub(crate) const RECBOLE_WORDS: &str = ":token_seq";

/// Whether a column's name ends in one of RecBole's types.
pub(crate) fn has_recbole_type(header: &str) -> bool {
    RECBOLE_TYPES.iter().any(|kind| header.ends_with(kind))
}

/// A column's name without case, spaces, `_`, `-` and RecBole's type, which differ from table to table.
pub(crate) fn normalize_name(name: &str) -> String {
    let name = RECBOLE_TYPES.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
    name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}
