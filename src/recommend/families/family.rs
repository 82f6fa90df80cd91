//! One family of models: its name, its hyper-parameters, how it is trained and how it is read from a pack.

#[cfg(feature = "train")]
use super::model::RatingModel;
use super::model::{Model, Rater};
use super::parameters::Parameter;
#[cfg(feature = "train")]
use super::parameters::Parameters;
#[cfg(feature = "train")]
use super::training::Training;
use crate::pack;
use penchant_base::Result;
#[cfg(feature = "train")]
use penchant_base::{Error, ErrorKind};

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
    Ratings(fn(&penchant_linear::Csr, &Parameters) -> Result<Box<dyn RatingModel>>),
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
    pub(super) const NATIVE: Self = Self {
        name: "",
        about: "",
        parameters: &[],
        quantisation: "",
        read: None,
        train: Train::Ranking(|_, _| Err(Error::new(ErrorKind::Argument, "this family does not rank"))),
    };
}
