//! Strong generalisation: a model is trained on some users, and given part of the likes of others, whose hidden likes
//! it must find among all items.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::Evaluation;
use crate::metrics::RANKING_DEPTH;
use crate::score::{RankingScore, Tally};
use crate::tune::split_users;
use penchant_base::Result;
use penchant_data::Fold;
use penchant_recommend::Interactions;

impl Evaluation<'_> {
    /// Strong generalisation: finds hidden likes of users whom the model was not trained with. The training users of a
    /// fold are those held out in the others, with all their interactions; the items that these like are ranked,
    /// without those folded in.
    ///
    /// Errors: `data.empty` if no users are held out, or too few for tuning.
    pub fn strong_generalisation(
        &self,
        models: &[EvaluatedModel],
        interactions: &Interactions,
        folds: &[Fold],
    ) -> Result<Vec<RankingScore>> {
        let score = |model: &EvaluatedModel| {
            let mut tally = Tally::default();
            for held_out in 0..folds.len() {
                let others = folds.iter().enumerate().filter(|&(fold, _)| fold != held_out);
                let users: Vec<u32> = others.flat_map(|(_, fold)| &fold.users).map(|user| user.user).collect();
                let training = interactions.select_users(&users);
                let spec = self.tune_spec(model, || split_users(&training), RANKING_DEPTH)?;
                self.measure(model, &spec, &training, &training.liked_items(), &folds[held_out].users, &mut tally)?;
                tally.specs.push(spec);
            }
            tally.score(model.name())
        };
        models.iter().map(score).collect()
    }
}
