//! How close predicted ratings come: each fold of ratings is predicted by a model that was trained on all others.

use crate::evaluated_model::Subject;
use crate::evaluation::{Evaluation, Search, Step};
use crate::tune::search_parameters;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::RatingFold;
use penchant_linear::Csr;
use penchant_recommend::Recommender;
use penchant_recommend::families::RatingModel;
use penchant_recommend::history::{MAX_RATING, Profile};
use penchant_recommend::pack::Manifest;
use penchant_recommend::training::{Spec, Term, train_ratings};
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

/// Parts that tuning deals the training ratings into, of which it holds out the first.
const PARTS: usize = 5;
const SEED: u64 = 42;

impl Evaluation<'_> {
    /// Ratings, users × items; those that no fold holds out are always learned from. Tuning looks at a part of what
    /// is learned from.
    pub fn ratings(&self, subjects: &[Subject], ratings: &Csr, folds: &[RatingFold]) -> Result<Vec<RatingScore>> {
        let score = |subject: &Subject| {
            let mut score = RatingScore { model: subject.name(), rmse: 0.0, mae: 0.0, specs: Vec::new() };
            for fold in folds {
                let (training, held_out) = part(ratings, fold)?;
                let spec = match self.search {
                    Some(Search::All) => self.tuned_for_ratings(&subject.spec, &training)?,
                    _ => subject.spec.clone(),
                };
                let model = self.trained(|| train_ratings(&spec, &training))?;
                let (rmse, mae) = if subject.packed {
                    folded_in_errors(&self.packed(&spec, model)?, &training, &held_out)?
                } else {
                    errors(&*model, &held_out)
                };
                score.rmse += rmse / folds.len() as f64;
                score.mae += mae / folds.len() as f64;
                score.specs.push(spec);
                (self.progress)(Step::Measured);
            }
            Ok(score)
        };
        subjects.iter().map(score).collect()
    }

    /// The model as it is read from its pack, to predict for visitors that it was not trained with.
    fn packed(&self, spec: &Spec, model: Box<dyn RatingModel>) -> Result<Recommender> {
        let manifest = Manifest { ratings: spec.rating_component(), ..Manifest::default() };
        let recommender = Recommender::new(self.catalog.clone(), Vec::new(), manifest);
        Recommender::open(recommender.with_rater(model.into_rater()?).to_pack()?)
    }

    fn tuned_for_ratings(&self, spec: &Spec, training: &Csr) -> Result<Spec> {
        let (rest, validation) = part(training, &shuffled_folds(training, PARTS, SEED)?[0])?;
        let near = |term: &Term| {
            let model = train_ratings(&Spec::of(vec![term.clone()]), &rest)?;
            (self.progress)(Step::Measured);
            Ok(-errors(&*model, &validation).0)
        };
        let terms = spec.terms.iter().map(|term| search_parameters(term, false, near));
        Ok(Spec::of(terms.collect::<Result<_>>()?))
    }
}

/// How far off a model is: the root of the mean square, and the mean.
fn errors(model: &dyn RatingModel, held_out: &[Cell]) -> (f64, f64) {
    let error = |&(user, item, rating): &Cell| model.predict(user, item) - f64::from(rating);
    means(&held_out.par_iter().map(error).collect::<Vec<_>>())
}

/// The same of a pack, which knows of each user what a visitor's history would hold: the ratings that were
/// learned from.
fn folded_in_errors(recommender: &Recommender, ratings: &Csr, held_out: &[Cell]) -> Result<(f64, f64)> {
    let unit = cells(ratings).map(|(.., rating)| rating).fold(0.0, f32::max) / MAX_RATING;
    let of_user = |cells: &[Cell]| -> Result<Vec<f64>> {
        let stars = ratings.entries(cells[0].0 as usize).map(|(item, rating)| (item, rating / unit)).collect();
        let profile = Profile { stars, ..Profile::default() };
        let items: Vec<u32> = cells.iter().map(|&(_, item, _)| item).collect();
        let predictions = recommender.predict(&profile, &items)?;
        let errors = predictions.iter().zip(cells).map(|(predicted, cell)| f64::from(predicted.stars * unit - cell.2));
        Ok(errors.collect())
    };
    let users: Vec<&[Cell]> = held_out.chunk_by(|a, b| a.0 == b.0).collect();
    Ok(means(&users.into_par_iter().map(of_user).collect::<Result<Vec<_>>>()?.concat()))
}

fn means(errors: &[f64]) -> (f64, f64) {
    let mean = |sum: f64| sum / errors.len().max(1) as f64;
    (mean(errors.iter().map(|error| error * error).sum()).sqrt(), mean(errors.iter().map(|error| error.abs()).sum()))
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
