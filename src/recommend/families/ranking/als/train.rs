//! Alternating between users and items, and models of factors that were learned elsewhere.

use super::model::Als;
use super::solvers::{BLOCK, Scratch, Side, gram};
use crate::families::factors::Factors;
use crate::families::model::Model;
use crate::families::parameters::Parameters;
use crate::families::ranking::cold_start;
use crate::families::training::Training;
use penchant_base::limits::MAX_FACTORS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::{Csr, cholesky};
use rayon::prelude::*;

pub(super) fn train(training: &Training<'_>, parameters: &Parameters) -> Result<Als> {
    let likes = &training.interactions.likes;
    let factors = parameters.count("factors", 1, MAX_FACTORS)?;
    let iterations = parameters.count("iterations", 1, 1000)?;
    let (alpha, regularization) = (parameters.positive("alpha")? as f32, parameters.positive("regularization")? as f32);
    if regularization == 0.0 || alpha < 1.0 {
        return Err(Error::new(ErrorKind::Argument, "ALS wants a regularization above 0 and an alpha of at least 1"));
    }
    let conjugate = parameters.word("solver") == "cg";
    let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
    let mut first = |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.02).collect() };
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
    let cold = if lambda > 0.0 { cold_start::fill(training, &mut items, factors, lambda) } else { Vec::new() };
    let regularization = Some(regularization);
    Ok(Als { alpha, items: Factors::new(factors, items), cold, gram, regularization })
}

/// A model of factors that were learned elsewhere, items × `factors`, row by row. A visitor is folded in as
/// above, with the confidence `alpha` in a like and λ = `regularization`.
///
/// Errors: `argument` for numbers that are not finite or not as many for each item, for an `alpha` or a
/// `regularization` that is not above 0, or so small beside the factors that nobody can be folded in.
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
    let gram = gram(&items, factors, regularization);
    let regularization = Some(regularization);
    let model = Als { alpha, items: Factors::new(factors, items), cold: Vec::new(), gram, regularization };
    if !model.gram.iter().all(|x| x.is_finite()) || !cholesky::decompose(&mut model.gram.clone(), factors) {
        return wrong("no visitor can be folded in: the regularization is too small beside these factors");
    }
    Ok(Box::new(model))
}
