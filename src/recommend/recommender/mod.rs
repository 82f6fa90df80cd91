//! A pack and a visitor's profile in, ranked items out, each with the reasons that add up to its score.

mod blend;
mod controls;
mod open;
mod options;
mod rank;
mod rerank;
#[cfg(feature = "train")]
mod save;
mod taste;
mod term_weights;
mod what_if;

pub use controls::Controls;
pub use options::{Cause, Options, Pick, Reason};
pub use rank::Recommender;
pub use rerank::Shift;
pub use taste::{GenreTaste, TasteProfile};
pub use what_if::{Move, WhatIf};
