//! Linear algebra that knows nothing of models.
//!
//! On the device:
//! - [`dot`] and [`add_scaled`]: vectors in single precision;
//! - [`cholesky`]: small symmetric positive definite systems;
//! - [`int8`]: products of int8 rows with a vector;
//! - [`Csr`]: sparse matrices by row;
//! - [`TopK`], [`top_k`], [`sorted_unique`]: the largest of many numbers, and sorting in little code.
//!
//! For training (feature `train`):
//! - `dense`: products of dense matrices in single precision;
//! - `symmetric`: dense symmetric matrices and their inverse;
//! - `strongest`: the strongest cells of a dense matrix;
//! - `ridge`: ridge regression on sparse rows;
//! - `truncated_svd`: the strongest singular vectors of a sparse matrix.
//!
//! Matrices are row-major; lengths and indices are counted in numbers, not bytes.

pub mod cholesky;
#[cfg(feature = "train")]
pub mod dense;
pub mod int8;
#[cfg(feature = "train")]
pub mod ridge;
mod sparse;
#[cfg(feature = "train")]
pub mod strongest;
#[cfg(feature = "train")]
pub mod symmetric;
mod top;
#[cfg(feature = "train")]
pub mod truncated_svd;
mod vector;

pub use sparse::Csr;
pub use top::{TopK, sorted_unique, top_k};
pub use vector::{add_scaled, dot};
