//! Families that predict what a visitor would rate an item. Ratings in, a rating on the same scale out.

pub(super) mod biased_svd;
