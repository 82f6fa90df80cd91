//! Folds, test tables and dates that people bring along: everybody who is not held out is learned from, and what would
//! make a measurement wrong is refused by line or left out aloud.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::{ErrorKind, Result};
use penchant_data::{Folds, Ratings, ReadOptions, Warning};
use penchant_evaluate::{EvaluatedModel, Evaluation, MetricSet, RankingScore, Split, shuffled_folds};
use penchant_linear::Csr;
use penchant_recommend::Catalog;
use std::path::{Path, PathBuf};

fn case(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}

fn ratings(name: &str) -> (Ratings, Catalog) {
    let ratings = Ratings::open(&case(name)[..], Path::new(name), &ReadOptions::default()).unwrap();
    let catalog = ratings.catalog().unwrap();
    (ratings, catalog)
}

fn evaluation<'e>(catalog: &'e Catalog, metrics: &str) -> Evaluation<'e> {
    let metrics = MetricSet::parse(metrics).unwrap();
    Evaluation { catalog, texts: &[], metrics, tuning: None, progress: &|_| () }
}

fn models(text: &str) -> Vec<EvaluatedModel> {
    EvaluatedModel::parse_list(text).unwrap()
}

fn strong(ratings: &str, folds: &str, names: &str, metrics: &str) -> Vec<RankingScore> {
    let (ratings, catalog) = ratings_and_catalog(ratings);
    let folds = Folds::read(&case(folds)[..], &ratings, &catalog, 3.5).unwrap().folds;
    let interactions = ratings.interactions(3.5, &catalog);
    evaluation(&catalog, metrics).strong_generalisation(&models(names), &interactions, &folds).unwrap()
}

fn ratings_and_catalog(name: &str) -> (Ratings, Catalog) {
    ratings(name)
}

fn close(found: &[f64], expected: &[f64]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 0.00005, "{found:.5} instead of {expected}");
    }
}

#[test]
fn users_of_no_fold_are_trained_on() {
    let scores = strong("ratings-300-users.csv", "folds-of-few-users.csv", "popularity,ease", "recall@10,ndcg@100");
    close(&scores[0].means, &[0.4562, 0.4087]);
    close(&scores[1].means, &[0.4104, 0.4036]);
}

#[test]
fn repeated_rows_are_left_out_and_contradictions_refused() {
    close(&strong("ratings-of-folds.csv", "folds-sound.csv", "popularity", "recall@10")[0].means, &[0.3726]);
    close(&strong("ratings-of-folds.csv", "folds-hidden-twice.csv", "popularity", "recall@10")[0].means, &[0.3726]);
    let (ratings, catalog) = ratings("ratings-of-folds.csv");
    let twice = Folds::read(&case("folds-hidden-twice.csv")[..], &ratings, &catalog, 3.5).unwrap();
    assert!(
        matches!(&twice.warnings[..], [Warning::LeftOutOfFolds { count: 470, example, .. }] if example == "line 2347"),
        "{:?}",
        twice.warnings
    );
    let shown = Folds::read(&case("folds-hidden-and-shown.csv")[..], &ratings, &catalog, 3.5).unwrap_err();
    assert!(
        shown
            .to_string()
            .contains("line 2347: the item \"23\" of the user \"0\" is folded in and hidden, here and in line"),
        "{shown}"
    );
}

const TABLE: &str = "user,item,rating\nu,a,5\nu,b,4\nu,c,1\nv,a,5\nv,b,5\nw,a,4\nw,c,5\n";

fn folds(text: &str) -> Result<Folds> {
    let ratings = Ratings::read(TABLE.as_bytes(), 0)?;
    Folds::read(text.as_bytes(), &ratings, &ratings.catalog()?, 3.5)
}

#[test]
fn hidden_rows_are_likes_and_one_fold_is_a_split() {
    let message = |text: &str| folds(text).unwrap_err().to_string();
    let disliked = message("fold,user,item,part\n0,u,a,foldin\n0,u,c,hidden\n");
    assert!(
        disliked.contains("line 3")
            && disliked.contains("rated the hidden item with 1")
            && disliked.contains("--positive-above"),
        "{disliked}"
    );
    let unrated = message("fold,user,item,part\n0,v,a,foldin\n0,v,c,hidden\n");
    assert!(unrated.contains("line 3") && unrated.contains("has not rated the hidden item"), "{unrated}");
    let nothing = folds("fold,user,item,part\n0,u,a,foldin\n0,v,a,foldin\n0,v,b,hidden\n").unwrap();
    assert_eq!((nothing.folds.len(), nothing.folds[0].users.len()), (1, 1));
    assert!(matches!(&nothing.warnings[..], [Warning::LeftOutOfFolds { count: 1, .. }]), "{:?}", nothing.warnings);
    assert_eq!(folds("fold,user,item,part\n0,u,a,foldin\n").unwrap_err().kind(), ErrorKind::DataEmpty);

    let ratings = Ratings::read(TABLE.as_bytes(), 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let interactions = ratings.interactions(3.5, &catalog);
    let one = folds("fold,user,item,part\n0,u,a,foldin\n0,u,b,hidden\n").unwrap().folds;
    let scores =
        evaluation(&catalog, "recall@20").strong_generalisation(&models("popularity"), &interactions, &one).unwrap();
    assert_eq!(scores[0].means, [1.0]);
    let all = folds("fold,user,item,part\n0,u,a,foldin\n0,u,b,hidden\n0,v,a,hidden\n0,w,c,hidden\n").unwrap().folds;
    let error = evaluation(&catalog, "recall@20")
        .strong_generalisation(&models("popularity"), &interactions, &all)
        .unwrap_err();
    assert!(error.to_string().contains("--test"), "{error}");
}

#[test]
fn the_last_protocol_learns_from_users_with_one_event() {
    let text = "user,item,time\nu,a,1\nu,b,2\nv,c,1\nw,c,1\nx,b,1\n";
    let ratings = Ratings::read(text.as_bytes(), 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let interactions = ratings.interactions(f32::NEG_INFINITY, &catalog);
    let scores = evaluation(&catalog, "mrr@10").leave_last_out(&models("popularity"), &interactions).unwrap();
    // c has two likes and b one, of users who have no other: b is the second, as it would not be without them.
    assert_eq!((scores[0].per_user.len(), scores[0].means[0]), (1, 0.5));
}

#[test]
fn events_are_split_by_number_by_day_and_by_a_table() {
    let text = "user,item,time\nu,a,86400\nu,b,172800\nu,c,259200\nv,a,86400\nv,c,345600\nw,d,345600\n";
    let ratings = Ratings::read(text.as_bytes(), 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let interactions = ratings.interactions(f32::NEG_INFINITY, &catalog);
    let last = Split::last(&interactions, 2).unwrap();
    assert_eq!((last.users.len(), &last.users[0].foldin[..], &last.users[0].hidden[..]), (1, &[0][..], &[1, 2][..]));
    let late = Split::from_day(&interactions, 3.0).unwrap();
    let users: Vec<_> = late.users.iter().map(|user| (user.user, user.foldin.clone(), user.hidden.clone())).collect();
    assert_eq!(users, [(0, vec![0, 1], vec![2]), (1, vec![0], vec![2])]);
    assert_eq!(late.without_history, 1);
    let scores = evaluation(&catalog, "recall@20").split(&models("popularity"), &last).unwrap();
    assert_eq!(scores[0].per_user.len(), 1);
    let hidden = [(1, 1)].into_iter().collect();
    let told = Split::of_hidden(&interactions, &hidden);
    assert_eq!((told.training.likes.len(), &told.users[0].hidden[..]), (6, &[1][..]));
    let untimed = Ratings::read("user,item\nu,a\nu,b\n".as_bytes(), 0).unwrap();
    let interactions = untimed.interactions(0.0, &untimed.catalog().unwrap());
    assert_eq!(Split::last(&interactions, 1).unwrap_err().kind(), ErrorKind::DataEmpty);
}

#[test]
fn predictions_do_not_depend_on_the_unit_of_the_ratings() {
    let (ratings, catalog) = ratings("ratings-300-users.csv");
    let matrix = ratings.matrix(&catalog);
    let names = "baseline,knn,knn(similarity=euclidean),biased-svd(epochs=20),nmf";
    let rmse = |matrix: &Csr| -> Vec<f64> {
        let folds = shuffled_folds(matrix, 5, 42).unwrap();
        let scores = evaluation(&catalog, "ndcg@10").rating_prediction(&models(names), matrix, &folds[..1]).unwrap();
        scores.iter().map(|score| score.rmse).collect()
    };
    let once = rmse(&matrix);
    for factor in [20.0, 100.0] {
        let scaled = rmse(&matrix.map(|_, _, rating| rating * factor));
        for (scaled, once) in scaled.iter().zip(&once) {
            assert!((scaled / f64::from(factor) - once).abs() < 1e-4, "×{factor}: {scaled} and {once}");
        }
    }
}

#[test]
fn numbers_that_are_not_finite_are_not_reported() {
    let (ratings, catalog) = ratings("ratings-300-users.csv");
    let matrix = ratings.matrix(&catalog);
    let folds = shuffled_folds(&matrix, 5, 42).unwrap();
    let diverging = models("biased-svd(rate=50)");
    let error = evaluation(&catalog, "ndcg@10").rating_prediction(&diverging, &matrix, &folds[..1]).unwrap_err();
    assert!(error.to_string().contains("not finite"), "{error}");
}
