//! Implicit ALS (Y. Hu, Y. Koren and C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
//! ICDM 2008): users and items as factors x and y that minimise Σ c·(p − xᵀy)² + λ(|x|² + |y|²) over all
//! pairs, where p is 1 for a like, whose c is α, and 0 for everything else, whose c is 1.
//!
//! A visitor is folded in by solving for x with the items' factors as they are:
//! (YᵀY + λI + Σ(c − 1)·y·yᵀ)·x = Σ c·p·y over the history.

#[cfg(feature = "train")]
use super::Train;
use super::factors::{self, Factors, FoldedFactors};
use super::parameters::{Parameter, RECENCY};
use super::{Explanation, Family, FoldedIn, Model, Read};
use crate::error::Result;
#[cfg(feature = "train")]
use crate::error::{Error, ErrorKind};
use crate::history::Taste;
#[cfg(feature = "train")]
use crate::limits::MAX_FACTORS;
use crate::linear::{add_scaled, cholesky};
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
        Parameter {
            name: "cold",
            default: "1",
            values: &["0.1", "1", "10"],
            about: "λ of the regression that gives items nobody likes their factors; with 0 they have none",
        },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the first factors" },
        RECENCY,
    ],
    quantisation: factors::QUANTISATION,
    read: Some(Read::Ranking(|reader| Ok(Box::new(Als::read(reader)?)))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training, parameters)?))),
};

const NAME: &str = "als";
const ALPHA: &str = "als.alpha";
const COLD: &str = "als.cold";
const GRAM: &str = "als.gram";

pub(super) struct Als {
    alpha: f32,
    items: Factors,
    /// Items whose factors were not learned but projected, ascending: they are scored, and nothing is learned of a
    /// visitor from them, since what they say of taste is a guess.
    cold: Vec<u32>,
    /// YᵀY + λI over the others, factors × factors.
    gram: Vec<f32>,
    /// λ, of a model that was not read from a pack.
    #[cfg(feature = "train")]
    regularization: Option<f32>,
}

impl Als {
    fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let alpha = reader.finite(ALPHA, 1)?[0];
        let cold = reader.u32(COLD)?;
        if !cold.is_sorted_by(|a, b| a < b) || cold.last().is_some_and(|&last| last as usize >= reader.items()) {
            return Err(pack::broken("its cold items are not items in order"));
        }
        let items = Factors::read(reader, NAME)?;
        let gram = reader.finite(GRAM, triangle(items.width()))?;
        let gram = whole(&gram, items.width());
        Ok(Self {
            alpha,
            items,
            cold,
            gram,
            #[cfg(feature = "train")]
            regularization: None,
        })
    }

    /// What each item of a history weighs, cold ones nothing.
    fn weights(&self, taste: &Taste<'_>) -> Vec<f32> {
        let weight = |(item, weight)| if self.cold.binary_search(&item).is_ok() { 0.0 } else { weight };
        taste.iter().map(weight).collect()
    }
}

#[cfg(feature = "train")]
impl Als {
    /// The gram of the factors as they are packed, so that it is theirs and not that of more exact ones.
    fn packed_gram(&self) -> std::borrow::Cow<'_, [f32]> {
        let Some(regularization) = self.regularization else { return (&self.gram).into() };
        let mut rows = self.items.packed_rows();
        let width = self.items.width();
        self.cold.iter().for_each(|&item| rows[item as usize * width..][..width].fill(0.0));
        train::gram(&rows, width, regularization).into()
    }
}

/// Numbers in the lower triangle of a square.
fn triangle(side: usize) -> usize {
    side * (side + 1) / 2
}

/// The lower triangle of a symmetric square, row by row.
#[cfg(feature = "train")]
fn lower(square: &[f32], side: usize) -> Vec<f32> {
    square.chunks_exact(side).enumerate().flat_map(|(row, line)| &line[..=row]).copied().collect()
}

/// The square of such a triangle.
fn whole(lower: &[f32], side: usize) -> Vec<f32> {
    let at = |row: usize, column: usize| lower[triangle(row.max(column)) + row.min(column)];
    (0..side * side).map(|place| at(place / side, place % side)).collect()
}

impl Model for Als {
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        let mut system = self.gram.clone();
        let width = self.items.width();
        let mut user = vec![0.0; width];
        let weights = self.weights(&taste);
        let history: Vec<_> = taste.items.iter().map(|&item| self.items.item(item)).collect();
        for (factors, weight) in history.iter().zip(&weights) {
            // The lower triangle, which is all that is read of it.
            for (row, (line, &factor)) in system.chunks_exact_mut(width).zip(&**factors).enumerate() {
                add_scaled(&mut line[..=row], (self.alpha - 1.0) * weight.abs() * factor, &factors[..=row]);
            }
            add_scaled(&mut user, self.alpha * weight, factors);
        }
        // Not positive definite only if a pack's numbers are absurd: then this model says nothing.
        if cholesky::decompose(&mut system, width) {
            cholesky::solve(&system, width, &mut user);
        } else {
            user.fill(0.0);
        }
        Box::new(AlsFoldedIn { model: self, weights, system, factors: FoldedFactors::new(&self.items, history, user) })
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        self.items.pack(NAME, writer);
        writer.f32(ALPHA, &[self.alpha]);
        writer.u32(COLD, &self.cold);
        // Not left to the device: of a million items it would take seconds.
        writer.f32(GRAM, &lower(&self.packed_gram(), self.items.width()));
        Ok(())
    }
}

struct AlsFoldedIn<'m> {
    model: &'m Als,
    /// Of each item of the history.
    weights: Vec<f32>,
    /// The decomposed system.
    system: Vec<f32>,
    /// With its solution.
    factors: FoldedFactors<'m>,
}

impl FoldedIn for AlsFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        self.factors.add_scores(weight, scores);
    }

    fn correction(&self, item: u32) -> f32 {
        self.factors.correction(item)
    }

    /// yᵀx = Σ over the history of c·p·(yᵀ W y_j), W being the inverse of the visitor's system.
    fn explain(&self, item: u32) -> Explanation {
        let Als { alpha, items, .. } = self.model;
        let mut projected = items.item(item).into_owned();
        cholesky::solve(&self.system, items.width(), &mut projected);
        let products = self.factors.with_history(&projected).zip(&self.weights);
        Explanation { prior: 0.0, events: products.map(|(product, weight)| alpha * weight * product).collect() }
    }
}

/// A model of factors that were learned elsewhere, items × `factors`, row by row. A visitor is folded in as
/// above, with the confidence `alpha` in a like and λ = `regularization`.
///
/// Errors: `argument` for numbers that are not finite or not as many for each item, for an `alpha` or a
/// `regularization` that is not above 0, or so small beside the factors that nobody can be folded in.
#[cfg(feature = "train")]
pub fn from_factors(items: Vec<f32>, factors: usize, alpha: f32, regularization: f32) -> Result<Box<dyn Model>> {
    let wrong = |message| Err(Error::new(ErrorKind::Argument, message));
    if !(alpha > 0.0 && alpha.is_finite() && regularization > 0.0 && regularization.is_finite()) {
        return wrong("folding in wants an alpha and a regularization above 0");
    }
    if !(1..=MAX_FACTORS).contains(&factors)
        || !items.len().is_multiple_of(factors)
        || !items.iter().all(|x| x.is_finite())
    {
        return wrong("the factors are not as many for each item, or not finite");
    }
    let gram = train::gram(&items, factors, regularization);
    let regularization = Some(regularization);
    let model = Als { alpha, items: Factors::new(factors, items), cold: Vec::new(), gram, regularization };
    if !model.gram.iter().all(|x| x.is_finite()) || !cholesky::decompose(&mut model.gram.clone(), factors) {
        return wrong("no visitor can be folded in: the regularization is too small beside these factors");
    }
    Ok(Box::new(model))
}

#[cfg(feature = "train")]
mod train {
    use super::{Als, Error, ErrorKind, Factors, MAX_FACTORS, Result};
    use crate::families::{Parameters, Training, cold};
    use crate::interactions::Csr;
    use crate::linear::symmetric::inverse_f32;
    use crate::linear::{add_scaled, cholesky, dot, single};
    use rayon::prelude::*;

    pub(super) fn train(training: &Training<'_>, parameters: &Parameters) -> Result<Als> {
        let likes = &training.interactions.likes;
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
        for done in 1..=iterations {
            half(likes, &items, &mut users)?;
            half(&by_item, &users, &mut items)?;
            (training.progress)(done as f32 / iterations as f32);
        }
        // Those of items that nobody likes are still 0.
        let gram = gram(&items, factors, regularization);
        let lambda = parameters.positive("cold")?;
        let cold = if lambda > 0.0 { cold::fill(training, &mut items, factors, lambda) } else { Vec::new() };
        let regularization = Some(regularization);
        Ok(Als { alpha, items: Factors::new(factors, items), cold, gram, regularization })
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

    /// YᵀY + λI, in parallel; the parts are added up in order, so that the sum is always the same.
    pub(super) fn gram(rows: &[f32], factors: usize, regularization: f32) -> Vec<f32> {
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
