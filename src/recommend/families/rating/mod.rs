//! Families that predict what a user would rate an item. Ratings in, a number on the same scale out.

#[cfg(feature = "train")]
pub(super) mod baseline;
pub(super) mod biased_svd;
#[cfg(feature = "train")]
pub(super) mod knn;
#[cfg(feature = "train")]
pub(super) mod nmf;
#[cfg(feature = "train")]
mod rating_matrix;
