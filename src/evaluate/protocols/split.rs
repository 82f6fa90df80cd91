//! A split of the events into those to learn from and those to find: by a table of its own, by a date, or by the number
//! of each user's last events.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::Evaluation;
use crate::metrics::RANKING_DEPTH;
use crate::score::{RankingScore, Tally};
use crate::tune::split_users;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;
use std::collections::{BTreeMap, HashSet};

/// Events to learn from, and those of the same users to find.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The events to learn from.
    pub training: Interactions,
    /// The users with events to find. What they are folded in with is learned from, too.
    pub users: Vec<HeldOut>,
    /// Users with events to find and none to learn from, who are left out.
    pub without_history: usize,
}

impl Split {
    /// All events are learned from except those that `is_hidden`, called with user and item, says are to be found.
    pub fn new(interactions: &Interactions, is_hidden: impl Fn(usize, u32) -> bool) -> Self {
        let training = interactions.filter(|user, item| !is_hidden(user, item));
        let mut without_history = 0;
        let users = (0..interactions.likes.height()).filter_map(|user| {
            let hidden: Vec<u32> =
                interactions.likes.row(user).iter().copied().filter(|&item| is_hidden(user, item)).collect();
            if hidden.is_empty() {
                return None;
            }
            let foldin = ordered(&training, user);
            without_history += usize::from(foldin.is_empty());
            (!foldin.is_empty()).then_some(HeldOut { user: user as u32, foldin, hidden })
        });
        let users = users.collect();
        Self { training, users, without_history }
    }

    /// All events are learned from, and these pairs of users and items, which are not among them, are to be found.
    pub fn of_hidden(interactions: &Interactions, hidden: &HashSet<(usize, u32)>) -> Self {
        let mut by_user: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        hidden.iter().for_each(|&(user, item)| by_user.entry(user).or_default().push(item));
        let mut without_history = 0;
        let users = by_user.into_iter().filter_map(|(user, mut hidden)| {
            hidden.sort_unstable();
            let foldin = ordered(interactions, user);
            without_history += usize::from(foldin.is_empty());
            (!foldin.is_empty()).then_some(HeldOut { user: user as u32, foldin, hidden })
        });
        let users = users.collect();
        Self { training: interactions.clone(), users, without_history }
    }

    /// Each user's last `count` events are to be found, of users with more of them.
    ///
    /// Errors: `data.empty` if the events have no times.
    pub fn last(interactions: &Interactions, count: usize) -> Result<Self> {
        let sequences = with_times(interactions)?;
        let last = |user: usize| {
            let items = &sequences[user];
            &items[items.len().saturating_sub(count)..]
        };
        let has_more = |user: usize| interactions.likes.row(user).len() > count;
        Ok(Self::new(interactions, |user, item| has_more(user) && last(user).contains(&item)))
    }

    /// The events from a time on, in days since 1970, are to be found.
    ///
    /// Errors: `data.empty` if the events have no times.
    pub fn from_day(interactions: &Interactions, day: f32) -> Result<Self> {
        with_times(interactions)?;
        let Some(days) = &interactions.days else { return Ok(Self::new(interactions, |_, _| false)) };
        let is_late = |user: usize, item: u32| days.entries(user).any(|(other, at)| other == item && at >= day);
        Ok(Self::new(interactions, is_late))
    }
}

fn with_times(interactions: &Interactions) -> Result<&[Vec<u32>]> {
    if interactions.sequences.is_empty() {
        let message = "no event has a time to split by: the ratings need a column of timestamps";
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    Ok(&interactions.sequences)
}

/// A user's items in the order of time, those without a time first.
fn ordered(interactions: &Interactions, user: usize) -> Vec<u32> {
    let timed: &[u32] = interactions.sequences.get(user).map_or(&[], Vec::as_slice);
    let untimed = interactions.likes.row(user).iter().filter(|item| !timed.contains(item));
    untimed.chain(timed).copied().collect()
}

impl Evaluation<'_> {
    /// Finds the hidden events of a split among all items that are learned from, without those folded in. Tuning holds
    /// out users of the training events.
    ///
    /// Errors: `data.empty` if there is nothing to find, or nothing to learn from.
    pub fn split(&self, models: &[EvaluatedModel], split: &Split) -> Result<Vec<RankingScore>> {
        if split.users.is_empty() || split.training.likes.is_empty() {
            let message = format!(
                "the split has {} users with events to find and {} events to learn from: choose one that has both",
                split.users.len(),
                split.training.likes.len()
            );
            return Err(Error::new(ErrorKind::DataEmpty, message));
        }
        let items = split.training.liked_items();
        let score = |model: &EvaluatedModel| {
            let mut tally = Tally::default();
            let spec = self.tune_spec(model, || split_users(&split.training), RANKING_DEPTH)?;
            self.measure(model, &spec, &split.training, &items, &split.users, &mut tally)?;
            tally.specs.push(spec);
            tally.score(model.name())
        };
        models.iter().map(score).collect()
    }
}
