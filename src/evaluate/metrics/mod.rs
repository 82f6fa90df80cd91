//! Metrics of one user's ranking, of predicted ratings, of the lists of all users together and of classified
//! images; and how certain it is that one model is better than another.

mod bootstrap;
mod classification;
mod interval;
mod lists;
mod predictions;
mod ranking;

pub use bootstrap::paired_bootstrap;
pub use classification::{
    Confusion, Outcome, ReliabilityBin, confusions, expected_calibration_error, reliability, top_k_accuracy, wilson,
};
pub use interval::Interval;
pub use lists::{
    LIST_METRICS, ListMetric, Lists, UserList, calibration, coverage, diversity, gini, intra_list_distance,
    miscalibration, novelty,
};
pub use predictions::{RATING_METRICS, RatingMetric, mae, rmse};
pub use ranking::{
    DEPTH, METRICS, Metric, RANKING_METRICS, auc, average_precision, find, hit, ndcg, precision, recall,
    reciprocal_rank,
};
