//! Reads tables of ratings, items and folds in the formats people have them in, and models trained elsewhere.
//!
//! | To read | use |
//! |---|---|
//! | ratings, and from them likes and a training set | [`Ratings`] |
//! | items: a catalogue, and texts about them | [`Items`], [`read_catalog`], [`read_tags`] |
//! | users or ratings that an evaluation holds out | [`Folds`], [`read_folds`], [`read_rating_folds`] |
//! | item factors or neighbours trained elsewhere | [`external`] |
//!
//! Tables are CSV and other separated text, JSON, and the files of MovieLens, Book-Crossing and RecBole, each also as
//! `.gz`; with the features `zip`, `zstd`, `encodings` and `parquet` also these. What [`ReadOptions`] do not tell is
//! guessed, and what was guessed is in a [`Report`], with a [`Warning`] for each thing that looks wrong. Rows that
//! cannot be used are counted as [`SkippedRows`], and refused beyond a limit. Text is read as a stream: only the
//! ratings, and each id once, stay in memory.
//!
//! # From tables to a training set
//!
//! ```
//! use penchant_data::{Items, Ratings, ReadOptions};
//! use std::path::Path;
//!
//! let ratings = "user,item,rating\nann,1,5\nann,2,4\nbob,1,2\n";
//! let items = "id,title,genres\n1,Toy Story (1995),Animation|Comedy\n2,Alien (1979),Horror\n";
//!
//! let options = ReadOptions::default();
//! let ratings = Ratings::open(ratings.as_bytes(), Path::new("ratings.csv"), &options)?;
//! let items = Items::open(items.as_bytes(), Path::new("movies.csv"), &options)?;
//! assert_eq!(items.catalog.item(1).year, Some(1979));
//! assert_eq!((ratings.skipped.count, ratings.count_unknown(&items.catalog)), (0, 0));
//!
//! // A rating above 3.5 is a like.
//! let training = ratings.training_set(items.catalog, items.texts, 3.5);
//! assert_eq!(training.interactions.likes.len(), 2);
//! # Ok::<(), penchant_base::Error>(())
//! ```
//!
//! # Folds of held-out users
//!
//! ```
//! use penchant_data::{Ratings, read_folds};
//!
//! let ratings = Ratings::read("user,item\nann,a\nann,b\nbob,a\nbob,b\n".as_bytes(), 0)?;
//! let table = "fold,user,item,part\n0,ann,a,foldin\n0,ann,b,hidden\n1,bob,b,foldin\n1,bob,a,hidden\n";
//! let folds = read_folds(table.as_bytes(), &ratings, &ratings.catalog()?)?;
//! assert_eq!(folds[1].users[0].hidden, [0]);
//! # Ok::<(), penchant_base::Error>(())
//! ```
//!
//! # How a table is read
//!
//! ```text
//! bytes ─► unpack ─► encoding ─► formats: a header, and rows of text cells ─► table
//!       table ─► roles: which column is what ─► ratings, with times, scale and ids ─► report
//!             └► items │ folds │ external
//! ```

pub mod external;

mod cells;
mod columns;
mod details;
mod encoding;
mod folds;
mod formats;
mod genres;
mod ids;
mod items;
mod layout;
mod links;
mod open;
mod options;
mod ratings;
mod report;
mod roles;
mod scale;
mod skipped_rows;
mod source;
mod table;
mod times;
mod unpack;
mod warning;

pub use details::DetailReport;
pub use folds::{Fold, Folds, HeldOut, RatingFold, read_folds, read_rating_folds};
pub use items::{Items, ItemsReport, read_catalog, read_tags, split_year};
pub use layout::{By, Header, Layout};
pub use links::LinkTemplate;
pub use options::{CellQuote, ColumnNames, IdForm, ReadOptions, TextOptions};
pub use ratings::{Rating, Ratings};
pub use report::{ColumnReport, Report, TimesReport};
pub use scale::{Feedback, Scale};
pub use skipped_rows::SkippedRows;
pub use source::Source;
pub use times::{TimeUnit, parse_day};
pub use warning::Warning;
