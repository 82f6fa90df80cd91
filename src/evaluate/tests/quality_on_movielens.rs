//! The quality of models on MovieLens, against published figures for the same data and protocol: a change that makes a
//! model worse fails here.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_data::{Ratings, read_catalog, read_folds};
use penchant_evaluate::{EvaluatedModel, Evaluation, MetricSet, SimilarItems, shuffled_folds};
use penchant_recommend::Catalog;
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::{BLEND, train};
use penchant_testing::{FOLDS, ITEMS, RATINGS, built};
use std::fs::File;
use std::sync::LazyLock;

static MOVIELENS: LazyLock<(Ratings, Catalog)> = LazyLock::new(|| {
    let ratings = Ratings::read(File::open(built(RATINGS)).unwrap(), 0).unwrap();
    (ratings, read_catalog(File::open(built(ITEMS)).unwrap()).unwrap())
});

fn evaluation(metrics: &str) -> Evaluation<'static> {
    let metrics = MetricSet::parse(metrics).unwrap();
    Evaluation { catalog: &MOVIELENS.1, texts: &[], metrics, tuning: None, progress: &|_| () }
}

/// The means of each model by strong generalisation.
fn strong_generalisation(models: &str, metrics: &str) -> Vec<Vec<f64>> {
    let (ratings, catalog) = &*MOVIELENS;
    let folds = read_folds(File::open(built(FOLDS)).unwrap(), ratings, catalog).unwrap();
    assert_eq!(ratings.count_unknown(catalog), 0);
    let interactions = ratings.interactions(3.5, catalog);
    let scores = evaluation(metrics)
        .strong_generalisation(&EvaluatedModel::parse_list(models).unwrap(), &interactions, &folds)
        .unwrap();
    scores.into_iter().map(|score| score.means).collect()
}

#[test]
fn ease_has_the_published_quality_and_keeps_it_when_packed() {
    let scores = strong_generalisation("ease,ease:packed", "recall@20,recall@50,ndcg@10,ndcg@100");
    for (mean, published) in scores[0].iter().zip([0.3117, 0.4236, 0.2708, 0.3475]) {
        assert!((mean - published).abs() < 0.00005, "{mean:.5} instead of {published}");
    }
    assert!(scores[1][3] >= 0.345, "packed, ndcg@100 is {:.4}", scores[1][3]);
}

#[test]
fn the_shipped_blend_is_better_than_each_of_its_terms() {
    let scores = strong_generalisation("ease,als(factors=128),blend:packed", "ndcg@100");
    assert!(scores[2][0] >= 0.357, "packed, ndcg@100 is {:.4}", scores[2][0]);
    assert!(scores[2][0] > scores[0][0].max(scores[1][0]));
}

/// The example `similar_items` prints the same figure. With features of equal lengths, in which rarity counted twice, it
/// was 59.
#[test]
fn films_are_not_similar_by_words_of_titles_alone() {
    let (ratings, catalog) = &*MOVIELENS;
    let interactions = ratings.interactions(3.5, catalog);
    let model = train(&BLEND.parse().unwrap(), &TrainingInput::new(&interactions, catalog, &[])).unwrap();
    let counts = SimilarItems::measure(&model, &interactions, 200, 10).unwrap();
    assert_eq!(counts.pairs, 2000);
    assert!(counts.by_title_alone.len() <= 5, "{} neighbours", counts.by_title_alone.len());
}

#[test]
fn items_without_likes_are_ranked_by_their_content() {
    let (ratings, catalog) = &*MOVIELENS;
    let models = EvaluatedModel::parse_list("popularity,als").unwrap();
    let scores = evaluation("ndcg@100").cold_start(&models, &ratings.interactions(3.5, catalog), 5).unwrap();
    assert!(scores[1].means[0] > 1.5 * scores[0].means[0], "{:?}", scores[1].means);
}

#[test]
fn other_families_rank_as_well_as_known_libraries() {
    let bars = [("items", 0.307), ("users(neighbours=50)", 0.283)];
    let models = bars.map(|(model, _)| model).join(",");
    for ((model, bar), means) in bars.iter().zip(strong_generalisation(&models, "ndcg@100")) {
        assert!(means[0] >= *bar, "{model} has an ndcg@100 of {:.4}, below {bar}", means[0]);
    }
    // ALS depends on its starting point by more than the margin allows, so the mean over some seeds is compared.
    for (factors, bar) in [(64, 0.346), (128, 0.350)] {
        let models = [42, 1, 2, 3].map(|seed| format!("als(factors={factors}, seed={seed})"));
        let scores = strong_generalisation(&models.join(","), "ndcg@100");
        let mean = scores.iter().map(|means| means[0]).sum::<f64>() / scores.len() as f64;
        assert!(mean >= bar, "als with {factors} factors has an ndcg@100 of {mean:.4}, below {bar}");
    }
}

#[test]
fn ratings_are_predicted_as_well_as_by_known_libraries() {
    let (ratings, catalog) = &*MOVIELENS;
    // The last is the one in the demo's pack, for visitors it was not trained with.
    let bars = [("knn", 0.875), ("biased-svd", 0.880), ("nmf", 0.95), ("biased-svd(factors=10):packed", 0.885)];
    let models = EvaluatedModel::parse_list(&bars.map(|(model, _)| model).join(",")).unwrap();
    let matrix = ratings.matrix(catalog);
    let folds = shuffled_folds(&matrix, 5, 42).unwrap();
    let scores = evaluation("ndcg@10").rating_prediction(&models, &matrix, &folds).unwrap();
    for ((model, bar), score) in bars.iter().zip(scores) {
        assert!(score.rmse <= *bar, "{model} has an RMSE of {:.4}, above {bar}", score.rmse);
    }
}

/// `evaluate --protocol last --tune weights` finds these weights on the events before the last ones.
#[test]
fn transitions_find_the_next_item_better_than_lasting_taste() {
    let (ratings, catalog) = &*MOVIELENS;
    let interactions = ratings.interactions(f32::NEG_INFINITY, catalog);
    let models = EvaluatedModel::parse_list("ease,transitions + ease(recency=5) + 1.5*content(recency=5)").unwrap();
    let scores = evaluation("ndcg@10").leave_last_out(&models, &interactions).unwrap();
    assert!(scores[1].means[0] >= 0.080, "ndcg@10 is {:.4}", scores[1].means[0]);
    assert!(scores[1].means[0] > 1.5 * scores[0].means[0]);
}
