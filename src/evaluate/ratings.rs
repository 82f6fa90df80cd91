//! How close predicted ratings come: each fold of ratings is predicted by a model that was trained on all others.

use super::{Evaluation, Step, Subject};
use crate::data::RatingFold;
use crate::error::{Error, ErrorKind, Result};
use crate::families::Training;
use crate::interactions::Csr;
use crate::train;
use rayon::prelude::*;

/// How close one model came.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingScore {
    /// The model's name as it was asked for.
    pub model: String,
    /// The root of the mean squared error, the mean over the folds.
    pub rmse: f64,
    /// The mean absolute error, the mean over the folds.
    pub mae: f64,
}

/// A user, an item and its rating.
type Cell = (u32, u32, f32);

/// Ratings, users × items, shuffled and dealt into so many folds.
pub fn shuffled_folds(ratings: &Csr, folds: usize, seed: u64) -> Result<Vec<RatingFold>> {
    if folds < 2 || folds > ratings.len() {
        let count = ratings.len();
        let message = format!("{count} ratings cannot be dealt into {folds} folds: choose from 2 to {count}");
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let mut cells: Vec<_> = cells(ratings).map(|(user, item, _)| (user, item)).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut cells);
    Ok((0..folds).map(|fold| cells.iter().copied().skip(fold).step_by(folds).collect()).collect())
}

fn cells(ratings: &Csr) -> impl Iterator<Item = Cell> {
    (0..ratings.height()).flat_map(|user| ratings.entries(user).map(move |(item, rating)| (user as u32, item, rating)))
}

impl Evaluation<'_> {
    /// Ratings, users × items; those that no fold holds out are always learned from. Nothing is tuned.
    pub fn ratings(&self, subjects: &[Subject], ratings: &Csr, folds: &[RatingFold]) -> Result<Vec<RatingScore>> {
        let score = |subject: &Subject| {
            let (mut rmse, mut mae) = (0.0, 0.0);
            for fold in folds {
                let (training, held_out) = part(ratings, fold)?;
                let training = Training::of_likes(&training, self.catalog);
                let model = self.trained(|| train::train_ratings(&subject.spec, &training))?;
                let error = |&(user, item, rating): &Cell| model.predict(user, item) - f64::from(rating);
                let errors: Vec<f64> = held_out.par_iter().map(error).collect();
                let count = errors.len() as f64;
                rmse += (errors.iter().map(|error| error * error).sum::<f64>() / count).sqrt() / folds.len() as f64;
                mae += errors.iter().map(|error| error.abs()).sum::<f64>() / count / folds.len() as f64;
                (self.progress)(Step::Measured);
            }
            Ok(RatingScore { model: subject.name(), rmse, mae })
        };
        subjects.iter().map(score).collect()
    }
}

/// The ratings less those of a fold, and the fold's with their values.
fn part(ratings: &Csr, fold: &RatingFold) -> Result<(Csr, Vec<Cell>)> {
    let mut pairs = fold.clone();
    pairs.sort_unstable();
    pairs.dedup();
    let of_fold = |&(user, item, _): &Cell| pairs.binary_search(&(user, item)).is_ok();
    let (held_out, kept): (Vec<_>, Vec<_>) = cells(ratings).partition(of_fold);
    if held_out.len() < pairs.len() || held_out.is_empty() || kept.is_empty() {
        let message = "a fold must hold out some of the ratings, not all, and nothing that is not rated";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    Ok((Csr::from_triplets(ratings.height(), ratings.width(), kept), held_out))
}
