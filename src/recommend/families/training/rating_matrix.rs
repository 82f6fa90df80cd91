//! What all families that predict ratings start from: the known ratings, their mean and their range.

use penchant_linear::Csr;

/// The known ratings, users × items.
pub(in crate::families) struct RatingMatrix<'t> {
    pub(in crate::families) by_user: &'t Csr,
    pub(in crate::families) mean: f64,
    pub(in crate::families) min: f64,
    pub(in crate::families) max: f64,
}

impl<'t> RatingMatrix<'t> {
    pub(in crate::families) fn new(by_user: &'t Csr) -> Self {
        let mut ratings = Self { by_user, mean: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };
        let (mut sum, mut count) = (0.0, 0usize);
        for rating in ratings.values() {
            (sum, count) = (sum + rating, count + 1);
            ratings.min = ratings.min.min(rating);
            ratings.max = ratings.max.max(rating);
        }
        ratings.mean = sum / count.max(1) as f64;
        ratings
    }

    /// All ratings, by user.
    pub(in crate::families) fn values(&self) -> impl Iterator<Item = f64> + use<'t> {
        let by_user = self.by_user;
        (0..by_user.height()).flat_map(|user| by_user.entries(user)).map(|(_, rating)| f64::from(rating))
    }
}

/// A prediction limited to the range of the ratings. Unlike `f64::clamp`, it does not panic on an empty range. What is
/// not finite is not a number afterwards: a model that learned nonsense must not look like one that learned the minimum.
pub(in crate::families) fn clamp(rating: f64, min: f64, max: f64) -> f64 {
    if rating.is_finite() { rating.max(min).min(max) } else { f64::NAN }
}
