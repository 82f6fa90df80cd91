//! Families that predict what a user would rate an item. Ratings in, a number on the same scale out.

#[cfg(feature = "train")]
mod baseline;
#[cfg(feature = "train")]
mod knn;
#[cfg(feature = "train")]
mod nmf;
mod svd;
#[cfg(feature = "train")]
mod training;

use super::Family;
#[cfg(feature = "train")]
use training::{Ratings, clip};

/// The one that predicts the ratings of visitors it was not trained with.
pub(super) const PACKED: Family = svd::FAMILY;
/// Those that stay on the machine they are trained on.
#[cfg(feature = "train")]
pub(super) const NATIVE: &[Family] = &[baseline::FAMILY, knn::FAMILY, nmf::FAMILY];
