//! Ranking metrics with binary gains. Each takes the ranked items, best first, and the hidden ones.

/// How far a ranking is looked at.
pub const DEPTH: usize = 100;

/// A metric under its name.
pub struct Metric {
    /// As it is printed.
    pub name: &'static str,
    /// Of one user's ranking and hidden items, 0 to 1.
    pub of: fn(&[u32], &[u32]) -> f64,
}

/// Every metric, in the order of printing.
pub const METRICS: &[Metric] = &[
    Metric { name: "recall@20", of: |ranked, hidden| recall(ranked, hidden, 20) },
    Metric { name: "recall@50", of: |ranked, hidden| recall(ranked, hidden, 50) },
    Metric { name: "ndcg@10", of: |ranked, hidden| ndcg(ranked, hidden, 10) },
    Metric { name: "ndcg@100", of: |ranked, hidden| ndcg(ranked, hidden, 100) },
];

/// Hits among the first `k`, over as many as there could be: min(k, |hidden|).
pub fn recall(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    let hits = ranked.iter().take(k).filter(|item| hidden.contains(item)).count();
    hits as f64 / k.min(hidden.len()).max(1) as f64
}

/// Discounted gain of the first `k`, 1/log₂(1 + rank) for each hit, over that of the best ranking
/// (K. Järvelin and J. Kekäläinen, TOIS 2002).
pub fn ndcg(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    let gain = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let hits = ranked.iter().take(k).enumerate().filter(|(_, item)| hidden.contains(item));
    let best: f64 = (0..k.min(hidden.len())).map(gain).sum();
    if best == 0.0 { 0.0 } else { hits.map(|(rank, _)| gain(rank)).sum::<f64>() / best }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_by_hand() {
        let ranked = [7, 1, 9, 3];
        // Two of three hidden items among the first four; of the first two, one of two possible.
        assert_eq!(recall(&ranked, &[1, 3, 5], 4), 2.0 / 3.0);
        assert_eq!(recall(&ranked, &[1, 3, 5], 2), 0.5);
        // Hits at ranks 2 and 4 of an ideal 1, 2, 3.
        let expected = (1.0 / 3f64.log2() + 1.0 / 5f64.log2()) / (1.0 + 1.0 / 3f64.log2() + 0.5);
        assert!((ndcg(&ranked, &[1, 3, 5], 10) - expected).abs() < 1e-12);
        assert_eq!(ndcg(&[1, 3, 5], &[1, 3, 5], 10), 1.0);
        assert_eq!(ndcg(&ranked, &[], 10), 0.0);
    }
}
