//! Rating prediction: each fold of ratings is predicted by a model that was trained on all others.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::{Evaluation, Step, Tuning};
use crate::score::check_finite;
use crate::tune::tune_term;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::RatingFold;
use penchant_linear::Csr;
use penchant_recommend::Recommender;
use penchant_recommend::families::RatingModel;
use penchant_recommend::history::{MAX_RATING, Profile};
use penchant_recommend::pack::PackManifest;
use penchant_recommend::training::{ModelSpec, Term, train_ratings};
use rayon::prelude::*;

/// The errors of one model's predicted ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingScore {
    /// The model's name, [`EvaluatedModel::name`].
    pub model: String,
    /// The root mean squared error; the mean over the folds.
    pub rmse: f64,
    /// The mean absolute error; the mean over the folds.
    pub mae: f64,
    /// The model trained in each fold; with tuning they may differ.
    pub specs: Vec<ModelSpec>,
}

/// A user, an item and the rating.
type Cell = (u32, u32, f32);

/// Splits ratings, users × items, randomly into folds.
///
/// Errors: `argument` if there are fewer than two folds, or more folds than ratings.
pub fn shuffled_folds(ratings: &Csr, folds: usize, seed: u64) -> Result<Vec<RatingFold>> {
    if folds < 2 || folds > ratings.len() {
        let count = ratings.len();
        let message = format!("{count} ratings cannot be split into {folds} folds: choose from 2 to {count}");
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let mut cells: Vec<_> = cells(ratings).map(|(user, item, _)| (user, item)).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut cells);
    Ok((0..folds).map(|fold| cells.iter().copied().skip(fold).step_by(folds).collect()).collect())
}

fn cells(ratings: &Csr) -> impl Iterator<Item = Cell> {
    (0..ratings.height()).flat_map(|user| ratings.entries(user).map(move |(item, rating)| (user as u32, item, rating)))
}

/// The number of folds that tuning splits the training ratings into; it holds out the first.
const TUNING_FOLDS: usize = 5;
const SEED: u64 = 42;

impl Evaluation<'_> {
    /// Rating prediction: predicts held-out ratings, users × items. Ratings in no fold are always trained on. Tuning
    /// holds out a part of the training ratings.
    ///
    /// Errors: `argument` if a model does not predict ratings; `data.format` if a fold has pairs without a rating, or
    /// all ratings.
    pub fn rating_prediction(
        &self,
        models: &[EvaluatedModel],
        ratings: &Csr,
        folds: &[RatingFold],
    ) -> Result<Vec<RatingScore>> {
        let score = |model: &EvaluatedModel| {
            let mut score = RatingScore { model: model.name(), rmse: 0.0, mae: 0.0, specs: Vec::new() };
            for fold in folds {
                let (training, held_out) = hold_out(ratings, fold)?;
                let spec = match self.tuning {
                    Some(Tuning::All) => self.tune_rating_spec(&model.spec, &training)?,
                    _ => model.spec.clone(),
                };
                let trained = self.train_reporting(|| train_ratings(&spec, &training))?;
                let (rmse, mae) = if model.packed {
                    errors_of_pack(&self.pack(&spec, trained)?, &training, &held_out)?
                } else {
                    errors_of_model(&*trained, &held_out)
                };
                score.rmse += rmse / folds.len() as f64;
                score.mae += mae / folds.len() as f64;
                score.specs.push(spec);
                (self.progress)(Step::Measured);
            }
            check_finite(&[score.rmse, score.mae], &score.model)?;
            Ok(score)
        };
        models.iter().map(score).collect()
    }

    /// The model as it is read from its pack, which predicts for users it was not trained with.
    fn pack(&self, spec: &ModelSpec, model: Box<dyn RatingModel>) -> Result<Recommender> {
        let manifest = PackManifest { rating_model: spec.rating_model_entry(), ..PackManifest::default() };
        let recommender = Recommender::new(self.catalog.clone(), Vec::new(), manifest);
        Recommender::open(recommender.with_rating_predictor(model.into_predictor()?).to_pack()?)
    }

    fn tune_rating_spec(&self, spec: &ModelSpec, training: &Csr) -> Result<ModelSpec> {
        let (rest, validation) = hold_out(training, &shuffled_folds(training, TUNING_FOLDS, SEED)?[0])?;
        let score = |term: &Term| {
            let model = train_ratings(&ModelSpec::from_terms(vec![term.clone()]), &rest)?;
            (self.progress)(Step::Measured);
            Ok(-errors_of_model(&*model, &validation).0)
        };
        let terms = spec.terms.iter().map(|term| tune_term(term, false, score));
        Ok(ModelSpec::from_terms(terms.collect::<Result<_>>()?))
    }
}

/// The root mean squared and the mean absolute error of a model.
fn errors_of_model(model: &dyn RatingModel, held_out: &[Cell]) -> (f64, f64) {
    let error = |&(user, item, rating): &Cell| model.predict(user, item) - f64::from(rating);
    rmse_and_mae(&held_out.par_iter().map(error).collect::<Vec<_>>())
}

/// The same of a pack, which is given each user's training ratings as a visitor's history.
fn errors_of_pack(recommender: &Recommender, ratings: &Csr, held_out: &[Cell]) -> Result<(f64, f64)> {
    let unit = cells(ratings).map(|(.., rating)| rating.abs()).fold(0.0, f32::max) / MAX_RATING;
    let of_user = |cells: &[Cell]| -> Result<Vec<f64>> {
        let stars = ratings.entries(cells[0].0 as usize).map(|(item, rating)| (item, rating / unit)).collect();
        let profile = Profile { stars, ..Profile::default() };
        let items: Vec<u32> = cells.iter().map(|&(_, item, _)| item).collect();
        let predictions = recommender.predict(&profile, &items)?;
        let errors = predictions.iter().zip(cells).map(|(predicted, cell)| f64::from(predicted.stars * unit - cell.2));
        Ok(errors.collect())
    };
    let users: Vec<&[Cell]> = held_out.chunk_by(|a, b| a.0 == b.0).collect();
    Ok(rmse_and_mae(&users.into_par_iter().map(of_user).collect::<Result<Vec<_>>>()?.concat()))
}

fn rmse_and_mae(errors: &[f64]) -> (f64, f64) {
    let mean = |sum: f64| sum / errors.len().max(1) as f64;
    (mean(errors.iter().map(|error| error * error).sum()).sqrt(), mean(errors.iter().map(|error| error.abs()).sum()))
}

/// The ratings without those of a fold, and those of the fold.
fn hold_out(ratings: &Csr, fold: &RatingFold) -> Result<(Csr, Vec<Cell>)> {
    let mut pairs = fold.clone();
    pairs.sort_unstable();
    pairs.dedup();
    let of_fold = |&(user, item, _): &Cell| pairs.binary_search(&(user, item)).is_ok();
    let (held_out, kept): (Vec<_>, Vec<_>) = cells(ratings).partition(of_fold);
    if held_out.len() < pairs.len() || held_out.is_empty() || kept.is_empty() {
        let message = "a fold must hold out some of the ratings, not all, and only pairs that are rated";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    Ok((Csr::from_triplets(ratings.height(), ratings.width(), kept), held_out))
}
