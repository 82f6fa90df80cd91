//! What training needs and a page does not: the input, the trainers' signatures, and what several families share.

mod cold_start;
mod features;
mod input;
mod rating_matrix;
mod similarity;
mod trainer;

pub(super) use cold_start::project_cold_items;
pub(super) use features::features;
pub use input::TrainingInput;
pub(super) use rating_matrix::{RatingMatrix, clamp};
pub(super) use similarity::{RowSimilarities, Similarity, Weighting};
pub use trainer::{RatingModel, Trainer};
