//! How close predicted ratings come: the ratings are shuffled and dealt into folds, and each fold is predicted
//! by a model that was trained on the others.

use super::{Evaluation, Subject};
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

impl Evaluation<'_> {
    /// Ratings, users × items, in `folds` shuffled folds. Nothing is tuned.
    pub fn ratings(&self, subjects: &[Subject], ratings: &Csr, folds: usize, seed: u64) -> Result<Vec<RatingScore>> {
        if folds < 2 || folds > ratings.len() {
            let message = format!(
                "{} ratings cannot be dealt into {folds} folds: choose from 2 to {}",
                ratings.len(),
                ratings.len()
            );
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let cells = (0..ratings.height())
            .flat_map(|user| ratings.entries(user).map(move |(item, rating)| (user as u32, item, rating)));
        let mut cells: Vec<_> = cells.collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut cells);
        let score = |subject: &Subject| {
            let (mut rmse, mut mae) = (0.0, 0.0);
            for fold in 0..folds {
                let of_fold = |place: &usize| place % folds == fold;
                let (held_out, kept): (Vec<_>, Vec<_>) = (0..cells.len()).partition(of_fold);
                let training =
                    Csr::from_triplets(ratings.height(), ratings.width(), kept.into_iter().map(|place| cells[place]));
                let model = train::train_ratings(&subject.spec, &Training::of_likes(&training, self.catalog))?;
                let errors: Vec<f64> = held_out
                    .par_iter()
                    .map(|&place| {
                        let (user, item, rating) = cells[place];
                        model.predict(user, item) - f64::from(rating)
                    })
                    .collect();
                let count = errors.len() as f64;
                rmse += (errors.iter().map(|error| error * error).sum::<f64>() / count).sqrt() / folds as f64;
                mae += errors.iter().map(|error| error.abs()).sum::<f64>() / count / folds as f64;
                (self.progress)();
            }
            Ok(RatingScore { model: subject.name(), rmse, mae })
        };
        subjects.iter().map(score).collect()
    }
}
