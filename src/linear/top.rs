//! The largest of many numbers, without sorting them all.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Gathers the `count` largest of what it is given; of equal ones those with the lower index.
pub struct Largest {
    count: usize,
    /// The least on top.
    kept: BinaryHeap<Reverse<Numbered>>,
    /// What is smaller cannot be among them.
    least: f32,
}

#[derive(Clone, Copy, PartialEq)]
struct Numbered {
    number: f32,
    index: u32,
}

impl Eq for Numbered {}

impl Ord for Numbered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.total_cmp(&other.number).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Numbered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Largest {
    /// Room for the `count` largest.
    pub fn new(count: usize) -> Self {
        let least = if count == 0 { f32::INFINITY } else { f32::NEG_INFINITY };
        Self { count, kept: BinaryHeap::new(), least }
    }

    /// Whether a number may be among them. What is not a number never is.
    #[inline]
    pub fn wants(&self, number: f32) -> bool {
        number >= self.least
    }

    /// Offers a number.
    #[inline]
    pub fn push(&mut self, index: u32, number: f32) {
        if self.wants(number) {
            self.keep(Numbered { number, index });
        }
    }

    /// Apart, because most numbers are not wanted.
    #[inline(never)]
    fn keep(&mut self, new: Numbered) {
        if self.kept.len() < self.count {
            self.kept.push(Reverse(new));
        } else if let Some(mut least) = self.kept.peek_mut()
            && least.0 < new
        {
            *least = Reverse(new);
        }
        if self.kept.len() == self.count {
            self.least = self.kept.peek().map_or(f32::INFINITY, |least| least.0.number);
        }
    }

    /// What was gathered, the largest first.
    pub fn take(self) -> impl Iterator<Item = (u32, f32)> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse(Numbered { number, index })| (index, number))
    }
}

/// The `n` candidates with the highest scores, best first; of equal scores the lower index first.
pub fn best(candidates: impl Iterator<Item = u32>, scores: &[f32], n: usize) -> Vec<u32> {
    let mut best = Largest::new(n);
    candidates.for_each(|item| best.push(item, scores[item as usize]));
    best.take().map(|(index, _)| index).collect()
}

/// The same, ascending, each once. By heap: a third of the code of the quickest way to sort, which a module that is
/// downloaded feels more than lists of some hundreds do.
pub fn ascending(items: Vec<u32>) -> Vec<u32> {
    let mut sorted = BinaryHeap::from(items).into_sorted_vec();
    sorted.dedup();
    sorted
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

    #[test]
    fn as_sorting_them_all() {
        let mut random = fastrand::Rng::with_seed(3);
        let scores: Vec<f32> = (0..5000).map(|_| random.u8(..) as f32).collect();
        let mut sorted: Vec<u32> = (0..5000).collect();
        sorted.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
        for n in [1, 31, 32, 33, 1000, 4999, 5000, usize::MAX] {
            assert_eq!(best(0..5000, &scores, n), sorted[..n.min(5000)]);
        }
    }
}
