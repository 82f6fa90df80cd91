//! How well models rank what held-out users like, and predict what they rate: protocols, metrics, and tuning on
//! validation users, who have no part in what is reported.

mod evaluated_model;
mod evaluation;
mod metric_set;
pub mod metrics;
mod protocols;
mod score;
mod tune;

pub use evaluated_model::Subject;
pub use evaluation::{Evaluation, Search, Step};
pub use metric_set::MetricSet;
pub use protocols::{RatingScore, shuffled_folds};
pub use score::Score;
