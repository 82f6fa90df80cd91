//! Families that rank the items of a catalogue for a visitor.

pub(super) mod als;
pub(super) mod content;
pub(super) mod ease;
pub(super) mod items;
pub(super) mod popularity;
pub(super) mod pure_svd;

#[cfg(feature = "train")]
pub use {als::from_factors, items::from_neighbours};
