//! How a family trains a model, and a model that was trained to predict ratings.

use super::input::TrainingInput;
use crate::families::model::{RankingModel, RatingPredictor};
use crate::families::parameters::Parameters;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;

/// Trains a model of a family; the variant says what its models are for.
pub enum Trainer {
    /// Trains a model that ranks items for a visitor.
    Ranking(fn(&TrainingInput<'_>, &Parameters) -> Result<Box<dyn RankingModel>>),
    /// Trains a model that predicts ratings, on the known ratings, users × items.
    Ratings(fn(&Csr, &Parameters) -> Result<Box<dyn RatingModel>>),
}

/// A model that predicts the ratings of the users it was trained with.
pub trait RatingModel: Send + Sync {
    /// What a user would rate an item, on the scale of the training ratings. Both are indices into the training data;
    /// for a user or an item without ratings, the model falls back to a mean.
    fn predict(&self, user: u32, item: u32) -> f64;

    /// The part of the model that goes into a pack, for visitors it was not trained with. It predicts in stars, of
    /// which the best rating has five.
    ///
    /// Errors: `argument` for a family that predicts only for the users it was trained with.
    fn into_predictor(self: Box<Self>) -> Result<Box<dyn RatingPredictor>> {
        let message = "this family predicts ratings only for the users it was trained with: pack biased-svd";
        Err(Error::new(ErrorKind::Argument, message))
    }
}
