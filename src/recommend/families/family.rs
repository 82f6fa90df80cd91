//! One family of models: its name, its hyper-parameters, how its models are read from a pack and how they are trained.

use super::model::{RankingModel, RatingPredictor};
use super::parameters::Parameter;
#[cfg(feature = "train")]
use super::training::Trainer;
use crate::pack;
use penchant_base::Result;
#[cfg(feature = "train")]
use penchant_linear::Csr;

/// Reads a model from a pack.
pub enum ModelReader {
    /// Reads a model that ranks.
    Ranking(fn(&pack::Reader<'_>) -> Result<Box<dyn RankingModel>>),
    /// Reads a model that predicts ratings.
    Ratings(fn(&pack::Reader<'_>) -> Result<Box<dyn RatingPredictor>>),
}

/// One family of models.
pub struct Family {
    /// Its name, on the command line and in packs.
    pub name: &'static str,
    /// A short description.
    pub about: &'static str,
    /// Its hyper-parameters.
    pub parameters: &'static [Parameter],
    /// How its numbers are quantised in a pack, for people.
    pub quantisation: &'static str,
    /// Reads a model from a pack; `None` for a family whose models are not packed.
    pub read: Option<ModelReader>,
    /// Trains a model.
    #[cfg(feature = "train")]
    pub train: Trainer,
    /// The most memory that training takes, in bytes, where it grows with the square of something in these likes or
    /// ratings, users × items.
    #[cfg(feature = "train")]
    pub training_bytes: Option<fn(&Csr) -> u64>,
}
