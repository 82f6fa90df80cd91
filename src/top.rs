//! The largest of many numbers, without sorting them all.

/// Gathers the `count` largest of what it is given; of equal ones those with the lower index.
pub(crate) struct Largest {
    count: usize,
    kept: Vec<(u32, f32)>,
    /// What is smaller cannot be among them.
    least: f32,
}

impl Largest {
    pub(crate) fn new(count: usize) -> Self {
        Self { count, kept: Vec::new(), least: f32::NEG_INFINITY }
    }

    /// Whether a number may be among them. What is not a number never is.
    #[inline]
    pub(crate) fn wants(&self, number: f32) -> bool {
        number >= self.least
    }

    #[inline]
    pub(crate) fn push(&mut self, index: u32, number: f32) {
        if self.wants(number) {
            self.kept.push((index, number));
            // Seldom, so that a number costs a constant.
            if self.kept.len() >= self.count.saturating_mul(2).max(LEAST_KEPT) {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.count == 0 {
            self.kept.clear();
            self.least = f32::INFINITY;
        } else if self.kept.len() > self.count {
            self.kept.select_nth_unstable_by(self.count - 1, by_size);
            self.kept.truncate(self.count);
            self.least = self.kept[self.count - 1].1;
        }
    }

    /// What was gathered, in no order.
    pub(crate) fn take(mut self) -> Vec<(u32, f32)> {
        self.cut();
        self.kept
    }

    /// The indices of what was gathered, the largest first.
    pub(crate) fn sorted(self) -> Vec<u32> {
        let mut kept = self.take();
        kept.sort_unstable_by(by_size);
        kept.into_iter().map(|(index, _)| index).collect()
    }
}

/// However few are wanted, it does not pay to cut before there are so many.
const LEAST_KEPT: usize = 64;

fn by_size(a: &(u32, f32), b: &(u32, f32)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// The `n` candidates with the highest scores, best first; of equal scores the lower index first.
pub(crate) fn best(candidates: impl Iterator<Item = u32>, scores: &[f32], n: usize) -> Vec<u32> {
    let mut best = Largest::new(n);
    candidates.for_each(|item| best.push(item, scores[item as usize]));
    best.sorted()
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
