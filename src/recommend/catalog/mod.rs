//! The items that can be recommended: ids, titles, years, genres, and the way from an id to an index.
//! Each kind of text is one block, so that a million items are a few allocations.

mod builder;
mod columns;
mod genres;
mod id_index;
mod items;
mod strings;

pub use builder::CatalogBuilder;
pub use columns::Columns;
pub use genres::genre_overlap;
pub use items::{Catalog, Item};
pub use strings::Strings;
