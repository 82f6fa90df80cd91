//! Whatever the history: the contributions of a pick's reasons sum to its score, picks are in order, and
//! nothing that is known already comes back.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_data::Ratings;
use penchant_recommend::Catalog;
use penchant_recommend::Interactions;
use penchant_recommend::families::{Read, Training, families};
use penchant_recommend::training::train;
use penchant_recommend::{Action, Age, Event, Profile};
use penchant_recommend::{Cause, Controls, GenreTaste, Options, Recommender, WhatIf};
use proptest::prelude::*;
use std::sync::LazyLock;

static MOVIES: LazyLock<Recommender> =
    LazyLock::new(|| Recommender::open(penchant_testing::bytes(penchant_testing::PACK)).unwrap());

/// The films that were rated, and who likes them.
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
    fn for_any_history(events in prop::collection::vec((0..9066u32, action()), 0..40)) {
        let catalog = MOVIES.catalog();
        let events: Vec<_> = events.iter().map(|&(item, action)| Event::new(catalog.item(item).id, action)).collect();
        let profile = Profile::new(&events, catalog);
        let picks = MOVIES.recommend(&profile, &Options { n: 50, ..Options::default() }).unwrap();
        prop_assert_eq!(picks.len(), 50);
        prop_assert!(picks.is_sorted_by(|a, b| a.score >= b.score));
        for pick in &picks {
            let sum: f32 = pick.reasons.iter().map(|reason| reason.contribution).sum();
            prop_assert!((sum - pick.score).abs() < 1e-5, "{} instead of {}", sum, pick.score);
            prop_assert!(!profile.knows(pick.item));
            for reason in &pick.reasons {
                if let Cause::Item(item) = reason.cause {
                    prop_assert!(profile.items.contains(&item));
                }
            }
            let explained = MOVIES.explain(&profile, pick.item);
            prop_assert!((explained.score - pick.score).abs() < 1e-5);
        }
    }
}

#[test]
fn without_a_history_the_popular_items_come_and_say_so() {
    let picks = MOVIES.recommend(&Profile::default(), &Options::default()).unwrap();
    assert_eq!(picks.len(), 10);
    assert!(picks.iter().all(|pick| matches!(pick.reasons[..], [reason] if reason.cause == Cause::Popularity)));
}

/// Every family that is packed, and their sum: scores that are quick to find and reasons that are exact agree.
#[test]
fn of_every_family_as_packed() {
    let (catalog, interactions) = &*RATED;
    let training = Training::new(interactions, catalog, &[]);
    let ranking = families().filter(|family| matches!(family.read, Some(Read::Ranking(_)))).map(|family| family.name);
    let sum = "transitions + ease + als + svd + items + 2..0/5*popularity".to_owned();
    for model in ranking.map(str::to_owned).chain([sum]) {
        let trained = train(&model.parse().unwrap(), &training).unwrap();
        let packed = Recommender::open(trained.to_pack().unwrap()).unwrap();
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..20 {
            let mut items: Vec<u32> = (0..random.u32(1..40)).map(|_| random.u32(..catalog.len() as u32)).collect();
            items.sort_unstable();
            items.dedup();
            let profile = Profile::of_likes(&items);
            let scores = packed.scores(&profile);
            let largest = scores.iter().fold(0.0f32, |largest, score| largest.max(score.abs())).max(1.0);
            for pick in packed.recommend(&profile, &Options::default()).unwrap() {
                let sum: f32 = pick.reasons.iter().map(|reason| reason.contribution).sum();
                assert!((sum - pick.score).abs() < 1e-5 * largest, "{model}: {sum} instead of {}", pick.score);
                let quick = scores[pick.item as usize];
                assert!((quick - pick.score).abs() < 2e-4 * largest, "{model}: {quick} instead of {}", pick.score);
            }
        }
    }
}

#[test]
fn the_short_term_gets_its_share() {
    let (catalog, interactions) = &*RATED;
    let training = Training::new(interactions, catalog, &[]);
    let train = |model: &str| train(&model.parse().unwrap(), &training).unwrap();
    let (both, short, long) = (train("ease + transitions"), train("transitions"), train("ease"));
    let likes = interactions.likes.row(3);
    let list = |recommender: &Recommender, short_term| {
        let profile = Profile { short_term, ..Profile::of_likes(likes) };
        recommender.ranking(&profile, &Options::default())
    };
    assert_eq!(list(&both, Some(1.0)).unwrap(), list(&short, None).unwrap());
    assert_eq!(list(&both, Some(0.0)).unwrap(), list(&long, None).unwrap());
    assert_ne!(list(&both, Some(0.5)).unwrap(), list(&long, None).unwrap());
    for (recommender, share) in [(&long, 0.5), (&both, -0.1), (&both, f32::NAN)] {
        assert_eq!(list(recommender, Some(share)).unwrap_err().kind(), ErrorKind::Argument);
    }
}

#[test]
fn a_history_of_another_catalogue_says_nothing_and_loses_nothing() {
    let events: Vec<_> = ["lp-17", "lp-18"].map(|id| Event::new(id, Action::Like)).to_vec();
    let profile = Profile::new(&events, MOVIES.catalog());
    assert_eq!((profile.unknown, profile.likes), (2, 0));
    let popular = MOVIES.recommend(&Profile::default(), &Options::default()).unwrap();
    assert_eq!(MOVIES.recommend(&profile, &Options::default()).unwrap(), popular);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked of a list: no item stands twice, scores are those without it, and the parts of what each
    /// was worth are in their ranges.
    #[test]
    fn for_any_controls(
        likes in prop::collection::btree_set(0..9066u32, 0..20),
        (diversity, calibration, novelty, exploration) in (0.0..=1f32, 0.0..=1f32, 0.0..=1f32, 0.0..=1f32),
        (n, seed) in (0..150usize, 0..9u64),
    ) {
        let profile = Profile::of_likes(&likes.into_iter().collect::<Vec<_>>());
        let controls = Controls { diversity, calibration, novelty, exploration, seed };
        let options = Options { n, controls, ..Options::default() };
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
            prop_assert!(!profile.knows(pick.item));
        }
    }
}

#[test]
fn odd_histories_give_lists() {
    let catalog = MOVIES.catalog();
    let id = |item| catalog.item(item).id;
    let dislikes: Vec<_> = (0..50).map(|item| Event::new(id(item), Action::Dislike)).collect();
    let unknown = [Event::new("no such film", Action::Like)];
    let future = [Event { at_ms: u64::MAX, ..Event::new(id(0), Action::Like) }, Event::new(id(1), Action::Like)];
    for events in [&dislikes[..], &unknown, &future] {
        for half_life_days in [0.0, 1e-30, 30.0] {
            let profile = Profile::aged(events, catalog, Age { now_ms: 1_700_000_000_000, half_life_days });
            let picks = MOVIES.recommend(&profile, &Options::default()).unwrap();
            assert_eq!(picks.len(), 10);
            assert!(picks.iter().all(|pick| pick.score.is_finite()));
        }
    }
    // Nothing is left to be recommended.
    let none = Options { items: Some(Vec::new()), ..Options::default() };
    assert!(MOVIES.recommend(&Profile::of_likes(&[0]), &none).unwrap().is_empty());
}

#[test]
fn a_history_of_a_million_events_is_a_history() {
    let catalog = MOVIES.catalog();
    let events: Vec<_> = (0..1_000_000u32)
        .map(|place| {
            Event::new(catalog.item(place * 7919 % 9066).id, if place % 3 == 0 { Action::Like } else { Action::Seen })
        })
        .collect();
    let profile = Profile::new(&events, catalog);
    assert!(profile.items.len() <= catalog.len());
    let picks = MOVIES.recommend(&profile, &Options { filter_already_liked: false, ..Options::default() }).unwrap();
    assert_eq!(picks.len(), 10);
}

#[test]
fn what_if_says_what_would_rise_and_fall() {
    let (now, then) = (Profile::of_likes(&[0, 1, 2]), Profile::of_likes(&[0, 1]));
    let options = Options::default();
    let what_if = MOVIES.what_if(&now, &then, &options).unwrap();
    assert!(!what_if.rise.is_empty() && !what_if.fall.is_empty());
    let (before, after) = (MOVIES.ranking(&now, &options).unwrap(), MOVIES.ranking(&then, &options).unwrap());
    for moved in what_if.rise.iter().chain(&what_if.fall) {
        assert_eq!(moved.before.map(|place| before[place]), moved.before.map(|_| moved.item));
        assert_eq!(moved.after.map(|place| after[place]), moved.after.map(|_| moved.item));
    }
    // Item 2 is no longer known, so it may come back; nothing else changes where nothing is taken out.
    assert_eq!(MOVIES.what_if(&now, &now, &options).unwrap(), WhatIf::default());
}

#[test]
fn a_taste_can_be_read() {
    let taste = MOVIES.taste_profile(&Profile::of_likes(&[0, 1, 2]), 5);
    assert_eq!(taste.items.len(), 5);
    for share in [|genre: &GenreTaste| genre.history, |genre: &GenreTaste| genre.recommended] {
        let sum: f32 = taste.genres.iter().map(share).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
    assert!(MOVIES.taste_profile(&Profile::default(), 5).genres.is_empty());
}

#[test]
fn options_are_kept_to() {
    let profile = Profile::of_likes(&[0, 1]);
    let of_three = Options { items: Some(vec![0, 5, 9]), exclude: vec![9], ..Options::default() };
    let picks = MOVIES.recommend(&profile, &of_three).unwrap();
    assert_eq!(picks.iter().map(|pick| pick.item).collect::<Vec<_>>(), [5]);
    let all = Options { n: usize::MAX, filter_already_liked: false, ..Options::default() };
    assert_eq!(MOVIES.recommend(&profile, &all).unwrap().len(), MOVIES.catalog().len());
    let past_the_end = Options { exclude: vec![u32::MAX], ..Options::default() };
    assert_eq!(MOVIES.recommend(&profile, &past_the_end).unwrap_err().kind(), ErrorKind::Argument);
}
