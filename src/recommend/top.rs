//! The best of many scores, without sorting them all.

use std::cmp::Ordering;

/// The `n` candidates with the highest scores, best first; of equal scores the lower index first.
pub(crate) fn best(candidates: impl Iterator<Item = u32>, scores: &[f32], n: usize) -> Vec<u32> {
    best_of(candidates.collect(), scores, n)
}

/// Apart, so that a module has the code of one sort and not of one for each kind of iterator.
fn best_of(mut best: Vec<u32>, scores: &[f32], n: usize) -> Vec<u32> {
    let order =
        |a: &u32, b: &u32| -> Ordering { scores[*b as usize].total_cmp(&scores[*a as usize]).then_with(|| a.cmp(b)) };
    if n < best.len() {
        if n > 0 {
            best.select_nth_unstable_by(n - 1, order);
        }
        best.truncate(n);
    }
    best.sort_unstable_by(order);
    best
}

#[cfg(test)]
mod tests {
    use super::best;

    #[test]
    fn takes_the_best_in_order_and_breaks_ties_by_index() {
        let scores = [0.5, 2.0, 2.0, -1.0, 3.0];
        assert_eq!(best(0..5, &scores, 3), [4, 1, 2]);
        assert_eq!(best(0..5, &scores, 9), [4, 1, 2, 0, 3]);
        assert_eq!(best([3, 0].into_iter(), &scores, 1), [0]);
        assert!(best(0..5, &scores, 0).is_empty());
    }
}
