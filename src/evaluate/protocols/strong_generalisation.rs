//! Strong generalisation: a model is trained on some users, and given part of the likes of others, whose hidden likes
//! it must find among all items.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::Evaluation;
use crate::metrics::RANKING_DEPTH;
use crate::score::{RankingScore, Tally};
use crate::tune::split_users;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::Fold;
use penchant_recommend::Interactions;
use std::collections::HashSet;

impl Evaluation<'_> {
    /// Strong generalisation: finds hidden likes of users whom the model was not trained with. The training users of a
    /// fold are all others, held out in another fold or in none, with all their interactions; the items that these like
    /// are ranked, without those folded in.
    ///
    /// Errors: `data.empty` if no users are held out, too few for tuning, or all, so that nobody is left to train on.
    pub fn strong_generalisation(
        &self,
        models: &[EvaluatedModel],
        interactions: &Interactions,
        folds: &[Fold],
    ) -> Result<Vec<RankingScore>> {
        let score = |model: &EvaluatedModel| {
            let mut tally = Tally::default();
            for held_out in 0..folds.len() {
                let training = interactions.select_users(&training_users(interactions, folds, held_out));
                if training.likes.is_empty() {
                    let message = "the fold holds out every user, so that nobody is left to learn from: hold out \
                                   fewer, or give the ratings to find as a table of their own (--test)";
                    return Err(Error::new(ErrorKind::DataEmpty, message));
                }
                let spec = self.tune_spec(model, || split_users(&training), RANKING_DEPTH)?;
                self.measure(model, &spec, &training, &training.liked_items(), &folds[held_out].users, &mut tally)?;
                tally.specs.push(spec);
            }
            tally.score(model.name())
        };
        models.iter().map(score).collect()
    }
}

/// The users to train on while one fold is held out: those of the other folds in their order, then those of none.
fn training_users(interactions: &Interactions, folds: &[Fold], held_out: usize) -> Vec<u32> {
    let of_fold = |fold: &Fold| fold.users.iter().map(|user| user.user).collect::<Vec<_>>();
    let listed: HashSet<u32> = folds.iter().flat_map(of_fold).collect();
    let others = folds.iter().enumerate().filter(|&(fold, _)| fold != held_out).flat_map(|(_, fold)| of_fold(fold));
    let unlisted = (0..interactions.likes.height() as u32).filter(|user| !listed.contains(user));
    others.chain(unlisted).collect()
}
