//! The options of a recommendation.

use super::controls::Controls;

/// The options of [`Recommender::recommend`](crate::Recommender::recommend).
#[derive(Debug, Clone)]
pub struct RecommendOptions {
    /// The maximum number of items.
    pub n: usize,
    /// Whether items of the history are left out, except skipped ones.
    pub filter_already_liked: bool,
    /// If not `None`, only these items are candidates.
    pub items: Option<Vec<u32>>,
    /// Items that are never recommended.
    pub exclude: Vec<u32>,
    /// Whether picks have reasons. For a long list, computing them takes most of the time.
    pub reasons: bool,
    /// Variety, balance, novelty and chance in the list.
    pub controls: Controls,
}

impl Default for RecommendOptions {
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
