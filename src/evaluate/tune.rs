//! Tunes hyper-parameters and weights on validation data, which is cut out of the training data as the protocol cuts
//! out its test data. The test data plays no validation.

use crate::evaluated_model::EvaluatedModel;
use crate::evaluation::{Evaluation, Step, Tuning, rank_candidates};
use crate::metrics::ndcg;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;
use penchant_recommend::Profile;
use penchant_recommend::Recommender;
use penchant_recommend::families;
use penchant_recommend::pack::BlendWeight;
use penchant_recommend::training::{ModelSpec, Term};
use rayon::prelude::*;

/// The weights tried for each term of a sum except the first.
const WEIGHTS: [f32; 14] = [-0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
/// The number of folds of the training users.
const FOLDS: usize = 5;
const SEED: u64 = 42;

/// A split of the training data: what is trained on, and what is held out.
pub(crate) struct Validation {
    pub(crate) training: Interactions,
    /// The items to rank.
    pub(crate) items: Vec<u32>,
    pub(crate) users: Vec<HeldOut>,
    /// Whether the users' items are in the order of time; without it recency means nothing.
    pub(crate) in_order: bool,
}

/// Searches for the highest mean ndcg, at the rank `depth`, over all validation users.
pub(crate) struct Tuner<'t> {
    pub(crate) validations: Vec<Validation>,
    pub(crate) depth: usize,
    pub(crate) evaluation: &'t Evaluation<'t>,
}

impl Tuner<'_> {
    /// The best specification found near `spec`: parameters and weights are tried one after the other, weights twice.
    /// A weight that changes with the number of likes is judged by histories cut to 1, 2 and 3 likes.
    pub(crate) fn tune(&self, spec: &ModelSpec, tuning: Tuning) -> Result<ModelSpec> {
        let mut spec = spec.clone();
        if tuning == Tuning::All {
            for term in &mut spec.terms {
                *term = self.tune_parameters(term)?;
            }
        }
        if spec.terms.len() > 1 {
            self.tune_weights(&mut spec)?;
        }
        spec.terms.retain(|term| term.weight != BlendWeight::constant(0.0));
        Ok(ModelSpec::from_terms(spec.terms))
    }
}

impl Evaluation<'_> {
    /// The model's specification, tuned if the evaluation tunes.
    pub(crate) fn tune_spec(
        &self,
        model: &EvaluatedModel,
        validations: impl FnOnce() -> Result<Vec<Validation>>,
        depth: usize,
    ) -> Result<ModelSpec> {
        let Some(tuning) = self.tuning else { return Ok(model.spec.clone()) };
        Tuner { validations: validations()?, depth, evaluation: self }.tune(&model.spec, tuning)
    }
}

/// Splits the users with at least five likes randomly into folds; each fold is held out once, with a fifth of each
/// user's likes hidden.
pub(crate) fn split_users(interactions: &Interactions) -> Result<Vec<Validation>> {
    let likes = &interactions.likes;
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut eligible: Vec<u32> =
        (0..likes.height() as u32).filter(|&user| likes.row(user as usize).len() >= 5).collect();
    if eligible.len() < FOLDS {
        let message = format!("tuning needs at least {FOLDS} users with 5 likes or more; there are {}", eligible.len());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    random.shuffle(&mut eligible);
    let mut split = |fold: usize| {
        let mut held_out: Vec<u32> = eligible.iter().copied().skip(fold).step_by(FOLDS).collect();
        held_out.sort_unstable();
        let others = (0..likes.height() as u32).filter(|user| held_out.binary_search(user).is_err());
        let training = interactions.select_users(&others.collect::<Vec<_>>());
        let items = training.liked_items();
        let user = |user: u32| {
            let known = likes.row(user as usize).iter().copied().filter(|item| items.binary_search(item).is_ok());
            let mut hidden: Vec<u32> = known.collect();
            random.shuffle(&mut hidden);
            let foldin = hidden.split_off((hidden.len() / 5).max(1).min(hidden.len()));
            HeldOut { user, foldin, hidden }
        };
        let users = held_out.into_iter().map(user).filter(|user| !user.hidden.is_empty()).collect();
        Validation { training, items, users, in_order: false }
    };
    Ok((0..FOLDS).map(&mut split).collect())
}

/// The best term found near `term`: the values of each parameter are tried, one parameter after the other; that of
/// recency only if histories are `in_order`.
pub(crate) fn tune_term(term: &Term, in_order: bool, score: impl Fn(&Term) -> Result<f64>) -> Result<Term> {
    let mut best = term.clone();
    let mut best_score = score(&best)?;
    let parameters = families::find(term.family).map_or(&[][..], |family| family.parameters);
    for parameter in parameters.iter().filter(|parameter| in_order || !parameter.is_recency()) {
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

/// A validation user with the standardised scores of each term, so that weights are tried without training.
struct ValidationCase<'p> {
    foldin: Vec<u32>,
    hidden: &'p [u32],
    items: &'p [u32],
    /// For each term, the scores of all items.
    scores: Vec<Vec<f32>>,
}

impl Tuner<'_> {
    fn tune_parameters(&self, term: &Term) -> Result<Term> {
        let in_order = self.validations.iter().all(|validation| validation.in_order);
        tune_term(term, in_order, |term| {
            let mut scores = Vec::new();
            for validation in &self.validations {
                let recommender = self.train(term, validation)?;
                let user = |user: &HeldOut| {
                    let scores = recommender.scores(&Profile::from_likes(&user.foldin));
                    ndcg(
                        &rank_candidates(&scores, &validation.items, &user.foldin, self.depth),
                        &user.hidden,
                        self.depth,
                    )
                };
                scores.extend(validation.users.par_iter().map(user).collect::<Vec<_>>());
            }
            Ok(mean(&scores))
        })
    }

    fn train(&self, term: &Term, validation: &Validation) -> Result<Recommender> {
        let alone = ModelSpec::from_terms(vec![Term { weight: BlendWeight::constant(1.0), ..term.clone() }]);
        let recommender = self.evaluation.train(&alone, &validation.training);
        (self.evaluation.progress)(Step::Measured);
        recommender
    }

    fn tune_weights(&self, spec: &mut ModelSpec) -> Result<()> {
        let mut full = Vec::new();
        let mut few = Vec::new();
        for validation in &self.validations {
            let models: Vec<_> = spec.terms.iter().map(|term| self.train(term, validation)).collect::<Result<_>>()?;
            let cases = |likes: usize| {
                let case = |user: &'_ HeldOut| {
                    let foldin: Vec<u32> = user.foldin.iter().copied().take(likes).collect();
                    let profile = Profile::from_likes(&foldin);
                    let scores = models.iter().map(|model| model.standardised_scores(&profile)).collect();
                    (foldin, scores)
                };
                let cases = validation.users.par_iter().map(|user| (user, case(user)));
                let cases = cases.map(|(user, (foldin, scores))| ValidationCase {
                    foldin,
                    hidden: &user.hidden,
                    items: &validation.items,
                    scores,
                });
                cases.collect::<Vec<_>>()
            };
            full.extend(cases(usize::MAX));
            if spec.terms.iter().any(|term| term.weight.likes > 0) {
                (1..=3).for_each(|likes| few.extend(cases(likes)));
            }
        }
        let score = |terms: &[Term], cases: &[ValidationCase<'_>]| {
            let case = |case: &ValidationCase<'_>| {
                let mut sum = vec![0.0f32; self.evaluation.catalog.len()];
                for (term, scores) in terms.iter().zip(&case.scores) {
                    penchant_linear::add_scaled(&mut sum, term.weight.at(case.foldin.len()), scores);
                }
                ndcg(&rank_candidates(&sum, case.items, &case.foldin, self.depth), case.hidden, self.depth)
            };
            mean(&cases.par_iter().map(case).collect::<Vec<_>>())
        };
        for term in (1..spec.terms.len()).chain(1..spec.terms.len()) {
            let before = spec.terms[term].weight;
            let cases = if before.likes > 0 { &few } else { &full };
            let mut best = (score(&spec.terms, cases), before);
            for weight in WEIGHTS {
                let weight = if before.likes > 0 {
                    BlendWeight { first: weight, ..before }
                } else {
                    BlendWeight::constant(weight)
                };
                spec.terms[term].weight = weight;
                let tried = score(&spec.terms, cases);
                if tried > best.0 {
                    best = (tried, weight);
                }
            }
            spec.terms[term].weight = best.1;
        }
        Ok(())
    }
}

fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}
