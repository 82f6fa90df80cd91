//! Hyper-parameters and blend weights, searched on validation users: some of the training users, whose own
//! likes are hidden for the purpose. Users that are reported on have no part in it.

use super::{rank, seen_items};
use crate::catalog::Catalog;
use crate::data::HeldOut;
use crate::error::Result;
use crate::families::{self, Training, Weight};
use crate::interactions::Csr;
use crate::train::{self, Spec, Term};
use rayon::prelude::*;

/// What is raised.
const METRIC: &str = "ndcg@100";
/// The weights that are tried for each term of a blend but the first.
const WEIGHTS: [f32; 11] = [-0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5];
const SEED: u64 = 42;

/// Users held out for tuning, and the likes of all others.
pub struct Validation {
    training: Csr,
    users: Vec<HeldOut>,
    items: Vec<u32>,
}

impl Validation {
    /// Holds out every fifth user with at least five likes, by lot, and hides a fifth of each one's likes.
    pub fn new(likes: &Csr) -> Self {
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut able: Vec<u32> =
            (0..likes.height() as u32).filter(|&user| likes.row(user as usize).len() >= 5).collect();
        random.shuffle(&mut able);
        able.truncate(able.len() / 5);
        able.sort_unstable();
        let training = likes.filter_rows(|row| able.binary_search(&(row as u32)).is_err());
        let items = seen_items(&training);
        let users = able.iter().map(|&user| {
            let mut row: Vec<u32> =
                likes.row(user as usize).iter().copied().filter(|item| items.binary_search(item).is_ok()).collect();
            random.shuffle(&mut row);
            let foldin = row.split_off((row.len() / 5).max(1).min(row.len()));
            HeldOut { user, foldin, hidden: row }
        });
        let users = users.filter(|user| !user.hidden.is_empty()).collect();
        Self { training, users, items }
    }

    /// The mean of the metric over the validation users.
    fn score(&self, recommender: &crate::recommend::Recommender) -> Result<f64> {
        let place = super::METRICS.iter().position(|metric| metric.name == METRIC).unwrap_or(0);
        let users = self.users.par_iter().map(|user| Ok(rank(recommender, user, &self.items)?[place]));
        let users: Vec<f64> = users.collect::<Result<_>>()?;
        Ok(users.iter().sum::<f64>() / users.len().max(1) as f64)
    }

    fn train(&self, spec: &Spec, catalog: &Catalog) -> Result<crate::recommend::Recommender> {
        train::train(spec, &Training { likes: &self.training, ratings: &self.training, catalog })
    }
}

/// The best found near `spec`: first each family's hyper-parameters alone, one after the other, then the
/// weights of the sum, one after the other and twice. `progress` is told of each model that was tried.
pub fn tune(spec: &Spec, likes: &Csr, catalog: &Catalog, progress: &(dyn Fn() + Sync)) -> Result<Spec> {
    let validation = Validation::new(likes);
    let terms = spec.terms.iter().map(|term| tune_family(term, &validation, catalog, progress));
    let mut spec = Spec::of(terms.collect::<Result<_>>()?);
    if spec.terms.len() > 1 {
        let mut recommender = validation.train(&spec, catalog)?;
        let mut best = validation.score(&recommender)?;
        for place in (1..spec.terms.len()).chain(1..spec.terms.len()) {
            // What changes with the number of likes is for visitors with few, of whom there are none here.
            if spec.terms[place].weight.likes > 0 {
                continue;
            }
            for weight in WEIGHTS.map(Weight::constant) {
                let before = std::mem::replace(&mut recommender.manifest_mut().models[place].weight, weight);
                let score = validation.score(&recommender)?;
                if score > best {
                    best = score;
                    spec.terms[place].weight = weight;
                } else {
                    recommender.manifest_mut().models[place].weight = before;
                }
                progress();
            }
        }
    }
    spec.terms.retain(|term| term.weight != Weight::constant(0.0));
    Ok(Spec::of(spec.terms))
}

fn tune_family(term: &Term, validation: &Validation, catalog: &Catalog, progress: &(dyn Fn() + Sync)) -> Result<Term> {
    let mut best = Term { weight: Weight::constant(1.0), ..term.clone() };
    let score = |term: &Term| {
        let score = validation.score(&validation.train(&Spec::of(vec![term.clone()]), catalog)?);
        progress();
        score
    };
    let mut best_score = score(&best)?;
    let parameters = families::find(term.family).map_or(&[][..], |family| family.parameters);
    for parameter in parameters {
        for value in parameter.values {
            let tried = Term { parameters: best.parameters.with(parameter.name, value), ..best.clone() };
            if tried == best {
                continue;
            }
            let tried_score = score(&tried)?;
            if tried_score > best_score {
                (best, best_score) = (tried, tried_score);
            }
        }
    }
    Ok(Term { weight: term.weight, ..best })
}
