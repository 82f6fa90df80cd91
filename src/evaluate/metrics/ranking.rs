//! One user's ranked items and the hidden ones in, how good the ranking is out.

use std::collections::HashSet;

/// How far a ranking is looked at, but for [`auc`].
pub const DEPTH: usize = 100;

/// A metric of one user's ranking, with binary gains, under its name.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// As it is printed, with the rank at which the ranking is cut off.
    pub name: &'static str,
    /// Of the ranked items, best first, and the hidden ones, each once; 0 to 1.
    pub of: fn(&[u32], &[u32]) -> f64,
    /// How many ranked items it looks at; `None` if it wants all that could be recommended.
    pub depth: Option<usize>,
}

/// Every metric of rankings, those of [`METRICS`] first.
pub const RANKING_METRICS: &[Metric] = &[
    Metric { name: "recall@20", of: |ranked, hidden| recall(ranked, hidden, 20), depth: Some(20) },
    Metric { name: "recall@50", of: |ranked, hidden| recall(ranked, hidden, 50), depth: Some(50) },
    Metric { name: "ndcg@10", of: |ranked, hidden| ndcg(ranked, hidden, 10), depth: Some(10) },
    Metric { name: "ndcg@100", of: |ranked, hidden| ndcg(ranked, hidden, 100), depth: Some(100) },
    Metric { name: "ndcg@20", of: |ranked, hidden| ndcg(ranked, hidden, 20), depth: Some(20) },
    Metric { name: "recall@10", of: |ranked, hidden| recall(ranked, hidden, 10), depth: Some(10) },
    Metric { name: "recall@100", of: |ranked, hidden| recall(ranked, hidden, 100), depth: Some(100) },
    Metric { name: "precision@10", of: |ranked, hidden| precision(ranked, hidden, 10), depth: Some(10) },
    Metric { name: "precision@20", of: |ranked, hidden| precision(ranked, hidden, 20), depth: Some(20) },
    Metric { name: "map@10", of: |ranked, hidden| average_precision(ranked, hidden, 10), depth: Some(10) },
    Metric { name: "map@100", of: |ranked, hidden| average_precision(ranked, hidden, 100), depth: Some(100) },
    Metric { name: "mrr@10", of: |ranked, hidden| reciprocal_rank(ranked, hidden, 10), depth: Some(10) },
    Metric { name: "mrr@100", of: |ranked, hidden| reciprocal_rank(ranked, hidden, 100), depth: Some(100) },
    Metric { name: "hr@10", of: |ranked, hidden| hit(ranked, hidden, 10), depth: Some(10) },
    Metric { name: "hr@20", of: |ranked, hidden| hit(ranked, hidden, 20), depth: Some(20) },
    Metric { name: "auc", of: auc, depth: None },
];

/// What is measured unless asked otherwise, in the order of printing.
pub const METRICS: &[Metric] = RANKING_METRICS.split_at(4).0;

/// The metric of rankings with this name.
pub fn find(name: &str) -> Option<&'static Metric> {
    RANKING_METRICS.iter().find(|metric| metric.name == name)
}

/// Hits among the first `k`, over as many as there could be: min(k, |hidden|).
pub fn recall(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    hits(ranked, hidden, k).count() as f64 / k.min(hidden.len()).max(1) as f64
}

/// Hits among the first `k`, over `k`.
pub fn precision(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    hits(ranked, hidden, k).count() as f64 / k.max(1) as f64
}

/// 1 if there is a hit among the first `k`, else 0. Its mean is the hit rate.
pub fn hit(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    f64::from(u8::from(hits(ranked, hidden, k).next().is_some()))
}

/// One over the rank of the first hit, 0 if none is among the first `k`. Its mean is the MRR
/// (E. Voorhees, TREC-8 1999).
pub fn reciprocal_rank(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    hits(ranked, hidden, k).next().map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

/// The precision at the rank of each hit among the first `k`, summed up, over min(k, |hidden|). Its mean is
/// the MAP (C. Manning, P. Raghavan and H. Schütze, Introduction to Information Retrieval, 2008, 8.4),
/// cut off as `implicit` does it; others divide by |hidden| even where more than `k` are.
pub fn average_precision(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    let precisions = hits(ranked, hidden, k).zip(1..).map(|(place, found)| f64::from(found) / (place + 1) as f64);
    precisions.sum::<f64>() / k.min(hidden.len()).max(1) as f64
}

/// Discounted gain of the first `k`, 1/log₂(1 + rank) for each hit, over that of the best ranking
/// (K. Järvelin and J. Kekäläinen, TOIS 2002).
pub fn ndcg(ranked: &[u32], hidden: &[u32], k: usize) -> f64 {
    let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
    let best: f64 = (0..k.min(hidden.len())).map(gain).sum();
    if best == 0.0 { 0.0 } else { hits(ranked, hidden, k).map(gain).sum::<f64>() / best }
}

/// The share of pairs of a hidden item and another in which the hidden one is ranked higher: the area
/// under the ROC curve (T. Fawcett, Pattern Recognition Letters 2006).
///
/// `ranked` has to hold every item that could be recommended; a hidden one that is missing counts as the
/// last of all. Without any pair it is ½.
pub fn auc(ranked: &[u32], hidden: &[u32]) -> f64 {
    let hidden: HashSet<u32> = hidden.iter().copied().collect();
    let (mut others, mut wrong, mut found) = (0usize, 0usize, 0usize);
    for item in ranked {
        if hidden.contains(item) {
            found += 1;
            wrong += others;
        } else {
            others += 1;
        }
    }
    wrong += (hidden.len() - found) * others;
    let pairs = hidden.len() * others;
    if pairs == 0 { 0.5 } else { 1.0 - wrong as f64 / pairs as f64 }
}

/// The places, from 0, of hidden items among the first `k`.
fn hits(ranked: &[u32], hidden: &[u32], k: usize) -> impl Iterator<Item = usize> {
    ranked.iter().take(k).enumerate().filter(|(_, item)| hidden.contains(item)).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANKED: [u32; 4] = [7, 1, 9, 3];
    const HIDDEN: [u32; 3] = [1, 3, 5];

    #[test]
    fn recall_by_hand() {
        // Two of three hidden items among the first four; of the first two, one of two possible.
        assert_eq!(recall(&RANKED, &HIDDEN, 4), 2.0 / 3.0);
        assert_eq!(recall(&RANKED, &HIDDEN, 2), 0.5);
    }

    #[test]
    fn precision_and_hits_by_hand() {
        assert_eq!(precision(&RANKED, &HIDDEN, 4), 0.5);
        // A list that is shorter than k is not let off.
        assert_eq!(precision(&RANKED, &HIDDEN, 10), 0.2);
        assert_eq!((hit(&RANKED, &HIDDEN, 1), hit(&RANKED, &HIDDEN, 2)), (0.0, 1.0));
        assert_eq!((reciprocal_rank(&RANKED, &HIDDEN, 1), reciprocal_rank(&RANKED, &HIDDEN, 9)), (0.0, 0.5));
    }

    #[test]
    fn average_precision_by_hand() {
        // Hits at ranks 2 and 4, at precisions 1/2 and 2/4.
        assert_eq!(average_precision(&RANKED, &HIDDEN, 10), (0.5 + 0.5) / 3.0);
        assert_eq!(average_precision(&RANKED, &HIDDEN, 2), 0.5 / 2.0);
    }

    #[test]
    fn ndcg_by_hand() {
        // Hits at ranks 2 and 4 of an ideal 1, 2, 3.
        let expected = (1.0 / 3f64.log2() + 1.0 / 5f64.log2()) / (1.0 + 1.0 / 3f64.log2() + 0.5);
        assert!((ndcg(&RANKED, &HIDDEN, 10) - expected).abs() < 1e-12);
        assert_eq!(ndcg(&[1, 3, 5], &HIDDEN, 10), 1.0);
    }

    #[test]
    fn auc_by_hand() {
        // Others are 7 and 9: 1 is above 9 only, 3 and 5, which is missing, above none.
        assert_eq!(auc(&RANKED, &HIDDEN), 1.0 - 5.0 / 6.0);
        assert_eq!((auc(&[1, 3, 7], &[1, 3]), auc(&[7, 1, 3], &[1, 3])), (1.0, 0.0));
        assert_eq!(auc(&[1, 3], &[1, 3]), 0.5);
    }

    #[test]
    fn nothing_hidden_or_nothing_ranked_is_a_number() {
        for metric in RANKING_METRICS.iter().filter(|metric| metric.name != "auc") {
            assert_eq!(((metric.of)(&RANKED, &[]), (metric.of)(&[], &HIDDEN)), (0.0, 0.0), "{}", metric.name);
        }
    }

    #[test]
    fn each_name_is_there_once_and_says_how_deep_its_metric_looks() {
        let names: HashSet<_> = RANKING_METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), RANKING_METRICS.len());
        let default: Vec<_> = METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(default, ["recall@20", "recall@50", "ndcg@10", "ndcg@100"]);
        for metric in RANKING_METRICS {
            let said = metric.name.split_once('@').map(|(_, k)| k.parse::<usize>().unwrap());
            assert_eq!(metric.depth, said, "{}", metric.name);
            assert!(metric.depth.is_none_or(|depth| depth <= DEPTH));
            // A hit at the last rank it looks at counts; one behind does not.
            let Some(k) = said else { continue };
            let ranked: Vec<u32> = (0..200).collect();
            assert!((metric.of)(&ranked, &[k as u32 - 1]) > 0.0, "{}", metric.name);
            assert_eq!((metric.of)(&ranked, &[k as u32]), 0.0, "{}", metric.name);
        }
        assert!(find("map@100").is_some() && find("map").is_none());
    }
}
