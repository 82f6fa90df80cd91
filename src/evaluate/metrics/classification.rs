//! What a classifier took pictures for, and what they were, in; its accuracy, its calibration and its
//! confusions out.

use super::interval::Interval;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What a classifier made of one picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// What it shows: the index of its class.
    pub label: usize,
    /// What it was taken for: the likeliest class, the first of several.
    pub predicted: usize,
    /// The probability of that class.
    pub confidence: f64,
    /// How many classes were thought likelier than its own.
    pub rank: usize,
}

impl Outcome {
    /// From the probability of each class, of which there is one at least, and the index of the right one.
    pub fn new(probabilities: &[f32], label: usize) -> Self {
        let likelier = |class: usize, than: usize| {
            let order = probabilities[class].total_cmp(&probabilities[than]);
            order.then(than.cmp(&class)).is_gt()
        };
        let classes = 0..probabilities.len();
        let predicted = classes.clone().reduce(|best, class| if likelier(class, best) { class } else { best });
        let predicted = predicted.unwrap_or(label);
        let rank = classes.filter(|&class| likelier(class, label)).count();
        Self { label, predicted, confidence: f64::from(probabilities[predicted]), rank }
    }

    fn is_right(&self) -> bool {
        self.label == self.predicted
    }
}

/// The share of pictures whose class is among the `k` likeliest, with its interval.
pub fn top_k_accuracy(outcomes: &[Outcome], k: usize) -> Interval {
    wilson(outcomes.iter().filter(|outcome| outcome.rank < k).count(), outcomes.len())
}

/// A share and its 95 % score interval, which holds for few trials too (E. B. Wilson, Journal of the American
/// Statistical Association 1927). Of no trials at all the share is 0 and may be anything.
pub fn wilson(successes: usize, trials: usize) -> Interval {
    if trials == 0 {
        return Interval { mean: 0.0, low: 0.0, high: 1.0 };
    }
    const Z: f64 = 1.959963984540054;
    let (count, mean) = (trials as f64, successes as f64 / trials as f64);
    let middle = mean + Z * Z / (2.0 * count);
    let reach = Z * (mean * (1.0 - mean) / count + Z * Z / (4.0 * count * count)).sqrt();
    let whole = 1.0 + Z * Z / count;
    Interval { mean, low: ((middle - reach) / whole).max(0.0), high: ((middle + reach) / whole).min(1.0) }
}

/// The pictures whose confidence is above `low` and at most `high`; the first bin has those of 0 too.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityBin {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
    /// How many pictures.
    pub images: usize,
    /// Their mean confidence; 0 if there are none.
    pub confidence: f64,
    /// The share of them that was recognised, with its interval.
    pub accuracy: Interval,
}

/// How often a classifier is right when it is so and so sure: bins of equal width over the confidences from 0
/// to 1 (C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 2).
pub fn reliability(outcomes: &[Outcome], bins: usize) -> Vec<ReliabilityBin> {
    // As (0, 0.1], (0.1, 0.2] and so on.
    let place = |outcome: &Outcome| ((outcome.confidence * bins as f64).ceil() as usize).clamp(1, bins) - 1;
    let bin = |index: usize| {
        let inside: Vec<_> = outcomes.iter().filter(|outcome| place(outcome) == index).collect();
        let confidence = inside.iter().map(|outcome| outcome.confidence).sum::<f64>() / inside.len().max(1) as f64;
        let right = inside.iter().filter(|outcome| outcome.is_right()).count();
        let [low, high] = [index, index + 1].map(|edge| edge as f64 / bins as f64);
        ReliabilityBin { low, high, images: inside.len(), confidence, accuracy: wilson(right, inside.len()) }
    };
    (0..bins).map(bin).collect()
}

/// The expected calibration error: Σ nᵦ/n · |accuracyᵦ − confidenceᵦ| over the bins b (the same paper, formula 3).
/// From 0 to 1, and 0 if there are no pictures.
pub fn expected_calibration_error(bins: &[ReliabilityBin]) -> f64 {
    let images: usize = bins.iter().map(|bin| bin.images).sum();
    let gap = |bin: &ReliabilityBin| bin.images as f64 * (bin.accuracy.mean - bin.confidence).abs();
    bins.iter().map(gap).sum::<f64>() / images.max(1) as f64
}

/// A class, the other one that it was taken for, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confusion {
    /// What the pictures show.
    pub label: usize,
    /// What they were taken for.
    pub predicted: usize,
    /// How many there are.
    pub images: usize,
}

/// Every confusion of two classes, the most frequent first; equally frequent ones by the classes' indices.
pub fn confusions(outcomes: &[Outcome]) -> Vec<Confusion> {
    let mut counts = HashMap::new();
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_right()) {
        *counts.entry((outcome.label, outcome.predicted)).or_default() += 1;
    }
    let confusion = |((label, predicted), images)| Confusion { label, predicted, images };
    let mut confusions: Vec<_> = counts.into_iter().map(confusion).collect();
    confusions.sort_by_key(|confusion| (Reverse(confusion.images), confusion.label, confusion.predicted));
    confusions
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether it was right, and how sure it was.
    fn outcome((is_right, confidence): (bool, f64)) -> Outcome {
        Outcome { label: 0, predicted: (!is_right).into(), confidence, rank: (!is_right).into() }
    }

    #[test]
    fn outcomes_by_hand() {
        let probabilities = [0.1, 0.4, 0.2, 0.3];
        let of = |label| Outcome::new(&probabilities, label);
        let confidence = f64::from(0.4f32);
        assert_eq!(of(3), Outcome { label: 3, predicted: 1, confidence, rank: 1 });
        assert_eq!((of(1).rank, of(2).rank, of(0).rank), (0, 2, 3));
        // Of equally likely ones the first comes first, as in a list of classes.
        assert_eq!([0, 1].map(|label| Outcome::new(&[0.5, 0.5], label).rank), [0, 1]);
        assert_eq!(Outcome::new(&[0.5, 0.5], 1).predicted, 0);
    }

    #[test]
    fn top_k_accuracy_by_hand() {
        let outcomes: Vec<_> = [0, 3, 4, 5].map(|rank| Outcome { rank, ..outcome((true, 1.0)) }).into_iter().collect();
        assert_eq!([1, 4, 5, 6].map(|k| top_k_accuracy(&outcomes, k).mean), [0.25, 0.5, 0.75, 1.0]);
    }

    #[test]
    fn wilson_by_hand() {
        // With p = ½ the middle is ½ and the reach z/√n · √(¼ + z²/4n) / (1 + z²/n) = z / 2√(n + z²).
        let z = 1.959963984540054f64;
        let Interval { mean, low, high } = wilson(8, 16);
        let reach = z / (2.0 * (16.0 + z * z).sqrt());
        assert_eq!(mean, 0.5);
        assert!((low - (0.5 - reach)).abs() < 1e-12 && (high - (0.5 + reach)).abs() < 1e-12);
        // With p = 1 the bounds are n / (n + z²) and 1.
        let Interval { low, high, .. } = wilson(7, 7);
        assert!((low - 7.0 / (7.0 + z * z)).abs() < 1e-12 && (high - 1.0).abs() < 1e-12);
        assert_eq!(wilson(0, 0), Interval { mean: 0.0, low: 0.0, high: 1.0 });
    }

    #[test]
    fn calibration_by_hand() {
        // Two of four below a half are right at a mean confidence of ¼, and one of two above it at 7/8.
        let outcomes: Vec<_> =
            [(true, 0.0), (false, 0.25), (true, 0.25), (false, 0.5), (true, 0.75), (false, 1.0)].map(outcome).into();
        let bins = reliability(&outcomes, 2);
        let seen: Vec<_> = bins.iter().map(|bin| (bin.images, bin.confidence, bin.accuracy.mean)).collect();
        assert_eq!(seen, [(4, 0.25, 0.5), (2, 0.875, 0.5)]);
        assert_eq!((bins[0].low, bins[0].high, bins[1].high), (0.0, 0.5, 1.0));
        assert_eq!(expected_calibration_error(&bins), (4.0 * 0.25 + 2.0 * 0.375) / 6.0);
        // In bins of a quarter the 0.5 is the last of the second.
        assert_eq!(reliability(&outcomes, 4).iter().map(|bin| bin.images).collect::<Vec<_>>(), [3, 1, 1, 1]);
        assert_eq!(expected_calibration_error(&reliability(&[], 15)), 0.0);
    }

    #[test]
    fn confusions_by_hand() {
        let pairs = [(0, 1), (2, 2), (3, 1), (1, 0), (3, 1)];
        let outcomes = pairs.map(|(label, predicted)| Outcome { label, predicted, ..outcome((true, 1.0)) });
        let pairs: Vec<_> = confusions(&outcomes).iter().map(|of| (of.label, of.predicted, of.images)).collect();
        assert_eq!(pairs, [(3, 1, 2), (0, 1, 1), (1, 0, 1)]);
    }
}
