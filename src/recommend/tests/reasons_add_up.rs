//! For any history: the contributions of a pick's reasons sum to its score, picks are in order, and known items are not
//! recommended.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_data::Ratings;
use penchant_recommend::Catalog;
use penchant_recommend::Interactions;
use penchant_recommend::families::{ModelReader, TrainingInput, families};
use penchant_recommend::recommender::{GenreTaste, WhatIf};
use penchant_recommend::training::train;
use penchant_recommend::{Action, Event, Profile, TimeDecay};
use penchant_recommend::{Cause, Controls, RecommendOptions, Recommender};
use proptest::prelude::*;
use std::sync::LazyLock;

static MOVIES: LazyLock<Recommender> =
    LazyLock::new(|| Recommender::open(penchant_testing::bytes(penchant_testing::PACK)).unwrap());

/// The rated films and the users' likes.
static RATED: LazyLock<(Catalog, Interactions)> = LazyLock::new(|| {
    let ratings = Ratings::read(&penchant_testing::bytes(penchant_testing::RATINGS)[..], 0).unwrap();
    let catalog = ratings.catalog().unwrap();
    let interactions = ratings.interactions(3.5, &catalog);
    (catalog, interactions)
});

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Like),
        Just(Action::Dislike),
        Just(Action::NotInterested),
        Just(Action::Complete),
        Just(Action::Seen),
        Just(Action::Skip)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reasons_add_up_for_any_history(events in prop::collection::vec((0..9066u32, action()), 0..40)) {
        let catalog = MOVIES.catalog();
        let events: Vec<_> = events.iter().map(|&(item, action)| Event::new(catalog.item(item).id, action)).collect();
        let profile = Profile::new(&events, catalog);
        let picks = MOVIES.recommend(&profile, &RecommendOptions { n: 50, ..RecommendOptions::default() }).unwrap();
        prop_assert_eq!(picks.len(), 50);
        prop_assert!(picks.is_sorted_by(|a, b| a.score >= b.score));
        for pick in &picks {
            let sum: f32 = pick.reasons.iter().map(|reason| reason.contribution).sum();
            prop_assert!((sum - pick.score).abs() < 1e-5, "{} instead of {}", sum, pick.score);
            prop_assert!(!profile.is_known(pick.item));
            for reason in &pick.reasons {
                if let Cause::Item(item) = reason.cause {
                    prop_assert!(profile.items.contains(&item));
                }
            }
            let explained = MOVIES.explain(&profile, pick.item).unwrap();
            prop_assert!((explained.score - pick.score).abs() < 1e-5);
        }
    }
}

#[test]
fn without_a_history_popularity_is_the_only_reason() {
    let picks = MOVIES.recommend(&Profile::default(), &RecommendOptions::default()).unwrap();
    assert_eq!(picks.len(), 10);
    assert!(picks.iter().all(|pick| matches!(pick.reasons[..], [reason] if reason.cause == Cause::Popularity)));
}

/// For every packed family and a sum of them: quick scores and exact reasons agree.
#[test]
fn reasons_add_up_for_every_packed_family() {
    let (catalog, interactions) = &*RATED;
    let training = TrainingInput::new(interactions, catalog, &[]);
    let ranking =
        families().filter(|family| matches!(family.read, Some(ModelReader::Ranking(_)))).map(|family| family.name);
    let sum = "transitions + ease + als + svd + items + 2..0/5*popularity".to_owned();
    for model in ranking.map(str::to_owned).chain([sum]) {
        let trained = train(&model.parse().unwrap(), &training).unwrap();
        let packed = Recommender::open(trained.to_pack().unwrap()).unwrap();
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..20 {
            let mut items: Vec<u32> = (0..random.u32(1..40)).map(|_| random.u32(..catalog.len() as u32)).collect();
            items.sort_unstable();
            items.dedup();
            let profile = Profile::from_likes(&items);
            let scores = packed.scores(&profile);
            let largest = scores.iter().fold(0.0f32, |largest, score| largest.max(score.abs())).max(1.0);
            for pick in packed.recommend(&profile, &RecommendOptions::default()).unwrap() {
                let sum: f32 = pick.reasons.iter().map(|reason| reason.contribution).sum();
                assert!((sum - pick.score).abs() < 1e-5 * largest, "{model}: {sum} instead of {}", pick.score);
                let quick = scores[pick.item as usize];
                assert!((quick - pick.score).abs() < 2e-4 * largest, "{model}: {quick} instead of {}", pick.score);
            }
        }
    }
}

#[test]
fn the_short_term_models_get_their_share() {
    let (catalog, interactions) = &*RATED;
    let training = TrainingInput::new(interactions, catalog, &[]);
    let train = |model: &str| train(&model.parse().unwrap(), &training).unwrap();
    let (both, short, long) = (train("ease + transitions"), train("transitions"), train("ease"));
    let likes = interactions.likes.row(3);
    let list = |recommender: &Recommender, short_term| {
        let profile = Profile { short_term, ..Profile::from_likes(likes) };
        recommender.ranking(&profile, &RecommendOptions::default())
    };
    assert_eq!(list(&both, Some(1.0)).unwrap(), list(&short, None).unwrap());
    assert_eq!(list(&both, Some(0.0)).unwrap(), list(&long, None).unwrap());
    assert_ne!(list(&both, Some(0.5)).unwrap(), list(&long, None).unwrap());
    for (recommender, share) in [(&long, 0.5), (&both, -0.1), (&both, f32::NAN)] {
        assert_eq!(list(recommender, Some(share)).unwrap_err().kind(), ErrorKind::Argument);
    }
}

#[test]
fn items_of_another_catalogue_are_ignored() {
    let events: Vec<_> = ["lp-17", "lp-18"].map(|id| Event::new(id, Action::Like)).to_vec();
    let profile = Profile::new(&events, MOVIES.catalog());
    assert_eq!((profile.unknown, profile.likes), (2, 0));
    let popular = MOVIES.recommend(&Profile::default(), &RecommendOptions::default()).unwrap();
    assert_eq!(MOVIES.recommend(&profile, &RecommendOptions::default()).unwrap(), popular);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// For any controls: no item occurs twice, the controls do not change the scores, and the terms of each pick's
    /// value are in their ranges.
    #[test]
    fn lists_are_consistent_for_any_controls(
        likes in prop::collection::btree_set(0..9066u32, 0..20),
        (diversity, calibration, novelty, exploration) in (0.0..=1f32, 0.0..=1f32, 0.0..=1f32, 0.0..=1f32),
        (n, seed) in (0..150usize, 0..9u64),
    ) {
        let profile = Profile::from_likes(&likes.into_iter().collect::<Vec<_>>());
        let controls = Controls { diversity, calibration, novelty, exploration, seed };
        let options = RecommendOptions { n, controls, ..RecommendOptions::default() };
        let picks = MOVIES.recommend(&profile, &options).unwrap();
        prop_assert_eq!(&picks, &MOVIES.recommend(&profile, &options).unwrap());
        prop_assert_eq!(picks.len(), n);
        let scores = MOVIES.scores(&profile);
        let mut items: Vec<u32> = picks.iter().map(|pick| pick.item).collect();
        items.sort_unstable();
        items.dedup();
        prop_assert_eq!(items.len(), n);
        for pick in &picks {
            let shift = pick.shift.unwrap();
            prop_assert!((pick.score - scores[pick.item as usize]).abs() < 1e-5);
            prop_assert!(shift.diversity <= 0.0 && shift.calibration <= 0.0 && shift.relevance >= 0.0);
            prop_assert!(!profile.is_known(pick.item));
        }
    }
}

#[test]
fn unusual_histories_give_lists() {
    let catalog = MOVIES.catalog();
    let id = |item| catalog.item(item).id;
    let dislikes: Vec<_> = (0..50).map(|item| Event::new(id(item), Action::Dislike)).collect();
    let unknown = [Event::new("no such film", Action::Like)];
    let future = [Event { at_ms: u64::MAX, ..Event::new(id(0), Action::Like) }, Event::new(id(1), Action::Like)];
    for events in [&dislikes[..], &unknown, &future] {
        for half_life_days in [0.0, 1e-30, 30.0] {
            let profile = Profile::with_decay(events, catalog, TimeDecay { now_ms: 1_700_000_000_000, half_life_days });
            let picks = MOVIES.recommend(&profile, &RecommendOptions::default()).unwrap();
            assert_eq!(picks.len(), 10);
            assert!(picks.iter().all(|pick| pick.score.is_finite()));
        }
    }
    // No candidates are left.
    let none = RecommendOptions { items: Some(Vec::new()), ..RecommendOptions::default() };
    assert!(MOVIES.recommend(&Profile::from_likes(&[0]), &none).unwrap().is_empty());
}

#[test]
fn a_history_of_a_million_events_gives_a_list() {
    let catalog = MOVIES.catalog();
    let events: Vec<_> = (0..1_000_000u32)
        .map(|index| {
            Event::new(catalog.item(index * 7919 % 9066).id, if index % 3 == 0 { Action::Like } else { Action::Seen })
        })
        .collect();
    let profile = Profile::new(&events, catalog);
    assert!(profile.items.len() <= catalog.len());
    let picks = MOVIES
        .recommend(&profile, &RecommendOptions { filter_already_liked: false, ..RecommendOptions::default() })
        .unwrap();
    assert_eq!(picks.len(), 10);
}

#[test]
fn what_if_lists_rises_and_falls() {
    let (now, then) = (Profile::from_likes(&[0, 1, 2]), Profile::from_likes(&[0, 1]));
    let options = RecommendOptions::default();
    let what_if = MOVIES.what_if(&now, &then, &options).unwrap();
    assert!(!what_if.rise.is_empty() && !what_if.fall.is_empty());
    let (before, after) = (MOVIES.ranking(&now, &options).unwrap(), MOVIES.ranking(&then, &options).unwrap());
    for moved in what_if.rise.iter().chain(&what_if.fall) {
        assert_eq!(moved.before.map(|position| before[position]), moved.before.map(|_| moved.item));
        assert_eq!(moved.after.map(|position| after[position]), moved.after.map(|_| moved.item));
    }
    // Without a difference in the history nothing moves.
    assert_eq!(MOVIES.what_if(&now, &now, &options).unwrap(), WhatIf::default());
}

#[test]
fn the_genre_shares_of_a_taste_sum_to_one() {
    let taste = MOVIES.taste_profile(&Profile::from_likes(&[0, 1, 2]), 5);
    assert_eq!(taste.items.len(), 5);
    for share in [|genre: &GenreTaste| genre.history, |genre: &GenreTaste| genre.recommended] {
        let sum: f32 = taste.genres.iter().map(share).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
    assert!(MOVIES.taste_profile(&Profile::default(), 5).genres.is_empty());
}

#[test]
fn options_are_respected() {
    let profile = Profile::from_likes(&[0, 1]);
    let of_three = RecommendOptions { items: Some(vec![0, 5, 9]), exclude: vec![9], ..RecommendOptions::default() };
    let picks = MOVIES.recommend(&profile, &of_three).unwrap();
    assert_eq!(picks.iter().map(|pick| pick.item).collect::<Vec<_>>(), [5]);
    let all = RecommendOptions { n: usize::MAX, filter_already_liked: false, ..RecommendOptions::default() };
    assert_eq!(MOVIES.recommend(&profile, &all).unwrap().len(), MOVIES.catalog().len());
    let past_the_end = RecommendOptions { exclude: vec![u32::MAX], ..RecommendOptions::default() };
    assert_eq!(MOVIES.recommend(&profile, &past_the_end).unwrap_err().kind(), ErrorKind::Argument);
}

#[test]
fn a_profile_of_a_larger_catalogue_is_refused() {
    let end = MOVIES.catalog().len() as u32;
    let (profile, options) = (Profile::from_likes(&[end]), RecommendOptions::default());
    let rated = Profile { stars: vec![(end, 5.0)], ..Profile::default() };
    for error in [
        MOVIES.recommend(&profile, &options).unwrap_err(),
        MOVIES.ranking(&profile, &options).unwrap_err(),
        MOVIES.what_if(&Profile::default(), &profile, &options).unwrap_err(),
        MOVIES.explain(&profile, 0).unwrap_err(),
        MOVIES.explain(&Profile::default(), end).unwrap_err(),
        MOVIES.predict(&profile, &[0]).unwrap_err(),
        MOVIES.predict(&rated, &[0]).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Argument, "{error}");
    }
}
