//! Families of recommendation models, each whole in one place: trained, packed, read, folded in and explained.

mod factors;
mod family;
mod model;
mod neighbours;
mod parameters;
mod ranking;
mod rating;
mod registry;
mod sequence;
#[cfg(feature = "train")]
mod training;

#[cfg(feature = "train")]
pub use family::Train;
pub use family::{Family, Read};
#[cfg(feature = "train")]
pub use model::RatingModel;
pub use model::{Explanation, FoldedIn, Model, Prediction, Rater};
pub use parameters::{Parameter, Parameters};
#[cfg(feature = "train")]
pub use ranking::{from_factors, from_neighbours};
pub use registry::{families, find};
#[cfg(feature = "train")]
pub use training::Training;
