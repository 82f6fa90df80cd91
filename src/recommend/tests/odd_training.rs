//! Training on tiny tables: one user, one item, fewer items than factors. Every family that ranks returns a complete
//! list or a typed error, and every family that predicts ratings predicts within their range.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_data::Ratings;
use penchant_recommend::Profile;
use penchant_recommend::families::{Trainer, TrainingInput, families};
use penchant_recommend::training::{train, train_ratings};
use penchant_recommend::{RecommendOptions, Recommender};

const TABLES: [&str; 5] = [
    "user,item,rating,timestamp\nu,a,5,1\n",
    "user,item,rating,timestamp\nu,a,5,1\nu,b,4,2\nu,c,4,3\n",
    "user,item,rating,timestamp\nu,a,5,1\nv,a,4,2\nw,a,5,3\n",
    "user,item,rating,timestamp\nu,a,5,1\nu,b,4,2\nv,b,5,3\nv,\"c,\"\"🎬\"\"\",4,1260759144000\n",
    // Every user likes every item: neighbourhoods cannot tell users apart.
    "user,item,rating\nu,a,5\nu,b,5\nv,a,5\nv,b,5\n",
];

#[test]
fn every_ranking_family_ranks_or_returns_a_typed_error() {
    for table in TABLES {
        let ratings = Ratings::read(table.as_bytes(), 0).unwrap();
        let catalog = ratings.catalog().unwrap();
        let interactions = ratings.interactions(3.5, &catalog);
        let training = TrainingInput::new(&interactions, &catalog, &[]);
        for family in families().filter(|family| matches!(family.train, Trainer::Ranking(_))) {
            let recommender = match train(&family.name.parse().unwrap(), &training) {
                Ok(recommender) => recommender,
                Err(error) => {
                    assert!(family.name == "transitions" && interactions.sequences.is_empty(), "{error}\n{table}");
                    assert_eq!(error.kind(), ErrorKind::DataEmpty);
                    continue;
                }
            };
            let all = RecommendOptions { filter_already_liked: false, ..RecommendOptions::default() };
            let check = |recommender: &Recommender| {
                let picks = recommender.recommend(&Profile::from_likes(&[0]), &all).unwrap();
                assert_eq!(picks.len(), catalog.len(), "{} on\n{table}", family.name);
                assert!(picks.iter().all(|pick| pick.score.is_finite()), "{} on\n{table}: {picks:?}", family.name);
            };
            check(&recommender);
            if family.read.is_some() {
                check(&Recommender::open(recommender.to_pack().unwrap()).unwrap());
            }
        }
    }
}

#[test]
fn predictions_are_within_the_range_of_the_ratings() {
    for table in TABLES {
        let ratings = Ratings::read(table.as_bytes(), 0).unwrap();
        let matrix = ratings.matrix(&ratings.catalog().unwrap());
        for family in families().filter(|family| matches!(family.train, Trainer::Ratings(_))) {
            let model = train_ratings(&family.name.parse().unwrap(), &matrix).unwrap();
            let rating = model.predict(0, 0);
            assert!((4.0..=5.0).contains(&rating), "{} predicts {rating} on\n{table}", family.name);
        }
    }
}

#[test]
fn a_table_without_likes_is_refused() {
    let ratings = Ratings::read("user,item,rating\nu,a,1\n".as_bytes(), 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let interactions = ratings.interactions(3.5, &catalog);
    let training = TrainingInput::new(&interactions, &catalog, &[]);
    let error = train(&"ease".parse().unwrap(), &training).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataEmpty);
    assert!(error.to_string().contains("lower the rating"), "{error}");
}

#[test]
fn more_factors_than_items_still_rank() {
    let ratings = Ratings::read(TABLES[1].as_bytes(), 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let interactions = ratings.interactions(3.5, &catalog);
    let training = TrainingInput::new(&interactions, &catalog, &[]);
    for model in ["als(factors=128)", "als(factors=128, solver=cg)", "svd(factors=128)"] {
        let recommender = train(&model.parse().unwrap(), &training).unwrap();
        let picks = recommender.recommend(&Profile::from_likes(&[0]), &RecommendOptions::default()).unwrap();
        assert_eq!(picks.len(), 2, "{model}");
        assert!(picks.iter().all(|pick| pick.score.is_finite()), "{model}");
    }
}
