//! Implicit ALS (Y. Hu, Y. Koren and C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
//! ICDM 2008): factors x of users and y of items that minimise Σ c·(p − xᵀy)² + λ(|x|² + |y|²) over all pairs of a user
//! and an item. For a like p is 1 and the confidence c is α; for all other pairs p is 0 and c is 1.
//!
//! A visitor is folded in by solving for x while the items' factors stay fixed:
//! (YᵀY + λI + Σ(c − 1)·y·yᵀ)·x = Σ c·p·y, with the sums over the history.

mod family;
mod model;
#[cfg(feature = "train")]
mod packing;
#[cfg(feature = "train")]
mod solvers;
#[cfg(feature = "train")]
mod train;

pub(in crate::families) use family::FAMILY;
#[cfg(feature = "train")]
pub use train::from_factors;
