//! The best candidates in, a list with variety, balance, novelty or chance out. Greedy: each place goes to the
//! candidate that is worth most beside those before it.
//!
//! What a candidate is worth is, with diversity d and calibration c, each from 0 to 1:
//! (1 − d)(1 − c)·(relevance + novelty) − d(1 − c)·likeness − c·miscalibration. Relevance and novelty are brought
//! to 0 to 1 over the candidates. Likeness is that to the most alike item before it (MMR: J. Carbonell and J.
//! Goldstein, SIGIR 1998), miscalibration the divergence of the list's genres from the history's (H. Steck,
//! RecSys 2018), both by genres.

use super::controls::Controls;
use crate::catalog::{Catalog, genre_overlap};
use crate::history::Profile;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::top_k;

/// What re-ranking made of one pick, in the terms of this module's formula.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shift {
    /// Its place by score alone, from 0.
    pub from: usize,
    /// What its score is worth.
    pub relevance: f32,
    /// What its being little known adds.
    pub novelty: f32,
    /// What its likeness to those before it takes away; never above 0.
    pub diversity: f32,
    /// What the list's miscalibration with it takes away; never above 0.
    pub calibration: f32,
    /// Whether chance put it here, and not the sum of the others.
    pub explored: bool,
}

/// Places that are filled greedily; what comes after them stands in the order of relevance and novelty.
const GREEDY_PLACES: usize = 100;
/// How much of the wanted distribution is mixed into the list's, so that no genre is missing (Steck's α).
const MIXED: f32 = 0.01;

/// What the formula needs to know.
pub(super) struct Setting<'s> {
    pub catalog: &'s Catalog,
    pub profile: &'s Profile,
    /// Of each item of the catalogue.
    pub scores: &'s [f32],
    /// Of the scores over the catalogue.
    pub deviation: f32,
    /// The share of users who like each item; wanted if novelty is.
    pub popularity: Option<&'s [f32]>,
}

struct Candidate {
    item: u32,
    shift: Shift,
    /// Its likeness to the most alike item of the list.
    likeness: f32,
    genres: Vec<u16>,
}

/// The `n` best of `candidates`, which come in the order of their scores.
pub(super) fn rerank(
    candidates: &[u32],
    n: usize,
    controls: &Controls,
    setting: &Setting<'_>,
) -> Result<Vec<(u32, Shift)>> {
    let mut left = weighed(candidates, controls, setting)?;
    let mut balance = Balance::new(setting);
    let mut random = fastrand::Rng::with_seed(controls.seed);
    let mut list = Vec::with_capacity(n.min(left.len()));
    while list.len() < n.min(GREEDY_PLACES) && !left.is_empty() {
        balance.prepare();
        for candidate in &mut left {
            candidate.shift.diversity = -controls.diversity * (1.0 - controls.calibration) * candidate.likeness;
            if controls.calibration > 0.0 {
                candidate.shift.calibration = -controls.calibration * balance.miscalibration_with(&candidate.genres);
            }
        }
        // Of equal ones the first, whose score is the highest.
        let best =
            (0..left.len()).reduce(|best, place| if worth(&left[place]) > worth(&left[best]) { place } else { best });
        // Of 32 bits, as every machine draws them.
        let explored = random.f32() < controls.exploration;
        let place = if explored { random.u32(..left.len() as u32) as usize } else { best.unwrap_or(0) };
        let mut picked = left.remove(place);
        picked.shift.explored = explored;
        balance.add(&picked.genres);
        if controls.diversity > 0.0 {
            for candidate in &mut left {
                let likeness = genre_overlap(&candidate.genres, &picked.genres).unwrap_or(0.0);
                candidate.likeness = candidate.likeness.max(likeness as f32);
            }
        }
        list.push((picked.item, picked.shift));
    }
    let worth: Vec<f32> = left.iter().map(|candidate| candidate.shift.relevance + candidate.shift.novelty).collect();
    let rest = top_k(0..left.len() as u32, &worth, n - list.len().min(n));
    list.extend(rest.into_iter().map(|place| {
        let candidate = &left[place as usize];
        (candidate.item, Shift { diversity: 0.0, calibration: 0.0, ..candidate.shift })
    }));
    Ok(list)
}

fn worth(candidate: &Candidate) -> f32 {
    let Shift { relevance, novelty, diversity, calibration, .. } = candidate.shift;
    relevance + novelty + diversity + calibration
}

/// The candidates with their relevance and novelty.
fn weighed(candidates: &[u32], controls: &Controls, setting: &Setting<'_>) -> Result<Vec<Candidate>> {
    let surprise = |item: u32| -> Result<f32> {
        if controls.novelty == 0.0 {
            return Ok(0.0);
        }
        let shares = setting.popularity.ok_or_else(|| {
            let message = "this pack does not know how popular its items are: leave novelty out, or add popularity to \
                           the model when training";
            Error::new(ErrorKind::Argument, message)
        })?;
        // What nobody likes is as surprising as what one of a million does.
        Ok(-controls.novelty * shares[item as usize].max(1e-6).log2())
    };
    let deviation = if setting.deviation > 0.0 { setting.deviation } else { 1.0 };
    let score = |item: u32| setting.scores[item as usize] / deviation;
    let surprises: Vec<f32> = candidates.iter().map(|&item| surprise(item)).collect::<Result<_>>()?;
    let sums = || candidates.iter().zip(&surprises).map(|(&item, surprise)| score(item) + surprise);
    let (least, most) = sums().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), sum| (a.min(sum), b.max(sum)));
    let least_score = candidates.iter().map(|&item| score(item)).fold(f32::INFINITY, f32::min);
    let range = if most > least { most - least } else { 1.0 };
    let share = (1.0 - controls.diversity) * (1.0 - controls.calibration) / range;
    let candidate = |(from, (&item, surprise)): (usize, (&u32, &f32))| Candidate {
        item,
        shift: Shift {
            from,
            relevance: share * (score(item) - least_score),
            novelty: share * (surprise - (least - least_score)),
            ..Shift::default()
        },
        likeness: 0.0,
        genres: setting.catalog.genre_indices(item).to_vec(),
    };
    Ok(candidates.iter().zip(&surprises).enumerate().map(candidate).collect())
}

/// The genres that the history has, and those that the list has so far.
struct Balance {
    wanted: Vec<f32>,
    /// Sums over the list's items of their genres' shares.
    listed: Vec<f32>,
    items: usize,
    /// By genre, what it adds to the divergence if an item without it comes next.
    parts: Vec<f32>,
    /// Their sum.
    whole: f32,
}

impl Balance {
    fn new(setting: &Setting<'_>) -> Self {
        let wanted = setting.catalog.genre_shares(setting.profile.liked());
        let wanted: Vec<f32> = wanted.into_iter().map(|share| share as f32).collect();
        Self { listed: vec![0.0; wanted.len()], parts: vec![0.0; wanted.len()], whole: 0.0, wanted, items: 0 }
    }

    fn add(&mut self, genres: &[u16]) {
        genres.iter().for_each(|&genre| self.listed[usize::from(genre)] += 1.0 / genres.len() as f32);
        self.items += 1;
    }

    /// What all candidates of the next place have in common: to be called before each.
    fn prepare(&mut self) {
        self.parts = (0..self.wanted.len()).map(|genre| self.part(genre, 0.0)).collect();
        self.whole = self.parts.iter().sum();
    }

    /// The Kullback-Leibler divergence, in nats, of the list's genres from those wanted, if these were added.
    fn miscalibration_with(&self, genres: &[u16]) -> f32 {
        let share = 1.0 / genres.len().max(1) as f32;
        let change = |&genre: &u16| self.part(genre.into(), share) - self.parts[usize::from(genre)];
        (self.whole + genres.iter().map(change).sum::<f32>()).max(0.0)
    }

    /// What a genre adds to the divergence if it gets this share of the next item.
    fn part(&self, genre: usize, added: f32) -> f32 {
        let wanted = self.wanted[genre];
        if wanted <= 0.0 {
            return 0.0;
        }
        let mixed = (1.0 - MIXED) * (self.listed[genre] + added) / (self.items + 1) as f32 + MIXED * wanted;
        wanted * (wanted / mixed).ln()
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
        let profile = Profile::of_likes(&[0, 4]);
        let scores = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
        let popularity = [0.5, 0.5, 0.5, 0.5, 0.5, 1e-6];
        let setting = Setting {
            catalog: &catalog,
            profile: &profile,
            scores: &scores,
            deviation: 0.17,
            popularity: Some(&popularity),
        };
        rerank(&[0, 1, 2, 3, 4, 5], n, &controls, &setting).unwrap().into_iter().map(|(item, _)| item).collect()
    }

    #[test]
    fn each_control_does_what_it_says() {
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
