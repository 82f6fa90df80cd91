//! Measures how well models rank what held-out users like, and how closely they predict ratings.
//!
//! | To | use |
//! |---|---|
//! | name models and metrics | [`EvaluatedModel`], [`MetricSet`] |
//! | find hidden likes of users the model was not trained with | [`Evaluation::strong_generalisation`] |
//! | find each user's last item | [`Evaluation::leave_last_out`] |
//! | find the later events of a split, or a test table's | [`Evaluation::split`], [`Split`] |
//! | rank items without a like | [`Evaluation::cold_start`] |
//! | predict held-out ratings | [`Evaluation::rating_prediction`], [`shuffled_folds`] |
//! | count similar items that share only a word of the title | [`SimilarItems`] |
//! | tune hyper-parameters and weights before, on validation data | [`Tuning`] |
//! | compute a metric, or compare two models | [`metrics`] |
//!
//! ```
//! use penchant_data::{Ratings, read_folds};
//! use penchant_evaluate::{EvaluatedModel, Evaluation, MetricSet};
//!
//! let ratings = "user,item\nann,a\nann,b\nbob,a\nbob,b\nbob,c\ncyd,b\ncyd,c\n";
//! let ratings = Ratings::read(ratings.as_bytes(), 0)?;
//! let catalog = ratings.catalog()?;
//! let folds = "fold,user,item,part\n0,ann,a,foldin\n0,ann,b,hidden\n1,bob,b,foldin\n1,bob,a,hidden\n";
//! let folds = read_folds(folds.as_bytes(), &ratings, &catalog)?;
//! // A table without ratings has a 1 for each like.
//! let interactions = ratings.interactions(0.0, &catalog);
//!
//! let metrics = MetricSet::parse("ndcg@10,recall@20")?;
//! let evaluation = Evaluation { catalog: &catalog, texts: &[], metrics, tuning: None, progress: &|_| () };
//! let models = EvaluatedModel::parse_list("popularity,ease:packed")?;
//! let scores = evaluation.strong_generalisation(&models, &interactions, &folds)?;
//! assert_eq!(scores[1].model, "ease:packed");
//! assert_eq!((scores[0].means.len(), scores[0].per_user.len()), (2, 2));
//! # Ok::<(), penchant_base::Error>(())
//! ```

mod evaluated_model;
mod evaluation;
mod metric_set;
pub mod metrics;
mod protocols;
mod score;
mod similar_items;
mod tune;

pub use evaluated_model::EvaluatedModel;
pub use evaluation::{Evaluation, Step, Tuning};
pub use metric_set::MetricSet;
pub use protocols::{RatingScore, Split, UnlistedUsers, shuffled_folds};
pub use score::RankingScore;
pub use similar_items::SimilarItems;
