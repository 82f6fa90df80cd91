//! Predicted ratings of visitors that a pack was not trained with, and similar users.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_data::Ratings;
use penchant_recommend::Recommender;
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::{train, train_ratings};
use penchant_recommend::{Action, Event, Profile};

fn movies() -> Recommender {
    Recommender::open(penchant_testing::bytes(penchant_testing::PACK)).unwrap()
}

/// A model trained on three users' likes.
fn trained(model: &str) -> Recommender {
    let likes = Ratings::read(&b"user,item\nu,a\nu,b\nv,a\nv,c\nw,d\n"[..], 0).unwrap();
    let catalog = likes.catalog().unwrap();
    let interactions = likes.interactions(0.0, &catalog);
    train(&model.parse().unwrap(), &TrainingInput::new(&interactions, &catalog, &[])).unwrap()
}

#[test]
fn feedback_changes_predictions() {
    let movies = movies();
    let catalog = movies.catalog();
    let (rated_item, predicted_item) = (catalog.require("260").unwrap(), catalog.require("1196").unwrap());
    let predict = |events: &[Event]| movies.predict(&Profile::new(events, catalog), &[predicted_item]).unwrap()[0];
    let nothing = predict(&[]);
    assert_eq!(nothing.stars, nothing.usual);
    let id = catalog.item(rated_item).id;
    let rated = |stars| predict(&[Event { rating: Some(stars), ..Event::new(id, Action::Rate) }]).stars;
    assert!(rated(5.0) > rated(3.0) && rated(3.0) > rated(0.5));
    assert!(predict(&[Event::new(id, Action::Like)]).stars > predict(&[Event::new(id, Action::Dislike)]).stars);
    let all: Vec<u32> = (0..catalog.len() as u32).collect();
    let hated = [Event { rating: Some(0.5), ..Event::new(id, Action::Rate) }];
    let predictions = movies.predict(&Profile::new(&hated, catalog), &all).unwrap();
    assert!(predictions.iter().all(|prediction| (0.5..=5.0).contains(&prediction.stars)));
    assert_eq!(movies.predict(&Profile::default(), &[u32::MAX]).unwrap_err().kind(), ErrorKind::Argument);
}

/// Worked by hand, with factors close to 0, so that only biases matter. With λ = 1 a visitor with one rating has the
/// bias error / 2.
#[test]
fn folding_in_matches_the_formula() {
    let ratings = Ratings::read(&b"user,item,rating\nu,a,4\nu,b,2\nv,a,5\nv,b,1\n"[..], 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let spec = "biased-svd(factors=1, epochs=1, rate=0, regularization=1)"
        .parse::<penchant_recommend::training::ModelSpec>()
        .unwrap();
    let predictor = train_ratings(&spec, &ratings.matrix(&catalog)).unwrap().into_predictor().unwrap();
    // Nothing was learned: μ = 3, no biases, and factors p of a deviation of .1, which move a prediction by p² / 2.
    let profile = Profile { stars: vec![(0, 5.0)], ..Profile::default() };
    let predicted = predictor.fold_in(&profile)(1);
    assert_eq!(predicted.usual, 3.0);
    assert!((predicted.stars - 4.0).abs() < 0.05, "{predicted:?}");
}

#[test]
fn a_pack_without_a_rating_model_refuses_to_predict() {
    let recommender = trained("ease");
    assert_eq!(recommender.predict(&Profile::default(), &[0]).unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn similar_users_are_found_in_a_model_that_holds_users() {
    let users = trained("users");
    let id = |id| users.catalog().require(id).unwrap();
    let like_u = Profile::from_likes(&[id("a"), id("b")]);
    // Cosines: with u all of both, with v one of two; w shares nothing.
    let similar = users.similar_users(&like_u, 5).unwrap();
    assert_eq!(similar.iter().map(|(user, _)| *user).collect::<Vec<_>>(), [0, 1]);
    assert!((similar[0].1 - 1.0).abs() < 1e-6 && (similar[1].1 - 0.5).abs() < 1e-6);
    assert_eq!(trained("ease").similar_users(&like_u, 5).unwrap_err().kind(), ErrorKind::Argument);
}
