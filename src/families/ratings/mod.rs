//! Families that predict what a user would rate an item. Ratings in, a number on the same scale out.

mod baseline;
mod knn;
mod nmf;
mod svd;

use super::Family;
use crate::interactions::Csr;

pub(super) const FAMILIES: [Family; 4] = [baseline::FAMILY, knn::FAMILY, nmf::FAMILY, svd::FAMILY];

/// What all of them begin with: the ratings, their mean and their range.
struct Ratings<'t> {
    by_user: &'t Csr,
    mean: f64,
    least: f64,
    most: f64,
}

impl<'t> Ratings<'t> {
    fn new(by_user: &'t Csr) -> Self {
        let values = || (0..by_user.height()).flat_map(|user| by_user.entries(user)).map(|(_, value)| f64::from(value));
        let mean = values().sum::<f64>() / by_user.len().max(1) as f64;
        Self {
            by_user,
            mean,
            least: values().fold(f64::INFINITY, f64::min),
            most: values().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// A prediction brought into the range of the ratings.
fn clip(rating: f64, least: f64, most: f64) -> f64 {
    rating.max(least).min(most)
}
