//! The items that can be recommended: their ids, titles, years and genres, and details to show.
//!
//! All ids are one block of text and all titles another, so that a million items take a few allocations.

mod builder;
mod columns;
mod details;
mod genres;
mod id_index;
mod items;
mod strings;

pub use builder::CatalogBuilder;
pub use columns::Columns;
pub use details::{Detail, DetailColumns, DetailSize, Details};
pub use genres::genre_overlap;
pub use items::{Catalog, Item};
pub use strings::Strings;
