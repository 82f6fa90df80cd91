//! The largest of many numbers, without sorting them all.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Collects the `capacity` largest of the numbers it is given; of equal numbers, those with the lower index.
pub struct TopK {
    capacity: usize,
    /// The smallest on top.
    heap: BinaryHeap<Reverse<IndexedNumber>>,
    /// A smaller number cannot be among the largest.
    threshold: f32,
}

#[derive(Clone, Copy, PartialEq)]
struct IndexedNumber {
    number: f32,
    index: u32,
}

impl Eq for IndexedNumber {}

impl Ord for IndexedNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.total_cmp(&other.number).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for IndexedNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TopK {
    /// Collects the `capacity` largest.
    pub fn new(capacity: usize) -> Self {
        let threshold = if capacity == 0 { f32::INFINITY } else { f32::NEG_INFINITY };
        Self { capacity, heap: BinaryHeap::new(), threshold }
    }

    /// Whether a number may be among the largest. NaN never is.
    #[inline]
    pub fn may_accept(&self, number: f32) -> bool {
        number >= self.threshold
    }

    /// Offers a number.
    #[inline]
    pub fn push(&mut self, index: u32, number: f32) {
        if self.may_accept(number) {
            self.insert(IndexedNumber { number, index });
        }
    }

    /// Not inlined, because most numbers are rejected before.
    #[inline(never)]
    fn insert(&mut self, new: IndexedNumber) {
        if self.heap.len() < self.capacity {
            self.heap.push(Reverse(new));
        } else if let Some(mut smallest) = self.heap.peek_mut()
            && smallest.0 < new
        {
            *smallest = Reverse(new);
        }
        if self.heap.len() == self.capacity {
            self.threshold = self.heap.peek().map_or(f32::INFINITY, |smallest| smallest.0.number);
        }
    }

    /// The collected indices with their numbers, the largest first.
    pub fn into_sorted(self) -> impl Iterator<Item = (u32, f32)> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(IndexedNumber { number, index })| (index, number))
    }
}

/// The `k` candidates with the highest scores, best first; of equal scores the lower index first.
pub fn top_k(candidates: impl Iterator<Item = u32>, scores: &[f32], k: usize) -> Vec<u32> {
    let mut top = TopK::new(k);
    candidates.for_each(|item| top.push(item, scores[item as usize]));
    top.into_sorted().map(|(index, _)| index).collect()
}

/// The same items in ascending order, each once.
///
/// Sorted by heap: a third of the code of the quickest sort. That matters more to a module that is downloaded than
/// the speed of sorting some hundreds of items.
pub fn sorted_unique(items: Vec<u32>) -> Vec<u32> {
    let mut sorted = BinaryHeap::from(items).into_sorted_vec();
    sorted.dedup();
    sorted
}

#[cfg(test)]
mod tests {
    use super::top_k;

    #[test]
    fn takes_the_best_in_order_and_breaks_ties_by_index() {
        let scores = [0.5, 2.0, 2.0, -1.0, 3.0];
        assert_eq!(top_k(0..5, &scores, 3), [4, 1, 2]);
        assert_eq!(top_k(0..5, &scores, 9), [4, 1, 2, 0, 3]);
        assert_eq!(top_k([3, 0].into_iter(), &scores, 1), [0]);
        assert!(top_k(0..5, &scores, 0).is_empty());
    }

    #[test]
    fn agrees_with_a_full_sort() {
        let mut random = fastrand::Rng::with_seed(3);
        let scores: Vec<f32> = (0..5000).map(|_| random.u8(..) as f32).collect();
        let mut sorted: Vec<u32> = (0..5000).collect();
        sorted.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]));
        for k in [1, 31, 32, 33, 1000, 4999, 5000, usize::MAX] {
            assert_eq!(top_k(0..5000, &scores, k), sorted[..k.min(5000)]);
        }
    }
}
