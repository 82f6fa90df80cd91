//! Cold start: models rank items without a like. The items are split into folds, and the likes of each fold are
//! removed from the training data.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::Evaluation;
use crate::metrics::RANKING_DEPTH;
use crate::score::{RankingScore, Tally};
use crate::tune::Validation;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;

const SEED: u64 = 42;

impl Evaluation<'_> {
    /// Cold start: ranks items that have no likes in the training data. Only the items of a fold are ranked, for the
    /// users who like some of them and another item. Tuning splits the remaining items in the same way.
    ///
    /// Errors: `data.empty` if there are fewer liked items than folds, or fewer than two folds.
    pub fn cold_start(
        &self,
        models: &[EvaluatedModel],
        interactions: &Interactions,
        folds: usize,
    ) -> Result<Vec<RankingScore>> {
        let splits = split_items(interactions, folds)?;
        let score = |model: &EvaluatedModel| {
            let mut tally = Tally::default();
            for Validation { training, items, users, .. } in &splits {
                let spec = self.tune_spec(model, || split_items(training, folds), RANKING_DEPTH)?;
                self.measure(model, &spec, training, items, users, &mut tally)?;
                tally.specs.push(spec);
            }
            tally.score(model.name())
        };
        models.iter().map(score).collect()
    }
}

/// Splits the liked items randomly into folds, each of which is held out once.
fn split_items(interactions: &Interactions, folds: usize) -> Result<Vec<Validation>> {
    let mut liked = interactions.liked_items();
    if folds < 2 || liked.len() < folds {
        let message = format!(
            "{} liked items cannot be split into {folds} folds: at least two folds with an item each are needed",
            liked.len()
        );
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    fastrand::Rng::with_seed(SEED).shuffle(&mut liked);
    let split = |fold: usize| {
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
    Ok((0..folds).map(split).collect())
}
