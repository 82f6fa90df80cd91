//! Tables of ratings, items and folds in, in the format they come in; interactions and a catalogue out. Also
//! factors and neighbours that were trained elsewhere, in tables or in safetensors.
//! Format and columns are guessed unless named. Bad rows are counted and told with their places, not
//! taken as they are. Text is read as a stream: what stays in memory is the ratings and each id once.
//!
//! ```text
//! bytes -> source: unpacked, format guessed -> table: a header, rows of text cells
//!          (delimited | json_lines | parquet, natively)   -> ratings | items | folds | factors | neighbours
//! bytes -> tensors (safetensors)                -> factors | neighbours
//! ```

pub mod external;

mod columns;
mod folds;
mod formats;
mod items;
mod ratings;
mod skipped_rows;
mod source;
mod table;

pub use columns::{Columns, Options};
pub use folds::{Fold, HeldOut, RatingFold, read_folds, read_rating_folds};
pub use items::{Items, read_catalog, read_tags, split_year};
pub use ratings::{Rating, Ratings};
pub use skipped_rows::Skipped;
pub use source::Source;
