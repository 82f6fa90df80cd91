//! The systems of one half of an iteration, solved exactly or by conjugate gradient.

use penchant_base::Result;
use penchant_linear::symmetric::invert_f32;
use penchant_linear::{add_scaled, cholesky, dense, dot};
use rayon::prelude::*;

/// How many rows are solved at a time: few, so that all their likes' factors stay in the cache.
pub(super) const BLOCK: usize = 8;

/// One half of an iteration: the factors that are held fast, and what all systems share.
pub(super) struct Side<'f> {
    fixed: &'f [f32],
    factors: usize,
    alpha: f32,
    /// G = YᵀY + λI.
    gram: Vec<f32>,
    /// Y·G⁻¹, once [`Side::project`] has been called.
    projected: Vec<f32>,
}

#[derive(Default)]
pub(super) struct Scratch {
    /// Factors of one row's likes.
    likes: Vec<f32>,
    /// The same times G⁻¹.
    projected: Vec<f32>,
    system: Vec<f32>,
    /// Of each of some rows, for the conjugate gradient.
    residuals: Vec<f32>,
    directions: Vec<f32>,
    products: Vec<f32>,
}

impl<'f> Side<'f> {
    pub(super) fn new(fixed: &'f [f32], factors: usize, alpha: f32, regularization: f32) -> Self {
        let gram = gram(fixed, factors, regularization);
        Self { fixed, factors, alpha, gram, projected: Vec::new() }
    }

    /// What [`Side::low_rank`] wants: it depends on the items alone, so once does for all users.
    pub(super) fn project(&mut self) -> Result<()> {
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

    /// The whole system decomposed: O(n·k² + k³/3).
    pub(super) fn cholesky(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
        let system = &mut scratch.system;
        system.clear();
        system.extend_from_slice(&self.gram);
        solution.fill(0.0);
        // An item may have very many likes: a part of them at a time stays in the cache.
        for likes in likes.chunks(256) {
            gather(&mut scratch.likes, self.rows(self.fixed, likes));
            dense::add_gram(system, self.alpha - 1.0, &scratch.likes, self.factors);
            scratch.likes.chunks_exact(self.factors).for_each(|like| add_scaled(solution, self.alpha, like));
        }
        if cholesky::decompose(system, self.factors) {
            cholesky::solve(system, self.factors, solution);
        }
    }

    /// For few likes: with V the likes' factors as columns,
    /// (G + (α−1)VVᵀ)⁻¹b = G⁻¹b − G⁻¹V·(I/(α−1) + VᵀG⁻¹V)⁻¹·VᵀG⁻¹b, where b = αV·1. O(n²·k + n³/3).
    pub(super) fn low_rank(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
        let count = likes.len();
        let Scratch { likes: factors, projected, system: small, .. } = scratch;
        gather(factors, self.rows(self.fixed, likes));
        gather(projected, self.rows(&self.projected, likes));
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

    /// Three steps from where the rows stood (G. Takács, I. Pilászy and D. Tikk, RecSys 2011): O(k² + n·k)
    /// each. Of some rows together, so that G times their vectors is a product of matrices.
    pub(super) fn conjugate_gradient(&self, likes: &[&[u32]], solutions: &mut [f32], scratch: &mut Scratch) {
        let Scratch { residuals, directions, products, .. } = scratch;
        // b less the system times where it stands; b is the sum of α times the likes' factors.
        self.times(likes, solutions, residuals, -1.0, self.alpha);
        directions.clone_from(residuals);
        let mut before: Vec<f32> = residuals.chunks_exact(self.factors).map(|row| dot(row, row)).collect();
        for _ in 0..3 {
            self.times(likes, directions, products, 1.0, 0.0);
            let vectors = residuals.chunks_exact_mut(self.factors).zip(directions.chunks_exact_mut(self.factors));
            let rows = solutions.chunks_exact_mut(self.factors).zip(products.chunks_exact(self.factors));
            for (((residual, direction), (solution, product)), before) in vectors.zip(rows).zip(&mut before) {
                if *before < 1e-20 {
                    continue;
                }
                let step = *before / dot(direction, product);
                add_scaled(solution, step, direction);
                add_scaled(residual, -step, product);
                let after = dot(residual, residual);
                for (direction, residual) in direction.iter_mut().zip(residual.iter()) {
                    *direction = residual + after / *before * *direction;
                }
                *before = after;
            }
        }
    }

    /// Each row's system times `scale` times its vector, and `shift` times its likes' factors.
    fn times(&self, likes: &[&[u32]], vectors: &[f32], products: &mut Vec<f32>, scale: f32, shift: f32) {
        products.resize(vectors.len(), 0.0);
        dense::multiply(products, vectors, &self.gram, self.factors, scale);
        let rows = products.chunks_exact_mut(self.factors).zip(vectors.chunks_exact(self.factors));
        for (likes, (product, vector)) in likes.iter().zip(rows) {
            let weight = |along: f32| shift + scale * (self.alpha - 1.0) * along;
            dense::add_weighted_rows(product, self.fixed, likes, vector, weight);
        }
    }
}

/// Copies rows side by side.
fn gather<'r>(matrix: &mut Vec<f32>, rows: impl Iterator<Item = &'r [f32]>) {
    matrix.clear();
    rows.for_each(|row| matrix.extend_from_slice(row));
}

/// YᵀY + λI, in parallel; the parts are added up in order, so that the sum is always the same.
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
        let mut side = Side::new(&fixed, factors, 5.0, 20.0);
        side.project().unwrap();
        let likes: [&[u32]; 2] = [&[3, 8, 21, 40], &[]];
        let mut scratch = Scratch::default();
        let mut exact = vec![0.0; factors];
        side.cholesky(likes[0], &mut exact, &mut scratch);
        let mut low_rank = vec![0.0; factors];
        side.low_rank(likes[0], &mut low_rank, &mut scratch);
        let mut conjugate = vec![0.0; 2 * factors];
        (0..10).for_each(|_| side.conjugate_gradient(&likes, &mut conjugate, &mut scratch));
        for place in 0..factors {
            assert!((exact[place] - low_rank[place]).abs() < 1e-5, "{exact:?}\n{low_rank:?}");
            assert!((exact[place] - conjugate[place]).abs() < 1e-4, "{exact:?}\n{conjugate:?}");
        }
        assert_eq!(conjugate[factors..], vec![0.0; factors]);
    }
}
