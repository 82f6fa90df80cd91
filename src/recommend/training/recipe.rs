//! Training all models of a pack, and filling in its manifest.

use super::choose::{choose_model, is_small};
use super::learn::{train, train_ratings};
use super::spec::{BLEND, ModelSpec};
use crate::catalog::Catalog;
use crate::families::TrainingInput;
use crate::interactions::Interactions;
use crate::pack::ModelChoice;
use crate::recommender::Recommender;
use penchant_base::{Progress, Result};
use penchant_linear::Csr;

/// How a pack is trained, besides its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The model that ranks; `None` for the best that is found for a small catalogue ([`choose_model`]), and
    /// [`Recipe::MODEL`] for a larger one.
    pub model: Option<ModelSpec>,
    /// The model that predicts ratings, if the training set has ratings; `None` for a pack without such a model.
    pub rating_model: Option<ModelSpec>,
    /// Ratings above this one are likes.
    pub positive_above: f32,
}

impl Recipe {
    /// The default model that ranks a catalogue which is not small.
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

    /// The model that ranks, and how it was chosen if it was. Reports progress.
    ///
    /// Errors: those of [`choose_model`].
    pub fn choose(&self, set: &TrainingSet, progress: Progress<'_>) -> Result<(ModelSpec, Option<ModelChoice>)> {
        match &self.model {
            Some(model) => Ok((model.clone(), None)),
            None if is_small(&set.interactions.likes) => {
                let choice = choose_model(&set.input(progress))?;
                Ok((choice.model.parse()?, Some(choice)))
            }
            None => Ok((Self::MODEL.parse()?, None)),
        }
    }

    /// Trains all models of the pack, reporting progress.
    ///
    /// Errors: those of [`choose_model`], [`train`] and [`train_ratings`].
    pub fn train(&self, set: &TrainingSet, progress: Progress<'_>) -> Result<Recommender> {
        let (model, choice) = self.choose(set, &|part| progress(CHOOSING * part))?;
        let before = if choice.is_some() { CHOOSING } else { 0.0 };
        self.train_chosen(&model, choice, set, &|part| progress(before + (1.0 - before) * part))
    }

    /// Trains all models of the pack with what [`Recipe::choose`] gave.
    ///
    /// Errors: those of [`train`] and [`train_ratings`].
    pub fn train_chosen(
        &self,
        model: &ModelSpec,
        choice: Option<ModelChoice>,
        set: &TrainingSet,
        progress: Progress<'_>,
    ) -> Result<Recommender> {
        let mut recommender = train(model, &set.input(progress))?;
        if let Some(rating_model) = self.rating_model(set) {
            let predictor = train_ratings(rating_model, &set.ratings)?.into_predictor()?;
            recommender = recommender.with_rating_predictor(predictor);
            recommender.manifest_mut().rating_model = rating_model.rating_model_entry();
        }
        let trained_on = &mut recommender.manifest_mut().trained_on;
        (trained_on.positive_above, trained_on.chosen) = (self.positive_above, choice);
        Ok(recommender)
    }
}

/// The part of the training's time that choosing takes.
const CHOOSING: f32 = 0.8;

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

impl TrainingSet {
    fn input<'s>(&'s self, progress: Progress<'s>) -> TrainingInput<'s> {
        TrainingInput { progress, ..TrainingInput::new(&self.interactions, &self.catalog, &self.texts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CatalogBuilder;
    use crate::training::SMALL_MODEL;

    fn set(items: usize) -> TrainingSet {
        let mut builder = CatalogBuilder::new();
        (0..items).for_each(|item| builder.push(&item.to_string(), "Item", None, []).unwrap());
        let likes = Csr::from_triplets(3, items, [(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (2, 1, 1.0)]);
        TrainingSet {
            interactions: Interactions::from_likes(likes),
            ratings: Csr::from_triplets(3, items, []),
            catalog: builder.build().unwrap(),
            texts: Vec::new(),
        }
    }

    #[test]
    fn the_pack_has_what_was_chosen_if_nobody_named_a_model() {
        let recipe = |model: Option<&str>| Recipe {
            model: model.map(|model| model.parse().unwrap()),
            rating_model: None,
            positive_above: 0.0,
        };
        let chosen = |recipe: &Recipe| {
            recipe.train(&set(4), &|_| {}).unwrap().manifest().trained_on.chosen.clone().map(|choice| choice.model)
        };
        assert_eq!(chosen(&recipe(None)).as_deref(), Some(SMALL_MODEL));
        assert_eq!(chosen(&recipe(Some(SMALL_MODEL))), None);
        let (model, choice) = recipe(None).choose(&set(5_000), &|_| {}).unwrap();
        assert_eq!((model.text.as_str(), choice), (Recipe::MODEL, None));
    }
}
