//! Hyper-parameters and blend weights, searched on validation users: the training users themselves, each of
//! them held out once by a model that was trained on the others. Users that are reported on have no part in it.

use super::metrics::{DEPTH, ndcg};
use super::{rank_candidates, seen_items};
use crate::catalog::Catalog;
use crate::data::HeldOut;
use crate::error::{Error, ErrorKind, Result};
use crate::families::{self, Training, Weight};
use crate::history::Profile;
use crate::interactions::Csr;
use crate::recommend::Recommender;
use crate::train::{self, Spec, Term};
use rayon::prelude::*;

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// The weights of a sum.
    Weights,
    /// Each family's hyper-parameters first, and then the weights of their sum.
    All,
}

/// The weights that are tried for each term of a sum but the first.
const WEIGHTS: [f32; 14] = [-0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
/// How many parts the training users are dealt into.
const PARTS: usize = 5;
const SEED: u64 = 42;

/// The best found near `spec`, by the mean ndcg@100 of the validation users: parameters and weights are tried
/// one after the other, weights twice. A weight that changes with the number of likes is judged by
/// histories cut to 1, 2 and 3 likes. `progress` is told of each model that was trained.
pub fn tune(spec: &Spec, search: Search, likes: &Csr, catalog: &Catalog, progress: &(dyn Fn() + Sync)) -> Result<Spec> {
    let parts = parts(likes)?;
    let mut spec = spec.clone();
    if search == Search::All {
        for term in &mut spec.terms {
            *term = tune_parameters(term, &parts, catalog, progress)?;
        }
    }
    if spec.terms.len() > 1 {
        tune_weights(&mut spec, &parts, catalog, progress)?;
    }
    spec.terms.retain(|term| term.weight != Weight::constant(0.0));
    Ok(Spec::of(spec.terms))
}

/// Some of the training users, and what is to be trained without them.
struct Part {
    training: Csr,
    items: Vec<u32>,
    users: Vec<HeldOut>,
}

/// Deals the users with at least five likes into parts, by lot, and hides a fifth of each one's likes.
fn parts(likes: &Csr) -> Result<Vec<Part>> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut able: Vec<u32> = (0..likes.height() as u32).filter(|&user| likes.row(user as usize).len() >= 5).collect();
    if able.len() < PARTS {
        let message = format!("tuning wants {PARTS} users with 5 likes at least, and there are {}", able.len());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    random.shuffle(&mut able);
    let mut part = |part: usize| {
        let held_out: Vec<u32> = able.iter().copied().skip(part).step_by(PARTS).collect();
        let training = likes.filter_rows(|row| !held_out.contains(&(row as u32)));
        let items = seen_items(&training);
        let user = |user: u32| {
            let known = likes.row(user as usize).iter().copied().filter(|item| items.binary_search(item).is_ok());
            let mut hidden: Vec<u32> = known.collect();
            random.shuffle(&mut hidden);
            let foldin = hidden.split_off((hidden.len() / 5).max(1).min(hidden.len()));
            HeldOut { user, foldin, hidden }
        };
        let users = held_out.into_iter().map(user).filter(|user| !user.hidden.is_empty()).collect();
        Part { training, items, users }
    };
    Ok((0..PARTS).map(&mut part).collect())
}

impl Part {
    fn train(&self, spec: &Spec, catalog: &Catalog) -> Result<Recommender> {
        train::train(spec, &Training { likes: &self.training, ratings: &self.training, catalog })
    }
}

fn tune_parameters(term: &Term, parts: &[Part], catalog: &Catalog, progress: &(dyn Fn() + Sync)) -> Result<Term> {
    let score = |term: &Term| -> Result<f64> {
        let alone = Spec::of(vec![Term { weight: Weight::constant(1.0), ..term.clone() }]);
        let mut scores = Vec::new();
        for part in parts {
            let recommender = part.train(&alone, catalog)?;
            let user = |user: &HeldOut| {
                let scores = recommender.scores(&Profile::of_likes(&user.foldin));
                ndcg(&rank_candidates(&scores, &part.items, &user.foldin), &user.hidden, DEPTH)
            };
            scores.extend(part.users.par_iter().map(user).collect::<Vec<_>>());
            progress();
        }
        Ok(mean(&scores))
    };
    let mut best = term.clone();
    let mut best_score = score(&best)?;
    for parameter in families::find(term.family).map_or(&[][..], |family| family.parameters) {
        for value in parameter.values {
            let tried = Term { parameters: best.parameters.with(parameter.name, value), ..best.clone() };
            if tried != best {
                let tried_score = score(&tried)?;
                if tried_score > best_score {
                    (best, best_score) = (tried, tried_score);
                }
            }
        }
    }
    Ok(best)
}

/// A validation user with the standardised scores of each term, so that a sum is tried without training.
struct Case<'p> {
    likes: usize,
    foldin: Vec<u32>,
    hidden: &'p [u32],
    items: &'p [u32],
    /// By term, for all items.
    scores: Vec<Vec<f32>>,
}

fn tune_weights(spec: &mut Spec, parts: &[Part], catalog: &Catalog, progress: &(dyn Fn() + Sync)) -> Result<()> {
    let mut whole = Vec::new();
    let mut few = Vec::new();
    for part in parts {
        let alone =
            |term: &Term| part.train(&Spec::of(vec![Term { weight: Weight::constant(1.0), ..term.clone() }]), catalog);
        let models: Vec<_> = spec.terms.iter().map(alone).collect::<Result<_>>()?;
        let case = |user: &'_ HeldOut, likes: usize| -> (usize, Vec<u32>, Vec<Vec<f32>>) {
            let foldin: Vec<u32> = user.foldin.iter().copied().take(likes).collect();
            let profile = Profile::of_likes(&foldin);
            (foldin.len(), foldin, models.iter().map(|model| model.standardised_scores(&profile)).collect())
        };
        let cases = |likes: usize| {
            let cases = part.users.par_iter().map(move |user| (user, likes));
            let cases = cases.map(|(user, likes)| {
                let (likes, foldin, scores) = case(user, likes);
                Case { likes, foldin, hidden: &user.hidden, items: &part.items, scores }
            });
            cases.collect::<Vec<_>>()
        };
        whole.extend(cases(usize::MAX));
        if spec.terms.iter().any(|term| term.weight.likes > 0) {
            (1..=3).for_each(|likes| few.extend(cases(likes)));
        }
        progress();
    }
    let score = |terms: &[Term], cases: &[Case<'_>]| {
        let case = |case: &Case<'_>| {
            let mut sum = vec![0.0f32; catalog.len()];
            for (term, scores) in terms.iter().zip(&case.scores) {
                crate::linear::add_scaled(&mut sum, term.weight.at(case.likes), scores);
            }
            ndcg(&rank_candidates(&sum, case.items, &case.foldin), case.hidden, DEPTH)
        };
        mean(&cases.par_iter().map(case).collect::<Vec<_>>())
    };
    for place in (1..spec.terms.len()).chain(1..spec.terms.len()) {
        let before = spec.terms[place].weight;
        let cases = if before.likes > 0 { &few } else { &whole };
        let mut best = (score(&spec.terms, cases), before);
        for weight in WEIGHTS {
            let weight = if before.likes > 0 { Weight { first: weight, ..before } } else { Weight::constant(weight) };
            spec.terms[place].weight = weight;
            let tried = score(&spec.terms, cases);
            if tried > best.0 {
                best = (tried, weight);
            }
        }
        spec.terms[place].weight = best.1;
    }
    Ok(())
}

fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}
