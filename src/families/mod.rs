//! The seam that every family of recommendation models fits: trained, packed, read, folded in, explained.
//! A new family is one file beside this one and one entry in [`FAMILIES`].

mod als;
#[cfg(feature = "train")]
mod content;
mod ease;
mod items;
mod neighbours;
mod parameters;
mod popularity;
#[cfg(feature = "train")]
mod similarity;
#[cfg(feature = "train")]
mod svd;
#[cfg(feature = "train")]
mod users;

pub use parameters::{Parameter, Parameters};

use crate::error::{Error, ErrorKind, Result};
use crate::history::Profile;
use crate::pack;
use serde::{Deserialize, Serialize};

/// A trained model, as it came out of training or out of a pack.
pub trait Model: Send + Sync {
    /// The model's view of one visitor. Scores and contributions are linear in the profile's weights.
    fn fold_in<'m>(&'m self, profile: &'m Profile) -> Box<dyn FoldedIn + 'm>;

    /// Puts the model's tensors into a pack, made small.
    fn pack(&self, writer: &mut pack::Writer) -> Result<()>;
}

/// A model with a visitor's history folded in.
pub trait FoldedIn {
    /// Adds `weight` × score to the score of every item of the catalogue.
    fn add_scores(&self, weight: f32, scores: &mut [f32]);

    /// Why `item` scores as it does.
    fn explain(&self, item: u32) -> Explanation;
}

/// A score taken apart: `prior` and `events` add up to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// What the item scores with everybody.
    pub prior: f32,
    /// What each of [`Profile::items`] adds, in their order; empty if none adds anything.
    pub events: Vec<f32>,
}

/// What a family learns from.
#[cfg(feature = "train")]
pub struct Training<'t> {
    /// Users × items: 1 where a user likes an item.
    pub likes: &'t crate::interactions::Csr,
    /// The items, for what their text says.
    pub catalog: &'t crate::catalog::Catalog,
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
    /// Reads what [`Model::pack`] wrote.
    pub read: fn(&pack::Reader<'_>) -> Result<Box<dyn Model>>,
    /// Learns a model.
    #[cfg(feature = "train")]
    pub train: fn(&Training<'_>, &Parameters) -> Result<Box<dyn Model>>,
}

/// Every family there is.
pub const FAMILIES: &[Family] = &[
    als::FAMILY,
    ease::FAMILY,
    items::FAMILY,
    popularity::FAMILY,
    #[cfg(feature = "train")]
    content::FAMILY,
    #[cfg(feature = "train")]
    svd::FAMILY,
    #[cfg(feature = "train")]
    users::FAMILY,
];

/// The family of this name.
pub fn find(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
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
        for family in FAMILIES {
            assert_eq!(FAMILIES.iter().filter(|other| other.name == family.name).count(), 1);
        }
    }
}
