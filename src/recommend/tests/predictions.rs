//! Ratings as a pack predicts them for visitors it was not trained with, and users who are like them.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_data::Ratings;
use penchant_recommend::Recommender;
use penchant_recommend::families::Training;
use penchant_recommend::training::{train, train_ratings};
use penchant_recommend::{Action, Event, Profile};

fn movies() -> Recommender {
    Recommender::open(penchant_testing::bytes(penchant_testing::PACK)).unwrap()
}

/// A model of three users' likes.
fn trained(model: &str) -> Recommender {
    let likes = Ratings::read(&b"user,item\nu,a\nu,b\nv,a\nv,c\nw,d\n"[..], 0).unwrap();
    let catalog = likes.catalog().unwrap();
    let interactions = likes.interactions(0.0, &catalog);
    train(&model.parse().unwrap(), &Training::new(&interactions, &catalog, &[])).unwrap()
}

#[test]
fn what_a_visitor_says_moves_what_is_predicted() {
    let movies = movies();
    let catalog = movies.catalog();
    let (said, asked) = (catalog.require("260").unwrap(), catalog.require("1196").unwrap());
    let predict = |events: &[Event]| movies.predict(&Profile::new(events, catalog), &[asked]).unwrap()[0];
    let nothing = predict(&[]);
    assert_eq!(nothing.stars, nothing.usual);
    let id = catalog.item(said).id;
    let rated = |stars| predict(&[Event { rating: Some(stars), ..Event::new(id, Action::Rate) }]).stars;
    assert!(rated(5.0) > rated(3.0) && rated(3.0) > rated(0.5));
    assert!(predict(&[Event::new(id, Action::Like)]).stars > predict(&[Event::new(id, Action::Dislike)]).stars);
    let all: Vec<u32> = (0..catalog.len() as u32).collect();
    let hated = [Event { rating: Some(0.5), ..Event::new(id, Action::Rate) }];
    let predictions = movies.predict(&Profile::new(&hated, catalog), &all).unwrap();
    assert!(predictions.iter().all(|prediction| (0.5..=5.0).contains(&prediction.stars)));
    assert_eq!(movies.predict(&Profile::default(), &[u32::MAX]).unwrap_err().kind(), ErrorKind::Argument);
}

/// By hand: one factor of 0, so that only biases speak. With λ = 1 a visitor of one rating has the bias error / 2.
#[test]
fn a_visitor_is_folded_in_as_the_formula_says() {
    let ratings = Ratings::read(&b"user,item,rating\nu,a,4\nu,b,2\nv,a,5\nv,b,1\n"[..], 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let spec = "biased-svd(factors=1, epochs=1, rate=0, regularization=1)"
        .parse::<penchant_recommend::training::Spec>()
        .unwrap();
    let rater = train_ratings(&spec, &ratings.matrix(&catalog)).unwrap().into_rater().unwrap();
    // Nothing was learned: μ = 3, no biases, and factors p of a deviation of .1, which move a prediction by p² / 2.
    let profile = Profile { stars: vec![(0, 5.0)], ..Profile::default() };
    let predicted = rater.fold_in(&profile)(1);
    assert_eq!(predicted.usual, 3.0);
    assert!((predicted.stars - 4.0).abs() < 0.05, "{predicted:?}");
}

#[test]
fn a_pack_without_ratings_says_so() {
    let recommender = trained("ease");
    assert_eq!(recommender.predict(&Profile::default(), &[0]).unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn users_alike_are_found_where_a_model_holds_them() {
    let users = trained("users");
    let id = |id| users.catalog().require(id).unwrap();
    let like_u = Profile::of_likes(&[id("a"), id("b")]);
    // Cosines: with u all of both, with v one of two; w shares nothing.
    let similar = users.similar_users(&like_u, 5).unwrap();
    assert_eq!(similar.iter().map(|(user, _)| *user).collect::<Vec<_>>(), [0, 1]);
    assert!((similar[0].1 - 1.0).abs() < 1e-6 && (similar[1].1 - 0.5).abs() < 1e-6);
    assert_eq!(trained("ease").similar_users(&like_u, 5).unwrap_err().kind(), ErrorKind::Argument);
}
