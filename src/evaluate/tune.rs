//! Hyper-parameters and blend weights, searched on validation data that is cut out of the training data in the
//! way of the protocol. What is reported on has no part in it.

use crate::evaluated_model::Subject;
use crate::evaluation::{Evaluation, Search, Step, rank_candidates};
use crate::metrics::ndcg;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::HeldOut;
use penchant_recommend::Interactions;
use penchant_recommend::Profile;
use penchant_recommend::Recommender;
use penchant_recommend::families;
use penchant_recommend::pack::Weight;
use penchant_recommend::training::{Spec, Term};
use rayon::prelude::*;

/// The weights that are tried for each term of a sum but the first.
const WEIGHTS: [f32; 14] = [-0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
/// How many parts the training users are dealt into.
const PARTS: usize = 5;
const SEED: u64 = 42;

/// Some of the training data held out, and the rest to be trained on.
pub(crate) struct Validation {
    pub(crate) training: Interactions,
    /// What is ranked.
    pub(crate) items: Vec<u32>,
    pub(crate) users: Vec<HeldOut>,
    /// Whether what is folded in stands in the order of time: else recency means nothing.
    pub(crate) in_order: bool,
}

/// What tuning raises: the mean ndcg at this rank over all validation users.
pub(crate) struct Tuner<'t> {
    pub(crate) validations: Vec<Validation>,
    pub(crate) depth: usize,
    pub(crate) evaluation: &'t Evaluation<'t>,
}

impl Tuner<'_> {
    /// The best found near `spec`: parameters and weights are tried one after the other, weights twice. A
    /// weight that changes with the number of likes is judged by histories cut to 1, 2 and 3 likes.
    pub(crate) fn tune(&self, spec: &Spec, search: Search) -> Result<Spec> {
        let mut spec = spec.clone();
        if search == Search::All {
            for term in &mut spec.terms {
                *term = self.tune_parameters(term)?;
            }
        }
        if spec.terms.len() > 1 {
            self.tune_weights(&mut spec)?;
        }
        spec.terms.retain(|term| term.weight != Weight::constant(0.0));
        Ok(Spec::of(spec.terms))
    }
}

impl Evaluation<'_> {
    /// The specification, or what tuning made of it.
    pub(crate) fn tuned(
        &self,
        subject: &Subject,
        validations: impl FnOnce() -> Result<Vec<Validation>>,
        depth: usize,
    ) -> Result<Spec> {
        let Some(search) = self.search else { return Ok(subject.spec.clone()) };
        Tuner { validations: validations()?, depth, evaluation: self }.tune(&subject.spec, search)
    }
}

/// Deals the users with at least five likes into parts, by lot; each part is held out once, with a fifth of
/// each user's likes hidden.
pub(crate) fn validation_users(interactions: &Interactions) -> Result<Vec<Validation>> {
    let likes = &interactions.likes;
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut able: Vec<u32> = (0..likes.height() as u32).filter(|&user| likes.row(user as usize).len() >= 5).collect();
    if able.len() < PARTS {
        let message = format!("tuning wants {PARTS} users with 5 likes at least, and there are {}", able.len());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    random.shuffle(&mut able);
    let mut part = |part: usize| {
        let mut held_out: Vec<u32> = able.iter().copied().skip(part).step_by(PARTS).collect();
        held_out.sort_unstable();
        let others = (0..likes.height() as u32).filter(|user| held_out.binary_search(user).is_err());
        let training = interactions.of_users(&others.collect::<Vec<_>>());
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
    Ok((0..PARTS).map(&mut part).collect())
}

/// The best found near `term`: each parameter's values are tried, one parameter after the other; that of
/// recency only if histories are `in_order`.
pub(crate) fn search_parameters(term: &Term, in_order: bool, score: impl Fn(&Term) -> Result<f64>) -> Result<Term> {
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

/// A validation user with the standardised scores of each term, so that a sum is tried without training.
struct Case<'p> {
    foldin: Vec<u32>,
    hidden: &'p [u32],
    items: &'p [u32],
    /// By term, for all items.
    scores: Vec<Vec<f32>>,
}

impl Tuner<'_> {
    fn tune_parameters(&self, term: &Term) -> Result<Term> {
        let in_order = self.validations.iter().all(|part| part.in_order);
        search_parameters(term, in_order, |term| {
            let mut scores = Vec::new();
            for part in &self.validations {
                let recommender = self.train(term, part)?;
                let user = |user: &HeldOut| {
                    let scores = recommender.scores(&Profile::of_likes(&user.foldin));
                    ndcg(&rank_candidates(&scores, &part.items, &user.foldin, self.depth), &user.hidden, self.depth)
                };
                scores.extend(part.users.par_iter().map(user).collect::<Vec<_>>());
            }
            Ok(mean(&scores))
        })
    }

    fn train(&self, term: &Term, part: &Validation) -> Result<Recommender> {
        let alone = Spec::of(vec![Term { weight: Weight::constant(1.0), ..term.clone() }]);
        let recommender = self.evaluation.train(&alone, &part.training);
        (self.evaluation.progress)(Step::Measured);
        recommender
    }

    fn tune_weights(&self, spec: &mut Spec) -> Result<()> {
        let mut whole = Vec::new();
        let mut few = Vec::new();
        for part in &self.validations {
            let models: Vec<_> = spec.terms.iter().map(|term| self.train(term, part)).collect::<Result<_>>()?;
            let cases = |likes: usize| {
                let case = |user: &'_ HeldOut| {
                    let foldin: Vec<u32> = user.foldin.iter().copied().take(likes).collect();
                    let profile = Profile::of_likes(&foldin);
                    let scores = models.iter().map(|model| model.standardised_scores(&profile)).collect();
                    (foldin, scores)
                };
                let cases = part.users.par_iter().map(|user| (user, case(user)));
                let cases = cases.map(|(user, (foldin, scores))| Case {
                    foldin,
                    hidden: &user.hidden,
                    items: &part.items,
                    scores,
                });
                cases.collect::<Vec<_>>()
            };
            whole.extend(cases(usize::MAX));
            if spec.terms.iter().any(|term| term.weight.likes > 0) {
                (1..=3).for_each(|likes| few.extend(cases(likes)));
            }
        }
        let score = |terms: &[Term], cases: &[Case<'_>]| {
            let case = |case: &Case<'_>| {
                let mut sum = vec![0.0f32; self.evaluation.catalog.len()];
                for (term, scores) in terms.iter().zip(&case.scores) {
                    penchant_linear::add_scaled(&mut sum, term.weight.at(case.foldin.len()), scores);
                }
                ndcg(&rank_candidates(&sum, case.items, &case.foldin, self.depth), case.hidden, self.depth)
            };
            mean(&cases.par_iter().map(case).collect::<Vec<_>>())
        };
        for place in (1..spec.terms.len()).chain(1..spec.terms.len()) {
            let before = spec.terms[place].weight;
            let cases = if before.likes > 0 { &few } else { &whole };
            let mut best = (score(&spec.terms, cases), before);
            for weight in WEIGHTS {
                let weight =
                    if before.likes > 0 { Weight { first: weight, ..before } } else { Weight::constant(weight) };
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
}

fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}
