//! What the recommender reaches on held-out users of MovieLens, against figures of the field: EASE with
//! λ = 200 has recall@20 .3117, recall@50 .4236, ndcg@10 .2708 and ndcg@100 .3475 on these folds.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{FOLDS, RATINGS, built};
use penchant::data::{Ratings, read_folds};
use penchant::evaluate::{Asked, Evaluation, Subject, metrics::METRICS};
use std::fs::File;

#[test]
fn ease_has_the_published_quality_and_keeps_it_when_packed() {
    let ratings = Ratings::read(File::open(built(RATINGS)).unwrap(), 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let folds = read_folds(File::open(built(FOLDS)).unwrap(), &ratings, &catalog).unwrap();
    let (interactions, unknown) = ratings.positives(3.5, &catalog);
    assert_eq!(unknown, 0);

    let evaluation = Evaluation { catalog: &catalog, asked: Asked::default(), search: None, progress: &|| () };
    let scores = evaluation.strong(&Subject::list("ease,ease:packed").unwrap(), &interactions, &folds).unwrap();
    let published = [("recall@20", 0.3117), ("recall@50", 0.4236), ("ndcg@10", 0.2708), ("ndcg@100", 0.3475)];
    for ((name, expected), (metric, mean)) in published.iter().zip(METRICS.iter().zip(&scores[0].means)) {
        assert_eq!(*name, metric.name);
        assert!((mean - expected).abs() < 0.00005, "{name} is {mean:.5} instead of {expected}");
    }
    let packed = scores[1].means[3];
    assert!(packed >= 0.345, "packed, ndcg@100 is {packed:.4}");
}
