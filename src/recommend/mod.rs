//! A pack and a visitor's profile in, ranked items out, each with the reasons that add up to its score.
//! The stages in order: fold in, score and blend, filter, take the best, re-rank, explain.

mod mix;
mod profile;
mod rerank;
mod what_if;

pub use profile::{GenreTaste, TasteProfile};
pub use rerank::{Controls, Shift};
pub use what_if::{Move, WhatIf};

use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
#[cfg(feature = "train")]
use crate::families::Progress;
use crate::families::{FoldedIn, Model, Prediction, Rater};
use crate::history::Profile;
use crate::pack::{self, Manifest};
use crate::top::{self, Largest, ascending};

/// Models over one catalogue.
pub struct Recommender {
    catalog: Catalog,
    models: Vec<Box<dyn Model>>,
    rater: Option<Box<dyn Rater>>,
    manifest: Manifest,
}

/// What is asked of [`Recommender::recommend`].
#[derive(Debug, Clone)]
pub struct Options {
    /// How many items at most.
    pub n: usize,
    /// Leave out what stands in the history.
    pub filter_already_liked: bool,
    /// If given, only these items.
    pub items: Option<Vec<u32>>,
    /// Never these items.
    pub exclude: Vec<u32>,
    /// What is asked of the list beside its relevance.
    pub controls: Controls,
}

impl Default for Options {
    fn default() -> Self {
        Self { n: 10, filter_already_liked: true, items: None, exclude: Vec::new(), controls: Controls::default() }
    }
}

/// A recommended item.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// Its index in the catalogue.
    pub item: u32,
    /// The sum of the reasons' contributions, to 1e-5; what it is ranked by unless there are [`Controls`].
    pub score: f32,
    /// Strongest first.
    pub reasons: Vec<Reason>,
    /// What re-ranking made of it, if the list was re-ranked.
    pub shift: Option<Shift>,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// What it comes from.
    pub cause: Cause,
    /// What it adds to the score; below 0 it speaks against the item.
    pub contribution: f32,
}

/// Where a part of a score comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An item of the history.
    Item(u32),
    /// What everybody likes.
    Popularity,
}

impl From<pack::Contents> for Recommender {
    fn from(pack::Contents { catalog, models, rater, manifest }: pack::Contents) -> Self {
        Self { catalog, models, rater, manifest }
    }
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

    /// Opens a pack. See [`pack::open`] for its errors.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        Ok(pack::open(bytes.into())?.into())
    }

    /// The bytes of a pack that holds all of this, made small.
    #[cfg(feature = "train")]
    pub fn to_pack(&self) -> Result<Vec<u8>> {
        self.to_pack_telling(&|_| {})
    }

    /// As [`Recommender::to_pack`]; `progress` is told how far it has come.
    #[cfg(feature = "train")]
    pub fn to_pack_telling(&self, progress: Progress<'_>) -> Result<Vec<u8>> {
        pack::write(&self.catalog, &self.models, self.rater.as_deref(), &self.manifest, progress)
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
        Ok(ranked.into_iter().map(|(item, shift)| Pick { shift, ..blend.pick(item) }).collect())
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
        mix::check(&self.manifest.models, blend.profile.short_term)?;
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
        let excluded = ascending([&options.exclude, known].concat());
        let mut best = Largest::new(count.saturating_add(MARGIN));
        let scores = &blend.scores;
        match &options.items {
            Some(items) => {
                let items = ascending(items.clone());
                gather(&mut best, items.into_iter().map(|item| (item, scores[item as usize])), &excluded);
            }
            None => gather(&mut best, (0..).zip(scores.iter().copied()), &excluded),
        }
        let candidates: Vec<u32> = best.take().map(|(item, _)| item).collect();
        candidates.iter().for_each(|&item| blend.correct(item));
        Ok(top::best(candidates.into_iter(), &blend.scores, count))
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
    pub(crate) fn check<'i>(&self, items: impl IntoIterator<Item = &'i u32>) -> Result<()> {
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
        let mut blend = Blend { profile, models: Vec::new(), scores: vec![0.0; self.catalog.len()], unit: None };
        let weights = mix::weights(&self.manifest.models, profile);
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

/// All models with one visitor's history folded in, and the sum of their scores.
struct Blend<'a> {
    profile: &'a Profile,
    /// Each with what its scores are multiplied by.
    models: Vec<(Box<dyn FoldedIn + 'a>, f32)>,
    scores: Vec<f32>,
    /// The standard deviation of the first standardised model: its unit is the sum's.
    unit: Option<f32>,
}

impl<'a> Blend<'a> {
    fn add(&mut self, model: Box<dyn FoldedIn + 'a>, weight: f32, standardised: bool) {
        if !standardised {
            model.add_scores(weight, &mut self.scores);
            self.models.push((model, weight));
            return;
        }
        let mut scores = vec![0.0; self.scores.len()];
        model.add_scores(1.0, &mut scores);
        let deviation = standard_deviation(&scores);
        // A model that scores all items alike, as most do without a history, has no say in their order.
        if deviation > 0.0 {
            let weight = weight * *self.unit.get_or_insert(deviation) / deviation;
            crate::linear::add_scaled(&mut self.scores, weight, &scores);
            self.models.push((model, weight));
        }
    }

    /// Makes an item's score exact; once for each item.
    fn correct(&mut self, item: u32) {
        let correction: f32 = self.models.iter().map(|(model, weight)| weight * model.correction(item)).sum();
        self.scores[item as usize] += correction;
    }

    fn pick(&self, item: u32) -> Pick {
        let mut prior = 0.0;
        let mut events = vec![0.0f32; self.profile.items.len()];
        for (model, weight) in &self.models {
            let explanation = model.explain(item);
            prior += weight * explanation.prior;
            crate::linear::add_scaled(&mut events, *weight, &explanation.events);
        }
        events.push(prior);
        let strength: Vec<f32> = events.iter().map(|contribution| contribution.abs()).collect();
        let causes = (0..events.len() as u32).filter(|&place| strength[place as usize] > 0.0);
        let causes = top::best(causes, &strength, events.len()).into_iter().map(|place| place as usize);
        let cause = |place| self.profile.items.get(place).map_or(Cause::Popularity, |&item| Cause::Item(item));
        let reasons = causes.map(|place| Reason { cause: cause(place), contribution: events[place] }).collect();
        // The score it was ranked by, so that a list is always in the order of its scores.
        Pick { item, score: self.scores[item as usize], reasons, shift: None }
    }
}

/// Items that are taken beyond those wanted before scores are made exact: their order may still change.
const MARGIN: usize = 32;

/// Offers all items but those excluded.
fn gather(best: &mut Largest, items: impl Iterator<Item = (u32, f32)>, excluded: &[u32]) {
    for (item, score) in items {
        // What is too small is most items, and costs no search.
        if best.wants(score) && excluded.binary_search(&item).is_err() {
            best.push(item, score);
        }
    }
}

fn standard_deviation(scores: &[f32]) -> f32 {
    // From the first score on, or a large mean would leave no digits for the deviation. In blocks, whose sums wait
    // for no other's.
    let origin = f64::from(scores.first().copied().unwrap_or_default());
    let (blocks, rest) = scores.as_chunks::<4>();
    let (mut sums, mut squares) = ([0.0f64; 4], [0.0f64; 4]);
    let mut add = |lane: usize, score: f32| {
        let distance = f64::from(score) - origin;
        sums[lane] += distance;
        squares[lane] += distance * distance;
    };
    blocks.iter().for_each(|block| (0..4).for_each(|lane| add(lane, block[lane])));
    rest.iter().for_each(|&score| add(0, score));
    let count = scores.len().max(1) as f64;
    let mean = sums.iter().sum::<f64>() / count;
    (squares.iter().sum::<f64>() / count - mean * mean).max(0.0).sqrt() as f32
}
