//! What a visitor's list would be if the history were another one: what would rise, what would fall.

use super::{Options, Recommender};
use crate::error::Result;
use crate::history::Profile;

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
        let mut items = [&before[..], &after[..]].concat();
        items.sort_unstable();
        items.dedup();
        let moves =
            items.into_iter().map(|item| Move { item, before: place(&before, item), after: place(&after, item) });
        // What is not in a list stands behind its end.
        let at = |place: Option<usize>| place.unwrap_or(options.n.min(before.len().max(after.len())));
        let distance = |moved: &Move| at(moved.before).abs_diff(at(moved.after));
        let mut what_if = WhatIf::default();
        for moved in moves {
            match at(moved.after).cmp(&at(moved.before)) {
                std::cmp::Ordering::Less => what_if.rise.push(moved),
                std::cmp::Ordering::Greater => what_if.fall.push(moved),
                std::cmp::Ordering::Equal => {}
            }
        }
        what_if.rise.sort_by_key(|moved| (std::cmp::Reverse(distance(moved)), moved.item));
        what_if.fall.sort_by_key(|moved| (std::cmp::Reverse(distance(moved)), moved.item));
        Ok(what_if)
    }
}
