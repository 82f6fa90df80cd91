//! Factors and neighbours that were trained elsewhere, in tables or in safetensors.

mod factors;
mod files;
mod neighbours;
mod tensors;

pub use factors::Factors;
pub use files::{MadeElsewhere, Placed, read_ids};
pub use neighbours::{NeighbourRow, Neighbours};
