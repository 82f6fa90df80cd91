//! How a visitor's list would change with another history.

use super::rank::Recommender;
use super::recommend_options::RecommendOptions;
use crate::history::Profile;
use penchant_base::Result;
use penchant_linear::{sorted_unique, top_k};

/// The difference of two lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WhatIf {
    /// Items that would enter the list or move up, the largest rise first.
    pub rise: Vec<Move>,
    /// Items that would move down or leave the list, the largest fall first.
    pub fall: Vec<Move>,
}

/// The positions of an item in two lists, from 0; `None` where it is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Its index in the catalogue.
    pub item: u32,
    /// In the current list.
    pub before: Option<usize>,
    /// In the list with the other history.
    pub after: Option<usize>,
}

impl Recommender {
    /// How the list of `options.n` items would change if the history were `then` instead of `now`. It costs two
    /// rankings.
    ///
    /// Errors: those of [`Recommender::recommend`].
    pub fn what_if(&self, now: &Profile, then: &Profile, options: &RecommendOptions) -> Result<WhatIf> {
        let (before, after) = (self.ranking(now, options)?, self.ranking(then, options)?);
        let position = |list: &[u32], item: u32| list.iter().position(|&other| other == item);
        let moves: Vec<Move> = sorted_unique([&before[..], &after[..]].concat())
            .into_iter()
            .map(|item| Move { item, before: position(&before, item), after: position(&after, item) })
            .collect();
        // How many positions each item would rise. An item that is not in a list counts as right after its end.
        let end = before.len().max(after.len());
        let rank = |position: Option<usize>| position.unwrap_or(end) as f32;
        let rises: Vec<f32> = moves.iter().map(|moved| rank(moved.before) - rank(moved.after)).collect();
        let falls: Vec<f32> = rises.iter().map(|rise| -rise).collect();
        let largest = |distances: &[f32]| {
            let moved = (0..moves.len() as u32).filter(|&index| distances[index as usize] > 0.0);
            top_k(moved, distances, moves.len()).into_iter().map(|index| moves[index as usize]).collect()
        };
        Ok(WhatIf { rise: largest(&rises), fall: largest(&falls) })
    }
}
