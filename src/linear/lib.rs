//! Linear algebra without a model. On the device: vectors, small systems by our own Cholesky, rows of int8, sparse
//! matrices and the largest of many numbers; for training also large systems, by faer.

pub mod cholesky;
pub mod int8;
#[cfg(feature = "train")]
pub mod ridge;
#[cfg(feature = "train")]
pub mod single;
mod sparse;
#[cfg(feature = "train")]
pub mod svd;
#[cfg(feature = "train")]
pub mod symmetric;
pub mod top;
mod vector;

pub use sparse::Csr;
pub use vector::{add_scaled, dot};
