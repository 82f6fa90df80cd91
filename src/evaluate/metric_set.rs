//! The metrics to compute, by name.

use crate::metrics::{
    DEFAULT_METRICS, LIST_METRICS, ListMetric, RANKING_DEPTH, RANKING_METRICS, RankingMetric, find_ranking_metric,
};
use penchant_base::{Error, ErrorKind, Result};

/// The metrics to compute, of rankings and of lists.
#[derive(Debug, Clone)]
pub struct MetricSet {
    /// Metrics of each user's ranking.
    pub rankings: Vec<&'static RankingMetric>,
    /// Metrics of all users' lists together.
    pub lists: Vec<&'static ListMetric>,
}

impl Default for MetricSet {
    fn default() -> Self {
        Self { rankings: DEFAULT_METRICS.iter().collect(), lists: Vec::new() }
    }
}

impl MetricSet {
    /// Parses names separated by commas, or `all`.
    ///
    /// Errors: `argument` for an unknown name.
    pub fn parse(text: &str) -> Result<Self> {
        if text == "all" {
            return Ok(Self { rankings: RANKING_METRICS.iter().collect(), lists: LIST_METRICS.iter().collect() });
        }
        let mut set = Self { rankings: Vec::new(), lists: Vec::new() };
        for name in text.split(',').map(str::trim) {
            let list = LIST_METRICS.iter().find(|metric| metric.name == name);
            match (find_ranking_metric(name), list) {
                (Some(metric), _) => set.rankings.push(metric),
                (_, Some(metric)) => set.lists.push(metric),
                _ => {
                    let names = RANKING_METRICS.iter().map(|metric| metric.name);
                    let names: Vec<_> = names.chain(LIST_METRICS.iter().map(|metric| metric.name)).collect();
                    let message = format!("there is no metric {name:?}; choose from `all`, {}", names.join(", "));
                    return Err(Error::new(ErrorKind::Argument, message));
                }
            }
        }
        Ok(set)
    }

    /// The metrics' names, in the order of [`RankingScore::means`](crate::RankingScore::means).
    pub fn names(&self) -> Vec<&'static str> {
        let rankings = self.rankings.iter().map(|metric| metric.name);
        rankings.chain(self.lists.iter().map(|metric| metric.name)).collect()
    }

    /// The number of items that each user's ranking needs.
    pub(crate) fn depth(&self) -> usize {
        let depths = self.rankings.iter().map(|metric| metric.depth.unwrap_or(usize::MAX));
        depths.chain([RANKING_DEPTH]).max().unwrap_or(RANKING_DEPTH)
    }
}
