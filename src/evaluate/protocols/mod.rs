//! The protocols: what is held out, and what a model has to find.

mod cold;
mod last;
mod ratings;
mod strong;

pub use ratings::{RatingScore, shuffled_folds};
