//! What a visitor's list would be if the history were another one: what would rise, what would fall.

use super::options::Options;
use super::rank::Recommender;
use crate::history::Profile;
use penchant_base::Result;
use penchant_linear::{sorted_unique, top_k};

/// The difference of two lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WhatIf {
    /// Items that would come in or up, the largest rise first.
    pub rise: Vec<Move>,
    /// Items that would go down or out, the largest fall first.
    pub fall: Vec<Move>,
}

/// Where an item stands, from 0, and where it would; `None` where it is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Its index in the catalogue.
    pub item: u32,
    /// Now.
    pub before: Option<usize>,
    /// Then.
    pub after: Option<usize>,
}

impl Recommender {
    /// How the list of `options.n` items would change from `now` to `then`. It costs two rankings.
    ///
    /// Errors as those of [`Recommender::recommend`].
    pub fn what_if(&self, now: &Profile, then: &Profile, options: &Options) -> Result<WhatIf> {
        let (before, after) = (self.ranking(now, options)?, self.ranking(then, options)?);
        let place = |list: &[u32], item: u32| list.iter().position(|&other| other == item);
        let moves: Vec<Move> = sorted_unique([&before[..], &after[..]].concat())
            .into_iter()
            .map(|item| Move { item, before: place(&before, item), after: place(&after, item) })
            .collect();
        // How far up each would go. What is not in a list stands behind its end.
        let end = before.len().max(after.len());
        let at = |place: Option<usize>| place.unwrap_or(end) as f32;
        let rises: Vec<f32> = moves.iter().map(|moved| at(moved.before) - at(moved.after)).collect();
        let falls: Vec<f32> = rises.iter().map(|rise| -rise).collect();
        let largest = |distances: &[f32]| {
            let moved = (0..moves.len() as u32).filter(|&place| distances[place as usize] > 0.0);
            let places = top_k(moved, distances, moves.len());
            places.into_iter().map(|place| moves[place as usize]).collect()
        };
        Ok(WhatIf { rise: largest(&rises), fall: largest(&falls) })
    }
}
