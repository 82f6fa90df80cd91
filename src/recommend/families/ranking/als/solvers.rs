//! The systems of one half of an iteration, of all users or of all items, solved exactly or by conjugate gradient.

use penchant_base::Result;
use penchant_linear::symmetric::invert_f32;
use penchant_linear::{add_scaled, cholesky, dense, dot};
use rayon::prelude::*;

/// Rows that are solved together: few, so that the factors of all their likes stay in the cache.
pub(super) const BLOCK: usize = 8;

/// One half of an iteration: the fixed factors, and what all its systems share.
pub(super) struct HalfStep<'f> {
    fixed: &'f [f32],
    factors: usize,
    alpha: f32,
    /// G = YᵀY + λI.
    gram: Vec<f32>,
    /// Y·G⁻¹; empty before [`HalfStep::prepare_low_rank`].
    projected: Vec<f32>,
}

/// Scratch space of one thread.
#[derive(Default)]
pub(super) struct Scratch {
    /// The factors of one row's likes.
    likes: Vec<f32>,
    /// These factors times G⁻¹.
    projected: Vec<f32>,
    system: Vec<f32>,
    /// Of each row of a block, for conjugate gradient.
    residuals: Vec<f32>,
    directions: Vec<f32>,
    products: Vec<f32>,
}

impl<'f> HalfStep<'f> {
    pub(super) fn new(fixed: &'f [f32], factors: usize, alpha: f32, regularization: f32) -> Self {
        let gram = gram(fixed, factors, regularization);
        Self { fixed, factors, alpha, gram, projected: Vec::new() }
    }

    /// Computes what [`HalfStep::low_rank`] needs, once for all rows.
    pub(super) fn prepare_low_rank(&mut self) -> Result<()> {
        let inverse = invert_f32(&self.gram, self.factors)?;
        let mut projected = vec![0.0; self.fixed.len()];
        let size = 256 * self.factors;
        projected
            .par_chunks_mut(size)
            .zip(self.fixed.par_chunks(size))
            .for_each(|(projected, fixed)| dense::multiply(projected, fixed, &inverse, self.factors, 1.0));
        self.projected = projected;
        Ok(())
    }

    fn rows<'m>(&self, matrix: &'m [f32], rows: &[u32]) -> impl Iterator<Item = &'m [f32]> {
        let factors = self.factors;
        rows.iter().map(move |&row| &matrix[row as usize * factors..][..factors])
    }

    /// Solves by decomposing the system: O(n·k² + k³/3) for n likes and k factors.
    pub(super) fn cholesky(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
        let system = &mut scratch.system;
        system.clear();
        system.extend_from_slice(&self.gram);
        solution.fill(0.0);
        // An item may have very many likes: in chunks, their factors stay in the cache.
        for likes in likes.chunks(256) {
            copy_rows(&mut scratch.likes, self.rows(self.fixed, likes));
            dense::add_gram(system, self.alpha - 1.0, &scratch.likes, self.factors);
            scratch.likes.chunks_exact(self.factors).for_each(|like| add_scaled(solution, self.alpha, like));
        }
        if cholesky::decompose(system, self.factors) {
            cholesky::solve(system, self.factors, solution);
        }
    }

    /// Solves as [`Self::cholesky`] does, with a weight for each like: its confidence is 1 + (α − 1)·weight.
    pub(super) fn weighted(
        &self,
        entries: impl ExactSizeIterator<Item = (u32, f32)>,
        solution: &mut [f32],
        scratch: &mut Scratch,
    ) {
        let Scratch { likes, system, .. } = scratch;
        system.clear();
        system.extend_from_slice(&self.gram);
        solution.fill(0.0);
        likes.clear();
        for (row, weight) in entries {
            let factors = &self.fixed[row as usize * self.factors..][..self.factors];
            add_scaled(solution, 1.0 + (self.alpha - 1.0) * weight, factors);
            likes.extend(factors.iter().map(|factor| weight.sqrt() * factor));
        }
        for likes in likes.chunks(256 * self.factors) {
            dense::add_gram(system, self.alpha - 1.0, likes, self.factors);
        }
        if cholesky::decompose(system, self.factors) {
            cholesky::solve(system, self.factors, solution);
        }
    }

    /// Solves by the Woodbury identity, which is cheaper for few likes. With V the likes' factors as columns,
    /// (G + (α−1)VVᵀ)⁻¹b = G⁻¹b − G⁻¹V·(I/(α−1) + VᵀG⁻¹V)⁻¹·VᵀG⁻¹b, where b = αV·1. O(n²·k + n³/3).
    pub(super) fn low_rank(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
        let count = likes.len();
        let Scratch { likes: factors, projected, system: small, .. } = scratch;
        copy_rows(factors, self.rows(self.fixed, likes));
        copy_rows(projected, self.rows(&self.projected, likes));
        small.clear();
        small.resize(count * count, 0.0);
        dense::multiply_rows(small, projected, factors, self.factors);
        // VᵀG⁻¹b is α times the row sums of VᵀG⁻¹V.
        let mut weights: Vec<f32> =
            small.chunks_exact(count).map(|line| self.alpha * line.iter().sum::<f32>()).collect();
        if self.alpha > 1.0 {
            small.iter_mut().step_by(count + 1).for_each(|diagonal| *diagonal += 1.0 / (self.alpha - 1.0));
            if cholesky::decompose(small, count) {
                cholesky::solve(small, count, &mut weights);
            }
        } else {
            weights.fill(0.0);
        }
        solution.fill(0.0);
        for (weight, projected) in weights.iter().zip(projected.chunks_exact(self.factors)) {
            add_scaled(solution, self.alpha - weight, projected);
        }
    }

    /// Three steps of conjugate gradient from the current solutions (G. Takács, I. Pilászy and D. Tikk, "Applications
    /// of the Conjugate Gradient Method for Implicit Feedback Collaborative Filtering", RecSys 2011): O(k² + n·k) each.
    /// A block of rows together, so that G times their vectors is a product of matrices.
    pub(super) fn conjugate_gradient(&self, likes: &[&[u32]], solutions: &mut [f32], scratch: &mut Scratch) {
        let Scratch { residuals, directions, products, .. } = scratch;
        // b less the system times the current solution, where b is α times the sum of the likes' factors.
        self.multiply_systems(likes, solutions, residuals, -1.0, self.alpha);
        directions.clone_from(residuals);
        let mut norms: Vec<f32> = residuals.chunks_exact(self.factors).map(|row| dot(row, row)).collect();
        for _ in 0..3 {
            self.multiply_systems(likes, directions, products, 1.0, 0.0);
            let vectors = residuals.chunks_exact_mut(self.factors).zip(directions.chunks_exact_mut(self.factors));
            let rows = solutions.chunks_exact_mut(self.factors).zip(products.chunks_exact(self.factors));
            for (((residual, direction), (solution, product)), norm) in vectors.zip(rows).zip(&mut norms) {
                if *norm < 1e-20 {
                    continue;
                }
                let step = *norm / dot(direction, product);
                add_scaled(solution, step, direction);
                add_scaled(residual, -step, product);
                let next_norm = dot(residual, residual);
                for (direction, residual) in direction.iter_mut().zip(residual.iter()) {
                    *direction = residual + next_norm / *norm * *direction;
                }
                *norm = next_norm;
            }
        }
    }

    /// For each row: `scale` × its system × its vector, plus `shift` × the sum of its likes' factors.
    fn multiply_systems(&self, likes: &[&[u32]], vectors: &[f32], products: &mut Vec<f32>, scale: f32, shift: f32) {
        products.resize(vectors.len(), 0.0);
        dense::multiply(products, vectors, &self.gram, self.factors, scale);
        let rows = products.chunks_exact_mut(self.factors).zip(vectors.chunks_exact(self.factors));
        for (likes, (product, vector)) in likes.iter().zip(rows) {
            let weight = |product: f32| shift + scale * (self.alpha - 1.0) * product;
            dense::add_weighted_rows(product, self.fixed, likes, vector, weight);
        }
    }
}

/// Replaces the contents of `matrix` by these rows.
fn copy_rows<'r>(matrix: &mut Vec<f32>, rows: impl Iterator<Item = &'r [f32]>) {
    matrix.clear();
    rows.for_each(|row| matrix.extend_from_slice(row));
}

/// YᵀY + λI, in parallel. The parts are added up in order, so that every run gives the same sum.
pub(super) fn gram(rows: &[f32], factors: usize, regularization: f32) -> Vec<f32> {
    let part = |rows: &[f32]| {
        let mut part = vec![0.0; factors * factors];
        dense::add_gram(&mut part, 1.0, rows, factors);
        part
    };
    let parts: Vec<Vec<f32>> = rows.par_chunks(4096 * factors).map(part).collect();
    let mut sum = vec![0.0; factors * factors];
    parts.iter().for_each(|part| add_scaled(&mut sum, 1.0, part));
    for row in 0..factors {
        (0..row).for_each(|column| sum[column * factors + row] = sum[row * factors + column]);
        sum[row * factors + row] += regularization;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_solvers_agree() {
        let factors = 24;
        let mut random = fastrand::Rng::with_seed(7);
        let fixed: Vec<f32> = (0..50 * factors).map(|_| random.f32() - 0.5).collect();
        let mut step = HalfStep::new(&fixed, factors, 5.0, 20.0);
        step.prepare_low_rank().unwrap();
        let likes: [&[u32]; 2] = [&[3, 8, 21, 40], &[]];
        let mut scratch = Scratch::default();
        let mut exact = vec![0.0; factors];
        step.cholesky(likes[0], &mut exact, &mut scratch);
        let mut weighted = vec![0.0; factors];
        step.weighted([3, 8, 21, 40].map(|row| (row, 1.0)).into_iter(), &mut weighted, &mut scratch);
        let mut low_rank = vec![0.0; factors];
        step.low_rank(likes[0], &mut low_rank, &mut scratch);
        let mut conjugate = vec![0.0; 2 * factors];
        (0..10).for_each(|_| step.conjugate_gradient(&likes, &mut conjugate, &mut scratch));
        for index in 0..factors {
            assert!((exact[index] - low_rank[index]).abs() < 1e-5, "{exact:?}\n{low_rank:?}");
            assert!((exact[index] - weighted[index]).abs() < 1e-5, "{exact:?}\n{weighted:?}");
            assert!((exact[index] - conjugate[index]).abs() < 1e-4, "{exact:?}\n{conjugate:?}");
        }
        assert_eq!(conjugate[factors..], vec![0.0; factors]);
    }
}
