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

/// What becomes of users that no fold lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlistedUsers {
    /// They are trained on in every fold.
    Train,
    /// They are left out, because the folds were made of users with enough likes.
    LeaveOut,
}

impl UnlistedUsers {
    /// They are left out if they are few and each has fewer likes than all users of folds: so folds are made of users
    /// with enough likes, as those of MovieLens are, and figures are those of these users alone.
    pub fn guess(interactions: &Interactions, folds: &[Fold]) -> Self {
        /// They are few if they are less than this part of all users.
        const FEW: usize = 10;
        let (listed, unlisted) = listed_and_unlisted(interactions, folds);
        let likes = |user: &u32| interactions.likes.row(*user as usize).len();
        let by_likes = unlisted.iter().map(likes).max() < listed.iter().map(likes).min();
        let are_few = unlisted.len() * FEW < interactions.likes.height();
        if by_likes && are_few { Self::LeaveOut } else { Self::Train }
    }

    /// How many of them have likes.
    pub fn count(interactions: &Interactions, folds: &[Fold]) -> usize {
        let (_, unlisted) = listed_and_unlisted(interactions, folds);
        unlisted.iter().filter(|&&user| !interactions.likes.row(user as usize).is_empty()).count()
    }
}

/// The users in folds and those in none.
fn listed_and_unlisted(interactions: &Interactions, folds: &[Fold]) -> (HashSet<u32>, Vec<u32>) {
    let listed: HashSet<u32> = folds.iter().flat_map(|fold| &fold.users).map(|user| user.user).collect();
    let unlisted = (0..interactions.likes.height() as u32).filter(|user| !listed.contains(user)).collect();
    (listed, unlisted)
}

impl Evaluation<'_> {
    /// Strong generalisation: finds hidden likes of users whom the model was not trained with. The training users of a
    /// fold are all others, held out in another fold or in none, with all their interactions; the items that these like
    /// are ranked, without those folded in. Users of no fold are as [`UnlistedUsers::guess`] says.
    ///
    /// Errors: `data.empty` if no users are held out, too few for tuning, or all, so that nobody is left to train on.
    pub fn strong_generalisation(
        &self,
        models: &[EvaluatedModel],
        interactions: &Interactions,
        folds: &[Fold],
    ) -> Result<Vec<RankingScore>> {
        self.strong_generalisation_with(models, interactions, folds, UnlistedUsers::guess(interactions, folds))
    }

    /// As [`Self::strong_generalisation`], with a choice for users of no fold.
    pub fn strong_generalisation_with(
        &self,
        models: &[EvaluatedModel],
        interactions: &Interactions,
        folds: &[Fold],
        unlisted: UnlistedUsers,
    ) -> Result<Vec<RankingScore>> {
        let score = |model: &EvaluatedModel| {
            let mut tally = Tally::default();
            for held_out in 0..folds.len() {
                let training = interactions.select_users(&training_users(interactions, folds, held_out, unlisted));
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
fn training_users(interactions: &Interactions, folds: &[Fold], held_out: usize, unlisted: UnlistedUsers) -> Vec<u32> {
    let others = folds.iter().enumerate().filter(|&(fold, _)| fold != held_out);
    let mut users: Vec<u32> = others.flat_map(|(_, fold)| &fold.users).map(|user| user.user).collect();
    if unlisted == UnlistedUsers::Train {
        users.extend(listed_and_unlisted(interactions, folds).1);
    }
    users
}
