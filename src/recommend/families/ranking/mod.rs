//! Families that rank a catalogue's items for a visitor.

pub(super) mod als;
#[cfg(feature = "train")]
mod cold_start;
pub(super) mod content;
pub(super) mod ease;
#[cfg(feature = "train")]
mod features;
pub(super) mod items;
pub(super) mod popularity;
pub(super) mod pure_svd;
#[cfg(feature = "train")]
mod similarity;
#[cfg(feature = "train")]
pub(super) mod users;

#[cfg(feature = "train")]
pub use als::from_factors;
#[cfg(feature = "train")]
pub use items::from_neighbours;
