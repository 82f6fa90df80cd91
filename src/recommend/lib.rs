//! Recommendations that stay on the device: a catalogue, trained models and a visitor's history in; ranked items out,
//! each with the reasons that add up to its score.
//!
//! Everything is a function of its arguments: no clock, no file, no random source. Items are indices into a
//! [`Catalog`]; scores are `f32` without a unit.

mod catalog;
pub mod families;
pub mod history;
#[cfg(feature = "train")]
mod interactions;
pub mod pack;
mod recommender;
#[cfg(feature = "train")]
pub mod training;

pub use catalog::{Catalog, CatalogBuilder, Item};
#[doc(hidden)]
pub use catalog::{Columns, Strings, genre_overlap};
pub use history::{Action, Age, Event, Profile};
#[cfg(feature = "train")]
pub use interactions::Interactions;
pub use recommender::{
    Cause, Controls, GenreTaste, Move, Options, Pick, Reason, Recommender, Shift, TasteProfile, WhatIf,
};
