//! How well models say what comes next: each user's last event is hidden, the models learn from all the
//! others, and the hidden one has to be found among all items that the user has not met.

use super::tune::{Search, Tuner, validation_events};
use super::{Score, Subject, rank_candidates};
use crate::catalog::Catalog;
use crate::data::HeldOut;
use crate::error::{Error, ErrorKind, Result};
use crate::evaluate::metrics::Metric;
use crate::families::Training;
use crate::history::Profile;
use crate::interactions::Csr;
use crate::recommend::Recommender;
use crate::train;
use rayon::prelude::*;

/// Evaluates models on `sequences`, each user's items in the order of time. Users with fewer than two events
/// are learned from only. With a `search`, parameters or weights are first tuned, on the events before the last
/// ones. `progress` is told of each model that was trained.
pub fn last(
    subjects: &[Subject],
    sequences: &[Vec<u32>],
    catalog: &Catalog,
    metrics: &[&Metric],
    search: Option<Search>,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<Score>> {
    let (known, users) = hide_last(sequences);
    if users.is_empty() {
        let message = "no user has two events with times: the ratings want a column of times";
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    let likes = as_likes(&known, catalog);
    let all: Vec<u32> = (0..catalog.len() as u32).collect();
    let score = |subject: &Subject| {
        let spec = match search {
            Some(search) => {
                let validations = vec![validation_events(&known, catalog)];
                Tuner { validations, depth: TUNED_DEPTH, catalog, progress }.tune(&subject.spec, search)?
            }
            None => subject.spec.clone(),
        };
        let training = Training { likes: &likes, ratings: &likes, sequences: &known, catalog };
        let mut recommender = train::train(&spec, &training)?;
        if subject.packed {
            recommender = Recommender::open(&recommender.to_pack()?)?;
        }
        let user = |user: &HeldOut| -> Vec<f64> {
            let ranked = rank_candidates(&recommender.scores(&Profile::of_likes(&user.foldin)), &all, &user.foldin);
            metrics.iter().map(|metric| (metric.of)(&ranked, &user.hidden)).collect()
        };
        let scores: Vec<Vec<f64>> = users.par_iter().map(user).collect();
        progress();
        Ok(Score::of(subject.name(), &scores, vec![spec]))
    };
    subjects.iter().map(score).collect()
}

/// The rank down to which tuning looks: the next item is of use only near the top.
const TUNED_DEPTH: usize = 10;

/// All events but each user's last, and the users who have more than that one.
pub(super) fn hide_last(sequences: &[Vec<u32>]) -> (Vec<Vec<u32>>, Vec<HeldOut>) {
    let known: Vec<Vec<u32>> = sequences.iter().map(|items| items[..items.len().saturating_sub(1)].to_vec()).collect();
    let users = sequences.iter().zip(0..).filter(|(items, _)| items.len() > 1).map(|(items, user)| {
        let (foldin, hidden) = items.split_at(items.len() - 1);
        HeldOut { user, foldin: foldin.to_vec(), hidden: hidden.to_vec() }
    });
    let users = users.collect();
    (known, users)
}

/// Every event as a like.
pub(super) fn as_likes(sequences: &[Vec<u32>], catalog: &Catalog) -> Csr {
    let cells = sequences.iter().zip(0..).flat_map(|(items, user)| items.iter().map(move |&item| (user, item, 1.0)));
    Csr::from_triplets(sequences.len(), catalog.len(), cells)
}
