//! A training set in, a recommender with the manifest of its pack out.

use super::learn::{train, train_ratings};
use super::spec::{BLEND, Spec};
use crate::catalog::Catalog;
use crate::families::Training;
use crate::interactions::Interactions;
use crate::recommender::Recommender;
use penchant_base::{Progress, Result};
use penchant_linear::Csr;

/// What a pack is made by, besides its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// What ranks.
    pub model: Spec,
    /// What predicts ratings, where there are some; nothing if it is `None`.
    pub rater: Option<Spec>,
    /// A rating above this one means that the user likes the item.
    pub positive_above: f32,
}

impl Recipe {
    /// What ranks, unless something else is asked for.
    pub const MODEL: &str = BLEND;
    /// What predicts ratings: as few factors as keep the pack small.
    pub const RATER: &str = "biased-svd(factors=10)";
    /// The word for nothing that does.
    pub const NO_RATER: &str = "none";
    /// Of five stars, or ten halves of one.
    pub const POSITIVE_ABOVE: f32 = 3.5;

    /// What predicts ratings, if there are any to learn from: not all the same.
    pub fn rater(&self, set: &TrainingSet) -> Option<&Spec> {
        let ratings = &set.ratings;
        let mut values = (0..ratings.height()).flat_map(|user| ratings.entries(user)).map(|(_, rating)| rating);
        let first = values.next();
        self.rater.as_ref().filter(|_| !values.all(|rating| Some(rating) == first))
    }

    /// Trains it; `progress` is told how far it has come.
    ///
    /// Errors: `data.empty`, `data.limit`, `argument`.
    pub fn train(&self, set: &TrainingSet, progress: Progress<'_>) -> Result<Recommender> {
        let TrainingSet { interactions, ratings, catalog, texts } = set;
        let training = Training { progress, ..Training::new(interactions, catalog, texts) };
        let mut recommender = train(&self.model, &training)?;
        if let Some(rater) = self.rater(set) {
            recommender = recommender.with_rater(train_ratings(rater, ratings)?.into_rater()?);
            recommender.manifest_mut().ratings = rater.rating_component();
        }
        recommender.manifest_mut().trained_on.positive_above = self.positive_above;
        Ok(recommender)
    }
}

/// What is learned from.
#[derive(Debug, Clone)]
pub struct TrainingSet {
    /// Who likes what, and when.
    pub interactions: Interactions,
    /// What was rated, users × items.
    pub ratings: Csr,
    /// The items.
    pub catalog: Catalog,
    /// What else is said of each; empty, or one for each.
    pub texts: Vec<String>,
}
