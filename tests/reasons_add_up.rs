//! Whatever the history: the contributions of a pick's reasons sum to its score, picks are in order, and
//! nothing that is known already comes back.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use penchant::history::{Action, Profile};
use penchant::recommend::{Cause, Options, Recommender};
use proptest::prelude::*;
use std::sync::LazyLock;

static MOVIES: LazyLock<Recommender> = LazyLock::new(|| Recommender::open(&common::bytes(common::PACK)).unwrap());

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![Just(Action::Like), Just(Action::Dislike), Just(Action::Seen)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn for_any_history(events in prop::collection::vec((0..9066u32, action()), 0..40)) {
        let catalog = MOVIES.catalog();
        let profile = Profile::new(events.iter().map(|&(item, action)| (catalog.item(item).id, action)), catalog);
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

#[test]
fn options_are_kept_to() {
    let profile = Profile::of_likes(&[0, 1]);
    let of_three = Options { items: Some(vec![0, 5, 9]), exclude: vec![9], ..Options::default() };
    let picks = MOVIES.recommend(&profile, &of_three).unwrap();
    assert_eq!(picks.iter().map(|pick| pick.item).collect::<Vec<_>>(), [5]);
    let all = Options { n: usize::MAX, filter_already_liked: false, ..Options::default() };
    assert_eq!(MOVIES.recommend(&profile, &all).unwrap().len(), MOVIES.catalog().len());
    let past_the_end = Options { exclude: vec![u32::MAX], ..Options::default() };
    assert_eq!(MOVIES.recommend(&profile, &past_the_end).unwrap_err().kind(), penchant::ErrorKind::Argument);
}
