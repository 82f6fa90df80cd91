//! A pack and a visitor's profile in, ranked items out, each with the reasons that add up to its score.
//! The stages in order: fold in, score and blend, filter, take the best, re-rank, explain.

use super::blend::{Blend, standard_deviation};
use super::options::{Options, Pick};
use super::rerank::{self, Shift};
use super::term_weights;
use crate::catalog::Catalog;
use crate::families::{Model, Prediction, Rater};
use crate::history::Profile;
use crate::pack::Manifest;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::{TopK, sorted_unique, top_k};

/// Models over one catalogue.
pub struct Recommender {
    catalog: Catalog,
    pub(super) models: Vec<Box<dyn Model>>,
    pub(super) rater: Option<Box<dyn Rater>>,
    manifest: Manifest,
}

impl Recommender {
    /// Of models that were just trained, one for each of the manifest's.
    pub fn new(catalog: Catalog, models: Vec<Box<dyn Model>>, manifest: Manifest) -> Self {
        Self { catalog, models, rater: None, manifest }
    }

    /// The same, with what predicts ratings; the manifest must say its family.
    pub fn with_rater(self, rater: Box<dyn Rater>) -> Self {
        Self { rater: Some(rater), ..self }
    }

    /// The items.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What the pack says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The same, to be filled in before packing.
    pub fn manifest_mut(&mut self) -> &mut Manifest {
        &mut self.manifest
    }

    /// Every item's score for this visitor, by index.
    pub fn scores(&self, profile: &Profile) -> Vec<f32> {
        self.fold_in(profile).scores
    }

    /// As [`Recommender::scores`], divided by their standard deviation over the catalogue.
    pub fn standardised_scores(&self, profile: &Profile) -> Vec<f32> {
        let mut scores = self.scores(profile);
        let deviation = standard_deviation(&scores);
        if deviation > 0.0 {
            scores.iter_mut().for_each(|score| *score /= deviation);
        }
        scores
    }

    /// The best items for this visitor, best first; of equal scores the lower index first.
    ///
    /// Errors: `argument` if `options` name an item past the catalogue's end, if a control or the share of the short
    /// term is not from 0 to 1, or if the pack lacks what is asked for: popularity for novelty, models of both terms
    /// for a share of the short one.
    pub fn recommend(&self, profile: &Profile, options: &Options) -> Result<Vec<Pick>> {
        let mut blend = self.fold_in(profile);
        let ranked = self.rank(&mut blend, options)?;
        let pick = |item| if options.reasons { blend.pick(item) } else { blend.pick_without_reasons(item) };
        Ok(ranked.into_iter().map(|(item, shift)| Pick { shift, ..pick(item) }).collect())
    }

    /// The items that [`Recommender::recommend`] gives, without their reasons.
    pub fn ranking(&self, profile: &Profile, options: &Options) -> Result<Vec<u32>> {
        let ranked = self.rank(&mut self.fold_in(profile), options)?;
        Ok(ranked.into_iter().map(|(item, _)| item).collect())
    }

    /// Filters, takes the best and re-ranks them.
    fn rank(&self, blend: &mut Blend<'_>, options: &Options) -> Result<Vec<(u32, Option<Shift>)>> {
        let controls = &options.controls;
        controls.check()?;
        term_weights::check(&self.manifest.models, blend.profile.short_term)?;
        let best = self.best(blend, options, controls.candidates(options.n))?;
        let Blend { profile, scores, .. } = &*blend;
        if controls.are_off() {
            return Ok(best.into_iter().map(|item| (item, None)).collect());
        }
        let setting = rerank::Setting {
            catalog: &self.catalog,
            profile,
            scores,
            deviation: standard_deviation(scores),
            popularity: self.models.iter().find_map(|model| model.popularity()),
        };
        let list = rerank::rerank(&best, options.n, controls, &setting)?;
        Ok(list.into_iter().map(|(item, shift)| (item, Some(shift))).collect())
    }

    /// Filters the items and takes the best, whose scores are then exact.
    fn best(&self, blend: &mut Blend<'_>, options: &Options, count: usize) -> Result<Vec<u32>> {
        self.check(options.items.iter().flatten().chain(&options.exclude))?;
        let known = if options.filter_already_liked { &blend.profile.known[..] } else { &[] };
        let excluded = sorted_unique([&options.exclude, known].concat());
        let mut best = TopK::new(count.saturating_add(MARGIN));
        let scores = &blend.scores;
        match &options.items {
            Some(items) => {
                let items = sorted_unique(items.clone());
                gather(&mut best, items.into_iter().map(|item| (item, scores[item as usize])), &excluded);
            }
            None => gather(&mut best, (0..).zip(scores.iter().copied()), &excluded),
        }
        let candidates: Vec<u32> = best.into_sorted().map(|(item, _)| item).collect();
        candidates.iter().for_each(|&item| blend.correct(item));
        Ok(top_k(candidates.into_iter(), &blend.scores, count))
    }

    /// One item's score for this visitor and where it comes from.
    pub fn explain(&self, profile: &Profile, item: u32) -> Pick {
        let mut blend = self.fold_in(profile);
        blend.correct(item);
        blend.pick(item)
    }

    /// What this visitor would rate items, in their order.
    ///
    /// Errors: `argument` if the pack has nothing that predicts ratings, or an item is past the catalogue's end.
    pub fn predict(&self, profile: &Profile, items: &[u32]) -> Result<Vec<Prediction>> {
        let rater = self.rater.as_ref().ok_or_else(|| {
            let message = "this pack predicts no ratings: train it on a table with ratings";
            Error::new(ErrorKind::Argument, message)
        })?;
        self.check(items)?;
        let predict = rater.fold_in(profile);
        Ok(items.iter().map(|&item| predict(item)).collect())
    }

    /// Refuses items past the catalogue's end.
    #[doc(hidden)]
    pub fn check<'i>(&self, items: impl IntoIterator<Item = &'i u32>) -> Result<()> {
        match items.into_iter().find(|&&item| item as usize >= self.catalog.len()) {
            Some(item) => {
                let message = format!("item {item} is past the end of a catalogue of {}", self.catalog.len());
                Err(Error::new(ErrorKind::Argument, message))
            }
            None => Ok(()),
        }
    }

    /// The items that liking `item` speaks for most, popularity aside; best first.
    ///
    /// Errors: `argument` if the item is past the catalogue's end.
    pub fn similar_items(&self, item: u32, n: usize) -> Result<Vec<(u32, f32)>> {
        let profile = Profile { likes: usize::MAX, ..Profile::of_likes(&[item]) };
        let mut blend = self.fold_in(&profile);
        let others = Options { exclude: vec![item], ..Options::default() };
        let best = self.best(&mut blend, &others, n)?;
        let scored = best.into_iter().map(|other| (other, blend.scores[other as usize]));
        Ok(scored.filter(|&(_, score)| score > 0.0).collect())
    }

    /// The training users whose likes are most like this visitor's, by their index in the training data, with their
    /// similarities. Packs hold no users, so this is for models that were just trained.
    ///
    /// Errors: `argument` if none of the models holds its users.
    #[cfg(feature = "train")]
    pub fn similar_users(&self, profile: &Profile, n: usize) -> Result<Vec<(u32, f32)>> {
        let similar = self.models.iter().find_map(|model| model.similar_users(&profile.taste(0.0), n));
        similar.ok_or_else(|| {
            let message = "none of the models holds its users: train the family `users`, and do not pack it";
            Error::new(ErrorKind::Argument, message)
        })
    }

    fn fold_in<'a>(&'a self, profile: &'a Profile) -> Blend<'a> {
        let mut blend = Blend::new(profile, self.catalog.len());
        let weights = term_weights::weights(&self.manifest.models, profile);
        // One alone has its own unit.
        let several = weights.iter().filter(|&&weight| weight != 0.0).count() > 1;
        for ((model, component), weight) in self.models.iter().zip(&self.manifest.models).zip(weights) {
            if weight != 0.0 {
                blend.add(model.fold_in(profile.taste(component.recency)), weight, several && component.standardised);
            }
        }
        blend
    }
}

/// Items that are taken beyond those wanted before scores are made exact: their order may still change.
const MARGIN: usize = 32;

/// Offers all items but those excluded.
fn gather(best: &mut TopK, items: impl Iterator<Item = (u32, f32)>, excluded: &[u32]) {
    for (item, score) in items {
        // What is too small is most items, and costs no search.
        if best.may_accept(score) && excluded.binary_search(&item).is_err() {
            best.push(item, score);
        }
    }
}
