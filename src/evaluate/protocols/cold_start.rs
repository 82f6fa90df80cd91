//! How well models rank items that nobody has met: the items are dealt into folds, each fold's likes are taken
//! out of the training data, and users are shown what else they like.

use crate::evaluated_model::Subject;
use crate::evaluation::Evaluation;
use crate::metrics::DEPTH;
use crate::score::{Score, Tally};
use crate::tune::Validation;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;

const SEED: u64 = 42;

impl Evaluation<'_> {
    /// Cold start. Only the items of a fold are ranked, for the users who like some of them and something else.
    /// Tuning deals the items that remain in the same way.
    pub fn cold(&self, subjects: &[Subject], interactions: &Interactions, folds: usize) -> Result<Vec<Score>> {
        let parts = deal(interactions, folds)?;
        let score = |subject: &Subject| {
            let mut tally = Tally::default();
            for Validation { training, items, users, .. } in &parts {
                let spec = self.tuned(subject, || deal(training, folds), DEPTH)?;
                self.measure(subject, &spec, training, items, users, &mut tally)?;
                tally.specs.push(spec);
            }
            tally.score(subject.name())
        };
        subjects.iter().map(score).collect()
    }
}

/// The liked items in `folds` parts, by lot, each held out once.
fn deal(interactions: &Interactions, folds: usize) -> Result<Vec<Validation>> {
    let mut liked = interactions.liked_items();
    if folds < 2 || liked.len() < folds {
        let message = format!("{} items that somebody likes cannot be dealt into {folds} folds", liked.len());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    fastrand::Rng::with_seed(SEED).shuffle(&mut liked);
    let part = |fold: usize| {
        let mut items: Vec<u32> = liked.iter().copied().skip(fold).step_by(folds).collect();
        items.sort_unstable();
        let is_cold = |item: &u32| items.binary_search(item).is_ok();
        let likes = &interactions.likes;
        let users = (0..likes.height() as u32).filter_map(|user| {
            let (hidden, foldin): (Vec<u32>, Vec<u32>) =
                likes.row(user as usize).iter().partition(|item| is_cold(item));
            (!hidden.is_empty() && !foldin.is_empty()).then_some(HeldOut { user, foldin, hidden })
        });
        let users = users.collect();
        Validation { training: interactions.filter(|_, item| !is_cold(&item)), users, items, in_order: false }
    };
    Ok((0..folds).map(part).collect())
}
