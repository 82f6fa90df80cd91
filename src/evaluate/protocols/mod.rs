//! The protocols: what is held out, and what a model must find.

mod cold_start;
mod leave_last_out;
mod rating_prediction;
mod split;
mod strong_generalisation;

pub use rating_prediction::{RatingScore, shuffled_folds};
pub use split::Split;
pub use strong_generalisation::UnlistedUsers;
