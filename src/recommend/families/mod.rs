//! Families of models: what every family provides, the list of all of them, and what they share.
//!
//! A [`Family`] has a name, hyper-parameters, a [`ModelReader`] and, with the feature `train`, a `Trainer`. Its models
//! are [`RankingModel`]s or [`RatingPredictor`]s. Each family is one file: the formula that explains a score is next to
//! the one that computes it, and training, which a page does not need, is a module inside.

mod factors;
mod family;
mod model;
#[cfg(feature = "train")]
mod native;
mod neighbours;
mod packable;
mod parameters;
mod ranking;
mod rating;
mod registry;
mod sequence;
#[cfg(feature = "train")]
mod training;

pub use family::{Family, ModelReader};
pub use model::{Explanation, FoldedIn, Prediction, RankingModel, RatingPredictor};
pub use packable::Packable;
pub use parameters::{Parameter, Parameters};
pub(crate) use registry::knows_content_alone;
pub use registry::{families, find};
#[cfg(feature = "train")]
pub use {
    ranking::{from_factors, from_neighbours},
    training::{RatingModel, Trainer, TrainingInput},
};
