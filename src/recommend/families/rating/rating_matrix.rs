//! What all families that predict ratings begin with: the ratings, their mean and their range.

use penchant_linear::Csr;

pub(super) struct Ratings<'t> {
    pub(super) by_user: &'t Csr,
    pub(super) mean: f64,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl<'t> Ratings<'t> {
    pub(super) fn new(by_user: &'t Csr) -> Self {
        let mut ratings = Self { by_user, mean: 0.0, least: f64::INFINITY, most: f64::NEG_INFINITY };
        let (mut sum, mut count) = (0.0, 0usize);
        for rating in ratings.values() {
            (sum, count) = (sum + rating, count + 1);
            ratings.least = ratings.least.min(rating);
            ratings.most = ratings.most.max(rating);
        }
        ratings.mean = sum / count.max(1) as f64;
        ratings
    }

    /// All ratings, by user.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> + use<'t> {
        let by_user = self.by_user;
        (0..by_user.height()).flat_map(|user| by_user.entries(user)).map(|(_, rating)| f64::from(rating))
    }
}

/// A prediction brought into the range of the ratings.
pub(super) fn clip(rating: f64, least: f64, most: f64) -> f64 {
    rating.max(least).min(most)
}
