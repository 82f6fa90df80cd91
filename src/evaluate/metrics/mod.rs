//! Metrics of one user's ranking, of predicted ratings, of the lists of all users together and of classified
//! images; and how certain it is that one model is better than another.
//!
//! ```
//! use penchant_evaluate::metrics::{find_ranking_metric, ndcg, rmse};
//!
//! let (ranked, hidden) = ([7, 1, 9, 3], [1, 3]);
//! let ndcg_at_10 = ndcg(&ranked, &hidden, 10);
//! assert!((ndcg_at_10 - 0.651).abs() < 0.001);
//! let metric = find_ranking_metric("ndcg@10").ok_or("a metric of this name exists")?;
//! assert_eq!((metric.compute)(&ranked, &hidden), ndcg_at_10);
//!
//! assert_eq!(rmse(&[4.0, 1.0], &[3.0, 2.0]), 1.0);
//! # Ok::<(), &str>(())
//! ```

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
    LIST_METRICS, ListMetric, RecommendedLists, UserList, calibration, coverage, diversity, gini, intra_list_distance,
    miscalibration, novelty,
};
pub use predictions::{RATING_METRICS, RatingMetric, mae, rmse};
pub use ranking::{
    DEFAULT_METRICS, RANKING_DEPTH, RANKING_METRICS, RankingMetric, auc, average_precision, find_ranking_metric, hit,
    ndcg, precision, recall, reciprocal_rank,
};
