//! Re-ranking the best candidates for variety, balance, novelty or chance. Greedy: each position goes to the candidate
//! with the highest value given the items before it.
//!
//! With diversity d and calibration c, each from 0 to 1, the value of a candidate is (1 − d)(1 − c)·(relevance +
//! novelty) − d(1 − c)·similarity − c·miscalibration. The sum of relevance and novelty is scaled to 0 to 1 over the
//! candidates. Similarity is the genre overlap with the most similar item before it (maximal marginal relevance: J.
//! Carbonell and J. Goldstein, SIGIR 1998). Miscalibration is the divergence of the list's genres from the history's
//! (H. Steck, "Calibrated Recommendations", RecSys 2018).

use super::controls::Controls;
use crate::catalog::{Catalog, genre_overlap};
use crate::history::Profile;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::top_k;

/// How re-ranking moved one pick, in the terms of the formula: its value is the sum of `relevance`, `novelty`,
/// `diversity` and `calibration`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shift {
    /// Its position by score alone, from 0.
    pub from: usize,
    /// The value of its score.
    pub relevance: f32,
    /// The value of being little known.
    pub novelty: f32,
    /// The penalty for its similarity to the items before it; at most 0.
    pub diversity: f32,
    /// The penalty for the list's miscalibration with it; at most 0.
    pub calibration: f32,
    /// Whether it was chosen at random instead of by its value.
    pub explored: bool,
}

/// Positions that are filled greedily; the items after them are in the order of relevance and novelty.
const MAX_GREEDY: usize = 100;
/// The share of the target distribution that is mixed into the list's, so that no genre has a share of 0 (Steck's α).
const SMOOTHING: f32 = 0.01;

/// What the formula depends on besides the candidates.
pub(super) struct RerankContext<'s> {
    pub catalog: &'s Catalog,
    pub profile: &'s Profile,
    /// The score of each item of the catalogue.
    pub scores: &'s [f32],
    /// The standard deviation of the scores over the catalogue.
    pub deviation: f32,
    /// The share of users who like each item; needed for novelty.
    pub popularity: Option<&'s [f32]>,
}

struct Candidate {
    item: u32,
    shift: Shift,
    /// Its similarity to the most similar item of the list.
    similarity: f32,
    genres: Vec<u16>,
}

/// Selects `n` of the candidates, which are in the order of their scores.
///
/// Errors: `argument` if novelty is asked for and popularity is unknown.
pub(super) fn rerank(
    candidates: &[u32],
    n: usize,
    controls: &Controls,
    context: &RerankContext<'_>,
) -> Result<Vec<(u32, Shift)>> {
    let mut remaining = score_candidates(candidates, controls, context)?;
    let mut balance = GenreBalance::new(context);
    let mut random = fastrand::Rng::with_seed(controls.seed);
    let mut list = Vec::with_capacity(n.min(remaining.len()));
    while list.len() < n.min(MAX_GREEDY) && !remaining.is_empty() {
        balance.prepare();
        for candidate in &mut remaining {
            candidate.shift.diversity = -controls.diversity * (1.0 - controls.calibration) * candidate.similarity;
            if controls.calibration > 0.0 {
                candidate.shift.calibration = -controls.calibration * balance.miscalibration_with(&candidate.genres);
            }
        }
        // Among equal values the first, which has the highest score.
        let best = (0..remaining.len())
            .reduce(|best, index| if value(&remaining[index]) > value(&remaining[best]) { index } else { best });
        // Numbers of 32 bits, which are the same on every machine.
        let explored = random.f32() < controls.exploration;
        let index = if explored { random.u32(..remaining.len() as u32) as usize } else { best.unwrap_or(0) };
        let mut picked = remaining.remove(index);
        picked.shift.explored = explored;
        balance.add(&picked.genres);
        if controls.diversity > 0.0 {
            for candidate in &mut remaining {
                let similarity = genre_overlap(&candidate.genres, &picked.genres).unwrap_or(0.0);
                candidate.similarity = candidate.similarity.max(similarity as f32);
            }
        }
        list.push((picked.item, picked.shift));
    }
    let values: Vec<f32> =
        remaining.iter().map(|candidate| candidate.shift.relevance + candidate.shift.novelty).collect();
    let rest = top_k(0..remaining.len() as u32, &values, n - list.len().min(n));
    list.extend(rest.into_iter().map(|index| {
        let candidate = &remaining[index as usize];
        (candidate.item, Shift { diversity: 0.0, calibration: 0.0, ..candidate.shift })
    }));
    Ok(list)
}

/// The value of a candidate, given the items before it.
fn value(candidate: &Candidate) -> f32 {
    let Shift { relevance, novelty, diversity, calibration, .. } = candidate.shift;
    relevance + novelty + diversity + calibration
}

/// Computes the relevance and the novelty of the candidates.
fn score_candidates(candidates: &[u32], controls: &Controls, context: &RerankContext<'_>) -> Result<Vec<Candidate>> {
    let surprise = |item: u32| -> Result<f32> {
        if controls.novelty == 0.0 {
            return Ok(0.0);
        }
        let shares = context.popularity.ok_or_else(|| {
            let message = "this pack lacks a model of popularity, which novelty needs: leave out novelty, or train a \
                           sum with popularity";
            Error::new(ErrorKind::Argument, message)
        })?;
        // An item without likes is as surprising as one that a millionth of the users like.
        Ok(-controls.novelty * shares[item as usize].max(1e-6).log2())
    };
    let deviation = if context.deviation > 0.0 { context.deviation } else { 1.0 };
    let score = |item: u32| context.scores[item as usize] / deviation;
    let surprises: Vec<f32> = candidates.iter().map(|&item| surprise(item)).collect::<Result<_>>()?;
    let sums = || candidates.iter().zip(&surprises).map(|(&item, surprise)| score(item) + surprise);
    let (min, max) = sums().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), sum| (a.min(sum), b.max(sum)));
    let min_score = candidates.iter().map(|&item| score(item)).fold(f32::INFINITY, f32::min);
    let range = if max > min { max - min } else { 1.0 };
    let share = (1.0 - controls.diversity) * (1.0 - controls.calibration) / range;
    let candidate = |(from, (&item, surprise)): (usize, (&u32, &f32))| Candidate {
        item,
        shift: Shift {
            from,
            relevance: share * (score(item) - min_score),
            novelty: share * (surprise - (min - min_score)),
            ..Shift::default()
        },
        similarity: 0.0,
        genres: context.catalog.genre_indices(item).to_vec(),
    };
    Ok(candidates.iter().zip(&surprises).enumerate().map(candidate).collect())
}

/// The genres of the history, which are the target, and those of the list so far.
struct GenreBalance {
    /// The share of each genre in the history.
    target: Vec<f32>,
    /// The sum of each genre's shares in the items of the list.
    listed: Vec<f32>,
    items: usize,
    /// What each genre adds to the divergence if the next item does not have it.
    parts: Vec<f32>,
    /// The sum of these parts.
    parts_sum: f32,
}

impl GenreBalance {
    fn new(context: &RerankContext<'_>) -> Self {
        let target = context.catalog.genre_shares(context.profile.liked());
        let target: Vec<f32> = target.into_iter().map(|share| share as f32).collect();
        Self { listed: vec![0.0; target.len()], parts: vec![0.0; target.len()], parts_sum: 0.0, target, items: 0 }
    }

    fn add(&mut self, genres: &[u16]) {
        genres.iter().for_each(|&genre| self.listed[usize::from(genre)] += 1.0 / genres.len() as f32);
        self.items += 1;
    }

    /// Computes what is the same for all candidates of the next position. To be called before each position.
    fn prepare(&mut self) {
        self.parts = (0..self.target.len()).map(|genre| self.part(genre, 0.0)).collect();
        self.parts_sum = self.parts.iter().sum();
    }

    /// The Kullback-Leibler divergence of the list's genres from the target, in nats, if an item with these genres were
    /// added.
    fn miscalibration_with(&self, genres: &[u16]) -> f32 {
        let share = 1.0 / genres.len().max(1) as f32;
        let change = |&genre: &u16| self.part(genre.into(), share) - self.parts[usize::from(genre)];
        (self.parts_sum + genres.iter().map(change).sum::<f32>()).max(0.0)
    }

    /// What a genre adds to the divergence if it has this share of the next item.
    fn part(&self, genre: usize, added: f32) -> f32 {
        let target = self.target[genre];
        if target <= 0.0 {
            return 0.0;
        }
        let mixed = (1.0 - SMOOTHING) * (self.listed[genre] + added) / (self.items + 1) as f32 + SMOOTHING * target;
        target * (target / mixed).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CatalogBuilder;

    /// Items 0 to 3 are of one genre, 4 and 5 of another; scores fall by 0.1.
    fn list(n: usize, controls: Controls) -> Vec<u32> {
        let mut builder = CatalogBuilder::new();
        for item in 0..6 {
            builder.push(&item.to_string(), "", None, [if item < 4 { "War" } else { "Comedy" }]).unwrap();
        }
        let catalog = builder.build().unwrap();
        let profile = Profile::from_likes(&[0, 4]);
        let scores = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
        let popularity = [0.5, 0.5, 0.5, 0.5, 0.5, 1e-6];
        let context = RerankContext {
            catalog: &catalog,
            profile: &profile,
            scores: &scores,
            deviation: 0.17,
            popularity: Some(&popularity),
        };
        rerank(&[0, 1, 2, 3, 4, 5], n, &controls, &context).unwrap().into_iter().map(|(item, _)| item).collect()
    }

    #[test]
    fn each_control_has_its_effect() {
        assert_eq!(list(6, Controls::default()), [0, 1, 2, 3, 4, 5]);
        assert_eq!(list(2, Controls { diversity: 0.6, ..Controls::default() }), [0, 4]);
        let calibrated = list(4, Controls { calibration: 0.9, ..Controls::default() });
        assert_eq!(calibrated.iter().filter(|&&item| item >= 4).count(), 2, "{calibrated:?}");
        assert_eq!(list(1, Controls { novelty: 0.5, ..Controls::default() }), [5]);
        let explore = |seed| list(6, Controls { exploration: 1.0, seed, ..Controls::default() });
        assert_eq!(explore(1), explore(1));
        assert_ne!(explore(1), explore(2));
    }
}
