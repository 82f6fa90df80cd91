//! What every family's models implement: those that rank, those that predict ratings, and either with a visitor's
//! history folded in.

use super::packable::Packable;
use crate::history::{Profile, WeightedItems};

/// A model that ranks items, as trained or as read from a pack.
pub trait RankingModel: Packable + Send + Sync {
    /// The model with one visitor's history folded in.
    fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm>;

    /// The share of users who like each item, 0 to 1, if the model knows it.
    fn popularity(&self) -> Option<&[f32]> {
        None
    }

    /// The `n` training users most similar to the visitor, with their similarities, if the model holds its users.
    #[cfg(feature = "train")]
    fn similar_users(&self, _history: &WeightedItems<'_>, _n: usize) -> Option<Vec<(u32, f32)>> {
        None
    }
}

/// A ranking model with a visitor's history folded in.
pub trait FoldedIn {
    /// Adds `weight` × score to the score of every item of the catalogue. The scores may be approximate; they differ
    /// from the exact ones by [`FoldedIn::correction`].
    fn add_scores(&self, weight: f32, scores: &mut [f32]);

    /// The exact score of `item` less the one that [`FoldedIn::add_scores`] gave it.
    fn correction(&self, _item: u32) -> f32 {
        0.0
    }

    /// Why `item` has its score.
    fn explain(&self, item: u32) -> Explanation;
}

/// A model that predicts the ratings of visitors it was not trained with, as it is stored in a pack.
pub trait RatingPredictor: Packable + Send + Sync {
    /// A function that predicts what one visitor would rate an item.
    fn fold_in<'m>(&'m self, profile: &Profile) -> Box<dyn Fn(u32) -> Prediction + 'm>;
}

/// The predicted rating of an item, in stars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// What the visitor would rate it, on the scale of the training ratings, at most 5.
    pub stars: f32,
    /// What a visitor without a history would rate it.
    pub usual: f32,
}

/// A score taken apart: it is the sum of `prior` and `events`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The part that is the same for every visitor.
    pub prior: f32,
    /// The part of each of [`WeightedItems::items`], in their order; empty if all are 0.
    pub events: Vec<f32>,
}
