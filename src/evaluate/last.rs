//! How well models say what comes next: each user's last event is hidden, the models learn from all the
//! others, and the hidden one has to be found among all items that the user has not met.

use super::tune::validation_events;
use super::{Evaluation, Score, Subject, Tally};
use crate::catalog::Catalog;
use crate::data::HeldOut;
use crate::error::{Error, ErrorKind, Result};
use crate::families::Training;
use crate::interactions::Csr;

impl Evaluation<'_> {
    /// What comes next, of `sequences`: each user's items in the order of time. Users with fewer than two events
    /// are learned from only. Tuning looks at the events before the last ones.
    pub fn last(&self, subjects: &[Subject], sequences: &[Vec<u32>]) -> Result<Vec<Score>> {
        let (known, users) = hide_last(sequences);
        if users.is_empty() {
            let message = "no user has two events with times: the ratings want a column of times";
            return Err(Error::new(ErrorKind::DataEmpty, message));
        }
        let likes = as_likes(&known, self.catalog);
        let training = Training { likes: &likes, ratings: &likes, sequences: &known, catalog: self.catalog };
        let score = |subject: &Subject| {
            let validations = || Ok(vec![validation_events(&known, self.catalog)]);
            let spec = self.tuned(subject, validations, TUNED_DEPTH)?;
            let mut tally = Tally::default();
            self.measure(subject, &spec, &training, &users, &mut tally)?;
            tally.specs.push(spec);
            tally.score(subject.name())
        };
        subjects.iter().map(score).collect()
    }
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
