//! Leave-last-out: each user's last event is hidden, models learn from all others, and must find the hidden one among
//! all items that are new to the user.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::Evaluation;
use crate::score::{RankingScore, Tally};
use crate::tune::Validation;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;

impl Evaluation<'_> {
    /// Leave-last-out: finds the item that comes next in the sequences of `interactions`. Users with fewer than two
    /// events are only trained on. Tuning hides the events before the last ones.
    ///
    /// Errors: `data.empty` if no user has two events with times.
    pub fn leave_last_out(&self, models: &[EvaluatedModel], interactions: &Interactions) -> Result<Vec<RankingScore>> {
        let (training, users) = hide_last(interactions);
        if users.is_empty() {
            let message = "no user has two events with times: the ratings need a column of timestamps";
            return Err(Error::new(ErrorKind::DataEmpty, message));
        }
        let score = |model: &EvaluatedModel| {
            let validations = || {
                let (training, users) = hide_last(&training);
                Ok(vec![Validation { items: training.liked_items(), training, users, in_order: true }])
            };
            let spec = self.tune_spec(model, validations, TUNING_DEPTH)?;
            let mut tally = Tally::default();
            self.measure(model, &spec, &training, &training.liked_items(), &users, &mut tally)?;
            tally.specs.push(spec);
            tally.score(model.name())
        };
        models.iter().map(score).collect()
    }
}

/// The rank at which tuning looks: the next item is only useful near the top.
const TUNING_DEPTH: usize = 10;

/// All events except the last of each user with two or more; and these users, whose last event is hidden. What they like
/// at unknown times is folded in before the rest.
fn hide_last(interactions: &Interactions) -> (Interactions, Vec<HeldOut>) {
    let sequences = &interactions.sequences;
    let count = |user: usize| interactions.likes.row(user).len();
    let last = |user: usize| sequences.get(user).and_then(|items| items.last()).filter(|_| count(user) > 1);
    let training = interactions.filter(|user, item| last(user) != Some(&item));
    let users = sequences.iter().enumerate().filter_map(|(user, items)| {
        let hidden = *last(user)?;
        let untimed = interactions.likes.row(user).iter().filter(|item| !items.contains(item));
        let foldin = untimed.chain(&items[..items.len() - 1]).copied().collect();
        Some(HeldOut { user: user as u32, foldin, hidden: vec![hidden] })
    });
    let users = users.collect();
    (training, users)
}
