//! The values that two models reached with the same users in; how much better the one is, and how sure
//! that is, out.

use super::interval::Interval;
use penchant_base::{Error, ErrorKind, Result};

/// By how much the first of two models is better: the mean over the users of `first` − `second`, with the
/// 95 % percentile bootstrap interval (B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993,
/// 13.3; on paired values as in T. Sakai, SIGIR 2006).
///
/// Both have one value for each user, in the same order: what differs between users cancels out.
/// `resamples` is how often as many users are drawn with replacement, 1,000 or more; `seed` is what the
/// draws depend on.
///
/// Errors: `argument` if there are no values, not as many of both, or no resamples.
pub fn paired_bootstrap(first: &[f64], second: &[f64], resamples: usize, seed: u64) -> Result<Interval> {
    if first.is_empty() || first.len() != second.len() || resamples == 0 {
        let (first, second) = (first.len(), second.len());
        let message = format!(
            "to compare, there must be a value of both models for each user, and a resample: \
             there are {first} and {second} values, and {resamples} resamples"
        );
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let differences: Vec<f64> = first.iter().zip(second).map(|(first, second)| first - second).collect();
    let count = differences.len();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut draw = || differences[random.usize(..count)];
    let mut means: Vec<f64> = (0..resamples).map(|_| (0..count).map(|_| draw()).sum::<f64>() / count as f64).collect();
    means.sort_by(f64::total_cmp);
    let mean = differences.iter().sum::<f64>() / count as f64;
    Ok(Interval { mean, low: quantile(&means, 0.025), high: quantile(&means, 0.975) })
}

/// Of ascending numbers, between the two nearest where it falls between them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_hand() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0, 16.0], 0.5), 4.0);
        assert_eq!(quantile(&[1.0, 2.0], 0.25), 1.25);
        assert_eq!(quantile(&[3.0], 0.975), 3.0);
    }

    #[test]
    fn a_difference_that_is_always_the_same_is_certain() {
        let (first, second) = ([0.75, 0.5, 1.0], [0.5, 0.25, 0.75]);
        let interval = paired_bootstrap(&first, &second, 1_000, 1).unwrap();
        assert_eq!(interval, Interval { mean: 0.25, low: 0.25, high: 0.25 });
    }

    #[test]
    fn the_bounds_are_those_of_the_normal_approximation_for_many_users() {
        // Differences of 0 and 1 in turn: mean ½, standard error √(¼/400) = .025.
        let first: Vec<f64> = (0..400).map(|user| f64::from(user % 2)).collect();
        let interval = paired_bootstrap(&first, &[0.0; 400], 10_000, 42).unwrap();
        assert_eq!(interval.mean, 0.5);
        assert!((interval.low - (0.5 - 1.96 * 0.025)).abs() < 0.003, "{interval:?}");
        assert!((interval.high - (0.5 + 1.96 * 0.025)).abs() < 0.003, "{interval:?}");
    }

    #[test]
    fn the_seed_decides_and_pairs_must_be_whole() {
        let first: Vec<f64> = (0..50).map(|user| f64::from(user * 37 % 50) / 50.0).collect();
        let second: Vec<f64> = (0..50).map(|user| f64::from(user * 23 % 50) / 50.0).collect();
        let with = |seed| paired_bootstrap(&first, &second, 1_000, seed).unwrap();
        assert_eq!(with(1), with(1));
        assert!(with(1).low < 0.0 && with(1).high > 0.0);
        assert_ne!(with(1), with(2));
        for (first, second, resamples) in [(&first[..3], &second[..], 9), (&[], &[], 9), (&first, &second, 0)] {
            assert_eq!(paired_bootstrap(first, second, resamples, 1).unwrap_err().kind(), ErrorKind::Argument);
        }
    }
}
