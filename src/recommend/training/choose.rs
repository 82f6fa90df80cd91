//! Choosing the model of a small catalogue. What ranks best for visitors with few likes depends on how many people and
//! items there are and how much they overlap, so it is measured on the training users themselves.

use super::learn::train;
use super::spec::ModelSpec;
use crate::families::TrainingInput;
use crate::history::Profile;
use crate::interactions::Interactions;
use crate::pack::ModelChoice;
use crate::recommender::Recommender;
use penchant_base::Result;
use penchant_linear::{Csr, add_scaled, top_k};

/// The model that is chosen if no other is surely better.
pub const SMALL_MODEL: &str = "ease + content + 4..0/5*popularity";

/// λ of EASE: for few people a larger one, because a common liker is then more often chance.
const LAMBDAS: [&str; 2] = ["200", "500"];
const ALS: [&str; 3] = ["", " + 0.5*als(factors=16)", " + als(factors=16)"];
const CONTENT: [&str; 2] = ["content", "0.5*content"];
/// The weight of popularity without likes, and the number of likes from which it is 0.
const PRIORS: [&str; 4] = ["4..0/5", "3..0/5", "4..0/8", "3..0/8"];

/// How many of a held-out user's first likes are known.
const KNOWN: [usize; 3] = [1, 3, 5];
const DEPTH: usize = 10;
const FOLDS: usize = 5;
/// With fewer users to hold out, chance would choose.
const MIN_USERS: usize = 20;
/// How many standard errors a model must be better than the default. With one, what is chosen for 50 users was at times
/// worse for others.
const MIN_ERRORS: f64 = 2.0;
/// More users take time, and no longer change what is chosen.
const MAX_USERS: usize = 300;
/// A larger catalogue would be chosen for longer than the visitor of a page waits, and its default model is hardly worse.
const MAX_ITEMS: usize = 2_000;
/// The smaller of the numbers of users and of items, which is the side of the matrices that EASE inverts.
const MAX_SIDE: usize = 700;
const MAX_LIKES: usize = 100_000;

/// Whether a model can be chosen for these likes in a second or two.
pub fn is_small(likes: &Csr) -> bool {
    let side = likes.width().min(likes.height());
    likes.width() <= MAX_ITEMS && side <= MAX_SIDE && likes.len() <= MAX_LIKES
}

/// Chooses among sums of EASE, ALS, content and popularity, which differ in λ, weights and prior. Users with more than
/// five likes are held out in five folds; their first 1, 3 and 5 likes are known, and each sum is judged by how high it
/// ranks the others (ndcg@10). Of those that are not worse than [`SMALL_MODEL`] with any number of known likes, the best is
/// chosen, if it exceeds that model by more than two standard errors of their difference (as the rule of one standard error
/// of L. Breiman et al., Classification and Regression Trees, 1984, 3.4.3).
///
/// Errors: those of [`train`].
pub fn choose_model(input: &TrainingInput<'_>) -> Result<ModelChoice> {
    let candidates = candidates()?;
    let mut held_out = users_to_hold_out(input.interactions);
    if held_out.len() < MIN_USERS {
        return Ok(ModelChoice { model: SMALL_MODEL.into(), users: 0, ndcg: 0.0, default_ndcg: 0.0 });
    }
    held_out.truncate(MAX_USERS);
    // For each candidate and each user, the ndcg with each number of known likes.
    let mut values: Vec<Vec<Ndcgs>> = vec![Vec::new(); candidates.len()];
    for fold in 0..FOLDS {
        let users: Vec<u32> = held_out.iter().copied().skip(fold).step_by(FOLDS).collect();
        let others = (0..input.interactions.likes.height() as u32).filter(|user| !users.contains(user));
        let training = input.interactions.select_users(&others.collect::<Vec<_>>());
        let terms = Terms::train(&candidates, &TrainingInput { interactions: &training, progress: &|_| {}, ..*input })?;
        for user in users {
            for (values, ndcgs) in values.iter_mut().zip(terms.judge(&candidates, &in_order(input.interactions, user)))
            {
                values.push(ndcgs);
            }
        }
        (input.progress)((fold + 1) as f32 / FOLDS as f32);
    }
    let chosen = best(&values);
    Ok(ModelChoice {
        model: candidates[chosen].text.clone(),
        users: held_out.len(),
        ndcg: mean(&over_known(&values[chosen])),
        default_ndcg: mean(&over_known(&values[0])),
    })
}

/// One user's ndcg with each number of known likes.
type Ndcgs = [f64; KNOWN.len()];

/// The candidate to choose; the default is the first.
fn best(values: &[Vec<Ndcgs>]) -> usize {
    let mean_of =
        |candidate: usize, known: usize| mean(&values[candidate].iter().map(|ndcgs| ndcgs[known]).collect::<Vec<_>>());
    let never_worse = |candidate: &usize| (0..KNOWN.len()).all(|known| mean_of(*candidate, known) >= mean_of(0, known));
    let means: Vec<f64> = values.iter().map(|values| mean(&over_known(values))).collect();
    let best = (0..values.len())
        .filter(never_worse)
        .fold(0, |best, other| if means[other] > means[best] { other } else { best });
    let pairs = over_known(&values[best]).into_iter().zip(over_known(&values[0]));
    let differences: Vec<f64> = pairs.map(|(best, default)| best - default).collect();
    if mean(&differences) > MIN_ERRORS * standard_error(&differences) { best } else { 0 }
}

/// Each user's mean over the numbers of known likes.
fn over_known(values: &[Ndcgs]) -> Vec<f64> {
    values.iter().map(|ndcgs| mean(ndcgs)).collect()
}

/// All sums, [`SMALL_MODEL`] first.
fn candidates() -> Result<Vec<ModelSpec>> {
    let mut specs = vec![SMALL_MODEL.parse()?];
    for lambda in LAMBDAS {
        for als in ALS {
            for content in CONTENT {
                for prior in PRIORS {
                    specs.push(format!("ease(lambda={lambda}){als} + {content} + {prior}*popularity").parse()?);
                }
            }
        }
    }
    Ok(specs)
}

/// Users with more likes than are ever known, in an order of chance.
fn users_to_hold_out(interactions: &Interactions) -> Vec<u32> {
    let likes = &interactions.likes;
    let enough = |user: &u32| likes.row(*user as usize).len() > KNOWN[KNOWN.len() - 1];
    let mut users: Vec<u32> = (0..likes.height() as u32).filter(enough).collect();
    shuffle(&mut users, 42);
    users
}

/// Brings them into an order of chance, which is the same in a browser: the order of [`fastrand::Rng::shuffle`] depends on
/// the size of addresses.
fn shuffle(indices: &mut [u32], seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    for last in (1..indices.len()).rev() {
        indices.swap(last, random.u32(..=last as u32) as usize);
    }
}

/// A user's likes, oldest first; where times are unknown, in an order of chance.
fn in_order(interactions: &Interactions, user: u32) -> Vec<u32> {
    let likes = interactions.likes.row(user as usize);
    match interactions.sequences.get(user as usize) {
        Some(sequence) if sequence.len() == likes.len() => sequence.clone(),
        _ => {
            let mut likes = likes.to_vec();
            shuffle(&mut likes, u64::from(user));
            likes
        }
    }
}

/// The terms of all candidates, each trained once, alone.
struct Terms {
    /// Each with its text without its weight.
    models: Vec<(String, Recommender)>,
    items: usize,
}

impl Terms {
    fn train(candidates: &[ModelSpec], input: &TrainingInput<'_>) -> Result<Self> {
        let mut models: Vec<(String, Recommender)> = Vec::new();
        for term in candidates.iter().flat_map(|spec| &spec.terms) {
            let spec = term.alone();
            if models.iter().all(|(text, _)| *text != spec.text) {
                models.push((spec.text.clone(), train(&spec, input)?));
            }
        }
        Ok(Self { models, items: input.catalog.len() })
    }

    /// For each candidate, the ndcg with each number of known likes.
    fn judge(&self, candidates: &[ModelSpec], likes: &[u32]) -> Vec<Ndcgs> {
        let mut values = vec![[0.0; KNOWN.len()]; candidates.len()];
        for (at, known) in KNOWN.into_iter().enumerate() {
            let (known, hidden) = likes.split_at(known);
            let profile = Profile::from_likes(known);
            let scores: Vec<Vec<f32>> =
                self.models.iter().map(|(_, model)| model.standardised_scores(&profile)).collect();
            for (ndcgs, candidate) in values.iter_mut().zip(candidates) {
                let mut total = vec![0.0; self.items];
                for term in &candidate.terms {
                    let text = term.alone().text;
                    let model = self.models.iter().position(|(other, _)| *other == text).unwrap_or_default();
                    add_scaled(&mut total, term.weight.at(known.len()), &scores[model]);
                }
                let unknown = (0..self.items as u32).filter(|item| !known.contains(item));
                ndcgs[at] = ndcg(&top_k(unknown, &total, DEPTH), hidden);
            }
        }
        values
    }
}

/// Normalised discounted cumulative gain with binary gains (K. Järvelin and J. Kekäläinen, TOIS 2002).
fn ndcg(ranked: &[u32], hidden: &[u32]) -> f64 {
    let discount = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let gain: f64 =
        ranked.iter().enumerate().filter(|(_, item)| hidden.contains(item)).map(|(at, _)| discount(at)).sum();
    gain / (0..hidden.len().min(DEPTH)).map(discount).sum::<f64>()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Of the mean of these values.
fn standard_error(values: &[f64]) -> f64 {
    let (mean, count) = (mean(values), values.len() as f64);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / (count - 1.0).max(1.0) / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, CatalogBuilder};
    use penchant_linear::Csr;

    /// Users who each like 8 of the 20 items of their group.
    fn groups(users: u32) -> (Catalog, Interactions) {
        let mut builder = CatalogBuilder::new();
        (0..60).for_each(|item| builder.push(&item.to_string(), "Item", None, []).unwrap());
        let mut random = fastrand::Rng::with_seed(3);
        let mut cells = Vec::new();
        for user in 0..users {
            let mut items: Vec<u32> = (0..20).map(|item| 20 * (user % 3) + item).collect();
            random.shuffle(&mut items);
            items.truncate(8);
            items.sort_unstable();
            cells.extend(items.into_iter().map(|item| (user, item, 1.0)));
        }
        let likes = Csr::from_triplets(users as usize, 60, cells);
        (builder.build().unwrap(), Interactions::from_likes(likes))
    }

    #[test]
    fn few_users_get_the_default() {
        let (catalog, interactions) = groups(MIN_USERS as u32 - 1);
        let chosen = choose_model(&TrainingInput::new(&interactions, &catalog, &[])).unwrap();
        assert_eq!((chosen.model.as_str(), chosen.users), (SMALL_MODEL, 0));
    }

    #[test]
    fn large_catalogues_and_large_matrices_are_not_small() {
        let likes = |users, items| Csr::from_triplets(users, items, [(0, 0, 1.0)]);
        assert!(is_small(&likes(MAX_SIDE, MAX_ITEMS)) && is_small(&likes(1_000_000, MAX_SIDE)));
        assert!(!is_small(&likes(MAX_SIDE, MAX_ITEMS + 1)) && !is_small(&likes(MAX_SIDE + 1, MAX_SIDE + 1)));
        let many = (0..MAX_LIKES as u32 + 1).map(|cell| (cell / 200, cell % 200, 1.0));
        assert!(!is_small(&Csr::from_triplets(MAX_LIKES, 200, many)));
    }

    #[test]
    fn where_popularity_says_nothing_its_prior_is_smaller() {
        let (catalog, interactions) = groups(90);
        let input = TrainingInput::new(&interactions, &catalog, &[]);
        let chosen = choose_model(&input).unwrap();
        assert!(chosen.ndcg > chosen.default_ndcg, "{chosen:?}");
        let spec: ModelSpec = chosen.model.parse().unwrap();
        assert!(spec.terms.iter().any(|term| term.family == "popularity" && term.weight.first < 4.0));
        assert_eq!(choose_model(&input).unwrap(), chosen, "it is chosen again");
    }

    #[test]
    fn a_candidate_must_be_better_beyond_chance_and_never_worse() {
        let default: Vec<Ndcgs> = (0..20).map(|user| [0.3 + 0.01 * f64::from(user); 3]).collect();
        let plus = |change: Ndcgs| -> Vec<Ndcgs> {
            let add = |ndcgs: &Ndcgs| [ndcgs[0] + change[0], ndcgs[1] + change[1], ndcgs[2] + change[2]];
            default.iter().map(add).collect()
        };
        assert_eq!(best(&[default.clone(), plus([-0.01, 0.1, 0.1]), plus([0.0, 0.01, 0.01])]), 2);
        let mut by_chance = default.clone();
        (by_chance[0], by_chance[1]) = ([1.0; 3], [0.0; 3]);
        assert_eq!(best(&[default, by_chance]), 0);
    }
}
