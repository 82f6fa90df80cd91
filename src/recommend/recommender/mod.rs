//! Recommending: a pack and a visitor's [`Profile`](crate::Profile) in; ranked items out, each with the reasons that
//! add up to its score.
//!
//! The methods of [`Recommender`] and their results:
//! - [`recommend`](Recommender::recommend): [`Pick`]s with [`Reason`]s, by [`RecommendOptions`] and [`Controls`];
//! - [`explain`](Recommender::explain): the same for one item;
//! - [`what_if`](Recommender::what_if): how the list would change with another history, a [`WhatIf`];
//! - [`taste_profile`](Recommender::taste_profile): the visitor's taste for people to read, a [`TasteProfile`];
//! - [`predict`](Recommender::predict): ratings in stars, [`Prediction`]s.

mod blend;
mod controls;
mod open;
mod pick;
mod rank;
mod recommend_options;
mod rerank;
mod taste_profile;
mod term_weights;
#[cfg(feature = "train")]
mod trained;
mod what_if;

pub use crate::families::Prediction;
pub use controls::Controls;
pub use pick::{Cause, Pick, Reason};
pub use rank::Recommender;
pub use recommend_options::RecommendOptions;
pub use rerank::Shift;
pub use taste_profile::{GenreTaste, TasteProfile};
pub use what_if::{Move, WhatIf};
