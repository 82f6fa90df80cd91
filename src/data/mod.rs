//! Tables of ratings, items and folds in, in the format they come in; interactions and a catalogue out.
//! Format and columns are guessed unless named. Bad rows are counted and told with their places, not
//! taken as they are. Text is read as a stream: what stays in memory is the ratings and each id once.
//!
//! ```text
//! bytes -> source: unpacked, format guessed -> table: a header, rows of text cells
//!          (delimited | json_lines | parquet)   -> ratings | items | folds
//! ```

mod columns;
mod delimited;
mod folds;
mod items;
mod json_lines;
mod lines;
mod parquet;
mod ratings;
mod skipped;
mod source;
mod table;

pub use columns::{Columns, Options};
pub use folds::{Fold, HeldOut, RatingFold, read_folds, read_rating_folds};
pub use items::{Items, read_catalog, split_year};
pub use ratings::{Rating, Ratings};
pub use skipped::Skipped;
