//! How well models say what comes next: each user's last event is hidden, the models learn from all the
//! others, and the hidden one has to be found among all items that the user has not met.

use crate::evaluated_model::Subject;
use crate::evaluation::Evaluation;
use crate::score::{Score, Tally};
use crate::tune::Validation;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;

impl Evaluation<'_> {
    /// What comes next in the sequences of `interactions`. Users with fewer than two events are learned from only.
    /// Tuning looks at the events before the last ones.
    pub fn last(&self, subjects: &[Subject], interactions: &Interactions) -> Result<Vec<Score>> {
        let (training, users) = hide_last(interactions);
        if users.is_empty() {
            let message = "no user has two events with times: the ratings want a column of times";
            return Err(Error::new(ErrorKind::DataEmpty, message));
        }
        let score = |subject: &Subject| {
            let validations = || {
                let (training, users) = hide_last(&training);
                Ok(vec![Validation { items: training.liked_items(), training, users, in_order: true }])
            };
            let spec = self.tuned(subject, validations, TUNED_DEPTH)?;
            let mut tally = Tally::default();
            self.measure(subject, &spec, &training, &training.liked_items(), &users, &mut tally)?;
            tally.specs.push(spec);
            tally.score(subject.name())
        };
        subjects.iter().map(score).collect()
    }
}

/// The rank down to which tuning looks: the next item is of use only near the top.
const TUNED_DEPTH: usize = 10;

/// All events but each user's last, and the users who have more than that one.
fn hide_last(interactions: &Interactions) -> (Interactions, Vec<HeldOut>) {
    let sequences = &interactions.sequences;
    let training = interactions.filter(|user, item| sequences.get(user).and_then(|items| items.last()) != Some(&item));
    let users = sequences.iter().zip(0..).filter(|(items, _)| items.len() > 1).map(|(items, user)| {
        let (foldin, hidden) = items.split_at(items.len() - 1);
        HeldOut { user, foldin: foldin.to_vec(), hidden: hidden.to_vec() }
    });
    let users = users.collect();
    (training, users)
}
