//! A recommended item with the reasons that add up to its score.

use super::rerank::Shift;

/// A recommended item.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// Its index in the catalogue.
    pub item: u32,
    /// The sum of the reasons' contributions, to 1e-5. Items are ranked by it unless there are
    /// [`Controls`](crate::Controls).
    pub score: f32,
    /// The parts of the score, strongest first; empty without [`RecommendOptions::reasons`](crate::RecommendOptions).
    pub reasons: Vec<Reason>,
    /// How re-ranking moved it, if the list was re-ranked.
    pub shift: Option<Shift>,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// What it comes from.
    pub cause: Cause,
    /// What it adds to the score; negative if it speaks against the item.
    pub contribution: f32,
}

/// Where a part of a score comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An item of the history.
    Item(u32),
    /// The item's popularity among all users.
    Popularity,
}
