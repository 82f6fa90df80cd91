//! The protocols: what is held out, and what a model has to find.

mod cold_start;
mod leave_last_out;
mod rating_prediction;
mod strong_generalisation;

pub use rating_prediction::{RatingScore, shuffled_folds};
