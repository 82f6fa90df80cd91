//! Strong generalisation: a model is trained on some users, and shown part of the likes of others, whose hidden likes it
//! has to find among all items.

use crate::evaluated_model::Subject;
use crate::evaluation::Evaluation;
use crate::metrics::DEPTH;
use crate::score::{Score, Tally};
use crate::tune::validation_users;
use penchant_base::Result;
use penchant_data::Fold;
use penchant_recommend::Interactions;

impl Evaluation<'_> {
    /// Strong generalisation. The training users of a fold are those held out in the others, with all their
    /// interactions; what is ranked are the items these like, less those folded in.
    pub fn strong(&self, subjects: &[Subject], interactions: &Interactions, folds: &[Fold]) -> Result<Vec<Score>> {
        let score = |subject: &Subject| {
            let mut tally = Tally::default();
            for held_out in 0..folds.len() {
                let others = folds.iter().enumerate().filter(|&(fold, _)| fold != held_out);
                let users: Vec<u32> = others.flat_map(|(_, fold)| &fold.users).map(|user| user.user).collect();
                let training = interactions.of_users(&users);
                let spec = self.tuned(subject, || validation_users(&training), DEPTH)?;
                self.measure(subject, &spec, &training, &training.liked_items(), &folds[held_out].users, &mut tally)?;
                tally.specs.push(spec);
            }
            tally.score(subject.name())
        };
        subjects.iter().map(score).collect()
    }
}
