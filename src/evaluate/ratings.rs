//! How close predicted ratings come: the ratings are shuffled and dealt into folds, and each fold is predicted
//! by a model that was trained on the others.

use super::tune::{Search, search_parameters};
use super::{Evaluation, Subject};
use crate::error::{Error, ErrorKind, Result};
use crate::interactions::Csr;
use crate::train::{self, Spec, Term};
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
    /// What was trained in each fold; with tuning they may differ.
    pub specs: Vec<Spec>,
}

/// Users, items and what the ones gave the others.
type Cells = Vec<(u32, u32, f32)>;

impl Evaluation<'_> {
    /// Ratings, users × items, in `folds` shuffled folds. Tuning holds out as many parts of what remains, and looks
    /// at the first.
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
        let mut cells: Cells = cells.collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut cells);
        // How far off a model is that is trained on all but one fold: the root mean square, and the mean.
        let errors = |spec: &Spec, kept: &Cells, held_out: &Cells| -> Result<(f64, f64)> {
            let training = Csr::from_triplets(ratings.height(), ratings.width(), kept.iter().copied());
            let model = train::train_ratings(spec, &training)?;
            (self.progress)();
            let error = |&(user, item, rating): &(u32, u32, f32)| model.predict(user, item) - f64::from(rating);
            let errors: Vec<f64> = held_out.par_iter().map(error).collect();
            let mean = |sum: f64| sum / errors.len().max(1) as f64;
            Ok((
                mean(errors.iter().map(|error| error * error).sum()).sqrt(),
                mean(errors.iter().map(|error| error.abs()).sum()),
            ))
        };
        let score = |subject: &Subject| {
            let mut score = RatingScore { model: subject.name(), rmse: 0.0, mae: 0.0, specs: Vec::new() };
            for fold in 0..folds {
                let (held_out, kept) = split(&cells, fold, folds);
                let mut spec = subject.spec.clone();
                if self.search == Some(Search::All) {
                    let (validation, rest) = split(&kept, 0, folds);
                    let near = |term: &Term| {
                        let spec = Spec::of(vec![term.clone()]);
                        Ok(-errors(&spec, &rest, &validation)?.0)
                    };
                    let terms = spec.terms.iter().map(|term| search_parameters(term, near));
                    spec = Spec::of(terms.collect::<Result<_>>()?);
                }
                let (rmse, mae) = errors(&spec, &kept, &held_out)?;
                score.rmse += rmse / folds as f64;
                score.mae += mae / folds as f64;
                score.specs.push(spec);
            }
            Ok(score)
        };
        subjects.iter().map(score).collect()
    }
}

/// One fold, and the others.
fn split(cells: &Cells, fold: usize, folds: usize) -> (Cells, Cells) {
    let place = |&(place, _): &(usize, (u32, u32, f32))| place % folds == fold;
    let (fold, others): (Vec<_>, Vec<_>) = cells.iter().copied().enumerate().partition(place);
    let cells = |cells: Vec<(usize, _)>| cells.into_iter().map(|(_, cell)| cell).collect();
    (cells(fold), cells(others))
}
