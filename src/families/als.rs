//! Implicit ALS (Y. Hu, Y. Koren and C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
//! ICDM 2008): users and items as factors x and y that minimise Σ c·(p − xᵀy)² + λ(|x|² + |y|²) over all
//! pairs, where p is 1 for a like, whose c is α, and 0 for everything else, whose c is 1.
//!
//! A visitor is folded in by solving for x with the items' factors as they are:
//! (YᵀY + λI + Σ(c − 1)·y·yᵀ)·x = Σ c·p·y over the history.

#[cfg(feature = "train")]
use super::Train;
use super::factors::{self, Factors};
use super::parameters::{Parameter, RECENCY};
use super::{Explanation, Family, FoldedIn, Model};
use crate::error::Result;
#[cfg(feature = "train")]
use crate::error::{Error, ErrorKind};
use crate::history::Taste;
#[cfg(feature = "train")]
use crate::limits::MAX_FACTORS;
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
    read: Some(|reader| Ok(Box::new(Als::read(reader)?))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training, parameters)?))),
};

const NAME: &str = "als";
const SETTINGS: &str = "als.settings";

pub(super) struct Als {
    alpha: f32,
    regularization: f32,
    items: Factors,
    /// YᵀY + λI, factors × factors.
    gram: Vec<f32>,
}

impl Als {
    fn new(alpha: f32, regularization: f32, items: Factors) -> Self {
        let gram = gram(items.rows(), items.width(), regularization);
        Self { alpha, regularization, items, gram }
    }

    fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let settings = reader.finite(SETTINGS, 2)?;
        Ok(Self::new(settings[0], settings[1], Factors::read(reader, NAME)?))
    }
}

/// YᵀY + λI.
fn gram<'r>(rows: impl Iterator<Item = &'r [f32]>, factors: usize, regularization: f32) -> Vec<f32> {
    let mut gram = vec![0.0f32; factors * factors];
    for row in rows {
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
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        let mut system = self.gram.clone();
        let width = self.items.width();
        let mut user = vec![0.0; width];
        for (item, weight) in taste.iter() {
            let factors = self.items.item(item);
            for (line, &factor) in system.chunks_exact_mut(width).zip(factors) {
                add_scaled(line, (self.alpha - 1.0) * weight.abs() * factor, factors);
            }
            add_scaled(&mut user, self.alpha * weight, factors);
        }
        // Not positive definite only if a pack's numbers are absurd: then this model says nothing.
        if cholesky::decompose(&mut system, width) {
            cholesky::solve(&system, width, &mut user);
        } else {
            user.fill(0.0);
        }
        Box::new(AlsFoldedIn { model: self, taste, system, user })
    }

    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        self.items.pack(NAME, writer);
        writer.f32(SETTINGS, &[self.alpha, self.regularization]);
        Ok(())
    }
}

struct AlsFoldedIn<'m> {
    model: &'m Als,
    taste: Taste<'m>,
    /// The decomposed system.
    system: Vec<f32>,
    /// Its solution, the visitor's factors.
    user: Vec<f32>,
}

impl FoldedIn for AlsFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        self.model.items.add_scores(&self.user, weight, scores);
    }

    /// yᵀx = Σ over the history of c·p·(yᵀ W y_j), W being the inverse of the visitor's system.
    fn explain(&self, item: u32) -> Explanation {
        let Als { alpha, items, .. } = self.model;
        let mut projected = items.item(item).to_vec();
        cholesky::solve(&self.system, items.width(), &mut projected);
        let contribution = |(event, weight): (u32, f32)| alpha * weight * dot(&projected, items.item(event));
        Explanation { prior: 0.0, events: self.taste.iter().map(contribution).collect() }
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
    let model = Als::new(alpha, regularization, Factors::new(factors, items));
    if !model.gram.iter().all(|x| x.is_finite()) || !cholesky::decompose(&mut model.gram.clone(), factors) {
        return wrong("no visitor can be folded in: the regularization is too small beside these factors");
    }
    Ok(Box::new(model))
}

#[cfg(feature = "train")]
mod train {
    use super::{Als, Error, ErrorKind, Factors, MAX_FACTORS, Result, gram};
    use crate::families::{Parameters, Training, cold};
    use crate::interactions::Csr;
    use crate::linear::symmetric::inverse_f32;
    use crate::linear::{add_scaled, cholesky, dot};
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
        let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
        let mut first =
            |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.02).collect() };
        let by_item = likes.transpose();
        let (mut users, mut items) = (first(likes.height()), first(likes.width()));
        let half = |matrix: &Csr, fixed: &[f32], solved: &mut [f32]| -> Result<()> {
            let side = Side::new(fixed, factors, alpha, regularization)?;
            let conjugate = parameters.word("solver") == "cg";
            solved.par_chunks_exact_mut(factors).enumerate().for_each_init(
                Scratch::default,
                |scratch, (row, solution)| {
                    let likes = matrix.row(row);
                    match likes.len() {
                        0 => solution.fill(0.0),
                        _ if conjugate => side.conjugate_gradient(likes, solution),
                        count if count * 2 < factors => side.low_rank(likes, solution, scratch),
                        _ => side.cholesky(likes, solution, scratch),
                    }
                },
            );
            Ok(())
        };
        for _ in 0..iterations {
            half(likes, &items, &mut users)?;
            half(&by_item, &users, &mut items)?;
        }
        let lambda = parameters.positive("cold")?;
        if lambda > 0.0 {
            cold::fill(training, &mut items, factors, lambda);
        }
        Ok(Als::new(alpha, regularization, Factors::new(factors, items)))
    }

    /// One half of an iteration: the factors that are held fast, and what all systems share.
    struct Side<'f> {
        fixed: &'f [f32],
        factors: usize,
        alpha: f32,
        /// YᵀY + λI.
        gram: Vec<f32>,
        /// Its inverse.
        inverse: Vec<f32>,
    }

    #[derive(Default)]
    struct Scratch {
        matrix: Vec<f32>,
        vectors: Vec<f32>,
    }

    impl<'f> Side<'f> {
        fn new(fixed: &'f [f32], factors: usize, alpha: f32, regularization: f32) -> Result<Self> {
            let gram = par_gram(fixed, factors, regularization);
            let inverse = inverse_f32(&gram, factors)?;
            Ok(Self { fixed, factors, alpha, gram, inverse })
        }

        fn row(&self, row: u32) -> &[f32] {
            &self.fixed[row as usize * self.factors..][..self.factors]
        }

        fn line<'m>(&self, matrix: &'m [f32], line: usize) -> &'m [f32] {
            &matrix[line * self.factors..][..self.factors]
        }

        /// The whole system decomposed: O(n·k² + k³/3).
        fn cholesky(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
            let system = &mut scratch.matrix;
            system.clear();
            system.extend_from_slice(&self.gram);
            solution.fill(0.0);
            for &like in likes {
                let factors = self.row(like);
                // The lower triangle is enough.
                for (place, &factor) in factors.iter().enumerate() {
                    let line = &mut system[place * self.factors..][..=place];
                    add_scaled(line, (self.alpha - 1.0) * factor, &factors[..=place]);
                }
                add_scaled(solution, self.alpha, factors);
            }
            if cholesky::decompose(system, self.factors) {
                cholesky::solve(system, self.factors, solution);
            }
        }

        /// For few likes: with G = YᵀY + λI, whose inverse all rows share, and V the likes' factors as columns,
        /// (G + (α−1)VVᵀ)⁻¹b = G⁻¹b − G⁻¹V·(I/(α−1) + VᵀG⁻¹V)⁻¹·VᵀG⁻¹b, where b = αV·1. O(n·k² + n²·k).
        fn low_rank(&self, likes: &[u32], solution: &mut [f32], scratch: &mut Scratch) {
            let (count, factors) = (likes.len(), self.factors);
            let Scratch { matrix: small, vectors: projected } = scratch;
            projected.clear();
            for &like in likes {
                projected.extend(self.inverse.chunks_exact(factors).map(|line| dot(line, self.row(like))));
            }
            small.clear();
            for &like in likes {
                small.extend((0..count).map(|other| dot(self.row(like), self.line(projected, other))));
            }
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
            for (place, weight) in weights.iter().enumerate() {
                add_scaled(solution, self.alpha - weight, self.line(projected, place));
            }
        }

        /// Three steps from where the row stood (G. Takács, I. Pilászy and D. Tikk, RecSys 2011): O(k² + n·k) each.
        fn conjugate_gradient(&self, likes: &[u32], solution: &mut [f32]) {
            let times = |vector: &[f32]| -> Vec<f32> {
                let mut product: Vec<f32> =
                    self.gram.chunks_exact(self.factors).map(|line| dot(line, vector)).collect();
                for &like in likes {
                    add_scaled(&mut product, (self.alpha - 1.0) * dot(self.row(like), vector), self.row(like));
                }
                product
            };
            let mut residual: Vec<f32> = times(solution).iter().map(|number| -number).collect();
            likes.iter().for_each(|&like| add_scaled(&mut residual, self.alpha, self.row(like)));
            let mut direction = residual.clone();
            let mut before = dot(&residual, &residual);
            for _ in 0..3 {
                if before < 1e-20 {
                    break;
                }
                let product = times(&direction);
                let step = before / dot(&direction, &product);
                add_scaled(solution, step, &direction);
                add_scaled(&mut residual, -step, &product);
                let after = dot(&residual, &residual);
                for (direction, residual) in direction.iter_mut().zip(&residual) {
                    *direction = residual + after / before * *direction;
                }
                before = after;
            }
        }
    }

    /// As [`gram`], in parallel.
    fn par_gram(rows: &[f32], factors: usize, regularization: f32) -> Vec<f32> {
        let parts = rows.par_chunks(4096 * factors).map(|rows| gram(rows.chunks_exact(factors), factors, 0.0));
        let mut sum = parts.reduce(
            || vec![0.0; factors * factors],
            |mut a, b| {
                add_scaled(&mut a, 1.0, &b);
                a
            },
        );
        sum.iter_mut().step_by(factors + 1).for_each(|diagonal| *diagonal += regularization);
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
            let side = Side::new(&fixed, factors, 5.0, 20.0).unwrap();
            let likes = [3, 8, 21, 40];
            let mut scratch = Scratch::default();
            let mut exact = vec![0.0; factors];
            side.cholesky(&likes, &mut exact, &mut scratch);
            let mut low_rank = vec![0.0; factors];
            side.low_rank(&likes, &mut low_rank, &mut scratch);
            let mut conjugate = vec![0.0; factors];
            (0..10).for_each(|_| side.conjugate_gradient(&likes, &mut conjugate));
            for place in 0..factors {
                assert!((exact[place] - low_rank[place]).abs() < 1e-5, "{exact:?}\n{low_rank:?}");
                assert!((exact[place] - conjugate[place]).abs() < 1e-4, "{exact:?}\n{conjugate:?}");
            }
        }
    }
}
