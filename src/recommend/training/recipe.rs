//! Training all models of a pack, and filling in its manifest.

use super::learn::{train, train_ratings};
use super::spec::{BLEND, ModelSpec};
use crate::catalog::Catalog;
use crate::families::TrainingInput;
use crate::interactions::Interactions;
use crate::recommender::Recommender;
use penchant_base::{Progress, Result};
use penchant_linear::Csr;

/// How a pack is trained, besides its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The model that ranks.
    pub model: ModelSpec,
    /// The model that predicts ratings, if the training set has ratings; `None` for a pack without such a model.
    pub rating_model: Option<ModelSpec>,
    /// Ratings above this one are likes.
    pub positive_above: f32,
}

impl Recipe {
    /// The default model that ranks.
    pub const MODEL: &str = BLEND;
    /// The default model that predicts ratings, with few factors, so that packs stay small.
    pub const RATING_MODEL: &str = "biased-svd(factors=10)";
    /// The word for a pack without a model that predicts ratings.
    pub const NO_RATING_MODEL: &str = "none";
    /// The default of `positive_above`, for ratings from 0.5 to 5 stars.
    pub const POSITIVE_ABOVE: f32 = 3.5;

    /// The model that predicts ratings, if the training set has ratings to learn from: at least two different ones.
    pub fn rating_model(&self, set: &TrainingSet) -> Option<&ModelSpec> {
        let ratings = &set.ratings;
        let mut values = (0..ratings.height()).flat_map(|user| ratings.entries(user)).map(|(_, rating)| rating);
        let first = values.next();
        self.rating_model.as_ref().filter(|_| !values.all(|rating| Some(rating) == first))
    }

    /// Trains all models of the pack, reporting progress.
    ///
    /// Errors: those of [`train`] and [`train_ratings`].
    pub fn train(&self, set: &TrainingSet, progress: Progress<'_>) -> Result<Recommender> {
        let TrainingSet { interactions, ratings, catalog, texts } = set;
        let input = TrainingInput { progress, ..TrainingInput::new(interactions, catalog, texts) };
        let mut recommender = train(&self.model, &input)?;
        if let Some(rating_model) = self.rating_model(set) {
            recommender = recommender.with_rating_predictor(train_ratings(rating_model, ratings)?.into_predictor()?);
            recommender.manifest_mut().rating_model = rating_model.rating_model_entry();
        }
        recommender.manifest_mut().trained_on.positive_above = self.positive_above;
        Ok(recommender)
    }
}

/// The data that a pack is trained on.
#[derive(Debug, Clone)]
pub struct TrainingSet {
    /// Which users like which items, and when.
    pub interactions: Interactions,
    /// The ratings, users × items.
    pub ratings: Csr,
    /// The items.
    pub catalog: Catalog,
    /// More text about each item, such as tags and a description; empty, or one string for each item.
    pub texts: Vec<String>,
}
