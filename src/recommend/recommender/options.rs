//! What is asked of a list, and what it is made of: picks with the reasons that add up to their scores.

use super::controls::Controls;
use super::rerank::Shift;

/// What is asked of [`Recommender::recommend`](crate::Recommender::recommend).
#[derive(Debug, Clone)]
pub struct Options {
    /// How many items at most.
    pub n: usize,
    /// Leave out what stands in the history.
    pub filter_already_liked: bool,
    /// If given, only these items.
    pub items: Option<Vec<u32>>,
    /// Never these items.
    pub exclude: Vec<u32>,
    /// Whether picks have their reasons. Building them is most of the work for a long list.
    pub reasons: bool,
    /// What is asked of the list beside its relevance.
    pub controls: Controls,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            n: 10,
            filter_already_liked: true,
            items: None,
            exclude: Vec::new(),
            reasons: true,
            controls: Controls::default(),
        }
    }
}

/// A recommended item.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// Its index in the catalogue.
    pub item: u32,
    /// The sum of the reasons' contributions, to 1e-5; what it is ranked by unless there are [`Controls`].
    pub score: f32,
    /// Strongest first; none if [`Options::reasons`] is off.
    pub reasons: Vec<Reason>,
    /// What re-ranking made of it, if the list was re-ranked.
    pub shift: Option<Shift>,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// What it comes from.
    pub cause: Cause,
    /// What it adds to the score; below 0 it speaks against the item.
    pub contribution: f32,
}

/// Where a part of a score comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An item of the history.
    Item(u32),
    /// What everybody likes.
    Popularity,
}
