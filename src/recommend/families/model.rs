//! The seam that every family of models fits: what ranks, what predicts ratings, and how a visitor is folded in.

use crate::history::{Profile, Taste};
#[cfg(feature = "train")]
use crate::pack;
#[cfg(feature = "train")]
use penchant_base::{Error, ErrorKind, Result};

/// A trained model, as it came out of training or out of a pack.
pub trait Model: Send + Sync {
    /// The model's view of one visitor.
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm>;

    /// The share of users who like each item, if that is what the model knows.
    fn popularity(&self) -> Option<&[f32]> {
        None
    }

    /// The training users most like the visitor, if the model holds them.
    #[cfg(feature = "train")]
    fn similar_users(&self, _taste: &Taste<'_>, _n: usize) -> Option<Vec<(u32, f32)>> {
        None
    }

    /// Puts the model's tensors into a pack, made small.
    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()>;
}

/// A model with a visitor's history folded in.
pub trait FoldedIn {
    /// Adds `weight` × score to the score of every item of the catalogue. Where what is quickest is not exact, it is
    /// off by no more than [`FoldedIn::correction`] makes good.
    fn add_scores(&self, weight: f32, scores: &mut [f32]);

    /// What is missing from the score that [`FoldedIn::add_scores`] gave `item`.
    fn correction(&self, _item: u32) -> f32 {
        0.0
    }

    /// Why `item` scores as it does.
    fn explain(&self, item: u32) -> Explanation;
}

/// A trained model of what users rate.
#[cfg(feature = "train")]
pub trait RatingModel: Send + Sync {
    /// What a user would rate an item, on the ratings' own scale. Both are indices of the training data; of
    /// either it may know nothing, and then says what is usual.
    fn predict(&self, user: u32, item: u32) -> f64;

    /// What of it goes into a pack, for visitors it was not trained with; its unit are stars, of which the best
    /// rating has five.
    fn into_rater(self: Box<Self>) -> Result<Box<dyn Rater>> {
        let message = "this family predicts the ratings of those it was trained with only: pack biased-svd";
        Err(Error::new(ErrorKind::Argument, message))
    }
}

/// A model of what visitors rate, as it came out of a pack or goes into one.
pub trait Rater: Send + Sync {
    /// What one visitor would rate, by item.
    fn fold_in<'m>(&'m self, profile: &Profile) -> Box<dyn Fn(u32) -> Prediction + 'm>;

    /// Puts the model's tensors into a pack, made small.
    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer);
}

/// What a visitor is expected to rate an item, in stars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// On the scale of the ratings that were learned from, at most 5.
    pub stars: f32,
    /// What it would be of a visitor of whom nothing is known.
    pub usual: f32,
}

/// A score taken apart: `prior` and `events` add up to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// What the item scores with everybody.
    pub prior: f32,
    /// What each of [`Taste::items`] adds, in their order; empty if none adds anything.
    pub events: Vec<f32>,
}
