//! The seam that every family of recommendation models fits: trained, packed, read, folded in, explained.
//! A new family is one file beside this one and one entry in [`families`].

mod als;
#[cfg(feature = "train")]
mod cold;
mod content;
mod ease;
mod factors;
#[cfg(feature = "train")]
mod features;
mod items;
mod neighbours;
mod parameters;
mod popularity;
mod ratings;
#[cfg(feature = "train")]
mod similarity;
mod svd;
mod transitions;
#[cfg(feature = "train")]
mod users;

#[cfg(feature = "train")]
pub use als::from_factors;
#[cfg(feature = "train")]
pub use items::from_neighbours;
pub use parameters::{Parameter, Parameters};

use crate::error::{Error, ErrorKind, Result};
use crate::history::{Profile, Taste};
use crate::pack;
use serde::{Deserialize, Serialize};

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

/// What a family that ranks learns from.
#[cfg(feature = "train")]
pub struct Training<'t> {
    /// Who likes what, and when.
    pub interactions: &'t crate::interactions::Interactions,
    /// The items, for what they say of themselves.
    pub catalog: &'t crate::catalog::Catalog,
    /// What else is said of each item, such as tags and descriptions; empty, or one for each.
    pub texts: &'t [String],
    /// Told how far a family has come that takes its time.
    pub progress: Progress<'t>,
}

#[cfg(feature = "train")]
impl<'t> Training<'t> {
    /// Without anybody who asks how far it is.
    pub fn new(
        interactions: &'t crate::interactions::Interactions,
        catalog: &'t crate::catalog::Catalog,
        texts: &'t [String],
    ) -> Self {
        Self { interactions, catalog, texts, progress: &|_| {} }
    }
}

/// Told the part of some work that is done, from 0 to 1.
#[cfg(feature = "train")]
pub type Progress<'p> = &'p dyn Fn(f32);

/// Reads a model from a pack.
pub enum Read {
    /// One that ranks.
    Ranking(fn(&pack::Reader<'_>) -> Result<Box<dyn Model>>),
    /// One that predicts ratings.
    Ratings(fn(&pack::Reader<'_>) -> Result<Box<dyn Rater>>),
}

/// How a family learns, and so what it is for.
#[cfg(feature = "train")]
pub enum Train {
    /// To rank items for a visitor.
    Ranking(fn(&Training<'_>, &Parameters) -> Result<Box<dyn Model>>),
    /// To predict ratings, of those that there are, users × items.
    Ratings(fn(&crate::interactions::Csr, &Parameters) -> Result<Box<dyn RatingModel>>),
}

/// One family.
pub struct Family {
    /// Its name, on the command line and in packs.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Its hyper-parameters.
    pub parameters: &'static [Parameter],
    /// How [`Model::pack`] makes its numbers small, for people.
    pub quantisation: &'static str,
    /// Reads what [`Model::pack`] or [`Rater::pack`] wrote; a family that is not packed has none.
    pub read: Option<Read>,
    /// Learns a model.
    #[cfg(feature = "train")]
    pub train: Train,
}

#[cfg(feature = "train")]
impl Family {
    /// What the families that stay on the machine they are trained on have in common.
    const NATIVE: Self = Self {
        name: "",
        about: "",
        parameters: &[],
        quantisation: "",
        read: None,
        train: Train::Ranking(|_, _| Err(Error::new(ErrorKind::Argument, "this family does not rank"))),
    };
}

/// Every family there is.
pub fn families() -> impl Iterator<Item = &'static Family> {
    #[cfg(feature = "train")]
    const NATIVE: &[&[Family]] = &[&[users::FAMILY], ratings::NATIVE];
    #[cfg(not(feature = "train"))]
    const NATIVE: &[&[Family]] = &[];
    const PACKED: &[Family] = &[
        als::FAMILY,
        content::FAMILY,
        ease::FAMILY,
        items::FAMILY,
        popularity::FAMILY,
        ratings::PACKED,
        svd::FAMILY,
        transitions::FAMILY,
    ];
    PACKED.iter().chain(NATIVE.iter().copied().flatten())
}

/// The family of this name.
pub fn find(name: &str) -> Option<&'static Family> {
    families().find(|family| family.name == name)
}

/// What a model counts in a blend: `first` for a visitor without likes, then evenly towards `full`,
/// which is reached with `likes` likes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// With no like.
    pub first: f32,
    /// With `likes` likes or more.
    pub full: f32,
    /// Where it stops changing.
    pub likes: usize,
}

impl Weight {
    /// The same for everybody.
    pub const fn constant(weight: f32) -> Self {
        Self { first: weight, full: weight, likes: 0 }
    }

    /// The weight for a visitor with so many likes.
    pub fn at(self, likes: usize) -> f32 {
        if likes >= self.likes {
            return self.full;
        }
        self.first + (self.full - self.first) * likes as f32 / self.likes as f32
    }

    /// Refuses weights that would make scores infinite.
    pub fn check(self) -> Result<()> {
        let sound = [self.first, self.full].iter().all(|weight| weight.is_finite() && weight.abs() <= 1e6);
        sound
            .then_some(())
            .ok_or_else(|| Error::new(ErrorKind::Argument, "a model's weight is not a number between -1e6 and 1e6"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_moves_evenly_from_first_to_full() {
        let weight = Weight { first: 2.0, full: 0.0, likes: 4 };
        assert_eq!([0, 1, 2, 4, 9].map(|likes| weight.at(likes)), [2.0, 1.5, 1.0, 0.0, 0.0]);
        assert_eq!(Weight::constant(3.0).at(0), 3.0);
        assert!(Weight::constant(f32::NAN).check().is_err());
    }

    #[test]
    fn families_have_names_of_their_own() {
        for family in families() {
            assert_eq!(families().filter(|other| other.name == family.name).count(), 1);
        }
    }
}
