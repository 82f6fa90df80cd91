//! Implicit ALS (Y. Hu, Y. Koren and C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
//! ICDM 2008): users and items as factors x and y that minimise Σ c·(p − xᵀy)² + λ(|x|² + |y|²) over all
//! pairs, where p is 1 for a like, whose c is α, and 0 for everything else, whose c is 1.
//!
//! A visitor is folded in by solving for x with the items' factors as they are:
//! (YᵀY + λI + Σ(c − 1)·y·yᵀ)·x = Σ c·p·y over the history.

#[cfg(feature = "train")]
use super::Train;
use super::parameters::Parameter;
use super::{Explanation, Family, FoldedIn, Model};
use crate::error::Result;
use crate::history::Profile;
use crate::linear::{add_scaled, cholesky, dot};
use crate::pack;

pub(super) const FAMILY: Family = Family {
    name: "als",
    about: "implicit matrix factorisation by alternating least squares",
    parameters: &[
        Parameter { name: "factors", default: "64", values: &["32", "64", "128"], about: "numbers per user and item" },
        Parameter { name: "regularization", default: "20", values: &["5", "10", "20", "40"], about: "λ" },
        Parameter { name: "alpha", default: "5", values: &["3", "5", "8"], about: "α, the confidence in a like" },
        Parameter {
            name: "iterations",
            default: "15",
            values: &["10", "15", "20"],
            about: "passes over users and items",
        },
        Parameter {
            name: "solver",
            default: "cholesky",
            values: &["cholesky", "cg"],
            about: "exact, or three steps of conjugate gradient",
        },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the first factors" },
    ],
    quantisation: "int8 factors with one f32 scale per item",
    read: Some(|reader| Ok(Box::new(Als::read(reader)?))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training.likes, parameters)?))),
};

const FACTORS: &str = "als.factors";
const SCALES: &str = "als.scales";
const SETTINGS: &str = "als.settings";

pub(super) struct Als {
    factors: usize,
    alpha: f32,
    regularization: f32,
    /// Items × factors.
    items: Vec<f32>,
    /// YᵀY + λI, factors × factors.
    gram: Vec<f32>,
}

impl Als {
    fn new(factors: usize, alpha: f32, regularization: f32, items: Vec<f32>) -> Self {
        let gram = gram(&items, factors, regularization);
        Self { factors, alpha, regularization, items, gram }
    }

    fn item(&self, item: u32) -> &[f32] {
        &self.items[item as usize * self.factors..][..self.factors]
    }

    fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let settings = reader.finite(SETTINGS, 2)?;
        let (quantised, scales) = (reader.i8(FACTORS)?, reader.finite(SCALES, reader.items())?);
        let factors = quantised.len().checked_div(reader.items()).unwrap_or(0);
        if factors == 0 || factors > MAX_FACTORS || factors * reader.items() != quantised.len() {
            return Err(pack::broken("its ALS factors are not as many for each item"));
        }
        let rows = quantised.chunks_exact(factors).zip(scales);
        let items = rows.flat_map(|(row, scale)| row.iter().map(move |&number| f32::from(number) * scale)).collect();
        Ok(Self::new(factors, settings[0], settings[1], items))
    }
}

/// More would make folding in slow: it costs their cube.
const MAX_FACTORS: usize = 1024;

/// YᵀY + λI.
fn gram(rows: &[f32], factors: usize, regularization: f32) -> Vec<f32> {
    let mut gram = vec![0.0f32; factors * factors];
    for row in rows.chunks_exact(factors) {
        for (line, &factor) in gram.chunks_exact_mut(factors).zip(row) {
            if factor != 0.0 {
                add_scaled(line, factor, row);
            }
        }
    }
    gram.iter_mut().step_by(factors + 1).for_each(|diagonal| *diagonal += regularization);
    gram
}

impl Model for Als {
    fn fold_in<'m>(&'m self, profile: &'m Profile) -> Box<dyn FoldedIn + 'm> {
        let mut system = self.gram.clone();
        let mut user = vec![0.0; self.factors];
        for (item, weight) in profile.iter() {
            let factors = self.item(item);
            for (line, &factor) in system.chunks_exact_mut(self.factors).zip(factors) {
                add_scaled(line, (self.alpha - 1.0) * weight.abs() * factor, factors);
            }
            add_scaled(&mut user, self.alpha * weight, factors);
        }
        // Not positive definite only if a pack's numbers are absurd: then this model says nothing.
        if cholesky::decompose(&mut system, self.factors) {
            cholesky::solve(&system, self.factors, &mut user);
        } else {
            user.fill(0.0);
        }
        Box::new(AlsFoldedIn { model: self, profile, system, user })
    }

    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        let rows = self.items.chunks_exact(self.factors);
        let scales: Vec<f32> =
            rows.clone().map(|row| row.iter().fold(0.0f32, |most, number| most.max(number.abs())) / 127.0).collect();
        let quantise = |(row, &scale): (&[f32], &f32)| -> Vec<i8> {
            row.iter().map(|number| if scale == 0.0 { 0 } else { (number / scale).round() as i8 }).collect()
        };
        writer.i8(FACTORS, &rows.zip(&scales).flat_map(quantise).collect::<Vec<_>>());
        writer.f32(SCALES, &scales);
        writer.f32(SETTINGS, &[self.alpha, self.regularization]);
        Ok(())
    }
}

struct AlsFoldedIn<'m> {
    model: &'m Als,
    profile: &'m Profile,
    /// The decomposed system.
    system: Vec<f32>,
    /// Its solution, the visitor's factors.
    user: Vec<f32>,
}

impl FoldedIn for AlsFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        for (score, item) in scores.iter_mut().zip(self.model.items.chunks_exact(self.model.factors)) {
            *score += weight * dot(&self.user, item);
        }
    }

    /// yᵀx = Σ over the history of c·p·(yᵀ W y_j), W being the inverse of the visitor's system.
    fn explain(&self, item: u32) -> Explanation {
        let mut projected = self.model.item(item).to_vec();
        cholesky::solve(&self.system, self.model.factors, &mut projected);
        let contribution =
            |(event, weight): (u32, f32)| self.model.alpha * weight * dot(&projected, self.model.item(event));
        Explanation { prior: 0.0, events: self.profile.iter().map(contribution).collect() }
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Als, MAX_FACTORS, Result};
    use crate::error::{Error, ErrorKind};
    use crate::families::parameters::Parameters;
    use crate::interactions::Csr;
    use crate::linear::symmetric::inverse_f32;
    use crate::linear::{add_scaled, cholesky, dot, single};
    use rayon::prelude::*;

    pub(super) fn train(likes: &Csr, parameters: &Parameters) -> Result<Als> {
        let factors = parameters.count("factors", 1, MAX_FACTORS)?;
        let iterations = parameters.count("iterations", 1, 1000)?;
        let (alpha, regularization) =
            (parameters.positive("alpha")? as f32, parameters.positive("regularization")? as f32);
        if regularization == 0.0 || alpha < 1.0 {
            return Err(Error::new(
                ErrorKind::Argument,
                "ALS wants a regularization above 0 and an alpha of at least 1",
            ));
        }
        let conjugate = parameters.word("solver") == "cg";
        let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
        let mut first =
            |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.02).collect() };
        let by_item = likes.transpose();
        let (mut users, mut items) = (first(likes.height()), first(likes.width()));
        let half = |matrix: &Csr, fixed: &[f32], solved: &mut [f32]| -> Result<()> {
            let mut side = Side::new(fixed, factors, alpha, regularization);
            if !conjugate {
                side.project()?;
            }
            solved.par_chunks_mut(BLOCK * factors).enumerate().for_each_init(
                Scratch::default,
                |scratch, (block, solutions)| {
                    let rows = solutions.len() / factors;
                    let likes: Vec<&[u32]> = (0..rows).map(|row| matrix.row(block * BLOCK + row)).collect();
                    if conjugate {
                        return side.conjugate_gradient(&likes, solutions, scratch);
                    }
                    for (likes, solution) in likes.into_iter().zip(solutions.chunks_exact_mut(factors)) {
                        match likes.len() {
                            0 => solution.fill(0.0),
                            count if count * 4 < factors * 3 => side.low_rank(likes, solution, scratch),
                            _ => side.cholesky(likes, solution, scratch),
                        }
                    }
                },
            );
            Ok(())
        };
        for _ in 0..iterations {
            half(likes, &items, &mut users)?;
            half(&by_item, &users, &mut items)?;
        }
        let gram = gram(&items, factors, regularization);
        Ok(Als { factors, alpha, regularization, items, gram })
    }

    /// How many rows are solved at a time: few, so that all their likes' factors stay in the cache.
    const BLOCK: usize = 8;

    /// One half of an iteration: the factors that are held fast, and what all systems share.
    struct Side<'f> {
        fixed: &'f [f32],
        factors: usize,
        alpha: f32,
        /// G = YᵀY + λI.
        gram: Vec<f32>,
        /// Y·G⁻¹, once [`Side::project`] has been called.
        projected: Vec<f32>,
    }

    #[derive(Default)]
    struct Scratch {
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
        fn new(fixed: &'f [f32], factors: usize, alpha: f32, regularization: f32) -> Self {
            let gram = gram(fixed, factors, regularization);
            Self { fixed, factors, alpha, gram, projected: Vec::new() }
        }

        /// What [`Side::low_rank`] wants: it depends on the items alone, so once does for all users.
        fn project(&mut self) -> Result<()> {
            let inverse = inverse_f32(&self.gram, self.factors)?;
            let mut projected = vec![0.0; self.fixed.len()];
            let size = 256 * self.factors;
            projected
                .par_chunks_mut(size)
                .zip(self.fixed.par_chunks(size))
                .for_each(|(projected, fixed)| single::multiply(projected, fixed, &inverse, self.factors, 1.0));
            self.projected = projected;
            Ok(())
        }

        fn rows<'m>(&self, matrix: &'m [f32], rows: &[u32]) -> impl Iterator<Item = &'m [f32]> {
            let factors = self.factors;
            rows.iter().map(move |&row| &matrix[row as usize * factors..][..factors])
        }

        /// The whole system decomposed: O(n·k² + k³/3).
        fn cholesky(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
            let system = &mut scratch.system;
            system.clear();
            system.extend_from_slice(&self.gram);
            solution.fill(0.0);
            // An item may have very many likes: a part of them at a time stays in the cache.
            for likes in likes.chunks(256) {
                gather(&mut scratch.likes, self.rows(self.fixed, likes));
                single::add_gram(system, self.alpha - 1.0, &scratch.likes, self.factors);
                scratch.likes.chunks_exact(self.factors).for_each(|like| add_scaled(solution, self.alpha, like));
            }
            if cholesky::decompose(system, self.factors) {
                cholesky::solve(system, self.factors, solution);
            }
        }

        /// For few likes: with V the likes' factors as columns,
        /// (G + (α−1)VVᵀ)⁻¹b = G⁻¹b − G⁻¹V·(I/(α−1) + VᵀG⁻¹V)⁻¹·VᵀG⁻¹b, where b = αV·1. O(n²·k + n³/3).
        fn low_rank(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
            let count = likes.len();
            let Scratch { likes: factors, projected, system: small, .. } = scratch;
            gather(factors, self.rows(self.fixed, likes));
            gather(projected, self.rows(&self.projected, likes));
            small.clear();
            small.resize(count * count, 0.0);
            single::multiply_rows(small, projected, factors, self.factors);
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
        fn conjugate_gradient(&self, likes: &[&[u32]], solutions: &mut [f32], scratch: &mut Scratch) {
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
            single::multiply(products, vectors, &self.gram, self.factors, scale);
            let rows = products.chunks_exact_mut(self.factors).zip(vectors.chunks_exact(self.factors));
            for (likes, (product, vector)) in likes.iter().zip(rows) {
                let weight = |along: f32| shift + scale * (self.alpha - 1.0) * along;
                single::add_weighted_rows(product, self.fixed, likes, vector, weight);
            }
        }
    }

    /// Copies rows side by side.
    fn gather<'r>(matrix: &mut Vec<f32>, rows: impl Iterator<Item = &'r [f32]>) {
        matrix.clear();
        rows.for_each(|row| matrix.extend_from_slice(row));
    }

    /// As [`super::gram`], in parallel; the parts are added up in order, so that the sum is always the same.
    fn gram(rows: &[f32], factors: usize, regularization: f32) -> Vec<f32> {
        let part = |rows: &[f32]| {
            let mut part = vec![0.0; factors * factors];
            single::add_gram(&mut part, 1.0, rows, factors);
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
}
