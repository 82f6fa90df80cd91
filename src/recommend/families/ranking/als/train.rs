//! Training by alternating between users and items, and models of factors that were learned elsewhere.

use super::model::Als;
use super::packing::TrainedAls;
use super::solvers::{BLOCK, HalfStep, Scratch, gram};
use crate::families::factors::Factors;
use crate::families::model::RankingModel;
use crate::families::parameters::Parameters;
use crate::families::training::{Trainer, TrainingInput, project_cold_items};
use penchant_base::limits::MAX_FACTORS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::{Csr, cholesky};
use rayon::prelude::*;

pub(super) const TRAINER: Trainer = Trainer::Ranking(|input, parameters| Ok(Box::new(train(input, parameters)?)));

fn train(input: &TrainingInput<'_>, parameters: &Parameters) -> Result<TrainedAls> {
    let likes = &input.interactions.likes;
    let factors = parameters.integer("factors", 1, MAX_FACTORS)?;
    let iterations = parameters.integer("iterations", 1, 1000)?;
    let alpha = parameters.non_negative("alpha")? as f32;
    let regularization = parameters.non_negative("regularization")? as f32;
    if regularization == 0.0 || alpha < 1.0 {
        return Err(Error::new(ErrorKind::Argument, "ALS needs a regularization above 0 and an alpha of at least 1"));
    }
    let use_conjugate_gradient = parameters.word("solver") == "cg";
    let is_weighted = (0..likes.height()).flat_map(|user| likes.entries(user)).any(|(_, weight)| weight != 1.0);
    let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
    let mut initial = |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.02).collect() };
    let by_item = likes.transpose();
    let (mut users, mut items) = (initial(likes.height()), initial(likes.width()));
    let half_step = |matrix: &Csr, fixed: &[f32], solved: &mut [f32]| -> Result<()> {
        let mut step = HalfStep::new(fixed, factors, alpha, regularization);
        if !use_conjugate_gradient && !is_weighted {
            step.prepare_low_rank()?;
        }
        solved.par_chunks_mut(BLOCK * factors).enumerate().for_each_init(
            Scratch::default,
            |scratch, (block, solutions)| {
                let rows = solutions.len() / factors;
                if is_weighted {
                    for (row, solution) in solutions.chunks_exact_mut(factors).enumerate() {
                        step.weighted(matrix.entries(block * BLOCK + row), solution, scratch);
                    }
                    return;
                }
                let likes: Vec<&[u32]> = (0..rows).map(|row| matrix.row(block * BLOCK + row)).collect();
                if use_conjugate_gradient {
                    return step.conjugate_gradient(&likes, solutions, scratch);
                }
                for (likes, solution) in likes.into_iter().zip(solutions.chunks_exact_mut(factors)) {
                    match likes.len() {
                        0 => solution.fill(0.0),
                        count if count * 4 < factors * 3 => step.low_rank(likes, solution, scratch),
                        _ => step.cholesky(likes, solution, scratch),
                    }
                }
            },
        );
        Ok(())
    };
    for done in 1..=iterations {
        half_step(likes, &items, &mut users)?;
        half_step(&by_item, &users, &mut items)?;
        (input.progress)(done as f32 / iterations as f32);
    }
    // The factors of items without likes are still 0.
    let gram = gram(&items, factors, regularization);
    let lambda = parameters.non_negative("cold")?;
    let cold = if lambda > 0.0 { project_cold_items(input, &mut items, factors, lambda) } else { Vec::new() };
    let model = Als { alpha, items: Factors::new(factors, items), cold, gram };
    Ok(TrainedAls { model, regularization })
}

/// A model of factors that were learned elsewhere, items × `factors`, row by row. A visitor is folded in as in a model
/// that was trained here, with the confidence `alpha` in a like and λ = `regularization`.
///
/// Errors: `argument` for numbers that are not finite or not a multiple of `factors`, and for an `alpha` or a
/// `regularization` that is not above 0 or so small beside the factors that no visitor can be folded in.
pub fn from_factors(items: Vec<f32>, factors: usize, alpha: f32, regularization: f32) -> Result<Box<dyn RankingModel>> {
    let invalid = |message| Err(Error::new(ErrorKind::Argument, message));
    if !(alpha > 0.0 && alpha.is_finite() && regularization > 0.0 && regularization.is_finite()) {
        return invalid("folding in needs an alpha and a regularization above 0");
    }
    if !(1..=MAX_FACTORS).contains(&factors)
        || !items.len().is_multiple_of(factors)
        || !items.iter().all(|x| x.is_finite())
    {
        return invalid("the factors are not finite, or differ in number from item to item");
    }
    let gram = gram(&items, factors, regularization);
    let model = Als { alpha, items: Factors::new(factors, items), cold: Vec::new(), gram };
    if !model.gram.iter().all(|x| x.is_finite()) || !cholesky::decompose(&mut model.gram.clone(), factors) {
        return invalid("no visitor can be folded in: give a larger regularization for these factors");
    }
    Ok(Box::new(TrainedAls { model, regularization }))
}
