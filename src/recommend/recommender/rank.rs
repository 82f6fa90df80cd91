//! Ranking the items of a catalogue for a visitor. The stages in order: fold in, score and blend, filter, select the
//! best, re-rank, explain.

use super::blend::{Blend, standard_deviation};
use super::pick::Pick;
use super::recommend_options::RecommendOptions;
use super::rerank::{RerankContext, Shift, rerank};
use super::term_weights;
use crate::catalog::Catalog;
use crate::families::{Prediction, RankingModel, RatingPredictor};
use crate::history::Profile;
use crate::pack::PackManifest;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::{TopK, sorted_unique, top_k};

/// A catalogue and the models that rank its items: an opened pack, or models that were just trained.
pub struct Recommender {
    catalog: Catalog,
    pub(super) models: Vec<Box<dyn RankingModel>>,
    pub(super) rating_predictor: Option<Box<dyn RatingPredictor>>,
    manifest: PackManifest,
}

impl Recommender {
    /// A recommender of these models, one for each entry of `manifest.models`.
    pub fn new(catalog: Catalog, models: Vec<Box<dyn RankingModel>>, manifest: PackManifest) -> Self {
        Self { catalog, models, rating_predictor: None, manifest }
    }

    /// The same recommender with a model that predicts ratings. The manifest must have an entry for it.
    #[must_use]
    pub fn with_rating_predictor(self, predictor: Box<dyn RatingPredictor>) -> Self {
        Self { rating_predictor: Some(predictor), ..self }
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The pack's manifest.
    pub fn manifest(&self) -> &PackManifest {
        &self.manifest
    }

    /// The manifest, to be completed before packing.
    pub fn manifest_mut(&mut self) -> &mut PackManifest {
        &mut self.manifest
    }

    /// The score of every item for this visitor, by index. Scores are approximate; [`Pick::score`] is exact.
    ///
    /// Panics if the profile is of another catalogue and has an item past the end of this one, as indexing does.
    pub fn scores(&self, profile: &Profile) -> Vec<f32> {
        self.fold_in(profile).scores
    }

    /// The scores of [`Recommender::scores`] divided by their standard deviation over the catalogue.
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
    /// Errors: `argument` if `profile` or `options` has an item past the end of the catalogue, if a control or the
    /// share of the short term is not from 0 to 1, or if the pack lacks a model that is needed: popularity for novelty,
    /// models of both terms for a share of the short one.
    pub fn recommend(&self, profile: &Profile, options: &RecommendOptions) -> Result<Vec<Pick>> {
        let mut blend = self.fold_in_checked(profile)?;
        let ranked = self.rank(&mut blend, options)?;
        let pick = |item| if options.reasons { blend.pick(item) } else { blend.pick_without_reasons(item) };
        Ok(ranked.into_iter().map(|(item, shift)| Pick { shift, ..pick(item) }).collect())
    }

    /// The items that [`Recommender::recommend`] returns, without their reasons, which take most of the time.
    ///
    /// Errors: those of [`Recommender::recommend`].
    pub fn ranking(&self, profile: &Profile, options: &RecommendOptions) -> Result<Vec<u32>> {
        let ranked = self.rank(&mut self.fold_in_checked(profile)?, options)?;
        Ok(ranked.into_iter().map(|(item, _)| item).collect())
    }

    /// Filters the items, selects the best and re-ranks them.
    fn rank(&self, blend: &mut Blend<'_>, options: &RecommendOptions) -> Result<Vec<(u32, Option<Shift>)>> {
        let controls = &options.controls;
        controls.check()?;
        term_weights::check(&self.manifest.models, blend.profile.short_term)?;
        let best = self.select_best(blend, options, controls.candidates(options.n))?;
        let Blend { profile, scores, .. } = &*blend;
        if controls.are_off() {
            return Ok(best.into_iter().map(|item| (item, None)).collect());
        }
        let context = RerankContext {
            catalog: &self.catalog,
            profile,
            scores,
            deviation: standard_deviation(scores),
            popularity: self.models.iter().find_map(|model| model.popularity()),
        };
        let list = rerank(&best, options.n, controls, &context)?;
        Ok(list.into_iter().map(|(item, shift)| (item, Some(shift))).collect())
    }

    /// Filters the items and selects the `count` best. Their scores are then exact.
    fn select_best(&self, blend: &mut Blend<'_>, options: &RecommendOptions, count: usize) -> Result<Vec<u32>> {
        self.check_items(options.items.iter().flatten().chain(&options.exclude))?;
        let known = if options.filter_already_liked { &blend.profile.known[..] } else { &[] };
        let excluded = sorted_unique([&options.exclude, known].concat());
        let mut top = TopK::new(count.saturating_add(MARGIN));
        let scores = &blend.scores;
        match &options.items {
            Some(items) => {
                let items = sorted_unique(items.clone());
                push_allowed(&mut top, items.into_iter().map(|item| (item, scores[item as usize])), &excluded);
            }
            None => push_allowed(&mut top, (0..).zip(scores.iter().copied()), &excluded),
        }
        let candidates: Vec<u32> = top.into_sorted().map(|(item, _)| item).collect();
        candidates.iter().for_each(|&item| blend.correct(item));
        Ok(top_k(candidates.into_iter(), &blend.scores, count))
    }

    /// The score of one item for this visitor, with its reasons.
    ///
    /// Errors: `argument` if the item, or one of the profile, is past the end of the catalogue.
    pub fn explain(&self, profile: &Profile, item: u32) -> Result<Pick> {
        self.check_items([&item])?;
        let mut blend = self.fold_in_checked(profile)?;
        blend.correct(item);
        Ok(blend.pick(item))
    }

    /// What this visitor would rate these items, in their order.
    ///
    /// Errors: `argument` if the pack has no model that predicts ratings, or if an item of `items` or of the
    /// profile is past the end of the catalogue.
    pub fn predict(&self, profile: &Profile, items: &[u32]) -> Result<Vec<Prediction>> {
        let predictor = self.rating_predictor.as_ref().ok_or_else(|| {
            let message = "this pack cannot predict ratings: train it on a table with ratings";
            Error::new(ErrorKind::Argument, message)
        })?;
        self.check_items(items.iter().chain(&profile.items).chain(profile.stars.iter().map(|(item, _)| item)))?;
        let predict = predictor.fold_in(profile);
        Ok(items.iter().map(|&item| predict(item)).collect())
    }

    /// Errors: `argument` if an item is past the end of the catalogue.
    #[doc(hidden)]
    pub fn check_items<'i>(&self, items: impl IntoIterator<Item = &'i u32>) -> Result<()> {
        match items.into_iter().find(|&&item| item as usize >= self.catalog.len()) {
            Some(item) => {
                let message = format!("item {item} is past the end of a catalogue of {} items", self.catalog.len());
                Err(Error::new(ErrorKind::Argument, message))
            }
            None => Ok(()),
        }
    }

    /// The `n` items most similar to `item`, with their scores: those that a like of it raises most, without popularity.
    /// First those that people's likes speak for, then those whose score is there mostly because of what the items are
    /// like; best first in each part.
    ///
    /// Errors: `argument` if the item is past the end of the catalogue.
    pub fn similar_items(&self, item: u32, n: usize) -> Result<Vec<(u32, f32)>> {
        let profile = Profile { likes: usize::MAX, ..Profile::from_likes(&[item]) };
        let mut blend = self.fold_in(&profile);
        let others = RecommendOptions { exclude: vec![item], ..RecommendOptions::default() };
        let best = self.select_best(&mut blend, &others, n)?;
        let scored = best.into_iter().map(|other| (other, blend.scores[other as usize]));
        let similar = scored.filter(|&(_, score)| score > 0.0);
        let (by_likes, by_content): (Vec<_>, Vec<_>) =
            similar.partition(|&(other, score)| blend.content_score(other) <= 0.5 * score);
        Ok([by_likes, by_content].concat())
    }

    /// Folds in a profile that may be of another catalogue.
    fn fold_in_checked<'a>(&'a self, profile: &'a Profile) -> Result<Blend<'a>> {
        self.check_items(&profile.items)?;
        Ok(self.fold_in(profile))
    }

    fn fold_in<'a>(&'a self, profile: &'a Profile) -> Blend<'a> {
        let mut blend = Blend::new(profile, self.catalog.len());
        let weights = term_weights::weights(&self.manifest.models, profile);
        // A single model keeps its own unit.
        let several = weights.iter().filter(|&&weight| weight != 0.0).count() > 1;
        for ((model, entry), weight) in self.models.iter().zip(&self.manifest.models).zip(weights) {
            if weight != 0.0 {
                let history = profile.weighted_items(entry.recency);
                blend.add(model.fold_in(history), entry, weight, several && entry.standardised);
            }
        }
        blend
    }
}

/// Extra items that are selected before scores are made exact, because their order may still change.
const MARGIN: usize = 32;

/// Offers all items except the excluded ones.
fn push_allowed(top: &mut TopK, items: impl Iterator<Item = (u32, f32)>, excluded: &[u32]) {
    for (item, score) in items {
        // Most scores are too small, and these items need no search.
        if top.may_accept(score) && excluded.binary_search(&item).is_err() {
            top.push(item, score);
        }
    }
}
